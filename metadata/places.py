"""Places on a map: what a spatial value says in DCMI Point or DCMI Box, for the crosswalks.

Both are strings of named components, ``name=Bandung; east=107.61; north=-6.91``
(<https://www.dublincore.org/specifications/dublin-core/dcmi-dcsv/>), in degrees of WGS 84 unless
they say otherwise (<https://www.dublincore.org/specifications/dublin-core/dcmi-point/>,
<https://www.dublincore.org/specifications/dublin-core/dcmi-box/>).
"""

import re
from collections.abc import Mapping

from metadata.crosswalk import Fields, Form
from metadata.prose import plain_text
from schemas.record import Value

_LATITUDES = ("north", "northlimit", "southlimit")
_POINT = ("east", "north")
_BOX = ("westlimit", "eastlimit", "southlimit", "northlimit")

_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_SEPARATOR = re.compile(r"(?<!\\);")
_ESCAPED = re.compile(r"\\([;=.])")

# What names WGS 84 in degrees. Coordinates of anything else would have to be computed.
_UNITS = frozenset({"", "signed decimal", "signed decimal degrees", "decimal degrees"})
_PROJECTIONS = frozenset({"", "wgs84", "wgs 84", "epsg:4326"})


def _point(value: Value) -> Fields | None:
    return _measured(value, "Point", _POINT)


def _box(value: Value) -> Fields | None:
    return _measured(value, "Box", _BOX)


def _named(form: Form) -> Form:
    """Return *form* for places that have a name as well."""

    def spell(value: Value) -> Fields | None:
        fields = form.spell(value)
        return fields if fields and fields["value"] else None

    return Form(f"{form.name}, with a name", spell)


def _place_name(value: Value) -> Fields | None:
    if _scheme(value) not in ("Point", "Box"):
        return None
    name = _components(value).get("name")
    return {"value": name, "lang": value.lang or ""} if name else None


def _measured(value: Value, scheme: str, limits: tuple[str, ...]) -> Fields | None:
    """Return the *limits* and the name of a place in *scheme*; None unless all are in degrees."""
    if _scheme(value) != scheme:
        return None
    said = _components(value)
    degrees = {limit: _degrees(limit, said.get(limit, "")) for limit in limits}
    measured = {limit: number for limit, number in degrees.items() if number is not None}
    if len(measured) != len(limits) or not _is_in_degrees(said):
        return None
    return {**measured, "value": said.get("name", ""), "lang": value.lang or ""}


def _scheme(value: Value) -> str:
    return (value.scheme or "").rpartition(":")[2]


def _components(value: Value) -> Mapping[str, str]:
    named = (part.partition("=") for part in _SEPARATOR.split(plain_text(value.text)))
    return {
        name.strip().lower(): _ESCAPED.sub(r"\1", content).strip() for name, _, content in named
    }


def _is_in_degrees(said: Mapping[str, str]) -> bool:
    units, projection = (said.get(name, "").lower() for name in ("units", "projection"))
    return units in _UNITS and projection in _PROJECTIONS


def _degrees(limit: str, text: str) -> str | None:
    """Return *text* as the number it is, None where there is no such latitude or longitude."""
    furthest = 90 if limit in _LATITUDES else 180
    is_one = _NUMBER.fullmatch(text) and abs(float(text)) <= furthest
    return text.removeprefix("+") if is_one else None


POINT = Form("DCMI Point in degrees", _point)
BOX = Form("DCMI Box in degrees", _box)
NAMED_POINT = _named(POINT)
NAMED_BOX = _named(BOX)
PLACE_NAME = Form("name in a DCMI Point or Box", _place_name)
