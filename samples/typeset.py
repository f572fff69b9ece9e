"""The page images of the sample archive, typeset from its records.

``python samples/typeset.py`` makes every file again that ``records.jsonl`` and ``withdrawn.jsonl``
name. The demo does not need it: the made files are kept beside the records. It needs Debian's
``fonts-noto-core``, ``fonts-noto-cjk`` and ``fonts-hosny-amiri``.
"""

import ctypes
import json
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pyvips
from PIL import Image

HERE = Path(__file__).parent
SOURCES = ("records.jsonl", "withdrawn.jsonl")
FOOT = "Typeset by Fonds from its catalogue record. Not a facsimile."

# An A4 sheet in points, from which every position below is measured.
WIDTH, HEIGHT, MARGIN = 595.2, 841.9, 70
POINTS_PER_INCH = 72

PARAGRAPH = '\n<span size="4000"> </span>\n'  # in 1024ths of a point
BLACK, GREY, WHITE = 0, 110, 255
RIGHT_TO_LEFT = {"ar"}
FONTS = {"ar": "Amiri", "zh": "Noto Serif CJK SC"}
LARGER = {"ar": 1.3}  # Amiri is drawn small on its body

# Averages of Times at the size of the body and of the title, so that no line passes the margin.
BODY_COLUMNS, TITLE_COLUMNS = 88, 56


@dataclass(frozen=True)
class Sheet:
    """What stands on one page: heading, the text by language, and its place among the pages."""

    titles: dict[str, str]
    date: str
    text: dict[str, str]
    folio: str

    @property
    def title(self) -> str:
        """The title as written."""
        return next(iter(self.titles.values()))


class Canvas:
    """A white sheet of *dots* per inch that is filled from the top, measured in points."""

    def __init__(self, dots: int) -> None:
        self.dots = dots
        self.image = Image.new("L", (self.pixels(WIDTH), self.pixels(HEIGHT)), WHITE)
        self.top = float(MARGIN)

    def pixels(self, points: float) -> int:
        """Return *points* in pixels of this sheet."""
        return round(points * self.dots / POINTS_PER_INCH)

    def write(self, text: str, lang: str, style: str, ink: int = BLACK) -> None:
        """Set *text* in *style*, such as ``Bold 16``, and move below it."""
        mask = self._mask(text, lang, style)
        left = self.pixels(MARGIN)
        if lang in RIGHT_TO_LEFT:
            left = self.image.width - left - mask.width
        self.image.paste(ink, (left, self.pixels(self.top)), mask)
        self.top += mask.height * POINTS_PER_INCH / self.dots

    def _mask(self, text: str, lang: str, style: str) -> Image.Image:
        weight, _, size = style.rpartition(" ")
        points = float(size) * LARGER.get(lang, 1)
        drawn = pyvips.Image.text(
            markup(text, lang),
            font=f"{FONTS.get(lang, 'Noto Serif')} {weight} {points}",
            width=self.pixels(WIDTH - 2 * MARGIN),
            dpi=self.dots,
            spacing=self.pixels(3),
            wrap="word-char",
        )
        return Image.frombytes("L", (drawn.width, drawn.height), drawn.write_to_memory())

    def rule(self, length: float = WIDTH - 2 * MARGIN) -> None:
        """Draw a thin line of *length* points, with air above and below."""
        self.skip(18)
        start, top = self.pixels(MARGIN), self.pixels(self.top)
        thickness = max(1, self.pixels(0.5))
        self.image.paste(GREY, (start, top, start + self.pixels(length), top + thickness))
        self.skip(18)

    def skip(self, points: float) -> None:
        """Leave *points* empty."""
        self.top += points


def markup(text: str, lang: str) -> str:
    """Return *text* in Pango's markup, with some air between paragraphs."""
    paragraphs = escape(text, quote=False).split("\n\n")
    return f'<span lang="{lang}">{PARAGRAPH.join(paragraphs)}</span>'


def draw(sheet: Sheet, dots: int) -> Image.Image:
    """Return *sheet* as a picture in greys, *dots* to the inch."""
    canvas = Canvas(dots)
    draw_heading(canvas, sheet)
    for number, (lang, text) in enumerate(sheet.text.items()):
        if number:
            canvas.rule(60)
        canvas.write(text, lang, " 12")
    draw_foot(canvas, sheet)
    return canvas.image


def draw_heading(canvas: Canvas, sheet: Sheet) -> None:
    """Write the title, its translations and the date at the head of *canvas*."""
    (lang, title), *others = sheet.titles.items()
    canvas.write(title, lang, "Bold 16")
    canvas.skip(10)
    for lang, title in others:
        canvas.write(title, lang, " 13")
        canvas.skip(10)
    canvas.write(sheet.date, "zh" if "年" in sheet.date else "en", " 12", GREY)
    canvas.rule()


