"""No page of ours violates WCAG 2.2 A or AA, as far as axe-core can tell.

By day and by night, wide and narrow. Inside of Mirador its own makers answer.
"""

import pytest

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
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
SCREENS = (
    ({"width": 1280, "height": 900}, "light"),
    ({"width": 320, "height": 640}, "dark"),
)
RUN = """tags => axe.run({ exclude: ["#viewer > .fullscreen"] },
  { runOnly: tags, iframes: false, resultTypes: ["violations"] })"""


@pytest.mark.parametrize("path", PATHS)
def test_no_page_violates_wcag(open_screen, packages, path):
    """Neither A nor AA, and nothing hangs out at the side (WCAG 2.2, 1.4.10)."""
    page = open_screen(path, bypass_csp=True).page
    page.add_script_tag(path=packages / "axe-core" / "axe.min.js")
    for size, scheme in SCREENS:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        found = page.evaluate(RUN, TAGS)["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_axe_finds_what_is_wrong(open_screen, packages):
    """The check can fail: a picture without words is found."""
    page = open_screen("/records/several", bypass_csp=True).page
    page.add_script_tag(path=packages / "axe-core" / "axe.min.js")
    page.evaluate("document.querySelectorAll('img').forEach(one => one.removeAttribute('alt'))")

    assert "image-alt" in {one["id"] for one in page.evaluate(RUN, TAGS)["violations"]}
