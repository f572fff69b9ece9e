"""One harvest of one source, from its first request, or from where the last one broke off.

Where it ends, and how, is one of the outcomes below; whatever was read before that is stored. The
next harvest asks for changes since the responseDate of this one's first answer, and a little more:
<https://www.openarchives.org/OAI/2.0/guidelines-harvester.htm>
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from oaipmh.error import (
    BadResumptionTokenError,
    CannotDisseminateFormatError,
    ErrorBase,
    IdDoesNotExistError,
    NoRecordsMatchError,
)

from metadata.formats import READERS, Reader
from schemas import datestamp
from schemas.datestamp import DAY_SECONDS, Granularity
from schemas.problem import Problem, Severity
from server.archive import Archive
from server.harvest.asking import NoAnswer, Stopped, Unreadable
from server.harvest.client import Client, Format, Found, Identity, Part
from server.harvest.records import Origin, loose_datestamp
from server.harvest.source import (
    LIST_IDENTIFIERS,
    MOST_SKIPPED,
    Last,
    Run,
    Source,
)
from server.harvest.taking import Taking
from server.harvest.walk import Endless, Watch
from server.report import COUNTED, Report
from server.store.prepared import Kept, Page
from server.store.sources import Overtaken

MOST_RESTARTS = 2
MOST_SET_PARTS = 100

# Repositories store what they have stamped earlier, and clocks differ; what comes twice is not
# written twice.
OVERLAP = {Granularity.SECOND: 3600, Granularity.DAY: DAY_SECONDS}


class Outcome(StrEnum):
    """How a harvest ended. All but the first two are gone on with, or begun anew, the next time."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"  # all of it, but for records that could not be had
    UNANSWERED = "unanswered"
    UNREADABLE = "unreadable"
    REFUSED = "refused"
    ENDLESS = "endless"
    OVERTAKEN = "overtaken"
    STOPPED = "stopped"


class NoFormat(Exception):
    """The repository gives its records in no format that can be read."""


_OUTCOMES: Mapping[type[Exception], Outcome] = {
    NoAnswer: Outcome.UNANSWERED,
    Unreadable: Outcome.UNREADABLE,
    ErrorBase: Outcome.REFUSED,
    NoFormat: Outcome.REFUSED,
    Endless: Outcome.ENDLESS,
    Stopped: Outcome.STOPPED,
}

# After these the same list leads nowhere: the next harvest begins it anew.
_HOPELESS = frozenset({Outcome.ENDLESS, Outcome.REFUSED, Outcome.UNREADABLE})


