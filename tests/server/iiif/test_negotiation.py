"""Which version a reader asks for by the profile of a media type."""

import pytest

from server.iiif.negotiation import asks_for_version_2

TWO = 'application/ld+json;profile="http://iiif.io/api/presentation/2/context.json"'
THREE = 'application/ld+json;profile="http://iiif.io/api/presentation/3/context.json"'


@pytest.mark.parametrize(
    "accept",
    [
        TWO,
        TWO.replace('"', ""),
        TWO.replace(";", " ; "),
        TWO.replace("profile", "PROFILE"),
        TWO.replace("ld+json", "json"),
        TWO.replace("http:", "https:"),
        f"{TWO}, */*",
        f"*/*, {TWO}",
        f"text/html, {TWO};q=0.9, application/ld+json;q=0.8, */*;q=0.1",
        f"{THREE};q=0.5, {TWO};q=0.9",
        f"{THREE};q=0, {TWO};q=0.1",
        f"{TWO};q=x",
        'application/ld+json;profile="https://x.example/ http://iiif.io/api/presentation/2/context.json"',
    ],
)
def test_version_2_for_who_prefers_it(accept):
    """A range that names it, with no smaller weight than any other has (RFC 9110 §12.5.1)."""
    assert asks_for_version_2(accept)


@pytest.mark.parametrize(
    "accept",
    [
        "",
        "*/*",
        "application/json",
        "application/ld+json",
        "application/json, text/javascript, text/plain",
        "image/png;q=0",
        THREE,
        f"{THREE}, {TWO}",
        f"{TWO}, {THREE}",
        f"{TWO};q=0.5, */*",
        f"{TWO};q=0.5, {THREE};q=0.9",
        f"{TWO};q=0",
        f"{TWO};q=0.",
        f"{TWO};q=0, */*",
        TWO.replace("/2/", "/4/"),
        TWO.replace("presentation", "image"),
        'text/plain;profile="',
        ",;,=,\x00" * 50,
    ],
)
def test_the_newest_version_for_everybody_else(accept):
    """What is unknown, or wants both alike, gets 3.0 (Presentation 3.0 §6.3)."""
    assert not asks_for_version_2(accept)
