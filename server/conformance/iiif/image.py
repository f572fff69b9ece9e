"""Image Information of the Image API in tables: 3.0 (§5) and 2.1 (§5), and what ties them together.

<https://iiif.io/api/image/3.0/>, <https://iiif.io/api/image/2.1/>. An ``info.json`` says how large
an image is, and in which pieces and sizes it is given.
"""

from collections.abc import Iterator
from typing import Any

from server.conformance.iiif import texts
from server.conformance.iiif.grammar import Grammar, Link, Property, Shape
from server.conformance.iiif.kinds import (
    ANYTHING,
    HTTP,
    LANGUAGE_MAP,
    MEDIA_TYPE,
    POINTER,
    SPOKEN,
    TEXT,
    URI,
    WHOLE,
    Kind,
    each,
    either,
    is_number,
    kind,
    members,
    one_of,
)
from server.conformance.iiif.place import Place
from server.conformance.iiif.sheet import Sheet

CONTEXT_3 = "http://iiif.io/api/image/3/context.json"
CONTEXT_2 = "http://iiif.io/api/image/2/context.json"
PROTOCOL = "http://iiif.io/api/image"
LEVELS_2 = tuple(f"http://iiif.io/api/image/2/level{level}.json" for level in range(3))

_FEATURES_3 = [
    "baseUriRedirect",
    "canonicalLinkHeader",
    "cors",
    "jsonldMediaType",
    "mirroring",
    "profileLinkHeader",
    "regionByPct",
    "regionByPx",
    "regionSquare",
    "rotationArbitrary",
    "rotationBy90s",
    "sizeByConfinedWh",
    "sizeByH",
    "sizeByPct",
    "sizeByW",
    "sizeByWh",
    "sizeUpscaling",
]
_FEATURES_2 = [
    "baseUriRedirect",
    "canonicalLinkHeader",
    "cors",
    "jsonldMediaType",
    "mirroring",
    "profileLinkHeader",
    "regionByPct",
    "regionByPx",
    "regionSquare",
    "rotationArbitrary",
    "rotationBy90s",
    "sizeAboveFull",
    "sizeByConfinedWh",
    "sizeByDistortedWh",
    "sizeByForcedWh",
    "sizeByH",
    "sizeByPct",
    "sizeByW",
    "sizeByWh",
    "sizeByWhListed",
]
_FORMATS_OF_LEVEL = {"level0": {"jpg"}, "level1": {"jpg"}, "level2": {"jpg", "png"}}


def _sizes(type_key: str, name: str) -> Kind:
    return each(members({"width": WHOLE, "height": WHOLE}, {type_key: one_of(name)}))


def _tiles(type_key: str, name: str) -> Kind:
    needed = {"width": WHOLE, "scaleFactors": each(WHOLE, 1)}
    return each(members(needed, {"height": WHOLE, type_key: one_of(name)}))


def _s3(section: str) -> str:
    return f"Image 3.0 §{section}"


def _s2(section: str) -> str:
    return f"Image 2.1 §{section}"


