"""A part of a list goes into the store, together with how far the harvest came.

Each record passes the same check as a row of a spreadsheet. One that says what is kept already is
not written again: only the day on which it was harvested would be another.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from schemas.check import check
from schemas.grammar import ancestors
from schemas.problem import Problem, Severity
from schemas.record import Collection, Record, Value
from schemas.row import shown
from server.archive import Archive
from server.harvest.client import Found
from server.harvest.records import Origin
from server.harvest.source import Source
from server.preparing import prepare
from server.report import Report
from server.store.prepared import Kept, Outcome, Page


@dataclass
class Taking:
    """Takes the records of one harvest into *archive*, and counts them in *report*.

    *names* are what the sets of the repository are called there, *set_spec* is the set that is
    harvested, "" for all.
    """

    archive: Archive
    report: Report
    origin: Origin
    set_spec: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    _described: set[str] = field(default_factory=set)

    def take(self, found: Sequence[Found], before: str | None, after: Source) -> None:
        """Store *found*, and *after* in the place of the document *before*: all of it, or nothing.

        Raises:
            Overtaken: another harvest of the source has gone on; nothing was stored.
        """
        told = Report(room=self.report.room)
        # Of what comes twice in one part, the later counts; what has no name is refused each time.
        latest = {
            self.origin.record_id(one.header.identifier)
            if one.header.identifier
            else f"{number}:": one
            for number, one in enumerate(found)
        }
        told.count("unchanged", len(found) - len(latest))  # said twice in one part
        known = self.archive.store.known(list(latest)) if latest else {}
        records = list(self._records(latest, known, told))
        gone = [name for name, one in latest.items() if one.header.deleted]
        deleted = [name for name in gone if self._is_leaving(known.get(name))]
        told.count("unchanged", len(gone) - len(deleted))
        page = Page(
            after.kept(),
            before,
            [prepare(record, self.archive) for record in records],
            deleted,
            list(self._descriptions(records)),
        )
        for outcome in (
            outcome for outcomes in self.archive.store.take(page) for outcome in outcomes
        ):
            told.count("unchanged" if outcome is Outcome.UNKNOWN else outcome)
        told.count("read", len(found))
        self.report.add(told)

    def _records(
        self, latest: Mapping[str, Found], known: Mapping[str, Kept], told: Report
    ) -> Iterator[Record]:
        """Yield what is to be stored; what is refused, or kept already, is counted in *told*."""
        for number, (record_id, one) in enumerate(latest.items(), self.report.counts["read"] + 1):
            if one.header.deleted:
                continue
            checked = check(self.origin.row(one, number))
            told.note(checked.problems, record_id)
            if checked.record is None:
                told.count("refused")
                told.note([self._refused(one, number)], record_id)
                continue
            told.take(checked.record)
            if is_same(checked.record, known.get(record_id)):
                told.count("unchanged")
            else:
                yield checked.record

    def _refused(self, one: Found, number: int) -> Problem:
        said = "this record is refused; what was harvested of it before stays"
        identifier = shown(one.header.identifier)
        return Problem(self.origin.name, number, "identifier", identifier, said, Severity.REFUSE)

    def _is_leaving(self, kept: Kept | None) -> bool:
        """Return whether a deletion means the record that is *kept*.

        Whoever harvests a set is told that a record is deleted which has only left it (§2.6); it
        may have come here by another set, without this one, since.
        """
        if kept is None or kept.deleted or not self.set_spec:
            return kept is not None
        mine = self.origin.set_spec(self.set_spec)
        return any(mine in ancestors(spec) for spec in kept.record.collections)

    def _descriptions(self, records: Sequence[Record]) -> Iterator[Collection]:
        """Yield what the collections of *records* are called; those with a name here keep it."""
        met = {name for one in records for spec in one.collections for name in ancestors(spec)}
        for set_spec in sorted(met - self._described):
            self._described.add(set_spec)
            name = self.names.get(set_spec, "")
            kept = self.archive.store.collection(set_spec) if name else None
            if name and (kept is None or not kept.metadata):
                yield Collection(set_spec, {"title": (Value(name),)})


def is_same(record: Record, kept: Kept | None) -> bool:
    """Return whether *record* says what is *kept*, but for the day on which it was harvested."""
    if kept is None or kept.deleted:
        return False
    before, now = kept.record.provenance, record.provenance
    if before is not None and now is not None:
        now = replace(now, harvest_date=before.harvest_date)
    return replace(record, provenance=now) == kept.record
