"""The codes of MARC 21 for types, dates and languages (Leader, 008)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metadata.crosswalks.marc_fixed import coded_dates, fixed_data, languages, leader
from schemas.edtf import is_edtf
from schemas.record import Record, Value


def record(**metadata):
    """Return a record with *metadata*; a value is (written, derived)."""
    named = {name.replace("_", ":"): one for name, one in metadata.items()}
    return Record(
        "1",
        {
            name: tuple(Value(text, derived=form) for text, form in one)
            for name, one in named.items()
        },
    )


@pytest.mark.parametrize(
    ("types", "coded"),
    [
        ([("Text", "Text")], "am"),
        ([("photo", "StillImage")], "km"),
        ([("Image", "Image")], "km"),
        ([("film", "MovingImage")], "gm"),
        ([("Sound", "Sound")], "im"),
        ([("sound recording-musical", "Sound")], "jm"),
        ([("Dataset", "Dataset")], "mm"),
        ([("Software", "Software")], "mm"),
        ([("Service", "Service")], "mm"),
        ([("InteractiveResource", "InteractiveResource")], "mm"),
        ([("statue", "PhysicalObject")], "rm"),
        ([("Event", "Event")], "rm"),
        ([("map", "StillImage")], "em"),
        ([("notated music", None)], "cm"),
        ([("mixed material", None)], "pm"),
        ([("Collection", "Collection")], "pc"),
        ([("Collection", "Collection"), ("photos", "StillImage")], "kc"),
        ([("Text", "Text"), ("manuscript", None)], "tm"),
        ([("map", "StillImage"), ("Manuscript", None)], "fm"),
        ([("seal", None), ("Text", "Text")], "am"),
        ([("photo", "StillImage"), ("Text", "Text")], "km"),
    ],
)
def test_the_leader_tells_type_and_level(types, coded):
    """Leader/06 and /07, as LC maps the DCMI types; the first type decides."""
    fields = leader(record(type=types))

    assert fields["kind"] + fields["level"] == coded


@pytest.mark.parametrize(
    ("types", "kind"), [([], "a"), ([("seal", None)], "a"), ([("manuscripts", None)], "t")]
)
def test_a_record_of_unknown_type_is_taken_for_text(types, kind):
    """Leader/06 has no code for it and no fill; LC's stylesheet for Dublin Core takes a."""
    assert leader(record(type=types))["kind"] == kind


@pytest.mark.parametrize(
    ("edtf", "coded"),
    [
        ("1958", "s1958    "),
        ("1958~", "s1958    "),
        ("1958?", "s1958    "),
        ("1958-04~", "s1958    "),
        ("1958-21", "s1958    "),
        ("1958-XX", "s1958    "),
        ("0988", "s0988    "),
        ("1958-04", "e195804  "),
        ("1958-04-04", "e19580404"),
        ("1958-04-04T10:00:00", "e19580404"),
        ("195X", "q19501959"),
        ("19XX", "q19001999"),
        ("195X~", "q19501959"),
        ("19XX-04", "q19001999"),
        ("[1949,1951]", "q19491951"),
        ("[1949..1951]", "q19491951"),
        ("[..1949]", "quuuu1949"),
        ("[1949..]", "q1949uuuu"),
        ("[1949-01,1949-02]", "s1949    "),
        ("1957/1958", "m19571958"),
        ("1957~/1958?", "m19571958"),
        ("1958-04/1958-05", "s1958    "),
        ("195X/1965", "m19501965"),
        ("1949/..", "m19499999"),
        ("1949/", "m1949uuuu"),
        ("../1949", "muuuu1949"),
        ("/1949", "muuuu1949"),
        ("{1949,1951}", "m19491951"),
        ("{1949..}", "m1949uuuu"),
        ("-0043", "b        "),
        ("0000", "b        "),
        ("-0043/0014", "b        "),
        ("XXXX", "nuuuuuuuu"),
        ("XXXX-04", "nuuuuuuuu"),
    ],
)
def test_a_date_has_a_type_and_two_years(edtf, coded):
    """008/06-14: detailed, single or probable, questionable, multiple, before Christ, unknown."""
    dates = coded_dates(edtf)

    assert dates.kind + dates.first + dates.last == coded


@pytest.mark.parametrize(
    ("edtf", "coded"),
    [
        ("1957/1958", "i19571958"),
        ("1958", "i19581958"),
        ("1958-04-04", "i19581958"),
        ("1949/..", "i19499999"),
        ("195X", "q19501959"),
        ("-0043", "b        "),
    ],
)
def test_the_dates_of_a_collection_are_inclusive(edtf, coded):
    """008/06 code i; a single year is given twice."""
    dates = coded_dates(edtf, is_collection=True)

    assert dates.kind + dates.first + dates.last == coded


@given(
    st.from_regex(
        r"[\[{]?[?~%]?[0-9X]{4}(-[0-9]{2})?[?~%]?(/|\.\.|,)?([0-9X]{4})?[\]}]?", fullmatch=True
    )
)
def test_every_date_has_a_code(edtf):
    """One character and twice four of them, whatever EDTF says (008/06-14)."""
    if is_edtf(edtf):
        dates = coded_dates(edtf)

        assert dates.kind in "besmqin"
        assert {len(dates.first), len(dates.last)} == {4}


@pytest.mark.parametrize(
    ("metadata", "coded"),
    [
        ({}, "nuuuuuuuu"),
        ({"date": [("n.d.", None)]}, "|||||||||"),
        ({"date": [("spring", None), ("1958", "1958")]}, "s1958    "),
        ({"date": [("1958", "1958")], "dcterms_created": [("1957", "1957")]}, "s1957    "),
        ({"date": [("1958", "1958")], "dcterms_issued": [("1959", "1959")]}, "s1959    "),
        ({"dcterms_modified": [("2001", "2001")]}, "nuuuuuuuu"),
        (
            {"dcterms_issued": [("1959", "1959")], "dcterms_dateCopyrighted": [("1958", "1958")]},
            "t19591958",
        ),
        (
            {"dcterms_issued": [("1959/1960",) * 2], "dcterms_dateCopyrighted": [("1958",) * 2]},
            "m19591960",
        ),
        (
            {"dcterms_issued": [("1959", "1959")], "dcterms_dateCopyrighted": [("195X",) * 2]},
            "s1959    ",
        ),
    ],
)
def test_the_date_of_the_thing_itself_is_coded(metadata, coded):
    """Created before issued before unqualified; with a copyright date type t (008/06)."""
    fields = fixed_data(record(**metadata))

    assert fields["type"] + fields["date1"] + fields["date2"] == coded


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ([], "   "),
        ([("Russian", "ru")], "rus"),
        ([("Old Permic", None), ("Deutsch", "de")], "ger"),
        ([("pt-BR", "pt-BR")], "por"),
        ([("Old Permic", None)], "|||"),
        ([("yue", "yue")], "|||"),
    ],
)
def test_the_first_language_with_a_code_is_coded(values, code):
    """Blanks for none given, fill for none that has a code (008/35-37)."""
    assert fixed_data(record(language=values))["language"] == code


def test_each_language_is_counted_once():
    """“Russian” and “rus” are one language (041)."""
    one = record(language=[("Russian", "ru"), ("rus", "ru"), ("en", "en"), ("en-GB", "en-GB")])

    assert languages(one) == ["rus", "eng"]
