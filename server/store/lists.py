"""The lists of OAI-PMH: ranges of one index, in the order (datestamp, record id).

Reading a batch is an index range and nothing else; its cost does not depend on how far into the
list it lies.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    Table,
    and_,
    bindparam,
    func,
    select,
    true,
    tuple_,
)

from server.store import tables as t
from server.store.prepared import Rendering, Window
from server.store.reader import Reader, Row
from server.store.writing import HeaderWriter

Position = tuple[int, str]
"""A datestamp and a record id: a place between two entries of a list."""

_PREFIX: BindParameter[str] = bindparam("prefix")
_SET_SPEC: BindParameter[str] = bindparam("set_spec")
_UNTIL: BindParameter[int] = bindparam("until")
_LIMIT: BindParameter[int] = bindparam("limit")
_PLACE = tuple_(bindparam("datestamp"), bindparam("record_id"))


@dataclass(frozen=True, slots=True)
class _List:
    """The statements of one kind of list, made once: to make them costs more than to run them."""

    following: Select[Any]
    preceding: Select[Any]
    total: Select[Any]


def _statements(table: Table, rows: Select[Any], of_set: ColumnElement[bool]) -> _List:
    """Return the statements for *rows* in the order of *table*, of those that are *of_set*."""
    key = (table.c.datestamp, table.c.record_id)
    listed = and_(table.c.metadata_prefix == _PREFIX, of_set, table.c.datestamp <= _UNTIL)
    chosen = rows.where(listed)
    after, before = tuple_(*key) > _PLACE, tuple_(*key) <= _PLACE
    return _List(
        following=chosen.where(after).order_by(*key).limit(_LIMIT),
        preceding=chosen.where(before).order_by(*(part.desc() for part in key)).limit(1),
        total=select(func.count()).select_from(table).where(listed, after),
    )


_SAID = (t.renderings.c.header, t.renderings.c.metadata, t.renderings.c.about)
_RENDERING = (t.renderings.c.record_id, t.renderings.c.datestamp, *_SAID)

_ALL = _statements(t.renderings, select(*_RENDERING), true())
_OF_SET = _statements(
    t.memberships,
    select(
        t.memberships.c.record_id, t.memberships.c.datestamp, *_SAID, t.memberships.c.withdrawn
    ).join(
        t.renderings,
        and_(
            t.renderings.c.record_id == t.memberships.c.record_id,
            t.renderings.c.metadata_prefix == t.memberships.c.metadata_prefix,
        ),
    ),
    t.memberships.c.set_spec == _SET_SPEC,
)


_ONE = select(*_RENDERING).where(
    t.renderings.c.record_id == bindparam("record_id"),
    t.renderings.c.metadata_prefix == _PREFIX,
)


_FORMATS = select(t.renderings.c.metadata_prefix).where(
    t.renderings.c.record_id == bindparam("record_id")
)


@dataclass(frozen=True, slots=True)
class Range:
    """What is asked of a list, below which second, and on which side of which place."""

    window: Window
    horizon: int
    position: Position | None = None

    @property
    def list(self) -> _List:
        """The statements of its kind of list."""
        return _ALL if self.window.set_spec is None else _OF_SET

    @property
    def parameters(self) -> dict[str, Any]:
        """What the statements want to know; *from* and the position are one lower end."""
        window, last = self.window, self.horizon - 1
        datestamp, record_id = self.position or (window.from_ or 0, "")
        of_set = {} if window.set_spec is None else {"set_spec": window.set_spec}
        return of_set | {
            "prefix": window.metadata_prefix,
            "until": last if window.until is None else min(window.until, last),
            "datestamp": datestamp,
            "record_id": record_id,
        }


def batch(reader: Reader, asked: Range, limit: int, header: HeaderWriter) -> list[Rendering]:
    """Return at most *limit* renderings that follow the position, or from the first on."""
    rows = reader.rows(asked.list.following, asked.parameters | {"limit": limit})
    return _renderings(rows, asked.window, header)


def last(reader: Reader, asked: Range, header: HeaderWriter) -> Rendering | None:
    """Return the last rendering at or before the position, but not before *from*, or None."""
    rows = reader.rows(asked.list.preceding, asked.parameters)
    found = _renderings(rows, asked.window, header)
    return found[0] if found and found[0].datestamp >= (asked.window.from_ or 0) else None


def count(reader: Reader, window: Window, horizon: int) -> int:
    """Return how many renderings *window* holds below *horizon*: ``completeListSize``."""
    asked = Range(window, horizon)
    total: int = reader.rows(asked.list.total, asked.parameters)[0][0]
    return total


def _renderings(rows: Iterable[Row], window: Window, header: HeaderWriter) -> list[Rendering]:
    if window.set_spec is None:
        return [*map(Rendering._make, rows)]
    return [
        _departed(row, window.set_spec, header) if withdrawn else Rendering._make(row)
        for *row, withdrawn in rows
    ]


def _departed(row: Sequence[Any], set_spec: str, header: HeaderWriter) -> Rendering:
    """Return what harvesters of *set_spec* see of a record that left it: deleted since then."""
    record_id, datestamp, *_ = row
    return Rendering(record_id, datestamp, header(record_id, datestamp, [set_spec], True), b"")


def rendering(reader: Reader, metadata_prefix: str, record_id: str) -> Rendering | None:
    """Return the rendering of one record in one format, or None where there is none."""
    row = reader.first(_ONE, {"record_id": record_id, "prefix": metadata_prefix})
    return None if row is None else Rendering._make(row)


def formats(reader: Reader, record_id: str) -> list[str]:
    """Return the prefixes in which the record *record_id* was ever disseminated."""
    return sorted(prefix for (prefix,) in reader.rows(_FORMATS, {"record_id": record_id}))


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
