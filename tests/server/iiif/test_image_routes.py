"""The edges of Image API 2.1, asked through a real application and stored images."""

import io

import PIL.Image
import pytest
from archives import BASE, NAMESPACE, letter
from iiif_archive import IDS, JSON, Served, shown

from server.urls import Urls

URLS = Urls(BASE, NAMESPACE)
JSON_LD = 'application/ld+json;profile="http://iiif.io/api/image/2/context.json"'


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Pictures of records with ids of every kind, of a restricted and of a withdrawn one."""
    served = Served(tmp_path_factory.mktemp("image-2"))
    served.put(
        *map(shown, IDS), letter("bare"), shown("gone"), shown("secret", access="restricted")
    )
    served.archive.store.delete(["gone"])
    yield served
    served.archive.store.close()


@pytest.mark.parametrize("record_id", IDS)
def test_every_image_is_described_at_its_id(served, record_id):
    """The @id of info.json is the base URI of the image (Image 2.1 §5.2)."""
    service = URLS.image_service_2(record_id, "p1")

    assert served.json(f"{service}/info.json")["@id"] == service
    assert served.get(f"{service}/full/full/0/default.jpg").status_code == 200


def test_the_base_uri_leads_to_the_description(served):
    """The base URI should redirect to info.json with 303 (Image 2.1 §2)."""
    service = URLS.image_service_2("letters/1958/4", "p1")
    response = served.get(service)

    assert response.status_code == 303
    assert response.headers["Location"] == f"{service}/info.json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("text/html", JSON),
        (f"{JSON}, application/ld+json", JSON),
        ("application/ld+json", JSON_LD),
        (JSON_LD, JSON_LD),
        (f"application/ld+json, {JSON};q=0.9", JSON_LD),
    ],
)
def test_the_description_is_json_unless_json_ld_is_asked_for(served, accept, media_type):
    """Without an explicit wish the server must return regular JSON (Image 2.1 §5.1)."""
    address = f"{URLS.image_service_2('letter-1', 'p1')}/info.json"
    response = served.get(address, **({"Accept": accept} if accept else {}))

    assert (response.status_code, response.content_type) == (200, media_type)
    assert response.vary.as_set() == {"accept", "accept-encoding"}
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_a_description_that_has_not_changed_is_not_sent_again(served):
    """A validator for each media type (RFC 9110 §8.8.3)."""
    address = f"{URLS.image_service_2('letter-1', 'p1')}/info.json"
    first = served.get(address)
    again = served.get(address, **{"If-None-Match": first.headers["ETag"]})
    other = served.get(address, **{"If-None-Match": first.headers["ETag"], "Accept": JSON_LD})

    assert (again.status_code, other.status_code) == (304, 200)


@pytest.mark.parametrize(
    ("asked", "media_type", "size"),
    [
        ("full/full/0/default.jpg", "image/jpeg", (600, 800)),
        ("full/max/0/color.jpg", "image/jpeg", (600, 800)),
        ("full/300,/0/default.jpg", "image/jpeg", (300, 400)),
        ("full/1200,/0/default.jpg", "image/jpeg", (1200, 1600)),
        ("0,0,100,50/full/90/gray.png", "image/png", (50, 100)),
        ("square/!90,90/0/default.webp", "image/webp", (90, 90)),
    ],
)
def test_an_image_is_rendered_as_asked(served, asked, media_type, size):
    """Region, size, rotation, quality and format, in that order (Image 2.1 §4)."""
    response = served.get(f"{URLS.image_service_2('letter-1', 'p1')}/{asked}")

    assert (response.status_code, response.content_type) == (200, media_type)
    assert PIL.Image.open(io.BytesIO(response.get_data())).size == size


def test_an_image_names_its_canonical_address_and_its_profile(served):
    """Two links, of the canonical URI and of the compliance level (Image 2.1 §4.7, §6)."""
    service = URLS.image_service_2("two words", "p1")
    link = served.get(f"{service}/pct:0,0,50,50/150,200/0/color.jpg").headers["Link"]

    assert link == (
        f'<{service}/0,0,300,400/150,/0/default.jpg>;rel="canonical", '
        '<http://iiif.io/api/image/2/level2.json>;rel="profile"'
    )


def test_head_is_get_without_a_body(served):
    """Whoever wants to know whether a picture is there need not fetch it (RFC 9110 §9.3.2)."""
    address = f"{URLS.image_service_2('letter-1', 'p1')}/full/full/0/default.jpg"
    headed = served.client.head(address.removeprefix(BASE))

    assert (headed.status_code, headed.get_data()) == (200, b"")
    assert headed.headers["ETag"] == served.get(address).headers["ETag"]


@pytest.mark.parametrize(
    "asked",
    [
        "full/^max/0/default.jpg",
        "full/0,/0/default.jpg",
        "full/full/0/native.jpg",
        "full/full/0/default.bmp",
        "full/99999,/0/default.jpg",
        "600,0,10,10/full/0/default.jpg",
        "full/full/361/default.jpg",
    ],
)
def test_a_malformed_image_request_is_refused_with_reasons(served, asked):
    """400, in words that say what to change (Image 2.1 §7.2)."""
    response = served.get(f"{URLS.image_service_2('letter-1', 'p1')}/{asked}")

    assert (response.status_code, response.content_type) == (400, "application/problem+json")
    assert response.get_json(force=True)["detail"]


@pytest.mark.parametrize(
    ("record_id", "status"), [("unknown", 404), ("secret", 404), ("bare", 404), ("gone", 410)]
)
def test_what_is_not_to_be_seen_is_absent(served, record_id, status):
    """A withdrawn record is gone; a restricted one is as if it had never been."""
    service = URLS.image_service_2(record_id, "p1")
    addresses = (service, f"{service}/info.json", f"{service}/full/full/0/default.jpg")

    assert [served.get(address).status_code for address in addresses] == [status] * 3
