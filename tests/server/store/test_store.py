"""The store, the same on SQLite and on PostgreSQL."""

import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from archives import letter, put
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import StatementError

from server.store.database import (
    DatabaseError,
    Unavailable,
    check_schema,
    migrate,
    open_database,
    writing,
)
from server.store.prepared import Outcome, Window
from server.store.search import fold
from server.store.tables import tables

EVERYTHING = Window("oai_dc")
SEARCHED = {
    "first": "Letter on the Prohibition of Nuclear Testing",
    "second": "Письмо о запрещении ядерных испытаний",
    "third": "周恩来的谈话",
    "fourth": "Réponse à l’Élysée",
}


def ids(found):
    return {record.id for record in found.records}


def test_migrating_twice_is_harmless(any_archive):
    """`fonds init` may be run at any time."""
    migrate(any_archive.store.engine)

    check_schema(any_archive.store.engine)


def test_the_migrated_schema_is_that_of_the_tables(any_archive):
    """A revision spells out what the code expects."""
    with any_archive.store.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, *_: not str(name).startswith("words_index")},
        )

        assert compare_metadata(context, tables) == []


def test_an_empty_database_says_what_to_run(database_url):
    """The message is for the person at the terminal."""
    engine = open_database(database_url)

    with pytest.raises(DatabaseError, match="fonds init"):
        check_schema(engine)
    engine.dispose()


@pytest.mark.parametrize("use", [check_schema, migrate])
def test_a_newer_schema_is_refused(any_archive, use):
    """An old program must not write into a new database, nor `fonds init` stumble over it."""
    with writing(any_archive.store.engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(DatabaseError, match="newer Fonds"):
        use(any_archive.store.engine)


def test_asking_for_a_database_makes_none(tmp_path):
    """A command in the wrong folder leaves nothing behind and says where it looked."""
    path = tmp_path / "elsewhere" / "fonds.db"

    with pytest.raises(DatabaseError, match=str(path)):
        check_schema(open_database(f"sqlite:///{path}"))
    assert not path.parent.exists()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://host/name", "'mysql' is neither"),
        ("no address", "no address"),
        ("sqlite://", "in memory"),
        ("sqlite:///:memory:", "in memory"),
    ],
)
def test_an_address_of_no_use_is_refused(url, said):
    """What FONDS_DATABASE_URL cannot be is said by its name."""
    with pytest.raises(DatabaseError, match=f"FONDS_DATABASE_URL.*{said}"):
        open_database(url)


@pytest.mark.parametrize("driver", ["postgresql", "postgresql+psycopg2"])
def test_postgresql_is_spoken_to_by_psycopg(driver):
    """An address with another driver, or none, needs nothing that is not installed."""
    assert open_database(f"{driver}://host/name").driver == "psycopg"


def test_a_damaged_file_is_said_to_be_one(archive):
    """What SQLite finds wrong with a file reaches the edges under one name."""
    put(archive, letter())
    archive.store.engine.dispose()
    path = Path(archive.store.engine.url.database)
    whole = path.read_bytes()
    path.write_bytes(whole[:16384] + bytes(len(whole) - 16384))

    with pytest.raises(Unavailable, match="malformed"):
        archive.store.kept("letter-1")
    with pytest.raises(Unavailable, match="malformed"):
        archive.store.closed()


def test_a_failure_does_not_quote_what_was_asked(any_archive):
    """Logs hold causes, and no query values."""
    with pytest.raises(StatementError) as failure, any_archive.store.engine.connect() as connection:
        connection.execute(text("SELECT no_column WHERE 'x' = :word"), {"word": "canary"})

    assert "canary" not in str(failure.value)


def test_writers_of_the_same_records_wait_for_each_other(any_archive):
    """Several commands at once store each record once, whatever their order."""
    together, outcomes = threading.Barrier(4), []

    def write():
        together.wait(10)
        outcomes.append(put(any_archive, *(letter(f"l{number}") for number in range(40))))

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert sorted(set(found).pop() for found in outcomes) == ["stored", *["unchanged"] * 3]


