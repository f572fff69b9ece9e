"""The connection to SQLite or PostgreSQL, and the schema that it must have.

``fonds init`` makes the schema (``server.store.migrating``); every other command asks first whether
it is the one that this version knows.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import (
    URL,
    Connection,
    Engine,
    ExceptionContext,
    create_engine,
    event,
    inspect,
    make_url,
    text,
)
from sqlalchemy import exc as sql

REVISIONS = tuple(
    sorted(
        file.name.partition("_")[0]
        for file in (Path(__file__).parent / "migrations" / "versions").glob("[0-9]*.py")
    )
)
"""The schemas that there were, the one that this version knows last: a file each.

Alembic knows them too, but takes a tenth of a second to be started, which every command would wait.
"""

_NOTED = "alembic_version"

# A command waits this long for another that is writing: batches are short, so this is patience
# for many at once, not for one.
BUSY_SECONDS = 120

# A row of a table without rowid that takes more than a quarter of a page goes on in pages of its
# own, and a rendering has up to 8 kB: from pages of 16 KiB it took a third more room, and MARC 21
# twice the time to be listed. A database that is there keeps the size of its pages.
# The cache is per connection, and connections are per thread, so it stays small.
_PRAGMAS = (
    "PRAGMA page_size = 32768",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}",
    "PRAGMA cache_size = -8000",
    "PRAGMA foreign_keys = ON",
)

# Seconds until a PostgreSQL that has vanished without a word is given up: without them a
# request would wait a quarter of an hour.
_POSTGRESQL = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,  # of milliseconds, this one
}

# Threads are limited already; one that waited for another's connection would wait in vain.
_AS_MANY_AS_THREADS = -1

# The key of the lock that writers to PostgreSQL hold in turn: "Fonds" in ASCII.
_WRITERS = 0x466F6E6473

_PERMISSION_DENIED = "42501"  # SQLSTATE
_OF_DATABASE = (
    sqlite3.OperationalError,
    sqlite3.InternalError,
    psycopg.OperationalError,
    psycopg.InternalError,
)
_UNNAMED = {sqlite3.DatabaseError, psycopg.DatabaseError}


class DatabaseError(Exception):
    """The database cannot be used as it stands; the message says what to run."""


class Unavailable(Exception):
    """What leaves the store when the database does not answer, is damaged or has no room."""

    def __init__(self, cause: BaseException) -> None:
        super().__init__(f"the database cannot be used: {' '.join(str(cause).split())}")


def open_database(url: str) -> Engine:
    """Return the engine for *url*; nothing is connected to or made before it is used.

    Raises:
        DatabaseError: *url* is none, or of another kind of database.
    """
    try:
        address = make_url(url)
    except sql.ArgumentError as error:
        message = "FONDS_DATABASE_URL is no address such as sqlite:////srv/fonds.db"
        raise DatabaseError(message) from error
    kind = address.get_backend_name()
    if kind not in _ENGINES:
        raise DatabaseError(f"FONDS_DATABASE_URL: {kind!r} is neither sqlite nor postgresql")
    engine = _ENGINES[kind](address)
    event.listen(engine, "handle_error", _say_unavailable)
    return engine


def _sqlite(address: URL) -> Engine:
    if address.database in (None, "", ":memory:"):
        raise DatabaseError("FONDS_DATABASE_URL: a database in memory would be lost; name a file")
    engine = create_engine(
        address.set(drivername="sqlite"), hide_parameters=True, max_overflow=_AS_MANY_AS_THREADS
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _postgresql(address: URL, **more: Any) -> Engine:  # noqa: ANN401 - as SQLAlchemy has it
    # Whatever driver the address names, psycopg is the one that is installed.
    return create_engine(
        address.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        max_overflow=_AS_MANY_AS_THREADS,
        **({"pool_pre_ping": True} | more),
        # What the address itself says of these goes before.
        connect_args={
            name: _POSTGRESQL[name] for name in _POSTGRESQL.keys() - address.query.keys()
        },
    )


def reading(engine: Engine) -> Engine:
    """Return what reads the database of *engine* without transactions, by connections of its own.

    Those of SQLite keep few pages; those of PostgreSQL are neither tried before use nor rolled
    back after it, and plan a statement once.
    """
    if is_sqlite(engine):
        readers = _sqlite(engine.url)
        event.listen(readers, "connect", _keep_few_pages)
        return readers
    settled = {"pool_pre_ping": False, "pool_reset_on_return": None}
    reader = _postgresql(engine.url, isolation_level="AUTOCOMMIT", **settled)
    event.listen(reader, "connect", _plan_once)
    return reader


_ENGINES = {"sqlite": _sqlite, "postgresql": _postgresql}


def _say_unavailable(context: ExceptionContext) -> None:
    """Raise :class:`Unavailable` for what is the database's fault, and not that of a query."""
    # A connection that went stale in the pool is replaced without a word.
    if not context.is_pre_ping and is_of_database(context.original_exception):
        raise Unavailable(context.original_exception) from context.original_exception


