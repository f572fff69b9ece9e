"""Harvests that go well: all of it once, then what has changed."""

import threading
from dataclasses import replace

import pytest
from aggregating import NAME, Aggregator, expected, titles
from archives import datestamp_of
from harvesting import Harvester
from provider import Provider, serving

from server.harvest.harvest import Outcome
from server.harvest.several import Options, Several, every
from server.harvest.source import Source
from server.report import Report


class Listening(Provider):
    """Remembers the arguments of every list of records that is begun."""

    def __init__(self):
        super().__init__()
        self.asked = []

    def ListRecords(self, arguments):
        self.asked.append(arguments)
        return super().ListRecords(arguments)


class Daily(Listening):
    """Knows days only."""

    granularity = "YYYY-MM-DD"
    earliest = "2020-02-27"


@pytest.fixture
def provider():
    return Listening()


@pytest.fixture
def aggregator(archive):
    return Aggregator(archive)


def test_the_first_harvest_takes_everything(aggregator, provider):
    """Every record that is alive there is here, and none besides."""
    with serving(provider) as url:
        last, one = aggregator.first(url)

    assert last.outcome == Outcome.COMPLETE
    assert titles(aggregator) == expected(provider)
    assert one.report.counts["read"] == 25
    assert "from" not in provider.asked[0]


def test_the_next_harvest_asks_for_changes_since_the_first_answer(aggregator, provider):
    """It begins at the responseDate of the first answer, and an hour earlier (guidelines §2)."""
    moments = iter(["2026-05-01T10:00:00Z"] * 4 + ["2026-05-01T23:00:00Z"] * 20)
    provider.now = lambda: next(moments)

    with serving(provider) as url:
        aggregator.first(url)
        provider.change(4, text=", changed", datestamp="2026-05-01T09:30:00Z")
        provider.change(5, deleted=True, datestamp="2026-05-01T09:40:00Z")
        last, _one = aggregator.again()

    assert provider.asked[-1]["from"] == "2026-05-01T09:00:00Z"
    assert (last.counts["read"], last.counts["stored"], last.counts["deleted"]) == (2, 1, 1)
    assert titles(aggregator) == expected(provider)


def test_a_repository_of_days_is_asked_for_days(aggregator):
    """A date finer than the repository's is an error there (§2.7.1): the day before is asked."""
    provider = Daily()
    provider.now = lambda: "2026-05-02T10:00:00Z"

    with serving(provider) as url:
        aggregator.first(url, from_="2020-02-27T23:00:00Z")
        aggregator.again()

    begun = [one["from"] for one in provider.asked if "from" in one]
    assert begun == ["2020-02-27", "2026-05-01"]


def test_nothing_new_is_a_complete_harvest(aggregator, provider):
    """noRecordsMatch is no failure (§3.6), and what comes twice is not written twice."""
    with serving(provider) as url:
        aggregator.first(url)
        (record_id, *_) = aggregator.records()
        before = datestamp_of(aggregator.archive.store, record_id)
        aggregator.archive.now.tick(5)
        last, _ = aggregator.again()
        whole, _ = aggregator.harvest(replace(every(aggregator.archive)[0], next_from=""))

    assert last.outcome == whole.outcome == Outcome.COMPLETE
    assert whole.counts["unchanged"] == 25
    assert datestamp_of(aggregator.archive.store, record_id) == before


def test_sets_are_collections_beneath_the_source(aggregator, provider):
    """A set keeps its place in the hierarchy, and the name that it has there."""
    with serving(provider) as url:
        aggregator.first(url)
    found = {one.collections for one in aggregator.records().values()}
    store = aggregator.archive.store

    assert found == {
        (f"{NAME}:a",),
        (f"{NAME}:a:b",),
        (f"{NAME}:a:b", f"{NAME}:c"),
        (NAME,),
    }
    assert store.collection(f"{NAME}:a:b").title.text == "Second"
    assert store.collection(NAME).title.text == "A provider"


