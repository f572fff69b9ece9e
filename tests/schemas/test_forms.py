"""Forms that archives write, and what each is read as: the tables in ``forms/``.

A table has a line for each form. *read* is the standard form; with `` *`` behind it, its writer is
told what it leaves out or repairs. ``warning`` stands for no standard form and advice, ``nothing``
for neither. Languages parted by `` + `` are several.
"""

import csv
import re
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from edtf import parse_edtf
from hypothesis import example, given
from hypothesis import strategies as st

from schemas.dates import read_date
from schemas.edtf import is_edtf, years
from schemas.languages import is_language_tag, read_language, split_languages
from schemas.resource_types import TYPES, read_type
from schemas.rights import is_canonical, read_rights

FOLDER = Path(__file__).parent / "forms"

# CPU seconds for one value: a hundred thousand rows must not wait for a strange one.
PATIENCE = 0.05


def table(name):
    """Return what each form of the table *name* is read as."""
    with (FOLDER / f"{name}.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    return dict(rows)


def told(derived):
    """Return *derived* in the words of the tables."""
    if derived.value is None:
        return "warning" if derived.advice else "nothing"
    return derived.value + (" *" if derived.advice else "")


def read_languages(text):
    """Return the languages that *text* lists, in the words of the table."""
    listed = split_languages(text)
    if len(listed) < 2:
        return told(read_language(text))
    return " + ".join(told(read_language(one)) for one in listed)


def standard_forms(name):
    """Return the standard forms in the table *name*."""
    read = {form.removesuffix(" *") for form in table(name).values()}
    return sorted(one for text in read - {"warning", "nothing"} for one in text.split(" + "))


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("dates", lambda text: told(read_date(text))),
        ("languages", read_languages),
        ("rights", lambda text: told(read_rights(text))),
        ("types", lambda text: told(read_type(text))),
    ],
)
def test_every_form_is_read_as_its_table_says(name, read):
    """One form, one meaning; what could mean two is reported, what says nothing is silent."""
    expected = table(name)

    assert {form: read(form) for form in expected} == expected


def test_the_tables_hold_what_archives_write():
    """A form met in an archive is added to its table before it is read."""
    assert sum(len(table(name)) for name in ("dates", "languages", "rights", "types")) > 900


def test_every_date_in_the_table_is_edtf_to_another_reader_too():
    """Two readers agree (https://www.loc.gov/standards/datetime/)."""
    for edtf in standard_forms("dates"):
        assert is_edtf(edtf)
        assert parse_edtf(edtf)


def test_every_language_rights_and_type_in_the_tables_is_a_standard_form():
    """BCP 47, the canonical URI of a statement, a name of the DCMI Type Vocabulary."""
    assert all(map(is_language_tag, standard_forms("languages")))
    assert all(map(is_canonical, standard_forms("rights")))
    assert set(standard_forms("types")) <= set(TYPES)


DAYS = st.dates(date(1000, 1, 1), date(2099, 12, 31))

# Ways to write a day of which each must say exactly that day.
DAY_FORMS = [
    "{0:%B} {0.day}, {0.year}",
    "{0.day} {0:%B} {0.year}",
    "[{0.day} {0:%b}. {0.year}]",
    "{0:%A}, {0:%B} {0.day}, {0.year}",
    "{0.year} {0:%B} {0.day}",
    "{0.year}/{0.month}/{0.day}",
    "{0.year}年{0.month}月{0.day}日",
    "{0:%Y-%m-%d} 00:00:00",
    "{0.day}-{0:%b}-{0.year}",
]


@given(DAYS, st.sampled_from(DAY_FORMS))
def test_a_written_day_is_that_day(day, form):
    """No way of writing moves a date."""
    assert read_date(form.format(day)).value == str(day)


@given(DAYS, st.integers(1, 27), st.sampled_from(["-", "–", " to "]))
def test_days_that_share_a_month_and_a_year_are_both_in_it(day, length, dash):
    """Oct. 2-5, 1957 begins on the second and ends on the fifth of that October."""
    last = day + timedelta(length)
    if (last.year, last.month) == (day.year, day.month):
        written = f"{day:%B} {day.day}{dash}{last.day}, {day.year}"
    elif last.year == day.year:
        written = f"{day:%B} {day.day}{dash}{last:%B} {last.day}, {day.year}"
    else:
        written = f"{day:%B} {day.day}, {day.year}{dash}{last:%B} {last.day}, {last.year}"

    assert read_date(written).value == f"{day}/{last}"


