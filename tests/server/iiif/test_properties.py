"""Descriptive properties and language maps (Presentation 3.0 §3.1, §4.4, §4.5)."""

import pytest
from presenting import NO_COPYRIGHT, PROVIDER

from schemas.record import Value
from schemas.terms import TERMS
from server.iiif.properties import description, label, nav_date, pairs

CC_BY = "http://creativecommons.org/licenses/by/4.0/"


def describe(**metadata):
    return description({name: tuple(values) for name, values in metadata.items()}, PROVIDER)


def statement(*rights):
    return describe(rights=rights)["requiredStatement"]


def test_values_stand_under_their_language_in_the_order_written():
    """A language map holds a list for each language (§4.4)."""
    values = (Value("b", "en"), Value("я", "ru"), Value("a", "en"))

    assert label(values, "id") == {"en": ["b", "a"], "ru": ["я"]}


@pytest.mark.parametrize("lang", [None, "", "und"])
def test_an_unknown_language_is_none(lang):
    """Where a language is not known, the key is ``none`` (§4.4)."""
    assert label((Value("a", lang),), "id") == {"none": ["a"]}


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("On <i>testing</i>", "On testing"),
        ("<p>Letter</p>", "Letter"),
        ("a & b < c", "a & b < c"),
        ("Fish &amp; Chips", "Fish &amp; Chips"),
        ("Letter <draft>", "Letter <draft>"),
        ("<illegible>", "<illegible> "),
    ],
)
def test_a_label_is_plain_text(written, shown):
    """Labels hold no HTML (§4.5), and what merely looks like it at its ends gets a space."""
    assert label((Value(written),), "id") == {"none": [shown]}


@pytest.mark.parametrize("written", ["", " ", "<br>", "<script>x()</script>"])
def test_a_label_of_nothing_is_what_stands_in_for_it(written):
    """A manifest must have a label with an entry (§3.1)."""
    assert label((Value(written),), "letter-1") == {"none": ["letter-1"]}


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("a & b < c", "a & b < c"),
        ("Fish &amp; Chips", "Fish &amp; Chips"),
        ("<illegible>", "<illegible> "),
        ("He <i>urges</i> a halt & a ban.", "<span>He <i>urges</i> a halt &amp; a ban.</span>"),
        ("<p>one<br>two</p>", "<p>one<br/>two</p>"),
        ("<b onclick='x()'>b</b>", "<b>b</b>"),
        ('<a href="javascript:x()">a</a>', "<a>a</a>"),
        ("<b>a</b><script>x()</script>", "<b>a</b>"),
    ],
)
def test_a_value_is_plain_text_or_safe_html(written, shown):
    """A value is HTML when it begins with < and ends with >, and then it is clean (§4.5)."""
    assert pairs({"description": (Value(written, "en"),)}) == [
        {"label": {"en": ["Description"]}, "value": {"en": [shown]}}
    ]


def test_every_term_is_a_pair():
    """All that is written is shown, under the names of the terms (§3.1, ``metadata``)."""
    metadata = {name: (Value(name),) for name in reversed(TERMS)}

    assert pairs(metadata) == [
        {"label": {"en": [term.label]}, "value": {"none": [term.name]}} for term in TERMS.values()
    ]


def test_a_value_of_no_language_stands_with_those_of_each():
    """A viewer that finds the reader's language shows nothing of ``none`` (§4.4)."""
    values = (Value("R-2"), Value("Missiles", "en"), Value("Ракеты", "ru"), Value("S-75"))
    (pair,) = pairs({"subject": values})

    assert pair["value"] == {"en": ["R-2", "Missiles", "S-75"], "ru": ["R-2", "Ракеты", "S-75"]}
    assert describe(description=values)["summary"] == pair["value"]


@pytest.mark.parametrize(
    ("terms", "shown"),
    [
        (("description",), "description"),
        (("description", "dcterms:abstract"), "dcterms:abstract"),
        (("dcterms:tableOfContents",), None),
    ],
)
def test_the_summary_is_the_abstract_or_else_the_description(terms, shown):
    """A summary is short (§3.1); an abstract was written to be."""
    summary = describe(**{term: (Value(term),) for term in terms})["summary"]

    assert summary == ({"none": [shown]} if shown else {})


