"""ListRecords: batches, tokens, windows, sets and tombstones (OAI-PMH §4.5, §3.5)."""

from urllib.parse import quote

import pytest
from archives import letter, make_archive, put, settings_in
from lxml import etree
from oai_schemas import validate

from metadata.markup import OAI
from server.app import create_app

DC = "metadataPrefix=oai_dc"


def tag(name):
    return f".//{{{OAI}}}{name}"


class Harvester:
    """Follows tokens, and keeps the answers."""

    def __init__(self, archive):
        self.client = create_app(archive=archive).test_client()

    def ask(self, query):
        return validate(self.client.get(f"/oai?{query}").data)

    def batches(self, arguments=DC, verb="ListRecords", between=lambda: None):
        answer = self.ask(f"verb={verb}&{arguments}")
        yield answer
        while token := answer.findtext(tag("resumptionToken")):
            between()
            answer = self.ask(f"verb={verb}&resumptionToken={quote(token)}")
            yield answer

    def ids(self, arguments=DC, **options):
        return [
            header.findtext(f"{{{OAI}}}identifier").rpartition(":")[2]
            for answer in self.batches(arguments, **options)
            for header in answer.iterfind(tag("header"))
        ]

    def status(self, arguments=DC):
        return {
            header.findtext(f"{{{OAI}}}identifier").rpartition(":")[2]: header.get("status")
            for answer in self.batches(arguments)
            for header in answer.iterfind(tag("header"))
        }


@pytest.fixture
def archive(tmp_path, database_url, clock):
    """An archive that gives ten records at a time."""
    made = make_archive(settings_in(tmp_path, database_url, oai_batch_size=10), clock)
    yield made
    made.store.engine.dispose()


@pytest.fixture
def harvester(archive):
    return Harvester(archive)


def letters(count, **changed):
    return [letter(f"l{number:02}", **changed) for number in range(count)]


@pytest.mark.parametrize("count", [1, 9, 10, 11, 20, 25])
def test_a_harvest_gives_every_record_once(archive, harvester, clock, count):
    """The batches of a list make the whole list, whatever its length (§3.5)."""
    put(archive, *letters(count))
    clock.tick()

    assert harvester.ids() == [f"l{number:02}" for number in range(count)]


def test_only_the_last_of_several_batches_closes_with_an_empty_token(archive, harvester, clock):
    """An empty token completes a list; a list in one piece has none (§3.5)."""
    put(archive, *letters(25))
    clock.tick()

    tokens = [answer.find(tag("resumptionToken")) for answer in harvester.batches()]

    assert [bool(token.text) for token in tokens] == [True, True, False]
    assert [token.get("cursor") for token in tokens] == ["0", "10", "20"]
    assert {token.get("completeListSize") for token in tokens} == {"25"}
    assert [token.get("expirationDate") is not None for token in tokens] == [True, True, False]


def test_a_list_in_one_piece_has_no_token(archive, harvester, clock):
    """The validator of openarchives.org fails an empty token in a first answer (§3.5)."""
    put(archive, *letters(10))
    clock.tick()

    assert harvester.ask(f"verb=ListRecords&{DC}").find(tag("resumptionToken")) is None


def test_a_token_may_be_used_again(archive, harvester, clock):
    """Re-issuing a token gives the same batch (§3.5.1)."""
    put(archive, *letters(25))
    clock.tick()
    token = harvester.ask(f"verb=ListRecords&{DC}").findtext(tag("resumptionToken"))

    once, again = (harvester.client.get(f"/oai?verb=ListRecords&resumptionToken={token}") for _ in "ab")

    assert once.data == again.data


def test_from_and_until_are_inclusive(archive, harvester, clock):
    """Both ends of the window belong to it, in seconds and in days (§2.7.1)."""
    put(archive, letter("new-year"))
    clock.tick(86_399)
    put(archive, letter("midnight"))
    clock.tick(2)
    put(archive, letter("next-day"))
    clock.tick()

    assert harvester.ids(f"{DC}&from=2026-01-01T00:00:00Z&until=2026-01-01T00:00:00Z") == [
        "new-year"
    ]
    assert harvester.ids(f"{DC}&until=2026-01-01") == ["new-year", "midnight"]
    assert harvester.ids(f"{DC}&from=2026-01-02") == ["next-day"]


def test_a_set_holds_those_beneath_it(archive, harvester, clock):
    """A set's list has the records of its subsets (§2.7.2), and of no other set."""
    put(archive, letter("a", collections=["x:y"]), letter("b", collections=["xy"]))
    clock.tick()

    assert harvester.ids(f"{DC}&set=x") == ["a"]
    assert harvester.ids(f"{DC}&set=x:y") == ["a"]


def test_a_deleted_record_stays_as_a_tombstone(archive, harvester, clock):
    """deletedRecord is persistent: header alone, new datestamp, sets kept (§2.5.1)."""
    put(archive, letter("a"))
    clock.tick(10)
    archive.store.delete(["a"])
    clock.tick()

    record = harvester.ask(f"verb=ListRecords&{DC}&set=letters").find(tag("record"))

    assert record.find(tag("header")).get("status") == "deleted"
    assert record.findtext(tag("datestamp")) == "2026-01-01T00:00:10Z"
    assert record.findtext(tag("setSpec")) == "letters:1958"
    assert record.find(tag("metadata")) is None