_BASE = kind(
    "the base URI of the image, without a slash at its end",
    lambda value: not list(HTTP(Place(value))) and not value.endswith("/"),
)
_PROPERTIES_3 = {
    "id": Property(_s3("5.2"), "id is the base URI of the image, without a slash at its end.", _BASE),
    "type": Property(_s3("5.2"), "type is ImageService3.", one_of("ImageService3")),
    "protocol": Property(_s3("5.2"), "protocol is http://iiif.io/api/image.", one_of(PROTOCOL)),
    "profile": Property(_s3("5.2"), "profile is level0, level1 or level2.", one_of(*_FORMATS_OF_LEVEL)),
    "width": Property(_s3("5.2"), "width is a whole number above 0.", WHOLE),
    "height": Property(_s3("5.2"), "height is a whole number above 0.", WHOLE),
    "maxWidth": Property(_s3("5.2"), "maxWidth is a whole number above 0, and there where maxHeight is.", WHOLE),
    "maxHeight": Property(_s3("5.2"), "maxHeight is a whole number above 0.", WHOLE),
    "maxArea": Property(_s3("5.2"), "maxArea is a whole number above 0.", WHOLE),
    "sizes": Property(_s3("5.3"), "sizes is an array of objects with width and height; their type, if any, is Size.", _sizes("type", "Size")),
    "tiles": Property(_s3("5.4"), "tiles is an array of objects with width and scaleFactors, whole numbers above 0; their type, if any, is Tile.", _tiles("type", "Tile")),
    "preferredFormats": Property(_s3("5.5"), "preferredFormats is an array of formats that the profile or extraFormats has.", each(TEXT)),
    "rights": Property(_s3("5.6"), "rights is one URI of Creative Commons or RightsStatements.org, or one that an extension adds.", texts.RIGHTS),
    "extraQualities": Property(_s3("5.7"), "extraQualities is an array of text.", each(TEXT)),
    "extraFormats": Property(_s3("5.7"), "extraFormats is an array of text.", each(TEXT)),
    "extraFeatures": Property(_s3("5.7"), "extraFeatures is an array of names that the specification or an extension gives.", each(TEXT)),
    "partOf": Property(_s3("5.8"), "partOf is an array of objects with id and type."),
    "seeAlso": Property(_s3("5.8"), "seeAlso is an array of objects with id and type."),
    "service": Property(_s3("5.8"), "service is an array of objects with id and type, or @id and @type."),
}  # fmt: skip
_PROPERTIES_2 = {
    "@id": Property(_s2("5.2"), "@id is the base URI of the image, without a slash at its end.", _BASE),
    "@type": Property(_s2("5.2"), "@type, if any, is iiif:Image.", one_of("iiif:Image")),
    "protocol": Property(_s2("5.2"), "protocol is http://iiif.io/api/image.", one_of(PROTOCOL)),
    "width": Property(_s2("5.2"), "width is a whole number above 0.", WHOLE),
    "height": Property(_s2("5.2"), "height is a whole number above 0.", WHOLE),
    "profile": Property(_s2("6"), "profile is an array whose first item is the URI of a compliance level."),
    "sizes": Property(_s2("5.2"), "sizes is an array of objects with width and height; their @type, if any, is iiif:Size.", _sizes("@type", "iiif:Size")),
    "tiles": Property(_s2("5.2"), "tiles is an array of objects with width and scaleFactors, whole numbers above 0; their @type, if any, is iiif:Tile.", _tiles("@type", "iiif:Tile")),
    "attribution": Property(_s2("5.4"), "attribution is text, with a language or without.", SPOKEN),
    "license": Property(_s2("5.4"), "license is a URI, or an array of such.", either(URI)),
    "logo": Property(_s2("5.4"), "logo is a URI, an object with @id, or an array of such.", either(POINTER)),
    "service": Property(_s2("5.5"), "service is an object, or an array of such."),
}  # fmt: skip


_PROFILE_KINDS = {
    **dict.fromkeys(("maxWidth", "maxHeight", "maxArea"), WHOLE),
    **dict.fromkeys(("formats", "qualities", "supports"), each(TEXT)),
}


def extent(info: Place) -> tuple[int, int] | None:
    """Return width and height of the image; None where they cannot be told."""
    given = (info.value.get("width"), info.value.get("height"))
    width, height = given
    if isinstance(width, int) and isinstance(height, int) and min(width, height) > 0:
        return width, height
    return None


def _wrongly_sized(info: Place, sheet: Sheet, prefix: str, limits: dict[str, Any]) -> None:
    """Hold sizes and tiles to the limits that the image service sets itself."""
    width, height, area = (limits.get(name) for name in ("maxWidth", "maxHeight", "maxArea"))
    height = width if height is None else height
    for name in ("sizes", "tiles"):
        for one in info.objects(name):
            w, h = one.value.get("width"), one.value.get("height", one.value.get("width"))
            if not is_number(w) or not is_number(h):
                continue
            beyond = (
                (is_number(width) and w > width)
                or (is_number(height) and h > height)
                or (is_number(area) and w * h > area)
            )
            if beyond:
                message = f"{w} by {h} is beyond the limits that the service sets."
                sheet.add(f"{prefix}-limits", one, message)


def _tiles_unique(info: Place, sheet: Sheet, prefix: str) -> None:
    """Hold the tiles to one description for each size, and to one for each scale factor."""
    seen: set[tuple[Any, Any]] = set()
    factors: set[Any] = set()
    for one in info.objects("tiles"):
        size = (one.value.get("width"), one.value.get("height", one.value.get("width")))
        if all(map(is_number, size)) and size in seen:
            sheet.add(
                f"{prefix}-tiles-unique", one, f"tiles of {size[0]} by {size[1]} stand twice."
            )
        seen.add(size if all(map(is_number, size)) else (id(one), None))
        given = one.value.get("scaleFactors")
        for factor in given if isinstance(given, list) else []:
            if is_number(factor) and factor in factors:
                place = one.member("scaleFactors")
                sheet.add(f"{prefix}-scale-unique", place, f"the factor {factor} stands twice.")
            factors.add(factor if is_number(factor) else None)


