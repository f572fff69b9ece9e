"""Forms: the ways in which crosswalks spell what they are given, each with a name for readers.

A value has a form or has not; what is spelled goes into the XML of a rule by the names that stand
there in braces (``metadata.crosswalk``).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from metadata.prose import plain_text
from schemas.edtf import w3cdtf
from schemas.languages import is_iso639
from schemas.record import FileLinks, PageLinks, TextLinks, Value

Fields = Mapping[str, str]
"""What one value puts into the XML of a rule, by the names that stand there in braces."""


Spoken = dict[str, str]
"""A value as it is read: ``text``, and ``lang`` and ``scheme`` where they are said."""


def _read_value(fields: Fields) -> Spoken | None:
    text = fields.get("value")
    return None if text is None else {"text": text.strip(), "lang": fields.get("lang", "")}


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A way to spell what a source gives: its name for people, the spelling, and the way back.

    *spell* returns None for what has no such form, *read* for fields that are no value.
    """

    name: str
    spell: Callable[[Any], Fields | None]
    read: Callable[[Fields], Spoken | None] = _read_value


class Xml(str):
    """A field that is XML already, and is not escaped."""

    __slots__ = ()


def _written(value: Value) -> Fields | None:
    text = plain_text(value.text)
    # Markup around nothing says nothing.
    return {"value": text, "lang": value.lang or ""} if text else None


def _coded(text: str | None) -> Fields | None:
    """Return the fields of a code or an address, which is of no language; None for none."""
    return {"value": text, "lang": ""} if text else None


def _address(value: Value) -> Fields | None:
    return _coded(value.text)


def _exact_date(value: Value) -> Fields | None:
    return _coded(w3cdtf(value.derived) if value.derived else None)


def _day(value: Value) -> Fields | None:
    date = w3cdtf(value.derived) if value.derived else None
    # Without intervals, and without the year 0, which XML Schema does not have.
    is_one = date is not None and "/" not in date and not date.startswith("0000")
    return {"value": date} if date and is_one else None


def _language_code(value: Value) -> Fields | None:
    return _coded(value.text if is_iso639(value.text) else value.derived)


def _derived(value: Value) -> Fields | None:
    return _coded(value.derived)


def coded(name: str, codes: Mapping[str, str]) -> Form:
    """Return the form called *name* that *codes* give for the standard form of a value."""
    return Form(name, lambda value: _coded(codes.get(value.derived or "")))


def _file(file: FileLinks) -> Fields | None:
    return {
        "value": file.address,
        "label": file.label,
        "media_type": file.media_type or "application/octet-stream",
        "number": f"{file.number}",
        "size": "" if file.size is None else f"{file.size}",
        "checksum": file.digest or "",
        "checksum_type": "SHA-256" if file.digest else "",
    }


def _typed_file(file: FileLinks) -> Fields | None:
    return _file(file) if file.media_type else None


def _page(page: PageLinks) -> Fields | None:
    return {
        "value": page.image,
        "thumbnail": page.thumbnail,
        "service": page.service,
        "implements": page.implements,
        "canvas": page.canvas,
        "label": page.label,
        "number": f"{page.number}",
        "width": f"{page.width}",
        "height": f"{page.height}",
    }


def _transcript(text: TextLinks) -> Fields | None:
    return {
        "value": text.address,
        "lang": text.lang,
        "tag": text.lang,
        "page": f"{text.page or 0}",
    }


def _there(_value: object) -> Fields:
    return {}


WRITTEN = Form("as written, without markup", _written)
ADDRESS = Form("address", _address)
EXACT_DATE = Form("W3CDTF, or an interval of two, where exact", _exact_date)
DAY = Form("W3CDTF where one exact date", _day)
EDTF = Form("EDTF", _derived)
LANGUAGE = Form("ISO 639 or BCP 47", _language_code)
LANGUAGE_TAG = Form("BCP 47", _derived)
RIGHTS = Form("canonical URI", _derived)
TYPE = Form("name of the DCMI Type Vocabulary", _derived)
FILE = Form("address", _file)
TYPED_FILE = Form("address and media type", _typed_file)
PAGE = Form("address", _page)
TRANSCRIPT = Form("address", _transcript)
THERE = Form("is there", _there)
