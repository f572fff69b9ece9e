"""What passes from program to program in a real browser: content states, and forms."""

from urllib.parse import parse_qs, urlsplit

from server.iiif.content_state import of_canvas
from server.urls import Urls

FRAME = "details#viewer iframe"

# What a browser says of a link when it is dragged, without any script of the page.
DRAGGED = """() => new Promise(resolve => addEventListener("dragstart", event =>
  resolve(["text/uri-list", "text/plain"].map(type => event.dataTransfer.getData(type)))))"""


def test_a_content_state_opens_the_viewer_at_its_page(open_screen, base):
    """A link to cite, found anywhere, shows the page that it names (Content State 1.0 §3.1)."""
    state = of_canvas("several", "p1", Urls(base, "archive.example"))
    screen = open_screen(f"/?iiif-content={state}")
    screen.until_page(1, FRAME)

    assert screen.page.url == f"{base}/records/several?page=p1#viewer"
    assert screen.failed == []


def test_a_link_to_cite_leads_to_its_page(open_screen, base):
    """The link beside a page is such a state."""
    screen = open_screen("/records/several")
    screen.page.get_by_label("Link to cite this page: Page 2").click()
    screen.until_page(1, FRAME)

    assert screen.page.url == f"{base}/records/several?page=p1#viewer"


def test_what_is_dragged_names_the_manifest(open_screen, base):
    """Viewers elsewhere read it from the address that is dropped (Content State 1.0 §3.4)."""
    page = open_screen("/records/several", bypass_csp=True).page
    page.evaluate(f"() => {{ window.dragged = ({DRAGGED})() }}")
    page.locator("a.drag").hover()
    page.mouse.down()
    page.mouse.move(10, 10, steps=5)
    uris, text = page.evaluate("() => window.dragged")
    page.mouse.up()
    named = parse_qs(urlsplit(uris).query)

    assert text == uris
    assert uris.startswith(f"{base}/records/several?")
    assert named == {
        name: [f"{base}/iiif/3/several/manifest"] for name in ("iiif-content", "manifest")
    }


def test_the_form_about_oai_pmh_needs_no_script(open_screen, base):
    """Empty fields do not reach the protocol, and the list goes on from link to link."""
    page = open_screen("/oai/explore", java_script_enabled=False).page
    page.get_by_label("Question").select_option("ListIdentifiers")
    page.get_by_label("Format").select_option("oai_dc")
    page.get_by_role("button", name="Ask").click()
    asked = f"{base}/oai/explore?verb=ListIdentifiers&metadataPrefix=oai_dc"
    first = page.locator("tbody th a").first

    assert page.url == asked
    assert page.locator("h2#answer").inner_text() == "The answer"
    first.click()
    assert page.locator(".fault").count() == 0
    assert "verb=GetRecord" in page.url
