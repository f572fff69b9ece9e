"""One harvest of one repository of OAI-PMH, from its first request, or from where one broke off.

The next harvest asks for changes since the responseDate of this one's first answer, and a little
more:
<https://www.openarchives.org/OAI/2.0/guidelines-harvester.htm>
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

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
from schemas.grammar import ancestors
from schemas.record import Collection, Record, Value
from server.elsewhere import Services
from server.harvest.asking import NoAnswer, Stopped, Unreadable
from server.harvest.client import Client, Format, Found, Identity, Part
from server.harvest.records import Origin, loose_datestamp
from server.harvest.source import LIST_IDENTIFIERS, MOST_SKIPPED, Kind, Run, Source
from server.harvest.taking import Taking
from server.harvest.undertaking import Outcome, Undertaking, Unharvestable, said
from server.harvest.walk import Endless, Watch
from server.store.prepared import Kept, Member

MOST_RESTARTS = 2
MOST_SET_PARTS = 100

_PERSISTENT = "persistent"

# Repositories store what they have stamped earlier, and clocks differ; what comes twice is not
# written twice.
OVERLAP = {Granularity.SECOND: 3600, Granularity.DAY: DAY_SECONDS}


@dataclass(kw_only=True)
class Harvest(Undertaking):
    """A harvest of a repository of OAI-PMH, by *client*."""

    client: Client
    readers: Mapping[str, Reader] = field(default_factory=lambda: READERS)
    _granularity: Granularity = Granularity.DAY
    _namespace: str = ""
    _restarts: int = 0
    _tells: bool = True  # whether it tells of deletions, for ever (§2.5.1)
    _withheld: str = ""

    def _go(self) -> tuple[Outcome, str]:
        identity = self.client.who()
        self._granularity = identity.granularity
        self.source = replace(self.source, kind=Kind.OAI_PMH)
        self._tells = identity.deleted_record == _PERSISTENT
        chosen = self._choose(self.client.formats())
        run = self.source.run
        if run is None or self.from_ is not None or run.metadata_prefix != chosen.metadata_prefix:
            run = self._begin(chosen)
        self._namespace = chosen.namespace
        services = Services(self.client.fetcher, named_by=self.source.url)
        names = self._names(identity, self._origin)
        taking = Taking(self.archive, self.report, self.source.name, self._is_ours, names, services)
        run = self._retry(run, taking)
        run = self._walk(run, taking)
        return self._ended(run, self._withheld)

    @property
    def _origin(self) -> Origin:
        return Origin(self.source.name, self.source.url, self._namespace, self.readers)

    def _is_ours(self, record: Record) -> bool:
        """Return whether *record* is in what is harvested.

        Whoever harvests a set is told that a record is deleted which has only left it (§2.6); it
        may have come here by another set, without this one, since.
        """
        if not self.source.set_spec:
            return True
        mine = self._origin.set_spec(self.source.set_spec)
        return any(mine in ancestors(spec) for spec in record.collections)

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
            raise Unharvestable(f"{asked} what is offered: {prefixes}")
        return readable[0]

    def _begin(self, chosen: Format) -> Run:
        from_ = self.source.next_from if self.from_ is None else self.from_
        self.from_ = None
        prefix, namespace = chosen.metadata_prefix, chosen.namespace
        self.source = self.source.begin(prefix, namespace, from_, full=self.full and not from_)
        assert self.source.run is not None  # noqa: S101 - it was just begun
        return self.source.run

    def _names(self, identity: Identity, origin: Origin) -> dict[str, Collection]:
        """Return what the repository calls itself and its sets, as far as it can be had."""
        try:
            sets = self.client.set_names(MOST_SET_PARTS)
        except (NoAnswer, Unreadable, ErrorBase) as error:
            self._warn("sets", "", f"their names could not be had: {said(error)}")
            sets = {}
        named = {origin.set_spec(spec): name for spec, name in sets.items() if spec}
        named[origin.name] = identity.name
        return {
            spec: Collection(spec, {"title": (Value(name),)})
            for spec, name in named.items()
            if spec and name
        }

    def _retry(self, run: Run, taking: Taking) -> Run:
        """Ask again, at the beginning of a harvest, for what could not be had in the last one."""
        if run.done or run.token or not self.source.skipped:
            return run
        found, skipped = self._one_by_one(self.source.skipped, run.metadata_prefix)
        run = replace(run, skipped=tuple(skipped))
        self._keep_found(taking, found, replace(self.source, skipped=()).at(run))
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
        seen = self._seen(part, run)
        after = self.source.at(run) if run.token else self._finished(run, seen)
        self._keep_found(taking, found, after, seen)
        return run

    def _seen(self, part: Part, run: Run) -> list[Member]:
        """Return what there is to remember of *part*, where the list tells what has vanished."""
        if not run.full or self._tells:
            return []
        named = (one.header for one in part.found if one.header.identifier)
        ids = [self._origin.record_id(one.identifier) for one in named if not one.deleted]
        return [Member(record_id, run=run.number) for record_id in ids]

    def _keep_found(
        self, taking: Taking, found: Sequence[Found], after: Source, seen: Sequence[Member] = ()
    ) -> None:
        self._keep(taking, list(map(self._origin.offer, found)), after, seen)

    def _close_circle(self, run: Run, found: Sequence[Found], taking: Taking) -> None:
        """Take a token that came again for the end of the list, where all of that was there."""
        if not run.size or run.done < run.size:
            self._keep_found(taking, found, self.source.at(run))
            raise Endless("the same resumptionToken came a second time")
        self._warn("resumptionToken", "", "came again at the end of the list, where none belongs")

    def _finished(self, run: Run, seen: Sequence[Member]) -> Source:
        is_short = run.size > run.done
        if is_short:
            self._warn("completeListSize", str(run.size), f"the list ended after {run.done:,}")
        if run.full and not (self._tells or is_short or run.skipped):
            self._withheld = self._withdraw(run, seen)
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
            raise NoAnswer(f"its resumptionToken is refused again: {said(error)}")
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
        name = self._origin.record_id
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


def _is_here(kept: Kept | None, one: Found) -> bool:
    """Return whether what is *kept* is as *one* says that it is there now."""
    provenance = None if kept is None or kept.deleted else kept.record.provenance
    stamp = loose_datestamp(one.header.datestamp)
    return provenance is not None and stamp != "" and provenance.datestamp == stamp