def test_a_collection_that_is_described_here_keeps_its_name(aggregator, provider):
    """What a librarian wrote is worth more than what a repository calls it."""
    from schemas.record import Collection, Value

    aggregator.archive.store.describe([Collection(f"{NAME}:a", {"title": (Value("Ours"),)})])
    with serving(provider) as url:
        aggregator.first(url)

    assert aggregator.archive.store.collection(f"{NAME}:a").title.text == "Ours"


def test_one_set_is_harvested_alone(aggregator, provider):
    """--set is the set of the request; a record that is deleted in it is deleted here."""
    with serving(provider) as url:
        aggregator.first(url, "c")
        provider.change(2, deleted=True, datestamp="2030-01-01T00:00:00Z")
        aggregator.again()

    assert sorted(titles(aggregator)) == [6, 10, 14, 22]
    assert {one["set"] for one in provider.asked if "set" in one} == {"c"}


def test_leaving_one_set_for_another_deletes_nothing(aggregator, provider):
    """Whoever harvests two sets is told by the one that a record is gone, which the other has."""
    with serving(provider) as url:
        aggregator.first(url, "c")
        aggregator.first(url, "a")
        provider.change(2, sets=("a",), datestamp="2030-01-01T00:00:00Z")
        aggregator.harvest(next(one for one in every(aggregator.archive) if one.set_spec == "a"))
        # It is in the list of c as one that is deleted, as a repository tells of one that left.
        provider.is_member = lambda item, spec: item.number == 2
        provider.change(2, deleted=True)
        provider.specs = lambda item: ("c",)
        aggregator.harvest(next(one for one in every(aggregator.archive) if one.set_spec == "c"))

    assert 2 in titles(aggregator)


def test_what_was_skipped_is_asked_for_again(aggregator, provider):
    """A record that could not be had is the first thing that the next harvest asks for."""
    broken = provider.metadata
    provider.metadata = lambda item, prefix: "\x01" if item.number == 14 else broken(item, prefix)

    with serving(provider) as url:
        last, one = aggregator.first(url)
        skipped = one.source.skipped
        provider.metadata = broken
        again, _ = aggregator.again()

    assert (last.outcome, skipped) == (Outcome.INCOMPLETE, ("oai:provider.example:14",))
    assert again.outcome == Outcome.COMPLETE
    assert titles(aggregator) == expected(provider)


def test_a_harvest_goes_on_where_it_was_stopped(aggregator, provider):
    """The token is kept with the part that it came with: nothing is asked for twice."""
    with serving(provider) as url:
        stops = iter([False, True])
        last, _ = aggregator.first(url, is_stopped=lambda: next(stops))
        again, _one = aggregator.again()

    assert (last.outcome, again.outcome) == (Outcome.STOPPED, Outcome.COMPLETE)
    assert (last.counts["read"], again.counts["read"]) == (10, 15)
    assert titles(aggregator) == expected(provider)


def test_of_two_harvests_of_one_source_one_gives_way(aggregator, provider):
    """A part is kept only by whoever knows the part before it; nobody waits for a dead one."""
    with serving(provider) as url:

        def interfere(one):
            if one.source.run and one.source.run.done == 10:
                aggregator.again()

        last, _ = aggregator.first(url, told=interfere)

    assert last.outcome == Outcome.OVERTAKEN
    assert titles(aggregator) == expected(provider)
    assert every(aggregator.archive)[0].last.outcome == Outcome.COMPLETE


