"""Dates as people write them, and the EDTF that they mean."""

import string

from hypothesis import example, given
from hypothesis import strategies as st

from schemas.dates import DayOrder, read_date
from schemas.edtf import is_edtf


def test_an_ambiguous_day_names_both_choices():
    """The archivist is told what to write for either meaning."""
    advice = read_date("02/10/1957").advice

    assert "1957-10-02" in advice
    assert "1957-02-10" in advice


def test_a_known_order_settles_the_day():
    """The order of one spreadsheet is the archivist's to say."""
    assert read_date("02/10/1957", DayOrder.DAY_FIRST).value == "1957-10-02"
    assert read_date("02/10/1957", DayOrder.MONTH_FIRST).value == "1957-02-10"
    assert read_date("13/10/1957", DayOrder.MONTH_FIRST).value == "1957-10-13"


def test_early_and_late_are_kept_in_words_and_reported():
    """EDTF cannot say early, so the advice does."""
    derived = read_date("early 1950s")

    assert derived.value == "195X"
    assert "early" in derived.advice


def test_an_unreadable_date_says_what_would_be_accepted():
    """A message that does not help is no message."""
    derived = read_date("some time after lunch")

    assert derived.value is None
    assert "1957-10-02" in derived.advice


@given(st.dates().map(str))
def test_a_plain_day_is_its_own_edtf(day):
    """YYYY-MM-DD is read as it stands."""
    assert read_date(day).value in {day, None if day == "9999-12-31" else day}


WORDS = st.sampled_from(
    [
        "1957",
        "ca.",
        "October",
        "2",
        "-",
        "/",
        "to",
        "or",
        "?",
        "[",
        "]",
        "before",
        "19",
        "c",
        ",",
        "s",
    ]
)


@given(st.text() | st.lists(WORDS).map(" ".join) | st.text(string.digits + "-/. ?~[]X"))
@example("²")
@example("٢٠٢٠")
@example("(" * 500)
def test_no_text_breaks_the_reader(text):
    """Whatever is written, the answer is EDTF or nothing, and never an error."""
    value = read_date(text).value

    assert value is None or is_edtf(value)
