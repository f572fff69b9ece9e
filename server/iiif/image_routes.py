"""The Flask edges of Image API 3.0 and 2.1.1, <https://iiif.io/api/image/3.0/#2-uri-syntax>.

The server in front decodes ``%2F`` before an address is matched, so patterns are read from the
right: page keys and the parts of a request hold no slash. Section numbers are those of both.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote

from flask import Response, request

from schemas.grammar import is_id, is_key
from schemas.native import Json
from schemas.record import Image
from server import responses
from server.archive import Archive
from server.iiif import image
from server.iiif.answers import absent, digest_of, see_other, send
from server.iiif.image import VERSION_2, VERSION_3, ImageError, ImageRequest, Limits, Size, Version
from server.iiif.image_info import info_2, info_3
from server.iiif.pixels import render
from server.iiif.pyramids import pyramid_path
from server.routing import Route
from server.urls import Urls, split_image_identifier

# Pictures are many and rarely change: a cache need not ask again for a day.
_KEEP = "public, max-age=86400"


@dataclass(frozen=True, slots=True)
class ImageApi:
    """The edges of one version: its grammar, the document it describes an image with, addresses."""

    version: Version
    info: Callable[[str, Size, Limits], Json]
    media_types: tuple[str, str]
    service: Callable[[Urls, str, str], str]

    def image_base(self, archive: Archive, identifier: str) -> Response:
        """Lead from the base URI of an image to its description (§2)."""
        if _image(archive, identifier) is None:
            return _no_image(archive, identifier)
        return see_other(f"{self._service(archive, identifier)}/info.json")

    def image_information(self, archive: Archive, identifier: str) -> Response:
        """Send the description of an image (§5)."""
        found = _image(archive, identifier)
        if found is None:
            return _no_image(archive, identifier)
        full = Size(found.width, found.height)
        described = self.info(self._service(archive, identifier), full, _limits(archive))
        body = json.dumps(described).encode()
        return send(body, digest_of(body), self.media_types)

    def picture(
        self,
        archive: Archive,
        identifier: str,
        region: str,
        size: str,
        rotation: str,
        quality_format: str,
    ) -> Response:
        """Send an image as it is asked for (§4)."""
        found = _image(archive, identifier)
        if found is None:
            return _no_image(archive, identifier)
        full = Size(found.width, found.height)
        segments = (region, size, rotation, quality_format)
        try:
            asked = self.version.parse_request(*segments, full, _limits(archive))
            return self._send_picture(archive, identifier, found, asked)
        except ImageError as error:
            return responses.problem(HTTPStatus(error.status), str(error))

    def _send_picture(
        self, archive: Archive, identifier: str, found: Image, asked: ImageRequest
    ) -> Response:
        """Send what is *asked* of an image; whoever has it already costs no pixel.

        Raises:
            LostImage: the stored image is missing or damaged.
        """
        full = Size(found.width, found.height)
        address = self.version.canonical(asked, full, _limits(archive))
        # A ^ has to be escaped in a URI (RFC 3986 §2).
        canonical = f"{self._service(archive, identifier)}/{quote(address, safe='/,!')}"
        profile = self.version.profile
        response = Response(content_type=image.FORMATS[asked.format].media_type)
        response.headers["Cache-Control"] = _KEEP
        response.headers["Link"] = f'<{canonical}>;rel="canonical", <{profile}>;rel="profile"'
        response.set_etag(digest_of(f"{found.digest}/{address}".encode()))
        response.make_conditional(request)
        if response.status_code == HTTPStatus.OK:
            pyramid = pyramid_path(archive.settings.images_dir, found.digest)
            response.set_data(render(pyramid, asked))
        return response

    def _service(self, archive: Archive, identifier: str) -> str:
        return self.service(archive.urls, *split_image_identifier(identifier))


def _image(archive: Archive, identifier: str) -> Image | None:
    record_id, page_key = split_image_identifier(identifier)
    is_name = is_id(record_id) and is_key(page_key)
    return archive.store.image(record_id, page_key) if is_name else None


def _limits(archive: Archive) -> Limits:
    settings = archive.settings
    return Limits(settings.image_max_side, settings.image_max_side, settings.image_max_pixels)


def _no_image(archive: Archive, identifier: str) -> Response:
    record_id, _ = split_image_identifier(identifier)
    return absent(archive, record_id, f"There is no image “{identifier}” in this archive.")


# JSON-LD unless plain JSON is preferred, and the other way round (3.0 §5.1, 2.1 §5.1).
IMAGE_API_3 = ImageApi(
    VERSION_3,
    info_3,
    (f'application/ld+json;profile="{VERSION_3.context}"', "application/json"),
    Urls.image_service,
)
IMAGE_API_2 = ImageApi(
    VERSION_2,
    info_2,
    ("application/json", f'application/ld+json;profile="{VERSION_2.context}"'),
    Urls.image_service_2,
)


def _routes(prefix: str, api: ImageApi, name: str) -> tuple[Route, ...]:
    """The routes of *api*, called *name*, beneath *prefix*."""
    request_uri = f"{prefix}/<path:identifier>/<region>/<size>/<rotation>/<quality_format>"
    return (
        Route(f"{prefix}/<path:identifier>", api.image_base, f"Base URI of an image, {name}"),
        Route(f"{prefix}/<path:identifier>/info.json", api.image_information, f"{name} info"),
        Route(request_uri, api.picture, f"{name} image"),
    )


ROUTES = (
    *_routes("/iiif/image/3", IMAGE_API_3, "Image API 3.0"),
    *_routes("/iiif/image/2", IMAGE_API_2, "Image API 2.1"),
)
