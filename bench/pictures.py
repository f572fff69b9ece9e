"""The pictures that image servers are measured with, and what is asked of them.

A page of 48 million pixels and an aerial view of 300 million, made at run time: lines of writing on
uneven paper. ``fonds ingest`` stores them, and every server reads what it has stored, a pyramid of
JPEG tiles in TIFF. Requests are those of readers, by a seed: 70 in 100 are tiles, 15 thumbnails, 10
a width of 1200, 5 info.json.
"""

import hashlib
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyvips
from archive import ROOT

from server.iiif.image import TILE, Size, scale_factors

LARGE = {"page": Size(6_000, 8_000), "view": Size(20_000, 15_000)}
SMALL = {"page": Size(1_500, 2_000), "view": Size(3_073, 2_305)}
_THUMBNAILS = (200, 400)
_WIDTH = 1200
_MADE_BY = ("bench/pictures.py", "server/iiif")
_QUALITY = 92


@dataclass(frozen=True, slots=True)
class Request:
    """Something that is asked of a picture, and the size of the answer; without one, info.json."""

    picture: str
    region: str = "full"
    size: Size | None = None


@dataclass(frozen=True, slots=True)
class Pictures:
    """The folder with the pictures of these *sizes*: an archive, and the pyramids by name."""

    folder: Path
    sizes: dict[str, Size]

    @property
    def data_dir(self) -> Path:
        """The data folder of Fonds."""
        return self.folder / "fonds"

    @property
    def pyramids(self) -> Path:
        """The folder of the pyramids, called as their pictures."""
        return self.folder / "pyramids"

    def levels(self) -> dict[str, list[dict[str, int]]]:
        """Return the sizes of all levels of each pyramid."""
        return {name: [*_levels(self.pyramids / f"{name}.tif")] for name in self.sizes}


def make(folder: Path, sizes: dict[str, Size]) -> Pictures:
    """Return the pictures of *sizes* in *folder*, made anew when what makes them has changed."""
    made, mark = Pictures(folder, sizes), folder / "made-by"
    if mark.is_file() and mark.read_text() == _made_by():
        return made
    if folder.exists():
        subprocess.run(["rm", "-r", str(folder)], check=True)
    made.pyramids.mkdir(parents=True)
    for number, (name, size) in enumerate(sizes.items()):
        _draw(size, number).jpegsave(str(folder / f"{name}.jpg"), Q=_QUALITY)
    _ingest(made)
    mark.write_text(_made_by())
    return made


def _made_by() -> str:
    paths = (path for name in _MADE_BY for path in (ROOT / name, *(ROOT / name).glob("*.py")))
    code = b"".join(path.read_bytes() for path in sorted(paths) if path.is_file())
    return hashlib.sha256(code).hexdigest()


def _draw(size: Size, seed: int) -> pyvips.Image:
    """Return uneven paper with lines of writing: some of it plain, some dense."""
    grain = pyvips.Image.gaussnoise(size.width, size.height, sigma=6, mean=0, seed=seed)
    stains = pyvips.Image.perlin(size.width, size.height, cell_size=512, seed=seed) * 40
    words = "The delegation took note of the proposal and asked for its text in four languages. "
    text = pyvips.Image.text(words * 12, width=TILE * 3, dpi=220).invert().linear(0.7, 70)
    down = -(-size.height // text.height)
    lines = text.replicate(-(-size.width // text.width), down).crop(0, 0, size.width, size.height)
    bands = [lines + stains + grain + tint for tint in (0, -12, -40)]
    return bands[0].bandjoin(bands[1:]).cast("uchar").copy(interpretation="srgb")


def _ingest(made: Pictures) -> None:
    source = made.folder / "records.jsonl"
    source.write_text("\n".join(json.dumps(_record(name)) for name in made.sizes))
    fonds = str(Path(sys.executable).with_name("fonds"))
    environment = {"FONDS_DATA_DIR": str(made.data_dir), "PATH": "/usr/bin:/bin"}
    for command in ([fonds, "init"], [fonds, "ingest", "--json", str(source)]):
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    stored = list((made.data_dir / "images").rglob("*.tif"))
    if len(stored) != len(made.sizes):
        raise SystemExit(f"the pictures are not stored: {done.stdout}")
    for path in stored:
        name = next(name for name in made.sizes if _is_of(path, made.sizes[name]))
        (made.pyramids / f"{name}.tif").symlink_to(path)


def _record(name: str) -> dict[str, object]:
    pages = [{"key": "p1", "file": f"{name}.jpg"}]
    return {"id": name, "metadata": {"title": [name]}, "pages": pages}


def _is_of(pyramid: Path, size: Size) -> bool:
    image = pyvips.Image.tiffload(str(pyramid))
    return bool((image.width, image.height) == (size.width, size.height))


def _levels(pyramid: Path) -> Iterator[dict[str, int]]:
    pages = pyvips.Image.tiffload(str(pyramid)).get("n-pages")
    for number in range(pages):
        level = pyvips.Image.tiffload(str(pyramid), page=number)
        yield {"width": level.width, "height": level.height}


def requests(sizes: dict[str, Size], count: int, seed: int = 1958) -> list[Request]:
    """Return *count* requests of readers, the same for a *seed*."""
    choice = random.Random(seed)
    kinds = choice.choices((_tile, _thumbnail, _wide, _information), (70, 15, 10, 5), k=count)
    names = choice.choices(list(sizes), k=count)
    return [kind(choice, name, sizes[name]) for kind, name in zip(kinds, names, strict=True)]


def tiles(sizes: dict[str, Size], count: int, seed: int = 1957) -> list[Request]:
    """Return *count* requests of tiles, those at the edges included."""
    choice = random.Random(seed)
    names = choice.choices(list(sizes), k=count)
    return [_tile(choice, name, sizes[name]) for name in names]


def _tile(choice: random.Random, name: str, full: Size) -> Request:
    factor = choice.choice(scale_factors(full))
    x, y = (choice.randrange(0, side, TILE * factor) for side in (full.width, full.height))
    width, height = min(TILE * factor, full.width - x), min(TILE * factor, full.height - y)
    size = Size(-(-width // factor), -(-height // factor))
    return Request(name, f"{x},{y},{width},{height}", size)


def _whole(name: str, full: Size, width: int) -> Request:
    return Request(name, size=Size(width, (2 * full.height * width // full.width + 1) // 2))


def _thumbnail(choice: random.Random, name: str, full: Size) -> Request:
    return _whole(name, full, choice.choice(_THUMBNAILS))


def _wide(_: random.Random, name: str, full: Size) -> Request:
    return _whole(name, full, _WIDTH)


def _information(_: random.Random, name: str, __: Size) -> Request:
    return Request(name)
