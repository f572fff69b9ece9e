"""Sizes and tiles of Image API 3.0: what is told is answered, and exactly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.iiif.image import (
    DEFAULT_LIMITS,
    TILE,
    Box,
    ImageRequest,
    Limits,
    Size,
    largest,
    scale_factors,
    sizes,
    thumbnail_size,
    whole,
)
from server.iiif.image_request import VERSION_3

SIDES = st.integers(1, 100_000)
LIMITS = st.builds(Limits, st.integers(1, 9_000), st.integers(1, 9_000), st.integers(1, 10**8))


def ask(full, region="full", size="max", limits=DEFAULT_LIMITS):
    return VERSION_3.parse_request(region, size, "0", "default.jpg", full, limits)


@given(st.builds(Size, SIDES, SIDES), LIMITS)
def test_every_size_advertised_is_answered_exactly(full, limits):
    """``sizes`` are within the limits and served in the ``w,h`` form (Image 3.0 §5.2, §5.3)."""
    advertised = sizes(full, limits)

    assert advertised
    assert advertised == sorted(advertised, key=lambda size: size.area)
    for size in advertised:
        assert ask(size=f"{size.width},{size.height}", full=full, limits=limits).size == size


@given(st.builds(Size, st.integers(1, 5_000), st.integers(1, 5_000)))
def test_every_tile_advertised_is_answered(full):
    """Tiles are asked for as the Implementation Notes compute them (Image 3.0 notes §3)."""
    for factor in scale_factors(full):
        span = TILE * factor
        for x in range(0, full.width, span):
            for y in range(0, full.height, span):
                region = Box(x, y, min(span, full.width - x), min(span, full.height - y))
                size = Size(-(-region.width // factor), -(-region.height // factor))
                request = ask(
                    region=f"{x},{y},{region.width},{region.height}",
                    size=f"{size.width},{size.height}",
                    full=full,
                )

                assert (request.region, request.size) == (region, size)


def test_what_is_too_large_to_be_ready_is_not_advertised():
    """Sizes are those that the server has at hand (Image 3.0 §5.3); ``max`` gives the rest."""
    whole, page = (sizes(full, DEFAULT_LIMITS) for full in (Size(2000, 2000), Size(6000, 8000)))

    assert whole[-1] == Size(2000, 2000)
    assert page[-1] == Size(1500, 2000)


@pytest.mark.parametrize(
    ("full", "factors"),
    [
        (Size(1, 1), [1]),
        (Size(512, 512), [1]),
        (Size(513, 1), [1, 2]),
        (Size(1024, 1024), [1, 2]),
        (Size(1025, 769), [1, 2, 4]),
        (Size(6000, 8000), [1, 2, 4, 8, 16]),
    ],
)
def test_last_scale_factor_shows_the_whole_in_one_tile(full, factors):
    """Scale factors are those at which tiles are efficient (Image 3.0 §5.4)."""
    assert scale_factors(full) == factors


@pytest.mark.parametrize(
    ("full", "size"),
    [
        (Size(6000, 8000), Size(300, 400)),
        (Size(8000, 6000), Size(400, 300)),
        (Size(300, 200), Size(300, 200)),
        (Size(100_000, 3), Size(400, 1)),
    ],
)
def test_thumbnail_is_what_a_square_of_four_hundred_confines(full, size):
    """A thumbnail is the ``!400,400`` of the whole, never enlarged (Image 3.0 §4.2)."""
    assert thumbnail_size(full) == size
    assert ask(size=f"!{min(400, full.width)},{min(400, full.height)}", full=full).size == size


def test_address_of_a_thumbnail_is_canonical():
    """Presentation writes the address that the image answers to by itself (Image 3.0 §4.8)."""
    full = Size(6000, 8000)
    address = VERSION_3.canonical(whole(full, thumbnail_size(full)), full, DEFAULT_LIMITS)

    assert address == "full/300,400/0/default.jpg"


def test_largest_is_what_max_gives():
    """The image that a canvas shows has the size of ``max`` (Image 3.0 §4.2)."""
    full = Size(20_000, 10_000)

    assert largest(full) == ask(full=full).size == Size(8_000, 4_000)
    assert whole(full, largest(full)) == ImageRequest(Box(0, 0, 20_000, 10_000), Size(8_000, 4_000))
