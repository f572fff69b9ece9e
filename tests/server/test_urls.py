"""Public addresses: every one is a URI, whatever it was made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.grammar import is_id, is_web_address
from schemas.record import MediaFile
from server.urls import Urls

URLS = Urls("https://archive.example", "archive.example")


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
def test_what_has_an_address_in_iiif_has_a_page_for_people(record_id, key):
    """Whatever a record and its pages are called, the way back is unmistakable."""
    page, place = URLS.record(record_id), URLS.record_page(record_id, key)

    assert URLS.shown_by(URLS.manifest(record_id)) == page
    assert URLS.shown_by(URLS.canvas(record_id, key)) == place
    assert URLS.shown_by(URLS.annotations(record_id, key)) == place
    assert URLS.shown_by(URLS.annotation(record_id, key, "en")) == place
    assert URLS.shown_by(URLS.painting_annotation(record_id, key)) == place
    assert URLS.shown_by(URLS.text_annotation(record_id, "en")) == page
