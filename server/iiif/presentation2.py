"""Presentation 2.1.1 as a function of 3.0: <https://iiif.io/api/presentation/2.1/>.

What is stored is 3.0 (``presentation.py``); here every resource of it becomes one of 2.1. Plain
functions from dictionaries to dictionaries. Section numbers are those of 2.1.1, and
``docs/decisions/0014-version-2-is-a-function-of-version-3.md`` gives the reasons.
"""

from collections.abc import Callable, Iterator

from schemas.native import Json
from server.iiif.annotations2 import (
    address_of,
    annotation,
    annotation_list,
    is_picture,
    reference,
    target,
)
from server.iiif.canvases import SIGN_SIZE
from server.iiif.properties import filled
from server.iiif.properties2 import described, recordings, texts
from server.urls import Urls

CONTEXT = "http://iiif.io/api/presentation/2/context.json"
JSON_LD = f'application/ld+json;profile="{CONTEXT}"'

MEDIA_TYPES = ("application/json", JSON_LD)
"""Regular JSON, unless JSON-LD is asked for (§7.2)."""

# Of a canvas that only sounds, for 2.1 has none without a surface (§5.3).
_SURFACE = SIGN_SIZE


def version_2(resource: Json, urls: Urls) -> Json:
    """Return *resource*, the top of a document of 3.0, as the top of one of 2.1 (§4.5)."""
    return {"@context": CONTEXT, **_RESOURCES[resource["type"]](resource, urls)}


def range_of(whole: Json, address: str, urls: Urls) -> Json | None:
    """Return the range at *address* in 2.1 of the manifest *whole* of 3.0, or None."""
    found = (one for one in _structures(whole, urls) if one["@id"] == address)
    return next(({"@context": CONTEXT, **one} for one in found), None)


def _manifest(whole: Json, urls: Urls) -> Json:
    """A manifest: its one sequence is embedded, its ranges are flat (§5.1)."""
    return filled(
        {
            **_head(whole, "sc:Manifest", urls),
            "otherContent": [reference(page, urls) for page in whole.get("annotations", ())],
            "sequences": [_sequence(whole, urls)],
            "structures": _structures(whole, urls),
        }
    )


def _head(resource: Json, type_: str, urls: Urls, **more: object) -> Json:
    named = {"@id": urls.in_version_2(resource["id"]), "@type": type_}
    return {**named, **_labelled(resource), **more, **described(resource, urls)}


def _labelled(resource: Json) -> Json:
    """What must have a label in 2.1, and only should in 3.0, goes by the end of its address."""
    return {"label": texts(resource.get("label", {})) or _last_segment(resource["id"])}


def _last_segment(address: str) -> str:
    return address.rpartition("/")[2]


def _sequence(whole: Json, urls: Urls) -> Json:
    """The canvases in their order, and the one to begin with (§5.2)."""
    return filled(
        {
            "@type": "sc:Sequence",
            "startCanvas": _start(whole, urls),
            "canvases": [_canvas(one, urls) for one in whole["items"]],
        }
    )


def _start(resource: Json, urls: Urls) -> str | None:
    """The canvas to begin with, without the part of it that 3.0 may name."""
    start = resource.get("start")
    return urls.in_version_2(address_of(start).partition("#")[0]) if start else None


def _canvas(one: Json, urls: Urls) -> Json:
    """A canvas: pictures in it, all else in lists beside it (§5.3)."""
    pages, beside = one.get("items", ()), one.get("annotations", ())
    lists = [page for page in pages if not all(map(is_picture, page.get("items", ())))]
    stand_in = one.get("accompanyingCanvas") or one.get("placeholderCanvas") or {}
    surface = {side: one.get(side) or stand_in.get(side) or _SURFACE[side] for side in _SURFACE}
    return filled(
        {
            **_head(one, "sc:Canvas", urls, **surface),
            "images": _images(one, stand_in, urls),
            "otherContent": [reference(page, urls) for page in (*lists, *beside)],
        }
    )


def _images(one: Json, stand_in: Json, urls: Urls) -> list[Json]:
    """The pictures on *one*; for a recording, those of *stand_in*, or a sign that it is one.

    A reader of 2.1 shows pictures: without any, one waits for ever and another says that it lacks.
    """
    shown = [*_pictures(one)] or [each | {"target": one["id"]} for each in _pictures(stand_in)]
    if shown or not any(recordings(one)):
        return [annotation(each, urls) for each in shown]
    sign = {"@id": urls.static("recording.png"), "@type": "dctypes:Image", "format": "image/png"}
    painted = {"motivation": "sc:painting", "resource": sign | _SURFACE, "on": one["id"]}
    return [{"@type": "oa:Annotation", **painted}]


