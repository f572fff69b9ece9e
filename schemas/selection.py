"""Sets of all records of a kind: what their members have in common, and who is one.

A collection with ``where`` is such a set (OAI-PMH §2.6). Every name in it must be met, by any one
of its values: ``{"type": ["Text"], "has": ["manifest"]}``. Nothing asked means every record.
"""

from collections.abc import Callable, Mapping

from schemas.record import Record, Value, Where
from schemas.terms import TERMS, Kind

HAS = "has"


def _has_text(record: Record) -> bool:
    return bool(record.text) or any(page.text for page in record.pages)


POSSESSIONS: Mapping[str, Callable[[Record], object]] = {
    "manifest": lambda record: record.canvases,
    "file": lambda record: record.files,
    "text": _has_text,
}
"""What ``has`` can ask for, and how to tell."""


def selects(where: Where, record: Record) -> bool:
    """Return whether *record* is what *where* asks for."""
    return all(any(_has(record, name, asked) for asked in values) for name, values in where.items())


def _has(record: Record, name: str, asked: str) -> bool:
    if name == HAS:
        return bool(POSSESSIONS[asked](record))
    is_like = _LIKE.get(TERMS[name].kind, _is_equal)
    return any(is_like(value, asked) for value in record.values(name))


def _is_equal(value: Value, asked: str) -> bool:
    """Whether *value*, as written or in its standard form, is *asked*, whatever the case."""
    said = (value.text, value.derived or "")
    return asked.casefold() in {one.strip().casefold() for one in said}


def _is_language(value: Value, asked: str) -> bool:
    """Whether *value* is of the language *asked*, or of a kind of it (RFC 4647 §3.3.1)."""
    tag = (value.derived or "").casefold()
    return _is_equal(value, asked) or tag.startswith(f"{asked.casefold()}-")


_LIKE = {Kind.LANGUAGE: _is_language}
