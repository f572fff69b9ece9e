"""Compound objects: rows that name a parent become its pages and parts.

A child may stand anywhere, before its parent too, so rows wait in a temporary file and only
their places are kept in memory.
"""

import pickle
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import IO

from metadata.cells import is_page, unique
from metadata.spreadsheets import TableRow
from schemas.check import key_of
from schemas.native import Json
from schemas.problem import Severity
from schemas.row import Origin, Place, Row

_MAX_DEPTH = 20


def gather(rows: Iterable[TableRow]) -> Iterator[Row]:
    """Yield the rows that have no parent, in order, each with its children taken in.

    A child whose parent is nowhere in *rows* is refused where it stands.
    """
    with tempfile.TemporaryFile() as waiting:
        index = _Index(waiting)
        for row in rows:
            index.add(row)
        yield from index.compounds()


@dataclass
class _Index:
    """Rows that wait in a file, by place, and who belongs to whom."""

    waiting: IO[bytes]
    places: list[int] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)
    parents: dict[int, str] = field(default_factory=dict)
    children: dict[int, list[int]] = field(default_factory=dict)

    def add(self, one: TableRow) -> None:
        """Let *one* wait."""
        number = len(self.places)
        self.places.append(self.waiting.tell())
        # Our own rows, written and read back by this process alone.
        pickle.dump(one.row, self.waiting)
        record_id = (one.row.native or {}).get("id")
        if record_id is not None and one.parent is None:
            self.ids.setdefault(record_id, number)
        if one.parent is not None:
            self.parents[number] = one.parent
            self.ids.setdefault(f"child {record_id}", number)

    def compounds(self) -> Iterator[Row]:
        """Yield every row that is not part of another."""
        roots = {number: self._root(number) for number in self.parents}
        for number, root in roots.items():
            if root is not None:
                self.children.setdefault(root, []).append(number)
        for number in range(len(self.places)):
            if number not in roots:
                children = [self._row(child) for child in self.children.get(number, ())]
                yield _compound(self._row(number), children)
            elif roots[number] is None:
                yield self._orphan(number)

    def _root(self, number: int) -> int | None:
        """Return the row at the top of the family of *number*, or None if it has none."""
        for _ in range(_MAX_DEPTH):
            parent = self.parents[number]
            if parent in self.ids:
                return self.ids[parent]
            above = self.ids.get(f"child {parent}")
            if above is None:
                return None
            number = above
        return None

    def _orphan(self, number: int) -> Row:
        row = self._row(number)
        message = "names a parent that is no row of this spreadsheet"
        parent = self.parents[number]
        problem = row.problem(("parent",), message, Severity.REFUSE, parent)
        return replace(row, native=None, problems=(*row.problems, problem))

    def _row(self, number: int) -> Row:
        self.waiting.seek(self.places[number])
        row: Row = pickle.load(self.waiting)  # noqa: S301 - written above by this process
        return row


def _compound(row: Row, children: list[Row]) -> Row:
    """Return *row* with *children* as its pages and files; it is refused if one of them is."""
    if row.native is None:
        return replace(row, count=1 + len(children))
    native = dict(row.native)
    origins = dict(row.origins)
    problems = [*row.problems, *(problem for child in children for problem in child.problems)]
    for child in children:
        if child.native is not None:
            _take_in(native, origins, child)
    return replace(
        row,
        native=native,
        origins=origins,
        problems=tuple(problems),
        count=1 + len(children),
    )


def _take_in(native: Json, origins: dict[Place, Origin], child: Row) -> None:
    """Add *child* to the pages or files of *native*, and its origins with it."""
    part = _part(child.native or {})
    kind = "pages" if "file" not in part or is_page(part["file"]) else "files"
    parts = [*native.get(kind, ())]
    native[kind] = parts
    part["key"] = unique(part["key"], {one["key"] for one in parts})
    place: Place = (kind, len(parts))
    origins[place] = Origin(child.line, "row")
    for below, origin in child.origins.items():
        if below:
            inside = ("file",) if below[0] in {"pages", "files"} else below
            origins[(*place, *inside)] = origin
    parts.append(part if kind == "pages" else _without_text(part, native))


def _part(child: Json) -> Json:
    """Return a child record as a part: its title is the label, its first file the file."""
    metadata = {term: list(values) for term, values in child.get("metadata", {}).items()}
    files = [*child.get("pages", ()), *child.get("files", ())]
    titles = metadata.pop("title", [])
    label = child.get("label") or (_text_of(titles[0]) if titles else None)
    texts = child.get("text") or next((one["text"] for one in files if "text" in one), None)
    part = {
        "key": key_of(child["id"]) if child.get("id") else "part",
        "label": label,
        "file": files[0]["file"] if files else None,
        "text": texts,
        "metadata": metadata,
    }
    return {name: value for name, value in part.items() if value}


def _without_text(part: Json, native: Json) -> Json:
    """Return a file; its transcript becomes one of the record, since files have none."""
    for tag, text in part.pop("text", {}).items():
        texts = native.setdefault("text", {})
        texts[tag] = f"{texts[tag]}\n\n{text}" if tag in texts else text
    return part


def _text_of(value: str | Json) -> str:
    return value if isinstance(value, str) else str(value["value"])