def test_several_sources_are_harvested_at_once(archive):
    """Each in a thread of its own: the second does not wait for the first."""
    both = threading.Barrier(2, timeout=20)
    providers = [Listening(), Listening()]
    for one in providers:
        plain = one.Identify

        def meet(arguments, plain=plain):
            both.wait()
            return plain(arguments)

        one.Identify = meet
    allowed = replace(archive, settings=replace(archive.settings, harvest_allow_private=1))

    with serving(providers[0]) as first, serving(providers[1]) as second:
        told = []
        several = Several(allowed, Options(jobs=2), lambda read, left: told.append((read, left)))
        done = several.go([Source(first, "one"), Source(second, "two")])

    assert [last.outcome for _, last, _ in done] == [Outcome.COMPLETE] * 2
    assert max(read for read, _ in told) == 50
    assert told[-1][1] == 0
    assert len(Aggregator(archive).records()) == 46


def test_the_format_that_says_most_is_asked_for(aggregator, provider):
    """Formats are chosen by their namespace, for a prefix is the repository's own word (§3.4)."""
    provider.formats = (provider.formats[1], ("dc", *provider.formats[0][1:]))
    provider.metadata = lambda item, prefix: Provider.metadata(provider, item, "oai_dc")
    with serving(provider) as url:
        last, _ = aggregator.first(url)

    assert last.outcome == Outcome.COMPLETE
    assert provider.asked[0]["metadataPrefix"] == "dc"


def test_no_format_that_is_read_is_told(aggregator, provider):
    """Whoever asks for a format that cannot be read learns what is offered."""
    with serving(provider) as url:
        last, _ = aggregator.harvest(Source(url, NAME, metadata_prefix="x"))

    assert last.outcome == Outcome.REFUSED
    assert "oai_dc, x" in last.message


def test_harvested_records_say_where_they_come_from(aggregator, provider):
    """Provenance as the guidelines have it, in a record of OAI-PMH that is valid."""
    with serving(provider) as url:
        aggregator.first(url)
    aggregator.archive.now.tick(5)
    harvester = Harvester(aggregator.archive)
    found = harvester.ask(
        "GetRecord",
        identifier=f"oai:archive.example:{NAME}:oai:provider.example:1",
        metadataPrefix="oai_dc",
    )
    space = "{http://www.openarchives.org/OAI/2.0/provenance}"
    described = found.root.find(f".//{space}originDescription")

    assert described.get("altered") == "true"
    assert described.findtext(f"{space}baseURL") == url
    assert described.findtext(f"{space}identifier") == "oai:provider.example:1"
    assert described.findtext(f"{space}datestamp") == "2020-02-27T22:00:00Z"
    assert described.findtext(f"{space}metadataNamespace").endswith("/oai_dc/")


def test_where_a_repository_had_it_from_is_handed_on(aggregator, provider):
    """Provenance within provenance, the latest harvest outermost (provenance §2)."""
    space = "http://www.openarchives.org/OAI/2.0/provenance"
    about = (
        f'<about><provenance xmlns="{space}"><originDescription altered="false" '
        'harvestDate="2019-01-02T00:00:00Z"><baseURL>http://first.example/oai</baseURL>'
        "<identifier>oai:first.example:1</identifier><datestamp>2019-01-01</datestamp>"
        "<metadataNamespace>http://first.example/</metadataNamespace></originDescription>"
        "</provenance></about>"
    )
    plain = provider.record
    provider.record = lambda item, prefix: plain(item, prefix).replace(
        "</metadata></record>", f"</metadata>{about}</record>"
    )
    with serving(provider) as url:
        aggregator.first(url)
    origins = {one.provenance.origin for one in aggregator.records().values()}

    (origin,) = origins
    assert (origin.base_url, origin.altered) == ("http://first.example/oai", False)


def test_reports_of_several_harvests_add_up():
    """No warning is counted twice."""
    from schemas.problem import Problem, Severity

    one, whole = Report(), Report()
    one.count("read", 3)
    one.note([Problem("a", 1, "date", "", "has no date", Severity.WARN)])
    whole.add(one)
    whole.add(one)

    assert (whole.counts["read"], whole.counts["warnings"], len(whole.problems)) == (6, 2, 2)
