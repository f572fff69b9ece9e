"""What a IIIF image service elsewhere says of itself: its info.json, read.

Image API 3.0 §5 <https://iiif.io/api/image/3.0/#5-image-information>, 2.1.1 §5 and 1.1 §5.
"""

import re
from typing import Any

from schemas.record import Service
from server.iiif.image_request import VERSION_2, VERSION_3

_LARGEST = 2**31 - 1  # pixels of a side
_MOST_SIZES = 50
_VERSIONS = {
    VERSION_3.context: 3,
    VERSION_2.context: 2,
    "http://library.stanford.edu/iiif/image-api/1.1/context.json": 1,
    "http://iiif.io/api/image/1/context.json": 1,  # Gallica's name for it
}
_TYPES = {"ImageService3": 3, "ImageService2": 2, "ImageService1": 1}
_LEVEL = re.compile(r"(?:.*[/#])?(level[0-2])(?:\.json)?")


class NoInformation(ValueError):
    """A document that is no info.json of Image API 1.1, 2 or 3; the message says what it lacks."""


def read_information(address: str, document: object) -> Service:
    """Return the service at *address*, of which *document* is the info.json.

    Raises:
        NoInformation: it is none, or lacks what a manifest needs.
    """
    if not isinstance(document, dict):
        raise NoInformation("it is no JSON object")
    width, height = (_side(document, name) for name in ("width", "height"))
    return Service(
        id=address,
        version=_version(document),
        profile=_level(document.get("profile")),
        width=width,
        height=height,
        sizes=_sizes(document.get("sizes")),
    )


def named(document: object) -> str | None:
    """Return the base URI that *document* gives for its service, or None."""
    given = document.get("id", document.get("@id")) if isinstance(document, dict) else None
    return given if isinstance(given, str) else None


def _version(document: dict[str, Any]) -> int:
    contexts = document.get("@context")
    listed = contexts if isinstance(contexts, list) else [contexts]
    found = [_VERSIONS[one] for one in listed if isinstance(one, str) and one in _VERSIONS]
    kind = document.get("type", document.get("@type"))
    version = found[0] if found else _TYPES.get(kind if isinstance(kind, str) else "")
    if version is None:
        raise NoInformation("it is not of version 1.1, 2 or 3 of the Image API")
    return version


def _side(document: dict[str, Any], name: str) -> int:
    side = document.get(name)
    if type(side) is not int or not 0 < side <= _LARGEST:
        raise NoInformation(f"it gives no {name} in pixels")
    return side


def _level(profile: object) -> str:
    """Return the level of compliance, which 2.1 gives as a URI, or as the first of a list."""
    first = profile[0] if isinstance(profile, list) and profile else profile
    found = _LEVEL.fullmatch(first) if isinstance(first, str) else None
    return found[1] if found else "level0"


def _sizes(given: object) -> tuple[tuple[int, int], ...]:
    """Return the sizes that can be asked for, the smallest first; what is none is passed over."""
    listed = given[:_MOST_SIZES] if isinstance(given, list) else []
    pairs = [(one.get("width"), one.get("height")) for one in listed if isinstance(one, dict)]
    sound = {(w, h) for w, h in pairs if type(w) is int and type(h) is int and min(w, h) > 0}
    return tuple(sorted(sound, key=lambda pair: pair[0] * pair[1]))
