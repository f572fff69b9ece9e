"""The letters of an archive that never was, as files of each kind that archives send.

    python bench/inputs.py mods 1000 > letters.xml

JSON Lines and spreadsheets are written here, XML by the tables that Fonds writes it with: what is
measured is how fast such files are read.
"""

import csv
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TextIO

from archive import BASE_URL, NAMESPACE
from letters import letters, write_lines

from metadata.crosswalks import marc21, mods
from metadata.formats import FORMATS
from schemas.check import check
from schemas.record import Record
from schemas.row import Row
from server.links import links_of
from server.oai.envelope import Records, respond
from server.urls import Urls

_STAMP = 1_767_225_600  # 2026-01-01T00:00:00Z
_URLS = Urls(BASE_URL, NAMESPACE)
_SEPARATOR = "|"
_COLUMNS = (
    *("title", "title@ru", "creator", "subject", "description@en", "publisher", "contributor"),
    *("date", "type", "format", "identifier", "source", "language", "coverage", "rights"),
)


def _write_json(count: int, file: TextIO) -> None:
    file.writelines(write_lines(letters(count)))


def _write_csv(count: int, file: TextIO) -> None:
    rows = csv.writer(file)
    rows.writerow(["id", "collections", *_COLUMNS])
    for native in letters(count):
        said = native["metadata"]
        cells = [_SEPARATOR.join(_values(said, column)) for column in _COLUMNS]
        rows.writerow([native["id"], _SEPARATOR.join(native["collections"]), *cells])


def _values(said: dict[str, Any], column: str) -> Iterator[str]:
    """Yield the values of a term, those in the language that *column* names if it names one."""
    term, _, tag = column.partition("@")
    for value in said.get(term, ()):
        written = {"value": value} if isinstance(value, str) else value
        # A column without a language has what is in none, or in one that has no column.
        own = written.get("lang") if f"{term}@{written.get('lang')}" in _COLUMNS else None
        if own == (tag or None):
            yield written["value"]


def _write_xml(start: str, prefix: str, end: str) -> Callable[[int, TextIO], None]:
    """Return what writes records in the format *prefix*, inside a wrapper."""

    def write(count: int, file: TextIO) -> None:
        file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n{start}\n')
        for record in _records(count):
            file.write(_payload(record, prefix).decode() + "\n")
        file.write(f"{end}\n")

    return write


def _write_oai_dc(count: int, file: TextIO) -> None:
    """Write a response of ListRecords: Dublin Core alone has no id."""
    spelling = Records(_URLS.oai_identifier)
    listed = (
        spelling.record(
            spelling.header(record.id, _STAMP, record.collections, False),
            _payload(record, "oai_dc"),
        )
        for record in _records(count)
    )
    arguments = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}
    body = (b"<ListRecords>", *listed, b"</ListRecords>")
    file.write(respond(_STAMP, f"{BASE_URL}/oai", arguments, body).decode())


def _records(count: int) -> Iterator[Record]:
    for number, native in enumerate(letters(count), 1):
        record = check(Row("letters", number, native)).record
        assert record is not None
        yield record


def _payload(record: Record, prefix: str) -> bytes:
    payload = FORMATS[prefix].write(record, links_of(record, _URLS, "Letters"))
    assert payload is not None
    return payload


KINDS: dict[str, Callable[[int, TextIO], None]] = {
    "json": _write_json,
    "csv": _write_csv,
    "oai_dc": _write_oai_dc,
    "mods": _write_xml(f'<modsCollection xmlns="{mods.NAMESPACE}">', "mods", "</modsCollection>"),
    "marcxml": _write_xml(f'<collection xmlns="{marc21.NAMESPACE}">', "marc21", "</collection>"),
}
"""What can be read, and what writes so many letters of it."""


def write(kind: str, count: int, path: Path) -> Path:
    """Write *count* letters of *kind* into the file *path*, and return it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        KINDS[kind](count, file)
    return path


if __name__ == "__main__":
    KINDS[sys.argv[1]](int(sys.argv[2]), sys.stdout)
