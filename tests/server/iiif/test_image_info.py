"""``info.json`` of Image API 3.0 (§5)."""

import json

from server.iiif.image import DEFAULT_LIMITS, Limits, Size
from server.iiif.image_info import info_3

FULL = Size(300, 200)
PART_OF = {"id": "https://archive.example/iiif/3/one/manifest", "type": "Manifest"}
SERVICE = "https://archive.example/iiif/image/3/p1"


def test_information_is_in_the_order_of_the_specification():
    """The document of one image, complete and in order (Image 3.0 §5)."""
    document = info_3(
        SERVICE,
        Size(3000, 2001),
        DEFAULT_LIMITS,
        {"rights": "http://rightsstatements.org/vocab/NoC-US/1.0/", "part_of": PART_OF},
    )

    assert json.dumps(document) == json.dumps(
        {
            "@context": "http://iiif.io/api/image/3/context.json",
            "id": SERVICE,
            "type": "ImageService3",
            "protocol": "http://iiif.io/api/image",
            "profile": "level2",
            "width": 3000,
            "height": 2001,
            "maxWidth": 8000,
            "maxHeight": 8000,
            "maxArea": 40000000,
            "sizes": [
                {"width": 375, "height": 251},
                {"width": 400, "height": 267},
                {"width": 750, "height": 501},
                {"width": 1500, "height": 1001},
            ],
            "tiles": [{"width": 512, "scaleFactors": [1, 2, 4, 8]}],
            "rights": "http://rightsstatements.org/vocab/NoC-US/1.0/",
            "extraFormats": ["webp", "tif", "gif"],
            "extraQualities": ["color", "gray", "bitonal"],
            "extraFeatures": [
                "canonicalLinkHeader",
                "mirroring",
                "profileLinkHeader",
                "rotationArbitrary",
                "sizeUpscaling",
            ],
            "partOf": [PART_OF],
        }
    )


def test_information_claims_no_rights_that_nobody_stated():
    """``rights`` is optional, and a URI when it is there (Image 3.0 §5.6)."""
    assert "rights" not in info_3(SERVICE, FULL, DEFAULT_LIMITS, {})


def test_tiles_are_not_advertised_above_the_limits():
    """Sizes of ``sizes`` and ``tiles`` must be within the limits (Image 3.0 §5.2)."""
    document = info_3(SERVICE, Size(3000, 2000), Limits(400, 400, 160_000), {})

    assert "tiles" not in document
    assert document["sizes"] == [{"width": 375, "height": 250}, {"width": 400, "height": 267}]
