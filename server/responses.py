"""HTTP, said once: validators, media types by Accept, CORS, problems.

RFC 9110 for conditional requests and content negotiation, RFC 9457 for problems in JSON.
"""

import json
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from http import HTTPStatus

from flask import Request, Response
from werkzeug.datastructures import Accept, MIMEAccept
from werkzeug.http import parse_accept_header, quote_etag

from server.compression import SMALLEST, gzip

Headers = list[tuple[str, str]]

# What shrinks: text. Pictures and recordings are packed already.
_COMPRESSIBLE = re.compile(r"text/.*|application/(?:.*\+)?json|image/svg\+xml")

# Manifests and pages change when records do; a cache may keep them, and asks each time.
_REVALIDATE = "public, no-cache"

# Viewers in a browser fetch a long PDF or recording by ranges (RFC 9110 §14).
_ASKED_WITH = "Accept, Content-Type, If-None-Match, If-Range, Range"
_TOLD_WITH = "Accept-Ranges, Content-Language, Content-Range, ETag, Link"

_OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": _TOLD_WITH,
    "X-Content-Type-Options": "nosniff",
}
"""What every answer carries, whatever its status (Presentation 3.0 §7.1)."""


def send(
    request: Request,
    body: bytes,
    media_type: str,
    digest: str | None = None,
    vary: Sequence[str] = (),
) -> Response:
    """Return *body* as 200, or 304 when *request* already has what *digest* names.

    *digest* becomes a strong ETag, together with *media_type* where the answer varies by Accept.
    """
    response = Response(body, content_type=media_type)
    response.vary.update(vary)
    if digest is not None:
        response.headers["Cache-Control"] = _REVALIDATE
        response.set_etag(_etag(digest, media_type))
        response.make_conditional(request)
    return response


Maker = Callable[[], bytes]
"""Makes the body of an answer, once it is known that it is wanted."""


def send_made(
    request: Request,
    make: Maker,
    media_type: str,
    digest: str,
    vary: Sequence[str] = (),
) -> Response:
    """Return what *make* returns as 200; 304, before it is made, if *request* has *digest*."""
    response = send(request, b"", media_type, digest, vary)
    if response.status_code == HTTPStatus.OK:
        response.set_data(make())
    return response


def _etag(digest: str, media_type: str) -> str:
    # Two representations of one resource need two strong validators (RFC 9110 §8.8.3).
    return digest if media_type.startswith("application/ld+json") else f"{digest}-j"


def choose(request: Request, offers: Sequence[str]) -> str:
    """Return the one of *offers* that Accept prefers; the first when it accepts none of them.

    A viewer that asks for something else still gets an answer, never 406.
    """
    bare = {offer.partition(";")[0]: offer for offer in reversed(offers)}
    # A profile tells versions of a document apart, not media types.
    accepted = MIMEAccept([(one.partition(";")[0], q) for one, q in request.accept_mimetypes])
    best = accepted.best_match(list(reversed(bare)))
    return bare[best] if best else offers[0]


def compress(request: Request, response: Response) -> Response:
    """Pack the text of *response* if *request* accepts that (RFC 9110 §12.5.3).

    The validator becomes a weak one, since it stands for two sequences of bytes (§8.8.1).
    """
    if not _COMPRESSIBLE.fullmatch(response.mimetype or "") or _is_streamed(request, response):
        return response
    response.direct_passthrough = False
    response.vary.add("Accept-Encoding")
    body = response.get_data()
    accepted = request.headers.get("Accept-Encoding", "")
    if response.status_code == HTTPStatus.OK and len(body) >= SMALLEST and _takes_gzip(accepted):
        response.set_data(gzip(body))
        response.content_encoding = "gzip"
        tag, _ = response.get_etag()
        if tag is not None:
            response.set_etag(tag, weak=True)
    return response


def _is_streamed(request: Request, response: Response) -> bool:
    """Return whether *response* is a file of an archive, which may be longer than memory."""
    return response.direct_passthrough and request.endpoint != "static"


@lru_cache(maxsize=256)  # clients are many, and send a handful of these
def _takes_gzip(accept_encoding: str) -> bool:
    accepted = parse_accept_header(accept_encoding, Accept)
    return accepted["gzip"] > 0 and accepted["gzip"] >= accepted["identity"]


def plain(
    body: bytes, media_type: str, digest: str | None, accept_encoding: str
) -> tuple[Headers, bytes]:
    """Return headers and body of the 200 that :func:`send` and all that follows it would give.

    For who asks for nothing but *body*, a text, and cannot wait for that.
    """
    packed = len(body) >= SMALLEST and _takes_gzip(accept_encoding)
    sent = gzip(body) if packed else body
    headers = [("Content-Type", media_type), ("Content-Length", str(len(sent)))]
    if digest is not None:
        tag = quote_etag(_etag(digest, media_type), weak=packed)
        headers += [("Cache-Control", _REVALIDATE), ("ETag", tag)]
    if packed:
        headers.append(("Content-Encoding", "gzip"))
    return opened([*headers, ("Vary", "Accept-Encoding")]), sent


def opened(headers: Headers) -> Headers:
    """Return *headers* and those that every answer carries, which :func:`allow_any_origin` adds."""
    return [*headers, *_OPEN.items()]


def problem(status: HTTPStatus, detail: str) -> Response:
    """Return an error in JSON (RFC 9457); *detail* says what the client can change."""
    body = {"title": status.phrase, "status": status.value, "detail": detail}
    response = Response(
        json.dumps(body, ensure_ascii=False),
        status=status.value,
        content_type="application/problem+json",
    )
    # What is missing today may be here tomorrow (RFC 9110 §15.1).
    response.headers["Cache-Control"] = "no-cache"
    return response


def preflight() -> Response:
    """Return the answer to OPTIONS: any page may read us, none with credentials."""
    response = Response(status=HTTPStatus.NO_CONTENT)
    response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST, OPTIONS"
    response.headers["Access-Control-Allow-Headers"] = _ASKED_WITH
    response.headers["Access-Control-Max-Age"] = "86400"
    return response


def allow_any_origin(response: Response) -> Response:
    """Open *response* to pages of every origin, whatever its status."""
    response.headers.update(_OPEN)
    return response
