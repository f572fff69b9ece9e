"""A record as a Manifest, a set of records as a Collection: IIIF Presentation API 3.0.

<https://iiif.io/api/presentation/3.0/>. Plain functions from values to dictionaries, whose keys
stand in the order of the specification's chapter 3. Section numbers are those of the specification.
"""

import json
from collections.abc import Iterator, Sequence

from metadata.formats import Format
from schemas.grammar import ROOT_COLLECTION
from schemas.media_types import iiif_type
from schemas.native import Json
from schemas.record import MediaFile, Record, Value
from server.iiif.canvases import canvases, files_on_canvases, thumbnails
from server.iiif.properties import (
    Provider,
    description,
    filled,
    label,
    nav_date,
    web_page,
)
from server.iiif.ranges import structures
from server.iiif.services import services_of_record
from server.iiif.texts import texts_of_record
from server.iiif.viewing import behaviors, start
from server.urls import Urls

CONTEXT = "http://iiif.io/api/presentation/3/context.json"
MEDIA_TYPE = f'application/ld+json;profile="{CONTEXT}"'


def manifest(record: Record, urls: Urls, provider: Provider, formats: Sequence[Format]) -> Json:
    """Return *record*, which has canvases, as a Manifest (§5.2).

    *formats* are those in which OAI-PMH gives it. No ``behavior`` is invented: ``individuals``
    goes without saying, and ``paged`` would claim that the second picture shows the back of the
    first.
    """
    titled = label(record.values("title"), record.id)
    shown = canvases(record, urls)
    keys = [page.key for page in record.canvases]
    return filled(
        {
            "@context": CONTEXT,
            "id": urls.manifest(record.id),
            "type": "Manifest",
            "label": titled,
            **description(record.metadata, provider),
            "thumbnail": thumbnails(record, urls),
            "navDate": nav_date(record.metadata),
            "viewingDirection": record.viewing_direction,
            "behavior": behaviors(record, shown),
            "homepage": [web_page(urls.record(record.id), titled)],
            "rendering": [_rendering(record.id, file, urls) for file in _available(record)],
            "service": services_of_record(record.id, urls) if _has_texts(record) else [],
            "seeAlso": [_see_also(record.id, one, urls) for one in formats],
            "partOf": _part_of(record, urls, provider),
            "start": start(record, keys, urls),
            "items": shown,
            "structures": structures(record, keys, urls),
            "annotations": texts_of_record(record, urls),
        }
    )


def _has_texts(record: Record) -> bool:
    return bool(record.text) or any(page.text for page in record.canvases)


def part(manifest: Json, address: str) -> Json | None:
    """Return the resource that *manifest* embeds under *address*, to stand alone; else None.

    A canvas, range, annotation page or annotation gets a context of its own (§4.6), and a canvas
    or range the way back to its manifest.
    """
    found = next((one for one in _embedded(manifest) if one["id"] == address), None)
    if found is None:
        return None
    whole = {name: manifest[name] for name in ("id", "type", "label")}
    above = {"partOf": [whole]} if found["type"] in ("Canvas", "Range") else {}
    return {"@context": CONTEXT, **found, **above}


def collection_item(record: Record, urls: Urls) -> Json:
    """Return the entry of *record*, which has canvases, in a Collection (§5.1)."""
    return filled(
        {
            "id": urls.manifest(record.id),
            "type": "Manifest",
            "label": label(record.values("title"), record.id),
            "thumbnail": thumbnails(record, urls),
            "navDate": nav_date(record.metadata),
        }
    )


def write(resource: Json) -> bytes:
    """Return *resource* as JSON in UTF-8, without white space between its parts."""
    return json.dumps(resource, ensure_ascii=False, separators=(",", ":")).encode()


def head_of(manifest: bytes) -> Json:
    """Return what :func:`write` wrote of a manifest before its canvases, which may be thousands."""
    # Not in a text, where quotation marks are escaped, nor a language, whose values are texts.
    head, _, _ = manifest.partition(b',"items":[{')
    found: Json = json.loads(head + b"}")
    return found


def _available(record: Record) -> Iterator[MediaFile]:
    """The files that an address leads to, here or elsewhere, and that no canvas has already."""
    on_canvases = {file.key for file in files_on_canvases(record)}
    there = (file for file in record.files if file.digest or file.is_elsewhere)
    return (file for file in there if file.key not in on_canvases)


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


def _part_of(record: Record, urls: Urls, provider: Provider) -> list[Json]:
    """The collections that list *record*; only the root has a name that no ingest changes."""
    above = [{"id": urls.collection(one), "type": "Collection"} for one in record.collections]
    root = {"id": urls.collection(ROOT_COLLECTION), "type": "Collection"}
    return above or [root | {"label": label((Value(provider.name),), ROOT_COLLECTION)}]


def _embedded(resource: Json) -> Iterator[Json]:
    """Everything that *resource* holds in full and that has an address, from the outside in."""
    for name in ("items", "annotations", "structures"):
        for child in resource.get(name, ()):
            yield child
            yield from _embedded(child)
