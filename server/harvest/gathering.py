"""A harvest of manifests: what the lists of a source name is fetched, one after the other.

First the list is walked (``changes``, ``shelves``), then each manifest is asked for, unless it is
here as the list says that it is there. Some manifests, and what was seen of them, are one
transaction: whatever ends the harvest, the next one walks the list again, and fetches what is left.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from metadata import manifests
from metadata.iiif.resources import kind
from schemas import datestamp
from schemas.check import check
from schemas.record import Collection, Record
from schemas.row import Row
from server.chunks import chunks
from server.elsewhere import Services
from server.harvest import changes, shelves
from server.harvest.activities import COLLECTION, moment
from server.harvest.asking import Absent, Losses, NoAnswer, Stopped, Unreadable
from server.harvest.documents import Document, Documents
from server.harvest.iiif import Shelfmark
from server.harvest.source import MOST_SKIPPED, Kind, Run, Source
from server.harvest.taking import Offered, Taking
from server.harvest.undertaking import Outcome, Undertaking, Unharvestable
from server.harvest.wanted import Gathered, Wanted
from server.store.prepared import Kept, Member

AT_ONCE = 20  # manifests in a transaction
OVERLAP = 3600  # seconds: activities are published after they ended, and clocks differ


@dataclass
class _Part:
    """Some manifests that become one transaction, and what is kept of them."""

    known: dict[str, Kept]
    members: dict[str, Member]
    offered: list[Offered] = field(default_factory=list)
    seen: list[Member] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    unchanged: int = 0


@dataclass(kw_only=True)
class Gathering(Undertaking):
    """A harvest of the manifests that a stream of changes or a collection names."""

    documents: Documents
    _losses: Losses = field(default_factory=Losses)
    _partial: bool = False

    def _go(self) -> tuple[Outcome, str]:
        if self.source.set_spec or self.source.metadata_prefix:
            raise Unharvestable("sets and formats are of OAI-PMH: this is IIIF")
        run = self.source.run
        if run is None or self.from_ is not None:
            run = self._begin()
        gathered = _WALKS[Kind(self.source.kind)](self, run)
        for remark in gathered.remarks:
            self._warn(*remark)
        run = self._plan(run, gathered)
        taking = self._taking(gathered)
        self._keep(taking, (), replace(self.source, skipped=()).at(run))
        run = self._fetch(run, gathered, taking)
        self._remove(run, gathered, taking)
        if gathered.trouble is not None:
            raise gathered.trouble
        return self._finish(run, gathered)

    def _begin(self) -> Run:
        if self.from_ is not None and self.source.kind != Kind.CHANGES:
            self._warn("--from", self.from_, "is of streams: all of this is looked at")
        from_ = self.source.next_from if self.from_ is None else self.from_
        self.from_ = None
        self.source = self.source.begin("", "", from_, full=self.full and not from_)
        assert self.source.run is not None  # noqa: S101 - it was just begun
        return self.source.run

    def _plan(self, run: Run, gathered: Gathered) -> Run:
        """Return *run* with all that is to be done, what is left of the last harvest included."""
        self._partial = not gathered.is_whole
        left = dict.fromkeys((*self.source.skipped, *run.skipped))
        gathered.wanted.extend(self._again(gathered, left))
        wanted = {one.address for one in gathered.wanted}
        skipped = tuple(one for one in left if one in wanted)
        began = self._newest(gathered)
        return replace(run, size=len(wanted), done=0, began=began, skipped=skipped)

    def _is_ours(self, record: Record) -> bool:
        return record.provenance is not None and record.provenance.base_url == self.source.url

    def _changes(self, run: Run) -> Gathered:
        stream = self.documents.read(self.source.url)
        if kind(stream) != COLLECTION:
            raise Unharvestable(f"{self.source.url} is no stream of changes")
        return changes.walk(self.documents, stream, moment(run.from_))

    def _shelves(self, _: Run) -> Gathered:
        collection = self.documents.read(self.source.url)
        if not manifests.is_collection(collection):
            raise Unharvestable(f"{self.source.url} is no collection of IIIF")
        return shelves.walk(self.documents, collection, self.source.name)

    def _single(self, _: Run) -> Gathered:
        url = self.source.url
        return Gathered([Wanted(url, url)], is_whole=False)

    def _again(self, gathered: Gathered, left: Iterable[str]) -> list[Wanted]:
        """Return what is *left* of the last harvest, where the list does not name it."""
        named = {one.address for one in gathered.wanted} | set(gathered.gone)
        unnamed = [one for one in left if one not in named]
        known = self.archive.store.members(self.source.kept()).at(unnamed)
        return [Wanted(one, one) for one in unnamed if one in known]

    def _newest(self, gathered: Gathered) -> str:
        if gathered.newest is None:
            return ""
        return datestamp.write(int(max(min(gathered.newest, self.archive.now()), 0)))

    def _taking(self, gathered: Gathered) -> Taking:
        services = Services(self.documents.fetcher, named_by=self.source.url)
        name = self.source.name
        names: dict[str, Collection] = {}
        for spec, listing in gathered.listings.items():
            checked = check(Row(name, 1, listing | {"collection": spec}))
            if checked.collection is not None:
                names[spec] = checked.collection
        return Taking(self.archive, self.report, name, self._is_ours, names, services)

    def _fetch(self, run: Run, gathered: Gathered, taking: Taking) -> Run:
        """Fetch what is wanted, part by part."""
        for chunk in chunks(gathered.wanted, AT_ONCE):
            part, trouble = self._part(chunk), None
            for one in chunk:
                try:
                    self._ask(run, one, part)
                except (Stopped, NoAnswer, Unreadable) as error:
                    trouble = error
                    break
                part.done.append(one.address)
            run = self._keep_part(run, part, taking)
            if trouble is not None:
                raise trouble
        return run

    def _keep_part(self, run: Run, part: _Part, taking: Taking) -> Run:
        left = [one for one in run.skipped if one not in part.done]
        done, skipped = run.done + len(part.done), (*left, *part.skipped)
        run = replace(run, done=done, skipped=tuple(dict.fromkeys(skipped)))
        self.report.count("read", part.unchanged)
        self.report.count("unchanged", part.unchanged)
        self._keep(taking, part.offered, self.source.at(run), part.seen)
        return run

    @property
    def _shelfmark(self) -> Shelfmark:
        return Shelfmark(self.source.name, self.source.url, datestamp.write(self.archive.now()))

    def _part(self, chunk: Sequence[Wanted]) -> _Part:
        """Return a part with what is here of *chunk*."""
        members = self.archive.store.members(self.source.kept())
        found = members.at([place for one in chunk for place in (one.address, *one.before)])
        ids = [self._shelfmark.record_id(one.name) for one in chunk]
        found |= members.named(ids)
        held = {*ids, *(one.record_id for one in found.values())}
        return _Part(self.archive.store.known(list(held)), found)

    def _own_id(self, one: Wanted, part: _Part) -> str:
        """Return the id of what *one* is called, unless that is of what has moved from there."""
        own = self._shelfmark.record_id(one.name)
        holder = part.members.get(own)
        is_of_another = holder is not None and holder.address not in (one.address, *one.before)
        if is_of_another and one.name == one.address:
            return self._shelfmark.record_id(f"{one.name}#{self.source.runs}")
        return own

    def _ids(self, one: Wanted, part: _Part) -> list[str]:
        """Return the ids that *one* has here, that of its address first; one is its own always."""
        own = self._own_id(one, part)
        places = (one.address, *one.before)
        held = [part.members[place].record_id for place in places if place in part.members]
        ids = list(dict.fromkeys((*held, own)))
        alive = [name for name in ids if name in part.known and not part.known[name].deleted]
        return alive or ids[:1]

    def _ask(self, run: Run, one: Wanted, part: _Part) -> None:
        """Fetch *one*, where it is not here as it is there."""
        if self.is_stopped():
            raise Stopped
        record_id, *others = self._ids(one, part)
        kept = part.known.get(record_id)
        if self._partial and kept is not None:  # what it is in besides was not walked
            one = replace(one, collections=_joined(one.collections, kept.record.collections))
        member = part.members.get(record_id) or part.members.get(one.address)
        if member is not None and (member.run, member.stamp) == (run.number, one.stamp):
            return  # before this harvest was broken off
        part.offered += [Offered(one.address, name, None) for name in others]
        is_here = kept is not None and not kept.deleted and self._is_in_place(one, kept.record)
        known = member if is_here and not run.full and member is not None else None
        seen = Member(record_id, one.address, one.stamp, "", run.number)
        if known is not None and one.stamp and known.stamp == one.stamp:
            part.seen.append(seen._replace(validators=known.validators))
            return
        self._ask_for(one, part, seen, known)

    def _ask_for(self, one: Wanted, part: _Part, seen: Member, known: Member | None) -> None:
        try:
            document = self._get(one, known)
        except Absent as error:
            if self.source.kind == Kind.MANIFEST:
                raise
            self._losses.end()
            self._warn("manifest", one.address, f"{error}; what is here of it stays")
        except (Unreadable, NoAnswer) as error:
            self._skip(one, part, error)
            seen = seen._replace(stamp="")
        else:
            self._losses.end()
            if document is not None:
                part.offered.append(self._shelfmark.offer(one, document, seen.record_id))
                seen = seen._replace(validators=document.validators)
            elif known is not None:
                part.unchanged += 1
                seen = seen._replace(validators=known.validators)
        part.seen.append(seen)

    def _get(self, one: Wanted, known: Member | None) -> Document | None:
        if one.document is not None:
            return Document(one.document)
        is_there = known is not None and known.address == one.address
        return self.documents.changed(one.address, known.validators if known and is_there else "")

    def _skip(self, one: Wanted, part: _Part, error: Exception) -> None:
        is_away = self._losses.add(error)
        if is_away or self.source.kind == Kind.MANIFEST:
            raise error
        part.skipped.append(one.address)
        self._warn("manifest", one.address, f"skipped, asked for next time: {error}")

    def _is_in_place(self, one: Wanted, record: Record) -> bool:
        return set(record.collections) == set(one.collections or (self.source.name,))

    def _remove(self, run: Run, gathered: Gathered, taking: Taking) -> None:
        """Withdraw what the list says is gone, where it is here from there."""
        members = self.archive.store.members(self.source.kept())
        for chunk in chunks(gathered.gone, AT_ONCE * AT_ONCE):
            found = members.at(chunk)
            known = self.archive.store.known([one.record_id for one in found.values()])
            offered = [
                Offered(one.address, one.record_id, None)
                for one in found.values()
                if one.record_id in known and not known[one.record_id].deleted
            ]
            self._keep(taking, offered, self.source.at(run))

    def _finish(self, run: Run, gathered: Gathered) -> tuple[Outcome, str]:
        withheld = ""
        if gathered.is_whole and (run.full or gathered.tells_all):
            withheld = self._withdraw(run)
        self._keep_source(self._finished(run))
        if self.source.kind == Kind.COLLECTION and not gathered.is_whole:
            return Outcome.INCOMPLETE, "not all collections were walked"
        return self._ended(run, withheld)

    def _finished(self, run: Run) -> Source:
        if len(run.skipped) > MOST_SKIPPED:  # too many to be asked for one by one
            return self.source.finished(replace(run, skipped=()), run.from_)
        began = datestamp.parse(run.began) - OVERLAP if run.began else 0
        return self.source.finished(run, datestamp.write(max(began, 0)) if run.began else "")


def _joined(some: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*some, *others)))


_WALKS = {
    Kind.CHANGES: Gathering._changes,
    Kind.COLLECTION: Gathering._shelves,
    Kind.MANIFEST: Gathering._single,
}
