"""Public addresses: every one is a URI, whatever it was made of."""

import pytest

from schemas.grammar import is_web_address
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
