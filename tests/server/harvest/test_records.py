"""Harvested records as rows: ids, collections, and what they may not bring."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metadata.formats import READERS
from metadata.said import Read
from schemas.grammar import is_id, is_uri_reference
from server.conformance.response import Header
from server.harvest.records import Origin, as_uri, loose_datestamp, with_landing, without_ours
from server.harvest.source import Kind, free_name, read
from server.store.prepared import Harvested

ORIGIN = Origin("elsewhere", "http://archive.example/oai", "", READERS)


@pytest.mark.parametrize(
    ("identifier", "record_id"),
    [
        ("oai:archive.example:1", "elsewhere:oai:archive.example:1"),
        ("oai:archive.example:a/b", "elsewhere:oai:archive.example:a/b"),
        ("http://hdl.handle.net/1/2", "elsewhere:http:%2F%2Fhdl.handle.net%2F1%2F2"),
        ("oai:x:a%2Fb", "elsewhere:oai:x:a%252Fb"),
        ("oai:x:é b", "elsewhere:oai:x:%C3%A9%20b"),
        ("oai:x:a/../b", "elsewhere:oai:x:a%2F..%2Fb"),
        ("12", "elsewhere:12"),
    ],
)
def test_an_id_is_the_source_and_the_identifier(identifier, record_id):
    """New identifiers, since the metadata are written anew (guidelines for aggregators §2)."""
    assert ORIGIN.record_id(identifier) == record_id


@given(st.text(min_size=1), st.text(min_size=1))
def test_two_identifiers_are_two_ids(one, other):
    """Whatever an identifier is made of, it has an id, and no other identifier has it."""
    names = ORIGIN.record_id(one), ORIGIN.record_id(other)

    assert all(map(is_id, names))
    assert (names[0] == names[1]) == (one == other)
    assert is_uri_reference(as_uri(one))


def test_a_long_identifier_has_a_short_id():
    """An id has 255 characters at most; the digest tells long ones apart."""
    assert len(ORIGIN.record_id("oai:x:" + "a" * 300)) < 100


def test_a_set_stands_for_those_above_it():
    """Collections are the most specific only; what is no set spec is left out."""
    header = Header("oai:x:1", "2020-01-01", frozenset({"a", "a:b", "c d"}), False)

    assert ORIGIN.collections(header) == ["elsewhere:a:b"]
    assert ORIGIN.collections(Header("oai:x:1", "", frozenset(), False)) == ["elsewhere"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2020-01-02", "2020-01-02"),
        ("2020-01-02T03:04:05Z", "2020-01-02T03:04:05Z"),
        ("2020-01-02T03:04:05.678Z", "2020-01-02T03:04:05Z"),
        ("2020-01-02T03:04:05", "2020-01-02T03:04:05Z"),
        ("2020-01-02T03:04:05+00:00", "2020-01-02T03:04:05Z"),
        ("2020-01-02 03:04", "2020-01-02"),
        ("2020-13-01", ""),
        ("yesterday", ""),
        ("", ""),
    ],
)
def test_dates_that_repositories_write_are_understood(written, read):
    """What is no date at all is none; it is not made up (§3.3)."""
    assert loose_datestamp(written) == read


def test_a_record_from_elsewhere_names_no_file_of_this_machine():
    """Names of files are of the machine that wrote them; addresses are anybody's."""
    native = {
        "access": "restricted",
        "provenance": {},
        "pages": [
            {"file": "/etc/passwd", "label": "1", "image": {"digest": "a"}, "ocr": "a.xml"},
            {"file": "https://archive.example/2.jpg"},
        ],
        "files": [
            {"file": "../secret.key"},
            {"file": "http://archive.example/a.pdf", "digest": "a"},
        ],
    }

    assert without_ours(native) == {
        "pages": [{"label": "1"}, {"file": "https://archive.example/2.jpg"}],
        "files": [{"file": "http://archive.example/a.pdf"}],
    }


def test_the_page_of_a_record_there_is_an_identifier_here():
    """It leads people to where the record is from, and stands first."""
    native = {"metadata": {"title": ["A"], "identifier": ["F. 52"]}}
    read = Read(1, native, landing="https://a.example/records/1")

    assert with_landing(read)["metadata"] == {
        "title": ["A"],
        "identifier": ["https://a.example/records/1", "F. 52"],
    }
    assert with_landing(Read(1, native)) == native


def test_a_source_is_called_after_its_host():
    """All sets of a repository share its name; another repository there has another."""
    taken = {"archive.example": "https://archive.example/oai"}

    assert free_name("https://archive.example/oai", taken) == "archive.example"
    assert free_name("https://archive.example/oai2", taken) == "archive.example-2"
    assert free_name("http://127.0.0.1:8000/oai", taken) == "127.0.0.1-8000"


def test_a_source_that_was_kept_before_there_were_kinds_is_one_of_oai_pmh():
    """What an older version has kept is read, a harvest that was broken off included."""
    run = {"number": 1, "metadata_prefix": "mods", "namespace": "n", "skipped": []}
    document = {"url": "http://a.example/oai", "name": "a", "skipped": [], "run": run, "last": None}
    source = read(Harvested("http://a.example/oai", "", json.dumps(document)))

    assert (source.kind, source.run.full) == (Kind.OAI_PMH, False)
