"""A record in ``oai_qdc``: every term as itself, encoding schemes named, one manifest."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oai_schemas import validate
from records import (
    LANDING,
    MANIFEST,
    PLAIN,
    PLAIN_LINKS,
    RICH,
    RICH_LINKS,
    canonical,
    links,
    natives,
)

from metadata.crosswalk import lost
from metadata.crosswalks.dublin_core import QUALIFIED
from metadata.formats import FORMATS
from metadata.markup import XSI, parse
from schemas.check import check
from schemas.record import Record, Value
from schemas.row import Row

write_qualified = FORMATS["oai_qdc"].write

EXPECTED = Path(__file__).parents[2] / "data" / "expected" / "oai_qdc"
WHOLE = {
    "rich.xml": write_qualified(RICH, RICH_LINKS),
    "plain.xml": write_qualified(PLAIN, PLAIN_LINKS),
}
TYPE = f"{{{XSI}}}type"


def elements(term, *values):
    """Return (text, scheme) of each element that a record with *values* of *term* has of it."""
    name = term.rpartition(":")[2]
    record = Record("1", {"title": (Value("Title"),)} | {term: values})
    root = parse(write_qualified(record, PLAIN_LINKS))
    found = [one for one in root if one.tag.endswith(f"}}{name}") and one.text != LANDING]
    return [(one.text, one.get(TYPE)) for one in found]


@pytest.mark.parametrize("name", WHOLE)
def test_whole_renderings_are_as_they_were(name):
    """Equal in canonical form to the file, which people have read, and of the schema."""
    assert canonical(WHOLE[name]) == canonical((EXPECTED / name).read_bytes())
    assert validate(WHOLE[name]) is not None


def test_no_term_is_lost():
    """Qualified Dublin Core has an element for every term of the record."""
    assert lost(QUALIFIED) == []


@pytest.mark.parametrize(
    ("term", "value", "said"),
    [
        ("date", Value("October 2, 1957", derived="1957-10-02"), ("1957-10-02", "dcterms:W3CDTF")),
        ("dcterms:issued", Value("1957", derived="1957"), ("1957", "dcterms:W3CDTF")),
        ("date", Value("1935-1950", derived="1935/1950"), ("1935-1950", None)),
        ("date", Value("ca. 1910", derived="1910~"), ("ca. 1910", None)),
        ("date", Value("1 BC", derived="0000"), ("1 BC", None)),
        ("language", Value("Russian", derived="ru"), ("ru", "dcterms:RFC4646")),
        ("language", Value("Old Permic"), ("Old Permic", None)),
        ("type", Value("letter", derived="Text"), ("Text", "dcterms:DCMIType")),
        ("rights", Value("CC0", derived="http://a.example/"), ("http://a.example/", "dcterms:URI")),
        ("subject", Value("Peace", scheme="dcterms:LCSH"), ("Peace", "dcterms:LCSH")),
        ("subject", Value("Peace", scheme="local"), ("Peace", None)),
        ("dcterms:spatial", Value("east=1", scheme="dcterms:Point"), ("east=1", "dcterms:Point")),
    ],
)
def test_an_encoding_scheme_is_named_where_the_value_is_of_it(term, value, said):
    """xsi:type, as the schema restricts it, and the words of the source otherwise (dcterms.xsd)."""
    assert elements(term, value) == [said]


def test_exactly_one_manifest_stands_where_aggregators_read_it():
    """dcterms:isReferencedBy, which DPLA and Europeana agree on; DPLA keeps only the first."""
    found = [one for one in parse(WHOLE["rich.xml"]) if one.text == MANIFEST]

    assert [one.tag.rpartition("}")[2] for one in found] == ["isReferencedBy"]


def test_nothing_is_claimed_without_images():
    """No manifest and no thumbnail, rather than addresses that lead nowhere."""
    assert b"isReferencedBy" not in WHOLE["plain.xml"]
    assert b"hasFormat" not in WHOLE["plain.xml"]


@given(natives, st.sampled_from(links))
@settings(max_examples=150)
def test_every_record_that_is_let_in_can_be_rendered(native, links):
    """What passed the schema of a record passes that of qualified Dublin Core."""
    record = check(Row("test", 1, native)).record
    if record is not None:
        assert validate(write_qualified(record, links)) is not None
