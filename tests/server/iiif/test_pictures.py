"""Pictures by the cheapest way to their bytes, in one process and in a crowd."""

import http.client
import json
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat

import pytest
import pyvips
from archives import letter
from live import fonds, free_port, ready_archive, running
from stored_images import pyramid_of, store

from server.iiif import pictures
from server.iiif.derivatives import Derivatives
from server.iiif.image import Limits, Size
from server.iiif.image_request import VERSION_2, VERSION_3
from server.iiif.pictures import WORKERS, Pictures
from server.iiif.pixels import LostImage
from server.iiif.renders import Renders
from server.iiif.stored import StoredImages


class Opened:
    """The pictures of a process, which counts what it renders."""

    def __init__(self, folder, monkeypatch):
        self.image, depot = store(folder)
        self.folder, self.rendered = folder, 0
        kept = Derivatives(folder / "derivatives", 10_000_000)
        self.pictures = Pictures(StoredImages(depot), kept, Renders(2))
        render = pictures.render

        def counted(*asked):
            self.rendered += 1
            return render(*asked)

        monkeypatch.setattr(pictures, "render", counted)

    def ask(self, path, version=VERSION_3, shrunk=None):
        full = shrunk or Size(self.image.width, self.image.height)
        request = version.parse_request(*path.split("/"), full, Limits())
        return self.pictures.ask(self.image.digest, request, shrunk, 0)

    def body(self, path, **how):
        return self.pictures.body(self.ask(path, **how))


@pytest.fixture
def opened(tmp_path, monkeypatch):
    return Opened(tmp_path, monkeypatch)


def test_what_is_stored_is_never_rendered(opened):
    """Tiles, edges and advertised sizes."""
    for path in ("0,0,512,512/512,512", "1024,0,277,512/277,", "full/651,545", "full/400,335"):
        assert opened.body(f"{path}/0/default.jpg")
    assert opened.rendered == 0


def test_what_was_rendered_is_kept(opened):
    """For either version of the API, and for either word for colour."""
    first = opened.body("full/123,/0/default.jpg")
    again = opened.body("full/123,/0/color.jpg", version=VERSION_2)

    assert (first == again, opened.rendered) == (True, 1)


def test_a_crowd_that_asks_for_one_picture_lets_it_be_rendered_once(opened):
    """Whether they come while it is made, or wait for a place behind it."""
    asked = opened.ask("full/124,/0/default.jpg")
    with ThreadPoolExecutor(16) as crowd:
        bodies = set(crowd.map(opened.pictures.body, repeat(asked, 16)))

    assert (len(bodies), opened.rendered) == (1, 1)


@pytest.mark.parametrize(
    "changed",
    [
        "full/125,/90/default.jpg",
        "full/125,/!0/default.jpg",
        "full/125,/0/gray.jpg",
        "full/125,/0/default.png",
        "full/126,/0/default.jpg",
        "square/125,/0/default.jpg",
    ],
)
def test_different_requests_are_different_pictures(opened, changed):
    """The digest tells apart all that is asked for."""
    assert opened.ask("full/125,/0/default.jpg").digest != opened.ask(changed).digest


def test_what_is_shown_small_is_another_picture(opened):
    """Nothing of the large one is sent of it: no tile, no ready file, no derivative."""
    small = Size(120, 101)
    asked = [opened.ask("full/100,/0/default.jpg", shrunk=one) for one in (None, small)]
    whole = opened.body("full/max/0/default.jpg", shrunk=small)

    assert asked[0].digest != asked[1].digest
    assert pyvips.Image.new_from_buffer(whole, "").width == 120
    assert opened.rendered == 1


def test_a_damaged_image_is_lost_for_all_who_wait(opened):
    """And nothing of it is kept."""
    path = pyramid_of(opened.folder, opened.image)
    path.write_bytes(path.read_bytes()[:1_000])
    asked = opened.ask("full/127,/0/default.jpg")
    with pytest.raises(LostImage):
        opened.pictures.body(asked)

    assert not (opened.folder / "derivatives").exists()


def test_workers_share_the_processors(monkeypatch):
    """As many are rendered at once as there are processors, one in each worker at least."""
    monkeypatch.setattr("os.cpu_count", lambda: 6)
    shares = []
    for workers in ("1", "2", "3", "4", "9"):
        monkeypatch.setenv(WORKERS, workers)
        shares.append(pictures._share())

    assert shares == [4, 3, 2, 2, 1]


@pytest.fixture(scope="module")
def crowded(tmp_path_factory):
    """A server of one worker, that renders one image at a time."""
    folder = tmp_path_factory.mktemp("crowded")
    noise = pyvips.Image.gaussnoise(3_200, 3_200, seed=3).cast("uchar")
    noise.copy(interpretation="b-w").jpegsave(str(folder / "page.jpg"))
    environment = ready_archive(folder, free_port(), FONDS_IMAGE_RENDERS="1")
    native = letter("page", pages=[{"key": "p1", "file": "page.jpg"}])
    (folder / "page.jsonl").write_text(json.dumps(native) + "\n")
    assert fonds(environment, "ingest", str(folder / "page.jsonl")).returncode == 0
    with running(environment, folder) as server:
        yield server


def get(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    began = time.monotonic()
    connection.request("GET", f"/iiif/image/3/page:p1/{path}/0/default.jpg")
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body, time.monotonic() - began


def test_a_crowd_is_told_to_come_back_and_tiles_are_sent_meanwhile(crowded):
    """503 and Retry-After for those beyond the queue; no tile waits behind it."""
    with ThreadPoolExecutor(40) as crowd:
        slow = [crowd.submit(get, crowded.port, f"full/{2_400 + n},") for n in range(40)]
        time.sleep(0.3)
        tile, body, seconds = get(crowded.port, "512,512,512,512/512,512")
        answers = [one.result() for one in slow]

    assert (tile.status, body[:2], seconds < 3) == (200, b"\xff\xd8", True)
    statuses = [response.status for response, _, _ in answers]
    assert set(statuses) == {200, 503}
    assert statuses.count(200) >= 17
    assert {r.headers["Retry-After"] for r, _, _ in answers if r.status == 503} == {"2"}
    assert "Python threads" not in crowded.said
