"""Input as rows: whatever the source, native JSON that ``schemas.check`` can look at."""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TextIO

from metadata.columns import Role
from metadata.compounds import gather
from metadata.json_lines import read_lines
from metadata.sources import Source
from metadata.spreadsheets import Spreadsheet, SpreadsheetOptions
from schemas.dates import DayOrder
from schemas.problem import Problem
from schemas.row import Row

DEFAULT_SEPARATORS = (";", "|")


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """What a command may say about its input."""

    encoding: str = "utf-8"
    separators: Sequence[str] = DEFAULT_SEPARATORS
    mapped: Mapping[str, str] = field(default_factory=dict)
    dates: DayOrder | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """What a source is, told before its first row: its kind, and problems of its header.

    *mapped* are the columns of ``--map`` that are there.
    """

    source: str
    kind: str
    problems: tuple[Problem, ...] = ()
    mapped: frozenset[str] = frozenset()


Found = Header | Row | Problem
"""What comes out of a source: its header, its rows, and at the end a warning if it has none."""


def read(source: Source, options: ReadingOptions) -> Iterator[Found]:
    """Yield what *source* is, then its rows as a stream.

    Raises:
        UnknownTarget: the options map a column to what does not exist.
        SourceError: the encoding is not that of the source.
        OSError: the source cannot be opened.
    """
    with source.lines(options.encoding) as text:
        beginning, lines = _peek(text)
        for one in _read(source, beginning, lines, options):
            yield replace(one, folder=source.folder) if isinstance(one, Row) else one


def _peek(text: TextIO) -> tuple[str, Iterator[str]]:
    """Return the first line of *text* that is not blank, and all lines from the first on."""
    read = []
    for line in text:
        read.append(line)
        if line.strip():
            break
    return (read[-1] if read else ""), itertools.chain(read, text)


def _read(
    source: Source, beginning: str, lines: Iterator[str], options: ReadingOptions
) -> Iterator[Found]:
    unreadable = next((why for shape, why in _UNREADABLE if shape.match(beginning)), None)
    if unreadable:
        yield Header(source.name, "unknown")
        yield Row(source.name, 1, None, problems=(Problem(source.name, 1, "row", "", unreadable),))
    elif beginning.lstrip().startswith(_JSON):
        yield Header(source.name, "JSON Lines")
        yield from read_lines(source.name, lines)
    else:
        yield from _read_table(source, lines, options)


def _read_table(source: Source, lines: Iterator[str], options: ReadingOptions) -> Iterator[Found]:
    how = SpreadsheetOptions(options.separators, options.mapped, options.dates)
    table = Spreadsheet(source.name, lines, how)
    plan = table.plan
    yield Header(source.name, plan.kind, tuple(table.header_problems()), plan.mapped)
    rows = table.rows()
    first = next(rows, None)
    if first is None:
        yield table.emptiness()
    else:
        rows = itertools.chain([first], rows)
        yield from gather(rows) if plan.has(Role.PARENT) else (one.row for one in rows)


_JSON = ("{", "[{", "[[")

# What is met under the name of a spreadsheet, by its beginning.
_UNREADABLE = tuple(
    (re.compile(shape), why)
    for shape, why in (
        (r"PK\x03\x04", "a workbook of Excel or LibreOffice: save its sheet as CSV UTF-8"),
        (r"\udcd0\udccf\x11", "a workbook of Excel: save its sheet as CSV UTF-8"),
        (
            r"\x1f",
            "compressed: give its content to standard input, as in zcat FILE | fonds ingest -",
        ),
        (r"%PDF-", "a PDF: name it in a spreadsheet or in JSON Lines, as the file of a record"),
        (r"\s*<[?!A-Za-z]", "XML or HTML: JSON Lines, CSV and TSV are read"),
        (r"\s*[\[{]\s*$", "JSON over several lines: JSON Lines has one record a line"),
        (r"[^\0]*\0", "no text: JSON Lines, CSV and TSV are read"),
    )
)
