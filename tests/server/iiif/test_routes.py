"""The edges of IIIF, asked through a real application, store and stored images."""

import io
import json
from urllib.parse import quote

import PIL.Image
import pytest
from archives import BASE, NAMESPACE, letter
from iiif_archive import IDS, JSON, NAME, Served, shown

from schemas.record import Collection, Value
from server.app import create_app
from server.iiif.image_request import VERSION_3
from server.iiif.pyramids import pyramid_path
from server.urls import Urls

URLS = Urls(BASE, NAMESPACE)

PRESENTATION_3 = "http://iiif.io/api/presentation/3/context.json"
IMAGE_3 = "http://iiif.io/api/image/3/context.json"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """An archive to look at: ids of every kind, a restricted, a deleted and a bare record."""
    served = Served(tmp_path_factory.mktemp("iiif"))
    served.put(*map(shown, IDS), letter("bare"), shown("gone"), shown("loose", collections=[]))
    served.put(shown("secret", access="restricted"), shown("gone-secret", access="restricted"))
    served.archive.store.delete(["gone", "gone-secret"])
    served.archive.store.describe([Collection("letters", {"title": (Value("Письма", "ru"),)})])
    yield served
    served.archive.store.close()


def resources(record_id):
    """The addresses under which a record's parts are published."""
    return [
        URLS.manifest(record_id),
        URLS.canvas(record_id, "p1"),
        URLS.painting(record_id, "p1"),
        URLS.painting_annotation(record_id, "p1"),
        URLS.annotations(record_id, "p1"),
        URLS.annotation(record_id, "p1", "ru"),
        URLS.range(record_id, "1"),
        URLS.range(record_id, "1.1"),
        URLS.text(record_id),
        URLS.text_annotation(record_id, "en"),
    ]


@pytest.mark.parametrize("record_id", IDS)
def test_every_resource_is_published_at_its_id(served, record_id):
    """The id is the URI at which a resource is published (§3.2), whatever the record's id holds."""
    for address in resources(record_id):
        assert served.json(address)["id"] == address


@pytest.mark.parametrize("record_id", IDS)
def test_every_image_is_described_at_its_id(served, record_id):
    """The id of info.json is the base URI of the image (Image 3.0 §5.2)."""
    service = URLS.image_service(record_id, "p1")

    assert served.json(f"{service}/info.json")["id"] == service
    assert (
        served.get(URLS.image_service(record_id, "p1") + "/full/max/0/default.jpg").status_code
        == 200
    )


def test_an_escaped_colon_is_a_colon(served):
    """An identifier may come with every reserved character escaped (Image 3.0 §9)."""
    identifier = quote("ark:/12345/x9:p1", safe="")
    address = f"/iiif/image/3/{identifier}/info.json"

    assert served.json(address)["id"] == URLS.image_service("ark:/12345/x9", "p1")


def test_a_manifest_is_sent_as_it_is_stored(served):
    """Reading a manifest parses nothing and writes nothing."""
    body = served.get(URLS.manifest("letter-1")).get_data()

    assert body == served.archive.store.manifest("letter-1").body


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, f'application/ld+json;profile="{PRESENTATION_3}"'),
        ("*/*", f'application/ld+json;profile="{PRESENTATION_3}"'),
        ("application/ld+json", f'application/ld+json;profile="{PRESENTATION_3}"'),
        ("text/html", f'application/ld+json;profile="{PRESENTATION_3}"'),
        ("image/png;q=0", f'application/ld+json;profile="{PRESENTATION_3}"'),
        (JSON, JSON),
        ("application/json, text/javascript, text/plain", JSON),
        (
            f'{JSON};q=0.9, application/ld+json;profile="{PRESENTATION_3}"',
            f'application/ld+json;profile="{PRESENTATION_3}"',
        ),
    ],
)
def test_any_accept_gets_a_manifest(served, accept, media_type):
    """JSON-LD unless plain JSON is preferred (§6.3); never 406, for viewers ask for anything."""
    response = served.get(URLS.manifest("letter-1"), **({"Accept": accept} if accept else {}))

    assert (response.status_code, response.content_type) == (200, media_type)
    assert response.vary.as_set() == {"accept", "accept-encoding"}


