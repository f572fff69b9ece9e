"""What the coded fields of MARC 21 say, read: Leader/06, dates and language of 008, codes of 041.

<https://www.loc.gov/marc/bibliographic/bd008a.html>
"""

import re
from collections.abc import Iterator

_KIND_PLACE = 6
_DATE_PLACES = (slice(7, 11), slice(11, 15))
_LANGUAGE_PLACE = slice(35, 38)
_CODE_LENGTH = 3

_TYPES = {
    **dict.fromkeys("act", "Text"),
    "d": "Text",
    **dict.fromkeys("efk", "StillImage"),
    "g": "MovingImage",
    **dict.fromkeys("ij", "Sound"),
    "m": "Software",
    "o": "Collection",
    "p": "Collection",
    "r": "PhysicalObject",
}

_YEAR = re.compile(r"[0-9]{4}|[0-9]{1,3}u{1,3}")
_OPEN = "9999"


def dcmi_type(leader: str) -> str | None:
    """Return the DCMI type that Leader/06 is, or None."""
    return _TYPES.get(leader[_KIND_PLACE : _KIND_PLACE + 1])


def coded_language(fixed: str) -> str | None:
    """Return the code of 008/35-37, or None where there is none: blanks, fill, or shorter."""
    code = fixed[_LANGUAGE_PLACE]
    return code if re.fullmatch("[a-z]{3}", code) else None


def many_languages(text: str) -> list[str]:
    """Return the codes in *text*: until 2001 several stood in one subfield, ``engfre`` (041)."""
    text = text.strip()
    is_run = re.fullmatch("(?:[a-z]{3}){2,}", text) is not None
    step = _CODE_LENGTH
    return [text[at : at + step] for at in range(0, len(text), step)] if is_run else [text]


def coded_dates(fixed: str) -> Iterator[tuple[str, str]]:
    """Yield a term and a date in EDTF for what 008/06-14 says; nothing where it says nothing."""
    kind = fixed[6:7]
    first, last = (_year(fixed[place]) for place in _DATE_PLACES)
    if first is None:
        return
    if kind in {"m", "i", "k", "c", "d", "u"}:
        is_open = fixed[_DATE_PLACES[1]] == _OPEN or kind == "c"
        yield "dcterms:issued", f"{first}/{'..' if is_open or last is None else last}"
    elif kind == "q" and last:
        yield "dcterms:issued", f"[{first}..{last}]"
    elif kind == "t" and last:
        yield "dcterms:issued", first
        yield "dcterms:dateCopyrighted", last
    elif kind in {"s", "r", "p", "q", "t", "e"}:
        yield "dcterms:issued", first


def _year(code: str) -> str | None:
    """Return a year of four characters as EDTF has it, or None: ``19uu`` is ``19XX``."""
    return code.replace("u", "X") if _YEAR.fullmatch(code) and code != _OPEN else None
