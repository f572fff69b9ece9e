"""Manifests and Collections as wholes: their ids, their ranges, what they embed (§5.1 to §5.4)."""

from collections import defaultdict
from collections.abc import Iterator

from server.conformance.iiif.place import Place
from server.conformance.iiif.sheet import Sheet

_DEEPEST = 60


def collection(place: Place, sheet: Sheet) -> None:
    """Hold services to the top of the document: a Collection within another has none (§3.3.1)."""
    if "services" in place.value and place.above is not None:
        sheet.add(
            "p3-services-top", place.member("services"), "only the topmost Collection has it."
        )


def not_embedded(place: Place, sheet: Sheet) -> None:
    """Hold what a Collection lists to a reference (§5.1)."""
    if place.text("type") == "Manifest" and "items" in place.value:
        message = "a Manifest is embedded; accepted: a reference with id, type and label."
        sheet.add("p3-manifest-embedded", place.member("items"), message)


def part_of_a_canvas(place: Place, sheet: Sheet) -> None:
    """Hold a SpecificResource in a Range, or as start, to a source that is a Canvas (§3.4)."""
    source = place.member("source")
    if isinstance(source.value, dict) and source.text("type") != "Canvas":
        sheet.refuse("p3-part", source, "a Canvas")
    elif "source" in place.value and not isinstance(source.value, str | dict):
        sheet.refuse("p3-part", source, "the URI of a Canvas, or a Canvas")


def identifiers(place: Place, sheet: Sheet) -> None:
    """Hold the resources of a Manifest to ids of their own (§3.2)."""
    places: dict[str, list[Place]] = defaultdict(list)
    for one in _embedded(place):
        uri = one.text("id")
        if isinstance(uri, str):
            places[uri].append(one)
    for same in places.values():
        for one in same[1:]:
            sheet.add("p3-unique", one.member("id"), f"{same[0].path} has the same id.")


def _embedded(place: Place) -> Iterator[Place]:
    """Yield the canvases, and the pages and annotations that are not only pointed to.

    A Range may stand in two hierarchies.
    """
    yield place
    for canvas in place.objects("items"):
        yield canvas
        for name in ("items", "annotations"):
            for page in canvas.objects(name):
                if "items" in page.value:
                    yield page
                    yield from page.objects("items")


def _all_ranges(place: Place) -> Iterator[Place]:
    waiting = [(one, 0) for one in place.objects("structures")]
    while waiting:
        one, depth = waiting.pop()
        if one.text("type") == "Range" and depth < _DEEPEST:
            yield one
            waiting += [(item, depth + 1) for item in one.objects("items")]


def ranges(place: Place, sheet: Sheet) -> None:
    """Hold what ranges and start point to, to the canvases of the Manifest (§5.4, §3.3.2)."""
    canvases = {_bare(canvas.text("id")) for canvas in place.objects("items")}
    if not canvases:
        return
    known = {one.text("id") for one in _all_ranges(place) if "items" in one.value}
    for one in _all_ranges(place):
        for item in one.objects("items"):
            uri = _canvas_of(item)
            if uri is not None and uri not in canvases:
                sheet.add("p3-range-canvas", item, f"the Manifest has no Canvas {uri!r}.")
        _start(one, canvases, sheet)
        _reference(one, known, sheet)
    _start(place, canvases, sheet)


def _canvas_of(place: Place) -> str | None:
    """Return the id of the Canvas that *place* is, or is a part of; None where it is neither."""
    if place.text("type") not in ("Canvas", "SpecificResource"):
        return None
    uri = place.value.get("source" if place.text("type") == "SpecificResource" else "id")
    if isinstance(uri, dict):
        uri = uri.get("id") if uri.get("type") == "Canvas" else None
    return _bare(uri)


def _bare(uri: object) -> str | None:
    return uri.partition("#")[0] if isinstance(uri, str) else None


def _start(place: Place, canvases: set[str | None], sheet: Sheet) -> None:
    for start in place.objects("start"):
        uri = _canvas_of(start)
        if uri is not None and uri not in canvases:
            sheet.add("p3-start-canvas", start, f"the Manifest has no Canvas {uri!r}.")


def _reference(place: Place, known: set[str | None], sheet: Sheet) -> None:
    """Hold a Range without items to one that can be fetched, or that stands elsewhere (§5.4)."""
    uri = place.text("id")
    if "items" in place.value or uri in known or str(uri).startswith("http"):
        return
    sheet.miss("p3-items", place.member("items"), "items, or an id under which they are fetched")


def nested(place: Place, sheet: Sheet) -> None:
    """Hold ranges to the places that their behavior allows (§3.2, §5.4)."""
    given = place.value.get("behavior")
    behaviors = given if isinstance(given, list) else []
    above = place.above.above if place.above is not None else None
    if "sequence" in behaviors and above is not None and above.text("type") == "Range":
        message = "a Range with it stands in structures of the Manifest, never in another Range."
        sheet.add("p3-sequence-top", place.member("behavior"), message)
    if "thumbnail-nav" in behaviors:
        for child in place.objects("items"):
            if _lacks_thumbnail(child):
                message = "it is missing in a Range beneath thumbnail-nav."
                sheet.add("p3-thumbnail-nav", child.member("thumbnail"), message)


def _lacks_thumbnail(child: Place) -> bool:
    """Whether *child* is a Range to be shown, and has nothing to show."""
    given = child.value.get("behavior")
    hidden = isinstance(given, list) and "no-nav" in given
    return child.text("type") == "Range" and not hidden and not child.value.get("thumbnail")