@pytest.mark.parametrize("address", [*resources("letter-1"), URLS.collection("letters")])
def test_what_has_not_changed_is_not_sent_again(served, address):
    """A validator comes with every resource, one for each media type (RFC 9110 §8.8.3)."""
    first = served.get(address)
    again = served.get(address, **{"If-None-Match": first.headers["ETag"]})
    other = served.get(address, **{"If-None-Match": first.headers["ETag"], "Accept": JSON})

    assert (again.status_code, again.get_data()) == (304, b"")
    assert other.status_code == 200
    assert first.headers["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize("accept", ["*/*", JSON, f'application/ld+json;profile="{PRESENTATION_3}"'])
def test_without_a_version_the_newest_manifest_is_found(served, accept):
    """The id is where a manifest is published, so the address without a version leads there."""
    response = served.get("/iiif/letters%2F1958%2F4/manifest", Accept=accept)

    assert response.status_code == 303
    assert response.headers["Location"] == URLS.manifest("letters/1958/4")
    assert response.vary.as_set() == {"accept", "accept-encoding"}
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("record_id", "status"),
    [
        ("unknown", 404),
        ("secret", 404),
        ("bare", 404),
        ("gone", 410),
        ("gone-secret", 404),
        ("nul\0", 404),
    ],
)
def test_what_is_not_to_be_seen_is_absent(served, record_id, status):
    """A withdrawn record is gone; a restricted one is as if it had never been."""
    unversioned = f"/iiif/{quote(record_id, safe='')}/manifest"
    service = URLS.image_service(record_id, "p1")
    images = [
        service,
        f"{service}/info.json",
        URLS.image_service(record_id, "p1") + "/full/max/0/default.jpg",
    ]
    for address in (*resources(record_id), unversioned, *images):
        response = served.get(address)

        assert response.status_code == status, address
        assert response.content_type == "application/problem+json"
        assert response.headers["Cache-Control"] == "no-cache"


def test_a_restricted_record_is_refused_like_an_unknown_one(served):
    """Nothing in an answer tells that something is hidden."""
    refusals = [
        served.get(URLS.manifest(record_id)).get_data(as_text=True).replace(record_id, "ID")
        for record_id in ("secret", "unknown")
    ]

    assert refusals[0] == refusals[1]


@pytest.mark.parametrize(
    "address",
    [
        URLS.canvas("letter-1", "p3"),
        URLS.annotations("letter-1", "p2"),
        URLS.range("letter-1", "2"),
        URLS.range("letter-1", "1.1.1"),
        URLS.range("letter-1", "01"),
        URLS.annotation("letter-1", "p1", "fr"),
        URLS.text_annotation("letter-1", "ru"),
    ],
)
def test_a_part_that_is_not_there_is_not_found(served, address):
    """Only what a manifest embeds can be had alone."""
    response = served.get(address)

    assert response.status_code == 404
    assert response.content_type == "application/problem+json"


def test_the_root_collection_leads_to_everything(served):
    """From the root, every manifest can be reached (§5.1)."""
    root = served.json(URLS.collection("top"))
    letters = served.json(root["items"][0]["id"])
    of_1958 = served.json(letters["items"][0]["id"])

    assert root["label"] == {"none": [NAME]}
    assert [item["id"] for item in root["items"][1:]] == [URLS.manifest("loose")]
    assert letters["label"] == {"ru": ["Письма"]}
    assert of_1958["partOf"] == [
        {"id": letters["id"], "type": "Collection", "label": letters["label"]}
    ]
    assert {item["id"] for item in of_1958["items"]} == set(map(URLS.manifest, IDS))


@pytest.mark.parametrize("set_spec", ["letters", "letters:1958", "top"])
def test_a_collection_is_published_at_its_id(served, set_spec):
    """The id is the URI at which a collection is published (§3.2)."""
    assert served.json(URLS.collection(set_spec))["id"] == URLS.collection(set_spec)


@pytest.mark.parametrize("set_spec", ["unknown", "letters:unknown", "letters%00", "пис"])
def test_an_unknown_collection_is_not_found(served, set_spec):
    """What is no set spec is no collection either."""
    assert served.get(f"/iiif/3/collection/{set_spec}").status_code == 404


def test_the_base_uri_leads_to_the_description(served):
    """The base URI should redirect to info.json with 303 (Image 3.0 §2)."""
    service = URLS.image_service("letters/1958/4", "p1")
    response = served.get(service)

    assert response.status_code == 303
    assert response.headers["Location"] == f"{service}/info.json"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [("*/*", f'application/ld+json;profile="{IMAGE_3}"'), (JSON, JSON)],
)
def test_the_description_is_json_ld_unless_json_is_preferred(served, accept, media_type):
    """The media type of info.json is negotiated (Image 3.0 §5.1)."""
    address = f"{URLS.image_service('letter-1', 'p1')}/info.json"
    response = served.get(address, Accept=accept)

    assert response.content_type == media_type
    assert (response.get_json()["width"], response.get_json()["height"]) == (600, 800)


