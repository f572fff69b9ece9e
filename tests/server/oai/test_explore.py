"""Answers of OAI-PMH as pages: what is shown of them, where they lead, and what they refuse."""

import itertools
from dataclasses import replace
from urllib.parse import parse_qsl, quote, urlsplit

import lxml.html
import pytest
from archives import BASE, Clock, letter, make_archive, put, settings_in
from asking import AWKWARD, queries
from browsing import one, words
from harvesting import Harvester
from hypothesis import given, settings

from metadata.formats import FORMATS
from server.app import create_app
from server.oai import reading
from server.oai.arguments import Verb
from server.oai.slots import Busy, Slots

RECORDS = "verb=ListRecords&metadataPrefix=oai_dc"
ONE = "oai:archive.example:a"


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """An archive of 25 records in a set, one deleted, which nobody changes; lists of ten."""
    clock = Clock()
    settings_ = settings_in(tmp_path_factory.mktemp("explore"), oai_batch_size=10)
    made = make_archive(settings_, clock)
    put(made, letter("a"), *(letter(f"r{number:02}") for number in range(24)))
    clock.tick()
    made.store.delete(["r23"])
    clock.tick()
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def client(archive):
    """A browser of it."""
    return Harvester(archive).client


def page(client, query="", status=200):
    """Return the tree of the page about the answer to *query*."""
    response = client.get(f"/oai/explore?{query}" if query else "/oai/explore")
    assert response.status_code == status, response.status
    assert response.content_type == "text/html; charset=utf-8"
    return lxml.html.document_fromstring(response.data)


def facts(tree):
    """Return what is said of the answer as a whole, by its label."""
    groups = one(tree, "//h2[@id='answer']/following-sibling::dl[1]").findall("div")
    return {words(group.find("dt")): words(group.find("dd")) for group in groups}


def asked(link):
    """Return the arguments of a link to a page about another answer."""
    assert link.startswith(f"{BASE}/oai/explore?"), link
    return dict(parse_qsl(urlsplit(link).query))


def links(tree, verb):
    """Return the arguments of all links in the answer that ask *verb*."""
    found = tree.xpath("//main//a/@href[contains(., '/oai/explore?')]")
    return [asked(link) for link in found if asked(link)["verb"] == verb]


def test_the_form_asks_everything_without_a_script(client):
    """Every verb and argument of the protocol has its field, which says what goes there."""
    tree = page(client)
    form = one(tree, "//main//form[@method='get']")

    assert form.get("action") == f"{BASE}/oai/explore"
    assert form.xpath(".//select[@name='verb']/option/text()") == list(Verb)
    assert form.xpath(".//select[@name='metadataPrefix']/option/@value") == [""]
    assert form.xpath(".//select[@name='metadataPrefix']/option/text()")[1:] == list(FORMATS)
    assert form.xpath(".//option[@value='letters:1958']")
    for field in form.xpath(".//input|.//select"):
        assert one(form, f".//label[@for='{field.get('id')}']") is not None
        assert words(one(form, f".//*[@id='{field.get('aria-describedby')}']"))
    assert not tree.xpath("//script")
    assert not tree.xpath("//*[@id='answer']")


@pytest.mark.parametrize(
    ("query", "arguments"),
    [
        ("verb=Identify&metadataPrefix=&set=", {"verb": "Identify"}),
        ("verb=Identify&set=letters", {"verb": "Identify"}),
        (
            f"{RECORDS}&from=+2026-01-01+&until=",
            {"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2026-01-01"},
        ),
        (f"{RECORDS}&resumptionToken=x", {"verb": "ListRecords", "resumptionToken": "x"}),
        ("verb=GetRecord&identifier=a%26b&set=c", {"verb": "GetRecord", "identifier": "a&b"}),
        ("verb=Nothing&set=a", {"verb": "Nothing", "set": "a"}),
        ("", {}),
    ],
)
def test_a_form_leads_to_the_request_that_it_means(client, query, arguments):
    """A browser sends empty fields too; a harvester that did so would be refused (§3.6)."""
    response = client.get(f"/oai/explore?{query}&form=1")
    sent = dict(parse_qsl(urlsplit(response.headers["Location"]).query))

    assert response.status_code == 303
    assert response.headers["Location"].startswith(f"{BASE}/oai/explore")
    assert sent == arguments


