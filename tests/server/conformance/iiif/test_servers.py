"""Resources over HTTP: a server as it should be, and one thing at a time that it should not do."""

import iiif_documents as documents
import pytest
from hostile import answer, drip, flood, hang_up, hostile, redirect, silence
from iiif_server import Shelf, served
from werkzeug.wrappers import Response

from server.conformance.iiif.check import NotIiif, check_url
from server.conformance.iiif.images import jpeg_size
from server.conformance.iiif.place import Place
from server.conformance.iiif.rules import RULES
from server.conformance.iiif.server import Server
from server.conformance.iiif.sheet import Sheet
from server.conformance.iiif.transport import advise_id
from server.fetch import Fetcher

CLEAN = {
    "/iiif/manifest": "IIIF Presentation 3.0",
    "/iiif/letter": "IIIF Presentation 3.0",
    "/iiif/recording": "IIIF Presentation 3.0",
    "/iiif/collection": "IIIF Presentation 3.0",
    "/iiif/2/manifest": "IIIF Presentation 2.1",
    "/image/p1/info.json": "IIIF Image 3.0",
    "/image2/p1/info.json": "IIIF Image 2.1",
    "/iiif/search?q=b": "IIIF Content Search 2.0",
    "/iiif/search/1?q=b": "IIIF Content Search 1.0",
    "/iiif/autocomplete?q=b": "IIIF Content Search 2.0",
    "/iiif/autocomplete/1?q=b": "IIIF Content Search 1.0",
    "/iiif/changes": "IIIF Change Discovery 1.0",
    "/iiif/changes/1": "IIIF Change Discovery 1.0",
}


def check(shelf, path="/iiif/manifest", follow=20):
    """Return the outcome of a check of *path* on *shelf*."""
    with served(shelf) as base:
        return check_url(f"{base}{path}", None, follow, 10.0)


@pytest.mark.parametrize(("path", "specification"), CLEAN.items(), ids=CLEAN.keys())
def test_a_server_as_it_should_be_has_no_finding(path, specification):
    """It says what it was taken for, and asks little."""
    outcome = check(Shelf(), path)

    assert [(one.rule, one.path, one.message) for one in outcome.findings] == []
    assert outcome.specification == specification
    assert outcome.unchecked == ()
    assert outcome.requests < 25


def attribute(name, value):
    """A defect that is an attribute of the server."""
    return lambda shelf: setattr(shelf, name, value)


def document(path, change):
    """A defect of a document."""

    def defect(shelf):
        change(shelf.documents[path])

    return defect


def image(which, **instead):
    """A defect of the images whose path has *which* in it."""

    def defect(shelf):
        def answer(match):
            if which not in match[0]:
                return Shelf.image(shelf, match)
            if "size" in instead:
                return shelf.picture(match[0], instead["size"])
            return Response("", **instead)

        shelf.image = answer

    return defect


def gone(path):
    """A defect: nothing is at *path*."""
    return lambda shelf: shelf.documents.pop(path)


def moved(path, place):
    """A defect: what was at *path* is somewhere else."""
    return lambda shelf: shelf.redirects.update({path: place})


def no_base(shelf):
    """The base URI of the image leads nowhere."""
    shelf.redirects["/image/p1"] = "/nowhere"


def same_for_nobody(shelf):
    """Who is asked for makes no difference, and nothing says so."""
    for path, one in shelf.documents.items():
        if path.startswith("/iiif/search?"):
            one.pop("ignored", None)


