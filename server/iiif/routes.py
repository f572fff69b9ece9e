"""The Flask edges of Presentation API 3.0.

<https://iiif.io/api/presentation/3.0/#6-http-requests-and-responses>. The server in front decodes
``%2F`` before an address is matched, so patterns are read from the right: page keys, set specs and
language tags hold no slash.
"""

import json
from http import HTTPStatus

from flask import Response, request

from server import responses
from server.archive import Archive
from server.iiif import presentation
from server.iiif.answers import (
    digest_of,
    lines_at,
    manifest_of,
    no_manifest,
    no_part,
    see_other,
    send,
    send_made,
)
from server.iiif.answers2 import send_part
from server.iiif.negotiation import asks_for_version_2
from server.iiif.shelves import find_collection
from server.iiif.texts import GRANULARITY
from server.routing import Route

_PRESENTATION = (presentation.MEDIA_TYPE, "application/json")


def newest_manifest(archive: Archive, record_id: str) -> Response:
    """Lead to the manifest in the version that Accept asks for, which is 3 unless it says 2.

    A redirection, because the ``id`` of a manifest is the address that it is published at
    (Presentation 3.0 §3.2).
    """
    if manifest_of(archive, record_id) is None:
        return no_manifest(archive, record_id)
    address = archive.urls.manifest(record_id)
    response = see_other(archive.urls.in_version_2(address) if _asks_for_version_2() else address)
    response.vary.add("Accept")
    return response


def manifest(archive: Archive, record_id: str) -> Response:
    """Send a manifest as it is stored."""
    stored = manifest_of(archive, record_id)
    if stored is None:
        return no_manifest(archive, record_id)
    return send(stored.body, stored.digest, _PRESENTATION)


def canvas(archive: Archive, record_id: str, page_key: str) -> Response:
    """Send the canvas of a page: it is the same in both versions, and Accept says how to put it."""
    address = archive.urls.canvas(record_id, page_key)
    return (send_part if _asks_for_version_2() else _part)(archive, record_id, address)


def painting(archive: Archive, record_id: str, page_key: str) -> Response:
    """Send the annotation page that paints the picture of a page."""
    return _part(archive, record_id, archive.urls.painting(record_id, page_key))


def painting_annotation(archive: Archive, record_id: str, page_key: str) -> Response:
    """Send the annotation that paints the picture of a page."""
    return _part(archive, record_id, archive.urls.painting_annotation(record_id, page_key))


def recording_annotation(archive: Archive, record_id: str, page_key: str) -> Response:
    """Send the annotation that plays the recording of a page."""
    address = archive.urls.painting_annotation(record_id, page_key, "media")
    return _part(archive, record_id, address)


def annotations(archive: Archive, record_id: str, page_key: str) -> Response:
    """Send the annotation page with the transcript and the translations of a page."""
    return _part(archive, record_id, archive.urls.annotations(record_id, page_key))


def annotation(archive: Archive, record_id: str, page_key: str, tag: str) -> Response:
    """Send the text of a page in one language as an annotation."""
    return _part(archive, record_id, archive.urls.annotation(record_id, page_key, tag))


def contents(archive: Archive, record_id: str, place: str) -> Response:
    """Send a range: an entry of the table of contents, with all that is within it."""
    return _part(archive, record_id, archive.urls.range(record_id, place))


def captions(archive: Archive, record_id: str, page_key: str, tag: str) -> Response:
    """Send the annotation with the captions of a recording in one language."""
    return _part(archive, record_id, archive.urls.captions_annotation(record_id, page_key, tag))


def lines(archive: Archive, record_id: str, page_key: str) -> Response:
    """Send the annotation page with the lines of a page, each where it stands."""
    return _part_of_lines(archive, record_id, page_key, archive.urls.lines(record_id, page_key))


def line(archive: Archive, record_id: str, page_key: str, tag: str, number: int) -> Response:
    """Send a line of the text of a page, where it stands."""
    address = archive.urls.line(record_id, page_key, tag, number)
    return _part_of_lines(archive, record_id, page_key, address)


