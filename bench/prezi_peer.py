"""A server that builds its manifest when it is asked, with iiif-prezi3: one request, one manifest.

What it says is what Fonds has stored: PEER_MANIFEST names a file with that manifest, of which the
plain values are kept in memory, so that building is all that is measured.
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from iiif_prezi3 import Canvas, Manifest, config

_OF_MANIFEST = ("id", "label", "metadata", "summary", "requiredStatement", "rights", "provider")
_OF_CANVAS = ("id", "label", "height", "width")


def build(source: dict[str, Any]) -> bytes:
    """Return the manifest of *source* as JSON, built of the library's objects."""
    manifest = Manifest(**{name: source[name] for name in _OF_MANIFEST if name in source})
    for one in source["items"]:
        canvas: Canvas = manifest.make_canvas(**{name: one[name] for name in _OF_CANVAS})
        (page,) = one["items"]
        (painting,) = page["items"]
        body = painting["body"]
        rest = {name: body[name] for name in ("format", "height", "width", "service")}
        canvas.add_image(body["id"], painting["id"], page["id"], **rest)
        canvas.thumbnail = one["thumbnail"]
    written: str = manifest.json(indent=None)
    return written.encode()


def create_app() -> Any:  # noqa: ANN401 - a function of WSGI
    """Return the application."""
    config.configs["helpers.auto_fields.AutoLang"].auto_lang = "none"
    source = json.loads(Path(os.environ["PEER_MANIFEST"]).read_bytes())

    def respond(_environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:  # noqa: ANN401
        body = build(source)
        headers = [("Content-Type", "application/ld+json"), ("Content-Length", str(len(body)))]
        start_response("200 OK", headers)
        return [body]

    return respond
