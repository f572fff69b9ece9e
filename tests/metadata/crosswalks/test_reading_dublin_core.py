"""Dublin Core is read by the names of the terms that write it."""

import pytest
from records import RICH
from roundtrips import NOWHERE, read_back, record_of

from metadata.crosswalks.dublin_core import read
from metadata.formats import FORMATS
from metadata.markup import parse
from schemas.record import Value
from schemas.terms import DC, DCTERMS

write = FORMATS["oai_dc"].write
write_qualified = FORMATS["oai_qdc"].write

OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"


def dc(inside, namespace=OAI_DC, more=""):
    """Return what is read of *inside* in a root of Dublin Core."""
    xml = f'<r:dc xmlns:r="{namespace}" xmlns:dc="{DC}" xmlns:dcterms="{DCTERMS}" {more}>{inside}'
    return read(parse(f"{xml}</r:dc>".encode())).native["metadata"]


def test_values_keep_their_order_and_their_language():
    """Values are in the order of the document, each with the xml:lang that holds for it."""
    titles = '<dc:title>A</dc:title><dc:title xml:lang="fr">B</dc:title>'

    assert dc(titles) == {"title": ["A", {"value": "B", "lang": "fr"}]}
    assert dc(titles, more='xml:lang="en"')["title"][0] == {"value": "A", "lang": "en"}


def test_text_is_read_with_all_that_is_in_it():
    """Markup and comments inside a value do not cut it off; white space around it is nothing."""
    assert dc("<dc:title>\n A <!-- b --><i>C</i> d\n</dc:title>") == {"title": ["A C d"]}


@pytest.mark.parametrize(
    ("name", "term"),
    [
        ("dc:date", "date"),
        ("dcterms:title", "title"),
        ("dcterms:issued", "dcterms:issued"),
        ("dc:issued", "dcterms:issued"),
        ("dcterms:isPartOf", "dcterms:isPartOf"),
    ],
)
def test_terms_go_by_their_names(name, term):
    """An element of dcterms, and a term under dc, are what they are called."""
    assert dc(f"<{name}>1957</{name}>") == {term: ["1957"]}


def test_what_is_no_term_is_kept_to_be_reported():
    """A name that is no term stays under itself, which check reports as not read."""
    assert dc("<dc:shelfmark>12</dc:shelfmark>") == {"shelfmark": ["12"]}


def test_empty_elements_say_nothing():
    """No value is made of white space."""
    assert dc("<dc:title>A</dc:title><dc:date> </dc:date>") == {"title": ["A"]}


def test_a_scheme_is_kept_where_the_value_does_not_tell_it():
    """What xsi:type says of a subject is kept; that a date is in W3CDTF the date itself says."""
    xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    typed = '<dc:{0} xsi:type="dcterms:{1}">1958</dc:{0}>'

    read_dc = dc(typed.format("subject", "LCSH") + typed.format("date", "W3CDTF"), more=xsi)

    assert read_dc["subject"] == [{"value": "1958", "scheme": "dcterms:LCSH"}]
    assert read_dc["date"] == ["1958"]


def test_qualified_dublin_core_keeps_every_term():
    """oai_qdc gives back every term that the record has, in as many values."""
    back = read_back("oai_qdc", write_qualified(RICH, NOWHERE))["metadata"]

    assert {term: len(values) for term, values in back.items()} == {
        term: len({(one.derived or one.text) for one in values})
        for term, values in RICH.metadata.items()
    }


def test_simple_dublin_core_loses_what_refines():
    """oai_dc gives back the element that a term refines, and nothing of one that refines none."""
    back = record_of(read_back("oai_dc", write(RICH, NOWHERE)))

    assert Value("1959/1960", derived="1959/1960") in back.values("date")
    assert not any(term.startswith("dcterms:") for term in back.metadata)


def test_a_reference_is_a_value():
    """rdf:resource in place of words is the value; beside those of a topic it is its address.

    Beside other words it has no place, and is told.
    """
    xml = (
        f'<r:dc xmlns:r="{OAI_DC}" xmlns:dc="{DC}" '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<dc:relation rdf:resource="http://a.example/1"/>'
        '<dc:subject rdf:resource="http://a.example/2" xml:lang="en">Letters</dc:subject>'
        '<dc:source rdf:resource="http://a.example/3">Fonds 3</dc:source></r:dc>'
    )

    found = read(parse(xml.encode()))

    assert found.native["metadata"] == {
        "relation": ["http://a.example/1"],
        "subject": [{"value": "Letters", "lang": "en", "derived": "http://a.example/2"}],
        "source": ["Fonds 3"],
    }
    assert [(field, value) for field, value, _ in found.remarks] == [
        ("dc:source/rdf:resource", "http://a.example/3")
    ]