def _pictures(one: Json) -> Iterator[Json]:
    """The annotations that paint a picture on *one*."""
    for page in one.get("items", ()):
        yield from filter(is_picture, page.get("items", ()))


def _structures(whole: Json, urls: Urls) -> list[Json]:
    """Every range by itself, and one on top that leads to all of them (§5.6)."""
    tops = whole.get("structures", ())
    labels = {one["id"]: _labelled(one)["label"] for one in whole["items"]}
    flat = [_range(one, labels, urls) for top in tops for one in _nested(top)]
    # A reader shows what is beneath the top, and no pages of its own: a chapter is no top.
    if flat and (len(tops) > 1 or "canvases" in flat[0]):
        flat.insert(0, _root(whole, urls))
    return [one | {"viewingHint": "top"} if one is flat[0] else one for one in flat]


def _root(whole: Json, urls: Urls) -> Json:
    """A range above those of *whole*, called as the whole is."""
    return {
        "@id": urls.top_range(urls.in_version_2(whole["id"])),
        "@type": "sc:Range",
        **_labelled(whole),
        "ranges": [urls.in_version_2(one["id"]) for one in whole["structures"]],
    }


def _nested(one: Json) -> Iterator[Json]:
    """*one* and the ranges in it that are given in full, from the outside in."""
    yield one
    for item in one.get("items", ()):
        if item["type"] == "Range" and "items" in item:
            yield from _nested(item)


def _range(one: Json, labels: Json, urls: Urls) -> Json:
    """A range: its members by address, and in their order where both kinds are mixed (§5.6)."""
    members = [_member(item, labels, urls) for item in one.get("items", ())]
    by_type = {
        type_: list(dict.fromkeys(each["@id"] for each in members if each["@type"] == type_))
        for type_ in ("sc:Range", "sc:Canvas")
    }
    return filled(
        {
            **_head(one, "sc:Range", urls),
            "startCanvas": _start(one, urls),
            "ranges": by_type["sc:Range"],
            "canvases": by_type["sc:Canvas"],
            "members": members if all(by_type.values()) else None,
        }
    )


def _member(item: Json, labels: Json, urls: Urls) -> Json:
    """A range or a canvas, or a rectangle of one, in a range."""
    if item["type"] == "Range":
        return {
            "@id": urls.in_version_2(item["id"]),
            "@type": "sc:Range",
            **_labelled(item),
        }
    aimed, canvas = target(item, urls), address_of(item).partition("#")[0]
    return {
        "@id": aimed if isinstance(aimed, str) else canvas,
        "@type": "sc:Canvas",
        "label": labels.get(canvas, _last_segment(canvas)),
    }


def _collection(whole: Json, urls: Urls) -> Json:
    """A collection: those in it and the manifests, in two lists (§5.8)."""
    entries = [_entry(item, urls) for item in whole.get("items", ())]
    collections = [one for one in entries if one["@type"] == "sc:Collection"]
    manifests = [one for one in entries if one["@type"] == "sc:Manifest"]
    in_order = entries == [*collections, *manifests]
    made = filled(
        {
            **_head(whole, "sc:Collection", urls),
            "collections": collections,
            "manifests": manifests,
            "members": None if in_order else [_member_of(one) for one in entries],
        }
    )
    # One of the lists should be there, even where nothing is in it.
    return made if entries else made | {"manifests": []}


def _entry(item: Json, urls: Urls) -> Json:
    """A manifest or a collection as it stands in a collection, which may hold others in full."""
    if item["type"] == "Collection" and item.get("items"):
        return _collection(item, urls)
    return _head(item, f"sc:{item['type']}", urls)


def _member_of(entry: Json) -> Json:
    """An entry of ``members``: a collection must have a hint there (§5.8)."""
    usual = {"viewingHint": "individuals"} if entry["@type"] == "sc:Collection" else {}
    return usual | {name: entry[name] for name in _OF_MEMBERS if name in entry}


_OF_MEMBERS = ("@id", "@type", "label", "viewingHint")

_RESOURCES: dict[str, Callable[[Json, Urls], Json]] = {
    "Annotation": annotation,
    "AnnotationPage": annotation_list,
    "Canvas": _canvas,
    "Collection": _collection,
    "Manifest": _manifest,
}
