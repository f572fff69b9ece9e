"""The viewer in the page of a record: when it loads, where it opens, and who gets in and out."""

import pytest
from viewing import TEXTS

OPEN = "summary:has-text('Open the pages in the viewer')"
FRAME = "details#viewer iframe"
PAPER = {"light": "rgb(252, 251, 248)", "dark": "rgb(24, 22, 19)"}


def programs(screen):
    """What was asked of scripts, as names of files."""
    return [path.rpartition("/")[2] for path in screen.asked if path.endswith(".js")]


def test_nothing_of_the_viewer_loads_before_it_is_opened(open_screen, base):
    """The page costs no script; the viewer comes from our own origin, and nothing else does."""
    screen = open_screen("/records/several")
    screen.page.wait_for_load_state("networkidle")
    screen.page.locator(OPEN).scroll_into_view_if_needed()
    screen.page.wait_for_load_state("networkidle")
    assert programs(screen) == []
    assert not [path for path in screen.asked if path.startswith(("/viewer/", "/iiif/3/"))]
    screen.page.locator(OPEN).click()
    screen.until_page(0, FRAME)
    screen.keep("record-several")

    assert set(programs(screen)) == {"mirador.min.js", "viewer.js"}
    assert screen.hosts() == {base.split("/")[2]}
    assert screen.failed == []
    assert screen.complaints == []


def test_the_viewer_opens_at_the_page_that_an_address_names(open_screen):
    """The link beside a page is an address to keep: it opens the viewer, there."""
    screen = open_screen("/records/several")
    screen.page.get_by_label("Open in the viewer: Page 2").click()
    screen.until_page(1, FRAME)

    assert screen.page.url.endswith("/records/several?page=p1#viewer")
    assert "/iiif/image/3/several:p0/info.json" not in screen.asked


def test_the_viewer_is_reached_and_left_by_keyboard(open_screen):
    """Enter opens it, Tab goes in and through it and out of it: no trap (WCAG 2.2, 2.1.2)."""
    screen = open_screen("/records/one")
    screen.page.locator("summary").focus()
    screen.page.keyboard.press("Enter")
    screen.until_page(0, FRAME)
    reached = []
    for _ in range(60):
        screen.page.keyboard.press("Tab")
        reached.append(screen.page.evaluate("document.activeElement.tagName"))
        if reached[-1] != "IFRAME":
            break

    assert reached[0] == "IFRAME"
    assert 5 < len(reached) < 60
    assert screen.page.evaluate("document.activeElement.textContent").startswith("Open the viewer")


def test_enter_closes_what_it_opened(open_screen):
    """Focus stays on the one control that says whether the viewer is open."""
    screen = open_screen("/records/one")
    summary = screen.page.locator("summary")
    summary.focus()
    for state, words in ((True, "Close the viewer"), (False, "Open the page in the viewer")):
        screen.page.keyboard.press("Enter")
        assert screen.page.locator("details").evaluate("one => one.open") is state
        assert summary.inner_text() == words
        assert summary.evaluate("one => one === document.activeElement")


@pytest.mark.parametrize(
    ("locale", "lang", "direction", "word"),
    [
        ("de-AT", "de", "ltr", "Annotationen"),
        ("fa-IR", "fa", "rtl", "حاشیه نویسی ها"),
        ("zh-HK", "zh-TW", "ltr", "標註"),
        ("ko-KR", "ko", "ltr", "주석"),
        ("ru-RU", "en", "ltr", "Annotations"),
    ],
)
def test_the_viewer_speaks_the_readers_language(open_screen, locale, lang, direction, word):
    """The first language of the browser that Mirador has, else English; the page says which."""
    screen = open_screen("/viewer/several", locale=locale)
    screen.page.get_by_text(word, exact=True).first.wait_for()
    root = screen.page.locator("html")

    assert (root.get_attribute("lang"), root.get_attribute("dir")) == (lang, direction)


def test_the_viewer_keeps_still_for_who_wants_that(open_screen):
    """Nothing moves by itself where motion is unwelcome (WCAG 2.2, 2.3.3)."""
    durations = {}
    for motion in ("reduce", "no-preference"):
        screen = open_screen("/viewer/one", reduced_motion=motion)
        button = screen.page.locator("button[aria-label='Toggle sidebar']")
        button.wait_for()
        durations[motion] = button.evaluate("one => getComputedStyle(one).transitionDuration")

    assert durations["reduce"] == "0s"
    assert durations["no-preference"] != "0s"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_viewer_follows_day_and_night(open_screen, scheme):
    """Its ground is that of the archive's pages, and changes with the reader's system."""
    other = "dark" if scheme == "light" else "light"
    screen = open_screen("/viewer/one", color_scheme=scheme)
    bar = screen.page.locator(".mirador-window-top-bar")
    bar.wait_for()

    def ground():
        return bar.evaluate("one => getComputedStyle(one).backgroundColor")

    assert ground() == PAPER[scheme]
    screen.page.emulate_media(color_scheme=other)
    screen.until(lambda: ground() == PAPER[other], f"the {other} ground")


def test_the_page_is_complete_without_scripts(open_screen):
    """Pictures, texts in their languages and the way to every page are there for everybody."""
    screen = open_screen("/records/several", java_script_enabled=False)

    for number, texts in enumerate(TEXTS):
        leaf = screen.page.locator(f"#page-p{number}")
        assert leaf.locator("img").get_attribute("alt")
        for lang, text in texts.items():
            assert leaf.locator(f"[lang={lang}]").get_by_text(text).is_visible()
    screen.page.locator("summary").click()
    message = screen.page.frame_locator(FRAME).get_by_text("The viewer needs JavaScript")
    assert message.is_visible()


def test_a_search_in_the_document_needs_no_script(open_screen):
    """Words go in, places come out, and each leads to its page."""
    screen = open_screen("/records/several", java_script_enabled=False)
    screen.page.get_by_label("Words of the text").fill("prohibition")
    screen.page.get_by_role("button", name="Find").click()
    hits = screen.page.locator(".hits li")

    assert screen.page.url.endswith("/records/several?q=prohibition#inside")
    assert screen.page.locator("mark").all_inner_texts() == ["prohibition", "prohibition"]
    hits.nth(1).get_by_role("link").click()
    assert screen.page.url.endswith("#page-p2")


def test_others_may_frame_the_viewer_and_not_the_page(open_screen, elsewhere, base):
    """On another site the viewer shows whose it is; a page of the archive stays away."""
    screen = open_screen(f"{elsewhere}/frames.html?archive={base}")
    frame = screen.page.frame_locator("#viewer")
    frame.locator(".mirador-window").wait_for()

    assert frame.get_by_role("link", name="Three letters").first.is_visible()
    refused = [said for said in screen.complaints if "frame-ancestors 'self'" in said]
    assert refused
