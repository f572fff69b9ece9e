"""The viewer: offered where it is wanted and here, alone in running scripts, sent packed."""

import gzip
import json
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from archives import make_archive, settings_in
from browsing import BASE, CANARY, RICH, RICH_PATH, SECRET, one, plain, words

import server
from schemas.record import Image, MediaFile, Page, Recording
from server import viewer
from server.app import create_app

STATIC = Path(server.__file__).parent / "static"
VIEWER_PATH = f"/viewer/{quote(RICH.id, safe='')}"
needs_mirador = pytest.mark.skipif(
    not (STATIC / viewer.SCRIPT).is_file(), reason="`make viewer` could not take Mirador from npm"
)
pytestmark = needs_mirador


def directives(response):
    """The policy of a page, by directive."""
    policy = response.headers["Content-Security-Policy"]
    return dict(part.strip().partition(" ")[::2] for part in policy.split(";"))


def test_a_record_with_pictures_offers_the_viewer(full):
    """A disclosure and a frame: both work by keyboard and tell their state without a script."""
    details = one(full.page(RICH_PATH), "//details[@id='viewer']")
    frame = one(details, "iframe")

    assert "open" not in details.attrib
    assert words(one(details, "summary/span[@class='to-open']")) == "Open the pages in the viewer"
    assert frame.get("src") == f"{BASE}{VIEWER_PATH}"
    assert frame.get("title") == "Viewer: Letter on testing"
    assert frame.get("loading") == "lazy"
    assert one(details, "p/a").get("href") == frame.get("src")


def test_a_record_without_pictures_offers_none(full):
    """There would be nothing to see; the address says so."""
    assert not full.page("/records/d60").xpath("//iframe|//*[@id='viewer']")
    assert full.get("/viewer/d60").status_code == 404


def test_a_record_with_sound_offers_it(site):
    """A viewer plays what is heard, and turns its pages with the others."""
    talk = MediaFile("p1", "talk.mp3", media_type="audio/mpeg")
    site.put(replace(plain("talk"), files=(talk,)))
    digest = site.store.kept("talk").record.files[0].digest
    recording = Recording(digest, "audio/mpeg", 9, 2.5)
    site.put(
        replace(plain("talk"), files=(talk,), pages=(Page("p1", media=recording, duration=2.5),))
    )

    assert len(site.page("/records/talk").xpath("//details[@id='viewer']")) == 1
    told = one(site.page("/viewer/talk"), "//div[@id='viewer']")
    assert told.get("data-canvas") == f"{BASE}/iiif/3/talk/canvas/p1"


def test_an_address_opens_the_viewer_at_its_page(site):
    """What a page's link says is carried on; a key that is none opens nothing."""
    pages = tuple(Page(key, key, image=Image("x", 9, 9)) for key in ("p1", "p2"))
    site.put(replace(plain("two"), pages=pages))
    link = one(site.page("/records/two"), "//*[@id='page-p2']//figcaption/a").get("href")
    path = link.removeprefix(BASE)

    assert path == "/records/two?page=p2#viewer"
    details = one(site.page(path), "//details[@id='viewer']")
    assert "open" in details.attrib
    assert one(details, "iframe").get("src") == f"{BASE}/viewer/two?page=p2"
    tree = site.page("/viewer/two?page=p2")
    assert one(tree, "//div[@id='viewer']").get("data-canvas") == f"{BASE}/iiif/3/two/canvas/p2"
    unknown = one(site.page("/records/two?page=p9"), "//details[@id='viewer']")
    assert "open" not in unknown.attrib
    assert one(unknown, "iframe").get("src") == f"{BASE}/viewer/two"


def test_the_viewer_is_told_what_to_open(full):
    """Manifest, canvas, and the panel of texts where there are any."""
    told = dict(one(full.page(f"{VIEWER_PATH}?q=Первый"), "//div[@id='viewer']").attrib)

    assert told == {
        "id": "viewer",
        "data-manifest": f"{BASE}/iiif/3/rich%2F%D0%BF%D0%B8%D1%81%D1%8C%D0%BC%D0%BE%201/manifest",
        "data-canvas": f"{BASE}/iiif/3/rich%2F%D0%BF%D0%B8%D1%81%D1%8C%D0%BC%D0%BE%201/canvas/p1",
        "data-query": "Первый",
        "data-panel": "annotations",
        "data-thumbnails": "off",
    }


