"""Descriptions as people read them: labels, order, links, standard forms."""

import pytest

from schemas.record import Value
from schemas.terms import TERMS
from server.descriptions import Entry, abstract_term, date_of, details_of, fields, language_names


def details(name, *values):
    return details_of(TERMS[name], values)


def texts(found):
    return [str(one.passage.html) for one in found]


def test_a_refinement_follows_its_element():
    """Dates stand together, whatever the order in which they were written."""
    metadata = {
        name: (Value("x"),)
        for name in ("dcterms:provenance", "dcterms:issued", "rights", "date", "title")
    }

    labels = [field.label for field in fields(metadata)]
    assert labels == ["Title", "Date", "Date Issued", "Rights", "Provenance"]


def test_every_term_is_shown():
    """Nothing that a record says is left out."""
    metadata = {name: (Value(name),) for name in TERMS}

    assert {field.label for field in fields(metadata)} == {term.label for term in TERMS.values()}
    assert len(fields(metadata, without={"title", "date"})) == len(TERMS) - 2


def test_an_address_is_a_link():
    """A value that is an http(s) address leads there; nothing else does."""
    links = [
        one.link
        for one in details(
            "source",
            Value("https://archive.example/a?b=1&c"),
            Value("see https://archive.example/"),
            Value("javascript:alert(1)"),
            Value("ftp://archive.example/"),
        )
    ]

    assert links == ["https://archive.example/a?b=1&c", None, None, None]


def test_a_value_shows_its_scheme():
    """Who knows a subject heading wants to know whose it is."""
    (found,) = details("subject", Value("Uranium", "en", scheme="dcterms:LCSH"))

    assert (found.note, found.passage.lang) == ("LCSH", "en")


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("http://www.wikidata.org/entity/Q17410", "Wikidata"),
        ("https://viaf.org/viaf/1?a=1&b", "VIAF"),
        ("https://names.example/7", "names.example"),
    ],
)
def test_a_name_leads_to_its_authority_file(address, file):
    """Which is called what people call it; a host that nobody knows here is called as it is."""
    (found,) = details("creator", Value("Zhou, Enlai", "en", derived=address))

    assert found.entry == Entry(address, file)
    assert (texts([found]), found.link) == (["Zhou, Enlai"], None)


def test_only_an_address_is_led_to():
    """What an earlier edition has stored of a name, and is no address, leads nowhere."""
    values = (Value("A"), Value("B", derived="javascript:alert(1)"), Value("C", derived="1958"))

    assert [one.entry for one in details("subject", *values)] == [None, None, None]


@pytest.mark.parametrize(
    ("text", "derived", "date"),
    [
        ("October 2, 1957", "1957-10-02", "1957-10-02"),
        ("1957", "1957", "1957"),
        ("ca. 1910", "1910~", None),
        ("1935/1950", "1935/1950", None),
        ("undated", None, None),
    ],
)
def test_a_date_is_shown_as_written(text, derived, date):
    """Machines find the day beside it where it is one (HTML §4.5.14)."""
    (found,) = details("date", Value(text, derived=derived))

    assert (str(found.passage.html), found.date) == (text, date)


@pytest.mark.parametrize(
    ("text", "derived", "shown"),
    [
        ("ru", "ru", "Russian"),
        ("rus", "ru", "Russian"),
        ("zh-Hans", "zh-Hans", "Chinese (Simplified)"),
        ("русский", "ru", "русский"),
        ("qqq", None, "qqq"),
    ],
)
def test_a_code_of_a_language_is_spelled_out(text, derived, shown):
    """A name stays as it was written."""
    assert texts(details("language", Value(text, derived=derived))) == [shown]


def test_an_address_of_rights_shows_the_statement():
    """The link has the name of the statement, not its address."""
    uri = "http://rightsstatements.org/vocab/NoC-US/1.0/"
    (found,) = details("rights", Value(uri, derived=uri))

    assert (str(found.passage.html), found.link) == ("No Copyright - United States", uri)


def test_rights_in_words_stand_beside_the_statement():
    """What was written is kept, and what it means is linked; each is shown once."""
    uri = "http://creativecommons.org/publicdomain/mark/1.0/"
    found = details("rights", Value("In the public domain", derived=uri), Value(uri, derived=uri))

    assert texts(found) == ["In the public domain", "Public Domain Mark 1.0"]


@pytest.mark.parametrize(
    ("text", "derived", "shown"),
    [
        ("http://purl.org/dc/dcmitype/StillImage", "StillImage", "Still image"),
        ("Text", "Text", "Text"),
        ("photograph", "StillImage", "photograph"),
    ],
)
def test_a_type_is_shown_in_words(text, derived, shown):
    """Neither an address nor a name run together is for people."""
    assert texts(details("type", Value(text, derived=derived))) == [shown]


def test_the_date_of_a_record_is_the_first_of_any_kind():
    """``date`` comes before the terms that refine it."""
    issued = {"dcterms:issued": (Value("1958"),)}

    assert str(date_of(issued).passage.html) == "1958"
    assert str(date_of(issued | {"date": (Value("1957"), Value("1956"))}).passage.html) == "1957"
    assert date_of({"title": (Value("x"),)}) is None


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        (("description", "dcterms:abstract"), "dcterms:abstract"),
        (("description",), "description"),
        (("title",), None),
    ],
)
def test_an_abstract_comes_before_a_description(terms, expected):
    """The abstract says what a document says; a description may be about its paper."""
    assert abstract_term({name: (Value("x"),) for name in terms}) == expected


def test_only_certain_languages_are_named_each_once():
    """A value that nobody understands names no language."""
    values = (Value("ru", derived="ru"), Value("русский", derived="ru"), Value("??"))

    assert language_names({"language": values}) == ("Russian",)
