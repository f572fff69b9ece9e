"""ListSets: the collections, as sets (OAI-PMH §2.6, §4.6)."""

from archives import letter, put
from harvesting import DC, Harvester

from schemas.record import Collection, Value

NAMES = {"title": (Value("Letters & <i>reports</i>", "en"), Value("Письма", "ru"))}
DCES = "{http://purl.org/dc/elements/1.1/}"


def test_a_set_of_a_record_is_listed_with_those_above_it(any_archive, clock):
    """SetSpec is a path of the hierarchy, and every step of it is a set (§2.6)."""
    put(any_archive, letter("a", collections=["x:y:z", "b"]))
    clock.tick()

    assert Harvester(any_archive).ask("ListSets").texts("setSpec") == ["b", "x", "x:y", "x:y:z"]


def test_a_described_set_has_its_name_and_description(archive, harvester):
    """SetName is plain text; setDescription holds oai_dc (§4.6)."""
    archive.store.describe([Collection("letters", NAMES)])
    answer = harvester.ask("ListSets")
    (described,) = answer.root.iter("{http://www.openarchives.org/OAI/2.0/}setDescription")

    assert answer.text("setName") == "Letters & reports"
    assert [title.text for title in described.iter(f"{DCES}title")] == [
        "Letters & reports",
        "Письма",
    ]


def test_a_set_that_nobody_described_is_called_by_its_spec(archive, harvester):
    """SetName is obligatory, setDescription is not (§4.6)."""
    put(archive, letter("a", collections=["letters"]))
    answer = harvester.ask("ListSets")

    assert answer.texts("setName") == ["letters"]
    assert answer.texts("setDescription") == []


def test_an_archive_without_sets_says_so(archive, clock, harvester):
    """noSetHierarchy, for ListSets and for any list of a set (§3.6)."""
    put(archive, letter("a", collections=[]))
    clock.tick()

    assert harvester.ask("ListSets").errors == ["noSetHierarchy"]
    for verb in ("ListRecords", "ListIdentifiers"):
        answer = harvester.ask(verb, metadataPrefix=DC, set="letters")
        assert answer.errors == ["noSetHierarchy"]


def test_many_sets_come_in_batches(listing, lister):
    """ListSets has tokens as the other lists do (§3.5, §4.6)."""
    specs = [f"set-{number:02}" for number in range(25)]
    listing.store.describe([Collection(spec) for spec in specs])

    batches = list(lister.batches("ListSets"))

    assert [spec for answer in batches for spec in answer.texts("setSpec")] == specs
    assert [len(answer.texts("setSpec")) for answer in batches] == [10, 10, 5]
    assert [answer.token.cursor for answer in batches] == [0, 10, 20]
    assert {answer.token.size for answer in batches} == {25}
    assert [answer.token.text == "" for answer in batches] == [False, False, True]


def test_ten_sets_are_no_batches(listing, lister):
    """A list in one piece has no token (§3.5)."""
    listing.store.describe([Collection(f"set-{number}") for number in range(10)])

    assert lister.ask("ListSets").token is None


def test_a_set_that_appears_between_batches_does_not_repeat_others(listing, lister):
    """Batches continue after the last set given, not at a number (§3.5.1)."""
    listing.store.describe([Collection(f"set-{number:02}") for number in range(20)])

    def appear():
        listing.store.describe([Collection("a-new-one")])

    specs = [
        spec
        for answer in lister.batches("ListSets", between=appear)
        for spec in answer.texts("setSpec")
    ]

    assert specs == [f"set-{number:02}" for number in range(20)]


def test_a_restricted_record_makes_no_set_known(archive, clock, harvester):
    """The name of a set may be what nobody shall know."""
    put(archive, letter("a"), letter("secret", access="restricted", collections=["hidden:files"]))
    clock.tick()

    assert harvester.ask("ListSets").texts("setSpec") == ["letters", "letters:1958"]


def test_set_specs_are_ordered_as_bytes(any_archive):
    """The same order on every database, since tokens name a place in it."""
    specs = ["a", "a!b", "a:b", "B", "b", "_", "~", "a-b", "10", "9"]
    any_archive.store.describe([Collection(spec) for spec in specs])

    assert Harvester(any_archive).ask("ListSets").texts("setSpec") == sorted(specs)
