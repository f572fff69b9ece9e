"""Harvesters that nobody here wrote, over a live server on the sample archive."""

from datetime import UTC, datetime

import pytest
from oaipmh.client import Client
from oaipmh.error import NoRecordsMatchError
from oaipmh.metadata import MetadataRegistry, oai_dc_reader
from oaipmh_scythe import Scythe
from sickle import Sickle
from sickle.oaiexceptions import NoRecordsMatch

ROOTS = ("booklets", "china-nuclear", "correspondence")
DC = {"metadataPrefix": "oai_dc"}


def sickle_records(url, **window):
    records = Sickle(url).ListRecords(**DC, **window)
    return [(record.header.identifier, record.header.deleted) for record in records]


def scythe_records(url, **window):
    with Scythe(url) as harvester:
        named = {{"from": "from_", "set": "set_"}.get(name, name): window[name] for name in window}
        return [
            (record.header.identifier, record.header.deleted)
            for record in harvester.list_records(metadata_prefix="oai_dc", **named)
        ]


def library_client(url, **options):
    registry = MetadataRegistry()
    registry.registerReader("oai_dc", oai_dc_reader)
    client = Client(url, registry, **options)
    client.updateGranularity()
    return client


def library_records(url, **window):
    named = {{"from": "from_"}.get(name, name): window[name] for name in window}
    for name in {"from_", "until"} & set(named):
        moment = datetime.fromisoformat(named[name]).astimezone(UTC)
        named[name] = moment.replace(tzinfo=None)
    records = library_client(url).listRecords(**DC, **named)
    return [(header.identifier(), header.isDeleted()) for header, _, _ in records]


CLIENTS = pytest.mark.parametrize(
    "harvest", [sickle_records, scythe_records, library_records], ids=["sickle", "scythe", "oaipmh"]
)


@CLIENTS
def test_a_client_harvests_every_record_and_the_tombstone(live, harvest):
    """A full harvest follows every token to the empty one (§3.5); nothing comes twice."""
    records = harvest(live.url)

    assert len(records) == len(dict(records)) > 20
    assert {name for name, deleted in records if not deleted} == live.identifiers(*ROOTS)
    assert [name for name, deleted in records if deleted] == [live.gone]


@CLIENTS
@pytest.mark.parametrize("set_spec", ["china-nuclear", "china-nuclear:letters", "correspondence"])
def test_a_client_harvests_a_set_with_those_beneath_it(live, harvest, set_spec):
    """Selective harvesting by set (§2.7.2)."""
    records = harvest(live.url, set=set_spec)

    assert {name for name, deleted in records if not deleted} == live.identifiers(set_spec)


@CLIENTS
def test_a_client_harvests_a_window(live, harvest):
    """Selective harvesting by datestamp, both ends included (§2.7.1)."""
    listed = Sickle(live.url).ListIdentifiers(**DC, set="correspondence")
    second = next(iter(listed)).datestamp
    records = harvest(live.url, **{"from": second, "until": second})

    assert {name for name, _ in records} == live.identifiers("correspondence")


@CLIENTS
def test_a_client_goes_on_from_where_it_was(live, harvest):
    """An incremental harvest from the last datestamp brings the last change (§2.7.1)."""
    last = max(one.datestamp for one in Sickle(live.url).ListIdentifiers(**DC))

    assert harvest(live.url, **{"from": last}) == [(live.gone, True)]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_clients_use_both_methods(live, method):
    """GET and POST mean the same (§3.1.1)."""
    sickle = Sickle(live.url, http_method=method)
    library = library_client(live.url, force_http_get=method == "GET")
    names = live.identifiers(*ROOTS)

    found = {one.identifier for one in sickle.ListIdentifiers(**DC, ignore_deleted=True)}
    same = {one.identifier() for one in library.listIdentifiers(**DC) if not one.isDeleted()}

    assert found == same == names


def test_sickle_speaks_the_other_verbs(live):
    """Identify, ListSets, ListMetadataFormats and GetRecord are understood (§4)."""
    harvester = Sickle(live.url)
    identifier = "oai:archive.example:khrushchev-zhou-1958-04-04"
    record = harvester.GetRecord(identifier=identifier, **DC)

    assert harvester.Identify().deletedRecord == "persistent"
    assert set(live.sets) <= {one.setSpec for one in harvester.ListSets()}
    assert "oai_dc" in {one.metadataPrefix for one in harvester.ListMetadataFormats()}
    assert record.metadata["date"] == ["1958-04-04"]


def test_the_library_reads_what_we_write(live):
    """Identify and the metadata of a record arrive as values (§4.1, §4.2)."""
    client = library_client(live.url)
    identifier = "oai:archive.example:khrushchev-zhou-1958-04-04"
    header, metadata, _about = client.getRecord(identifier=identifier, **DC)

    assert client.identify().baseURL() == live.url
    assert header.identifier() == identifier
    assert metadata.getField("date") == ["1958-04-04"]


def test_the_clients_recognise_an_empty_list(live):
    """noRecordsMatch is an error that they know (§3.6)."""
    with pytest.raises(NoRecordsMatch):
        Sickle(live.url).ListRecords(**DC, until="1900-01-01")
    with pytest.raises(NoRecordsMatchError):
        list(library_records(live.url, until="1900-01-01T00:00:00+00:00"))
