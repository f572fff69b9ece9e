"""A record as a Manifest, a set of records as a Collection: IIIF Presentation API 3.0.

<https://iiif.io/api/presentation/3.0/>. Plain functions from values to dictionaries, whose keys
stand in the order of the specification's chapter 3. Section numbers are those of the specification.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from metadata.formats import Format
from schemas.grammar import ROOT_COLLECTION, ancestors
from schemas.media_types import iiif_type
from schemas.native import Json
from schemas.record import Collection, MediaFile, Page, Record, Value
from server.iiif.image import Size, thumbnail_size
from server.iiif.properties import (
    NO_LANGUAGE,
    Provider,
    description,
    filled,
    label,
    language_key,
    nav_date,
    pairs,
    web_page,
)
from server.urls import Urls

CONTEXT = "http://iiif.io/api/presentation/3/context.json"
MEDIA_TYPE = f'application/ld+json;profile="{CONTEXT}"'


def manifest(record: Record, urls: Urls, provider: Provider, formats: Sequence[Format]) -> Json:
    """Return *record*, which has pictures, as a Manifest (§5.2).

    *formats* are those in which OAI-PMH gives it. No ``behavior``: ``individuals`` goes without
    saying, and ``paged`` would claim that the second picture shows the back of the first.
    """
    titled = label(record.values("title"), record.id)
    pictures = _pictures(record, urls)
    return filled(
        {
            "@context": CONTEXT,
            "id": urls.manifest(record.id),
            "type": "Manifest",
            "label": titled,
            **description(record.metadata, provider),
            "thumbnail": [_thumbnail(pictures[0])],
            "navDate": nav_date(record.metadata),
            "homepage": [web_page(urls.record(record.id), titled)],
            "rendering": [_rendering(record.id, file, urls) for file in _available(record)],
            "seeAlso": [_see_also(record.id, one, urls) for one in formats],
            "partOf": [_part_of(spec, urls) for spec in record.collections or (ROOT_COLLECTION,)],
            "items": [_canvas(picture) for picture in pictures],
            "annotations": _texts_of_record(record, urls),
        }
    )


def part(manifest: Json, address: str) -> Json | None:
    """Return the resource that *manifest* embeds under *address*, to stand alone; else None.

    A canvas, annotation page or annotation gets a context of its own (§4.6), and a canvas the
    way back to its manifest.
    """
    found = next((one for one in _embedded(manifest) if one["id"] == address), None)
    if found is None:
        return None
    whole = {name: manifest[name] for name in ("id", "type", "label")}
    above = {"partOf": [whole]} if found["type"] == "Canvas" else {}
    return {"@context": CONTEXT, **found, **above}


def collection(
    described: Collection,
    children: Sequence[Collection],
    items: Sequence[bytes],
    urls: Urls,
    provider: Provider,
) -> bytes:
    """Return *described* as the JSON of a Collection (§5.1): first *children*, then *items*.

    *items* are stored entries, :func:`collection_item` after :func:`write`; none but the first,
    whose thumbnail stands for all, is parsed.
    """
    titled = label(described.metadata.get("title", ()), described.set_spec)
    head = filled(
        {
            "@context": CONTEXT,
            "id": urls.collection(described.set_spec),
            "type": "Collection",
            "label": titled,
            **description(described.metadata, provider),
            "thumbnail": json.loads(items[0]).get("thumbnail") if items else None,
            "homepage": [web_page(_page_of_collection(described.set_spec, urls), titled)],
            "partOf": [_part_of(spec, urls) for spec in _above(described.set_spec)],
        }
    )
    entries = [*(write(_collection_entry(child, urls)) for child in children), *items]
    return write(head)[:-1] + b',"items":[' + b",".join(entries) + b"]}"


def collection_item(record: Record, urls: Urls) -> Json:
    """Return the entry of *record*, which has pictures, in a Collection (§5.1)."""
    pictures = _pictures(record, urls)
    return filled(
        {
            "id": urls.manifest(record.id),
            "type": "Manifest",
            "label": label(record.values("title"), record.id),
            "thumbnail": [_thumbnail(pictures[0])],
            "navDate": nav_date(record.metadata),
        }
    )


def write(resource: Json) -> bytes:
    """Return *resource* as JSON in UTF-8, without white space between its parts."""
    return json.dumps(resource, ensure_ascii=False, separators=(",", ":")).encode()


def _available(record: Record) -> Iterator[MediaFile]:
    """The files that an address leads to: those kept here, and those elsewhere."""
    return (file for file in record.files if file.digest or file.is_elsewhere)


def _rendering(record_id: str, file: MediaFile, urls: Urls) -> Json:
    return filled(
        {
            "id": urls.media_file(record_id, file),
            "type": iiif_type(file.media_type or ""),
            "label": label((Value(file.label or ""),), file.key),
            "format": file.media_type,
            "language": [one.derived for one in file.metadata.get("language", ()) if one.derived],
        }
    )


def _see_also(record_id: str, one: Format, urls: Urls) -> Json:
    return {
        "id": urls.oai_record(record_id, one.metadata_prefix),
        "type": "Dataset",
        "label": {"en": [one.label]},
        "format": "text/xml",
        "profile": one.profile or one.namespace,
    }


def _part_of(set_spec: str, urls: Urls) -> Json:
    return {"id": urls.collection(set_spec), "type": "Collection"}


def _collection_entry(child: Collection, urls: Urls) -> Json:
    titled = label(child.metadata.get("title", ()), child.set_spec)
    return _part_of(child.set_spec, urls) | {"label": titled}


def _page_of_collection(set_spec: str, urls: Urls) -> str:
    return urls.home() if set_spec == ROOT_COLLECTION else urls.collection_page(set_spec)


def _above(set_spec: str) -> tuple[str, ...]:
    """The set right above *set_spec*; none above the root."""
    if set_spec == ROOT_COLLECTION:
        return ()
    return (ROOT_COLLECTION, *ancestors(set_spec))[-2:-1]


@dataclass(frozen=True, slots=True)
class _Picture:
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


def _pictures(record: Record, urls: Urls) -> list[_Picture]:
    return [
        _Picture(page, Size(page.image.width, page.image.height), record.id, urls)
        for page in record.pages
        if page.image is not None
    ]


def _canvas(picture: _Picture) -> Json:
    """A page as a Canvas, on which one pixel of its picture is one unit (§5.3)."""
    page = picture.page
    return filled(
        {
            "id": picture.canvas,
            "type": "Canvas",
            "label": label((Value(page.label or ""),), page.key),
            "height": picture.size.height,
            "width": picture.size.width,
            "metadata": pairs(page.metadata),
            "thumbnail": [_thumbnail(picture)],
            "items": [_painting(picture)],
            "annotations": _texts_of_page(picture),
        }
    )


def _thumbnail(picture: _Picture) -> Json:
    size = thumbnail_size(picture.size)
    return picture.content(picture.urls.image(picture.record_id, picture.page.key, size), size)


def _painting(picture: _Picture) -> Json:
    """The annotation page that paints a picture on its canvas (§5.5)."""
    record_id, key, urls = picture.record_id, picture.page.key, picture.urls
    body = picture.content(urls.full_image(record_id, key), picture.size)
    address = urls.painting_annotation(record_id, key)
    painting = _annotation(address, "painting", body, picture.canvas)
    return _annotation_page(urls.painting(record_id, key), [painting])


def _texts_of_page(picture: _Picture) -> list[Json]:
    """Transcript and translations in one annotation page: some viewers read only the first."""
    record_id, page, urls = picture.record_id, picture.page, picture.urls
    if not page.text:
        return []
    texts = [
        _annotation(
            urls.annotation(record_id, page.key, tag),
            "supplementing",
            _textual_body(tag, words),
            picture.canvas,
        )
        for tag, words in page.text.items()
    ]
    return [_annotation_page(urls.annotations(record_id, page.key), texts)]


def _texts_of_record(record: Record, urls: Urls) -> list[Json]:
    if not record.text:
        return []
    texts = [
        _annotation(
            urls.text_annotation(record.id, tag),
            "describing",  # what "supplementing" means is defined for canvases alone (§3.5)
            _textual_body(tag, words),
            urls.manifest(record.id),
        )
        for tag, words in record.text.items()
    ]
    return [_annotation_page(urls.text(record.id), texts)]


def _annotation_page(address: str, annotations: Sequence[Json]) -> Json:
    return {"id": address, "type": "AnnotationPage", "items": list(annotations)}


def _annotation(address: str, motivation: str, body: Json, target: str) -> Json:
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


def _embedded(resource: Json) -> Iterator[Json]:
    """Everything that *resource* holds in full and that has an address, from the outside in."""
    for child in (*resource.get("items", ()), *resource.get("annotations", ())):
        yield child
        yield from _embedded(child)
