"""Harvests of an archive that changes: nothing is lost (OAI-PMH §2.7, §3.5.1)."""

import itertools
from dataclasses import replace

import pytest
from archives import letter, put, slow_writer
from harvesting import DC, Harvester
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas import datestamp
from server.archive import open_archive

YEAR = 31_536_000
CANARY = "zanzibar"
_NUMBERS = itertools.count()


def letters(count):
    return [letter(f"l{number:02}") for number in range(count)]


def names(count):
    return {f"l{number:02}" for number in range(count)}


def moved(record_id):
    """Another state of the letter *record_id*."""
    return letter(record_id, collections=["moved"])


def test_records_that_change_or_vanish_during_a_harvest_are_not_missed(listing, lister, clock):
    """Whatever stayed in range is given, and what changed comes again (§3.5.1)."""
    put(listing, *letters(30))
    clock.tick()
    turns = iter([("l05", "l06"), ("l14", "l15"), ("l29", "l28")])

    def change():
        changed, deleted = next(turns, (None, None))
        if changed:
            put(listing, moved(changed))
            listing.store.delete([deleted])
        clock.tick()

    batches = list(lister.batches(metadataPrefix=DC, between=change))

    assert {record_id for answer in batches for record_id in answer.ids} == names(30)
    assert {"l15", "l28"} <= {record_id for answer in batches for record_id in answer.deleted}


def test_records_that_appear_during_a_harvest_are_given_by_it(listing, lister, clock):
    """Each batch goes up to its own second, so an open list takes in what is new."""
    put(listing, *letters(15))
    clock.tick()

    def appear():
        put(listing, letter("new"))
        clock.tick()

    batches = list(lister.batches(metadataPrefix=DC, between=appear))

    assert {record_id for answer in batches for record_id in answer.ids} == names(15) | {"new"}


def sizes(lister, between):
    """Return completeListSize of each answer; *between* happens once, after the first."""
    answers = lister.batches(metadataPrefix=DC)
    first = next(answers)
    between()
    return [answer.token.size for answer in (first, *answers)]


def test_the_size_of_a_list_is_never_less_than_what_was_given(listing, lister, clock):
    """completeListSize is revised when a list grows, and exact in the end (§3.5)."""
    put(listing, *letters(15))
    clock.tick()

    def grow():
        put(listing, *(letter(f"new{number}") for number in range(10)))
        clock.tick()

    assert sizes(lister, grow) == [15, 21, 25]


def test_the_size_of_a_list_that_has_shrunk_is_exact_in_the_end(listing, lister, clock):
    """What moved out of its reach is not counted by the last batch (§3.5)."""
    put(listing, *letters(15))
    clock.tick()

    assert sizes(lister, lambda: put(listing, *map(moved, ["l12", "l13", "l14"]))) == [15, 12]


def test_a_list_with_an_end_takes_in_nothing_after_it(listing, lister, clock):
    """until holds for the whole list (§3.5)."""
    put(listing, *letters(15))
    clock.tick(10)

    def appear():
        put(listing, letter("new"))
        clock.tick()

    batches = lister.batches(metadataPrefix=DC, until="2026-01-01T00:00:05Z", between=appear)

    assert {record_id for answer in batches for record_id in answer.ids} == names(15)


def test_a_list_whose_rest_has_moved_away_still_closes(listing, lister, clock):
    """A list is never empty (OAI-PMH.xsd), so its last record is given again (§3.5.1)."""
    put(listing, *letters(11))
    clock.tick()
    *_, last = lister.batches(metadataPrefix=DC, between=lambda: put(listing, moved("l10")))

    assert last.ids == ["l09"]
    assert last.token.text == ""


def test_a_list_of_which_nothing_is_left_matches_nothing(listing, lister, clock):
    """When even the last record given has moved out of the window (§3.6)."""
    put(listing, *letters(11))
    clock.tick()

    def move_all():
        put(listing, *(moved(f"l{number:02}") for number in range(11)))

    *_, last = lister.batches(metadataPrefix=DC, between=move_all)

    assert last.errors == ["noRecordsMatch"]
    clock.tick()
    assert set(lister.ids()) == names(11)


