"""The texts that accompany a page, read: OCR with the places of its words, captions with times.

What cannot be read is said in the words of :class:`Told`; the page keeps what it has.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from metadata.texts import layout, ocr, webvtt
from metadata.texts.layout import Reading, Sheet, UnreadableText
from schemas.languages import read_language
from schemas.record import Image, Page, Record, Service

UNKNOWN = "und"
_MOST_FAULTS = 20  # of one file of captions

Tell = Callable[[str], None]
"""Is told what is wrong with a file."""


def language_of(record: Record) -> str:
    """Return the language that *record* is in when it is one and certain, else ``und``."""
    tags = {value.derived for value in record.values("language")}
    (tag,) = tags if len(tags) == 1 else (None,)
    return tag or UNKNOWN


def with_ocr(page: Page, tag: str, path: Path, otherwise: str, tell: Tell) -> Page:
    """Return *page* with what OCR reads in *path*; *tag* is its language, or ``und``.

    A text that the page has in that language stays; it gets its places if it is the same.
    """
    try:
        sheet = ocr.read_ocr(_bytes(path, ocr.MAX_BYTES))
    except UnreadableText as error:
        tell(f"{path.name} {error}")
        return page
    spoken = tag if tag != UNKNOWN else _language_in(sheet) or otherwise
    return with_sheet(page, spoken, sheet, lambda message: tell(f"{path.name} {message}"))


def with_sheet(page: Page, tag: str, sheet: Sheet, tell: Tell) -> Page:
    """Return *page* with the text of *sheet*, which is in the language *tag*."""
    reading = _composed(sheet, page.picture)
    if reading.remark:
        tell(reading.remark)
    if not reading.text:
        return page
    if page.text.get(tag, reading.text) != reading.text:
        tell(f'is not read: the page has a text in "{tag}" of its own')
        return page
    boxes = {tag: reading.boxes} if reading.boxes else {}
    return replace(page, text={**page.text, tag: reading.text}, boxes={**page.boxes, **boxes})


def with_captions(page: Page, tag: str, path: Path, otherwise: str, tell: Tell) -> Page:
    """Return *page* with what the captions in *path* say, and when; *tag* is their language.

    A transcript that the page has in that language stays the text of the page, as it is written
    with more care; that it differs is no fault.

    Raises:
        UnreadableText: no WebVTT that a player would read.
    """
    captions = webvtt.read_captions(_bytes(path, webvtt.MAX_BYTES))
    for fault in captions.faults[:_MOST_FAULTS]:
        tell(f"{path.name} line {fault.line}: {fault.message}")
    spoken = tag if tag != UNKNOWN else otherwise
    files = {spoken if one == tag else one: name for one, name in page.captions.items()}
    page = replace(page, captions=files)
    if not captions.text or page.text.get(spoken, captions.text) != captions.text:
        return page
    text = {**page.text, spoken: captions.text}
    return replace(page, text=text, times={**page.times, spoken: tuple(captions.times)})


def _composed(sheet: Sheet, picture: Image | Service | None) -> Reading:
    """Return the text of *sheet*, with places where there is a picture to have them."""
    if picture is None:
        return layout.compose(sheet, 1, 1)._replace(boxes=(), remark=None)
    return layout.compose(sheet, picture.width, picture.height)


def _language_in(sheet: Sheet) -> str | None:
    """Return the language that *sheet* says it is in, when that is one and certain."""
    tags = set(_tags(sheet))
    return tags.pop() if len(tags) == 1 else None


def _tags(sheet: Sheet) -> Iterator[str | None]:
    for said in sheet.languages:
        yield read_language(said).value


def _bytes(path: Path, most: int) -> bytes:
    """Return what is in *path*, and a byte too many of what is too large."""
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise UnreadableText(f"cannot be read: {error.strerror}") from error
