"""``fonds harvest`` and ``fonds sources``, as a librarian types them."""

import json

import pytest
from click.testing import CliRunner
from live import free_port, ready_archive
from provider import Provider, serving
from remote import Shelves, Stream, activity
from remote import serving as remote_serving

from server.cli import fonds


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run one command on an archive that is ready; return its status and what it printed."""
    environment = ready_archive(tmp_path, free_port(), FONDS_HARVEST_ALLOW_PRIVATE="1")
    for name, value in environment.items():
        if name.startswith("FONDS_"):
            monkeypatch.setenv(name, value)

    def command(*arguments):
        done = CliRunner().invoke(fonds, arguments)
        return done.exit_code, done.stdout

    return command


def test_a_source_is_harvested_listed_and_forgotten(run):
    """A librarian types an address once; --all means every source since."""
    provider = Provider()
    with serving(provider) as url:
        first = run("harvest", "--name", "elsewhere", url)
        provider.change(4, text=", changed", datestamp="2030-01-01T00:00:00Z")
        status, said = run("harvest", "--all", "--json")
    listed = json.loads(run("sources", "--json")[1])["sources"]
    forgotten = run("sources", "--forget", "elsewhere")

    assert first[0] == status == 0
    assert "elsewhere: " in first[1]
    assert "25 read, 23 stored, 2 unchanged" in first[1]
    report = json.loads(said)
    assert (report["read"], report["stored"], report["refused"]) == (1, 1, 0)
    assert report["sources"] == listed
    assert (listed[0]["name"], listed[0]["url"], listed[0]["outcome"]) == (
        "elsewhere",
        url,
        "complete",
    )
    assert forgotten == (0, "no sources: `fonds harvest URL` adds one\n")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--all", "http://archive.example/oai"),
        ("ftp://archive.example/oai",),
        ("--set", "a b", "http://archive.example/oai"),
        ("--from", "yesterday", "http://archive.example/oai"),
        ("--name", "a:b", "http://archive.example/oai"),
        ("--name", "a", "http://archive.example/oai", "http://archive.example/oai2"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_asked(run, arguments):
    """A command that could not run exits with 2."""
    assert run("harvest", *arguments)[0] == 2


def test_the_kind_of_a_source_is_told_by_its_answer(run):
    """A librarian types an address, whatever answers there; the list of sources says what."""
    remote = Shelves()
    remote.have("a", "b")
    remote.shelve("top", "a")
    stream = Stream([activity("Create", "b", 1)])
    stream.documents |= remote.documents
    provider = Provider()
    with remote_serving(stream) as base, serving(provider) as url:
        stated = {
            f"{base}/changes": "change-discovery",
            f"{base}/top": "iiif-collection",
            f"{base}/a": "iiif-manifest",
            url: "oai-pmh",
        }
        status, _ = run("harvest", *stated)
        asked_again, _ = run("harvest", "--all")
        listed = json.loads(run("sources", "--json")[1])["sources"]
        lines = run("sources")[1]

    assert status == asked_again == 0
    assert {one["url"]: one["kind"] for one in listed} == stated
    assert len({one["name"] for one in listed}) == 4
    assert f"{base}/changes (change-discovery)" in lines


def test_an_option_says_what_answers_there(run):
    """What is asked for is what is harvested, or refused."""
    remote = Shelves()
    remote.have("a")
    remote.shelve("top", "a")
    with remote_serving(remote) as base:
        status, said = run("harvest", "--json", "--kind", "change-discovery", f"{base}/top")
        again, _ = run("harvest", "--kind", "iiif-collection", f"{base}/top")

    assert (status, json.loads(said)["sources"][0]["outcome"]) == (2, "refused")
    assert again == 0


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ({"type": "OrderedCollectionPage"}, "partOf"),
        ({"type": "Canvas"}, "JSON of type Canvas"),
        ([], "JSON of type none"),
    ],
    ids=["a page of changes", "a canvas", "a list"],
)
def test_what_is_no_source_is_told(run, document, why):
    """JSON of another kind is neither a list of IIIF nor OAI-PMH."""
    remote = Shelves()
    remote.documents["/x"] = document
    with remote_serving(remote) as base:
        status, said = run("harvest", f"{base}/x")

    assert status == 2
    assert why in said


def test_a_set_is_of_oai_pmh_alone(run):
    """What cannot be meant is refused, as soon as it is known what answers."""
    remote = Shelves()
    remote.shelve("top")
    with remote_serving(remote) as base:
        status, said = run("harvest", "--set", "maps", f"{base}/top")

    assert status == 2
    assert "sets and formats are of OAI-PMH" in said


def test_a_format_that_is_not_read_ends_with_status_2(run):
    """Nothing could be harvested; the list of sources says why."""
    with serving(Provider()) as url:
        status, _ = run("harvest", "--prefix", "x", url)

    assert status == 2
    assert "refused: x is not among what is offered: oai_dc, x" in run("sources")[1]
