"""Image requests of version 2.1: where it differs from 3.0, and what no request may break."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.iiif.image import (
    DEFAULT_LIMITS,
    TILE,
    BadImageRequest,
    Box,
    ImageRequest,
    Limits,
    Size,
    scale_factors,
    sizes,
)
from server.iiif.image_info import info_2
from server.iiif.image_request import VERSION_2, VERSION_3

FULL = Size(300, 200)  # the picture on which the specification shows every form
SERVICE = "https://archive.example/iiif/image/2/p1"


def ask(region="full", size="full", rotation="0", last="default.jpg", full=FULL, limits=None):
    segments = (region, size, rotation, last)
    return VERSION_2.parse_request(*segments, full, limits or DEFAULT_LIMITS)


def address_of(**asked):
    return VERSION_2.canonical(ask(**asked), asked.get("full", FULL), DEFAULT_LIMITS)


@pytest.mark.parametrize(
    ("size", "pixels", "limits"),
    [
        ("full", Size(300, 200), DEFAULT_LIMITS),
        ("max", Size(300, 200), DEFAULT_LIMITS),
        ("max", Size(200, 133), Limits(200, 200, 40_000)),
        ("150,", Size(150, 100), DEFAULT_LIMITS),
        (",150", Size(225, 150), DEFAULT_LIMITS),
        ("pct:50", Size(150, 100), DEFAULT_LIMITS),
        ("225,100", Size(225, 100), DEFAULT_LIMITS),
        ("!225,100", Size(150, 100), DEFAULT_LIMITS),
        ("!400,400", Size(90, 60), Limits(100, 60, 10_000)),
    ],
)
def test_size_is_the_one_that_the_specification_computes(size, pixels, limits):
    """Forms and examples of the size; ``max`` is what the limits leave (Image 2.1 §4.2)."""
    assert ask(size=size, limits=limits).size == pixels


@pytest.mark.parametrize(
    ("size", "pixels"),
    [
        ("360,", Size(360, 240)),
        (",240", Size(360, 240)),
        ("pct:120", Size(360, 240)),
        ("360,360", Size(360, 360)),
    ],
)
def test_enlarging_takes_no_sign(size, pixels):
    """``sizeAboveFull`` is announced: a larger number is a larger image (Image 2.1 §5.3)."""
    assert ask(size=size).size == pixels


@pytest.mark.parametrize("size", ["full", "max", "!900,900", "!300,900"])
def test_only_a_number_enlarges(size):
    """The best fit is left to the server (Image 2.1 §4.2): what adds no detail is not sent."""
    assert ask(size=size).size == FULL


@pytest.mark.parametrize("size", ["^max", "^360,", "^full", "Full", "", ",", "!10", "w,h", "pct:"])
def test_malformed_size_is_a_bad_request(size):
    """A circumflex is of version 3 (Image 2.1 §4.2)."""
    with pytest.raises(BadImageRequest):
        ask(size=size)


@pytest.mark.parametrize("size", ["0,", ",0", "0,10", "10,0", "!0,1", "pct:0"])
def test_size_of_no_pixel_is_a_bad_request(size):
    """A height or width of zero should be answered with 400 (Image 2.1 §4.2)."""
    with pytest.raises(BadImageRequest):
        ask(size=size)


@pytest.mark.parametrize("size", ["full", "201,", "pct:100", ",200"])
def test_more_than_the_limits_is_refused(size):
    """Clients are told what is the most (Image 2.1 §5.3)."""
    with pytest.raises(BadImageRequest, match="allows"):
        ask(size=size, limits=Limits(200, 200, 40_000))


@pytest.mark.parametrize("last", ["native.jpg", "grey.jpg", "default", "default.bmp", ".jpg"])
def test_unknown_quality_or_format_is_a_bad_request(last):
    """``native`` and ``grey`` are of version 1 (Image 2.1 §4.4, §4.5)."""
    with pytest.raises(BadImageRequest):
        ask(last=last)


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ({}, "full/full/0/default.jpg"),
        ({"size": "max"}, "full/full/0/default.jpg"),
        ({"size": "300,200"}, "full/full/0/default.jpg"),
        ({"size": "pct:50"}, "full/150,/0/default.jpg"),
        ({"size": "150,100"}, "full/150,/0/default.jpg"),
        ({"size": "!225,100"}, "full/150,/0/default.jpg"),
        ({"size": "225,100"}, "full/225,100/0/default.jpg"),
        ({"size": "600,"}, "full/600,/0/default.jpg"),
        ({"region": "square"}, "50,0,200,200/full/0/default.jpg"),
        ({"region": "pct:0,0,100,100"}, "full/full/0/default.jpg"),
        ({"region": "square", "full": Size(9, 9)}, "full/full/0/default.jpg"),
        ({"rotation": "!022.50"}, "full/full/!22.5/default.jpg"),
        ({"rotation": ".5"}, "full/full/0.5/default.jpg"),
        ({"last": "color.png"}, "full/full/0/default.png"),
        ({"last": "bitonal.png"}, "full/full/0/bitonal.png"),
    ],
)
def test_canonical_address_is_that_of_version_2(asked, address):
    """``full`` and ``w,``, and ``w,h`` only out of proportion (Image 2.1 §4.7)."""
    assert address_of(**asked) == address


def test_max_beyond_the_limits_has_its_width_as_canonical_form():
    """``full`` would ask for more than is answered (Image 2.1 §4.2, deprecation warning)."""
    limits = Limits(150, 150, 22_500)
    request = ask(size="max", limits=limits)

    assert VERSION_2.canonical(request, FULL, limits) == "full/150,/0/default.jpg"


SIDES = st.integers(1, 60_000)
SIZES = st.one_of(
    st.sampled_from(["full", "max"]),
    st.builds("{},".format, SIDES),
    st.builds(",{}".format, SIDES),
    st.builds("{},{}".format, SIDES, SIDES),
    st.builds("!{},{}".format, SIDES, SIDES),
    st.builds("pct:{}".format, st.integers(1, 300)),
)
REGIONS = st.sampled_from(["full", "square", "0,0,100,100", "pct:10,10,33.3,80"])


@given(st.builds(Size, SIDES, SIDES), REGIONS, SIZES)
def test_reading_a_canonical_address_changes_nothing(full, region, size):
    """The canonical address asks for the same pixels, or the two would not be one image."""
    try:
        request = ask(region=region, size=size, full=full)
    except BadImageRequest:
        return
    address = VERSION_2.canonical(request, full, DEFAULT_LIMITS)
    again = VERSION_2.parse_request(*address.split("/"), full, DEFAULT_LIMITS)

    assert (again.region, again.size) == (request.region, request.size)
    assert VERSION_2.canonical(again, full, DEFAULT_LIMITS) == address
    assert DEFAULT_LIMITS.admits(request.size)


@given(st.builds(Size, SIDES, SIDES), REGIONS)
def test_both_versions_answer_the_same_pixels(full, region):
    """One grammar: what both can ask for, both ask for alike (Image 3.0 change log)."""
    for size in ("max", "7,7", "!90,90"):
        segments = (region, size, "!90", "gray.png")
        try:
            expected = VERSION_3.parse_request(*segments, full, DEFAULT_LIMITS)
        except BadImageRequest:
            continue
        assert VERSION_2.parse_request(*segments, full, DEFAULT_LIMITS) == expected


@given(st.builds(Size, SIDES, SIDES))
def test_every_size_advertised_is_answered_in_both_forms(full):
    """``w,h`` must be answered exactly, and ``w,`` should be too (Image 2.1 §5.2)."""
    for size in sizes(full, DEFAULT_LIMITS):
        assert ask(size=f"{size.width},{size.height}", full=full).size == size
        assert ask(size=f"{size.width},", full=full).size.width == size.width


@given(st.builds(Size, st.integers(1, 9_000), st.integers(1, 9_000)))
def test_every_tile_advertised_is_answered_by_its_width(full):
    """Edges of tiles are thin, and never refused (Image 2.1, implementation notes)."""
    for factor in scale_factors(full):
        span = TILE * factor
        x, y = full.width // span * span % full.width, full.height // span * span % full.height
        region = Box(x, y, min(span, full.width - x), min(span, full.height - y))
        width = -(-region.width // factor)
        asked = f"{region.x},{region.y},{region.width},{region.height}"
        request = ask(region=asked, size=f"{width},", full=full)

        assert (request.region, request.size.width) == (region, width)


def test_information_is_in_the_order_of_the_specification():
    """The document of one image, complete and in order (Image 2.1 §5)."""
    rights = "http://rightsstatements.org/vocab/NoC-US/1.0/"
    document = info_2(SERVICE, Size(3000, 2001), DEFAULT_LIMITS, {"rights": rights})

    assert json.dumps(document) == json.dumps(
        {
            "@context": "http://iiif.io/api/image/2/context.json",
            "@id": SERVICE,
            "protocol": "http://iiif.io/api/image",
            "width": 3000,
            "height": 2001,
            "sizes": [
                {"width": 375, "height": 251},
                {"width": 400, "height": 267},
                {"width": 750, "height": 501},
                {"width": 1500, "height": 1001},
            ],
            "tiles": [{"width": 512, "scaleFactors": [1, 2, 4, 8]}],
            "profile": [
                "http://iiif.io/api/image/2/level2.json",
                {
                    "formats": ["webp", "tif", "gif"],
                    "qualities": ["color", "gray"],
                    "maxWidth": 8000,
                    "maxHeight": 8000,
                    "maxArea": 40000000,
                    "supports": [
                        "canonicalLinkHeader",
                        "mirroring",
                        "profileLinkHeader",
                        "regionSquare",
                        "rotationArbitrary",
                        "sizeAboveFull",
                    ],
                },
            ],
            "license": rights,
        }
    )


def test_tiles_are_not_advertised_above_the_limits():
    """Sizes of ``sizes`` and ``tiles`` must be within the limits (Image 2.1 §5.3)."""
    document = info_2(SERVICE, Size(3000, 2000), Limits(400, 400, 160_000), {})

    assert "tiles" not in document
    assert "license" not in document
    assert document["sizes"] == [{"width": 375, "height": 250}, {"width": 400, "height": 267}]


def test_the_whole_is_asked_for_as_in_version_1():
    """``full/full/0/default.jpg`` is what most addresses in the wild say (Image 2.1 §4)."""
    assert ask() == ImageRequest(Box(0, 0, 300, 200), FULL)
