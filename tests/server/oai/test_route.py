"""The edge of OAI-PMH: HTTP in, XML out, whatever is sent (OAI-PMH §3.1)."""

from itertools import product
from urllib.parse import urlencode

import pytest
from archives import BASE, Clock, letter, make_archive, put, settings_in
from asking import AWKWARD, queries
from harvesting import Answer, Harvester
from hypothesis import given, settings
from hypothesis import strategies as st
from oai_schemas import validate

FORM = "application/x-www-form-urlencoded"
RECORDS = "verb=ListRecords&metadataPrefix=oai_dc"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """A client of an archive with two records, which nobody changes."""
    clock = Clock()
    archive = make_archive(settings_in(tmp_path_factory.mktemp("route")), clock)
    put(archive, letter("a"), letter("b"))
    clock.tick()
    yield Harvester(archive).client
    archive.store.close()


def codes(response):
    """Return the error codes of *response*, which is a valid answer of OAI-PMH."""
    assert response.status_code == 200, response.status
    assert response.content_type == "text/xml; charset=utf-8"
    return Answer(response.data).errors


@pytest.mark.parametrize(
    "query",
    [
        "verb=Identify",
        "verb=ListSets",
        "verb=ListMetadataFormats",
        "verb=ListMetadataFormats&identifier=oai%3Aarchive.example%3Aa",
        "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:archive.example:a",
        RECORDS,
        f"{RECORDS}&set=letters&from=2026-01-01",
        "verb=ListIdentifiers&metadataPrefix=oai_dc",
        "verb=junk",
        "",
    ],
)
def test_post_answers_as_get_does(client, query):
    """Both carry the same arguments, and both must work (§3.1.1)."""
    got = client.get(f"/oai?{query}")
    posted = client.post("/oai", data=query, content_type=FORM)

    assert got.data == posted.data
    assert codes(got) == codes(posted)


@pytest.mark.parametrize(
    "query",
    [
        RECORDS,
        "verb",
        "verb=",
        "verb=Identify=",
        "&&verb=Identify&",
        "=x&verb=Identify",
        "verb=ListRecords&resumptionToken=a=b==",
        "verb=ListSets;x=y",
        "verb=ListSets&verb=ListSets",
        "verb=ListSets&resumptionToken",
        "verb=ListSets" + "&a=b" * 49,
        "verb=ListSets" + "&a=b" * 50,
        "verb=ListSets" + "&" * 50,
    ],
)
def test_what_is_not_escaped_is_read_like_what_is(client, query):
    """Names, values and faults are the same if a letter is sent as its code (RFC 3986 §2.1)."""
    plain, escaped = client.get(f"/oai?{query}"), client.get("/oai?" + query.replace("v", "%76"))

    assert plain.data == escaped.data
    assert codes(plain) == codes(escaped)


@pytest.mark.parametrize("content_type", [f"{FORM}; charset=UTF-8", FORM.upper()])
def test_a_form_may_say_its_encoding(client, content_type):
    """The media type decides, not how it is spelt (RFC 9110 §8.3)."""
    posted = client.post("/oai", data="verb=Identify", content_type=content_type)

    assert codes(posted) == []


@pytest.mark.parametrize("content_type", ["text/plain", "application/json", "text/xml", None])
def test_a_body_that_is_no_form_says_nothing(client, content_type):
    """Arguments are posted as a form and in no other way (§3.1.1.2)."""
    assert codes(client.post("/oai", data="verb=Identify", content_type=content_type)) == [
        "badVerb"
    ]


def test_a_form_is_posted(client):
    """The body of a GET means nothing (RFC 9110 §9.3.1)."""
    answer = client.get("/oai?verb=Identify", data="verb=Identify", content_type=FORM)

    assert codes(answer) == []


@pytest.mark.parametrize(
    ("query", "form", "code"),
    [
        ("verb=Identify", "verb=Identify", ["badVerb"]),
        ("verb=Identify&verb=Identify", "", ["badVerb"]),
        ("", "verb=Identify&verb=Identify", ["badVerb"]),
        (RECORDS, "metadataPrefix=oai_dc", ["badArgument"]),
        (f"{RECORDS}&from=2000-01-01&from=2001-01-01", "", ["badArgument"]),
        ("verb=ListRecords", "metadataPrefix=oai_dc", []),
    ],
)
def test_an_argument_is_given_once_in_query_and_form_together(client, query, form, code):
    """A repetition is an error wherever it hides (§3.6)."""
    assert codes(client.post(f"/oai?{query}", data=form, content_type=FORM)) == code


@pytest.mark.parametrize("query", ["verb=%49dentify", "&verb=Identify&", "&&verb=Identify"])
def test_a_query_is_decoded_as_forms_are(client, query):
    """Percent-encoding, and empty pairs that say nothing (§3.1.1.3)."""
    assert codes(client.get(f"/oai?{query}")) == []


def test_plus_and_percent_20_are_both_a_space(client):
    """Harvesters encode in either way (§3.1.1.3)."""
    for space in ("+", "%20"):
        assert codes(client.get(f"/oai?verb=Identify{space}")) == ["badVerb"]


