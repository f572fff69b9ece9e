"""What each activity of a stream means for what is here: Change Discovery 1.0 §2, §3.5."""

import pytest
from aggregating import NAME, Aggregator
from archives import datestamp_of, letter, put
from remote import Stream, activity, manifest, manifest_2, serving

from schemas.native import to_native
from schemas.record import Service
from server.harvest.harvest import Outcome
from server.harvest.source import Kind


@pytest.fixture
def aggregator(archive):
    archive.now.tick(60)
    return Aggregator(archive)


def titles(aggregator):
    """Return the titles of what is here, in order."""
    return sorted(one.title.text for one in aggregator.records().values())


def named(*names):
    return [f"Title of {name}" for name in names]


def harvest(aggregator, *pages, have=(), then=(), **how):
    """Return the titles here after a harvest of *pages*, and after one more that follows *then*."""
    stream = Stream(*pages)
    stream.have(*have)
    with serving(stream) as base:
        last, _ = aggregator.first(f"{base}/changes", kind=Kind.CHANGES)
        assert last.outcome == Outcome.COMPLETE, last.message
        first = titles(aggregator)
        stream.tell(*then)
        last, _ = aggregator.again(**how)
        assert last.outcome == Outcome.COMPLETE, last.message
    return first, titles(aggregator)


def test_activities_without_times_are_the_list_of_all_there_is(aggregator):
    """Level 0: it is walked whole each time, and republished without what was deleted (§2.1.1)."""
    stream = Stream([activity("Update", name) for name in ("a", "b", "c")])
    stream.have("a", "b", "c")
    with serving(stream) as base:
        aggregator.first(f"{base}/changes", kind=Kind.CHANGES)
        stream.pages = [[activity("Update", name) for name in ("a", "c", "d")]]
        stream.have("d")
        stream.put(manifest("c", "Changed"))
        stream.put_pages()
        last, _ = aggregator.again()

    assert titles(aggregator) == ["Changed", *named("a", "d")]
    assert {name: last.counts[name] for name in ("read", "stored", "unchanged", "deleted")} == {
        "read": 4,
        "stored": 2,
        "unchanged": 1,
        "deleted": 1,
    }


def test_what_has_times_is_fetched_when_they_are_new(aggregator):
    """Level 1: Update alone, in the order of time; the walk ends where it was before (§2.1.2)."""
    stream = Stream([activity("Update", "a", 1)], [activity("Update", "b", 2)])
    stream.have("a", "b", "c")
    with serving(stream) as base:
        aggregator.first(f"{base}/changes", kind=Kind.CHANGES)
        stream.tell(activity("Update", "b", 8), activity("Update", "c", 9))
        stream.put(manifest("b", "Changed"))
        stream.asked.clear()
        last, one = aggregator.again()
        asked = [path for path in stream.asked if "image" not in path]
        third, _ = aggregator.again()

    assert titles(aggregator) == ["Changed", *named("a", "c")]
    assert third.counts["read"] == 0
    # The hour before the newest change is looked at again, and what is there is not fetched.
    assert asked == [
        "/changes",
        "/changes/3",
        "/changes/2",
        "/changes/1",
        "/c",
        "/b",
    ]
    assert (last.counts["read"], one.source.next_from) == (2, "2025-01-08T23:00:00Z")


@pytest.mark.parametrize(
    ("then", "after"),
    [
        ([activity("Delete", "a", 9)], ["b"]),
        ([activity("Delete", "a", 8), activity("Create", "a", 9)], ["a", "b"]),
        ([activity("Create", "c", 8), activity("Delete", "c", 9)], ["a", "b"]),
        ([activity("Remove", "a", 9, origin={"id": "BASE/changes"})], ["b"]),
        ([activity("Remove", "a", 9, origin={"id": "BASE/others"})], ["a", "b"]),
        ([activity("Remove", "a", 9)], ["a", "b"]),
        ([activity("Add", "c", 9, target={"id": "BASE/changes"})], ["a", "b", "c"]),
        ([activity("Add", "c", 9, target={"id": "BASE/others"})], ["a", "b"]),
        ([activity("Flag", "a", 9), activity("Delete", "b", 9)], ["a"]),
        ([{"type": "Delete", "object": {"id": "BASE/a", "type": "Collection"}}], ["a", "b"]),
        ([{"type": "Delete", "object": {"type": "Manifest"}}, "x", 7, None], ["a", "b"]),
        ([activity("Delete", "x", 9)], ["a", "b"]),
        # Refresh: of what is older, deletions alone are of interest (§2.1.5).
        (
            [
                activity("Delete", "b", 7),
                activity("Create", "c", 7),
                {"type": "Refresh", "startTime": "2025-01-08T00:00:00Z"},
                activity("Update", "a", 9),
            ],
            ["a"],
        ),
    ],
    ids=lambda value: "-".join(value) if value and isinstance(value[0], str) else "then",
)
def test_each_activity_does_what_the_specification_says(aggregator, then, after):
    """The algorithm of §3.5.2, activity by activity; others are passed over."""
    pages = [activity("Create", "a", 1)], [activity("Create", "b", 2)]
    first, second = harvest(aggregator, *pages, have="abc", then=then)

    assert first == named("a", "b")
    assert second == named(*after)


