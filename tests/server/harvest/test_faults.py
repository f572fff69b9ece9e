"""What remote repositories do, and where each harvest ends: in a known state, within its time."""

import gzip
import re
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpcore
import pytest
from aggregating import Aggregator, expected, titles
from flask import Response
from hostile import PRIVATE, answer, drip, hang_up, hostile, redirect, silence
from provider import Provider, serving

from server.harvest.harvest import Outcome

ALIVE, PART = 23, 10


class Faulty(Provider):
    """Does something to what it answers; *fault* is given the response and the arguments."""

    def __init__(self, fault):
        super().__init__()
        self.fault = fault
        self.times = 0

    def pack(self, response, accepted):
        return response

    def wire(self, response, pairs):
        changed = self.fault(self, response, dict(pairs))
        return response if changed is None else changed


def second(arguments):
    """Whether the second part of the list of records is asked for, or a later one."""
    return arguments["verb"] == "ListRecords" and "resumptionToken" in arguments


def once(fault):
    """Return *fault*, which happens one time only, to a second part."""

    def happens(provider, response, arguments):
        if second(arguments) and provider.times == 0:
            provider.times += 1
            return fault(provider, response, arguments)
        return None

    return happens


def always(fault, when=second):
    """Return *fault*, which happens to every answer for which *when* holds."""

    def happens(provider, response, arguments):
        return fault(provider, response, arguments) if when(arguments) else None

    return happens


