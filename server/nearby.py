"""The files in a folder, by what they are called: found by an id, and taken once.

Case, spaces, underscores, hyphens and the way in which Unicode is composed do not count. Files lie
in the folder of the list or in one of a few folders in it, and in folders that are called like a
record. Nothing outside of the folder is seen, whatever a link says.
"""

import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from pathlib import Path

from schemas.languages import read_language
from schemas.media_types import media_type_of

PLACES = ("", "objects", "files", "images")
"""Where files lie, seen from the folder of the list that describes them."""

MOST_FILES = 200_000
"""In one folder: more are not sought by name, since all names have to be kept in mind."""


class Sort(Enum):
    """What a file can be for a record."""

    PICTURE = auto()
    PDF = auto()
    RECORDING = auto()
    TEXT = auto()
    CAPTIONS = auto()
    OCR = auto()


SHOWN = frozenset({Sort.PICTURE, Sort.PDF, Sort.RECORDING})
"""What is looked at or listened to; all else goes with one of these."""

_ENDS = (
    (".alto.xml", Sort.OCR),
    (".hocr", Sort.OCR),
    (".xml", Sort.OCR),
    (".txt", Sort.TEXT),
    (".vtt", Sort.CAPTIONS),
)
_TOP_LEVELS = {"image": Sort.PICTURE, "audio": Sort.RECORDING, "video": Sort.RECORDING}

# np_17_001, np_17 (2), np_17-p3, np_17_fol_3v, np_17_back; behind the id there is always a sign.
_NUMBERED = re.compile(
    r"(?P<id>.+)_(?:(?:p|pp|pg|page|pages|s|seite|f|fol|folio|img|image)_?)?"
    r"(?P<number>\d{1,9}[a-z]?(?:_(?:recto|verso|r|v))?|front|back|recto|verso|[a-d])"
)
_SIDES = {"front": 1, "recto": 1, "back": 2, "verso": 2}
_DIGITS = re.compile(r"(\d+)")
_SIGNS = re.compile(r"[\W_]+")
_LANGUAGE = re.compile(r"(.+)[._-]([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)")


@dataclass(frozen=True, slots=True)
class Near:
    """One file: its *name* from the folder of the list on, its folded *stem*, and what it is.

    *lang* is the language that its name says, where it can only be that.
    """

    name: str
    stem: str
    sort: Sort
    lang: str | None = None


