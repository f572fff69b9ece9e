"""Repositories that are none, or mean no good: a check ends in time, and says what it met."""

import gzip
import itertools
import time
from urllib.parse import parse_qsl

import pytest
from hostile import answer, drip, flood, hang_up, hostile, redirect, silence
from provider import Item, Provider, serving

from server.conformance.check import NoRepository
from server.fetch import Limits

SHORT = Limits(seconds=0.4, body_bytes=200_000)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
LAUGHS = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><l>&b;</l>'

NO_REPOSITORIES = {
    "a page": (answer(b"<!doctype html><p>Hello", content_type="text/html"), "not well-formed"),
    "broken XML": (answer(b"<OAI-PMH><Identify>"), "not well-formed"),
    "other XML": (answer(b"<rss version='2.0'/>"), "The root is rss"),
    "an empty answer": (answer(b""), "not well-formed"),
    "not found": (answer(b"no", "404 Not Found"), "Status 404"),
    "a challenge": (answer(b"<html/>", "403 Forbidden"), "Status 403"),
    "an error": (answer(b"oh", "500 Internal Server Error"), "Status 500"),
    "entities": (answer(LAUGHS), "DOCTYPE"),
    "depth": (answer(b"<a>" * 10_000), "not well-formed"),
    "silence": (silence, "within 0.4 seconds"),
    "a drip": (drip(HEAD + b"\r\n", b"<"), "within 0.4 seconds"),
    "a flood": (flood(HEAD + b"\r\n", b"<" * 65536), "larger than 200,000"),
    "a bomb": (answer(gzip.compress(bytes(9_000_000)), content_encoding="gzip"), "unpacks to more"),
    "nothing": (hang_up, "closed the connection"),
    "a loop": (redirect("/oai?verb=Identify"), "redirected 6 times"),
    "a file": (redirect("file:///etc/passwd"), "http"),
    "busy for a year": (answer(b"", "503 Busy", retry_after="31536000"), "busy"),
    "busy for ever": (answer(b"", "503 Busy", retry_after="1"), "still busy"),
}
LATER = {
    "silence": silence,
    "a drip": drip(HEAD + b"\r\n", b"<"),
    "a flood": flood(HEAD + b"\r\n", b"<" * 65536),
    "a bomb": answer(gzip.compress(bytes(9_000_000)), content_encoding="gzip"),
    "nothing": hang_up,
    "busy": answer(b"", "503 Busy", retry_after="31536000"),
}


@pytest.mark.parametrize(
    ("behaviour", "said"), NO_REPOSITORIES.values(), ids=NO_REPOSITORIES.keys()
)
def test_what_is_no_repository_is_said_to_be_none(behaviour, said, check_url):
    """Without Identify there is nothing to check; the reason is told."""
    began = time.monotonic()
    with hostile({"/oai": behaviour}) as server, pytest.raises(NoRepository) as refused:
        check_url(f"{server.base}/oai", limits=SHORT)

    assert said in str(refused.value)
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("behaviour", LATER.values(), ids=LATER.keys())
def test_a_repository_that_stops_answering_is_given_up(behaviour, check_url):
    """Three requests without an answer are enough; what was found until then is kept."""
    provider = Provider()

    def serve(connection, request, over):
        if b"verb=Identify" in request:
            answer(provider.respond([("verb", "Identify")]))(connection, request, over)
        else:
            behaviour(connection, request, over)

    began = time.monotonic()
    with hostile({"/oai": serve}) as server:
        provider.base_url = f"{server.base}/oai"
        outcome = check_url(provider.base_url, limits=SHORT)

    assert {"http-answer"} <= {one.rule for one in outcome.findings}
    assert outcome.unchecked[-1].startswith("whatever came after")
    assert not outcome.conforms
    assert time.monotonic() - began < 5


class Endless(Provider):
    """A list that never ends."""

    def list(self, arguments, write):
        start = 0
        if "resumptionToken" in arguments:
            arguments, start = self.open(arguments["resumptionToken"], arguments["verb"])
        stamp = "2020-02-28T00:00:00Z"
        items = (Item(n, stamp, (), False, f"oai:provider.example:{n}") for n in itertools.count())
        part = itertools.islice(items, start, start + self.part)
        body = "".join(write(item, arguments["metadataPrefix"]) for item in part)
        return body + self.token_element(self.seal(arguments, start + self.part), start, 10**6)


def test_a_list_without_end_is_cut(outcome_of):
    """However many new records there are, no more are taken than were asked for."""
    outcome = outcome_of(Endless(), limit=50)

    assert (outcome.records, outcome.whole) == (50, False)
    assert any("first 50 records" in one for one in outcome.unchecked)


def test_a_list_without_end_of_small_parts_is_cut(outcome_of, monkeypatch):
    """One record a part is no way to make a check last for ever."""
    monkeypatch.setattr("server.conformance.lists.MAX_PARTS", 20)
    provider = Endless()
    provider.part = 1

    assert outcome_of(provider).records == 20


def test_a_repository_that_is_always_busy_is_not_waited_for_all_day(check_url):
    """A minute before each of two hundred requests is more than a check takes."""
    provider, waits = Provider(), []

    def wire(response, pairs):
        provider.asked = getattr(provider, "asked", 0) + 1
        if provider.asked % 2:
            response.status_code, response.headers["Retry-After"] = 503, "60"
        return response

    provider.wire = wire
    with serving(provider) as url:
        outcome = check_url(url, sleep=waits.append)

    assert sum(waits) == 600
    assert {one.rule for one in outcome.findings} == {"http-answer"}
    assert outcome.unchecked[-1].startswith("whatever came after")


def test_pages_that_are_huge_are_a_finding(check_url):
    """A part larger than the cap is not read, and the check goes on with the rest."""
    provider = Provider()
    provider.items = [item for item in provider.items if not item.deleted]
    provider.change(2, text="x" * 300_000)
    with serving(provider) as url:
        outcome = check_url(url, limits=Limits(10, 200_000))

    assert {one.rule for one in outcome.findings} == {"http-answer"}
    assert all("larger than" in one.message for one in outcome.findings)


def test_hanging_up_on_nonsense_does_not_end_the_check(check_url):
    """A server that closes on bytes that are no text is still there for all else."""
    provider = Provider()
    provider.base_url = "http://127.0.0.1:0/oai"

    def serve(connection, request, over):
        target, _, body = request.partition(b" ")[2].partition(b" ")
        query = target.partition(b"?")[2] or body.partition(b"\r\n\r\n")[2]
        if any(code in query for code in (b"%00", b"%01", b"%0B", b"%FF", b"%ED", b"%EF")):
            hang_up(connection, request, over)
        else:
            pairs = parse_qsl(query.decode(), keep_blank_values=True)
            answer(provider.respond(pairs))(connection, request, over)

    with hostile({"/oai": serve}) as server:
        provider.base_url = f"{server.base}/oai"
        outcome = check_url(provider.base_url)

    found = {one.rule for one in outcome.findings if one.rule != "http-answer"}
    assert found == {"compression-declared"}
    assert outcome.unchecked == ()
