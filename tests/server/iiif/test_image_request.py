"""Image requests: the tables of Image API 3.0, and what no request may break."""

import contextlib
import re
import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from server.iiif.image import (
    DEFAULT_LIMITS,
    FORMATS,
    QUALITIES,
    BadImageRequest,
    Box,
    Limits,
    Rotation,
    Size,
)
from server.iiif.image_request import VERSION_3

FULL = Size(300, 200)  # the picture on which the specification shows every form


def ask(region="full", size="max", rotation="0", last="default.jpg", full=FULL, limits=None):
    return VERSION_3.parse_request(region, size, rotation, last, full, limits or DEFAULT_LIMITS)


def read(address, full, limits=DEFAULT_LIMITS):
    return VERSION_3.parse_request(*address.split("/"), full, limits)


@pytest.mark.parametrize(
    ("region", "box"),
    [
        ("full", Box(0, 0, 300, 200)),
        ("square", Box(50, 0, 200, 200)),
        ("125,15,120,140", Box(125, 15, 120, 140)),
        ("pct:41.6,7.5,40,70", Box(125, 15, 120, 140)),
        ("125,15,200,200", Box(125, 15, 175, 185)),
        ("pct:41.6,7.5,66.6,100", Box(125, 15, 175, 185)),
        ("0,0,1,1", Box(0, 0, 1, 1)),
        ("299,199,1,1", Box(299, 199, 1, 1)),
        ("0,0,99999999999999999999,1", Box(0, 0, 300, 1)),
        ("pct:0,0,.5,0.5", Box(0, 0, 2, 1)),
    ],
)
def test_region_is_the_box_that_the_specification_draws(region, box):
    """Forms and examples of the region, clipped at the edge of the image (Image 3.0 §4.1)."""
    assert ask(region=region).region == box


@pytest.mark.parametrize(
    "region",
    [
        *("", "Full", "full ", "full\n", "square,1", "1,2,3", "1,2,3,4,5", "1,2,3,", "1.5,2,3,4"),
        *("-1,0,10,10", "+1,0,10,10", "1e1,0,10,10", "0x1,0,10,10", "١,0,10,10", " 1,0,10,10"),
        *(
            "pct:",
            "pct:1,2,3",
            "pct:-1,0,10,10",
            "pct:1.,0,10,10",
            "pct:1e1,0,10,10",
            "pct:a,0,1,1",
        ),
        *("0,0,0,10", "0,0,10,0", "pct:0,0,0,10", "pct:0,0,0.1,10"),
        *("300,0,10,10", "0,200,10,10", "9999999999999999999999,0,1,1", "pct:100,0,10,10"),
    ],
)
def test_region_that_is_malformed_empty_or_outside_is_a_bad_request(region):
    """A region of no area, or wholly outside the image, is answered with 400 (Image 3.0 §4.1)."""
    with pytest.raises(BadImageRequest):
        ask(region=region)


@pytest.mark.parametrize(
    ("size", "pixels", "limits"),
    [
        ("max", Size(300, 200), DEFAULT_LIMITS),
        ("max", Size(200, 133), Limits(200, 200, 40_000)),
        ("^max", Size(360, 240), Limits(360, 360, 129_600)),
        ("150,", Size(150, 100), DEFAULT_LIMITS),
        ("^360,", Size(360, 240), DEFAULT_LIMITS),
        (",150", Size(225, 150), DEFAULT_LIMITS),
        ("^,240", Size(360, 240), DEFAULT_LIMITS),
        ("pct:50", Size(150, 100), DEFAULT_LIMITS),
        ("^pct:120", Size(360, 240), DEFAULT_LIMITS),
        ("225,100", Size(225, 100), DEFAULT_LIMITS),
        ("^360,360", Size(360, 360), DEFAULT_LIMITS),
        ("!225,100", Size(150, 100), DEFAULT_LIMITS),
        ("^!360,360", Size(360, 240), DEFAULT_LIMITS),
        ("!360,200", Size(300, 200), DEFAULT_LIMITS),
        ("!300,300", Size(300, 200), DEFAULT_LIMITS),
        ("^150,", Size(150, 100), DEFAULT_LIMITS),
        ("pct:100", Size(300, 200), DEFAULT_LIMITS),
        ("pct:33.34", Size(100, 67), DEFAULT_LIMITS),
        ("!400,400", Size(90, 60), Limits(100, 60, 10_000)),
        ("!400,400", Size(77, 51), Limits(400, 400, 4_000)),
    ],
)
def test_size_is_the_one_that_the_specification_computes(size, pixels, limits):
    """Forms and examples of the size, within the limits advertised (Image 3.0 §4.2)."""
    assert ask(size=size, limits=limits).size == pixels


