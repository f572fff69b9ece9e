"""The viewer: Mirador, on a page of its own that the page of a record frames when it is opened.

Mirador sets styles from its script, moves the focus and restyles all that stands around it. In a
frame it does so to nobody else, and the page of the record goes without a script.
<https://github.com/ProjectMirador/mirador>
"""

from http import HTTPStatus
from pathlib import Path

import structlog
from flask import Response, request

from metadata.prose import plain_text
from schemas.grammar import is_id
from schemas.record import Record
from server.archive import Archive
from server.html import VIEWING, error_page, page
from server.iiif.depicted import origins
from server.routing import Route
from server.store.search import MAX_QUERY_LENGTH
from server.urls import Urls

SCRIPT = "mirador/mirador.min.js"
"""Where `make install` lays what it has taken from npm, beneath ``static``."""

_STATIC = Path(__file__).parent / "static"
_TEXT_PANEL, _ABOUT_PANEL = "annotations", "info"


def is_offered(archive: Archive) -> bool:
    """Return whether records are shown in the viewer: it is wanted, and it is here."""
    return bool(archive.settings.viewer) and (_STATIC / SCRIPT).is_file()


def note_absence(archive: Archive) -> None:
    """Say in the log that pages go without the viewer that the settings want."""
    if archive.settings.viewer and not is_offered(archive):
        cause = f"server/static/{SCRIPT} is missing: `make viewer` takes it from npm"
        structlog.get_logger().warning("no viewer", cause=cause)


def viewer(archive: Archive, record_id: str) -> Response:
    """Show the pages of a record in Mirador, at ``page``, having sought ``q``."""
    kept = archive.store.kept(record_id) if is_id(record_id) else None
    if kept is None or not kept.visible or not kept.record.canvases or not is_offered(archive):
        message = f"There is no viewer of a record “{record_id}” in this archive."
        return error_page(archive, HTTPStatus.NOT_FOUND, message)
    asked = {name: request.args.get(name, "") for name in ("page", "q")}
    values = {
        "title": plain_text(kept.record.title.text),
        "record_url": archive.urls.record(record_id),
        "script": SCRIPT,
        "data": told(kept.record, archive.urls, **asked),
    }
    return page(archive, "viewer.html", values, VIEWING, origins(kept.record))


def told(record: Record, urls: Urls, page: str = "", q: str = "") -> dict[str, str]:
    """Return what ``viewer.js`` is told of *record*, by the names of its data attributes."""
    keys = [one.key for one in record.canvases]
    has_text = any(one.text for one in record.canvases)
    return {
        "manifest": urls.manifest(record.id),
        "canvas": urls.canvas(record.id, page if page in keys else keys[0]),
        "query": q[:MAX_QUERY_LENGTH] if has_text else "",
        "panel": _TEXT_PANEL if has_text else _ABOUT_PANEL,
        "thumbnails": "far-bottom" if len(keys) > 1 else "off",
    }


ROUTES = (Route("/viewer/<path:record_id>", viewer, "Pages of a record in the viewer"),)
