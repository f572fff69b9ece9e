"""Who may see a picture, and how much: decided before any cache, tile or validator."""

import io

import PIL.Image
import pytest
from archives import BASE, NAMESPACE, Clock, make_archive, put, settings_in
from iiif_archive import shown
from PIL import ImageChops, ImageStat
from stored_images import scan

from server.app import create_app
from server.urls import Urls

URLS = Urls(BASE, NAMESPACE)
TILE = "0,0,512,512/512,512/0/default.jpg"


class Restricted:
    """An archive with a public record and a restricted one, of the same picture."""

    def __init__(self, folder, side):
        scan(folder, 1_200, 800)
        settings = settings_in(folder, image_restricted_side=side)
        self.folder, self.archive = folder, make_archive(settings, Clock())
        self.put("open", "public")
        self.put("secret", "restricted")
        self.client = create_app(archive=self.archive).test_client()

    def put(self, record_id, access):
        pages = [{"key": "p1", "file": "1200x800.png"}]
        native = shown(record_id, pages=pages, ranges=[], access=access)
        put(self.archive, native, folder=self.folder)

    def get(self, asked, record_id="secret", version=3, **headers):
        service = URLS.image_service_2 if version == 2 else URLS.image_service
        address = f"{service(record_id, 'p1')}/{asked}".removeprefix(BASE)
        return self.client.get(address, headers=headers)

    def picture(self, asked, record_id="secret"):
        response = self.get(asked, record_id)
        assert response.status_code == 200, response.get_data()
        return PIL.Image.open(io.BytesIO(response.get_data()))


@pytest.fixture(scope="module")
def hidden(tmp_path_factory):
    return Restricted(tmp_path_factory.mktemp("hidden"), 0)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return Restricted(tmp_path_factory.mktemp("small"), 120)


@pytest.mark.parametrize("version", [2, 3])
@pytest.mark.parametrize(
    "asked", ["info.json", TILE, "full/300,200/0/default.jpg", "full/9,/0/gray.png"]
)
def test_nothing_of_a_restricted_page_is_served(hidden, asked, version):
    """Neither a stored tile, nor what is ready, nor what is rendered: as if it had never been."""
    assert hidden.get(asked, "open", version).status_code == 200
    assert hidden.get(asked, version=version).status_code == 404


def test_access_comes_before_validators_and_caches(hidden):
    """Who had it while it was public is not told that it is still the same."""
    hidden.put("closed", "public")
    asked = (TILE, "full/300,200/0/default.jpg", "full/99,/0/default.jpg")
    tags = [hidden.get(one, "closed").headers["ETag"] for one in asked]
    hidden.put("closed", "restricted")
    for one, tag in zip(asked, tags, strict=True):
        for headers in ({}, {"If-None-Match": tag}, {"If-None-Match": "*"}):
            assert hidden.get(one, "closed", **headers).status_code == 404


def test_a_restricted_page_is_a_small_image_where_that_is_set(small):
    """info.json tells the size that there is, and the limits (3.0 §5.2); nothing tells of more."""
    info = small.get("info.json").get_json()

    assert (info["width"], info["height"]) == (120, 80)
    assert (info["maxWidth"], info["maxHeight"], info["maxArea"]) == (120, 120, 14_400)
    assert "tiles" not in info
    assert all(size["width"] <= 120 for size in info["sizes"])
    assert small.picture("full/max/0/default.jpg").size == (120, 80)


@pytest.mark.parametrize(
    "asked",
    [TILE, "full/121,/0/default.jpg", "full/^121,/0/default.jpg", "600,0,9,9/max/0/default.jpg"],
)
def test_no_more_than_the_small_image_can_be_asked_for(small, asked):
    """Neither a tile of the large one, nor a region of it, nor a larger size."""
    response = small.get(asked)

    assert response.status_code == 400 or max(small.picture(asked).size) <= 120


def test_parts_of_a_small_image_have_no_more_detail(small):
    """Regions put together are the small image, not the large one."""
    whole = small.picture("full/max/0/default.png")
    part = small.picture("30,20,60,40/max/0/default.png")
    enlarged = small.picture("30,20,12,8/^120,/0/default.png")

    assert part.tobytes() == whole.crop((30, 20, 90, 60)).tobytes()
    assert enlarged.size == (120, 80)
    original = small.picture("300,200,120,80/max/0/default.png", "open")
    assert enlarged.tobytes() != original.tobytes()


def test_a_tile_of_a_small_image_is_no_stored_tile(tmp_path):
    """Its own info.json may offer tiles, which are cut out of the small image."""
    large = Restricted(tmp_path, 1_000)
    info = large.get("info.json").get_json()
    tile, stored = large.picture(TILE), large.picture(TILE, "open")
    whole = large.picture("full/max/0/default.png")

    assert (info["width"], info["height"], info["tiles"][0]["width"]) == (1_000, 667, 512)
    assert distance(tile, whole.crop((0, 0, 512, 512))) < 3 < distance(stored, tile)


def distance(one, other):
    """Return by how much two pictures differ in a channel, on average."""
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3


def test_the_record_of_a_small_image_stays_hidden(small):
    """Manifest and page of the record are absent as before, and a withdrawn one has no image."""
    for address in (URLS.manifest("secret"), URLS.record("secret")):
        assert small.client.get(address.removeprefix(BASE)).status_code == 404
    small.put("gone", "restricted")
    small.archive.store.delete(["gone"])

    assert small.get("full/max/0/default.jpg", "gone").status_code == 404


def test_what_was_kept_of_a_public_page_is_not_sent_of_a_restricted_one(small):
    """A picture has another name in the cache as soon as less of it may be seen."""
    small.put("closed", "public")
    before = small.get("full/100,/0/default.jpg", "closed")
    small.put("closed", "restricted")
    after = small.get("full/100,/0/default.jpg", "closed")

    assert before.headers["ETag"] != after.headers["ETag"]
    assert small.picture("full/100,/0/default.jpg", "closed").size == (100, 67)
