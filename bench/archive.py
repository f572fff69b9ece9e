"""The archives that are measured: the same records in Fonds and in the servers beside it.

    python bench/archive.py --records 100000

They are made once, in ``var/bench/RECORDS`` beneath the current folder, and again when what makes
them has changed. Fonds
is filled through its store, in transactions of 2,000 records, with what it would be given by
``fonds ingest`` but for what no measurement reads: other formats than ``oai_dc``, and full text.
What the peers hold is taken from there, so that all of them say the same, in the same order.
"""

import argparse
import hashlib
import json
import shutil
import sqlite3
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from letters import deleted, letters
from sqlalchemy import create_engine, func, insert, select, text

from metadata.formats import FORMATS
from metadata.markup import parse
from schemas.native import from_native, write_line
from server.archive import Archive, open_archive
from server.links import links_of
from server.settings import SETTINGS, Settings, make_secret, read_secret
from server.store.database import open_database
from server.store.migrating import migrate
from server.store.prepared import Prepared, Window
from server.store.tables import tables

ROOT = Path(__file__).parents[1]
FOLDER = Path("var", "bench").absolute()
NAMESPACE = "archive.example"
BASE_URL = f"https://{NAMESPACE}"
PREFIX = "oai_dc"

_TRANSACTION = 2000
_COPIED = 5000
_MADE_BY = ("bench/letters.py", "bench/archive.py", "metadata", "schemas", "server/store")
_MADE_BY_TOO = ("server/oai/envelope.py", "server/urls.py", "server/links.py")

# The peers' rows are numbered in the order of the list, so that going on at a cursor is one seek:
# what they cost is their own, and nothing of it an OFFSET.
_PEERS = """
CREATE TABLE IF NOT EXISTS {name} (
    number INTEGER PRIMARY KEY, identifier TEXT UNIQUE, datestamp INTEGER, deleted INTEGER,
    set_spec TEXT, metadata {type}
)"""


@dataclass(frozen=True, slots=True)
class Place:
    """The folder that holds everything of *records* records."""

    records: int
    elsewhere: Path | None = None

    @property
    def folder(self) -> Path:
        """The folder itself."""
        return self.elsewhere or FOLDER / str(self.records)

    @property
    def data_dir(self) -> Path:
        """The data folder of Fonds, with its SQLite database."""
        return self.folder / "fonds"

    @property
    def peers(self) -> Path:
        """The database of the peers."""
        return self.folder / "peers.db"

    @property
    def postgresql(self) -> Path:
        """The folder of PostgreSQL's server."""
        return self.folder / "postgresql"

    @property
    def deleted(self) -> int:
        """How many of the records are deleted."""
        return len(deleted(self.records))

    def pages(self, batch: int) -> Path:
        """Return the folder of the pages of *batch* records, as files."""
        return self.folder / f"pages-{batch}"


def prepare(records: int, *, peers: bool = True) -> Place:
    """Return the place of *records* records, filled unless it is; for *peers* too if asked."""
    place = Place(records)
    if not _is_made(place, "fonds"):
        shutil.rmtree(place.folder, ignore_errors=True)
        place.folder.mkdir(parents=True)
        _fill(place)
        _mark(place, "fonds")
    if peers and not _is_made(place, "peers"):
        place.peers.unlink(missing_ok=True)
        _fill_peers(place)
        _mark(place, "peers")
    return place


def _is_made(place: Place, what: str) -> bool:
    mark = place.folder / f"{what}-made-by"
    return mark.is_file() and mark.read_text() == _made_by()


def _mark(place: Place, what: str) -> None:
    (place.folder / f"{what}-made-by").write_text(_made_by())


def _made_by() -> str:
    """Return a digest of all code that decides what the archives hold."""
    digest = hashlib.blake2b(digest_size=16)
    for name in (*_MADE_BY, *_MADE_BY_TOO):
        path = ROOT / name
        for source in [path] if path.is_file() else sorted(path.rglob("*.py")):
            digest.update(source.read_bytes())
    return digest.hexdigest()


def _fill(place: Place) -> None:
    began = time.perf_counter()
    archive = empty_archive(place)
    _fill_fonds(archive, place.records)
    seconds = time.perf_counter() - began
    print(f"Fonds: {place.records:,} records stored, {place.records / seconds:,.0f} a second")
    while archive.store.closed() <= archive.store.newest():
        time.sleep(0.1)  # a list goes up to the last second that is over
    archive.store.close()


def empty_archive(place: Place) -> Archive:
    """Return a new archive in the data folder of *place*."""
    make_secret(place.data_dir)
    settings = _settings(place)
    migrate(open_database(settings.database_url))
    return open_archive(settings)


