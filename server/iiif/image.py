"""Images as they are asked for and told of, in pixels: IIIF Image API 3.0 and 2.1.1.

<https://iiif.io/api/image/3.0/>; arithmetic only, no pixel is touched here. Section numbers are
those of version 3.0. How a request is written is the business of ``server.iiif.image_request``.
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

TILE = 512
"""Width and height of the tiles that viewers are told to ask for, and that ingest stores."""

LARGEST_READY = 4_000_000
"""Pixels of the largest size of a whole image that is made before anybody asks for it."""

Number = int | Fraction


class ImageError(Exception):
    """An image request that gets no image; *status* is the HTTP status to answer with (§7.3)."""

    status = 500


class BadImageRequest(ImageError):
    """The request is malformed, or asks for what is not to be had (§4.1 to §4.5)."""

    status = 400


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height, in pixels."""

    width: int
    height: int

    @property
    def area(self) -> int:
        """The number of pixels."""
        return self.width * self.height


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the full image, in its pixels, counted from the upper left corner."""

    x: int
    y: int
    width: int
    height: int

    @property
    def size(self) -> Size:
        """Its width and height, without its place."""
        return Size(self.width, self.height)


@dataclass(frozen=True, slots=True)
class Rotation:
    """Mirroring left to right, then clockwise *degrees*: from 0 up to, but not including, 360."""

    mirrored: bool = False
    degrees: float = 0.0


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """What is asked for, in exact pixels and in the order of the operations (§4.6)."""

    region: Box
    size: Size
    rotation: Rotation = Rotation()
    quality: str = "default"
    format: str = "jpg"


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest image that is answered, in pixels; ``info.json`` tells clients (§5.2)."""

    max_width: int = 8_000
    max_height: int = 8_000
    max_area: int = 40_000_000

    def admits(self, size: Size) -> bool:
        """Return whether an image of *size* may be answered."""
        fits = size.width <= self.max_width and size.height <= self.max_height
        return fits and size.area <= self.max_area

    def within(self, width: int, height: int) -> "Limits":
        """Return these limits, narrowed to *width* and *height*."""
        return Limits(min(width, self.max_width), min(height, self.max_height), self.max_area)


DEFAULT_LIMITS = Limits()


class Format(NamedTuple):
    """A format that images are sent in; *longest* is the longest side it can hold, in pixels.

    *largest* is the most pixels that are sent in it, where it takes more time than others.
    """

    media_type: str
    longest: int
    largest: int = 2**62


FORMATS = {
    "jpg": Format("image/jpeg", 65_500),
    "png": Format("image/png", 2**31 - 1),
    "webp": Format("image/webp", 16_383),
    "tif": Format("image/tiff", 2**31 - 1),
    "gif": Format("image/gif", 65_535, 4_000_000),  # its 256 colours are chosen at 0.3 s a million
}
LEVEL_2_FORMATS = ("jpg", "png")
QUALITIES = ("default", "color", "gray", "bitonal")


def rounded(number: Number) -> int:
    """Return the nearest whole number, the upper one of two."""
    return (2 * number + 1) // 2


def _nearest(number: int, divisor: int) -> int:
    """Return the :func:`rounded` part, without a fraction: every page has several sizes."""
    return (2 * number + divisor) // (2 * divisor)


def fit(shape: Size, room: Limits) -> tuple[int, int]:
    """Return the largest width and height within *room* that have the proportions of *shape*.

    Neither becomes less than one pixel, however long and thin the shape.
    """
    width, height = room.max_width, room.max_height
    if shape.width * height >= shape.height * width:
        height = max(1, _nearest(shape.height * width, shape.width))
    else:
        width = max(1, _nearest(shape.width * height, shape.height))
    if width * height > room.max_area:
        ideal = math.isqrt(room.max_area * shape.width // shape.height)
        width = min(width, room.max_area, max(1, ideal))
        ideal = shape.height * width // shape.width
        height = min(height, room.max_area // width, max(1, ideal))
    return width, height


def whole(full: Size, size: Size) -> ImageRequest:
    """Return the request for a whole image of *full* size, scaled to *size*, as a JPEG."""
    return ImageRequest(Box(0, 0, full.width, full.height), size)


def largest(shape: Size, limits: Limits = DEFAULT_LIMITS) -> Size:
    """Return what ``max`` gives of a region of *shape*, which is what *limits* leave (§4.2)."""
    return Size(*fit(shape, limits.within(shape.width, shape.height)))


# The pages of a record are often of one size, and each has a thumbnail in several formats.
@lru_cache(maxsize=256)
def thumbnail_size(full: Size, longest: int = 400, limits: Limits = DEFAULT_LIMITS) -> Size:
    """Return the size of a small image of *full*, no side over *longest* pixels, never enlarged."""
    return largest(full, limits.within(longest, longest))


def scale_factors(full: Size) -> list[int]:
    """Return the powers of two to ask for tiles at; at the last, one tile is the whole (§5.4)."""
    tiles = -(-max(full.width, full.height) // TILE)
    return [2**level for level in range((tiles - 1).bit_length() + 1)]


def sizes(full: Size, limits: Limits) -> list[Size]:
    """Return the sizes of the whole image that are best asked for, the smallest first (§5.3).

    They are the thumbnail's and those at each scale factor, rounded up as viewers round them; the
    server has each of them ready, exactly. A larger one is made when it is asked for.
    """
    levels = {Size(-(-full.width // s), -(-full.height // s)) for s in scale_factors(full)}
    ready = {size for size in levels if size.area <= LARGEST_READY}
    wanted = ready | {thumbnail_size(full, limits=limits)}
    return sorted(filter(limits.admits, wanted), key=lambda size: (size.area, size.width))
