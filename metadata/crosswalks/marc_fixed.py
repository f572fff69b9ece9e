"""The fixed-length fields of MARC 21: what the leader and 008 say of a record, in codes.

<https://www.loc.gov/marc/bibliographic/bdleader.html>,
<https://www.loc.gov/marc/bibliographic/bd008a.html>. A code is given where the record tells it.
Elsewhere 008 has the fill character, “no attempt to code”, which the leader may not have.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from metadata.crosswalks.library import type_of_resource
from metadata.forms import (
    Fields,
)
from schemas.edtf import years
from schemas.marc_languages import marc_code
from schemas.record import Record, Value

# Leader/06 by what MODS calls the type of resource, as LC's crosswalks have it.
_KINDS = {
    "cartographic": "e",
    "mixed material": "p",
    "moving image": "g",
    "notated music": "c",
    "software, multimedia": "m",
    "sound recording": "i",
    "sound recording-musical": "j",
    "sound recording-nonmusical": "i",
    "still image": "k",
    "text": "a",
    "three dimensional object": "r",
}
# What MODS has no type of resource for. LC's stylesheet makes an event an artifact, r.
_KINDS_BY_TYPE = {"Collection": "p", "Event": "r"}
# There is no code for an unknown type: LC's stylesheet for Dublin Core takes this one.
_KIND_UNKNOWN = "a"
_MANUSCRIPT = {"a": "t", "c": "d", "e": "f"}

# The date that 008 tells, the first of these: those of the thing before those of its use.
_DATES = (
    "dcterms:created",
    "dcterms:issued",
    "date",
    "dcterms:dateCopyrighted",
    "dcterms:available",
    "dcterms:dateSubmitted",
    "dcterms:dateAccepted",
)

_DAY = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])(?:-([0-9]{2}))?(?:T.*)?")
_MASKED_YEAR = re.compile(r"[?~%]?[0-9]{0,3}X")
_OPEN_START = re.compile(r"[\[{]?\.\.|/")
_OPEN_END = re.compile(r"(?:/|/?\.\.)[\]}]?$")


class Dates(NamedTuple):
    """008/06-14: the type of date, and two dates of four characters."""

    kind: str
    first: str
    last: str


_UNCODED = Dates("|", "||||", "||||")
_UNKNOWN = Dates("n", "uuuu", "uuuu")
_BEFORE_CHRIST = Dates("b", "    ", "    ")


def leader(record: Record) -> Fields:
    """Return the type of *record* (Leader/06) and its bibliographic level (Leader/07)."""
    return _leader(record.values("type"))


@lru_cache(maxsize=512)
def _leader(types: tuple[Value, ...]) -> Fields:
    kinds = [kind for kind in map(_kind, types) if kind]
    is_collection = any(value.derived == "Collection" for value in types)
    # Of a collection of photographs, its kind is theirs.
    kind = next((one for one in kinds if one != "p"), kinds[0] if kinds else _KIND_UNKNOWN)
    if any(value.text.strip().casefold() in ("manuscript", "manuscripts") for value in types):
        kind = _MANUSCRIPT.get(kind, kind)
    return {"kind": kind, "level": "c" if is_collection else "m"}


def fixed_data(record: Record) -> Fields:
    """Return the dates (008/06-14) and the language (008/35-37) of *record*."""
    dates = _dates(record)
    return {
        "type": dates.kind,
        "date1": dates.first,
        "date2": dates.last,
        "language": _language(record),
    }


def languages(record: Record) -> list[str]:
    """Return the codes of the languages of *record*, each once."""
    return [*_codes(record.values("language"))]


@lru_cache(maxsize=512)
def _codes(values: tuple[Value, ...]) -> tuple[str, ...]:
    codes = (marc_code(value.derived or "") for value in values)
    return tuple(dict.fromkeys(code for code in codes if code))


def _kind(value: Value) -> str | None:
    by_type = _KINDS_BY_TYPE.get(value.derived or "")
    return by_type or _KINDS.get(type_of_resource(value) or "")


def _language(record: Record) -> str:
    """The first code; blanks where no language is given, fill where none has a code."""
    values = record.values("language")
    otherwise = "|||" if values else "   "
    return next(iter(_codes(values)), otherwise)


def _dates(record: Record) -> Dates:
    """The first date that has a standard form; with a copyright date, if it is one of issue."""
    is_collection = leader(record)["level"] == "c"
    for term in _DATES:
        for edtf in _forms(record, term):
            dates = coded_dates(edtf, is_collection=is_collection)
            is_issued = term == "dcterms:issued" and dates.kind in "es"
            return _with_copyright(record, dates) if is_issued else dates
    return _UNCODED if any(map(record.values, _DATES)) else _UNKNOWN


def _with_copyright(record: Record, dates: Dates) -> Dates:
    spans = map(years, _forms(record, "dcterms:dateCopyrighted"))
    certain = [first for first, last in spans if first == last > 0]
    return Dates("t", dates.first, f"{certain[0]:04}") if certain else dates


def _forms(record: Record, term: str) -> list[str]:
    """Return the EDTF of each date of *term* that has it."""
    return [value.derived for value in record.metadata.get(term, ()) if value.derived]


def coded_dates(edtf: str, *, is_collection: bool = False) -> Dates:
    """Return *edtf* as 008/06-14 has it.

    A day or a month is a detailed date, a masked year a questionable one between its limits, an
    interval multiple dates; of a collection, all but the questionable are inclusive dates. What
    is approximate or uncertain is a probable date, and has the code of a known one.
    """
    # Most are days, and those need no calendar to be taken apart.
    day = None if is_collection or "/" in edtf else _DAY.fullmatch(edtf)
    if day and day[1] != "0000":
        return Dates("e", day[1], f"{day[2]}{day[3] or '  '}")
    if "XXXX" in edtf:
        return _UNKNOWN
    first, last = years(edtf)
    if first < 1:
        return _BEFORE_CHRIST
    kind = _type_of_date(edtf, is_collection=is_collection)
    is_open = _OPEN_START.match(edtf), _OPEN_END.search(edtf)
    if kind == "s" or (kind != "i" and first == last and not any(is_open)):
        return Dates("s", f"{first:04}", "    ")
    return Dates(kind, _limit(first, is_open[0]), _limit(last, is_open[1]))


def _type_of_date(edtf: str, *, is_collection: bool) -> str:
    if edtf.startswith("[") or ("/" not in edtf and _MASKED_YEAR.match(edtf)):
        return "q"
    several = "/" in edtf or edtf.startswith("{")
    return "i" if is_collection else "m" if several else "s"


def _limit(year: int, is_open: re.Match[str] | None) -> str:
    """Return *year* in four characters; 9999 for a present that goes on, u for what is unknown."""
    if is_open is None:
        return f"{year:04}"
    return "9999" if is_open[0] == "/.." else "uuuu"
