"""ListRecords: whole lists in batches, and the tokens between them (OAI-PMH §3.5, §4.5)."""

from dataclasses import replace

import pytest
from archives import letter, put
from harvesting import DC, Harvester

from schemas import datestamp
from schemas.check import check
from schemas.grammar import is_set_spec
from schemas.row import Row
from server.oai.tokens import Tokens

DAY = 86_400


def letters(count, **changed):
    return [letter(f"l{number:02}", **changed) for number in range(count)]


def names(count):
    return [f"l{number:02}" for number in range(count)]


def first(lister, **arguments):
    """Return the first answer of a list of records."""
    return lister.ask("ListRecords", **{"metadataPrefix": DC} | arguments)


@pytest.mark.parametrize("count", [1, 9, 10, 11, 20, 25])
def test_a_harvest_gives_every_record_once(listing, lister, clock, count):
    """The batches of a list make the whole list, whatever its length (§3.5)."""
    put(listing, *letters(count))
    clock.tick()

    assert lister.ids("ListRecords") == names(count)


def test_a_batch_holds_records_with_their_metadata(listing, lister, clock):
    """Header and metadata for each, and never more than the batch size (§4.5)."""
    put(listing, *letters(25))
    clock.tick()
    batches = list(lister.batches(metadataPrefix=DC))

    assert [len(answer.ids) for answer in batches] == [10, 10, 5]
    assert [len(answer.metadata) for answer in batches] == [10, 10, 5]


def test_only_the_last_of_several_batches_closes_with_an_empty_token(listing, lister, clock):
    """An empty token completes a list, and never an incomplete one (§3.5)."""
    put(listing, *letters(25))
    clock.tick()
    tokens = [answer.token for answer in lister.batches(metadataPrefix=DC)]

    assert [token.text == "" for token in tokens] == [False, False, True]


def test_a_list_that_fills_its_last_batch_ends_there(listing, lister, clock):
    """No token promises a batch in which nothing is left (§3.5)."""
    put(listing, *letters(20))
    clock.tick()
    batches = list(lister.batches(metadataPrefix=DC))

    assert [len(answer.ids) for answer in batches] == [10, 10]
    assert batches[-1].token.text == ""


@pytest.mark.parametrize("count", [1, 10])
def test_a_list_in_one_piece_has_no_token(listing, lister, clock, count):
    """The validator of openarchives.org fails an empty token in a first answer (§3.5)."""
    put(listing, *letters(count))
    clock.tick()

    assert first(lister).token is None


def test_tokens_count_what_was_given_and_what_there_is(listing, lister, clock):
    """Cursor is the number of records before this batch; completeListSize of all (§3.5)."""
    put(listing, *letters(25), letter("other", collections=["other"]))
    clock.tick()
    tokens = [answer.token for answer in lister.batches(metadataPrefix=DC, set="letters")]

    assert [token.cursor for token in tokens] == [0, 10, 20]
    assert {token.size for token in tokens} == {25}


def test_a_token_says_until_when_it_is_valid(listing, lister, clock):
    """At least a day, and no date on the empty token, which resumes nothing (§3.5)."""
    put(listing, *letters(11))
    clock.tick()
    one, last = lister.batches(metadataPrefix=DC)
    valid = datestamp.parse(one.token.expires) - datestamp.parse(one.response_date)

    assert valid >= DAY
    assert last.token.expires is None


def test_a_token_is_valid_as_long_as_it_says(listing, lister, clock):
    """To the last second, and not after it (§3.5, §3.6)."""
    put(listing, *letters(11))
    clock.tick()
    token = first(lister).token
    clock.tick(datestamp.parse(token.expires) - clock.now)

    assert lister.ask("ListRecords", resumptionToken=token.text).ids == ["l10"]
    clock.tick()
    assert lister.ask("ListRecords", resumptionToken=token.text).errors == ["badResumptionToken"]


def test_a_token_may_be_used_again(listing, lister, clock):
    """A harvester that lost an answer asks for it once more (§3.5.1)."""
    put(listing, *letters(25))
    clock.tick()
    token = first(lister).token.text
    once, again = (
        lister.client.get(f"/oai?verb=ListRecords&resumptionToken={token}") for _ in range(2)
    )

    assert once.data == again.data


def test_a_token_works_on_another_worker(listing, lister, clock):
    """Nothing is kept in a process (§3.5)."""
    put(listing, *letters(11))
    clock.tick()
    token = first(lister).token.text

    assert Harvester(listing).ask("ListRecords", resumptionToken=token).ids == ["l10"]


@pytest.mark.parametrize("verb", ["ListIdentifiers", "ListSets"])
def test_a_token_does_not_continue_another_list(listing, lister, clock, verb):
    """A token belongs to the request that it continues (§3.5)."""
    put(listing, *letters(11))
    clock.tick()
    token = first(lister).token.text

    assert lister.ask(verb, resumptionToken=token).errors == ["badResumptionToken"]


def test_a_token_of_another_repository_is_refused(listing, lister, clock):
    """Only what this repository issued resumes a list of it (§3.6)."""
    put(listing, *letters(11))
    clock.tick()
    tokens = Tokens("another secret, as long as it has to be")
    elsewhere = Harvester(replace(listing, tokens=tokens))
    token = elsewhere.ask("ListRecords", metadataPrefix=DC).token.text

    assert lister.ask("ListRecords", resumptionToken=token).errors == ["badResumptionToken"]