def test_head_says_what_get_would(client):
    """The same headers and no body (RFC 9110 §9.3.2)."""
    head, got = (client.open(f"/oai?{RECORDS}", method=method) for method in ("HEAD", "GET"))

    assert head.status_code == 200
    assert head.data == b""
    assert head.content_type == got.content_type
    assert head.content_length == got.content_length == len(got.data)


@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH"])
def test_other_methods_are_not_allowed(client, method):
    """Said in HTTP, with what is allowed, and readable from any page (RFC 9110 §15.5.6)."""
    response = client.open("/oai?verb=Identify", method=method)

    assert response.status_code == 405
    assert {"GET", "HEAD", "POST"} <= set(response.headers["Allow"].split(", "))
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("query", ["verb=Identify", "verb=junk", RECORDS])
def test_every_answer_is_open_to_pages_of_any_origin(client, query):
    """Errors too, and never with credentials (Fetch, CORS protocol)."""
    response = client.get(f"/oai?{query}", headers={"Origin": "https://reader.example"})

    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers


def test_a_preflight_is_answered(client):
    """OPTIONS has no body and allows what harvesting needs (Fetch, CORS protocol)."""
    response = client.options("/oai", headers={"Origin": "https://reader.example"})

    assert response.status_code == 204
    assert "POST" in response.headers["Access-Control-Allow-Methods"]


def test_the_request_element_names_the_configured_address(client):
    """baseURL, whatever Host and path the request came by (§3.2)."""
    response = client.get(f"/oai?{RECORDS}", headers={"Host": "evil.example"})

    assert Answer(response.data).text("request") == f"{BASE}/oai"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        (f"{RECORDS}&set=%FF", "badArgument"),
        (f"{RECORDS}&%FF=1", "badArgument"),
        (f"{RECORDS}&resumptionToken=%C3%28", "badArgument"),
        ("verb=Identify%FF", "badVerb"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:a.b:%ED%A0%80", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:a.b:%C0%AF", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:a.b:%EF%BF%BD", "idDoesNotExist"),
    ],
)
def test_bytes_that_are_not_utf_8_are_refused(client, query, code):
    """They are no characters, and are not mended into some (§3.1.1.3, RFC 3629 §3)."""
    assert code in codes(client.get(f"/oai?{query}"))


@pytest.mark.parametrize("place", ["verb={}", "verb=Identify&{}=1", RECORDS + "&set={}"])
@pytest.mark.parametrize("byte", [0x00, 0x01, 0x0B, 0x1B, 0x7F, 0x80, 0xC3, 0xFE, 0xFF])
def test_no_byte_breaks_an_answer(client, place, byte):
    """What XML cannot carry is refused, and named by an escape (XML §2.2)."""
    assert codes(client.get(f"/oai?{place.format(f'a%{byte:02X}b')}"))


@pytest.mark.parametrize("name", ["verb", "set", "from", "identifier", "resumptionToken", "foo"])
def test_long_arguments_are_refused_briefly(client, name):
    """100 kB in a form get an error, and do not come back."""
    form = urlencode({"verb": "ListRecords", "metadataPrefix": "oai_dc"} | {name: "x" * 100_000})
    response = client.post("/oai", data=form, content_type=FORM)

    assert set(codes(response)) <= {"badArgument", "badVerb"}
    assert len(response.data) < 2000


def test_long_names_are_refused_briefly(client):
    """The name of an argument comes back in its error, shortened."""
    response = client.post("/oai", data="verb=Identify&" + "x" * 100_000, content_type=FORM)

    assert codes(response) == ["badArgument"]
    assert len(response.data) < 2000


@pytest.mark.parametrize("pairs", ["&a=1", "&", "&a"])
def test_many_arguments_are_refused_at_once(client, pairs):
    """No request has more than a handful (§4)."""
    assert codes(client.post("/oai", data="verb=Identify" + pairs * 9000, content_type=FORM)) == [
        "badArgument"
    ]


def test_a_body_without_end_is_not_read(client):
    """What is larger than any form of OAI-PMH is refused by HTTP (RFC 9110 §15.5.14)."""
    response = client.post("/oai", data=b"x" * 1_000_001, content_type=FORM)

    assert response.status_code == 413
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("address", ["/oai/", "/oai/oai", "/OAI", "/oai//"])
def test_there_is_one_base_url(client, address):
    """Other addresses are not it, and do not pretend (§3.1.1)."""
    assert client.get(f"{address}?verb=Identify").status_code == 404


@pytest.mark.parametrize(
    ("name", "text"),
    list(
        product(["verb", "set", "identifier", "resumptionToken", "metadataPrefix", "foo"], AWKWARD)
    ),
)
def test_markup_in_an_argument_stays_text(client, name, text):
    """It is escaped in the echo and in the error (§3.2)."""
    query = {"verb": "ListRecords", "metadataPrefix": "oai_dc"} | {name: text}

    assert codes(client.get("/oai", query_string=query))


@given(query=queries, form=queries | st.just(""), method=st.sampled_from(["GET", "POST"]))
@settings(max_examples=300)
def test_whatever_is_asked_the_answer_is_valid(client, query, form, method):
    """200, well-formed, of the schema: an error of OAI-PMH is never one of HTTP (§3.1.2.2)."""
    response = client.open(f"/oai?{query}", method=method, data=form, content_type=FORM)

    assert response.status_code == 200
    assert validate(response.data).tag.endswith("}OAI-PMH")
