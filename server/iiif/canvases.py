"""The pages of a record as Canvases, painted with pictures or recordings: Presentation 3.0 §5.3.

<https://iiif.io/api/presentation/3.0/#53-canvas>. Section numbers are those of the specification.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from schemas.media_types import iiif_type
from schemas.native import Json
from schemas.record import MediaFile, Page, Record, Recording, Value
from server.iiif.image import Size, thumbnail_size
from server.iiif.properties import filled, label, pairs
from server.iiif.texts import annotation, annotation_page, captions, texts_of_page
from server.urls import Urls


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture of a page: its size, and the addresses around it."""

    page: Page
    size: Size
    record_id: str
    urls: Urls

    def content(self, address: str, size: Size) -> Json:
        """Return it as a content resource, at *address* in *size* (§5.7)."""
        service = self.urls.image_service(self.record_id, self.page.key)
        return {
            "id": address,
            "type": "Image",
            "format": "image/jpeg",
            "height": size.height,
            "width": size.width,
            "service": [{"id": service, "type": "ImageService3", "profile": "level2"}],
        }


def canvases(record: Record, urls: Urls) -> list[Json]:
    """Return the pages of *record* that can be shown as Canvases, in their order (§5.3).

    One pixel of a picture is one unit of its canvas; a recording lasts as long as its canvas.
    """
    return [_canvas(page, record, urls) for page in record.canvases]


def thumbnails(record: Record, urls: Urls) -> list[Json]:
    """Return a small image of the first picture of *record*; sound alone has none (§3.1)."""
    return [_thumbnail(picture) for picture in _pictures(record.images[:1], record.id, urls)]


def files_on_canvases(record: Record) -> Iterator[MediaFile]:
    """Yield the files of *record* that its canvases have: recordings, and their captions."""
    for page in record.canvases:
        recording = record.recording(page)
        if recording is not None and page.image is None:
            yield recording
            yield from captions(page, record).values()


def _pictures(pages: tuple[Page, ...], record_id: str, urls: Urls) -> Iterator[Picture]:
    for page in pages:
        if page.image is not None:
            yield Picture(page, Size(page.image.width, page.image.height), record_id, urls)


def _canvas(page: Page, record: Record, urls: Urls) -> Json:
    pictures = [*_pictures((page,), record.id, urls)]
    content = _picture(pictures[0]) if pictures else _recording(page, record, urls)
    painting = annotation(
        urls.painting_annotation(record.id, page.key, "image" if pictures else "media"),
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
            "thumbnail": [_thumbnail(picture) for picture in pictures],
            "items": [annotation_page(urls.painting(record.id, page.key), [painting])],
            "annotations": texts_of_page(page, record, urls),
        }
    )


def _thumbnail(picture: Picture) -> Json:
    """A small image of *picture*, with the service that makes others (§3.1)."""
    size = thumbnail_size(picture.size)
    return picture.content(picture.urls.image(picture.record_id, picture.page.key, size), size)


def _picture(picture: Picture) -> Json:
    address = picture.urls.full_image(picture.record_id, picture.page.key)
    return picture.content(address, picture.size)


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
