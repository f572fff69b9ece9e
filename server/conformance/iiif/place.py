"""A place within a JSON document: a value, and the way to it as ``items[3].label``."""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

_PLAIN = re.compile(r"@?[A-Za-z_][A-Za-z0-9_:.-]*")
_SHOWN = 60


class Place(NamedTuple):
    """A value, its key in what holds it, and the place of that."""

    value: Any
    key: str | int | None = None
    above: "Place | None" = None

    def member(self, name: str) -> "Place":
        """Return the place of the property *name*, whose value is None where it is missing."""
        return Place(self.value.get(name), name, self)

    def text(self, name: str) -> str | None:
        """Return the property *name* where it is text; else None."""
        value = self.value.get(name)
        return value if isinstance(value, str) else None

    def each(self) -> Iterator["Place"]:
        """Yield the places of the items of an array."""
        for number, value in enumerate(self.value):
            yield Place(value, number, self)

    def objects(self, name: str) -> Iterator["Place"]:
        """Yield the objects in the property *name*: those of an array, or the only one."""
        held = self.member(name)
        for place in held.each() if isinstance(held.value, list) else (held,):
            if isinstance(place.value, dict):
                yield place

    @property
    def path(self) -> str:
        """The way from the top of the document; ``$`` is the top itself."""
        keys: list[str | int] = []
        place = self
        while place.above is not None and place.key is not None:
            keys.append(place.key)
            place = place.above
        return "".join(map(_step, reversed(keys))).removeprefix(".") or "$"


def _step(key: str | int) -> str:
    if isinstance(key, int):
        return f"[{key}]"
    return f".{key}" if _PLAIN.fullmatch(key) else f"[{_short(key)}]"


def shown(value: Any) -> str:  # noqa: ANN401
    """Return *value* in a few words, however large it is."""
    if isinstance(value, dict):
        kind = value.get("type", value.get("@type"))
        return f"a {kind}" if isinstance(kind, str) and len(kind) < _SHOWN else "an object"
    if isinstance(value, list):
        return f"an array of {len(value)}" if value else "an empty array"
    if isinstance(value, str):
        return _short(value)
    return json.dumps(value)[:_SHOWN]


def _short(text: str) -> str:
    return f"{text[:_SHOWN]!r}…" if len(text) > _SHOWN else repr(text)
