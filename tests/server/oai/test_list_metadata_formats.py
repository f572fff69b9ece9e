"""ListMetadataFormats: what records can be had in (OAI-PMH §3.4, §4.4)."""

from archives import letter, put

from metadata.formats import FORMATS

IDENTIFIER = "oai:archive.example:a"
OAI_DC = {
    "metadataPrefix": "oai_dc",
    "schema": "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
    "metadataNamespace": "http://www.openarchives.org/OAI/2.0/oai_dc/",
}


def formats(answer):
    """Return the formats of *answer* as dictionaries."""
    listed = answer.root.iter("{http://www.openarchives.org/OAI/2.0/}metadataFormat")
    return [{field.tag.partition("}")[2]: field.text for field in one} for one in listed]


def test_the_repository_has_the_formats_of_the_table(harvester):
    """One table says what there is; the answer is that table (§4.4)."""
    prefixes = [one["metadataPrefix"] for one in formats(harvester.ask("ListMetadataFormats"))]

    assert prefixes == list(FORMATS)


def test_dublin_core_is_among_them(harvester):
    """oai_dc is obligatory, with this schema and this namespace (§3.4)."""
    assert OAI_DC in formats(harvester.ask("ListMetadataFormats"))


def test_a_record_has_formats(archive, harvester):
    """Those in which this record was disseminated (§4.4)."""
    put(archive, letter("a"))

    assert OAI_DC in formats(harvester.ask("ListMetadataFormats", identifier=IDENTIFIER))


def test_a_deleted_record_still_has_formats(archive, clock, harvester):
    """Its tombstone can be asked for in each of them (§2.5.1)."""
    put(archive, letter("a"))
    clock.tick()
    archive.store.delete(["a"])

    assert OAI_DC in formats(harvester.ask("ListMetadataFormats", identifier=IDENTIFIER))


def test_an_unknown_record_has_none(archive, harvester):
    """idDoesNotExist, for what never was and for what is restricted (§3.6, §4.4)."""
    put(archive, letter("secret", access="restricted"))

    for record_id in ("none", "secret"):
        answer = harvester.ask("ListMetadataFormats", identifier=f"oai:archive.example:{record_id}")
        assert answer.errors == ["idDoesNotExist"]
