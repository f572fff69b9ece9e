"""How a batch of records enters the store: inside one transaction, under one datestamp.

Nothing is read of records that are new but that they are: what is kept of the others is compared,
and what did not change stays.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, select, update

from schemas.grammar import ancestors
from schemas.native import collection_to_native, write_line
from schemas.record import Collection
from server.store import activities, editions, search, selections, texts
from server.store import tables as t
from server.store.bulk import Values, insert_many, numbered
from server.store.divisions import NO_DATE
from server.store.prepared import Change, Outcome, Prepared
from server.store.renderings import Renderings, Row, Spelling


@dataclass(frozen=True, slots=True)
class Writer:
    """One writing transaction: its connection, its datestamp, and how records are written.

    *clock* tells the time when all is written. *moved_from* is the base URL that addresses had
    before, where this is why records are written anew.
    """

    connection: Connection
    datestamp: int
    spelling: Spelling
    clock: Callable[[], int]
    moved_from: str | None = None

    def put(self, batch: Sequence[Prepared]) -> list[Outcome]:
        """Store the records of *batch*; return what became of each, in order."""
        definitions = selections.definitions(self.connection)
        if definitions:
            batch = [selections.place(one, definitions) for one in batch]
        known = self._known(one.record.id for one in batch)
        changed = [one for one in batch if not _is_unchanged(one, known.get(one.record.id))]
        # Those that were here before: of the others there is nothing to compare or to clear.
        met = [one.record.id for one in changed if one.record.id in known]
        after = {one.record.id: _manifest(one) for one in changed}
        became = activities.changes(self.connection, after, met, self.moved_from)
        self._write_records(changed, known)
        self._replace_details(changed, met)
        self._renderings.write({one.record.id: one for one in changed}, met)
        self._log(
            [
                (one.record.id, "update" if _is_alive(known.get(one.record.id)) else "create")
                for one in changed
            ],
            became,
        )
        stored = {one.record.id for one in changed}
        return [Outcome.STORED if one.record.id in stored else Outcome.UNCHANGED for one in batch]

    def renew(self, seen: Mapping[str, bytes], batch: Sequence[Prepared]) -> list[Outcome]:
        """Store those of *batch* whose stored digest is the one *seen*; the others stay."""
        known = self._known(seen)
        same = {name for name in known if known[name].digest == seen[name]}
        outcomes = iter(self.put([one for one in batch if one.record.id in same]))
        return [next(outcomes) if one.record.id in same else Outcome.UNCHANGED for one in batch]

    def delete(self, record_ids: Sequence[str]) -> list[Outcome]:
        """Leave a tombstone for each of *record_ids*; return what became of each, in order."""
        known = self._known(record_ids)
        gone = [record_id for record_id in known if not known[record_id].deleted]
        for record_id in gone:
            self.connection.execute(
                update(t.records)
                .where(t.records.c.record_id == record_id)
                .values(deleted=True, visible=False, digest=b"", datestamp=self.datestamp)
            )
        became = activities.changes(self.connection, dict.fromkeys(gone), gone, self.moved_from)
        self._clear_details(gone)
        texts.keep(self.connection, gone, ())
        self._renderings.write(dict.fromkeys(gone), gone)
        self._log([(record_id, "delete") for record_id in gone], became)
        return [_outcome_of_deletion(record_id, known) for record_id in record_ids]

    def describe(self, described: Sequence[Collection]) -> list[Outcome]:
        """Store the descriptions of collections; return what became of each, in order."""
        outcomes = []
        for collection in described:
            document = write_line(collection_to_native(collection))
            unchanged = self._document(collection.set_spec) == document
            if not unchanged:
                self._ensure_collections([collection.set_spec])
                self._overwrite(collection, document)
                editions.touch_family(self.connection, collection.set_spec)
            outcomes.append(Outcome.UNCHANGED if unchanged else Outcome.STORED)
        return outcomes

    def _known(self, record_ids: Iterable[str]) -> dict[str, Row]:
        columns = (t.records.c.record_id, t.records.c.digest, t.records.c.deleted)
        query = select(*columns).where(t.records.c.record_id.in_(list(record_ids)))
        return {row.record_id: row for row in self.connection.execute(query)}

    @property
    def _renderings(self) -> Renderings:
        return Renderings(self.connection, self.datestamp, self.spelling)

    def _write_records(self, changed: Sequence[Prepared], known: Mapping[str, Row]) -> None:
        rows = [self._record_row(one) for one in changed]
        insert_many(self.connection, t.records, [row for row in rows if row[0] not in known])
        names = t.records.columns.keys()
        old = [dict(zip(names, row, strict=True)) for row in rows if row[0] in known]
        if old:
            overwrite = update(t.records).where(t.records.c.record_id == bindparam("key"))
            self.connection.execute(overwrite, [{"key": row["record_id"], **row} for row in old])

    def _record_row(self, one: Prepared) -> Values:
        dated = one.sort_date or NO_DATE
        name, stamp, visible = one.record.id, self.datestamp, one.is_visible
        return name, one.document, one.digest, stamp, visible, False, dated

    def _replace_details(self, changed: Sequence[Prepared], met: Sequence[str]) -> None:
        """Write what only visible records have: manifest, images, words, texts, places in lists."""
        self._clear_details(met)
        visible = [one for one in changed if one.is_visible]
        placed = [row for one in visible for row in _placement_rows(one)]
        # Only what is visible makes a collection known.
        self._ensure_collections({spec for one in visible for spec in one.record.collections})
        insert_many(
            self.connection, t.manifests, [row for one in visible for row in _manifest_rows(one)]
        )
        insert_many(self.connection, t.images, [row for one in visible for row in _image_rows(one)])
        insert_many(self.connection, t.placements, placed)
        editions.touch(self.connection, {row[0] for row in placed})
        search.keep(self.connection, visible)
        texts.keep(self.connection, met, visible)

    def _clear_details(self, record_ids: Sequence[str]) -> None:
        if not record_ids:
            return
        left = select(t.placements.c.set_spec).where(t.placements.c.record_id.in_(record_ids))
        editions.touch(self.connection, self.connection.scalars(left.distinct()).all())
        search.forget(self.connection, record_ids)
        for table in (t.manifests, t.images, t.placements):
            self.connection.execute(delete(table).where(table.c.record_id.in_(record_ids)))

    def _ensure_collections(self, set_specs: Iterable[str]) -> None:
        wanted = {spec for set_spec in set_specs for spec in ancestors(set_spec)}
        query = select(t.collections.c.set_spec).where(t.collections.c.set_spec.in_(wanted))
        missing = wanted - set(self.connection.scalars(query))
        rows = [
            (set_spec, write_line(collection_to_native(Collection(set_spec))), False)
            for set_spec in sorted(missing)
        ]
        insert_many(self.connection, t.collections, rows)

    def _document(self, set_spec: str) -> str | None:
        query = select(t.collections.c.document).where(t.collections.c.set_spec == set_spec)
        document: str | None = self.connection.scalar(query)
        return document

    def _overwrite(self, collection: Collection, document: str) -> None:
        described = t.collections.c.set_spec == collection.set_spec
        values = {"document": document, "selective": collection.where is not None}
        self.connection.execute(update(t.collections).where(described).values(values))

    def _log(self, changed: Sequence[tuple[str, str]], became: Mapping[str, Change]) -> None:
        """Write the log, at the very end: what it says ends then."""
        if not changed:
            return
        listed = activities.numbered(self.connection, became, self.clock(), self.moved_from)
        rows = (
            (self.datestamp, record_id, kind, *listed.get(record_id, activities.NONE))
            for record_id, kind in changed
        )
        insert_many(self.connection, t.changes, numbered(self.connection, t.changes, rows))


def _is_alive(row: Row | None) -> bool:
    return row is not None and not row.deleted


def _is_unchanged(one: Prepared, row: Row | None) -> bool:
    return row is not None and _is_alive(row) and row.digest == one.digest


def _outcome_of_deletion(record_id: str, known: Mapping[str, Row]) -> Outcome:
    if record_id not in known:
        return Outcome.UNKNOWN
    return Outcome.UNCHANGED if known[record_id].deleted else Outcome.DELETED


def _manifest(one: Prepared) -> bytes | None:
    """The manifest that everybody may see, or None."""
    return one.manifest if one.is_visible else None


def _manifest_rows(one: Prepared) -> Iterable[Values]:
    if one.manifest is not None:
        yield one.record.id, one.manifest, one.digest.hex()


def _image_rows(one: Prepared) -> Iterable[Values]:
    for page in one.record.images:
        if page.image is not None:
            image = page.image
            yield one.record.id, page.key, image.digest, image.width, image.height


def _placement_rows(one: Prepared) -> Iterable[Values]:
    # Selecting a record gives it no place of its own.
    own = one.record.collections or ("",)
    for set_spec in dict.fromkeys((*own, *one.selected)):
        yield set_spec, one.sort_date or NO_DATE, one.record.id, one.item
