"""The directories of a TIFF file: TIFF 6.0 §2, and its 64-bit sister BigTIFF.

A TIFF holds one image per directory. Not every one is a page: image servers keep pyramids as
smaller copies in the same file, scanners keep thumbnails and masks. What libvips neither tells
nor takes, the kind of a directory, its size and its tables, is read and written here.
"""

import os
import struct
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

SUBFILE_TYPE, WIDTH, LENGTH = 254, 256, 257  # tags (TIFF 6.0 §8)
COMPRESSION, PHOTOMETRIC = 259, 262
TILE_WIDTH, TILE_LENGTH, TILE_OFFSETS, TILE_BYTE_COUNTS = 322, 323, 324, 325  # tags (§15)
JPEG_TABLES = 347  # a tag of TIFF Technical Note 2
JPEG = 7  # a compression of that note
REDUCED, MASK = 1, 4  # bits of the subfile type
SHORT = 3

YCBCR = 6
SELF_CONVERTED = (6, JPEG)  # compressions that make RGB of YCbCr by themselves
FOREIGN_COLOURS = {
    YCBCR: "YCbCr without JPEG",
    8: "CIELab",
    9: "CIELab",
    10: "CIELab",
    32803: "those of a camera's sensor",
    34892: "those of a camera's sensor",
}
"""Colours that libvips takes for others (TIFF 6.0 §21, §23; TIFF/EP and DNG)."""

_NUMBERS = {1: "B", SHORT: "H", 4: "I", 16: "Q"}  # kinds of whole numbers, as codes of struct
_WIDTHS = {7: 1, **{kind: struct.calcsize(f"<{code}") for kind, code in _NUMBERS.items()}}
_CLASSIC = 4  # bytes of a place in the file, where it is no BigTIFF

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


class Field(NamedTuple):
    """An entry: the number that it holds, and its place in the file and code, to write another.

    There may be an *amount* of values of a *kind*; where they have no room in the *bytes* of the
    entry, those say where they stand.
    """

    number: int
    place: int
    code: str
    kind: int
    amount: int
    bytes: bytes


_NO_SUBFILE_TYPE = Field(0, 0, "", SHORT, 0, b"")


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
    for number, fields in enumerate(directories(file)):
        if not fields[SUBFILE_TYPE].number & (REDUCED | MASK):
            page += 1
            _check_colours(fields, page)
            yield number


def _check_colours(fields: dict[int, Field], page: int) -> None:
    colours = fields[PHOTOMETRIC].number if PHOTOMETRIC in fields else 0
    packed = fields[COMPRESSION].number if COMPRESSION in fields else 0
    if colours in FOREIGN_COLOURS and not (colours == YCBCR and packed in SELF_CONVERTED):
        reason = f"the colours of its page {page} are {FOREIGN_COLOURS[colours]}"
        raise ValueError(f"{reason}; shades of grey, RGB, CMYK and palettes are read")


def crop(source: Path, sizes: Sequence[tuple[int, int]]) -> None:
    """Give each directory of *source* the width and height that *sizes* say, from the corner.

    Only the two numbers change. The tiles stay, so there must be as many of them before and
    after: no side shrinks by a tile or more.
    """
    with source.open("r+b") as file:
        for fields, size in zip(list(directories(file)), sizes, strict=True):
            for tag, number in zip((WIDTH, LENGTH), size, strict=True):
                file.seek(fields[tag].place)
                file.write(struct.pack(fields[tag].code, number))


def directories(file: BinaryIO) -> Iterator[dict[int, Field]]:
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
        yield {SUBFILE_TYPE: _NO_SUBFILE_TYPE, **dict(entries)}


def _entry(file: BinaryIO, order: str, layout: _Layout) -> tuple[int, Field]:
    """Return the next tag and its number, which stands at the left of the bytes it has."""
    tag, kind, count, value = _read(file, order + layout.entry)
    code = order + ("H" if kind == SHORT else "I")
    number, place = struct.unpack_from(code, value)[0], file.tell() - len(value)
    return tag, Field(number, place, code, kind, count, value)


def values(file: BinaryIO, field: Field) -> bytes:
    """Return all the values of *field* as they stand in *file*, in the order of its bytes.

    Raises:
        ValueError: there are fewer.
    """
    order = field.code[0]
    length = field.amount * _WIDTHS.get(field.kind, 0)
    if length <= len(field.bytes):
        return field.bytes[:length]
    (place,) = struct.unpack(order + ("I" if len(field.bytes) == _CLASSIC else "Q"), field.bytes)
    if place + length > file.seek(0, os.SEEK_END):
        raise ValueError(DAMAGED)
    file.seek(place)
    return file.read(length)


def numbers(file: BinaryIO, field: Field) -> "array[int]":
    """Return all the values of *field*, which are whole numbers.

    Raises:
        ValueError: they are not, or there are fewer.
    """
    code = _NUMBERS.get(field.kind)
    if code is None:
        raise ValueError(DAMAGED)
    return array("Q", struct.unpack(f"{field.code[0]}{field.amount}{code}", values(file, field)))


def _read(file: BinaryIO, codes: str) -> tuple[Any, ...]:
    return struct.unpack(codes, file.read(struct.calcsize(codes)))
