"""Editions of IIIF collections: a mark for each that every change of what it shows replaces.

A collection shows its own description, the names of the collections above and beneath it, and
records of its own and of those beneath. So a change of a record is one of all collections above
it, and a new description one of those above and beneath. Marks are replaced by the transaction
that changes, and are random: a database that was restored repeats none that it gave out since.
"""

import secrets
from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, delete, select

from schemas.grammar import ancestors
from server.store import tables as t
from server.store.bulk import insert_many
from server.store.places import beneath
from server.store.reader import Reader

ROOT = ""
"""Stands for the collection of all collections."""

_UNTOUCHED = "0"  # nothing has changed since there are marks

_joined = t.collections.outerjoin(t.editions, t.editions.c.set_spec == t.collections.c.set_spec)
_OF_SET = (
    select(t.editions.c.edition)
    .select_from(_joined)
    .where(t.collections.c.set_spec == bindparam("set_spec"))
)
_OF_ROOT = select(t.editions.c.edition).where(t.editions.c.set_spec == ROOT)


def edition(reader: Reader, set_spec: str) -> str | None:
    """Return the mark of a collection, or None where there is no such collection."""
    if set_spec == ROOT:
        found = reader.first(_OF_ROOT, {})
        return found[0] if found else _UNTOUCHED
    found = reader.first(_OF_SET, {"set_spec": set_spec})
    return None if found is None else found[0] or _UNTOUCHED


def touch(connection: Connection, placed: Iterable[str]) -> None:
    """Mark the collections in which records were *placed*, or were until now, and those above."""
    _mark(connection, {ROOT, *(one for spec in placed for one in ancestors(spec))})


def touch_family(connection: Connection, set_spec: str) -> None:
    """Mark a collection that is described anew, those above, and those beneath."""
    below = select(t.collections.c.set_spec).where(beneath(t.collections.c.set_spec, set_spec))
    _mark(connection, {ROOT, *ancestors(set_spec), *connection.scalars(below)})


def touch_all(connection: Connection) -> None:
    """Mark every collection."""
    _mark(connection, {ROOT, *connection.scalars(select(t.collections.c.set_spec))})


def _mark(connection: Connection, set_specs: set[str]) -> None:
    mark = secrets.token_hex(8)
    old = delete(t.editions).where(t.editions.c.set_spec == bindparam("spec"))
    connection.execute(old, [{"spec": one} for one in sorted(set_specs)])
    insert_many(connection, t.editions, [(one, mark) for one in sorted(set_specs)])
