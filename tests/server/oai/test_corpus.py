"""Requests good and malformed, and the answer that each must get (OAI-PMH §3.6).

A table of our own, and a longer one where a folder with it is present.
"""

import json
from pathlib import Path
from urllib.parse import quote

import pytest
from archives import letter, put
from lxml import etree
from oai_schemas import validate

from server.app import create_app

CORPUS = Path(__file__).parents[4] / "shared" / "suites" / "oai_requests.json"
IDENTIFIER = "oai:archive.example:letter-000"
DC = "metadataPrefix=oai_dc"

OURS = [
    ("", "badVerb"),
    ("verb=junk", "badVerb"),
    ("verb=Identify&verb=Identify", "badVerb"),
    ("verb=Identify&foo=bar", "badArgument"),
    ("verb=ListRecords", "badArgument"),
    (f"verb=ListRecords&{DC}&{DC}", "badArgument"),
    (f"verb=ListRecords&{DC}&from=junk", "badArgument"),
    (f"verb=ListRecords&{DC}&from=2020-1-1", "badArgument"),
    (f"verb=ListRecords&{DC}&from=2026-02-30", "badArgument"),
    (f"verb=ListRecords&{DC}&from=2020-01-01&until=2020-01-02T00:00:00Z", "badArgument"),
    (f"verb=ListRecords&{DC}&from=2020-01-02&until=2020-01-01", "badArgument"),
    (f"verb=ListRecords&{DC}&set=", "badArgument"),
    (f"verb=ListRecords&{DC}&set=a%20b", "badArgument"),
    (f"verb=ListRecords&{DC}&resumptionToken=x", "badArgument"),
    (f"verb=ListRecords&{DC}&set=nothing:here", "noRecordsMatch"),
    (f"verb=ListRecords&{DC}&until=1900-01-01", "noRecordsMatch"),
    (f"verb=ListRecords&{DC}&from=9999-12-31&until=9999-12-31", "noRecordsMatch"),
    ("verb=ListRecords&metadataPrefix=nope", "cannotDisseminateFormat"),
    ("verb=ListIdentifiers&metadataPrefix=nope", "cannotDisseminateFormat"),
    (f"verb=GetRecord&identifier={IDENTIFIER}&metadataPrefix=nope", "cannotDisseminateFormat"),
    (f"verb=GetRecord&{DC}&identifier=oai:archive.example:none", "idDoesNotExist"),
    (f"verb=GetRecord&{DC}&identifier=oai:elsewhere.example:letter-000", "idDoesNotExist"),
    (f"verb=GetRecord&{DC}", "badArgument"),
    (f"verb=GetRecord&{DC}&identifier=a%01b", "badArgument"),
    ("verb=ListMetadataFormats&identifier=oai:archive.example:none", "idDoesNotExist"),
    ("verb=ListRecords&resumptionToken=junk", "badResumptionToken"),
    ("verb=ListSets&resumptionToken=junk", "badResumptionToken"),
    ("verb=Identify", "ok"),
    ("verb=%49dentify", "ok"),
    ("&verb=Identify&", "ok"),
    ("verb=ListSets", "ok"),
    ("verb=ListMetadataFormats", "ok"),
    (f"verb=ListMetadataFormats&identifier={IDENTIFIER}", "ok"),
    (f"verb=GetRecord&{DC}&identifier={IDENTIFIER}", "ok"),
    (f"verb=ListRecords&{DC}&from=2000-01-01&until=2030-01-01", "ok"),
    (f"verb=ListIdentifiers&{DC}&set=setA", "ok"),
]


@pytest.fixture
def harvester(any_archive, clock):
    """A client of an archive with more records than one batch holds."""
    put(any_archive, *(letter(f"letter-{n:03}", collections=["setA"]) for n in range(120)))
    clock.tick()
    return create_app(archive=any_archive).test_client()


def codes(answer):
    """Return the error codes of *answer*, or ["ok"]; or its status when that is not 200."""
    if answer.status_code != 200:
        return [f"http:{answer.status_code}"]
    errors = validate(answer.data).findall("{http://www.openarchives.org/OAI/2.0/}error")
    return [error.get("code") for error in errors] or ["ok"]


def test_our_requests_get_their_answers(harvester):
    """Every condition of §3.6 has its code, and every answer is valid (§3.2)."""
    answers = {query: codes(harvester.get(f"/oai?{query}")) for query, _ in OURS}

    assert answers == {query: [code] for query, code in OURS}


def test_a_request_may_come_as_a_form(harvester):
    """POST carries the same pairs as GET (§3.1.1); a verb in both places is one too many."""
    form = "application/x-www-form-urlencoded"

    assert codes(harvester.post("/oai", data="verb=Identify", content_type=form)) == ["ok"]
    assert codes(harvester.post("/oai", data="verb=Identify", content_type="text/plain")) == [
        "badVerb"
    ]
    assert codes(harvester.post("/oai?verb=Identify", data="verb=ListSets", content_type=form)) == [
        "badVerb"
    ]


@pytest.mark.skipif(not CORPUS.is_file(), reason="the larger corpus is not present")
def test_the_larger_corpus_gets_its_answers(harvester):
    """All requests of the corpus are answered as the specification says."""
    first = validate(harvester.get(f"/oai?verb=ListRecords&{DC}").data)
    token = first.findtext(".//{*}resumptionToken")
    names = {
        "{id}": quote(IDENTIFIER),
        "{token_trunc}": token[:-1],
        "{token_flip}": token[:-1] + ("A" if token[-1] != "A" else "B"),
        "{token}": token,
    }
    wrong = []
    for entry in json.loads(CORPUS.read_text()):
        query, body = entry["query"], entry.get("body")
        for name, value in names.items():
            query = query.replace(name, value)
        answer = harvester.open(
            f"/oai?{query}",
            method=entry["method"],
            data=body,
            content_type=entry.get("content_type"),
        )
        found = codes(answer)
        if not set(found) <= {entry["expect"], *entry.get("also_ok", ())}:
            wrong.append((entry["query"], found))

    assert wrong == []


def test_no_answer_is_a_document_that_parsers_refuse(harvester):
    """Whatever is asked, the answer is XML: nothing illegal is echoed (XML §2.2)."""
    for byte in range(256):
        answer = harvester.get(f"/oai?verb=ListRecords&{DC}&set=%{byte:02x}&%{byte:02x}=1")

        assert answer.status_code == 200
        assert etree.fromstring(answer.data).tag.endswith("OAI-PMH")
