"""How a record asks to be shown: read from native JSON, refused in words, written back the same."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.check import check
from schemas.native import from_native, to_native
from schemas.problem import Severity
from schemas.record import Page, Range, Record, Value
from schemas.row import Row
from schemas.viewing import BEHAVIORS, contradiction
from schemas.viewing_fields import MAX_DEPTH

ADVISED = {
    "title": "T",
    "date": "1957",
    "type": "Text",
    "language": "en",
    "rights": "http://rightsstatements.org/vocab/InC/1.0/",
}
PAGES = [{"key": "cover"}, {"key": "p1"}, {"file": "last.png"}]

CONTENTS = [
    {"label": "Cover", "items": ["cover"]},
    {
        "label": [{"value": "Letters", "lang": "English"}, {"value": "Письма", "lang": "ru"}],
        "items": ["p1", {"label": "The last", "items": ["p3"]}],
    },
]


def checked(**native):
    record = {"id": "a", "metadata": ADVISED, "pages": PAGES}
    return check(Row("test", 1, record | native))


def told(**native):
    """What is said of a record: how severe, the field, the value."""
    return [(one.severity.value, one.field, one.value) for one in checked(**native).problems]


def within(depth):
    """Ranges, one within the other."""
    one = {"label": "deepest", "items": ["p1"]}
    for level in range(depth - 1):
        one = {"label": f"{level}", "items": [one]}
    return [one]


def test_a_table_of_contents_is_read():
    """Strings are keys of pages, objects ranges within (Presentation 3.0 §5.4)."""
    assert checked(ranges=CONTENTS).record.ranges == (
        Range((Value("Cover"),), ("cover",)),
        Range(
            (Value("Letters", "en"), Value("Письма", "ru")),
            ("p1", Range((Value("The last"),), ("p3",))),
        ),
    )


def test_nothing_is_said_of_what_is_well_said():
    """Direction, behavior, start and ranges are keys that a record has."""
    native = {"viewing_direction": "right-to-left", "behavior": ["paged"], "start": "p1"}

    assert told(ranges=CONTENTS, **native) == []


@pytest.mark.parametrize(
    "written", ["right-to-left", "Right to left", "right_to_left", " RTL ", "rtl"]
)
def test_a_direction_is_known_however_it_is_spelt(written):
    """Archivists write it in words; the record has the word of Presentation 3.0 (§3.2)."""
    assert checked(viewing_direction=written).record.viewing_direction == "right-to-left"


@pytest.mark.parametrize(
    ("written", "behaviors"),
    [
        ("Paged", ("paged",)),
        (["Auto advance", "repeat", "repeat"], ("auto-advance", "repeat")),
        ([], ()),
        (None, ()),
    ],
)
def test_behaviors_are_a_list_of_known_words(written, behaviors):
    """Values that a Manifest may have (§3.2, ``behavior``), each once."""
    assert checked(behavior=written).record.behavior == behaviors


@pytest.mark.parametrize(
    ("native", "field", "value"),
    [
        ({"viewing_direction": "upwards"}, "viewing_direction", "upwards"),
        ({"viewing_direction": ["rtl"]}, "viewing_direction", ""),
        ({"behavior": "facing-pages"}, "behavior", "facing-pages"),
        ({"behavior": ["multi-part"]}, "behavior", "multi-part"),
        ({"behavior": ["paged", "no-nav"]}, "behavior", "no-nav"),
        ({"behavior": [7]}, "behavior", "7"),
        ({"behavior": ["paged", "continuous"]}, "behavior", ""),
        ({"behavior": {"a": 1}}, "behavior", ""),
        ({"start": "p9"}, "start", "p9"),
        ({"start": "no key"}, "start", "no key"),
        ({"start": []}, "start", ""),
        ({"ranges": "p1"}, "ranges.0", "p1"),
        ({"ranges": ["p1"]}, "ranges.0", "p1"),
        ({"ranges": [{"items": ["p1"]}]}, "ranges.0.label", ""),
        ({"ranges": [{"label": " ", "items": ["p1"]}]}, "ranges.0.label", " "),
        ({"ranges": [{"label": "A\x01", "items": ["p1"]}]}, "ranges.0.label", r"A\u0001"),
        ({"ranges": [{"label": "A"}]}, "ranges.0.items", ""),
        ({"ranges": [{"label": "A", "items": []}]}, "ranges.0.items", ""),
        ({"ranges": [{"label": "A", "items": ["p1", "p2"]}]}, "ranges.0.items.1", "p2"),
        ({"ranges": [{"label": "A", "items": [["p1"]]}]}, "ranges.0.items.0", ""),
        (
            {"ranges": [{"label": "A", "items": [{"label": "B", "items": ["x"]}]}]},
            "ranges.0.items.0.items.0",
            "x",
        ),
        (
            {"ranges": [{"label": "A", "items": [{"items": ["p1"]}]}]},
            "ranges.0.items.0.label",
            "",
        ),
        ({"ranges": within(MAX_DEPTH + 1)}, "ranges", ""),
        ({"ranges": within(3000)}, "ranges", ""),
    ],
)
def test_what_cannot_be_shown_is_refused_where_it_stands(native, field, value):
    """One problem, whose field and value its writer can find."""
    assert told(**native) == [("refuse", field, value)]


def test_a_refusal_says_what_would_be_accepted():
    """Words of the standard are not guessed at; keys are those of the record itself."""
    problems = [
        *checked(viewing_direction="up").problems,
        *checked(behavior="x").problems,
        *checked(behavior=["paged", "continuous"]).problems,
        *checked(start="p9").problems,
    ]

    assert [one.message for one in problems] == [
        "expected one of: left-to-right, right-to-left, top-to-bottom, bottom-to-top",
        "expected one of: individuals, paged, continuous, unordered, auto-advance, "
        "no-auto-advance, repeat, no-repeat",
        "paged and continuous exclude each other: keep one of them",
        '"p9" is no page of this record, whose keys are: cover, p1, p3',
    ]


def test_an_unknown_name_or_language_in_a_range_is_a_warning():
    """What is not read is told, as in every other part of a record."""
    one = {"label": {"value": "A", "lang": "Klingonese"}, "items": ["p1"], "page": "1"}

    assert told(ranges=[one]) == [
        ("warn", "ranges.0.page", "1"),
        ("warn", "ranges.0.label", "Klingonese"),
    ]


def test_as_many_levels_as_somebody_could_mean_are_read():
    """The deepest table of contents that is let in is written and read again."""
    record = checked(ranges=within(MAX_DEPTH)).record

    assert from_native(json.loads(json.dumps(to_native(record)))) == record


GROUPS = [
    ("unordered", "individuals", "continuous", "paged"),
    ("auto-advance", "no-auto-advance"),
    ("repeat", "no-repeat"),
]


@pytest.mark.parametrize("group", GROUPS)
def test_two_of_a_group_exclude_each_other(group):
    """Disjoint sets as the specification has them (§3.2, ``behavior``)."""
    pairs = [(one, two) for one in group for two in group if one != two]
    others = [(one, other) for one in group for other in BEHAVIORS if other not in group]

    assert all(map(contradiction, pairs))
    assert not any(map(contradiction, others))


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), min_size=1)
LABELS = st.lists(
    st.builds(Value, TEXTS.filter(str.strip), st.sampled_from([None, "en", "zh-Hans"])), min_size=1
).map(tuple)
KEYS = st.sampled_from(["cover", "p1", "p3"])
RANGES = st.recursive(
    st.builds(Range, LABELS, st.lists(KEYS, min_size=1, max_size=3).map(tuple)),
    lambda inner: st.builds(
        Range, LABELS, st.lists(KEYS | inner, min_size=1, max_size=3).map(tuple)
    ),
    max_leaves=6,
)


@given(st.lists(RANGES, max_size=3).map(tuple), st.none() | KEYS)
def test_an_export_is_read_back_the_same(ranges, start):
    """``to_native`` and ``from_native`` undo each other, and the schema takes what is written."""
    pages = tuple(Page(key) for key in ("cover", "p1", "p3"))
    title = {"title": (Value("T"),)}
    record = Record(
        "a", title, pages=pages, ranges=ranges, start=start,
        viewing_direction="top-to-bottom", behavior=("continuous", "repeat"),
    )  # fmt: skip
    native = json.loads(json.dumps(to_native(record)))

    assert from_native(native) == record
    assert check(Row("test", 1, native)).record == record


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | KEYS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["label", "items", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(("viewing_direction", "behavior", "start", "ranges"), JSON)
    )
)
def test_whatever_json_holds_is_taken_or_refused(native):
    """Never an exception, and never a refusal without a reason."""
    found = checked(**native)

    assert found.is_refused == any(one.severity is Severity.REFUSE for one in found.problems)
