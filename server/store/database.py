"""The connection to SQLite or PostgreSQL, and the schema that it must have.

Migrations are Alembic's and are run by ``fonds init``; every other command asks first whether
the schema is the one it knows.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import OperationalError

# A command waits this long for another that is writing: batches are short, so this is patience
# for many at once, not for one.
BUSY_SECONDS = 120

# 16 KiB pages hold several renderings each: a list reads twice as fast as from 4 KiB pages.
# The cache is per connection, and connections are per thread, so it stays small.
_PRAGMAS = (
    "PRAGMA page_size = 16384",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}",
    "PRAGMA cache_size = -8000",
    "PRAGMA foreign_keys = ON",
)

# The key of the lock that writers to PostgreSQL hold in turn: "Fonds" in ASCII.
_WRITERS = 0x466F6E6473

Unavailable = OperationalError
"""What leaves the store when the database does not answer, is locked, or has no room."""


class DatabaseError(Exception):
    """The database cannot be used as it stands; the message says what to run."""


def open_database(url: str) -> Engine:
    """Return the engine for *url*; the folder of a SQLite file is made if it is missing.

    Raises:
        DatabaseError: *url* is of another kind of database.
    """
    kind = make_url(url).get_backend_name()
    if kind == "sqlite":
        return _open_sqlite(url)
    if kind == "postgresql":
        return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 5})
    raise DatabaseError(f"FONDS_DATABASE_URL: {kind!r} is neither sqlite nor postgresql")


def _open_sqlite(url: str) -> Engine:
    path = make_url(url).database
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # Python's driver would begin transactions late and as readers; we begin them ourselves.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma)


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


def is_sqlite(engine: Engine | Connection) -> bool:
    """Return whether *engine* speaks to SQLite; the other kind is PostgreSQL."""
    return engine.dialect.name == "sqlite"


def migrate(engine: Engine) -> None:
    """Bring the schema of *engine* up to the newest revision; harmless when it is there."""
    with writing(engine) as connection:
        command.upgrade(_alembic(connection), "head")


def check_schema(engine: Engine) -> None:
    """Return when the schema of *engine* is the one that this version knows.

    Raises:
        DatabaseError: there is no schema, an older or a newer one, or no answer at all.
    """
    try:
        with engine.connect() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
    except Unavailable as error:
        raise DatabaseError(f"the database does not answer: {error.orig}") from error
    scripts = ScriptDirectory.from_config(_alembic())
    if found == scripts.get_current_head():
        return
    if found is None:
        raise DatabaseError("the database is empty: run `fonds init` first")
    if found in {script.revision for script in scripts.walk_revisions()}:
        raise DatabaseError(f"the database has schema {found}, an older one: run `fonds init`")
    raise DatabaseError(
        f"the database has schema {found}, which this version does not know: "
        "it was made by a newer Fonds; upgrade this one"
    )


def _alembic(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    attributes: dict[str, Any] = config.attributes
    attributes["connection"] = connection
    return config
