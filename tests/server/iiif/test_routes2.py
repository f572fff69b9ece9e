"""The edges of Presentation 2.1, asked through a real application, store and stored images."""

import json
from urllib.parse import quote

import pytest
from archives import BASE, NAMESPACE, letter
from iiif_archive import IDS, JSON, NAME, Served, shown
from presentation2_rules import CONTEXT, violations

from schemas.record import Collection, Value
from server.app import ROUTES
from server.iiif.presentation2 import version_2
from server.urls import Urls

URLS = Urls(BASE, NAMESPACE)
VERSION_3 = 'application/ld+json;profile="http://iiif.io/api/presentation/3/context.json"'
VERSION_2 = f'application/ld+json;profile="{CONTEXT}"'


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """An archive to look at: ids of every kind, a restricted, a deleted and a bare record."""
    served = Served(tmp_path_factory.mktemp("iiif-2"))
    served.put(*map(shown, IDS), letter("bare"), shown("gone"), shown("loose", collections=[]))
    served.put(shown("secret", access="restricted"), shown("gone-secret", access="restricted"))
    served.archive.store.delete(["gone", "gone-secret"])
    served.archive.store.describe([Collection("letters", {"title": (Value("Письма", "ru"),)})])
    yield served
    served.archive.store.close()


def manifest(record_id):
    return URLS.in_version_2(URLS.manifest(record_id))


def collection(set_spec):
    return URLS.in_version_2(URLS.collection(set_spec))


def documents(record_id):
    """The addresses under which parts of a record are published, each the @id of its document."""
    addresses = (
        URLS.manifest(record_id),
        URLS.painting_annotation(record_id, "p1"),
        URLS.annotations(record_id, "p1"),
        URLS.annotation(record_id, "p1", "ru"),
        URLS.text(record_id),
        URLS.text_annotation(record_id, "en"),
    )
    return [URLS.in_version_2(address) for address in addresses]


def canvas(record_id, key):
    """Where the canvas of a page is put in 2.1 and in no other way."""
    return f"{manifest(record_id).removesuffix('manifest')}canvas/{key}"


@pytest.mark.parametrize("record_id", IDS)
def test_every_resource_is_published_at_its_id(served, record_id):
    """Manifests and lists must be published at their @id (§3.3), whatever the record's id holds."""
    for address in documents(record_id):
        made = served.json(address)

        assert made["@id"] == address
        assert violations(made) == []


@pytest.mark.parametrize("record_id", IDS)
def test_a_canvas_is_the_same_in_both_versions(served, record_id):
    """It should be published at its @id (§3.3), which is that of 3.0: Accept says how to put it."""
    address = URLS.canvas(record_id, "p1")
    said = served.json(address, Accept=VERSION_2)

    assert said == served.json(canvas(record_id, "p1"))
    assert said["@id"] == served.json(address)["id"] == address
    assert said["within"] == manifest(record_id)
    assert violations(said) == []


def test_every_link_inside_leads_somewhere(served):
    """Lists must be dereferenceable (§5.5), and collections and images are."""
    made = served.json(manifest("letters/1958/4"))
    first = made["sequences"][0]["canvases"][0]
    inside = [*made["otherContent"], *first["otherContent"], first["images"][0]["resource"]]

    for address in (*(one["@id"] for one in inside), made["within"], made["thumbnail"]["@id"]):
        assert served.get(address).status_code == 200, address
    service = served.json(f"{first['images'][0]['resource']['service']['@id']}/info.json")
    assert service["@context"] == "http://iiif.io/api/image/2/context.json"


