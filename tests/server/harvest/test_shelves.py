"""Collections of IIIF as sources: walked whole, fetched when changed, cleared when known."""

import pytest
from aggregating import NAME, Aggregator
from archives import book, datestamp_of, keep
from elsewhere import elsewhere
from remote import P2, Shelves, manifest, manifest_2, serving
from werkzeug.wrappers import Response

from server.harvest.harvest import Outcome
from server.harvest.source import Kind
from server.harvest.vanishing import Bounds


@pytest.fixture
def aggregator(archive):
    archive.now.tick(60)
    return Aggregator(archive)


@pytest.fixture
def remote():
    """A collection of one manifest and two collections, one of which is within the other."""
    made = Shelves()
    made.have("a", "b", "c", "d")
    made.shelve("iiif/top", "a", "b", "/iiif/maps", "/iiif/maps/old")
    made.shelve("iiif/maps", "b", "c", "/iiif/maps/old")
    made.shelve("iiif/maps/old", "c", "d")
    return made


def first(aggregator, base, path="/iiif/top", **how):
    return aggregator.first(f"{base}{path}", kind=Kind.COLLECTION, **how)


def titles(aggregator):
    return sorted(one.title.text for one in aggregator.records().values())


def shelved(aggregator):
    """Return the collections of what is here, by the last letter of its title."""
    return {one.title.text[-1]: one.collections for one in aggregator.records().values()}


def test_a_collection_is_walked_through_all_within_it(aggregator, remote):
    """Each manifest once, in all collections that list it; those are beneath the source."""
    with serving(remote) as base:
        last, _ = first(aggregator, base)
    store = aggregator.archive.store

    assert (last.outcome, last.counts["read"], last.counts["stored"]) == ("complete", 4, 4)
    assert shelved(aggregator) == {
        "a": (NAME,),
        "b": (f"{NAME}:maps",),
        "c": (f"{NAME}:maps", f"{NAME}:maps-old"),
        "d": (f"{NAME}:maps-old",),
    }
    assert store.collection(f"{NAME}:maps").title.text == "Collection iiif/maps"
    assert store.collection(NAME).title.text == "Collection iiif/top"
    assert {path: remote.count(path) for path in ("/c", "/iiif/maps/old")} == {
        "/c": 1,
        "/iiif/maps/old": 1,
    }


def test_the_second_harvest_changes_what_has_changed(aggregator, remote):
    """Who has not changed a manifest says so (RFC 9110 §13.1); a datestamp stays where it was."""
    with serving(remote) as base:
        first(aggregator, base)
        stamps = {one: datestamp_of(aggregator.archive.store, one) for one in aggregator.records()}
        aggregator.archive.now.tick(60)
        remote.put(manifest("b", "Title of b, changed: b"))
        last, _ = aggregator.again()
    moved = [
        one for one, stamp in stamps.items() if datestamp_of(aggregator.archive.store, one) != stamp
    ]

    assert (last.outcome, last.counts["stored"], last.counts["unchanged"]) == ("complete", 1, 3)
    assert [one.rpartition("/")[2] for one in moved] == ["b"]


def test_who_offers_no_validators_is_read_again(aggregator, remote):
    """Without ETag and Last-Modified all is fetched, and what is the same is not stored."""
    remote.validates = False
    with serving(remote) as base:
        first(aggregator, base)
        last, _ = aggregator.again()

    assert (last.counts["read"], last.counts["unchanged"]) == (4, 4)


def test_what_changed_its_place_is_shelved_anew(aggregator, remote):
    """A manifest that is the same may stand in another collection by now."""
    with serving(remote) as base:
        first(aggregator, base)
        remote.shelve("iiif/maps", "a", "b", "c", "/iiif/maps/old")
        remote.shelve("iiif/top", "/iiif/maps")
        last, _ = aggregator.again()

    assert last.outcome == Outcome.COMPLETE
    assert shelved(aggregator)["a"] == (f"{NAME}:maps",)
    assert shelved(aggregator)["d"] == (f"{NAME}:maps:old",)


def test_what_no_collection_lists_any_more_is_withdrawn(aggregator, remote):
    """After the whole of it was walked; and its tombstone comes back to life."""
    with serving(remote) as base:
        first(aggregator, base)
        remote.shelve("iiif/maps/old", "c")
        last, _ = aggregator.again()
        after = titles(aggregator)
        remote.shelve("iiif/maps/old", "c", "d")
        back, _ = aggregator.again()

    assert (last.outcome, last.counts["deleted"], len(after)) == (Outcome.COMPLETE, 1, 3)
    assert (back.counts["stored"], len(titles(aggregator))) == (1, 4)


