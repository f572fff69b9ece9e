"""What the standards of the Library of Congress ask of a value, MODS and MARC 21 alike.

The two share their code lists: of sources (<https://www.loc.gov/standards/sourcelist/>), of
languages, of relators; and what MODS calls a type of resource is what MARC 21 has in Leader/06.
"""

import re
from collections.abc import Callable

from metadata.addressed import addressed
from metadata.forms import (
    WRITTEN,
    Fields,
    Form,
    Spoken,
)
from metadata.prose import plain_text
from schemas.coordinates import Area, name_of_area, read_area
from schemas.edtf import w3cdtf
from schemas.grammar import is_web_address
from schemas.marc_languages import marc_code
from schemas.media_types import read_media_type
from schemas.record import FileLinks, Value
from schemas.resource_types import DCMITYPE, read_type
from schemas.rights import rights_label

# A registrant has four digits or more (DOI Handbook §2.2.2), so 10.5/3 is some shelf mark.
_DOI = re.compile(
    r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.[0-9]{4,9}(?:\.[0-9]+)*/\S+)", re.IGNORECASE
)
_URI = re.compile(r"(?:urn:[a-z0-9][a-z0-9-]{1,31}|info:[a-z0-9-]+/?)[!-~]+", re.IGNORECASE)

# The codes of LC for what DCMI has a name for; any other scheme is written as it is, if it has
# the form of such a code.
AUTHORITIES = {"LCSH": "lcsh", "MESH": "mesh", "TGN": "tgn"}
_CODE = re.compile(r"[a-z][a-z0-9-]{1,19}")

# Access Restriction Term Source Codes.
_RIGHTS_SOURCES = {"rightsstatements.org": "rs", "creativecommons.org": "cc"}

# Of the values of typeOfResource, as MODS lists them and LC maps the DCMI types to them. An Event
# is none of them, and a Collection is a property of one.
_TYPES_OF_RESOURCE = {
    "Dataset": "software, multimedia",
    "Image": "still image",
    "InteractiveResource": "software, multimedia",
    "MovingImage": "moving image",
    "PhysicalObject": "three dimensional object",
    "Service": "software, multimedia",
    "Software": "software, multimedia",
    "Sound": "sound recording",
    "StillImage": "still image",
    "Text": "text",
}
# What people write that says more than the DCMI type: the values themselves, and maps.
_TYPES_BY_WORD = {
    "cartographic": "cartographic",
    "map": "cartographic",
    "maps": "cartographic",
    "mixed material": "mixed material",
    "notated music": "notated music",
    "sound recording-musical": "sound recording-musical",
    "sound recording-nonmusical": "sound recording-nonmusical",
}


def type_of_resource(value: Value) -> str | None:
    """Return the value of typeOfResource (MODS 3.8) that *value* of ``type`` is, else None."""
    word = _TYPES_BY_WORD.get(value.text.strip().casefold())
    return word or _TYPES_OF_RESOURCE.get(value.derived or "")


_TYPES_CALLED = {
    "text": "Text",
    "cartographic": "StillImage",
    "still image": "StillImage",
    "moving image": "MovingImage",
    "notated music": "Text",
    "sound recording": "Sound",
    "sound recording-musical": "Sound",
    "sound recording-nonmusical": "Sound",
    "three dimensional object": "PhysicalObject",
    "software, multimedia": "Software",
}


def type_called(resource: str) -> str | None:
    """Return the DCMI type of what MODS calls *resource*, or None."""
    return _TYPES_CALLED.get(resource) or read_type(resource).value


def scheme_of(value: Value) -> str:
    """Return the local name of the encoding scheme of *value*; empty for none."""
    return value.scheme.rpartition(":")[2] if value.scheme else ""


def of_scheme(name: str) -> Form:
    """Return the form of a value whose encoding scheme is *name*, a name of DCMI."""
    wanted = name.upper()
    return Form(
        f"of the scheme {name}",
        lambda value: WRITTEN.spell(value) if scheme_of(value).upper() == wanted else None,
        lambda fields: _spoken(fields["value"], fields.get("lang", ""), f"dcterms:{name}"),
    )


def _spoken(text: str, lang: str = "", scheme: str = "") -> Spoken:
    return {"text": text, "lang": lang, "scheme": scheme}


_SCHEMES = {code: f"dcterms:{scheme}" for scheme, code in AUTHORITIES.items()}


def _read_authority(fields: Fields) -> Spoken | None:
    code = fields.get("scheme")
    if not code:
        return None
    return _spoken(fields["value"], fields.get("lang", ""), _SCHEMES.get(code, code))


