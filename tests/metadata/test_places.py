"""Places on a map, as DCMI writes them."""

import pytest

from metadata.places import BOX, NAMED_POINT, PLACE_NAME, POINT
from schemas.record import Value


def point(text, scheme="dcterms:Point"):
    """Return (east, north) of *text*, None where it is no point."""
    fields = POINT.spell(Value(text, scheme=scheme))
    return fields and (fields["east"], fields["north"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name=Bandung; east=107.61; north=-6.91", ("107.61", "-6.91")),
        ("north=39.83;east=119.48", ("119.48", "39.83")),
        ("EAST = +9 ; NORTH = 48.0", ("9", "48.0")),
        ("east=9; north=48; units=signed decimal; projection=WGS84", ("9", "48")),
        ("east=180; north=-90; elevation=12", ("180", "-90")),
    ],
)
def test_a_point_has_an_east_and_a_north(text, said):
    """In signed decimal degrees of WGS 84, in any order, whatever else is said (DCMI Point §2)."""
    assert point(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "name=Moscow",
        "east=9",
        "east=9; north=91",
        "east=181; north=0",
        "east=9°; north=48",
        "east=9.; north=.5",
        "east=nan; north=1e1",
        "east=; north=",
        "east=9; north=48; units=m",
        "east=1492000; north=6894000; projection=UTM zone 51",
        "",
    ],
)
def test_what_is_not_in_degrees_is_no_point(text):
    """Nothing is computed, and nothing is guessed."""
    assert point(text) is None


@pytest.mark.parametrize("scheme", [None, "", "dcterms:Box", "Pointed"])
def test_a_point_says_that_it_is_one(scheme):
    """The encoding scheme decides, not the look of the text."""
    assert point("east=9; north=48", scheme) is None


def test_a_box_has_four_limits():
    """West, east, south and north (DCMI Box §2); a point is none."""
    text = "name=Alps; northlimit=48; eastlimit=17; southlimit=43.5; westlimit=5"
    fields = BOX.spell(Value(text, scheme="Box"))

    assert [fields[f"{side}limit"] for side in ("west", "east", "south", "north")] == [
        "5",
        "17",
        "43.5",
        "48",
    ]
    assert BOX.spell(Value("east=9; north=48", scheme="dcterms:Box")) is None


def test_the_name_of_a_place_is_told_apart():
    r"""``\;`` and ``\=`` are letters of a name (DCSV §2)."""
    named = Value(r"name=Bergen\; Norway; east=5.3; north=60.4", "en", "dcterms:Point")

    assert PLACE_NAME.spell(named) == {"value": "Bergen; Norway", "lang": "en"}
    assert PLACE_NAME.spell(Value("east=9; north=48", scheme="Point")) is None
    assert PLACE_NAME.spell(Value("name=Moscow")) is None
    assert NAMED_POINT.spell(named)["value"] == "Bergen; Norway"
    assert NAMED_POINT.spell(Value("east=9; north=48", scheme="Point")) is None
