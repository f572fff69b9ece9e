"""The Flask edge of Change Discovery: the log's own numbers in, JSON out.

Whoever has a page already is told so before anything of it is read or made: what is on it follows
from its number, from how far the log goes, and from when its last change ended.
"""

import hashlib
from http import HTTPStatus

from flask import Response, request

from server import responses
from server.archive import Archive
from server.iiif import discovery
from server.iiif.discovery import Span
from server.iiif.presentation import write
from server.paging import read_number
from server.routing import Route
from server.store.prepared import Place

_OFFERS = (discovery.MEDIA_TYPE, "application/json")

# Nothing of a page that is full changes: a cache need not ask again for a day.
_KEEP = "public, max-age=86400"


def changes(archive: Archive) -> Response:
    """Send the way to the pages, of which the last is the newest."""
    last = archive.store.published(archive.now())

    def make() -> bytes:
        return write(discovery.collection(last.number, archive.urls))

    return _send(archive, make, last, "collection")


def page(archive: Archive, number: str) -> Response:
    """Send a page of activities, earliest first."""
    published = archive.store.published(archive.now())
    span = Span(read_number(number) or 0, published.number)
    if not span.exists:
        message = f"There is no page “{number}”; changes fill {discovery.pages(published.number)}."
        return responses.problem(HTTPStatus.NOT_FOUND, message)

    def make() -> bytes:
        found = archive.store.activities(span.first, span.last)
        return write(discovery.page(span, found, archive.urls))

    response = _send(archive, make, archive.store.place(span.last), span.name)
    if span.is_closed:
        response.headers["Cache-Control"] = _KEEP
    return response


def _send(archive: Archive, make: responses.Maker, last: Place, what: str) -> Response:
    """Send what is made, known by *what* it is and by the *last* activity of which it tells."""
    known = (discovery.EDITION, archive.urls, last, what)
    digest = hashlib.blake2b(repr(known).encode(), digest_size=16).hexdigest()
    media_type = responses.choose(request, _OFFERS)
    return responses.send_made(request, make, media_type, digest, ["Accept"])


ROUTES = (
    Route(
        "/iiif/discovery/changes",
        changes,
        "What became of manifests: Change Discovery 1.0",
    ),
    Route("/iiif/discovery/changes/<number>", page, "One page of it"),
)
