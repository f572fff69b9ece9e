"""The native form of a record: JSON, one object a line.

:func:`to_native` and :func:`from_native` undo each other for every record that
``schemas.record_schema`` lets in. What comes from outside goes through the schema first; what we
stored ourselves is trusted, and read without checking.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from schemas.record import (
    Access,
    Box,
    Collection,
    Image,
    MediaFile,
    Metadata,
    Moment,
    Page,
    Provenance,
    Range,
    Record,
    Recording,
    Service,
    Value,
    value_of,
)

Json = dict[str, Any]


def to_native(record: Record) -> Json:
    """Return *record* as native JSON; what is empty is left out."""
    native = {
        "id": record.id,
        "collections": list(record.collections),
        "metadata": metadata_to_native(record.metadata),
        "viewing_direction": record.viewing_direction,
        "behavior": list(record.behavior),
        "start": record.start,
        "pages": [_page_to_native(page) for page in record.pages],
        "ranges": [_range_to_native(one) for one in record.ranges],
        "files": [_file_to_native(file) for file in record.files],
        "text": dict(record.text),
        "access": record.access.value,
        "provenance": provenance_to_native(record.provenance),
    }
    return _without_empty(native)


def from_native(native: Json) -> Record:
    """Return the record that *native* describes; *native* is trusted to be of the right form."""
    return record_of(native, metadata_from_native(native.get("metadata", {})))


def record_of(native: Json, metadata: Metadata) -> Record:
    """Return the record that *native* describes, but for *metadata*, which are given."""
    return Record(
        id=native["id"],
        metadata=metadata,
        collections=tuple(native.get("collections", ())),
        pages=tuple(map(_page_from_native, native.get("pages", ()))),
        files=tuple(map(_file_from_native, native.get("files", ()))),
        text=dict(native.get("text", {})),
        access=Access(native["access"]) if "access" in native else Access.PUBLIC,
        provenance=provenance_from_native(native.get("provenance")),
        viewing_direction=native.get("viewing_direction"),
        behavior=tuple(native.get("behavior", ())),
        start=native.get("start"),
        ranges=tuple(map(_range_from_native, native.get("ranges", ()))),
    )


def collection_to_native(collection: Collection) -> Json:
    """Return *collection* as native JSON."""
    native = {
        "collection": collection.set_spec,
        "metadata": metadata_to_native(collection.metadata),
    }
    if collection.where is None:
        return _without_empty(native)
    # Where nothing is asked, every record is meant.
    where = {name: list(values) for name, values in collection.where.items()}
    return _without_empty(native) | {"where": where}


def collection_from_native(native: Json) -> Collection:
    """Return the collection that *native* describes; *native* is trusted."""
    where = native.get("where")
    return Collection(
        native["collection"],
        metadata_from_native(native.get("metadata", {})),
        None if where is None else {name: tuple(values) for name, values in where.items()},
    )


def provenance_to_native(provenance: Provenance | None) -> Json | None:
    """Return *provenance*, and where that came from, as native JSON."""
    return None if provenance is None else _without_none(asdict(provenance))


def provenance_from_native(native: Json | None) -> Provenance | None:
    """Return the provenance that *native* describes, or None."""
    if native is None:
        return None
    return Provenance(**(native | {"origin": provenance_from_native(native.get("origin"))}))


# A native record holds no circle of values, so none is sought.
_LINES = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))


def write_line(native: Json) -> str:
    """Return *native* as one line of JSON Lines, without its end; equal values, equal lines."""
    return _LINES.encode(native)


def metadata_to_native(metadata: Metadata) -> Json:
    """Return *metadata* as native JSON: a string where a value is nothing but text."""
    return {term: list(map(_value_to_native, values)) for term, values in metadata.items()}


def metadata_from_native(native: Mapping[str, Sequence[str | Json]]) -> Metadata:
    """Return the metadata that *native* describes."""
    return {term: tuple(map(_value_from_native, values)) for term, values in native.items()}


def add_text(texts: dict[str, str], tag: str, text: str) -> None:
    """Add *text* to what *texts* hold in the language *tag*; both stand, with a line between."""
    texts[tag] = f"{texts[tag]}\n\n{text}" if tag in texts else text


def _value_to_native(value: Value) -> str | Json:
    if value.lang is None and value.scheme is None and value.derived is None:
        return value.text
    native = {"value": value.text}
    if value.lang:
        native["lang"] = value.lang
    if value.scheme:
        native["scheme"] = value.scheme
    if value.derived:
        native["derived"] = value.derived
    return native


def _value_from_native(native: str | Json) -> Value:
    if isinstance(native, str):
        return value_of(native)
    lang, scheme, derived = (native.get(name) for name in ("lang", "scheme", "derived"))
    return value_of(native["value"], lang, scheme, derived)


def _page_to_native(page: Page) -> Json:
    native = {
        "key": page.key,
        "label": page.label,
        "file": page.file,
        "text": dict(page.text),
        "metadata": metadata_to_native(page.metadata),
        "image": asdict(page.image) if page.image else None,
        "service": service_to_native(page.service) if page.service else None,
        "media": _without_none(asdict(page.media)) if page.media else None,
        "duration": page.duration,
        "captions": dict(page.captions),
        "ocr": dict(page.ocr),
        "boxes": {tag: list(map(list, boxes)) for tag, boxes in page.boxes.items()},
        "times": {tag: list(map(list, times)) for tag, times in page.times.items()},
    }
    return _without_empty(native)


def _page_from_native(native: Json) -> Page:
    image, media, service = (native.get(name) for name in ("image", "media", "service"))
    return Page(
        key=native["key"],
        label=native.get("label"),
        file=native.get("file"),
        text=dict(native.get("text", {})),
        metadata=metadata_from_native(native.get("metadata", {})),
        image=Image(**image) if image else None,
        media=Recording(**media) if media else None,
        service=_service_from_native(service) if service else None,
        duration=native.get("duration"),
        captions=dict(native.get("captions", {})),
        ocr=dict(native.get("ocr", {})),
        boxes={tag: tuple(map(Box._make, boxes)) for tag, boxes in _listed(native, "boxes")},
        times={tag: tuple(map(Moment._make, times)) for tag, times in _listed(native, "times")},
    )


def service_to_native(service: Service) -> str | Json:
    """Return *service* as native JSON: its address alone, until it was asked."""
    if not service.is_known:
        return service.id
    native = asdict(service) | {"sizes": [list(size) for size in service.sizes]}
    return _without_empty(native)


def _service_from_native(native: str | Json) -> Service:
    if isinstance(native, str):
        return Service(native)
    sizes = tuple((width, height) for width, height in native.get("sizes", ()))
    return Service(**native | {"sizes": sizes})


def _range_to_native(one: Range) -> Json:
    items = [_range_to_native(item) if isinstance(item, Range) else item for item in one.items]
    return {"label": [_value_to_native(value) for value in one.label], "items": items}


def _range_from_native(native: Json) -> Range:
    return Range(
        tuple(_value_from_native(value) for value in native["label"]),
        tuple(
            item if isinstance(item, str) else _range_from_native(item) for item in native["items"]
        ),
    )


def _listed(native: Json, name: str) -> Iterable[tuple[str, list[Any]]]:
    listed: dict[str, list[Any]] = native.get(name, {})
    return listed.items()


def _file_to_native(file: MediaFile) -> Json:
    native = asdict(file) | {"metadata": metadata_to_native(file.metadata)}
    return _without_empty(native)


def _file_from_native(native: Json) -> MediaFile:
    metadata = metadata_from_native(native.get("metadata", {}))
    return MediaFile(**(native | {"metadata": metadata}))


def _without_none(native: Json) -> Json:
    return {
        key: _without_none(value) if isinstance(value, dict) else value
        for key, value in native.items()
        if value is not None
    }


def _without_empty(native: Json) -> Json:
    # A number that is 0 is a fact; None and an empty list, text or object say nothing.
    return {key: value for key, value in native.items() if value or value == 0}
