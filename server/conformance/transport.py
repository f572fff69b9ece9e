"""HTTP (OAI-PMH 2.0 §3.1): POST like GET, and compression that changes nothing."""

from collections.abc import Iterator
from urllib.parse import quote, urlencode

from server.conformance.findings import Finding
from server.conformance.response import Response, content
from server.conformance.rules import found
from server.conformance.survey import Survey

_PASSING = ("responseDate", "resumptionToken")  # these may differ from one second to the next
_COMPRESSIONS = ("gzip", "deflate")


def posts(survey: Survey) -> Iterator[Finding]:
    """Send some requests both ways, and yield where the answers differ (§3.1.1)."""
    for query in _queries(survey):
        got, posted = survey.repository.get(query), survey.repository.post(query)
        if got.root is None or posted.root is None:
            if got.root is not None:
                yield found("post", f"GET is answered, POST gets {posted.said()}.", posted.request)
        elif _differ(got, posted) and _differ(survey.repository.get(query), posted):
            message = f"GET gets {got.said()}, POST {posted.said()}, or other content."
            yield found("post", message, posted.request)


def compressions(survey: Survey) -> Iterator[Finding]:
    """Ask for each compression that the fetch can open (§3.1.3)."""
    query = f"verb=ListRecords&metadataPrefix={survey.metadata_prefix}"
    survey.repository.get(query, {"Accept-Encoding": "gzip;q=0, identity"})
    for coding in _COMPRESSIONS:
        packed = survey.repository.get(query, {"Accept-Encoding": coding})
        plain = survey.repository.get(query)
        if packed.answer is None or plain.root is None:
            continue
        given = packed.answer.headers.get("content-encoding", "identity").lower()
        if given not in ("identity", coding):
            message = f"Asked was for {coding}, the answer is compressed as {given}."
            yield found("compression-unasked", message, packed.request)
        if given != "identity" and (packed.root is None or _differ(packed, plain)):
            message = f"With {given} it gets {packed.said()}, or other content."
            yield found("compression-same", message, packed.request)
        declared = coding in survey.identity.compressions
        if (given == coding) != declared:
            said = "not listed and given" if given == coding else "listed and not given"
            yield found("compression-declared", f"{coding} is {said}.", packed.request)


def _queries(survey: Survey) -> list[str]:
    queries = ["verb=Identify", f"verb=ListRecords&metadataPrefix={survey.metadata_prefix}"]
    for sample in survey.samples(1):
        arguments = {
            "verb": "GetRecord",
            "identifier": sample.header.identifier,
            "metadataPrefix": survey.metadata_prefix,
        }
        queries.append(urlencode(arguments, quote_via=quote))
    return queries


def _differ(one: Response, other: Response) -> bool:
    assert one.root is not None  # noqa: S101 - both were read
    assert other.root is not None  # noqa: S101
    return bool(content(one.root, _PASSING) != content(other.root, _PASSING))
