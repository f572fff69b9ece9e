"""Requests that must be refused, and with which code (OAI-PMH 2.0 §3.3.1, §3.6).

The steps 7 to 21 of the validator of openarchives.org are among them, as it sends them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

from server.conformance.findings import Finding
from server.conformance.moments import Granularity, day_of, granularity_of, year_before
from server.conformance.rules import found
from server.conformance.survey import Survey

_VERB = ("badVerb",)
_ARGUMENT = ("badArgument",)
_TOKEN = ("badResumptionToken",)
_EITHER = ("badArgument", "badResumptionToken")
_FORMAT = ("cannotDisseminateFormat",)
_FORMAT_OR_SYNTAX = ("cannotDisseminateFormat", "badArgument")
_UNKNOWN = ("idDoesNotExist",)
_UNKNOWN_OR_SYNTAX = ("idDoesNotExist", "badArgument")
_NOTHING = ("noRecordsMatch",)
_ANY = (
    "badVerb",
    "badArgument",
    "badResumptionToken",
    "cannotDisseminateFormat",
    "idDoesNotExist",
    "noRecordsMatch",
    "noSetHierarchy",
)
_LIST = "verb=ListRecords&metadataPrefix={prefix}"
_IDS = "verb=ListIdentifiers&metadataPrefix={prefix}"
_GET = "verb=GetRecord&metadataPrefix={prefix}"

# What needs no more than a format and an identifier: rule, query, codes of which one is wanted.
_REQUESTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("bad-verb", "", _VERB),
    ("bad-verb", "junk", _VERB),
    ("bad-verb", "verb=", _VERB),
    ("bad-verb", "verb=junk", _VERB),
    ("bad-verb", "verb=identify", _VERB),
    ("bad-verb", "verb=GetMetadata&identifier={id}&metadataPrefix={prefix}", _VERB),
    ("bad-verb", "verb=Identify&verb=Identify", _VERB),
    ("bad-verb", "verb=Identify&verb=ListSets", _VERB),
    ("bad-argument", _GET, _ARGUMENT),
    ("bad-argument", "verb=GetRecord&identifier={id}", _ARGUMENT),
    ("bad-argument", "verb=GetRecord", _ARGUMENT),
    ("bad-argument", "verb=ListRecords", _ARGUMENT),
    ("bad-argument", "verb=ListIdentifiers", _ARGUMENT),
    ("bad-argument", "verb=Identify&junk=junk", _ARGUMENT),
    ("bad-argument", "verb=Identify&identifier={id}", _ARGUMENT),
    ("bad-argument", "verb=ListSets&set=junk", _ARGUMENT),
    ("bad-argument", "verb=ListMetadataFormats&metadataPrefix={prefix}", _ARGUMENT),
    ("bad-argument", _GET + "&identifier={id}&from=2000-01-01", _ARGUMENT),
    ("bad-argument", _LIST + "&identifier={id}", _ARGUMENT),
    ("bad-argument", _LIST + "&junk=junk", _ARGUMENT),
    ("bad-argument", _LIST + "&from_=2000-01-01", _ARGUMENT),
    ("bad-argument", _IDS + "&junk=junk", _ARGUMENT),
    ("repeated-argument", _LIST + "&metadataPrefix={prefix}", _ARGUMENT),
    ("repeated-argument", _LIST + "&from=2000-01-01&from=2000-01-01", _ARGUMENT),
    ("repeated-argument", _GET + "&identifier={id}&identifier={id}", _ARGUMENT),
    ("bad-date", "verb=ListIdentifiers&until=junk", _ARGUMENT),
    ("bad-date", "verb=ListIdentifiers&from=junk", _ARGUMENT),
    ("bad-date", _LIST + "&from=junk", _ARGUMENT),
    ("bad-date", _LIST + "&until=junk", _ARGUMENT),
    ("bad-date", _LIST + "&from=2000", _ARGUMENT),
    ("bad-date", _LIST + "&from=2000-01", _ARGUMENT),
    ("bad-date", _LIST + "&from=2000-1-1", _ARGUMENT),
    ("bad-date", _LIST + "&from=20000101", _ARGUMENT),
    ("bad-date", _LIST + "&from=2000-13-01", _ARGUMENT),
    ("bad-date", _LIST + "&from=2001-02-29", _ARGUMENT),
    ("bad-date", _LIST + "&from=%202000-01-01", _ARGUMENT),
    ("bad-date", _LIST + "&from=2000-01-01%0A", _ARGUMENT),
    ("bad-date", _LIST + "&from=%2B2000-01-01", _ARGUMENT),
    ("bad-date", _LIST + "&from=20_00-01-01", _ARGUMENT),
    ("bad-date", _LIST + "&from=2000-01-01T00:00:00", _ARGUMENT),
    ("bad-date", _LIST + "&from=2000-01-01T00:00Z", _ARGUMENT),
    ("bad-date", _LIST + "&from=2000-01-01T1:2:3Z", _ARGUMENT),
    ("bad-date", _LIST + "&from=2000-01-01T24:00:01Z", _ARGUMENT),
    ("bad-date", _LIST + "&from=2000-01-01T00:00:00.5Z", _ARGUMENT),
    ("bad-date", _LIST + "&from=2000-01-01T00:00:00%2B00:00", _ARGUMENT),
    ("bad-date", _LIST + "&until=%D9%A2%D9%A0%D9%A0%D9%A0-01-01", _ARGUMENT),
    ("mixed-granularity", _LIST + "&from=2002-02-05&until=2002-02-06T05:35:00Z", _ARGUMENT),
    ("date-order", _LIST + "&from=2002-02-06&until=2002-02-05", _ARGUMENT),
    ("date-order", _IDS + "&from=2002-02-06&until=2002-02-05", _ARGUMENT),
    ("empty-argument", _LIST + "&from=", _ARGUMENT),
    ("empty-argument", _LIST + "&set=", ("badArgument", "noSetHierarchy")),
    ("empty-argument", "verb=ListRecords&metadataPrefix=", _FORMAT_OR_SYNTAX),
    ("empty-argument", _GET + "&identifier=", _UNKNOWN_OR_SYNTAX),
    ("unknown-format", "verb=ListRecords&metadataPrefix=junk", _FORMAT),
    ("unknown-format", "verb=ListIdentifiers&metadataPrefix=junk", _FORMAT),
    ("unknown-format", "verb=GetRecord&identifier={id}&metadataPrefix=junk", _FORMAT),
    ("unknown-identifier", _GET + "&identifier=oai:nowhere.invalid:nothing", _UNKNOWN),
    ("unknown-identifier", _GET + "&identifier=invalid%22id", _UNKNOWN_OR_SYNTAX),
    ("unknown-identifier", "verb=ListMetadataFormats&identifier=oai:nowhere.invalid:x", _UNKNOWN),
    ("unknown-token", "verb=ListRecords&resumptionToken=junk", _TOKEN),
    ("unknown-token", "verb=ListIdentifiers&resumptionToken=junk", _TOKEN),
    ("unknown-token", "verb=ListRecords&resumptionToken=", _EITHER),
    ("token-exclusive", "verb=ListIdentifiers&resumptionToken=junk&until=2000-02-05", _EITHER),
    ("token-exclusive", _LIST + "&resumptionToken=junk&until=1990-01-10", _EITHER),
    ("token-exclusive", _LIST + "&resumptionToken=junk", _EITHER),
    ("no-match", _LIST + "&from=2999-01-01", _NOTHING),
)
_BY_POST = (
    ("bad-verb", "verb=Identify&verb=Identify", _VERB),
    ("bad-argument", "verb=ListRecords", _ARGUMENT),
    ("repeated-argument", _GET + "&identifier={id}&identifier={id}", _ARGUMENT),
    ("unknown-identifier", _GET + "&identifier=oai:nowhere.invalid:nothing", _UNKNOWN),
)
# The characters of XML, and those that are none: controls, U+FFFE, half a surrogate, no UTF-8.
_HOSTILE = (
    "%26%3C%3E%22%27",
    "%5D%5D%3E",
    "%00",
    "%01",
    "%0B",
    "%EF%BF%BE",
    "%ED%A0%80",
    "%FF",
)
_PLACES = (
    "verb={text}",
    _GET + "&identifier={text}",
    "verb=ListRecords&metadataPrefix={text}",
    _LIST + "&set={text}",
    _LIST + "&until={text}",
    "verb=ListRecords&resumptionToken={text}",
    "verb=Identify&{text}=x",
)


@dataclass(frozen=True)
class _Wrong:
    """A request that must be refused with one of *codes*."""

    rule: str
    query: str
    codes: tuple[str, ...]
    by_post: bool = False
    values: dict[str, str] = field(default_factory=dict)


def arguments(survey: Survey) -> Iterator[Finding]:
    """Send what is wrong, and yield what is not refused as it should be."""
    samples = survey.samples(1)
    identifier = samples[0].header.identifier if samples else "oai:nowhere.invalid:nothing"
    values = {"prefix": quote(survey.metadata_prefix, ""), "id": quote(identifier, "")}
    for one in _wrong(survey):
        query = one.query.format_map(values | one.values)
        send = survey.repository.post if one.by_post else survey.repository.get
        response = send(query, legal=False)
        if response.root is not None and not set(one.codes) & set(response.errors):
            wanted = " or ".join(one.codes) if one.codes != _ANY else "an error"
            message = f"Wanted is {wanted}, there is {response.said()}."
            yield found(one.rule, message, response.request)


def _wrong(survey: Survey) -> Iterator[_Wrong]:
    yield from (_Wrong(*one) for one in _REQUESTS)
    yield from (_Wrong(*one, by_post=True) for one in _BY_POST)
    for place in _PLACES:
        for text in _HOSTILE:
            yield _Wrong("hostile-argument", place, _ANY, values={"text": text})
    yield from _of_dates(survey)
    yield from _of_sets(survey)
    for listed in (one for one in survey.listed.values() if one.header.deleted):
        identifier = quote(listed.header.identifier, "")
        query = f"verb=GetRecord&identifier={identifier}&metadataPrefix=junk"
        yield _Wrong("unknown-format", query, _FORMAT)
        return


def _of_dates(survey: Survey) -> Iterator[_Wrong]:
    earliest = survey.identity.earliest
    if granularity_of(earliest) and earliest[:4] > "0001":
        is_ours = granularity_of(earliest) is survey.identity.granularity
        before = {"date": quote(year_before(earliest if is_ours else day_of(earliest)), "")}
        yield _Wrong("no-match", _LIST + "&until={date}", _NOTHING, values=before)
    if survey.identity.granularity is Granularity.DAY:
        for bound in ("from", "until"):
            query = f"{_LIST}&{bound}=2000-01-01T00:00:00Z"
            yield _Wrong("finer-granularity", query, _ARGUMENT)
    else:
        query = _LIST + "&from=2002-02-06T00:00:01Z&until=2002-02-06T00:00:00Z"
        yield _Wrong("date-order", query, _ARGUMENT)


def _of_sets(survey: Survey) -> Iterator[_Wrong]:
    if survey.sets is None:
        for query in (_LIST, _IDS):
            yield _Wrong("no-sets", query + "&set=junk", ("noSetHierarchy",))
        return
    yield _Wrong("no-match", _LIST + "&set=no-such-set:at-all", _NOTHING)
    yield _Wrong("unknown-token", "verb=ListSets&resumptionToken=junk", _TOKEN)
    for spec in ("%3Aa", "a%3A%3Ab", "a%20b", "a%2Fb"):
        yield _Wrong("set-syntax", f"{_LIST}&set={spec}", _ARGUMENT)
