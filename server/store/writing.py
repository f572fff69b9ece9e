"""How a batch of records enters the store: inside one transaction, under one datestamp.

A rendering whose bytes and sets did not change keeps its datestamp: OAI-PMH ties it to a change
of the record (§2.7.2), not to a visit. What disappears from a format, a set or from sight leaves
a tombstone.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Protocol

from sqlalchemy import Connection, bindparam, delete, select, update

from schemas.grammar import ancestors
from schemas.native import collection_to_native, write_line
from schemas.record import Access, Collection
from server.store import activities, editions, search, selections, texts
from server.store import tables as t
from server.store.bulk import insert_many
from server.store.divisions import NO_DATE
from server.store.prepared import Change, Outcome, Prepared

Row = Any
"""A row of the database, whose columns the type checker cannot know."""


class Spelling(Protocol):
    """How the records of OAI-PMH are written, which is no business of the store (§2.5)."""

    def header(self, record_id: str, stamp: int, set_specs: Sequence[str], deleted: bool) -> bytes:
        """Return the header of a record."""

    def record(self, header: bytes, metadata: bytes = b"", about: bytes = b"") -> bytes:
        """Return a record; one that is deleted has no *metadata*."""


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
    headers: dict[tuple[str, int, Sequence[str]], bytes] = field(default_factory=dict)

    def put(self, batch: Sequence[Prepared]) -> list[Outcome]:
        """Store the records of *batch*; return what became of each, in order."""
        definitions = selections.definitions(self.connection)
        batch = [selections.place(one, definitions) for one in batch]
        known = self._known(prepared.record.id for prepared in batch)
        changed = [one for one in batch if not _is_unchanged(one, known.get(one.record.id))]
        after = {one.record.id: _manifest(one) for one in changed}
        became = activities.changes(self.connection, after, self.moved_from)
        self._write_records(changed, known)
        self._replace_details(changed, known)
        self._write_renderings({one.record.id: one for one in changed})
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
        became = activities.changes(self.connection, dict.fromkeys(gone), self.moved_from)
        self._clear_details(gone)
        texts.keep(self.connection, gone, ())
        self._write_renderings(dict.fromkeys(gone))
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

    def _write_records(self, changed: Sequence[Prepared], known: Mapping[str, Row]) -> None:
        rows = [self._record_row(one) for one in changed]
        insert_many(
            self.connection, t.records, [row for row in rows if row["record_id"] not in known]
        )
        old = [{"key": row["record_id"]} | row for row in rows if row["record_id"] in known]
        if old:
            overwrite = update(t.records).where(t.records.c.record_id == bindparam("key"))
            self.connection.execute(overwrite, old)

    def _record_row(self, one: Prepared) -> dict[str, Any]:
        return {
            "record_id": one.record.id,
            "document": one.document,
            "digest": one.digest,
            "datestamp": self.datestamp,
            "visible": _is_visible(one),
            "deleted": False,
            "sort_date": one.sort_date or NO_DATE,
        }

    def _replace_details(self, changed: Sequence[Prepared], known: Mapping[str, Row]) -> None:
        """Write what only visible records have: manifest, images, words, texts, places in lists."""
        self._clear_details([one.record.id for one in changed if one.record.id in known])
        visible = [one for one in changed if _is_visible(one)]
        placed = [row for one in visible for row in _placement_rows(one)]
        # Only what is visible makes a collection known.
        self._ensure_collections(spec for one in visible for spec in one.record.collections)
        insert_many(
            self.connection, t.manifests, [row for one in visible for row in _manifest_rows(one)]
        )
        insert_many(self.connection, t.images, [row for one in visible for row in _image_rows(one)])
        insert_many(self.connection, t.placements, placed)
        editions.touch(self.connection, {row["set_spec"] for row in placed})
        search.keep(self.connection, visible)
        texts.keep(self.connection, [one.record.id for one in changed], visible)

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
            {
                "set_spec": set_spec,
                "document": write_line(collection_to_native(Collection(set_spec))),
                "selective": False,
            }
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

    def _write_renderings(self, changed: Mapping[str, Prepared | None]) -> None:
        """Bring every rendering of *changed* up to date; None means the record is gone."""
        stored = self._stored_renderings(list(changed))
        fresh = []
        for record_id, prepared in changed.items():
            old = stored.get(record_id, {})
            for prefix in sorted({*old, *_payloads(prepared)}):
                new = self._rendering(record_id, prefix, prepared, old.get(prefix))
                if new is not None:
                    fresh.append(new)
        self._replace_renderings(fresh)

    def _stored_renderings(self, record_ids: list[str]) -> dict[str, dict[str, "_Stored"]]:
        found: dict[str, dict[str, _Stored]] = {}
        query = select(t.renderings).where(t.renderings.c.record_id.in_(record_ids))
        for row in self.connection.execute(query):
            found.setdefault(row.record_id, {})[row.metadata_prefix] = _Stored(row, [])
        member = select(t.memberships).where(t.memberships.c.record_id.in_(record_ids))
        for row in self.connection.execute(member):
            found[row.record_id][row.metadata_prefix].memberships.append(row)
        return found

    def _rendering(
        self, record_id: str, prefix: str, prepared: Prepared | None, old: "_Stored | None"
    ) -> "_Fresh | None":
        """Return the rendering to write, or None when the stored one still holds."""
        payload = _payloads(prepared).get(prefix)
        if payload is None or prepared is None:
            return None if old is None or old.row.deleted else self._tombstone(old)
        set_specs = prepared.set_specs

        def record_at(datestamp: int) -> dict[str, bytes]:
            header = self._header(record_id, datestamp, set_specs)
            return {
                "header": header,
                "record": self.spelling.record(header, payload, prepared.about),
            }

        if old is not None and old.says(record_at(old.row.datestamp)["record"]):
            return None
        row = self._row(record_id, prefix, deleted=False) | record_at(self.datestamp)
        return _Fresh(row, self._members(row, set_specs, old), is_new=old is None)

    def _header(self, record_id: str, datestamp: int, set_specs: Sequence[str]) -> bytes:
        """Return the header of a record, which is the same in every format."""
        key = record_id, datestamp, set_specs
        if key not in self.headers:
            self.headers[key] = self.spelling.header(*key, False)
        return self.headers[key]

    def _tombstone(self, old: "_Stored") -> "_Fresh":
        set_specs = old.leaf_set_specs()
        header = self.spelling.header(old.row.record_id, self.datestamp, set_specs, True)
        row = self._row(old.row.record_id, old.row.metadata_prefix, deleted=True)
        row |= {"header": header, "record": self.spelling.record(header)}
        return _Fresh(row, self._members(row, set_specs, old))

    def _row(self, record_id: str, prefix: str, *, deleted: bool) -> dict[str, Any]:
        return {
            "metadata_prefix": prefix,
            "datestamp": self.datestamp,
            "record_id": record_id,
            "deleted": deleted,
        }

    def _members(
        self, row: dict[str, Any], set_specs: Sequence[str], old: "_Stored | None"
    ) -> list[dict[str, Any]]:
        """Return the places of a rendering in set lists, those it has just left included."""
        key = {name: row[name] for name in ("metadata_prefix", "record_id")}
        inside = _with_ancestors(tuple(set_specs))
        rows = [
            key | {"set_spec": spec, "datestamp": self.datestamp, "withdrawn": False}
            for spec in inside
        ]
        for member in old.memberships if old else ():
            if member.set_spec not in inside:
                since = member.datestamp if member.withdrawn else self.datestamp
                left = {"set_spec": member.set_spec, "datestamp": since, "withdrawn": True}
                rows.append(key | left)
        return rows

    def _replace_renderings(self, fresh: Sequence["_Fresh"]) -> None:
        keys = [
            {"prefix": one.row["metadata_prefix"], "id": one.row["record_id"]}
            for one in fresh
            if not one.is_new
        ]
        for table in (t.renderings, t.memberships):
            old = delete(table).where(
                table.c.metadata_prefix == bindparam("prefix"),
                table.c.record_id == bindparam("id"),
            )
            if keys:
                self.connection.execute(old, keys)
        insert_many(self.connection, t.renderings, [one.row for one in fresh])
        insert_many(self.connection, t.memberships, [row for one in fresh for row in one.members])

    def _log(self, changed: Sequence[tuple[str, str]], became: Mapping[str, Change]) -> None:
        """Write the log, at the very end: what it says ends then."""
        rows = [
            {"datestamp": self.datestamp, "record_id": record_id, "kind": kind}
            for record_id, kind in changed
        ]
        if rows:
            ending = (became, self.clock(), self.moved_from)
            insert_many(
                self.connection, t.changes, activities.number(self.connection, rows, *ending)
            )


@dataclass(frozen=True, slots=True)
class _Stored:
    """A stored rendering, and where it stands in the lists of sets."""

    row: Row
    memberships: list[Row]

    def says(self, record: bytes) -> bool:
        """Whether it is alive, and *record* is what it says."""
        return not self.row.deleted and bool(self.row.record == record)

    def leaf_set_specs(self) -> list[str]:
        """The most specific sets that it still belongs to."""
        inside = {member.set_spec for member in self.memberships if not member.withdrawn}
        above = {parent for spec in inside for parent in ancestors(spec)[:-1]}
        return sorted(inside - above)


@dataclass(frozen=True, slots=True)
class _Fresh:
    """A rendering to write, with its places in the lists of sets, and whether there was none."""

    row: dict[str, Any]
    members: list[dict[str, Any]]
    is_new: bool = False


@lru_cache(maxsize=1024)
def _with_ancestors(set_specs: tuple[str, ...]) -> tuple[str, ...]:
    """Return *set_specs* and every set above one of them, sorted."""
    return tuple(sorted({spec for set_spec in set_specs for spec in ancestors(set_spec)}))


def _is_visible(one: Prepared) -> bool:
    return one.record.access is Access.PUBLIC


def _is_alive(row: Row | None) -> bool:
    return row is not None and not row.deleted


def _is_unchanged(one: Prepared, row: Row | None) -> bool:
    return row is not None and _is_alive(row) and row.digest == one.digest


def _payloads(prepared: Prepared | None) -> Mapping[str, bytes]:
    return prepared.payloads if prepared is not None and _is_visible(prepared) else {}


def _outcome_of_deletion(record_id: str, known: Mapping[str, Row]) -> Outcome:
    if record_id not in known:
        return Outcome.UNKNOWN
    return Outcome.UNCHANGED if known[record_id].deleted else Outcome.DELETED


def _manifest(one: Prepared) -> bytes | None:
    """The manifest that everybody may see, or None."""
    return one.manifest if _is_visible(one) else None


def _manifest_rows(one: Prepared) -> Iterable[dict[str, Any]]:
    if one.manifest is not None:
        record_id, digest = one.record.id, one.digest.hex()
        yield {"record_id": record_id, "manifest": one.manifest, "digest": digest}


def _image_rows(one: Prepared) -> Iterable[dict[str, Any]]:
    for page in one.record.images:
        if page.image is not None:
            yield {
                "record_id": one.record.id,
                "page_key": page.key,
                "digest": page.image.digest,
                "width": page.image.width,
                "height": page.image.height,
            }


def _placement_rows(one: Prepared) -> Iterable[dict[str, Any]]:
    # Selecting a record gives it no place of its own.
    own = one.record.collections or ("",)
    for set_spec in dict.fromkeys((*own, *one.selected)):
        yield {
            "set_spec": set_spec,
            "sort_date": one.sort_date or NO_DATE,
            "record_id": one.record.id,
            "item": one.item,
        }
