"""Where the images of an archive are kept: in its data folder, or where the settings say."""

from functools import cache
from pathlib import Path

from server.iiif.bucket import Bucket
from server.iiif.depot import Depot, Folder, image_name
from server.iiif.pyramids import complete, pyramid_path
from server.iiif.ready import ready_name
from server.settings import Settings


def depot_of(settings: Settings) -> Depot:
    """Return the depot of *settings*; nothing is opened yet."""
    if not settings.images_url:
        return Folder(settings.images_dir)
    most_bytes = settings.image_cache_mb * 1_000_000
    return _bucket(settings.images_url, settings.copies_dir, most_bytes)


def publish(digest: str, settings: Settings) -> None:
    """Bring the image *digest*, stored in the data folder, to where images are kept.

    Raises:
        OSError: it cannot be reached, or does not take it.
    """
    if not settings.images_url:
        return
    depot, name = depot_of(settings), image_name(digest)
    # The image comes last: whoever finds it finds what belongs to it.
    for one in (ready_name(name), name):
        path = settings.images_dir / one
        if path.is_file():
            depot.put(path, one)


def is_kept(digest: str, settings: Settings) -> bool:
    """Return whether the image *digest* is where images are kept, with what belongs to it.

    In a folder what is missing beside it is made, and a damaged image is none.
    """
    if not settings.images_url:
        return complete(pyramid_path(settings.images_dir, digest))
    try:
        for one in (image_name(digest), ready_name(image_name(digest))):
            depot_of(settings).find(one)
    except FileNotFoundError:
        return False
    return True


@cache
def _bucket(address: str, copies: Path, most_bytes: int) -> Bucket:
    return Bucket(address, copies, most_bytes)
