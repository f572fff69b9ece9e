"""Reading past SQLAlchemy (``server.store.reader``), on SQLite and on PostgreSQL."""

import os
import socket
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from archives import letter, put
from sqlalchemy import bindparam, select, text

from server.store.database import Unavailable
from server.store.prepared import Window
from server.store.reader import Reader
from server.store.tables import records

_ONE = select(records.c.record_id, records.c.deleted).where(
    records.c.record_id == bindparam("record_id"), records.c.deleted.is_(False)
)


def test_a_row_is_what_sqlalchemy_would_give(any_archive):
    """The same statement, the same constants in it, the same values."""
    put(any_archive, letter("a"))
    asked = {"record_id": "a"}

    with any_archive.store.engine.connect() as connection:
        expected = tuple(connection.execute(_ONE, asked).one())
    assert any_archive.store.reader.rows(_ONE, asked) == [expected]
    assert any_archive.store.reader.first(_ONE, {"record_id": "b"}) is None


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_restart_of_the_database_goes_unnoticed(any_archive):
    """Connections that the pool kept are worth nothing after it; the next question is answered."""
    put(any_archive, letter("a"))
    reader = any_archive.store.reader
    reader.rows(_ONE, {"record_id": "a"})
    with any_archive.store.engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )

    assert reader.rows(_ONE, {"record_id": "a"}) == [("a", False)]


def test_who_reads_keeps_fewer_pages_than_who_writes(archive):
    """Each connection has a cache of its own, and a list comes to no page twice."""
    pragma = "PRAGMA cache_size"  # below zero it counts in KiB
    with archive.store.engine.connect() as writer, archive.store.reader.connection() as reader:
        (few,), (many,) = reader.execute(pragma).fetchone(), writer.execute(text(pragma)).one()

    assert 0 < -few < -many


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_connection_that_broke_without_a_word_is_replaced(any_archive):
    """A firewall or a machine that is gone says nothing of it."""
    put(any_archive, letter("a"))
    reader = any_archive.store.reader
    reader.rows(_ONE, {"record_id": "a"})
    (idle,) = reader._idle
    with socket.socket(fileno=os.dup(idle.driver_connection.fileno())) as end:
        end.shutdown(socket.SHUT_RDWR)

    assert reader.rows(_ONE, {"record_id": "a"}) == [("a", False)]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_nul_does_not_end_a_text(any_archive):
    """PostgreSQL has none in its texts: it must not find what stands before it."""
    put(any_archive, letter("a"))

    with pytest.raises(psycopg.DataError):
        any_archive.store.reader.rows(_ONE, {"record_id": "a\0b"})


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_statement_is_planned_once(any_archive):
    """Planned anew for each batch, as PostgreSQL itself would, it costs as much as its rows."""
    reader = any_archive.store.reader
    for _ in range(8):
        any_archive.store.batch(Window("oai_dc"), 0, None, 100)
    plans = text("SELECT custom_plans FROM pg_prepared_statements WHERE statement LIKE '%LIMIT%'")

    assert reader.rows(plans, {}) == [(0,), (0,)]  # that of the batch, and the question itself


def test_a_crowd_leaves_few_connections_behind(archive):
    """Each has a cache of its own, which nobody uses when the crowd has gone."""
    put(archive, letter("a"))
    reader, crowd = archive.store.reader, threading.Barrier(20)
    slow = text(
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 200000) "
        "SELECT count(*) FROM n"
    )

    def ask(_):
        crowd.wait(10)
        return reader.rows(slow, {})

    with ThreadPoolExecutor(20) as threads:
        found = list(threads.map(ask, range(20)))

    assert found == [[(200_000,)]] * 20
    assert len(reader._idle) <= 8


def test_a_wrong_query_is_not_the_fault_of_the_database(any_archive):
    """Who asks again later gets the same: it must not look like an outage."""
    with pytest.raises((sqlite3.OperationalError, psycopg.ProgrammingError)):
        any_archive.store.reader.rows(text("SELECT nothing FROM nowhere"), {})


def test_a_damaged_database_is_unavailable(archive):
    """The edge answers 503, and the log says why."""
    put(archive, letter("a"))
    archive.store.close()
    path = archive.store.engine.url.database
    with open(path, "r+b") as file:
        file.write(b"\xff" * 65536)

    with pytest.raises(Unavailable):
        Reader(archive.store.engine).rows(_ONE, {"record_id": "a"})