@pytest.mark.parametrize("status", [404, 500, 403])
def test_nothing_is_withdrawn_when_a_collection_cannot_be_walked(aggregator, remote, status):
    """What is in it is not known; what was shelved there stays so, and the rest is taken."""
    with serving(remote) as base:
        first(aggregator, base)
        remote.documents["/iiif/maps/old"] = lambda _: Response(b"no", status)
        remote.shelve("iiif/top", "/iiif/maps", "/iiif/maps/old")
        remote.put(manifest("b", "Changed b"))
        last, _ = aggregator.again()

    assert (last.outcome, last.counts["deleted"]) == (Outcome.UNANSWERED, 0)
    assert "Changed b" in titles(aggregator)
    assert shelved(aggregator)["c"] == (f"{NAME}:maps", f"{NAME}:maps-old")
    assert len(titles(aggregator)) == 4


@pytest.mark.parametrize(("status", "asked"), [(500, 5), (404, 8), (429, 1)])
def test_a_server_that_is_away_is_not_asked_for_each_collection(aggregator, remote, status, asked):
    """Five in a row that fail are enough, or one that asks to be left alone."""
    names = [f"/x{number}" for number in range(8)]
    remote.shelve("iiif/top", "a", *names)
    for name in names:
        remote.documents[name] = lambda _: Response(b"no", status, {"Retry-After": "9999"})
    with serving(remote) as base:
        last, _ = first(aggregator, base)

    assert (last.outcome, titles(aggregator)) == (Outcome.UNANSWERED, ["Title of a"])
    assert len({path for path in remote.asked if path in names}) == asked


def test_a_collection_that_is_suddenly_empty_is_not_believed(aggregator, remote):
    """All at once is a fault more often than a clearance; --may-vanish 100 allows for it."""
    with serving(remote) as base:
        first(aggregator, base)
        remote.shelve("iiif/top")
        last, _ = aggregator.again()
        kept = titles(aggregator)
        allowed, _ = aggregator.again(bounds=Bounds(percent=100))

    assert (last.outcome, len(kept)) == (Outcome.WITHHELD, 4)
    assert (allowed.outcome, allowed.counts["deleted"]) == (Outcome.COMPLETE, 4)


def test_collections_in_a_circle_are_walked_once(aggregator, remote):
    """A collection may stand in one that stands in it."""
    remote.shelve("iiif/maps/old", "c", "d", "/iiif/maps", "/iiif/top", "/iiif/maps/old")
    with serving(remote) as base:
        last, _ = first(aggregator, base)

    assert (last.outcome, len(titles(aggregator))) == (Outcome.COMPLETE, 4)
    assert remote.count("/iiif/maps") == remote.count("/iiif/maps/old") == 1


def test_collections_without_end_are_left(aggregator, remote, monkeypatch):
    """Each in the one before, for ever: what was met by then is here, and nothing is cleared."""
    monkeypatch.setattr("server.harvest.shelves.MOST_DEPTH", 5)

    def deeper(request):
        number = int(request.path.rpartition("/")[2])
        path = f"/deep/{number + 1}"
        remote.documents[path] = deeper
        made = {"id": f"BASE{request.path}", "type": "Collection"}
        return remote.answer(request, made | {"items": [remote.named(path)]})

    remote.documents["/deep/1"] = deeper
    remote.shelve("iiif/maps/old", "d", "/deep/1")
    with serving(remote) as base:
        last, _ = first(aggregator, base)

    assert (last.outcome, len(titles(aggregator))) == (Outcome.INCOMPLETE, 4)
    assert (remote.count("/deep/3"), remote.count("/deep/9")) == (1, 0)


@pytest.mark.parametrize("is_circle", [False, True])
def test_pages_of_a_collection_are_followed(aggregator, remote, is_circle):
    """Presentation 2.1 §5.8: first, and next from there; pages in a circle end."""
    at = "BASE/iiif/p"
    remote.shelve_2("iiif/top", first=f"{at}/1", last=f"{at}/2", total=4)
    remote.shelve_2("iiif/p/1", manifests=[f"BASE/{n}" for n in "ab"], next=f"{at}/2")
    remote.shelve_2("iiif/p/2", manifests=[f"BASE/{n}" for n in "cd"])
    if is_circle:
        remote.documents["/iiif/p/2"] |= {"next": f"{at}/1"}
    with serving(remote) as base:
        last, _ = first(aggregator, base)

    assert last.outcome == (Outcome.ENDLESS if is_circle else Outcome.COMPLETE)
    assert len(titles(aggregator)) == 4


