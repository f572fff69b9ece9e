"""CSV and TSV, one record a row, as a stream (RFC 4180, and what programs write instead)."""

import csv
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from metadata.cells import Cells, read_cells
from metadata.columns import Plan, Role, plan
from schemas.problem import Problem, Severity
from schemas.row import Origin, Row
from schemas.terms import ELEMENTS

if TYPE_CHECKING:
    import _csv

MAX_CELL_LENGTH = 10_000_000
_DELIMITERS = ("\t", ",", ";")
_MANY_LINE_BREAKS = 20


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a spreadsheet: read, and the id of the row that it is a part of, if any."""

    row: Row
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class SpreadsheetOptions:
    """How to read spreadsheets: separators of values, and what some columns mean."""

    separators: Sequence[str]
    mapped: Mapping[str, str]


class Spreadsheet:
    """One spreadsheet: its header is read at once, its rows as they are asked for.

    Raises:
        UnknownTarget: the options map a column to what does not exist.
    """

    def __init__(self, name: str, lines: Iterator[str], options: SpreadsheetOptions) -> None:
        self._name = name
        self._options = options
        self._reader = _reader(lines)
        self._unreadable: str | None = None
        header = self._header()
        self._columns = len(header)
        self.plan: Plan = plan(header, options.mapped)

    def _header(self) -> list[str]:
        try:
            return next(filter(any, self._reader), [])
        except csv.Error as error:
            self._unreadable = _explain(error, 1)
            return []

    def header_problems(self) -> Iterator[Problem]:
        """Yield what there is to say about the header: columns not read, no id, no title."""
        for header in self.plan.unread:
            message = f'not read: keep it with --map "{header}=TERM", or say "{header}=ignore"'
            yield self._on_header(header, message)
        if self.plan.identifier_is_id:
            message = "no column is the id, so the first identifier is the id of each record"
            yield self._on_header("identifier", message)
        for target in (Role.ID, ELEMENTS[0].name):
            if not self.plan.has(target) and not (target == Role.ID and self.plan.identifier_is_id):
                message = (
                    f'no column was read as the {target}: name it with --map "COLUMN={target}"'
                )
                yield self._on_header(target, message)

    def rows(self) -> Iterator[TableRow]:
        """Yield the rows; one that cannot be read carries the reason."""
        if self._unreadable is not None:
            yield TableRow(self._broken(1, self._unreadable))
            return
        while True:
            line = self._reader.line_num + 1
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield TableRow(self._broken(line, _explain(error, line)))
                continue
            if any(cell.strip() for cell in cells):
                yield self._row(line, cells)

    def _row(self, line: int, cells: Sequence[str]) -> TableRow:
        spare = [cell for cell in cells[self._columns :] if cell.strip()]
        if spare:
            message = (
                f"has {len(cells)} cells, the header {self._columns}: "
                "a delimiter inside a value must be in quotation marks"
            )
            return TableRow(self._broken(line, message, spare[0]))
        read = read_cells(self.plan, cells, line, self._options.separators)
        row = Row(
            self._name,
            line,
            read.native,
            origins={(): Origin(line, "row"), **read.origins},
            problems=tuple(self._doubts(line, cells, read)),
        )
        return TableRow(row, read.parent)

    def _doubts(self, line: int, cells: Sequence[str], read: Cells) -> Iterator[Problem]:
        for column, cell in zip(self.plan.columns, cells, strict=False):
            breaks = cell.count("\n")
            if breaks > _MANY_LINE_BREAKS and (column is None or column.target != Role.TEXT):
                message = f"has {breaks} line breaks: is a quotation mark left open?"
                header = column.header if column else "row"
                yield Problem(self._name, line, header, cell[:40], message, Severity.WARN)

    def _broken(self, line: int, message: str, value: str = "") -> Row:
        problem = Problem(self._name, line, "row", value, message)
        return Row(self._name, line, None, problems=(problem,))

    def _on_header(self, field: str, message: str) -> Problem:
        return Problem(self._name, 1, field, field, message, Severity.WARN)


def _reader(lines: Iterator[str]) -> "_csv.Reader":
    """Return a reader that knows the delimiter from the first line, and refuses broken quoting."""
    csv.field_size_limit(MAX_CELL_LENGTH)
    beginning = list(itertools.islice(lines, 1))
    first = "".join(beginning)
    delimiter = max(_DELIMITERS, key=lambda one: _count(first, one))
    whole = itertools.chain(beginning, lines)
    return csv.reader(whole, delimiter=delimiter, strict=True, skipinitialspace=True)


def _count(line: str, delimiter: str) -> int:
    """Return how many cells *delimiter* makes of *line*, quotation marks heeded."""
    return len(next(csv.reader([line], delimiter=delimiter), []))


def _explain(error: csv.Error, line: int) -> str:
    if "unexpected end of data" in str(error):
        return f"a quotation mark opened on line {line} is never closed"
    if "field larger" in str(error):
        return f"a cell is longer than {MAX_CELL_LENGTH} characters"
    return "a quotation mark inside a quoted cell must be doubled"
