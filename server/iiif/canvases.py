"""The pages of a record as Canvases, painted with their pictures: IIIF Presentation API 3.0 §5.3.

<https://iiif.io/api/presentation/3.0/#53-canvas>. Section numbers are those of the specification.
"""

from dataclasses import dataclass

from schemas.native import Json
from schemas.record import Page, Record, Value
from server.iiif.image import Size, thumbnail_size
from server.iiif.properties import filled, label, pairs
from server.iiif.texts import annotation, annotation_page, texts_of_page
from server.urls import Urls


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture of a page: its size, and the addresses around it."""

    page: Page
    size: Size
    record_id: str
    urls: Urls

    @property
    def canvas(self) -> str:
        """The canvas that it fills."""
        return self.urls.canvas(self.record_id, self.page.key)

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


def pictures(record: Record, urls: Urls) -> list[Picture]:
    """Return the picture of each page of *record* that has one, in their order."""
    return [
        Picture(page, Size(page.image.width, page.image.height), record.id, urls)
        for page in record.pages
        if page.image is not None
    ]


def canvas(picture: Picture) -> Json:
    """Return a page as a Canvas, on which one pixel of its picture is one unit (§5.3)."""
    page = picture.page
    return filled(
        {
            "id": picture.canvas,
            "type": "Canvas",
            "label": label((Value(page.label or ""),), page.key),
            "height": picture.size.height,
            "width": picture.size.width,
            "metadata": pairs(page.metadata),
            "thumbnail": [thumbnail(picture)],
            "items": [_painting(picture)],
            "annotations": texts_of_page(page, picture.record_id, picture.urls),
        }
    )


def thumbnail(picture: Picture) -> Json:
    """Return a small image of *picture*, with the service that makes others (§3.1)."""
    size = thumbnail_size(picture.size)
    return picture.content(picture.urls.image(picture.record_id, picture.page.key, size), size)


def _painting(picture: Picture) -> Json:
    """The annotation page that paints a picture on its canvas (§5.5)."""
    record_id, key, urls = picture.record_id, picture.page.key, picture.urls
    body = picture.content(urls.full_image(record_id, key), picture.size)
    address = urls.painting_annotation(record_id, key)
    painting = annotation(address, "painting", body, picture.canvas)
    return annotation_page(urls.painting(record_id, key), [painting])