def is_of_database(error: BaseException) -> bool:
    """Return whether *error*, a driver's, is the database's fault, and not that of a query."""
    if getattr(error, "sqlstate", None) == _PERMISSION_DENIED:
        return True
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:
        return False  # SQLite's word for a query that is wrong
    # SQLite has no narrower name for a file that is damaged or none of its own.
    return type(error) in _UNNAMED or isinstance(error, _OF_DATABASE)


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # Python's driver would begin transactions late and as readers; we begin them ourselves.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _keep_few_pages(connection: sqlite3.Connection, _record: object) -> None:
    # A list comes to no page twice, and the system keeps the file. Few pages stay in the cache of
    # the processor, where many are written over from end to end.
    connection.execute("PRAGMA cache_size = -2000")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Yield a connection inside one writing transaction: all of it is kept, or nothing.

    Writers wait for each other, so what one has read of the store holds until it has written.
    """
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        if not is_sqlite(engine):
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITERS})
        yield connection


def _plan_once(connection: psycopg.Connection, _record: object) -> None:
    # Each of our statements has one good plan, whatever is asked. PostgreSQL, which cannot know how
    # long a batch is, would plan it anew each time: a third of what a batch of 100 costs.
    connection.execute("SET plan_cache_mode = force_generic_plan")


def is_sqlite(engine: Engine | Connection) -> bool:
    """Return whether *engine* speaks to SQLite; the other kind is PostgreSQL."""
    return engine.dialect.name == "sqlite"


def check_schema(engine: Engine) -> None:
    """Return when the schema of *engine* is the one that this version knows.

    Raises:
        DatabaseError: there is no database, no schema, an older or a newer one.
        Unavailable: the database does not answer.
    """
    path = sqlite_file(engine)
    if path is not None and not path.exists():
        raise DatabaseError(f"there is no database {path}: run `fonds init` first")
    with engine.connect() as connection:
        found = revision_of(connection)
    if found is None:
        raise DatabaseError("the database is empty: run `fonds init` first")
    refuse_newer(found)
    if found != REVISIONS[-1]:
        raise DatabaseError(f"the database has schema {found}, an older one: run `fonds init`")


def sqlite_file(engine: Engine) -> Path | None:
    """Return the file that *engine* keeps everything in; None for PostgreSQL."""
    return Path(engine.url.database or "") if is_sqlite(engine) else None


def revision_of(connection: Connection) -> str | None:
    """Return which of ``REVISIONS`` the schema is, as Alembic has noted it; None without one."""
    if not inspect(connection).has_table(_NOTED):
        return None
    found: str | None = connection.scalar(text(f"SELECT version_num FROM {_NOTED}"))  # noqa: S608
    return found


def refuse_newer(found: str | None) -> None:
    """Return if *found* is one of ``REVISIONS``, or none at all.

    Raises:
        DatabaseError: it is not.
    """
    if found is not None and found not in REVISIONS:
        raise DatabaseError(
            f"the database has schema {found}, which this version does not know: "
            "it was made by a newer Fonds; upgrade this one"
        )
