"""Every public answer of IIIF is open to pages of other origins, whatever became of the request."""

from urllib.parse import quote

import pytest
from archives import BASE, NAMESPACE
from iiif_archive import Served, shown

from server.urls import Urls

URLS = Urls(BASE, NAMESPACE)
RECORD = "ark:/1 2%/письмо"

SERVICE = URLS.image_service(RECORD, "p1")
ANSWERS = [
    (URLS.manifest(RECORD), 200),
    (URLS.canvas(RECORD, "p1"), 200),
    (URLS.range(RECORD, "1.1"), 200),
    (URLS.range(RECORD, "9"), 404),
    (URLS.manifest("gone"), 410),
    (URLS.manifest("unknown"), 404),
    (URLS.collection("letters:1958"), 200),
    (URLS.collection("letters:1958", "1958-04-04"), 200),
    (URLS.collection("letters:1958", "1958-04-04@ark=3A=2F1=202=25=2F"), 200),
    (URLS.collection("letters:1958", "1959"), 404),
    (URLS.collection("unknown"), 404),
    (URLS.in_version_2(URLS.manifest(RECORD)), 200),
    (URLS.in_version_2(URLS.collection("letters:1958", "195X")), 200),
    (f"{BASE}/iiif/{quote(RECORD, safe='')}/manifest", 303),
    (SERVICE, 303),
    (f"{SERVICE}/info.json", 200),
    (f"{SERVICE}/full/max/0/default.jpg", 200),
    (f"{SERVICE}/full/max/0/default.xyz", 400),
    (f"{BASE}/iiif/3/nothing/of/the/kind", 404),
]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """An archive with a record whose id needs every kind of escape, and a withdrawn one."""
    served = Served(tmp_path_factory.mktemp("cors"))
    served.put(shown(RECORD), shown("gone"))
    served.archive.store.delete(["gone"])
    yield served
    served.archive.store.close()


@pytest.mark.parametrize(("address", "status"), ANSWERS)
def test_every_answer_is_open_to_every_origin(served, address, status):
    """``*`` on pages, redirections and errors (Presentation 3.0 §7.1), and never credentials."""
    path = address.removeprefix(BASE)
    got = served.client.get(path, headers={"Origin": "https://viewer.example"})
    headed = served.client.head(path)

    assert (got.status_code, headed.status_code) == (status, status)
    for answer in (got, headed):
        assert answer.headers.getlist("Access-Control-Allow-Origin") == ["*"]
        assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize("address", [one for one, status in ANSWERS if status == 200])
def test_what_has_not_changed_is_open_too(served, address):
    """A browser throws away a 304 that does not name it."""
    path = address.removeprefix(BASE)
    tag = served.client.get(path).headers["ETag"]
    again = served.client.get(path, headers={"If-None-Match": tag})

    assert again.status_code == 304
    assert again.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("address", [address for address, _ in ANSWERS])
def test_a_browser_may_ask_first(served, address):
    """OPTIONS is 204 everywhere, before it is known whether anything is there."""
    asked = {"Origin": "https://viewer.example", "Access-Control-Request-Method": "GET"}
    answer = served.client.options(address.removeprefix(BASE), headers=asked)

    assert (answer.status_code, answer.get_data()) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "GET" in answer.headers["Access-Control-Allow-Methods"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_a_method_that_is_refused_is_refused_openly(served, method):
    """A page can tell 405 from a server that is not there."""
    answer = served.client.open(URLS.manifest(RECORD).removeprefix(BASE), method=method)

    assert answer.status_code == 405
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "internal:8080"},
        {"X-Forwarded-Proto": "http", "X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-Prefix": "/elsewhere"},
        {"Forwarded": "for=1.2.3.4;host=evil.example;proto=http"},
    ],
)
def test_an_id_is_what_was_configured_whatever_a_proxy_says(served, headers):
    """TLS and a path prefix are in the base URL; no header makes an address (§3.2, ``id``)."""
    for address in (
        URLS.manifest(RECORD),
        URLS.range(RECORD, "1"),
        URLS.collection("letters:1958"),
        URLS.collection("letters:1958", "1958"),
    ):
        found = served.json(address, **headers)
        assert found["id"] == address
        assert "evil" not in repr(found)
        assert "internal" not in repr(found)
