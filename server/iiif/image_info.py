"""What an image can be asked for: info.json of Image API 3.0 and 2.1.1, from the same sizes.

<https://iiif.io/api/image/3.0/#5-image-information> and
<https://iiif.io/api/image/2.1/#image-information>. The link headers that both documents promise are
for the caller to send.
"""

from collections.abc import Mapping
from typing import Any

from schemas.native import Json
from server.iiif.image import (
    FORMATS,
    LEVEL_2_FORMATS,
    QUALITIES,
    TILE,
    Limits,
    Size,
    scale_factors,
    sizes,
)
from server.iiif.image_request import VERSION_2, VERSION_3

PROTOCOL = "http://iiif.io/api/image"

# What level 2 does not ask for and this server does (3.0 §5.7, 2.1 §5.3).
EXTRA_FEATURES_3 = (
    "canonicalLinkHeader",
    "mirroring",
    "profileLinkHeader",
    "rotationArbitrary",
    "sizeUpscaling",
)
EXTRA_FEATURES_2 = (
    "canonicalLinkHeader",
    "mirroring",
    "profileLinkHeader",
    "regionSquare",
    "rotationArbitrary",
    "sizeAboveFull",
)
_EXTRA_FORMATS = [suffix for suffix in FORMATS if suffix not in LEVEL_2_FORMATS]
_EXTRA_QUALITIES_3 = [quality for quality in QUALITIES if quality != "default"]
_EXTRA_QUALITIES_2 = [quality for quality in _EXTRA_QUALITIES_3 if quality != "bitonal"]


def info_3(service_id: str, full: Size, limits: Limits, about: Mapping[str, Any]) -> Json:
    """Return the image information document, in the order of the specification (3.0 §5).

    *about* are ``rights``, a Creative Commons or RightsStatements.org URI (§5.6), and the resource
    that it is ``part_of`` (§5.8), where there are any.
    """
    return {
        "@context": VERSION_3.context,
        "id": service_id,
        "type": "ImageService3",
        "protocol": PROTOCOL,
        "profile": "level2",
        "width": full.width,
        "height": full.height,
        **_limits(limits),
        **_offers(full, limits),
        **({"rights": about["rights"]} if about.get("rights") else {}),
        "extraFormats": _EXTRA_FORMATS,
        "extraQualities": _EXTRA_QUALITIES_3,
        "extraFeatures": list(EXTRA_FEATURES_3),
        **({"partOf": [about["part_of"]]} if about.get("part_of") else {}),
    }


def info_2(service_id: str, full: Size, limits: Limits, about: Mapping[str, Any]) -> Json:
    """Return the image information document of version 2.1 (2.1 §5), which links to no manifest."""
    extra = {
        "formats": _EXTRA_FORMATS,
        "qualities": _EXTRA_QUALITIES_2,
        **_limits(limits),
        "supports": list(EXTRA_FEATURES_2),
    }
    return {
        "@context": VERSION_2.context,
        "@id": service_id,
        "protocol": PROTOCOL,
        "width": full.width,
        "height": full.height,
        **_offers(full, limits),
        "profile": [VERSION_2.profile, extra],
        **({"license": about["rights"]} if about.get("rights") else {}),
    }


def _limits(limits: Limits) -> Json:
    """The largest size that is answered (3.0 §5.2, 2.1 §5.3)."""
    return {
        "maxWidth": limits.max_width,
        "maxHeight": limits.max_height,
        "maxArea": limits.max_area,
    }


def _offers(full: Size, limits: Limits) -> Json:
    """The sizes and tiles that are best asked for, none beyond the limits (3.0 §5.3, §5.4)."""
    offered = [{"width": size.width, "height": size.height} for size in sizes(full, limits)]
    tiles = [{"width": TILE, "scaleFactors": scale_factors(full)}]
    return {"sizes": offered, **({"tiles": tiles} if limits.admits(Size(TILE, TILE)) else {})}
