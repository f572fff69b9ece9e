"""What an image service elsewhere says of itself, read with care (Image 3.0 §5, 2.1 §5)."""

import presentation2_rules
import presentation_rules
import pytest
from archives import BASE, NAMESPACE
from hypothesis import given
from hypothesis import strategies as st
from presenting import PROVIDER

from schemas.record import Page, Record, Service, Value
from server.iiif.depicted import depicted, origins
from server.iiif.image import Limits, Size
from server.iiif.image_info import info_2, info_3
from server.iiif.image_request import VERSION_2, VERSION_3
from server.iiif.information import NoInformation, named, read_information
from server.iiif.presentation import manifest
from server.iiif.presentation2 import version_2
from server.urls import Urls

AT = "https://images.example/iiif/a%2Fb"
URLS = Urls(BASE, NAMESPACE)
FULL, LIMITS = Size(3000, 2000), Limits()


@pytest.mark.parametrize(("info", "version"), [(info_3, 3), (info_2, 2)])
def test_our_own_description_is_understood(info, version):
    """Size, level and sizes, in either version."""
    found = read_information(AT, info(AT, FULL, LIMITS, {}))

    assert (found.id, found.version, found.profile) == (AT, version, "level2")
    assert (found.width, found.height) == (3000, 2000)
    assert found.sizes[-1] == (1500, 1000)  # no more than four megapixels are made ready
    assert list(found.sizes) == sorted(found.sizes)
    assert named(info(AT, FULL, LIMITS, {})) == AT


OLD = {
    "@id": AT,
    "width": 6000,
    "height": 4000,
    "scale_factors": [1, 2, 4],
    "tile_width": 1024,
    "formats": ["jpg"],
    "qualities": ["native"],
    "profile": "http://library.stanford.edu/iiif/image-api/1.1/compliance.html#level1",
}


@pytest.mark.parametrize(
    "context",
    [
        "http://library.stanford.edu/iiif/image-api/1.1/context.json",
        "http://iiif.io/api/image/1/context.json",
    ],
)
def test_a_description_of_version_1_1_is_understood(context):
    """Image API 1.1 §5; Gallica gives its context another name."""
    found = read_information(AT, OLD | {"@context": context})

    assert found == Service(AT, 1, "level1", 6000, 4000)


LEAST = {"type": "ImageService3", "width": 30, "height": 20}


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ([], "no JSON object"),
        ("text", "no JSON object"),
        ({}, "no width"),
        (LEAST | {"width": "30"}, "no width"),
        (LEAST | {"height": 0}, "no height"),
        (LEAST | {"height": 2**31}, "no height"),
        (LEAST | {"width": True}, "no width"),
        (LEAST | {"type": "Manifest"}, "version 1.1, 2 or 3"),
        (LEAST | {"type": ["ImageService3"]}, "version 1.1, 2 or 3"),
    ],
)
def test_what_a_manifest_cannot_use_is_refused(document, message):
    """The sentence says what is missing."""
    with pytest.raises(NoInformation, match=message):
        read_information(AT, document)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=10,
)


@given(
    st.fixed_dictionaries(
        LEAST_KNOWN := {"width": st.integers(1, 99), "height": st.integers(1, 99)},
        optional=dict.fromkeys(("profile", "sizes", "@context", "id", "@id"), JSON),
    )
)
def test_no_description_is_a_fault_of_ours(document):
    """Whatever else stands in it."""
    found = read_information(AT, document | {"type": "ImageService3"})

    assert found.profile in ("level0", "level1", "level2")
    assert all(width > 0 and height > 0 for width, height in found.sizes)


def picture(**known):
    service = Service(AT, **{"width": 3000, "height": 2000, "profile": "level2"} | known)
    return depicted(Page("p1", service=service), "letter", URLS)


def parsed(url, version):
    """What our own grammar makes of an address of the service (Image §4)."""
    segments = url.removeprefix(f"{AT}/").split("/")
    return version.parse_request(*segments, FULL, Limits(9_000, 9_000, 99_000_000))


@pytest.mark.parametrize(("number", "version"), [(3, VERSION_3), (2, VERSION_2)])
def test_a_service_elsewhere_is_asked_in_its_own_version(number, version):
    """2.1 and 3.0 spell sizes in different ways (3.0 §4.2, 2.1 §4.2)."""
    one = picture(version=number)
    small, whole = one.small(300), one.whole()

    assert parsed(small.url, version).size == small.size == Size(300, 200)
    assert parsed(whole.url, version).size == whole.size == FULL


def test_a_service_of_version_1_1_is_asked_in_its_own_words():
    """Sizes as in 2.1, and the usual quality is the native one (1.1 §4.2, §4.4)."""
    one = picture(version=1, profile="level1")

    assert one.whole().url == f"{AT}/full/full/0/native.jpg"
    assert one.small(300).url == f"{AT}/full/300,/0/native.jpg"
    assert one.service() == {
        "@id": AT,
        "@type": "ImageService1",
        "profile": "http://library.stanford.edu/iiif/image-api/1.1/compliance.html#level1",
    }


def test_a_version_to_come_is_asked_as_the_newest_that_is_known():
    """An export may name it."""
    assert picture(version=4).whole().url == f"{AT}/full/max/0/default.jpg"


@pytest.mark.parametrize(("number", "version"), [(3, VERSION_3), (2, VERSION_2)])
def test_at_level_0_nothing_but_what_is_listed_is_asked_for(number, version):
    """Such a service is a folder of files (3.0 §6)."""
    sizes = ((150, 100), (750, 500), (1500, 1000))
    one = picture(version=number, profile="level0", sizes=sizes)

    for asked in (one.small(100), one.small(400), one.small(9_000), one.at_least(700), one.whole()):
        assert (asked.size.width, asked.size.height) in sizes
        assert parsed(asked.url, version).size == asked.size


@pytest.mark.parametrize(("number", "word"), [(3, "max"), (2, "full")])
def test_at_level_0_without_a_list_there_is_the_whole(number, word):
    """It is all that such a service must give (3.0 §6, 2.1 §6)."""
    one = picture(version=number, profile="level0")

    for asked in (one.small(), one.at_least(100), one.whole()):
        assert asked.url == f"{AT}/full/{word}/0/default.jpg"


def test_the_origin_of_pictures_elsewhere_is_known():
    """A page names it, so that browsers load them (Content Security Policy)."""
    pages = (Page("p1", service=Service(AT, width=1, height=1)), Page("p2", service=Service("x")))
    record = Record("r", {"title": (Value("T"),)}, pages=pages)

    assert origins(record) == {"https://images.example"}


def test_a_picture_of_version_1_1_stands_in_manifests_of_both_versions():
    """3.0 §5.7 and 2.1 §5.4: an older service keeps its own names, and in 2.1 its context."""
    service = Service(AT, 1, "level2", 3000, 2000)
    record = Record("r", {"title": (Value("T"),)}, pages=(Page("p1", service=service),))
    written = manifest(record, URLS, PROVIDER, ())
    older = version_2(written, URLS)
    resource = older["sequences"][0]["canvases"][0]["images"][0]["resource"]

    assert presentation_rules.violations(written) == []
    assert presentation2_rules.violations(older) == []
    assert resource["@id"] == f"{AT}/full/full/0/native.jpg"
    assert resource["service"]["@id"] == AT
