"""Texts as annotations: IIIF Presentation API 3.0 §5.5 and §5.6, and annotations in general.

<https://iiif.io/api/presentation/3.0/#55-annotation-page>. Section numbers are those of the
specification.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter

from schemas.native import Json
from schemas.record import Box, MediaFile, Page, Record
from server.iiif.properties import NO_LANGUAGE, filled, language_key
from server.passages import language_name
from server.urls import Urls

GRANULARITY = "http://iiif.io/api/extension/text-granularity/context.json"


def texts_of_page(page: Page, record: Record, urls: Urls) -> list[Json]:
    """Return the annotation pages of *page* (§5.5), which some viewers read only the first of.

    It has the transcript first, then translations, then captions. Where lines have places, an
    annotation page of its own has them, by reference: see :func:`lines_of_page`.
    """
    texts = [
        annotation(
            urls.annotation(record.id, page.key, tag),
            "supplementing",
            textual_body(tag, words),
            urls.canvas(record.id, page.key),
        )
        for tag, words in page.text.items()
    ]
    texts += _captions(page, record, urls)
    embedded = [annotation_page(urls.annotations(record.id, page.key), texts)] if texts else []
    lines = {"id": urls.lines(record.id, page.key), "type": "AnnotationPage"}
    return [*embedded, *([lines] if page.boxes else [])]


def captions(page: Page, record: Record) -> dict[str, MediaFile]:
    """Return the files of captions of *page* that are kept, by language."""
    named = {tag: record.named(name) for tag, name in page.captions.items()}
    return {tag: file for tag, file in named.items() if file is not None}


def lines_of_page(page: Page, record_id: str, urls: Urls) -> Json:
    """Return the lines of the texts of *page*, each where it stands, to be sent by itself.

    <https://iiif.io/api/extension/text-granularity/> says what they are.
    """
    lines = [
        {
            **annotation(
                urls.line(record_id, page.key, tag, number),
                "supplementing",
                textual_body(tag, line),
                f"{urls.canvas(record_id, page.key)}#xywh={x},{y},{width},{height}",
            ),
            "textGranularity": "line",
        }
        for tag, boxes in page.boxes.items()
        for number, (line, (x, y, width, height)) in enumerate(_lines(page.text[tag], boxes), 1)
    ]
    return annotation_page(urls.lines(record_id, page.key), lines)


def texts_of_record(record: Record, urls: Urls) -> list[Json]:
    """Texts of the whole, which belong to no one canvas, in one annotation page."""
    if not record.text:
        return []
    texts = [
        annotation(
            urls.text_annotation(record.id, tag),
            "describing",  # what "supplementing" means is defined for canvases alone (§3.5)
            textual_body(tag, words),
            urls.manifest(record.id),
        )
        for tag, words in record.text.items()
    ]
    return [annotation_page(urls.text(record.id), texts)]


def annotation_page(address: str, annotations: Sequence[Json]) -> Json:
    """Return *annotations* as an Annotation Page at *address* (§5.5)."""
    return {"id": address, "type": "AnnotationPage", "items": list(annotations)}


def annotation(address: str, motivation: str, body: Json, target: str | Json) -> Json:
    """Return *body* as an Annotation of *target* (§5.6)."""
    return {
        "id": address,
        "type": "Annotation",
        "motivation": motivation,
        "body": body,
        "target": target,
    }


def textual_body(tag: str, words: str) -> Json:
    """Return a text as the body of an annotation; its language is no language map (§4.4)."""
    return {"type": "TextualBody", "value": words, "format": "text/plain", **_spoken(tag)}


def _captions(page: Page, record: Record, urls: Urls) -> Iterator[Json]:
    """Yield files of captions as annotations, as players look for them."""
    for tag, file in captions(page, record).items():
        body = filled(
            {
                "id": urls.media_file(record.id, file),
                "type": "Text",
                "label": {"en": [f"Captions ({language_name(tag)})"]},
                "format": file.media_type,
                **_spoken(tag),
            }
        )
        address = urls.captions_annotation(record.id, page.key, tag)
        yield annotation(address, "supplementing", body, urls.canvas(record.id, page.key))


def _spoken(tag: str) -> Json:
    key = language_key(tag)
    return {} if key == NO_LANGUAGE else {"language": key}


def _lines(text: str, boxes: Sequence[Box]) -> Iterator[tuple[str, tuple[int, int, int, int]]]:
    """Yield each line of *text* of which any word has a place, and the rectangle around them."""
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        own = [*_beginning_in(boxes, start, end)]
        if own:
            left, top = min(box.x for box in own), min(box.y for box in own)
            right = max(box.x + box.width for box in own)
            bottom = max(box.y + box.height for box in own)
            yield line, (left, top, right - left, bottom - top)
        start = end + 1


def _beginning_in(boxes: Sequence[Box], start: int, end: int) -> Iterator[Box]:
    """Yield the *boxes* of words between two characters, but not the half on the next line."""
    first = bisect_left(boxes, start, key=attrgetter("start"))
    last = bisect_left(boxes, end, key=attrgetter("start"))
    for place in range(first, last):
        if place == first or boxes[place - 1].end != boxes[place].start:
            yield boxes[place]
