"""The guarded fetch: what is never asked, and what a remote server cannot do to us."""

import gzip
import socket
import time
import zlib

import httpcore
import pytest
from hostile import PRIVATE, answer, drip, flood, hang_up, hostile, redirect, silence

from server.addresses import is_public
from server.fetch import (
    AddressRefused,
    BadAnswer,
    Fetcher,
    FetchError,
    Limits,
    TooLarge,
    TooManyRedirects,
    TooSlow,
    Unreachable,
)

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
SHORT = Limits(seconds=0.6, body_bytes=100_000)

NOT_ASKED = [
    "file:///etc/passwd",
    "ftp://93.184.216.34/",
    "gopher://93.184.216.34/",
    "http:///nobody",
    "//93.184.216.34/",
    "http://user@93.184.216.34/",
    "http://user:secret@93.184.216.34/",
    "http://93.184.216.34:25/",
    "http://93.184.216.34:22/",
    "http://[fe80::1%25eth0]/",
    "http://exa mple/",
    "http://[::1/",
    "http://93.184.216.34:99999/",
    "http://93.184.216.34:0/",
    "data:text/xml,<a/>",
    "",
]


@pytest.fixture
def wire(monkeypatch):
    """The addresses that were connected."""
    connected = []

    def connect(_self, host, port, *_rest):
        connected.append((host, port))
        raise httpcore.ConnectError("not in tests")

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    return connected


@pytest.fixture
def outside():
    """A fetcher as the harvester has it: the public internet only."""
    with Fetcher("tests", Limits(seconds=5)) as made:
        yield made


@pytest.fixture
def anywhere():
    """A fetcher of an operator who typed the address."""
    with Fetcher("tests", SHORT, allow_private=True) as made:
        yield made


def names(monkeypatch, answers):
    """Let the names of *answers* resolve to what is listed, one list for each time it is asked."""
    asked = []

    def getaddrinfo(host, port, *_, **__):
        asked.append(host)
        addresses = answers[host].pop(0) if host in answers else [host]
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses
        ]

    monkeypatch.setattr("server.addresses.socket.getaddrinfo", getaddrinfo)
    return asked


@pytest.mark.parametrize("url", PRIVATE + NOT_ASKED)
def test_what_is_not_public_is_never_connected(url, outside, wire):
    """Every address of a name is checked before one of them is connected."""
    with pytest.raises(FetchError) as refused:
        outside.get(url)

    assert wire == []
    assert isinstance(refused.value, (AddressRefused, Unreachable))


@pytest.mark.parametrize("url", [url for url in PRIVATE if "://1" in url])
def test_the_operator_is_told_why(url, outside, wire):
    """A refusal says that it is about the address, not that a server is down."""
    with pytest.raises(FetchError, match=r"not on the public internet|not asked|no address"):
        outside.get(url)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:4700::1111", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]
)
def test_the_internet_is_public(address):
    """What carries a public address is as public as that."""
    assert is_public(address)


def test_one_private_address_among_many_spoils_the_name(monkeypatch, outside, wire):
    """Which of several answers is connected is nothing to bet on."""
    names(monkeypatch, {"mixed.example": [["93.184.216.34", "127.0.0.1"]]})

    with pytest.raises(AddressRefused):
        outside.get("http://mixed.example/")

    assert wire == []


def test_the_checked_address_is_the_connected_one(monkeypatch, outside, wire):
    """A name that means something else a moment later is not asked again (DNS rebinding)."""
    asked = names(monkeypatch, {"rebind.example": [["93.184.216.34"], ["127.0.0.1"]]})

    with pytest.raises(Unreachable):
        outside.get("http://rebind.example/")

    assert asked == ["rebind.example"]
    assert wire == [("93.184.216.34", 80)]


@pytest.mark.parametrize("typed_before", [False, True])
def test_a_public_server_cannot_send_us_inside(monkeypatch, typed_before):
    """A redirect is checked like the first address: nobody typed that one, or not this time."""
    monkeypatch.setattr("server.wire.is_public", lambda address: address == "127.0.0.2")
    with (
        hostile({"/secret": answer(b"secret")}) as inside,
        hostile({"/": redirect(f"{inside.base}/secret")}, "127.0.0.2") as outside,
        Fetcher("t", SHORT, allow_private=True) as made,
    ):
        if typed_before:
            assert made.get(f"{inside.base}/secret").body == b"secret"

        with pytest.raises(AddressRefused):
            made.get(f"{outside.base}/")

        assert len(outside.requests) == 1
        assert len(inside.requests) == typed_before


