"""The summary of a report: problems by kind, and how complete the records are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.check import check
from schemas.dates import DayOrder, read_date
from schemas.problem import Problem, Severity
from schemas.row import Row
from server.summary import MAX_EXAMPLES, MAX_KINDS, MAX_OF_ONE_VALUE, Summary, percent


def noted(*problems):
    """Return a summary of *problems*."""
    summary = Summary()
    for number, problem in enumerate(problems, 1):
        summary.note(problem, f"r{number}")
    return summary


def record(**metadata):
    """Return a record that says so, its values in standard form where they have one."""
    return check(Row("a.csv", 2, {"id": "a", "metadata": metadata})).record


def warning(value, message, field="date", line=2):
    return Problem("a.csv", line, field, value, message, Severity.WARN)


def test_problems_that_say_the_same_of_one_column_are_one_kind():
    """What they quote and number differs; the column and the sentence do not."""
    summary = noted(
        warning("02/10/1957", '"02/10/1957" could be two days: write 1957-10-02 or 1957-02-10'),
        warning("03/11/1958", '"03/11/1958" could be two days: write 1958-11-03 or 1958-03-11'),
        warning("02/10/1957", '"02/10/1957" could be two days', field="dcterms:issued"),
    )

    assert [(kind.field, kind.count) for kind in summary.kinds] == [
        ("date", 2),
        ("dcterms:issued", 1),
    ]


def test_days_that_can_be_two_are_one_kind_whatever_their_months():
    """A hundred ambiguous dates are one thing to mend."""
    written = [f"{day:02}/{month:02}/1957" for day in range(1, 13) for month in range(1, 13)]
    problems = [warning(text, read_date(text).advice) for text in written if read_date(text).advice]

    assert [kind.count for kind in noted(*problems).kinds] == [132]


def test_elements_are_counted_however_many_sets_of_them_there_are():
    """Records are counted by which terms they have; what is kept of that has an end."""
    terms = ("creator", "date", "dcterms:issued", "subject", "language", "coverage", "audience")
    terms += ("dcterms:accessRights", "format", "source", "relation")
    natives = [
        {"title": "T"} | {term: "en" for at, term in enumerate(terms) if number >> at & 1}
        for number in range(1 << len(terms))
    ]
    parts = (Summary(), Summary())
    for number, native in enumerate(natives):
        parts[number % 2].take(record(**native))
    parts[0].add(parts[1])

    shares = {one.element: (one.having, one.standard) for one in parts[0].shares}
    assert shares["title"] == (2048, None)
    assert shares["creator"] == (1024, None)
    assert shares["date"] == (1536, 0)  # of the element, or of the term that refines it
    assert shares["language"] == (1024, 1024)
    assert shares["rights"] == (1024, 0)
    assert len(parts[0]._shapes) <= 1000


@pytest.mark.parametrize(
    ("others", "said"),
    [
        (["13/10/1957", "1957"], "1 can only be day-first, 0 only month-first: --dates day-first"),
        (["10/13/1957"], "0 can only be day-first, 1 only month-first: --dates month-first"),
        (["13/10/1957", "10-13-1957"], "1 only month-first: each has to be looked at"),
        (["10/10/1957", "40/10/1957"], "0 can only be day-first, 0 only month-first"),
    ],
)
def test_the_other_days_of_a_term_say_which_order_is_likely(others, said):
    """A column with one 13/10/1957 is hardly month-first; the choice stays the archivist's."""
    summary = Summary()
    for text in ["02/10/1957", *others]:
        summary.take(record(title=["A"], date=[text]))
    (advice,) = summary.advice

    assert advice.startswith("date: 1 in digits can be read as two days; of the others ")
    assert said in advice
    assert summary.as_json()["advice"] == [advice]


def test_the_days_of_several_parts_are_advice_together():
    """A summary made of others says of days what it would say if it had seen everything."""
    whole, parts = Summary(), Summary()
    for date in ("02/10/1957", "25/12/1957", "03/10/1957"):
        part = Summary()
        for summary in (whole, part):
            summary.take(record(title=["T"], date=[date]))
        parts.add(part)

    assert parts.as_json() == whole.as_json()
    assert len(parts.advice) == 1


def test_there_is_no_advice_where_nothing_has_to_be_chosen():
    """Nor once --dates has said the order."""
    summary = Summary()
    given = {"id": "a", "metadata": {"title": ["A"], "date": ["02/10/1957"]}}
    summary.take(check(Row("a.csv", 2, given), DayOrder.DAY_FIRST).record)
    summary.take(record(title=["A"], date=["13/10/1957"]))

    assert summary.advice == []


@pytest.mark.parametrize(
    "dates",
    [
        [
            f"0{day}/{month:02}/1957"
            for day in range(1, 10)
            for month in range(1, 13)
            if day != month
        ],
        ["1920-21", "1921-22", "1923-24"],
        ["1500s", "1600s", "1900s"],
        ["21091", "21092"],
    ],
    ids=["days", "years", "centuries", "serials"],
)
def test_dates_that_are_ambiguous_in_one_way_are_one_kind(dates):
    """A hundred days that could be another are one thing to settle, not a hundred."""
    checked = check(Row("a.csv", 2, {"id": "a", "metadata": {"title": "A", "date": dates}}))
    summary = noted(*[one for one in checked.problems if one.field == "date"])

    assert [kind.count for kind in summary.kinds] == [len(dates)]


