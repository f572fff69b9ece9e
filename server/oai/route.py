"""The only Flask in OAI-PMH: the pairs of a query or form in, bytes of XML out (§3.1)."""

import hashlib
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from http import HTTPStatus
from urllib.parse import parse_qsl

from flask import Response, request
from oaipmh.error import BadArgumentError, BadVerbError, ErrorBase

from server import responses
from server.archive import Archive
from server.oai import envelope
from server.oai.arguments import RefusedRequest, Request, Verb, parse
from server.oai.slots import RETRY_SECONDS, Busy
from server.oai.verbs import ANSWERS, Standing, stand
from server.routing import Route

_MEDIA_TYPE = "text/xml; charset=utf-8"
# Long, and never the same twice while an archive grows: they get no validator.
_LISTS = frozenset({Verb.LIST_RECORDS, Verb.LIST_IDENTIFIERS})

_FORM = "application/x-www-form-urlencoded"
_MAX_PAIRS = 50
_KEPT = "surrogateescape"

# After these the request element carries no attributes (§3.2): they may be no legal arguments.
_WITHOUT_ECHO = (BadVerbError, BadArgumentError)


def oai(archive: Archive) -> Response:
    """Answer one request of OAI-PMH; errors of the protocol travel in a 200 (§3.1.2.2)."""
    now = archive.store.closed()
    echo: Mapping[str, str] = {}
    digest = None
    try:
        asked = parse(_pairs())
        echo = {"verb": asked.verb, **asked.arguments}
        standing = stand(asked, archive, now)
        now = standing.now
        body = _answer(asked, archive, standing)
        digest = None if asked.verb in _LISTS else _digest(body)
    except RefusedRequest as refusal:
        echo = {} if _is_without_echo(refusal.errors[0]) else echo
        body = [envelope.error(error) for error in refusal.errors]
    except Busy:
        return _come_back()
    xml = envelope.respond(now, archive.urls.oai(), echo, body)
    return responses.send(request, xml, _MEDIA_TYPE, digest)


def _answer(asked: Request, archive: Archive, standing: Standing) -> list[bytes]:
    """Return the body of the answer inside the element that the verb names.

    Raises:
        RefusedRequest: what the verb refuses.
        Busy: it is a list, and too many are being made.
    """
    with archive.slots.taken() if asked.verb in _LISTS else nullcontext():
        body = ANSWERS[asked.verb](asked, archive, standing)
    return [f"<{asked.verb}>".encode(), *body, f"</{asked.verb}>".encode()]


def _digest(body: Iterable[bytes]) -> str:
    """Return what stays the same until the answer changes: not its responseDate."""
    return hashlib.blake2b(b"".join(body), digest_size=16).hexdigest()


def _come_back() -> Response:
    message = "Too many lists are being made at the moment; please come back."
    response = responses.problem(HTTPStatus.SERVICE_UNAVAILABLE, message)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


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
