"""Three viewers that share no code each open every kind of record: asked, answered and painted."""

from urllib.parse import quote

import pytest
from viewing import RECORDS, SECONDS, TEXTS, chart, order_in, order_of, png_of

KINDS = [record["id"] for record in RECORDS]
FOREIGN = ["tify", "universal"]
TITLES = {record["id"]: record["metadata"]["title"][0]["value"] for record in RECORDS}


def opened(open_screen, base, elsewhere, viewer, key):
    """Return a screen on which *viewer* opens the record *key*."""
    if viewer == "mirador":
        return open_screen(f"/viewer/{key}")
    manifest = quote(f"{base}/iiif/3/{key}/manifest", safe="")
    return open_screen(f"{elsewhere}/{viewer}.html?manifest={manifest}")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("viewer", ["mirador", *FOREIGN])
def test_a_viewer_opens_it(open_screen, base, elsewhere, viewer, kind):
    """It asks for manifest, info.json and picture, gets them all, and paints the first page."""
    screen = opened(open_screen, base, elsewhere, viewer, kind)
    screen.until_page(0)
    screen.keep(f"{viewer}-{kind}")
    image = f"/iiif/image/3/{kind}:{'p0-1' if kind == 'pdf' else 'p0'}"

    assert screen.failed == []
    assert screen.complaints == []
    assert f"/iiif/3/{kind}/manifest" in screen.asked
    assert f"{image}/info.json" in screen.asked
    assert [path for path in screen.asked if path.startswith(f"{image}/") and ".jpg" in path]
    assert TITLES[kind] in screen.page.content()
    assert screen.hosts() <= {base.split("/")[2], elsewhere.split("/")[2]}


@pytest.mark.parametrize("viewer", ["mirador", "tify"])
def test_a_viewer_shows_transcript_and_translation(open_screen, base, elsewhere, viewer):
    """Both texts of the page stand beside it, whatever alphabet they are in."""
    screen = opened(open_screen, base, elsewhere, viewer, "several")

    for text in TEXTS[0].values():
        screen.page.get_by_text(text).first.wait_for()
    assert screen.page.get_by_text(TEXTS[1]["en"]).count() == 0


@pytest.mark.parametrize("viewer", ["mirador", *FOREIGN])
def test_a_viewer_plays_a_recording(open_screen, base, elsewhere, viewer):
    """Sound is asked for by ranges, has its length, and is heard from."""
    screen = opened(open_screen, base, elsewhere, viewer, "sound")
    sound = screen.page.locator("audio")
    sound.wait_for(state="attached")
    sound.evaluate("one => { one.muted = true; return one.play(); }")
    screen.until(lambda: sound.evaluate("one => one.currentTime") > 0, "the sound")
    screen.keep(f"{viewer}-sound")

    assert sound.evaluate("one => one.duration") == pytest.approx(SECONDS, abs=0.1)
    assert (206, f"{base}/files/sound/tone.wav") in screen.answers
    assert screen.failed == []
    assert screen.complaints == []


ONWARD = {
    "mirador": "button[aria-label='Next item']",
    "tify": "button[aria-label='Next page'], button[title='Next page']",
    "universal": "button.next, .btn.next",
}


@pytest.mark.parametrize("viewer", ONWARD)
def test_a_viewer_turns_the_page(open_screen, base, elsewhere, viewer):
    """The second page is asked for by its own key, and painted."""
    screen = opened(open_screen, base, elsewhere, viewer, "several")
    screen.until_page(0)
    screen.page.locator(ONWARD[viewer]).locator("visible=true").first.click()
    screen.until_page(1)

    assert "/iiif/image/3/several:p1/info.json" in screen.asked
    assert screen.failed == []


CONTENTS = {
    "mirador": ("[role='tab'][aria-label='Index']", "text=Ships"),
    "tify": ("button:has-text('Contents')", "text=Ships"),
    "universal": ("text=Index", "text=Ships"),
}


@pytest.mark.parametrize("viewer", CONTENTS)
def test_a_table_of_contents_leads_to_its_pages(open_screen, base, elsewhere, viewer):
    """A range is chosen by its label, and the first of its pages is painted (§5.4)."""
    screen = opened(open_screen, base, elsewhere, viewer, "several")
    screen.until_page(0)
    for step in CONTENTS[viewer]:
        screen.page.locator(step).locator("visible=true").first.click()
    screen.until_page(1)

    assert screen.failed == []
    assert screen.complaints == []


def test_a_book_that_is_read_from_the_right_begins_there(open_screen):
    """What follows stands at the left (viewingDirection, Presentation 3.0 §3.1)."""
    screen = open_screen("/viewer/arabic")
    screen.until_page(0)
    first, second = (
        screen.page.locator(f".mirador-thumbnail-nav-canvas-{number}").bounding_box()
        for number in range(2)
    )

    assert second["x"] < first["x"]


def test_a_screen_without_the_page_is_told_apart(open_screen):
    """The eye of these tests can be disappointed: by nothing, by half, by another page."""
    half = chart(0)
    half.paste((255, 255, 255), (0, 0, half.width, half.height // 2))

    assert order_in(png_of(chart(0))) == order_of(0)
    assert order_in(png_of(chart(1))) == order_of(1) != order_of(0)
    assert order_in(png_of(chart(0).rotate(180))) != order_of(0)
    assert order_in(png_of(half)) == ()
    assert order_in(open_screen("/records/unknown").page.screenshot()) == ()
