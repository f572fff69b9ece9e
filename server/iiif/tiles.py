"""Tiles as they are stored: a tile of a pyramid is a JPEG already, but for what all have in common.

A tiled TIFF keeps the tables of its JPEG streams once (TIFF Technical Note 2). Put before the
stream of a tile they make a file, whose pixels are those that a reader of the TIFF would see.
"""

import hashlib
import io
import struct
from array import array
from typing import BinaryIO, NamedTuple

from server.iiif import tiff
from server.iiif.depot import Depot, Found
from server.iiif.image import Size
from server.iiif.levels import Cut, halved

_START, _END = b"\xff\xd8", b"\xff\xd9"

# What tells a decoder the colours of a file: JFIF those of YCbCr, Adobe's marker any other.
_JFIF = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
_ADOBE_AS_IT_IS = b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x00"
_GRAY, _RGB, _YCBCR = 1, 2, 6  # photometric interpretations (TIFF 6.0 §8, §21)
_MARKERS = {_GRAY: _JFIF, _RGB: _ADOBE_AS_IT_IS, _YCBCR: _JFIF}

_BLOCK = 65_536  # bytes read at once, so that few questions go to a depot far away


class Tile(NamedTuple):
    """Where the stream of a tile stands, and what to put before it."""

    offset: int
    length: int
    head: bytes

    def whole(self, stream: bytes) -> bytes | None:
        """Return the tile as a file, or None where *stream* is none."""
        sound = len(stream) == self.length and stream.startswith(_START) and stream.endswith(_END)
        return self.head + stream[len(_START) :] if sound else None


class _Level(NamedTuple):
    """A level in tiles, counted row by row."""

    size: Size
    edge: int
    offsets: "array[int]"
    lengths: "array[int]"
    head: bytes


class Tiles:
    """The tiles of a pyramid; *fingerprint* tells this one from any other that was ever stored."""

    def __init__(self, levels: list[_Level]) -> None:
        self._levels = levels
        self.full = levels[0].size
        self.count = len(levels)
        places = b"".join(one.offsets.tobytes() + one.lengths.tobytes() for one in levels)
        self.weight = len(places)
        self.fingerprint = hashlib.blake2b(places, digest_size=16).digest()

    def find(self, wanted: Cut) -> Tile | None:
        """Return the tile that shows what is *wanted*, no more and no less; None without one."""
        level, box = self._levels[wanted.number], wanted.box
        column, left = divmod(box.x, level.edge)
        row, top = divmod(box.y, level.edge)
        if left or top or not box.width == box.height == level.edge:
            return None
        number = row * -(-level.size.width // level.edge) + column
        return Tile(level.offsets[number], level.lengths[number], level.head)


def read_tiles(depot: Depot, found: Found) -> Tiles:
    """Return the tiles of the pyramid that was *found*.

    Raises:
        ValueError: it is damaged, or no pyramid of tiles in JPEG.
        OSError: it cannot be read.
    """
    return tiles_of(io.BufferedReader(_Stream(depot, found), _BLOCK))


def tiles_of(file: BinaryIO) -> Tiles:
    """Return the tiles of the pyramid in *file*.

    Raises:
        ValueError: it is damaged, or no pyramid of tiles in JPEG.
        OSError: it cannot be read.
    """
    try:
        levels = [_level(file, fields) for fields in tiff.directories(file)]
        first = levels[0].size
    except (struct.error, LookupError) as error:
        raise ValueError(tiff.DAMAGED) from error
    expected = [
        Size(halved(first.width, number), halved(first.height, number))
        for number in range(len(levels))
    ]
    if [level.size for level in levels] != expected:
        raise ValueError("its levels are not halves of each other")
    return Tiles(levels)


def _level(file: BinaryIO, fields: dict[int, tiff.Field]) -> _Level:
    """Return the level that a directory describes.

    Raises:
        LookupError: a field is missing, or it is not in tiles of JPEG.
    """
    (compression, width, height, edge, tile_height, photometric) = (
        fields[tag].number
        for tag in (
            tiff.COMPRESSION,
            tiff.WIDTH,
            tiff.LENGTH,
            tiff.TILE_WIDTH,
            tiff.TILE_LENGTH,
            tiff.PHOTOMETRIC,
        )
    )
    offsets, lengths = (
        tiff.numbers(file, fields[tag]) for tag in (tiff.TILE_OFFSETS, tiff.TILE_BYTE_COUNTS)
    )
    tiles = -(-width // edge) * -(-height // edge) if edge else 0
    if compression != tiff.JPEG or edge != tile_height or not len(offsets) == len(lengths) == tiles:
        raise LookupError(compression)
    tables = tiff.values(file, fields[tiff.JPEG_TABLES])
    head = _START + _MARKERS[photometric] + tables[len(_START) : -len(_END)]
    return _Level(Size(width, height), edge, offsets, lengths, head)


class _Stream(io.RawIOBase):
    """What was found in a depot, as a file to read."""

    def __init__(self, depot: Depot, found: Found) -> None:
        self._depot, self._found, self._place = depot, found, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._found.size}[whence]
        self._place = start + offset
        return self._place

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._depot.read(self._found, self._place, len(buffer))
        buffer[: len(data)] = data
        self._place += len(data)
        return len(data)
