"""Search inside a document: each viewer that has one asks us, says what it found, and marks it.

Mirador and Universal Viewer speak Content Search 1.0. A text without places for its words is
marked as a whole: its page.
"""

from urllib.parse import quote, unquote_plus

import pytest
from viewing import order_in, order_of

# The colour of a viewer's mark, and how much of it there is; where words go in, and on to the next.
MARKS = {"mirador": ((255, 255, 0), 0.3), "universal": ((17, 212, 255), 0.5)}
FIELDS = {"mirador": "input[type='text']", "universal": "#searchWithinInput"}
FOUND = {"mirador": "1 of 2", "universal": "2 results found"}
NEXT = {"mirador": "button[aria-label='next result' i]", "universal": "button.nextResult"}


def searches(screen):
    """What was asked of our search, as words."""
    return [
        unquote_plus(path.partition("?q=")[2])
        for path in screen.asked
        if path.startswith("/iiif/search/1/several?")
    ]


def opened(open_screen, base, elsewhere, viewer):
    """Return a screen on which *viewer* shows three letters, ready to search."""
    if viewer == "universal":
        manifest = quote(f"{base}/iiif/3/several/manifest", safe="")
        return open_screen(f"{elsewhere}/universal.html?manifest={manifest}")
    screen = open_screen("/viewer/several")
    screen.page.get_by_role("tab", name="Search").click()
    return screen


@pytest.mark.parametrize("viewer", MARKS)
def test_a_search_finds_and_highlights(open_screen, base, elsewhere, viewer):
    """Asked once, answered, counted; the first hit is marked, and the next one on its own page."""
    screen = opened(open_screen, base, elsewhere, viewer)
    screen.until_page(0)
    screen.page.locator(FIELDS[viewer]).locator("visible=true").first.fill("prohibition")
    screen.page.keyboard.press("Enter")
    screen.until_marked(0, *MARKS[viewer])
    screen.keep(f"{viewer}-search")
    assert FOUND[viewer] in screen.page.locator("body").inner_text().replace("\n", " ")
    screen.page.locator(NEXT[viewer]).locator("visible=true").first.click()
    screen.until_marked(2, *MARKS[viewer])

    assert searches(screen) == ["prohibition"]
    assert screen.failed == []
    assert screen.complaints == []


def test_an_address_opens_the_viewer_with_a_search(open_screen):
    """Words of any alphabet, asked once: what a reader was sent is what he sees."""
    screen = open_screen(f"/viewer/several?q={quote('второе ПИСЬМО')}")
    screen.until_marked(1, *MARKS["mirador"])

    assert searches(screen) == ["второе ПИСЬМО"]
    assert screen.complaints == []


def test_a_page_that_is_not_marked_is_told_apart(open_screen):
    """Nothing is found, nothing marked: the page has its own colours."""
    screen = open_screen("/viewer/several?q=zeppelin")
    screen.page.get_by_text("No results found").first.wait_for()
    screen.until_page(0)

    assert order_in(screen.page.screenshot()) == order_of(0)
