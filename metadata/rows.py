"""Input as rows: whatever the source, native JSON that ``schemas.check`` can look at."""

import io
import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from metadata import iso2709
from metadata.dialects import SHEETS
from metadata.documents import OAI_PMH, read_xml
from metadata.found import Found, Header, ReadingOptions
from metadata.gathering import gathered
from metadata.iso2709 import read_marc
from metadata.json_documents import IIIF, read_json
from metadata.json_documents import LABEL as IIIF_LABEL
from metadata.json_lines import read_lines
from metadata.kinds import XML_KINDS
from metadata.sources import Source, beginning
from metadata.spreadsheets import Spreadsheet, SpreadsheetOptions
from schemas.problem import Problem
from schemas.row import Row


def read(source: Source, options: ReadingOptions) -> Iterator[Found]:
    """Yield what *source* is, then its rows as a stream.

    Raises:
        UnknownTarget: the options map a column to what does not exist.
        SourceError: the encoding is not that of the source.
        OSError: the source cannot be opened.
    """
    with source.opened() as stream:
        for one in _read(source, stream, options):
            yield _placed(one, source.folder) if isinstance(one, Row) else one


def _placed(row: Row, folder: Path) -> Row:
    """Return *row* with the *folder* of its files, which few readers know."""
    return row if row.folder is folder else replace(row, folder=folder)


def _read(source: Source, stream: io.BufferedReader, options: ReadingOptions) -> Iterator[Found]:
    if _is_marc(beginning(stream), options.kind):
        yield from read_marc(source.name, stream)
    elif _is_xml(beginning(stream), options.kind):
        yield from read_xml(source.name, stream, options.kind)
    else:
        with source.decoded(stream, options.encoding) as text:
            first, lines = _peek(text)
            yield from _read_text(source, first, lines, options)


def _is_marc(start: bytes, forced: str | None) -> bool:
    return forced == iso2709.KEY if forced else iso2709.LEADER.match(start) is not None


def _is_xml(start: bytes, forced: str | None) -> bool:
    if forced is not None:
        return forced not in _TEXT
    return _XML.match(start) is not None and _HTML.search(start) is None


def _peek(text: TextIO) -> tuple[str, Iterator[str]]:
    """Return the first line of *text* that is not blank, and all lines from the first on."""
    read = []
    for line in text:
        read.append(line)
        if line.strip():
            break
    return (read[-1] if read else ""), itertools.chain(read, text)


def _read_text(
    source: Source, beginning: str, lines: Iterator[str], options: ReadingOptions
) -> Iterator[Found]:
    unreadable = next((why for shape, why in _UNREADABLE if shape.match(beginning)), None)
    if unreadable and options.kind is None:
        yield Header(source.name, "unknown")
        yield Row(source.name, 1, None, problems=(Problem(source.name, 1, "row", "", unreadable),))
    elif options.kind == "json-lines":
        yield Header(source.name, "JSON Lines")
        yield from read_lines(source.name, lines, source.folder)
    elif options.kind == IIIF or _is_json(beginning, options.kind):
        yield from read_json(source, lines, options)
    else:
        yield from _read_table(source, lines, options)


def _is_json(first: str, forced: str | None) -> bool:
    return forced is None and _JSON.match(first) is not None


def _read_table(source: Source, lines: Iterator[str], options: ReadingOptions) -> Iterator[Found]:
    how = SpreadsheetOptions(options.separators, options.mapped, options.dates, options.kind)
    table = Spreadsheet(source.name, lines, how)
    plan = table.plan
    problems = tuple(table.header_problems())
    yield Header(source.name, plan.dialect.label, problems, plan.mapped, plan.proof)
    rows = table.rows()
    first = next(rows, None)
    if first is None:
        yield table.emptiness()
    else:
        rows = itertools.chain([first], rows)
        yield from gathered(rows, plan, source.folder)
        yield from table.leftovers()


_JSON = re.compile(r"\s*(?:\{|\[\s*(?:[\[{\]]|$))")

_TEXT = {"json-lines": "JSON Lines", **SHEETS, IIIF: IIIF_LABEL}

READABLE = {
    **_TEXT,
    iso2709.KEY: iso2709.LABEL,
    OAI_PMH: "a response of OAI-PMH, or a static repository",
    **{one.key: one.label for one in XML_KINDS},
}
"""What ``--as`` may name, and what it is."""

# The first bytes of a document, in UTF-8 or UTF-16, with a byte order mark or without.
_XML = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\0?\s*\0?<\0?[?!A-Za-z]")
_HTML = re.compile(rb"<(?:!DOCTYPE\s+)?html[\s>]", re.IGNORECASE)

# What is met under the name of a spreadsheet, by its beginning.
_UNREADABLE = tuple(
    (re.compile(shape), why)
    for shape, why in (
        (r"PK\x03\x04", "a workbook of Excel or LibreOffice: save its sheet as CSV UTF-8"),
        (r"\udcd0\udccf\x11", "a workbook of Excel: save its sheet as CSV UTF-8"),
        (
            r"\x1f",
            "compressed: give its content to standard input, as in zcat FILE | fonds ingest -",
        ),
        (r"%PDF-", "a PDF: name it in a spreadsheet or in JSON Lines, as the file of a record"),
        (r"\s*<[?!A-Za-z]", "HTML: save what is described as CSV, JSON Lines or XML"),
        (r"[^\0]*\0", "no text: JSON Lines, CSV and TSV are read"),
    )
)
