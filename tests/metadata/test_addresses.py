"""What is nothing but an address, told from words."""

import pytest

from metadata.addresses import DOI, OTHER_REFERENCE, REFERENCE, WORDS
from schemas.record import Value


@pytest.mark.parametrize(
    ("text", "is_reference"),
    [
        ("https://a.example", True),
        ("https://a.example/1?a=b&c#d", True),
        (" HTTP://a.example:80/%C3%A9 ", True),
        ("https://a.example?a=(b)", True),
        ("https://a.example/é", False),
        ("https://a.example/a b", False),
        ("https://a.example/%zz", False),
        ("https://a.example/#a#b", False),
        ("https://a.example/[1]", False),
        ("See https://a.example/", False),
        ("ftp://a.example/", False),
        ("https://", False),
        ("", False),
    ],
)
def test_a_reference_is_a_uri_of_the_web(text, is_reference):
    """Of the characters of a URI alone, and of nothing around it (RFC 3986 §2, §3)."""
    expected = {"value": text.strip()} if is_reference else None

    assert REFERENCE.spell(Value(text, "en")) == expected


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("10.1234/letter.1", "10.1234/letter.1"),
        ("doi:10.1234/letter.1", "10.1234/letter.1"),
        ("DOI: 10.1234/(a)b;c", "10.1234/(a)b;c"),
        ("https://doi.org/10.1234/letter.1", "10.1234/letter.1"),
        (" http://dx.doi.org/10.1234.5/L-1 ", "10.1234.5/L-1"),
        ("10.123/x", None),
        ("10.1234/", None),
        ("10.1234/a b", None),
        ("https://doi.org/10.1234/a%2Fb", None),
        ("https://a.example/10.1234/x", None),
        ("F. 52, op. 10.1234/5", None),
        ("see 10.1234/x", None),
    ],
)
def test_a_doi_is_a_name_under_its_registrant(text, name):
    """``10.``, four digits or more, a slash and a suffix (DOI Handbook §2.2)."""
    assert DOI.spell(Value(text)) == (name and {"value": name})


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("https://doi.org/10.1234/x", (True, False, False)),
        ("https://a.example/", (False, True, False)),
        ("F. 52", (False, False, True)),
        ("<br>", (False, False, False)),
    ],
)
def test_a_value_is_one_of_three(text, forms):
    """A DOI, another address or words: each has a place of its own, and none has two."""
    value = Value(text)

    assert tuple(bool(form.spell(value)) for form in (DOI, OTHER_REFERENCE, WORDS)) == forms
