"""Pixels: from a stored pyramid to the image that is asked for (Image API 3.0 §4)."""

from collections.abc import Callable
from pathlib import Path

import pyvips

from server.iiif.image import TILE, Box, ImageError, ImageRequest, Rotation, Size
from server.iiif.levels import cut
from server.iiif.vips import level, prepare, reason

JPEG_QUALITY = 80
WEBP_QUALITY = 80
GIF_EFFORT = 3
MIDDLE_GRAY = 128

MADE = 1_795_564_800
"""Since when the same request makes the same image; to be set to the day of any change here."""


class LostImage(ImageError):
    """A stored pyramid that is gone or damaged; ingesting its source again makes it anew."""

    status = 404


def render(pyramid: Path, request: ImageRequest, shrunk: Size | None = None) -> bytes:
    """Return the image that *request* asks of the stored *pyramid*, encoded (Image 3.0 §4.6).

    Where *shrunk* is a size, the request is for a part of the whole image at that size.

    Raises:
        LostImage: the pyramid is missing or damaged.
    """
    prepare()
    try:
        scaled = _scaled(pyramid, request, shrunk)
        turned = _rotate(scaled, request.rotation)
        return ENCODERS[request.format](QUALITIES[request.quality](turned))
    except pyvips.Error as error:
        raise LostImage(f"the stored image cannot be read ({reason(error)})") from error


def _scaled(pyramid: Path, request: ImageRequest, shrunk: Size | None) -> pyvips.Image:
    if shrunk is None:
        return _scale(pyramid, request.region, request.size)
    whole = level(pyramid, 0)
    small = _scale(pyramid, Box(0, 0, whole.width, whole.height), shrunk)
    return _crop(small, request.region, request.size)


def _scale(pyramid: Path, region: Box, size: Size) -> pyvips.Image:
    """Return *region* at exactly *size*; nothing is scaled that has that size at its level."""
    whole = level(pyramid, 0)
    number, box = cut(region, size, Size(whole.width, whole.height), whole.get("n-pages"))
    found = level(pyramid, number) if number else whole
    return _crop(found, box, size)


def _crop(image: pyvips.Image, box: Box, size: Size) -> pyvips.Image:
    """Return what is in *box*, at exactly *size*."""
    crop = image.crop(box.x, box.y, box.width, box.height)
    if box.size == size:
        return crop
    return crop.resize(size.width / box.width, vscale=size.height / box.height)


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
    "tif": lambda image: image.tiffsave_buffer(compression="lzw", keep="none"),
    "gif": lambda image: image.gifsave_buffer(effort=GIF_EFFORT, dither=0.5, keep="none"),
}
"""What writes an image in a format (Image 3.0 §4.5)."""
