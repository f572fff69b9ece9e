"""What an image request asks for: IIIF Image API 3.0, <https://iiif.io/api/image/3.0/>, and 2.1.1.

The grammar. Each parameter is a table of the forms that the specification lists, read by one loop.
Section numbers are those of version 3.0, save where they name 2.1,
<https://iiif.io/api/image/2.1/>: a :class:`Version` is a table of what the two say differently.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, NamedTuple, TypeVar

from server.iiif.image import (
    FORMATS,
    QUALITIES,
    BadImageRequest,
    Box,
    ImageRequest,
    Limits,
    Number,
    Rotation,
    Size,
    fit,
    largest,
    rounded,
)

LONGEST_PARAMETER = 128  # characters: four percentages with all the digits of a float fit
FULL_TURN = 360

T = TypeVar("T")


def _square(full: Size) -> Box:
    """Return the middle of the longer side, where a picture usually has its subject."""
    side = min(full.width, full.height)
    return Box((full.width - side) // 2, (full.height - side) // 2, side, side)


def _by_pixels(full: Size, x: int, y: int, width: int, height: int) -> Box:
    """Return the box clipped at the edges of the image, rather than padded."""
    if x >= full.width or y >= full.height:
        raise BadImageRequest(f"the region lies outside the {full.width} by {full.height} pixels")
    if not (width and height):
        raise BadImageRequest("the region is empty")
    return Box(x, y, min(width, full.width - x), min(height, full.height - y))


def _by_percent(full: Size, x: Number, y: Number, width: Number, height: Number) -> Box:
    across, down = Fraction(full.width, 100), Fraction(full.height, 100)
    return _by_pixels(full, *map(rounded, (x * across, y * down, width * across, height * down)))


def _scaled(shape: Size, _room: Limits, percent: Number) -> tuple[Number, Number]:
    return Fraction(shape.width * percent, 100), Fraction(shape.height * percent, 100)


def _by_width(shape: Size, _room: Limits, width: int) -> tuple[int, int]:
    """Return *width* and the height in proportion, a pixel at least: the edge of a tile is thin."""
    height = rounded(Fraction(shape.height * width, shape.width))
    return width, max(height, min(width, 1))


def _by_height(shape: Size, _room: Limits, height: int) -> tuple[int, int]:
    """Return *height* and the width in proportion, a pixel at least."""
    width = rounded(Fraction(shape.width * height, shape.height))
    return max(width, min(height, 1)), height


def _confined(shape: Size, room: Limits, width: int, height: int) -> tuple[int, int]:
    """Return the best fit, which is left to the server and never enlarged here (2.1 §4.2)."""
    return fit(shape, room.within(shape.width, shape.height).within(width, height))


def _turn(mirrored: bool, degrees: Number) -> Rotation:
    if degrees > FULL_TURN:
        raise BadImageRequest("rotation is from 0 to 360 degrees")
    # A thousandth of a degree moves no pixel, and keeps the canonical form short.
    return Rotation(mirrored, round(float(degrees), 3) % FULL_TURN)


class Form(NamedTuple, Generic[T]):
    """A form of a parameter: as the specification writes it, as it is read, and what it means."""

    written: str
    pattern: str
    meaning: Callable[..., T]


_INT = "([0-9]+)"
_DEC = r"([0-9]+(?:\.[0-9]+)?|\.[0-9]+)"  # .9 is read, though 0.9 should be written (§4.7)

REGIONS: tuple[Form[Box], ...] = (
    Form("full", "full", lambda full: Box(0, 0, full.width, full.height)),
    Form("square", "square", _square),
    Form("x,y,w,h", f"{_INT},{_INT},{_INT},{_INT}", _by_pixels),
    Form("pct:x,y,w,h", f"pct:{_DEC},{_DEC},{_DEC},{_DEC}", _by_percent),
)
"""The forms of a region, each read against the full size (§4.1)."""


def _within_region(shape: Size, room: Limits) -> tuple[int, int]:
    """Return the largest that is no larger than the region."""
    return fit(shape, room.within(shape.width, shape.height))


# The forms of a size which a ^ may precede: from the region's size and what the server allows to
# the width and height before they are rounded (§4.2).
_SIZES: tuple[Form[tuple[Number, Number]], ...] = (
    Form("w,", f"{_INT},", lambda shape, _, w: (w, Fraction(shape.height * w, shape.width))),
    Form(",h", f",{_INT}", lambda shape, _, h: (Fraction(shape.width * h, shape.height), h)),
    Form("pct:n", f"pct:{_DEC}", _scaled),
    Form("w,h", f"{_INT},{_INT}", lambda shape, room, w, h: (w, h)),
    Form("!w,h", f"!{_INT},{_INT}", lambda shape, room, w, h: fit(shape, room.within(w, h))),
)
SIZES: tuple[Form[tuple[Number, Number]], ...] = (
    Form("max", "max", _within_region),
    *_SIZES,
    Form("^max", r"\^max", fit),
    *(Form(f"^{form.written}", rf"\^{form.pattern}", form.meaning) for form in _SIZES),
)
"""The forms of a size; whether one without ``^`` enlarges is asked afterwards (§4.2)."""

# Those of version 2.1, where no sign asks for enlarging: only a number does (2.1 §4.2).
SIZES_2: tuple[Form[tuple[Number, Number]], ...] = (
    Form("full", "full", lambda shape, _: (shape.width, shape.height)),
    Form("max", "max", _within_region),
    Form("w,", f"{_INT},", _by_width),
    Form(",h", f",{_INT}", _by_height),
    Form("pct:n", f"pct:{_DEC}", _scaled),
    Form("w,h", f"{_INT},{_INT}", lambda shape, room, w, h: (w, h)),
    Form("!w,h", f"!{_INT},{_INT}", _confined),
)

ROTATIONS: tuple[Form[Rotation], ...] = (
    Form("n", _DEC, lambda degrees: _turn(False, degrees)),
    Form("!n", f"!{_DEC}", lambda degrees: _turn(True, degrees)),
)
"""The forms of a rotation (§4.3)."""


def _read(parameter: str, text: str, forms: tuple[Form[T], ...], *context: object) -> T:
    """Return what *text* means in that one of *forms* which it has."""
    for form in forms:
        if found := re.fullmatch(form.pattern, text):
            return form.meaning(*context, *map(_number, found.groups()))
    accepted = ", ".join(form.written for form in forms)
    raise BadImageRequest(f"{parameter} {text!r} has none of the forms {accepted}")


def _number(text: str) -> Number:
    return int(text) if text.isdecimal() else Fraction(text)


def _check_format(suffix: str, size: Size, rotation: Rotation) -> None:
    """Raise BadImageRequest unless *suffix* is a format (§4.5) that holds the rotated image."""
    if suffix not in FORMATS:
        raise BadImageRequest(f"format {suffix!r} is none of {', '.join(FORMATS)}")
    # The diagonal bounds the sides at any angle.
    slanted = rotation.degrees % 90 != 0
    sides = (size.width, size.height, slanted and math.hypot(size.width, size.height))
    longest = FORMATS[suffix].longest
    if max(sides) > longest:
        raise BadImageRequest(f"{suffix} holds at most {longest} pixels a side")
    if size.area > FORMATS[suffix].largest:
        raise BadImageRequest(f"{suffix} is sent up to {FORMATS[suffix].largest:,} pixels")


def _spell_by_both(size: Size, shape: Size, limits: Limits) -> str:
    """Return the canonical form of *size* (§4.7)."""
    if size == largest(shape, limits):
        return "max"
    if size == Size(*fit(shape, limits)):
        return "^max"
    enlarged = size.width > shape.width or size.height > shape.height
    return f"{'^' if enlarged else ''}{size.width},{size.height}"


def _spell_by_width(size: Size, shape: Size, _limits: Limits) -> str:
    """Return the canonical form of *size* in version 2.1 (2.1 §4.7)."""
    if size == shape:
        return "full"
    in_proportion = _by_width(shape, _limits, size.width) == (size.width, size.height)
    return f"{size.width}," if in_proportion else f"{size.width},{size.height}"


@dataclass(frozen=True, slots=True)
class Version:
    """What a version of the Image API says in its own way; the rest of the grammar is common.

    *sign* before a size asks for enlarging; where it is empty, every size may enlarge. *spell*
    writes a size of a region in the canonical form.
    """

    context: str
    profile: str
    sizes: tuple[Form[tuple[Number, Number]], ...]
    sign: str
    spell: Callable[[Size, Size, Limits], str]

    def parse_request(
        self,
        region: str,
        size: str,
        rotation: str,
        quality_format: str,
        full: Size,
        limits: Limits,
    ) -> ImageRequest:
        """Return what the last segments of an image address ask of an image of *full* size (§4).

        Raises:
            BadImageRequest: a segment is malformed, asks for nothing, for more than there is
                without the sign for it, or for more than *limits* or the format allow.
        """
        if max(map(len, (region, size, rotation, quality_format))) > LONGEST_PARAMETER:
            raise BadImageRequest(f"a parameter is longer than {LONGEST_PARAMETER} characters")
        box = _read("region", region, REGIONS, full)
        scaled = self._parse_size(size, box.size, limits)
        turn = _read("rotation", rotation, ROTATIONS)
        quality, _, suffix = quality_format.partition(".")
        if quality not in QUALITIES:
            raise BadImageRequest(f"quality {quality!r} is none of {', '.join(QUALITIES)}")
        _check_format(suffix, scaled, turn)
        return ImageRequest(box, scaled, turn, quality, suffix)

    def canonical(self, request: ImageRequest, full: Size, limits: Limits) -> str:
        """Return the one address of *request*, from its region on (§4.7).

        Reading it again gives an equal request, save that ``color`` has become ``default``: what
        is in colour is so by default, and the two are one image.
        """
        box = request.region
        region = "full" if box.size == full else f"{box.x},{box.y},{box.width},{box.height}"
        size = self.spell(request.size, box.size, limits)
        rotation = f"{'!' if request.rotation.mirrored else ''}{request.rotation.degrees:g}"
        quality = "default" if request.quality == "color" else request.quality
        return f"{region}/{size}/{rotation}/{quality}.{request.format}"

    def _parse_size(self, text: str, shape: Size, limits: Limits) -> Size:
        """Return the pixels asked of a region of *shape* (§4.2)."""
        upscaling = text.startswith(self.sign)
        asked = _read("size", text, self.sizes, shape, limits)
        # Before rounding: pct:100.1 is enlarging, even where it comes to the same pixels. So is a
        # box around more than the region: !w,h is scaled to its best fit, and refused as the
        # validators have it ("attempts to do so must generate an error", change log §1.1.2).
        if not upscaling and (asked[0] > shape.width or asked[1] > shape.height):
            raise BadImageRequest(f"size {text!r} is larger than the region; ^{text} enlarges it")
        size = Size(*map(rounded, asked))
        if not size.area:
            raise BadImageRequest(f"size {text!r} leaves no pixel")
        if not limits.admits(size):
            raise BadImageRequest(f"size {text!r} is larger than info.json allows")
        return size


VERSION_3 = Version(
    context="http://iiif.io/api/image/3/context.json",
    profile="http://iiif.io/api/image/3/level2.json",
    sizes=SIZES,
    sign="^",
    spell=_spell_by_both,
)
VERSION_2 = Version(
    context="http://iiif.io/api/image/2/context.json",
    profile="http://iiif.io/api/image/2/level2.json",
    sizes=SIZES_2,
    sign="",
    spell=_spell_by_width,
)
