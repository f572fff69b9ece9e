"""The Flask edges of IIIF: Presentation API 3.0 and Image API 3.0.

<https://iiif.io/api/presentation/3.0/#6-http-requests-and-responses> and
<https://iiif.io/api/image/3.0/#2-uri-syntax>. The server in front decodes ``%2F`` before an address
is matched, so patterns are read from the right: page keys, set specs and language tags hold no
slash.
"""

import hashlib
import json
from collections.abc import Sequence
from http import HTTPStatus
from urllib.parse import quote

from flask import Response, request

from schemas.grammar import ROOT_COLLECTION, is_id, is_key, is_set_spec
from schemas.native import Json
from schemas.record import Collection, Image, Value
from server import responses
from server.archive import Archive
from server.iiif import image, presentation
from server.iiif.image import ImageError, ImageRequest, Limits, Size
from server.iiif.pixels import pyramid_path, render
from server.iiif.properties import Provider
from server.iiif.texts import GRANULARITY, lines_of_page
from server.routing import Route
from server.store.prepared import Manifest
from server.urls import split_image_identifier

_PRESENTATION = (presentation.MEDIA_TYPE, "application/json")
_INFORMATION = (f'application/ld+json;profile="{image.CONTEXT}"', "application/json")

# Pictures are many and rarely change: a cache need not ask again for a day.
_KEEP = "public, max-age=86400"


def newest_manifest(archive: Archive, record_id: str) -> Response:
    """Lead to the manifest in the version that Accept asks for, which is 3 until there are more.

    A redirection, because the ``id`` of a manifest is the address that it is published at
    (Presentation 3.0 §3.2).
    """
    if _manifest(archive, record_id) is None:
        return _no_manifest(archive, record_id)
    response = _see_other(archive.urls.manifest(record_id))
    response.vary.add("Accept")
    return response


def manifest(archive: Archive, record_id: str) -> Response:
    """Send a manifest as it is stored."""
    stored = _manifest(archive, record_id)
    if stored is None:
        return _no_manifest(archive, record_id)
    return _send(stored.body, stored.digest, _PRESENTATION)


def canvas(archive: Archive, record_id: str, page_key: str) -> Response:
    """Send the canvas of a page."""
    return _part(archive, record_id, archive.urls.canvas(record_id, page_key))


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


def collection(archive: Archive, set_spec: str) -> Response:
    """Send a collection, or the root of all."""
    described = _described(archive, set_spec)
    if described is None:
        return _no_collection(archive, set_spec)
    inside = None if set_spec == ROOT_COLLECTION else set_spec
    body = presentation.collection(
        described,
        archive.store.children(inside),
        archive.store.items(inside),
        archive.urls,
        Provider(archive.settings.repository_name, archive.urls.home()),
    )
    return _send(body, _digest(body), _PRESENTATION)


def image_base(archive: Archive, identifier: str) -> Response:
    """Lead from the base URI of an image to its description (Image 3.0 §2)."""
    if _image(archive, identifier) is None:
        return _no_image(archive, identifier)
    return _see_other(f"{_service(archive, identifier)}/info.json")


def image_information(archive: Archive, identifier: str) -> Response:
    """Send the description of an image (Image 3.0 §5)."""
    found = _image(archive, identifier)
    if found is None:
        return _no_image(archive, identifier)
    full = Size(found.width, found.height)
    body = json.dumps(image.info(_service(archive, identifier), full, _limits(archive))).encode()
    return _send(body, _digest(body), _INFORMATION)


def picture(
    archive: Archive, identifier: str, region: str, size: str, rotation: str, quality_format: str
) -> Response:
    """Send an image as it is asked for (Image 3.0 §4)."""
    found = _image(archive, identifier)
    if found is None:
        return _no_image(archive, identifier)
    full = Size(found.width, found.height)
    try:
        asked = image.parse_request(region, size, rotation, quality_format, full, _limits(archive))
        return _send_picture(archive, identifier, found, asked)
    except ImageError as error:
        return responses.problem(HTTPStatus(error.status), str(error))


def _send_picture(archive: Archive, identifier: str, found: Image, asked: ImageRequest) -> Response:
    """Send what is *asked* of an image; whoever has it already costs no pixel.

    Raises:
        LostImage: the stored image is missing or damaged.
    """
    full = Size(found.width, found.height)
    address = image.canonical(asked, full, _limits(archive))
    # A ^ has to be escaped in a URI (RFC 3986 §2).
    canonical = f"{_service(archive, identifier)}/{quote(address, safe='/,!')}"
    response = Response(content_type=image.FORMATS[asked.format].media_type)
    response.headers["Cache-Control"] = _KEEP
    response.headers["Link"] = f'<{canonical}>;rel="canonical", <{image.PROFILE}>;rel="profile"'
    response.set_etag(_digest(f"{found.digest}/{address}".encode()))
    response.make_conditional(request)
    if response.status_code == HTTPStatus.OK:
        response.set_data(render(pyramid_path(archive.settings.images_dir, found.digest), asked))
    return response


def _manifest(archive: Archive, record_id: str) -> Manifest | None:
    # Not every text can be sought in every database: PostgreSQL takes no NUL.
    return archive.store.manifest(record_id) if is_id(record_id) else None


