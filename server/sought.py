"""Files that an archivist names, sought beside the list that names them."""

from collections.abc import Iterator
from pathlib import Path

from schemas.problem import Problem, Severity
from schemas.record import Record
from schemas.row import Place, Row

# Where CollectionBuilder keeps the objects that its spreadsheet names.
_BESIDE = (Path(), Path("objects"))


class MissingFile(Exception):
    """A record names a file that is not there; the message says where it was sought."""


# A name may also be one that the file system cannot hold.
UNFINDABLE = (MissingFile, OSError, ValueError)


def find_file(name: str, folder: Path) -> Path:
    """Return the file *name* in *folder* or in its folder ``objects``.

    Raises:
        MissingFile: there is none, or it lies outside of *folder*.
    """
    root = folder.resolve()
    for beside in _BESIDE:
        path = (folder / beside / name).resolve()
        # A name may not climb out of its folder, by ".." or by a link.
        if not path.is_relative_to(root):
            raise MissingFile(f"lies outside of {folder}: keep files in the folder of their list")
        if path.is_file():
            return path
    raise MissingFile(f"no such file in {folder}{_resembling(name, folder)}")


def _resembling(name: str, folder: Path) -> str:
    """Return a hint at the file that differs from *name* in case alone, or nothing."""
    for beside in _BESIDE:
        place = (folder / beside / name).parent
        for other in place.iterdir() if place.is_dir() else ():
            if other.name.casefold() == Path(name).name.casefold():
                return f', but there is "{other.name}"'
    return ""


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
