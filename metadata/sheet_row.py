"""One row of a spreadsheet as native JSON under construction, and where its parts come from."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from metadata.parts import is_page, unique
from metadata.roles import Column
from metadata.splitting import split_names
from schemas.check import key_of
from schemas.dates import DayOrder
from schemas.native import Json
from schemas.row import Origin, Place

Written = tuple[Column, str]
"""What stands in a cell, and its column."""


@dataclass
class SheetRow:
    """What the cells of a row have said so far.

    *doubts* are what is not read or not understood: a header, a value, and a sentence. The fields
    after *blanks* are what can be understood only when the whole row is known
    (``metadata.settling``).
    """

    line: int
    separators: Sequence[str]
    dates: DayOrder | None = None
    native: Json = field(default_factory=dict)
    origins: dict[Place, Origin] = field(default_factory=dict)
    parent: str | None = None
    traits: dict[str, str] = field(default_factory=dict)
    doubts: list[tuple[str, str, str]] = field(default_factory=list)
    blanks: frozenset[str] = frozenset()
    approximate: Column | None = None
    point: dict[str, Written] = field(default_factory=dict)
    texts: list[Written] = field(default_factory=list)
    belongings: list[Written] = field(default_factory=list)

    def metadata(self, term: str) -> list[str | Json]:
        """Return the values of *term*, to be added to."""
        metadata: dict[str, list[str | Json]] = self.native.setdefault("metadata", {})
        return metadata.setdefault(term, [])

    def note(self, place: Place, column: Column) -> None:
        """Remember that what stands at *place* comes from *column*."""
        self.origins[place] = Origin(self.line, column.header)

    def note_first(self, place: Place, column: Column) -> None:
        """Remember the same, unless an earlier column is known there."""
        if place not in self.origins:
            self.note(place, column)

    def doubt(self, column: Column, text: str, message: str) -> None:
        """Remember that *text* of *column* is not read, or not understood, as *message* says."""
        self.doubts.append((column.header, text, message))

    def between(self, column: Column) -> Sequence[str]:
        """Return what separates the values of *column*."""
        own = column.means.separators if column.means else None
        return self.separators if own is None else own

    def add_files(self, column: Column, text: str) -> None:
        """Take in the files that *text* names, which stands in *column*."""
        for name in split_names(text, self.between(column)):
            self.add_file(column, name.lstrip("/") if "://" not in name else name)

    def add_file(self, column: Column, name: str, label: str | None = None) -> None:
        """Take in the file *name*: as a page if it is a picture or the like that lies here."""
        if self._is_known(name):
            return
        part = {"key": key_of(name), "file": name} | ({"label": label} if label else {})
        kind = "pages" if is_page(name) else "files"
        parts = self.native.setdefault(kind, [])
        part["key"] = unique(part["key"], {one["key"] for one in parts})
        self.note((kind, len(parts)), column)
        parts.append(part)

    def _is_known(self, name: str) -> bool:
        """Whether the row names the file already, alone or with the address where it lies."""
        parts = (*self.native.get("pages", ()), *self.native.get("files", ()))
        here = [one for one in parts if "file" in one]
        twin = next((one for one in here if key_of(one["file"]) == key_of(name)), None)
        if twin is not None and "://" in name and "://" not in twin["file"]:
            # "good_news.mp3" beside "https://…/good_news.mp3": the address is where it is.
            self._move(twin, name)
        return twin is not None

    def _move(self, twin: Json, address: str) -> None:
        twin["file"] = address
        pages = self.native.get("pages", [])
        if twin in pages:
            pages.remove(twin)
            self.native.setdefault("files", []).append(twin)
