"""The two pictures that image servers are measured with, and what viewers ask of them.

A page of 48 megapixels and a map of 300, of letters, tints and the noise of a scanner: the same
pixels every time, from a seed. Requests are 70 % tiles of all levels, 15 % thumbnails, 10 % images
1,200 pixels wide and 5 % info.json, in an order that is the same every time, too.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pyvips
from letters import letters
from PIL import Image, ImageDraw, ImageFont

TILE = 512
QUALITY = 85

_SEED = 1958
_NOISE = 5  # standard deviation, of 255 shades: a tile comes to some 50 kB, as those of scans do
_SOURCE_QUALITY = 95
_LINE = 96  # pixels from line to line
_TINTS = 320  # pixels from tint to tint
_ROUGH = 16  # tints are made so many times smaller

Shape = tuple[int, int]

FULL: dict[str, Shape] = {"page": (6000, 8000), "map": (20_000, 15_000)}
QUICK: dict[str, Shape] = {"page": (1201, 901), "map": (1601, 1101)}


@dataclass(frozen=True, slots=True)
class Wanted:
    """An image that is asked of a picture, by *region* and *asked* size; info.json without these.

    *size* is the width and height that come of it.
    """

    picture: str
    region: str
    asked: str
    size: Shape

    @property
    def address(self) -> str:
        """The address beneath that of the picture, the same in both versions of the Image API."""
        return f"{self.region}/{self.asked}/0/default.jpg" if self.region else "info.json"

    @property
    def is_tile(self) -> bool:
        """Whether this is a tile."""
        return self.asked == f"{self.size[0]},{self.size[1]}"


def requests(shapes: dict[str, Shape], count: int) -> list[Wanted]:
    """Return *count* requests for pictures of *shapes*."""
    chance = Random(_SEED)
    kinds = [_tile] * 70 + [_thumbnail] * 15 + [_wide] * 10 + [_info] * 5
    made = []
    for _ in range(count):
        name = chance.choice(list(shapes))
        made.append(chance.choice(kinds)(chance, name, shapes[name]))
    return made


def _tile(chance: Random, name: str, shape: Shape) -> Wanted:
    """A tile of any level, as viewers cut them: whole at the right and lower edge."""
    levels = ((max(shape) - 1) // TILE).bit_length()
    factor = 2 ** chance.randint(0, levels)
    side = TILE * factor
    x, y = (chance.randrange(-(-length // side)) * side for length in shape)
    width, height = min(side, shape[0] - x), min(side, shape[1] - y)
    region = "full" if (width, height) == shape else f"{x},{y},{width},{height}"
    size = -(-width // factor), -(-height // factor)
    return Wanted(name, region, f"{size[0]},{size[1]}", size)


def _thumbnail(chance: Random, name: str, shape: Shape) -> Wanted:
    width = chance.choice([200, 400])
    if chance.random() < 0.5:
        return _by_width(name, shape, width)
    across, down = (round(side * width / max(shape)) for side in shape)
    return Wanted(name, "full", f"!{width},{width}", (across, down))


def _wide(_: Random, name: str, shape: Shape) -> Wanted:
    return _by_width(name, shape, 1200)


def _by_width(name: str, shape: Shape, width: int) -> Wanted:
    return Wanted(name, "full", f"{width},", (width, round(shape[1] * width / shape[0])))


def _info(_: Random, name: str, shape: Shape) -> Wanted:
    return Wanted(name, "", "", shape)


def make(folder: Path, shapes: dict[str, Shape]) -> None:
    """Make pictures of *shapes* in *folder*, unless they are there.

    Each is a JPEG to ingest, and a pyramid as other servers want it, made of that.
    """
    mark, said = folder / "made-by", _made_by()
    if mark.is_file() and mark.read_text() == said:
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name, shape in shapes.items():
        source = folder / f"{name}.jpg"
        _picture(*shape).jpegsave(str(source), Q=_SOURCE_QUALITY)
        _pyramid(source, folder / f"{name}.tif")
    mark.write_text(said)


def _made_by() -> str:
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()


def _pyramid(source: Path, target: Path) -> None:
    picture = pyvips.Image.new_from_file(str(source), access="sequential")
    options = {"pyramid": True, "tile": True, "tile_width": TILE, "tile_height": TILE}
    picture.tiffsave(str(target), compression="jpeg", Q=QUALITY, **options)


def _picture(width: int, height: int) -> pyvips.Image:
    """Return letters on paper of changing tint, with noise over all of it."""
    ink, noise = (_cover(one, width, height) for one in (_letters(), _noise()))
    tinted = _tints(width, height) * ink / 255 + noise
    return tinted.cast("uchar").copy(interpretation="srgb")


def _cover(sheet: pyvips.Image, width: int, height: int) -> pyvips.Image:
    across, down = -(-width // sheet.width), -(-height // sheet.height)
    return sheet.replicate(across, down).crop(0, 0, width, height)


def _tints(width: int, height: int) -> pyvips.Image:
    rough = (-(-width // _ROUGH) + 1, -(-height // _ROUGH) + 1)
    cells = {"cell_size": _TINTS // _ROUGH}
    bands = [
        pyvips.Image.perlin(*rough, seed=_SEED + number, **cells) * 25 + shade
        for number, shade in enumerate((225, 212, 185))
    ]
    fine = bands[0].bandjoin(bands[1:]).cast("uchar").resize(_ROUGH, kernel="linear")
    return fine.crop(0, 0, width, height)


def _noise() -> pyvips.Image:
    """Return a sheet of noise in three bands, of a size that meets that of letters rarely."""
    bands = [
        pyvips.Image.gaussnoise(1999, 2011, sigma=_NOISE, mean=0, seed=_SEED + band)
        for band in range(3)
    ]
    return bands[0].bandjoin(bands[1:]).cast("char").copy_memory()


def _letters() -> pyvips.Image:
    """Return a sheet of text, dark on white, without colour."""
    sheet = Image.new("L", (3000, 4032), 255)
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(_LINE // 2)
    for top, line in zip(range(_LINE, sheet.height - _LINE, _LINE), _lines(), strict=False):
        draw.text((150, top), line, fill=40, font=font)
    return pyvips.Image.new_from_memory(sheet.tobytes(), *sheet.size, 1, "uchar")


def _lines() -> Iterator[str]:
    for letter in letters(200):
        for value in letter["metadata"].get("description", []):
            text = value if isinstance(value, str) else value["value"]
            for start in range(0, len(text), 100):
                yield text[start : start + 100]