@pytest.mark.parametrize(
    "size",
    [
        *("", "full", "Max", "max ", "^", "!", "^^max", "!max", ",", "^,", "!10,", "!,10", "10"),
        *("10,10,10", "1.5,", ",1.5", "-1,", "+1,", "1e2,", "pct:", "pct:-1", "pct:1e1", "pct:50,"),
        *("!^10,10", ",^240", "١,", "10, 10", "!pct:10"),
    ],
)
def test_malformed_size_is_a_bad_request(size):
    """A size in none of the six forms, each with or without ``^``, is a 400 (Image 3.0 §4.2)."""
    with pytest.raises(BadImageRequest):
        ask(size=size)


@pytest.mark.parametrize(
    "size",
    ["301,", ",201", "301,200", "300,201", "pct:100.01", "pct:120", "360,360", "!360,360"],
)
def test_enlarging_takes_a_circumflex(size):
    """Larger than the region is a 400 without ``^``, and answered with it (Image 3.0 §4.2)."""
    assert ask(size=f"^{size}").size.area >= FULL.area
    with pytest.raises(BadImageRequest, match="enlarges"):
        ask(size=size)


@pytest.mark.parametrize(
    "size",
    ["0,", ",0", "0,0", "0,10", "10,0", "!0,10", "!10,0", "pct:0", "pct:0.1", "^0,", "^pct:0"],
)
def test_size_of_no_pixel_is_a_bad_request(size):
    """The scaled region has at least one pixel each way (Image 3.0 §4.2)."""
    with pytest.raises(BadImageRequest):
        ask(size=size)


@pytest.mark.parametrize(
    ("size", "limits"),
    [
        ("201,", Limits(200, 8_000, 40_000_000)),
        (",101", Limits(8_000, 100, 40_000_000)),
        ("100,101", Limits(8_000, 8_000, 10_000)),
        ("pct:100", Limits(200, 200, 40_000)),
        ("^9000,", DEFAULT_LIMITS),
        ("^7000,7000", DEFAULT_LIMITS),
        (f"^{2**31},", DEFAULT_LIMITS),
        (f"^{2**63},{2**63}", DEFAULT_LIMITS),
    ],
)
def test_size_above_the_advertised_limits_is_a_bad_request(size, limits):
    """What ``info.json`` calls too large is refused, not shrunk (Image 3.0 §4.2, §5.2)."""
    with pytest.raises(BadImageRequest, match=r"info\.json"):
        ask(size=size, limits=limits)


@pytest.mark.parametrize("size", ["max", "!400,400"])
def test_a_side_never_becomes_less_than_one_pixel(size):
    """A long strip has a thumbnail too: nothing is smaller than one pixel (Image 3.0 §4.2)."""
    strip = Size(100_000, 3)

    assert ask(size=size, full=strip).size.height == 1


@pytest.mark.parametrize(
    ("rotation", "turn"),
    [
        ("0", Rotation(False, 0)),
        ("180", Rotation(False, 180)),
        ("90", Rotation(False, 90)),
        ("22.5", Rotation(False, 22.5)),
        ("!0", Rotation(True, 0)),
        ("!180", Rotation(True, 180)),
        ("360", Rotation(False, 0)),
        ("359.9999", Rotation(False, 0)),
        (".5", Rotation(False, 0.5)),
    ],
)
def test_rotation_mirrors_and_then_turns(rotation, turn):
    """Forms and examples of the rotation (Image 3.0 §4.3)."""
    assert ask(rotation=rotation).rotation == turn


@pytest.mark.parametrize(
    "rotation",
    ["", "!", "361", "360.001", "-90", "+90", "90!", "!!90", "9e1", "90.", "ninety", "!-1", "0 "],
)
def test_rotation_out_of_range_is_a_bad_request(rotation):
    """Rotation is from 0 to 360, in digits and at most one point (Image 3.0 §4.3, §4.7)."""
    with pytest.raises(BadImageRequest):
        ask(rotation=rotation)


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("quality", QUALITIES)
def test_every_quality_is_to_be_had_in_every_format(quality, suffix):
    """Quality and format are chosen apart (Image 3.0 §4.4, §4.5)."""
    request = ask(last=f"{quality}.{suffix}")

    assert (request.quality, request.format) == (quality, suffix)