@pytest.mark.parametrize(
    "query",
    [
        "verb=Identify",
        "verb=ListSets",
        "verb=ListMetadataFormats",
        f"verb=GetRecord&metadataPrefix=mods&identifier={ONE}",
        "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:archive.example:r23",
        "verb=ListIdentifiers&metadataPrefix=oai_dc",
        "verb=Identify&verb=Identify",
        "verb=ListRecords&metadataPrefix=oai_dc&set=",
        "verb=x%FF%00",
        "x",
    ],
)
def test_the_answer_is_the_one_that_harvesters_get(client, query):
    """The same bytes, indented: one function answers both."""
    sent = client.get(f"/oai?{query}")
    tree = page(client, query)
    shown = lxml.html.etree.fromstring(one(tree, "//pre").text_content())
    wanted = lxml.html.etree.fromstring(sent.data)

    assert facts(tree)["Size"].startswith(f"{len(sent.data):,} bytes, ")
    assert [(e.tag, dict(e.attrib), (e.text or "").strip()) for e in shown.iter()] == [
        (e.tag, dict(e.attrib), (e.text or "").strip()) for e in wanted.iter()
    ]


@pytest.mark.parametrize("query", ["verb=Identify", f"{RECORDS}&set=a%26%FF&x=%3Cb%3E", "&&a"])
def test_the_request_itself_is_a_link(client, query):
    """What is reported to a vendor is the request, to the letter."""
    link = one(page(client, query), "//a[@class='address']").get("href")

    assert link == f"{BASE}/oai?{query}"


def test_a_list_can_be_walked_by_its_links(client):
    """From token to token; how far one has come is said with each (§3.5)."""
    tree = page(client, RECORDS)
    seen, cursors = [], []
    while True:
        seen += [one["identifier"] for one in links(tree, "GetRecord")]
        cursors.append(facts(tree)["cursor"].split()[0])
        assert facts(tree)["completeListSize"] == "25"
        onward = [one for one in links(tree, "ListRecords") if "resumptionToken" in one]
        if not onward:
            break
        token = quote(onward[0]["resumptionToken"])
        tree = page(client, f"verb=ListRecords&resumptionToken={token}")

    assert facts(tree)["resumptionToken"] == "empty: the list ends here"
    assert cursors == ["0", "10", "20"]
    assert len(seen) == len(set(seen)) == 25
    assert "deleted" in words(one(tree, "//table"))


def test_a_record_leads_to_all_its_formats(client):
    """Each of those that it can be expressed in, and no other (§4.1)."""
    tree = page(client, f"verb=GetRecord&metadataPrefix=oai_dc&identifier={ONE}")
    offered = page(client, f"verb=ListMetadataFormats&identifier={ONE}")
    prefixes = {one["metadataPrefix"] for one in links(tree, "GetRecord")}

    assert prefixes == {one["metadataPrefix"] for one in links(offered, "GetRecord")}
    assert {"oai_dc", "mods", "marc21", "mets"} <= prefixes < set(FORMATS)
    for prefix in prefixes:
        shown = page(client, f"verb=GetRecord&metadataPrefix={prefix}&identifier={ONE}")
        assert not shown.xpath("//*[@class='fault']")


def test_sets_and_formats_are_links(client):
    """What can be asked next is a link (§4.4, §4.6)."""
    sets, formats = page(client, "verb=ListSets"), page(client, "verb=ListMetadataFormats")

    assert [one["set"] for one in links(sets, "ListIdentifiers")] == ["letters", "letters:1958"]
    assert [one["metadataPrefix"] for one in links(formats, "ListRecords")] == list(FORMATS)


