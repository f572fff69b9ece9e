"""The Flask edges of Image API 3.0, <https://iiif.io/api/image/3.0/#2-uri-syntax>.

The server in front decodes ``%2F`` before an address is matched, so patterns are read from the
right: page keys and the parts of a request hold no slash.
"""

import json
from http import HTTPStatus
from urllib.parse import quote

from flask import Response, request

from schemas.grammar import is_id, is_key
from schemas.record import Image
from server import responses
from server.archive import Archive
from server.iiif import image
from server.iiif.answers import absent, digest_of, see_other, send
from server.iiif.image import ImageError, ImageRequest, Limits, Size
from server.iiif.pixels import pyramid_path, render
from server.routing import Route
from server.urls import split_image_identifier

_INFORMATION = (f'application/ld+json;profile="{image.CONTEXT}"', "application/json")

# Pictures are many and rarely change: a cache need not ask again for a day.
_KEEP = "public, max-age=86400"


def image_base(archive: Archive, identifier: str) -> Response:
    """Lead from the base URI of an image to its description (Image 3.0 §2)."""
    if _image(archive, identifier) is None:
        return _no_image(archive, identifier)
    return see_other(f"{_service(archive, identifier)}/info.json")


def image_information(archive: Archive, identifier: str) -> Response:
    """Send the description of an image (Image 3.0 §5)."""
    found = _image(archive, identifier)
    if found is None:
        return _no_image(archive, identifier)
    full = Size(found.width, found.height)
    body = json.dumps(image.info(_service(archive, identifier), full, _limits(archive))).encode()
    return send(body, digest_of(body), _INFORMATION)


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
    response.set_etag(digest_of(f"{found.digest}/{address}".encode()))
    response.make_conditional(request)
    if response.status_code == HTTPStatus.OK:
        response.set_data(render(pyramid_path(archive.settings.images_dir, found.digest), asked))
    return response


def _image(archive: Archive, identifier: str) -> Image | None:
    record_id, page_key = split_image_identifier(identifier)
    is_name = is_id(record_id) and is_key(page_key)
    return archive.store.image(record_id, page_key) if is_name else None


def _service(archive: Archive, identifier: str) -> str:
    return archive.urls.image_service(*split_image_identifier(identifier))


def _limits(archive: Archive) -> Limits:
    settings = archive.settings
    return Limits(settings.image_max_side, settings.image_max_side, settings.image_max_pixels)


def _no_image(archive: Archive, identifier: str) -> Response:
    record_id, _ = split_image_identifier(identifier)
    return absent(archive, record_id, f"There is no image “{identifier}” in this archive.")


ROUTES = (
    Route("/iiif/image/3/<path:identifier>", image_base, "Base URI of an image"),
    Route("/iiif/image/3/<path:identifier>/info.json", image_information, "Image API 3.0 info"),
    Route(
        "/iiif/image/3/<path:identifier>/<region>/<size>/<rotation>/<quality_format>",
        picture,
        "Image API 3.0 image",
    ),
)
