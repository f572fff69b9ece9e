"""What the edges of Presentation 2.1 have in common: 3.0 is turned on the way out."""

import json
from collections.abc import Callable

from flask import Response

from schemas.native import Json
from server import __version__
from server.archive import Archive
from server.iiif import presentation
from server.iiif.answers import digest_of, manifest_of, no_manifest, no_part, send_made
from server.iiif.presentation2 import MEDIA_TYPES, version_2


def send(make: Callable[[], Json], digest: str) -> Response:
    """Send what *make* gives, which changes with what *digest* tells apart, and with releases."""
    validator = digest_of(f"{digest} 2.1 {__version__}".encode())
    return send_made(lambda: presentation.write(make()), validator, MEDIA_TYPES)


def send_part(archive: Archive, record_id: str, address: str) -> Response:
    """Send in version 2.1 what the manifest of a record embeds at *address* in 3.0."""
    stored = manifest_of(archive, record_id)
    if stored is None:
        return no_manifest(archive, record_id)
    found = presentation.part(json.loads(stored.body), address)
    if found is None:
        return no_part(record_id, address)
    return send(lambda: version_2(found, archive.urls), stored.digest)
