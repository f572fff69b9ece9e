"""A walk over a live server in the steps of the official validator (openarchives.org).

The validator compares strings where others compare names: attributes, prefixes and patterns are
as it looks for them. Its requests escape ``.`` and ``:`` too, and write a space as ``+``.
"""

import re
import urllib.request
from dataclasses import dataclass
from xml.dom import minidom

import pytest

MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
EMAIL = re.compile(r"^\w[\w\-.]+@[a-zA-Z0-9\-.]+\.[a-z]{2,}$")
REPOSITORY_IDENTIFIER = re.compile(r"^[a-z][a-z0-9\-]*(\.[a-z][a-z0-9\-]+)+$", re.IGNORECASE)
LOCATION = re.compile(
    r"^http://www\.openarchives\.org/OAI/2\.0/\s+"
    r"http://www\.openarchives\.org/OAI/2\.0/OAI-PMH\.xsd"
)


def escape(text):
    """Percent-encode *text* as the validator does."""
    special = re.sub(r"[^A-Za-z0-9 ]", lambda found: f"%{ord(found[0]):02X}", text)
    return special.replace(" ", "+")


def query_of(arguments):
    return "&".join(f"{name}={escape(value)}" for name, value in arguments.items())


class Document:
    """A response as the validator reads it: by element names, with whatever prefix they have."""

    def __init__(self, xml):
        self.root = minidom.parseString(xml).documentElement

    def texts(self, name):
        found = self.root.getElementsByTagName(name)
        return ["".join(node.data for node in one.childNodes) for one in found]

    def text(self, name):
        (text,) = self.texts(name)
        return text

    @property
    def errors(self):
        return [one.getAttribute("code") for one in self.root.getElementsByTagName("error")]


@dataclass
class Validator:
    """Sends requests to *url*, and holds every answer against what all answers must be."""

    url: str

    def get(self, query):
        return self._checked(urllib.request.Request(f"{self.url}?{query}"))

    def ask(self, verb, **arguments):
        named = {name.rstrip("_"): value for name, value in arguments.items()}
        return self.get(f"verb={verb}" + "".join(f"&{query_of({k: v})}" for k, v in named.items()))

    def post(self, **arguments):
        return self._checked(urllib.request.Request(self.url, query_of(arguments).encode()))

    def _checked(self, request):
        with urllib.request.urlopen(request, timeout=10) as response:
            assert (response.status, response.geturl()) == (200, request.full_url)
            assert response.headers["Content-Type"].startswith("text/xml")
            document = Document(response.read())
        assert document.root.tagName == "OAI-PMH"
        assert LOCATION.match(document.root.getAttribute("xsi:schemaLocation"))
        assert MOMENT.match(document.text("responseDate"))
        return document


@dataclass(frozen=True)
class Example:
    """What the first steps find out: a set, a record of it, its datestamp, the earliest one."""

    set_spec: str
    identifier: str
    datestamp: str
    earliest: str


@pytest.fixture(scope="module")
def validator(live):
    return Validator(live.url)


@pytest.fixture(scope="module")
def example(validator):
    identify = validator.ask("Identify")
    set_spec = validator.ask("ListSets").texts("setSpec")[0]
    listed = validator.ask("ListIdentifiers", metadataPrefix="oai_dc", set=set_spec)
    alive = [one for one in listed.root.getElementsByTagName("header") if not one.attributes.length]
    identifier = alive[0].getElementsByTagName("identifier")[0].firstChild.data
    record = validator.ask("GetRecord", identifier=identifier, metadataPrefix="oai_dc")
    return Example(
        set_spec, identifier, record.text("datestamp"), identify.text("earliestDatestamp")
    )


def test_the_repository_identifies_itself(validator):
    """Step 1: e-mail, version, base URL, granularity, earliest datestamp."""
    identify = validator.ask("Identify")

    assert all(EMAIL.match(one) for one in identify.texts("adminEmail"))
    assert identify.text("protocolVersion") == "2.0"
    assert identify.text("baseURL") == validator.url
    assert identify.text("granularity") == "YYYY-MM-DDThh:mm:ssZ"
    assert MOMENT.match(identify.text("earliestDatestamp"))


