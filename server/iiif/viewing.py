"""How a viewer is to show a Manifest: IIIF Presentation API 3.0 §3.2 and §3.3.2.

<https://iiif.io/api/presentation/3.0/#32-technical-properties>. Section numbers are those of the
specification.
"""

from collections.abc import Collection, Sequence

from schemas.native import Json
from schemas.record import Record
from server.urls import Urls

# The dimension that some canvas must have for a behavior to be valid (§3.2, ``behavior``).
_NEEDED = {
    "auto-advance": "duration",
    "no-auto-advance": "duration",
    "repeat": "duration",
    "no-repeat": "duration",
    "continuous": "height",
    "paged": "height",
}


def behaviors(record: Record, canvases: Sequence[Json]) -> list[str]:
    """Return the behaviors of *record* that are valid on a manifest of *canvases* (§3.2)."""
    dimensions = {name for canvas in canvases for name in canvas}
    return [one for one in record.behavior if _NEEDED.get(one) in {None, *dimensions}]


def start(record: Record, shown: Collection[str], urls: Urls) -> Json | None:
    """Return the canvas to open first (§3.3.2), if its page is among those that are *shown*."""
    if record.start is None or record.start not in shown:
        return None
    return {"id": urls.canvas(record.id, record.start), "type": "Canvas"}