DEFECTS = [
    ("http-status", "/iiif/collection", gone("/image/p2/info.json")),
    ("http-status", "/iiif/manifest", attribute("status", 500)),
    ("http-answer", "/iiif/collection", moved("/image/p2/info.json", "file:///etc/passwd")),
    ("http-id", "/iiif/recording", document("/iiif/recording", documents.Change("id", f"{documents.AT}/nothing"))),
    ("http-id", "/iiif/recording", document("/iiif/recording", documents.Change("id", f"{documents.AT}/collection"))),
    ("http-type", "/iiif/manifest", attribute("media_type", "text/plain")),
    ("http-type", "/iiif/manifest", attribute("media_type", "application/ld+json")),
    ("http-type-2", "/iiif/2/manifest", attribute("media_type", "application/ld+json")),
    ("http-cors", "/iiif/manifest", attribute("cors", "")),
    ("http-cors", "/iiif/search?q=b", attribute("cors", "https://elsewhere.example")),
    ("http-cors-image", "/image/p1/info.json", attribute("cors_of_images", "")),
    ("http-cors-redirect", "/iiif/letter", attribute("cors_of_redirects", "")),
    ("http-cors-error", "/iiif/manifest", attribute("cors_of_errors", "")),
    ("http-options", "/iiif/manifest", attribute("preflight", 405)),
    ("http-options", "/iiif/manifest", attribute("cors_of_preflight", "")),
    ("http-gzip", "/iiif/manifest", attribute("packs", False)),
    ("http-vary", "/iiif/manifest", attribute("vary", "Accept")),
    ("json", "/iiif/changes", document("/iiif/changes/0", documents.both(documents.Change("type"), documents.Change("@context", ["x"])))),
    ("image-info-uri", "/image/p1/info.json", document("/image/p1/info.json", documents.Change("id", "https://archive.example/image/p2"))),
    ("image-base", "/image/p1/info.json", no_base),
    ("image-size", "/image/p1/info.json", image("/full/300,400/", size=(300, 300))),
    ("image-full", "/image2/p1/info.json", image("/full/max/0/default.jpg", status=200)),
    ("image-tile", "/image/p1/info.json", image("/0,0,512,512/", status=404)),
    ("image-refuses", "/image/p1/info.json", image("nonsense", status=200)),
    ("image-fault", "/image/p1/info.json", image("nonsense.jpg", status=500)),
    ("search-ignored", "/iiif/search?q=b", same_for_nobody),
    ("search-chain", "/iiif/search?q=b", document("/iiif/search?q=b&page=2", documents.Change("startIndex", 7))),
    ("search-chain", "/iiif/search?q=b", document("/iiif/search?q=b", documents.Change("partOf.total", 9))),
    ("search-chain", "/iiif/search?q=b", document("/iiif/search?q=b&page=2", documents.Change("next", f"{documents.AT}/search?q=b&page=2"))),
    ("discovery-chain", "/iiif/changes", document("/iiif/changes/0", documents.Change("next.id", f"{documents.AT}/changes/9"))),
    ("discovery-chain", "/iiif/changes", document("/iiif/changes/1", documents.Change("partOf.id", f"{documents.AT}/others"))),
    ("discovery-chain", "/iiif/changes", document("/iiif/changes", documents.Change("first.id", f"{documents.AT}/changes/9"))),
    ("discovery-chain", "/iiif/changes", document("/iiif/changes/0", documents.Change("prev", {"id": f"{documents.AT}/changes/1", "type": "OrderedCollectionPage"}))),
    ("discovery-order", "/iiif/changes", document("/iiif/changes/0", documents.Change("orderedItems[1].endTime", "2026-02-01T00:00:00Z"))),
    ("discovery-total", "/iiif/changes", document("/iiif/changes", documents.Change("totalItems", 5))),
    ("discovery-total", "/iiif/changes", document("/iiif/changes/1", documents.Change("startIndex", 3))),
]  # fmt: skip
ALONE = {"http-https", "http-query"}  # of addresses that no test can serve


@pytest.mark.parametrize(
    ("rule", "path", "defect"),
    DEFECTS,
    ids=[f"{rule} {n}" for n, (rule, _, _) in enumerate(DEFECTS)],
)
def test_a_defect_of_a_server_is_found_by_its_rule_and_no_other(rule, path, defect):
    """One thing is wrong with a server that was as it should be."""
    shelf = Shelf()
    defect(shelf)

    assert {one.rule for one in check(shelf, path).findings} == {rule}


def test_every_rule_of_servers_finds_its_defect():
    """Those of documents are in the other table."""
    seeded = {rule for rule, _, _ in DEFECTS} | ALONE
    of_servers = {rule for rule in RULES if rule.startswith(("http", "image-", "search-"))}

    assert of_servers | {"discovery-chain", "discovery-total"} <= seeded