def test_storing_the_same_again_changes_nothing(any_archive, clock):
    """No datestamp moves and no change is logged."""
    put(any_archive, letter())
    newest = any_archive.store.newest()
    clock.tick(100)

    assert put(any_archive, letter()) == [Outcome.UNCHANGED]
    assert any_archive.store.newest() == newest


def test_a_new_transcript_moves_no_datestamp_of_a_format_without_it(any_archive, clock):
    """A datestamp belongs to a rendering (OAI-PMH §2.5), and oai_dc has no transcripts."""
    put(any_archive, letter())
    before = any_archive.store.rendering("oai_dc", "letter-1").datestamp
    clock.tick(100)

    assert put(any_archive, letter(text={"en": "Dear colleague"})) == [Outcome.STORED]
    assert any_archive.store.rendering("oai_dc", "letter-1").datestamp == before


def test_a_deleted_record_can_come_back(any_archive, clock):
    """A tombstone stays until the record is stored again."""
    put(any_archive, letter())
    clock.tick()
    any_archive.store.delete(["letter-1"])
    gone = any_archive.store.rendering("oai_dc", "letter-1")
    clock.tick()
    put(any_archive, letter())

    assert gone.metadata == b""
    assert any_archive.store.rendering("oai_dc", "letter-1").metadata != b""


def test_a_restricted_record_is_nowhere(any_archive, clock):
    """One predicate decides, and nothing of the record is in any public table."""
    put(any_archive, letter(access="restricted", collections=["secret"]))
    clock.tick()
    store = any_archive.store

    assert store.find("letter", 1, 10).total == 0
    assert store.rendering("oai_dc", "letter-1") is None
    assert store.manifest("letter-1") is None
    assert store.sets(None, 10) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("nuclear", {"first"}),
        ("NUCLEAR testing", {"first"}),
        ("nuclear peace", set()),
        ("испытание", set()),
        ("испытаний", {"second"}),
        ("恩来", {"third"}),
        ("来恩", set()),
        ("reponse elysee", {"fourth"}),
        ('" OR * (', set()),
        ("", set(SEARCHED)),
    ],
)
def test_both_databases_find_the_same(any_archive, query, expected):
    """Words are folded in one way; neighbours of Chinese are a phrase."""
    put(any_archive, *(letter(key, metadata={"title": title}) for key, title in SEARCHED.items()))

    assert ids(any_archive.store.find(query, 1, 10)) == expected


@given(st.text(max_size=60))
@example("𝑨")
def test_folding_twice_is_folding_once(written):
    """What the index holds is in its final form."""
    assert fold(fold(written)) == fold(written)


def test_a_list_does_not_pass_a_writer_that_is_still_writing(any_archive, clock):
    """Rule A: what a response did not see is stamped at its date or later."""
    put(any_archive, letter("before"))
    clock.tick(10)
    stamped, may_commit = threading.Event(), threading.Event()
    stamps = []

    def write_slowly():
        with writing(any_archive.store.engine) as connection:
            stamps.append(any_archive.store.horizon.stamp(connection))
            stamped.set()
            may_commit.wait(10)

    writer = threading.Thread(target=write_slowly)
    writer.start()
    assert stamped.wait(10)
    clock.tick(10)
    horizon = any_archive.store.closed()
    may_commit.set()
    writer.join()

    assert horizon <= stamps[0]


def test_datestamps_never_run_backwards(any_archive, clock):
    """A clock set back does not hide new records from harvesters."""
    put(any_archive, letter("one"))
    first = any_archive.store.newest()
    clock.tick(-3600)
    put(any_archive, letter("two"))

    assert any_archive.store.rendering("oai_dc", "two").datestamp >= first


@pytest.mark.parametrize("size", [1, 3, 7, 50])
def test_batches_cover_a_list_once_and_in_order(any_archive, clock, size):
    """Keyset paging neither repeats nor skips, whatever the size."""
    for hour in range(3):
        put(any_archive, *(letter(f"h{hour}-{n}") for n in range(7)))
        clock.tick()
    horizon, after, seen = any_archive.store.closed(), None, []
    while found := any_archive.store.batch(EVERYTHING, horizon, after, size):
        seen += [rendering.position for rendering in found]
        after = found[-1].position

    assert seen == sorted(set(seen))
    assert len(seen) == any_archive.store.count(EVERYTHING, horizon) == 21