def text(archive: Archive, record_id: str) -> Response:
    """Send the annotation page with the texts of a whole record."""
    return _part(archive, record_id, archive.urls.text(record_id))


def text_annotation(archive: Archive, record_id: str, tag: str) -> Response:
    """Send the text of a whole record in one language as an annotation."""
    return _part(archive, record_id, archive.urls.text_annotation(record_id, tag))


def collection(archive: Archive, name: str) -> Response:
    """Send a collection, a division of one, or the root of all; 304 before any of it is read."""
    found = find_collection(archive, name)
    if found is None:
        return _no_collection(archive, name)
    return send_made(found.compose, found.digest, _PRESENTATION)


def _part(archive: Archive, record_id: str, address: str) -> Response:
    """Send what the manifest of a record embeds under *address*; it changes with the manifest."""
    stored = manifest_of(archive, record_id)
    if stored is None:
        return no_manifest(archive, record_id)
    found = presentation.part(json.loads(stored.body), address)
    if found is None:
        return no_part(record_id, address)
    return send(presentation.write(found), stored.digest, _PRESENTATION)


def _part_of_lines(archive: Archive, record_id: str, page_key: str, address: str) -> Response:
    """Send the lines of a page, or the one of them at *address*."""
    if manifest_of(archive, record_id) is None:
        return no_manifest(archive, record_id)
    found = lines_at(archive, record_id, page_key, address)
    if found is None:
        return no_part(record_id, address)
    body = presentation.write({"@context": [GRANULARITY, presentation.CONTEXT], **found})
    return send(body, digest_of(body), _PRESENTATION)


def _asks_for_version_2() -> bool:
    return asks_for_version_2(request.headers.get("Accept", ""))


def _no_collection(archive: Archive, name: str) -> Response:
    """Answer 404, save to addresses of a record whose id is ``collection``, which look the same."""
    if name in _PARTS_OF_RECORDS:
        return _PARTS_OF_RECORDS[name](archive, "collection")
    if name.startswith("text:"):
        return text_annotation(archive, "collection", name.removeprefix("text:"))
    message = f"There is no collection “{name}” in this archive."
    return responses.problem(HTTPStatus.NOT_FOUND, message)


_PARTS_OF_RECORDS = {"manifest": manifest, "text": text}

ROUTES = (
    Route("/iiif/<path:record_id>/manifest", newest_manifest, "Manifest, version by Accept"),
    Route("/iiif/3/<path:record_id>/manifest", manifest, "Presentation 3.0 manifest of a record"),
    Route("/iiif/3/collection/<name>", collection, "Presentation 3.0 collection"),
    Route("/iiif/3/<path:record_id>/canvas/<page_key>", canvas, "Canvas of a page"),
    Route("/iiif/3/<path:record_id>/painting/<page_key>", painting, "What is on a canvas"),
    Route(
        "/iiif/3/<path:record_id>/painting/<page_key>:image",
        painting_annotation,
        "Annotation that puts a picture on a canvas",
    ),
    Route(
        "/iiif/3/<path:record_id>/painting/<page_key>:media",
        recording_annotation,
        "Annotation that puts a recording on a canvas",
    ),
    Route(
        "/iiif/3/<path:record_id>/annotations/<page_key>",
        annotations,
        "Transcript and translations of a page",
    ),
    Route(
        "/iiif/3/<path:record_id>/annotations/<page_key>:<tag>",
        annotation,
        "Text of a page in one language",
    ),
    Route("/iiif/3/<path:record_id>/range/<place>", contents, "Entry of a table of contents"),
    Route(
        "/iiif/3/<path:record_id>/annotations/<page_key>:<tag>:captions",
        captions,
        "Captions of a recording in one language",
    ),
    Route("/iiif/3/<path:record_id>/lines/<page_key>", lines, "Lines of a page, with places"),
    Route(
        "/iiif/3/<path:record_id>/lines/<page_key>:<tag>:<int:number>",
        line,
        "One of these lines",
    ),
    Route("/iiif/3/<path:record_id>/text", text, "Texts of a whole record"),
    Route("/iiif/3/<path:record_id>/text:<tag>", text_annotation, "One of these texts"),
)
