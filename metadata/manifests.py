"""Manifests and collections of IIIF Presentation 2 and 3, read: parsed JSON to native JSON.

<https://iiif.io/api/presentation/3.0/>, <https://iiif.io/api/presentation/2.1/>. Both versions are
read by the same functions, since documents mix them. A manifest is a record whose pictures stay
with their image services, a collection a described collection and the addresses of its members.
``docs/decisions/0025-a-manifest-is-read-as-what-it-shows.md`` says what becomes of what.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from metadata.iiif import names
from metadata.iiif.describing import Description, titles
from metadata.iiif.pages import Pages, texts_of
from metadata.iiif.ranges import Ranges
from metadata.iiif.resources import (
    address,
    counted,
    first_text,
    kind,
    listed,
    objects,
    plain,
    resources_in,
)
from metadata.parts import unique
from metadata.said import Read, Remark
from schemas.check import key_of
from schemas.media_types import read_media_type
from schemas.native import Json, add_text
from schemas.viewing import BEHAVIORS, contradiction, direction, direction_fault

record_id = names.record_id
set_spec = names.set_spec

_MANIFEST, _COLLECTION = "Manifest", "Collection"

# Of which a manifest or collection is made: what has a place of its own, or none is needed.
_KNOWN = frozenset(
    {"@context", "id", "@id", "type", "@type", "label", "metadata", "summary", "description"}
    | {"requiredStatement", "attribution", "rights", "license", "navDate", "provider"}
    | {"homepage", "related", "partOf", "within", "rendering", "seeAlso", "behavior"}
    | {"viewingHint", "viewingDirection", "start", "startCanvas", "items", "sequences"}
    | {"structures", "annotations", "collections", "manifests", "members", "first", "last"}
    | {"next", "prev", "total", "startIndex"}
    # Pictures and services here are of our own making; dates of the document are not of the thing.
    | {"thumbnail", "logo", "service", "services", "placeholderCanvas", "accompanyingCanvas"}
    | {"created", "modified"}
    # Extensions that are read.
    | {"navPlace"}
)

# Of what a manifest may have, a collection here has no place for.
_NOT_OF_COLLECTIONS = frozenset(
    {"rendering", "behavior", "viewingHint", "viewingDirection", "annotations"}
)

_SEE_ALSO = "descriptions for machines: not kept, but the manifest, which source names, has them"
_UNKNOWN = "not of Presentation 2 or 3, so it is left out"
_NO_PLACE = "a collection has no place for it here, so it is left out"
_FURTHER = "only the first sequence is embedded and read"


@dataclass(frozen=True, slots=True)
class Member:
    """A manifest or collection in a collection; *document* is given where it stands there whole."""

    address: str
    label: str
    is_collection: bool
    document: Json | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A collection, or a page of one: its description, its members, and where it goes on.

    *read* is native JSON of the collection. *next* is the address of the page with more members,
    "" at the end.
    """

    address: str
    read: Read
    members: tuple[Member, ...]
    next: str = ""


def is_manifest(document: object) -> bool:
    """Return whether *document* is a manifest, by its type."""
    return kind(document) == _MANIFEST


def is_collection(document: object) -> bool:
    """Return whether *document* is a collection, by its type."""
    return kind(document) == _COLLECTION


def read_manifest(
    manifest: Json, origin: str = "", mapped: Mapping[str, str] | None = None
) -> Read:
    """Return *manifest* as a record in native JSON, with what there is to remark.

    *origin* is the address that it was asked for at, where that is known better than it says
    itself: the id of the record is made of it. *mapped* are terms by label, as ``--map`` has them.
    """
    place = origin or address(manifest)
    mapped = mapped or {}
    sequences = objects(manifest.get("sequences"))
    whole = _upon({**manifest, "items": manifest.get("items")}, sequences[:1])
    pages, remarks = Pages(mapped), [*_unread(manifest)]
    pages.read(objects(whole.get("items")) or [*resources_in(sequences[:1], "canvases")])
    ranges = Ranges(pages.keys)
    described = _described(manifest, place, mapped)
    native: Json = {"id": names.record_id(place)} if place else {}
    native |= {"metadata": described.said.metadata, **_viewing(whole, pages, remarks)}
    native |= {"pages": pages.pages, "ranges": ranges.read(manifest)}
    native |= {"files": _files(manifest, pages.files), "text": _texts(manifest)}
    if len(sequences) > 1:
        remarks.append(("sequences", f"{len(sequences)}", _FURTHER))
    told = (*described.remarks, *remarks, *pages.remarks, *ranges.remarks)
    return Read(1, {name: value for name, value in native.items() if value}, told)


def read_collection(
    collection: Json, origin: str = "", mapped: Mapping[str, str] | None = None
) -> Listing:
    """Return *collection*, or a page of one, in native JSON with its members.

    *origin* and *mapped* are as for a manifest.
    """
    place = origin or address(collection)
    described = _described(collection, place, mapped or {})
    named = {"collection": names.set_spec(place)} if place else {}
    native: Json = {**named, "metadata": described.said.metadata}
    members = tuple(_members(collection))
    after = address(collection.get("next")) or ("" if members else address(collection.get("first")))
    unplaced = [(one, "", _NO_PLACE) for one in collection if one in _NOT_OF_COLLECTIONS]
    told = (*described.remarks, *unplaced, *_unread(collection))
    return Listing(place, Read(1, native, told), members, after)


