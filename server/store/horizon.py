"""Datestamps that lose nothing: how a change is stamped, and up to where a list may go.

A harvester returns with ``from=`` the responseDate of an earlier answer, or the greatest
datestamp it saw, and must never miss a record whatever it uses. Three rules carry that:

A. A change that a response with responseDate R did not see is stamped at R or later.
B. A response lists only closed seconds: ``datestamp < R``.
C. A list does not freeze ``until`` at its first batch; each batch goes up to its own horizon,
   which never retreats within a list.

*SQLite.* There is one writer at a time. It stamps while it holds the write lock, with
max(clock, greatest datestamp stored). A reader that can take the lock knows that nobody is
writing: whoever comes later stamps with a later clock, so R is the clock. A reader that cannot
take it knows that the open transaction stamps at the greatest committed datestamp or later, so
R is that.

*PostgreSQL.* Here too there is one writer at a time, but a reader cannot ask whether it is at
work. So a writer takes a shared advisory lock named after the current second, and only then
reads the clock for its datestamp, which is therefore not below the name of the lock. A reader
reads the clock, then the oldest such lock; R is the smaller. A transaction that the reader does
not see either held its lock at that moment, and stamps at its name or later, or took it
afterwards, and reads a later clock. The clock is the database's, one for all machines.

Datestamps never run backwards, even when the clock does: every stamp is at least the greatest
one stored.
"""

import sqlite3
import time
from collections.abc import Callable
from typing import Protocol

from sqlalchemy import Connection, Engine, func, select, text

from server.store.database import Unavailable, is_sqlite
from server.store.tables import changes

# The first key of our advisory locks, so that they meet nobody else's: "Fond" in ASCII.
_LOCK_CLASS = 0x466F6E64

Now = Callable[[], int]
"""Returns the time in whole seconds since 1970."""


class Horizon(Protocol):
    """What the store asks of its clock."""

    def stamp(self, connection: Connection) -> int:
        """Return the datestamp of a change; call it inside the writing transaction."""

    def closed(self, connection: Connection) -> int:
        """Return the second R below which every datestamp is final; call it outside one."""


def horizon_of(engine: Engine, now: Now | None = None) -> Horizon:
    """Return the horizon of *engine*; *now* replaces the clock, for trying clocks that jump."""
    if is_sqlite(engine):
        return SqliteHorizon(now or _clock)
    return PostgresqlHorizon(now)


class SqliteHorizon:
    """Rules A and B under SQLite's one write lock."""

    def __init__(self, now: Now) -> None:
        self._now = now

    def stamp(self, connection: Connection) -> int:
        """Return max(clock, greatest datestamp); the write lock is held."""
        return max(self._now(), _greatest(connection))

    def closed(self, connection: Connection) -> int:
        """Return the clock when nobody is writing, else the greatest committed datestamp."""
        driver = connection.connection.dbapi_connection
        assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - for the type checker
        try:
            return self._closed(driver)
        except sqlite3.DatabaseError as error:
            raise Unavailable(error) from error

    def _closed(self, driver: sqlite3.Connection) -> int:
        try:
            clock = self._clock_under_lock(driver)
        except sqlite3.OperationalError as error:
            # A database that cannot be written has no writer to wait for.
            clock = self._now() if "readonly" in str(error) else 0
        mark = driver.execute("SELECT coalesce(max(datestamp), 0) FROM changes").fetchone()[0]
        return max(clock, int(mark))

    def _clock_under_lock(self, driver: sqlite3.Connection) -> int:
        patience = driver.execute("PRAGMA busy_timeout").fetchone()[0]
        driver.execute("PRAGMA busy_timeout = 0")
        try:
            driver.execute("BEGIN IMMEDIATE")
            clock = self._now()
            driver.execute("ROLLBACK")
            return clock
        finally:
            driver.execute(f"PRAGMA busy_timeout = {patience}")


class PostgresqlHorizon:
    """Rules A and B by advisory locks named after seconds."""

    def __init__(self, now: Now | None) -> None:
        self._now = now

    def stamp(self, connection: Connection) -> int:
        """Return max(clock, greatest datestamp), the clock read after the lock was taken."""
        lock = text("SELECT pg_advisory_xact_lock_shared(:lock_class, :second)")
        parameters = {"lock_class": _LOCK_CLASS, "second": self._clock(connection)}
        connection.execute(lock, parameters)
        return max(self._clock(connection), _greatest(connection))

    def closed(self, connection: Connection) -> int:
        """Return the clock, or the name of the oldest lock if that is smaller."""
        clock = max(self._clock(connection), _greatest(connection))
        oldest = connection.scalar(
            text(
                "SELECT min(objid::bigint) FROM pg_locks WHERE locktype = 'advisory' "
                "AND classid = :lock_class AND objsubid = 2 "
                "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            ),
            {"lock_class": _LOCK_CLASS},
        )
        return clock if oldest is None else min(clock, int(oldest))

    def _clock(self, connection: Connection) -> int:
        if self._now is not None:
            return self._now()
        seconds = connection.scalar(
            text("SELECT floor(extract(epoch FROM clock_timestamp()))::bigint")
        )
        assert isinstance(seconds, int)  # noqa: S101 - for the type checker
        return seconds


def _clock() -> int:
    return int(time.time())


def _greatest(connection: Connection) -> int:
    return connection.scalar(select(func.max(changes.c.datestamp))) or 0
