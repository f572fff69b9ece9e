"""The one list of formats (OAI-PMH §3.4)."""

import re
from dataclasses import replace

import pytest
from archives import letter, record_of
from crosswalking import filled
from oai_schemas import validate

from metadata import formats
from metadata.formats import FORMATS, render
from metadata.markup import SCHEMA_LOCATION
from schemas.record import Links

RECORD = record_of(letter())
LINKS = Links("https://archive.example/records/letter-1")
TABLES = [(prefix, table) for prefix, one in FORMATS.items() for table in one.crosswalks]


def test_dublin_core_is_a_format():
    """oai_dc is obligatory, with this namespace and this schema (§3.4)."""
    one = FORMATS["oai_dc"]

    assert one.namespace == "http://www.openarchives.org/OAI/2.0/oai_dc/"
    assert one.schema == "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"


@pytest.mark.parametrize("prefix", FORMATS)
def test_a_prefix_is_of_the_characters_of_the_schema(prefix):
    """And names its format in the table (OAI-PMH.xsd, metadataPrefixType)."""
    assert re.fullmatch(r"[A-Za-z0-9\-_.!~*'()]+", prefix)
    assert FORMATS[prefix].metadata_prefix == prefix


@pytest.mark.parametrize("field", ["namespace", "schema", "label"])
def test_no_two_formats_are_the_same(field):
    """Prefix, namespace, schema and name tell them apart (§3.4)."""
    assert len({getattr(one, field) for one in FORMATS.values()}) == len(FORMATS)


@pytest.mark.parametrize("prefix", FORMATS)
def test_a_rendering_is_what_its_format_promises(prefix):
    """The root is of the namespace, and points to the schema, that ListMetadataFormats says."""
    one = FORMATS[prefix]
    root = validate(one.write(RECORD, LINKS))

    assert root.tag.startswith(f"{{{one.namespace}}}")
    assert root.get(SCHEMA_LOCATION).split()[:2] == [one.namespace, one.schema]


def test_a_record_is_rendered_in_every_format():
    """By prefix, as it will be stored."""
    assert render(RECORD, LINKS) == {
        prefix: one.write(RECORD, LINKS) for prefix, one in FORMATS.items()
    }


def test_a_format_that_cannot_say_a_record_is_left_out(monkeypatch):
    """noMetadataFormats is for the reader to hear, not an empty rendering (§4.4)."""
    mute = replace(FORMATS["oai_dc"], metadata_prefix="mute", write=lambda record, links: None)
    monkeypatch.setattr(formats, "FORMATS", FORMATS | {"mute": mute})

    assert set(render(RECORD, LINKS)) == set(FORMATS)


@pytest.mark.parametrize(("prefix", "table"), TABLES, ids=[prefix for prefix, _ in TABLES])
def test_every_row_of_a_table_is_well_formed(prefix, table):
    """Tables are trusted, so a tag that is not closed would go out with every record."""
    for rule in table.rules:
        for _, xml in rule.spellings:
            root = filled(table, rule, xml)

            assert all(one.tag.startswith("{") for one in root.iter()), (prefix, xml)
