"""OAI-PMH over HTTP: compression, validators, HEAD, and asking to come back (§3.1)."""

import gzip
import json
from dataclasses import replace

import pytest
from archives import letter, put
from flask import Flask
from harvesting import Answer

from server.app import create_app
from server.oai.slots import Busy, Slots

LIST = "/oai?verb=ListRecords&metadataPrefix=oai_dc"
GZIP = {"Accept-Encoding": "gzip"}


@pytest.fixture
def filled(archive, clock):
    """An archive whose lists are worth compressing."""
    put(archive, *(letter(f"r{number}") for number in range(20)))
    clock.tick()
    return archive


@pytest.fixture
def filled_client(filled):
    """A harvester of it."""
    return create_app(archive=filled).test_client()


def test_a_list_is_compressed_for_who_asks(filled_client):
    """The same bytes, packed, and said to vary (§3.1.3, RFC 9110 §12.5.5)."""
    plain = filled_client.get(LIST)
    packed = filled_client.get(LIST, headers=GZIP)

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 5
    assert int(packed.headers["Content-Length"]) == len(packed.data)
    assert "accept-encoding" in plain.vary.as_set() & packed.vary.as_set()


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        (None, None),
        ("", None),
        ("identity", None),
        ("gzip;q=0", None),
        ("gzip;q=0, *;q=1", None),
        ("identity;q=1, gzip;q=0.5", None),
        ("deflate, br", None),
        ("gzip, deflate", "gzip"),
        ("GZIP", "gzip"),
        ("gzip;q=0.1", "gzip"),
        ("*", "gzip"),
    ],
)
def test_only_what_is_accepted_is_sent(filled_client, accepted, encoding):
    """A harvester that names no encoding gets none (RFC 9110 §12.5.3)."""
    headers = {} if accepted is None else {"Accept-Encoding": accepted}

    assert filled_client.get(LIST, headers=headers).headers.get("Content-Encoding") == encoding


def test_identify_names_what_is_sent(filled_client):
    """compression lists every encoding but identity (§3.1.3)."""
    answer = Answer(filled_client.get("/oai?verb=Identify").data)

    assert answer.texts("compression") == ["gzip"]


def test_head_says_what_get_would_send(filled_client):
    """The same headers, and no body (RFC 9110 §9.3.2)."""
    got, head = (method(LIST, headers=GZIP) for method in (filled_client.get, filled_client.head))

    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == got.headers["Content-Length"]
    assert head.content_type == got.content_type == "text/xml; charset=utf-8"


@pytest.mark.parametrize(
    "query",
    [
        "verb=Identify",
        "verb=ListSets",
        "verb=ListMetadataFormats",
        "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:archive.example:r1",
    ],
)
@pytest.mark.parametrize("headers", [{}, GZIP])
def test_who_has_it_already_is_told_so(filled, filled_client, clock, query, headers):
    """Only the responseDate differs, so the validator stays until the answer changes (§3.2)."""
    first = filled_client.get(f"/oai?{query}", headers=headers)
    clock.tick(5)
    tag = {"If-None-Match": first.headers["ETag"]}
    again = filled_client.get(f"/oai?{query}", headers=headers | tag)
    put(filled, letter("r1", collections=["other"]))
    put(filled, letter("r1", metadata={"title": ["Another"]}, collections=["new"]))
    clock.tick(5)
    changed = filled_client.get(f"/oai?{query}", headers=headers | tag)

    assert (again.status_code, again.data) == (304, b"")
    if "GetRecord" in query or "ListSets" in query:
        assert changed.status_code == 200


def test_a_list_has_no_validator(filled_client):
    """It grows with every change, and to tell would cost as much as to send it."""
    assert "ETag" not in filled_client.get(LIST).headers


def test_a_packed_answer_has_a_weak_validator(filled_client):
    """One validator for two sequences of bytes can only be weak (RFC 9110 §8.8.1)."""
    plain = filled_client.get("/oai?verb=ListSets")
    packed = filled_client.get("/oai?verb=Identify", headers=GZIP)

    assert not plain.headers["ETag"].startswith("W/")
    assert packed.headers["ETag"].startswith("W/")


def test_too_many_lists_are_asked_to_come_back(filled):
    """503 with seconds to wait, which harvesters know; other verbs are answered (§3.1.2.2)."""
    limited = replace(filled, slots=Slots(1))
    client = create_app(archive=limited).test_client()
    with limited.slots.taken():
        refused = client.get(LIST)
        identified = client.get("/oai?verb=Identify")
    served = client.get(LIST)

    assert (refused.status_code, identified.status_code, served.status_code) == (503, 200, 200)
    assert 0 < int(refused.headers["Retry-After"]) < 3600


def test_a_slot_is_free_again_whatever_happened():
    """An answer that failed holds none, and neither does one that was refused."""
    slots = Slots(1)
    with pytest.raises(ZeroDivisionError), slots.taken():
        raise ZeroDivisionError
    with slots.taken():
        pass

    with slots.taken(), pytest.raises(Busy), slots.taken():
        pass


def test_no_limit_is_no_limit():
    """0 is the default: an archive is there to be harvested."""
    slots = Slots(0)
    with slots.taken(), slots.taken() as also:
        assert also is None


def headers_of(response):
    """Return what *response* says of itself; the Date of an answer is the HTTP server's to say."""
    said = ((name.lower(), value) for name, value in response.headers.items())
    return sorted(pair for pair in said if pair[0] != "date")


@pytest.mark.parametrize("accepted", [{}, GZIP, {"Accept-Encoding": "gzip;q=0"}])
@pytest.mark.parametrize(
    "query",
    [
        "verb=Identify",
        "verb=ListSets",
        "verb=ListMetadataFormats",
        "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:archive.example:r1",
        "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:archive.example:none",
        "verb=ListRecords&metadataPrefix=oai_dc",
        "verb=ListIdentifiers&metadataPrefix=oai_dc&set=letters",
        "verb=ListRecords&resumptionToken=x",
        "verb=%FF&verb=x",
        "",
    ],
)
def test_the_lane_of_harvesters_is_told_from_flask_by_nothing(filled, capsys, query, accepted):
    """Bytes, headers and the line in the log are the same by either way (``route.lane``)."""
    both = [create_app(archive=filled) for _ in range(2)]
    both[1].wsgi_app = Flask.wsgi_app.__get__(both[1])
    capsys.readouterr()
    fast, slow = (app.test_client().get(f"/oai?{query}", headers=accepted) for app in both)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert fast.data == slow.data
    assert headers_of(fast) == headers_of(slow)
    assert [line | {"ms": 0, "timestamp": ""} for line in lines[:1]] == [
        line | {"ms": 0, "timestamp": ""} for line in lines[1:]
    ]