def test_a_token_keeps_format_set_and_window(listing, lister, clock):
    """The arguments of the first request hold for the whole list (§3.5)."""
    put(listing, *letters(25, collections=["x:y"]), letter("other", collections=["z"]))
    clock.tick(10)
    put(listing, letter("later", collections=["x:y"]))
    clock.tick()

    window = {"set": "x", "from_": "2026-01-01T00:00:00Z", "until": "2026-01-01T00:00:05Z"}

    assert lister.ids("ListRecords", **window) == names(25)


def test_the_request_is_echoed_as_it_was_sent(listing, lister, clock):
    """Attributes of request are the arguments, a day still a day (§3.2)."""
    put(listing, *letters(11))
    clock.tick()
    sent = {"set": "letters", "metadataPrefix": DC, "from": "2026-01-01", "until": "2030-12-31"}
    answer = first(lister, **sent)
    token = answer.token.text
    resumed = lister.ask("ListRecords", resumptionToken=token)

    assert answer.echo == {"verb": "ListRecords"} | sent
    assert resumed.echo == {"verb": "ListRecords", "resumptionToken": token}


@pytest.mark.parametrize(
    ("query", "echo"),
    [
        ("verb=junk", {}),
        ("verb=ListRecords", {}),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=junk", {}),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-02&until=2026-01-01", {}),
        (
            "verb=ListRecords&metadataPrefix=nope",
            {"verb": "ListRecords", "metadataPrefix": "nope"},
        ),
        (
            "verb=ListRecords&metadataPrefix=oai_dc&until=1999-12-31",
            {"verb": "ListRecords", "metadataPrefix": "oai_dc", "until": "1999-12-31"},
        ),
        (
            "verb=ListRecords&resumptionToken=junk",
            {"verb": "ListRecords", "resumptionToken": "junk"},
        ),
        (
            "verb=ListRecords&resumptionToken=",
            {"verb": "ListRecords", "resumptionToken": ""},
        ),
        ("verb=ListMetadataFormats&identifier=%22", {}),
        (
            "verb=ListMetadataFormats&identifier=bogus",
            {"verb": "ListMetadataFormats", "identifier": "bogus"},
        ),
        (
            "verb=ListMetadataFormats&identifier=http://archive.example/letter-1",
            {"verb": "ListMetadataFormats", "identifier": "http://archive.example/letter-1"},
        ),
        (
            "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:archive.example:%2522",
            {
                "verb": "GetRecord",
                "metadataPrefix": "oai_dc",
                "identifier": "oai:archive.example:%22",
            },
        ),
    ],
)
def test_an_error_echoes_legal_arguments_only(archive, clock, harvester, query, echo):
    """No attributes after badVerb and badArgument, all after other errors (§3.2)."""
    put(archive, letter("a"))
    clock.tick()

    assert harvester.get(query).echo == echo


def test_records_are_listed_by_datestamp(listing, lister, clock):
    """The order of every list: what changed last comes last, whatever its id."""
    for record_id in ("b", "c", "a"):
        put(listing, letter(record_id))
        clock.tick()

    assert lister.ids("ListRecords") == ["b", "c", "a"]


def test_records_of_one_second_are_listed_by_the_bytes_of_their_ids(listing, lister, clock):
    """Stable, and the same on every database, since tokens name a place in the order."""
    ids = ["a", "B", "b", "Z", "~", "ä", "é", "я", "信", "10", "9", "a-b", "a b", "_"]
    put(listing, *(letter(record_id) for record_id in ids))
    clock.tick()
    listed = [answer.headers for answer in lister.batches(metadataPrefix=DC)]

    assert [one.identifier for batch in listed for one in batch] == [
        listing.urls.oai_identifier(record_id) for record_id in sorted(ids)
    ]


@pytest.mark.parametrize("verb", ["ListRecords", "ListIdentifiers"])
@pytest.mark.parametrize("set_spec", [None, "letters"])
def test_an_unknown_format_cannot_be_listed(archive, clock, harvester, verb, set_spec):
    """cannotDisseminateFormat, whether there are records or not (§3.6)."""
    arguments = {"set": set_spec} if set_spec else {}

    for _ in range(2):
        answer = harvester.ask(verb, metadataPrefix="nope", **arguments)
        assert answer.errors == ["cannotDisseminateFormat"]
        put(archive, letter("a"))
        clock.tick()


def test_an_empty_list_is_an_error(archive, harvester):
    """noRecordsMatch, since a list holds at least one record (§3.6, OAI-PMH.xsd)."""
    assert first(harvester).errors == ["noRecordsMatch"]


def test_a_token_stays_short_enough_to_be_sent(listing, lister, clock):
    """With the longest set spec and the longest ids that there can be (§3.5)."""
    spec = ":".join("abcdefghijklmnopqrstuvwxyz0123456789"[n:] for n in range(36))[:255].strip(":")
    scroll = "\U0001f4dc" * 254
    put(listing, *(letter(scroll + chr(ord("a") + n), collections=[spec]) for n in range(25)))
    clock.tick()
    batches = list(lister.batches(metadataPrefix=DC, set=spec))

    assert [len(answer.ids) for answer in batches] == [10, 10, 5]
    assert all(len(answer.token.text) < 2000 for answer in batches)


def test_a_set_spec_has_a_greatest_length():
    """A longer one could be stored and never be harvested (§2.6)."""
    assert is_set_spec("x" * 255)
    assert not is_set_spec("x" * 256)
    assert check(Row("test", 1, letter(collections=["x" * 256]))).record is None
