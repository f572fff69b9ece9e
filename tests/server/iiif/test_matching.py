"""Where a search is met in a text, and where on the canvas that is."""

import pytest

from server.iiif.matching import MOST_MATCHES, after, before, matches
from server.store.prepared import PageText

LINES = "A bird in the hand\nis worth two birds."


def page(text, boxes=(), times=()):
    return PageText("p1", "en", text, "p1", (1000, 800), boxes=boxes, times=times)


def boxes_of(text, line_height=100):
    """A box for each word: ten pixels a character, a line below the other."""
    boxes, place, top = [], 0, 0
    for line in text.split("\n"):
        start = place
        for word in line.split(" "):
            boxes.append((start, start + len(word), 10 * (start - place), top, 10 * len(word), 20))
            start += len(word) + 1
        place, top = place + len(line) + 1, top + line_height
    return tuple(boxes)


def shown(text, *phrases):
    return [
        [(text.text[one.start : one.end], one.fragment) for one in match.stretches]
        for match in matches(text, phrases)
    ]


def test_a_match_has_the_box_of_its_word():
    """One word, one rectangle, in the pixels of the canvas."""
    assert shown(page(LINES, boxes_of(LINES)), "bird") == [[("bird", "xywh=20,0,40,20")]]


def test_words_on_one_line_have_one_rectangle():
    """The union of the words of a match."""
    assert shown(page(LINES, boxes_of(LINES)), "in the hand") == [
        [("in the hand", "xywh=70,0,110,20")]
    ]


def test_a_match_on_two_lines_has_two_rectangles():
    """No rectangle covers what stands between them."""
    assert shown(page(LINES, boxes_of(LINES)), "hand is") == [
        [("hand", "xywh=140,0,40,20"), ("is", "xywh=0,100,20,20")]
    ]


def test_lines_without_line_breaks_are_told_by_their_boxes():
    """Some readers of pages put a blank between lines."""
    text = "hand is"
    boxes = ((0, 4, 900, 0, 40, 20), (5, 7, 0, 30, 20, 20))

    assert shown(page(text, boxes), "hand is") == [
        [("hand", "xywh=900,0,40,20"), ("is", "xywh=0,30,20,20")]
    ]


def test_vertical_writing_goes_down_a_column():
    """Characters one below the other are one rectangle."""
    boxes = ((0, 1, 500, 10, 30, 30), (1, 2, 500, 45, 30, 30), (2, 3, 440, 10, 30, 30))

    assert shown(page("核试验", boxes), "核 试") == [[("核试", "xywh=500,10,30,65")]]


def test_a_box_of_a_line_stands_for_every_word_of_it():
    """Where only lines were measured, a line is what can be shown."""
    assert shown(page("in the hand", ((0, 11, 5, 6, 70, 8),)), "the") == [
        [("the", "xywh=5,6,70,8")]
    ]


def test_a_text_without_boxes_has_no_rectangle():
    """Nothing is made up: pain of readers who were sent to 0,0,0,0."""
    assert shown(page(LINES), "bird") == [[("bird", "")]]


def test_what_is_heard_has_a_time():
    """Seconds of a recording, as Media Fragments write them (§4.2.1)."""
    times = ((0, 18, 1.5, 4.25), (19, 38, 4.25, 3600.125))

    assert shown(page(LINES, times=times), "bird", "hand is") == [
        [("bird", "t=1.5,4.25")],
        [("hand\nis", "t=1.5,3600.125")],
    ]


def test_all_words_are_found_in_the_order_of_the_text():
    """Each of several words, once."""
    assert shown(page("two and two"), "two", "and", "and two") == [
        [("two", "")],
        [("and", "")],
        [("and two", "")],
        [("two", "")],
    ]


def test_there_are_bounds():
    """A word that stands there a thousand times is no thousand answers."""
    assert len(matches(page("la " * 1000), ["la"])) == MOST_MATCHES


@pytest.mark.parametrize("place", [0, 5, 300, 999])
def test_context_is_what_stands_right_around(place):
    """Before and after, cut between words, and joined the very text (Web Annotation §4.2.4)."""
    text = "some words of a length " * 50
    start = min(place, len(text))

    assert text.startswith(after(text, start), start)
    assert text[:start].endswith(before(text, start))
    assert max(len(before(text, start)), len(after(text, start))) <= 60
