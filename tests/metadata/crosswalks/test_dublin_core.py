"""A record in ``oai_dc``: what it says, what it leaves out, and where addresses stand.

The files in ``tests/data/expected/oai_dc`` are the renderings of whole records, to be read.
"""

from pathlib import Path

import pytest
from archives import record_of
from hypothesis import given, settings
from hypothesis import strategies as st
from oai_schemas import validate
from records import (
    LANDING,
    MANIFEST,
    NO_COPYRIGHT,
    PLAIN,
    PLAIN_LINKS,
    RICH,
    RICH_LINKS,
    THUMBNAIL,
    canonical,
    links,
    natives,
)

from metadata.crosswalks.dublin_core import write_collection
from metadata.formats import FORMATS
from metadata.markup import LANG, SCHEMA_LOCATION, parse
from schemas.check import check
from schemas.record import Collection, Record, Value
from schemas.row import Row
from schemas.terms import DC, ELEMENTS, REFINEMENTS

write = FORMATS["oai_dc"].write

EXPECTED = Path(__file__).parents[2] / "data" / "expected" / "oai_dc"

COLLECTION = Collection(
    "letters",
    {"title": (Value("Letters & <b>reports</b>", "en"),), "dcterms:temporal": (Value("1958"),)},
)

WHOLE = {
    "rich.xml": write(RICH, RICH_LINKS),
    "plain.xml": write(PLAIN, PLAIN_LINKS),
    "collection.xml": write_collection(COLLECTION),
}


def rendered(metadata, links=PLAIN_LINKS):
    """Return (text, language) of each element of a record with *metadata*, by name."""
    record = Record("letter-1", {"title": (Value("Letter"),)} | metadata)
    found = {}
    for element in parse(write(record, links)):
        name = element.tag.removeprefix(f"{{{DC}}}")
        found.setdefault(name, []).append((element.text, element.get(LANG)))
    return found


def texts(metadata, name, links=PLAIN_LINKS):
    """Return the values of the element *name* in a record with *metadata*."""
    return [text for text, _ in rendered(metadata, links).get(name, [])]


@pytest.mark.parametrize("name", WHOLE)
def test_whole_renderings_are_as_they_were(name):
    """Equal in canonical form to the file, which people have read, and of the schema."""
    assert canonical(WHOLE[name]) == canonical((EXPECTED / name).read_bytes())
    assert validate(WHOLE[name]) is not None


def test_a_rendering_stands_alone():
    """Its own namespaces and schema location, no declaration: it is spliced (§3.4)."""
    xml = write(PLAIN, PLAIN_LINKS)

    assert xml.startswith(b"<oai_dc:dc ")
    assert parse(xml).get(SCHEMA_LOCATION) == (
        "http://www.openarchives.org/OAI/2.0/oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
    )


def test_equal_records_have_equal_bytes():
    """Datestamps move when bytes do, so they may depend on nothing else (§2.5)."""
    assert write(RICH, RICH_LINKS) == write(RICH, RICH_LINKS)


def test_elements_stand_in_the_order_of_the_standard():
    """Title first, rights last, whatever order the source has (DCMES 1.1)."""
    names = [element.tag.removeprefix(f"{{{DC}}}") for element in parse(WHOLE["rich.xml"])]

    assert list(dict.fromkeys(names)) == [element.name for element in ELEMENTS]


@pytest.mark.parametrize(
    "term", [term for term in REFINEMENTS if term.refines], ids=lambda term: term.name
)
def test_a_term_is_said_by_the_element_that_it_refines(term):
    """Dumb-down: what a refinement says is true of its element (DCMI Terms)."""
    assert "A value" in texts({term.name: (Value("A value"),)}, term.refines)


@pytest.mark.parametrize(
    "term", [term for term in REFINEMENTS if not term.refines], ids=lambda term: term.name
)
def test_a_term_that_refines_nothing_is_left_out(term):
    """Said by no element, it would be untrue of any (DCMI Terms)."""
    assert "A value" not in str(rendered({term.name: (Value("A value"),)}))


def test_the_element_comes_before_what_refines_it():
    """Aggregators show the first title."""
    metadata = {"dcterms:alternative": (Value("Other"),), "title": (Value("Title"),)}

    assert texts(metadata, "title") == ["Title", "Other"]


def test_a_value_that_several_terms_say_is_said_once():
    """created, issued and date are often one and the same."""
    day = Value("1958-04-04", derived="1958-04-04")
    metadata = {
        "date": (day, day),
        "dcterms:created": (Value("4 April 1958", "en", None, "1958-04-04"),),
    }

    assert texts(metadata, "date") == ["1958-04-04"]


def test_a_value_in_two_languages_is_two():
    """Equal words of different languages are different values."""
    metadata = {"title": (Value("Radio", "en"), Value("Radio", "de"), Value("Radio"))}

    assert rendered(metadata)["title"] == [("Radio", "en"), ("Radio", "de"), ("Radio", None)]


