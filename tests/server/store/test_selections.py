"""Sets of all records of a kind: membership is settled on write, and harvesters learn of it."""

import threading
from dataclasses import replace

import pytest
from archives import letter, put
from harvesting import DC, Harvester

from schemas.record import Collection
from server.preparing import prepare
from server.rebuild import reselect
from server.store.prepared import Outcome
from server.urls import Urls

TEXTS = Collection("texts", where={"type": ("Text",)})
ALL = Collection("openaire", where={})


def define(archive, *collections):
    """Describe *collections* as ingest does."""
    archive.store.describe(collections)
    reselect(archive, lambda report: None)


def image(record_id):
    """Return a record that is no text."""
    return letter(record_id, metadata=letter()["metadata"] | {"type": ["StillImage"]})


def test_a_record_joins_the_sets_of_its_kind(any_archive, clock):
    """Its header names them, and a harvest of each finds it (§2.6)."""
    define(any_archive, TEXTS, ALL)
    put(any_archive, letter("a"), image("b"))
    clock.tick()
    harvester = Harvester(any_archive)

    assert harvester.ids(set="texts") == ["a"]
    assert harvester.ids(set="openaire") == ["a", "b"]
    assert harvester.headers()[0].set_specs == ("letters:1958", "openaire", "texts")


def test_a_new_set_takes_in_what_is_there(any_archive, clock):
    """Joining is a change: whoever harvests the set by date learns of it (§2.6)."""
    put(any_archive, letter("a"), image("b"))
    clock.tick(10)
    define(any_archive, TEXTS)
    clock.tick()
    harvester = Harvester(any_archive)

    assert harvester.ids(set="texts", from_="2026-01-01T00:00:10Z") == ["a"]
    assert harvester.ids(from_="2026-01-01T00:00:10Z") == ["a"]


def test_leaving_a_set_is_seen_as_a_deletion_from_it(any_archive, clock):
    """The record lives on, and the set has a tombstone (§2.6)."""
    define(any_archive, TEXTS)
    put(any_archive, letter("a"))
    clock.tick(10)
    put(any_archive, image("a"))
    clock.tick()
    harvester = Harvester(any_archive)

    assert harvester.status(set="texts") == {"a": "deleted"}
    assert harvester.status() == {"a": "alive"}


def test_another_definition_moves_only_whom_it_concerns(any_archive, clock):
    """Datestamps of all others stay (§2.5)."""
    define(any_archive, TEXTS)
    put(any_archive, letter("a"), image("b"), image("c"))
    clock.tick(10)
    define(any_archive, Collection("texts", where={"type": ("Text", "StillImage")}))
    clock.tick()
    harvester = Harvester(any_archive)

    assert harvester.ids(set="texts") == ["a", "b", "c"]
    assert harvester.ids(from_="2026-01-01T00:00:10Z") == ["b", "c"]


def test_a_set_that_asks_no_more_is_left_by_all(any_archive, clock):
    """It stays a set, and its harvesters see everyone leave."""
    define(any_archive, ALL)
    put(any_archive, letter("a"))
    clock.tick(10)
    define(any_archive, Collection("openaire"))
    clock.tick()

    assert Harvester(any_archive).status(set="openaire") == {"a": "deleted"}


def test_restricted_records_are_in_no_set(any_archive, clock):
    """Nothing of them is public, not even that they are of a kind."""
    define(any_archive, ALL)
    put(any_archive, letter("secret", access="restricted"))
    clock.tick()

    assert Harvester(any_archive).ask(
        "ListIdentifiers", metadataPrefix=DC, set="openaire"
    ).errors == ["noRecordsMatch"]


def test_the_same_records_again_change_nothing(any_archive, clock):
    """Membership is part of what is compared, not of what is always written."""
    define(any_archive, ALL)
    put(any_archive, letter("a"))
    clock.tick(10)

    assert put(any_archive, letter("a")) == [Outcome.UNCHANGED]


def test_a_set_of_a_kind_is_no_shelf(any_archive):
    """People and viewers come to each record by one way; harvesters choose sets (§2.6)."""
    define(any_archive, ALL)
    put(any_archive, letter("a"))

    assert [one.set_spec for one in any_archive.store.children(None)] == ["letters"]
    assert any_archive.store.collection("openaire") is not None


def test_what_was_cut_off_is_done_the_next_time(any_archive, clock):
    """A process that died after describing a set left it without its members."""
    put(any_archive, letter("a"))
    any_archive.store.describe([ALL])
    clock.tick(10)
    reselect(any_archive, lambda report: None)
    clock.tick()

    assert Harvester(any_archive).ids(set="openaire") == ["a"]


def test_nothing_is_written_when_no_definition_changed(any_archive):
    """Every ingest asks, so asking must cost nothing."""
    define(any_archive, ALL)
    told = []
    reselect(any_archive, told.append)

    assert told == []


def test_no_record_slips_past_a_definition(any_archive, clock):
    """Whoever wrote before it is written again, whoever writes after it has read it."""
    stop = threading.Event()
    written = []

    def write():
        while not stop.is_set():
            name = f"r{len(written)}"
            put(any_archive, letter(name))
            written.append(name)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(written) < 10:
            pass
        define(any_archive, ALL)
        before = len(written)
        while len(written) < before + 10:
            pass
    finally:
        stop.set()
        writer.join()
    clock.tick()

    assert set(Harvester(any_archive).ids(set="openaire")) == set(written)


@pytest.mark.parametrize("change", ["update", "delete"])
def test_what_changed_meanwhile_is_not_written_over(any_archive, change):
    """A rebuild prepares what it has read; a newer record is newer (§2.5)."""
    put(any_archive, letter("a"))
    ((kept,),) = any_archive.store.every(10)
    stale = prepared_again(any_archive, kept)
    if change == "update":
        put(any_archive, letter("a", metadata={"title": ["New"]}))
    else:
        any_archive.store.delete(["a"])

    assert any_archive.store.renew([kept], [stale]) == [Outcome.UNCHANGED]
    found = any_archive.store.kept("a")
    assert found.deleted if change == "delete" else found.record.title.text == "New"


def prepared_again(archive, kept):
    """Return what a rebuild makes of *kept* once the base URL has changed."""
    moved = replace(archive, urls=Urls("https://new.example", "archive.example"))
    return prepare([kept.record], moved)[0]