def test_the_viewer_alone_runs_scripts_and_only_ours(full):
    """Two files of this origin, no word of script in the page; nothing else may be reached."""
    response = full.get(VIEWER_PATH)
    tree = full.page(VIEWER_PATH)
    policy = directives(response)

    assert tree.xpath("//script/@src") == [
        f"{BASE}/static/mirador/mirador.min.js",
        f"{BASE}/static/viewer.js",
    ]
    assert not "".join(tree.xpath("//script//text()|//@onload|//@onclick"))
    assert policy["default-src"] == policy["form-action"] == "'none'"
    for name in ("script-src", "connect-src", "media-src"):
        assert policy[name] == "'self' https://archive.example"
    assert policy["base-uri"] == policy["object-src"] == "'none'"


def test_the_viewer_may_stand_in_any_frame_and_the_archive_in_none(full):
    """Who shows the viewer in a page of his own shows what is public; nothing can be done in it."""
    assert directives(full.get(VIEWER_PATH))["frame-ancestors"] == "*"
    assert directives(full.get(RICH_PATH))["frame-ancestors"] == "'self'"


def test_the_viewer_tells_nothing_of_what_is_restricted(full, site):
    """The same answer as for what does not exist."""
    secret, unknown = full.get("/viewer/secret"), full.get("/viewer/unknwn")

    assert secret.status_code == 404
    assert CANARY not in secret.get_data(as_text=True)
    assert secret.get_data() == unknown.get_data().replace(b"unknwn", b"secret")
    site.put(replace(SECRET, access=RICH.access))
    assert site.get("/viewer/secret").status_code == 200


@pytest.mark.parametrize("attack", ['"><script>alert(1)</script>', "' onload='alert(1)", "%00"])
def test_no_address_acts_on_the_viewer(full, attack):
    """What is asked for is an attribute, whatever it holds."""
    response = full.get(f"{VIEWER_PATH}?q={quote(attack)}&page={quote(attack)}")
    tree = full.page(f"{VIEWER_PATH}?q={quote(attack)}&page={quote(attack)}")

    assert response.status_code == 200
    assert len(tree.xpath("//script")) == 2
    assert not tree.xpath("//@onload")
    assert one(tree, "//div[@id='viewer']").get("data-query") == attack.replace("\0", "")


def test_a_setting_leaves_the_viewer_out(site):
    """An archive that has a viewer of its own needs no second one."""
    site.put(RICH)
    archive = replace(site.archive, settings=replace(site.settings, viewer=0))

    assert viewer.is_offered(site.archive)
    assert not viewer.is_offered(archive)


def test_the_log_says_that_the_viewer_is_missing(tmp_path, clock, capsys, monkeypatch):
    """Where npm was not to be reached, pages are complete, and the operator can read why."""
    monkeypatch.setattr(viewer, "SCRIPT", "mirador/nowhere.js")
    archive = make_archive(settings_in(tmp_path), clock)
    client = create_app(archive=archive).test_client()
    (line,) = capsys.readouterr().out.splitlines()

    assert json.loads(line)["event"] == "no viewer"
    assert "make viewer" in json.loads(line)["cause"]
    assert client.get("/").status_code == 200
    archive.store.engine.dispose()


def test_scripts_and_styles_are_sent_packed(client):
    """Mirador is 2.4 MB, a third of it packed; it is sent once, and asked after from then on."""
    address = f"/static/{viewer.SCRIPT}"
    with client.get(address, headers={"Accept-Encoding": "gzip"}) as packed:
        sent, etag = packed.get_data(), packed.headers["ETag"]
    with client.get(address) as answer:
        whole = answer.get_data()
    with client.get(address, headers={"If-None-Match": etag}) as again:
        assert again.status_code == 304

    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(sent) < len(whole) * 0.36
    assert gzip.decompress(sent) == whole == (STATIC / viewer.SCRIPT).read_bytes()


def test_the_viewer_is_the_release_that_the_lock_pins():
    """What is served was taken from the package whose digest is in package-lock.json."""
    locked = json.loads((STATIC.parents[1] / "package-lock.json").read_text())["packages"]
    mirador = locked["node_modules/mirador"]
    release = (STATIC / "mirador" / "release.txt").read_text()

    assert release == f"mirador {mirador['version']}\n{mirador['integrity']}\n"
    assert re.match("sha512-", mirador["integrity"])
