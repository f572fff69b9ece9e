"""The lists of OAI-PMH: ranges of one index, in the order (datestamp, record id).

Reading a batch is an index range and nothing else; its cost does not depend on how far into the
list it lies.
"""

from collections.abc import Iterator
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
    tuple_,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from server.store import tables as t
from server.store.prepared import Entry, Part, Position, Window
from server.store.reader import Reader
from server.store.renderings import Spelling, named

_PREFIX: BindParameter[str] = bindparam("prefix")
_NAMED: BindParameter[str] = bindparam("named")
_SET_SPEC: BindParameter[str] = bindparam("set_spec")
_UNTIL: BindParameter[int] = bindparam("until")
_LIMIT: BindParameter[int] = bindparam("limit")
_PLACE = tuple_(bindparam("datestamp"), bindparam("record_id"))


class _Place(FunctionElement[int]):
    """The place of a text in another that is named first, from 1 on; 0 where it is not in it."""

    inherit_cache = True


@compiles(_Place, "sqlite")
def _instr(place: _Place, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401
    return f"instr({compiler.process(place.clauses, **more)})"


@compiles(_Place, "postgresql")
def _strpos(place: _Place, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401
    return f"strpos({compiler.process(place.clauses, **more)})"


@dataclass(frozen=True, slots=True)
class _List:
    """The statements of one kind of list, made once: to make them costs more than to run them."""

    following: Select[Any]
    preceding: Select[Any]
    total: Select[Any]


def _statements(table: Table, rows: Select[Any], of_list: ColumnElement[bool]) -> _List:
    """Return the statements for *rows* in the order of *table*, of those that are *of_list*."""
    key = (table.c.datestamp, table.c.record_id)
    listed = and_(of_list, table.c.datestamp <= _UNTIL)
    chosen = rows.where(listed)
    after, before = tuple_(*key) > _PLACE, tuple_(*key) <= _PLACE
    return _List(
        following=chosen.where(after).order_by(*key).limit(_LIMIT),
        preceding=chosen.where(before).order_by(*(part.desc() for part in key)).limit(1),
        total=select(func.count()).select_from(table).where(listed, after),
    )


def _of_all(part: Part) -> _List:
    table = t.renderings.c
    rows = select(table.datestamp, table.record_id, table[part])
    return _statements(t.renderings, rows, table.metadata_prefix == _PREFIX)


def _of_set(part: Part) -> _List:
    table, said = t.memberships.c, t.renderings.c
    # One that has left the set may be written since, or gone: nothing of it is given.
    rows = select(table.datestamp, table.record_id, said[part], table.withdrawn).outerjoin(
        t.renderings,
        and_(
            said.metadata_prefix == _PREFIX,
            said.datestamp == table.datestamp,
            said.record_id == table.record_id,
        ),
    )
    # Nearly every row names every format, and PostgreSQL guesses so of what is "not 0": of what is
    # "more than 0" it guesses a third, and would sort a whole set for the first hundred of it.
    of_list = and_(table.set_spec == _SET_SPEC, _Place(table.prefixes, _NAMED) != 0)
    return _statements(t.memberships, rows, of_list)


_LISTS = {
    False: {part: _of_all(part) for part in Part},
    True: {part: _of_set(part) for part in Part},
}
"""By whether a set is asked for, and by what is given of each record."""

_ONE = select(t.renderings.c.record).where(
    t.renderings.c.record_id == bindparam("record_id"),
    t.renderings.c.metadata_prefix == _PREFIX,
)

_FORMATS = select(t.renderings.c.metadata_prefix).where(
    t.renderings.c.record_id == bindparam("record_id")
)


@dataclass(frozen=True, slots=True)
class Range:
    """What is asked of a list: below which second, on which side of which place, which part."""

    window: Window
    horizon: int
    position: Position | None = None
    part: Part = Part.RECORD

    @property
    def list(self) -> _List:
        """The statements of its kind of list."""
        return _LISTS[self.window.set_spec is not None][self.part]

    @property
    def parameters(self) -> dict[str, Any]:
        """What the statements want to know; *from* and the position are one lower end."""
        window, last = self.window, self.horizon - 1
        datestamp, record_id = self.position or (window.from_ or 0, "")
        prefix = window.metadata_prefix
        return {
            "prefix": prefix,
            # Which the list of all does not ask for.
            "set_spec": window.set_spec,
            "named": named(prefix),
            "until": last if window.until is None else min(window.until, last),
            "datestamp": datestamp,
            "record_id": record_id,
        }


def batch(reader: Reader, asked: Range, limit: int, spelling: Spelling) -> list[Entry]:
    """Return at most *limit* entries that follow the position, or from the first on."""
    rows = reader.many_rows(asked.list.following, asked.parameters | {"limit": limit})
    return _entries(rows, asked, spelling)


def last(reader: Reader, asked: Range, spelling: Spelling) -> Entry | None:
    """Return the last entry at or before the position, but not before *from*, or None."""
    rows = reader.rows(asked.list.preceding, asked.parameters)
    found = _entries(rows, asked, spelling)
    return found[0] if found and found[0][0] >= (asked.window.from_ or 0) else None


def count(reader: Reader, window: Window, horizon: int) -> int:
    """Return how many entries *window* holds below *horizon*: ``completeListSize``."""
    asked = Range(window, horizon)
    total: int = reader.rows(asked.list.total, asked.parameters)[0][0]
    return total


def _entries(rows: list[Any], asked: Range, spelling: Spelling) -> list[Entry]:
    set_spec = asked.window.set_spec
    if set_spec is None:
        return rows
    return [
        (datestamp, record_id, _departed(datestamp, record_id, set_spec, asked.part, spelling))
        if withdrawn
        else (datestamp, record_id, xml)
        for datestamp, record_id, xml, withdrawn in rows
    ]


def _departed(
    datestamp: int, record_id: str, set_spec: str, part: Part, spelling: Spelling
) -> bytes:
    """Return what harvesters of *set_spec* see of a record that left it: deleted since then."""
    header = spelling.header(record_id, datestamp, [set_spec], True)
    return header if part is Part.HEADER else spelling.record(header)


def rendering(reader: Reader, metadata_prefix: str, record_id: str) -> bytes | None:
    """Return one record in one format, or None where there is none."""
    row = reader.first(_ONE, {"record_id": record_id, "prefix": metadata_prefix})
    return None if row is None else row[0]


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