def test_a_first_harvest_ends_at_a_refresh(aggregator):
    """All there is was told of since (§2.1.5)."""
    refresh = {"type": "Refresh", "startTime": "2025-01-02T00:00:00Z"}
    stream = Stream([activity("Create", "old", 1)], [refresh, activity("Update", "a", 3)])
    stream.have("old", "a")
    with serving(stream) as base:
        last, _ = aggregator.first(f"{base}/changes", kind=Kind.CHANGES)

    assert last.outcome == Outcome.COMPLETE
    assert titles(aggregator) == named("a")
    assert "/changes/1" not in stream.asked


def moved(name, target, day):
    return activity("Move", name, day, target={"id": f"BASE/{target}", "type": "Manifest"})


@pytest.mark.parametrize(
    ("then", "title"),
    [
        ([moved("a", "c", 9)], "Title of c"),
        ([moved("a", "b", 8), moved("b", "c", 9)], "Title of c"),
        ([moved("a", "c", 8), activity("Update", "c", 9)], "Title of c"),
    ],
    ids=["once", "twice", "and changed"],
)
def test_a_manifest_that_moved_stays_the_record_that_it_was(aggregator, then, title):
    """The same content at another address (§3.3): an identifier of OAI-PMH never changes."""
    stream = Stream([activity("Create", "a", 1)])
    stream.have("a", "b", "c")
    with serving(stream) as base:
        aggregator.first(f"{base}/changes", kind=Kind.CHANGES)
        before = list(aggregator.records())
        stream.tell(*then)
        del stream.documents["/a"]
        aggregator.again()
        stream.put(manifest("c", "Changed since"))
        stream.tell(activity("Update", "c", 20))
        kept = aggregator.records()
        last, _ = aggregator.again()

    assert list(kept) == list(aggregator.records()) == before
    assert (kept[before[0]].title.text, last.counts["deleted"]) == (title, 0)
    assert titles(aggregator) == ["Changed since"]


def test_what_is_put_where_something_moved_away_is_another_record(aggregator):
    """The address is used again: the record that moved keeps the id that was made of it."""
    stream = Stream([activity("Create", "a", 1)])
    stream.have("a", "c")
    with serving(stream) as base:
        aggregator.first(f"{base}/changes", kind=Kind.CHANGES)
        for more in (moved("a", "c", 8), activity("Create", "a", 9), moved("a", "c", 9)):
            stream.tell(more)
            aggregator.again()
            if more["type"] == "Create":
                assert titles(aggregator) == named("a", "c")

    assert titles(aggregator) == named("c")


def test_a_move_before_which_something_new_was_put_there_is_read_with_it(aggregator):
    """The newest activity about an address counts, and the target of an older move too."""
    then = [moved("a", "c", 8), activity("Create", "a", 9)]
    _, after = harvest(aggregator, [activity("Create", "a", 1)], have="ac", then=then)

    assert after == named("a", "c")


@pytest.mark.parametrize("made", [manifest, manifest_2], ids=["3", "2"])
def test_either_version_is_read(aggregator, made):
    """Pages keep their image services, which are asked where the manifest does not say it all."""
    stream = Stream([activity("Create", "a", 1)])
    stream.have("a")
    stream.put(made("a"))
    with serving(stream) as base:
        aggregator.first(f"{base}/changes", kind=Kind.CHANGES)
    (record,) = aggregator.records().values()

    assert [page.service.id for page in record.canvases] == [f"{base}/a/image"]
    assert record.canvases[0].service.width == 120
    assert record.provenance.identifier == f"{base}/a"
    assert record.provenance.datestamp == "2025-01-01T00:00:00Z"
    assert record.id == f"{NAME}:{base.removeprefix('http://')}/a"


@pytest.mark.parametrize("version", [3, 2])
def test_a_service_whose_description_is_embedded_is_not_asked(aggregator, version):
    """What the manifest says of it is what info.json says; a request for each page is spared."""
    stream = Stream([activity("Create", "a", 1)])
    stream.have("a")
    made = manifest("a") if version == 3 else manifest_2("a")
    painted = made["items"][0]["items"][0]["items"][0]["body"] if version == 3 else None
    painted = painted or made["sequences"][0]["canvases"][0]["images"][0]["resource"]
    services = painted["service"] if version == 3 else [painted["service"]]
    services[0] |= {"width": 1200, "height": 900, "sizes": [{"width": 600, "height": 450}]}
    stream.put(made)
    with serving(stream) as base:
        aggregator.first(f"{base}/changes", kind=Kind.CHANGES)
    ((page,),) = (one.canvases for one in aggregator.records().values())

    assert page.service == Service(
        f"{base}/a/image", version, "level1", 1200, 900, sizes=((600, 450),)
    )
    assert stream.count("/a/image/info.json") == 0


