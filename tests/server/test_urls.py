"""Public addresses: every one is a URI, whatever it was made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.grammar import is_id, is_web_address
from schemas.record import MediaFile
from server.urls import Named, Urls

BASE = "https://archive.example"
URLS = Urls(BASE, "archive.example")


@pytest.mark.parametrize(
    ("written", "uri"),
    [
        ("https://a.example/a%20b.pdf?c=d&e=f#g", "https://a.example/a%20b.pdf?c=d&e=f#g"),
        ("https://a.example/a b.pdf", "https://a.example/a%20b.pdf"),
        ("https://a.example/scan[1].pdf", "https://a.example/scan%5B1%5D.pdf"),
        ("https://a.example/100%.pdf", "https://a.example/100%25.pdf"),
        ("https://a.example/a#b#c", "https://a.example/a#b%23c"),
        ("https://[2001:db8::1]:80/a", "https://[2001:db8::1]:80/a"),
        ("https://a.example", "https://a.example"),
        ("https://a.example/\u0431", "https://a.example/%D0%B1"),
    ],
)
def test_a_file_elsewhere_has_an_address_that_schemas_take(written, uri):
    """Escapes stay, and what a URI may not hold is escaped (RFC 3986 §2, xs:anyURI)."""
    address = URLS.media_file("1", MediaFile("a", written))

    assert address == uri
    assert is_web_address(address)


ids = st.text(min_size=1, max_size=30).filter(is_id) | st.sampled_from(
    ["a/manifest", "canvas/p1", "3/x", "collection", "%41", "a/canvas/manifest", "text:en"]
)
keys = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,9}", fullmatch=True) | st.sampled_from(
    ["manifest", "canvas", "text"]
)


@given(record_id=ids, key=keys)
def test_what_has_an_address_in_iiif_is_known_by_it(record_id, key):
    """Whatever a record and its pages are called, the way back is unmistakable."""
    whole, page = Named(record_id), Named(record_id, key)

    assert URLS.named_by(URLS.manifest(record_id)) == whole
    assert URLS.named_by(URLS.in_version_2(URLS.manifest(record_id))) == whole
    assert URLS.named_by(URLS.canvas(record_id, key)) == page
    assert URLS.named_by(URLS.annotations(record_id, key)) == page
    assert URLS.named_by(URLS.annotation(record_id, key, "en")) == page
    assert URLS.named_by(URLS.painting_annotation(record_id, key)) == page
    assert URLS.named_by(URLS.text_annotation(record_id, "en")) == whole


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (f"{BASE}/iiif/3/a%2Fb/manifest", f"{BASE}/iiif/2/a%2Fb/manifest"),
        (f"{BASE}/iiif/3/canvas/manifest", f"{BASE}/iiif/2/canvas/manifest"),
        (f"{BASE}/iiif/3/collection/a:b", f"{BASE}/iiif/2/collection/a:b"),
        (f"{BASE}/iiif/3/a/annotations/p1:ru", f"{BASE}/iiif/2/a/annotations/p1:ru"),
        (
            f"{BASE}/iiif/image/3/a:p1/full/max/0/default.jpg",
            f"{BASE}/iiif/image/2/a:p1/full/max/0/default.jpg",
        ),
        (f"{BASE}/iiif/3/a/canvas/p1", f"{BASE}/iiif/3/a/canvas/p1"),
        (f"{BASE}/iiif/3/a/canvas/p1#xywh=0,0,1,1", f"{BASE}/iiif/3/a/canvas/p1#xywh=0,0,1,1"),
        (f"{BASE}/iiif/search/1/a", f"{BASE}/iiif/search/1/a"),
        (f"{BASE}/records/a", f"{BASE}/records/a"),
        ("https://elsewhere.example/iiif/3/a/manifest", None),
        (f"https://elsewhere.example/?of={BASE}/iiif/3/a/manifest", None),
    ],
)
def test_version_2_is_published_beside_version_3(address, expected):
    """Each document at an address of its own (Presentation 2.1 §3.3); canvases are shared."""
    assert URLS.in_version_2(address) == (expected or address)
