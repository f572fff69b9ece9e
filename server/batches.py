"""A batch of rows becomes stored records in one transaction, and a report of what became of each.

Nothing here knows of other batches, so that several processes can each have one at a time.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from metadata.found import Found, Header
from schemas.check import Checked, check
from schemas.dates import DayOrder
from schemas.problem import Problem, Severity, legible
from schemas.record import Collection, Record
from schemas.row import Row, shown
from server.archive import Archive
from server.leisure import free_circles
from server.met import Key, Met, key_of
from server.preparing import prepare
from server.report import Report
from server.store.prepared import Outcome
from server.surfaces import Intake

Said = Found | str
"""What is read: what comes out of a source, or a sentence about all that was read."""

Tell = Callable[[str], None]
"""Is told what is being done just now, where that takes long."""


@dataclass(frozen=True, slots=True)
class Batch:
    """A part of what is read, in its order.

    *before* says where keys of its rows were met in earlier batches.
    """

    number: int
    said: Sequence[Said]
    before: Mapping[Key | None, str] = field(default_factory=dict)

    @property
    def rows(self) -> list[Row]:
        """What is to be stored of it."""
        return [one for one in self.said if isinstance(one, Row)]

    @property
    def keys(self) -> set[Key]:
        """What its rows would be stored under."""
        return set(filter(None, map(key_of, self.rows)))


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a batch; *sound* says of each of its rows whether it was not refused."""

    report: Report
    sound: Sequence[bool]


def take_in(batch: Batch, archive: Archive, order: DayOrder | None, tell: Tell) -> Taken:
    """Store *batch* in *archive*, files included, and return what became of it.

    *order* is what days in digits mean, as ``schemas.check.check`` has it.
    """
    report, met = Report(), Met()
    transaction = _Transaction(archive, report, tell)
    sound = []
    for one in batch.said:
        if isinstance(one, Row):
            before = batch.before.get(key_of(one)) or met.find(one)
            checked = examine(one, order, before, report)
            sound.append(not checked.is_refused)
            if not checked.is_refused:
                met.add(one)
                transaction.add(checked)
        else:
            note(one, report)
    transaction.store()
    free_circles(batch.number)
    return Taken(report, sound)


def note(said: Header | Problem | str, report: Report) -> None:
    """Let *report* say what a source is, what is wrong with it, or a sentence."""
    if isinstance(said, Problem):
        report.note([said])
    elif isinstance(said, str):
        report.notes.append(said)
    else:
        proof = f" ({said.proof})" if said.proof else ""
        report.kinds.append(legible(f"{said.source}: {said.kind}{proof}"))
        report.note(said.problems)


def examine(row: Row, order: DayOrder | None, before: str, report: Report) -> Checked:
    """Return *row* checked, and let *report* count it, with what is wrong with it.

    It is refused if it is sound, but its id was met *before*.
    """
    report.count("read", row.count)
    checked = _unless_met(check(row, order), before)
    if checked.problems:
        report.note(checked.problems, _id_of(row))
    if checked.is_refused:
        report.count("refused", row.count)
        report.note(_refused_with(row), _id_of(row))
    elif checked.record is not None:
        report.take(checked.record)
    report.summary.collections += checked.collection is not None
    return checked


def _unless_met(checked: Checked, before: str) -> Checked:
    key = key_of(checked.row)
    if not before or checked.is_refused or key is None:
        return checked
    message = f"duplicate {key[0]}: {before} has it already"
    problem = checked.row.problem(key[:1], message, Severity.REFUSE)
    return Checked(checked.row, problems=(*checked.problems, problem))


def _id_of(row: Row) -> str:
    """Return the id that *row* gives, for people to find it by, sound or not."""
    return legible(shown((row.native or {}).get("id")))


def _refused_with(row: Row) -> Iterator[Problem]:
    """Yield why the rows are refused that are parts of a refused one."""
    if row.count > 1:
        message = f"the {row.count - 1} rows that are its pages and files are refused with it"
        yield Problem(row.source, row.line, "row", "", message)


@dataclass
class _Transaction:
    """Rows that wait to be stored together."""

    archive: Archive
    report: Report
    tell: Tell
    records: list[Record] = field(default_factory=list)
    described: list[Collection] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)

    def add(self, checked: Checked) -> None:
        """Take in the files of a row; its record, or the collection that it describes, waits."""
        if checked.collection is not None:
            self.described.append(checked.collection)
        if checked.record is not None:
            intake = Intake(checked.row, self.archive.settings, self.tell)
            record = intake.take(checked.record)
            self.report.note(intake.problems, record.id)
            self.records.append(record)
            self.counts.append(checked.row.count)

    def store(self) -> None:
        """Render and keep what waits, and count what became of it."""
        for outcome in self.archive.store.describe(self.described) if self.described else ():
            self.report.count(outcome)
        prepared = prepare(self.records, self.archive)
        outcomes: Iterable[Outcome] = self.archive.store.put(prepared) if prepared else ()
        for outcome, count in zip(outcomes, self.counts, strict=True):
            self.report.count(outcome, count)
