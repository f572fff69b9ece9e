"""Delimited text: rows as they are meant, and the broken ones alone refused."""

import pytest

from metadata.delimited import read_rows


def rows_of(text):
    """Return (line, cells) of the rows of *text*, and the lines of those that are broken."""
    rows = list(read_rows(iter(text.splitlines(keepends=True))))
    sound = [(row.line, row.cells) for row in rows if row.fault is None]
    return sound, [row.line for row in rows if row.fault is not None]


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,2\n",
        "a;b\n1;2\n",
        "a\tb\n1\t2\n",
        "\n \na;b\n1;2\n",
        "sep=;\na;b\n1;2\n",
        '"sep=;"\na;b\n1;2\n',
        '"a";"b"\n1;2\n',
        'a, "b"\n1, "2"\n',
    ],
)
def test_the_delimiter_is_seen_from_the_header(text):
    """The first line that is not blank, or what Excel is told by."""
    sound, _ = rows_of(text)

    assert [cells for _, cells in sound] == [["a", "b"], ["1", "2"]]


def test_blank_rows_are_no_rows():
    """Neither without cells nor with nothing but blanks; the lines go on counting."""
    assert rows_of("a,b\n\n , \n1,2\n,\n") == ([(1, ["a", "b"]), (4, ["1", "2"])], [])


@pytest.mark.parametrize(
    ("text", "broken", "sound"),
    [
        ('h,i\na,"never closed\nb,2\nc,3\n', [2], [1, 3, 4]),
        ('h,i\na,"open\nb,2\nc,"closed"\nd,4\n', [2], [1, 3, 4, 5]),
        ('h,i\na,"said "so" again"\nb,2\n', [2], [1, 3]),
        ('h,i\n"a,1\nb,"2\nc,3\n', [2, 3], [1, 4]),
    ],
)
def test_a_quotation_mark_costs_its_own_row_and_no_other(text, broken, sound):
    """What an open mark swallowed is read again from the line after it."""
    found, faults = rows_of(text)

    assert (faults, [line for line, _ in found]) == (broken, sound)


def test_the_rest_of_a_broken_cell_is_no_row_of_its_own():
    """Lines of a text that broke its quotation marks would become records otherwise."""
    text = 'id,title,text\na,A,"one\nsaid "so", and, then\nmore, "again"\nlast"\nb,B,two\n'
    found, faults = rows_of(text)

    assert faults == [2, 3, 4, 5]
    assert found == [(1, ["id", "title", "text"]), (6, ["b", "B", "two"])]


def test_a_quotation_mark_between_tabs_may_mean_nothing():
    """Text with tabs knows no quoting (IANA, text/tab-separated-values), but many write it."""
    found, faults = rows_of('id\ttitle\na\t"Old Main" hall\nb\t"two\nlines"\nc\t5" gun\n')

    assert faults == []
    assert [cells[1] for _, cells in found] == ["title", '"Old Main" hall', "two\nlines", '5" gun']


def test_without_a_header_no_row_is_sound():
    """A header with an open mark makes every row below it a row of nothing."""
    found, faults = rows_of('id,"title\na,A\nb,B\n')

    assert (found, faults) == ([], [1, 2, 3])
