"""What is kept of the repositories that records are harvested from: one document each.

A document is replaced only by whoever knows it: of two harvests of one source, the one that did
not see the other's page keeps nothing.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from server.store import tables as t
from server.store.prepared import Harvested


class Overtaken(Exception):
    """Somebody else has gone on with this source meanwhile."""


def every(connection: Connection) -> Sequence[Harvested]:
    """Return all sources, by address and set."""
    columns = (t.sources.c.url, t.sources.c.set_spec, t.sources.c.document)
    rows = connection.execute(select(*columns).order_by(t.sources.c.url, t.sources.c.set_spec))
    return [Harvested(*row) for row in rows]


def replace(connection: Connection, before: str | None, after: Harvested) -> None:
    """Keep *after* in the place of the document *before*, or as a new one.

    Raises:
        Overtaken: what is kept is not *before*.
    """
    if before is None:
        if _document(connection, after) is not None:
            raise Overtaken
        connection.execute(insert(t.sources).values(after._asdict()))
        return
    known = (*_is(after), t.sources.c.document == before)
    changed = connection.execute(update(t.sources).where(*known).values(document=after.document))
    if changed.rowcount != 1:
        raise Overtaken


def forget(connection: Connection, one: Harvested) -> None:
    """Keep nothing of a source; its records stay."""
    connection.execute(delete(t.sources).where(*_is(one)))


def _document(connection: Connection, one: Harvested) -> str | None:
    found: str | None = connection.scalar(select(t.sources.c.document).where(*_is(one)))
    return found


def _is(one: Harvested) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return t.sources.c.url == one.url, t.sources.c.set_spec == one.set_spec
