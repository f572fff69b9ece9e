"""Annotations: what they are about, and where they may stand (Presentation 3.0 §3.4, §5.6)."""

from collections.abc import Iterator
from typing import Any

from server.conformance.iiif.place import Place
from server.conformance.iiif.sheet import Sheet


def of(place: Place, name: str) -> Iterator[Place]:
    """Yield the embedded annotations of the pages in the property *name*."""
    for page in place.objects(name):
        yield from page.objects("items")


def motivations(annotation: Place) -> list[Any]:
    """Return the motivations of *annotation*."""
    given = annotation.value.get("motivation", [])
    return given if isinstance(given, list) else [given]


def targets(annotation: Place) -> Iterator[str]:
    """Yield the URIs that *annotation* is about, parts with their fragments."""
    given = annotation.value.get("target")
    for target in given if isinstance(given, list) else [given]:
        yield from _uris(target)


def _uris(target: Any) -> Iterator[str]:  # noqa: ANN401
    if isinstance(target, str):
        yield target
    elif isinstance(target, dict):
        inner = target.get("source", target.get("id"))
        yield from _uris(inner) if inner is not target else ()
        for item in target.get("items", ()) if isinstance(target.get("items"), list) else ():
            yield from _uris(item) if isinstance(item, str) else ()


def is_about(annotation: Place, uris: set[str]) -> bool:
    """Whether a target of *annotation* is one of *uris*, or a part of one."""
    return any(target.partition("#")[0] in uris or target in uris for target in targets(annotation))


def fragments(annotation: Place, uri: str) -> Iterator[str]:
    """Yield the fragments that say which part of *uri* an annotation is about."""
    for target in targets(annotation):
        whole, _, fragment = target.partition("#")
        if whole == uri and fragment:
            yield fragment
    for part in annotation.objects("target"):
        if any(one == uri for one in _uris(part.value)):
            for selector in part.objects("selector"):
                value = selector.value.get("value")
                if selector.text("type") == "FragmentSelector" and isinstance(value, str):
                    yield value


def targeted(annotation: Place, sheet: Sheet) -> None:
    """Hold an Annotation to a target that can be told."""
    if "target" in annotation.value and not any(targets(annotation)):
        accepted = "the URI of a resource, or an object with an id or a source"
        sheet.refuse("p3-target", annotation.member("target"), accepted)


def annotated(place: Place, sheet: Sheet) -> None:
    """Hold annotations beside a resource to being about it, and to painting nothing (§3.4)."""
    about: set[str] | None = None
    for annotation in of(place, "annotations"):
        if "painting" in motivations(annotation):
            accepted = "any other motivation in annotations; painting in items of a Canvas"
            sheet.refuse("p3-annotations-painting", annotation.member("motivation"), accepted)
        about = _names(place) if about is None else about
        if isinstance(place.text("id"), str) and not is_about(annotation, about):
            accepted = f"{place.value.get('id')!r}, or a part of it"
            sheet.refuse("p3-annotations-target", annotation.member("target"), accepted)


def _names(place: Place) -> set[str]:
    """Return the ids of a resource and of what it holds; a page of text may be about a page."""
    found: set[str] = set()
    waiting = [place.value]
    while waiting:
        one = waiting.pop()
        if isinstance(one.get("id"), str):
            found.add(one["id"])
        for name in ("items", "structures", "service"):
            held = one.get(name)
            if isinstance(held, list):
                waiting += [item for item in held if isinstance(item, dict)]
    return found
