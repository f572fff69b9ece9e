"""Authority files: numbers become addresses where that is certain, and addresses have a file."""

import pytest

from metadata.authorities import FILES, file_of, is_of_thing, name_of_file, read_address

LC = "http://id.loc.gov/authorities"

KNOWN = [
    # Numbers of MARC 21, with the code of the agency whose they are.
    ("(DE-588)118634615", "", "https://d-nb.info/gnd/118634615"),
    ("(DE-588)4030333-9", "", "https://d-nb.info/gnd/4030333-9"),
    ("(DLC)n  79021164", "", f"{LC}/names/n79021164"),
    ("(DLC)sh 85022986", "", f"{LC}/subjects/sh85022986"),
    ("(DLC)gf2014026110", "", f"{LC}/genreForms/gf2014026110"),
    ("(OCoLC)fst00853344", "", "http://id.worldcat.org/fast/853344"),
    ("(viaf)97006051", "", "http://viaf.org/viaf/97006051"),
    ("(uri) http://viaf.org/viaf/97006051", "", "http://viaf.org/viaf/97006051"),
    ("(orcid)0000-0002-1825-0097", "", "https://orcid.org/0000-0002-1825-0097"),
    ("(isni)0000 0001 2103 2683", "", "https://isni.org/isni/0000000121032683"),
    # Numbers of EAD, whose file stands beside them.
    ("118634615", "GND", "https://d-nb.info/gnd/118634615"),
    ("n79021164", "lcnaf", f"{LC}/names/n79021164"),
    ("sh85022986", "lcsh", f"{LC}/subjects/sh85022986"),
    ("300026879", "aat", "http://vocab.getty.edu/aat/300026879"),
    ("500115588", "ulan", "http://vocab.getty.edu/ulan/500115588"),
    ("7012924", "tgn", "http://vocab.getty.edu/tgn/7012924"),
    ("027715078", "IdRef", "http://www.idref.fr/027715078/id"),
    ("Q17410", "wikidata", "http://www.wikidata.org/entity/Q17410"),
    ("524901", "geonames", "https://sws.geonames.org/524901/"),
    ("D002621", "mesh", "http://id.nlm.nih.gov/mesh/D002621"),
    ("00f54p054", "ror", "https://ror.org/00f54p054"),
    # What all addresses of a file have in front, as MODS has it.
    ("sh85022986", f"{LC}/subjects", f"{LC}/subjects/sh85022986"),
    ("118634615", "http://d-nb.info/gnd/", "https://d-nb.info/gnd/118634615"),
    # Addresses are what they are.
    ("https://names.example/7", "local", "https://names.example/7"),
]

UNKNOWN = [
    ("", ""),
    ("(OCoLC)853344", ""),  # a description in WorldCat
    ("(DE-588)118", ""),
    ("(ABC)12", ""),
    ("n79021164", ""),
    ("n79021164", "lcsh"),
    ("118634615", "local"),
    ("http://viaf.org/a b", "viaf"),
    ("urn:x:y", "viaf"),
    ("12", "https://names.example/"),
    # Where a program has no number, nobody is named.
    ("http://d-nb.info/gnd/", "gnd"),
    ("http://id.loc.gov/authorities/names", ""),
]


@pytest.mark.parametrize(("written", "source", "address"), KNOWN)
def test_a_number_has_the_address_that_its_file_publishes(written, source, address):
    """By the code in front of it, or by the source that is named beside it."""
    assert read_address(written, source) == address


@pytest.mark.parametrize(("written", "source"), UNKNOWN)
def test_what_is_not_certain_has_no_address(written, source):
    """No address is guessed: a number of another form may be of anything."""
    assert read_address(written, source) is None


@pytest.mark.parametrize("one", FILES, ids=lambda one: one.code)
def test_an_address_is_of_its_file_over_http_and_https(one):
    """Archives write either; the files that have moved are still themselves."""
    rest = one.start.partition("://")[2]

    assert {file_of(f"{scheme}://{rest}1") for scheme in ("http", "https")} == {one}
    assert name_of_file(f"{one.start}1") == one.name
    assert name_of_file("https://names.example:8080/1") == "names.example"


@pytest.mark.parametrize(
    ("address", "is_so"),
    [
        ("http://viaf.org/viaf/97006051", True),
        ("http://vocab.getty.edu/ulan/500115588-agent", True),
        ("http://vocab.getty.edu/ulan/500115588", False),
        (f"{LC}/names/n79021164", False),
        ("https://names.example/7", False),
    ],
)
def test_a_thing_is_told_from_what_was_noted_of_it(address, is_so):
    """MARC 21 has the one in $1, the other in $0 (PCC, Formulating and Obtaining URIs)."""
    assert is_of_thing(address) == is_so
