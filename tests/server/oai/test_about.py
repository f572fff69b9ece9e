"""What is said about a record: the rights of its metadata, and where it comes from (§2.5)."""

from dataclasses import replace

import pytest
from archives import letter, put
from harvesting import DC, Harvester

from metadata.containers import PROVENANCE, RIGHTS
from metadata.markup import OAI

ORIGIN = {
    "base_url": "https://a.example/oai?x=1&y=2",
    "identifier": "oai:a.example:1",
    "datestamp": "2019-02-03",
    "metadata_namespace": "http://www.openarchives.org/OAI/2.0/oai_dc/",
    "harvest_date": "2024-05-06T07:08:09Z",
    "altered": True,
}
OLDER = ORIGIN | {"base_url": "http://b.example/oai", "altered": False}


def about(answer):
    """Return the parts that stand in about elements, in order."""
    return [one[0] for one in answer.root.iter(f"{{{OAI}}}about")]


@pytest.mark.parametrize("prefix", ["oai_dc", "oai_qdc"])
def test_every_record_says_the_rights_of_its_metadata(archive, clock, harvester, prefix):
    """A reference to the statement, in every format; not the rights of the letter (rights §2)."""
    put(archive, letter("a"))
    clock.tick()
    answer = harvester.ask("ListRecords", metadataPrefix=prefix)
    (rights,) = about(answer)

    assert rights.tag == f"{{{RIGHTS}}}rights"
    assert rights[0].get("ref") == "http://creativecommons.org/publicdomain/zero/1.0/"


def test_a_repository_may_say_nothing(archive, clock):
    """Without a statement there is no container: an empty one would be invalid."""
    silent = replace(archive, settings=replace(archive.settings, metadata_rights=""))
    put(silent, letter("a"))
    clock.tick()

    assert about(Harvester(silent).ask("ListRecords", metadataPrefix=DC)) == []


def test_a_harvested_record_says_where_it_comes_from(archive, clock, harvester):
    """The whole chain, the latest harvest outermost (provenance guidelines §2)."""
    put(archive, letter("a", provenance=ORIGIN | {"origin": OLDER}))
    clock.tick()
    answer = harvester.ask("GetRecord", metadataPrefix=DC, identifier="oai:archive.example:a")
    _, provenance = about(answer)
    found = [
        (one.get("altered"), one.findtext(f"{{{PROVENANCE}}}baseURL"))
        for one in provenance.iter(f"{{{PROVENANCE}}}originDescription")
    ]

    assert found == [("true", ORIGIN["base_url"]), ("false", OLDER["base_url"])]
    assert provenance[0].get("harvestDate") == ORIGIN["harvest_date"]


def test_nothing_is_said_about_a_deleted_record(archive, clock, harvester):
    """A tombstone has neither metadata nor about (§2.5.1)."""
    put(archive, letter("a"))
    archive.store.delete(["a"])
    clock.tick()
    answer = harvester.ask("ListRecords", metadataPrefix=DC)

    assert (answer.deleted, about(answer)) == (["a"], [])


def test_another_statement_is_a_change_of_the_record(archive, clock):
    """Harvesters that keep it must learn of the new one (§2.5)."""
    put(archive, letter("a"))
    clock.tick()
    other = "http://creativecommons.org/licenses/by/4.0/"
    put(replace(archive, settings=replace(archive.settings, metadata_rights=other)), letter("a"))
    clock.tick()
    (header,) = Harvester(archive).headers()

    assert header.datestamp == "2026-01-01T00:00:01Z"


def test_headers_say_nothing_about(archive, clock, harvester):
    """ListIdentifiers has headers alone (§4.3)."""
    put(archive, letter("a"))
    clock.tick()

    assert about(harvester.ask("ListIdentifiers", metadataPrefix=DC)) == []
