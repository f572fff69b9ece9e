"""What every response must be: text/xml in UTF-8, the envelope of §3.2, the grammar of §3.2.1."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from lxml import etree

from metadata.markup import OAI, SCHEMA_LOCATION, parse
from server.conformance.findings import Finding
from server.conformance.moments import granularity_of, moment
from server.conformance.response import Response, texts_of
from server.conformance.rules import found
from server.fetch import Answer

_GRAMMAR = Path(__file__).with_name("oai_pmh.rng")
_XSD = "http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"
_OK = 200
_PERMANENT = frozenset({301, 308})
_HOUR = 3600.0
_CHARSET = re.compile(r"charset\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)
_PLAIN = re.compile(r"[A-Za-z0-9:/._~\-]+")
_BARE = frozenset({"badVerb", "badArgument"})
_GENERIC = "failed to validate content"


def is_oai_pmh(root: etree._Element) -> bool:
    """Return whether *root* is the root of a response."""
    return root.tag == f"{{{OAI}}}OAI-PMH"


def check_answer(answer: Answer, request: str, packed: bool) -> Iterator[Finding]:
    """Yield what is wrong with *answer* as HTTP (§3.1.2); *packed* when that was asked for."""
    for hop in answer.hops:
        if hop.status in _PERMANENT:
            message = f"Status {hop.status}: the base URL has moved to {answer.url}."
            yield found("redirect", message, request)
    if answer.status != _OK:
        yield found("http-status", f"Status {answer.status}.", request)
        return
    content_type = answer.headers.get("content-type", "")
    if content_type.partition(";")[0].strip().lower() != "text/xml":
        yield found("content-type", f"Content-Type is {content_type!r}.", request)
    charset = _CHARSET.search(content_type)
    if charset and charset[1].lower() not in ("utf-8", "utf8"):
        yield found("utf-8", f"Content-Type says {charset[1]}.", request)
    coding = answer.headers.get("content-encoding", "identity").lower()
    if coding != "identity" and not packed:
        yield found("compression-unasked", f"The answer is compressed as {coding}.", request)


def check_response(response: Response, urls: Sequence[str], legal: bool) -> Iterator[Finding]:
    """Yield what is wrong with the XML of *response* (§3.2).

    *urls* are what a base URL may be. What is answered to a request that is not *legal*, and
    should have been refused, is not compared with that request.
    """
    root = response.root
    assert root is not None  # noqa: S101 - it was parsed
    if not is_oai_pmh(root):
        yield found("root", f"The root is {root.tag}.", response.request)
        return
    encoding = root.getroottree().docinfo.encoding or "UTF-8"
    if encoding.lower() not in ("utf-8", "ascii", "us-ascii"):
        yield found("utf-8", f"The XML declaration says {encoding}.", response.request)
    yield from _schema_location(root, response.request)
    yield from _grammar(root, response.request)
    yield from _clock(response)
    yield from _request_url(response, urls)
    if legal or response.errors:
        yield from _answer_verb(response)
        yield from _echo(response)


def _schema_location(root: etree._Element, request: str) -> Iterator[Finding]:
    located = (root.get(SCHEMA_LOCATION) or "").split()
    if (OAI, _XSD) not in zip(located[::2], located[1::2], strict=False):
        said = " ".join(located) or "missing"
        yield found("schema-location", f"xsi:schemaLocation is {said}.", request)


def _grammar(root: etree._Element, request: str) -> Iterator[Finding]:
    grammar = _relax_ng()
    if grammar.validate(root):
        return
    errors = [one for one in grammar.error_log if _GENERIC not in one.message]
    first = (errors or list(grammar.error_log))[0]
    yield found("grammar", f"Line {first.line}: {first.message}.", request)


def _answer_verb(response: Response) -> Iterator[Finding]:
    asked = dict(response.arguments).get("verb")
    if response.verb is not None and response.verb.tag != f"{{{OAI}}}{asked}":
        name = etree.QName(response.verb).localname
        yield found("answer-verb", f"The answer to {asked} is {name}.", response.request)


def _clock(response: Response) -> Iterator[Finding]:
    if granularity_of(response.date) is None:
        return  # the grammar has said so
    ahead = (moment(response.date) - datetime.now(UTC)).total_seconds()
    if abs(ahead) > _HOUR:
        way = "ahead" if ahead > 0 else "behind"
        message = f"responseDate is {response.date}, {abs(ahead) / _HOUR:,.0f} hours {way}."
        yield found("clock", message, response.request)


def _request_url(response: Response, urls: Sequence[str]) -> Iterator[Finding]:
    request = _request_of(response)
    identified = () if response.verb is None else texts_of(response.verb, "baseURL")
    text = "" if request is None else (request.text or "").strip()
    if request is not None and text not in (*urls, *identified):
        yield found("request-url", f"The request element holds {text!r}.", response.request)


def _echo(response: Response) -> Iterator[Finding]:
    """Yield what is wrong with the attributes of the request element (§3.2, its four rules)."""
    request = _request_of(response)
    if request is None:
        return  # the grammar has said so
    sent = dict(response.arguments)
    echoed = {str(name): str(value) for name, value in request.attrib.items() if name[0] != "{"}
    if _BARE & set(response.errors):
        if echoed:
            message = f"Beside {response.errors[0]} it has {_shown(echoed)}."
            yield found("request-bare", message, response.request)
    elif response.errors and not echoed:
        if not all(_PLAIN.fullmatch(value) for value in sent.values()):
            return  # as an attribute it might not be valid: better left out
        message = f"Beside {response.errors[0]} it has no attributes."
        yield found("request-echo-on-error", message, response.request)
    elif echoed != sent:
        message = f"Sent was {_shown(sent)}; it has {_shown(echoed)}."
        yield found("request-echo", message, response.request)


def _request_of(response: Response) -> etree._Element | None:
    return None if response.root is None else response.root.find(f"{{{OAI}}}request")


def _shown(arguments: Mapping[str, str]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in arguments.items()) or "nothing"


@cache
def _relax_ng() -> etree.RelaxNG:
    return etree.RelaxNG(parse(_GRAMMAR.read_bytes()))
