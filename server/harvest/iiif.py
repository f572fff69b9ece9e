"""A manifest elsewhere becomes a row, as if a source of our own had given it.

Its id is the name of the source and the address of the manifest, or what the source says that the
manifest is the same by in each version; where it was moved, it keeps the id that it had. Where it
comes from is said as of records of OAI-PMH.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import partial
from hashlib import sha256

from metadata import manifests
from metadata.iiif.resources import address, listed, objects
from schemas import datestamp
from schemas.grammar import is_id
from schemas.native import Json, service_to_native
from schemas.problem import Problem, Severity
from schemas.record import Service
from schemas.row import Row
from server.harvest.activities import moment
from server.harvest.documents import Document
from server.harvest.records import as_uri, without_ours
from server.harvest.taking import Offered
from server.harvest.wanted import Wanted
from server.iiif.information import NoInformation, read_information

_CONTEXTS = tuple(f"http://iiif.io/api/presentation/{version}/context.json" for version in (3, 2))


@dataclass(frozen=True, slots=True)
class Shelfmark:
    """What all manifests of a harvest have in common: the source, and the day of the harvest."""

    name: str
    base_url: str
    date: str

    def record_id(self, name: str) -> str:
        """Return the id here of the manifest that is called *name* there."""
        wanted = f"{self.name}:{manifests.record_id(name)}"
        return wanted if is_id(wanted) else f"{self.name}:sha256:{_digest(name)}"

    def offer(self, wanted: Wanted, document: Document, record_id: str) -> Offered:
        """Return *wanted*, which is as *document* says, as what the archive takes in."""
        row = partial(self.row, wanted, document, record_id)
        return Offered(wanted.address, record_id, row, _painted(document.content))

    def row(self, wanted: Wanted, document: Document, record_id: str, line: int) -> Row:
        """Return the record that *document* is; *line* is its place in the harvest."""
        if not manifests.is_manifest(document.content):
            said = f"{wanted.address}: no manifest of Presentation 2 or 3"
            refusal = Problem(self.name, line, "type", "", said, Severity.REFUSE)
            return Row(self.name, line, None, problems=(refusal,))
        read = manifests.read_manifest(document.content, wanted.address)
        problems = tuple(
            Problem(self.name, line, field, value, message, Severity.WARN)
            for field, value, message in read.remarks
        )
        native = _with_sizes(without_ours(read.native or {}), document.content)
        native["id"] = record_id
        native["collections"] = list(wanted.collections) or [self.name]
        native["provenance"] = self._provenance(wanted, document)
        return Row(self.name, line, native, problems=problems)

    def _provenance(self, wanted: Wanted, document: Document) -> Json:
        return {
            "base_url": self.base_url,
            "identifier": as_uri(wanted.name),
            "datestamp": _changed(wanted, document) or self.date,
            "metadata_namespace": _context(document.content),
            "harvest_date": self.date,
            # Every format is written anew, from what the record says.
            "altered": True,
        }


def _with_sizes(native: Json, manifest: Json) -> Json:
    """Return *native* with what *manifest* says itself of the services of its pages.

    Some embed what info.json says, which saves a request for each page.
    """
    said = {one.id: one for given, _ in _services(manifest) for one in _read(given)}
    pages = [
        page | _size(said.get(str(page.get("service")).rstrip("/")))
        for page in native.get("pages", ())
    ]
    return native | {"pages": pages} if pages else native


def _size(service: Service | None) -> Json:
    return {} if service is None else {"service": service_to_native(service)}


def _painted(manifest: Json) -> dict[str, Service]:
    """Return services, by their address, as large as *manifest* says that what they give is.

    Where a service gives a thumbnail too, that is the smaller one.
    """
    sizes = ("width", "height")
    found = [
        one
        for given, shown in _services(manifest)
        for one in _read(given | {name: shown[name] for name in sizes if name in shown})
    ]
    return {one.id: one for one in sorted(found, key=lambda one: one.width)}


def _services(manifest: Json) -> Iterator[tuple[Json, Json]]:
    """Yield every service in *manifest*, with what has it."""
    left: list[object] = [manifest]
    while left:
        one = left.pop()
        if isinstance(one, list):
            left += one
        elif isinstance(one, dict):
            left += one.values()
            yield from ((given, one) for given in objects(one.get("service")))


def _read(given: Json) -> Iterator[Service]:
    """Yield the image service that *given* describes, if it says all that is needed."""
    with suppress(NoInformation):
        yield read_information(address(given).rstrip("/"), given)


def _changed(wanted: Wanted, document: Document) -> str:
    """Return when the manifest changed, as the source or its server says; "" where none does."""
    ended = moment(wanted.stamp)
    if ended is not None and ended >= 0:
        return datestamp.write(int(ended))
    try:
        return datestamp.write(int(parsedate_to_datetime(document.modified).timestamp()))
    except (ValueError, OverflowError):
        return ""


def _context(manifest: Json) -> str:
    named = [one for one in listed(manifest.get("@context")) if isinstance(one, str)]
    return next((one for one in _CONTEXTS if one in named), _CONTEXTS[0])


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
