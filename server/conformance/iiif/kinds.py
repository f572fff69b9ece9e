"""Kinds of values: a function yields the places that are not of it, and what is accepted there.

Languages are tags of BCP 47, moments literals of xsd:dateTime, addresses URIs of RFC 3986.
"""

import math
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from server.conformance.iiif.place import Place

Kind = Callable[[Place], Iterator[tuple[Place, str]]]

_CHARACTER = r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})"
HTTP_URI = re.compile(rf"https?://(?=[^/?#]){_CHARACTER}+")
_URI = re.compile(rf"[A-Za-z][A-Za-z0-9+.\-]*:{_CHARACTER}+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*|[ix](?:-[A-Za-z0-9]{1,8})+")
_MOMENT = re.compile(r"-?\d{4,}(-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)?")
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+(?:\s*;.*)?")
_WIDEST_ZONE = "14:00"


def kind(accepted: str, test: Callable[[Any], bool]) -> Kind:
    """Return the kind of the values that pass *test*; *accepted* says which."""

    def check(place: Place) -> Iterator[tuple[Place, str]]:
        if not test(place.value):
            yield place, accepted

    return check


def each(item: Kind, at_least: int = 0) -> Kind:
    """Return the kind of arrays with items of one kind, and *at_least* that many."""

    def check(place: Place) -> Iterator[tuple[Place, str]]:
        if not isinstance(place.value, list) or len(place.value) < at_least:
            yield place, "an array" + (f" of at least {at_least}" if at_least else "")
            return
        for one in place.each():
            yield from item(one)

    return check


def either(single: Kind) -> Kind:
    """Return the kind of one value, or an array of such."""

    def check(place: Place) -> Iterator[tuple[Place, str]]:
        for one in place.each() if isinstance(place.value, list) else (place,):
            yield from single(one)

    return check


def members(needed: dict[str, Kind], optional: dict[str, Kind] | None = None) -> Kind:
    """Return the kind of objects that have the properties *needed*, and may have *optional*."""

    def check(place: Place) -> Iterator[tuple[Place, str]]:
        if not isinstance(place.value, dict):
            yield place, f"an object with {' and '.join(needed)}"
            return
        for name, of_kind in {**(optional or {}), **needed}.items():
            member = place.member(name)
            if name in place.value:
                yield from of_kind(member)
            elif name in needed:
                yield member, f"an object with {' and '.join(needed)}"

    return check


def one_of(*values: str) -> Kind:
    """Return the kind of *values* and no others."""
    accepted = values[0] if len(values) == 1 else f"one of {', '.join(values)}"
    return kind(accepted, lambda value: isinstance(value, str) and value in values)


def is_language(tag: object) -> bool:
    """Whether *tag* is a language tag by its form (BCP 47 §2.1)."""
    return isinstance(tag, str) and _LANGUAGE.fullmatch(tag) is not None


def is_uri(value: object) -> bool:
    """Whether *value* is an absolute URI, its special characters encoded (RFC 3986)."""
    return isinstance(value, str) and _URI.fullmatch(value) is not None


def is_http_uri(value: object) -> bool:
    """Whether *value* is an absolute URI of HTTP or HTTPS."""
    return isinstance(value, str) and HTTP_URI.fullmatch(value) is not None


def is_whole(value: object) -> bool:
    """Whether *value* is an integer; JSON's true is none."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: object) -> bool:
    """Whether *value* is a number that is not endless."""
    return is_whole(value) or (isinstance(value, float) and math.isfinite(value))


def is_moment(value: object, zones: tuple[str, ...] = ("Z", "+", "-")) -> bool:
    """Whether *value* is a literal of xsd:dateTime whose time zone begins with one of *zones*."""
    match = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return False
    zone = match[2] or ""
    if not zone.startswith(zones) or (zone > "Z" and zone[1:] > _WIDEST_ZONE):
        return False
    try:  # of the year only the length is certain: a leap year stands for all
        datetime.fromisoformat(f"2000{match[1]}")
    except ValueError:
        return False
    return True


def _language_map(place: Place) -> Iterator[tuple[Place, str]]:
    if not isinstance(place.value, dict) or not place.value:
        yield place, "an object from languages to arrays of text, one at least"
        return
    for language in place.value:
        texts = place.member(language)
        if language != "none" and not is_language(language):
            yield texts, "a language tag of BCP 47, or none, as key"
        if not isinstance(texts.value, list) or not texts.value:
            yield texts, "an array of text, one at least"
            continue
        yield from ((one, "text") for one in texts.each() if not isinstance(one.value, str))


def _spoken(place: Place) -> Iterator[tuple[Place, str]]:
    """Text as version 2 has it: a string, a value with its language, or an array of such."""
    for one in place.each() if isinstance(place.value, list) else (place,):
        spoken = isinstance(one.value, dict) and isinstance(one.value.get("@value"), str)
        if not isinstance(one.value, str) and not spoken:
            yield one, "text, or an object with @value and @language"
    if place.value == []:
        yield place, "one text at least"


def _points(value: object) -> bool:
    return is_uri(value.get("@id")) if isinstance(value, dict) else is_uri(value)


ANYTHING: Kind = kind("anything", lambda _: True)
TEXT = kind("text", lambda value: isinstance(value, str))
URI = kind("a URI, its special characters encoded", is_uri)
HTTP = kind("a URI of http or https, its special characters encoded", is_http_uri)
WHOLE = kind("a whole number above 0", lambda value: is_whole(value) and value > 0)
COUNT = kind("a whole number from 0", lambda value: is_whole(value) and value >= 0)
NUMBER = kind("a number above 0", lambda value: is_number(value) and value > 0)
MOMENT = kind("a moment with its time zone, as 1958-04-04T00:00:00Z", is_moment)
MOMENT_UTC = kind(
    "a moment in UTC, as 1958-04-04T00:00:00Z",
    lambda value: is_moment(value, ("Z", "+00:00", "-00:00")),
)
LANGUAGE = kind("a language tag of BCP 47", is_language)
MEDIA_TYPE = kind(
    "a media type, as image/jpeg",
    lambda value: isinstance(value, str) and _MEDIA_TYPE.fullmatch(value) is not None,
)
SPOKEN: Kind = _spoken
POINTER = kind("a URI, or an object with @id", _points)
LANGUAGE_MAP: Kind = _language_map
PAIR = members({"label": LANGUAGE_MAP, "value": LANGUAGE_MAP})
