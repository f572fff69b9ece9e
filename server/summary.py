"""Problems by what they say, and of which column; and how complete the records are.

What is kept grows with the kinds of problems, never with their number: a million rows that are
wrong in one way take the room of ten.
"""

import calendar
import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from schemas.dates import DayOrder, proven_orders
from schemas.problem import Problem, Severity
from schemas.record import Metadata, Record
from schemas.terms import ELEMENTS, TERMS, Kind

MAX_EXAMPLES = 10
MAX_OF_ONE_VALUE = 3  # examples that say the same leave room for others
MAX_KINDS = 1000

OTHER_KINDS = "further kinds of problems, which are only counted together"

# What differs between two problems of one kind: what they quote, numbers, and times of the year.
_TIMES = (*calendar.month_name[1:], "Spring", "Summer", "Autumn", "Winter")
_VARYING = re.compile(rf'"[^"]*"|\d+|\b(?:{"|".join(_TIMES)})\b')
_PLACE = re.compile(r"\.\d+(?=\.|$)")

_Shape = tuple[tuple[str, ...], tuple[str, ...]]
"""The terms of a record, and those with a value in standard form: a source has a few of these."""

_MOST_SHAPES = 1000

# The element that each term refines, and the terms that are dates.
_REFINED = {name: term.refines for name, term in TERMS.items() if term.refines}
_DATES = frozenset(name for name, term in TERMS.items() if term.kind is Kind.DATE)


@dataclass(frozen=True, slots=True)
class Example:
    """One of the problems of a kind: where it is, of which record, and what stands there."""

    source: str
    line: int
    record: str
    value: str
    message: str


@dataclass(slots=True)
class KindOfProblem:
    """Problems that say the same of the same column; *message* is what the first one says."""

    severity: Severity
    field: str
    message: str
    count: int = 0
    examples: list[Example] = dataclasses.field(default_factory=list)

    def keep(self, example: Example) -> None:
        """Keep *example* while there is room for it."""
        if len(self.examples) < MAX_EXAMPLES and not self._is_known(example.value):
            self.examples.append(example)

    def _is_known(self, value: str) -> bool:
        alike = sum(one.value == value for one in self.examples)
        return bool(value) and alike >= MAX_OF_ONE_VALUE


@dataclass(frozen=True, slots=True)
class Share:
    """How many of *records* have an element.

    *standard* is in how many of them some value of it has a standard form, which machines can
    read; None for an element whose values have none, or need none and never have.
    """

    element: str
    label: str
    having: int
    records: int
    standard: int | None = None

    @property
    def percent(self) -> int:
        """*having* in the hundred: 100 only when all have it, 0 only when none has."""
        return percent(self.having, self.records)


def percent(part: int, whole: int) -> int:
    """Return *part* in the hundred of *whole*: 100 only for all of it, 0 only for nothing."""
    if part in {0, whole}:
        return 100 if part else 0
    return min(99, max(1, round(100 * part / whole)))


