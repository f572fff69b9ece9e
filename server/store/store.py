"""The store: every question that the house asks of its records, and every change it makes.

One object, because each question needs the same three things: a connection, the horizon of
``server.store.horizon`` and the way a record of OAI-PMH is written. SQL stays in the modules
beneath.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection, Engine, Select, bindparam, delete, func, insert, select

from schemas.native import collection_from_native, from_native
from schemas.record import Collection, Image
from server.store import (
    activities,
    contents,
    editions,
    finding,
    lists,
    members,
    places,
    search,
    selections,
    sources,
    vocabulary,
)
from server.store import tables as t
from server.store.contents import Contents, Shelf
from server.store.database import writing
from server.store.divisions import Division
from server.store.finding import Findings, Sought
from server.store.horizon import Horizon
from server.store.members import Members
from server.store.prepared import (
    Activity,
    Entry,
    Found,
    Harvested,
    Kept,
    Manifest,
    Outcome,
    Page,
    Part,
    Picture,
    Place,
    Position,
    Prepared,
    Window,
)
from server.store.reader import Reader
from server.store.renderings import Row, Spelling
from server.store.scopes import Scope
from server.store.vocabulary import Counted
from server.store.writing import Writer

MAX_DEPTH = 10_000  # of a list for people; whoever needs more harvests

_MANIFEST = select(t.manifests.c.manifest, t.manifests.c.digest).where(
    t.manifests.c.record_id == bindparam("record_id")
)
_PICTURE = (
    select(t.images.c.digest, t.images.c.width, t.images.c.height, t.records.c.datestamp)
    .join(t.records, t.records.c.record_id == t.images.c.record_id)
    .where(
        t.images.c.record_id == bindparam("record_id"),
        t.images.c.page_key == bindparam("page_key"),
    )
)


@dataclass(frozen=True, slots=True)
class Store:
    """Records in SQLite or PostgreSQL.

    The methods come in four groups: changes, lists of OAI-PMH, single things by name, and lists
    for people and IIIF. Only visible records are in the last two, except where it says otherwise.
    """

    engine: Engine
    reader: Reader
    horizon: Horizon
    spelling: Spelling

    def put(self, batch: Sequence[Prepared]) -> list[Outcome]:
        """Keep the records of *batch*, all or none; return what became of each, in order."""
        _digest(batch)
        with self._writer() as writer:
            return writer.put(batch)

    def renew(
        self, seen: Sequence[Kept], batch: Sequence[Prepared], moved_from: str | None = None
    ) -> list[Outcome]:
        """Keep *batch*, made anew from *seen*; return what became of each, in order.

        What is no longer as it was seen, since it was changed or deleted meanwhile, stays.
        *moved_from* is the base URL that addresses had before, if it has changed.
        """
        _digest(batch)
        with self._writer(moved_from) as writer:
            return writer.renew({kept.record.id: kept.digest for kept in seen}, batch)

    def delete(self, record_ids: Sequence[str]) -> list[Outcome]:
        """Leave tombstones for *record_ids*; return what became of each, in order."""
        with self._writer() as writer:
            return writer.delete(record_ids)

    def describe(self, collections: Sequence[Collection]) -> list[Outcome]:
        """Keep descriptions of collections; return what became of each, in order."""
        with self._writer() as writer:
            return writer.describe(collections)

    def take(self, page: Page) -> tuple[list[Outcome], list[Outcome]]:
        """Keep a *page* of a harvest and how far it came, all or nothing.

        Returns what became of its records, and of those to delete, in order.

        Raises:
            Overtaken: another harvest of the source has gone on meanwhile; nothing is kept.
        """
        _digest(page.records)
        with self._writer() as writer:
            sources.replace(writer.connection, page.before, page.source)
            kept = writer.put(page.records) if page.records else []
            gone = writer.delete(page.deleted) if page.deleted else []
            writer.describe(page.described)
            if page.seen:
                members.keep(writer.connection, page.source, page.seen)
        return kept, gone

    def members(self, source: Harvested) -> Members:
        """Return what harvests saw of *source*, to be asked."""
        return Members(self.engine, source)

    def sources(self) -> Sequence[Harvested]:
        """Return every source of harvests, by address and set."""
        with self.engine.connect() as connection:
            return sources.every(connection)

    def forget(self, source: Harvested) -> None:
        """Keep nothing of a source of harvests; its records stay."""
        with writing(self.engine) as connection:
            sources.forget(connection, source)
            members.forget(connection, source)

    def note(self, name: str, value: str) -> None:
        """Keep the fact *name*, such as the base URL that the renderings were made for."""
        with writing(self.engine) as connection:
            connection.execute(delete(t.facts).where(t.facts.c.name == name))
            connection.execute(insert(t.facts).values(name=name, value=value))

    def fact(self, name: str) -> str | None:
        """Return the fact *name*, or None if nobody noted it."""
        with self.engine.connect() as connection:
            return connection.scalar(select(t.facts.c.value).where(t.facts.c.name == name))

    def selections(self) -> str:
        """Return a digest of what the sets of all records of a kind ask for; "" without any."""
        with self.engine.connect() as connection:
            return selections.fingerprint(connection)

    def close(self) -> None:
        """Close every connection that is not in use; a process that was forked opens its own."""
        self.engine.dispose()
        self.reader.close()

    def closed(self) -> int:
        """Return the second below which every datestamp is final: what a list may go up to."""
        return self.horizon.closed(self.reader)

    def batch(
        self,
        window: Window,
        horizon: int,
        after: Position | None,
        limit: int,
        part: Part = Part.RECORD,
    ) -> list[Entry]:
        """Return at most *limit* entries of *window* below *horizon*, following *after*."""
        asked = lists.Range(window, horizon, after, part)
        return lists.batch(self.reader, asked, limit, self.spelling)

    def last(
        self, window: Window, horizon: int, upto: Position, part: Part = Part.RECORD
    ) -> Entry | None:
        """Return the last entry of *window* at or before *upto*, or None."""
        return lists.last(self.reader, lists.Range(window, horizon, upto, part), self.spelling)

    def count(self, window: Window, horizon: int) -> int:
        """Return how many entries *window* holds below *horizon*."""
        return lists.count(self.reader, window, horizon)

    def rendering(self, metadata_prefix: str, record_id: str) -> bytes | None:
        """Return the record of OAI-PMH of one record in one format, or None without one."""
        return lists.rendering(self.reader, metadata_prefix, record_id)

    def formats(self, record_id: str) -> list[str]:
        """Return the prefixes in which a record was ever disseminated; none if unknown."""
        return lists.formats(self.reader, record_id)

    def earliest(self) -> int | None:
        """Return the smallest datestamp of any rendering, or None when there is none."""
        with self.engine.connect() as connection:
            return lists.earliest(connection)

    def newest(self) -> int:
        """Return the greatest datestamp of any change; 0 when there is none."""
        with self.engine.connect() as connection:
            return connection.scalar(select(func.max(t.changes.c.datestamp))) or 0

    def published(self, now: int) -> Place:
        """Return the last activity that is over at *now*; number 0 where there is none."""
        with self.engine.connect() as connection:
            return activities.published(connection, now)

    def place(self, number: int) -> Place:
        """Return the activity *number* as a place in the log; number 0 where there is none."""
        with self.engine.connect() as connection:
            return activities.place(connection, number)

    def activities(self, first: int, last: int) -> list[Activity]:
        """Return what became of manifests, from the activity *first* to the activity *last*."""
        with self.engine.connect() as connection:
            return activities.batch(connection, first, last)

    def totals(self) -> dict[str, int]:
        """Return how many records there are: public, restricted and deleted, and collections."""
        groups = select(t.records.c.visible, t.records.c.deleted, func.count())
        with self.engine.connect() as connection:
            rows = connection.execute(groups.group_by(t.records.c.visible, t.records.c.deleted))
            counts = {(bool(visible), bool(gone)): count for visible, gone, count in rows}
        return {
            "public records": counts.get((True, False), 0),
            "restricted records": counts.get((False, False), 0),
            "deleted records": counts.get((False, True), 0),
            "collections": self.count_sets(),
        }

    def sets(self, after: str | None, limit: int) -> list[Collection]:
        """Return at most *limit* collections following *after*, by set spec."""
        with self.engine.connect() as connection:
            return _collections(connection, lists.sets(after).limit(limit))

    def count_sets(self) -> int:
        """Return how many collections there are."""
        with self.engine.connect() as connection:
            return connection.scalar(select(func.count()).select_from(t.collections)) or 0

    def kept(self, record_id: str) -> Kept | None:
        """Return a record whether visible or not, or None if it was never here."""
        query = select(t.records).where(t.records.c.record_id == record_id)
        with self.engine.connect() as connection:
            row = connection.execute(query).first()
        return None if row is None else _kept(row)

    def known(self, record_ids: Sequence[str]) -> dict[str, Kept]:
        """Return those of *record_ids* that were ever here, visible or not, by id."""
        query = select(t.records).where(t.records.c.record_id.in_(record_ids))
        with self.engine.connect() as connection:
            return {row.record_id: _kept(row) for row in connection.execute(query)}

    def manifest(self, record_id: str) -> Manifest | None:
        """Return the stored manifest of a visible record, or None where there is none."""
        row = self.reader.first(_MANIFEST, {"record_id": record_id})
        return None if row is None else Manifest(*row)

    def has_manifest(self, record_id: str) -> bool:
        """Return whether there is a manifest of a visible record, which may be large to read."""
        query = select(t.manifests.c.record_id).where(t.manifests.c.record_id == record_id)
        with self.engine.connect() as connection:
            return connection.scalar(query) is not None

    def picture(self, record_id: str, page_key: str) -> Picture | None:
        """Return the picture of a page of a visible record, or None where there is none."""
        row = self.reader.first(_PICTURE, {"record_id": record_id, "page_key": page_key})
        return None if row is None else Picture(Image(*row[:3]), row[3])

    def collection(self, set_spec: str) -> Collection | None:
        """Return a collection, or None if there is none of that spec."""
        query = select(t.collections.c.document).where(t.collections.c.set_spec == set_spec)
        with self.engine.connect() as connection:
            found = _collections(connection, query)
        return found[0] if found else None

    def children(self, set_spec: str | None) -> list[Collection]:
        """Return the collections right beneath *set_spec*, or the topmost for None."""
        with self.engine.connect() as connection:
            return _collections(connection, places.children(set_spec))

    def edition(self, set_spec: str | None) -> str | None:
        """Return the mark of a IIIF collection, or of the root for None; None if there is none.

        It changes with everything that the collection shows. Ask for it before the contents.
        """
        return editions.edition(self.reader, set_spec or editions.ROOT)

    def holds(self, set_spec: str | None, division: Division) -> bool:
        """Return whether a division of a IIIF collection has anything in it."""
        return division.is_whole or self._shelf(set_spec).holds(division)

    def contents(
        self, set_spec: str | None, division: Division, most: int = contents.MOST
    ) -> Contents:
        """Return what a IIIF collection lists, or a division of it; None is the root."""
        children = self.children(set_spec) if division.is_whole else ()
        return self._shelf(set_spec).contents(division, children, most)

    def revise(self) -> None:
        """Let every IIIF collection be asked for anew, as after a change of what writes them."""
        with writing(self.engine) as connection:
            editions.touch_all(connection)

    def find(self, query: str, page: int, size: int, set_spec: str | None = None) -> Found:
        """Return one page of visible records by date, undated last.

        An empty *query* means all. *set_spec* keeps to a collection and those beneath it. Pages
        count from 1; beyond ``MAX_DEPTH`` records they are empty.
        """
        ids = search.matching(query, self.engine.dialect.name) if query else None
        chosen = places.visible(ids, set_spec)
        start = (page - 1) * size
        order = (t.records.c.sort_date, t.records.c.record_id)
        with self.engine.connect() as connection:
            total = connection.scalar(select(func.count()).select_from(t.records).where(chosen))
            rows = select(t.records.c.document).where(chosen).order_by(*order)
            if start >= MAX_DEPTH:
                return Found(total or 0, ())
            documents = connection.scalars(rows.offset(start).limit(size))
            records = tuple(from_native(json.loads(document)) for document in documents)
        return Found(total or 0, records)

    def find_texts(self, sought: Sought, start: int, size: int) -> Findings:
        """Return at most *size* texts of visible manifests, from the number *start* on."""
        with self.engine.connect() as connection:
            return finding.findings(connection, sought, start, size)

    def has_texts(self, scope: Scope) -> bool:
        """Return whether there are texts to seek in *scope*."""
        with self.engine.connect() as connection:
            return finding.has_texts(connection, scope)

    def complete(self, scope: Scope, prefix: str, least: int, limit: int) -> list[Counted]:
        """Return at most *limit* terms of *scope* that begin with *prefix*, by the alphabet."""
        with self.engine.connect() as connection:
            return vocabulary.completed(connection, scope, prefix, least, limit)

    def entries(self, record_ids: Sequence[str]) -> dict[str, bytes]:
        """Return the IIIF entries of the visible among *record_ids* that have one, by id."""
        with self.engine.connect() as connection:
            rows = connection.execute(places.entries(record_ids))
            return {row.record_id: row.item for row in rows}

    def change(self) -> int:
        """Return the number of the last change; 0 when there is none."""
        with self.engine.connect() as connection:
            return connection.scalar(select(func.max(t.changes.c.number))) or 0

    def spots(self, distance: int) -> list[places.Spot]:
        """Return every *distance*-th record that may be seen, by date, but not the last."""
        with self.engine.connect() as connection:
            rows = connection.execute(places.spots(distance))
            return [places.Spot(row.sort_date, row.record_id) for row in rows]

    def between(self, asked: places.Between, limit: int) -> list[tuple[str, int]]:
        """Return ids and datestamps of at most *limit* visible records, in the order of dates."""
        with self.engine.connect() as connection:
            rows = connection.execute(places.between(asked, limit))
            return [(row.record_id, row.datestamp) for row in rows]

    def every(self, size: int) -> Iterator[list[Kept]]:
        """Yield all records that are not deleted, visible or not, in lists of *size*, by id."""
        after = ""
        while batch := self._following(after, size):
            yield batch
            after = batch[-1].record.id

    def _following(self, after: str, size: int) -> list[Kept]:
        query = (
            select(t.records)
            .where(t.records.c.record_id > after, t.records.c.deleted.is_(False))
            .order_by(t.records.c.record_id)
            .limit(size)
        )
        with self.engine.connect() as connection:
            return [_kept(row) for row in connection.execute(query)]

    def _shelf(self, set_spec: str | None) -> Shelf:
        return Shelf(self.reader, set_spec or editions.ROOT)

    @contextmanager
    def _writer(self, moved_from: str | None = None) -> Iterator[Writer]:
        with writing(self.engine) as connection:
            clock = partial(self.horizon.stamp, connection)
            yield Writer(connection, clock(), self.spelling, clock, moved_from)


def _digest(batch: Iterable[Prepared]) -> None:
    """Let each of *batch* have its digest before other writers wait for them to be stored."""
    for one in batch:
        _ = one.digest


def _kept(row: Row) -> Kept:
    record = from_native(json.loads(row.document))
    return Kept(record, row.datestamp, row.deleted, row.visible, row.digest)


def _collections(connection: Connection, query: Select[tuple[str]]) -> list[Collection]:
    documents: Iterable[str] = connection.scalars(query)
    return [collection_from_native(json.loads(document)) for document in documents]
