"""Addresses by which a record is published are told from what is said of it."""

import pytest

from metadata.own import without_own

AT = "https://a.example/archive"
LANDING = f"{AT}/records/letter-1"
MANIFEST = f"{AT}/iiif/3/letter-1/manifest"
THUMBNAIL = f"{AT}/iiif/image/3/letter-1:p1/full/113,160/0/default.jpg"
PDF = f"{AT}/files/letter-1/pdf"
ZENODO = "https://zenodo.example/records/12"


def told(metadata, known_as=""):
    """Return what is left of *metadata*, the files and the landing page."""
    native, landing = without_own({"metadata": metadata}, known_as)
    return native["metadata"], native.get("files"), landing


@pytest.mark.parametrize("place", ["relation", "dcterms:isReferencedBy"])
def test_a_landing_page_is_told_by_its_manifest(place):
    """Both are of one id on one server; a picture of the record goes with them."""
    metadata = {
        "title": ["A"],
        "identifier": [{"value": LANDING, "lang": "en"}, "F. 52"],
        place: [MANIFEST, THUMBNAIL, "https://other.example/12"],
    }

    left = {"title": ["A"], "identifier": ["F. 52"], place: ["https://other.example/12"]}
    assert told(metadata) == (left, None, LANDING)


def test_a_landing_page_is_told_by_its_files_which_are_files_again():
    """Qualified Dublin Core has them among other formats."""
    metadata = {"identifier": [LANDING], "dcterms:hasFormat": [PDF, "microfilm"]}

    left = {"dcterms:hasFormat": ["microfilm"]}
    assert told(metadata) == (left, [{"file": PDF}], LANDING)


@pytest.mark.parametrize(
    ("known_as", "identifier"),
    [("oai:a.example:letter-1", LANDING), ("oai:a.example:a/b%20c", f"{AT}/records/a%2Fb%20c")],
)
def test_a_landing_page_is_told_by_the_identifier_in_the_metadata(known_as, identifier):
    """MODS, MARC 21 and METS name the record by it; escapes may differ."""
    assert told({"identifier": [identifier]}, known_as) == ({}, None, identifier)


@pytest.mark.parametrize(
    ("metadata", "known_as"),
    [
        ({"identifier": [ZENODO, "oai:zenodo.example:12"]}, ""),
        ({"identifier": [ZENODO]}, "oai:zenodo.example:13"),
        ({"identifier": [ZENODO]}, "12"),
        ({"identifier": [LANDING], "relation": [f"{AT}/iiif/3/letter-2/manifest"]}, ""),
        ({"identifier": [LANDING], "relation": ["https://b.example/iiif/3/letter-1/manifest"]}, ""),
        ({"relation": [LANDING, MANIFEST]}, ""),
    ],
)
def test_addresses_of_others_stay(metadata, known_as):
    """Other repositories have such addresses too: alone, one proves nothing."""
    assert told(metadata, known_as) == (metadata, None, "")