def _part(archive: Archive, record_id: str, address: str) -> Response:
    """Send what the manifest of a record embeds under *address*; it changes with the manifest."""
    stored = _manifest(archive, record_id)
    if stored is None:
        return _no_manifest(archive, record_id)
    found = presentation.part(json.loads(stored.body), address)
    if found is None:
        message = f"The manifest of the record “{record_id}” holds no {address}."
        return responses.problem(HTTPStatus.NOT_FOUND, message)
    return _send(presentation.write(found), stored.digest, _PRESENTATION)


def _part_of_lines(archive: Archive, record_id: str, page_key: str, address: str) -> Response:
    """Send the lines of a page, or the one of them at *address*.

    They are made when they are asked for: a manifest that held them would be ten times as large.
    """
    kept = archive.store.kept(record_id) if is_id(record_id) else None
    if kept is None or not kept.visible:
        return _no_manifest(archive, record_id)
    page = next((one for one in kept.record.canvases if one.key == page_key and one.boxes), None)
    whole = None if page is None else lines_of_page(page, record_id, archive.urls)
    found = None if whole is None else _at(whole, address)
    if found is None:
        message = f"The record “{record_id}” holds no {address}."
        return responses.problem(HTTPStatus.NOT_FOUND, message)
    body = presentation.write({"@context": [GRANULARITY, presentation.CONTEXT], **found})
    return _send(body, _digest(body), _PRESENTATION)


def _at(page: Json, address: str) -> Json | None:
    """Return the annotation page *page* itself, or that one of its annotations, at *address*."""
    return next((one for one in (page, *page["items"]) if one["id"] == address), None)


def _described(archive: Archive, set_spec: str) -> Collection | None:
    if set_spec == ROOT_COLLECTION:
        return Collection(set_spec, {"title": (Value(archive.settings.repository_name),)})
    return archive.store.collection(set_spec) if is_set_spec(set_spec) else None


def _image(archive: Archive, identifier: str) -> Image | None:
    record_id, page_key = split_image_identifier(identifier)
    is_name = is_id(record_id) and is_key(page_key)
    return archive.store.image(record_id, page_key) if is_name else None


def _service(archive: Archive, identifier: str) -> str:
    return archive.urls.image_service(*split_image_identifier(identifier))


def _limits(archive: Archive) -> Limits:
    settings = archive.settings
    return Limits(settings.image_max_side, settings.image_max_side, settings.image_max_pixels)


def _no_manifest(archive: Archive, record_id: str) -> Response:
    message = f"There is no record “{record_id}” with pictures in this archive."
    return _absent(archive, record_id, message)


def _no_collection(archive: Archive, set_spec: str) -> Response:
    """Answer 404, save to addresses of a record whose id is ``collection``, which look the same."""
    if set_spec in _PARTS_OF_RECORDS:
        return _PARTS_OF_RECORDS[set_spec](archive, "collection")
    if set_spec.startswith("text:"):
        return text_annotation(archive, "collection", set_spec.removeprefix("text:"))
    message = f"There is no collection “{set_spec}” in this archive."
    return responses.problem(HTTPStatus.NOT_FOUND, message)


_PARTS_OF_RECORDS = {"manifest": manifest, "text": text}


def _no_image(archive: Archive, identifier: str) -> Response:
    record_id, _ = split_image_identifier(identifier)
    return _absent(archive, record_id, f"There is no image “{identifier}” in this archive.")


def _absent(archive: Archive, record_id: str, message: str) -> Response:
    """Answer 410 for what was withdrawn, and 404 with *message* for what nobody may know of."""
    kept = archive.store.kept(record_id) if is_id(record_id) else None
    # A record that never was public left no trace in the world, and leaves none here.
    if kept is not None and kept.deleted and archive.store.formats(record_id):
        gone = f"The record “{record_id}” was withdrawn from this archive."
        return responses.problem(HTTPStatus.GONE, gone)
    return responses.problem(HTTPStatus.NOT_FOUND, message)


def _send(body: bytes, digest: str, offers: Sequence[str]) -> Response:
    media_type = responses.choose(request, offers)
    return responses.send(request, body, media_type, digest, ["Accept"])


def _digest(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=16).hexdigest()


def _see_other(address: str) -> Response:
    return Response(status=HTTPStatus.SEE_OTHER, headers={"Location": address})


ROUTES = (
    Route("/iiif/<path:record_id>/manifest", newest_manifest, "Manifest, version by Accept"),
    Route("/iiif/3/<path:record_id>/manifest", manifest, "Presentation 3.0 manifest of a record"),
    Route("/iiif/3/collection/<set_spec>", collection, "Presentation 3.0 collection"),
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
    Route("/iiif/image/3/<path:identifier>", image_base, "Base URI of an image"),
    Route("/iiif/image/3/<path:identifier>/info.json", image_information, "Image API 3.0 info"),
    Route(
        "/iiif/image/3/<path:identifier>/<region>/<size>/<rotation>/<quality_format>",
        picture,
        "Image API 3.0 image",
    ),
)