def test_who_typed_a_private_address_gets_it(anywhere):
    """An intranet has repositories too."""
    with hostile({"/oai": answer(b"<a/>", x_kind="real")}) as server:
        got = anywhere.get(f"{server.base}/oai?verb=Identify")

    assert (got.status, got.body, got.headers["x-kind"]) == (200, b"<a/>", "real")
    assert got.url == f"{server.base}/oai?verb=Identify"
    assert server.requests[0].startswith(b"GET /oai?verb=Identify HTTP/1.1\r\n")


def test_a_form_arrives_with_repeated_names(anywhere):
    """A POST is a form; a checker needs to say a thing twice."""
    with hostile({"/oai": answer(b"ok")}) as server:
        anywhere.post(f"{server.base}/oai", [("verb", "Identify"), ("verb", "a b&c")])

    assert server.requests[0].endswith(b"\r\n\r\nverb=Identify&verb=a+b%26c")


def test_redirects_are_followed_and_told(anywhere):
    """302 is how repositories spread their load (OAI-PMH §3.1.2.2)."""
    with hostile({"/a": redirect("b?x=1"), "/b": answer(b"here")}) as server:
        got = anywhere.get(f"{server.base}/a")

    assert (got.body, got.url) == (b"here", f"{server.base}/b?x=1")
    assert [(hop.url, hop.status) for hop in got.hops] == [(f"{server.base}/a", 302)]


@pytest.mark.parametrize(("status", "methods"), [("302 Found", 1), ("307 Temporary Redirect", 2)])
def test_a_form_is_never_lost_on_the_way(anywhere, status, methods):
    """After 302 a form would arrive empty; then the redirect is the answer."""
    with hostile({"/a": redirect("/b", status), "/b": answer()}) as server:
        got = anywhere.post(f"{server.base}/a", [("verb", "Identify")])

    assert len(server.requests) == methods
    assert all(request.endswith(b"verb=Identify") for request in server.requests)
    assert got.status == int(status[:3]) or methods == 2


@pytest.mark.parametrize(
    ("where", "refusal"),
    [
        ("/loop", TooManyRedirects),
        ("file:///etc/passwd", AddressRefused),
        ("http://user:pw@127.0.0.1/", AddressRefused),
        ("http://[", Unreachable),
        ("http://nowhere.invalid/", Unreachable),
    ],
)
def test_redirects_that_lead_nowhere_end(anywhere, where, refusal):
    """No more than five, and none to what is not asked."""
    with hostile({"/loop": redirect(where)}) as server, pytest.raises(refusal):
        anywhere.get(f"{server.base}/loop")


SLOW = {
    "silence": silence,
    "a header that never ends": drip(b"HTTP/1.1 200 OK\r\n", b"X-More: x\r\n"),
    "a body that drips": drip(HEAD + b"Content-Length: 1000000\r\n\r\n", b"<"),
    "chunks that drip": drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n<\r\n"),
}
LARGE = {
    "a body without end": flood(HEAD + b"\r\n", b"x" * 65536),
    "chunks without end": flood(
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"400\r\n" + b"x" * 1024 + b"\r\n"
    ),
    "a bomb": answer(gzip.compress(bytes(50_000_000)), content_encoding="gzip"),
    "a bomb in members": answer(gzip.compress(bytes(60_000)) * 50, content_encoding="gzip"),
    "a deflated bomb": answer(zlib.compress(bytes(50_000_000))[2:-4], content_encoding="deflate"),
}
BROKEN = {
    "no HTTP": answer(status="no such thing"),
    "nothing": hang_up,
    "less than promised": answer(b"<a", content_length="100"),
    "not gzip": answer(b"<a/>", content_encoding="gzip"),
    "half of gzip": answer(gzip.compress(b"x" * 1000)[:-12], content_encoding="gzip"),
    "not deflate": answer(b"<a/>", content_encoding="deflate"),
    "brotli unasked": answer(b"<a/>", content_encoding="br"),
    "a header without end": flood(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 65536),
}
HOSTILE = [
    *((name, behaviour, TooSlow) for name, behaviour in SLOW.items()),
    *((name, behaviour, TooLarge) for name, behaviour in LARGE.items()),
    *((name, behaviour, BadAnswer) for name, behaviour in BROKEN.items()),
]