def test_a_manifest_is_made_of_the_one_that_is_stored(served):
    """2.1 is a function of 3.0."""
    stored = json.loads(served.archive.store.manifest("letter-1").body)

    assert served.json(manifest("letter-1")) == version_2(stored, URLS)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("text/html", JSON),
        ("application/json, text/javascript, text/plain", JSON),
        (VERSION_3 + f", {JSON}", JSON),
        ("application/ld+json", VERSION_2),
        (VERSION_2, VERSION_2),
        (f"{VERSION_2}, */*;q=0.1", VERSION_2),
        (VERSION_3, VERSION_2),
    ],
)
def test_json_unless_json_ld_is_asked_for(served, accept, media_type):
    """Without an explicit wish the server must return regular JSON (§7.2), and never 406."""
    for address in (manifest("letter-1"), collection("letters"), canvas("letter-1", "p1")):
        response = served.get(address, **({"Accept": accept} if accept else {}))

        assert (response.status_code, response.content_type) == (200, media_type)
        assert response.get_json(force=True)["@context"] == CONTEXT
        assert response.vary.as_set() == {"accept", "accept-encoding"}
        assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("address", [*documents("letter-1"), collection("letters")])
def test_what_has_not_changed_is_not_sent_again(served, address):
    """A validator comes with every resource, one for each media type (RFC 9110 §8.8.3)."""
    first = served.get(address)
    again = served.get(address, **{"If-None-Match": first.headers["ETag"]})
    other = served.get(address, **{"If-None-Match": first.headers["ETag"], "Accept": VERSION_2})

    assert (again.status_code, again.get_data()) == (304, b"")
    assert other.status_code == 200
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert first.content_length == len(first.get_data())


def test_each_version_has_a_validator_of_its_own(served):
    """The canvas of both versions is two representations of one resource (RFC 9110 §8.8.3)."""
    address = URLS.canvas("letter-1", "p1")
    tags = {served.get(address, Accept=one).headers["ETag"] for one in (VERSION_3, VERSION_2, JSON)}

    assert len(tags) == 3


def test_the_lines_of_a_page_are_a_list_of_their_own(tmp_path):
    """A list must be published at its @id (§5.5), and each line stands on its rectangle (§6.1)."""
    served = Served(tmp_path)
    boxes = {"en": [[0, 4, 10, 20, 30, 40], [5, 10, 50, 20, 60, 40]]}
    page = {"key": "p1", "file": "page.png", "text": {"en": "Dear comrade"}, "boxes": boxes}
    served.put(letter("a", pages=[page]))
    first = served.json(manifest("a"))["sequences"][0]["canvases"][0]
    lines = served.json(first["otherContent"][-1]["@id"])
    (line,) = lines["resources"]

    assert lines["@id"] == URLS.in_version_2(URLS.lines("a", "p1"))
    assert line["on"] == f"{URLS.canvas('a', 'p1')}#xywh=10,20,100,40"
    assert line["resource"]["chars"] == "Dear comrade"
    assert served.json(line["@id"]) == {"@context": CONTEXT, **line}
    assert violations(lines) == []
    assert served.get(f"{lines['@id']}:en:2").status_code == 404
    served.archive.store.close()


def test_nothing_is_made_for_who_has_it_already(tmp_path, monkeypatch):
    """304 comes before any work: even where there would be nothing to work on."""
    served = Served(tmp_path)
    served.put(shown("a"))
    tag = served.get(manifest("a")).headers["ETag"]
    monkeypatch.setattr("server.iiif.routes2.version_2", None)

    assert served.get(manifest("a"), **{"If-None-Match": tag}).status_code == 304
    assert served.get(manifest("a")).status_code == 500
    served.archive.store.close()


def test_head_is_get_without_a_body(served):
    """Whoever wants to know whether something is there need not fetch it (RFC 9110 §9.3.2)."""
    for address in (manifest("letter-1"), collection("letters")):
        got = served.get(address)
        headed = served.client.head(address.removeprefix(BASE))

        assert (headed.status_code, headed.get_data()) == (200, b"")
        assert headed.headers["ETag"] == got.headers["ETag"]
        assert headed.content_length == got.content_length


def test_a_change_of_the_record_is_one_of_its_older_version(tmp_path):
    """What is made on the way out changes with what is stored."""
    served = Served(tmp_path)
    served.put(shown("a"))
    before = served.get(manifest("a"))
    served.put(shown("a", metadata={"title": ["Another"], "date": ["1958"]}))
    after = served.get(manifest("a"), **{"If-None-Match": before.headers["ETag"]})

    assert after.status_code == 200
    assert after.get_json()["label"] == "Another"
    served.archive.store.close()


