"""Repositories that conform: the checker has nothing to say, whatever they chose to be."""

import itertools
import json

import pytest
from live import environment_of, fonds, free_port, serve
from oai_schemas import validate
from provider import ILLEGAL, Provider, Refused, serving, some_items

SAMPLES = 33


def days(provider):
    provider.granularity, provider.earliest = "YYYY-MM-DD", "2020-02-27"


def no_sets(provider):
    provider.sets = ()
    for item in provider.items:
        provider.change(item.number, sets=())


def one_part(provider):
    provider.part = 100


def exact_parts(provider):
    provider.items = provider.items[:20]


def one_by_one(provider):
    provider.part = 1


def no_deletions(provider):
    provider.items = [item for item in provider.items if not item.deleted]


def no_compression(provider):
    provider.compressions = ()
    provider.pack = lambda response, accepted: response


def only_dublin_core(provider):
    provider.formats = provider.formats[:1]


def odd_identifiers(provider):
    for number, name in enumerate(("a%20b", "x/y?z=1&w=2", "it's", "%C3%A9", "a;b+c", "%25")):
        provider.change(number, identifier=f"oai:provider.example:{name}")


def no_domain_explained(provider):
    provider.described = 0
    provider.change(4, identifier="urn:isbn:0451450523")


def one_record(provider):
    provider.items = some_items(1)


def nothing_yet(provider):
    provider.items = []


def forgets_the_deleted(provider):
    """A deleted item has no formats any more."""

    def formats_of(item):
        if item.deleted:
            raise Refused("idDoesNotExist")
        return provider.formats

    provider.formats_of = formats_of


def a_strict_front(provider):
    """What stands before it says 400 to bytes that are no text."""

    def wire(response, pairs):
        if ILLEGAL.search("".join(itertools.chain(*pairs))):
            response.status_code, response.data = 400, b"<html>Bad Request</html>"
        return response

    provider.wire = wire


CHOICES = (
    a_strict_front,
    days,
    no_sets,
    one_part,
    exact_parts,
    one_by_one,
    no_deletions,
    no_compression,
    only_dublin_core,
    odd_identifiers,
    no_domain_explained,
    one_record,
    nothing_yet,
    forgets_the_deleted,
)


@pytest.mark.parametrize("choice", CHOICES, ids=lambda one: one.__name__)
def test_what_a_repository_may_choose_is_no_finding(choice, outcome_of):
    """Granularity, sets, sizes and identifiers are the repository's own."""
    provider = Provider()
    choice(provider)

    assert outcome_of(provider).findings == ()


def test_a_clean_provider_is_valid_by_the_published_schemas():
    """What the checker is proven on is OAI-PMH, and not only what the checker takes for it."""
    provider = Provider()
    provider.base_url = "http://provider.example/oai"

    for query in (
        [("verb", "Identify")],
        [("verb", "ListSets")],
        [("verb", "ListRecords"), ("metadataPrefix", "oai_dc")],
        [("verb", "GetRecord")],
    ):
        validate(provider.respond(query))


def test_all_was_walked(outcome_of):
    """The outcome counts the records of the full list."""
    outcome = outcome_of(Provider())

    assert (outcome.records, outcome.whole, outcome.unchecked) == (25, True, ())
    assert outcome.conforms


def test_a_list_that_is_cut_is_told(outcome_of):
    """With a limit the rest is not checked, and nothing is said of it."""
    outcome = outcome_of(Provider(), limit=12)

    assert (outcome.records, outcome.whole) == (20, False)
    assert outcome.findings == ()
    assert outcome.unchecked == ("what the list holds after its first 20 records",)


def test_a_list_of_one_part_says_what_could_not_be_checked(outcome_of):
    """Without a token there is nothing to tamper with."""
    provider = Provider()
    one_part(provider)

    assert outcome_of(provider).unchecked == ("tokens: the list of records comes in one part",)


def test_a_busy_repository_is_waited_for(check_url):
    """503 and Retry-After are how a repository slows its harvesters (§3.1.2.2)."""
    provider, waits = Provider(), []

    def wire(response, pairs):
        if len(waits) < 2:
            response.status_code, response.headers["Retry-After"] = 503, "7"
        return response

    provider.wire = wire
    with serving(provider) as url:
        outcome = check_url(url, sleep=waits.append)

    assert outcome.findings == ()
    assert waits == [7.0, 7.0]


def letters():
    """Yield records with all that harvesters ask for, ids that are hard to write among them."""
    odd = ("a b", "a/b", "é", "中", "a&b<c>", "it's", 'a"b', "100%", "a+b", "x;y", "a?b#c", "~._-")
    for number, record_id in enumerate((*odd, *(f"letter-{one}" for one in range(SAMPLES)))):
        yield {
            "id": record_id,
            "collections": ["letters:1958", "letters:1959:spring", "odd"][: number % 4],
            "metadata": {
                "title": [{"value": f"Letter <{number}> & so on", "lang": "en"}],
                "creator": ["Khrushchev, Nikita"],
                "date": ["1958-04-04"],
                "type": ["Text"],
                "language": ["ru"],
                "rights": ["http://rightsstatements.org/vocab/NoC-US/1.0/"],
            },
        }


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """The environment of our own archive: odd ids, sets above sets, deletions, a withdrawal."""
    folder = tmp_path_factory.mktemp("own")
    environment = environment_of(folder, free_port())
    records = list(letters())
    moved = [one | {"collections": ["elsewhere"]} for one in records[14:16]]
    sources = []
    for name, natives in (("all", records), ("moved", moved)):
        sources.append(folder / f"{name}.jsonl")
        sources[-1].write_text("\n".join(json.dumps(one) for one in natives))
    for command in (
        ["init"],
        ["ingest", str(sources[0])],
        ["ingest", str(sources[1])],
        ["delete", "letter-1", "letter-30", "a/b", "é"],
    ):
        done = fonds(environment, *command)
        assert done.returncode == 0, done.stderr
    return environment


SAID = {
    "FONDS_LOGO_URL": "https://archive.example/logo.png",
    "FONDS_METADATA_POLICY": "https://archive.example/policy",
    "FONDS_DATA_POLICY": "Free <for> all & sundry",
    "FONDS_OAI_FRIENDS": "https://a.example/oai https://b.example/oai",
}


@pytest.mark.parametrize(("size", "said"), [("1", {}), ("45", SAID), ("1000", {})])
def test_our_own_server_shows_nothing(archive, size, said, check_url):
    """At any batch size, with deletions, sets above sets, odd ids and all it can say of itself."""
    with serve(archive | said | {"FONDS_OAI_BATCH_SIZE": size}) as base:
        outcome = check_url(f"{base}/oai")

    assert outcome.findings == ()
    assert (outcome.records, outcome.whole) == (45, True)
