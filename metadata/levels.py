"""Archival descriptions level by level: what has parts is a collection, as in finding aids.

The set spec of a unit is the path of ids that leads to it. Rows with the id of another and in
another language are translations of it. What holds for everything beneath is said of each record.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from metadata.roles import Role, Trait
from metadata.spreadsheets import TableRow
from metadata.waiting import Waiting
from schemas.grammar import ROOT_COLLECTION
from schemas.native import Json
from schemas.problem import Severity
from schemas.record import Access
from schemas.row import Row

# Levels that are sets of things, whatever is listed beneath, in languages that AtoM is used in.
_AGGREGATES = frozenset(
    {"fonds", "subfonds", "collection", "series", "subseries", "record group", "class"}
    | {"fondo", "subfondo", "colección", "serie", "subserie", "coleção", "série", "subsérie"}
    | {"sous-fonds", "sous-série", "bestand", "arquivo", "fondos"}
)

# What holds for everything beneath, until a unit says otherwise.
_INHERITED = ("rights", "dcterms:accessRights", "source", "language")

_PART_OF = "dcterms:isPartOf"

_PLAIN = re.compile(r"[A-Za-z0-9_.!~*'()-]")

_OF_RECORD = frozenset(
    {"id", "pages", "files", "text", "access", "collections", "viewing_direction", "behavior"}
)


def spec_of(name: str) -> str:
    """Return *name* as one segment of a set spec (OAI-PMH §2.6); other letters by their code."""
    signs = (
        sign if _PLAIN.match(sign) else "-" if sign.isascii() else f"u{ord(sign):04x}"
        for sign in name.strip()
    )
    spec = "".join(signs).strip("-")
    return f"{ROOT_COLLECTION}-" if spec == ROOT_COLLECTION else spec or "-"


def as_collection(row: Row, spec: str) -> Row:
    """Return *row* as the description of the collection *spec*."""
    native = row.native or {}
    described = {name: value for name, value in native.items() if name not in _OF_RECORD}
    origins = dict(row.origins) | {("collection",): row.origin(("id",))}
    return replace(row, native={"collection": spec} | described, origins=origins)


def in_collection(row: Row, spec: str) -> Row:
    """Return *row*, a record, in the collection *spec* too."""
    native = row.native or {}
    return replace(row, native=native | {"collections": [*native.get("collections", ()), spec]})


def gather_levels(rows: Iterable[TableRow]) -> Iterator[Row]:
    """Yield a collection for each row that has others below it, and a record for all others."""
    with Waiting() as waiting:
        tree = _Tree(waiting)
        for row in rows:
            tree.add(row)
        yield from tree.rows()


@dataclass(frozen=True, slots=True)
class _Above:
    """What a unit has from those above it: their titles from the top on, and what holds for it."""

    titles: tuple[str | Json, ...] = ()
    held: Mapping[str, list[str | Json]] = field(default_factory=dict)

    def below(self, native: Json) -> "_Above":
        """Return what is above the parts of the unit *native*; nothing of one that is hidden."""
        if native.get("access") == Access.RESTRICTED:
            return self
        metadata = native.get("metadata", {})
        held = {**self.held, **{term: metadata[term] for term in _INHERITED if term in metadata}}
        if len(metadata.get("language", ())) > 1:  # nobody says which of them a part is in
            held.pop("language", None)
        return _Above((*self.titles, *metadata.get("title", ())[:1]), held)

    def given_to(self, row: Row) -> Row:
        """Return *row*, a record, with what it has from above."""
        native = row.native or {}
        metadata = dict(self.held) | native.get("metadata", {})
        wholes = [*metadata.get(_PART_OF, ())]
        wholes += [title for title in self.titles if title not in wholes]
        said = metadata | ({_PART_OF: wholes} if wholes else {})
        return replace(row, native=native | {"metadata": said})


@dataclass
class _Tree:
    """Rows that wait, what is above each, and which are one unit in several languages."""

    waiting: Waiting
    units: dict[str, int] = field(default_factory=dict)
    above: dict[int, str] = field(default_factory=dict)
    slugs: dict[int, str] = field(default_factory=dict)
    aggregates: dict[int, str] = field(default_factory=dict)
    cultures: list[str] = field(default_factory=list)
    translations: dict[int, dict[str, int]] = field(default_factory=dict)
    parents: set[str] = field(default_factory=set)
    wholes: dict[int, _Above] = field(default_factory=dict)

    def add(self, one: TableRow) -> None:
        """Let *one* wait."""
        number = self.waiting.add(one.row)
        unit = (one.row.native or {}).get("id", "")
        culture = sys.intern(one.traits.get(Role.CULTURE, ""))
        self.cultures.append(culture)
        first = self.units.setdefault(unit, number) if unit else number
        if first == number or not self._translates(first, culture, number):
            self._place(number, one)

    def _translates(self, first: int, culture: str, number: int) -> bool:
        """Whether a row says in a new *culture* what the row *first* of its unit says; noted."""
        if not culture or culture == self.cultures[first]:
            return False
        return self.translations.setdefault(first, {}).setdefault(culture, number) == number

    def _place(self, number: int, one: TableRow) -> None:
        """Note what is above a row that is no translation; the slug wins over the id."""
        slug = one.traits.get(Trait.ABOVE)
        if slug is not None:
            self.slugs[number] = slug
        elif one.parent is not None:
            self.above[number] = one.parent
            self.parents.add(one.parent)
        level = one.traits.get(Trait.LEVEL, "")
        if level.casefold() in _AGGREGATES:
            self.aggregates[number] = sys.intern(level)

    def rows(self) -> Iterator[Row]:
        """Yield every unit, in the order of the sheet."""
        translations = {number for known in self.translations.values() for number in known.values()}
        for number in range(len(self.waiting)):
            if number not in translations:
                yield from self._unit(number)

    def _unit(self, number: int) -> Iterator[Row]:
        row = self.waiting[number]
        for other in self.translations.get(number, {}).values():
            row = _translated(row, self.waiting[other])
        native = row.native or {}
        unit = native.get("id", "")
        path = self._path(number)
        if row.native is None or not unit:
            yield row
        elif path is None:
            problem = row.problem(("parent",), "is below itself: correct it", Severity.REFUSE)
            yield replace(row, native=None, problems=(*row.problems, problem))
        else:
            spec = ":".join([*path, spec_of(unit)])
            yield from self._placed(self._told(row, number), number, spec)

    def _placed(self, row: Row, number: int, spec: str) -> Iterator[Row]:
        """Yield *row* as the collection *spec*, as a record where that would be, or as both.

        A collection that shows something is a record as well; one that nobody may see yet is one
        alone.
        """
        native = row.native or {}
        has_parts = native["id"] in self.parents
        above = self._above(number)
        if has_parts and native.get("access") != Access.RESTRICTED:
            yield as_collection(row, spec)
            if native.get("pages") or native.get("files"):
                yield replace(above.given_to(in_collection(row, spec)), count=0, problems=())
            return
        level = self.aggregates.get(number)
        record = above.given_to(row if level is None else _of_type(row, level))
        around = spec.rpartition(":")[0]
        yield in_collection(record, around) if around else record

    def _above(self, number: int) -> _Above:
        """Return what a unit has from those above it in the sheet, which is not below itself."""
        chain: list[int] = []
        while (number := self.units.get(self.above.get(number, ""), -1)) >= 0:
            chain.append(number)
            if number in self.wholes:
                break
        found = _Above()
        for one in reversed(chain):
            if one not in self.wholes:
                self.wholes[one] = found.below(self.waiting[one].native or {})
            found = self.wholes[one]
        return found

    def _path(self, number: int) -> list[str] | None:
        """Return the segments of the set spec above a row; None when it is below itself."""
        path: list[str] = []
        met = set()
        while number in self.above:
            if number in met:
                return None
            met.add(number)
            path.insert(0, spec_of(self.above[number]))
            number = self.units.get(self.above[number], -1)
        slug = self.slugs.get(number)
        return path if slug is None else [spec_of(slug), *path]

    def _told(self, row: Row, number: int) -> Row:
        """Return *row*, told where its parent is no row of the sheet."""
        parent = self.above.get(number)
        if parent is None or parent in self.units:
            return row
        message = f'its parent is not in this sheet, so it is put in the collection "{parent}"'
        problem = row.problem(("parent",), message, Severity.WARN, parent)
        return replace(row, problems=(*row.problems, problem))


def _of_type(row: Row, level: str) -> Row:
    """Return *row*, a set of things, with its *level* as a type."""
    native = row.native or {}
    metadata = native.get("metadata", {})
    types = [*metadata.get("type", ()), {"value": level, "derived": "Collection"}]
    return replace(row, native=native | {"metadata": metadata | {"type": types}})


def _translated(row: Row, other: Row) -> Row:
    """Return *row* with what its translation *other* says, and the problems of both."""
    problems = (*row.problems, *other.problems)
    both = replace(row, problems=problems, count=row.count + other.count)
    if row.native is None or other.native is None:
        return both
    metadata: dict[str, list[str | Json]] = dict(row.native.get("metadata", {}))
    for term, values in other.native.get("metadata", {}).items():
        own = metadata.get(term, [])
        metadata[term] = [*own, *(value for value in values if value not in own)]
    shown = {name: part for name, part in other.native.items() if name in {"pages", "files"}}
    native = shown | row.native | ({"metadata": metadata} if metadata else {})
    return replace(both, native=native, origins={**other.origins, **row.origins})
