"""The only Flask in OAI-PMH: the pairs of a query or form in, bytes of XML out (§3.1)."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from flask import Response, request
from oaipmh.error import BadArgumentError, BadVerbError, ErrorBase

from server.archive import Archive
from server.oai import envelope
from server.oai.arguments import RefusedRequest, Request, parse
from server.oai.verbs import ANSWERS, reached
from server.routing import Route

_FORM = "application/x-www-form-urlencoded"
_MAX_PAIRS = 50
_KEPT = "surrogateescape"

# After these the request element carries no attributes (§3.2): they may be no legal arguments.
_WITHOUT_ECHO = (BadVerbError, BadArgumentError)


def oai(archive: Archive) -> Response:
    """Answer one request of OAI-PMH; errors of the protocol travel in a 200 (§3.1.2.2)."""
    now = archive.store.closed()
    echo: Mapping[str, str] = {}
    try:
        asked = parse(_pairs())
        echo = {"verb": asked.verb, **asked.arguments}
        now = max(now, reached(asked, archive))
        body = _element(asked, ANSWERS[asked.verb](asked, archive, now))
    except RefusedRequest as refusal:
        echo = {} if _is_without_echo(refusal.errors[0]) else echo
        body = [envelope.error(error) for error in refusal.errors]
    xml = envelope.respond(now, archive.urls.oai(), echo, body)
    return Response(xml, content_type="text/xml; charset=utf-8")


def _element(asked: Request, body: list[bytes]) -> list[bytes]:
    """Return *body* inside the element that the verb names."""
    return [f"<{asked.verb}>".encode(), *body, f"</{asked.verb}>".encode()]


def _is_without_echo(error: ErrorBase) -> bool:
    return isinstance(error, _WITHOUT_ECHO)


def _pairs() -> list[tuple[str, str]]:
    """Return all pairs of the query and, for POST, of the form: repetitions must be seen (§3.6).

    Raises:
        RefusedRequest: badArgument: more pairs than any request can have.
    """
    posted = request.method == "POST" and request.mimetype == _FORM
    form = request.get_data() if posted else b""
    try:
        return [*_decode(request.query_string), *_decode(form)]
    except ValueError as error:
        raise RefusedRequest(BadArgumentError("Too many arguments.")) from error


def _decode(encoded: bytes) -> list[tuple[str, str]]:
    """Return the pairs of *encoded*; a byte that is not UTF-8 becomes a lone surrogate.

    So it cannot be taken for a character, and is refused as one that XML cannot carry.
    """
    text = encoded.decode("utf-8", errors=_KEPT)
    return parse_qsl(text, keep_blank_values=True, errors=_KEPT, max_num_fields=_MAX_PAIRS)


ROUTES = (Route("/oai", oai, "OAI-PMH base URL", methods=("GET", "POST")),)
