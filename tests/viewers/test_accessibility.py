"""No page of ours violates WCAG 2.2 A or AA, as far as axe-core can tell.

By day and by night, wide and narrow. Inside of Mirador its own makers answer.
"""

import pytest
from viewing import violations, with_axe

PATHS = (
    "/",
    "/search",
    "/search?q=nuclear&page=2",
    "/search?q=nowhere",
    "/collections/china-nuclear",
    "/records/several",
    "/records/several?page=p1",
    "/records/several?q=prohibition",
    "/records/sound",
    "/records/sino-soviet-treaty-1950-02-14",
    "/records/unknown",
    "/viewer/several",
    "/oai/explore",
    "/oai/explore?verb=Identify",
    "/oai/explore?verb=ListSets",
    "/oai/explore?verb=ListRecords&metadataPrefix=oai_dc",
    "/oai/explore?verb=GetRecord&identifier=oai:archive.example:several&metadataPrefix=mods",
    "/oai/explore?verb=ListRecords",
    "/?iiif-content=none",
    "/oai/explore?verb=ListMetadataFormats",
    "/oai/explore?verb=ListRecords&metadataPrefix=oai_dc&set=",
)


@pytest.mark.parametrize("path", PATHS)
def test_no_page_violates_wcag(open_screen, packages, path):
    """Neither A nor AA, and nothing hangs out at the side (WCAG 2.2, 1.4.10)."""
    page = with_axe(open_screen(path, bypass_csp=True).page, packages)

    assert violations(page) == []


def test_axe_finds_what_is_wrong(open_screen, packages):
    """The check can fail: a picture without words is found, and so is what is too wide."""
    page = with_axe(open_screen("/records/several", bypass_csp=True).page, packages)
    page.evaluate("document.querySelectorAll('img').forEach(one => one.removeAttribute('alt'))")
    page.evaluate("document.querySelector('main').style.width = '2000px'")
    found = violations(page)

    assert {"image-alt", "reflow"} <= {rule for rule, _ in found}
