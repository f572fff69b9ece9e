"""Bytes become a document, or a finding that says why they do not (RFC 8259)."""

import json
from collections import Counter
from collections.abc import Iterator
from functools import partial
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
    repeated: list[_Repeated] = []
    hook = partial(_object, repeated)
    try:
        value = json.loads(text, object_pairs_hook=hook, parse_constant=_constant)
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
    for place in _objects(root) if repeated else ():
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


def _object(found: list[_Repeated], pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return *pairs* as an object; one that has a name twice is kept in *found*."""
    value = dict(pairs)
    if len(value) == len(pairs):
        return value
    counts = Counter(name for name, _ in pairs)
    repeated = _Repeated(value)
    repeated.names = tuple(name for name, count in counts.items() if count > 1)
    found.append(repeated)
    return repeated


def _constant(name: str) -> None:
    raise ValueError(f"{name} is no value of JSON")


def _objects(root: Place) -> Iterator[Place]:
    """Yield every object of the document, without holding more than one way down to it."""
    yield root
    ways = [_held(root)]
    while ways:
        place = next(ways[-1], None)
        if place is None:
            ways.pop()
            continue
        if isinstance(place.value, dict):
            yield place
        ways.append(_held(place))


def _held(place: Place) -> Iterator[Place]:
    pairs = place.value.items() if isinstance(place.value, dict) else enumerate(place.value)
    return (Place(one, key, place) for key, one in pairs if isinstance(one, dict | list))


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200].rstrip(".")
