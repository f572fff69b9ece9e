"""Stored images for tests: pictures in which every tile differs, of sizes that leave odd edges."""

import io
from pathlib import Path

import PIL.Image
import pyvips

from schemas.record import Image
from server.iiif.depot import Folder, image_name
from server.iiif.image import Size, scale_factors
from server.iiif.pyramids import digitise

ODD = (1_301, 1_090)


def scan(folder: Path, width: int = ODD[0], height: int = ODD[1]) -> Path:
    """Return a PNG of that size, with soft colours and sharp edges."""
    across, down = pyvips.Image.xyz(width, height).bandsplit()
    bars = ((across / 37).floor() + (down / 41).floor()) % 5 * 40
    picture = bars.bandjoin([across * 255 / width, down * 255 / height]).cast("uchar")
    path = folder / f"{width}x{height}.png"
    picture.copy(interpretation="srgb").pngsave(str(path), compression=1)
    return path


def store(folder: Path, width: int = ODD[0], height: int = ODD[1]) -> tuple[Image, Folder]:
    """Return an image of that size, stored in *folder*, and the depot that has it."""
    (image,) = digitise(scan(folder, width, height), folder / "images")
    return image, Folder(folder / "images")


def pyramid_of(folder: Path, image: Image) -> Path:
    """Return the file of *image*."""
    return folder / "images" / image_name(image.digest)


def pixels_of(jpeg: bytes) -> bytes:
    """Return the pixels of *jpeg*, as libvips reads them."""
    return pyvips.Image.new_from_buffer(jpeg, "").write_to_memory()


def size_of(jpeg: bytes) -> tuple[int, int]:
    """Return width and height of *jpeg*, as another reader tells them."""
    return PIL.Image.open(io.BytesIO(jpeg)).size


def tiles_asked(full: Size, edge: int = 512) -> list[tuple[str, tuple[int, int]]]:
    """Return the tiles that a viewer asks for by info.json: each region, and its size."""
    asked = []
    for factor in scale_factors(full):
        step = edge * factor
        for top in range(0, full.height, step):
            for left in range(0, full.width, step):
                width, height = min(step, full.width - left), min(step, full.height - top)
                size = (-(-width // factor), -(-height // factor))
                asked.append((f"{left},{top},{width},{height}", size))
    return asked
