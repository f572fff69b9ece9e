"""From rows to stored records, batch by batch; every row is accounted for.

``fonds validate`` goes the same way and stops before the store.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from metadata.found import ReadingOptions
from metadata.rows import read
from metadata.sources import Source
from schemas.check import Checked, check
from schemas.problem import Problem, Severity, legible
from schemas.record import Collection
from schemas.row import Row, shown
from server.archive import Archive
from server.by_name import ByName
from server.files import sweep
from server.preparing import prepare
from server.rebuild import reselect
from server.report import MAX_PROBLEMS, Report
from server.sought import missing_files
from server.store.prepared import Outcome, Prepared
from server.surfaces import Intake

Progress = Callable[[Report], None]
"""Is told of the report now and then, while it grows."""


def _unused(column: str) -> Problem:
    """Return the warning that no source has a *column* that the command line maps."""
    message = "no header is called so: --map changes nothing"
    return Problem("arguments", 1, "--map", column, message, Severity.WARN)


@dataclass(frozen=True, slots=True)
class Input:
    """What a command was given to read, and into which collections it shall go.

    *named_only* says that no files are sought for records that name none.
    """

    sources: Sequence[Source]
    options: ReadingOptions
    collections: Sequence[str] = ()
    named_only: bool = False

    def rows(self, report: Report) -> Iterator[Row]:
        """Yield every row of every source; what is said of their headers goes to *report*."""
        unused = dict.fromkeys(self.options.mapped)
        by_name = ByName()
        for source in self.sources:
            for one in read(source, self.options):
                if isinstance(one, Row):
                    yield self._placed(one if self.named_only else by_name.completed(one))
                elif isinstance(one, Problem):
                    report.note([one])
                else:
                    proof = f" ({one.proof})" if one.proof else ""
                    report.kinds.append(legible(f"{one.source}: {one.kind}{proof}"))
                    report.note(one.problems)
                    unused = {column: None for column in unused if column not in one.mapped}
        report.note(map(_unused, unused))
        report.note(by_name.leftovers())
        report.notes += by_name.told()

    def _placed(self, row: Row) -> Row:
        if self.collections and row.native is not None and "collection" not in row.native:
            own = row.native.get("collections") or []
            listed = own if isinstance(own, list) else [own]
            row.native["collections"] = [*listed, *self.collections]
        return row


def validate(given: Input, progress: Progress, room: int = MAX_PROBLEMS) -> Report:
    """Return what :func:`ingest` would report of *given*; nothing is stored or converted.

    *room* is how many problems of each severity the report keeps, beside its summary.
    """
    report = Report(room=room)
    for checked in _checked(given, report):
        if checked.record is not None:
            report.note(missing_files(checked.row, checked.record), checked.record.id)
        report.count("stored", checked.row.count)
        progress(report)
    return report


def ingest(given: Input, archive: Archive, progress: Progress) -> Report:
    """Store *given* in *archive*, a transaction a batch, and return what became of each row."""
    for folder in (archive.settings.images_dir, archive.settings.files_dir):
        sweep(folder)
    report = Report()
    batch = _Batch(archive, report, progress)
    for checked in _checked(given, report):
        batch.add(checked)
        if batch.is_full:
            batch.store()
            progress(report)
    batch.store()
    reselect(archive, progress)
    progress(report)
    return report


def _checked(given: Input, report: Report) -> Iterator[Checked]:
    """Yield what can be stored; what cannot is counted and noted in *report*."""
    seen = _Seen()
    for row in given.rows(report):
        report.count("read", row.count)
        checked = seen.check(check(row, given.options.dates))
        report.note(checked.problems, _id_of(row))
        if checked.is_refused:
            report.count("refused", row.count)
            report.note(_refused_with(row), _id_of(row))
        else:
            if checked.record is not None:
                report.take(checked.record)
            report.summary.collections += checked.collection is not None
            yield checked


def _id_of(row: Row) -> str:
    """Return the id that *row* gives, for people to find it by, sound or not."""
    return legible(shown((row.native or {}).get("id")))


def _refused_with(row: Row) -> Iterator[Problem]:
    """Yield why the rows are refused that are parts of a refused one."""
    if row.count > 1:
        message = f"the {row.count - 1} rows that are its pages and files are refused with it"
        yield Problem(row.source, row.line, "row", "", message)


@dataclass
class _Seen:
    """The ids met so far, and where: what comes twice would be stored over itself."""

    records: dict[str, str] = field(default_factory=dict)
    collections: dict[str, str] = field(default_factory=dict)

    def check(self, checked: Checked) -> Checked:
        """Return *checked*, refused if its id or set spec was met before."""
        if checked.record is not None:
            return _first(checked, self.records, "id", checked.record.id)
        if checked.collection is not None:
            return _first(checked, self.collections, "collection", checked.collection.set_spec)
        return checked


def _first(checked: Checked, met: dict[str, str], key: str, name: str) -> Checked:
    """Return *checked*, refused if *name* was *met* before."""
    before = met.get(name)
    if before is None:
        met[name] = f"{checked.row.source} line {checked.row.line}"
        return checked
    message = f"duplicate {key}: {before} has it already"
    problem = checked.row.problem((key,), message, Severity.REFUSE)
    return Checked(checked.row, problems=(*checked.problems, problem))


@dataclass
class _Batch:
    """Rows that wait for one transaction."""

    archive: Archive
    report: Report
    progress: Progress
    prepared: list[Prepared] = field(default_factory=list)
    described: list[Collection] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def is_full(self) -> bool:
        size = self.archive.settings.ingest_batch_size
        return len(self.prepared) + len(self.described) >= size

    def add(self, checked: Checked) -> None:
        """Take in the files of a row and render its record; a described collection waits as is."""
        if checked.collection is not None:
            self.described.append(checked.collection)
        if checked.record is not None:
            intake = Intake(checked.row, self.archive.settings, self._told)
            record = intake.take(checked.record)
            self.report.doing = ""
            self.report.note(intake.problems, record.id)
            self.prepared.append(prepare(record, self.archive))
            self.counts[record.id] = checked.row.count

    def _told(self, doing: str) -> None:
        self.report.doing = doing
        self.progress(self.report)

    def store(self) -> None:
        """Keep what waits, and count what became of it."""
        for outcome in self.archive.store.describe(self.described) if self.described else ():
            self.report.count(outcome)
        batch = self.prepared
        outcomes: Iterable[Outcome] = self.archive.store.put(batch) if batch else ()
        for one, outcome in zip(batch, outcomes, strict=False):
            self.report.count(outcome, self.counts[one.record.id])
        self.prepared, self.described, self.counts = [], [], {}


def delete(record_ids: Iterable[str], archive: Archive) -> Report:
    """Leave a tombstone for each of *record_ids*; one that was never here is refused."""
    report = Report()
    asked = list(dict.fromkeys(record_ids))
    outcomes = archive.store.delete(asked) if asked else []
    for number, (record_id, outcome) in enumerate(zip(asked, outcomes, strict=True), 1):
        report.count("read")
        if outcome is Outcome.UNKNOWN:
            report.count("refused")
            message = "no record has this id"
            report.note([Problem("arguments", number, "id", record_id, message)])
        else:
            report.count(outcome)
    return report
