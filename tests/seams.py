"""Pictures in which seams show, tiles put together as viewers do, and an eye for what is wrong.

A seam is told by profiles: how far each row and column of a stitched picture is from the source,
scaled. Compression spreads evenly over them; a line at the border of tiles stands out. A tile that
is shifted is told by texture of all scales, which fits in one place only.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from statistics import median

from PIL import Image, ImageChops, ImageStat

TILE = 512
OCTAVES = range(1, 8)  # sizes of what the texture is made of: powers of two, in pixels
WEIGHT = 0.4  # of each octave, laid over the larger ones
STANDS_OUT = 1.6  # times the middle row or column
ALLOWED = 1.0  # shades more than that, of 255
LEAST = 64  # pixels of a side on which a shift can be told
FITS = 0.7  # of the difference that a shift by one pixel makes

Shape = tuple[int, int]


@dataclass(frozen=True)
class Cut:
    """A tile of a scale factor: what is asked for it, and where it goes in its level."""

    request: str
    place: Shape
    size: Shape


def textured(width: int, height: int, seed: int = 5) -> Image.Image:
    """Return a picture with texture of all scales and slowly changing colours, from *seed*."""
    chance = random.Random(seed)
    texture = Image.new("L", (width, height), 128)
    for octave in reversed(OCTAVES):
        size = -(-width >> octave) + 1, -(-height >> octave) + 1
        rough = Image.frombytes("L", size, chance.randbytes(size[0] * size[1]))
        texture = Image.blend(
            texture, rough.resize((width, height), Image.Resampling.BICUBIC), WEIGHT
        )
    tints = Image.frombytes("RGB", (4, 4), chance.randbytes(48))
    return Image.blend(
        texture.convert("RGB"), tints.resize((width, height), Image.Resampling.BICUBIC), WEIGHT
    )


def scaled(source: Image.Image, factor: int) -> Image.Image:
    """Return *source* as it is at a scale factor: each pixel the middle of those it stands for."""
    return source.reduce(factor) if factor > 1 else source


def cuts(full: Shape, factor: int, version: int) -> Iterator[Cut]:
    """Yield the tiles of a scale factor, as OpenSeadragon asks for them.

    The size of a tile is what is left of its level, which is rounded up; the region is what is
    left of the image.
    """
    level = tuple(-(-side // factor) for side in full)
    span = TILE * factor
    for y in range(0, full[1], span):
        for x in range(0, full[0], span):
            box = (x, y, min(span, full[0] - x), min(span, full[1] - y))
            place = x // factor, y // factor
            size = min(TILE, level[0] - place[0]), min(TILE, level[1] - place[1])
            region = "full" if box == (0, 0, *full) else ",".join(map(str, box))
            asked = _spelt(size, full, version)
            yield Cut(f"{region}/{asked}/0/default.jpg", place, size)


def _spelt(size: Shape, full: Shape, version: int) -> str:
    """Return how a viewer writes a size; version 2 has one for the whole width."""
    if size == full:
        return "max" if version == 3 else "full"
    return f"{size[0]},{size[1]}"


def stitched(
    full: Shape, factor: int, version: int, fetch: Callable[[str], bytes]
) -> tuple[Image.Image, list[str]]:
    """Return a level that is put together of its tiles, and the tiles of a wrong size."""
    picture = Image.new("RGB", tuple(-(-side // factor) for side in full), "magenta")
    wrong = []
    for cut in cuts(full, factor, version):
        tile = Image.open(BytesIO(fetch(cut.request)))
        if tile.size != cut.size:
            wrong.append(f"{cut.request}: {tile.size}")
        picture.paste(tile.convert("RGB"), cut.place)
    return picture, wrong


def strange_lines(picture: Image.Image, expected: Image.Image) -> list[str]:
    """Return the rows and columns of *picture* that are further from *expected* than others."""
    off = ImageChops.difference(picture, expected).convert("F")
    found = []
    for name, size in (("column", (off.width, 1)), ("row", (1, off.height))):
        profile = list(off.resize(size, Image.Resampling.BOX).get_flattened_data())
        most = STANDS_OUT * median(profile) + ALLOWED
        found += [f"{name} {at}: {far:.1f}" for at, far in enumerate(profile) if far > most]
    return found


def shifted_tiles(picture: Image.Image, expected: Image.Image) -> list[str]:
    """Return the tiles of *picture* that would fit *expected* better, or nearly, elsewhere."""
    found = []
    for top in range(0, picture.height, TILE):
        for left in range(0, picture.width, TILE):
            right, bottom = min(left + TILE, picture.width), min(top + TILE, picture.height)
            if min(right - left, bottom - top) >= LEAST and not _fits(
                picture.crop((left, top, right, bottom)), expected.crop((left, top, right, bottom))
            ):
                found.append(f"tile at {left},{top}")
    return found


def _fits(tile: Image.Image, expected: Image.Image) -> bool:
    inner = (1, 1, tile.width - 1, tile.height - 1)
    here = _distance(tile.crop(inner), expected.crop(inner))
    steps = ((1, 0), (-1, 0), (0, 1), (0, -1))
    moved = (ImageChops.offset(expected, *step).crop(inner) for step in steps)
    return all(here < FITS * _distance(tile.crop(inner), one) for one in moved)


def _distance(one: Image.Image, other: Image.Image) -> float:
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean)
