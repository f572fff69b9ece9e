"""Archives for tests: real ones, in a temporary folder, on SQLite or PostgreSQL."""

import threading
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from metadata.markup import parse
from schemas import datestamp
from schemas.check import check
from schemas.record import Image, Page, Record, Value
from schemas.row import Row
from server.archive import Archive, open_archive
from server.preparing import prepare
from server.settings import Settings, read_settings
from server.store.database import open_database, writing
from server.store.migrating import migrate
from server.store.store import Store
from server.surfaces import Intake

BASE = "https://archive.example/fonds"
NAMESPACE = "archive.example"
_SQLITE = "sqlite:///"
NEW_YEAR = 1_767_225_600  # 2026-01-01T00:00:00Z


@dataclass
class Clock:
    """A clock that moves when a test says so."""

    now: int = NEW_YEAR

    def __call__(self) -> int:
        """Return the time in seconds."""
        return self.now

    def tick(self, seconds: int = 1) -> None:
        """Let time pass."""
        self.now += seconds


def settings_in(folder: Path, database_url: str = "", **changed: object) -> Settings:
    """Return settings for an archive in *folder*; *changed* replaces single ones."""
    settings = replace(
        read_settings(folder / "no.env"),
        data_dir=folder,
        database_url=database_url or f"sqlite:///{folder / 'fonds.db'}",
        base_url=BASE,
        repository_identifier=NAMESPACE,
        secret_key="a secret of the tests, long enough to sign",
    )
    return replace(settings, **changed)


def make_archive(settings: Settings, clock: Clock) -> Archive:
    """Return a new archive with its schema, empty."""
    file = Path(settings.database_url.removeprefix(_SQLITE))
    if settings.database_url.startswith(_SQLITE) and not file.exists():
        file.write_bytes(_empty_database())
    else:
        _migrate(settings.database_url)
    return open_archive(settings, clock)


@cache
def _empty_database() -> bytes:
    """Return a SQLite database with its schema: to migrate is most of what a small test costs."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "fonds.db"
        _migrate(f"{_SQLITE}{file}")
        return file.read_bytes()


def _migrate(database_url: str) -> None:
    engine = open_database(database_url)
    migrate(engine)
    engine.dispose()


def record_of(native: dict, folder: Path = Path()):
    """Return the record that *native* describes, as ingest would have it before its files."""
    checked = check(Row("test", 1, native, folder=folder))
    assert checked.record is not None, checked.problems
    return checked.record


def put(archive: Archive, *natives: dict, folder: Path = Path()) -> list:
    """Store *natives* as ingest does, files in *folder* included; return the outcomes."""
    records = []
    for native in natives:
        row = Row("test", 1, native, folder=folder)
        records.append(Intake(row, archive.settings).take(record_of(native, folder)))
    return archive.store.put(prepare(records, archive))


def datestamp_of(store: Store, record_id: str, metadata_prefix: str = "oai_dc") -> int:
    """Return the datestamp of a stored record, in seconds since 1970."""
    record = parse(store.rendering(metadata_prefix, record_id))
    return datestamp.parse(record.findtext("header/datestamp"))


def payload_of(store: Store, record_id: str, metadata_prefix: str = "oai_dc") -> bytes:
    """Return the metadata of a stored record; of one that is deleted, nothing."""
    record = store.rendering(metadata_prefix, record_id)
    return record.partition(b"<metadata>")[2].partition(b"</metadata>")[0]


def letter(record_id: str = "letter-1", **changed: object) -> dict:
    """Return a plain record in native form, with all that is advised."""
    native = {
        "id": record_id,
        "collections": ["letters:1958"],
        "metadata": {
            "title": [{"value": f"Letter {record_id}", "lang": "en"}],
            "date": ["April 4, 1958"],
            "type": ["Text"],
            "language": ["ru"],
            "rights": ["http://rightsstatements.org/vocab/NoC-US/1.0/"],
        },
    }
    return native | changed


@contextmanager
def slow_writer(archive: Archive):
    """Yield the datestamp of a writer that does not commit before it is left."""
    stamped, may_commit = threading.Event(), threading.Event()
    stamps = []

    def write_slowly():
        with writing(archive.store.engine) as connection:
            stamps.append(archive.store.horizon.stamp(connection))
            stamped.set()
            may_commit.wait(10)

    writer = threading.Thread(target=write_slowly)
    writer.start()
    assert stamped.wait(10)
    try:
        yield stamps[0]
    finally:
        may_commit.set()
        writer.join()


def book(record_id: str, title: str = "Book", pages: int = 1) -> Record:
    """Return a record of so many *pages*, each with a picture that was measured before."""
    return Record(
        record_id,
        {"title": (Value(title, "en"),)},
        collections=("books",),
        pages=tuple(
            Page(f"p{number}", str(number), image=Image("a" * 64, 1200, 1600))
            for number in range(1, pages + 1)
        ),
    )


def keep(archive: Archive, *records: Record) -> list:
    """Store *records* as they are; return the outcomes."""
    return archive.store.put(prepare(records, archive))
