"""Content states that come in: only what is ours is shown, and nothing else is fetched."""

import json
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from browsing import BASE, RICH, RICH_PATH, one, words
from hypothesis import given
from hypothesis import strategies as st

import server
from server import viewer
from server.app import create_app
from server.iiif.content_state import encode, of_canvas
from server.urls import Urls

STATIC = Path(server.__file__).parent / "static"
URLS = Urls(BASE, "archive.example")
PLACE, IN_VIEWER = URLS.record_page(RICH.id, "p1"), URLS.record_in_viewer(RICH.id, "p1")
PAGE = IN_VIEWER if (STATIC / viewer.SCRIPT).is_file() else PLACE
MANIFEST = URLS.manifest(RICH.id)


def opened(site, state, path="/"):
    """Return the answer to *state* at *path*."""
    return site.get(f"{path}?iiif-content={quote(state, safe='')}")


@pytest.mark.parametrize("path", ["/", "/records/d60", RICH_PATH])
@pytest.mark.parametrize(
    ("state", "address"),
    [
        (MANIFEST, URLS.record(RICH.id)),
        (URLS.any_manifest(RICH.id), URLS.record(RICH.id)),
        (MANIFEST.replace("/iiif/3/", "/iiif/2/"), URLS.record(RICH.id)),
        (URLS.canvas(RICH.id, "p1"), PAGE),
        (f"{URLS.canvas(RICH.id, 'p1')}#xywh=1,2,3,4", PAGE),
        (of_canvas(RICH.id, "p1", URLS), PAGE),
        (URLS.annotation(RICH.id, "p1", "ru"), PAGE),
        (URLS.painting_annotation(RICH.id, "p1"), PAGE),
        (URLS.text(RICH.id), URLS.record(RICH.id)),
        (URLS.text_annotation(RICH.id, "en"), URLS.record(RICH.id)),
        (f"{BASE}/iiif/3/{quote(RICH.id, safe='')}/range/1", URLS.record(RICH.id)),
        (URLS.collection("top"), URLS.home()),
        (URLS.collection("papers:letters"), URLS.collection_page("papers:letters")),
        (
            encode(
                json.dumps(
                    {
                        "id": "https://elsewhere.example/canvas/1",
                        "type": "Canvas",
                        "partOf": [{"id": MANIFEST, "type": "Manifest"}],
                    }
                )
            ),
            URLS.record(RICH.id),
        ),
    ],
)
def test_a_state_leads_to_the_page_that_shows_it(full, path, state, address):
    """Record, page or collection, in every form, wherever it is handed in (§3.1, §4)."""
    response = opened(full, state, path)

    assert response.status_code == 303
    assert response.headers["Location"] == address


def test_an_address_that_lost_its_escapes_is_understood(full):
    """Links are written by hand: the slash in an id arrives bare."""
    response = full.get(f"/?iiif-content={MANIFEST}")

    assert response.headers["Location"] == URLS.record(RICH.id)


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/manifest",
        "http://127.0.0.1:22/",
        f"{BASE}.evil.example/iiif/3/a/manifest",
        "https://archive.example@evil.example/fonds/iiif/3/a/manifest",
        f"{BASE}/oai?verb=Identify",
        f"{BASE}/iiif/image/3/a:p1/info.json",
        f"{BASE}/iiif/3/%00/manifest",
    ],
)
def test_what_is_elsewhere_is_not_opened(full, address):
    """It is said to be elsewhere; it is neither fetched nor led to (OWASP: SSRF, open redirect)."""
    tree = full.page(f"/?iiif-content={quote(address, safe='')}", 404)

    assert "Only what is in this archive is shown here" in words(one(tree, "//main"))
    assert address not in tree.xpath("//@href")


@pytest.mark.parametrize("state", ["", "x", "{}", "javascript:alert(1)", "a" * 9000, "%FF", "\x00"])
def test_what_is_no_state_is_refused(full, state):
    """A plain page that says what is expected."""
    tree = full.page(f"/?iiif-content={quote(state, safe='')}", 400)

    assert "is no content state" in words(one(tree, "//main"))


@given(st.text(max_size=60).map(str.encode) | st.binary(max_size=60))
def test_whatever_is_asked_is_answered(full, state):
    """Never a fault, and never an address that is not ours."""
    response = full.get(f"/?iiif-content={quote(state, safe='')}")

    assert response.status_code in {303, 400, 404}
    assert response.headers.get("Location", BASE).startswith(BASE)


def test_a_record_that_nobody_may_see_is_not_betrayed(full):
    """Its address leads to the page that knows nothing of it, as for any other name."""
    secret, unknown = (opened(full, URLS.manifest(name)) for name in ("secret", "unknown"))

    assert secret.headers["Location"].replace("secret", "unknown") == unknown.headers["Location"]


def test_a_record_offers_itself_to_other_viewers(full):
    """A link to drag, that works as a link too, and one to cite for each page with a picture."""
    tree = full.page(RICH_PATH)
    dragged = one(tree, "//a[@class='drag']").get("href")
    cited = tree.xpath("//section[@class='page']//p/a/@href")

    assert urlsplit(dragged).query.count(quote(MANIFEST, safe="")) == 2
    assert {"iiif-content", "manifest"} == {
        part.partition("=")[0] for part in urlsplit(dragged).query.split("&")
    }
    assert full.get(dragged.removeprefix(BASE)).headers["Location"] == URLS.record(RICH.id)
    assert len(cited) == len(RICH.images) == 1
    assert full.get(cited[0].removeprefix(BASE)).headers["Location"] == PAGE


def test_a_page_is_shown_where_it_stands_if_there_is_no_viewer(full):
    """The place on the record's page, with its picture and its texts."""
    without = replace(full.archive, settings=replace(full.settings, viewer=0, secret_key="x"))
    client = create_app(archive=without).test_client()
    answer = client.get(f"/?iiif-content={quote(URLS.canvas(RICH.id, 'p1'), safe='')}")

    assert answer.headers["Location"] == PLACE
    assert one(full.page(RICH_PATH), f"//section[@id='{urlsplit(PLACE).fragment}']") is not None


def test_a_record_without_pictures_offers_nothing_to_viewers(full):
    """There is no manifest to open."""
    tree = full.page("/records/d60")

    assert not tree.xpath("//a[contains(@href, 'iiif-content')]")


def test_links_to_cite_are_told_apart_and_say_what_they_show(full):
    """A name of its own that begins with the words in sight (WCAG 2.2: 2.4.4, 2.5.3)."""
    for link in full.page(RICH_PATH).xpath("//p[contains(@class, 'cited')]/a"):
        assert link.get("aria-label").startswith(words(link))
        assert link.get("aria-label") != words(link)
