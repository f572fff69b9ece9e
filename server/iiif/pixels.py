"""Pixels: from a scan to a stored pyramid, and from a pyramid to the image that is asked for.

The only module that knows libvips, through pyvips; Pillow reads JPEG 2000 and PDFium (``pdf``)
reads PDF, which the binary wheel of libvips does not. A pyramid is a tiled TIFF whose pages are the
image at full size, at half, at a quarter and so on, as other image servers read it too.
"""

import hashlib
import os
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path

import pyvips
from PIL.Image import Image as Picture
from PIL.Jpeg2KImagePlugin import Jpeg2KImageFile

from schemas.record import Image
from server.iiif import pdf, tiff
from server.iiif.image import TILE, Box, ImageError, ImageRequest, Rotation, Size

MAX_PIXELS = 1_000_000_000
"""Pixels of the largest surface that is read; they are decoded row by row."""

MAX_HELD_PIXELS = 150_000_000
"""The same where all rows must be held at once: interlaced, turned by EXIF, WebP, JPEG 2000."""

MAX_SURFACES = 5_000
"""Pages of the longest PDF or TIFF that is read."""

MAX_JP2_HEADER = 2**20  # bytes; an ICC profile is some hundred kilobytes at most

PYRAMID_QUALITY = 85
JPEG_QUALITY = 80
WEBP_QUALITY = 80
MIDDLE_GRAY = 128

_LOADERS = ("Jpeg", "Png", "Tiff", "Webp")
_CLASSIC_TIFF_PIXELS = 2**30  # at four bytes each, smaller levels included, 4 GiB: its offsets end

Surface = Callable[[], pyvips.Image]
"""Opens one surface of a source; until it is called, nothing of it is decoded."""


class UnreadableImage(Exception):
    """A source that is no image we can read; the message tells an archivist why."""

    def __init__(self, source: Path, reason: str) -> None:
        super().__init__(f"{source.name} is not an image Fonds can read: {reason}")


class LostImage(ImageError):
    """A stored pyramid that is gone or damaged; ingesting its source again makes it anew."""

    status = 404


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
    _prepare()
    surfaces = _surfaces(source)
    if not 0 < len(surfaces) <= MAX_SURFACES:
        raise UnreadableImage(source, f"it has {len(surfaces)} pages, not 1 to {MAX_SURFACES:,}")
    digests = _digests(source, len(surfaces))
    stored = []
    try:
        for done, (surface, digest) in enumerate(zip(surfaces, digests, strict=True)):
            progress(done, len(surfaces))
            stored.append(_store(surface, digest, images))
    except pyvips.Error as error:
        raise UnreadableImage(source, f"it is damaged ({_reason(error)})") from error
    return stored


def is_pdf(source: Path) -> bool:
    """Return whether *source* is a PDF, by the bytes that it begins with.

    Raises:
        OSError: it cannot be read.
    """
    with source.open("rb") as file:
        return re.match(pdf.SIGNATURE, file.read(1024), re.DOTALL) is not None


def pyramid_path(images: Path, digest: str) -> Path:
    """Return where the pyramid named *digest* is kept, whether or not it exists.

    Raises:
        ValueError: *digest* is not a SHA-256 in lower-case hexadecimal.
    """
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise ValueError(f"{digest!r} is not a digest")
    return images / digest[:2] / f"{digest[2:]}.tif"


def render(pyramid: Path, request: ImageRequest) -> bytes:
    """Return the image that *request* asks of the stored *pyramid*, encoded (Image 3.0 §4.6).

    Raises:
        LostImage: the pyramid is missing or damaged.
    """
    _prepare()
    try:
        scaled = _scale(pyramid, request.region, request.size)
        turned = _rotate(scaled, request.rotation)
        return ENCODERS[request.format](QUALITIES[request.quality](turned))
    except pyvips.Error as error:
        raise LostImage(f"the stored image cannot be read ({_reason(error)})") from error


@cache
def _prepare() -> None:
    """Narrow libvips to the loaders that are meant, and keep it from hoarding.

    Not at import: a process that forks after libvips has worked leaves children that hang.
    """
    pyvips.cache_set_max(0)
    pyvips.operation_block_set("VipsForeignLoad", True)
    for loader in _LOADERS:
        pyvips.operation_block_set(f"VipsForeignLoad{loader}", False)


def _reason(error: pyvips.Error) -> str:
    """Return the first thing that libvips said, without the name of the part that said it."""
    first, *_ = str(error.detail or error.message).splitlines()
    return first.rpartition(": ")[2]


def _open(source: Path, **page: int) -> pyvips.Image:
    """Return the surface of an image file that libvips reads, upright."""

    def load(access: str) -> pyvips.Image:
        # By way of a Source: new_from_file would take the brackets of "scan[1].jpg" for options.
        stream = pyvips.Source.new_from_file(str(source))
        return pyvips.Image.new_from_source(stream, "", access=access, fail_on="error", **page)

    image = load("sequential")
    turned = image.get_typeof("orientation") and image.get("orientation") != 1
    held = turned or image.get_typeof("interlaced") or "webp" in image.get("vips-loader")
    _check_area(source, image.width, image.height, MAX_HELD_PIXELS if held else MAX_PIXELS)
    if image.format not in ("uchar", "ushort") or image.bands > _most_bands(image):
        reason = f"it has {image.bands} channels of {image.format}, not colours of 8 or 16 bits"
        raise UnreadableImage(source, reason)
    return load("random").autorot() if turned else image