def fold_name(name: str) -> str:
    """Return *name* as it is compared: composed, without case, with one sign for all others."""
    folded = unicodedata.normalize("NFC", name).casefold()
    return _SIGNS.sub("_", folded).strip("_")


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return the key by which *text* is sorted as people count: 2 before 10, front before back."""
    pieces = _DIGITS.split(_side(text))
    return tuple(
        (0, int(one), "") if one.isdecimal() and one.isascii() else (1, 0, one)
        for one in pieces
        if one
    )


def _below(folder: str, stem: str) -> str:
    """Return the stem of what lies in a *folder* as if it lay beside it: 0001 is np_17_0001."""
    return stem if f"{stem}_".startswith(f"{folder}_") else f"{folder}_{stem}"


def _side(text: str) -> str:
    stem, _, last = text.rpartition("_")
    return f"{stem}_{_SIDES[last]}" if last in _SIDES else text


@dataclass
class Nearby:
    """The files of one *folder*, and which record has taken each."""

    folder: Path
    is_too_full: bool = False
    _files: dict[str, list[Near]] = field(default_factory=dict)
    _numbered: dict[str, list[Near]] = field(default_factory=dict)
    _folders: dict[str, list[str]] = field(default_factory=dict)
    _known: dict[str, Near] = field(default_factory=dict)
    _takers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Look through the folder, once."""
        root = self.folder.resolve()
        for place in PLACES:
            for entry in _entries(self.folder / place, root):
                self._add(place, entry)
                if len(self._known) > MOST_FILES:
                    self.is_too_full = True
                    self._forget()
                    return

    def called(self, name: str) -> list[Near]:
        """Return the files that are called like *name*, or like it and a number, or lie below it.

        Those of its folder are listed when it is asked for.
        """
        folded = fold_name(name)
        if not folded:
            return []
        found = [*self._files.get(folded, ()), *self._numbered.get(folded, ())]
        root = self.folder.resolve()
        for below in self._folders.get(folded, ()):
            inside = (_near(below, one) for one in _entries(self.folder / below, root))
            ways = (way for near in inside if near for way in _spellings(near))
            found += [replace(way, stem=_below(folded, way.stem)) for way in ways]
        return found

    @property
    def is_empty(self) -> bool:
        """Whether nothing lies here that a record could have."""
        return not (self._known or self._folders)

    def taker(self, near: Near) -> str | None:
        """Return the id of the record that has taken *near*, or None."""
        return self._takers.get(near.name)

    def take(self, name: str, record_id: str) -> None:
        """Note that the record *record_id* has the file *name*, or names it."""
        for place in PLACES:
            inside = f"{place}/{name}" if place else name
            if inside in self._known:
                self._takers.setdefault(inside, record_id)

    def unclaimed(self) -> list[str]:
        """Return the pictures, PDFs and recordings that nobody has, sorted, if anybody has any."""
        if not self._takers:
            return []
        left = (one.name for one in self._known.values() if one.sort in SHOWN)
        return sorted((name for name in left if name not in self._takers), key=natural)

    def _add(self, place: str, entry: os.DirEntry[str]) -> None:
        if entry.is_dir():
            inside = f"{place}/{entry.name}" if place else entry.name
            if inside not in PLACES:
                self._folders.setdefault(fold_name(entry.name), []).append(inside)
            return
        near = _near(place, entry)
        if near is None:
            return
        self._known[near.name] = near
        for one in _spellings(near):
            self._files.setdefault(one.stem, []).append(one)
            numbered = _NUMBERED.fullmatch(one.stem)
            if numbered:
                self._numbered.setdefault(numbered["id"], []).append(one)

    def _forget(self) -> None:
        for index in (self._files, self._numbered, self._folders, self._known):
            index.clear()


def _entries(folder: Path, root: Path) -> Iterator[os.DirEntry[str]]:
    """Yield what lies in *folder*, sorted by name; nothing that is hidden, or outside of *root*."""
    try:
        if not folder.resolve().is_relative_to(root):
            return
        with os.scandir(folder) as entries:
            found = [one for one in entries if not one.name.startswith(".")]
    except OSError:
        return  # there is no such folder, or nobody may look into it
    for entry in sorted(found, key=lambda one: one.name):
        if not entry.is_symlink() or Path(entry.path).resolve().is_relative_to(root):
            yield entry


def _near(place: str, entry: os.DirEntry[str]) -> Near | None:
    """Return the file *entry*, if it is of a sort that a record can have."""
    end, sort = _sort_of(entry.name)
    if sort is None or not entry.is_file():
        return None
    stem = fold_name(entry.name[: -len(end)])
    return Near(f"{place}/{entry.name}" if place else entry.name, stem, sort)


def _sort_of(name: str) -> tuple[str, Sort | None]:
    """Return the end of *name* that tells what it is, and what that is."""
    for end, sort in _ENDS:
        if name.casefold().endswith(end):
            return end, sort
    media_type = media_type_of(name) or ""
    is_pdf = media_type == "application/pdf"
    return Path(name).suffix, Sort.PDF if is_pdf else _TOP_LEVELS.get(media_type.partition("/")[0])


def _spellings(near: Near) -> Iterator[Near]:
    """Yield *near* as it is called, and as the text in a language that its name may say."""
    yield near
    if near.sort in SHOWN:
        return
    name = near.name.rpartition("/")[2]
    bare = name[: -len(_sort_of(name)[0])]
    match = _LANGUAGE.fullmatch(bare)
    tag = read_language(match[2]).value if match else None
    if match and tag:
        yield Near(near.name, fold_name(match[1]), near.sort, tag)
