"""Places on a map: what a spatial value says in DCMI Point or DCMI Box, for the crosswalks."""

from metadata.forms import (
    Fields,
    Form,
)
from metadata.prose import plain_text
from schemas.coordinates import name_of_area, read_area
from schemas.record import Value


def _place(value: Value, scheme: str) -> Fields | None:
    """Return the sides and the name of a place in *scheme*; None unless it is in degrees."""
    area = read_area(plain_text(value.text), scheme) if _scheme(value) == scheme else None
    if area is None:
        return None
    sides = {
        "westlimit": area.west,
        "eastlimit": area.east,
        "northlimit": area.north,
        "southlimit": area.south,
    }
    point = {"east": area.east, "north": area.north}
    return {**sides, **point, "value": area.name, "lang": value.lang or ""}


def _point(value: Value) -> Fields | None:
    return _place(value, "Point")


def _box(value: Value) -> Fields | None:
    return _place(value, "Box")


def _named(form: Form) -> Form:
    """Return *form* for places that have a name as well."""

    def spell(value: Value) -> Fields | None:
        fields = form.spell(value)
        return fields if fields and fields["value"] else None

    return Form(f"{form.name}, with a name", spell)


def _place_name(value: Value) -> Fields | None:
    name = name_of_area(plain_text(value.text), _scheme(value))
    return {"value": name, "lang": value.lang or ""} if name else None


def _scheme(value: Value) -> str:
    return (value.scheme or "").rpartition(":")[2]


POINT = Form("DCMI Point in degrees", _point)
BOX = Form("DCMI Box in degrees", _box)
NAMED_POINT = _named(POINT)
NAMED_BOX = _named(BOX)
PLACE_NAME = Form("name in a DCMI Point or Box", _place_name)