def _whole_3(info: Place, sheet: Sheet) -> None:
    value = info.value
    _wrongly_sized(info, sheet, "image3", value)
    _tiles_unique(info, sheet, "image3")
    if "maxHeight" in value and "maxWidth" not in value:
        sheet.miss("image3-maxWidth", info.member("maxWidth"), "maxWidth beside maxHeight")
    upscaling = _has(value.get("extraFeatures"), "sizeUpscaling")
    if upscaling and not {"maxWidth", "maxArea"} & value.keys():
        message = "there is sizeUpscaling, and no maxWidth or maxArea."
        sheet.add("image3-upscaling", info.member("extraFeatures"), message)
    for name in _strangers(value.get("extraFeatures"), _FEATURES_3):
        if not sheet.extended:
            accepted = "a feature of the specification, or an extension's with its context"
            sheet.add(
                "image3-feature",
                info.member("extraFeatures"),
                f"it has {name!r}; accepted: {accepted}.",
            )
    _preferred(info, sheet)


def _preferred(info: Place, sheet: Sheet) -> None:
    given = info.value.get("extraFormats")
    extra = {one for one in given if isinstance(one, str)} if isinstance(given, list) else set()
    profile = str(info.value.get("profile"))
    if profile not in _FORMATS_OF_LEVEL:
        return
    known = _FORMATS_OF_LEVEL[profile] | extra
    for name in _strangers(info.value.get("preferredFormats"), sorted(known)):
        place = info.member("preferredFormats")
        sheet.add(
            "image3-preferred", place, f"{name!r} is in neither the profile nor extraFormats."
        )


def _whole_2(info: Place, sheet: Sheet) -> None:
    profile = info.member("profile")
    _profile_2(profile, sheet)
    held = profile.value if isinstance(profile.value, list) else []
    for place in (Place(one, number, profile) for number, one in enumerate(held)):
        if isinstance(place.value, dict):
            _described_2(place, sheet)
            _wrongly_sized(info, sheet, "image2", place.value)
    _tiles_unique(info, sheet, "image2")


def _profile_2(profile: Place, sheet: Sheet) -> None:
    if profile.value is None:
        return
    accepted = f"an array that begins with one of {', '.join(LEVELS_2)}"
    if not isinstance(profile.value, list) or not profile.value:
        sheet.refuse("image2-profile", profile, accepted)
    elif profile.value[0] not in LEVELS_2:
        sheet.refuse("image2-profile", next(profile.each()), f"one of {', '.join(LEVELS_2)}")


def _described_2(place: Place, sheet: Sheet) -> None:
    """Hold the object in a profile to its properties (Image 2.1 §5.3)."""
    for name in place.value.keys() & _PROFILE_KINDS.keys():
        for wrong, accepted in _PROFILE_KINDS[name](place.member(name)):
            sheet.refuse("image2-profile-object", wrong, accepted)
    if "maxHeight" in place.value and "maxWidth" not in place.value:
        sheet.miss("image2-profile-object", place.member("maxWidth"), "maxWidth beside maxHeight")
    for name in _strangers(place.value.get("supports"), _FEATURES_2):
        if ":" not in name:
            accepted = "a feature of the specification, or a URI"
            sheet.add(
                "image2-feature",
                place.member("supports"),
                f"it has {name!r}; accepted: {accepted}.",
            )


def _has(given: object, name: str) -> bool:
    return isinstance(given, list) and name in given


def _strangers(given: object, known: list[str]) -> Iterator[str]:
    for one in given if isinstance(given, list) else []:
        if isinstance(one, str) and one not in known:
            yield one


_LINK = {"id": URI, "type": TEXT, "label": LANGUAGE_MAP, "format": MEDIA_TYPE, "profile": TEXT}
GRAMMAR_3 = Grammar(
    "image3",
    _PROPERTIES_3,
    {
        "info": Shape(
            ("id", "type", "protocol", "profile", "width", "height"),
            links={
                "partOf": Link({}, other="partOf"),
                "seeAlso": Link({}, other="seeAlso"),
                "service": Link({}, other="service"),
            },
            checks=(_whole_3, texts.rights("image3-rights")),
            open=True,
        ),
        "partOf": Shape(("id", "type"), rule="image3-partOf", kinds=_LINK, open=True),
        "seeAlso": Shape(("id", "type"), rule="image3-seeAlso", kinds=_LINK, open=True),
        "service": Shape(kinds=dict.fromkeys(_PROPERTIES_3, ANYTHING), open=True),
    },
)
GRAMMAR_2 = Grammar(
    "image2",
    _PROPERTIES_2,
    {
        "info": Shape(
            ("@id", "protocol", "width", "height", "profile"),
            links={"service": Link({}, many=None, other="service")},
            checks=(_whole_2,),
            open=True,
        ),
        "service": Shape(kinds=dict.fromkeys(_PROPERTIES_2, ANYTHING), open=True),
    },
    type_key="@type",
)
