"""Ready files: what ``info.json`` advertises and no stored tile is, made when an image is stored.

Beside the pyramid ``ab/cdef….tif`` stands ``ab/cdef….ready``: a head, an index in the order of its
keys, and JPEGs. They are what rendering would give, byte for byte, so an image without a ready
file is answered alike, only later.
"""

import struct
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from server.files import unfinished
from server.iiif.depot import Depot, Folder, Found
from server.iiif.image import (
    TILE,
    BadImageRequest,
    ImageRequest,
    Limits,
    Size,
    scale_factors,
    sizes,
)
from server.iiif.image_request import VERSION_2, VERSION_3
from server.iiif.levels import cut
from server.iiif.pixels import MADE, render
from server.iiif.tiles import Tiles, tiles_of

_HEAD = struct.Struct(">8sQ16sI")  # what it is, what made it, of which pyramid, how many JPEGs
_KEY = struct.Struct(">6I")  # x, y, width, height; width, height
_PLACE = struct.Struct(">QI")  # where it begins, its length
_SIGNATURE = b"fonds/1\n"
_MOST = 1_000_000  # JPEGs; an image of 10 gigapixels has some thousand

# The settings allow no more; what they allow less is not asked for.
_LIMITS = Limits(65_000, 65_000, 65_000**2)


class Ready(NamedTuple):
    """The index of a ready file, as it is written."""

    found: Found
    keys: bytes
    places: bytes

    @property
    def weight(self) -> int:
        """The bytes that it takes."""
        return len(self.keys) + len(self.places)

    def find(self, asked: ImageRequest) -> tuple[int, int] | None:
        """Return where region and size of *asked* stand as a JPEG, and its length, or None."""
        key, width = _key(asked), _KEY.size
        count = len(self.keys) // width
        number = bisect_left(
            range(count), key, key=lambda n: self.keys[n * width : (n + 1) * width]
        )
        if self.keys[number * width : (number + 1) * width] != key:
            return None
        offset, length = _PLACE.unpack_from(self.places, number * _PLACE.size)
        return offset, length


def ready_name(pyramid: str) -> str:
    """Return the name of the ready file beside *pyramid*."""
    return f"{pyramid.removesuffix('.tif')}.ready"


def read_ready(depot: Depot, name: str, tiles: Tiles) -> Ready | None:
    """Return the index of the ready file *name*; None unless it was made of *tiles* as now.

    Raises:
        OSError: there is none, or it cannot be read.
    """
    found = depot.find(name)
    head = depot.read(found, 0, _HEAD.size)
    if len(head) < _HEAD.size or head[:-4] != _HEAD.pack(*_made_of(tiles), 0)[:-4]:
        return None
    count = min(_HEAD.unpack(head)[-1], _MOST)
    index = depot.read(found, _HEAD.size, count * (_KEY.size + _PLACE.size))
    keys, places = index[: count * _KEY.size], index[count * _KEY.size :]
    return Ready(found, keys, places) if len(places) == count * _PLACE.size else None


def write(pyramid: Path) -> None:
    """Make the ready file of *pyramid*, all of it or nothing, unless it is there.

    Raises:
        LostImage: the pyramid is damaged.
        OSError: it cannot be read, or the file cannot be written.
    """
    depot = Folder(pyramid.parents[1])
    name = ready_name(f"{pyramid.parent.name}/{pyramid.name}")
    with pyramid.open("rb") as file:
        tiles = tiles_of(file)
    if _is_there(depot, name, tiles):
        return
    with unfinished(pyramid.parents[1]) as part:
        _write(pyramid, tiles, part)
        depot.put(part, name)


def _is_there(depot: Depot, name: str, tiles: Tiles) -> bool:
    try:
        return read_ready(depot, name, tiles) is not None
    except OSError:
        return False


def _write(pyramid: Path, tiles: Tiles, part: Path) -> None:
    wanted = sorted(_wanted(tiles), key=_key)
    places = []
    with part.open("wb") as file:
        file.seek(_HEAD.size + len(wanted) * (_KEY.size + _PLACE.size))
        for asked in wanted:
            jpeg = render(pyramid, asked)
            places.append(_PLACE.pack(file.tell(), len(jpeg)))
            file.write(jpeg)
        file.seek(0)
        file.write(_HEAD.pack(*_made_of(tiles), len(wanted)))
        file.write(b"".join((*map(_key, wanted), *places)))


def _made_of(tiles: Tiles) -> tuple[bytes, int, bytes]:
    return _SIGNATURE, MADE, tiles.fingerprint


def _key(asked: ImageRequest) -> bytes:
    box, size = asked.region, asked.size
    return _KEY.pack(box.x, box.y, box.width, box.height, size.width, size.height)


def _wanted(tiles: Tiles) -> set[ImageRequest]:
    """Return what is advertised of an image and is no stored tile."""
    return {
        asked
        for asked in _advertised(tiles.full)
        if tiles.find(cut(asked.region, asked.size, tiles.full, tiles.count)) is None
    }


def _advertised(full: Size) -> Iterator[ImageRequest]:
    """Yield what viewers ask for that go by ``sizes`` and ``tiles``, in either version.

    In 3.0 they name width and height, in 2.1 the width alone, and the height that the server
    makes of that may be another by a pixel.
    """
    for size in sizes(full, _LIMITS):
        yield from _forms("full", size, full)
    for factor in scale_factors(full):
        step = TILE * factor
        for top in range(0, full.height, step):
            for left in range(0, full.width, step):
                width, height = min(step, full.width - left), min(step, full.height - top)
                size = Size(-(-width // factor), -(-height // factor))
                yield from _forms(f"{left},{top},{width},{height}", size, full)


def _forms(region: str, size: Size, full: Size) -> Iterator[ImageRequest]:
    for version, written in (
        (VERSION_3, f"{size.width},{size.height}"),
        (VERSION_2, f"{size.width},"),
    ):
        # As high as a single column of a long strip would be, it is beyond all limits.
        with suppress(BadImageRequest):
            yield version.parse_request(region, written, "0", "default.jpg", full, _LIMITS)
