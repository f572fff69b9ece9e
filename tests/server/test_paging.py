"""Long lists in parts: what is shown of how much, and the way to the rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.paging import Paging, read_number


def paging(number, total, size=10, reach=10_000):
    return Paging(number, size, total, reach)


@pytest.mark.parametrize(
    ("number", "total", "span"),
    [
        (1, 25, "1–10 of 25"),
        (2, 25, "11–20 of 25"),
        (3, 25, "21–25 of 25"),
        (3, 21, "21 of 21"),
        (1, 1, "1 of 1"),
        (1, 10, "1–10 of 10"),
        (1, 0, "0 of 0"),
        (101, 12_345, "1,001–1,010 of 12,345"),
    ],
)
def test_a_span_says_what_is_shown_of_how_much(number, total, span):
    """The words are those of any archive's list: 11–20 of 25."""
    assert paging(number, total).span == span


@pytest.mark.parametrize(
    ("number", "total", "expected"),
    [
        (1, 5, (1, None, None)),
        (1, 25, (3, None, 2)),
        (2, 25, (3, 1, 3)),
        (3, 25, (3, 2, None)),
        (1, 0, (1, None, None)),
        (1, 20, (2, None, 2)),
    ],
)
def test_neighbours_end_where_the_list_ends(number, total, expected):
    """There is nothing before the first page and nothing after the last."""
    found = paging(number, total)

    assert (found.last, found.previous, found.next) == expected


@pytest.mark.parametrize(
    ("number", "total", "expected"),
    [(1, 0, False), (2, 0, True), (3, 30, False), (4, 30, True), (999_999_999, 30, True)],
)
def test_a_page_after_the_last_is_beyond(number, total, expected):
    """An empty list has one page."""
    assert paging(number, total).is_beyond is expected


def test_no_list_is_leafed_through_beyond_its_reach():
    """The last page is the last that the store answers, and the reader is told of the rest."""
    cut = paging(1, 25_000)

    assert (cut.last, cut.is_cut) == (1000, True)
    assert not paging(1, 10_000).is_cut


@pytest.mark.parametrize(
    ("number", "last", "numbers"),
    [
        (1, 1, (1,)),
        (1, 3, (1, 2, 3)),
        (1, 9, (1, 2, 3, None, 9)),
        (4, 9, (1, 2, 3, 4, 5, 6, None, 9)),
        (5, 9, (1, 2, 3, 4, 5, 6, 7, 8, 9)),
        (5, 20, (1, 2, 3, 4, 5, 6, 7, None, 20)),
        (10, 20, (1, None, 8, 9, 10, 11, 12, None, 20)),
        (20, 20, (1, None, 18, 19, 20)),
    ],
)
def test_offered_numbers_are_the_ends_and_the_neighbourhood(number, last, numbers):
    """A gap stands for two numbers or more: for one, the number is as short."""
    assert paging(number, last * 10).numbers == numbers


@given(st.integers(1, 60), st.integers(1, 600))
def test_offered_numbers_lead_everywhere(number, total):
    """Numbers rise, hold both ends and the reader's own place, and none is beyond."""
    found = paging(number, total)
    numbers = [one for one in found.numbers if one is not None]

    assert numbers == sorted(set(numbers))
    assert {1, found.last} <= set(numbers) <= set(range(1, found.last + 1))
    assert found.is_beyond or number in numbers


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("20", 20), ("999999999", 999_999_999)])
def test_a_number_is_counted_from_one(text, number):
    """A page is asked for by a whole number."""
    assert read_number(text) == number


@pytest.mark.parametrize(
    "text", ["", "0", "-1", "+1", "01", "1.5", "1e3", " 1", "abc", "٣", "1000000000", "1" * 400]
)
def test_what_is_no_number_of_a_page_is_none(text):
    """Neither a sign, nor other digits, nor a number beyond what a database counts passes."""
    assert read_number(text) is None
