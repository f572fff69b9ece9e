"""Requests good and malformed, and the answer that each must get (OAI-PMH §3.6).

A table of our own, made from the specification, and a longer one where someone has put it.
"""

import json
from pathlib import Path
from urllib.parse import quote

import pytest
from archives import letter, make_archive, put, settings_in
from harvesting import Answer, Harvester

CORPUS = Path(__file__).parents[4] / "shared" / "suites" / "oai_requests.json"
DC = "metadataPrefix=oai_dc"
RECORDS = f"verb=ListRecords&{DC}"
GET = f"verb=GetRecord&{DC}"
ID = "oai:archive.example:letter-00"
FORM = "application/x-www-form-urlencoded"

# Query and code; "ok" where there is no error. {token} is a live token of ListRecords.
OURS = [
    # §3.6 badVerb
    ("", "badVerb"),
    ("verb=", "badVerb"),
    ("verb=junk", "badVerb"),
    ("verb=identify", "badVerb"),
    ("verb=Identify%20", "badVerb"),
    ("verb=GetMetadata", "badVerb"),
    ("verb[]=Identify", "badVerb"),
    ("verb=Identify&verb=Identify", "badVerb"),
    ("VERB=Identify", "badVerb"),
    ("junk", "badVerb"),
    # §3.6 badArgument: illegal, missing, repeated, of the wrong syntax
    ("verb=Identify&foo=bar", "badArgument"),
    ("verb=Identify&foo", "badArgument"),
    ("verb=Identify&resumptionToken=x", "badArgument"),
    (f"verb=ListSets&{DC}", "badArgument"),
    (f"verb=ListMetadataFormats&{DC}", "badArgument"),
    (f"{GET}&identifier={ID}&from=2026-01-01", "badArgument"),
    (f"{GET}&identifier={ID}&set=setA", "badArgument"),
    (f"{RECORDS}&identifier={ID}", "badArgument"),
    (f"{RECORDS}&from_=2026-01-01", "badArgument"),
    ("verb=ListRecords", "badArgument"),
    ("verb=ListIdentifiers&from=2026-01-01", "badArgument"),
    (f"verb=GetRecord&identifier={ID}", "badArgument"),
    (GET, "badArgument"),
    (f"{GET}&identifier=", "badArgument"),
    (f"{RECORDS}&{DC}", "badArgument"),
    (f"{RECORDS}&set=setA&set=setA", "badArgument"),
    (f"{RECORDS}&set=", "badArgument"),
    (f"{RECORDS}&set=a%20b", "badArgument"),
    (f"{RECORDS}&set=:setA", "badArgument"),
    ("verb=ListRecords&metadataPrefix=", "badArgument"),
    ("verb=ListRecords&metadataPrefix=a%20b", "badArgument"),
    (f"{RECORDS}&resumptionToken={{token}}", "badArgument"),
    ("verb=ListRecords&resumptionToken={token}&resumptionToken={token}", "badArgument"),
    ("verb=ListRecords&resumptionToken={token}&until=2026-01-01", "badArgument"),
    # §2.7.1, §3.3.1: dates
    (f"{RECORDS}&from=", "badArgument"),
    (f"{RECORDS}&from=junk", "badArgument"),
    (f"{RECORDS}&from=2026-1-1", "badArgument"),
    (f"{RECORDS}&from=2026", "badArgument"),
    (f"{RECORDS}&until=2026-02-30", "badArgument"),
    (f"{RECORDS}&until=2026-01-01T00:00:00", "badArgument"),
    (f"{RECORDS}&until=2026-01-01T00:00:00.5Z", "badArgument"),
    (f"{RECORDS}&until=2026-01-01T00:00:00%2B01:00", "badArgument"),
    (f"{RECORDS}&from=2026-01-01&until=2026-01-02T00:00:00Z", "badArgument"),
    (f"{RECORDS}&from=2026-01-02&until=2026-01-01", "badArgument"),
    (f"{RECORDS}&from=2026-01-01&until=2030-01-01", "ok"),
    (f"{RECORDS}&from=2026-01-01T00:00:00Z&until=2026-01-01T00:00:00Z", "ok"),
    # §3.6 noRecordsMatch
    (f"{RECORDS}&until=1900-01-01", "noRecordsMatch"),
    (f"{RECORDS}&from=2026-01-02", "noRecordsMatch"),
    (f"{RECORDS}&from=9999-12-31&until=9999-12-31", "noRecordsMatch"),
    (f"{RECORDS}&set=nothing:here", "noRecordsMatch"),
    (f"{RECORDS}&set=set_", "noRecordsMatch"),
    (f"{RECORDS}&set=seta", "noRecordsMatch"),
    # §3.6 cannotDisseminateFormat
    ("verb=ListRecords&metadataPrefix=nope", "cannotDisseminateFormat"),
    ("verb=ListIdentifiers&metadataPrefix=nope&set=setA", "cannotDisseminateFormat"),
    (f"verb=GetRecord&identifier={ID}&metadataPrefix=nope", "cannotDisseminateFormat"),
    (f"verb=GetRecord&identifier={ID}&metadataPrefix=OAI_DC", "cannotDisseminateFormat"),
    # §3.6 idDoesNotExist
    (f"{GET}&identifier=oai:archive.example:none", "idDoesNotExist"),
    (f"{GET}&identifier=oai:elsewhere.example:letter-00", "idDoesNotExist"),
    (f"{GET}&identifier=letter-00", "idDoesNotExist"),
    (f"{GET}&identifier=invalid%22id", "idDoesNotExist"),
    ("verb=ListMetadataFormats&identifier=oai:archive.example:none", "idDoesNotExist"),
    # §3.6 badResumptionToken
    ("verb=ListRecords&resumptionToken=", "badResumptionToken"),
    ("verb=ListRecords&resumptionToken=junk", "badResumptionToken"),
    ("verb=ListIdentifiers&resumptionToken={token}", "badResumptionToken"),
    ("verb=ListSets&resumptionToken={token}", "badResumptionToken"),
    ("verb=ListRecords&resumptionToken={token}x", "badResumptionToken"),
    # §4: what must not be refused
    ("verb=Identify", "ok"),
    ("verb=%49dentify", "ok"),
    ("&verb=Identify&", "ok"),
    ("verb=ListSets", "ok"),
    ("verb=ListMetadataFormats", "ok"),
    (f"verb=ListMetadataFormats&identifier={ID}", "ok"),
    (f"{GET}&identifier={ID}", "ok"),
    (f"{GET}&identifier={quote(ID, safe='')}", "ok"),
    (RECORDS, "ok"),
    (f"{RECORDS}&set=setA", "ok"),
    (f"verb=ListIdentifiers&{DC}&set=setA", "ok"),
    ("verb=ListRecords&resumptionToken={token}", "ok"),
]


