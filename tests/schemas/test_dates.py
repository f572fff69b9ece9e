"""Dates as people write them, and the EDTF that they mean."""

import string

import pytest
from edtf import parse_edtf
from hypothesis import example, given
from hypothesis import strategies as st

from schemas.dates import DayOrder, read_date
from schemas.edtf import is_edtf

AMBIGUOUS = "could mean more than one thing"
UNDATED = "says that there is no date"

FORMS = [
    # English
    ("October 2, 1957", "1957-10-02"),
    ("Oct. 2, 1957", "1957-10-02"),
    ("2 Oct. 1957", "1957-10-02"),
    ("2d October 1957", "1957-10-02"),
    ("Wednesday, October 2, 1957", "1957-10-02"),
    ("October 1957", "1957-10"),
    ("1957 July 4", "1957-07-04"),
    ("October 2-5, 1957", "1957-10-02/1957-10-05"),
    ("2-5 October 1957", "1957-10-02/1957-10-05"),
    ("Sept.-Oct. 1957", "1957-09/1957-10"),
    # Digits
    ("19571002", "1957-10-02"),
    ("1957-10-2", "1957-10-02"),
    ("1957/10/02", "1957-10-02"),
    ("1957.10.02", "1957-10-02"),
    ("12/1957", "1957-12"),
    ("13/10/1957", "1957-10-13"),
    ("17. 5. 1943", "1943-05-17"),
    ("1957-10-00", "1957-10"),
    ("1957-00-00", "1957"),
    ("1957-10-02 00:00:00", "1957-10-02"),
    ("2.X.1957", "1957-10-02"),
    ("V/1943", "1943-05"),
    ("02/10/1957", AMBIGUOUS),
    ("10-2-1957", AMBIGUOUS),
    ("2.10.1957", AMBIGUOUS),
    ("7/1/51", AMBIGUOUS),
    ("2-Oct-57", AMBIGUOUS),
    ("57-10-02", AMBIGUOUS),
    ("1910-12", "1910-12"),
    ("1920-21", AMBIGUOUS),
    # French
    ("2 octobre 1957", "1957-10-02"),
    ("1er mai 1968", "1968-05-01"),
    ("août 1914", "1914-08"),
    ("vers 1910", "1910~"),
    ("années 1950", "195X"),
    ("XIXe siècle", "18XX"),
    ("printemps 1958", "1958-21"),
    # German
    ("2. Oktober 1957", "1957-10-02"),
    ("März 1957", "1957-03"),
    ("um 1910", "1910~"),
    ("1950er Jahre", "195X"),
    ("Frühjahr 1958", "1958-21"),
    # Spanish
    ("2 de octubre de 1957", "1957-10-02"),
    ("octubre de 1957", "1957-10"),
    ("hacia 1910", "1910~"),
    ("otoño 1957", "1957-23"),
    # Russian
    ("2 октября 1957 г.", "1957-10-02"),
    ("октябрь 1957", "1957-10"),
    ("ок. 1910", "1910~"),
    ("50-е годы", AMBIGUOUS),
    ("начало 1950-х", "195X"),
    ("XIX век", "18XX"),
    ("1956-1957 гг.", "1956/1957"),
    # Chinese, Japanese
    ("1957年10月2日", "1957-10-02"),
    ("1957年10月", "1957-10"),
    ("1957年春", "1957-21"),
    ("民國46年10月2日", "1957-10-02"),
    ("昭和32年10月2日", "1957-10-02"),
    ("乾隆二十二年", "1757"),
    # Doubt
    ("c. 1910", "1910~"),
    ("circa 1910", "1910~"),
    ("[ca. 1910]", "1910~"),
    ("1910 (approx.)", "1910~"),
    ("probably 1910", "1910?"),
    ("1910?", "1910?"),
    ("[1910]", "1910"),
    ("[1910?]", "1910?"),
    ("ca. 1900-ca. 1910", "1900~/1910~"),
    ("c1910", AMBIGUOUS),
    # Decades, centuries
    ("[195-?]", "195X?"),
    ("[195-]", "195X"),
    ("195-", "195X"),
    ("[19--]", "19XX"),
    ("1950s", "195X"),
    ("1950's", "195X"),
    ("early 1950s", "195X"),
    ("19th century", "18XX"),
    ("19th c.", "18XX"),
    ("1500s", AMBIGUOUS),
    # Ranges, sets
    ("1935-1950", "1935/1950"),
    ("1935–1950", "1935/1950"),
    ("1935/1950", "1935/1950"),
    ("1935-50", "1935/1950"),
    ("1935 to 1950", "1935/1950"),
    ("[between 1935 and 1950]", "[1935..1950]"),
    ("1935 or 1936", "[1935,1936]"),
    ("1910 and 1912", "{1910,1912}"),
    ("before 1950", "[..1949]"),
    ("1910 or earlier", "[..1910]"),
    ("not before 1910", "[1910..]"),
    ("[not after 1960]", "[..1960]"),
    ("after 1950", "[1951..]"),
    ("1957-", "1957/.."),
    ("1957-present", "1957/.."),
    ("-1957", AMBIGUOUS),
    # Seasons, quarters
    ("Spring 1958", "1958-21"),
    ("Summer, 1962", "1962-22"),
    ("Fall 1962", "1962-23"),
    ("Winter 1957-58", "1957-24"),
    ("Q1 1958", "1958-33"),
    ("4th quarter 1957", "1957-36"),
    ("III кв. 1957", "1957-35"),
    ("1er trimestre 1957", "1957-33"),
    # MARC
    ("©1957", "1957"),
    ("[1957], c1955", "1957"),
    ("1957 [i.e. 1958]", "1958"),
    ("MDCCCLVII", "1857"),
    ("195u", "195X"),
    ("19uu", "19XX"),
    ("uuuu", UNDATED),
    ("[date of publication not identified]", UNDATED),
    # EDTF
    ("1957~", "1957~"),
    ("1957%", "1957%"),
    ("195X", "195X"),
    ("1957-XX-XX", "1957-XX-XX"),
    ("1935/..", "1935/.."),
    ("[1935,1936]", "[1935,1936]"),
    ("1957-21", "1957-21"),
    ("-0044", "-0044"),
    # Other calendars, junk
    ("44 BC", "-0043"),
    ("5 Ramadan 1377", AMBIGUOUS),
    ("1752-02-11 O.S.", AMBIGUOUS),
    ("page 12", UNDATED),
    ("1957-02-30", AMBIGUOUS),
    ("21091", AMBIGUOUS),
    # Undated
    ("n.d.", UNDATED),
    ("no date", UNDATED),
    ("undated", UNDATED),
    ("unknown", UNDATED),
    ("s.d.", UNDATED),
    ("s.a.", UNDATED),
    ("s. f.", UNDATED),
    ("o. D.", UNDATED),
    ("o. J.", UNDATED),
    ("б. д.", UNDATED),
    ("б. г.", UNDATED),
    ("不详", UNDATED),
    ("?", UNDATED),
    ("n/a", UNDATED),
    ("0000-00-00", UNDATED),
    ("9999", UNDATED),
    # Further forms of spreadsheets
    ("2nd October 1957", "1957-10-02"),
    ("Oct 2 1957", "1957-10-02"),
    ("circa October 1957", "1957-10~"),
    ("18-20 May 1960", "1960-05-18/1960-05-20"),
    ("May 4, 1953 - June 6, 1954", "1953-05-04/1954-06-06"),
    ("1894; 1895; 1896", "{1894,1895,1896}"),
    ("2/2/1950", "1950-02-02"),
    ("12/25/1950", "1950-12-25"),
    ("before May 1950", "[..1950-04]"),
    ("after 31 December 1949", "[1950-01-01..]"),
]


@pytest.mark.parametrize(("written", "meant"), FORMS)
def test_a_written_date_is_read_as_what_it_means(written, meant):
    """One form, one meaning; what could mean two is reported, what says nothing is silent."""
    derived = read_date(written)

    if meant is AMBIGUOUS:
        assert derived.value is None
        assert written in derived.advice
    elif meant is UNDATED:
        assert derived.value is None
    else:
        assert derived.value == meant


@pytest.mark.parametrize(
    "meant", [meant for _, meant in FORMS if meant not in {AMBIGUOUS, UNDATED}]
)
def test_what_is_derived_is_edtf(meant):
    """Two readers agree that it is EDTF (https://www.loc.gov/standards/datetime/)."""
    assert is_edtf(meant)
    assert parse_edtf(meant)


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
