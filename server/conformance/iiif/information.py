"""What ties the properties of an ``info.json`` together: limits, tiles, profiles and features.

Image API 3.0 §5 and 2.1 §5.
"""

from collections.abc import Iterator
from typing import Any

from server.conformance.iiif.kinds import TEXT, WHOLE, each, is_number
from server.conformance.iiif.place import Place
from server.conformance.iiif.sheet import Sheet

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
FORMATS_OF_LEVEL = {"level0": {"jpg"}, "level1": {"jpg"}, "level2": {"jpg", "png"}}
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


def whole_3(info: Place, sheet: Sheet) -> None:
    """Hold the information of Image 3.0 to what no table says (§5.2 to §5.7)."""
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
    if profile not in FORMATS_OF_LEVEL:
        return
    known = FORMATS_OF_LEVEL[profile] | extra
    for name in _strangers(info.value.get("preferredFormats"), sorted(known)):
        place = info.member("preferredFormats")
        sheet.add(
            "image3-preferred", place, f"{name!r} is in neither the profile nor extraFormats."
        )


def whole_2(info: Place, sheet: Sheet) -> None:
    """Hold the information of Image 2.1 to what no table says (§5.2, §5.3, §6)."""
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
