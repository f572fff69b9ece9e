"""Pages, files and values in native JSON, as all readers make them."""

from schemas.languages import read_language
from schemas.media_types import media_type_of
from schemas.native import Json

UNSAID = ""
"""The tag of a transcript whose language nobody says: a page may still learn it from its record."""

PLAYED_TYPES = ("audio/", "video/")
"""How media types of recordings begin."""

_PAGE_TYPES = ("image/", *PLAYED_TYPES)


def is_page(name: str) -> bool:
    """Return whether the file *name* is a page: a picture, a PDF or a recording at hand."""
    media_type = media_type_of(name) or ""
    return "://" not in name and (
        media_type.startswith(_PAGE_TYPES) or media_type == "application/pdf"
    )


def unique(key: str, taken: set[str]) -> str:
    """Return *key*, with a number when it is *taken*."""
    number, candidate = 1, key
    while candidate in taken:
        number += 1
        candidate = f"{key}-{number}"
    return candidate


def text_of(value: str | Json) -> str:
    """Return the text of a value in native JSON."""
    return value if isinstance(value, str) else str(value["value"])


def as_object(value: str | Json) -> Json:
    """Return a value in native JSON as an object, though it may be nothing but text."""
    return {"value": value} if isinstance(value, str) else value


def language_of(native: Json) -> str | None:
    """Return the language of what *native* describes when it has exactly one that is known."""
    values = native.get("metadata", {}).get("language", [])
    return read_language(text_of(values[0])).value if len(values) == 1 else None
