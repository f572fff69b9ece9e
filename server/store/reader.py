"""Reading past SQLAlchemy: the few questions that every harvester and every viewer asks.

They are written in SQLAlchemy like all others, turned into SQL once for the database at hand, and
run by the driver itself. Each is one statement that sees one state of the database by
itself, so no transaction is begun around it: to begin and end one costs more than to read a row.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from threading import Lock
from typing import Any

import psycopg
from sqlalchemy import Dialect, Engine, PoolProxiedConnection, Select, TextClause
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.exc import TimeoutError as NoneFree

from server.store import postgresql
from server.store.database import Unavailable, is_of_database, is_sqlite, reading

Row = tuple[Any, ...]
"""The columns of a row, in the order of the statement, as the driver gives them."""

Statement = Select[Any] | TextClause
Parameters = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Question:
    """A statement in SQL: its parameters in their order, if that counts, and what never changes."""

    sql: str
    order: Sequence[str]
    constants: Parameters


_ATTEMPTS = 2
_MOST_IDLE = 8  # connections; each has a cache of its own

_FAULTS = (sqlite3.Error, psycopg.Error, NoneFree)


class Reader:
    """Reads the database of *engine*.

    Its statements are those that modules hold for good: it remembers each.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = reading(engine)
        self._dialect, self._fetch = _KINDS[engine.dialect.name]
        self._questions: dict[Statement, _Question] = {}
        # To take one out of the pool and give it back would cost more than to read a row.
        self._idle: list[PoolProxiedConnection] = []
        self._turn = Lock() if is_sqlite(engine) else nullcontext()

    def rows(self, query: Statement, parameters: Parameters) -> list[Row]:
        """Return all that *query* finds with *parameters*.

        Raises:
            Unavailable: the database does not answer.
        """
        question = self._questions.get(query) or self._translate(query)
        try:
            return self._run(question, {**question.constants, **parameters})
        except _FAULTS as error:
            raise _named(error) from error

    def many_rows(self, query: Statement, parameters: Parameters) -> list[Row]:
        """Return the same, where there are hundreds; it raises as :meth:`rows` does."""
        # SQLite's driver lets go of Python's lock for every row. Threads that read at the same time
        # hand it to and fro, row by row: with eight harvesters lists came a seventh slower.
        with self._turn:
            return self.rows(query, parameters)

    def first(self, query: Statement, parameters: Parameters) -> Row | None:
        """Return the first row of *query*, or None; it raises as :meth:`rows` does."""
        rows = self.rows(query, parameters)
        return rows[0] if rows else None

    @contextmanager
    def connection(self) -> Iterator[Any]:
        """Yield a connection of the driver, to ask what is no statement.

        Raises:
            Unavailable: the database does not answer.
        """
        try:
            connection = self._engine.raw_connection()
            try:
                yield connection.driver_connection
            finally:
                connection.close()
        except _FAULTS as error:
            raise _named(error) from error

    def close(self) -> None:
        """Close every connection that is not in use."""
        idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()
        self._engine.dispose()

    def _run(self, question: _Question, parameters: Parameters) -> list[Row]:
        for _ in range(_ATTEMPTS):
            connection = self._take()
            try:
                rows = self._fetch(connection, question, parameters)
            except psycopg.OperationalError as error:
                # The server was restarted since this one was last used, and the others with it.
                connection.invalidate(error)
                self.close()
                lost = error
            except BaseException:
                connection.close()
                raise
            else:
                self._give_back(connection)
                return rows
        raise lost

    def _take(self) -> PoolProxiedConnection:
        try:
            return self._idle.pop()
        except IndexError:
            return self._engine.raw_connection()

    def _give_back(self, connection: PoolProxiedConnection) -> None:
        if len(self._idle) < _MOST_IDLE:
            self._idle.append(connection)
        else:
            connection.close()

    def _translate(self, query: Statement) -> _Question:
        compiled: Any = query.compile(dialect=self._dialect)
        constants = {name: value for name, value in compiled.params.items() if value is not None}
        question = _Question(str(compiled), compiled.positiontup or (), constants)
        self._questions[query] = question
        return question


def _named(fault: Exception) -> Exception:
    """Return what to raise for *fault*: itself where a query is wrong."""
    blameless = isinstance(fault, NoneFree) or is_of_database(fault)
    return Unavailable(fault) if blameless else fault


def _from_sqlite(
    connection: PoolProxiedConnection, question: _Question, parameters: Parameters
) -> list[Row]:
    driver: Any = connection.driver_connection
    rows: list[Row] = driver.execute(question.sql, parameters).fetchall()
    return rows


def _from_postgresql(
    connection: PoolProxiedConnection, question: _Question, parameters: Parameters
) -> list[Row]:
    return postgresql.run(connection, question.sql, question.order, parameters)


_Fetch = Callable[[PoolProxiedConnection, _Question, Parameters], list[Row]]

_KINDS: dict[str, tuple[Dialect, _Fetch]] = {
    "sqlite": (sqlite.dialect(paramstyle="named"), _from_sqlite),
    "postgresql": (
        PGDialect_psycopg(paramstyle="numeric_dollar"),  # type: ignore[no-untyped-call]
        _from_postgresql,
    ),
}
