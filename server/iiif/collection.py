"""A set of records as a Collection, or a division of one: IIIF Presentation API 3.0 §5.1.

<https://iiif.io/api/presentation/3.0/#51-collection>. Section numbers are those of the
specification.
"""

import json
from dataclasses import dataclass

from schemas.grammar import ROOT_COLLECTION, ancestors
from schemas.native import Json
from schemas.record import Collection
from server.iiif import divisions
from server.iiif.presentation import CONTEXT, write
from server.iiif.properties import Provider, description, filled, label, web_page
from server.iiif.services import services_of_set
from server.store.contents import Contents, Entry
from server.store.divisions import WHOLE, Division
from server.urls import Urls

# What a division says of itself besides its name: what is said of the whole is said there.
_OF_DIVISIONS = ("requiredStatement", "rights", "provider")


@dataclass(frozen=True, slots=True)
class Shown:
    """What is to be shown: a collection, or a division of it, and the collection above it.

    Where something in it *has_texts*, the whole can be searched.
    """

    collection: Collection
    above: Collection | None = None
    division: Division = WHOLE
    has_texts: bool = False


def above(set_spec: str) -> str | None:
    """Return the set right above *set_spec*; None above the root."""
    if set_spec == ROOT_COLLECTION:
        return None
    return (ROOT_COLLECTION, *ancestors(set_spec))[-2]


def collection(shown: Shown, contents: Contents, urls: Urls, provider: Provider) -> bytes:
    """Return what is *shown* as the JSON of a Collection (§5.1): first what is within, then items.

    Items are stored entries, :func:`~server.iiif.presentation.collection_item` after ``write``.
    Only those whose thumbnail stands for others are parsed: one for each collection within.
    """
    described, division = shown.collection, shown.division
    titled = _title(described)
    said = description(described.metadata, provider)
    head = filled(
        {
            "@context": CONTEXT,
            "id": _address(described, division, urls),
            "type": "Collection",
            "label": titled if division.is_whole else divisions.label(division),
            **(said if division.is_whole else {name: said[name] for name in _OF_DIVISIONS}),
            "thumbnail": _thumbnail(contents.first),
            "homepage": [web_page(_page(described.set_spec, urls), titled)],
            "service": _services(shown, urls),
            "partOf": _part_of(shown, urls),
        }
    )
    within = [write(_entry(one, described, urls)) for one in contents.within]
    return write(head)[:-1] + b',"items":[' + b",".join([*within, *contents.items]) + b"]}"


def _services(shown: Shown, urls: Urls) -> list[Json]:
    is_searched = shown.has_texts and shown.division.is_whole
    return services_of_set(shown.collection.set_spec, urls) if is_searched else []


def _part_of(shown: Shown, urls: Urls) -> list[Json]:
    """The division above, or the whole, or the collection above that, labelled (§3.3.2)."""
    if not shown.division.is_whole:
        return [_reference(shown.collection, shown.division.parent, urls)]
    return [_reference(shown.above, WHOLE, urls)] if shown.above else []


def _entry(entry: Entry, described: Collection, urls: Urls) -> Json:
    """A collection or division as another lists it; it should have a thumbnail (§5.1)."""
    if isinstance(entry.one, Division):
        named = _reference(described, entry.one, urls)
    else:
        named = _reference(entry.one, WHOLE, urls)
    return filled({**named, "thumbnail": _thumbnail(entry.first)})


def _reference(described: Collection, division: Division, urls: Urls) -> Json:
    return {
        "id": _address(described, division, urls),
        "type": "Collection",
        "label": _title(described) if division.is_whole else divisions.label(division),
    }


def _address(described: Collection, division: Division, urls: Urls) -> str:
    return urls.collection(described.set_spec, divisions.name_of(division))


def _title(described: Collection) -> Json:
    return label(described.metadata.get("title", ()), described.set_spec)


def _thumbnail(item: bytes | None) -> list[Json] | None:
    found: list[Json] | None = json.loads(item).get("thumbnail") if item else None
    return found


def _page(set_spec: str, urls: Urls) -> str:
    return urls.home() if set_spec == ROOT_COLLECTION else urls.collection_page(set_spec)
