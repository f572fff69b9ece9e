"""Compound objects of CONTENTdm: a ``.cpd`` file beside the sheet lists the pages of one.

A sheet alone does not say which rows are pages of what.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from lxml import etree

from metadata.compounds import Families
from metadata.markup import RefusedXml, parse
from metadata.roles import Trait
from metadata.said import text_in
from metadata.spreadsheets import TableRow
from metadata.waiting import Waiting
from schemas.problem import Severity
from schemas.row import Row

_MOST_BYTES = 20_000_000


def gather_objects(rows: Iterable[TableRow], folder: Path) -> Iterator[Row]:
    """Yield *rows*; those that a ``.cpd`` in *folder* lists become pages of its object."""
    with Waiting() as waiting:
        families = Families(waiting)
        listed: dict[str, Sequence[str]] = {}
        for one in rows:
            pages = _pages(one, folder)
            if isinstance(pages, str):
                families.add(_told(one, pages))
            else:
                families.add(one)
                listed[(one.row.native or {}).get("id", "")] = pages
        for parent, pages in listed.items():
            for order, page in enumerate(pages):
                families.adopt(page, parent, order)
        yield from families.compounds()


def _pages(one: TableRow, folder: Path) -> Sequence[str] | str:
    """Return the ids of the pages of *one*, none for what is no object; or why nobody knows."""
    name = one.traits.get(Trait.OBJECT)
    if name is None:
        return ()
    path = _found(name, folder)
    bare = PurePosixPath(name).name
    if path is None:
        return f"a compound object: put {bare}, which lists its pages, beside the sheet"
    try:
        root = parse(path.read_bytes())
    except (RefusedXml, OSError) as error:
        return f"{bare} cannot be read: {error}"
    return _pointers(root)


def _pointers(root: etree._Element) -> list[str]:
    """Return the numbers of the pages that a list of them names, at whatever depth."""
    return [text for one in root.iter("{*}pageptr") if (text := text_in(one))]


def _found(name: str, folder: Path) -> Path | None:
    """Return the file *name*, or the last part of it, in *folder*; None where none lies inside."""
    try:
        candidates = [
            (folder / one).resolve() for one in (name.lstrip("/"), PurePosixPath(name).name)
        ]
        there = (one for one in candidates if one.is_relative_to(folder.resolve()))
        return next((one for one in there if _is_list(one)), None)
    except (OSError, ValueError):
        return None  # a name that no file can have


def _is_list(path: Path) -> bool:
    return path.is_file() and path.stat().st_size <= _MOST_BYTES


def _told(one: TableRow, message: str) -> TableRow:
    row = one.row
    problem = row.problem((Trait.OBJECT,), message, Severity.WARN, one.traits[Trait.OBJECT])
    return replace(one, row=replace(row, problems=(*row.problems, problem)))