def test_a_record_that_leaves_a_set_is_deleted_in_that_set_only(archive, harvester, clock):
    """Who harvests a set learns that a record has left it."""
    put(archive, letter("a", collections=["x", "y"]))
    clock.tick(10)
    put(archive, letter("a", collections=["y"]))
    clock.tick()

    assert harvester.status(f"{DC}&set=x&from=2026-01-01T00:00:10Z") == {"a": "deleted"}
    assert harvester.status(f"{DC}&set=y&from=2026-01-01T00:00:10Z") == {"a": None}
    assert harvester.status() == {"a": None}


def test_a_record_that_becomes_restricted_is_deleted_for_harvesters(archive, harvester, clock):
    """What is no longer public leaves a tombstone; what never was leaves nothing."""
    put(archive, letter("a"), letter("secret", access="restricted"))
    clock.tick(10)
    put(archive, letter("a", access="restricted"))
    clock.tick()

    assert harvester.status() == {"a": "deleted"}


def test_records_that_change_during_a_harvest_are_not_missed(archive, harvester, clock):
    """Records whose datestamp stays in range are given, and changed ones come again (§3.5.1)."""
    put(archive, *letters(30))
    clock.tick()
    changes = iter(range(5, 30, 9))

    def change():
        number = next(changes, None)
        if number is not None:
            put(archive, letter(f"l{number:02}", access="public", collections=["moved"]))
            archive.store.delete([f"l{number + 1:02}"])
        clock.tick()

    found = set(harvester.ids(between=change))

    assert found == {f"l{number:02}" for number in range(30)}


def test_a_list_whose_rest_has_moved_away_still_closes(archive, harvester, clock):
    """A list is never empty (OAI-PMH.xsd): the last record is given again."""
    put(archive, *letters(11))
    clock.tick()

    def touch_the_last():
        put(archive, letter("l10", collections=["moved"]))

    *_, last = harvester.batches(between=touch_the_last)

    assert last.findtext(tag("identifier")).endswith("l09")
    assert last.find(tag("resumptionToken")).text is None


def test_the_open_second_is_not_listed(archive, harvester, clock):
    """A response lists only closed seconds, so none of its second can be missed (horizon, B)."""
    put(archive, letter("a"))

    assert harvester.ask(f"verb=ListRecords&{DC}").find(tag("error")).get("code") == (
        "noRecordsMatch"
    )


def test_untouched_input_moves_no_datestamp(archive, harvester, clock):
    """A datestamp changes with the record, not with a visit (§2.7.2)."""
    put(archive, letter("a"))
    clock.tick(100)
    put(archive, letter("a"))
    clock.tick()

    assert harvester.ask(f"verb=ListRecords&{DC}").findtext(tag("datestamp")) == (
        "2026-01-01T00:00:00Z"
    )


def test_the_spliced_response_is_the_one_that_a_tree_would_give(archive, harvester, clock):
    """Splicing is only faster: parsed, rebuilt and written canonically, it is the same (§3.2)."""
    put(archive, *letters(3), letter("gone", collections=["<&>'\"".replace("<&>'\"", "odd")]))
    clock.tick()
    archive.store.delete(["gone"])
    clock.tick()
    spliced = harvester.client.get(f"/oai?verb=ListRecords&{DC}").data
    root = etree.fromstring(spliced)

    rebuilt = etree.Element(root.tag, root.attrib, nsmap={None: OAI, "xsi": root.nsmap["xsi"]})
    date, request, listed = root
    etree.SubElement(rebuilt, date.tag).text = date.text
    etree.SubElement(rebuilt, request.tag, request.attrib).text = request.text
    records = etree.SubElement(rebuilt, listed.tag)
    for record in listed:
        header, *metadata = record
        copy = etree.SubElement(records, record.tag)
        said = etree.SubElement(copy, header.tag, header.attrib)
        for field in header:
            etree.SubElement(said, field.tag).text = field.text
        for one in metadata:
            etree.SubElement(copy, one.tag).append(etree.fromstring(etree.tostring(one[0])))

    assert etree.tostring(root, method="c14n2") == etree.tostring(rebuilt, method="c14n2")


def test_the_request_is_echoed_as_sent_unless_it_is_no_legal_one(archive, harvester, clock):
    """Attributes repeat the arguments, save after badVerb and badArgument (§3.2)."""
    put(archive, letter("a"))
    clock.tick()

    good = harvester.ask(f"verb=ListRecords&{DC}&until=2026-01-01").find(tag("request"))
    empty = harvester.ask(f"verb=ListRecords&{DC}&until=1999-01-01").find(tag("request"))
    bad = harvester.ask(f"verb=ListRecords&{DC}&until=junk").find(tag("request"))

    assert dict(good.attrib) == {
        "verb": "ListRecords",
        "metadataPrefix": "oai_dc",
        "until": "2026-01-01",
    }
    assert empty.get("until") == "1999-01-01"
    assert dict(bad.attrib) == {}