def test_all_lists_of_presentation_2_are_read(aggregator, remote):
    """collections, manifests and members (2.1 §5.8); what stands there whole is not asked for."""
    within = {"@id": "BASE/iiif/in", "@type": "sc:Collection", "label": "In"}
    within |= {"manifests": [{"@id": "BASE/b", "@type": "sc:Manifest", "label": "b"}]}
    remote.shelve_2(
        "iiif/top",
        collections=[within],
        manifests=[manifest_2("a")],
        members=[{"@id": "BASE/c", "@type": "sc:Manifest", "label": "c"}],
    )
    with serving(remote) as base:
        last, _ = first(aggregator, base)

    assert (last.outcome, P2 in str(remote.documents["/iiif/top"])) == (Outcome.COMPLETE, True)
    assert shelved(aggregator) == {"a": (NAME,), "b": (f"{NAME}:in",), "c": (NAME,)}
    assert remote.count("/iiif/in") == remote.count("/a") == 0


@pytest.mark.parametrize(
    ("document", "outcome"),
    [
        ({"type": "Collection", "id": "BASE/iiif/top", "items": "x"}, Outcome.COMPLETE),
        ({"type": "Collection", "id": "BASE/iiif/top", "items": [1, None, {}]}, Outcome.COMPLETE),
        ({"type": "Manifest", "id": "BASE/iiif/top"}, Outcome.REFUSED),
        ([], Outcome.UNREADABLE),
    ],
    ids=["a text for items", "items that are none", "a manifest", "a list"],
)
def test_what_is_no_collection_clears_nothing(aggregator, remote, document, outcome):
    """A collection that has changed into something else has not lost what was in it."""
    with serving(remote) as base:
        first(aggregator, base)
        remote.documents["/iiif/top"] = document
        last, _ = aggregator.again()

    assert last.outcome in (outcome, Outcome.WITHHELD)
    assert (outcome is Outcome.COMPLETE) == (last.outcome is Outcome.WITHHELD)
    assert len(titles(aggregator)) == 4


def test_one_manifest_is_a_source_too(aggregator, remote):
    """Fetched again when it has changed; what is not there any more stays here (RFC 9110 §15.5)."""
    with serving(remote) as base:
        outcomes = [aggregator.first(f"{base}/a", kind=Kind.MANIFEST)[0]]
        outcomes.append(aggregator.again()[0])
        remote.put(manifest("a", "Changed"))
        outcomes.append(aggregator.again()[0])
        del remote.documents["/a"]
        gone, _ = aggregator.again()

    assert [one.outcome for one in outcomes] == [Outcome.COMPLETE] * 3
    assert [one.counts["stored"] for one in outcomes] == [1, 0, 1]
    assert (gone.outcome, titles(aggregator)) == (Outcome.UNANSWERED, ["Changed"])


def test_a_collection_of_ours_is_harvested(tmp_path, aggregator):
    """The root of another archive of this house: its collections, and manifests with pages."""
    with elsewhere(tmp_path / "source") as source:
        keep(source, *(book(f"b{n}", f"Book {n}") for n in range(3)))
        url = source.urls.collection("top")
        last, _ = aggregator.first(url, kind=Kind.COLLECTION)
        again, _ = aggregator.again()
    records = aggregator.records().values()

    assert last.outcome == again.outcome == Outcome.COMPLETE
    assert [one.title.text for one in records] == ["Book 0", "Book 1", "Book 2"]
    assert {one.collections for one in records} == {(f"{NAME}:books",)}
    assert all(len(one.canvases) == 1 for one in records)
    assert (again.counts["unchanged"], again.counts["stored"]) == (3, 0)


def test_a_date_is_of_no_use_to_a_collection(aggregator, remote):
    """It is walked whole, and told so."""
    with serving(remote) as base:
        last, one = first(aggregator, base, from_="2025-01-01")

    assert (last.outcome, len(titles(aggregator))) == (Outcome.COMPLETE, 4)
    assert any(problem.field == "--from" for problem in one.report.problems)