def _settings(place: Place) -> Settings:
    values: dict[str, Any] = {one.field: one.default for one in SETTINGS}
    values |= {
        "data_dir": place.data_dir,
        "database_url": f"sqlite:///{place.data_dir / 'fonds.db'}",
        "base_url": BASE_URL,
        "secret_key": read_secret(place.data_dir),
    }
    return Settings(**values)


def _fill_fonds(archive: Archive, records: int) -> None:
    coming = (prepared(native, archive) for native in letters(records))
    while batch := list(islice(coming, _TRANSACTION)):
        archive.store.put(batch)
    gone = iter(deleted(records))
    while some := list(islice(gone, _TRANSACTION)):
        archive.store.delete(some)


def prepared(native: dict[str, Any], archive: Archive) -> Prepared:
    """Return what ``fonds ingest`` would store of *native*, but for what nobody reads here."""
    record = from_native(native)
    links = links_of(record, archive.urls, archive.settings.repository_name)
    payload = FORMATS[PREFIX].write(record, links)
    assert payload is not None
    (day,) = native["metadata"]["date"]
    return Prepared(record, write_line(native), {PREFIX: payload}, words="", sort_date=day)


def _fill_peers(place: Place) -> None:
    began = time.perf_counter()
    archive = open_archive(_settings(place))
    rows = sqlite3.connect(place.peers, isolation_level=None)
    rows.execute("PRAGMA page_size = 16384")
    rows.execute("PRAGMA journal_mode = WAL")
    for name, kind in (("oaipmh", "TEXT"), ("oai_repo", "BLOB")):
        rows.execute(_PEERS.format(name=name, type=kind))
    rows.execute("BEGIN")
    for number, (said, xml) in enumerate(_listed(archive)):
        written = json.dumps(_elements(xml), ensure_ascii=False) if xml else ""
        rows.execute("INSERT INTO oaipmh VALUES (?, ?, ?, ?, ?, ?)", (number, *said, written))
        rows.execute("INSERT INTO oai_repo VALUES (?, ?, ?, ?, ?, ?)", (number, *said, xml))
    rows.execute("COMMIT")
    rows.close()
    archive.store.close()
    print(f"peers: the same, in {time.perf_counter() - began:,.0f} s")


def _listed(archive: Archive) -> Iterator[tuple[tuple[str, int, bool, str], bytes]]:
    """Yield what a full list holds: identifier, datestamp, deleted, set; and the metadata."""
    after = None
    horizon = archive.store.closed()
    while found := archive.store.batch(Window(PREFIX), horizon, after, _TRANSACTION):
        for stamp, _, xml in found:
            header = parse(xml)[0]
            identifier, _, set_spec = (child.text or "" for child in header)
            metadata = xml.partition(b"<metadata>")[2].partition(b"</metadata>")[0]
            yield (identifier, stamp, not metadata, set_spec), metadata
        after = found[-1][:2]


def _elements(xml: bytes) -> dict[str, list[str]]:
    """Return the elements of Dublin Core in *xml*, by name."""
    elements: dict[str, list[str]] = {}
    for child in parse(xml):
        elements.setdefault(str(child.tag).rpartition("}")[2], []).append(child.text or "")
    return elements


def fill_postgresql(place: Place, url: str) -> None:
    """Copy Fonds' tables into an empty PostgreSQL at *url*, unless they are there."""
    target = create_engine(url)
    migrate(target)
    source = create_engine(f"sqlite:///{place.data_dir / 'fonds.db'}")
    with source.connect() as reading, target.connect() as writing:
        for table in tables.sorted_tables:
            if writing.scalar(select(func.count()).select_from(table)):
                continue
            rows = reading.execution_options(stream_results=True).execute(select(table))
            for part in rows.mappings().partitions(_COPIED):
                writing.execute(insert(table), [dict(row) for row in part])
        writing.commit()
    with target.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("VACUUM ANALYZE"))
    source.dispose()
    target.dispose()


def write_pages(place: Place, batch: int, pages: Iterable[bytes]) -> None:
    """Keep *pages* as files that nginx finds by their token, unless they are there."""
    folder = place.pages(batch)
    if folder.is_dir():
        return
    partial = folder.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    for number, page in enumerate(pages):
        # The first page is asked for without a token.
        name = f"{number}.xml" if number else ".xml"
        (partial / name).write_bytes(_with_token(page, str(number + 1)))
    partial.rename(folder)


def _with_token(page: bytes, token: str) -> bytes:
    start = page.rfind(b"<resumptionToken")
    if start < 0:
        return page
    opened = page.index(b">", start) + 1
    closed = page.index(b"</resumptionToken>", opened)
    return page[:opened] + (token.encode() if closed > opened else b"") + page[closed:]


def main() -> None:
    """Fill a place."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=20_000)
    place = prepare(parser.parse_args().records)
    print(place.folder)


if __name__ == "__main__":
    main()
