"""What a IIIF collection lists: collections, then records, or divisions of them when many.

No list is walked to find where a division begins: each is one step in the index of what stands in
a collection, from the end of the one before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import bindparam, func, literal, select, tuple_

from schemas.record import Collection
from server.store import divisions
from server.store import tables as t
from server.store.divisions import Division, Key, Span
from server.store.reader import Reader

MOST = 1000
"""More records than this are listed by division."""

_KEY = (t.placements.c.sort_date, t.placements.c.record_id)
_SHOWN = t.placements.c.item.is_not(None)
_IN_SPAN = (
    (t.placements.c.set_spec == bindparam("set_spec"))
    & _SHOWN
    & (tuple_(*_KEY) >= tuple_(bindparam("low_date"), bindparam("low_id")))
    & (tuple_(*_KEY) <= tuple_(bindparam("high_date"), bindparam("high_id")))
)

_FIRST = select(*_KEY, t.placements.c.item).where(_IN_SPAN).order_by(*_KEY).limit(1)
_LAST = select(*_KEY).where(_IN_SPAN).order_by(*(one.desc() for one in _KEY)).limit(1)
_ITEMS = select(t.placements.c.item).where(_IN_SPAN).order_by(*_KEY)
_FEW = select(literal(1)).select_from(t.placements).where(_IN_SPAN).limit(bindparam("limit"))
_COUNT = select(func.count()).select_from(_FEW.subquery())
_BENEATH = (
    select(t.placements.c.item)
    .where(
        _SHOWN,
        t.placements.c.set_spec > bindparam("low"),
        t.placements.c.set_spec < bindparam("high"),
    )
    .order_by(t.placements.c.set_spec, *_KEY)
    .limit(1)
)


class _Placed(NamedTuple):
    """A record where it stands, and its stored entry."""

    key: Key
    item: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """A collection or division within another, and the stored entry of the first record in it."""

    one: Collection | Division
    first: bytes | None


@dataclass(frozen=True, slots=True)
class Contents:
    """What a collection, or a division of it, lists: *within* before *items*.

    *items* are stored entries; *first* is that of its first record, or of one beneath it.
    """

    within: tuple[Entry, ...]
    items: tuple[bytes, ...]
    first: bytes | None


@dataclass(frozen=True, slots=True)
class Shelf:
    """The records that stand right in one collection, in their order."""

    reader: Reader
    set_spec: str

    def holds(self, division: Division) -> bool:
        """Return whether *division* has a record."""
        return self._first(division.span) is not None

    def contents(self, division: Division, children: Sequence[Collection], most: int) -> Contents:
        """Return what *division* lists besides *children*: at most *most* records, or divisions."""
        first = self._first(division.span)
        within = tuple(self._child(child) for child in children)
        if first is None:
            below = next((one.first for one in within if one.first), None)
            return Contents(within, (), below)
        if self._count(division.span, most + 1) <= most:
            return Contents(within, self._items(division.span), first.item)
        divided, alone = self._divided(division, first)
        return Contents((*within, *divided), alone, first.item)

    def _child(self, child: Collection) -> Entry:
        own = Shelf(self.reader, child.set_spec)._first(divisions.WHOLE.span)
        return Entry(child, own.item if own else self._beneath(child.set_spec))

    def _divided(
        self, division: Division, first: _Placed
    ) -> tuple[Sequence[Entry], tuple[bytes, ...]]:
        """Return the divisions of *division*, and the record of it that is in none."""
        for length in division.lengths:
            divided = list(self._by_date(division.span, length))
            if len(divided) > 1:
                return divided, ()
        return self._by_id(division.span, first)

    def _by_date(self, span: Span, length: int) -> Iterator[Entry]:
        low = span.low
        while found := self._first(Span(low, span.high)):
            one = divisions.by_date(found.key, length)
            yield Entry(one, found.item)
            low = one.after

    def _by_id(self, span: Span, first: _Placed) -> tuple[Sequence[Entry], tuple[bytes, ...]]:
        """Divide records of one date; whose id is the beginning of all others stands alone."""
        beginning = divisions.shared(first.key, self._last(span, first.key))
        if first.key[1] != beginning:
            return list(self._by_beginning(span, beginning)), ()
        others = Span(divisions.beside(first.key), span.high)
        return list(self._by_beginning(others, beginning)), (first.item,)

    def _by_beginning(self, span: Span, beginning: str) -> Iterator[Entry]:
        low = span.low
        while found := self._first(Span(low, span.high)):
            one = divisions.by_id(found.key, beginning)
            yield Entry(one, found.item)
            low = one.after

    def _first(self, span: Span) -> _Placed | None:
        found = self.reader.first(_FIRST, self._within(span))
        return None if found is None else _Placed((found[0], found[1]), found[2])

    def _last(self, span: Span, otherwise: Key) -> Key:
        found = self.reader.first(_LAST, self._within(span))
        return otherwise if found is None else (found[0], found[1])

    def _items(self, span: Span) -> tuple[bytes, ...]:
        return tuple(row[0] for row in self.reader.rows(_ITEMS, self._within(span)))

    def _count(self, span: Span, limit: int) -> int:
        """Return how many records stand in *span*, counting no further than *limit*."""
        found = self.reader.first(_COUNT, {**self._within(span), "limit": limit})
        return int(found[0]) if found else 0

    def _beneath(self, set_spec: str) -> bytes | None:
        # ";" follows ":" in byte order, so this is the range of all that begin with "SPEC:".
        found = self.reader.first(_BENEATH, {"low": f"{set_spec}:", "high": f"{set_spec};"})
        return found[0] if found else None

    def _within(self, span: Span) -> dict[str, str]:
        (low_date, low_id), (high_date, high_id) = span.low, span.high
        return {
            "set_spec": self.set_spec,
            "low_date": low_date,
            "low_id": low_id,
            "high_date": high_date,
            "high_id": high_id,
        }
