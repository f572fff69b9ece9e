"""Pages for people: what they hide, what they refuse to run, and the files that they send."""

import hashlib
from dataclasses import replace
from urllib.parse import quote

import lxml.html
import pytest
from browsing import BASE, CANARY, PAGES, RICH, SECRET, one, plain, words

from schemas.record import Access, Collection, Image, MediaFile, Page, Record, Value
from schemas.terms import TERMS


@pytest.mark.parametrize(("path", "status"), PAGES.items())
def test_every_page_loads_and_runs_nothing_from_elsewhere(full, path, status):
    """The policy says so, and the page agrees: no script, no inline style, no foreign address."""
    response = full.get(path)
    tree = lxml.html.document_fromstring(response.get_data())
    policy = response.headers["Content-Security-Policy"]

    assert response.status_code == status
    assert "script-src 'none'" in policy
    assert "img-src 'self' https://archive.example data:" in policy
    assert "style-src 'self' https://archive.example;" in policy
    assert response.headers["Referrer-Policy"]
    assert not tree.xpath("//script|//style|//@style|//object|//embed")
    sources = "//img/@src|//audio/@src|//video/@src|//iframe/@src|//link[@rel='stylesheet']/@href"
    loaded = tree.xpath(sources)
    assert all(address.startswith(f"{BASE}/") for address in loaded)


@pytest.mark.parametrize("path", PAGES)
def test_every_address_of_ours_begins_with_the_base_url(full, path):
    """An address never comes from the Host header, and never is relative."""
    response = full.get(path, headers={"Host": "evil.example"})
    tree = lxml.html.document_fromstring(response.get_data())

    assert "evil.example" not in response.get_data(as_text=True)
    for address in tree.xpath("//@href|//form/@action"):
        assert address.startswith(("#", f"{BASE}/", "mailto:", "http://rights", "https://")), (
            address
        )
    assert not [a for a in tree.xpath("//@href") if a.startswith("https://archive.example/records")]


def test_a_record_that_never_was_public_leaves_no_tombstone(site):
    """To say that it is gone would say that it was."""
    site.put(SECRET)
    site.store.delete(["secret"])

    site.page("/records/secret", 404)


def test_unknown_and_restricted_look_alike(full):
    """The same bytes but for the id, and the same headers: nothing tells them apart."""
    unknown, restricted = full.get("/records/unknwn"), full.get("/records/secret")

    assert unknown.get_data().replace(b"unknwn", b"secret") == restricted.get_data()
    assert dict(unknown.headers) == dict(restricted.headers)
    assert full.get("/files/secret/pdf").status_code == 404


def test_nothing_of_a_restricted_record_is_on_any_page(full):
    """Not its title, not its number in a count, not in a search for its words."""
    paths = [*PAGES, "/search?page=3", "/collections/papers?page=3", "/files/secret/pdf"]

    for path in paths:
        assert CANARY not in full.get(path).get_data(as_text=True), path
    tree = full.page(f"/search?q={CANARY}")
    assert not tree.xpath("//article")


def test_a_record_disappears_when_it_becomes_restricted(site):
    """A validator that a browser kept opens nothing any more."""
    site.put(plain("d60"))
    etag = site.get("/records/d60").headers["ETag"]
    site.put(replace(plain("d60"), access=Access.RESTRICTED))

    assert site.get("/records/d60", headers={"If-None-Match": etag}).status_code == 404


@pytest.mark.parametrize("record_id", ["%00", "..%2Fx", "a%00b", "x" * 300, "%F0%9F", " "])
def test_what_can_be_no_id_is_not_found(full, record_id):
    """No address makes the database answer with a fault."""
    assert full.get(f"/records/{record_id}").status_code == 404
    assert full.get(f"/collections/{record_id}").status_code == 404
    assert full.get(f"/files/{record_id}/pdf").status_code == 404


FILES = f"/files/{quote(RICH.id, safe='')}"