@dataclass
class Summary:
    """Grows while a command works."""

    records: int = 0
    collections: int = 0
    pages: int = 0
    files: int = 0
    _kinds: dict[tuple[str, ...], KindOfProblem] = dataclasses.field(default_factory=dict)
    _shapes: Counter[_Shape] = dataclasses.field(default_factory=Counter)
    _having: Counter[str] = dataclasses.field(default_factory=Counter)
    _standard: Counter[str] = dataclasses.field(default_factory=Counter)
    _orders: Counter[tuple[str, frozenset[DayOrder]]] = dataclasses.field(default_factory=Counter)

    def note(self, problem: Problem, record: str) -> None:
        """Count *problem*, which the row of *record* has."""
        key = _key(problem)
        kind = self._kinds.get(key) or self._new_kind(
            key, KindOfProblem(problem.severity, _column(problem.field), problem.message)
        )
        kind.count += 1
        kind.keep(Example(problem.source, problem.line, record, problem.value, problem.message))

    def add(self, other: "Summary") -> None:
        """Count what *other* has counted as well."""
        self.records += other.records
        self.collections += other.collections
        self.pages += other.pages
        self.files += other.files
        other._add_up()
        self._having.update(other._having)
        self._standard.update(other._standard)
        self._orders.update(other._orders)
        for key, theirs in other._kinds.items():
            new = KindOfProblem(theirs.severity, theirs.field, theirs.message)
            kind = self._kinds.get(key) or self._new_kind(key, new)
            kind.count += theirs.count
            for example in theirs.examples:
                kind.keep(example)

    def _new_kind(self, key: tuple[str, ...], kind: KindOfProblem) -> KindOfProblem:
        """Return *kind*, now kept under *key*, or the one of all that are too many."""
        if len(self._kinds) < MAX_KINDS:
            return self._kinds.setdefault(key, kind)
        other = KindOfProblem(kind.severity, "", OTHER_KINDS)
        return self._kinds.setdefault((kind.severity, OTHER_KINDS), other)

    def take(self, record: Record) -> None:
        """Count *record*, its parts, and which elements it has."""
        self.records += 1
        self.pages += len(record.pages)
        self.files += len(record.files)
        self._shapes[_shape(record.metadata)] += 1
        if len(self._shapes) > _MOST_SHAPES:
            self._add_up()
        for found in _orders(record.metadata):
            self._orders[found] += 1

    def _add_up(self) -> None:
        """Count the elements of the records that are counted by their shape."""
        for (terms, standard), number in self._shapes.items():
            for element in _refined(terms):
                self._having[element] += number
            for element in _refined(standard):
                self._standard[element] += number
        self._shapes.clear()

    @property
    def kinds(self) -> list[KindOfProblem]:
        """Every kind: what refuses rows first, then by number."""
        return sorted(
            self._kinds.values(), key=lambda kind: (kind.severity is Severity.WARN, -kind.count)
        )

    @property
    def shares(self) -> Iterator[Share]:
        """The fifteen elements of Dublin Core; a term counts for the element that it refines."""
        self._add_up()
        for term in ELEMENTS:
            # Names and topics have an address of an authority file only where somebody gave it.
            is_given = term.kind is Kind.NAMED and self._standard[term.name] > 0
            is_told = is_given or term.kind not in (Kind.TEXT, Kind.NAMED)
            standard = self._standard[term.name] if is_told else None
            yield Share(term.name, term.label, self._having[term.name], self.records, standard)

    @property
    def advice(self) -> list[str]:
        """What the days of a term that can be read in one order say of those that can in two."""
        return [
            _advice_on_order(
                term, number, {one: self._orders[term, frozenset({one})] for one in DayOrder}
            )
            for (term, orders), number in sorted(self._orders.items(), key=lambda item: item[0][0])
            if len(orders) > 1
        ]

    def as_json(self) -> dict[str, Any]:
        """Return what ``--json`` says beside the problems themselves."""
        return {
            "advice": self.advice,
            "records": self.records,
            "collections": self.collections,
            "pages": self.pages,
            "files": self.files,
            "problems": [asdict(kind) for kind in self.kinds],
            "completeness": [_share_json(share) for share in self.shares if self.records],
        }


def _key(problem: Problem) -> tuple[str, ...]:
    """Return what problems of one kind have in common."""
    return (problem.severity, _column(problem.field), _said(problem.message, problem.value))


@lru_cache(maxsize=4096)  # most rows that are wrong are wrong in the same way
def _said(message: str, value: str) -> str:
    return _VARYING.sub("…", message.replace(value, "…") if value else message)


@lru_cache(maxsize=4096)
def _column(field: str) -> str:
    """Return *field* without which of several pages it is of: that does not matter."""
    return _PLACE.sub(".*", field)


def _refined(terms: Iterable[str]) -> set[str]:
    return {_REFINED[term] for term in terms if term in _REFINED}


def _shape(metadata: Metadata) -> _Shape:
    standard = []
    for name, values in metadata.items():
        for value in values:
            if value.derived is not None:
                standard.append(name)
                break
    return tuple(metadata), tuple(standard)


def _orders(metadata: Metadata) -> Iterator[tuple[str, frozenset[DayOrder]]]:
    """Yield the orders in which each day in digits can be read, with its term."""
    for name in metadata:
        for value in metadata[name] if name in _DATES else ():
            if value.derived != value.text:  # EDTF has one order
                orders = proven_orders(value.text)
                if orders and not (len(orders) > 1 and value.derived):
                    yield name, orders


def _advice_on_order(term: str, undecided: int, decided: Mapping[DayOrder, int]) -> str:
    day, month = decided[DayOrder.DAY_FIRST], decided[DayOrder.MONTH_FIRST]
    told = (
        f"{term}: {undecided:,} in digits can be read as two days; "
        f"of the others {day:,} can only be day-first, {month:,} only month-first"
    )
    if bool(day) == bool(month):
        return f"{told}: each has to be looked at" if day else told
    return f"{told}: --dates {DayOrder.DAY_FIRST if day else DayOrder.MONTH_FIRST} fits them all"


def _share_json(share: Share) -> dict[str, Any]:
    told = {
        "element": share.element,
        "records": share.having,
        "share": round(share.having / share.records, 4),
    }
    return told if share.standard is None else told | {"standard": share.standard}
