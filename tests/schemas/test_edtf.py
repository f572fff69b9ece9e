"""EDTF, and what other standards make of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.edtf import is_edtf, navigation_date, sort_date, w3cdtf, years


@pytest.mark.parametrize(
    "text",
    [
        "1957",
        "1957-10",
        "1957-10-02",
        "195X",
        "1957~",
        "1957?",
        "1957%",
        "1935/1950",
        "1935/..",
        "[..1949]",
        "[1935,1936]",
        "{1910,1912}",
        "1957-21",
        "-0044",
        "1957-XX-XX",
        "1956-02-29",
    ],
)
def test_edtf_is_accepted(text):
    """Levels 0 to 2 as archives use them (https://www.loc.gov/standards/datetime/)."""
    assert is_edtf(text)


@pytest.mark.parametrize(
    "text", ["", "1957-13", "1957-02-29", "1957-02-30", "57", "1950/1935", "ca. 1957", "1957-10-2"]
)
def test_what_is_no_date_of_the_calendar_is_refused(text):
    """A date must exist, and an interval must run forward."""
    assert not is_edtf(text)


@pytest.mark.parametrize(
    ("edtf", "day"),
    [
        ("1957", "1957-01-01"),
        ("1957-10", "1957-10-01"),
        ("195X", "1950-01-01"),
        ("1935/1950", "1935-01-01"),
        ("[..1949]", "1949-12-31"),
        ("1957-23", "1957-09-01"),
        ("1910~", "1910-01-01"),
        ("-0044", None),
    ],
)
def test_dates_sort_by_the_earliest_day_they_mean(edtf, day):
    """A list of records is in the order of these days."""
    assert sort_date(edtf) == day


@pytest.mark.parametrize(
    ("edtf", "exact"),
    [
        ("1957-10-02", "1957-10-02"),
        ("1957", "1957"),
        ("1935/1950", "1935/1950"),
        ("1957~", None),
        ("195X", None),
        ("1957-21", None),
        ("1935/..", None),
    ],
)
def test_only_an_exact_date_goes_out_as_w3cdtf(edtf, exact):
    """Harvesters get no precision that nobody claimed (https://www.w3.org/TR/NOTE-datetime)."""
    assert w3cdtf(edtf) == exact


@pytest.mark.parametrize(
    ("edtf", "span"),
    [
        ("1957-10-02", (1957, 1957)),
        ("195X~", (1950, 1959)),
        ("1957-21", (1957, 1957)),
        ("1935/1950", (1935, 1950)),
        ("1935/..", (1935, 1935)),
        ("[..1949]", (1949, 1949)),
        ("{1910,1912}", (1910, 1912)),
        ("0000", (0, 0)),
        ("-0043/0014", (-43, 14)),
    ],
)
def test_a_date_lies_between_two_years(edtf, span):
    """Astronomical years, so that 1 BC is 0; an open end counts as the known one."""
    assert years(edtf) == span


def test_a_navigation_date_has_a_time_zone():
    """NavDate is an xsd:dateTime with a zone (Presentation 3.0 §3.1)."""
    assert navigation_date("1957-10-02") == "1957-10-02T00:00:00Z"
    assert navigation_date("1957") == "1957-01-01T00:00:00Z"
    assert navigation_date("1957~") is None


@given(st.from_regex("[0-9]{4}-[01][0-9]-[0-3][0-9]", fullmatch=True) | st.dates().map(str))
def test_a_day_is_the_day_that_it_would_be_in_doubt(text):
    """A plain day has a shorter way; with a mark of doubt it goes the way of all dates."""
    doubted = f"{text}~"

    assert is_edtf(text) == is_edtf(doubted)
    if is_edtf(text):
        assert sort_date(text) == sort_date(doubted) == text
        assert years(text) == years(doubted)


@given(st.dates(), st.dates())
def test_an_interval_is_edtf_when_it_runs_forward(one, other):
    """The end is not before the start."""
    assert is_edtf(f"{one}/{other}") == (one <= other)