@pytest.mark.parametrize("window", [{}, {"until": "2030-12-31T00:00:00Z"}])
def test_the_open_second_is_not_listed(listing, lister, clock, window):
    """More may come in it: it is listed when it has closed, so that none of it is missed."""
    put(listing, letter("a"))
    before = lister.ask("ListRecords", metadataPrefix=DC, **window)
    put(listing, letter("b"))
    clock.tick()
    after = lister.ask("ListRecords", metadataPrefix=DC, from_=before.response_date, **window)

    assert before.errors == ["noRecordsMatch"]
    assert after.ids == ["a", "b"]


def test_no_datestamp_is_later_than_the_response(listing, lister, clock):
    """A harvester may go on from responseDate, whatever it has seen."""
    for number in range(3):
        put(listing, letter(f"l{number}"))
        clock.tick(number)

    for answer in lister.batches(metadataPrefix=DC):
        assert all(one.datestamp < answer.response_date for one in answer.headers)


@pytest.fixture
def colleague(listing, clock):
    """A harvester of another worker on the same archive, which has not yet answered anything."""
    archive = open_archive(listing.settings, clock)
    yield Harvester(archive)
    archive.store.close()


def test_a_list_goes_on_where_another_worker_was(listing, lister, colleague, clock):
    """While someone writes, a worker may know less; its answer is not older than its list."""
    put(listing, *letters(15))
    clock.tick(10)
    put(listing, letter("later"))
    clock.tick(10)
    first = lister.ask("ListRecords", metadataPrefix=DC)
    clock.tick()
    with slow_writer(listing):
        second = colleague.ask("ListRecords", resumptionToken=first.token.text)

    assert second.response_date >= first.response_date
    assert second.ids[-1] == "later"


def test_a_token_is_valid_from_when_it_was_given(listing, colleague, clock):
    """Not from the second up to which its list goes, which may lie far back (§3.5)."""
    put(listing, *letters(15))
    clock.tick()
    put(listing, letter("later"))
    clock.tick(YEAR)
    with slow_writer(listing):
        given = colleague.ask("ListRecords", metadataPrefix=DC).token
    resumed = colleague.ask("ListRecords", resumptionToken=given.text)

    assert datestamp.parse(given.expires) == clock.now + 72 * 3600
    assert "l14" in resumed.ids


def test_a_clock_that_goes_back_takes_no_datestamp_with_it(listing, lister, clock):
    """Datestamps do not run backwards: whoever goes on from the last one misses nothing."""
    put(listing, letter("a"))
    clock.tick()
    (seen,) = lister.headers()
    clock.tick(-3600)
    put(listing, letter("b"))
    clock.tick(3602)

    assert lister.ids(from_=seen.datestamp) == ["a", "b"]


@pytest.fixture
def secretive(archive, clock):
    """An archive of which one record is public, one restricted, and one restricted since."""
    secret = {"title": [CANARY], "description": [CANARY]}
    put(archive, letter("open"), letter("once", metadata=secret))
    put(archive, letter(CANARY, metadata=secret, access="restricted", collections=[CANARY]))
    clock.tick(10)
    put(archive, letter("once", metadata=secret, access="restricted"))
    clock.tick()
    return Harvester(archive)


@pytest.mark.parametrize(
    "query",
    [
        "verb=Identify",
        "verb=ListSets",
        "verb=ListMetadataFormats",
        "verb=ListMetadataFormats&identifier=oai:archive.example:once",
        "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:archive.example:once",
        "verb=ListRecords&metadataPrefix=oai_dc",
        "verb=ListRecords&metadataPrefix=oai_dc&set=letters",
        "verb=ListIdentifiers&metadataPrefix=oai_dc",
    ],
)
def test_no_verb_shows_what_is_restricted(secretive, query):
    """Neither its words nor its id nor the name of its set."""
    response = secretive.client.get(f"/oai?{query}")

    assert CANARY not in response.text


def test_a_list_does_not_count_what_is_restricted(secretive):
    """Nor can it be asked for by set, which nobody has heard of."""
    assert secretive.status() == {"open": "alive", "once": "deleted"}
    assert secretive.ask("ListRecords", metadataPrefix=DC, set=CANARY).errors == ["noRecordsMatch"]