@pytest.mark.parametrize(
    ("key", "media_type", "disposition", "name"),
    [
        ("pdf", "application/pdf", "inline", "letter.pdf"),
        ("talk", "audio/mpeg", "inline", "talk.mp3"),
        ("film", "video/mp4", "inline", "film.mp4"),
        ("note", "text/plain; charset=utf-8", "inline", "note.txt"),
        ("page", "application/octet-stream", "attachment", "page.html"),
        ("seal", "application/octet-stream", "attachment", "seal.svg"),
    ],
)
def test_a_file_is_shown_only_if_it_runs_nothing(full, key, media_type, disposition, name):
    """HTML and SVG are fetched as bytes; no file is guessed at or acts for the archive."""
    response = full.get(f"{FILES}/{key}")

    assert response.get_data() == f"bytes of {name}".encode()
    assert response.headers["Content-Type"] == media_type
    assert response.headers["Content-Disposition"] == f"{disposition}; filename={name}"
    assert response.headers["Content-Security-Policy"] == "sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_is_known_by_its_digest(full):
    """The validator is the SHA-256 of the bytes, so a cache may ask instead of fetch."""
    etag = full.get(f"{FILES}/pdf").headers["ETag"]

    assert etag.strip('"') == hashlib.sha256(b"bytes of letter.pdf").hexdigest()
    assert full.get(f"{FILES}/pdf", headers={"If-None-Match": etag}).status_code == 304


def test_a_part_of_a_file_can_be_asked_for(full):
    """Players and PDF readers fetch ranges (RFC 9110 §14)."""
    part = full.get(f"{FILES}/talk", headers={"Range": "bytes=0-4"})

    assert (part.status_code, part.get_data()) == (206, b"bytes")
    assert part.headers["Content-Range"] == "bytes 0-4/17"


@pytest.mark.parametrize(
    "path", [f"{FILES}/away", f"{FILES}/..%2F..%2Ffonds.db", f"{FILES}/", "/files/d60/pdf"]
)
def test_only_the_files_of_a_record_are_sent(full, path):
    """A key is sought among those of the record; nothing in an address becomes a path."""
    assert full.get(path).status_code == 404


ATTACKS = (
    "<script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "'\" onmouseover='alert(1)' x=\"",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "javascript:alert(1)",
    'https://a.example/"onclick="alert(1)',
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "<iframe src=javascript:alert(1)>",
    "<p style=background:url(javascript:alert(1))>x</p>",
    "{{ 7 * 7 }}{% raw %}",
    "<!--<script>-->alert(1)",
    "<form action=//evil.example><input name=x>",
    "<base href=//evil.example>",
)


def poisoned(attack):
    """A record that says *attack* wherever something can be said."""
    metadata = {
        term: (Value(attack, scheme=attack, derived=attack), Value(attack, "ar")) for term in TERMS
    }
    return Record(
        id="poisoned",
        metadata=metadata,
        collections=("poison",),
        pages=(Page("p1", attack, attack, {"en": attack}, metadata, Image("x", 9, 9)),),
        files=(
            MediaFile("f1", attack, attack, attack, metadata),
            MediaFile("f2", f"https://a.example/{attack}", attack, attack, metadata),
        ),
        text={"en": attack, "ar": attack},
    )


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_value_acts_on_a_page(site, attack):
    """Whatever an archive was given, its pages run none of it (OWASP: stored XSS)."""
    described = {
        "title": (Value(attack),),
        "description": (Value(attack),),
        "rights": (Value(attack),),
    }
    site.put(poisoned(attack))
    site.store.describe([Collection("poison", described)])

    for path in ("/", "/search", "/records/poisoned", "/collections/poison"):
        tree = site.page(path)
        elements = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
        attributes = {name for element in tree.iter() for name in element.keys()}  # noqa: SIM118
        assert not elements & {"script", "svg", "base", "style", "object", "textarea"}
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert not tree.xpath("//form[not(@role='search')]")
        assert all(action.startswith(f"{BASE}/") for action in tree.xpath("//form/@action"))
        assert all(source.startswith(f"{BASE}/viewer/") for source in tree.xpath("//iframe/@src"))
        for address in tree.xpath("//@href|//@src|//@action"):
            assert address.startswith(("#", "http://", "https://", "mailto:")), address
        assert "49" not in words(one(tree, "//main"))


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize(
    "path", ["/search?q={}", "/records/{}", "/collections/{}", "/search?page={}"]
)
def test_no_address_acts_on_a_page(site, path, attack):
    """What was asked for is said back as text (OWASP: reflected XSS)."""
    response = site.get(path.format(quote(attack, safe="")))
    tree = lxml.html.document_fromstring(response.get_data())

    assert response.status_code < 500
    assert not tree.xpath("//script|//svg|//iframe|//base|//textarea|//@onerror|//@onmouseover")
    assert len(tree.xpath("//form")) == 1
