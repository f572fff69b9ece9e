"""Several processes take in what one would, and say the same of it, whatever befalls them."""

import json
import os
import signal
import sqlite3
import subprocess
import threading
import time
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from archives import letter, make_archive, settings_in, slow_writer
from live import FONDS, free_port, ready_archive

from metadata.found import ReadingOptions
from metadata.sources import find_sources
from schemas.native import collection_to_native, to_native
from server.crew import CrewLost
from server.ingest import Input, ingest, validate

BATCH = 10


def natives():
    """Yield sound rows and refused ones; ids and set specs that come twice, near and far apart."""
    for number in range(65):
        yield letter(f"letter-{number}")
    yield letter("letter-64")  # in the batch of its first, or in the one after
    yield letter("letter-3")  # long after it
    yield letter("late", metadata={})  # refused, so what follows is the first
    yield letter("late")
    yield {"collection": "letters", "metadata": {"title": ["Letters"]}}
    yield letter("late")
    for number in range(60, 75):
        yield letter(f"letter-{number}", metadata={"title": ["Another"], "date": ["02/10/1957"]})
    yield {"collection": "letters", "metadata": {"title": ["Letters again"]}}
    yield {"collection": "no spec at all", "metadata": {}}
    yield letter("a b")  # no id
    yield {"metadata": {"title": ["Without an id"]}}
    for number in range(BATCH):  # each in flight when the next of its name comes
        yield from (letter(f"twin-{number}"), letter("twin", metadata={}), letter("twin"))


def write_sources(folder):
    """Write a file of each kind of trouble; a header in the midst of a batch has something too."""
    lines = (json.dumps(one) + "\n" for one in natives())
    (folder / "a.jsonl").write_text("".join(lines) + "no JSON\n")
    (folder / "b.csv").write_text("id,title,what\ns1,T,x\ns1,T,y\nletter-1,T,z\n,T,\n")
    (folder / "c.csv").write_text(
        "objectid,parentid,title\np,,\nc1,p,1\nc2,p,2\nq,,Q\nd,q,1\ntwin,,T\n"
    )


def given(folder):
    """Return *folder* as a command is given it, with a mapping that no header bears out."""
    return Input(find_sources([str(folder)]), ReadingOptions(mapped={"tilte": "title"}))


def held(store):
    """Return what *store* holds, but for datestamps."""
    records = [to_native(one.record) for kept in store.every(100) for one in kept]
    collections = [collection_to_native(one) for one in store.sets(None, 100)]
    return records, collections, store.totals()


def small(archive):
    """Return *archive* with small batches."""
    return replace(archive, settings=replace(archive.settings, ingest_batch_size=BATCH))


@pytest.fixture
def folder(tmp_path):
    """A folder for what is read, and nothing else."""
    made = tmp_path / "given"
    made.mkdir()
    return made


@pytest.fixture
def alone(tmp_path, clock):
    """An empty archive for one process to fill."""
    place = tmp_path / "alone"
    place.mkdir()
    made = make_archive(settings_in(place), clock)
    yield made
    made.store.close()


def test_two_processes_store_and_report_what_one_does(any_archive, alone, folder):
    """The same rows, the same problems in the same order, the same summary."""
    write_sources(folder)

    none = validate(given(folder), lambda _: None)
    one = ingest(given(folder), small(alone), lambda _: None)
    two = ingest(given(folder), small(any_archive), lambda _: None, 2)

    assert two.as_json() == one.as_json() == none.as_json()
    assert one.summary.advice
    assert one.counts["read"] == one.counts["stored"] + one.counts["refused"]
    assert sum("has it already" in problem.message for problem in one.problems) > 15
    assert held(any_archive.store) == held(alone.store)


