"""Statements that libpq runs by itself: prepared once on each connection, answered in one call.

A cursor of psycopg takes what the database has sent so far, waits, and takes more, in pieces of
8 kB; for each it lets go of Python's lock and waits to have it again. libpq takes the whole answer
without that lock. https://www.postgresql.org/docs/current/libpq-exec.html
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import psycopg
from psycopg import pq
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq.abc import PGresult
from sqlalchemy import PoolProxiedConnection

_INFERRED, _BIGINT = 0, 20  # as PostgreSQL numbers types

_TYPES: dict[type, int] = {int: _BIGINT, str: _INFERRED, type(None): _INFERRED}

# All in binary: there each byte of a rendering travels as one, and not as two letters, and a NUL
# does not end a text.
_WRITTEN: dict[type, Callable[[Any], bytes | None]] = {
    int: lambda number: number.to_bytes(8, "big", signed=True),
    str: str.encode,
    type(None): lambda _: None,
}


def run(
    connection: PoolProxiedConnection, sql: str, order: Sequence[str], parameters: Mapping[str, Any]
) -> list[tuple[Any, ...]]:
    """Return all rows of *sql*, whose ``$1``, ``$2``, … are the parameters named in *order*.

    Raises:
        psycopg.Error: as a cursor of psycopg would.
    """
    driver: Any = connection.driver_connection
    values = [parameters[name] for name in order]
    statement = connection.info.get(sql) or _prepare(connection, sql, values)
    written = [_WRITTEN[type(value)](value) for value in values]
    formats = [pq.Format.BINARY] * len(values)
    result = driver.pgconn.exec_prepared(statement, written, formats, pq.Format.BINARY)
    return _rows(driver, _checked(driver, result))


def _prepare(connection: PoolProxiedConnection, sql: str, values: Sequence[Any]) -> bytes:
    """Return the name under which *sql* is now known on *connection*."""
    driver: Any = connection.driver_connection
    name = f"fonds_{len(connection.info)}".encode()
    types = [_TYPES[type(value)] for value in values]
    _checked(driver, driver.pgconn.prepare(name, sql.encode(), types))
    connection.info[sql] = name
    return name


def _checked(driver: psycopg.Connection, result: PGresult) -> PGresult:
    if result.status in (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK):
        return result
    error = error_from_result(result)
    if error.sqlstate is None:  # nobody was there to give it one
        raise psycopg.OperationalError(str(error))
    raise error


def _rows(driver: psycopg.Connection, result: PGresult) -> list[tuple[Any, ...]]:
    reader = Transformer(driver)
    reader.set_pgresult(result)
    return reader.load_rows(0, result.ntuples, tuple)