@pytest.mark.parametrize(
    ("behaviour", "refusal"),
    [one[1:] for one in HOSTILE],
    ids=[one[0] for one in HOSTILE],
)
def test_hostile_servers_end_in_time_with_their_error(anywhere, behaviour, refusal):
    """The deadline is of the whole request, the cap of what comes and of what is in it."""
    began = time.monotonic()
    with hostile({"/": behaviour}) as server, pytest.raises(refusal) as error:
        anywhere.get(f"{server.base}/")

    assert time.monotonic() - began < SHORT.seconds + 1
    assert str(error.value)


def test_the_deadline_counts_redirects_too():
    """Five slow redirects are not five times as much time."""
    with (
        hostile({"/a": redirect("/b"), "/b": redirect("/c"), "/c": silence}) as server,
        Fetcher("t", Limits(seconds=0.3), allow_private=True) as made,
    ):
        began = time.monotonic()
        with pytest.raises(TooSlow):
            made.get(f"{server.base}/a")

    assert time.monotonic() - began < 1


def test_a_resolver_that_hangs_is_left_behind(monkeypatch, anywhere):
    """The system's resolver knows no deadline."""
    monkeypatch.setattr(
        "server.addresses.socket.getaddrinfo", lambda *_, **__: time.sleep(1.5) or []
    )
    began = time.monotonic()

    with pytest.raises(Unreachable, match="in time"):
        anywhere.get("http://slow.example/")

    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (gzip.compress(b"text", mtime=0), "gzip"),
        (gzip.compress(b"te", mtime=0) + gzip.compress(b"xt", mtime=0), "gzip"),
        (zlib.compress(b"text"), "deflate"),
        (zlib.compress(b"text")[2:-4], "deflate"),
        (b"text", "identity"),
    ],
)
def test_packed_answers_are_unpacked(anywhere, body, coding):
    """RFC 9110 §8.4.1, members (RFC 1952 §2.2) and the raw deflate of old servers."""
    with hostile({"/": answer(body, content_encoding=coding)}) as server:
        got = anywhere.get(f"{server.base}/")

    assert got.body == b"text"
    assert got.headers["content-encoding"] == coding


def test_proxies_of_the_environment_are_not_used(monkeypatch, anywhere):
    """A proxy would look names up by itself."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    with hostile({"/": answer(b"direct")}) as server, Fetcher("t", allow_private=True) as made:
        assert made.get(f"{server.base}/").body == b"direct"


def test_who_asks_says_so():
    """An operator on the other side wants to know whom to write to."""
    with hostile({"/": answer()}) as server, Fetcher("fonds/1", allow_private=True) as made:
        made.get(f"{server.base}/")

    assert b"User-Agent: fonds/1\r\n" in server.requests[0]
    assert b"Accept-Encoding: gzip\r\n" in server.requests[0]


def test_a_connection_that_went_stale_is_opened_anew(anywhere):
    """Servers close idle connections at any time; a GET may be sent again, a form may not."""
    served = []

    def once_in_two(connection, request, over):
        served.append(request)
        (answer(b"here") if len(served) % 2 == 0 else hang_up)(connection, request, over)

    with hostile({"/": once_in_two}) as server:
        assert anywhere.get(f"{server.base}/").body == b"here"
        with pytest.raises(BadAnswer):
            anywhere.post(f"{server.base}/", [("a", "b")])

    assert len(served) == 3


def test_nobody_listening_is_said_plainly(anywhere):
    """The message names the host."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    with pytest.raises(Unreachable, match=r"127\.0\.0\.1 cannot be reached"):
        anywhere.get(f"http://127.0.0.1:{port}/")