YEARS = st.integers(1000, 2099)
FIRST, LAST = "{first}", "{last}"


@given(
    YEARS,
    YEARS,
    st.sampled_from(
        [
            "{}-{}",
            "ca. {}-{}",
            "[{}?]-{}",
            "between {} and {}",
            "{} or {}",
            "{}, {}",
            "{}s",
            "before {}",
            "{}-",
            "after {}",
            "[{}-?]",
            "Spring {}",
            "c. {} - c. {}",
            "winter {}-{}",
            "{} ({})",
        ]
    ),
)
def test_what_is_read_lies_within_what_is_written(first, last, form):
    """No expression reaches beyond its years, but for the open side of before and after."""
    edtf = read_date(form.format(first, last)).value
    written = [first, last] if form.count("{}") > 1 else [first]
    if form == "{}s":
        written.append(first + 9)
    if form in {"before {}", "after {}"}:
        written += [first - 1, first + 1]

    if edtf is not None:
        assert parse_edtf(edtf)
        earliest, latest = years(edtf)
        assert min(written) <= earliest <= latest <= max(written)


WORDS = ["1957", "57", "ca.", "October", "2", "-", "–", "/", "to", "or", "and", "?", "[", "]", "X"]
WORDS += ["before", "between", "19", "c", ",", ";", "s", "i.e.", "bulk", "undated", "century", "BC"]
WORDS += [
    "昭和",
    "年",
    "2nd",
    "half",
    "Q1",
    "a. c.",
    "т. е.",
    "early",
    "(",
    ")",
    "'",
    "\N{NO-BREAK SPACE}",
]
SOUP = st.lists(st.sampled_from(WORDS), max_size=60)
TEXTS = st.text() | SOUP.map(" ".join) | SOUP.map("".join)


@given(TEXTS)
@example("²")
@example("(" * 500)
@example("\ud800")
def test_no_text_breaks_a_reader(text):
    """Whatever is written, the answer is a standard form or nothing, and never an error."""
    edtf, tag = read_date(text).value, read_language(text).value

    assert edtf is None or (is_edtf(edtf) and parse_edtf(edtf))
    assert tag is None or is_language_tag(tag)
    assert read_type(text).value in {None, *TYPES}
    assert read_rights(text).value is None or is_canonical(read_rights(text).value)


STRANGE = [
    *("1-" * 100, "1957 - " * 28, "1957-" * 40, "1957 or 1958 and " * 11, "? - " * 50),
    *("i.e. 1 - " * 22, "1 i.e. " * 28, "between 1 and " * 14, "before " * 28, "a" * 200),
    *("m.d.c.l." * 25, "[" * 200, "0:00" * 50, "° " * 100, "昭和" * 100, "(c) " * 50, "1[" * 100),
    *("in " * 66, "english (" * 22, "cc by " * 33, "https://" * 25, "http" + "t" * 196, "a " * 100),
]


@pytest.mark.parametrize("text", STRANGE)
def test_no_text_takes_long(text):
    """A range of ranges, tried at every dash, once took seconds for one cell."""
    readers = (read_date, read_language, read_rights, read_type)

    for read in readers:
        assert min(_cpu_seconds(read.__wrapped__, text) for _ in range(3)) < PATIENCE


def _cpu_seconds(read, text):
    began = time.process_time()
    read(text)
    return time.process_time() - began


def test_every_form_is_written_once():
    """A table that says two things of one form would only be half read."""
    for path in FOLDER.glob("*.tsv"):
        forms = [line.partition("\t")[0] for line in path.read_text(encoding="utf-8").splitlines()]
        assert len(forms) == len(set(forms)), path.name
        assert all(re.search(r"\S", form) for form in forms)


DOCUMENT = Path(__file__).parents[2] / "docs" / "forms.md"
READERS = {
    "Dates": read_date,
    "Languages": read_language,
    "Rights": read_rights,
    "Types": read_type,
}


def test_the_document_of_forms_tells_the_truth():
    """Every example in docs/forms.md is read so, and what it calls uncertain is."""
    chapters = re.split(r"^## (.+)$", DOCUMENT.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for name, chapter in zip(chapters[1::2], chapters[2::2], strict=True):
        rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", chapter, flags=re.MULTILINE)
        for written, said in [row for row in rows if row[0] != "written"]:
            read = READERS[name](written)
            assert f"`{read.value}`" == said or (read.value is None and read.advice), written
