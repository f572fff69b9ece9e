"""Bytes become a document, or a finding that says why they do not (RFC 8259)."""

import json
from collections.abc import Iterator
from typing import Any

from server.conformance.iiif.place import Place
from server.conformance.iiif.sheet import Sheet

_BOM = b"\xef\xbb\xbf"
_EXCERPT = 60


class _Repeated(dict[str, Any]):
    """An object that has a key more than once; the last value is what readers take."""

    names: tuple[str, ...] = ()


def read(body: bytes, sheet: Sheet) -> Place | None:
    """Return the top of the document in *body*; None when it is no JSON object."""
    text = _decode(body, sheet)
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except RecursionError:
        sheet.add("json-deep", None, "it is nested too deep to be read.")
        return None
    except ValueError as error:
        sheet.add("json", None, f"it is no JSON: {_one_line(str(error))}.")
        return None
    if not isinstance(value, dict):
        sheet.add("json", None, "the top of the document is no object.")
        return None
    root = Place(value)
    for place in _objects(root, sheet):
        if isinstance(place.value, _Repeated):
            names = ", ".join(repr(name) for name in place.value.names)
            sheet.add("json-repeated", place, f"it has more than one {names:.200}.")
    return root


def _decode(body: bytes, sheet: Sheet) -> str:
    if body.startswith(_BOM):
        sheet.add("json-bom", None, "it begins with a byte order mark.")
        body = body[len(_BOM) :]
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        sheet.add("json-utf8", None, f"byte {error.start:,} is not of UTF-8.")
        return body.decode(errors="replace")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) == len(pairs):
        return value
    seen: set[str] = set()
    names = [name for name, _ in pairs if name in seen or seen.add(name)]  # type: ignore[func-returns-value]
    repeated = _Repeated(value)
    repeated.names = tuple(dict.fromkeys(names))
    return repeated


def _constant(name: str) -> None:
    raise ValueError(f"{name} is no value of JSON")


def _objects(root: Place, sheet: Sheet) -> Iterator[Place]:
    """Yield every object of the document, the top first."""
    waiting = [root]
    while waiting:
        place = waiting.pop()
        if isinstance(place.value, dict):
            yield place
            held = [Place(value, key, place) for key, value in place.value.items()]
        else:
            held = list(place.each())
        waiting += [one for one in reversed(held) if isinstance(one.value, dict | list)]


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200].rstrip(".")
