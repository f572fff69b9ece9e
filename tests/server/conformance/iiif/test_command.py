"""``fonds check`` of IIIF, as it is typed: what is recognised, what is printed, the exit status."""

import json
import os

import iiif_documents as documents
import pytest
from iiif_server import Shelf, served
from live import fonds
from provider import Provider, serving

from server.conformance.anything import Options, check_anything
from server.conformance.check import NoRepository
from server.conformance.iiif.check import NotIiif

OPTIONS = Options(limit=10, follow=0, seconds=10.0)


@pytest.fixture
def environment(tmp_path):
    """An environment in which nothing was initialised."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FONDS_")}
    return kept | {"FONDS_DATA_DIR": str(tmp_path / "nothing")}


def write(folder, document):
    """Return the path of a file with *document*."""
    path = folder / "manifest.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_a_conforming_resource_is_exit_status_0(environment):
    """It says what was checked, and how much of it."""
    with served(Shelf()) as base:
        done = fonds(environment, "check", f"{base}/iiif/manifest")

    assert done.returncode == 0, done.stderr
    assert done.stdout.decode().splitlines() == [
        "7 requests, 4 documents; 0 errors, 0 warnings, 0 notes",
        f"{base}/iiif/manifest conforms to IIIF Presentation 3.0",
    ]


def test_an_error_is_exit_status_1_and_leads_to_its_place(environment):
    """Machines get one object: the path, and how much was checked."""
    shelf = Shelf()
    shelf.documents["/iiif/manifest"]["items"][2]["navDate"] = "1958-04-04"
    with served(shelf) as base:
        done = fonds(environment, "check", "--json", "--follow", "0", f"{base}/iiif/manifest")
    outcome = json.loads(done.stdout)

    assert done.returncode == 1
    assert (outcome["as"], outcome["resources"], outcome["conforms"]) == ("presentation3", 1, False)
    assert outcome["findings"] == [
        {
            "rule": "p3-navDate",
            "section": "Presentation 3.0 §3.1",
            "severity": "error",
            "message": "it is '1958-04-04'; accepted: a moment with its time zone, as "
            "1958-04-04T00:00:00Z.",
            "request": f"{base}/iiif/manifest",
            "path": "items[2].navDate",
        }
    ]


def test_a_file_is_checked_by_itself(environment, tmp_path):
    """No request is sent; people read the path before what is wrong there."""
    document = documents.manifest()
    del document["provider"][0]["label"]
    done = fonds(environment, "check", write(tmp_path, document))

    assert done.returncode == 1
    told = done.stdout.decode().splitlines()
    assert told[0].startswith("ERROR p3-provider (Presentation 3.0 §3.1): ")
    assert told[1].startswith("  provider[0].label: it is missing; accepted: an object from lang")
    assert told[-2] == "0 requests, 1 document; 1 error, 0 warnings, 0 notes"


def test_what_is_json_and_not_of_iiif_is_exit_status_2(environment, tmp_path):
    """In one sentence, without a traceback."""
    done = fonds(environment, "check", write(tmp_path, {"type": "FeatureCollection"}))

    assert done.returncode == 2
    assert b"type and context are not of IIIF; see --as" in done.stderr
    assert done.stderr.count(b"\n") == 1


def test_a_file_that_is_no_json_is_a_finding(tmp_path):
    """Whoever names a file says what it should be."""
    path = tmp_path / "manifest.json"
    path.write_text("{", encoding="utf-8")
    outcome = check_anything(str(path), None, OPTIONS)

    assert [one.rule for one in outcome.findings] == ["json"]


def test_what_answers_decides_what_is_checked():
    """XML is a repository, JSON a resource; --as decides instead."""
    with serving(Provider()) as url:
        assert check_anything(url, None, OPTIONS).specification == "OAI-PMH 2.0"
        assert "json" in {one.rule for one in check_anything(url, "image3", OPTIONS).findings}
    with served(Shelf()) as base:
        url = f"{base}/iiif/manifest"
        assert check_anything(url, None, OPTIONS).specification == "IIIF Presentation 3.0"
        assert not check_anything(url, "discovery", OPTIONS).conforms
        with pytest.raises(NoRepository):
            check_anything(url, "oai-pmh", OPTIONS)


def test_json_that_is_an_error_is_not_taken_for_a_repository():
    """A server that says no in JSON is told to have said so."""
    shelf = Shelf()
    shelf.documents["/iiif/manifest"] = {"@context": "none", "error": "not found"}
    shelf.status = 404
    with served(shelf) as base, pytest.raises(NotIiif) as refused:
        check_anything(f"{base}/iiif/manifest", None, OPTIONS)

    assert "status 404" in str(refused.value)


@pytest.mark.parametrize("kind", ["presentation3", "image2", "search1", "discovery"])
def test_anything_can_be_checked_as_anything(kind, tmp_path):
    """What is something else altogether has findings, and no fault."""
    for document in (documents.info_3(), documents.terms_2(), {}):
        assert not check_anything(str(write(tmp_path, document)), kind, OPTIONS).conforms