@pytest.mark.parametrize(
    ("written", "derived", "said"),
    [
        ("October 2, 1957", "1957-10-02", "1957-10-02"),
        ("Oct. 1957", "1957-10", "1957-10"),
        ("1957", "1957", "1957"),
        ("1935-1950", "1935/1950", "1935/1950"),
        ("4 April 1958, 10:30", "1958-04-04T10:30:00", "1958-04-04"),
        ("ca. 1910", "1910~", "ca. 1910"),
        ("1910?", "1910?", "1910?"),
        ("the 1950s", "195X", "the 1950s"),
        ("spring 1958", "1958-21", "spring 1958"),
        ("before 1949", "[..1949]", "before 1949"),
        ("since 1949", "1949/..", "since 1949"),
        ("44 BC", "-0043", "44 BC"),
        ("n.d.", None, "n.d."),
    ],
)
def test_a_date_is_exact_or_as_written(written, derived, said):
    """W3CDTF where nothing is lost by it; else the words of the source."""
    assert texts({"date": (Value(written, derived=derived),)}, "date") == [said]


@pytest.mark.parametrize(
    ("written", "derived", "said"),
    [
        ("English", "en", "en"),
        ("русский", "ru", "ru"),
        ("rus", "ru", "rus"),
        ("en", "en", "en"),
        ("http://id.loc.gov/vocabulary/iso639-2/rus", "ru", "ru"),
        ("Old Permic", None, "Old Permic"),
    ],
)
def test_a_language_is_a_code_where_one_is_known(written, derived, said):
    """ISO 639 in two or three letters, as written if it is one already."""
    assert texts({"language": (Value(written, derived=derived),)}, "language") == [said]


@pytest.mark.parametrize("term", ["rights", "dcterms:license"])
def test_rights_are_an_address_where_one_is_known(term):
    """The canonical URI is what aggregators filter by; other words stay."""
    metadata = {term: (Value("In copyright (US)", "en", None, NO_COPYRIGHT), Value("Ask us", "en"))}

    assert rendered(metadata)["rights"] == [(NO_COPYRIGHT, None), ("Ask us", "en")]


def test_a_type_is_of_the_vocabulary_where_it_is_known():
    """DCMI Type Vocabulary; other words stay."""
    metadata = {"type": (Value("photograph", "en", None, "StillImage"), Value("seal", "en"))}

    assert rendered(metadata)["type"] == [("StillImage", None), ("seal", "en")]


def test_a_standard_form_is_of_no_language():
    """A code or an address is not English because the word for it was."""
    metadata = {
        "language": (Value("Russian", "en", None, "ru"), Value("русский", "ru", None, "ru"))
    }

    assert rendered(metadata)["language"] == [("ru", None)]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("On <i>testing</i>", "On testing"),
        ("One<br>two", "One two"),
        ("<p>One</p><p>two</p>", "One two"),
        ("A &amp; <b>B</b>", "A & B"),
        ("<a href='https://a.example/'>List</a>", "List (https://a.example/)"),
        ("<script>x()</script>Letter <b>1</b>", "Letter 1"),
        ("A & B < C", "A & B < C"),
        ("<illegible> words", "<illegible> words"),
        ("AT&amp;T", "AT&amp;T"),  # no markup, so its text is what it says
    ],
)
def test_markup_becomes_plain_text(written, said):
    """dc elements hold text; a tag in it would be shown as such (oai_dc.xsd)."""
    assert texts({"description": (Value(written),)}, "description") == [said]


def test_markup_around_nothing_says_nothing():
    """An empty element is worse than none."""
    assert (
        texts({"description": (Value("<br>"), Value("<script>x()</script>"))}, "description") == []
    )


def test_the_landing_page_is_the_first_identifier():
    """Aggregators link the first address that they find there."""
    metadata = {"identifier": (Value("F. 52"), Value("https://doi.org/10.1/x"))}

    assert texts(metadata, "identifier") == [LANDING, "F. 52", "https://doi.org/10.1/x"]


def test_manifest_and_thumbnail_are_relations_once():
    """Where viewers and aggregators look for them, even when the source has named them too."""
    metadata = {"relation": (Value(MANIFEST), Value("https://a.example/other"))}

    assert texts(metadata, "relation", RICH_LINKS) == [
        MANIFEST,
        THUMBNAIL,
        "https://a.example/other",
    ]


def test_nothing_is_claimed_without_images():
    """No manifest, no thumbnail: a link that leads nowhere is worse than none."""
    xml = write(PLAIN, PLAIN_LINKS)

    assert b"relation" not in xml
    assert b"iiif" not in xml


def test_a_collection_has_no_landing_page():
    """setDescription tells of the set and is no record (OAI-PMH §4.6)."""
    assert b"identifier" not in WHOLE["collection.xml"]


@pytest.mark.parametrize("lang", ["en", "zh-Hans", "sr-Latn-RS", "mul", "und", "de-x-old"])
def test_a_language_stands_at_the_value(lang):
    """xml:lang, as BCP 47 (simpledc.xsd, elementType)."""
    record = record_of({"id": "x", "metadata": {"title": [{"value": "A", "lang": lang}]}})
    xml = write(record, PLAIN_LINKS)

    assert validate(xml)[0].get(LANG) == lang


@given(natives, st.sampled_from(links))
@settings(max_examples=300)
def test_every_record_that_is_let_in_can_be_rendered(native, links):
    """What passed the schema of a record passes that of oai_dc, and is plain text."""
    record = check(Row("test", 1, native)).record
    if record is not None:
        xml = write(record, links)

        assert validate(xml)[0] is not None
        assert all(element.text for element in parse(xml))