def test_the_identifiers_are_described(validator):
    """Step 1: one oai-identifier, its namespace declared on the element itself."""
    (described,) = validator.ask("Identify").root.getElementsByTagName("oai-identifier")
    (namespace,) = described.getElementsByTagName("repositoryIdentifier")

    assert described.getAttribute("xmlns") == "http://www.openarchives.org/OAI/2.0/oai-identifier"
    assert REPOSITORY_IDENTIFIER.match(namespace.firstChild.data)


def test_a_first_list_shows_a_living_record(validator, example):
    """Steps 2 and 3: a set, and in its first batch a header that is not deleted."""
    assert example.set_spec
    assert example.identifier.startswith("oai:archive.example:")


def test_the_record_is_in_dublin_core(validator, example):
    """Steps 4 and 5: oai_dc is among its formats; its header names the set or one beneath it."""
    formats = validator.ask("ListMetadataFormats", identifier=example.identifier)
    record = validator.ask("GetRecord", identifier=example.identifier, metadataPrefix="oai_dc")

    assert "oai_dc" in formats.texts("metadataPrefix")
    assert record.errors == []
    assert MOMENT.match(record.text("datestamp"))
    assert any((spec + ":").startswith(example.set_spec + ":") for spec in record.texts("setSpec"))


def test_a_window_of_one_second_holds_the_record(validator, example):
    """Step 6: from and until, both the record's own datestamp, through all tokens."""
    second = example.datestamp
    answer = validator.ask("ListRecords", from_=second, until=second, metadataPrefix="oai_dc")
    found = answer.texts("identifier")
    while any(answer.texts("resumptionToken")):
        token = answer.text("resumptionToken")
        answer = validator.ask("ListRecords", resumptionToken=token)
        found += answer.texts("identifier")

    assert example.identifier in found


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("junk", {"badVerb"}),
        ("verb=junk", {"badVerb"}),
        ("verb=GetRecord&metadataPrefix=oai_dc", {"badArgument"}),
        ("verb=GetRecord&identifier={id}", {"badArgument"}),
        ("verb=GetRecord&identifier=invalid%22id&metadataPrefix=oai_dc", {"idDoesNotExist"}),
        ("verb=ListIdentifiers&until=junk", {"badArgument"}),
        ("verb=ListIdentifiers&from=junk", {"badArgument"}),
        ("verb=ListIdentifiers&resumptionToken=junk&until=2000-02-05", {"badArgument"}),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=junk", {"badArgument"}),
        ("verb=ListRecords&resumptionToken=junk", {"badResumptionToken"}),
        (
            "verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=junk&until=1990-01-10",
            {"badArgument"},
        ),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=junk", {"badArgument"}),
        ("verb=ListRecords", {"badArgument"}),
        (
            "verb=ListRecords&metadataPrefix=oai_dc&from=2002-02-05&until=2002-02-06T05:35:00Z",
            {"badArgument"},
        ),
        ("verb=ListRecords&metadataPrefix=oai_dc&until={before}", {"noRecordsMatch"}),
    ],
)
def test_wrong_requests_get_their_errors(validator, example, query, codes):
    """Steps 7 to 21: the codes of §3.6."""
    year = int(example.earliest[:4]) - 1
    before = f"{year}{example.earliest[4:]}".replace("-02-29", "-02-28")
    sent = query.replace("{id}", escape(example.identifier)).replace("{before}", escape(before))

    assert set(validator.get(sent).errors) == codes


def test_forms_are_answered(validator, example):
    """Steps 22 and 23: Identify and GetRecord by POST, each with its one element."""
    identify = validator.post(verb="Identify")
    record = validator.post(
        verb="GetRecord", identifier=example.identifier, metadataPrefix="oai_dc"
    )

    assert len(identify.root.getElementsByTagName("Identify")) == 1
    assert len(record.root.getElementsByTagName("GetRecord")) == 1


def test_a_token_leads_to_the_next_batch(validator):
    """Steps 24 and 25: one token, of cursor 0, and after it an answer without error."""
    first = validator.ask("ListRecords", metadataPrefix="oai_dc")
    (token,) = first.root.getElementsByTagName("resumptionToken")
    second = validator.ask("ListRecords", resumptionToken=token.firstChild.data)

    assert token.getAttribute("cursor") == "0"
    assert second.errors == []
    assert second.texts("identifier")[0] not in first.texts("identifier")
