"""The small grammars: what an id and an address may be, and why not."""

import pytest

from schemas.grammar import id_fault, is_uri, is_web_address


@pytest.mark.parametrize(
    "text", ["a", "MS 12/3 a", "档案-1", "أرشيف 2", "q?x=1&y#z", "100%", "doi:10.1/x", "x" * 255]
)
def test_nearly_anything_is_an_id(text):
    """Slashes, spaces, signs and every script."""
    assert id_fault(text) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has 0"),
        ("x" * 256, "has 256"),
        ("a ", "at its ends"),
        ("a\u00a0b", "U+00A0, no-break space"),
        ("a\u200bb", "U+200B, zero width space"),
        ("a\nb", "U+000A, a control character"),
        ("a//b", "between slashes"),
        ("a/../b", "between slashes"),
    ],
)
def test_a_fault_says_what_nobody_sees(text, said):
    """An archivist looks at "MS 12" for an hour before the space is found to be another."""
    assert said in id_fault(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://a.example",
        "http://a.example/",
        "HTTPS://A.example:8080/b/c.d?e=f&g=/?#h/?i",
        "https://user@a.example/(b);c,d'e!~*@:$=+",
        "https://[2001:db8::1]/b",
        "https://a.example/%D0%9C",
    ],
)
def test_an_address_is_one_as_it_stands(text):
    """A URI of http or https (RFC 3986 §3)."""
    assert is_web_address(text)
    assert is_uri(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a.example",
        "https://",
        "https:///b",
        "https://a.example:port/",
        "https://a.example/b c",
        "https://a.example/b[1].pdf",
        "https://a.example/100%",
        "https://a.example/%zz",
        "https://a.example/b#c#d",
        "https://a.example/<b>",
        "https://a.example/Москва",
        "see https://a.example/",
        "https://a.example/\n",
    ],
)
def test_what_holds_more_or_less_is_no_address(text):
    """xs:anyURI refuses most of these, and the rest would have to be escaped (RFC 3986 §2)."""
    assert not is_web_address(text)
    assert not is_uri(text)


@pytest.mark.parametrize("text", ["oai:a.example:1", "urn:isbn:0", "ftp://a.example/b#c"])
def test_a_uri_of_another_scheme_is_no_web_address(text):
    """A scheme, and signs that need no escape (RFC 3986 §4.3)."""
    assert is_uri(text)
    assert not is_web_address(text)