@pytest.mark.parametrize("made", [manifest, manifest_2], ids=["3", "2"])
def test_a_service_that_gives_no_answer_is_as_large_as_the_manifest_says(aggregator, made):
    """The picture is shown from where it is; that its service did not answer is told."""
    stream = Stream([activity("Create", "a", 1)])
    thumbnail = {"id": "BASE/a/small.jpg", "type": "Image", "width": 12, "height": 9}
    service = {"id": "BASE/a/image", "type": "ImageService3", "profile": "level1"}
    stream.put({"thumbnail": [thumbnail | {"service": [service]}], **made("a")})
    stream.documents["/a"]["thumbnail2"] = [thumbnail | {"service": [service]}]
    with serving(stream) as base:
        _, one = aggregator.first(f"{base}/changes", kind=Kind.CHANGES)
    ((page,),) = (record.canvases for record in aggregator.records().values())

    assert (page.service.width, page.service.height, page.service.profile) == (120, 90, "level1")
    assert stream.count("/a/image/info.json") == 1
    assert any("answers 404" in problem.message for problem in one.report.problems)


def variant(kind, name, version, day, canonical="BASE/a"):
    media_type = f'application/ld+json;profile="http://iiif.io/api/presentation/{version}/x"'
    about = {"id": f"BASE/{name}", "type": "Manifest", "canonical": canonical}
    return activity(kind, name, day, object=about | {"format": media_type})


def test_representations_of_a_manifest_are_one_record(aggregator):
    """Each has an activity; canonical says that they are the same (§3.3, §4.3)."""
    stream = Stream([variant("Create", "a3", 3, 1), variant("Create", "a2", 2, 1)])
    stream.have("a3")
    with serving(stream) as base:
        aggregator.first(f"{base}/changes", kind=Kind.CHANGES)
        first = titles(aggregator)
        # One representation is given up; the record is of the other.
        stream.tell(variant("Delete", "a2", 2, 5))
        aggregator.again()
        second = titles(aggregator)
        stream.tell(activity("Delete", "a3", 6))  # without a word of what it is the same as
        aggregator.again()

    assert first == second == named("a3")
    assert titles(aggregator) == []
    assert "/a2" not in stream.asked


@pytest.mark.parametrize("validates", [True, False])
def test_an_update_that_changes_nothing_here_moves_no_datestamp(aggregator, validates):
    """A stream tells of changes that a record does not have; harvesters of ours do not care."""
    stream = Stream([activity("Create", "a", 1)])
    stream.have("a")
    stream.validates = validates
    with serving(stream) as base:
        aggregator.first(f"{base}/changes", kind=Kind.CHANGES)
        (name,) = aggregator.records()
        before = datestamp_of(aggregator.archive.store, name)
        aggregator.archive.now.tick(60)
        stream.tell(activity("Update", "a", 9))
        last, _ = aggregator.again()

    assert (last.counts["read"], last.counts["unchanged"]) == (1, 1)
    assert datestamp_of(aggregator.archive.store, name) == before


def test_activities_in_no_order_of_time_are_all_read(aggregator):
    """A must that is not always kept (§3.2): an older one does not end the page."""
    then = [activity("Create", "c", 9), activity("Update", "a", 1), activity("Create", "d", 8)]
    _, after = harvest(aggregator, [activity("Create", "a", 5)], have="acd", then=then)

    assert after == named("a", "c", "d")


def test_a_deletion_means_no_record_but_those_of_the_stream(aggregator):
    """Whoever publishes a stream cannot delete what is here from elsewhere."""
    stream = Stream([activity("Create", "a", 1)])
    stream.have("a")
    with serving(stream) as base:
        aggregator.first(f"{base}/changes", kind=Kind.CHANGES)
        own = next(iter(aggregator.records()))
        said = to_native(aggregator.records()[own])["provenance"]
        said["base_url"] = "http://archive.example/oai"
        put(aggregator.archive, letter(own, provenance=said))  # the same id, from elsewhere
        stream.tell(activity("Delete", "a", 9))
        aggregator.again()

    assert own in aggregator.records()


def test_a_clock_that_runs_ahead_there_hides_nothing(aggregator):
    """What ended in the future is no reason to ask for nothing until then."""
    ahead = activity("Create", "a", 1) | {"endTime": "2999-01-01T00:00:00Z"}
    today = activity("Create", "b") | {"endTime": "2025-12-31T23:30:00Z"}
    _, after = harvest(aggregator, [ahead], have="ab", then=[today])

    assert after == named("a", "b")


def test_everything_once_more_clears_what_the_stream_tells_no_more(aggregator):
    """--full: the list should have the last change of each resource (§2.1.3)."""
    stream = Stream([activity("Update", name, 1) for name in ("a", "b", "c")])
    stream.have("a", "b", "c")
    with serving(stream) as base:
        aggregator.first(f"{base}/changes", kind=Kind.CHANGES)
        stream.pages = [[activity("Update", name, 1) for name in ("a", "c")]]
        stream.put_pages()
        daily, _ = aggregator.again()
        whole, _ = aggregator.whole()

    assert (daily.counts["deleted"], whole.counts["deleted"]) == (0, 1)
    assert titles(aggregator) == named("a", "c")
