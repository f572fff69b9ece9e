"""Ranges as a table of contents: nested as in 3.0 §5.4, or flat and linked as in 2.1 §5.6.

<https://iiif.io/api/presentation/3.0/#54-range>, <https://iiif.io/api/presentation/2.1/#range>.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from metadata.iiif.resources import Given, address, counted, kind, listed, objects, said
from metadata.prose import plain_text
from metadata.said import Remark
from schemas.native import Json
from schemas.viewing_fields import MAX_DEPTH

# Ranges that are no entries of a table of contents (3.0 §3.2, ``behavior``).
_OTHER = frozenset({"sequence", "no-nav", "thumbnail-nav"})

_UNKNOWN = "canvases that the manifest does not have: they are left out of its table of contents"
_LEFT_OUT = "ranges that are no table of contents, such as another order of the pages: left out"
_TOO_DEEP = f"ranges deeper than {MAX_DEPTH} within each other: left out"


@dataclass
class Ranges:
    """Ranges under construction, and what there is to remark; *keys* are of pages by canvas."""

    keys: Mapping[str, str]
    remarks: list[Remark] = field(default_factory=list)
    _by_address: dict[str, Json] = field(default_factory=dict)
    _within: set[str] = field(default_factory=set)
    _counts: dict[str, int] = field(default_factory=dict)
    _examples: dict[str, str] = field(default_factory=dict)

    def read(self, manifest: Json) -> list[Json]:
        """Return the table of contents of *manifest*; a range on top of all is not part of it."""
        given = objects(manifest.get("structures"))
        self._by_address = {address(one): one for one in given if address(one)}
        below = {
            address(item)
            for one in given
            for item in _items(one)
            if address(item) in self._by_address
        }
        below |= {address(one) for one in given if address(one.get("within")) in self._by_address}
        # Where each is within another, none is on top, and the first begins.
        tops = [one for one in given if address(one) not in below] or given[:1]
        found = [part for top in tops for part in self._top(top)]
        self.remarks += [
            ("structures", counted(count, self._examples[message]), message)
            for message, count in self._counts.items()
        ]
        return found

    def _top(self, top: Json) -> Iterator[Json]:
        """Yield what *top* is in a table of contents, or what is in it if it stands for all."""
        if "top" not in {*listed(top.get("viewingHint")), *listed(top.get("behavior"))}:
            yield from self._range(top, 1)
            return
        loose = [item for item in self._inside(top, 1) if isinstance(item, str)]
        if loose:
            yield from self._range(top, 1)
        else:
            yield from (item for item in self._inside(top, 0) if isinstance(item, dict))

    def _range(self, one: Json, depth: int) -> list[Json]:
        """Return *one*, or nothing where no page of it is known, or it is no entry."""
        if not _OTHER.isdisjoint(listed(one.get("behavior"))):
            self._note(_LEFT_OUT, one)
            return []
        if depth > MAX_DEPTH:
            self._note(_TOO_DEEP, one)
            return []
        items = self._inside(one, depth)
        return [{"label": _label(one, items), "items": items}] if items else []

    def _inside(self, one: Json, depth: int) -> list[str | Json]:
        """Return the pages and ranges in *one*, in their order, each canvas once in a row."""
        within = address(one)
        if within in self._within:
            return []  # a range within itself
        self._within.add(within)
        found: list[str | Json] = []
        children = [each for each in self._by_address.values() if address(each.get("within"))]
        linked = [each for each in children if address(each.get("within")) == within != ""]
        for item in [*_items(one), *linked]:
            found += self._item(item, depth)
        self._within.discard(within)
        return [item for place, item in enumerate(found) if item not in found[:place]]

    def _item(self, item: Given, depth: int) -> list[str | Json]:
        place = _whole(item)
        inner = self._by_address.get(place)
        nested = item if isinstance(item, dict) and "items" in item else inner
        if nested is not None and (inner is not None or kind(item) == "Range"):
            return [*self._range(nested, depth + 1)]
        key = self.keys.get(place) or self.keys.get(place.partition("#")[0])
        if key is None:
            self._note(_UNKNOWN, {"id": place})
            return []
        return [key]

    def _note(self, message: str, resource: Json) -> None:
        self._counts[message] = self._counts.get(message, 0) + 1
        self._examples.setdefault(message, address(resource))


def _items(one: Json) -> list[Given]:
    """Return what is in a range: in order where both kinds are mixed, else ranges and canvases."""
    mixed = listed(one.get("items")) or listed(one.get("members"))
    return mixed or [*listed(one.get("canvases")), *listed(one.get("ranges"))]


def _whole(item: Given) -> str:
    """Return the address of *item*, or of what it is a part of."""
    while isinstance(item, dict) and "source" in item:
        item = item["source"]
    return address(item)


def _label(one: Json, items: list[str | Json]) -> list[Json]:
    """Return what *one* is called; if nobody says, as the first thing in it is."""
    words = [(plain_text(text), lang) for text, lang in said(one.get("label"))]
    named = [{"value": text} | ({"lang": lang} if lang else {}) for text, lang in words]
    first = items[0]
    return named or (first["label"] if isinstance(first, dict) else [{"value": first}])
