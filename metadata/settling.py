"""What a cell means that only the whole row of a spreadsheet tells.

That a date is approximate, both coordinates of a point, the language of the row, and which page has
a transcript, captions, OCR or a duration.
"""

from collections.abc import Iterator

from metadata.parts import PLAYED_TYPES, UNSAID, as_object, language_of, text_of
from metadata.roles import Column, Role
from metadata.sheet_row import SheetRow, Written
from metadata.splitting import PROSE_TERMS
from schemas.dates import read_date
from schemas.durations import read_duration
from schemas.edtf import is_edtf
from schemas.grammar import is_id
from schemas.media_types import media_type_of
from schemas.native import Json, add_text
from schemas.terms import TERMS, Kind

DEGREES = {Role.LATITUDE: 90, Role.LONGITUDE: 180}
"""The coordinates of a point, and how many degrees each has at most."""

READ_FILES = {".vtt": Role.CAPTIONS, ".xml": Role.OCR, ".hocr": Role.OCR}
"""Transcripts that ingest reads: what they are of, if the row has one such page."""

# What is written in the language of its row, whatever that tells of others.
_IN_THE_LANGUAGE_OF_THE_ROW = PROSE_TERMS | {
    "subject",
    "coverage",
    "relation",
    "dcterms:extent",
    "dcterms:isReferencedBy",
    "dcterms:spatial",
    "dcterms:temporal",
}

# What a row has to have one of, for a file of captions or OCR, or a duration, to be of it.
_BEARERS = {
    Role.CAPTIONS: "no one recording",
    Role.DURATION: "no one recording",
    Role.OCR: "no one picture",
}


def settle(row: SheetRow) -> None:
    """Settle what *row* has left open, once all its cells are taken in."""
    if row.approximate:
        _mark_dates(row, row.approximate)
    if row.point:
        _place_point(row)
    if Role.CULTURE in row.traits:
        _mark_languages(row, row.traits[Role.CULTURE])
    for column, text in row.belongings:
        _place_belonging(row, column, text)
    for column, text in row.texts:
        _place_text(row, column, text)


def take_identifier_as_id(row: SheetRow) -> None:
    """Let the first identifier that can be one be the id as well: no column says the id."""
    values = [*map(text_of, row.native.get("metadata", {}).get("identifier", ()))]
    if values:
        row.native["id"] = next(filter(is_id, values), values[0])
        row.origins[("id",)] = row.origins[("metadata", "identifier")]


def _mark_dates(row: SheetRow, column: Column) -> None:
    """Put the doubt of *column* on every date that can bear it."""
    for values in _dates(row):
        for index, value in enumerate(values):
            written = text_of(value)
            edtf = read_date(written, row.dates).value
            marked = _approximate(edtf) if edtf else None
            if marked:
                values[index] = {"value": written, "derived": marked}
            elif edtf and not {"~", "%"} & set(edtf):
                message = "this date cannot be marked as approximate: write the doubt into it"
                row.doubt(column, written, message)


def _dates(row: SheetRow) -> Iterator[list[str | Json]]:
    metadata = row.native.get("metadata", {})
    yield from (metadata[term] for term in metadata if TERMS[term].kind is Kind.DATE)


def _approximate(edtf: str) -> str | None:
    """Return *edtf* as approximate (EDTF level 1), both ends of an interval; None if it cannot."""
    marked = "/".join(map(_approximate_end, edtf.split("/")))
    return marked if is_edtf(marked) else None


def _approximate_end(edtf: str) -> str:
    if edtf in {"", ".."}:
        return edtf
    return f"{edtf[:-1]}%" if edtf.endswith("?") else f"{edtf}~"


def _place_point(row: SheetRow) -> None:
    """Make a point of latitude and longitude; one without the other is none."""
    if row.point.keys() == DEGREES.keys():
        north, east = (row.point[axis][1] for axis in DEGREES)
        value = {"value": f"north={north}; east={east}", "scheme": "dcterms:Point"}
        row.metadata("dcterms:spatial").append(value)
        return
    for column, text in row.point.values():
        row.doubt(column, text, "a point has a latitude and a longitude, so it is not read")


def _mark_languages(row: SheetRow, tag: str) -> None:
    """Say of each text that has no language of its own that it is in that of the row."""
    metadata = row.native.get("metadata", {})
    for term in _IN_THE_LANGUAGE_OF_THE_ROW & metadata.keys():
        metadata[term] = [{"lang": tag} | as_object(one) for one in metadata[term]]


def _place_belonging(row: SheetRow, column: Column, text: str) -> None:
    """Give captions, OCR or a duration to the one page that can have them.

    A transcript that is a file, and nothing that is read into a page, is a file of the record.
    """
    is_transcript = column.target == Role.TEXT
    target = column.target
    if is_transcript:
        ends = (role for end, role in READ_FILES.items() if text.lower().endswith(end))
        target = next(ends, Role.FILE)
    pages = [page for page in row.native.get("pages", ()) if _can_have(page, target)]
    if len(pages) == 1:
        _give(row, pages[0], target, (column, text))
    elif is_transcript:
        row.add_files(column, text)
    else:
        row.doubt(column, text, f"not read: {_BEARERS[Role(target)]} in this row can have it")


def _can_have(page: Json, target: str) -> bool:
    """Whether *page* can have what a column of the role *target* holds."""
    is_played = (media_type_of(page.get("file", "")) or "").startswith(PLAYED_TYPES)
    return target in _BEARERS and is_played == (target != Role.OCR)


def _give(row: SheetRow, page: Json, target: str, written: Written) -> None:
    column, text = written
    if target != Role.DURATION:
        page.setdefault(target, {})[column.lang or "und"] = text.lstrip("/")
    elif read_duration(text) is None:
        message = "not a duration, so it is not read: write seconds, such as 81.4, or h:mm:ss"
        row.doubt(column, text, message)
        return
    else:
        page[target] = text
    row.note(("pages", row.native["pages"].index(page), target), column)


def _place_text(row: SheetRow, column: Column, text: str) -> None:
    """Give a transcript to the only page, or to the record when there is no one page."""
    pages = row.native.get("pages", [])
    bearer = pages[0] if len(pages) == 1 else row.native
    tag = column.lang or language_of(row.native) or UNSAID
    add_text(bearer.setdefault("text", {}), tag, text)
    row.note_first(("text", tag), column)