@dataclass
class Harvest:
    """A harvest of *source* into *archive*, by *client*.

    *told* is called after each part, *is_stopped* says whether to go on. *report* counts what this
    process did, *source* tells where it stands.
    """

    archive: Archive
    client: Client
    source: Source
    told: Callable[["Harvest"], None] = lambda _: None
    is_stopped: Callable[[], bool] = lambda: False
    readers: Mapping[str, Reader] = field(default_factory=lambda: READERS)
    from_: str | None = None
    report: Report = field(default_factory=Report)
    _kept: str | None = None  # the document that the store has
    _granularity: Granularity = Granularity.DAY
    _restarts: int = 0

    def go(self) -> Last:
        """Harvest, and return how it ended, which is kept too."""
        self._kept = self._document()
        try:
            outcome, message = self._go()
        except Overtaken:
            message = "another harvest of the same source has gone on meanwhile"
            return self._last(Outcome.OVERTAKEN, message)
        except tuple(_OUTCOMES) as error:
            outcome = next(_OUTCOMES[kind] for kind in _OUTCOMES if isinstance(error, kind))
            message = _said(error)
        return self._end(outcome, message)

    def _document(self) -> str | None:
        asked = (self.source.url, self.source.set_spec)
        known = self.archive.store.sources()
        return next((one.document for one in known if (one.url, one.set_spec) == asked), None)

    def _go(self) -> tuple[Outcome, str]:
        identity = self.client.who()
        self._granularity = identity.granularity
        chosen = self._choose(self.client.formats())
        run = self.source.run
        if run is None or self.from_ is not None or run.metadata_prefix != chosen.metadata_prefix:
            run = self._begin(chosen)
        origin = Origin(self.source.name, self.source.url, chosen.namespace, self.readers)
        taking = Taking(self.archive, self.report, origin, self.source.set_spec)
        taking.names = self._names(identity, origin)
        run = self._retry(run, taking)
        run = self._walk(run, taking)
        if run.skipped:
            return Outcome.INCOMPLETE, f"{len(run.skipped):,} records could not be had"
        return Outcome.COMPLETE, ""

    def _choose(self, offered: Sequence[Format]) -> Format:
        """Return the format that was asked for, or the richest of those that can be read."""
        wanted = self.source.metadata_prefix
        readable = [
            one
            for namespace in self.readers
            for one in offered
            if one.namespace == namespace and wanted in ("", one.metadata_prefix)
        ]
        if not readable:
            prefixes = ", ".join(one.metadata_prefix for one in offered) or "nothing"
            asked = f"{wanted} is not among" if wanted else "no format can be read of"
            raise NoFormat(f"{asked} what is offered: {prefixes}")
        return readable[0]

    def _begin(self, chosen: Format) -> Run:
        from_ = self.source.next_from if self.from_ is None else self.from_
        self.from_ = None
        self.source = self.source.begin(chosen.metadata_prefix, chosen.namespace, from_)
        assert self.source.run is not None  # noqa: S101 - it was just begun
        return self.source.run

    def _names(self, identity: Identity, origin: Origin) -> dict[str, str]:
        """Return what the repository calls itself and its sets, as far as it can be had."""
        try:
            sets = self.client.set_names(MOST_SET_PARTS)
        except (NoAnswer, Unreadable, ErrorBase) as error:
            self._warn("sets", "", f"their names could not be had: {_said(error)}")
            sets = {}
        named = {origin.set_spec(spec): name for spec, name in sets.items() if spec}
        return {spec: name for spec, name in named.items() if spec} | {origin.name: identity.name}

    def _retry(self, run: Run, taking: Taking) -> Run:
        """Ask again, at the beginning of a harvest, for what could not be had in the last one."""
        if run.done or run.token or not self.source.skipped:
            return run
        found, skipped = self._one_by_one(self.source.skipped, run.metadata_prefix)
        run = replace(run, skipped=tuple(skipped))
        self._keep(taking, found, replace(self.source, skipped=()).at(run))
        return run

    def _walk(self, run: Run, taking: Taking) -> Run:
        """Take part after part, until the list is at its end."""
        watch = Watch()
        while True:
            if self.is_stopped():
                raise Stopped
            try:
                part = self._ask(run)
            except NoRecordsMatchError:
                part = Part("")
            except BadResumptionTokenError as error:
                run, watch = self._restart(run, error), Watch()
                continue
            except Unreadable as error:
                run, watch = self._salvage(run, error), Watch()
                continue
            watch.see(part)
            run = self._take(run, part, taking, watch)
            if not run.token:
                return run

    def _ask(self, run: Run) -> Part:
        if run.token:
            return self.client.resume(run.verb, run.token)
        from_ = self._as_fine(run.from_)
        return self.client.begin(run.verb, run.metadata_prefix, from_, self.source.set_spec)

    def _take(self, run: Run, part: Part, taking: Taking, watch: Watch) -> Run:
        """Store *part*, and return where the harvest stands with it."""
        began = run.began or part.date
        run = replace(run, token=part.token, began=began, size=part.size or run.size)
        found: Sequence[Found] = part.found
        if run.verb == LIST_IDENTIFIERS:
            found, skipped = self._missing(part, run)
            run = replace(run, skipped=tuple(dict.fromkeys((*run.skipped, *skipped))))
        run = replace(run, done=run.done + len(part.found))
        if part.token and not watch.is_new(part.token):
            run = replace(run, token="")
            self._close_circle(run, found, taking)
        after = self.source.at(run) if run.token else self._finished(run)
        self._keep(taking, found, after)
        return run

    def _close_circle(self, run: Run, found: Sequence[Found], taking: Taking) -> None:
        """Take a token that came again for the end of the list, where all of that was there."""
        if not run.size or run.done < run.size:
            self._keep(taking, found, self.source.at(run))
            raise Endless("the same resumptionToken came a second time")
        self._warn("resumptionToken", "", "came again at the end of the list, where none belongs")

    def _finished(self, run: Run) -> Source:
        if run.size > run.done:
            self._warn("completeListSize", str(run.size), f"the list ended after {run.done:,}")
        if len(run.skipped) > MOST_SKIPPED:  # too many to be asked for one by one
            return self.source.finished(replace(run, skipped=()), run.from_)
        return self.source.finished(run, self._next_from(run))

    def _next_from(self, run: Run) -> str:
        """Return the date from which changes are asked for next, as fine as the repository is."""
        said = loose_datestamp(run.began)
        began = datestamp.parse(said) if said else self.archive.now() - DAY_SECONDS
        return self._as_fine(datestamp.write(max(began - OVERLAP[self._granularity], 0)))

    def _as_fine(self, text: str) -> str:
        return text[:10] if self._granularity is Granularity.DAY else text

    def _restart(self, run: Run, error: Exception) -> Run:
        """Return *run* at the beginning of its list: its token is good no longer."""
        self._restarts += 1
        if not run.token or self._restarts > MOST_RESTARTS:
            raise NoAnswer(f"its resumptionToken is refused again: {_said(error)}")
        self._warn("resumptionToken", run.token, "is refused: the list is begun anew")
        return replace(run, token="", began="", done=0)

    def _salvage(self, run: Run, error: Unreadable) -> Run:
        """Return *run* as a list of identifiers, since the list of records cannot be read."""
        if run.verb == LIST_IDENTIFIERS:
            raise error
        message = f"a part of the list cannot be read, so records are asked for one by one: {error}"
        self._warn("ListRecords", run.token, message)
        return replace(run, verb=LIST_IDENTIFIERS, token="", done=0)

    def _missing(self, part: Part, run: Run) -> tuple[list[Found], list[str]]:
        """Return the records of *part* that are not here as they are there, and what is skipped."""
        name = Origin(self.source.name, self.source.url, run.namespace, self.readers).record_id
        known = self.archive.store.known([name(one.header.identifier) for one in part.found])
        deleted = [one for one in part.found if one.header.deleted]
        wanted = [
            one.header.identifier
            for one in part.found
            if not one.header.deleted and not _is_here(known.get(name(one.header.identifier)), one)
        ]
        found, skipped = self._one_by_one(wanted, run.metadata_prefix)
        return [*deleted, *found], skipped

    def _one_by_one(
        self, identifiers: Sequence[str], metadata_prefix: str
    ) -> tuple[list[Found], list[str]]:
        """Return the records that could be had, and the identifiers of those that could not."""
        found, skipped = [], []
        for identifier in identifiers:
            if self.is_stopped():
                raise Stopped
            try:
                found.append(self.client.record(identifier, metadata_prefix))
            except (IdDoesNotExistError, CannotDisseminateFormatError):
                continue  # it is gone, or was never there in this format
            except (Unreadable, ErrorBase) as error:
                skipped.append(identifier)
                self._warn("identifier", identifier, f"skipped, asked for next time: {error}")
        return found, skipped

    def _keep(self, taking: Taking, found: Sequence[Found], after: Source) -> None:
        taking.take(found, self._kept, after)
        self._settle(after)
        self.told(self)

    def _settle(self, after: Source) -> None:
        self.source, self._kept = after, after.kept().document

    def _warn(self, field_: str, value: str, message: str) -> None:
        self.report.note([Problem(self.source.name, 0, field_, value, message, Severity.WARN)])

    def _end(self, outcome: Outcome, message: str) -> Last:
        last = self._last(outcome, message)
        after = self.source.ended(last)
        if outcome in _HOPELESS:
            after = replace(after, run=None)
        try:
            self.archive.store.take(Page(after.kept(), self._kept))
        except Overtaken:
            return self._last(Outcome.OVERTAKEN, message)
        self._settle(after)
        return last

    def _last(self, outcome: Outcome, message: str) -> Last:
        counts = {name: self.report.counts[name] for name in (*COUNTED, "warnings")}
        return Last(outcome, message, datestamp.write(self.archive.now()), counts)


def _is_here(kept: Kept | None, one: Found) -> bool:
    """Return whether what is *kept* is as *one* says that it is there now."""
    provenance = None if kept is None or kept.deleted else kept.record.provenance
    stamp = loose_datestamp(one.header.datestamp)
    return provenance is not None and stamp != "" and provenance.datestamp == stamp


def _said(error: Exception) -> str:
    if isinstance(error, ErrorBase):
        return f"{error.oainame()}: {error}"
    return str(error)
