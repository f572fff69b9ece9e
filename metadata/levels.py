"""Archival descriptions level by level: what stands above others is a collection.

The set spec of a unit is the path of ids that leads to it. Rows with the id of another and in
another language are translations of it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from metadata.roles import Role, Trait
from metadata.spreadsheets import TableRow
from metadata.waiting import Waiting
from schemas.grammar import ROOT_COLLECTION
from schemas.native import Json
from schemas.problem import Problem, Severity
from schemas.record import Access
from schemas.row import Place, Row

# What is a collection even where nothing is below it in the sheet, in languages that AtoM is used
# in; a file and an item are not.
_AGGREGATES = frozenset(
    {"fonds", "subfonds", "collection", "series", "subseries", "record group", "class"}
    | {"fondo", "subfondo", "colección", "serie", "subserie", "coleção", "série", "subsérie"}
    | {"sous-fonds", "sous-série", "bestand", "arquivo", "fondos"}
)

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
    """Yield a collection for each row that is above others, and a record for each other one."""
    with Waiting() as waiting:
        tree = _Tree(waiting)
        for row in rows:
            tree.add(row)
        yield from tree.rows()


@dataclass
class _Tree:
    """Rows that wait, what is above each, and which are one unit in several languages."""

    waiting: Waiting
    units: dict[str, int] = field(default_factory=dict)
    above: dict[int, str] = field(default_factory=dict)
    slugs: dict[int, str] = field(default_factory=dict)
    aggregates: set[int] = field(default_factory=set)
    cultures: dict[int, dict[str, int]] = field(default_factory=dict)
    parents: set[str] = field(default_factory=set)

    def add(self, one: TableRow) -> None:
        """Let *one* wait."""
        number = self.waiting.add(one.row)
        unit = (one.row.native or {}).get("id", "")
        culture = one.traits.get(Role.CULTURE, "")
        first = self.units.setdefault(unit, number) if unit else number
        known = self.cultures.setdefault(first, {})
        if first != number and culture and culture not in known:
            known[culture] = number
            return
        if first == number:
            known[culture] = number
        self._place(number, one)

    def _place(self, number: int, one: TableRow) -> None:
        """Note what is above a row that is no translation; the slug wins over the id."""
        slug = one.traits.get(Trait.ABOVE)
        if slug is not None:
            self.slugs[number] = slug
        elif one.parent is not None:
            self.above[number] = one.parent
            self.parents.add(one.parent)
        if one.traits.get(Trait.LEVEL, "").casefold() in _AGGREGATES:
            self.aggregates.add(number)

    def rows(self) -> Iterator[Row]:
        """Yield every unit, in the order of the sheet."""
        translations = {
            number
            for first, known in self.cultures.items()
            for number in known.values()
            if number != first
        }
        for number in range(len(self.waiting)):
            if number not in translations:
                yield from self._unit(number)

    def _unit(self, number: int) -> Iterator[Row]:
        row = self.waiting[number]
        for other in self.cultures.get(number, {}).values():
            row = row if other == number else _translated(row, self.waiting[other])
        native = row.native or {}
        unit = native.get("id", "")
        path = self._path(number)
        if row.native is None or not unit:
            yield row
        elif path is None:
            problem = row.problem(("parent",), "is below itself: correct it", Severity.REFUSE)
            yield replace(row, native=None, problems=(*row.problems, problem))
        else:
            is_collection = number in self.aggregates or unit in self.parents
            yield from _placed(self._told(row, number), path, is_collection=is_collection)

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


def _placed(row: Row, path: list[str], *, is_collection: bool) -> Iterator[Row]:
    """Yield *row* as a collection, as a record where *path* leads, or as both.

    A collection that shows something is a record as well; one that nobody may see yet is one alone.
    """
    native = row.native or {}
    spec = ":".join([*path, spec_of(native["id"])])
    is_hidden = native.get("access") == Access.RESTRICTED
    if is_collection and not is_hidden:
        yield as_collection(row, spec)
        if native.get("pages") or native.get("files"):
            yield replace(in_collection(row, spec), count=0, problems=())
    else:
        yield in_collection(row, ":".join(path)) if path else row


def _translated(row: Row, other: Row) -> Row:
    """Return *row* with what its translation *other* says, and the problems of both."""
    if row.native is None or other.native is None:
        return replace(
            row, problems=(*row.problems, *other.problems), count=row.count + other.count
        )
    metadata: dict[str, list[str | Json]] = dict(row.native.get("metadata", {}))
    for term, values in other.native.get("metadata", {}).items():
        own = metadata.get(term, [])
        metadata[term] = [*own, *(value for value in values if value not in own)]
    shown = {name: part for name, part in other.native.items() if name in {"pages", "files"}}
    native = shown | row.native | ({"metadata": metadata} if metadata else {})
    origins: Mapping[Place, object] = row.origins
    problems: tuple[Problem, ...] = (*row.problems, *other.problems)
    merged = {**other.origins, **origins}
    return replace(
        row,
        native=native,
        problems=problems,
        count=row.count + other.count,
        origins=merged,  # type: ignore[arg-type]
    )
