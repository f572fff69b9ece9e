"""Input as rows: whatever the source, native JSON that ``schemas.check`` can look at."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TextIO

from metadata.columns import Role
from metadata.compounds import gather
from metadata.json_lines import read_lines
from metadata.sources import Source
from metadata.spreadsheets import Spreadsheet, SpreadsheetOptions
from schemas.problem import Problem
from schemas.row import Row

DEFAULT_SEPARATORS = (";", "|")


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """What a command may say about its input."""

    encoding: str = "utf-8"
    separators: Sequence[str] = DEFAULT_SEPARATORS
    mapped: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Header:
    """What a source is, told before its first row: its kind, and problems of its header."""

    source: str
    kind: str
    problems: tuple[Problem, ...] = ()


def read(source: Source, options: ReadingOptions) -> Iterator[Header | Row]:
    """Yield what *source* is, then its rows as a stream.

    Raises:
        UnknownTarget: the options map a column to what does not exist.
        OSError: the source cannot be opened.
    """
    with source.lines(options.encoding) as text:
        beginning, lines = _peek(text)
        is_json = beginning.lstrip().startswith("{")
        rows = _read_json(source, lines) if is_json else _read_table(source, lines, options)
        for row in rows:
            yield replace(row, folder=source.folder) if isinstance(row, Row) else row


def _peek(text: TextIO) -> tuple[str, Iterator[str]]:
    """Return the first line of *text* that is not blank, and all lines from the first on."""
    read = []
    for line in text:
        read.append(line)
        if line.strip():
            break
    return (read[-1] if read else ""), itertools.chain(read, text)


def _read_json(source: Source, lines: Iterator[str]) -> Iterator[Header | Row]:
    yield Header(source.name, "JSON Lines")
    yield from read_lines(source.name, lines)


def _read_table(
    source: Source, lines: Iterator[str], options: ReadingOptions
) -> Iterator[Header | Row]:
    table = Spreadsheet(source.name, lines, SpreadsheetOptions(options.separators, options.mapped))
    yield Header(source.name, table.plan.kind, tuple(table.header_problems()))
    if table.plan.has(Role.PARENT):
        yield from gather(table.rows())
    else:
        yield from (one.row for one in table.rows())
