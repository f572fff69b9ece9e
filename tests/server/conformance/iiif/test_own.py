"""Our own server with the sample archive: nothing is broken, whatever is asked of it."""

import json
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from live import environment_of, free_port, serve

from server.conformance.findings import Severity
from server.conformance.iiif.check import check_url

LOAD = Path(__file__).parents[4] / "samples" / "load.py"
# What is advised and was not given: nobody gave a logo, and a recording has no picture.
NOT_GIVEN = {
    "p2-advice",
    "p3-agent-advice",
    "p3-collection-advice",
    "p3-collection-empty",
    "p3-collection-item-advice",
    "p3-manifest-advice",
    "p3-partOf-advice",
}


@pytest.fixture(scope="module", name="base")
def server(tmp_path_factory):
    """The base URL of a server on the samples."""
    environment = environment_of(tmp_path_factory.mktemp("samples"), free_port())
    subprocess.run([sys.executable, LOAD], env=environment, check=True, capture_output=True)
    with serve(environment) as base:
        wait_for_changes(base)
        yield base


def wait_for_changes(base):
    """Return when the first change is told, some seconds after it was made."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with urllib.request.urlopen(f"{base}/iiif/discovery/changes", timeout=30) as answer:
            if "last" in json.load(answer):
                return
        time.sleep(0.2)


def errors(outcome):
    """What must hold and does not, and what is advised and could be had."""
    return [
        (one.rule, one.path, one.message, one.request)
        for one in outcome.findings
        if one.severity is Severity.ERROR or one.rule not in NOT_GIVEN
    ]


@pytest.mark.parametrize(
    ("path", "documents"),
    [
        ("/iiif/3/collection/top", 60),
        ("/iiif/2/collection/top", 60),
        ("/iiif/discovery/changes", 2),
    ],
)
def test_everything_that_leads_on_is_followed_and_nothing_is_broken(base, path, documents):
    """Collections, manifests, pages of annotations, information of images, changes."""
    outcome = check_url(f"{base}{path}", None, 500, 30.0)

    assert errors(outcome) == []
    assert outcome.unchecked == ()
    assert outcome.resources >= documents


def links(address):
    """The types and addresses of what a document has."""
    with urllib.request.urlopen(address, timeout=30) as answer:
        return _links(json.load(answer))


def _links(value):
    if isinstance(value, list):
        return [one for item in value for one in _links(item)]
    if not isinstance(value, dict):
        return []
    own = [(value.get("type"), value["id"])] if isinstance(value.get("id"), str) else []
    return [*own, *(one for item in value.values() for one in _links(item))]


def listed(collection, seen):
    """The manifests that a collection lists, and those beneath it."""
    for kind, uri in links(collection):
        if uri not in seen:
            seen.add(uri)
            if kind == "Manifest":
                yield uri
            elif kind == "Collection":
                yield from listed(uri, seen)


@pytest.mark.parametrize("version", [2, 1])
@pytest.mark.parametrize("inside", ["{}/russell-einstein-reading", "collection/{}/top"])
@pytest.mark.parametrize("asked", ["search/{}?q=the", "autocomplete/{}?q=th"])
def test_what_is_sought_is_answered_as_it_should_be(base, version, inside, asked):
    """In a record and in everything; where words have seconds, and where they have no place."""
    address = f"{base}/iiif/{asked.format(inside.format(version))}"
    outcome = check_url(address, None, 3, 30.0)
    found = {one.rule for one in outcome.findings if one.rule not in NOT_GIVEN}

    # How many matches there are is told where no more than one page of them is.
    assert found - {"search1-layer-advice", "search2-collection-advice"} == set()
    assert outcome.resources >= 1


def test_manifests_and_their_images_answer_as_they_should(base):
    """Every request that a service must fulfil or refuse, in both versions."""
    services = set()
    for manifest in listed(f"{base}/iiif/3/collection/top", set()):
        outcome = check_url(manifest.replace("/iiif/3/", "/iiif/"), None, 0, 30.0)
        services |= {uri for kind, uri in links(manifest) if kind == "ImageService3"}

        assert errors(outcome) == []
    assert len(services) > 20
    for service in sorted(services)[::4]:  # the information of each was read above
        for version in ("/image/3/", "/image/2/"):
            info = f"{service.replace('/image/3/', version)}/info.json"
            outcome = check_url(info, None, 0, 30.0)

            assert errors(outcome) == []
            assert outcome.unchecked == ()
