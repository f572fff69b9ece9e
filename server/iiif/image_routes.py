"""The Flask edges of Image API 3.0 and 2.1.1, <https://iiif.io/api/image/3.0/#2-uri-syntax>.

The server in front decodes ``%2F`` before an address is matched, so patterns are read from the
right: page keys and the parts of a request hold no slash. Section numbers are those of both.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, NamedTuple

from flask import Response, request
from werkzeug.http import http_date

from schemas.native import Json
from server import responses
from server.archive import Archive
from server.iiif import image
from server.iiif.access import shown
from server.iiif.answers import absent, digest_of, see_other, send
from server.iiif.image import ImageError, Limits, Size
from server.iiif.image_info import info_2, info_3
from server.iiif.image_request import VERSION_2, VERSION_3, Version
from server.iiif.pictures import Asked
from server.iiif.presentation import head_of
from server.iiif.renders import RETRY_SECONDS, Busy
from server.routing import Route
from server.urls import Urls, split_image_identifier

# Pictures are many and rarely change: a cache need not ask again for a day.
_KEEP = "public, max-age=86400"


class Answer(NamedTuple):
    """A picture to send: what is *asked* of the archive, and the links of its answer (§6, §4.7)."""

    asked: Asked
    link: str

    def headers(self) -> responses.Headers:
        """Return what tells of it, but for its length."""
        return [
            ("Content-Type", image.FORMATS[self.asked.request.format].media_type),
            ("Cache-Control", _KEEP),
            ("Link", self.link),
            ("ETag", f'"{self.asked.digest}"'),
            ("Last-Modified", http_date(self.asked.modified)),
        ]

    def send(self, archive: Archive) -> Response:
        """Return it, or 304 to whoever has it; it is not made where only headers are asked for.

        Raises:
            LostImage: the stored image is damaged.
            Busy: too much is being rendered.
        """
        response = Response(headers=self.headers())
        response.make_conditional(request)
        if request.method == "HEAD":
            del response.headers["Content-Length"]  # nobody knows it yet (RFC 9110 §8.6)
            response.response = iter(())
        elif response.status_code == HTTPStatus.OK:
            response.set_data(archive.pictures.body(self.asked))
        return response


@dataclass(frozen=True, slots=True)
class ImageApi:
    """The edges of one version: its grammar, the document it describes an image with, addresses."""

    version: Version
    info: Callable[[str, Size, Limits, Mapping[str, Any]], Json]
    media_types: tuple[str, str]
    service: Callable[[Urls, str, str], str]

    def image_base(self, archive: Archive, identifier: str) -> Response:
        """Lead from the base URI of an image to its description (§2)."""
        if shown(archive, identifier) is None:
            return _no_image(archive, identifier)
        return see_other(f"{self._service(archive, identifier)}/info.json")

    def image_information(self, archive: Archive, identifier: str) -> Response:
        """Send the description of an image (§5)."""
        found = shown(archive, identifier)
        if found is None:
            return _no_image(archive, identifier)
        service, about = self._service(archive, identifier), _about(archive, identifier)
        body = json.dumps(self.info(service, found.size, found.limits, about)).encode()
        response = send(body, digest_of(body), self.media_types)
        response.headers["Link"] = f'<{self.version.profile}>;rel="profile"'
        return response

    def picture(
        self,
        archive: Archive,
        identifier: str,
        region: str,
        size: str,
        rotation: str,
        quality_format: str,
    ) -> Response:
        """Send an image as it is asked for (§4); whoever has it already costs no pixel."""
        segments = (region, size, rotation, quality_format)
        try:
            found = self.find(archive, identifier, segments)
            return _no_image(archive, identifier) if found is None else found.send(archive)
        except Busy:
            return _come_back()
        except ImageError as error:
            return responses.problem(HTTPStatus(error.status), str(error))

    def find(
        self, archive: Archive, identifier: str, segments: tuple[str, str, str, str]
    ) -> "Answer | None":
        """Return what the *segments* of an image address ask for, None if that is not to be seen.

        Raises:
            ImageError: they are malformed, or the stored image is missing.
        """
        seen = shown(archive, identifier)
        if seen is None:
            return None
        request = self.version.parse_request(*segments, seen.size, seen.limits)
        shrunk = seen.size if seen.reduced else None
        asked = archive.pictures.ask(seen.image.digest, request, shrunk, seen.changed)
        address = self.version.canonical(request, seen.size, seen.limits)
        # A ^ has to be escaped in a URI (RFC 3986 §2); nothing else in it has.
        canonical = f"{self._service(archive, identifier)}/{address.replace('^', '%5E')}"
        return Answer(
            asked, f'<{canonical}>;rel="canonical", <{self.version.profile}>;rel="profile"'
        )

    def _service(self, archive: Archive, identifier: str) -> str:
        return self.service(archive.urls, *split_image_identifier(identifier))


def _about(archive: Archive, identifier: str) -> Mapping[str, Any]:
    """Return the rights of an image, and the manifest that shows it (3.0 §5.6, §5.8)."""
    record_id, _ = split_image_identifier(identifier)
    manifest = archive.store.manifest(record_id)
    head = head_of(manifest.body) if manifest else {}
    part_of = {name: head[name] for name in ("id", "type", "label") if name in head}
    return {"rights": head.get("rights"), "part_of": part_of}


def _no_image(archive: Archive, identifier: str) -> Response:
    record_id, _ = split_image_identifier(identifier)
    return absent(archive, record_id, f"There is no image “{identifier}” in this archive.")


def _come_back() -> Response:
    message = "Too many images are being made at the moment; please come back."
    response = responses.problem(HTTPStatus.SERVICE_UNAVAILABLE, message)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


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


APIS = {"/iiif/image/3/": IMAGE_API_3, "/iiif/image/2/": IMAGE_API_2}
"""What the addresses of images begin with, and the version that they are of."""


def pattern(prefix: str) -> str:
    """Return the pattern of the addresses of images beneath *prefix*."""
    return f"{prefix}<path:identifier>/<region>/<size>/<rotation>/<quality_format>"


def _routes(prefix: str, api: ImageApi, name: str) -> tuple[Route, ...]:
    """The routes of *api*, called *name*, beneath *prefix*."""
    return (
        Route(f"{prefix}<path:identifier>", api.image_base, f"Base URI of an image, {name}"),
        Route(f"{prefix}<path:identifier>/info.json", api.image_information, f"{name} info"),
        Route(pattern(prefix), api.picture, f"{name} image"),
    )


ROUTES = (
    *_routes("/iiif/image/3/", IMAGE_API_3, "Image API 3.0"),
    *_routes("/iiif/image/2/", IMAGE_API_2, "Image API 2.1"),
)
