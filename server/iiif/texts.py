"""Texts as annotations: IIIF Presentation API 3.0 §5.5 and §5.6, and annotations in general.

<https://iiif.io/api/presentation/3.0/#55-annotation-page>. Section numbers are those of the
specification.
"""

from collections.abc import Sequence

from schemas.native import Json
from schemas.record import Page, Record
from server.iiif.properties import NO_LANGUAGE, language_key
from server.urls import Urls


def texts_of_page(page: Page, record_id: str, urls: Urls) -> list[Json]:
    """Transcript and translations in one annotation page: some viewers read only the first."""
    if not page.text:
        return []
    texts = [
        annotation(
            urls.annotation(record_id, page.key, tag),
            "supplementing",
            _textual_body(tag, words),
            urls.canvas(record_id, page.key),
        )
        for tag, words in page.text.items()
    ]
    return [annotation_page(urls.annotations(record_id, page.key), texts)]


def texts_of_record(record: Record, urls: Urls) -> list[Json]:
    """Texts of the whole, which belong to no one canvas, in one annotation page."""
    if not record.text:
        return []
    texts = [
        annotation(
            urls.text_annotation(record.id, tag),
            "describing",  # what "supplementing" means is defined for canvases alone (§3.5)
            _textual_body(tag, words),
            urls.manifest(record.id),
        )
        for tag, words in record.text.items()
    ]
    return [annotation_page(urls.text(record.id), texts)]


def annotation_page(address: str, annotations: Sequence[Json]) -> Json:
    """Return *annotations* as an Annotation Page at *address* (§5.5)."""
    return {"id": address, "type": "AnnotationPage", "items": list(annotations)}


def annotation(address: str, motivation: str, body: Json, target: str) -> Json:
    """Return *body* as an Annotation of *target* (§5.6)."""
    return {
        "id": address,
        "type": "Annotation",
        "motivation": motivation,
        "body": body,
        "target": target,
    }


def _textual_body(tag: str, words: str) -> Json:
    """A text as the body of an annotation; its language is no language map (§4.4)."""
    key = language_key(tag)
    spoken = {} if key == NO_LANGUAGE else {"language": key}
    return {"type": "TextualBody", "value": words, "format": "text/plain", **spoken}
