"""The directories of a TIFF file: TIFF 6.0 §2, and its 64-bit sister BigTIFF.

A TIFF holds one image per directory. Not every one is a page: image servers keep pyramids as
smaller copies in the same file, scanners keep thumbnails and masks. What libvips neither tells
nor takes, the kind of a directory and its size, is read and written here.
"""

import os
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

SUBFILE_TYPE, WIDTH, LENGTH, COMPRESSION, COLOURS = 254, 256, 257, 259, 262  # tags (TIFF 6.0 §8)
REDUCED, MASK = 1, 4  # bits of the subfile type
SHORT = 3

YCBCR = 6
JPEG = (6, 7)  # compressions that make RGB of YCbCr by themselves
FOREIGN_COLOURS = {
    YCBCR: "YCbCr without JPEG",
    8: "CIELab",
    9: "CIELab",
    10: "CIELab",
    32803: "those of a camera's sensor",
    34892: "those of a camera's sensor",
}
"""Colours that libvips takes for others (TIFF 6.0 §21, §23; TIFF/EP and DNG)."""

DAMAGED = "its list of pages is damaged"

MOST_DIRECTORIES = 10_000
MOST_ENTRIES = 4_096  # in one directory; real ones have some twenty


class _Layout(NamedTuple):
    """How one version writes its numbers, as codes of ``struct``."""

    preamble: str
    length: str
    entry: str
    offset: str


_LAYOUTS = {
    42: _Layout(preamble="", length="H", entry="HHI4s", offset="I"),
    43: _Layout(preamble="HH", length="Q", entry="HHQ8s", offset="Q"),
}


class _Field(NamedTuple):
    """The number that an entry holds, and its place in the file and code, to write another."""

    number: int
    place: int
    code: str


def pages(source: Path) -> list[int]:
    """Return the numbers of the directories that are pages, as libvips counts them: from 0.

    Raises:
        ValueError: the file is cut short, its directories make no sense, or a page has colours
            that would come out as others.
    """
    with source.open("rb") as file:
        try:
            return list(_pages(file))
        except (struct.error, KeyError) as error:
            raise ValueError(DAMAGED) from error


def _pages(file: BinaryIO) -> Iterator[int]:
    page = 0
    for number, fields in enumerate(_directories(file)):
        if not fields[SUBFILE_TYPE].number & (REDUCED | MASK):
            page += 1
            _check_colours(fields, page)
            yield number


def _check_colours(fields: dict[int, _Field], page: int) -> None:
    colours = fields[COLOURS].number if COLOURS in fields else 0
    packed = fields[COMPRESSION].number if COMPRESSION in fields else 0
    if colours in FOREIGN_COLOURS and not (colours == YCBCR and packed in JPEG):
        reason = f"the colours of its page {page} are {FOREIGN_COLOURS[colours]}"
        raise ValueError(f"{reason}; shades of grey, RGB, CMYK and palettes are read")


def crop(source: Path, sizes: Sequence[tuple[int, int]]) -> None:
    """Give each directory of *source* the width and height that *sizes* say, from the corner.

    Only the two numbers change. The tiles stay, so there must be as many of them before and
    after: no side shrinks by a tile or more.
    """
    with source.open("r+b") as file:
        for fields, size in zip(list(_directories(file)), sizes, strict=True):
            for tag, number in zip((WIDTH, LENGTH), size, strict=True):
                file.seek(fields[tag].place)
                file.write(struct.pack(fields[tag].code, number))


def _directories(file: BinaryIO) -> Iterator[dict[int, _Field]]:
    """Yield the fields of each directory by their tags, the subfile type being 0 if unsaid."""
    order = {b"II": "<", b"MM": ">"}[file.read(2)]
    layout = _LAYOUTS[_read(file, order + "H")[0]]
    _read(file, order + layout.preamble)
    (place,) = _read(file, order + layout.offset)
    end = file.seek(0, os.SEEK_END)
    seen: set[int] = set()
    while place:
        if place in seen or len(seen) == MOST_DIRECTORIES:
            raise ValueError("its pages follow each other without end")
        seen.add(place)
        file.seek(min(place, end))
        (length,) = _read(file, order + layout.length)
        if length > MOST_ENTRIES:
            raise ValueError(DAMAGED)
        entries = [_entry(file, order, layout) for _ in range(length)]
        (place,) = _read(file, order + layout.offset)
        yield {SUBFILE_TYPE: _Field(0, 0, ""), **dict(entries)}


def _entry(file: BinaryIO, order: str, layout: _Layout) -> tuple[int, _Field]:
    """Return the next tag and its number, which stands at the left of the bytes it has."""
    tag, kind, _count, value = _read(file, order + layout.entry)
    code = order + ("H" if kind == SHORT else "I")
    return tag, _Field(struct.unpack_from(code, value)[0], file.tell() - len(value), code)


def _read(file: BinaryIO, codes: str) -> tuple[Any, ...]:
    return struct.unpack(codes, file.read(struct.calcsize(codes)))