@pytest.mark.parametrize(
    ("uri", "rules"),
    [
        ("https://archive.example/iiif/1", []),
        ("http://archive.example/iiif/1", ["http-https"]),
        ("http://192.168.1.7:8000/iiif/1", []),
        ("http://localhost/iiif/1", []),
        ("https://archive.example/iiif?id=1", ["http-query"]),
        ("https://archive.example/iiif#1", ["http-query"]),
        ("urn:x:1", []),
    ],
)
def test_an_id_is_secure_and_plain(uri, rules):
    """https, no query, no fragment (Presentation 3.0 §6.1); an intranet has no certificates."""
    sheet = Sheet("https://archive.example/", RULES)
    advise_id(Place({"id": uri}), sheet)

    assert [one.rule for one in sheet.findings] == rules


def test_what_a_resource_refers_to_is_followed_as_far_as_is_said():
    """A collection leads to its manifests, these to their images; none is fetched twice."""
    shelf = Shelf()
    outcome = check(shelf, "/iiif/collection", follow=2)

    assert outcome.resources == 3
    assert outcome.unchecked == ("2 documents that it refers to: --follow takes more",)
    assert shelf.asked.count("GET /image/p1/info.json") == 1


def test_a_chain_is_followed_as_far_as_is_said():
    """What was not seen is told, and no total is compared with it."""
    outcome = check(Shelf(), "/iiif/changes", follow=1)

    assert outcome.findings == ()
    assert outcome.unchecked == ("further pages: --follow takes more",)


def test_nothing_is_followed_where_nothing_is_to_be():
    """--follow 0 checks the resource alone."""
    shelf = Shelf()
    outcome = check(shelf, follow=0)

    assert outcome.resources == 1
    assert {asked.partition(" ")[2] for asked in shelf.asked} == {
        "/iiif/manifest",
        "/iiif/manifest-nothing-is-called-so",
    }


def test_an_alias_of_a_resource_is_no_finding():
    """A resource may answer elsewhere too, as long as its id leads to it (§3.2)."""
    shelf = Shelf()
    shelf.documents["/iiif/alias"] = shelf.documents["/iiif/manifest"]

    assert check(shelf, "/iiif/alias").findings == ()


@pytest.mark.parametrize(
    "behaviour",
    [
        hang_up,
        silence,
        drip(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", b"{"),
        flood(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", b"[" * 65536),
        redirect("/iiif"),
        redirect("file:///etc/passwd"),
        answer(b"[]" * 10, content_type="application/json", content_encoding="gzip"),
    ],
)
def test_who_gives_no_whole_answer_is_not_checked(behaviour):
    """The reason is told, in one sentence."""
    with hostile({"/iiif": behaviour}) as server, pytest.raises(NotIiif) as refused:
        check_url(f"{server.base}/iiif", None, 10, 0.5)

    assert "gets no answer" in str(refused.value)


def test_a_busy_server_is_waited_for():
    """429 with Retry-After of a few seconds is no finding."""
    shelf, waits = Shelf(), []
    usual, busy = shelf.answer, [Response(status=429, headers={"Retry-After": "2"})]
    shelf.answer = lambda request, path: busy.pop() if busy else usual(request, path)
    with served(shelf) as base, Fetcher("tests", allow_private=True) as fetcher:
        answer = Server(fetcher, waits.append).get(f"{base}/iiif/manifest")

    assert (answer.status, waits) == (200, [2])


@pytest.mark.parametrize(
    ("body", "size"),
    [
        (b"", None),
        (b"\x89PNG\r\n", None),
        (b"\xff\xd8", None),
        (b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08\x00\x07\x00\x05\x03", (5, 7)),
        (b"\xff\xd8\xff\xe0\x00\x00" + b"\xff" * 40, None),
        (b"\xff\xd8\xff\xe0\xff\xff\xff\xc0\x00", None),
    ],
)
def test_the_size_of_a_jpeg_is_read_from_its_frame(body, size):
    """ITU-T T.81 §B.2.2; what is broken has no size."""
    assert jpeg_size(body) == size
