"""The edges of OAI-PMH: the address that everybody may ask, and the lane of those who harvest.

Whatever is asked is answered by Flask, in :func:`oai`. What a harvester asks a thousand times, a
GET and nothing more, costs less than Flask itself: :func:`lane` answers that before Flask sees it,
with the same bytes and headers, and leaves to Flask whatever goes wrong.
"""

import time
from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Response, request

from server import observe, responses
from server.archive import Archive
from server.oai.answer import Answered, answer
from server.oai.slots import RETRY_SECONDS, Busy
from server.routing import Route
from server.store.database import Unavailable

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

_ADDRESS = "/oai"
_MEDIA_TYPE = "text/xml; charset=utf-8"
_FORM = "application/x-www-form-urlencoded"


def oai(archive: Archive) -> Response:
    """Answer one request of OAI-PMH; errors of the protocol travel in a 200 (§3.1.2.2)."""
    posted = request.method == "POST" and request.mimetype == _FORM
    try:
        found = answer(request.query_string, request.get_data() if posted else b"", archive)
    except Busy:
        return _come_back()
    return responses.send(request, found.xml, _MEDIA_TYPE, found.digest)


def _come_back() -> Response:
    message = "Too many lists are being made at the moment; please come back."
    response = responses.problem(HTTPStatus.SERVICE_UNAVAILABLE, message)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def lane(archive: Archive, others: "WSGIApplication") -> "WSGIApplication":
    """Return the application that answers harvesters at once, and all else through *others*."""

    def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        began = time.perf_counter()
        found = _answer(environ, archive) if _is_plain(environ) else None
        if found is None:
            return others(environ, start_response)
        headers, body = responses.plain(
            found.xml, _MEDIA_TYPE, found.digest, environ.get("HTTP_ACCEPT_ENCODING", "")
        )
        observe.write_line(
            observe.Line(
                "GET", _ADDRESS, HTTPStatus.OK, len(body), began, environ.get("HTTP_USER_AGENT", "")
            )
        )
        start_response("200 OK", headers)
        return [body]

    return application


def _is_plain(environ: "WSGIEnvironment") -> bool:
    return (
        environ["PATH_INFO"] == _ADDRESS
        and environ["REQUEST_METHOD"] == "GET"
        and "HTTP_IF_NONE_MATCH" not in environ
    )


def _answer(environ: "WSGIEnvironment", archive: Archive) -> Answered | None:
    """Return the answer, or None when there is none to give: Flask will say why."""
    try:
        return answer(environ["QUERY_STRING"].encode("latin-1"), b"", archive)
    except (Busy, Unavailable):
        return None


ROUTES = (Route(_ADDRESS, oai, "OAI-PMH base URL", methods=("GET", "POST")),)