@pytest.mark.parametrize(
    ("accept", "address"),
    [
        (VERSION_2, manifest("letters/1958/4")),
        (VERSION_2.replace('"', ""), manifest("letters/1958/4")),
        (f"{VERSION_2}, */*", manifest("letters/1958/4")),
        (VERSION_3, URLS.manifest("letters/1958/4")),
        (f"{VERSION_3}, {VERSION_2}", URLS.manifest("letters/1958/4")),
        ("*/*", URLS.manifest("letters/1958/4")),
        (JSON, URLS.manifest("letters/1958/4")),
        ("image/png", URLS.manifest("letters/1958/4")),
        (VERSION_2.replace("/2/", "/4/"), URLS.manifest("letters/1958/4")),
    ],
)
def test_accept_chooses_the_version(served, accept, address):
    """By the profile of a media type (3.0 §6.3); what is unknown gets the newest."""
    response = served.get("/iiif/letters%2F1958%2F4/manifest", Accept=accept)

    assert (response.status_code, response.headers["Location"]) == (303, address)
    assert response.vary.as_set() == {"accept", "accept-encoding"}
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_the_root_collection_leads_to_everything(served):
    """From the root, every manifest can be reached (§5.8)."""
    root = served.json(collection("top"))
    letters = served.json(root["collections"][0]["@id"])
    of_1958 = served.json(letters["collections"][0]["@id"])

    assert root["label"] == NAME
    assert [one["@id"] for one in root["manifests"]] == [manifest("loose")]
    assert letters["label"] == {"@value": "Письма", "@language": "ru"}
    assert of_1958["within"] == letters["@id"]
    assert {one["@id"] for one in of_1958["manifests"]} == set(map(manifest, IDS))
    assert [violations(one) for one in (root, letters, of_1958)] == [[], [], []]


@pytest.mark.parametrize("set_spec", ["letters", "letters:1958", "top"])
def test_a_collection_is_published_at_its_id(served, set_spec):
    """The @id must be the URI at which a collection is published (§3.3)."""
    assert served.json(collection(set_spec))["@id"] == collection(set_spec)


@pytest.mark.parametrize(
    ("record_id", "status"),
    [("unknown", 404), ("secret", 404), ("bare", 404), ("gone", 410), ("gone-secret", 404)],
)
def test_what_is_not_to_be_seen_is_absent(served, record_id, status):
    """A withdrawn record is gone; a restricted one is as if it had never been."""
    for address in (*documents(record_id), canvas(record_id, "p1"), URLS.range_2(record_id, "top")):
        response = served.get(address)

        assert response.status_code == status, address
        assert response.content_type == "application/problem+json"


@pytest.mark.parametrize(
    "address",
    [
        canvas("letter-1", "p3"),
        URLS.in_version_2(URLS.annotations("letter-1", "p2")),
        URLS.in_version_2(URLS.annotation("letter-1", "p1", "fr")),
        URLS.range_2("letter-1", "9"),
        collection("unknown"),
        "/iiif/2/collection/nul%00",
        f"/iiif/2/{quote('nul' + chr(0))}/manifest",
    ],
)
def test_what_is_not_there_is_not_found(served, address):
    """Only what a manifest embeds can be had alone."""
    response = served.get(address)

    assert (response.status_code, response.content_type) == (404, "application/problem+json")


def test_every_kind_of_part_can_be_had_in_both_versions():
    """What 3.0 publishes by itself, 2.1 publishes too."""
    kinds = {
        version: {
            route.rule.removeprefix(f"/iiif/{version}/").replace("page_key", "key")
            for route in ROUTES
            if route.rule.startswith(f"/iiif/{version}/")
        }
        for version in "23"
    }

    assert {one for one in kinds["3"] - kinds["2"] if "range" not in one} == set()
