"""What is scanned or drawn: the surfaces of a file, each checked before a pixel is decoded.

libvips reads most; Pillow reads JPEG 2000 and PDFium (``pdf``) reads PDF, which the binary wheel of
libvips does not.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pyvips
from PIL.Image import Image as Picture
from PIL.Jpeg2KImagePlugin import Jpeg2KImageFile

from server.iiif import pdf, tiff
from server.iiif.vips import prepare

MAX_PIXELS = 1_000_000_000
"""Pixels of the largest surface that is read; they are decoded row by row."""

MAX_HELD_PIXELS = 150_000_000
"""The same where all rows must be held at once: interlaced, turned by EXIF, WebP, JPEG 2000."""

MAX_SURFACES = 5_000
"""Pages of the longest PDF or TIFF that is read."""

MAX_JP2_HEADER = 2**20  # bytes; an ICC profile is some hundred kilobytes at most

Surface = Callable[[], pyvips.Image]
"""Opens one surface of a source; until it is called, nothing of it is decoded."""


class UnreadableImage(Exception):
    """A source that is no image we can read; the message tells an archivist why."""

    def __init__(self, source: Path, reason: str) -> None:
        super().__init__(f"{source.name} is not an image Fonds can read: {reason}")

    @classmethod
    def saying(cls, message: str) -> "UnreadableImage":
        """Return the exception with *message*, which another process has raised it with."""
        made = cls.__new__(cls)
        Exception.__init__(made, message)
        return made


def surfaces(source: Path) -> list[Surface]:
    """Return the surfaces of *source*, whose kind its first bytes decide, not its name.

    Raises:
        UnreadableImage: no image of a known kind, or damaged where its pages are listed.
        OSError: it cannot be read.
    """
    prepare()
    with source.open("rb") as file:
        head = file.read(1024)
    for signature, name in _OTHER_KINDS:
        if re.match(signature, head, re.DOTALL):
            raise UnreadableImage(source, f"it is {name}; {_ACCEPTED} are")
    for signature, of_kind in _KINDS:
        if re.match(signature, head, re.DOTALL):
            return of_kind(source)
    raise UnreadableImage(source, f"{_ACCEPTED} are")


def is_pdf(source: Path) -> bool:
    """Return whether *source* is a PDF, by the bytes that it begins with.

    Raises:
        OSError: it cannot be read.
    """
    with source.open("rb") as file:
        return re.match(pdf.SIGNATURE, file.read(1024), re.DOTALL) is not None


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


def _check_count(source: Path, pages: int) -> None:
    if not 0 < pages <= MAX_SURFACES:
        raise UnreadableImage(source, f"it has {pages:,} pages, not 1 to {MAX_SURFACES:,}")


def _single(source: Path) -> list[Surface]:
    return [partial(_open, source)]


def _webp(source: Path) -> list[Surface]:
    return [partial(_open_still, source)]


def _open_still(source: Path) -> pyvips.Image:
    image = _open(source)
    if image.get_typeof("n-pages"):  # libvips has it of animations alone
        reason = f"it is an animation of {image.get('n-pages'):,} pictures, and a page has one"
        raise UnreadableImage(source, reason)
    return image


def _tiff(source: Path) -> list[Surface]:
    try:
        numbers = tiff.pages(source)
    except ValueError as error:
        raise UnreadableImage(source, str(error)) from error
    _check_count(source, len(numbers))
    return [partial(_open, source, page=number) for number in numbers]


def _jpeg2000(source: Path) -> list[Surface]:
    return [partial(_decode_jpeg2000, source)]


def _decode_jpeg2000(source: Path) -> pyvips.Image:
    try:
        with Jpeg2KImageFile(source) as picture:
            _check_area(source, *picture.size, MAX_HELD_PIXELS)
            image = _from_pillow(picture)
    except (OSError, SyntaxError, ValueError) as error:
        raise UnreadableImage(source, f"it is damaged ({error})") from error
    except MemoryError as error:  # a box may claim to be of four gigabytes
        reason = "it is damaged, or too large to be held in memory"
        raise UnreadableImage(source, reason) from error
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
        count = pdf.page_count(source)
    _check_count(source, count)
    return [partial(_draw_page, source, number) for number in range(count)]


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
    (rb"RIFF....WEBP", _webp),
    (rb"II[*+]\0|MM\0[*+]", _tiff),
    (rb"\0\0\0\x0cjP  \r\n\x87\n|\xff\x4f\xff\x51", _jpeg2000),
    (pdf.SIGNATURE, _pdf),
)
"""What a file is, by the bytes that it begins with."""

_ACCEPTED = "JPEG, PNG, TIFF, WebP, JPEG 2000 and PDF"

_OTHER_KINDS: tuple[tuple[bytes, str], ...] = (
    (rb"GIF8[79]a", "GIF"),
    (rb"BM.{4}\0{4}", "BMP"),
    (rb"....ftyp(hei[cmsx]|hev[cmsx]|mi[af]1|msf1)", "HEIC, as phones make it"),
    (rb"....ftypavi[fs]", "AVIF"),
    (rb"\xff\x0a|\0\0\0\x0cJXL ", "JPEG XL"),
    (rb"8BPS", "a document of Photoshop"),
    (rb"AT&TFORM", "DjVu"),
    (rb"II\*\0....CR\x02", "what a camera's sensor saw"),  # a TIFF whose first page is a preview
    (rb"\s*(<\?xml[^>]*>\s*)?(<!--.*-->\s*)?(<!DOCTYPE svg[^>]*>\s*)?<svg\b", "SVG"),
)
"""What archivists also have, to be told by name; its surfaces have to be saved as another kind."""
