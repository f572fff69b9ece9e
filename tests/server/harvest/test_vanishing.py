"""What a repository has no longer, where it keeps no deletions: told by the whole list of it."""

from dataclasses import replace

import pytest
from aggregating import NAME, Aggregator, expected, titles
from archives import letter, put
from provider import Provider, serving

from server.harvest.asking import Stopped
from server.harvest.harvest import Outcome
from server.harvest.several import every
from server.harvest.vanishing import Bounds


class Forgetful(Provider):
    """Keeps no deletions: what is gone is in no list."""

    deleted_record = "no"

    def __init__(self):
        super().__init__()
        self.items = [item for item in self.items if not item.deleted]

    def forget(self, *numbers):
        """Have these no longer, without a word."""
        self.items = [item for item in self.items if item.number not in numbers]


@pytest.fixture
def provider():
    return Forgetful()


@pytest.fixture
def aggregator(archive):
    return Aggregator(archive)


def test_what_the_whole_list_does_not_name_is_withdrawn(aggregator, provider):
    """deletedRecord is no: nobody tells of it but the list (§2.5.1). A tombstone stays."""
    with serving(provider) as url:
        aggregator.first(url)
        provider.forget(2, 14)
        daily, _ = aggregator.again()
        last, _ = aggregator.whole()
    kept = aggregator.archive.store.kept(f"{NAME}:oai:provider.example:2")

    assert daily.counts["deleted"] == 0
    assert (last.outcome, last.counts["deleted"]) == (Outcome.COMPLETE, 2)
    assert last.counts["read"] == sum(
        last.counts[name] for name in ("stored", "unchanged", "refused", "deleted")
    )
    assert titles(aggregator) == expected(provider)
    assert kept.deleted


def test_a_repository_that_tells_of_deletions_is_believed(aggregator, provider):
    """Where they are persistent, a record that is missing in a list is a fault of the list."""
    with serving(provider) as url:
        aggregator.first(url)
        provider.deleted_record = "persistent"
        provider.forget(2)
        last, _ = aggregator.whole()

    assert (last.outcome, last.counts["deleted"]) == (Outcome.COMPLETE, 0)
    assert 2 in titles(aggregator)


@pytest.mark.parametrize("gone", [range(25), range(1, 25)], ids=["all", "all but one"])
def test_a_clearance_is_not_believed(aggregator, provider, gone):
    """A list that is suddenly short is a fault more often than a clearance: it asks for a word."""
    with serving(provider) as url:
        aggregator.first(url)
        provider.forget(*gone)
        last, one = aggregator.whole()
        kept = len(titles(aggregator))
        allowed, _ = aggregator.whole(bounds=Bounds(percent=100))

    assert (last.outcome, last.counts["deleted"], kept) == (Outcome.WITHHELD, 0, 23)
    assert "--may-vanish" in last.message
    assert (one.source.run, one.source.next_from == "") == (None, False)
    assert allowed.outcome == Outcome.COMPLETE
    assert titles(aggregator) == expected(provider)


@pytest.mark.parametrize(
    ("gone", "left", "allowed"),
    [(10, 5, True), (11, 5, False), (11, 99, True), (12, 98, False), (1, 0, False), (0, 0, True)],
)
def test_few_may_vanish_always_and_a_tenth_of_many(gone, left, allowed):
    """Ten, or ten in a hundred; never the last one."""
    assert Bounds().allow(gone, left) == (allowed and bool(left))


@pytest.mark.parametrize("fault", ["short", "broken off", "skipped"])
def test_nothing_is_withdrawn_where_the_list_is_not_whole(aggregator, provider, fault):
    """What a harvest did not see because it did not come to it has not vanished."""
    write = provider.record

    def record(item, prefix):
        return "" if item.number > 20 else write(item, prefix)

    with serving(provider) as url:
        aggregator.first(url)
        if fault == "short":  # the list says that it is longer than it is
            provider.record = record
            size = provider.token
            provider.token = lambda arguments, start, total: size(arguments, start, total + 9)
        if fault == "broken off":
            provider.token = lambda *_: "<resumptionToken>not good</resumptionToken>"
        if fault == "skipped":
            metadata = provider.metadata
            provider.forget(2)
            provider.metadata = lambda item, prefix: (
                "\x01" if item.number == 14 else metadata(item, prefix)
            )
            provider.change(14, datestamp="2030-01-01T00:00:00Z")
        last, _ = aggregator.whole()

    assert last.counts["deleted"] == 0
    assert len(titles(aggregator)) == 23


def test_a_whole_list_that_was_broken_off_still_tells_what_has_vanished(aggregator, provider):
    """What was seen is kept with each part: a kill forgets nothing of it."""
    with serving(provider) as url:
        aggregator.first(url)
        provider.forget(2, 14)
        parts = []

        def stop_after_one(_):
            parts.append(1)
            raise Stopped

        broken, _ = aggregator.whole(told=stop_after_one)
        last, _ = aggregator.again()

    assert (broken.outcome, len(parts)) == (Outcome.STOPPED, 1)
    assert (last.outcome, last.counts["deleted"]) == (Outcome.COMPLETE, 2)
    assert titles(aggregator) == expected(provider)


def test_one_set_is_cleared_of_what_left_it(aggregator, provider):
    """--full with --set: other sets of the same repository are not what was listed."""
    with serving(provider) as url:
        aggregator.first(url, "a")
        aggregator.first(url, "c")
        in_c = {item.number for item in provider.items if "c" in item.sets}
        gone = min(in_c)
        provider.forget(gone, 4)
        source = next(one for one in every(aggregator.archive) if one.set_spec == "c")
        last, _ = aggregator.harvest(replace(source, next_from="", run=None), full=True)

    assert last.counts["deleted"] == 1
    assert gone not in titles(aggregator)
    assert 4 in titles(aggregator)


def test_records_of_others_that_are_called_alike_stay(aggregator, provider):
    """Only what says that it was harvested there may vanish with it."""
    with serving(provider) as url:
        aggregator.first(url)
        put(aggregator.archive, letter(f"{NAME}:our own"))
        last, _ = aggregator.whole()

    assert (last.outcome, last.counts["deleted"]) == (Outcome.COMPLETE, 0)
    assert f"{NAME}:our own" in aggregator.records()
