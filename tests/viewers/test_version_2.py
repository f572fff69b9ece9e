"""Viewers that read version 2.1 open a record in it, and have its pictures from version 2 too."""

from urllib.parse import quote

import pytest
from viewing import TEXTS


def opened(open_screen, base, elsewhere, viewer, key):
    """Return a screen on which *viewer* opens the record *key* in version 2.1."""
    manifest = quote(f"{base}/iiif/2/{key}/manifest", safe="")
    return open_screen(f"{elsewhere}/{viewer}.html?manifest={manifest}")


@pytest.mark.parametrize("viewer", ["tify", "universal"])
def test_a_viewer_opens_the_older_version(open_screen, base, elsewhere, viewer):
    """Manifest, info.json and picture are had in version 2, and the first page is painted."""
    screen = opened(open_screen, base, elsewhere, viewer, "several")
    screen.until_page(0)
    screen.keep(f"{viewer}-several-2")
    image = "/iiif/image/2/several:p0"

    assert screen.failed == []
    assert screen.complaints == []
    assert "/iiif/2/several/manifest" in screen.asked
    assert f"{image}/info.json" in screen.asked
    assert [path for path in screen.asked if path.startswith(f"{image}/") and ".jpg" in path]
    assert [path for path in screen.asked if path.startswith(("/iiif/3/", "/iiif/image/3/"))] == []


def test_a_viewer_shows_the_texts_of_an_annotation_list(open_screen, base, elsewhere):
    """A list is outside the manifest (Presentation 2.1 §5.5), and is fetched with the page."""
    screen = opened(open_screen, base, elsewhere, "tify", "several")

    for text in TEXTS[0].values():
        screen.page.get_by_text(text).first.wait_for()
    assert "/iiif/2/several/annotations/p0" in screen.asked
