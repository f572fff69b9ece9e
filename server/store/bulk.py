"""Rows by the thousand, given to the driver as they are.

SQLAlchemy takes as long over the parameters of a row as the database over the row itself: it looks
at each value for what its type may want done to it, which for all of ours is nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import ClauseElement, Connection, Dialect, Table, func, insert, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import psycopg as postgresql

Values = tuple[Any, ...]
"""A row: the values of all columns of its table, in their order."""

Row = Mapping[str, Any]
"""The values of a row by the names of the places in a statement."""

# Values that stand in their order need no names.
_BY_PLACE: dict[str, Dialect] = {
    "sqlite": sqlite.dialect(paramstyle="qmark"),
    "postgresql": postgresql.dialect(paramstyle="format"),  # type: ignore[no-untyped-call]
}


def insert_many(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    """Insert *rows* into *table*."""
    if rows:
        connection.exec_driver_sql(_insert(table, connection.dialect.name), rows)


def numbered(connection: Connection, table: Table, rows: Iterable[Values]) -> list[Values]:
    """Return *rows* with a number before each, which go on from the last of *table*."""
    # Writers take turns, so the next number is nobody else's.
    last = connection.scalar(select(func.max(table.c.number))) or 0
    return [(number, *row) for number, row in enumerate(rows, last + 1)]


def run_many(connection: Connection, statement: ClauseElement, rows: Sequence[Row]) -> None:
    """Run *statement* for each of *rows*."""
    if not rows:
        return
    written, places = _compiled(statement, connection.dialect)
    values: Sequence[Any] = rows
    if places is not None:
        pick = itemgetter(*places)
        values = [pick(row) for row in rows] if len(places) > 1 else [(pick(row),) for row in rows]
    connection.exec_driver_sql(written, values)


@lru_cache(maxsize=64)
def _insert(table: Table, dialect: str) -> str:
    return str(insert(table).compile(dialect=_BY_PLACE[dialect]))


@lru_cache(maxsize=64)
def _compiled(statement: ClauseElement, dialect: Dialect) -> tuple[str, Sequence[str] | None]:
    """Return *statement* as the driver takes it, and the order of its places where it counts."""
    compiled = statement.compile(dialect=dialect)
    return str(compiled), getattr(compiled, "positiontup", None)
