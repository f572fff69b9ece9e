"""The store, the same on SQLite and on PostgreSQL."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from archives import NEW_YEAR, datestamp_of, letter, payload_of, put, record_of
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image as Picture
from sqlalchemy import Pool, event, select, text
from sqlalchemy.exc import StatementError

from schemas.record import Collection
from server.archive import open_archive
from server.oai.envelope import Records
from server.preparing import prepare
from server.store.database import (
    REVISIONS,
    DatabaseError,
    Unavailable,
    check_schema,
    open_database,
    writing,
)
from server.store.folding import fold
from server.store.horizon import horizon_of
from server.store.migrating import configuration, migrate
from server.store.prepared import Outcome, Window
from server.store.reader import Reader
from server.store.store import Store
from server.store.tables import changes, memberships, tables
from server.store.writing import Writer

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
    engine = any_archive.store.engine
    elsewhere = {
        "sqlite": ["words_index", "texts_index"],
        "postgresql": ["words_index", "texts_index", "renderings_by_datestamp"],
    }

    def is_compared(_object, name, *_):
        return not str(name).startswith(tuple(elsewhere[engine.dialect.name]))

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": is_compared})

        assert compare_metadata(context, tables) == []


def test_an_older_schema_is_brought_up_with_all_that_is_in_it(database_url):
    """`fonds init` after an upgrade: what was stored is read as before."""
    engine = open_database(database_url)
    with writing(engine) as connection:
        command.upgrade(configuration(connection), "0001")
        connection.execute(
            text("INSERT INTO renderings VALUES ('oai_dc', 1, :id, :gone, :header, :metadata)"),
            [
                {"id": "a", "gone": False, "header": b"<header/>", "metadata": b"<dc/>"},
                {"id": "b", "gone": True, "header": b"<header/>", "metadata": b""},
            ],
        )
        connection.execute(text("INSERT INTO collections VALUES ('x', '{\"collection\":\"x\"}')"))
    with pytest.raises(DatabaseError, match="older one: run `fonds init`"):
        check_schema(engine)
    migrate(engine)
    store = Store(engine, Reader(engine), horizon_of(engine), Records(str))
    check_schema(engine)

    assert store.rendering("oai_dc", "a") == (
        b"<record><header/><metadata><dc/></metadata></record>"
    )
    assert store.rendering("oai_dc", "b") == b"<record><header/></record>"
    assert store.sets(None, 10) == [Collection("x")]
    store.close()


def test_words_that_were_indexed_before_are_found_and_forgotten(database_url):
    """What triggers told the index once, writers tell it now."""
    engine = open_database(database_url)
    with writing(engine) as connection:
        command.upgrade(configuration(connection), "0012")
        record = text("INSERT INTO records VALUES ('a', :native, :digest, 1, :t, :f, '9')")
        native = '{"id": "a", "metadata": {"title": ["Old"]}}'
        connection.execute(record, {"native": native, "digest": b"", "t": True, "f": False})
        connection.execute(text("INSERT INTO words (record_id, words) VALUES ('a', 'old')"))
    migrate(engine)
    store = Store(engine, Reader(engine), horizon_of(engine), Records(str))

    assert ids(store.find("old", 1, 10)) == {"a"}
    store.delete(["a"])
    assert ids(store.find("old", 1, 10)) == set()
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            found = "SELECT count(*) FROM words_index('old')"
            assert connection.scalar(text(found)) == 0
    store.close()


def test_memberships_of_each_format_become_shared_ones(database_url):
    """What stood in the list of a set before stands there still, withdrawn or not."""
    engine = open_database(database_url)
    rows = [
        *(("oai_dc", spec, 3, "a", False) for spec in ("x", "x:y")),
        *(("oai_qdc", spec, 2, "a", False) for spec in ("x", "x:y")),
        *(("edm", spec, 3, "a", False) for spec in ("x", "x:y")),
        *((prefix, "z", 2, "a", True) for prefix in ("edm", "oai_dc", "oai_qdc")),
    ]
    with writing(engine) as connection:
        command.upgrade(configuration(connection), "0012")
        for prefix, stamp in (("oai_dc", 3), ("oai_qdc", 2), ("edm", 3)):
            told = f"INSERT INTO renderings VALUES ('{prefix}', {stamp}, 'a', :gone, :no, :said)"
            said = {"gone": False, "no": b"", "said": prefix.encode()}
            connection.execute(text(told), said)
        member = text("INSERT INTO memberships VALUES (:prefix, :spec, :stamp, :id, :left)")
        names = ("prefix", "spec", "stamp", "id", "left")
        connection.execute(member, [dict(zip(names, row, strict=True)) for row in rows])
    migrate(engine)
    store = Store(engine, Reader(engine), horizon_of(engine), Records(str))

    for prefix, spec, stamp, record_id, left in rows:
        (entry,) = store.batch(Window(prefix, spec), 9, None, 10)
        assert entry[:2] == (stamp, record_id)
        assert (b'status="deleted"' in entry[2]) is left
        assert (entry[2] == prefix.encode()) is not left
        assert store.count(Window(prefix, spec), 9) == 1
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM memberships")) == 5
    store.close()


def test_all_formats_of_a_record_share_its_places_in_sets(any_archive):
    """A new record has a row for each set that it is in, whatever the number of formats."""
    put(any_archive, letter(collections=["letters:1958"]))
    with any_archive.store.engine.connect() as connection:
        places = connection.execute(select(memberships.c.set_spec, memberships.c.prefixes))
        prefixes = f" {' '.join(any_archive.store.formats('letter-1'))} "

        assert sorted(tuple(place) for place in places) == [
            ("letters", prefixes),
            ("letters:1958", prefixes),
        ]


def test_a_format_moves_alone_in_the_list_of_a_set(any_archive, clock):
    """Each format has a datestamp of its own, in the lists of sets too (OAI-PMH §2.5)."""
    (one,) = prepare([record_of(letter())], any_archive)
    any_archive.store.put([one])
    clock.tick(100)
    changed = {**one.payloads, "oai_dc": one.payloads["oai_dc"].replace(b"Letter", b"Brief")}
    any_archive.store.put([replace(one, payloads=changed)])
    clock.tick(100)
    found = {
        prefix: any_archive.store.batch(Window(prefix, spec), clock.now, None, 10)
        for prefix in one.payloads
        for spec in ("letters", "letters:1958")
    }

    assert {prefix: len(entries) for prefix, entries in found.items()} == dict.fromkeys(found, 1)
    assert {prefix: entries[0][0] - NEW_YEAR for prefix, entries in found.items()} == {
        prefix: 100 if prefix == "oai_dc" else 0 for prefix in found
    }


def test_the_words_of_a_batch_are_one_piece_of_the_index(archive):
    """Pieces are merged later: one for each record would be merged with all others at once."""
    put(archive, letter("a"), letter("b"), letter("c"))
    with archive.store.engine.connect() as connection:
        pieces = "SELECT count(DISTINCT segid) FROM words_index_idx"

        assert connection.scalar(text(pieces)) == 1


def test_an_empty_database_says_what_to_run(database_url):
    """The message is for the person at the terminal."""
    engine = open_database(database_url)

    with pytest.raises(DatabaseError, match="fonds init"):
        check_schema(engine)
    engine.dispose()


def test_an_open_archive_holds_no_connection(any_archive):
    """A server may fork it, and a connection belongs to one process."""
    opened = open_archive(any_archive.settings)

    assert opened.store.engine.pool.checkedin() == 0


def test_alembic_knows_the_revisions_that_commands_ask_for():
    """They are told from the names of their files, so that Alembic need not be started."""
    scripts = ScriptDirectory.from_config(configuration())

    assert [one.revision for one in scripts.walk_revisions()] == [*reversed(REVISIONS)]
    assert scripts.get_current_head() == REVISIONS[-1]


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
    archive.store.close()
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


def test_what_needs_no_store_is_done_before_others_wait(any_archive):
    """Writers come one after the other: a digest of all bytes is not taken in their turn."""
    (one,), begun = prepare([record_of(letter())], any_archive), []
    engine = any_archive.store.engine
    event.listen(engine, "begin", lambda _: begun.append("digest" in vars(one)))
    any_archive.store.put([one])

    assert begun == [True]


def test_storing_the_same_again_changes_nothing(any_archive, clock):
    """No datestamp moves and no change is logged."""
    put(any_archive, letter())
    newest = any_archive.store.newest()
    clock.tick(100)

    assert put(any_archive, letter()) == [Outcome.UNCHANGED]
    assert any_archive.store.newest() == newest


def test_several_may_store_the_same_records_at_once(any_archive):
    """They wait for each other, and each record is stored once."""
    natives = [letter(f"l{number:02}") for number in range(40)]
    with ThreadPoolExecutor(3) as writers:
        outcomes = list(writers.map(lambda _: put(any_archive, *natives), range(3)))

    assert [set(one) for one in sorted(outcomes)] == [
        {Outcome.STORED},
        {Outcome.UNCHANGED},
        {Outcome.UNCHANGED},
    ]


def test_a_rebuild_does_not_undo_what_happens_meanwhile(any_archive):
    """A record changed or deleted between reading and writing stays as it is now."""
    put(any_archive, letter("same"), letter("changed"), letter("deleted"))
    (seen,) = any_archive.store.every(10)
    put(any_archive, letter("changed", metadata={"title": ["Newer"]}))
    any_archive.store.delete(["deleted"])
    renamed = replace(any_archive, urls=replace(any_archive.urls, base="https://new.example"))

    outcomes = any_archive.store.renew(seen, prepare([kept.record for kept in seen], renamed))
    stored = [payload_of(any_archive.store, kept.record.id) for kept in seen]

    assert [kept.record.id for kept in seen] == ["changed", "deleted", "same"]
    assert outcomes == [Outcome.UNCHANGED, Outcome.UNCHANGED, Outcome.STORED]
    assert b"Newer" in stored[0]
    assert stored[1] == b""
    assert b"https://new.example" in stored[2]


def someone_waits(engine):
    """Return whether a transaction of PostgreSQL waits for another; on SQLite it always does."""
    if engine.dialect.name == "sqlite":
        return True
    with engine.connect() as connection:
        return connection.scalar(text("SELECT count(*) > 0 FROM pg_locks WHERE NOT granted"))


def test_a_rebuild_waits_for_who_is_deleting(any_archive, clock):
    """A deletion that is not yet committed is not undone either."""
    store = any_archive.store
    put(any_archive, letter())
    (seen,) = store.every(10)
    renamed = replace(any_archive, urls=replace(any_archive.urls, base="https://new.example"))
    anew = prepare([kept.record for kept in seen], renamed)
    with ThreadPoolExecutor(1) as rebuilding, writing(store.engine) as connection:
        stamp = store.horizon.stamp(connection)
        Writer(connection, stamp, store.spelling, clock).delete(["letter-1"])
        renewed = rebuilding.submit(store.renew, seen, anew)
        while not (renewed.done() or someone_waits(store.engine)):
            pass

    assert renewed.result() == [Outcome.UNCHANGED]
    assert payload_of(store, "letter-1") == b""


def test_a_new_transcript_moves_no_datestamp_of_a_format_without_it(any_archive, clock):
    """A datestamp belongs to a rendering (OAI-PMH §2.5), and oai_dc has no transcripts."""
    put(any_archive, letter())
    before = datestamp_of(any_archive.store, "letter-1")
    clock.tick(100)

    assert put(any_archive, letter(text={"en": "Dear colleague"})) == [Outcome.STORED]
    assert datestamp_of(any_archive.store, "letter-1") == before


def test_a_deleted_record_can_come_back(any_archive, clock):
    """A tombstone stays until the record is stored again."""
    put(any_archive, letter())
    clock.tick()
    any_archive.store.delete(["letter-1"])
    gone = payload_of(any_archive.store, "letter-1")
    clock.tick()
    put(any_archive, letter())

    assert gone == b""
    assert payload_of(any_archive.store, "letter-1") != b""


def test_every_change_is_logged(any_archive, clock):
    """What it was and when, in the order in which it happened; what changes nothing is none."""
    put(any_archive, letter())
    clock.tick()
    put(any_archive, letter())
    put(any_archive, letter(collections=["other"]))
    clock.tick()
    any_archive.store.delete(["letter-1", "unknown"])
    any_archive.store.delete(["letter-1"])
    clock.tick()
    put(any_archive, letter())
    with any_archive.store.engine.connect() as connection:
        logged = connection.execute(select(changes).order_by(changes.c.number)).all()

    assert [(one.kind, one.datestamp - NEW_YEAR) for one in logged] == [
        ("create", 0),
        ("update", 1),
        ("delete", 2),
        ("create", 3),
    ]
    assert {one.record_id for one in logged} == {"letter-1"}


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


@pytest.mark.parametrize(
    "query", ["bird", "treaty-of-the-end", "bird treaty", "first-bird the-end middle"]
)
def test_the_words_of_a_long_record_are_found_together(any_archive, query):
    """Wherever they stand in it: an index holds a long text in pieces."""
    long = "The first bird. " + "The middle. " * 1_000 + "The treaty of the end."
    put(any_archive, letter("long", text={"en": long}), letter("short", text={"en": "A bird."}))

    assert "long" in ids(any_archive.store.find(query, 1, 10))


@given(st.text(max_size=60))
@example("𝑨")
def test_folding_twice_is_folding_once(written):
    """What the index holds is in its final form."""
    assert fold(fold(written)) == fold(written)


@pytest.mark.parametrize("size", [1, 3, 7, 50])
def test_batches_cover_a_list_once_and_in_order(any_archive, clock, size):
    """Keyset paging neither repeats nor skips, whatever the size."""
    for hour in range(3):
        put(any_archive, *(letter(f"h{hour}-{n}") for n in range(7)))
        clock.tick()
    horizon, after, seen = any_archive.store.closed(), None, []
    while found := any_archive.store.batch(EVERYTHING, horizon, after, size):
        seen += [entry[:2] for entry in found]
        after = seen[-1]

    assert seen == sorted(set(seen))
    assert len(seen) == any_archive.store.count(EVERYTHING, horizon) == 21


@pytest.fixture
def plans(archive):
    """Tells how SQLite goes about each query since it was last asked: a line a step."""
    asked = []

    def listen(driver, *_):
        driver.set_trace_callback(asked.append)

    def explained():
        with archive.store.reader.connection() as driver:
            driver.set_trace_callback(None)
            queries = [query for query in asked if query.startswith("SELECT")]
            steps = [driver.execute(f"EXPLAIN QUERY PLAN {query}").fetchall() for query in queries]
        asked.clear()
        return [step[-1] for each in steps for step in each]

    event.listen(Pool, "checkout", listen)
    yield explained
    event.remove(Pool, "checkout", listen)


@pytest.mark.parametrize("window", [EVERYTHING, Window("oai_dc", "letters", 0, 10)])
def test_no_list_is_scanned(archive, clock, plans, window):
    """What a batch or a count costs does not grow with the archive; a count reads an index."""
    put(archive, letter("a"), letter("b", collections=[]))
    clock.tick()
    plans()
    archive.store.batch(window, clock.now, (5, "x"), 10)
    archive.store.last(window, clock.now, (5, "x"))
    archive.store.earliest()

    steps = plans()
    assert steps
    assert [step for step in steps if step.startswith("SCAN") and "CONSTANT" not in step] == []
    archive.store.count(window, clock.now)
    assert [" INDEX " in step or "memberships" in step for step in plans()] == [True]


def test_the_picture_of_a_page_comes_with_the_datestamp_of_its_record(any_archive, clock, tmp_path):
    """Of visible records alone; the datestamp says when the picture may have become another."""
    Picture.new("RGB", (60, 40)).save(tmp_path / "page.png")
    pages = [{"key": "p1", "file": "page.png"}]
    clock.tick(100)
    put(any_archive, letter("open", pages=pages), folder=tmp_path)
    put(any_archive, letter("secret", pages=pages, access="restricted"), folder=tmp_path)
    store = any_archive.store
    found = store.picture("open", "p1")

    assert (found.image.width, found.image.height) == (60, 40)
    assert found.datestamp == datestamp_of(store, "open") >= NEW_YEAR + 100
    unseen = (("open", "p2"), ("secret", "p1"), ("unknown", "p1"))
    assert [store.picture(*page) for page in unseen] == [None] * 3
