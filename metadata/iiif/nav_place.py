"""Places on a map: the navPlace extension, whose points are GeoJSON, as DCMI Point.

<https://iiif.io/api/extension/navplace/>, RFC 7946 §3.1.2: longitude, then latitude, in degrees of
WGS 84. <https://www.dublincore.org/specifications/dublin-core/dcmi-point/>
"""

import re
from collections.abc import Iterator

from metadata.iiif.resources import Given, Words, listed, objects, plain, said
from schemas.native import Json

SCHEME = "dcterms:Point"

_DEGREES = re.compile(r"-?\d{1,3}(?:\.\d+)?")
_SPECIAL = re.compile(r"([;=])")
_MOST = {"east": 180, "north": 90}


def features(nav_place: Given) -> list[Json]:
    """Return what *nav_place* shows on a map: each feature of its collection, or itself."""
    one = nav_place if isinstance(nav_place, dict) else {}
    return objects(one.get("features")) or ([one] if "geometry" in one else [])


def points(feature: Json) -> Iterator[Words]:
    """Yield *feature* as a DCMI Point with its name, in the language of that, if it is a point."""
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return
    position = [str(one).removesuffix(".0") for one in listed(geometry.get("coordinates"))]
    degrees = dict(zip(_MOST, position, strict=False))
    if len(degrees) < len(_MOST) or not all(map(_is_on_earth, degrees.items())):
        return
    properties = feature.get("properties")
    label = properties.get("label") if isinstance(properties, dict) else None
    named = [(plain(text), lang) for text, lang in said(label)] or [("", None)]
    for text, lang in named:
        name = [f"name={_SPECIAL.sub(_ESCAPED, text)}"] if text else []
        yield Words("; ".join([*name, *(f"{side}={one}" for side, one in degrees.items())]), lang)


_ESCAPED = r"\\\1"


def _is_on_earth(place: tuple[str, str]) -> bool:
    side, degrees = place
    return _DEGREES.fullmatch(degrees) is not None and abs(float(degrees)) <= _MOST[side]