def status(code, **headers):
    """Return the fault that is an answer of a status."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda *_: Response(b"busy", code, named)


def body(change):
    """Return the fault that is a changed body."""

    def changed(_provider, response, _arguments):
        return Response(change(response.data), 200, {"Content-Type": "text/xml"})

    return changed


def error(code):
    """Return the fault that is an error of the protocol."""
    return body(
        lambda data: re.sub(
            rb"(?s)(</request>).*(</OAI-PMH>)", rb'\1<error code="%s">No.</error>\2' % code, data
        )
    )


def instead(pattern, replacement):
    """Return the fault that is something else in the place of *pattern*."""
    return body(lambda data: re.sub(pattern, replacement, data, flags=re.DOTALL))


def growing(provider, response, _arguments):
    provider.times += 1
    token = b'<resumptionToken completeListSize="25">%d</resumptionToken>' % provider.times
    return instead(rb"<resumptionToken.*?(/>|</resumptionToken>)", token)(
        provider, response, _arguments
    )


def listing(arguments):
    return arguments["verb"] in ("ListRecords", "ListIdentifiers")


def resumed(arguments):
    return "resumptionToken" in arguments


def answer_any_token(provider):
    """Let every token lead to the same part."""
    provider.open = lambda token, verb: ({"verb": verb, "metadataPrefix": "oai_dc"}, 10)


TOKEN = rb"<resumptionToken.*?(/>|</resumptionToken>)"
LATER = format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)
NEXT_YEAR = format_datetime(datetime.now(UTC) + timedelta(days=365), usegmt=True)
SAME_TOKEN = instead(TOKEN, rb"<resumptionToken>again</resumptionToken>")
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'

# The fault, how the harvest ends, how many records are here then, and how many were refused.
FAULTS = {
    "503, Retry-After in seconds": (once(status(503, Retry_After="3")), "complete", ALIVE, 0),
    "503, Retry-After as a date": (once(status(503, Retry_After=LATER)), "complete", ALIVE, 0),
    "503, Retry-After negative": (once(status(503, Retry_After="-5")), "complete", ALIVE, 0),
    "503, Retry-After of a year": (
        always(status(503, Retry_After="31536000")),
        "unanswered",
        PART - 1,
        0,
    ),
    "503, Retry-After next year": (
        always(status(503, Retry_After=NEXT_YEAR)),
        "unanswered",
        PART - 1,
        0,
    ),
    "503 for ever": (always(status(503, Retry_After="1")), "unanswered", PART - 1, 0),
    "429 without Retry-After": (once(status(429)), "complete", ALIVE, 0),
    "500 once": (once(status(500)), "complete", ALIVE, 0),
    "500 for ever": (always(status(500)), "unanswered", PART - 1, 0),
    "404": (always(status(404)), "unanswered", PART - 1, 0),
    "403 from the beginning": (always(status(403), lambda _: True), "unanswered", 0, 0),
    "redirected in a circle": (always(status(302, Location="/oai")), "unanswered", PART - 1, 0),
    "redirected to a file": (
        always(status(302, Location="file:///etc/passwd")),
        "unanswered",
        PART - 1,
        0,
    ),
    "truncated once": (once(body(lambda data: data[:-900])), "complete", ALIVE, 0),
    "truncated for ever": (always(body(lambda data: data[:-900])), "complete", ALIVE, 0),
    "short of its Content-Length": (
        always(
            lambda _p, response, _a: Response(
                iter([response.data[:900]]), 200, {"Content-Length": "9000", "Connection": "close"}
            )
        ),
        "unanswered",
        PART - 1,
        0,
    ),
    "a control character in a part": (
        always(instead(rb"Somebody", b"Some\x03body")),
        "complete",
        ALIVE,
        0,
    ),
    "a control character in a record": (
        always(instead("Récit 14<".encode(), b"R\x03cit 14<"), lambda _: True),
        "incomplete",
        ALIVE - 1,
        0,
    ),
    "no UTF-8": (always(instead("é".encode(), b"\xe9")), "complete", ALIVE, 0),
    "HTML with 200": (
        always(body(lambda _: b"<html><p>Please log in</html>")),
        "complete",
        ALIVE,
        0,
    ),
    "HTML for every list": (
        always(body(lambda _: b"<html><p>Log in</html>"), listing),
        "unreadable",
        0,
        0,
    ),
    "a DOCTYPE with entities": (always(body(lambda _: BOMB)), "complete", ALIVE, 0),
    "too large": (always(body(lambda data: data + b" " * 2**21)), "complete", ALIVE, 0),
    "a gzip bomb": (
        always(lambda *_: Response(gzip.compress(b" " * 2**22), 200, {"Content-Encoding": "gzip"})),
        "complete",
        ALIVE,
        0,
    ),
    "packed as nobody asked": (
        always(lambda *_: Response(b"x", 200, {"Content-Encoding": "br"})),
        "unanswered",
        PART - 1,
        0,
    ),
    "a token that expired": (once(error(b"badResumptionToken")), "complete", ALIVE, 0),
    "tokens that are never good": (
        always(error(b"badResumptionToken"), resumed),
        "unanswered",
        PART - 1,
        0,
    ),
    "another error of the protocol": (always(error(b"badArgument")), "refused", PART - 1, 0),
    "an error that is none": (always(error(b"badMood")), "refused", PART - 1, 0),
    "an error under a status of 4xx": (
        once(lambda p, r, a: Response(error(b"badResumptionToken")(p, r, a).data, 422)),
        "complete",
        ALIVE,
        0,
    ),
    "the list of another verb": (
        always(instead(rb"ListRecords>", b"ListSets>")),
        "complete",
        ALIVE,
        0,
    ),
    "the end of the list as an error": (always(error(b"noRecordsMatch")), "complete", PART - 1, 0),
    "an empty list": (
        always(instead(rb"<ListRecords>.*</ListRecords>", b"<ListRecords/>"), listing),
        "complete",
        0,
        0,
    ),
    "records twice in a part": (
        always(instead(rb"(<record>.*?</record>)", rb"\1\1"), listing),
        "complete",
        ALIVE,
        0,
    ),
    "a record without a header": (
        once(instead(rb"<header>.{1,200}:14</identifier>.*?</header>", b"")),
        "complete",
        ALIVE - 1,
        1,
    ),
    "a record without metadata": (
        once(instead(rb"(:14</identifier>.*?)<metadata>.*?</metadata>", rb"\1")),
        "complete",
        ALIVE - 1,
        1,
    ),
    "metadata of another format": (
        once(instead(rb"(:14</identifier>.*?<metadata>).*?(</metadata>)", rb'\1<a xmlns="x"/>\2')),
        "complete",
        ALIVE - 1,
        1,
    ),
    "a record without a title": (
        once(instead(r"<dc:title>Récit 14</dc:title>".encode(), b"")),
        "complete",
        ALIVE - 1,
        1,
    ),
    "datestamps with fractions": (
        always(instead(rb"Z</datestamp>", b".123Z</datestamp>"), listing),
        "complete",
        ALIVE,
        0,
    ),
    "no responseDate": (
        always(instead(rb"<responseDate>.*?</responseDate>", b"<responseDate/>"), lambda _: True),
        "complete",
        ALIVE,
        0,
    ),
    "sets that cannot be": (
        always(instead(rb"<setSpec>a:b</setSpec>", b"<setSpec>a b/c</setSpec>"), listing),
        "complete",
        ALIVE,
        0,
    ),
    "no names of sets": (
        always(status(500), lambda arguments: arguments["verb"] == "ListSets"),
        "complete",
        ALIVE,
        0,
    ),
    "a granularity that is none": (
        always(instead(rb"YYYY-MM-DDThh:mm:ssZ", b"milliseconds"), lambda _: True),
        "complete",
        ALIVE,
        0,
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_ends_in_a_known_state(name, archive):
    """No fault of a repository hangs a harvest or loses what was read."""
    fault, outcome, here, refused = FAULTS[name]
    provider = Faulty(fault)
    aggregator = Aggregator(archive)
    began = time.monotonic()

    with serving(provider) as url:
        last, one = aggregator.first(url)

    assert (last.outcome, len(aggregator.records())) == (outcome, here), last.message
    assert one.report.counts["refused"] == refused
    assert max(aggregator.waits, default=0) <= 100
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(
    ("fault", "here"),
    [
        (always(SAME_TOKEN, listing), 18),
        (always(growing, listing), 18),
        (always(instead(rb"<record>.*</record>", b""), resumed), 9),
    ],
    ids=["the same token", "tokens that grow", "empty parts"],
)
def test_a_list_without_an_end_is_left(fault, here, archive):
    """A token or a part that comes again is the end of it, and what was read stays (§3.5)."""
    provider = Faulty(fault)
    answer_any_token(provider)
    if here == 9:
        provider.token = lambda arguments, start, size: (
            f"<resumptionToken>{time.monotonic_ns()}</resumptionToken>"
        )
    aggregator = Aggregator(archive)

    with serving(provider) as url:
        last, one = aggregator.first(url)

    assert last.outcome == Outcome.ENDLESS
    assert len(aggregator.records()) == here
    assert one.source.run is None  # the next harvest begins the list anew
    assert one.source.next_from == ""


def test_a_token_again_at_the_end_of_the_list_is_the_end(archive):
    """Some repositories close a list with the token that led there; nothing is missing."""

    def repeat(provider, response, arguments):
        token = arguments["resumptionToken"].encode()
        closing = b'<resumptionToken completeListSize="25">%s</resumptionToken>' % token
        return instead(rb'<resumptionToken completeListSize="25" cursor="20"/>', closing)(
            provider, response, arguments
        )

    provider = Faulty(always(repeat))
    aggregator = Aggregator(archive)

    with serving(provider) as url:
        last, _ = aggregator.first(url)

    assert last.outcome == Outcome.COMPLETE
    assert titles(aggregator) == expected(provider)


@pytest.mark.parametrize(
    "behaviour",
    [silence, hang_up, drip(b"HTTP/1.1 200 OK\r\n\r\n<OAI-PMH", b" "), answer(b"")],
    ids=["silence", "hanging up", "dripping", "nothing"],
)
def test_who_does_not_answer_is_left_in_time(behaviour, archive):
    """A request has one deadline, however slowly the other side drips."""
    aggregator = Aggregator(archive, seconds=0.4)
    began = time.monotonic()

    with hostile({"/oai": behaviour}) as server:
        last, _ = aggregator.first(f"{server.base}/oai")

    assert last.outcome in (Outcome.UNANSWERED, Outcome.UNREADABLE)
    assert time.monotonic() - began < 10


def test_a_private_address_is_not_harvested(archive):
    """Loopback and private addresses are the operator's to open, by a setting."""
    with hostile({"/oai": answer(b"")}) as server:
        last, _ = Aggregator(archive, allow_private=False).first(f"{server.base}/oai")

    assert last.outcome == Outcome.UNANSWERED
    assert "not on the public internet" in last.message
    assert server.requests == []


@pytest.mark.parametrize("base", PRIVATE)
def test_no_spelling_of_a_private_address_is_connected(base, archive, monkeypatch):
    """Whatever an address is written like, a harvest goes the one guarded way out."""
    connected = []
    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", lambda *at: connected.append(at))

    last, _ = Aggregator(archive, allow_private=False).first(f"{base}oai")

    assert last.outcome == Outcome.UNANSWERED
    assert connected == []


def test_a_redirect_does_not_lead_inside(archive, monkeypatch):
    """A public repository cannot send us to a private address (SSRF)."""
    # The first host counts as public, so that only the redirect is at stake.
    monkeypatch.setattr("server.wire.is_public", lambda address: address != "127.0.0.1")
    with (
        hostile({"/secret": answer(b"")}) as inside,
        hostile({"/oai": redirect(f"{inside.base}/secret")}, "127.0.0.2") as server,
    ):
        last, _ = Aggregator(archive, allow_private=False).first(f"{server.base}/oai")

    assert last.outcome == Outcome.UNANSWERED
    assert (len(server.requests), inside.requests) == (1, [])