@pytest.mark.parametrize(
    "last",
    [
        *("", "default", "default.", ".jpg", "default.jpeg", "default.JPG", "Default.jpg"),
        *("native.jpg", "default.jp2", "default.pdf", "default.bmp", "default.jpg.png", "grey.jpg"),
    ],
)
def test_unknown_quality_or_format_is_a_bad_request(last):
    """A value that is not supported is answered with 400 (Image 3.0 §4.4, §4.5)."""
    with pytest.raises(BadImageRequest):
        ask(last=last)


def test_a_format_refuses_what_it_cannot_hold():
    """WebP ends at 16,383 pixels a side, at any angle, whatever an archive allows."""
    limits = Limits(20_000, 20_000, 400_000_000)
    wide = Size(16_000, 10)

    assert ask(last="default.webp", full=wide, limits=limits).size == wide
    assert ask(last="default.webp", rotation="90", full=wide, limits=limits).size == wide
    with pytest.raises(BadImageRequest, match="16383"):
        ask(size="^16384,10", last="default.webp", full=wide, limits=limits)
    with pytest.raises(BadImageRequest, match="16383"):
        ask(rotation="45", last="default.webp", full=Size(12_000, 12_000), limits=limits)


def test_what_takes_long_to_encode_is_sent_up_to_a_size():
    """GIF chooses its colours pixel by pixel: a large one is refused, not waited for."""
    full = Size(4_000, 3_000)

    assert ask(size="2000,2000", last="gray.gif", full=full).size == Size(2_000, 2_000)
    assert ask(last="default.tif", full=full).size == full
    with pytest.raises(BadImageRequest, match="4,000,000"):
        ask(last="default.gif", full=full)


@pytest.mark.parametrize("slot", ["region", "size", "rotation", "last"])
@pytest.mark.parametrize(
    "text", ["9" * 400, "9" * 400 + ",", "0,0,1," + "9" * 400, "pct:" + "9" * 400, "!" + "9" * 400]
)
def test_a_number_of_four_hundred_digits_is_refused_at_once(slot, text):
    """Integers are bounded before any arithmetic (Image 3.0 §10)."""
    started = time.perf_counter()
    with pytest.raises(BadImageRequest):
        ask(**{slot: text})

    assert time.perf_counter() - started < 0.1


def test_error_names_what_would_be_accepted():
    """A refusal is readable by a person (Image 3.0 §7.3)."""
    with pytest.raises(BadImageRequest) as caught:
        ask(region="1,2,3")

    assert (
        str(caught.value)
        == "region '1,2,3' has none of the forms full, square, x,y,w,h, pct:x,y,w,h"
    )
    assert caught.value.status == 400


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("full/max/0/default.jpg", "full/max/0/default.jpg"),
        ("0,0,300,200/max/0/default.jpg", "full/max/0/default.jpg"),
        ("pct:0,0,100,100/300,/360/color.jpg", "full/max/0/default.jpg"),
        ("square/max/0/default.jpg", "50,0,200,200/max/0/default.jpg"),
        ("125,15,200,200/max/0/gray.png", "125,15,175,185/max/0/gray.png"),
        ("full/150,/0/default.jpg", "full/150,100/0/default.jpg"),
        ("full/^150,/0/default.jpg", "full/150,100/0/default.jpg"),
        ("full/!225,100/0/default.jpg", "full/150,100/0/default.jpg"),
        ("full/^360,/0/default.jpg", "full/^360,240/0/default.jpg"),
        ("full/^400,100/0/default.jpg", "full/^400,100/0/default.jpg"),
        ("full/^7000,4667/0/default.jpg", "full/^7000,4667/0/default.jpg"),
        ("full/^pct:100/!090.0/default.jpg", "full/max/!90/default.jpg"),
        ("full/max/22.50/bitonal.webp", "full/max/22.5/bitonal.webp"),
        ("full/max/359.999/default.jpg", "full/max/359.999/default.jpg"),
        ("full/max/0.0004/default.jpg", "full/max/0/default.jpg"),
    ],
)
def test_canonical_address_is_in_the_form_of_the_table(asked, address):
    """One image has one canonical address (Image 3.0 §4.8)."""
    assert VERSION_3.canonical(read(asked, FULL), FULL, DEFAULT_LIMITS) == address