def _described(resource: Json, place: str, mapped: Mapping[str, str]) -> Description:
    description = Description(mapped)
    description.add_pairs(resource)
    metadata = description.said.metadata
    named = titles(resource, metadata.pop("title", []))
    description.add("title", named)
    if named:
        description.said.metadata = {"title": metadata.pop("title"), **metadata}
    description.add_summary(resource)
    description.add_rights(resource)
    description.add_date(resource)
    description.add_places(resource)
    description.add_origin(resource, place)
    return description


def _upon(manifest: Json, sequences: list[Json]) -> Json:
    """Return *manifest* with what its sequence, in 2.1, says in its place."""
    return {**manifest, **{k: v for one in sequences for k, v in one.items() if k in _OF_SEQUENCE}}


_OF_SEQUENCE = frozenset({"viewingDirection", "viewingHint", "startCanvas"})


def _viewing(whole: Json, pages: Pages, remarks: list[Remark]) -> Json:
    """Return how *whole* asks to be shown, as far as a record can."""
    start = _start(whole, pages.keys)
    return {
        "viewing_direction": _direction(whole, remarks),
        "behavior": _behaviors(whole, remarks),
        "start": start if start != (pages.pages[0]["key"] if pages.pages else "") else "",
    }


def _direction(whole: Json, remarks: list[Remark]) -> str:
    given = whole.get("viewingDirection")
    if not isinstance(given, str) or not given.strip():
        return ""
    fault = direction_fault(given)
    if fault is not None:
        remarks.append(("viewingDirection", given, f"left out: {fault}"))
        return ""
    return direction(given)


def _behaviors(whole: Json, remarks: list[Remark]) -> list[str]:
    given = [*listed(whole.get("behavior")), *listed(whole.get("viewingHint"))]
    behaviors: list[str] = []
    for one in dict.fromkeys(each for each in given if isinstance(each, str)):
        conflict = contradiction([*behaviors, one])
        if one in BEHAVIORS and conflict is None:
            behaviors.append(one)
        else:
            remarks.append(("behavior", one, f"left out: {conflict or 'not of a manifest'}"))
    return behaviors


def _start(whole: Json, keys: Mapping[str, str]) -> str:
    start = whole.get("start") or whole.get("startCanvas")
    place = address(start.get("source", start) if isinstance(start, dict) else start)
    return keys.get(place, keys.get(place.partition("#")[0], ""))


def _files(manifest: Json, shown: list[Json]) -> list[Json]:
    """Return what pages are made of, and what can be had in place of *manifest*, as files."""
    linked = (*listed(manifest.get("rendering")), *resources_in(_sequence(manifest), "rendering"))
    found: dict[str, Json] = {}
    for file in (*shown, *(_rendering(one) for one in linked)):
        if file.get("file"):
            found.setdefault(file["file"], file)
    taken: set[str] = set()
    for file in found.values():
        file["key"] = unique(key_of(file["file"]), taken)
        taken.add(file["key"])
    return list(found.values())


def _sequence(manifest: Json) -> list[Json]:
    return objects(manifest.get("sequences"))[:1]


def _rendering(linked: object) -> Json:
    resource = linked if isinstance(linked, dict) else {"id": linked}
    written = resource.get("format")
    return {
        "file": names.web_address(address(resource)),
        "label": plain(first_text(resource.get("label"))) or None,
        "media_type": read_media_type(written) if isinstance(written, str) else None,
    }


def _texts(manifest: Json) -> dict[str, str]:
    """Return the texts of the whole that *manifest* holds."""
    texts: dict[str, str] = {}
    for annotation in resources_in(objects(manifest.get("annotations")), "items"):
        for text, lang in texts_of(annotation):
            add_text(texts, lang or "und", text)
    return texts


def _unread(resource: Json) -> Iterator[Remark]:
    """Yield what of *resource* has no place here."""
    for name in resource:
        if name not in _KNOWN:
            yield (name, "", _UNKNOWN)
    linked = [address(one) for one in listed(resource.get("seeAlso")) if address(one)]
    if linked:
        yield ("seeAlso", counted(len(linked), linked[0]), _SEE_ALSO)


def _members(collection: Json) -> Iterator[Member]:
    """Yield what is in *collection*, each once: of the lists of 2.1, one may repeat the others."""
    met: set[str] = set()
    for name, usual in _LISTS.items():
        for one in listed(collection.get(name)):
            place, named = address(one), kind(one) or usual
            document = one if isinstance(one, dict) and _is_whole(one) else None
            if named in (_MANIFEST, _COLLECTION) and place not in met and (place or document):
                met.add(place)
                label = plain(first_text(one.get("label"))) if isinstance(one, dict) else ""
                yield Member(place, label, named == _COLLECTION, document)


_LISTS = {"items": "", "members": "", "collections": _COLLECTION, "manifests": _MANIFEST}


def _is_whole(resource: Json) -> bool:
    """Whether a member stands in its collection whole, and need not be asked for."""
    return any(resource.get(name) for name in (*_LISTS, "sequences"))
