"""The lists of OAI-PMH: ranges of one index, in the order (datestamp, record id).

Reading a batch is an index range and nothing else; its cost does not depend on how far into the
list it lies.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    func,
    literal,
    select,
    tuple_,
)

from server.store import tables as t
from server.store.prepared import Rendering, Window
from server.store.writing import HeaderWriter

Position = tuple[int, str]
"""A datestamp and a record id: a place between two entries of a list."""


@dataclass(frozen=True, slots=True)
class Range:
    """What is asked of a list, below which second, and on which side of which place."""

    window: Window
    horizon: int
    position: Position | None


def batch(
    connection: Connection, asked: Range, limit: int, header: HeaderWriter
) -> list[Rendering]:
    """Return at most *limit* renderings that follow the position, or from the first on."""
    key, query = _list(asked.window, asked.horizon)
    if asked.position is not None:
        query = query.where(tuple_(*key) > tuple_(*map(literal, asked.position)))
    rows = connection.execute(query.order_by(*key).limit(limit)).all()
    return [_rendering(row, asked.window, header) for row in rows]


def last(connection: Connection, asked: Range, header: HeaderWriter) -> Rendering | None:
    """Return the last rendering at or before the position, or None."""
    key, query = _list(asked.window, asked.horizon)
    if asked.position is not None:
        query = query.where(tuple_(*key) <= tuple_(*map(literal, asked.position)))
    row = connection.execute(query.order_by(*(part.desc() for part in key)).limit(1)).first()
    return None if row is None else _rendering(row, asked.window, header)


def count(connection: Connection, window: Window, horizon: int) -> int:
    """Return how many renderings *window* holds below *horizon*: ``completeListSize``."""
    table = t.renderings if window.set_spec is None else t.memberships
    query = select(func.count()).select_from(table).where(_within(table, window, horizon))
    return connection.scalar(query) or 0


def _list(
    window: Window, horizon: int
) -> tuple[tuple[ColumnElement[int], ColumnElement[str]], Select[Any]]:
    """Return the key of the list that *window* asks for, and the query for its rows."""
    if window.set_spec is None:
        key = (t.renderings.c.datestamp, t.renderings.c.record_id)
        query = select(t.renderings, literal(False).label("withdrawn"))
        return key, query.where(_within(t.renderings, window, horizon))
    key = (t.memberships.c.datestamp, t.memberships.c.record_id)
    query = (
        select(
            *key,
            t.memberships.c.withdrawn,
            t.renderings.c.deleted,
            t.renderings.c.header,
            t.renderings.c.metadata,
            t.renderings.c.about,
        )
        .select_from(t.memberships)
        .join(
            t.renderings,
            and_(
                t.renderings.c.record_id == t.memberships.c.record_id,
                t.renderings.c.metadata_prefix == t.memberships.c.metadata_prefix,
            ),
        )
    )
    return key, query.where(_within(t.memberships, window, horizon))


def _within(table: Any, window: Window, horizon: int) -> ColumnElement[bool]:  # noqa: ANN401 - either table
    until = horizon - 1 if window.until is None else min(window.until, horizon - 1)
    conditions = [
        table.c.metadata_prefix == window.metadata_prefix,
        table.c.datestamp <= until,
    ]
    if window.set_spec is not None:
        conditions.append(table.c.set_spec == window.set_spec)
    if window.from_ is not None:
        conditions.append(table.c.datestamp >= window.from_)
    return and_(*conditions)


def _rendering(row: Any, window: Window, header: HeaderWriter) -> Rendering:  # noqa: ANN401 - a row of either query
    if not row.withdrawn:
        return Rendering(row.record_id, row.datestamp, row.header, row.metadata, row.about)
    # It left the set: to those who harvest the set it is deleted, from that moment.
    left = header(row.record_id, row.datestamp, [window.set_spec or ""], True)
    return Rendering(row.record_id, row.datestamp, left, b"")


def rendering(connection: Connection, metadata_prefix: str, record_id: str) -> Rendering | None:
    """Return the rendering of one record in one format, or None where there is none."""
    query = select(t.renderings).where(
        t.renderings.c.record_id == record_id,
        t.renderings.c.metadata_prefix == metadata_prefix,
    )
    row = connection.execute(query).first()
    if row is None:
        return None
    return Rendering(row.record_id, row.datestamp, row.header, row.metadata, row.about)


def formats(connection: Connection, record_id: str) -> list[str]:
    """Return the prefixes in which the record *record_id* was ever disseminated."""
    query = select(t.renderings.c.metadata_prefix).where(t.renderings.c.record_id == record_id)
    return sorted(connection.scalars(query))


def earliest(connection: Connection) -> int | None:
    """Return the smallest datestamp in any list, tombstones and withdrawals too, or None (§4.2)."""
    table, left = t.renderings.c, t.memberships.c
    smallest = select(func.min(table.datestamp))
    queries = [smallest.where(table.metadata_prefix == one) for one in _prefixes(connection)]
    queries.append(select(func.min(left.datestamp)).where(left.withdrawn.is_(True)))
    found = [connection.scalar(query) for query in queries]
    return min((one for one in found if one is not None), default=None)


def _prefixes(connection: Connection) -> Iterator[str]:
    """Yield each prefix that has renderings: a step in the index for each, and no scan of it."""
    column = t.renderings.c.metadata_prefix
    prefix: str | None = ""
    while prefix := connection.scalar(select(func.min(column)).where(column > prefix)):
        yield prefix


def sets(after: str | None) -> Select[tuple[str]]:
    """Return the query for the documents of all collections that follow *after*, by spec."""
    query = select(t.collections.c.document).order_by(t.collections.c.set_spec)
    return query if after is None else query.where(t.collections.c.set_spec > after)
