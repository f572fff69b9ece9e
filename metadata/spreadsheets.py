"""CSV and TSV: a header, and one record a row, as a stream."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from metadata.cells import read_cells
from metadata.columns import Plan, Unread, plan
from metadata.delimited import RawRow, read_rows
from metadata.roles import Role
from metadata.sheet_row import SheetRow
from schemas.dates import DayOrder
from schemas.problem import Problem, Severity
from schemas.row import Origin, Row, shown

_MANY_LINE_BREAKS = 20

# What programs write for what they could not read; it is legal, and nobody can undo it.
_LOST = "\ufffd"
_AROUND = 30  # letters before it that are shown


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a spreadsheet: read, and the id of the row that it is a part of, if any.

    *traits* is what its dialect says of its place among the others.
    """

    row: Row
    parent: str | None = None
    traits: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SpreadsheetOptions:
    """How to read spreadsheets: separators of values, what some columns mean, order of dates.

    Without *separators* they are those of the dialect; *dialect* is its key, None to find it out.
    """

    separators: Sequence[str]
    mapped: Mapping[str, str]
    dates: DayOrder | None = None
    dialect: str | None = None


@dataclass
class _Found:
    """What was met in a *column* that is not read: in how many rows, and what came first."""

    column: Unread
    rows: int = 0
    first: str = ""

    def count(self, cell: str) -> None:
        """Count a row that has *cell* there."""
        written = cell.strip()
        self.rows += bool(written)
        self.first = self.first or written


class Spreadsheet:
    """One spreadsheet: its header is read at once, its rows as they are asked for.

    Raises:
        UnknownTarget: the options map a column to what does not exist.
    """

    def __init__(self, name: str, lines: Iterator[str], options: SpreadsheetOptions) -> None:
        self._name = name
        self._options = options
        self._rows = read_rows(lines)
        self._header = next(self._rows, RawRow(1, [], "is empty"))
        readable = [] if self._header.fault else self._header.cells
        self.plan: Plan = plan(readable, options.mapped, options.dialect)
        self._separators = options.separators or self.plan.dialect.separators
        self._unread = {one.place: _Found(one) for one in self.plan.unread}
        # Columns without a header that nothing was found in so far.
        self._nameless = {place for place, header in enumerate(readable) if not header.strip()}

    def header_problems(self) -> Iterator[Problem]:
        """Yield what there is to say about the header: what is missing, or there twice."""
        for column, message in () if self._header.fault else self.plan.remarks():
            yield Problem(self._name, self._header.line, column, column, message, Severity.WARN)

    def rows(self) -> Iterator[TableRow]:
        """Yield the rows; one that cannot be read carries the reason."""
        if self._header.fault and self._header.cells:
            fault = f"{self._header.fault}; without a header nothing below it can be read"
            yield self._broken(self._header, fault)
        for row in itertools.islice(self._rows, self.plan.dialect.labels, None):
            yield self._broken(row, row.fault) if row.fault else self._row(row)

    def leftovers(self) -> Iterator[Problem]:
        """Yield each column that was not read and held something, once all rows were."""
        line = self._header.line
        for one in self._unread.values():
            header = one.column.header
            if one.rows:
                message = one.column.remark(one.rows, shown(one.first))
                yield Problem(self._name, line, header, header, message, Severity.WARN)

    def emptiness(self) -> Problem:
        """Return the warning that there is not one row."""
        what = "is empty" if not self._header.cells else "has a header and not one row"
        return Problem(self._name, 1, "row", "", what, Severity.WARN)

    def _row(self, raw: RawRow) -> TableRow:
        columns = len(self.plan.columns)
        spare = [cell for cell in raw.cells[columns:] if cell.strip()]
        if spare:
            message = (
                f"has {len(raw.cells)} cells, the header {columns}: "
                "a delimiter inside a value must be in quotation marks"
            )
            return self._broken(raw, message, spare[0])
        for place, left in self._unread.items():
            if place < len(raw.cells) and raw.cells[place]:
                left.count(raw.cells[place])
        blanks = self.plan.dialect.blanks
        begun = SheetRow(raw.line, self._separators, self._options.dates, blanks=blanks)
        read = read_cells(self.plan, raw.cells, begun)
        row = Row(
            self._name,
            raw.line,
            read.native,
            origins={(): Origin(raw.line, "row"), **read.origins},
            problems=(*self._doubts(raw, read), *self._left_out(raw)),
        )
        return TableRow(row, read.parent, read.traits)

    def _doubts(self, raw: RawRow, read: SheetRow) -> Iterator[Problem]:
        for header, value, message in read.doubts:
            yield Problem(self._name, raw.line, header, shown(value), message, Severity.WARN)
        for column, cell in zip(self.plan.columns, raw.cells, strict=False):
            breaks = cell.count("\n")
            if breaks > _MANY_LINE_BREAKS and (column is None or column.target != Role.TEXT):
                message = f"has {breaks} line breaks: is a quotation mark left open?"
                header = column.header if column else "row"
                yield Problem(self._name, raw.line, header, shown(cell), message, Severity.WARN)
            if column is not None and _LOST in cell:
                place = shown(cell[max(0, cell.index(_LOST) - _AROUND) :])
                message = "holds U+FFFD, which stands for a letter that an earlier program lost"
                yield Problem(self._name, raw.line, column.header, place, message, Severity.WARN)

    def _left_out(self, raw: RawRow) -> Iterator[Problem]:
        """Yield what stands in columns without a header, the first time for each."""
        for place in sorted(self._nameless):
            cell = raw.cells[place].strip() if place < len(raw.cells) else ""
            if cell:
                self._nameless.discard(place)
                message = "the column has no header, so nothing in it is read: name it in line 1"
                field = f"column {place + 1}"
                yield Problem(self._name, raw.line, field, shown(cell), message, Severity.WARN)

    def _broken(self, raw: RawRow, message: str, value: str | None = None) -> TableRow:
        written = shown(raw.cells[0] if value is None else value)
        problem = Problem(self._name, raw.line, "row", written, message)
        return TableRow(Row(self._name, raw.line, None, problems=(problem,)))
