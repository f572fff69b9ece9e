"""The addresses by which an archive of this kind publishes a record, told from what it says of it.

A landing page, a manifest and a thumbnail stand among identifiers and relations, since most formats
have no better place. Read as files they would be said of the record itself, and be said twice when
it is published again. They are told by each other, or by the identifier of OAI-PMH: nobody else has
``/records/ID`` and ``/iiif/3/ID/manifest``, or ``/files/ID/``, on one server.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from metadata.parts import text_of
from schemas.native import Json

_LANDING = re.compile(r"(https?://[^?#]+)/records/([^/?#]+)")

# Where they may stand: the landing page is an identifier everywhere.
_PLACES = ("identifier", "relation", "dcterms:isReferencedBy", "dcterms:hasFormat")


@dataclass(frozen=True, slots=True)
class Own:
    """The addresses of one record on the server *base*; *segment* is its id there, escaped."""

    base: str
    segment: str

    @property
    def landing(self) -> str:
        """The page for people."""
        return f"{self.base}/records/{self.segment}"

    @property
    def manifest(self) -> str:
        """The manifest of Presentation 3."""
        return f"{self.base}/iiif/3/{self.segment}/manifest"

    def has(self, address: str) -> bool:
        """Whether *address* is the page, the manifest or a picture of the record."""
        pictures = (f"{self.base}/iiif/image/3/{self.segment}{colon}" for colon in (":", "%3A"))
        return address in {self.landing, self.manifest} or address.startswith(tuple(pictures))

    def has_file(self, address: str) -> bool:
        """Whether *address* is a file that accompanies the record."""
        return address.startswith(f"{self.base}/files/{self.segment}/")


def own_addresses(identifiers: Iterable[str], others: Iterable[str], known_as: str) -> Own | None:
    """Return the addresses of a record, if its landing page is certain.

    It is one of *identifiers*, and either its manifest or a file is one of *others*, or it is of
    the same id as the identifier of OAI-PMH that it is *known_as* in its own metadata.
    """
    listed = set(others)
    local_id = known_as.split(":", 2)[2] if re.match("oai:[^:]+:", known_as) else None
    for found in filter(None, map(_LANDING.fullmatch, identifiers)):
        own = Own(found[1], found[2])
        is_known = local_id is not None and unquote(own.segment) == unquote(local_id)
        if is_known or own.manifest in listed or any(map(own.has_file, listed)):
            return own
    return None


def without_own(native: Json, known_as: str = "") -> tuple[Json, str]:
    """Return *native* without addresses of the record itself, and its landing page.

    The page is empty where none is certain. Files of the record are files again.
    """
    metadata: dict[str, list[str | Json]] = native.get("metadata", {})
    if not any("/records/" in text_of(value) for value in metadata.get("identifier", ())):
        return native, ""
    texts = [text_of(value) for place in _PLACES for value in metadata.get(place, ())]
    own = own_addresses(map(text_of, metadata.get("identifier", ())), texts, known_as)
    if own is None:
        return native, ""
    files = [{"file": text} for text in texts if own.has_file(text)]
    kept = {
        term: [one for one in values if term not in _PLACES or not _is_own(own, text_of(one))]
        for term, values in metadata.items()
    }
    more = {"files": [*native.get("files", ()), *files]} if files else {}
    left = {"metadata": {term: values for term, values in kept.items() if values}}
    return native | left | more, own.landing


def _is_own(own: Own, address: str) -> bool:
    return own.has(address) or own.has_file(address)
