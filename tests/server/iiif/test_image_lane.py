"""The lane before Flask: the same answers, and only those it is meant for."""

import json

import pytest
from archives import BASE, NAMESPACE
from flask import Flask, request_started
from iiif_archive import IDS, Served, shown

from server.app import create_app
from server.iiif.renders import Busy
from server.urls import Urls

URLS = Urls(BASE, NAMESPACE)
SERVICES = (URLS.image_service, URLS.image_service_2)
TILE = "0,0,512,512/512,/0/default.jpg"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Pictures of records with ids of every kind, and of a restricted one."""
    served = Served(tmp_path_factory.mktemp("lane"))
    served.put(*map(shown, IDS), shown("secret", access="restricted"))
    yield served
    served.archive.store.close()


@pytest.fixture
def both(served):
    """The application with its lane, and Flask alone."""
    fast, slow = create_app(archive=served.archive), create_app(archive=served.archive)
    slow.wsgi_app = Flask.wsgi_app.__get__(slow)
    return fast, slow


def ask(app, address, capsys, method="GET", **headers):
    """Return status, headers, body and line of the log of the answer of *app*."""
    path = address.removeprefix(BASE)
    capsys.readouterr()
    response = app.test_client().open(path, method=method, headers=headers)
    line = json.loads(capsys.readouterr().out)
    told = {name: line[name] for name in ("method", "route", "status", "bytes", "agent")}
    # A date is added by the server in front, where an answer has none.
    sent = sorted(header for header in response.headers if header[0] != "Date")
    return response.status, sent, response.get_data(), told


def flask_is_asked(app, address, method="GET", **headers):
    """Return whether *address* comes to Flask."""
    seen = []

    def note(_app, **_more):
        seen.append(address)

    with request_started.connected_to(note, app):
        app.test_client().open(address.removeprefix(BASE), method=method, headers=headers)
    return bool(seen)


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(
    "asked",
    [
        TILE,
        "0,0,512,512/512,512/0/color.jpg",
        "512,0,88,512/88,512/0/default.jpg",
        "full/300,400/0/default.jpg",
        "full/max/0/default.jpg",
        "square/!90,90/!90/gray.png",
        "pct:10,10,50.5,50/pct:25/22.5/default.webp",
    ],
)
def test_an_image_is_told_from_flask_by_nothing(both, service, asked, capsys):
    """Bytes, headers and the line in the log are the same by either way."""
    address = f"{service('letter-1', 'p1')}/{asked}"
    fast, slow = (ask(app, address, capsys) for app in both)

    assert fast == slow
    assert fast[0] == "200 OK"
    assert not flask_is_asked(both[0], address)


@pytest.mark.parametrize("record_id", IDS)
def test_identifiers_are_read_alike(both, record_id, capsys):
    """Slashes, percent signs, other scripts: what stands left of the four parts."""
    address = f"{URLS.image_service(record_id, 'p1')}/{TILE}"
    fast, slow = (ask(app, address, capsys) for app in both)

    assert fast == slow
    assert fast[0] == "200 OK"


@pytest.mark.parametrize(
    "path",
    [
        f"/iiif/image/3/secret:p1/{TILE}",
        f"/iiif/image/3/unknown:p1/{TILE}",
        f"/iiif/image/3/letter-1:p9/{TILE}",
        f"/iiif/image/3/letter-1/{TILE}",
        f"/iiif/image/3//{TILE}",
        f"/iiif/image/3//letter-1:p1/{TILE}",
        f"/iiif/image/3/{TILE}",
        f"/iiif/image/4/letter-1:p1/{TILE}",
        "/iiif/image/3/letter-1:p1/full/max/0/info.json",
        "/iiif/image/3/letter-1:p1/full/max/0/",
        "/iiif/image/3/letter-1:p1/full//0/default.jpg",
        "/iiif/image/3/letter-1:p1/0,0,0,0/max/0/default.jpg",
        "/iiif/image/3/letter-1:p1/full/max/0/default.gif.jpg",
        "/iiif/image/3/letter-1:p1/info.json",
        "/iiif/image/3/%FF%00:p1/full/max/0/default.jpg",
    ],
)
def test_what_goes_wrong_is_answered_by_flask(both, path, capsys):
    """One place says why, whatever it is."""
    fast, slow = (ask(app, path, capsys) for app in both)

    assert fast == slow
    assert flask_is_asked(both[0], path)


def test_whoever_asks_for_more_than_an_image_is_answered_by_flask(both, capsys):
    """HEAD, OPTIONS, validators."""
    address = f"{URLS.image_service('letter-1', 'p1')}/{TILE}"
    tag = both[0].test_client().get(address.removeprefix(BASE)).headers["ETag"]
    asked = (
        {"method": "HEAD"},
        {"method": "OPTIONS"},
        {"method": "POST"},
        {"If-None-Match": tag},
        {"If-Modified-Since": "Wed, 25 Nov 2026 00:00:00 GMT"},
    )
    for one in asked:
        assert ask(both[0], address, capsys, **one) == ask(both[1], address, capsys, **one)
        assert flask_is_asked(both[0], address, **one)


def test_a_crowd_is_told_to_come_back(both, served, monkeypatch):
    """503 and Retry-After, by the way of all that goes wrong; a tile is sent all the same."""

    def refuse(*_):
        raise Busy

    monkeypatch.setattr(served.archive.pictures._renders, "one", refuse)
    service = URLS.image_service("letter-1", "p2").removeprefix(BASE)
    client = both[0].test_client()
    crowded = client.get(f"{service}/full/77,/0/default.jpg")

    assert (crowded.status_code, crowded.headers["Retry-After"]) == (503, "2")
    assert crowded.headers["Access-Control-Allow-Origin"] == "*"
    assert crowded.content_type == "application/problem+json"
    assert client.get(f"{service}/{TILE}").status_code == 200
