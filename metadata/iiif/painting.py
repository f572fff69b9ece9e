"""What is painted on a canvas, and the image service that gives it: Presentation 3.0 §5.3, §5.6.

<https://iiif.io/api/presentation/3.0/#53-canvas>,
<https://iiif.io/api/presentation/2.1/#image-resources>. Section numbers are those of 3.0.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from metadata.iiif.names import web_address
from metadata.iiif.resources import Given, address, kind, listed, number, objects, resources_in
from schemas.media_types import media_type_of, read_media_type
from schemas.native import Json

# A choice has the one to begin with in front, in 2.1 under a name of its own.
_CHOICES = ("default", "items", "item")
_PARTS = ("source", "full")

_KINDS = {
    "Image": "image",
    "Sound": "audio",
    "Audio": "audio",
    "Video": "video",
    "MovingImage": "video",
}

_BY_CONTEXT = re.compile(r"iiif\.io/api/image/([1-9])|image-api/([1-9])[./]|ImageService([1-9])")
_PROFILES = re.compile(r"level[0-2]|.*(?:iiif\.io/api/image/|image-api/).*")
_RECTANGLE = re.compile(r"xywh=(?:pixel:)?([0-9.]+),([0-9.]+),([0-9.]+),([0-9.]+)")


class Painted(NamedTuple):
    """One picture or recording on a canvas.

    *body* is the resource, *medium* ``image``, ``audio`` or ``video``, "" for anything else;
    *others* counts what a reader could choose in its place, *area* is that of the rectangle which
    it fills, infinite for the whole canvas, and *is_part* says that only a part of it is shown.
    """

    body: Json
    medium: str
    others: int
    area: float
    is_part: bool


class ImageService(NamedTuple):
    """A IIIF image service: its base URI, and the version of the Image API, 0 where unsaid."""

    id: str
    version: int


def painted(canvas: Json) -> list[Painted]:
    """Return what is painted on *canvas*, in the order of its annotations."""
    pages = resources_in([canvas], "items")
    # What stands among the images of 2.1 is painted, whatever its motivation is left at.
    annotations = [
        *filter(_is_painting, resources_in(pages, "items")),
        *objects(canvas.get("images")),
    ]
    return [one for annotation in annotations for one in _painted(annotation)]


def service_of(body: Json) -> ImageService | None:
    """Return the image service that gives *body*, of several the newest; None if there is none."""
    found = [one for given in listed(body.get("service")) if (one := _service(given))]
    return max(found, key=lambda one: one.version, default=None)


def medium_of(body: Json) -> str:
    """Return what kind of thing *body* is, by its type, its format, its name or its service."""
    named = _KINDS.get(kind(body), "")
    written = body.get("format")
    declared = read_media_type(written) if isinstance(written, str) else None
    top_level = (declared or media_type_of(address(body)) or "").partition("/")[0]
    if not named and top_level in _KINDS.values():
        return top_level
    return named or ("image" if service_of(body) else "")


def _is_painting(annotation: Json) -> bool:
    motivations = [one for one in listed(annotation.get("motivation")) if isinstance(one, str)]
    return not any(motivations) or any(one.endswith("painting") for one in motivations)


def _painted(annotation: Json) -> Iterator[Painted]:
    bodies = listed(annotation.get("body", annotation.get("resource")))
    area = _area(annotation.get("target", annotation.get("on")))
    for body in bodies:
        chosen, others, is_part = _chosen(body)
        yield Painted(chosen, medium_of(chosen), others, area, is_part)


def _chosen(body: Given) -> tuple[Json, int, bool]:
    """Return the resource that *body* shows first, how many others, and if only a part of it."""
    others, is_part = 0, False
    for _ in range(5):  # a part of one of a choice, and the other way around
        if not isinstance(body, dict):
            break
        choices = [one for name in _CHOICES for one in listed(body.get(name))]
        whole = next((body[name] for name in _PARTS if name in body), None)
        if choices:
            body, others = choices[0], others + len(choices) - 1
        elif whole is not None:
            body, is_part = whole, is_part or _selects(body)
        else:
            break
    return (body if isinstance(body, dict) else {"id": address(body)}), others, is_part


def _selects(body: Json) -> bool:
    """Whether *body* is a region of its source, and not the whole turned or in another size."""
    selectors = objects(body.get("selector"))
    return any(one.get("region", "full") != "full" or "value" in one for one in selectors)


def _area(target: Given) -> float:
    """Return how much of its canvas *target* is, in units of that; infinite where it is whole."""
    for one in listed(target):
        selectors = objects(one.get("selector")) if isinstance(one, dict) else []
        written = [address(one), *(str(each.get("value", "")) for each in selectors)]
        found = next((match for text in written if (match := _RECTANGLE.search(text))), None)
        if found is not None:
            return (number(found[3]) or 0) * (number(found[4]) or 0)
    return float("inf")


def _service(given: Given) -> ImageService | None:
    if isinstance(given, str):
        return ImageService(web_address(given), 0) if web_address(given) else None
    if not isinstance(given, dict):
        return None
    texts = [kind(given), *_strings(given.get("@context")), *_strings(given.get("profile"))]
    versions = (_BY_CONTEXT.search(text) for text in texts)
    found = next((match for match in versions if match is not None), None)
    is_one = found is not None or any(_PROFILES.fullmatch(text) for text in texts)
    base = web_address(address(given).removesuffix("/info.json").rstrip("/"))
    if not (is_one and base):
        return None
    return ImageService(base, int(next(filter(None, found.groups()))) if found else 0)


def _strings(value: Given) -> list[str]:
    return [one for one in listed(value) if isinstance(one, str)]