def draw_foot(canvas: Canvas, sheet: Sheet) -> None:
    """Write what the sheet is, and its folio, at the foot of *canvas*."""
    bottom = HEIGHT - MARGIN - 30
    if canvas.top > bottom:
        raise ValueError(f"the text of {sheet.title!r} does not fit its sheet")
    canvas.top = bottom
    canvas.rule()
    canvas.write(f"{FOOT} {sheet.folio}.", "en", " 8.5", GREY)


def save_png(sheets: list[Sheet], path: Path) -> None:
    """Save one sheet with sixteen greys, which is all that type needs."""
    draw(sheets[0], 150).quantize(16).save(path, optimize=True, dpi=(150, 150))


def save_jpeg(sheets: list[Sheet], path: Path) -> None:
    """Save one sheet as greyscale JPEG."""
    draw(sheets[0], 150).save(path, quality=40, optimize=True, dpi=(150, 150))


def save_tiff(sheets: list[Sheet], path: Path) -> None:
    """Save one sheet as scanners save type: black and white, 300 dots to the inch, Group 4."""
    bitonal = draw(sheets[0], 300).point(lambda grey: WHITE * (grey > 140)).convert("1")
    bitonal.save(path, compression="group4", dpi=(300, 300))


def save_pdf(sheets: list[Sheet], path: Path) -> None:
    """Save *sheets* as a PDF with real text, in the Times that every reader of PDF carries."""
    document = pypdfium2.PdfDocument.new()
    fonts = {
        name: pdfium.FPDFText_LoadStandardFont(document, name.encode())
        for name in ("Times-Bold", "Times-Roman")
    }
    for sheet in sheets:
        page = document.new_page(WIDTH, HEIGHT)
        for name, size, top, line in pdf_lines(sheet):
            text = pdfium.FPDFPageObj_CreateTextObj(document, fonts[name], size)
            pdfium.FPDFText_SetText(text, wide_string(line))
            pdfium.FPDFPageObj_Transform(text, 1, 0, 0, 1, MARGIN, HEIGHT - top)
            pdfium.FPDFPage_InsertObject(page, text)
        page.gen_content()
    document.save(path)


def pdf_lines(sheet: Sheet) -> Iterator[tuple[str, float, float, str]]:
    """Yield font, size, distance of the baseline from the top, and words of each line."""
    top = MARGIN + 12.0
    for line in textwrap.wrap(sheet.title, TITLE_COLUMNS):
        yield "Times-Bold", 16, top, line
        top += 21
    yield "Times-Roman", 11.5, top + 4, sheet.date
    top += 44
    for paragraph in next(iter(sheet.text.values())).split("\n\n"):
        for line in textwrap.wrap(paragraph, BODY_COLUMNS):
            yield "Times-Roman", 11.5, top, line
            top += 17
        top += 10
    yield "Times-Roman", 9, HEIGHT - MARGIN, f"{FOOT} {sheet.folio}."


def wide_string(text: str) -> ctypes.Array[ctypes.c_ushort]:
    """Return *text* as PDFium takes it: UTF-16, little-endian, closed by a zero."""
    units = (text + "\0").encode("utf-16-le")
    return (ctypes.c_ushort * (len(units) // 2)).from_buffer_copy(units)


SAVE: dict[str, Callable[[list[Sheet], Path], None]] = {
    ".png": save_png,
    ".jpg": save_jpeg,
    ".tif": save_tiff,
    ".pdf": save_pdf,
}


def sheets_of(record: dict) -> list[Sheet]:
    """Return the sheets of *record*, one for each of its pages."""
    date, pages = record["metadata"]["date"][0], record["pages"]
    return [
        Sheet(titles_on(page, record), date, page["text"], f"Page {number} of {len(pages)}")
        for number, page in enumerate(pages, 1)
    ]


def titles_on(page: dict, record: dict) -> dict[str, str]:
    """Return the first title of *record*, and those in the languages of *page*, by language."""
    titles = {title["lang"]: title["value"] for title in record["metadata"]["title"]}
    first, *others = titles
    return {lang: titles[lang] for lang in (first, *others) if lang in {first, *page["text"]}}


def files_of(record: dict) -> Iterator[tuple[str, list[Sheet]]]:
    """Yield each file that *record* names with the sheets it holds."""
    sheets = sheets_of(record)
    for page, sheet in zip(record["pages"], sheets, strict=True):
        yield page["file"], [sheet]
    for file in record.get("files", []):
        yield file["file"], sheets


def records() -> Iterator[dict]:
    """Yield the sample records that have pages."""
    for source in SOURCES:
        for line in (HERE / source).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if "pages" in row:
                yield row


def main() -> None:
    """Make every file that the sample records name, and say which."""
    for record in records():
        for name, sheets in files_of(record):
            path = HERE / name
            path.parent.mkdir(exist_ok=True)
            SAVE[path.suffix](sheets, path)
            print(f"{name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