@pytest.mark.parametrize(
    ("values", "uri"),
    [
        ((), None),
        ((Value("Ask the archive."),), None),
        ((Value("https://a.example/terms", derived="https://a.example/terms"),), None),
        ((Value("x", derived=NO_COPYRIGHT.replace("http:", "https:")),), None),
        ((Value("x", derived=NO_COPYRIGHT.rstrip("/")),), None),
        ((Value("Public domain in the US", derived=NO_COPYRIGHT),), NO_COPYRIGHT),
        ((Value("Ask."), Value("x", derived=CC_BY), Value("y", derived=NO_COPYRIGHT)), CC_BY),
    ],
)
def test_rights_are_one_canonical_uri_or_nothing(values, uri):
    """The URI is one that Creative Commons or RightsStatements.org defines (§3.1, ``rights``)."""
    assert describe(rights=values)["rights"] == uri


def test_a_licence_is_a_right_too():
    """``dcterms:license`` refines ``rights``, and says it as well."""
    assert describe(**{"dcterms:license": (Value(CC_BY, derived=CC_BY),)})["rights"] == CC_BY


def test_without_rights_the_statement_names_the_archive():
    """What must be displayed is at least whose it is (§3.1, ``requiredStatement``)."""
    assert statement() == {
        "label": {"en": ["Attribution"]},
        "value": {"none": [PROVIDER.name]},
    }


@pytest.mark.parametrize(
    "written",
    [NO_COPYRIGHT, NO_COPYRIGHT.replace("http:", "https:"), "No Copyright - United States"],
)
def test_the_statement_spells_out_what_a_rights_uri_means(written):
    """Some viewers show no ``rights``, so the statement names them, and leads to them (§4.5)."""
    named = f'<a href="{NO_COPYRIGHT}">No Copyright - United States</a>'

    assert statement(Value(written, derived=NO_COPYRIGHT)) == {
        "label": {"en": ["Rights"]},
        "value": {"none": [named, PROVIDER.name]},
    }


def test_the_statement_keeps_the_words_that_name_a_statement():
    """What an archive says of rights is displayed as it says it, and what it means beside it."""
    stated = statement(Value("Gemeinfrei in den USA", "de", derived=NO_COPYRIGHT))

    assert stated["value"]["de"][0] == "Gemeinfrei in den USA"
    assert NO_COPYRIGHT in stated["value"]["de"][1]


def test_one_statement_is_made_once():
    """Rights and licence may name the same."""
    twice = {term: (Value(CC_BY, derived=CC_BY),) for term in ("rights", "dcterms:license")}
    stated = describe(**twice)["requiredStatement"]["value"]["none"]

    assert stated == [
        f'<a href="{CC_BY}">Creative Commons Attribution 4.0 International</a>',
        PROVIDER.name,
    ]


def test_what_has_no_language_is_stated_in_each():
    """A viewer shows the values of one language only (§4.4); all of them must be displayed."""
    stated = statement(Value("Ask.", "en"), Value("Спросите.", "ru"), Value("No. 7"))

    assert stated["value"] == {
        "en": ["Ask.", "No. 7", PROVIDER.name],
        "ru": ["Спросите.", "No. 7", PROVIDER.name],
    }


@pytest.mark.parametrize(
    ("metadata", "moment"),
    [
        ({}, None),
        ({"date": ("1958-04-04",)}, "1958-04-04T00:00:00Z"),
        ({"date": ("1958",)}, "1958-01-01T00:00:00Z"),
        ({"date": ("1935/1950",)}, "1935-01-01T00:00:00Z"),
        ({"date": ("1910~",)}, None),
        ({"date": ("1910~", "1911-02")}, "1911-02-01T00:00:00Z"),
        ({"dcterms:issued": ("1959",), "date": ("1958",)}, "1958-01-01T00:00:00Z"),
        ({"dcterms:issued": ("1959",), "date": ("195X",)}, "1959-01-01T00:00:00Z"),
        ({"dcterms:available": ("2001",)}, None),
    ],
)
def test_nav_date_is_the_beginning_of_the_first_certain_date(metadata, moment):
    """A moment with its zone (§3.1, ``navDate``), or none where nothing is certain."""
    dated = {
        term: tuple(Value("as written", derived=edtf) for edtf in values)
        for term, values in metadata.items()
    }

    assert nav_date(dated) == moment


def test_a_date_that_nobody_could_read_is_no_nav_date():
    """Only a derived date is certain."""
    assert nav_date({"date": (Value("1958"),)}) is None
