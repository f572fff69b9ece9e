"""The pictures of an archive: what is asked for, by the cheapest way to its bytes.

A stored tile or what was made ready is copied; what was rendered before is kept on disk for a
while; the rest is rendered, in a lane of its own.
"""

import hashlib
import os
from typing import NamedTuple

from server.iiif.depot import Folder, Found
from server.iiif.derivatives import Derivatives
from server.iiif.image import ImageRequest, Size
from server.iiif.pixels import MADE, render
from server.iiif.renders import Renders
from server.iiif.stored import StoredImages
from server.iiif.vips import keep_to_one_thread
from server.settings import Settings

WORKERS = "FONDS_WORKERS_HERE"
"""The variable in which ``fonds serve`` tells its workers how many they are."""

_MOST_AT_ONCE = 4  # of eight threads that a worker has, beside those that wait


class Asked(NamedTuple):
    """A picture that is asked of a stored image, whose pixels nobody has touched yet.

    *digest* tells its bytes from all others. *modified* is when it may last have changed, in
    seconds since 1970. Where *shrunk* is a size, no more is to be seen of the image than there is
    at that size, and *request* asks for a part of that.
    """

    found: Found
    request: ImageRequest
    shrunk: Size | None
    digest: str
    modified: int


class Pictures:
    """What one process sends of the images of an archive."""

    def __init__(self, images: StoredImages, kept: Derivatives, renders: Renders) -> None:
        self._images, self._kept, self._renders = images, kept, renders

    def ask(
        self, image_digest: str, request: ImageRequest, shrunk: Size | None, changed: int
    ) -> Asked:
        """Return what *request* comes to; no pixel of it is made.

        Raises:
            LostImage: the stored image is missing.
        """
        found = self._images.find(image_digest)
        told = f"{image_digest}/{found.edition}/{MADE}/{shrunk or ''}/{_spelt(request)}"
        digest = hashlib.blake2b(told.encode(), digest_size=16).hexdigest()
        return Asked(found, request, shrunk, digest, max(found.modified, changed, MADE))

    def body(self, asked: Asked) -> bytes:
        """Return the bytes of what is *asked*.

        Raises:
            LostImage: the stored image is missing or damaged.
            Busy: too much is being rendered.
        """
        # Not a stored tile is sent of what is only shown small.
        copied = None if asked.shrunk else self._images.copy(asked.found, asked.request)
        return copied or self._kept.get(asked.digest) or self._rendered(asked)

    def _rendered(self, asked: Asked) -> bytes:
        return self._renders.one(asked.digest, lambda: self._render(asked))

    def _render(self, asked: Asked) -> bytes:
        # Who waited for a place may have waited for the one who made it.
        if kept := self._kept.get(asked.digest):
            return kept
        keep_to_one_thread()
        with self._images.local(asked.found) as pyramid:
            body = render(pyramid, asked.request, asked.shrunk)
        self._kept.put(asked.digest, body)
        return body


def _spelt(request: ImageRequest) -> str:
    """Return what tells the images of requests apart, whichever version they are made in."""
    box, size, turn = request.region, request.size, request.rotation
    region = f"{box.x},{box.y},{box.width},{box.height}/{size.width},{size.height}"
    quality = "default" if request.quality == "color" else request.quality
    return f"{region}/{turn.mirrored:d}{turn.degrees}/{quality}.{request.format}"


def open_pictures(settings: Settings) -> Pictures:
    """Return the pictures of the archive that *settings* name; nothing is read or made yet."""
    return Pictures(
        StoredImages(Folder(settings.images_dir)),
        Derivatives(settings.derivatives_dir, settings.image_cache_mb * 1_000_000),
        Renders(settings.image_renders or _share()),
    )


def _share() -> int:
    """Return the processors that are left to one of the workers here, one at least."""
    workers = int(os.environ.get(WORKERS, "1"))
    return min(-(-(os.cpu_count() or 1) // workers), _MOST_AT_ONCE)
