"""How a page becomes a response: its template, its validator, and what its readers are spared.

The headers follow Content Security Policy 3, <https://www.w3.org/TR/CSP3/>: a page runs no script,
loads nothing but our own pictures and style, and stands in no foreign frame. The viewer alone runs
scripts, ours, and may stand in any frame: it shows what is public, and does nothing else.
"""

import hashlib
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from flask import Response, request
from jinja2 import Environment, PackageLoader, StrictUndefined

from server import responses
from server.archive import Archive
from server.pages import counted

_MEDIA_TYPE = "text/html; charset=utf-8"

# What a page may load, with the origin of the base URL for {ours}, and for {elsewhere} those of
# the servers that give pictures on it.
READING = {
    "default-src": "'self'",
    "img-src": "{ours} data:{elsewhere}",
    "style-src": "{ours}",
    "media-src": "{ours}",
    "frame-src": "{ours}",
    "script-src": "'none'",
    "object-src": "'none'",
    "form-action": "{ours}",
    "base-uri": "'none'",
    "frame-ancestors": "'self'",
}
VIEWING = READING | {
    "default-src": "'none'",
    "img-src": "{ours} data: blob:{elsewhere}",
    "style-src": "{ours} 'unsafe-inline'",  # Mirador's styles are made by its script
    "frame-src": "'none'",
    "script-src": "{ours}",
    "connect-src": "{ours}{elsewhere}",
    "form-action": "'none'",
    # Under another of its names this server is another origin, and others may frame it as well.
    "frame-ancestors": "*",
}

# What people read above the message; other statuses show HTTP's own phrase.
_HEADINGS = {
    HTTPStatus.BAD_REQUEST: "This request cannot be answered",
    HTTPStatus.NOT_FOUND: "There is nothing here",
    HTTPStatus.GONE: "This record was withdrawn",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong here",
    HTTPStatus.SERVICE_UNAVAILABLE: "The archive is closed for a moment",
}

_TEMPLATES = Environment(
    loader=PackageLoader("server"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.globals.update(counted=counted)


def page(
    archive: Archive,
    template: str,
    values: Mapping[str, Any],
    policy: Mapping[str, str] = READING,
    elsewhere: Iterable[str] = (),
) -> Response:
    """Return the page that *template* makes of *values*, or 304 to whoever has it already.

    *elsewhere* are the origins of other servers that give pictures on it.
    """
    body = _render(archive, template, values)
    digest = hashlib.blake2b(body, digest_size=16).hexdigest()
    response = responses.send(request, body, _MEDIA_TYPE, digest)
    return _guard(response, archive, policy, elsewhere)


def passing_page(archive: Archive, template: str, values: Mapping[str, Any]) -> Response:
    """Return the page that *template* makes of *values*, which no cache keeps: it tells of now."""
    response = Response(_render(archive, template, values), content_type=_MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return _guard(response, archive, READING)


def refusal(
    archive: Archive, status: HTTPStatus, template: str, values: Mapping[str, Any]
) -> Response:
    """Return the page that *template* makes of *values*, under a *status* of 400 or more."""
    heading = _HEADINGS.get(status, status.phrase)
    body = _render(archive, template, {"heading": heading, "status": status.value, **values})
    response = Response(body, status, content_type=_MEDIA_TYPE)
    # What is missing today may be here tomorrow.
    response.headers["Cache-Control"] = "no-cache"
    return _guard(response, archive, READING)


def error_page(
    archive: Archive, status: HTTPStatus, message: str, link: tuple[str, str] | None = None
) -> Response:
    """Return a page that says what went wrong; *link* is an address and words that lead on."""
    return refusal(archive, status, "error.html", {"message": message, "link": link})


def fill(template: str, values: Mapping[str, Any]) -> str:
    """Return what *template* makes of *values*, every one of them escaped."""
    return _TEMPLATES.get_template(template).render(values)


def _render(archive: Archive, template: str, values: Mapping[str, Any]) -> bytes:
    site = {
        "name": archive.settings.repository_name,
        "email": archive.settings.admin_email,
        "urls": archive.urls,
    }
    return fill(template, site | dict(values)).encode()


def _guard(
    response: Response,
    archive: Archive,
    policy: Mapping[str, str],
    elsewhere: Iterable[str] = (),
) -> Response:
    response.headers["Content-Security-Policy"] = _written(policy, archive.urls.base, elsewhere)
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    return response


def _written(policy: Mapping[str, str], base: str, elsewhere: Iterable[str]) -> str:
    """Return *policy* for pages whose links and pictures begin with *base*.

    Behind a proxy that is another origin than the one asked, so it is named.
    """
    address = urlsplit(base)
    ours = f"'self' {address.scheme}://{address.netloc}"
    others = "".join(f" {origin}" for origin in sorted(set(elsewhere)))
    filled = {name: one.format(ours=ours, elsewhere=others) for name, one in policy.items()}
    return "; ".join(f"{name} {sources}" for name, sources in filled.items())