def test_the_description_tells_the_limits_of_this_server(served):
    """A client must know what it may ask for (Image 3.0 §5.2)."""
    described = served.json(f"{URLS.image_service('letter-1', 'p1')}/info.json")

    assert described["maxWidth"] == served.archive.settings.image_max_side
    assert described["maxArea"] == served.archive.settings.image_max_pixels


def test_the_description_says_whose_image_it_is(served):
    """Rights as the manifest has them, and the manifest itself (Image 3.0 §5.6, §5.8, §6)."""
    address = f"{URLS.image_service('letter-1', 'p1')}/info.json"
    manifest = served.json(URLS.manifest("letter-1"))
    response = served.get(address)
    described = json.loads(response.get_data())

    assert described["rights"] == manifest["rights"]
    assert described["partOf"] == [{name: manifest[name] for name in ("id", "type", "label")}]
    assert response.headers["Link"] == f'<{VERSION_3.profile}>;rel="profile"'


@pytest.mark.parametrize(
    ("asked", "media_type", "size"),
    [
        ("full/max/0/default.jpg", "image/jpeg", (600, 800)),
        ("full/300,/0/default.jpg", "image/jpeg", (300, 400)),
        ("0,0,100,50/max/90/gray.png", "image/png", (50, 100)),
        ("square/^700,/0/default.webp", "image/webp", (700, 700)),
        ("full/30,/0/default.tif", "image/tiff", (30, 40)),
        ("full/30,/0/bitonal.gif", "image/gif", (30, 40)),
    ],
)
def test_an_image_is_rendered_as_asked(served, asked, media_type, size):
    """Region, size, rotation, quality and format, in that order (Image 3.0 §4)."""
    response = served.get(f"{URLS.image_service('letter-1', 'p1')}/{asked}")

    assert response.status_code == 200
    assert response.content_type == media_type
    assert response.content_length == len(response.get_data())
    assert PIL.Image.open(io.BytesIO(response.get_data())).size == size


def test_an_image_names_its_canonical_address_and_its_profile(served):
    """Two links, of the canonical URI and of the compliance level (Image 3.0 §4.8, §6)."""
    service = URLS.image_service("two words", "p1")
    link = served.get(f"{service}/pct:0,0,50,50/^600,/0/color.jpg").headers["Link"]

    assert link == (
        f'<{service}/0,0,300,400/%5E600,800/0/default.jpg>;rel="canonical", '
        '<http://iiif.io/api/image/3/level2.json>;rel="profile"'
    )


def test_every_spelling_of_an_image_has_one_validator(served):
    """What was rendered once need not be sent again under another spelling."""
    service = URLS.image_service("letter-1", "p1")
    first = served.get(f"{service}/full/max/0/default.jpg")
    again = served.get(
        f"{service}/0,0,600,800/600,800/0/color.jpg", **{"If-None-Match": first.headers["ETag"]}
    )

    assert first.headers["Cache-Control"] == "public, max-age=86400"
    assert (again.status_code, again.get_data()) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_different_images_have_different_validators(served):
    """An ETag names one representation (RFC 9110 §8.8.3)."""
    service = URLS.image_service("letter-1", "p1")
    asked = ("full/max/0/default.jpg", "full/300,/0/default.jpg", "full/max/0/default.png")

    assert len({served.get(f"{service}/{one}").headers["ETag"] for one in asked}) == len(asked)


@pytest.fixture
def damaged(tmp_path):
    """An archive whose only picture is damaged, and its pyramid."""
    served = Served(tmp_path)
    served.put(shown("lost"))
    stored = served.archive.store.picture("lost", "p1").image
    path = pyramid_path(served.archive.settings.images_dir, stored.digest)
    path.write_bytes(path.read_bytes()[:1_000])
    return served, path


def test_a_validator_costs_no_pixel(damaged):
    """304 and HEAD are answered before anything is rendered (RFC 9110 §13, §9.3.2)."""
    served, _ = damaged
    address = f"{URLS.image_service('lost', 'p1')}/full/77,/0/default.jpg"
    head = served.client.head(address.removeprefix(BASE))
    conditions = (
        {"If-None-Match": head.headers["ETag"]},
        {"If-Modified-Since": head.headers["Last-Modified"]},
    )
    answers = [served.get(address, **condition).status_code for condition in conditions]

    assert (head.status_code, answers) == (200, [304, 304])
    assert served.get(address).status_code == 404


