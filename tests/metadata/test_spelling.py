"""Values, written for all rules about their source at one go."""

import re
from collections import Counter
from dataclasses import fields, replace
from textwrap import dedent

import pytest

from metadata.forms import ADDRESS, EDTF, WRITTEN, Form, Xml
from metadata.spelling import Recurring, Speller, Wanted
from schemas.record import Value

NOBODY = frozenset()


def counted(form):
    """Return *form*, and the count of the texts that it was asked to spell."""
    asked = Counter()

    def spell(value):
        asked[value.text] += 1
        return form.spell(value)

    return Form(form.name, spell), asked


def test_a_form_of_a_value_is_told_once_for_all_rules():
    """Ten rules in seven formats ask for the same words."""
    form, asked = counted(WRITTEN)
    wanted = [Wanted(((form, f"<{name}>{{value}}</{name}>"),)) for name in "abc"]

    columns = Speller(wanted, NOBODY).columns([Value("A & B"), Value("C")], {})

    assert columns == [
        (b"<a>A &amp; B</a>", b"<a>C</a>"),
        (b"<b>A &amp; B</b>", b"<b>C</b>"),
        (b"<c>A &amp; B</c>", b"<c>C</c>"),
    ]
    assert asked == {"A & B": 1, "C": 1}


def test_a_value_that_comes_again_is_remembered():
    """Names and subjects are met again in the next record; alone or among others."""
    form, asked = counted(WRITTEN)
    speller = Recurring([Wanted(((form, "<a{lang}>{value}</a>"),))], NOBODY)
    alone = [speller.columns([Value("Zhou, Enlai")], {}) for _ in range(2)]
    among = speller.columns(
        [Value("Nehru, J."), Value("Zhou, Enlai"), Value("Zhou, Enlai", "de")], {}
    )

    assert alone == [[(b"<a>Zhou, Enlai</a>",)]] * 2
    assert among == [
        (b"<a>Nehru, J.</a>", b"<a>Zhou, Enlai</a>", b'<a xml:lang="de">Zhou, Enlai</a>')
    ]
    assert asked == {"Zhou, Enlai": 2, "Nehru, J.": 1}


@pytest.mark.parametrize("name", [field.name for field in fields(Value)])
def test_values_that_differ_in_anything_are_not_taken_for_each_other(name):
    """Whatever a value comes to hold, what was remembered is of that value alone."""
    all_of_it = Form("all", lambda value: {"value": repr(value)})
    speller = Recurring([Wanted(((all_of_it, "{value}"),))], NOBODY)
    values = [Value("a"), replace(Value("a"), **{name: "b"})]

    ((first,),), ((second,),) = (speller.columns([value], {}) for value in values)

    assert first != second


def test_what_is_remembered_has_an_end():
    """An archive of a million names does not fill the memory: what is forgotten is told anew."""
    form, asked = counted(WRITTEN)
    speller = Recurring([Wanted(((form, "<a>{value}</a>"),))], NOBODY)
    for _ in range(2):
        for number in range(2_000):
            speller.columns([Value(f"{number}")], {})

    assert asked["0"] == 2
    assert len(speller._known) < 2_000


def test_the_source_text_is_as_it_is_shown():
    """Whoever reads the docstring has seen what is made of a table."""
    exact = (EDTF, "<d>{value}</d>")
    written = (WRITTEN, "<d{lang}>{value}</d>")
    shown = re.search(r"it is::\n\n(.*)", Speller.source.__doc__, re.DOTALL)[1]

    found = Speller([Wanted((exact, written)), Wanted((written,))], NOBODY).source

    assert found == dedent(shown.rstrip()) + "\n"


def test_parts_are_told_of_each_value_by_itself():
    """As the transcripts of a page, in the element of that page; the form is told once."""
    form, asked = counted(ADDRESS)

    def parts(value, whole):
        return Xml(f"<i>{len(value.text)}{whole['n']}</i>")

    wanted = [
        Wanted(((form, "<p>{value}{parts}</p>"),), parts=parts),
        Wanted(((form, "<q>{value}</q>"),)),
    ]

    assert Speller(wanted, frozenset({"n"})).columns([Value("a&b"), Value("c")], {"n": "?"}) == [
        (b"<p>a&amp;b<i>3?</i></p>", b"<p>c<i>1?</i></p>"),
        (b"<q>a&amp;b</q>", b"<q>c</q>"),
    ]
    assert asked == {"a&b": 1, "c": 1}


def test_the_first_and_the_others_are_those_that_have_a_form():
    """An element that may not be repeated takes the first value that can be said."""
    spellings = (
        (Form("long", lambda value: ADDRESS.spell(value) if value.text else None), "{value}"),
    )
    values = [Value(""), Value("A"), Value(""), Value("B"), Value("C")]
    wanted = [Wanted(spellings), Wanted(spellings, (0, 1)), Wanted(spellings, (1, None))]

    assert Speller(wanted, NOBODY).columns(values, {}) == [
        (b"", b"A", b"", b"B", b"C"),
        (b"A",),
        (b"B", b"C"),
    ]


def test_what_is_said_of_the_whole_yields_to_what_a_value_says_itself():
    """A name of the record stands where the form has none of that name."""
    speller = Speller([Wanted(((ADDRESS, "{title}: {value}"),))], frozenset({"title", "value"}))

    assert speller.asks_whole
    assert speller.columns([Value("a")], {"title": "T", "value": "v"}) == [(b"T: a",)]
