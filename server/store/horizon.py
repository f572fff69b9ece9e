"""Datestamps that lose nothing: how a change is stamped, and up to where a list may go.

A harvester returns with ``from=`` the responseDate of an earlier answer, or the greatest
datestamp it saw, and must never miss a record whatever it uses. Three rules carry that:

A. A change that a response with responseDate R did not see is stamped at R or later.
B. A response lists only closed seconds: ``datestamp < R``.
C. A list does not freeze ``until`` at its first batch; each batch goes up to its own horizon,
   which never retreats within a list.

*SQLite.* There is one writer at a time. It stamps while it holds the write lock, with
max(clock, greatest datestamp stored). A reader reads the clock and then tries the lock. If it can
take it, nobody was writing, and whoever comes later stamps with a later clock: R is the clock. If
it cannot, the open transaction stamps at the greatest committed datestamp or later, so R is that,
or what was found here before, whichever is later: a second found closed stays closed. For the
same reason the lock is tried once a second and not once a request. Readers that tried it at the
same moment would take each other for writers, and fall back to a commit of last year.

*PostgreSQL.* Here too there is one writer at a time, but a reader cannot ask whether it is at
work. So a writer takes a shared advisory lock named after the current second, and only then
reads the clock for its datestamp, which is therefore not below the name of the lock. A reader
reads the clock, then the oldest such lock; R is the smaller. A transaction that the reader does
not see either held its lock at that moment, and stamps at its name or later, or took it
afterwards, and reads a later clock. The clock is the database's, one for all machines. Here too the
question is asked once a second, and what was found closed is told until then.

Datestamps never run backwards, even when the clock does: every stamp is at least the greatest
one stored. A responseDate given before the clock was set back is kept nowhere, so who goes on from
it misses what is stamped before the clock is there again; a clock that is slewed is never behind.
"""

import sqlite3
import time
from collections.abc import Callable
from typing import Protocol

from sqlalchemy import Connection, Engine, func, select, text

from server.store.database import is_sqlite
from server.store.reader import Reader
from server.store.tables import changes

# The first key of our advisory locks, so that they meet nobody else's: "Fond" in ASCII.
_LOCK_CLASS = 0x466F6E64

# The second key has 32 bits with a sign, so it counts from 2038: enough until 2106.
_YEAR_2038 = 1 << 31

# The clock comes first: the locks are looked for once for each row of it, and it has one.
_CLOSED = text(
    """
    WITH clock AS MATERIALIZED (
        SELECT coalesce(
            CAST(:now AS bigint), floor(extract(epoch FROM clock_timestamp()))::bigint
        ) AS second
    )
    SELECT greatest(clock.second, (SELECT max(datestamp) FROM changes)), locks.oldest
    FROM clock CROSS JOIN LATERAL (
        -- pg_locks shows the key without its sign
        SELECT min((objid::bigint + :year_2038) % (2 * :year_2038)) AS oldest
        FROM pg_locks WHERE locktype = 'advisory'
        AND classid = :lock_class AND objsubid = 2 AND clock.second IS NOT NULL
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    ) AS locks
    """
)
_NAMES = {"lock_class": _LOCK_CLASS, "year_2038": _YEAR_2038}

# How long a reader waits for another that is trying the lock too. A writer keeps it for longer.
_PATIENCE_MS = 100

Now = Callable[[], int]
"""Returns the time in whole seconds since 1970."""


def clock() -> int:
    """Return the time of this machine."""
    return int(time.time())


class Horizon(Protocol):
    """What the store asks of its clock."""

    def stamp(self, connection: Connection) -> int:
        """Return the datestamp of a change; call it inside the writing transaction."""

    def closed(self, reader: Reader) -> int:
        """Return the second R below which every datestamp is final."""


def horizon_of(engine: Engine, now: Now | None = None) -> Horizon:
    """Return the horizon of *engine*; *now* replaces the clock, for trying clocks that jump."""
    if is_sqlite(engine):
        return SqliteHorizon(now or clock)
    return PostgresqlHorizon(now)


class SqliteHorizon:
    """Rules A and B under SQLite's one write lock."""

    def __init__(self, now: Now) -> None:
        self._now = now
        self._reached = 0  # the latest second found closed

    def stamp(self, connection: Connection) -> int:
        """Return max(clock, greatest datestamp); the write lock is held."""
        return max(self._now(), _greatest(connection))

    def closed(self, reader: Reader) -> int:
        """Return the clock when nobody is writing, else the latest second known to be closed."""
        second = self._now()
        # What a clock reached that was then set back is closed no longer.
        known = self._reached if self._reached <= second else 0
        if known == second:
            return second
        with reader.connection() as driver:
            return self._look(driver, second, known)

    def _look(self, driver: sqlite3.Connection, second: int, known: int) -> int:
        patience = 0 if second - known == 1 else _PATIENCE_MS
        found = second if _is_nobody_writing(driver, patience) else known
        mark = driver.execute("SELECT coalesce(max(datestamp), 0) FROM changes").fetchone()[0]
        self._reached = max(found, int(mark))
        return self._reached


def _is_nobody_writing(driver: sqlite3.Connection, patience: int) -> bool:
    """Return whether the write lock could be had within *patience* milliseconds."""
    usual = driver.execute("PRAGMA busy_timeout").fetchone()[0]
    driver.execute(f"PRAGMA busy_timeout = {patience}")
    try:
        driver.execute("BEGIN IMMEDIATE")
        driver.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        # A database that cannot be written has no writer to wait for.
        return "readonly" in str(error)
    finally:
        driver.execute(f"PRAGMA busy_timeout = {usual}")
    return True


class PostgresqlHorizon:
    """Rules A and B by advisory locks named after seconds."""

    def __init__(self, now: Now | None) -> None:
        self._now = now
        self._asked = self._closed = 0  # the second in which it was last asked for, and the answer

    def stamp(self, connection: Connection) -> int:
        """Return max(clock, greatest datestamp), the clock read after the lock was taken."""
        lock = text("SELECT pg_advisory_xact_lock_shared(:lock_class, :second)")
        second = self._clock(connection) - _YEAR_2038
        parameters = {"lock_class": _LOCK_CLASS, "second": second}
        connection.execute(lock, parameters)
        return max(self._clock(connection), _greatest(connection))

    def closed(self, reader: Reader) -> int:
        """Return the clock, or the name of the oldest lock if that is smaller.

        What is closed stays closed, so it is asked for once a second of this machine's clock.
        """
        asked = (self._now or clock)()
        if asked != self._asked:
            told = {"now": None if self._now is None else asked}
            second, oldest = reader.rows(_CLOSED, told | _NAMES)[0]
            self._closed = int(second) if oldest is None else min(int(second), int(oldest))
            self._asked = asked
        return self._closed

    def _clock(self, connection: Connection) -> int:
        if self._now is not None:
            return self._now()
        seconds = connection.scalar(
            text("SELECT floor(extract(epoch FROM clock_timestamp()))::bigint")
        )
        assert isinstance(seconds, int)  # noqa: S101 - for the type checker
        return seconds


def _greatest(connection: Connection) -> int:
    return connection.scalar(select(func.max(changes.c.datestamp))) or 0