def _read_interval(fields: Fields) -> Spoken:
    return _spoken(f"{fields['start']}/{fields['end']}")


def _read_code(fields: Fields) -> Spoken:
    return _spoken(fields["code"])


# What maps take, "55.75, 37.62"; and sides as hemisphere and degrees.
_POINT_LINE = re.compile(r"([+-]?[0-9.]+), ([+-]?[0-9.]+)")
_BOX_LINE = re.compile(r"([WE][0-9.]+)--([WE][0-9.]+)/([SN][0-9.]+)--([SN][0-9.]+)")


def _read_area(fields: Fields) -> Spoken | None:
    """Return a DCMI Point or Box of one line, or of the sides in MARC 21; None if it is neither."""
    name = f"name={fields['name']}; " if fields.get("name") else ""
    line = fields.get("value", "")
    point, box = _POINT_LINE.fullmatch(line), _BOX_LINE.fullmatch(line)
    if point:
        return _spoken(f"{name}east={point[2]}; north={point[1]}", scheme="dcterms:Point")
    coded = box.groups() if box else tuple(fields.get(one, "") for one in _SIDES)
    sides = [_degrees(side) for side in coded]
    if None in sides:
        return None
    west, east, north, south = sides
    if (west, north) == (east, south):
        return _spoken(f"{name}east={east}; north={north}", scheme="dcterms:Point")
    limits = f"northlimit={north}; southlimit={south}; westlimit={west}; eastlimit={east}"
    return _spoken(f"{name}{limits}", scheme="dcterms:Box")


_SIDES = ("west", "east", "north", "south")
_DEGREES = re.compile(r"([WESN+-]?)0*([0-9]+(?:\.[0-9]+)?)")


def _degrees(side: str) -> str | None:
    """Return a coded *side* in decimal degrees; None for degrees and minutes."""
    found = _DEGREES.fullmatch(side)
    return f"{'-' if found[1] in 'WS-' and found[1] else ''}{found[2]}" if found else None


def otherwise(*forms: Form) -> Form:
    """Return the form of a value that has none of *forms*."""

    def spell(value: Value) -> Fields | None:
        for form in forms:
            if form.spell(value) is not None:
                return None
        return WRITTEN.spell(value)

    return Form("as written, otherwise", spell)


def _of_authority(value: Value) -> Fields | None:
    scheme = scheme_of(value)
    if not scheme:
        return None
    code = AUTHORITIES.get(scheme.upper()) or (scheme if _CODE.fullmatch(scheme) else None)
    words = WRITTEN.spell(value)
    return {**words, "scheme": code} if words and code else None


def _addressed_heading(words: Form) -> Form:
    """Return the form of a heading in *words* with its address.

    Its vocabulary is that of its scheme, else that of its address.
    """
    heading = addressed(words)

    def spell(value: Value) -> Fields | None:
        fields = heading.spell(value)
        code = (_of_authority(value) or {}).get("scheme")
        return {**fields, "scheme": code or fields["source"]} if fields else None

    def read(fields: Fields) -> Spoken | None:
        told, code = heading.read(fields), fields.get("scheme", "")
        return {**told, "scheme": _SCHEMES.get(code, code)} if told else None

    return Form(f"{heading.name}, and the code of its vocabulary", spell, read)


def _plain(value: Value) -> str:
    """Return the text of *value* as it is read: a link that is all of it is its address."""
    return plain_text(value.text).strip()


def _web_address(value: Value) -> Fields | None:
    text = _plain(value)
    return {"value": text} if is_web_address(text) else None


def _uri(value: Value) -> Fields | None:
    text = _plain(value)
    return {"value": text} if is_web_address(text) or _URI.fullmatch(text) else None


def _doi(value: Value) -> Fields | None:
    found = _DOI.fullmatch(_plain(value))
    return {"value": found[1]} if found else None


def _media_type(value: Value) -> Fields | None:
    media_type = read_media_type(_plain(value))
    return {"value": media_type} if media_type else None


def _exact_interval(value: Value) -> Fields | None:
    start, slash, end = (w3cdtf(value.derived or "") or "").partition("/")
    # As for a single date: without the year 0.
    return {"start": start, "end": end} if slash and not start.startswith("0000") else None


def _edtf_interval(value: Value) -> Fields | None:
    start, slash, end = (value.derived or "").partition("/")
    closed = slash and {start, end}.isdisjoint({"", ".."})
    return {"start": start, "end": end} if closed else None


