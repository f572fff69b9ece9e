"""Who may see a picture, and how much of it: asked before any cache, tile or validator.

A picture of a visible record is shown as it is. That of a restricted record is not, unless
``FONDS_IMAGE_RESTRICTED_SIDE`` says up to how many pixels a side. Then it is a small image: all
that can be asked of it is a part of those pixels, so that no patience puts the large one together.
"""

from typing import NamedTuple

from schemas.grammar import is_id, is_key
from schemas.record import Image
from server.archive import Archive
from server.iiif.image import Limits, Size, thumbnail_size
from server.store.prepared import Kept
from server.urls import split_image_identifier


class Shown(NamedTuple):
    """A picture that may be seen: its *size* as whoever asks is told, and what may be asked of it.

    *changed* is when the record that it belongs to last did, in seconds since 1970. *reduced*
    pictures are stored larger than they are shown.
    """

    image: Image
    size: Size
    limits: Limits
    changed: int
    reduced: bool = False


def shown(archive: Archive, identifier: str) -> Shown | None:
    """Return the picture that *identifier* names, or None where there is none to be seen."""
    record_id, page_key = split_image_identifier(identifier)
    if not (is_id(record_id) and is_key(page_key)):
        return None
    found = archive.store.picture(record_id, page_key)
    if found is None:
        return _restricted(archive, record_id, page_key)
    image, changed = found
    return Shown(image, Size(image.width, image.height), archive.image_limits, changed)


def _restricted(archive: Archive, record_id: str, page_key: str) -> Shown | None:
    side = archive.settings.image_restricted_side
    kept = archive.store.kept(record_id) if side else None
    image = _picture_of(kept, page_key) if kept is not None else None
    if kept is None or image is None:
        return None
    size = thumbnail_size(Size(image.width, image.height), side)
    return Shown(image, size, Limits(side, side, side**2), kept.datestamp, reduced=True)


def _picture_of(kept: Kept, page_key: str) -> Image | None:
    # What is visible has been asked for before; what was withdrawn is gone.
    if kept.visible or kept.deleted:
        return None
    return next((page.image for page in kept.record.images if page.key == page_key), None)
