"""Files that an archivist names, sought beside the list that names them."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Literal

from schemas.problem import Problem, Severity
from schemas.record import Record
from schemas.row import Place, Row
from server.nearby import PLACES, fold_name

_FORMS: tuple[Literal["NFC"], Literal["NFD"]] = ("NFC", "NFD")


class MissingFile(Exception):
    """A record names a file that is not there; the message says where it was sought."""


# A name may also be one that the file system cannot hold.
UNFINDABLE = (MissingFile, OSError, ValueError)


def find_file(name: str, folder: Path) -> Path:
    """Return the file *name* in *folder* or in one of the folders in it that are for files.

    Where the file system tells composed letters from decomposed ones, either is found.

    Raises:
        MissingFile: there is none, or it lies outside of *folder*.
    """
    root = folder.resolve()
    for written in dict.fromkeys((name, *(unicodedata.normalize(one, name) for one in _FORMS))):
        for place in PLACES:
            path = (folder / place / written).resolve()
            # A name may not climb out of its folder, by ".." or by a link.
            if not path.is_relative_to(root):
                message = f"lies outside of {folder}: keep files in the folder of their list"
                raise MissingFile(message)
            if path.is_file():
                return path
    raise MissingFile(f"no such file in {folder}{_resembling(name, folder)}")


def _resembling(name: str, folder: Path) -> str:
    """Return a hint at a file that is called nearly like *name*, or nothing."""
    sought = Path(name).name
    for place in PLACES:
        around = (folder / place / name).parent
        alike = _names(around, _changed(around)).get(fold_name(sought)) if sought else None
        if alike:
            return f', but there is "{alike}"'
    return ""


def _changed(folder: Path) -> int:
    """Return when a file came into *folder* or left it, in nanoseconds; 0 where it is none."""
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=4)  # a sheet whose files are all missing asks for the same few folders
def _names(folder: Path, _changed: int) -> dict[str, str]:
    """Return the names of what lies in *folder* by how they are compared."""
    return {fold_name(one.name): one.name for one in folder.iterdir()} if folder.is_dir() else {}


def missing_files(row: Row, record: Record) -> Iterator[Problem]:
    """Yield a warning for each file of *record* that is not where *row* says.

    What an export says is kept already is not sought.
    """
    for place, name in _named(record):
        if "://" not in name:
            try:
                find_file(name, row.folder)
            except UNFINDABLE as error:
                yield row.problem(place, str(error), Severity.WARN, name)


def _named(record: Record) -> Iterator[tuple[Place, str]]:
    """Yield the place and the name of each file of *record* that is not kept yet."""
    for index, page in enumerate(record.pages):
        if page.file and not (page.image or page.media):
            yield ("pages", index, "file"), page.file
        for kind, names in (("ocr", page.ocr), ("captions", page.captions)):
            for tag, name in names.items():
                if tag not in page.text and not record.named(name):
                    yield ("pages", index, kind, tag), name
    for index, file in enumerate(record.files):
        if not file.digest:
            yield ("files", index, "file"), file.file