def _doubtful(marks: str) -> Callable[[Value], Fields | None]:
    """Return how to spell dates that are in doubt as a whole, which ends in one of *marks*."""
    pattern = re.compile(rf"[0-9X-]+[{marks}]")

    def spell(value: Value) -> Fields | None:
        date = value.derived or ""
        is_doubtful = date.endswith(tuple(marks)) and pattern.fullmatch(date)
        return {"value": date} if is_doubtful else None

    return spell


def _code_alone(value: Value) -> Fields | None:
    code = marc_code(value.derived or "")
    return {"code": code} if code and "-" not in f"{value.derived}" else None


def _code_and_tag(value: Value) -> Fields | None:
    code = marc_code(value.derived or "")
    return {"value": f"{value.derived}", "code": code} if code else None


def _tag(value: Value) -> Fields | None:
    return {"value": value.derived} if value.derived else None


def _dcmi_type(value: Value) -> Fields | None:
    name = value.text.strip().removeprefix(DCMITYPE)
    return {"value": name} if name == value.derived else None


def _statement(value: Value) -> Fields | None:
    uri = value.derived or ""
    label, host = rights_label(uri), uri.removeprefix("http://").partition("/")[0]
    return {"value": uri, "label": label, "scheme": _RIGHTS_SOURCES[host]} if label else None


def _area_of(value: Value) -> Area | None:
    return read_area(plain_text(value.text), scheme_of(value))


def _area(value: Value) -> Fields | None:
    area = _area_of(value)
    return _sides(area) if area and not area.name else None


def _named_area(value: Value) -> Fields | None:
    area = _area_of(value)
    return {**_sides(area), "name": area.name} if area and area.name else None


def _place_name(value: Value) -> Fields | None:
    """Spell the name of a place; of a point or a box, only the name, if it has one."""
    if COUNTRY.spell(value) or _area(value):
        return None
    name = name_of_area(plain_text(value.text), scheme_of(value))
    return {"value": name, "lang": value.lang or ""} if name else WRITTEN.spell(value)


def _sides(area: Area) -> dict[str, str]:
    """Return the sides of *area* as MARC 21 has them (034 $d-$g), and all of it in one line.

    A point in one line is latitude and longitude, as maps take it.
    """
    west, east = (_coded_degrees(side, "WE") for side in (area.west, area.east))
    north, south = (_coded_degrees(side, "SN") for side in (area.north, area.south))
    line = f"{area.north}, {area.east}" if area.is_point else f"{west}--{east}/{north}--{south}"
    return {"value": line, "west": west, "east": east, "north": north, "south": south}


def _coded_degrees(side: str, hemispheres: str) -> str:
    """Return a *side* as hemisphere and degrees: ``E037.6`` for 37.6."""
    whole, point, fraction = side.lstrip("+-").partition(".")
    return f"{hemispheres[not side.startswith('-')]}{whole:0>3}{point}{fraction}"


def _file_of_known_type(file: FileLinks) -> Fields | None:
    fields = {"value": file.address, "label": file.label}
    return {**fields, "media_type": file.media_type} if file.media_type else None


WEB_ADDRESS = Form("web address", _web_address)
URI = Form("URI", _uri)
DOI = Form("DOI", _doi)
MEDIA_TYPE = Form("media type", _media_type)
EXACT_INTERVAL = Form(
    "W3CDTF of both ends of an interval, where exact", _exact_interval, _read_interval
)
EDTF_INTERVAL = Form("EDTF of both ends of an interval", _edtf_interval, _read_interval)
APPROXIMATE = Form("EDTF of a date that is approximate", _doubtful("~"))
QUESTIONABLE = Form("EDTF of a date that is uncertain", _doubtful("?%"))
LIBRARY_CODE = Form("ISO 639-2/B, where it says all", _code_alone, _read_code)
LIBRARY_CODE_AND_TAG = Form("ISO 639-2/B and BCP 47", _code_and_tag)
TAG = Form("BCP 47", _tag)
DCMI_TYPE = Form("name of the DCMI Type Vocabulary, where written as such", _dcmi_type)
OF_AUTHORITY = Form("of a vocabulary with a source code", _of_authority, _read_authority)
COUNTRY = of_scheme("ISO3166")
AREA = Form("DCMI Point or Box", _area, _read_area)
NAMED_AREA = Form("DCMI Point or Box with a name", _named_area, _read_area)
PLACE_NAME = Form("name of a place", _place_name)
ADDRESSED_HEADING = _addressed_heading(WRITTEN)
ADDRESSED_PLACE = _addressed_heading(PLACE_NAME)
STATEMENT = Form("canonical URI and name of a statement", _statement)
FILE_OF_KNOWN_TYPE = Form("address, where the media type is known", _file_of_known_type)