def test_canonical_size_is_max_where_the_limits_bite():
    """``max`` and ``^max`` are sizes that depend on the limits (Image 3.0 §4.8)."""
    small, large = Limits(150, 150, 22_500), Limits(600, 600, 360_000)

    assert (
        VERSION_3.canonical(ask(size="150,100", limits=small), FULL, small)
        == "full/max/0/default.jpg"
    )
    assert (
        VERSION_3.canonical(ask(size="^600,", limits=large), FULL, large)
        == "full/^max/0/default.jpg"
    )


SIDES = st.integers(1, 100_000)
LIMITS = st.builds(Limits, st.integers(1, 9_000), st.integers(1, 9_000), st.integers(1, 10**8))
DECIMALS = st.decimals(0, 120, allow_nan=False, places=3).map(lambda number: f"{number:f}")
INTEGERS = st.integers(0, 120_000).map(str)
PAIRS = st.tuples(INTEGERS, INTEGERS).map(",".join)
REGIONS = st.one_of(
    st.sampled_from(["full", "square"]),
    st.tuples(INTEGERS, INTEGERS, INTEGERS, INTEGERS).map(",".join),
    st.tuples(DECIMALS, DECIMALS, DECIMALS, DECIMALS).map(",".join).map("pct:{}".format),
)
SIZES = st.tuples(
    st.sampled_from(["", "^"]),
    st.one_of(
        st.just("max"),
        INTEGERS.map("{},".format),
        INTEGERS.map(",{}".format),
        DECIMALS.map("pct:{}".format),
        PAIRS,
        PAIRS.map("!{}".format),
    ),
).map("".join)
ROTATIONS = st.tuples(st.sampled_from(["", "!"]), DECIMALS).map("".join)
LASTS = st.tuples(st.sampled_from(QUALITIES), st.sampled_from(list(FORMATS))).map(".".join)


@given(st.builds(Size, SIDES, SIDES), LIMITS, REGIONS, SIZES, ROTATIONS, LASTS)
def test_every_request_is_refused_or_within_bounds(full, limits, region, size, rotation, last):
    """An answer has at least a pixel and keeps to the limits (Image 3.0 §4.1, §4.2)."""
    try:
        request = VERSION_3.parse_request(region, size, rotation, last, full, limits)
    except BadImageRequest:
        return

    box = request.region
    assert 0 <= box.x < box.x + box.width <= full.width
    assert 0 <= box.y < box.y + box.height <= full.height
    assert min(request.size.width, request.size.height) >= 1
    assert limits.admits(request.size)
    if not size.startswith("^"):
        assert request.size.width <= box.width
        assert request.size.height <= box.height


@given(st.builds(Size, SIDES, SIDES), LIMITS, REGIONS, SIZES, ROTATIONS, LASTS)
def test_reading_a_canonical_address_changes_nothing(full, limits, region, size, rotation, last):
    """The canonical address is a fixed point, and asks for the same pixels (Image 3.0 §4.8)."""
    try:
        request = VERSION_3.parse_request(region, size, rotation, last, full, limits)
    except BadImageRequest:
        assume(False)
    address = VERSION_3.canonical(request, full, limits)

    again = read(address, full, limits)
    assert (again.region, again.size, again.rotation) == (
        request.region,
        request.size,
        request.rotation,
    )
    assert VERSION_3.canonical(again, full, limits) == address
    assert re.fullmatch(
        r"(full|[0-9]+(,[0-9]+){3})/(\^?max|\^?[0-9]+,[0-9]+)/!?[0-9]+(\.[0-9]+)?/[a-z]+\.[a-z]+",
        address,
    )


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_no_text_does_worse_than_a_bad_request(region, size, rotation, last):
    """Early checks of addresses leave nothing to crash on (Image 3.0 §10)."""
    for parts in ((region, "max", "0", "default.jpg"), ("full", size, rotation, last)):
        with contextlib.suppress(BadImageRequest):
            VERSION_3.parse_request(*parts, FULL, DEFAULT_LIMITS)