def members(parent):
    """Return the processes of the crew of *parent*, which are its children, that live."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            status = (place / "stat").read_text().rpartition(")")[2].split()
            command = (place / "cmdline").read_bytes()
        except OSError:
            continue
        if b"server.crew_member" in command and status[0] != "Z" and int(status[1]) == parent:
            found.append(int(place.name))
    return found


def wait_for(holds, seconds=60):
    """Return what *holds* returns as soon as it is something."""
    deadline = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found


def is_at_work(pid):
    """Whether a process has begun to write to its database."""
    try:
        return any("fonds.db" in os.readlink(one) for one in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return False


@contextmanager
def killing(archive, times):
    """Kill a process of the crew of this one so often, each before it can store anything."""

    def kill():
        for _ in range(times):
            at_work = wait_for(lambda: list(filter(is_at_work, members(os.getpid()))))
            killed.append(at_work[0])
            os.kill(killed[-1], signal.SIGKILL)
            wait_for(lambda: killed[-1] not in members(os.getpid()))

    def hold_up():
        with slow_writer(archive):
            held_up.set()
            kill()

    killed, held_up = [], threading.Event()
    killer = threading.Thread(target=hold_up)
    killer.start()
    assert held_up.wait(10)
    try:
        yield killed
    finally:
        killer.join()


def test_the_batch_of_a_process_that_is_killed_is_given_to_another(archive, folder):
    """No row is lost, and what happened is told with the process and the rows."""
    (folder / "a.csv").write_text("id,title\na,A\nb,B\nc,C\n")
    with killing(archive, 1) as killed:
        report = ingest(given(folder), archive, lambda _: None, 2)
    (told,) = [one for one in report.problems if one.field == "--workers"]

    assert (report.counts["read"], report.counts["stored"]) == (3, 3)
    assert told.message == (
        f"process {killed[0]} was ended by SIGKILL over {folder}/a.csv line 2 "
        f"to {folder}/a.csv line 4: given to another"
    )


def test_a_batch_that_ends_two_processes_ends_the_command(archive, folder):
    """It would end a third; what is not stored is named, and what came before is kept."""
    (folder / "a.csv").write_text("id,title\na,A\n")
    with killing(archive, 2) as killed, pytest.raises(CrewLost) as lost:
        ingest(given(folder), archive, lambda _: None, 2)

    assert f"process {killed[1]} was ended by SIGKILL, and one before it" in str(lost.value)
    assert f"{folder}/a.csv line 2: none of that is stored" in str(lost.value)
    assert members(os.getpid()) == []


def test_what_goes_wrong_in_another_process_is_told_as_in_this_one(archive, folder):
    """The same error, with the same words, and for us where it was."""
    (folder / "a.csv").write_text("id,title,file\na,A,a.txt\n")
    (folder / "a.txt").write_text("A file where no folder can be made for it")
    archive.settings.files_dir.write_text("no folder")
    errors = []
    for workers in (1, 2):
        with pytest.raises(OSError, match="files") as raised:
            ingest(given(folder), archive, lambda _: None, workers)
        errors.append(raised.value)
    here, there = errors

    assert (type(there), str(there)) == (type(here), str(here))
    assert "keep_file" in str(there.__cause__)


@contextmanager
def ingesting(environment):
    """Yield a command at work, once it has stored something, with more rows to come."""
    command = [FONDS, "ingest", "--workers", "2", "-"]
    pipes = {"stdin": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, env=environment, **pipes) as process:
        assert process.stdin is not None
        for number in range(2 * BATCH):
            process.stdin.write(json.dumps(letter(f"l{number}")).encode() + b"\n")
        process.stdin.flush()
        wait_for(lambda: stored(environment))
        yield process
        process.kill()


def stored(environment):
    """Return how many records an archive has."""
    database = f"file:{environment['FONDS_DATA_DIR']}/fonds.db?mode=ro"
    with closing(sqlite3.connect(database, uri=True)) as connection:
        return connection.execute("SELECT count(*) FROM records").fetchone()[0]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=["SIGINT", "SIGKILL"])
def test_a_command_that_is_stopped_takes_its_processes_with_it(tmp_path, number):
    """At once, and what was stored is kept; only who is asked can say so."""
    environment = ready_archive(tmp_path, free_port(), FONDS_INGEST_BATCH_SIZE=str(BATCH))
    with ingesting(environment) as process:
        crew, kept = members(process.pid), stored(environment)
        began = time.monotonic()
        process.send_signal(number)
        said = process.stderr.read().decode()
        status = process.wait(10)
        wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in crew), 20)

    assert crew != []
    assert time.monotonic() - began < 20
    assert status == {signal.SIGINT: 130, signal.SIGKILL: -signal.SIGKILL}[number]
    assert ("what was stored so far is kept" in said) == (number == signal.SIGINT)
    assert stored(environment) >= kept >= BATCH  # whole batches, whatever else a source says