def test_head_does_not_say_how_long_what_nobody_made_is(served):
    """No length is better than a wrong one (RFC 9110 §8.6); all else is as GET has it."""
    address = f"{URLS.image_service('letter-1', 'p1')}/full/78,/0/default.jpg".removeprefix(BASE)
    head, get = served.client.head(address), served.client.get(address)
    told = {name: value for name, value in get.headers if name != "Content-Length"}

    assert {name: value for name, value in head.headers if name != "Date"} == told


def test_an_image_that_is_lost_is_not_found(damaged):
    """404 whatever the client has: there is nothing to confirm any more."""
    served, path = damaged
    address = f"{URLS.image_service('lost', 'p1')}/full/77,/0/default.jpg"
    answers = [served.get(address)]
    path.unlink()
    answers += [served.get(address), served.get(address, **{"If-None-Match": "*"})]

    assert [answer.status_code for answer in answers] == [404] * 3
    assert {answer.content_type for answer in answers} == {"application/problem+json"}
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-cache"}


def test_a_page_with_another_picture_was_modified_since(tmp_path):
    """Last-Modified does not go back to when an older picture was stored (RFC 9110 §8.8.2)."""
    served = Served(tmp_path)
    PIL.Image.new("RGB", (60, 80), "navy").save(tmp_path / "other.png")
    pages = [[{"key": "p1", "file": file}] for file in ("page.png", "other.png", "page.png")]
    now = served.archive.now
    now.now = 1_900_000_000  # later than any file here
    modified = []
    for page in pages:
        now.tick(100)
        served.put(shown("letter-1", pages=page, ranges=[]))
        answer = served.get(f"{URLS.image_service('letter-1', 'p1')}/full/max/0/default.jpg")
        modified.append(answer.last_modified.timestamp())

    assert modified == [1_900_000_100, 1_900_000_200, 1_900_000_300]


def test_a_picture_that_was_stored_anew_has_another_validator(damaged):
    """What is made of other bytes may be other bytes."""
    served, path = damaged
    address = f"{URLS.image_service('lost', 'p1')}/full/77,/0/default.jpg".removeprefix(BASE)
    first = served.client.head(address).headers["ETag"]
    path.write_bytes(path.read_bytes() + b"more")

    assert served.client.head(address).headers["ETag"] != first


@pytest.mark.parametrize(
    "asked",
    [
        "full/max/0/default",
        "full/max/0/default.xyz",
        "full/max/0/bright.jpg",
        "full/max/x/default.jpg",
        "full/0,/0/default.jpg",
        "full/9999,/0/default.jpg",
        "0,0,0,10/max/0/default.jpg",
        "600,0,10,10/max/0/default.jpg",
    ],
)
def test_a_malformed_image_request_is_refused_with_reasons(served, asked):
    """400, in words that say what to change (Image 3.0 §7.3)."""
    response = served.get(f"{URLS.image_service('letter-1', 'p1')}/{asked}")

    assert response.status_code == 400
    assert response.content_type == "application/problem+json"
    assert response.get_json(force=True)["detail"]


@pytest.mark.parametrize(
    "address",
    [
        "/iiif/image/3/letter-1:p3/info.json",
        "/iiif/image/3/letter-1/info.json",
        "/iiif/image/3/p1/full/max/0/default.jpg",
        "/iiif/image/3/letter-1:p1/full/max/0",
        "/iiif/image/3/:p1",
    ],
)
def test_an_unknown_image_is_not_found(served, address):
    """An identifier of nothing gets 404 (Image 3.0 §7.3)."""
    assert served.get(address).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/iiif/nul%00/manifest",
        "/iiif/3/nul%00/manifest",
        "/iiif/3/nul%00/canvas/p1",
        "/iiif/3/collection/nul%00",
        "/iiif/image/3/nul%00:p1/info.json",
        "/iiif/image/3/letter-1:p%00/info.json",
    ],
)
def test_what_no_database_can_seek_is_not_found(any_archive, address):
    """PostgreSQL takes no NUL in a text: such an address is of nothing, and no fault of ours."""
    client = create_app(archive=any_archive).test_client()

    assert client.get(address).status_code == 404


def test_head_is_get_without_a_body(served):
    """HEAD is advised (§6), for clients that only want to know whether something is there."""
    for address in (
        URLS.manifest("letter-1"),
        URLS.image_service("letter-1", "p1") + "/full/max/0/default.jpg",
    ):
        got = served.get(address)
        headed = served.client.head(address.removeprefix(BASE))

        assert (headed.status_code, headed.get_data()) == (200, b"")
        assert headed.headers["ETag"] == got.headers["ETag"]