class Mirror:
    """A copy of an archive, or of a set of it, that someone keeps by incremental harvests.

    *resumes_at* says from when the next harvest goes on: a choice that harvesters make.
    """

    def __init__(self, harvester, since, set_spec, resumes_at):
        self._harvester = harvester
        self._set = {"set": set_spec} if set_spec else {}
        self._resumes_at = resumes_at
        self._answers = []
        self.since = since
        self.titles = {}

    def fetch(self):
        """Take one batch; return whether a list has ended with it."""
        token = self._answers[-1].token.text if self._answers else None
        given = (
            {"resumptionToken": token}
            if token
            else {"metadataPrefix": DC, "from_": self.since, **self._set}
        )
        answer = self._harvester.ask("ListRecords", **given)
        assert set(answer.errors) <= {"noRecordsMatch", "noSetHierarchy"}
        self._answers.append(answer)
        self._take(answer)
        if answer.token is None or answer.token.text == "":
            self.since = self._resumes_at(self._answers, self.since)
            self._answers = []
        return not self._answers

    def _take(self, answer):
        described = iter(answer.metadata)
        for header in answer.headers:
            if header.deleted:
                self.titles.pop(header.record_id, None)
            else:
                self.titles[header.record_id] = next(described)[0].text


RESUMES_AT = {
    "first response": lambda answers, since: answers[0].response_date,
    "last response": lambda answers, since: answers[-1].response_date,
    "last datestamp": lambda answers, since: max(
        [one.datestamp for answer in answers for one in answer.headers], default=since
    ),
}

steps = st.one_of(
    st.tuples(st.just("put"), st.integers(0, 7), st.sampled_from(["x", "x:y", "z"])),
    st.tuples(st.just("delete"), st.integers(0, 7)),
    st.tuples(st.just("restrict"), st.integers(0, 7)),
    st.tuples(st.just("fetch")),
    st.tuples(st.just("tick")),
)


class Changing:
    """An archive that changes step by step, and what it should look like to the public."""

    def __init__(self, archive, clock):
        self._archive = archive
        self._clock = clock
        self._prefix = f"r{next(_NUMBERS)}-"  # so that runs in one archive do not meet
        self._states = itertools.count()
        self.public = {}

    def put(self, number, collection, access="public"):
        record_id, title = f"{self._prefix}{number}", f"State {next(self._states)}"
        native = letter(record_id, metadata={"title": [title]}, collections=[collection])
        put(self._archive, native | {"access": access})
        self.public[record_id] = (title, collection)
        if access != "public":
            del self.public[record_id]

    def restrict(self, number):
        self.put(number, "x", "restricted")

    def delete(self, number):
        record_id = f"{self._prefix}{number}"
        self._archive.store.delete([record_id])
        self.public.pop(record_id, None)

    def tick(self):
        self._clock.tick()

    def titles(self, set_spec):
        """Return the title of every public record, or of those in a set."""
        return {
            record_id: title
            for record_id, (title, collection) in self.public.items()
            if set_spec is None or (collection + ":").startswith(set_spec + ":")
        }


@given(
    script=st.lists(steps, max_size=25),
    resumes_at=st.sampled_from(sorted(RESUMES_AT)),
    set_spec=st.sampled_from([None, "x"]),
)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whoever_harvests_again_and_again_has_it_all(
    any_archive, clock, script, resumes_at, set_spec
):
    """In whatever order changes, seconds and batches follow, a mirror ends complete (§2.7.1)."""
    small = replace(any_archive, settings=replace(any_archive.settings, oai_batch_size=2))
    harvester = Harvester(small)
    clock.tick(100)
    began = harvester.ask("Identify").response_date
    mirror = Mirror(harvester, began, set_spec, RESUMES_AT[resumes_at])
    changing = Changing(small, clock)
    for name, *arguments in script:
        if name == "fetch":
            mirror.fetch()
        else:
            getattr(changing, name)(*arguments)
    clock.tick()
    for _ in range(2):  # the list that is open, and one more
        while not mirror.fetch():
            pass

    assert mirror.titles == changing.titles(set_spec)
