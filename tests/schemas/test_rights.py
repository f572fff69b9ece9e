"""Rights, from what archives write to the URI that identifies a statement."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schemas.derived import Derived
from schemas.rights import EDITIONS, LICENSES, STATEMENTS, is_canonical, read_rights, rights_label

RS = "http://rightsstatements.org/vocab/"
CC = "http://creativecommons.org/"

PLAIN = [
    (RS + "InC-EDU/1.0/", RS + "InC-EDU/1.0/"),
    ("https://rightsstatements.org/vocab/InC-EDU/1.0/", RS + "InC-EDU/1.0/"),
    ("http://rightsstatements.org/vocab/NoC-US/1.0", RS + "NoC-US/1.0/"),
    ("https://www.rightsstatements.org/vocab/CNE/1.0", RS + "CNE/1.0/"),
    (" https://creativecommons.org/licenses/by/4.0\n", CC + "licenses/by/4.0/"),
    ("https://creativecommons.org/licenses/by/3.0/us/", CC + "licenses/by/3.0/us/"),
    ("https://creativecommons.org/licenses/by/3.0/igo/", CC + "licenses/by/3.0/igo/"),
    ("https://creativecommons.org/publicdomain/mark/1.0/", CC + "publicdomain/mark/1.0/"),
    ("http://creativecommons.org/publicdomain/zero/1.0", CC + "publicdomain/zero/1.0/"),
]
REPAIRED = [
    ("http:/creativecommons.org/licenses/by/4.0/", "http://creativecommons.org/licenses/by/4.0/"),
    ("https://creativecommons.org/p ublicdomain/mark/1.0/", CC + "publicdomain/mark/1.0/"),
    ("https://rightsstatements.org/page/InC-EDU/1.0/?language=en", RS + "InC-EDU/1.0/"),
    ("http://rightsstatements.org/page/InC-EDU/1.0/", RS + "InC-EDU/1.0/"),
    ("http://rightsstatements.org/vocab/InC-EDU/1.0/?language=de", RS + "InC-EDU/1.0/"),
    ("http://rightsstatements.org/data/InC/1.0/", RS + "InC/1.0/"),
    ("http://rightsstatements.org/vocab/inc-edu/1.0/", RS + "InC-EDU/1.0/"),
    ("http://rightsstatements.org/vocab/UND/", RS + "UND/1.0/"),
    ("http://rightsstatements.org//vocab/InC/1.0/", RS + "InC/1.0/"),
    ("rightsstatements.org/vocab/InC/1.0/", RS + "InC/1.0/"),
    ("http://rightsstatements.org/vocab/InC\u200b/1.0/", RS + "InC/1.0/"),
    ("http://rightsstatements.org/vocab/InC/1.0/.", RS + "InC/1.0/"),
    ("http://creativecommons.org/licenses/by/4.0/deed.de", CC + "licenses/by/4.0/"),
    ("http://creativecommons.org/licenses/by/4.0/deed.zh-hans", CC + "licenses/by/4.0/"),
    ("http://creativecommons.org/licenses/by/4.0/legalcode", CC + "licenses/by/4.0/"),
    ("http://creativecommons.org/licenses/by/4.0/rdf", CC + "licenses/by/4.0/"),
    ("http://creativecommons.org/licenses/by/4.0/?ref=chooser-v1", CC + "licenses/by/4.0/"),
    ("http://creativecommons.org/licenses/by/3.0/us/deed.en", CC + "licenses/by/3.0/us/"),
    ("http://creativecommons.org/licenses/by-nd-nc/2.0/", CC + "licenses/by-nc-nd/2.0/"),
    ("http://creativecommons.org/licenses/by-nc-nd/1.0/", CC + "licenses/by-nd-nc/1.0/"),
    ("http://creativecommons.org/publicdomain/zero/1.0/deed.fr", CC + "publicdomain/zero/1.0/"),
]
NAMES = [
    ("In Copyright", RS + "InC/1.0/"),
    ("In Copyright - Educational Use Permitted", RS + "InC-EDU/1.0/"),
    ("IN COPYRIGHT - EU ORPHAN WORK", RS + "InC-OW-EU/1.0/"),
    ("No Copyright - United States", RS + "NoC-US/1.0/"),
    ("No Copyright _ United States", RS + "NoC-US/1.0/"),
    ("No Copyright – United States.", RS + "NoC-US/1.0/"),
    ("No Known Copyright", RS + "NKC/1.0/"),
    ("NoC-US", RS + "NoC-US/1.0/"),
    ("UND", RS + "UND/1.0/"),
    ("CC0", CC + "publicdomain/zero/1.0/"),
    ("CC0 1.0 Universal", CC + "publicdomain/zero/1.0/"),
    ("CC0 1.0 Universal (CC0 1.0) Public Domain Dedication", CC + "publicdomain/zero/1.0/"),
    ("Public Domain Mark 1.0", CC + "publicdomain/mark/1.0/"),
    ("CC BY 4.0", CC + "licenses/by/4.0/"),
    ("cc-by-4.0", CC + "licenses/by/4.0/"),
    ("CC-BY-SA 3.0", CC + "licenses/by-sa/3.0/"),
    ("CC BY-NC-ND 4.0 International", CC + "licenses/by-nc-nd/4.0/"),
    ("CC BY 3.0 US", CC + "licenses/by/3.0/us/"),
    ("Attribution 4.0 International (CC BY 4.0)", CC + "licenses/by/4.0/"),
    ("(CC BY 4.0)", CC + "licenses/by/4.0/"),
    (
        "Creative Commons Attribution-NonCommercial-NoDerivs 3.0 Unported License",
        CC + "licenses/by-nc-nd/3.0/",
    ),
]
BROKEN = [
    "http://rightsstatements.org/vocab/FOO/1.0/",
    "https://rightsstatements.org/vocab/InC/2.0/",
    "http://rightsstatements.org/",
    "http://rightsstatements.org/vocab/InC/1.0/ In Copyright",
    "http://creativecommons.org/licenses/by/",
    "http://creativecommons.org/licenses/by/4.1/",
    "http://creativecommons.org/licenses/by/4.0/us/",
    "http://creativecommons.org/licenses/by/3.0/en/",
    "http://creativecommons.org/licenses/nc-by/4.0/",
    "http://creativecommons.org/licenses/publicdomain/",
    "https://creativecommons.com/licenses/by/4.0/",
]
SENTENCES = [
    "",
    "check publication for rights",
    "Metadata-only record, please check publication for rights",
    "In Public Domain. For more information, please contact the library.",
    '<a href="http://rightsstatements.org/vocab/InC/1.0/">In Copyright</a>',
    "© 1957 The Estate",
    "Attribution",
    "und",
    "Inc",
    "http://example.org/rights",
]

addresses = st.builds(
    "{}{}{}{}{}".format,
    st.sampled_from(["http://", "https://", "HTTP://www.", "https://www.", ""]),
    st.sampled_from(
        ["rightsstatements.org/", "creativecommons.org/", "creativecommons.org/licenses/"]
    ),
    st.sampled_from(["vocab/InC", "page/noc-us", "by/3.0", "by-nc-nd/1.0", "by-nd-nc", "mark"]),
    st.sampled_from(["", "/1.0", "/4.0/", "/us", "/uk/deed", "/igo/", "/zz", "//"]),
    st.sampled_from(["", "/", "/legalcode.txt", "?language=en", "#top", " /", ">"]),
)
canonical_uris = st.one_of(
    st.sampled_from([f"{RS}{code}/1.0/" for code in STATEMENTS]),
    st.builds(
        "{}licenses/{}/{}/".format,
        st.just(CC),
        st.sampled_from([*LICENSES]),
        st.sampled_from([*EDITIONS]),
    ),
    st.sampled_from([CC + "publicdomain/zero/1.0/", CC + "publicdomain/mark/1.0/"]),
).filter(lambda uri: not uri.endswith("by-nc-nd/1.0/"))


@pytest.mark.parametrize(("written", "uri"), PLAIN)
def test_scheme_host_and_final_slash_are_normalised_in_silence(written, uri):
    """Both families are identified by http URIs with a final slash (Presentation 3.0 §3.2)."""
    assert read_rights(written) == Derived(uri)


@pytest.mark.parametrize(("written", "uri"), REPAIRED)
def test_any_other_repair_is_used_and_reported(written, uri):
    """The archivist learns which of the addresses stand for something else than they seem."""
    assert read_rights(written) == Derived(uri, f"{written} → {uri}")


@pytest.mark.parametrize(("written", "uri"), NAMES)
def test_a_name_is_read_for_its_letters_and_digits(written, uri):
    """Exact names and names with other dashes, spaces and case are certain."""
    assert read_rights(written) == Derived(uri)


@pytest.mark.parametrize("written", ["Public domain", "PUBLIC DOMAIN", "In the public domain."])
def test_public_domain_alone_could_mean_three_statements(written):
    """The mark, NoC-US and NKC say different things: none is chosen."""
    read = read_rights(written)

    assert read.value is None
    for uri in (CC + "publicdomain/mark/1.0/", RS + "NoC-US/1.0/", RS + "NKC/1.0/"):
        assert uri in read.advice


@pytest.mark.parametrize(
    ("written", "example_uri"),
    [
        ("CC BY", CC + "licenses/by/4.0/"),
        ("CC-BY-NC-SA", CC + "licenses/by-nc-sa/4.0/"),
        ("Creative Commons Attribution-ShareAlike", CC + "licenses/by-sa/4.0/"),
        ("CC BY 3.5", CC + "licenses/by/4.0/"),
        ("CC BY 4", CC + "licenses/by/4.0/"),
    ],
)
def test_a_licence_without_its_version_is_asked_for_it(written, example_uri):
    """Versions differ in what they allow: none is chosen."""
    read = read_rights(written)

    assert read.value is None
    assert example_uri in read.advice


@pytest.mark.parametrize("written", BROKEN)
def test_an_address_of_either_house_that_leads_nowhere_is_broken(written):
    """Nobody writes such an address as free text."""
    read = read_rights(written)

    assert read.value is None
    assert "leads to no rights statement" in read.advice


@pytest.mark.parametrize("written", SENTENCES)
def test_a_sentence_is_text_and_no_fault(written):
    """Free text is legitimate in dc:rights; nothing is guessed from it."""
    assert read_rights(written) == Derived(None)


@pytest.mark.parametrize(
    ("uri", "label"),
    [
        (RS + "NoC-US/1.0/", "No Copyright - United States"),
        (CC + "licenses/by/4.0/", "Creative Commons Attribution 4.0 International"),
        (CC + "licenses/by-nd/3.0/", "Creative Commons Attribution-NoDerivs 3.0 Unported"),
        (CC + "licenses/by/2.5/", "Creative Commons Attribution 2.5 Generic"),
        (
            CC + "licenses/by-sa/3.0/us/",
            "Creative Commons Attribution-ShareAlike 3.0 United States",
        ),
        (CC + "licenses/by/2.0/uk/", "Creative Commons Attribution 2.0 UK: England & Wales"),
        (CC + "publicdomain/zero/1.0/", "CC0 1.0 Universal"),
        (CC + "publicdomain/mark/1.0/", "Public Domain Mark 1.0"),
        ("https://creativecommons.org/licenses/by/4.0/", None),
        ("No Copyright - United States", None),
    ],
)
def test_a_canonical_uri_has_an_english_name(uri, label):
    """Readers see the name that the publisher gave the statement."""
    assert rights_label(uri) == label


@pytest.mark.parametrize(
    "written", [written for written, uri in PLAIN + REPAIRED if written != uri]
)
def test_every_other_spelling_is_not_canonical(written):
    """One statement has one URI (Presentation 3.0 §3.2)."""
    assert not is_canonical(written)


@given(canonical_uris)
@example(CC + "licenses/by-nd-nc/1.0/")
def test_a_canonical_uri_and_its_name_lead_to_itself(uri):
    """Every statement of both houses is known by its URI and by its name."""
    label = rights_label(uri)

    assert is_canonical(uri)
    assert read_rights(uri) == read_rights(label) == Derived(uri)


@given(st.one_of(st.text(), addresses))
def test_whatever_is_read_is_canonical_and_reads_as_itself(text):
    """Reading never raises; its result is canonical, named, and a fixed point."""
    read = read_rights(text)

    if read.value is not None:
        assert is_canonical(read.value)
        assert rights_label(read.value)
        assert read_rights(read.value) == Derived(read.value)
