"""Who is in a set of all records of a kind."""

import pytest
from archives import letter, record_of

from schemas.check import check
from schemas.record import Image, Page, Record, Value
from schemas.row import Row
from schemas.selection import selects

PLAIN = record_of(letter())
SHOWN = Record("1", PLAIN.metadata, pages=(Page("p1", image=Image("a" * 64, 1, 1)),))
PEACE = "https://d-nb.info/gnd/4016920-7"
CHINESE = Record(
    "1",
    {
        "title": (Value("T"),),
        "language": (Value("Chinese", derived="zh-Hans"),),
        "subject": (Value("Nuclear Weapons"), Value("Peace", derived=PEACE)),
    },
)


@pytest.mark.parametrize(
    ("where", "record", "selected"),
    [
        ({}, PLAIN, True),
        ({"type": ("Text",)}, PLAIN, True),
        ({"type": ("Image", "Text")}, PLAIN, True),
        ({"type": ("Image",)}, PLAIN, False),
        ({"type": ("Text",), "language": ("ru",)}, PLAIN, True),
        ({"type": ("Text",), "language": ("en",)}, PLAIN, False),
        ({"language": ("zh",)}, CHINESE, True),
        ({"language": ("zh-hans",)}, CHINESE, True),
        ({"language": ("z",)}, CHINESE, False),
        ({"language": ("chinese",)}, CHINESE, True),
        ({"subject": ("nuclear weapons",)}, CHINESE, True),
        ({"subject": ("nuclear",)}, CHINESE, False),
        ({"subject": (PEACE,)}, CHINESE, True),
        ({"dcterms:spatial": ("Moscow",)}, CHINESE, False),
        ({"has": ("manifest",)}, SHOWN, True),
        ({"has": ("manifest",)}, PLAIN, False),
        ({"has": ("text",)}, Record("1", PLAIN.metadata, text={"en": "Words"}), True),
        (
            {"has": ("text",)},
            Record("1", PLAIN.metadata, pages=(Page("p", text={"en": "W"}),)),
            True,
        ),
        ({"has": ("file", "text")}, PLAIN, False),
        ({"type": ()}, PLAIN, False),
    ],
)
def test_a_record_is_selected_by_what_it_is(where, record, selected):
    """Every name must be met, each by any one of its values; nothing asked means all."""
    assert selects(where, record) is selected


@pytest.mark.parametrize(
    ("where", "field"),
    [
        ({"colour": "red"}, "where"),
        ({"has": "wings"}, "where.has"),
        (["Text"], "where"),
        ({"type": [{"a": 1}]}, "where.type"),
    ],
)
def test_what_cannot_be_asked_is_refused(where, field):
    """A set that nobody can be in, by a slip of the pen, would stay empty in silence."""
    checked = check(Row("test", 1, {"collection": "x", "where": where}))

    assert checked.is_refused
    assert [problem.field for problem in checked.problems] == [field]
