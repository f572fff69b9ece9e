"""A part of a list goes into the store, together with how far the harvest came.

Each record passes the same check as a row of a spreadsheet. One that says what is kept already is
not written again: only the day on which it was harvested would be another.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from schemas.check import Checked, check
from schemas.grammar import ancestors
from schemas.problem import Problem, Severity
from schemas.record import Collection, Page, Record, Service
from schemas.row import Row, shown
from server.archive import Archive
from server.elsewhere import Services
from server.harvest.source import Source
from server.preparing import prepare
from server.report import Report
from server.store import prepared
from server.store.prepared import Kept, Member, Outcome
from server.surfaces import Intake

_IIIF = "http://iiif.io/api/presentation/"


@dataclass(frozen=True, slots=True)
class Offered:
    """A record as a source offers it: its *identifier* there, and its id here.

    *row* makes a row of it, given its number in the harvest; None where it is deleted there.
    *services* are its image services as it describes them, for those that give no answer.
    """

    identifier: str
    record_id: str
    row: Callable[[int], Row] | None
    services: Mapping[str, Service] = field(default_factory=dict)


@dataclass
class Taking:
    """Takes the records of one harvest into *archive*, and counts them in *report*.

    *name* is that of the source, *is_ours* says whether a deletion there means a record that is
    here, and *names* describe the sets of the source as it does. *services* asks the image
    services that records name; without it they are not asked.
    """

    archive: Archive
    report: Report
    name: str
    is_ours: Callable[[Record], bool] = lambda _: True
    names: Mapping[str, Collection] = field(default_factory=dict)
    services: Services | None = None
    _described: set[str] = field(default_factory=set)

    def take(
        self,
        offered: Sequence[Offered],
        before: str | None,
        after: Source,
        seen: Sequence[Member] = (),
    ) -> None:
        """Store what is *offered*, what was *seen*, and *after* in the place of *before*.

        All of it, or nothing. *before* is a document of the source.

        Raises:
            Overtaken: another harvest of the source has gone on; nothing was stored.
        """
        told = Report(room=self.report.room)
        # Of what comes twice in one part, the later counts; what has no name is refused each time.
        latest = {
            one.record_id if one.identifier else f"{number}:": one
            for number, one in enumerate(offered)
        }
        told.count("unchanged", len(offered) - len(latest))  # said twice in one part
        known = self.archive.store.known(list(latest)) if latest else {}
        records = list(self._records(latest, known, told))
        gone = [name for name, one in latest.items() if one.row is None]
        deleted = [name for name in gone if self._is_leaving(known.get(name))]
        told.count("unchanged", len(gone) - len(deleted))
        page = prepared.Page(
            after.kept(),
            before,
            prepare(records, self.archive),
            deleted,
            list(self._descriptions(records)),
            seen,
        )
        for outcome in (
            outcome for outcomes in self.archive.store.take(page) for outcome in outcomes
        ):
            told.count("unchanged" if outcome is Outcome.UNKNOWN else outcome)
        told.count("read", len(offered))
        self.report.add(told)

    def _records(
        self, latest: Mapping[str, Offered], known: Mapping[str, Kept], told: Report
    ) -> Iterator[Record]:
        """Yield what is to be stored; what is refused, or kept already, is counted in *told*."""
        for number, (record_id, one) in enumerate(latest.items(), self.report.counts["read"] + 1):
            if one.row is None:
                continue
            checked = check(one.row(number))
            told.note(checked.problems, record_id)
            if checked.record is None:
                told.count("refused")
                told.note([self._refused(one, number)], record_id)
                continue
            kept = known.get(record_id)
            record = self._with_sizes(checked, checked.record, kept, told)
            record = _told(record, one.services)
            told.take(record)
            if is_same(record, kept):
                told.count("unchanged")
            else:
                yield record

    def _with_sizes(
        self, checked: Checked, record: Record, kept: Kept | None, told: Report
    ) -> Record:
        """Return *record* with the sizes of pictures elsewhere: as they are kept, or else asked."""
        record = _remembering(record, kept)
        if self.services is None or not any(map(_is_unknown, record.pages)):
            return record
        intake = Intake(checked.row, self.archive.settings, services=self.services)
        record = intake.take(record)
        told.note(intake.problems, record.id)
        return record

    def _refused(self, one: Offered, number: int) -> Problem:
        said = "this record is refused; what was harvested of it before stays"
        identifier = shown(one.identifier)
        return Problem(self.name, number, "identifier", identifier, said, Severity.REFUSE)

    def _is_leaving(self, kept: Kept | None) -> bool:
        """Return whether a deletion means the record that is *kept*."""
        if kept is None or kept.deleted:
            return kept is not None
        return self.is_ours(kept.record)

    def _descriptions(self, records: Sequence[Record]) -> Iterator[Collection]:
        """Yield what the collections of *records* are called; those with a name here keep it."""
        met = {name for one in records for spec in one.collections for name in ancestors(spec)}
        for set_spec in sorted(met - self._described):
            self._described.add(set_spec)
            described = self.names.get(set_spec)
            kept = self.archive.store.collection(set_spec) if described else None
            if described is not None and (kept is None or not kept.metadata):
                yield described


def _remembering(record: Record, kept: Kept | None) -> Record:
    """Return *record* with what is *kept* of its image services, which are not asked again."""
    known = {
        page.service.id: page.service
        for page in (kept.record.pages if kept else ())
        if page.service is not None and page.service.is_known
    }
    return _told(record, known)


def _told(record: Record, services: Mapping[str, Service]) -> Record:
    """Return *record* with what is said in *services* of those that are not known yet."""
    return replace(record, pages=tuple(_known(page, services) for page in record.pages))


def _known(page: Page, services: Mapping[str, Service]) -> Page:
    if page.service is None or page.service.is_known:
        return page
    return replace(page, service=services.get(page.service.id, page.service))


def _is_unknown(page: Page) -> bool:
    return page.service is not None and not page.service.is_known


def is_same(record: Record, kept: Kept | None) -> bool:
    """Return whether *record* says what is *kept*, but for the day on which it was harvested."""
    if kept is None or kept.deleted:
        return False
    before, now = kept.record.provenance, record.provenance
    if before is not None and now is not None:
        now = replace(now, harvest_date=before.harvest_date)
        if now.metadata_namespace.startswith(_IIIF):  # its changes are often of nothing in it
            now = replace(now, datestamp=before.datestamp)
    return replace(record, provenance=now) == kept.record