def _most_bands(image: pyvips.Image) -> int:
    """Return how many channels *image* can have with its colours and one of transparency."""
    return 5 if image.interpretation == "cmyk" else 4


def _check_area(source: Path, width: int, height: int, most: int) -> None:
    if width * height > most:
        raise UnreadableImage(source, f"it has {width:,} by {height:,} pixels, over {most:,}")


def _single(source: Path) -> list[Surface]:
    return [partial(_open, source)]


def _tiff(source: Path) -> list[Surface]:
    try:
        return [partial(_open, source, page=number) for number in tiff.pages(source)]
    except ValueError as error:
        raise UnreadableImage(source, str(error)) from error


def _jpeg2000(source: Path) -> list[Surface]:
    return [partial(_decode_jpeg2000, source)]


def _decode_jpeg2000(source: Path) -> pyvips.Image:
    try:
        with Jpeg2KImageFile(source) as picture:
            _check_area(source, *picture.size, MAX_HELD_PIXELS)
            image = _from_pillow(picture)
    except (OSError, SyntaxError, ValueError) as error:
        raise UnreadableImage(source, f"it is damaged ({error})") from error
    if profile := _jpeg2000_profile(source):
        image.set_type(pyvips.GValue.blob_type, "icc-profile-data", profile)
    return image


def _jpeg2000_profile(source: Path) -> bytes | None:
    """Return the ICC profile of a JP2 file (ISO 15444-1 §I.5.3.3), which Pillow passes over."""
    with source.open("rb") as file:
        header, _, _ = file.read(MAX_JP2_HEADER).partition(b"jp2c")
    found = re.search(rb"(.{4})colr[\x02\x03]..", header, re.DOTALL)
    return header[found.end() : found.start() + int.from_bytes(found[1])] if found else None


def _from_pillow(picture: Picture) -> pyvips.Image:
    if picture.mode not in ("L", "LA", "RGB", "RGBA", "I;16"):
        picture = picture.convert("RGB")
    return pyvips.Image.new_from_array(picture, interpretation="auto")


def _pdf(source: Path) -> list[Surface]:
    with _told(source):
        return [partial(_draw_page, source, number) for number in range(pdf.page_count(source))]


def _draw_page(source: Path, number: int) -> pyvips.Image:
    def check(width: int, height: int) -> None:
        _check_area(source, width, height, MAX_HELD_PIXELS)

    with _told(source):
        return _from_pillow(pdf.draw(source, number, check))


@contextmanager
def _told(source: Path) -> Iterator[None]:
    try:
        yield
    except pdf.UnreadablePdf as error:
        raise UnreadableImage(source, str(error)) from error


_KINDS: tuple[tuple[bytes, Callable[[Path], list[Surface]]], ...] = (
    (rb"\xff\xd8\xff", _single),
    (rb"\x89PNG\r\n\x1a\n", _single),
    (rb"RIFF....WEBP", _single),
    (rb"II[*+]\0|MM\0[*+]", _tiff),
    (rb"\0\0\0\x0cjP  \r\n\x87\n|\xff\x4f\xff\x51", _jpeg2000),
    (pdf.SIGNATURE, _pdf),
)
"""What a file is, by the bytes that it begins with."""


def _surfaces(source: Path) -> list[Surface]:
    with source.open("rb") as file:
        head = file.read(1024)
    for signature, surfaces in _KINDS:
        if re.match(signature, head, re.DOTALL):
            return surfaces(source)
    raise UnreadableImage(source, "JPEG, PNG, TIFF, WebP, JPEG 2000 and PDF are")


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
    pyramid = _level(target, 0)
    return Image(digest, pyramid.width, pyramid.height)


def _is_sound(pyramid: Path) -> bool:
    """Return whether *pyramid* opens; one that a failing disk cut short is made again."""
    try:
        _level(pyramid, 0)
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
    levels = range(_level(target, 0).get("n-pages"))
    tiff.crop(target, [(_halved(image.width, n), _halved(image.height, n)) for n in levels])


def _halved(length: int, times: int) -> int:
    """Return what is left of *length* pixels at a level, the last one being part of one."""
    return -(-length >> times)


def _level(pyramid: Path, number: int) -> pyvips.Image:
    """Return one level of *pyramid*, the full size being number 0.

    It is opened anew each time: kept images make the memory of a server grow without bound.
    """
    return pyvips.Image.tiffload(str(pyramid), page=number, fail_on="error")


def _scale(pyramid: Path, region: Box, size: Size) -> pyvips.Image:
    """Return *region* at exactly *size*, taken from the smallest level that is large enough.

    A tile that is aligned as ``info.json`` says is cut out of its level and not scaled again.
    """
    number = max(
        number
        for number in range(_level(pyramid, 0).get("n-pages"))
        if number == 0
        or (
            _halved(region.width, number) >= size.width
            and _halved(region.height, number) >= size.height
        )
    )
    level = _level(pyramid, number)
    left, width = _span(region.x, region.width, number, level.width)
    top, height = _span(region.y, region.height, number, level.height)
    crop = level.crop(left, top, width, height)
    if Size(width, height) == size:
        return crop
    return crop.resize(size.width / width, vscale=size.height / height)


def _span(start: int, length: int, number: int, limit: int) -> tuple[int, int]:
    """Return *start* and *length* of the full image as they are at level *number*."""
    halved = _halved(length, number)
    return min(round(start / 2**number), limit - halved), halved


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
