"""The lane of viewers: plain GETs of images, answered before Flask sees them.

A viewer asks for a hundred tiles where a reader turns a page, and Flask costs ten times what a tile
does. What is answered here has the bytes and headers that :mod:`server.iiif.image_routes` gives;
whatever goes wrong, and whoever asks for more than an image, is left to that.
"""

import time
from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

from server import responses
from server.archive import Archive
from server.iiif.image import ImageError
from server.iiif.image_routes import APIS, Answer, ImageApi, pattern
from server.iiif.renders import Busy
from server.observe import Line, Log
from server.store.database import Unavailable

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

_PARTS = 5  # the identifier, and what is asked of the image
_CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")


def lane(archive: Archive, others: "WSGIApplication", log: Log) -> "WSGIApplication":
    """Return the application that sends images at once, and answers all else through *others*."""

    def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        began = time.perf_counter()
        path = environ["PATH_INFO"]
        prefix = next((prefix for prefix in APIS if path.startswith(prefix)), None)
        if prefix is None or not _is_plain(environ):
            return others(environ, start_response)
        sent = _send(archive, APIS[prefix], path[len(prefix) :])
        if sent is None:
            return others(environ, start_response)
        found, body = sent
        headers = [*found.headers(), ("Content-Length", str(len(body)))]
        agent = environ.get("HTTP_USER_AGENT", "")
        log.write(Line("GET", pattern(prefix), HTTPStatus.OK, len(body), began, agent))
        start_response("200 OK", responses.opened(headers))
        return [body]

    return application


def _is_plain(environ: "WSGIEnvironment") -> bool:
    return environ["REQUEST_METHOD"] == "GET" and not any(map(environ.__contains__, _CONDITIONS))


def _send(archive: Archive, api: ImageApi, path: str) -> tuple[Answer, bytes] | None:
    """Return the image at *path* and its bytes, or None when there is none: Flask will say why."""
    # WSGI has the bytes of a path as characters of Latin-1 (PEP 3333).
    identifier, *segments = path.encode("latin-1").decode("utf-8", "replace").rsplit("/", 4)
    if len(segments) < _PARTS - 1 or not all(segments) or identifier[:1] in ("", "/"):
        return None
    region, size, rotation, quality_format = segments
    try:
        found = api.find(archive, identifier, (region, size, rotation, quality_format))
        return None if found is None else (found, archive.pictures.body(found.asked))
    except (ImageError, Busy, Unavailable):
        return None