def test_what_is_to_be_written_instead_keeps_kinds_apart():
    """Two words that are mended in two ways are two kinds."""
    summary = noted(
        warning("jp", '"jp" is no code: did you mean ja?', "language"),
        warning("cz", '"cz" is no code: did you mean cs?', "language"),
    )

    assert [kind.count for kind in summary.kinds] == [1, 1]


def test_the_number_of_a_page_makes_no_kind():
    """Of a hundred pages one thing is said once; columns with numbers stay what they are."""
    pages = [warning("", "not read", f"pages.{number}.label") for number in range(100)]
    columns = [warning("", "no header", f"column {number}") for number in (3, 4)]

    assert [(kind.field, kind.count) for kind in noted(*pages, *columns).kinds] == [
        ("pages.*.label", 100),
        ("column 3", 1),
        ("column 4", 1),
    ]


def test_refusals_come_first_then_what_is_most_frequent():
    """The order of reading: what keeps rows out, then what there is most of."""
    refused = Problem("a.csv", 9, "title", "", "has no title")
    summary = noted(warning("", "rare"), warning("", "often"), warning("", "often"), refused)

    assert [kind.message for kind in summary.kinds] == ["has no title", "often", "rare"]


def test_examples_name_line_record_and_value():
    """An archivist finds the cell again, in the sheet and among the records."""
    (kind,) = noted(warning("?", "unknown", line=12)).kinds
    (example,) = kind.examples

    assert (example.source, example.line, example.record, example.value) == ("a.csv", 12, "r1", "?")


def test_one_value_does_not_take_the_room_of_others():
    """Of a value that comes a thousand times a few places are kept, and the next value too."""
    summary = noted(*[warning("x", "wrong")] * 1000, warning("y", "wrong"))
    (kind,) = summary.kinds

    assert kind.count == 1001
    assert [one.value for one in kind.examples] == ["x"] * MAX_OF_ONE_VALUE + ["y"]


def test_a_summary_has_an_end_and_its_counts_have_none():
    """Kinds beyond a number are counted together: no input fills the memory (honest totals)."""
    messages = ["".join(chr(97 + (n // 26**p) % 26) for p in range(3)) for n in range(2000)]
    kinds = noted(*[warning("", one) for one in messages]).kinds

    added = Summary()
    added.add(noted(*[warning("", one) for one in messages[1000:]]))
    added.add(noted(*[warning("", one) for one in messages[:1000]]))

    assert len(kinds) == len(added.kinds) == MAX_KINDS + 1
    assert sum(kind.count for kind in added.kinds) == 2000
    assert sum(kind.count for kind in kinds) == 2000
    assert kinds[0].count == 2000 - MAX_KINDS


@given(st.lists(st.tuples(st.sampled_from("abcé\"'9"), st.sampled_from("xyz1 "))))
def test_every_problem_is_counted_once(pairs):
    """The kinds add up to the problems, and no kind keeps more examples than it may."""
    kinds = noted(*[warning(value, f'"{value}" is {word}') for value, word in pairs]).kinds

    assert sum(kind.count for kind in kinds) == len(pairs)
    assert all(1 <= len(kind.examples) <= min(kind.count, MAX_EXAMPLES) for kind in kinds)


def test_addresses_of_names_are_counted_where_there_are_any():
    """An archive that gives none is not told that it has none; one that does sees how far it is."""
    summary, address = Summary(), "http://viaf.org/viaf/1"
    summary.take(record(title="T", creator={"value": "Zhou", "derived": address}, subject="S"))
    summary.take(record(title="T", creator="Zhou"))
    shares = {one.element: (one.having, one.standard) for one in summary.shares}

    assert (shares["creator"], shares["subject"]) == ((2, 1), (1, None))


def test_a_term_counts_for_the_element_that_it_refines():
    """A record with dcterms:issued has a date (DCMI Metadata Terms, dumb-down)."""
    summary = Summary()
    summary.take(record(title=["A"], **{"dcterms:issued": ["1958"], "dcterms:audience": ["all"]}))
    summary.take(record(title=["B"], date=["long ago"], language=["en", "?"]))
    shares = {share.element: share for share in summary.shares}

    assert (shares["date"].having, shares["date"].standard) == (2, 1)
    assert (shares["language"].having, shares["language"].standard) == (1, 1)
    assert (shares["creator"].having, shares["creator"].standard) == (0, None)
    assert [*shares][:3] == ["title", "creator", "subject"]


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [(0, 0, 0), (0, 9, 0), (9, 9, 100), (1, 1_000_000, 1), (999_999, 1_000_000, 99), (1, 2, 50)],
)
def test_a_hundred_per_cent_is_all_of_it(part, whole, told):
    """One record of a million without a title is not rounded away."""
    assert percent(part, whole) == told
