"""From rows to stored records, batch by batch; every row is accounted for.

``fonds validate`` goes the same way and stops before the store.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from metadata.found import Header, ReadingOptions
from metadata.rows import read
from metadata.sources import Source
from schemas.problem import Problem, Severity
from schemas.row import Row
from server.archive import Archive
from server.batches import Batch, Said, Taken, examine, note
from server.by_name import ByName
from server.crew import Crew, Done, Hearing, crew_of
from server.files import sweep
from server.leisure import seldom_collecting
from server.met import Key, Met, key_of
from server.rebuild import reselect
from server.report import MAX_PROBLEMS, Report
from server.sought import missing_files
from server.store.prepared import Outcome

Progress = Callable[[Report], None]
"""Is told of the report now and then, while it grows."""

# Batches that may be done before one that was begun earlier: their reports wait.
_MOST_WAITING = 64
_MOST_SAID = 1000  # of a batch besides its rows: as when many files hold nothing


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

    def said(self) -> Iterator[Said]:
        """Yield what every source is and its rows; at the end, what is to be said of them all."""
        unused = dict.fromkeys(self.options.mapped)
        by_name = ByName()
        for source in self.sources:
            for one in read(source, self.options):
                if isinstance(one, Row):
                    yield self._placed(one if self.named_only else by_name.completed(one))
                    continue
                if isinstance(one, Header):
                    unused = {column: None for column in unused if column not in one.mapped}
                yield one
        yield from map(_unused, unused)
        yield from by_name.leftovers()
        yield from by_name.told()

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
    report, met = Report(room=room), Met()
    with seldom_collecting():
        for one in given.said():
            if isinstance(one, Row):
                _validate(one, given.options, met, report)
                progress(report)
            else:
                note(one, report)
    return report


def _validate(row: Row, options: ReadingOptions, met: Met, report: Report) -> None:
    checked = examine(row, options.dates, met.find(row), report)
    if not checked.is_refused:
        met.add(row)
        if checked.record is not None:
            report.note(missing_files(row, checked.record), checked.record.id)
        report.count("stored", row.count)


def ingest(given: Input, archive: Archive, progress: Progress, workers: int = 1) -> Report:
    """Store *given* in *archive*, a transaction a batch, and return what became of each row.

    More than one of *workers* are processes of their own.

    Raises:
        CrewLost: two processes ended over the same batch.
    """
    for folder in (archive.settings.images_dir, archive.settings.files_dir):
        sweep(folder)
    report = Report()

    def tell(doing: str) -> None:
        report.doing = doing
        progress(report)

    hearing = Hearing(tell, report.note)
    with seldom_collecting(), crew_of(workers, archive, given.options.dates, hearing) as crew:
        _Ingest(crew, report, progress, archive.settings.ingest_batch_size).take(given.said())
    reselect(archive, progress)
    progress(report)
    return report


class _Ingest:
    """Gives a crew one batch after the other, and adds up what became of them, in order.

    A row whose key is in a batch that is not done yet waits for it: whether it comes twice depends
    on whether the first was sound.
    """

    def __init__(self, crew: Crew, report: Report, progress: Progress, size: int) -> None:
        self._crew = crew
        self._report = report
        self._progress = progress
        self._size = size
        self._met = Met()
        self._said: list[Said] = []
        self._before: dict[Key | None, str] = {}
        self._on_its_way: set[Key] = set()  # the keys of batches that are given and not done
        self._waiting: dict[int, Taken] = {}  # what was done before an earlier batch
        self._given = self._reported = self._rows = 0

    def take(self, said: Iterable[Said]) -> None:
        """Let the crew store all that is *said*."""
        for one in said:
            if isinstance(one, Row):
                self._look_back(one)
                self._rows += 1
            self._said.append(one)
            # What is no row is in no transaction, but takes room.
            if self._rows >= self._size or len(self._said) >= _MOST_SAID + self._size:
                self._give()
        self._give()
        while self._given > self._reported:
            self._settle(self._crew.wait())

    def _look_back(self, row: Row) -> None:
        """Note where the key of *row* was met before."""
        key = key_of(row)
        if key in self._on_its_way:
            self._give()
        while key in self._on_its_way:
            self._settle(self._crew.wait())
        before = self._met.find(row)
        if before:
            self._before[key] = before

    def _give(self) -> None:
        """Give what was said to the crew, and wait where too much is on its way."""
        if self._said:
            batch = Batch(self._given, self._said, self._before)
            self._given += 1
            self._said, self._before, self._rows = [], {}, 0
            self._on_its_way |= batch.keys
            self._settle(self._crew.take(batch))
        while self._given - self._reported > _MOST_WAITING:
            self._settle(self._crew.wait())

    def _settle(self, done: Iterable[Done]) -> None:
        """Remember which rows were sound, and report what is next in order."""
        for batch, taken in done:
            self._on_its_way -= batch.keys
            for row, is_sound in zip(batch.rows, taken.sound, strict=True):
                if is_sound:
                    self._met.add(row)
            self._waiting[batch.number] = taken
            self._report.doing = ""
        while self._reported in self._waiting:
            self._report.add(self._waiting.pop(self._reported).report)
            self._reported += 1
        self._progress(self._report)


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
