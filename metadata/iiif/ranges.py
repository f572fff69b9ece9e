"""Ranges as a table of contents: nested as in 3.0 §5.4, or flat and linked as in 2.1 §5.6.

<https://iiif.io/api/presentation/3.0/#54-range>, <https://iiif.io/api/presentation/2.1/#range>.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from metadata.iiif.resources import Given, address, counted, kind, listed, objects, plain, said
from metadata.said import Remark
from schemas.native import Json
from schemas.viewing_fields import MAX_DEPTH

# What a range may say that a reader would miss.
_MORE = ("metadata", "summary", "description", "requiredStatement", "rendering", "supplementary")

# Ranges that are no entries of a table of contents (3.0 §3.2, ``behavior``).
_OTHER = frozenset({"sequence", "no-nav", "thumbnail-nav"})

_UNKNOWN = "canvases that the manifest does not have: they are left out of its table of contents"
_LEFT_OUT = "ranges that are no table of contents, such as another order of the pages: left out"
_DESCRIBED = "ranges that say more than their label: a table of contents has no place for it"
_TOO_DEEP = f"ranges deeper than {MAX_DEPTH} within each other: left out"


@dataclass
class Ranges:
    """Ranges under construction, and what there is to remark; *keys* are of pages by canvas."""

    keys: Mapping[str, str]
    remarks: list[Remark] = field(default_factory=list)
    _by_address: dict[str, Json] = field(default_factory=dict)
    _linked: dict[str, list[Json]] = field(default_factory=dict)
    _placed: set[str] = field(default_factory=set)
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
        for one in given:
            above = address(one.get("within"))
            if above in self._by_address and address(one):
                self._linked.setdefault(above, []).append(one)
                below.add(address(one))
        # Where each is within another, none is on top, and the first begins.
        tops = [one for one in given if address(one) not in below] or given[:1]
        found = [part for top in tops for part in self._top(top)]
        self.remarks += [
            ("structures", counted(count, self._examples[message]), message)
            for message, count in self._counts.items()
        ]
        return found

    def _top(self, top: Json) -> list[Json]:
        """Return what *top* is in a table of contents, or what is in it if it stands for all."""
        hints = {*_texts(top.get("viewingHint")), *_texts(top.get("behavior"))}
        if "top" not in hints or any(self._range_of(item) is None for item in _items(top)):
            return self._range(top, 1)
        return [item for item in self._inside(top, 0) if isinstance(item, dict)]

    def _range(self, one: Json, depth: int) -> list[Json]:
        """Return *one*, or nothing where no page of it is known, or it is no entry."""
        if not _OTHER.isdisjoint(_texts(one.get("behavior"))):
            self._note(_LEFT_OUT, one)
            return []
        if depth > MAX_DEPTH:
            self._note(_TOO_DEEP, one)
            return []
        items = self._inside(one, depth)
        if items and any(one.get(name) for name in _MORE):
            self._note(_DESCRIBED, one)
        return [{"label": _label(one, items), "items": items}] if items else []

    def _inside(self, one: Json, depth: int) -> list[str | Json]:
        """Return the pages and ranges in *one*, in their order, each page once.

        A range stands in one place: documents could name it in many, and within itself.
        """
        place = address(one)
        if place in self._placed:
            return []
        self._placed |= {place} - {""}
        items = [*_items(one), *self._linked.get(place, ())]
        found = [part for item in items for part in self._item(item, depth)]
        pages: set[str] = set()
        kept: list[str | Json] = []
        for part in found:
            if isinstance(part, dict) or part not in pages:
                kept.append(part)
            pages |= {part} if isinstance(part, str) else set()
        return kept

    def _item(self, item: Given, depth: int) -> list[str | Json]:
        inner = self._range_of(item)
        if inner is not None:
            return [*self._range(inner, depth + 1)]
        place = _whole(item)
        key = self.keys.get(place) or self.keys.get(place.partition("#")[0])
        if key is None:
            self._note(_UNKNOWN, {"id": place})
            return []
        return [key]

    def _range_of(self, item: Given) -> Json | None:
        """Return the range that *item* is or names, None if it is a canvas."""
        named = self._by_address.get(_whole(item))
        if isinstance(item, dict) and "items" in item and (named or kind(item) == "Range"):
            return item
        return named

    def _note(self, message: str, resource: Json) -> None:
        self._counts[message] = self._counts.get(message, 0) + 1
        self._examples.setdefault(message, address(resource))


def _texts(value: Given) -> list[str]:
    return [one for one in listed(value) if isinstance(one, str)]


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
    words = [(plain(text), lang) for text, lang in said(one.get("label"))]
    named = [{"value": text} | ({"lang": lang} if lang else {}) for text, lang in words if text]
    first = items[0]
    return named or (first["label"] if isinstance(first, dict) else [{"value": first}])
