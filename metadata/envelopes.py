"""What OAI-PMH puts around metadata: responses saved as files, and static repositories.

<https://www.openarchives.org/OAI/openarchivesprotocol.html#Record>,
<https://www.openarchives.org/OAI/2.0/guidelines-static-repository.htm>.
"""

from collections.abc import Iterator

from lxml import etree

from metadata.kinds import kind_of
from metadata.markup import OAI
from metadata.said import Read, children, line_of, name_of, namespace_of, text_in
from schemas.datestamp import is_datestamp
from schemas.grammar import is_set_spec, is_uri, is_web_address
from schemas.native import Json

_NAMES = frozenset({"record", "request", "baseURL", "responseDate"})


def is_of_envelope(element: etree._Element) -> bool:
    """Return whether *element* is a record of OAI-PMH, or says where such come from."""
    return namespace_of(element) == OAI and name_of(element) in _NAMES


class Envelope:
    """Records of OAI-PMH as they come, with what the document said before of their source."""

    label = "OAI-PMH"

    def __init__(self) -> None:
        self._base_url = ""
        self._response_date = ""
        self._formats: dict[str, str] = {}

    def read(self, element: etree._Element) -> Iterator[Read]:
        """Yield the record that *element* is; remember what it says of the repository."""
        name = name_of(element)
        if name == "record":
            yield from self._record(element)
        elif name == "responseDate":
            self._response_date = text_in(element)
        else:
            self._base_url = text_in(element)

    def _record(self, record: etree._Element) -> Iterator[Read]:
        line = line_of(record)
        header = next(children(record, "header"), None)
        identifier = _said(header, "identifier")
        if header is not None and header.get("status") == "deleted":
            message = "is deleted there, so it is not read: fonds delete takes it away here"
            yield Read(line, None, [("identifier", identifier, message)])
            return
        prefix = _prefix(record)
        if self._formats.setdefault(identifier, prefix) != prefix:
            message = f"not read as {prefix}: it was as {self._formats[identifier]}"
            yield Read(line, None, [("identifier", identifier, message)])
            return
        metadata = _inner(record)
        kind = None if metadata is None else kind_of(metadata)
        if metadata is None or kind is None:
            root = "none" if metadata is None else metadata.tag
            message = f"its metadata are of no format that is read: {root}"
            yield Read(line, {"id": identifier}, [("metadata", "", message)])
            return
        if kind.begin is not None:
            # A finding aid holds many records: one identifier is not for all of them.
            yield from kind.readings(metadata)
            return
        for one in kind.readings(metadata):
            yield one.with_more(line, self._heading(header, identifier, namespace_of(metadata)))

    def _heading(self, header: etree._Element | None, identifier: str, namespace: str) -> Json:
        """Return what the header says of a record, and where it comes from if that is known."""
        specs = [text_in(one) for one in children(header, "setSpec")] if header is not None else []
        collections = [spec for spec in specs if is_set_spec(spec)]
        datestamp = _said(header, "datestamp")
        native: Json = {"id": identifier} | ({"collections": collections} if collections else {})
        is_known = is_web_address(self._base_url) and is_uri(identifier)
        if not (is_known and is_datestamp(datestamp) and is_datestamp(self._response_date)):
            return native
        provenance = {
            "base_url": self._base_url,
            "identifier": identifier,
            "datestamp": datestamp,
            "metadata_namespace": namespace,
            "harvest_date": self._response_date,
            "altered": True,
        }
        return native | {"provenance": provenance}


def _said(header: etree._Element | None, name: str) -> str:
    found = next(children(header, name), None) if header is not None else None
    return "" if found is None else text_in(found)


def _prefix(record: etree._Element) -> str:
    """Return the format that a static repository lists *record* in; empty for a response."""
    parent = record.getparent()
    return "" if parent is None else parent.get("metadataPrefix", "")


def _inner(record: etree._Element) -> etree._Element | None:
    """Return the root of the metadata of *record*: some have a second ``metadata`` around it."""
    inner = next(children(record, "metadata"), None)
    while inner is not None and name_of(inner) == "metadata":
        inner = next(children(inner), None)
    return inner
