"""The Flask edges of Presentation API 2.1.1: every resource of 3.0, said in the older way.

<https://iiif.io/api/presentation/2.1/#http-requests-and-responses>. What is stored is 3.0; it is
turned on the way out, after 304 has been considered.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus

from flask import Response

from server import responses
from server.archive import Archive
from server.iiif import presentation
from server.iiif.answers import digest_of, lines_at, manifest_of, no_manifest, no_part
from server.iiif.answers2 import send, send_part
from server.iiif.presentation2 import range_of, version_2
from server.iiif.shelves import find_collection
from server.routing import Route
from server.urls import Urls


def manifest(archive: Archive, record_id: str) -> Response:
    """Send a manifest in version 2.1."""
    stored = manifest_of(archive, record_id)
    if stored is None:
        return no_manifest(archive, record_id)
    return send(lambda: version_2(json.loads(stored.body), archive.urls), stored.digest)


def collection(archive: Archive, name: str) -> Response:
    """Send a collection, or a division of one, in version 2.1."""
    found = find_collection(archive, name)
    if found is None:
        return _no_collection(archive, name)
    return send(lambda: version_2(json.loads(found.compose()), archive.urls), found.digest)


@dataclass(frozen=True, slots=True)
class Part:
    """A kind of resource that manifests embed: where, and how its address in 3.0 is minted."""

    rule: str
    address: Callable[..., str]
    meaning: str

    def send(self, archive: Archive, record_id: str, **names: str) -> Response:
        """Send the part of the manifest of a record that *names* tell from others."""
        address = self.address(archive.urls, record_id, **names)
        return send_part(archive, record_id, address)


def range_(archive: Archive, record_id: str, name: str) -> Response:
    """Send a range in version 2.1, or the one above all others."""
    stored = manifest_of(archive, record_id)
    if stored is None:
        return no_manifest(archive, record_id)
    address = archive.urls.range_2(record_id, name)
    found = range_of(json.loads(stored.body), address, archive.urls)
    if found is None:
        return no_part(record_id, address)
    return send(lambda: found, stored.digest)


def lines(archive: Archive, record_id: str, key: str) -> Response:
    """Send the annotation list with the lines of a page, each where it stands."""
    return _part_of_lines(archive, record_id, key, archive.urls.lines(record_id, key))


def line(archive: Archive, record_id: str, key: str, tag: str, number: int) -> Response:
    """Send a line of the text of a page, where it stands."""
    return _part_of_lines(archive, record_id, key, archive.urls.line(record_id, key, tag, number))


def _part_of_lines(archive: Archive, record_id: str, key: str, address: str) -> Response:
    if manifest_of(archive, record_id) is None:
        return no_manifest(archive, record_id)
    found = lines_at(archive, record_id, key, address)
    if found is None:
        return no_part(record_id, address)
    return send(lambda: version_2(found, archive.urls), digest_of(presentation.write(found)))


def _no_collection(archive: Archive, name: str) -> Response:
    """Answer 404, save to addresses of a record whose id is ``collection``, which look the same."""
    if name == "manifest":
        return manifest(archive, "collection")
    if name == "text" or name.startswith("text:"):
        above = archive.urls.text("collection").removesuffix("text")
        return send_part(archive, "collection", f"{above}{name}")
    message = f"There is no collection “{name}” in this archive."
    return responses.problem(HTTPStatus.NOT_FOUND, message)


PARTS = (
    Part("canvas/<key>", Urls.canvas, "Canvas of a page in 2.1"),
    Part("painting/<key>", Urls.painting, "What is on a canvas besides pictures"),
    Part(
        "painting/<key>:image",
        Urls.painting_annotation,
        "Annotation that puts a picture on a canvas, in 2.1",
    ),
    Part(
        "painting/<key>:media",
        partial(Urls.painting_annotation, what="media"),
        "Annotation that puts a recording on a canvas, in 2.1",
    ),
    Part("annotations/<key>", Urls.annotations, "Annotation list with the texts of a page"),
    Part("annotations/<key>:<tag>", Urls.annotation, "One of these texts in 2.1"),
    Part("annotations/<key>:<tag>:captions", Urls.captions_annotation, "Captions in 2.1"),
    Part("text", Urls.text, "Annotation list with the texts of a whole record"),
    Part("text:<tag>", Urls.text_annotation, "Text of a whole record in 2.1"),
)
ROUTES = (
    Route("/iiif/2/<path:record_id>/manifest", manifest, "Presentation 2.1 manifest of a record"),
    Route("/iiif/2/collection/<name>", collection, "Presentation 2.1 collection"),
    Route("/iiif/2/<path:record_id>/range/<name>", range_, "Range in 2.1, without those in it"),
    Route("/iiif/2/<path:record_id>/lines/<key>", lines, "Annotation list with lines of a page"),
    Route("/iiif/2/<path:record_id>/lines/<key>:<tag>:<int:number>", line, "One of them in 2.1"),
    *(Route(f"/iiif/2/<path:record_id>/{one.rule}", one.send, one.meaning) for one in PARTS),
)
