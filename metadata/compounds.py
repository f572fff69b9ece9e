"""Compound objects: rows that name a parent become its pages and parts.

A child may stand anywhere, before its parent too, so rows wait until all are known.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from metadata.parts import UNSAID, is_page, language_of, text_of, unique
from metadata.roles import Role
from metadata.spreadsheets import TableRow
from metadata.waiting import Waiting
from schemas.check import check_part, key_of
from schemas.native import Json, add_text
from schemas.problem import Problem, Severity
from schemas.record import Access
from schemas.row import Origin, Place, Row


def gather(rows: Iterable[TableRow]) -> Iterator[Row]:
    """Yield the rows that have no parent, in order, each with its children taken in.

    A child that cannot be part of its parent is refused alone: its parent is nowhere in *rows*,
    its id is that of another child, it cannot be read, or nobody may see it.
    """
    with Waiting() as waiting:
        families = Families(waiting)
        for row in rows:
            families.add(row)
        yield from families.compounds()


@dataclass
class Families:
    """Rows that wait, and who belongs to whom; children stand as the sheet orders them."""

    waiting: Waiting
    roots: dict[str, int] = field(default_factory=dict)
    inner: dict[str, int] = field(default_factory=dict)
    parents: dict[int, str] = field(default_factory=dict)
    orders: dict[int, float] = field(default_factory=dict)

    def add(self, one: TableRow) -> None:
        """Let *one* wait."""
        number = self.waiting.add(one.row)
        record_id = (one.row.native or {}).get("id", "")
        if one.parent is None:
            self.roots.setdefault(record_id, number)
        else:
            self.inner.setdefault(record_id, number)
            self.parents[number] = one.parent
            self.orders[number] = _order(one.traits.get(Role.ORDER))

    def adopt(self, child: str, parent: str, order: int) -> bool:
        """Make the row *child*, which has no parent, a part of *parent*; False if there is none."""
        number = self.roots.pop(child, None)
        if number is None:
            return False
        self.inner[child] = number
        self.parents[number] = parent
        self.orders[number] = order
        return True

    def compounds(self) -> Iterator[Row]:
        """Yield every row that is not part of another, and those that should be and cannot."""
        families: dict[int, list[int]] = {}
        for number in self.parents:
            root = self._root(number)
            if root is not None:
                families.setdefault(root, []).append(number)
        for children in families.values():
            children.sort(key=self.orders.__getitem__)
        taken = {child for children in families.values() for child in children}
        for number in range(len(self.waiting)):
            if number not in self.parents:
                yield from self._family(number, families.get(number, ()))
            elif number not in taken:
                yield self._orphan(number)

    def _family(self, number: int, children: Sequence[int]) -> Iterator[Row]:
        """Yield the children that are refused, and then the row with the others taken in."""
        compound = Compound(self.waiting[number])
        for child in children:
            row = self.waiting[child]
            refusals = compound.refusals(row)
            if refusals:
                yield replace(row, native=None, problems=(*row.problems, *refusals))
            else:
                parent = self.parents[child]
                is_deeper = parent not in self.roots
                compound.take_in(row, (_deeper(row, parent, compound.id),) if is_deeper else ())
        yield compound.row

    def _root(self, number: int) -> int | None:
        """Return the row at the top of the family of *number*, or None if it has none."""
        met = set()
        while number not in met:
            met.add(number)
            parent = self.parents[number]
            if parent in self.roots:
                return self.roots[parent]
            if parent not in self.inner:
                return None
            number = self.inner[parent]
        return None

    def _orphan(self, number: int) -> Row:
        row = self.waiting[number]
        parent = self.parents[number]
        why = "is below itself" if parent in self.inner else "is no row that could be read"
        column = row.origin(("parent",)).field
        message = f'its parent {why}: correct it, or keep a record with --map "{column}={_KEPT}"'
        problem = row.problem(("parent",), message, Severity.REFUSE, parent)
        return replace(row, native=None, problems=(*row.problems, problem))


def _order(written: str | None) -> float:
    """Return the place that a row asks for among its like; behind all others without one."""
    try:
        return float(written) if written else math.inf
    except ValueError:
        return math.inf


_KEPT = "dcterms:isPartOf"

# What is said of a record as a whole, and why a part cannot say otherwise.
_OF_WHOLE = {
    "collections": "a part is in the collections of its record and in no other: not read",
    "viewing_direction": "a part is shown as its record is: say it there; not read",
    "behavior": "a part is shown as its record is: say it there; not read",
}


def _deeper(row: Row, parent: str, root: str) -> Problem:
    column = row.origin(("parent",)).field
    message = (
        f'its parent is a part itself, so it is a part of "{root}": correct it, '
        f'or keep each row a record with --map "{column}={_KEPT}"'
    )
    return row.problem(("parent",), message, Severity.WARN, parent)


class Compound:
    """A row under construction: its children become its pages and files."""

    def __init__(self, row: Row) -> None:
        self._row = row
        self._native = dict(row.native or {})
        self._origins = dict(row.origins)
        self._problems = list(row.problems)
        self._language = language_of(self._native)
        self._children: set[str] = set()
        self._keys: dict[str, set[str]] = {}
        for kind in ("pages", "files"):
            own = list(self._native.get(kind, ()))
            self._native[kind] = own
            self._keys[kind] = {part["key"] for part in own}

    @property
    def id(self) -> str:
        """The id of the record that the parts belong to."""
        return str(self._native.get("id"))

    @property
    def row(self) -> Row:
        """The row with what was taken in."""
        native = None if self._row.native is None else self._native
        count = 1 + len(self._children)
        problems = tuple(self._problems)
        return replace(
            self._row, native=native, origins=self._origins, problems=problems, count=count
        )

    def refusals(self, child: Row) -> tuple[Problem, ...]:
        """Return why *child* cannot be taken in; nothing if it can."""
        native = child.native or {}
        refusals = check_part(child)
        if native.get("id") in self._children:
            message = f'duplicate id: another part of "{self.id}" has it already'
            refusals += (child.problem(("id",), message, Severity.REFUSE),)
        if native.get("access", Access.PUBLIC) not in {Access.PUBLIC, self._native.get("access")}:
            message = "a part is as public as its record: restrict that, or leave the part out"
            refusals += (child.problem(("access",), message, Severity.REFUSE),)
        return refusals

    def take_in(self, child: Row, remarks: Iterable[Problem]) -> None:
        """Add *child* to the pages and files, and its origins and problems with it."""
        native = child.native or {}
        self._children.add(native.get("id") or f"line {child.line}")
        self._problems += (*child.problems, *remarks)
        for name, message in _OF_WHOLE.items():
            others = set(_listed(native, name)) - set(_listed(self._native, name))
            if others:
                value = "; ".join(sorted(others))
                self._problems.append(child.problem((name,), message, Severity.WARN, value))
        for part, place in _parts(native, self._language):
            kind = "pages" if "file" not in part or is_page(part["file"]) else "files"
            self._append(kind, part, child, place)

    def _append(self, kind: str, part: Json, child: Row, place: Place) -> None:
        parts = self._native[kind]
        part["key"] = unique(part["key"], self._keys[kind])
        self._keys[kind].add(part["key"])
        here: Place = (kind, len(parts))
        for below, origin in child.origins.items():
            if below and below[0] in {"metadata", "text", "label"}:
                self._origins[(*here, *below)] = origin
            elif place and below[: len(place)] == place:
                self._origins[(*here, *below[len(place) :])] = origin
        self._origins[here] = Origin(child.line, "row")
        self._origins[(*here, "file")] = child.origin(place)
        if kind == "files":
            self._take_text(part.pop("text", {}), child)
        parts.append(part)

    def _take_text(self, texts: Json, child: Row) -> None:
        """Let the transcript of a file be one of the record, since files have none."""
        own = dict(self._native.get("text", {}))
        for tag, text in texts.items():
            add_text(own, tag, text)
            self._origins.setdefault(("text", tag), child.origin(("text", tag)))
        if own:
            self._native["text"] = own


def _listed(native: Json, name: str) -> list[str]:
    values = native.get(name, [])
    return values if isinstance(values, list) else [values]


def _parts(child: Json, language: str | None) -> Iterator[tuple[Json, Place]]:
    """Yield what a child is in its parent, a part for each file, and where the file stands in it.

    What is said of the child stands with the first: its label or title, metadata, transcript.
    """
    files: list[tuple[Json, Place]] = [
        (one, (kind, place))
        for kind in ("pages", "files")
        for place, one in enumerate(child.get(kind, ()))
    ]
    metadata, label = _labelled(child)
    spoken: Json = next((one["text"] for one, _ in files if "text" in one), {})
    texts = _in_language(child.get("text") or spoken, child, language)
    said = {"text": texts, "metadata": metadata} | ({"label": label} if label else {})
    key = key_of(child["id"]) if child.get("id") else "part"
    for one, place in files or [({}, ())]:
        own = {name: one[name] for name in ("captions", "ocr", "duration") if name in one}
        part = {"key": key, "file": one.get("file"), "label": one.get("label")} | own | said
        yield {name: value for name, value in part.items() if value}, place
        said = {}


def _labelled(child: Json) -> tuple[Json, str | None]:
    """Return the metadata of a child without the title that serves as its label, and the label."""
    metadata = dict(child.get("metadata", {}))
    label = child.get("label")
    titles = metadata.get("title", [])
    if titles and label in {None, text_of(titles[0])}:
        label = text_of(titles[0])
        metadata["title"] = titles[1:]
    return {term: values for term, values in metadata.items() if values}, label


def _in_language(texts: Json, child: Json, language: str | None) -> Json:
    """Return *texts*; one whose language nobody says is in that of the record."""
    if language is None or "language" in child.get("metadata", {}):
        return texts
    read: dict[str, str] = {}
    for tag, text in texts.items():
        add_text(read, language if tag == UNSAID else tag, text)
    return read
