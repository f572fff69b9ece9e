"""The pages of a record as Canvases, painted with pictures or recordings: Presentation 3.0 §5.3.

<https://iiif.io/api/presentation/3.0/#53-canvas>. Section numbers are those of the specification.
"""

from collections.abc import Iterator

from schemas.media_types import iiif_type
from schemas.native import Json
from schemas.record import MediaFile, Page, Record, Recording, Value
from server.iiif.depicted import Depicted, Sized, depicted, first
from server.iiif.properties import filled, label, pairs
from server.iiif.texts import annotation, annotation_page, captions, texts_of_page
from server.urls import Urls

SIGN_SIZE = {"height": 720, "width": 1280}
"""Of ``recording.png``, in pixels."""


def canvases(record: Record, urls: Urls) -> list[Json]:
    """Return the pages of *record* that can be shown as Canvases, in their order (§5.3).

    One pixel of a picture is one unit of its canvas; a recording lasts as long as its canvas.
    """
    return [_canvas(page, record, urls) for page in record.canvases]


def thumbnails(record: Record, urls: Urls) -> list[Json]:
    """Return a small image of the first picture of *record*; a sign where there is none (§3.1)."""
    picture = first(record, urls)
    return [_content(picture, picture.small()) if picture else sign(urls)]


def sign(urls: Urls) -> Json:
    """Return the picture that stands for a recording, which has none of its own."""
    address = urls.static("recording.png")
    return {"id": address, "type": "Image", "format": "image/png", **SIGN_SIZE}


def files_on_canvases(record: Record) -> Iterator[MediaFile]:
    """Yield the files of *record* that its canvases have: recordings, and their captions."""
    for page in record.canvases:
        recording = record.recording(page)
        if recording is not None and page.picture is None:
            yield recording
            yield from captions(page, record).values()


def _canvas(page: Page, record: Record, urls: Urls) -> Json:
    picture = depicted(page, record.id, urls)
    content = _content(picture, picture.whole()) if picture else _recording(page, record, urls)
    painting = annotation(
        urls.painting_annotation(record.id, page.key, "image" if picture else "media"),
        "painting",
        content,
        urls.canvas(record.id, page.key),
    )
    return filled(
        {
            "id": urls.canvas(record.id, page.key),
            "type": "Canvas",
            "label": label((Value(page.label or ""),), page.key),
            "height": content.get("height"),
            "width": content.get("width"),
            "duration": content.get("duration"),
            "metadata": pairs(page.metadata),
            "thumbnail": [_content(picture, picture.small())] if picture else [],
            "items": [annotation_page(urls.painting(record.id, page.key), [painting])],
            "annotations": texts_of_page(page, record, urls),
        }
    )


def _content(picture: Depicted, given: Sized) -> Json:
    """Return *picture* as it is *given*, a content resource with the service for others (§5.7)."""
    return {
        "id": given.url,
        "type": "Image",
        "format": "image/jpeg",
        "height": given.size.height,
        "width": given.size.width,
        "service": [picture.service()],
    }


def _recording(page: Page, record: Record, urls: Urls) -> Json:
    """The recording of *page* as a Sound or a Video, under the address of its file (§5.7)."""
    file, media = record.recording(page), page.media
    if file is None or media is None:
        raise ValueError(f"{page.key} has nothing to show")  # it would not be among the canvases
    return filled(
        {
            "id": urls.media_file(record.id, file),
            "type": iiif_type(media.media_type),
            "format": media.media_type,
            **_size(media),
            "duration": page.duration,
        }
    )


def _size(media: Recording) -> Json:
    """Height and width, both or neither (§5.3)."""
    if media.width and media.height:
        return {"height": media.height, "width": media.width}
    return {}
