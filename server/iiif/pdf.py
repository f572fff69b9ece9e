"""PDF: its pages drawn, the names they go by, and the words in their text layer.

The only module that knows PDFium, through pypdfium2. PDF 32000-1:2008 has the page labels in
§12.4.2 and extracts text as §9.10 says.
"""

import ctypes
import math
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
from PIL.Image import Image as Picture

from metadata.texts.layout import Area, Line, Sheet, Word
from server.iiif.image import Size

SIGNATURE = rb".{0,1019}%PDF-"
"""How a PDF begins: PDFium, like other readers, looks for it in the first kibibyte."""

DPI = 200
POINTS = 72  # to the inch, in which PDF measures
MAX_PIXELS = 50_000_000
"""Pixels of a page; a larger sheet, such as a map, is drawn at fewer dots per inch."""

MAX_CHARACTERS = 200_000
"""Characters of the text layer of one page that are read: a page of newspaper has some 50,000."""

_HYPHEN = 2  # what PDFium makes of a hyphen at the end of a line, when the word goes on

# PDFium keeps state of its own, and may not be entered by two threads, whatever the document.
_PDFIUM = threading.Lock()


class UnreadablePdf(Exception):
    """A PDF that is encrypted, damaged, or none; the message tells an archivist why."""


def page_count(source: Path) -> int:
    """Return how many pages *source* has.

    Raises:
        UnreadablePdf: it cannot be opened.
    """
    with _document(source) as document:
        return len(document)


def draw(source: Path, number: int, check: Callable[[int, int], None]) -> Picture:
    """Return the page *number*, counted from 0, as a picture; *check* may refuse its size.

    Raises:
        UnreadablePdf: it cannot be opened, or the page is damaged.
    """
    with _document(source) as document:
        page = document[number]
        width, height = page.get_size()
        if not (width > 0 and height > 0):
            raise UnreadablePdf(f"page {number + 1} has no size")
        scale = min(DPI / POINTS, math.sqrt(MAX_PIXELS / (width * height)))
        check(math.ceil(width * scale), math.ceil(height * scale))
        picture: Picture = page.render(scale=scale).to_pil()
        return picture


def labels(source: Path) -> list[str]:
    """Return what the document calls each of its pages, "" where it calls it nothing (§12.4.2).

    Raises:
        UnreadablePdf: it cannot be opened.
    """
    with _document(source) as document:
        return [document.get_page_label(number).strip() for number in range(len(document))]


def text_layer(source: Path, sizes: Sequence[Size]) -> Iterator[Sheet]:
    """Yield the words on each page, placed in pixels of its picture, which has one of *sizes*.

    Raises:
        UnreadablePdf: it cannot be opened, or a page is damaged.
    """
    for number, size in enumerate(sizes):
        with _document(source) as document:
            lines = _lines(document[number], size)
        yield Sheet([lines], Area(0, 0, size.width, size.height))


@contextmanager
def _document(source: Path) -> Iterator[pypdfium2.PdfDocument]:
    try:
        with _PDFIUM, pypdfium2.PdfDocument(source) as document:
            document.init_forms()  # without it, what was filled into a form is not drawn
            yield document
    except pypdfium2.PdfiumError as error:
        raise UnreadablePdf(str(error)) from error


def _lines(page: pypdfium2.PdfPage, size: Size) -> list[Line]:
    """Return the lines of words of *page*, as PDFium orders them."""
    text = page.get_textpage()
    lines: list[Line] = [[]]
    letters: list[tuple[str, Area | None]] = []
    for place in range(min(text.count_chars(), MAX_CHARACTERS)):
        code = pdfium.FPDFText_GetUnicode(text, place)
        letter = chr(code)
        if code != _HYPHEN and not letter.isspace():
            letters.append((letter, _area(page, text, place, size)))
            continue
        lines[-1] += _word(letters, joins=code == _HYPHEN)
        letters = []
        if letter in "\n\r" or code == _HYPHEN:
            lines.append([])
    lines[-1] += _word(letters, joins=False)
    return lines


def _word(letters: Sequence[tuple[str, Area | None]], *, joins: bool) -> Line:
    """Return the word that *letters* make, and nothing if there are none."""
    text = _spelt("".join(letter for letter, _ in letters))
    areas = [area for _, area in letters if area is not None]
    return [Word(text, _around(areas), joins)] if text else []


def _spelt(text: str) -> str:
    """Return *text* with each pair of surrogates, which PDFium gives one by one, as one letter."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


def _around(areas: Sequence[Area]) -> Area | None:
    """Return the area that holds all of *areas*."""
    if not areas:
        return None
    left, top = min(one.x for one in areas), min(one.y for one in areas)
    right = max(one.x + one.width for one in areas)
    bottom = max(one.y + one.height for one in areas)
    return Area(left, top, right - left, bottom - top)


def _area(
    page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, place: int, size: Size
) -> Area | None:
    """Return where the letter at *place* is in a picture of *size*, turned and cut as the page is.

    What PDFium puts between words itself stands nowhere.
    """
    if pdfium.FPDFText_IsGenerated(text, place) == 1:
        return None
    left, bottom, right, top = text.get_charbox(place, loose=True)
    xs, ys = zip(_pixel(page, left, top, size), _pixel(page, right, bottom, size), strict=True)
    return Area(min(xs), min(ys), abs(xs[1] - xs[0]), abs(ys[1] - ys[0]))


def _pixel(page: pypdfium2.PdfPage, x: float, y: float, size: Size) -> tuple[int, int]:
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, size.width, size.height, 0, x, y, across, down)
    return across.value, down.value
