"""Delimited text into rows of cells, as a stream (RFC 4180, and what programs write instead).

A quotation mark without its fellow swallows one row after another. What it swallowed is read
again, a line at a time, so that a broken row is refused alone.
"""

import csv
import itertools
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace

MAX_CELL_LENGTH = 10_000_000
_DELIMITERS = ("\t", ",", ";")

# What Excel understands on a line before the header.
_NAMED_DELIMITER = re.compile(r'"?sep=(.)"?\s*')


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row that is not blank: its first line, counted from 1, and its cells.

    *fault* says why a row is broken; its one cell is then its first line as it stands.
    """

    line: int
    cells: list[str]
    fault: str | None = None


def read_rows(lines: Iterator[str]) -> Iterator[RawRow]:
    """Yield the rows of *lines*, the header among them; the delimiter is seen from the header."""
    csv.field_size_limit(MAX_CELL_LENGTH)
    text = _Lines(lines)
    delimiter = _delimiter(text)
    width, broken = 0, None
    while (row := _next(text, delimiter, width)) is not None:
        if not any(map(str.strip, row.cells)):
            continue
        if row.fault is not None:
            broken = row.line
        elif broken is not None:
            broken, row = _mistrusted(row, text.taken, width, broken)
        width = width or len(row.cells)
        yield row


class _Lines:
    """Lines that are counted, and can be put back as far as the beginning of their row."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._rest = lines
        self._again: deque[str] = deque()
        self.taken: list[str] = []
        self.number = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._rest)
        self.taken.append(line)
        self.number += 1
        return line

    def begin(self) -> int:
        """Begin a row; return the number of its first line."""
        self.taken = []
        return self.number + 1

    def put_back(self, keep: int = 1) -> None:
        """Let what was taken after the first *keep* lines of the row come again."""
        again = self.taken[keep:]
        self._again.extendleft(reversed(again))
        self.number -= len(again)
        del self.taken[keep:]


def _delimiter(text: _Lines) -> str:
    """Return what makes most cells of the first line that is not blank, which comes again."""
    first = next(itertools.dropwhile(lambda line: not line.strip(), text), "")
    named = _NAMED_DELIMITER.fullmatch(first)
    if named:
        return named[1]
    text.put_back(keep=0)
    return max(
        _DELIMITERS, key=lambda one: len(next(_reader(iter([first]), one, strict=False), []))
    )


def _reader(lines: Iterator[str], delimiter: str, *, strict: bool = True) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=delimiter, strict=strict, skipinitialspace=True)


def _next(text: _Lines, delimiter: str, width: int) -> RawRow | None:
    """Return the next row, blank or not, or None at the end."""
    line = text.begin()
    try:
        return RawRow(line, next(_reader(text, delimiter)))
    except StopIteration:
        return None
    except csv.Error as error:
        fault = _explain(error, line, text.number)
        text.put_back()
    (first,) = text.taken
    # Between tabs, quotation marks need not mean anything (IANA, text/tab-separated-values).
    bare = first.rstrip("\r\n").split(delimiter)
    if delimiter == "\t" and len(bare) == (width or len(bare)):
        return RawRow(line, bare)
    return RawRow(line, [first.strip()], fault)


def _mistrusted(
    row: RawRow, taken: list[str], width: int, broken: int
) -> tuple[int | None, RawRow]:
    """Return where a broken row still goes on, if it does, and *row*, refused if it is of it.

    What follows a broken row is the next row, or the rest of a cell of several lines.
    """
    written = "".join(taken)
    has_stray_mark = '""' not in written and any('"' in cell for cell in row.cells)
    if len(row.cells) == width and not has_stray_mark:
        return None, row
    fault = f"seems to belong to the broken row of line {broken}: mend that one first"
    return broken, replace(row, cells=[written.strip()], fault=fault)


def _explain(error: csv.Error, line: int, last: int) -> str:
    if "unexpected end of data" in str(error):
        return f"a quotation mark opened on line {line} is never closed"
    if "field larger" in str(error):
        return f"a cell is longer than {MAX_CELL_LENGTH} characters: is a quotation mark left open?"
    where = "" if last == line else f", as on line {last}"
    return f"a quotation mark inside a quoted cell must be doubled{where}"
