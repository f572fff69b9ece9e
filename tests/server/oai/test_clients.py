"""Harvesters that nobody here wrote, over a live server on the sample archive."""

from pathlib import Path

import pytest
from live import environment_of, fonds, free_port, serve
from oaipmh.client import Client
from oaipmh.metadata import MetadataRegistry, oai_dc_reader
from oaipmh_scythe import Scythe
from sickle import Sickle

SAMPLES = Path(__file__).parents[3] / "samples"
SETS = "china-nuclear"


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """The address of a server with 25 documents, 8 letters, a tombstone and a secret."""
    environment = environment_of(
        tmp_path_factory.mktemp("live"), free_port(), FONDS_OAI_BATCH_SIZE="10"
    )
    sources = [str(SAMPLES / name) for name in ("records.jsonl", "letters.csv", "withdrawn.jsonl")]
    for command in (["init"], ["ingest", *sources], ["delete", "belgrade-declaration-1961-09-06"]):
        done = fonds(environment, *command)
        assert done.returncode == 0, done.stderr
    with serve(environment, workers=2) as address:
        yield address


def test_sickle_harvests_every_record_and_the_tombstone(base):
    """A full harvest follows every token to the empty one (OAI-PMH §3.5)."""
    records = list(Sickle(f"{base}/oai").ListRecords(metadataPrefix="oai_dc"))

    assert len({record.header.identifier for record in records}) == len(records) == 34
    assert [r.header.identifier for r in records if r.deleted] == [
        "oai:archive.example:belgrade-declaration-1961-09-06"
    ]


def test_sickle_harvests_a_set_with_those_beneath_it(base):
    """Selective harvesting of a set includes its subsets (OAI-PMH §2.7.2)."""
    harvester = Sickle(f"{base}/oai")

    found = harvester.ListIdentifiers(metadataPrefix="oai_dc", set=SETS, ignore_deleted=True)

    assert len(list(found)) == 25


def test_scythe_harvests_every_record(base):
    """The same with a second client."""
    with Scythe(f"{base}/oai") as harvester:
        identifiers = [
            record.header.identifier for record in harvester.list_records(metadata_prefix="oai_dc")
        ]

    assert len(set(identifiers)) == len(identifiers) == 34


def test_the_library_client_harvests_by_post(base):
    """GET and POST mean the same (OAI-PMH §3.1.1); this client posts."""
    registry = MetadataRegistry()
    registry.registerReader("oai_dc", oai_dc_reader)
    client = Client(f"{base}/oai", registry)

    records = list(client.listRecords(metadataPrefix="oai_dc"))

    assert len(records) == 34
    assert client.identify().baseURL() == f"{base}/oai"


def test_sickle_speaks_the_other_verbs(base):
    """Identify, ListSets, ListMetadataFormats and GetRecord are understood (OAI-PMH §4)."""
    harvester = Sickle(f"{base}/oai")
    identifier = "oai:archive.example:khrushchev-zhou-1958-04-04"

    record = harvester.GetRecord(metadataPrefix="oai_dc", identifier=identifier)

    assert harvester.Identify().deletedRecord == "persistent"
    assert SETS in {one.setSpec for one in harvester.ListSets()}
    assert [one.metadataPrefix for one in harvester.ListMetadataFormats()] == ["oai_dc"]
    assert record.metadata["date"] == ["1958-04-04"]
