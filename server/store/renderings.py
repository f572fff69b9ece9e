"""The renderings of records, and where they stand in the lists of sets (OAI-PMH §2.5, §2.6).

A rendering whose bytes and sets did not change keeps its datestamp: OAI-PMH ties it to a change of
the record (§2.7.2), not to a visit. What disappears from a format leaves a tombstone, and what
leaves a set stands in its list as withdrawn.

Formats in which a record stands alike in the list of a set share a row of ``memberships``: nearly
always all of them, since they are written together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Connection, bindparam, delete, select

from schemas.grammar import ancestors
from server.store import tables as t
from server.store.bulk import Values, insert_many
from server.store.prepared import Prepared

Row = Any
"""A row of the database, whose columns the type checker cannot know."""


class Spelling(Protocol):
    """How the records of OAI-PMH are written, which is no business of the store (§2.5)."""

    def header(self, record_id: str, stamp: int, set_specs: Sequence[str], deleted: bool) -> bytes:
        """Return the header of a record."""

    def record(self, header: bytes, metadata: bytes = b"", about: bytes = b"") -> bytes:
        """Return a record; one that is deleted has no *metadata*."""


class _Place(NamedTuple):
    """Where a rendering stands in the list of a set, or stood until it was *withdrawn*."""

    set_spec: str
    datestamp: int
    withdrawn: bool


_Places = Mapping[str, Sequence[_Place]]
"""The places of a record by ``metadataPrefix``."""


@dataclass(frozen=True, slots=True)
class _Stored:
    """What is stored of a record: its renderings and their places, by ``metadataPrefix``."""

    rows: dict[str, Row] = field(default_factory=dict)
    places: dict[str, list[_Place]] = field(default_factory=dict)


_NOTHING = _Stored()


@dataclass(frozen=True, slots=True)
class _Fresh:
    """The renderings of a record to write, and the places that it has then in all formats."""

    record_id: str
    rows: Sequence[Values]
    places: _Places
    before: _Stored


@dataclass(frozen=True, slots=True)
class Renderings:
    """Writes renderings under one datestamp."""

    connection: Connection
    datestamp: int
    spelling: Spelling

    def write(self, changed: Mapping[str, Prepared | None], known: Iterable[str]) -> None:
        """Bring every rendering of *changed* up to date; None means that the record is gone.

        Of those that are not among *known* there is none yet.
        """
        stored = self._stored(list(known))
        found = (self._fresh(name, changed[name], stored.get(name, _NOTHING)) for name in changed)
        fresh = [one for one in found if one.rows]
        self._clear([one for one in fresh if one.before is not _NOTHING])
        insert_many(self.connection, t.renderings, [row for one in fresh for row in one.rows])
        members = [row for one in fresh for row in _members(one.record_id, one.places)]
        insert_many(self.connection, t.memberships, members)

    def _stored(self, record_ids: list[str]) -> dict[str, _Stored]:
        found: dict[str, _Stored] = {}
        if not record_ids:
            return found
        query = select(t.renderings).where(t.renderings.c.record_id.in_(record_ids))
        for row in self.connection.execute(query):
            found.setdefault(row.record_id, _Stored()).rows[row.metadata_prefix] = row
        member = select(t.memberships).where(t.memberships.c.record_id.in_(record_ids))
        for row in self.connection.execute(member):
            place = _Place(row.set_spec, row.datestamp, row.withdrawn)
            for prefix in row.prefixes.split():
                found[row.record_id].places.setdefault(prefix, []).append(place)
        return found

    def _fresh(self, record_id: str, prepared: Prepared | None, before: _Stored) -> _Fresh:
        payloads = prepared.payloads if prepared is not None and prepared.is_visible else {}
        rows: list[Values] = []
        places: dict[str, Sequence[_Place]] = {**before.places}
        if prepared is not None and payloads:
            set_specs = prepared.set_specs
            rows += self._living(prepared, set_specs, before)
            for prefix, *_ in rows:
                places[prefix] = self._places(set_specs, before.places.get(prefix, ()))
        for prefix, old in before.rows.items():
            if prefix not in payloads and not old.deleted:
                left = _leaves(before.places.get(prefix, ()))
                rows.append(self._tombstone(old, left))
                places[prefix] = self._places(left, before.places.get(prefix, ()))
        return _Fresh(record_id, rows, places, before)

    def _living(
        self, prepared: Prepared, set_specs: Sequence[str], before: _Stored
    ) -> list[Values]:
        """Return the renderings of a record that are not stored as they are."""
        record_id, spelling, about = prepared.record.id, self.spelling, prepared.about
        header = spelling.header(record_id, self.datestamp, set_specs, False)
        rows: list[Values] = []
        for prefix, payload in prepared.payloads.items():
            old = before.rows.get(prefix)
            if old is not None and not old.deleted:
                then = spelling.header(record_id, old.datestamp, set_specs, False)
                if old.record == spelling.record(then, payload, about):
                    continue
            record = spelling.record(header, payload, about)
            rows.append((prefix, self.datestamp, record_id, False, header, record))
        return rows

    def _tombstone(self, old: Row, set_specs: Sequence[str]) -> Values:
        header = self.spelling.header(old.record_id, self.datestamp, set_specs, True)
        record = self.spelling.record(header)
        return old.metadata_prefix, self.datestamp, old.record_id, True, header, record

    def _places(self, set_specs: tuple[str, ...], before: Sequence[_Place]) -> Sequence[_Place]:
        """Return the places of a rendering in *set_specs*, and in what it has left."""
        inside = _inside(set_specs, self.datestamp)
        if not before:
            return inside
        present = {place.set_spec for place in inside}
        left = (
            place if place.withdrawn else place._replace(datestamp=self.datestamp, withdrawn=True)
            for place in before
            if place.set_spec not in present
        )
        return [*inside, *left]

    def _clear(self, fresh: Sequence[_Fresh]) -> None:
        """Make room for what is written anew."""
        keys = [{"prefix": row[0], "id": one.record_id} for one in fresh for row in one.rows]
        if not keys:
            return
        old = delete(t.renderings).where(
            t.renderings.c.metadata_prefix == bindparam("prefix"),
            t.renderings.c.record_id == bindparam("id"),
        )
        self.connection.execute(old, keys)
        theirs = t.memberships.c.record_id.in_([one.record_id for one in fresh])
        self.connection.execute(delete(t.memberships).where(theirs))


def named(metadata_prefix: str) -> str:
    """Return what stands in the ``prefixes`` of a membership that *metadata_prefix* shares."""
    return f" {metadata_prefix} "


@lru_cache(maxsize=1024)
def _inside(set_specs: tuple[str, ...], datestamp: int) -> tuple[_Place, ...]:
    """Return the places of what is in *set_specs*, and so in every set above them."""
    specs = {spec for set_spec in set_specs for spec in ancestors(set_spec)}
    return tuple(_Place(spec, datestamp, False) for spec in sorted(specs))


def _leaves(places: Sequence[_Place]) -> tuple[str, ...]:
    """Return the most specific sets in which a rendering still stands."""
    inside = {place.set_spec for place in places if not place.withdrawn}
    above = {parent for spec in inside for parent in ancestors(spec)[:-1]}
    return tuple(sorted(inside - above))


def _members(record_id: str, places: _Places) -> list[Values]:
    """Return the rows of a record: one for each place, with the formats that share it."""
    shared: dict[_Place, list[str]] = {}
    for prefix in sorted(places):
        for place in places[prefix]:
            shared.setdefault(place, []).append(prefix)
    return [
        (place.set_spec, place.datestamp, record_id, named(" ".join(prefixes)), place.withdrawn)
        for place, prefixes in shared.items()
    ]
