"""Streams of changes as sources (Change Discovery 1.0): our own server, between its changes."""

import json
import subprocess
import time

import pytest
from aggregating import NAME, Aggregator
from archives import book, keep
from elsewhere import elsewhere
from live import FONDS, environment_of, free_port

from server.harvest.asking import Stopped
from server.harvest.harvest import Outcome
from server.harvest.source import Kind

PAUSE = 60  # seconds, after which what was stored is published


@pytest.fixture
def source(tmp_path):
    """An archive elsewhere, of five books, published."""
    with elsewhere(tmp_path / "source") as made:
        keep(made, *(book(f"b{n}", f"Book {n}", pages=2) for n in range(5)))
        made.now.tick(PAUSE)
        yield made


@pytest.fixture
def aggregator(archive, source):
    archive.now.tick(PAUSE)
    return Aggregator(archive)


def first(aggregator, source, **how):
    url = f"{source.urls.base}/iiif/discovery/changes"
    return aggregator.first(url, kind=Kind.CHANGES, **how)


def is_equal(aggregator, source):
    """Whether what was harvested shows what is at the source, record by record."""
    here = {
        one.provenance.identifier: (one.title.text, [page.service.id for page in one.canvases])
        for one in aggregator.records().values()
    }
    there = {
        source.urls.any_manifest(kept.record.id): (
            kept.record.title.text,
            [source.urls.image_service(kept.record.id, page.key) for page in kept.record.canvases],
        )
        for batch in source.store.every(100)
        for kept in batch
    }
    return here == there


def test_a_stream_is_harvested_whole(aggregator, source):
    """Each manifest once, though each has an activity for each version of it (§4.3)."""
    last, one = first(aggregator, source)
    record = aggregator.records()[f"{NAME}:{source.urls.base.partition('//')[2]}/iiif/b1/manifest"]

    assert (last.outcome, last.message) == (Outcome.COMPLETE, "")
    assert (last.counts["read"], last.counts["stored"]) == (5, 5)
    assert is_equal(aggregator, source)
    assert record.collections == (NAME,)
    assert record.provenance.base_url == one.source.url
    assert record.provenance.identifier == source.urls.any_manifest("b1")
    assert record.provenance.metadata_namespace.endswith("presentation/3/context.json")
    assert [page.service.width for page in record.canvases] == [1200, 1200]


def test_what_changes_between_two_harvests_is_all_that_the_second_fetches(aggregator, source):
    """Back to what was seen, and an hour more; what was seen then is not fetched again (§3.5)."""
    first(aggregator, source)
    keep(source, book("b1", "Changed", pages=2), book("b9", "Added", pages=1))
    source.store.delete(["b2"])
    source.now.tick(PAUSE)
    asked = []
    last, _ = aggregator.again(told=lambda one: asked.append(one.report.counts["read"]))
    again, _ = aggregator.again()

    assert last.outcome == again.outcome == Outcome.COMPLETE
    assert {name: last.counts[name] for name in ("read", "stored", "deleted")} == {
        "read": 3,
        "stored": 2,
        "deleted": 1,
    }
    assert again.counts["read"] == 0
    assert is_equal(aggregator, source)


def test_a_deleted_manifest_leaves_a_tombstone_and_may_come_back(aggregator, source):
    """Create may follow Delete, at the same address (§3.3)."""
    first(aggregator, source)
    source.store.delete(["b2"])
    source.now.tick(PAUSE)
    gone, _ = aggregator.again()
    keep(source, book("b2", "Again", pages=2))
    source.now.tick(PAUSE)
    back, _ = aggregator.again()

    assert (gone.counts["deleted"], back.counts["stored"]) == (1, 1)
    assert is_equal(aggregator, source)


def test_what_was_created_and_deleted_before_the_first_harvest_is_not_fetched(aggregator, source):
    """The newest activity of a resource counts; those before it are passed over (§3.5.2)."""
    source.store.delete(["b2"])
    source.now.tick(PAUSE)
    last, _ = first(aggregator, source)

    assert (last.outcome, last.counts["read"]) == (Outcome.COMPLETE, 4)
    assert is_equal(aggregator, source)


def test_a_harvest_that_was_stopped_goes_on_with_what_is_left(aggregator, source):
    """What was seen is kept with each part: the list is walked again, not the manifests."""
    keep(source, *(book(f"c{n}", f"Book {n}") for n in range(30)))
    source.now.tick(PAUSE)

    def stop(one):
        if one.source.run and one.source.run.done:
            raise Stopped

    broken, one = first(aggregator, source, told=stop)
    taken = min(one.title.text.removeprefix("Book ") for one in aggregator.records().values())
    keep(source, book(f"c{taken}", "Changed meanwhile"))
    source.now.tick(PAUSE)
    last, _ = aggregator.again()

    assert (broken.outcome, one.source.run.done, one.source.run.size) == (Outcome.STOPPED, 20, 35)
    assert last.outcome == Outcome.COMPLETE
    assert last.counts["stored"] == 15 + 1
    assert is_equal(aggregator, source)


def done(archive):
    """Return how many manifests a harvest has taken."""
    (document, *_) = [one.document for one in archive.store.sources()] or ["{}"]
    run = json.loads(document).get("run")
    return run["done"] if run else 0


def test_a_harvest_that_is_killed_ends_whole(tmp_path, archive, aggregator, source):
    """kill -9 in the middle: in the end the same as at the source, nothing stored twice."""
    keep(source, *(book(f"c{n}", f"Book {n}") for n in range(60)))
    source.now.tick(PAUSE)
    ours = archive.settings
    environment = environment_of(
        tmp_path,
        free_port(),
        FONDS_DATA_DIR=str(tmp_path),
        FONDS_DATABASE_URL=ours.database_url,
        FONDS_SECRET_KEY=ours.secret_key,
        FONDS_HARVEST_ALLOW_PRIVATE="1",
    )
    url = f"{source.urls.base}/iiif/discovery/changes"
    command = [FONDS, "harvest", "--name", NAME, url]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        while done(archive) == 0 and process.poll() is None:
            time.sleep(0.005)
        process.kill()
    reached = done(archive)
    last, one = aggregator.again()

    assert 0 < reached < 65
    assert (last.outcome, one.source.kind) == (Outcome.COMPLETE, Kind.CHANGES)
    assert last.counts["stored"] == 65 - reached
    assert is_equal(aggregator, source)
