"""What servers of streams and manifests do, and where each harvest of one ends."""

import json
import time

import pytest
from aggregating import Aggregator
from hostile import hostile, silence
from remote import Stream, activity, manifest, reference, serving
from werkzeug.wrappers import Response

from server.harvest.harvest import Outcome
from server.harvest.source import Kind

NAMES = ("a", "b", "c", "d", "e", "f")


class Faulty(Stream):
    """Six manifests, told of on three pages; a test breaks something."""

    def __init__(self):
        pairs = zip(NAMES[::2], NAMES[1::2], strict=True)
        pages = [[activity("Create", one, 1), activity("Create", two, 2)] for one, two in pairs]
        super().__init__(*pages)
        self.have(*NAMES)
        self.times = 0

    def answering(self, path, status, **headers):
        """Answer *path* with a *status*."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.documents[path] = lambda _: Response(b"no", status, named)

    def once(self, path, status, **headers):
        """Answer *path* with a *status*, one time."""
        sound = self.documents[path]
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        def answer(request):
            self.times += 1
            if self.times == 1:
                return Response(b"no", status, named)
            return self.answer(request, sound)

        self.documents[path] = answer

    def saying(self, path, body, **headers):
        """Answer *path* with a *body*."""
        self.documents[path] = lambda _: Response(body, 200, headers)

    def changing(self, path, **changed):
        """Change what the document at *path* says."""
        self.documents[path] = self.documents[path] | changed


def endless(remote):
    """Have a page before each page, for ever, each with a change of its own."""

    def page(request):
        number = int(request.path.rpartition("/")[2])
        remote.documents[f"/changes/{number + 1}"] = page
        items = [activity("Create", f"x{number}", 1)]
        return remote.answer(
            request, remote.page(number, items, 0) | {"prev": reference(number + 1)}
        )

    remote.documents["/changes/3"] = page


def empty(remote):
    """Have a page before each page, for ever, of nothing."""

    def page(request):
        number = int(request.path.rpartition("/")[2])
        remote.documents[f"/changes/{number + 1}"] = page
        return remote.answer(request, remote.page(number, [], 0) | {"prev": reference(number + 1)})

    remote.documents["/changes/3"] = page


DEEP = b'{"type": "Manifest", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
YEAR = "31536000"

# What is wrong, how the harvest ends, and how many manifests are here then.
FAULTS = {
    "the stream is not there": (lambda r: r.answering("/changes", 404), "unanswered", 0),
    "the stream is HTML": (lambda r: r.saying("/changes", b"<html>"), "unreadable", 0),
    "the stream is a list": (lambda r: r.saying("/changes", b"[]"), "unreadable", 0),
    "the stream is of another type": (
        lambda r: r.changing("/changes", type="Collection"),
        "refused",
        0,
    ),
    "the stream has no last page": (lambda r: r.changing("/changes", last=None), "complete", 0),
    "503 with Retry-After in seconds": (
        lambda r: r.once("/changes/2", 503, Retry_After="3"),
        "complete",
        6,
    ),
    "429 for a manifest": (lambda r: r.once("/b", 429, Retry_After="3"), "complete", 6),
    "429 for a year": (lambda r: r.answering("/b", 429, Retry_After=YEAR), "unanswered", 4),
    "500 once": (lambda r: r.once("/changes/2", 500), "complete", 6),
    "500 for ever in a page": (lambda r: r.answering("/changes/2", 500), "unanswered", 2),
    "404 for a page": (lambda r: r.answering("/changes/1", 404), "unanswered", 4),
    "a page that is HTML": (lambda r: r.saying("/changes/2", b"<html>"), "unreadable", 2),
    "a page that is a collection": (
        lambda r: r.changing("/changes/2", type="OrderedCollection"),
        "unreadable",
        2,
    ),
    "a page without items": (lambda r: r.changing("/changes/2", orderedItems=[]), "complete", 4),
    "items that are none": (lambda r: r.changing("/changes/2", orderedItems="x"), "complete", 4),
    "pages in a circle": (lambda r: r.changing("/changes/1", prev=reference(3)), "endless", 6),
    "a page before itself": (lambda r: r.changing("/changes/3", prev=reference(3)), "endless", 2),
    "empty pages without an end": (empty, "endless", 0),
    "404 for a manifest": (lambda r: r.answering("/b", 404), "complete", 5),
    "410 for a manifest": (lambda r: r.answering("/b", 410), "complete", 5),
    "403 for a manifest": (lambda r: r.answering("/b", 403), "complete", 5),
    "500 for a manifest": (lambda r: r.answering("/b", 500), "incomplete", 5),
    "a manifest that is HTML": (lambda r: r.saying("/b", b"<html>"), "incomplete", 5),
    "a manifest that is cut": (lambda r: r.saying("/b", b'{"type": "Mani'), "incomplete", 5),
    "a manifest with NaN": (
        lambda r: r.saying("/b", b'{"type": "Manifest", "x": NaN}'),
        "incomplete",
        5,
    ),
    "a manifest that is too deep": (lambda r: r.saying("/b", DEEP), "incomplete", 5),
    "a manifest that is too large": (lambda r: r.saying("/b", b" " * 2**21), "incomplete", 5),
    "a manifest that says 304 to whoever has nothing": (
        lambda r: r.answering("/b", 304),
        "complete",
        5,
    ),
    "a redirect in a circle": (
        lambda r: r.answering("/b", 302, Location="/b"),
        "incomplete",
        5,
    ),
    "a redirect to a file": (
        lambda r: r.answering("/b", 302, Location="file:///etc/passwd"),
        "incomplete",
        5,
    ),
    "an address that is none": (
        lambda r: r.changing("/changes/2", orderedItems=[activity("Create", "a b", 1)]),
        "complete",
        4,
    ),
    "an address of another kind": (
        lambda r: r.changing(
            "/changes/2",
            orderedItems=[
                {"type": "Create", "object": {"id": "file:///etc/passwd", "type": "Manifest"}}
            ],
        ),
        "complete",
        4,
    ),
    "a byte order mark": (
        lambda r: r.saying(
            "/b", b"\xef\xbb\xbf" + json.dumps(manifest("b")).replace("BASE", r.base).encode()
        ),
        "complete",
        6,
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_ends_in_a_known_state(name, archive):
    """Nothing hangs, and what was read is here."""
    fault, outcome, here = FAULTS[name]
    remote = Faulty()
    aggregator = Aggregator(archive)

    with serving(remote) as base:
        fault(remote)
        last, _ = aggregator.first(f"{base}/changes", kind=Kind.CHANGES)

    assert (last.outcome, len(aggregator.records())) == (outcome, here), last.message
    assert last.counts["refused"] == 0
    assert max(aggregator.waits, default=0) <= 100


def test_pages_without_an_end_are_left(archive, monkeypatch):
    """Whatever they tell, there is an end to what is walked; what was met is fetched."""
    monkeypatch.setattr("server.harvest.changes.MOST_PAGES", 20)
    remote = Faulty()
    with serving(remote) as base:
        endless(remote)
        remote.have("x3", "x4")
        last, one = Aggregator(archive).first(f"{base}/changes", kind=Kind.CHANGES)

    assert last.outcome == Outcome.ENDLESS
    assert remote.asked.count("/changes/4") == 1
    assert (one.source.next_from, one.source.run) == ("", None)  # the next one begins anew


def test_what_is_no_manifest_is_refused_and_told(archive):
    """A stream may be wrong about what it names; nothing else is the worse for it."""
    remote = Faulty()
    aggregator = Aggregator(archive)
    with serving(remote) as base:
        remote.saying("/b", b'{"type": "Annotation"}')
        last, one = aggregator.first(f"{base}/changes", kind=Kind.CHANGES)

    assert (last.outcome, last.counts["refused"], last.counts["stored"]) == ("complete", 1, 5)
    assert any(f"{base}/b" in problem.message for problem in one.report.problems)


def test_what_could_not_be_had_is_asked_for_again(archive):
    """The next harvest asks for it, though the stream tells nothing new of it."""
    remote = Faulty()
    aggregator = Aggregator(archive)
    with serving(remote) as base:
        remote.answering("/b", 500)
        first, one = aggregator.first(f"{base}/changes", kind=Kind.CHANGES)
        skipped = one.source.skipped
        remote.tell(activity("Create", "a", 20))
        remote.put(manifest("b"))
        last, _ = aggregator.again()

    assert (first.outcome, skipped) == (Outcome.INCOMPLETE, (f"{base}/b",))
    assert last.outcome == Outcome.COMPLETE
    assert len(aggregator.records()) == 6


def test_a_server_that_is_away_is_not_asked_for_each_manifest(archive):
    """Five in a row that fail are enough: the next harvest goes on with what is left."""
    remote = Faulty()
    aggregator = Aggregator(archive)
    with serving(remote) as base:
        for name in NAMES:
            remote.answering(f"/{name}", 502)
        last, _ = aggregator.first(f"{base}/changes", kind=Kind.CHANGES)
        asked = [path for path in remote.asked if len(path) == 2]
        for name in NAMES:
            remote.put(manifest(name))
        again, _ = aggregator.again()

    assert last.outcome == Outcome.UNANSWERED
    assert len(set(asked)) == 5
    assert again.outcome == Outcome.COMPLETE
    assert len(aggregator.records()) == 6


def test_a_manifest_that_cannot_be_had_any_more_stays(archive):
    """Whoever cannot see it must not take it for deleted (§4.2)."""
    remote = Faulty()
    aggregator = Aggregator(archive)
    with serving(remote) as base:
        aggregator.first(f"{base}/changes", kind=Kind.CHANGES)
        remote.answering("/b", 410)
        remote.tell(activity("Update", "b", 20))
        last, _ = aggregator.again()

    assert last.outcome == Outcome.COMPLETE
    assert len(aggregator.records()) == 6


def test_a_manifest_that_never_comes_is_left_in_time(archive):
    """A request has one deadline."""
    remote = Faulty()
    aggregator = Aggregator(archive, seconds=0.15)
    began = time.monotonic()
    with hostile({"/slow": silence}) as slow, serving(remote) as base:
        about = {"id": f"{slow.base}/slow", "type": "Manifest"}
        remote.tell(activity("Create", "", 9, object=about))
        last, _ = aggregator.first(f"{base}/changes", kind=Kind.CHANGES)

    assert (last.outcome, len(aggregator.records())) == (Outcome.INCOMPLETE, 6)
    assert time.monotonic() - began < 10


def test_a_public_stream_names_no_private_manifest(archive, monkeypatch):
    """What may be private is the stream that somebody typed, not what it names (SSRF)."""
    # The first host counts as public, so that only what it names is at stake.
    monkeypatch.setattr("server.wire.is_public", lambda address: address != "127.0.0.2")
    remote = Faulty()
    aggregator = Aggregator(archive)
    with hostile({"/secret": silence}, "127.0.0.2") as inside, serving(remote) as base:
        about = {"id": f"{inside.base}/secret", "type": "Manifest"}
        remote.tell(activity("Create", "", 9, object=about))
        last, one = aggregator.first(f"{base}/changes", kind=Kind.CHANGES)

    assert (last.outcome, len(aggregator.records())) == (Outcome.INCOMPLETE, 6)
    assert inside.requests == []
    assert any("not on the public internet" in problem.message for problem in one.report.problems)


@pytest.mark.parametrize("said", ["totalItems", "startIndex"])
def test_a_list_that_is_shorter_than_it_says_clears_nothing(archive, said):
    """What is not in a list that is known not to be whole has not vanished."""
    remote = Faulty()
    aggregator = Aggregator(archive)
    with serving(remote) as base:
        aggregator.first(f"{base}/changes", kind=Kind.CHANGES)
        remote.pages = remote.pages[1:]
        remote.put_pages()
        if said == "totalItems":
            remote.changing("/changes", totalItems=6)
        else:
            remote.changing("/changes/1", startIndex=2)
        last, _ = aggregator.whole()

    assert last.outcome == Outcome.COMPLETE
    assert len(aggregator.records()) == 6
