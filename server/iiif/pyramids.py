"""Pyramids: how an image is stored, at full size, at half, at a quarter and so on.

A pyramid is a tiled TIFF whose pages are its levels, as other image servers read it too.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pyvips

from schemas.record import Image
from server.files import unfinished
from server.iiif import ready, tiff
from server.iiif.depot import image_name
from server.iiif.image import TILE
from server.iiif.levels import halved
from server.iiif.pixels import LostImage
from server.iiif.sources import Surface, UnreadableImage, surfaces
from server.iiif.vips import level, prepare, reason

PYRAMID_QUALITY = 85

_CLASSIC_TIFF_PIXELS = 2**30  # at four bytes each, smaller levels included, 4 GiB: its offsets end


def digitise(
    source: Path, images: Path, progress: Callable[[int, int], None] = lambda done, of: None
) -> list[Image]:
    """Return the surfaces of *source*, one for each page, each stored as a pyramid in *images*.

    What the file is, its first bytes decide, not its name. A pyramid that is there already is
    kept. Its digest is the SHA-256 of the source, and of the page number where there are many.
    *progress* is told before each surface how many are done, and of how many.

    Raises:
        UnreadableImage: no image of a known kind, damaged, or too large.
        OSError: *source* cannot be read, or *images* cannot be written.
    """
    found = surfaces(source)
    original = _digest(source)
    stored = []
    try:
        for done, surface in enumerate(found):
            progress(done, len(found))
            digest = original if len(found) == 1 else surface_digest(original, done)
            width, height = _store(surface, pyramid_path(images, digest))
            stored.append(Image(digest, width, height, original, done))
    except pyvips.Error as error:
        raise UnreadableImage(source, f"it is damaged ({reason(error)})") from error
    return stored


def pyramid_path(images: Path, digest: str) -> Path:
    """Return where the pyramid named *digest* is kept, whether or not it exists.

    Raises:
        ValueError: *digest* is not a SHA-256 in lower-case hexadecimal.
    """
    return images / image_name(digest)


def is_sound(pyramid: Path) -> bool:
    """Return whether *pyramid* is there and opens; one that a failing disk cut short does not."""
    prepare()
    try:
        level(pyramid, 0)
    except pyvips.Error:
        return False
    return True


def complete(pyramid: Path) -> bool:
    """Make what *pyramid* lacks but itself, its ready file; return whether it is there and sound.

    Raises:
        OSError: the ready file cannot be written.
    """
    if not is_sound(pyramid):
        return False
    try:
        ready.write(pyramid)
    except (LostImage, ValueError):  # it opens, and its tiles are damaged
        return False
    return True


def surface_digest(original: str, number: int) -> str:
    """Return the digest of the surface *number*, from 0, of a source that has several."""
    return hashlib.sha256(bytes.fromhex(original) + b"%d" % number).hexdigest()


def _digest(source: Path) -> str:
    with source.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _store(surface: Surface, target: Path) -> tuple[int, int]:
    """Store *surface* as the pyramid *target*; return its width and height."""
    if not complete(target):
        _write(_standard(surface()), target)
        ready.write(target)
    pyramid = level(target, 0)
    return pyramid.width, pyramid.height


def _standard(image: pyvips.Image) -> pyvips.Image:
    """Return *image* as every pyramid has it: sRGB of eight bits a sample, on white."""
    if image.get_typeof("icc-profile-data"):
        image = image.icc_transform("srgb", embedded=True, depth=8)
    image = image.colourspace("srgb").cast("uchar")
    return image.flatten(background=255) if image.hasalpha() else image


def _write(image: pyvips.Image, target: Path) -> None:
    """Write *image* as a pyramid at *target*, all of it or nothing."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with unfinished(target.parent.parent) as part:
        try:
            _write_pyramid(image, part)
        except pyvips.Error as error:
            if part.name in error.detail:  # it names the file that it could not write
                raise OSError(f"{target} cannot be written: {error.detail}") from error
            raise
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(target)


def _write_pyramid(image: pyvips.Image, target: Path) -> None:
    """Write *image* and its smaller levels, each half of the one before, rounded up.

    libvips rounds down, which loses an odd last column to viewers, who round up; and it fills
    the tiles at the edge with black, which bleeds into the picture. So the edge is continued to
    whole tiles first, and the true sizes are written afterwards.
    """
    # libvips does not read back tiles that are four times as large as the image.
    edge = TILE if max(image.width, image.height) * 4 > TILE else TILE // 2
    width, height = (-(-side // edge) * edge for side in (image.width, image.height))
    image.embed(0, 0, width, height, extend="copy").tiffsave(
        str(target),
        pyramid=True,
        tile=True,
        tile_width=edge,
        tile_height=edge,
        compression="jpeg",
        Q=PYRAMID_QUALITY,
        bigtiff=width * height > _CLASSIC_TIFF_PIXELS,
        keep="none",
    )
    levels = range(level(target, 0).get("n-pages"))
    tiff.crop(target, [(halved(image.width, n), halved(image.height, n)) for n in levels])
