"""The table of contents of a record as Ranges: IIIF Presentation API 3.0 §5.4.

<https://iiif.io/api/presentation/3.0/#54-range>. Section numbers are those of the specification.
"""

from collections.abc import Collection

from schemas.native import Json
from schemas.record import Range, Record
from schemas.viewing import placed
from server.iiif.properties import label
from server.urls import Urls


def structures(record: Record, shown: Collection[str], urls: Urls) -> list[Json]:
    """Return the ranges of *record*, of those pages whose keys are *shown* as canvases.

    A range is named by its place among the ranges that the record has: one that holds nothing to
    show is left out, and takes no other's address.
    """
    writer = _Ranges(record.id, frozenset(shown), urls)
    return writer.within(record.ranges, "")


class _Ranges:
    """Writes the ranges of one record."""

    def __init__(self, record_id: str, shown: frozenset[str], urls: Urls) -> None:
        self._record_id = record_id
        self._shown = shown
        self._urls = urls

    def within(self, items: tuple[str | Range, ...], above: str) -> list[Json]:
        """Return what can be shown of *items*, whose range stands at the place *above*."""
        found = []
        for place, item in placed(items, above):
            if isinstance(item, Range):
                found += self._range(item, place)
            elif item in self._shown:
                canvas = self._urls.canvas(self._record_id, item)
                found.append({"id": canvas, "type": "Canvas"})
        return found

    def _range(self, one: Range, place: str) -> list[Json]:
        """Return *one*, or nothing where it would be empty: it must hold something (§5.4)."""
        items = self.within(one.items, place)
        if not items:
            return []
        address = self._urls.range(self._record_id, place)
        named = {"id": address, "type": "Range", "label": label(one.label, place)}
        return [{**named, "items": items}]