@pytest.fixture
def harvester(tmp_path, database_url, clock):
    """A harvester of an archive with more records than one batch holds, of either database."""
    archive = make_archive(settings_in(tmp_path, database_url, oai_batch_size=10), clock)
    put(archive, *(letter(f"letter-{n:02}", collections=["setA"]) for n in range(15)))
    clock.tick()
    yield Harvester(archive)
    archive.store.close()


@pytest.fixture
def names(harvester):
    """What stands for each placeholder in a query."""
    token = harvester.get(RECORDS).token.text
    flipped = token[:-1] + ("A" if token[-1] != "A" else "B")
    return {
        "{id}": quote(ID),
        "{token}": token,
        "{token_trunc}": token[:-1],
        "{token_flip}": flipped,
    }


def filled(query, names):
    for name, value in names.items():
        query = query.replace(name, value)
    return query


def found(response):
    """Return the error codes of *response*, {"ok"}, or its status when that is not 200."""
    if response.status_code != 200:
        return {f"http:{response.status_code}"}
    assert response.content_type == "text/xml; charset=utf-8"
    return set(Answer(response.data).errors) or {"ok"}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_our_requests_get_their_answers(harvester, names, method):
    """Every condition of §3.6 has its code, whichever way it was sent (§3.1.1)."""
    wrong = []
    for query, code in OURS:
        sent = filled(query, names)
        if method == "GET":
            answer = harvester.client.get(f"/oai?{sent}")
        else:
            answer = harvester.client.post("/oai", data=sent, content_type=FORM)
        if found(answer) != {code}:
            wrong.append((query, code, found(answer)))

    assert wrong == []


@pytest.mark.needs(CORPUS)
def test_the_larger_corpus_gets_its_answers(harvester, names):
    """Each request has one of the codes that the specification leaves open for it."""
    wrong = []
    for entry in json.loads(CORPUS.read_text(encoding="utf-8")):
        answer = harvester.client.open(
            f"/oai?{filled(entry['query'], names)}",
            method=entry["method"],
            data=entry.get("body"),
            content_type=entry.get("content_type"),
        )
        if not found(answer) <= {entry["expect"], *entry.get("also_ok", ())}:
            wrong.append((entry["query"][:100], entry["expect"], found(answer)))

    assert wrong == []
