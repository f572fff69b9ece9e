"""Pages that are more than a picture: recordings, captions, OCR, and the places of words."""

import pytest

from metadata.json_lines import read_lines
from schemas.check import check
from schemas.native import from_native, to_native, write_line
from schemas.row import Row

MEDIA = {"digest": "a" * 64, "media_type": "video/mp4", "size": 9, "duration": 2.5, "width": 4}
PAGE = {
    "key": "p1",
    "text": {"en": "Dear comrade"},
    "media": {**MEDIA, "height": 3},
    "duration": 2.5,
    "captions": {"en": "talk.vtt"},
    "ocr": {"en": "p1.xml"},
    "boxes": {"en": [[0, 4, 10, 20, 30, 40], [5, 12, 50, 20, 60, 40]]},
    "times": {"en": [[0, 12, 0.5, 2.25]]},
}


def checked(page):
    """Return what becomes of a record with *page*, as JSON Lines bring it."""
    native = {"id": "r", "metadata": {"title": ["T"], "date": ["1958"]}, "pages": [page]}
    (row,) = read_lines("test", [write_line(native)])
    return check(row)


def messages(page):
    """Return the field and the message of each problem that a page has."""
    return {one.field: one.message for one in checked(page).problems if one.field[:5] == "pages"}


def test_all_that_a_page_has_comes_back():
    """An export is read as it was written."""
    record = checked(PAGE).record

    assert to_native(record)["pages"] == [PAGE]
    assert from_native(to_native(record)) == record


@pytest.mark.parametrize("name", ["captions", "ocr"])
def test_a_bare_name_is_of_no_known_language(name):
    """Nobody need say the language of a file that says it itself."""
    record = checked({name: "a.xml"}).record

    assert getattr(record.pages[0], name) == {"und": "a.xml"}


def test_languages_become_tags():
    """Texts and what belongs to them are met under one tag."""
    page = checked({"captions": {"English": "a.vtt", "rus": "b.vtt"}}).record.pages[0]

    assert page.captions == {"en": "a.vtt", "ru": "b.vtt"}


def test_two_files_in_one_language_are_told():
    """One of them cannot be read."""
    page = {"captions": {"en": "a.vtt", "eng": "b.vtt"}}

    assert checked(page).record.pages[0].captions == {"en": "a.vtt"}
    assert "already" in messages(page)["pages.0.captions.eng"]


def test_a_duration_is_written_as_seconds_or_as_on_a_clock():
    """Both are met in catalogues."""
    assert checked({"duration": "1:21"}).record.pages[0].duration == 81


@pytest.mark.parametrize(
    "places",
    [[[0, 99, 1, 1, 1, 1]], [[3, 3, 1, 1, 1, 1]], [[-1, 3, 1, 1, 1, 1]], [[0, 3, -1, 1, 1, 1]]],
)
def test_boxes_that_do_not_fit_their_text_are_left_out(places):
    """A box points to characters that there are: else it would lead astray."""
    page = {"text": {"en": "Dear"}, "boxes": {"en": places}}

    assert checked(page).record.pages[0].boxes == {}
    assert "do not fit" in messages(page)["pages.0.boxes.en"]


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("duration", "long", "not a duration"),
        ("duration", 0, "not a duration"),
        ("boxes", [], "expected lists by language"),
        ("boxes", {"en": 1}, "expected a list"),
        ("boxes", {"en": [[1, 2, 3]]}, "expected 6 numbers"),
        ("boxes", {"en": [[0, 1, "a", 1, 1, 1]]}, "expected 6 numbers"),
        ("times", {"en": [[0, 1, 0, "1e999"]]}, "expected 4 numbers"),
        ("captions", ["a.vtt"], "expected text"),
        ("media", {"digest": "x"}, "not a SHA-256"),
        ("media", MEDIA | {"media_type": "film"}, "not a media type"),
    ],
)
def test_what_has_another_form_is_refused(name, value, message):
    """The row says what was expected."""
    found = checked({"text": {"en": "x"}, name: value})

    assert found.is_refused
    assert any(message in one.message for one in found.problems)


def test_rows_without_any_of_it_are_as_before():
    """A plain page has no more keys than it had."""
    row = Row("test", 1, {"id": "r", "metadata": {"title": ["T"]}, "pages": ["p.tif"]})

    assert to_native(check(row).record)["pages"] == [{"key": "p1", "file": "p.tif"}]
