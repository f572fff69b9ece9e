"""Pixels: from a stored pyramid to the image that is asked for (Image API 3.0 §4)."""

from collections.abc import Callable
from pathlib import Path

import pyvips

from server.iiif.image import TILE, Box, ImageError, ImageRequest, Rotation, Size
from server.iiif.pyramids import halved, level
from server.iiif.vips import prepare, reason

JPEG_QUALITY = 80
WEBP_QUALITY = 80
MIDDLE_GRAY = 128


class LostImage(ImageError):
    """A stored pyramid that is gone or damaged; ingesting its source again makes it anew."""

    status = 404


def render(pyramid: Path, request: ImageRequest) -> bytes:
    """Return the image that *request* asks of the stored *pyramid*, encoded (Image 3.0 §4.6).

    Raises:
        LostImage: the pyramid is missing or damaged.
    """
    prepare()
    try:
        scaled = _scale(pyramid, request.region, request.size)
        turned = _rotate(scaled, request.rotation)
        return ENCODERS[request.format](QUALITIES[request.quality](turned))
    except pyvips.Error as error:
        raise LostImage(f"the stored image cannot be read ({reason(error)})") from error


def _scale(pyramid: Path, region: Box, size: Size) -> pyvips.Image:
    """Return *region* at exactly *size*, taken from the smallest level that is large enough.

    A tile that is aligned as ``info.json`` says is cut out of its level and not scaled again.
    """
    number = max(
        number
        for number in range(level(pyramid, 0).get("n-pages"))
        if number == 0
        or (
            halved(region.width, number) >= size.width
            and halved(region.height, number) >= size.height
        )
    )
    found = level(pyramid, number)
    left, width = _span(region.x, region.width, number, found.width)
    top, height = _span(region.y, region.height, number, found.height)
    crop = found.crop(left, top, width, height)
    if Size(width, height) == size:
        return crop
    return crop.resize(size.width / width, vscale=size.height / height)


def _span(start: int, length: int, number: int, limit: int) -> tuple[int, int]:
    """Return *start* and *length* of the full image as they are at level *number*."""
    part = halved(length, number)
    return min(round(start / 2**number), limit - part), part


def _rotate(image: pyvips.Image, rotation: Rotation) -> pyvips.Image:
    """Return *image* mirrored and turned clockwise; what a slant leaves bare is transparent."""
    if rotation.mirrored:
        image = image.fliphor()
    if rotation.degrees % 90:
        return image.addalpha().rotate(rotation.degrees)
    return image.rot(f"d{rotation.degrees:.0f}")


def _gray(image: pyvips.Image) -> pyvips.Image:
    return image.colourspace("b-w")


QUALITIES: dict[str, Callable[[pyvips.Image], pyvips.Image]] = {
    "default": lambda image: image,
    "color": lambda image: image,
    "gray": _gray,
    "bitonal": lambda image: _gray(image) >= MIDDLE_GRAY,
}
"""What makes an image of a quality (Image 3.0 §4.4)."""


def _jpeg(image: pyvips.Image) -> bytes:
    """Return *image* as JPEG; in what is no larger than a tile, each pixel keeps its own colour.

    Colours of details would run into each other, for a tenth of the bytes.
    """
    fine = image.width * image.height <= TILE**2
    colours = "off" if fine else "on"
    data: bytes = image.jpegsave_buffer(Q=JPEG_QUALITY, keep="none", subsample_mode=colours)
    return data


ENCODERS: dict[str, Callable[[pyvips.Image], bytes]] = {
    "jpg": _jpeg,
    "png": lambda image: image.pngsave_buffer(keep="none"),
    "webp": lambda image: image.webpsave_buffer(Q=WEBP_QUALITY, keep="none"),
}
"""What writes an image in a format (Image 3.0 §4.5)."""
