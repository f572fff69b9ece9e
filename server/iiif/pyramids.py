"""Pyramids: how an image is stored, at full size, at half, at a quarter and so on.

A pyramid is a tiled TIFF whose pages are its levels, as other image servers read it too.
"""

import hashlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path

import pyvips

from schemas.record import Image
from server.iiif import ready, tiff
from server.iiif.depot import image_name
from server.iiif.image import TILE
from server.iiif.levels import halved
from server.iiif.sources import MAX_SURFACES, Surface, UnreadableImage, surfaces
from server.iiif.vips import level, reason

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
    if not 0 < len(found) <= MAX_SURFACES:
        raise UnreadableImage(source, f"it has {len(found)} pages, not 1 to {MAX_SURFACES:,}")
    digests = _digests(source, len(found))
    stored = []
    try:
        for done, (surface, digest) in enumerate(zip(found, digests, strict=True)):
            progress(done, len(found))
            stored.append(_store(surface, digest, images))
    except pyvips.Error as error:
        raise UnreadableImage(source, f"it is damaged ({reason(error)})") from error
    return stored


def pyramid_path(images: Path, digest: str) -> Path:
    """Return where the pyramid named *digest* is kept, whether or not it exists.

    Raises:
        ValueError: *digest* is not a SHA-256 in lower-case hexadecimal.
    """
    return images / image_name(digest)


def _digests(source: Path, count: int) -> list[str]:
    with source.open("rb") as file:
        whole = hashlib.file_digest(file, "sha256")
    if count == 1:
        return [whole.hexdigest()]
    return [hashlib.sha256(whole.digest() + b"%d" % number).hexdigest() for number in range(count)]


def _store(surface: Surface, digest: str, images: Path) -> Image:
    target = pyramid_path(images, digest)
    if not _is_sound(target):
        _write(_standard(surface()), target)
    ready.write(target)
    pyramid = level(target, 0)
    return Image(digest, pyramid.width, pyramid.height)


def _is_sound(pyramid: Path) -> bool:
    """Return whether *pyramid* opens; one that a failing disk cut short is made again."""
    try:
        level(pyramid, 0)
    except pyvips.Error:
        return False
    return True


def _standard(image: pyvips.Image) -> pyvips.Image:
    """Return *image* as every pyramid has it: sRGB of eight bits a sample, on white."""
    if image.get_typeof("icc-profile-data"):
        image = image.icc_transform("srgb", embedded=True, depth=8)
    image = image.colourspace("srgb").cast("uchar")
    return image.flatten(background=255) if image.hasalpha() else image


def _write(image: pyvips.Image, target: Path) -> None:
    """Write *image* as a pyramid at *target*, all of it or nothing."""
    target.parent.mkdir(parents=True, exist_ok=True)
    # Above its final place, where what a kill leaves behind is found without a search.
    part = target.parent.with_name(f"{secrets.token_hex(16)}.part")
    try:
        _write_pyramid(image, part)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(target)
    except pyvips.Error as error:
        if part.name in error.detail:  # it names the file that it could not write
            raise OSError(f"{target} cannot be written: {error.detail}") from error
        raise
    finally:
        part.unlink(missing_ok=True)


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
