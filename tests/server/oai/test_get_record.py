"""GetRecord: one record in one format (OAI-PMH §4.1)."""

import pytest
from archives import letter, put
from harvesting import DC, Harvester

from metadata.markup import LANG

DCES = "{http://purl.org/dc/elements/1.1/}"
IDS = [
    "letter-1",
    "ark:/12345/x9",
    "a/b/c",
    "two words",
    "100%",
    "a%2Fb",
    "what?&=#",
    "信/一",
    '"<>',
]


def get(harvester, record_id, **arguments):
    """Ask for the record whose OAI identifier is that of *record_id*."""
    identifier = f"oai:archive.example:{record_id}"
    return harvester.ask("GetRecord", identifier=identifier, **{"metadataPrefix": DC} | arguments)


def test_a_record_has_header_and_metadata(any_archive, clock):
    """Identifier, datestamp, sets; then the metadata in the format asked for (§2.5)."""
    put(any_archive, letter("letter-1", collections=["a", "b:c"]))
    clock.tick()
    answer = get(Harvester(any_archive), "letter-1")
    (header,) = answer.headers
    (metadata,) = answer.metadata

    assert header.identifier == "oai:archive.example:letter-1"
    assert header.datestamp == "2026-01-01T00:00:00Z"
    assert header.set_specs == ("a", "b:c")
    assert metadata.findtext(f"{DCES}title") == "Letter letter-1"
    assert metadata.find(f"{DCES}title").get(LANG) == "en"


@pytest.mark.parametrize("record_id", IDS)
def test_the_identifier_that_a_list_gives_gets_the_record(archive, clock, harvester, record_id):
    """Whatever the id holds, harvesters send back what they were given (§2.4)."""
    put(archive, letter(record_id))
    clock.tick()
    (listed,) = harvester.headers()

    answer = harvester.ask("GetRecord", identifier=listed.identifier, metadataPrefix=DC)

    assert answer.headers == [listed]


def test_a_record_and_its_place_in_a_list_say_the_same(archive, clock, harvester):
    """GetRecord and ListRecords differ in nothing but how many there are (§4.1, §4.5)."""
    put(archive, letter("a", collections=["x:y", "z"]))
    clock.tick()
    listed = harvester.client.get(f"/oai?verb=ListRecords&metadataPrefix={DC}").text
    one = harvester.client.get(
        f"/oai?verb=GetRecord&metadataPrefix={DC}&identifier=oai:archive.example:a"
    ).text

    assert (
        listed.partition("<record>")[2].partition("</record>")[0]
        == (one.partition("<record>")[2].partition("</record>")[0])
    )


def test_a_deleted_record_is_a_header(any_archive, clock):
    """Status deleted, the time of deletion, the sets; no metadata (§2.5.1)."""
    put(any_archive, letter("a", collections=["x:y"]))
    clock.tick(10)
    any_archive.store.delete(["a"])
    answer = get(Harvester(any_archive), "a")
    (header,) = answer.headers

    assert header.deleted
    assert header.datestamp == "2026-01-01T00:00:10Z"
    assert header.set_specs == ("x:y",)
    assert answer.texts("metadata") == []


def test_a_record_that_comes_back_is_alive(archive, clock, harvester):
    """The same identifier, a later datestamp, no status (§2.5.1)."""
    put(archive, letter("a"))
    clock.tick(10)
    archive.store.delete(["a"])
    clock.tick(10)
    put(archive, letter("a"))
    (header,) = get(harvester, "a").headers

    assert not header.deleted
    assert header.datestamp == "2026-01-01T00:00:20Z"


def test_a_record_that_becomes_restricted_is_deleted(archive, clock, harvester):
    """Harvesters have it and must learn that they may not show it any more (§2.5.1)."""
    put(archive, letter("a"))
    clock.tick(10)
    put(archive, letter("a", access="restricted"))
    answer = get(harvester, "a")

    assert answer.deleted == ["a"]
    assert "Letter" not in "".join(answer.root.itertext())


@pytest.mark.parametrize(
    "identifier",
    [
        "oai:archive.example:none",
        "oai:archive.example:secret",
        "oai:archive.example:",
        "oai:archive.example",
        "oai:elsewhere.example:a",
        "OAI:archive.example:a",
        "oai:archive.example:A",
        "oai:archive.example:%61",  # another spelling of a, which we never gave out
        "a",
        "letter 1",
        '"',
        "%",
        "http://[",
    ],
)
def test_an_unknown_identifier_does_not_exist(archive, clock, harvester, identifier):
    """idDoesNotExist: unknown, or illegal in this repository (§3.6)."""
    put(archive, letter("a"), letter("secret", access="restricted"))
    clock.tick()

    answer = harvester.ask("GetRecord", identifier=identifier, metadataPrefix=DC)

    assert answer.errors == ["idDoesNotExist"]


@pytest.mark.parametrize("record_id", ["alive", "gone"])
def test_an_unknown_format_cannot_be_had(archive, clock, harvester, record_id):
    """cannotDisseminateFormat, for tombstones too (§3.6)."""
    put(archive, letter("alive"), letter("gone"))
    clock.tick()
    archive.store.delete(["gone"])

    assert get(harvester, record_id, metadataPrefix="nope").errors == ["cannotDisseminateFormat"]


def test_a_record_that_a_format_cannot_say_is_absent_from_that_format_alone(
    archive, clock, harvester
):
    """Europeana wants rights with a URI: without, cannotDisseminateFormat (§3.6, §4.4)."""
    whole = letter("free")
    words = letter("words", metadata=whole["metadata"] | {"rights": ["Ask the archive"]})
    put(archive, whole, words)
    clock.tick()

    assert get(harvester, "words", metadataPrefix="edm").errors == ["cannotDisseminateFormat"]
    assert get(harvester, "words").errors == []
    (listed,) = harvester.ask("ListIdentifiers", metadataPrefix="edm").headers
    assert listed.identifier == "oai:archive.example:free"


def test_a_record_that_a_format_can_say_no_more_is_deleted_from_it(archive, clock, harvester):
    """Harvesters of the others see it changed, those of this one see it go (§2.5.1)."""
    whole = letter("a")
    put(archive, whole)
    clock.tick()
    put(archive, letter("a", metadata=whole["metadata"] | {"rights": ["Ask the archive"]}))
    clock.tick()
    (of_europeana,) = get(harvester, "a", metadataPrefix="edm").headers
    (of_dublin_core,) = get(harvester, "a").headers

    assert (of_europeana.deleted, of_dublin_core.deleted) == (True, False)
    assert of_europeana.datestamp == of_dublin_core.datestamp


@pytest.mark.parametrize("record_id", ["%2500", "a%2500b", "%25", "x" * 300])
def test_what_can_be_no_id_does_not_exist(lister, record_id):
    """No identifier is a fault of the database: PostgreSQL takes no NUL (§3.6)."""
    identifier = f"identifier=oai:archive.example:{record_id}"

    for rest in ("verb=GetRecord&metadataPrefix=oai_dc", "verb=ListMetadataFormats"):
        assert lister.get(f"{rest}&{identifier}").errors == ["idDoesNotExist"]
