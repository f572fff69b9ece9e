"""Coordinates: the encodings of DCMI for a point and a box, read as degrees.

DCMI Point, <https://www.dublincore.org/specifications/dublin-core/dcmi-point/>, and DCMI Box,
<https://www.dublincore.org/specifications/dublin-core/dcmi-box/>: components such as
``north=55.75`` between semicolons (<https://www.dublincore.org/specifications/dublin-core/dcmi-dcsv/>).
"""

import re
from dataclasses import dataclass
from functools import lru_cache

_SEPARATOR = re.compile(r"(?<!\\);")
_ESCAPED = re.compile(r"\\([;=.])")
_DEGREES = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]+)?")

# Where the four sides stand: a point has no extent.
_SIDES = {
    "Point": ("east", "east", "north", "north"),
    "Box": ("westlimit", "eastlimit", "northlimit", "southlimit"),
}
# What names WGS 84 in degrees. Coordinates of anything else would have to be computed.
_UNITS = ("", "signed decimal degrees", "signed decimal", "decimal degrees")
_PROJECTIONS = ("", "wgs84", "wgs 84", "epsg:4326")


@dataclass(frozen=True, slots=True)
class Area:
    """A place on the earth, its sides in decimal degrees as they were written, save a ``+``."""

    west: str
    east: str
    north: str
    south: str
    name: str = ""

    @property
    def is_point(self) -> bool:
        """Whether the area has no extent."""
        return (self.west, self.north) == (self.east, self.south)


@lru_cache(maxsize=1024)
def read_area(text: str, scheme: str) -> Area | None:
    """Return the area that *text* gives in the encoding *scheme*, ``Point`` or ``Box``.

    None for other schemes, for numbers that are not degrees, and where a side is missing.
    """
    parts = _components(text)
    if scheme not in _SIDES or not _is_in_degrees(parts):
        return None
    sides = (parts.get(name, "").removeprefix("+") for name in _SIDES[scheme])
    west, east, north, south = sides
    area = Area(west, east, north, south, parts.get("name", ""))
    return area if _is_on_earth(area) else None


def name_of_area(text: str, scheme: str) -> str:
    """Return the name that *text* gives in the encoding *scheme*; empty where it gives none."""
    return _components(text).get("name", "") if scheme in _SIDES else ""


def _components(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in _SEPARATOR.split(text))
    return {name.strip().lower(): _ESCAPED.sub(r"\1", value).strip() for name, _, value in pairs}


def _is_in_degrees(parts: dict[str, str]) -> bool:
    units, projection = (parts.get(name, "").lower() for name in ("units", "projection"))
    return units in _UNITS and projection in _PROJECTIONS


def _is_on_earth(area: Area) -> bool:
    sides = ((area.west, 180), (area.east, 180), (area.north, 90), (area.south, 90))
    return all(_DEGREES.fullmatch(side) and abs(float(side)) <= limit for side, limit in sides)
