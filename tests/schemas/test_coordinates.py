"""Coordinates: DCMI Point and DCMI Box."""

import pytest

from schemas.coordinates import Area, name_of_area, read_area


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("east=37.6; north=55.75", Area("37.6", "37.6", "55.75", "55.75")),
        (
            "east=148.26218; north=-36.45746; elevation=2228; name=Mt. Kosciusko",
            Area("148.26218", "148.26218", "-36.45746", "-36.45746", "Mt. Kosciusko"),
        ),
        ("name=A\\; B;north=0;east=-180", Area("-180", "-180", "0", "0", "A; B")),
        ("north=1;east=2;units=signed decimal degrees", Area("2", "2", "1", "1")),
    ],
)
def test_a_point_has_no_extent(text, area):
    """DCMI Point: components between semicolons, in any order."""
    assert read_area(text, "Point") == area
    assert area.is_point


def test_a_box_has_four_sides():
    """DCMI Box: the limits of a region."""
    text = "northlimit=-28; southlimit=-37.5; westlimit=141; eastlimit=153.6; name=New South Wales"

    assert read_area(text, "Box") == Area("141", "153.6", "-28", "-37.5", "New South Wales")


@pytest.mark.parametrize(
    ("text", "scheme"),
    [
        ("name=Moscow", "Point"),
        ("east=37.6", "Point"),
        ("east=37.6; north=about 55", "Point"),
        ("east=537.6; north=55", "Point"),
        ("east=37.6; north=91", "Point"),
        ("east=5; north=5; units=metres", "Point"),
        ("east=5; north=5; projection=UTM", "Point"),
        ("east=37.6; north=55.75", "Box"),
        ("east=37.6; north=55.75", "TGN"),
        ("east=37.6; north=55.75", ""),
        ("Moscow", "Point"),
    ],
)
def test_what_is_no_place_on_earth_is_no_area(text, scheme):
    """Numbers that are missing, too great or of another system say nothing of degrees."""
    assert read_area(text, scheme) is None


def test_a_point_without_coordinates_may_have_a_name():
    """The name is a component like any other, and of no other scheme."""
    assert name_of_area("name=Moscow", "Point") == "Moscow"
    assert name_of_area("east=5; north=5", "Point") == ""
    assert name_of_area("name=Moscow", "TGN") == ""