@pytest.mark.parametrize(
    ("query", "code", "said"),
    [
        ("verb=list", "badVerb", "six questions"),
        (f"{RECORDS}&set=", "badArgument", "empty arguments"),
        ("verb=ListRecords&resumptionToken=x", "badResumptionToken", "begin the list again"),
        ("verb=ListRecords&metadataPrefix=x", "cannotDisseminateFormat", "ListMetadataFormats"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=x", "idDoesNotExist", "spelling"),
        (f"{RECORDS}&from=2027-01-01", "noRecordsMatch", "Nothing is wrong"),
    ],
)
def test_an_error_is_explained(client, query, code, said):
    """Its code, the message, and what it means for a harvester (§3.6)."""
    tree = page(client, query)
    fault = one(tree, "//*[@class='fault']")

    assert words(fault.find("h3")) == code
    assert said in words(fault)
    assert words(one(tree, "//title")).startswith(code)


def test_every_error_of_the_protocol_has_an_explanation():
    """The codes of §3.6, all of them."""
    assert set(reading.EXPLANATIONS) == {
        "badArgument",
        "badResumptionToken",
        "badVerb",
        "cannotDisseminateFormat",
        "idDoesNotExist",
        "noRecordsMatch",
        "noMetadataFormats",
        "noSetHierarchy",
    }


def test_every_error_that_was_found_is_shown(client):
    """A request may be wrong in several ways (§3.6)."""
    tree = page(client, "verb=ListRecords&x=1&from=yesterday")

    assert len(tree.xpath("//*[@class='fault']")) == 3


def test_a_long_list_is_not_a_long_page(tmp_path, clock):
    """Of a thousand large records the first are shown, with a link to all."""
    archive = make_archive(settings_in(tmp_path, oai_batch_size=1000), clock)
    put(archive, *(letter(f"m{n:03}", metadata={"title": ["long " * 400]}) for n in range(300)))
    clock.tick()
    client = create_app(archive=archive).test_client()
    tree = page(client, RECORDS)
    table, xml = tree.xpath("//p[@class='remark']")

    assert len(client.get(f"/oai?{RECORDS}").data) > 600_000
    assert len(client.get(f"/oai/explore?{RECORDS}").data) < 200_000
    assert words(table).startswith("The first 100 of 300.")
    assert words(xml).startswith("The first 20 of 300 entries, indented.")
    assert {link.get("href") for link in (*table, *xml)} == {f"{BASE}/oai?{RECORDS}"}
    assert one(tree, "//pre").text_content().count("<record>") == 20
    assert "280 more are not shown" in one(tree, "//pre").text_content()
    archive.store.close()


def test_a_large_record_is_shown_in_part(archive, client):
    """A book with all its texts has megabytes in METS; its page has its beginning."""
    put(archive, letter("long", metadata={"title": ["x " * 300_000]}))
    tree = page(client, "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:archive.example:long")
    archive.store.delete(["long"])

    assert len(one(tree, "//pre").text_content()) == reading.MOST_CHARACTERS
    assert "The beginning, indented" in words(one(tree, "//p[@class='remark']"))


def test_an_answer_beyond_all_measure_is_a_link(tmp_path, clock):
    """What takes too much memory to read is not read; it is one click away."""
    archive = make_archive(settings_in(tmp_path), clock)
    put(archive, *(letter(f"r{n}", metadata={"title": ["x " * 1_800_000]}) for n in range(3)))
    clock.tick()
    client = create_app(archive=archive).test_client()
    tree = page(client, RECORDS)

    assert len(client.get(f"/oai?{RECORDS}").data) > reading.MOST_READ
    assert "too large for a page" in words(one(tree, "//main"))
    assert not tree.xpath("//pre|//table")
    archive.store.close()


def test_a_busy_server_says_so_in_words(archive):
    """Who explores waits like every harvester: 503 with Retry-After (§3.1.2.2)."""
    busy = replace(archive, slots=Slots(1))
    client = create_app(archive=busy).test_client()
    with busy.slots.taken():
        response = client.get(f"/oai/explore?{RECORDS}")
        with pytest.raises(Busy), busy.slots.taken():
            pass

    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert response.content_type == "text/html; charset=utf-8"


def test_no_cache_keeps_the_page_and_no_engine_lists_it(client):
    """It tells of now, and behind every token is another page."""
    response = client.get("/oai/explore?verb=Identify", headers={"If-None-Match": "*"})
    tree = lxml.html.document_fromstring(response.data)

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert one(tree, "//meta[@name='robots']").get("content") == "noindex, nofollow"


def test_it_is_linked_from_every_page(client):
    """Whoever looks for OAI-PMH as a person finds the page for people."""
    tree = lxml.html.document_fromstring(client.get("/").data)

    assert f"{BASE}/oai/explore" in tree.xpath("//footer//@href")
    assert f"{BASE}/oai/explore?verb=Identify" in tree.xpath("//*[@id='machines']//@href")


@pytest.mark.parametrize("query", ["", "verb=Identify", "verb=x", RECORDS, "verb=ListSets"])
def test_the_page_can_be_walked_without_eyes(client, query):
    """One h1, headings in order, headers of tables, ids that are unique (WCAG 2.2: 1.3.1)."""
    tree = page(client, query)
    levels = [int(element.tag[1]) for element in tree.xpath("//h1|//h2|//h3|//h4")]
    ids = tree.xpath("//@id")

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert len(ids) == len(set(ids))
    assert all(one.get("scope") for one in tree.xpath("//th"))


@pytest.mark.parametrize("name", ["verb", "set", "identifier", "resumptionToken", "x"])
@pytest.mark.parametrize("text", [*AWKWARD, "<script>alert(1)</script>", '"><img src=x onerror=a>'])
def test_no_request_acts_on_the_page(client, name, text):
    """What was asked for is said back as text (OWASP: reflected XSS)."""
    tree = page(client, f"{RECORDS}&{name}={quote(text)}")

    assert not tree.xpath("//script|//main//img|//@onerror")
    assert len(tree.xpath("//form")) == 2


@given(query=queries)
@settings(max_examples=150)
def test_whatever_is_asked_there_is_a_page(client, query):
    """No request gets a fault: an error of OAI-PMH is explained, and none is one of HTTP."""
    response = client.get(f"/oai/explore?{query}")

    assert response.status_code in {200, 303}
    if response.status_code == 200:
        tree = lxml.html.document_fromstring(response.data)
        assert len(tree.xpath("//h1")) == 1
        assert query.encode("ascii", "ignore") == b"" or tree.xpath("//pre")
