"""Manifests that we write, read again: the same record, up to what docs/reading.md names."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from presenting import FORMATS, PROVIDER, RICH, URLS
from roundtrips import record_of, titled

from metadata.manifests import read_manifest
from metadata.prose import plain_text
from schemas.record import Image, Page, Value
from server.iiif.presentation import manifest
from server.iiif.presentation2 import version_2

VERSIONS = {"3.0": lambda document: document, "2.1": lambda document: version_2(document, URLS)}

PAGE = Page("p1", image=Image("a" * 64, 1200, 1600))


def read_back(record, version):
    """What is read of the manifest of *record*, checked as ingest checks it."""
    written = VERSIONS[version](manifest(record, URLS, PROVIDER, FORMATS))
    return record_of(read_manifest(written).native)


def said(record, record_id=RICH.id):
    """The words of every value of *record*, by term, without what its manifest adds of itself."""
    added = {URLS.record(record_id), URLS.manifest(record_id), URLS.collection("top")}
    added |= {URLS.in_version_2(one) for one in added} | {PROVIDER.name}
    found = {
        term: {words(value) for value in values} - added - {""}
        for term, values in record.metadata.items()
    }
    return {term: those for term, those in found.items() if those}


def words(value):
    return " ".join(plain_text(value.text).split())


@pytest.mark.parametrize("version", VERSIONS)
def test_a_record_comes_back_from_its_manifest(version):
    """Title, metadata, rights, pages, texts, contents and the way of showing it."""
    found = read_back(RICH, version)

    assert list(found.metadata["title"]) == [
        Value("Letter on <i>testing</i>", "en"),
        Value("关于试验的信", "zh-Hans"),
        Value("Letter <draft>"),
    ]
    for term in ("creator", "date", "language", "rights", "dcterms:issued", "dcterms:abstract"):
        assert said(found)[term] == said(RICH)[term], term
    assert [(page.key, page.label) for page in found.pages] == [("p1", "1"), ("p3", None)]
    assert found.pages[1].metadata == RICH.pages[2].metadata
    services = [URLS.image_service(RICH.id, page.key) for page in RICH.canvases]
    assert [page.service.id for page in found.pages] == [
        URLS.in_version_2(one) if version == "2.1" else one for one in services
    ]
    assert (found.viewing_direction, found.behavior, found.start) == (
        ("right-to-left", ("paged",), "p3")
    )
    assert found.ranges == (
        replace(
            RICH.ranges[1],
            label=(Value("The letter", "en"), Value("Письмо", "ru")),
            items=("p1", RICH.ranges[1].items[3]),
        ),
    )
    assert {file.label for file in found.files} == {"PDF", "talk"}


def test_texts_come_back_where_they_stand_in_the_manifest():
    """2.1 has them in lists beside it, which are not fetched."""
    found = read_back(RICH, "3.0")

    assert found.pages[0].text == RICH.pages[0].text
    assert found.text == RICH.text


@pytest.mark.parametrize("version", VERSIONS)
@settings(max_examples=30, deadline=None)
@given(native=titled)
def test_every_value_comes_back(version, native):
    """Under its term, and none beside it; its language as far as a manifest keeps it."""
    record = record_of(native)
    assume(record is not None)
    record = replace(record, pages=(PAGE,))

    assert said(read_back(record, version), record.id) == said(record)
