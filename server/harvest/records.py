"""A harvested record becomes a row, as if a source of our own had given it.

Its id is the name of the source and the identifier that it has there, so that an identifier means
the same thing in every harvest; its sets become collections beneath the source. Where it comes
from is said in the words of the guidelines for provenance:
<https://www.openarchives.org/OAI/2.0/guidelines-provenance.htm>
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from urllib.parse import quote

from lxml import etree

from metadata.containers import PROVENANCE
from metadata.formats import Reader
from metadata.said import Read
from schemas import datestamp
from schemas.grammar import ancestors, is_id, is_set_spec, is_uri, is_web_address
from schemas.native import Json
from schemas.problem import Problem, Severity
from schemas.record_schema import MAX_ORIGINS
from schemas.row import Row
from server.conformance.response import Header
from server.harvest.client import Found
from server.harvest.taking import Offered

_PROVENANCE = f"{{{PROVENANCE}}}"

# In an id as they are; a slash too, unless addresses would lose it there.
_PLAIN = "!$&'()*+,;=:@-._~"

# What repositories write who do not keep to §3.3: fractions, no Z, an offset.
_LOOSE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]+)?Z?")

_KEPT_HERE = ("image", "media", "digest", "size")


@dataclass(frozen=True, slots=True)
class Origin:
    """What all records of a harvest have in common: the source, and how its metadata are read."""

    name: str
    base_url: str
    namespace: str
    readers: Mapping[str, Reader]

    def record_id(self, identifier: str) -> str:
        """Return the id here of the record that is *identifier* there.

        Different identifiers have different ids: what has to be escaped is, and what is too long
        is replaced by a digest of it.
        """
        for safe in (f"{_PLAIN}/", _PLAIN):
            name = f"{self.name}:{quote(identifier, safe)}"
            if is_id(name):
                return name
        return f"{self.name}:sha256:{sha256(identifier.encode()).hexdigest()}"

    def set_spec(self, spec: str) -> str | None:
        """Return the collection here that is the set *spec* there; None where it cannot be one."""
        name = f"{self.name}:{spec}" if spec else self.name
        return name if is_set_spec(name) else None

    def collections(self, header: Header) -> list[str]:
        """Return the collections of a record; that of the source itself, where there is no other.

        A set stands for those above it.
        """
        named = {name for name in map(self.set_spec, header.set_specs) if name is not None}
        return lowest(named) or [self.name]

    def offer(self, found: Found) -> Offered:
        """Return *found* as what the archive takes in."""
        identifier = found.header.identifier
        row = None if found.header.deleted else partial(self.row, found)
        return Offered(identifier, self.record_id(identifier), row)

    def row(self, found: Found, line: int) -> Row:
        """Return *found*, which is alive, as a row; *line* is its place in the harvest."""
        header = found.header
        problems = [*self._misplaced(header, line)]
        if not header.identifier:
            refusal = Problem(self.name, line, "header", "", "no identifier", Severity.REFUSE)
            return Row(self.name, line, None, problems=(refusal,))
        if found.metadata is None:
            said = f"{header.identifier}: no metadata in it"
            refusal = Problem(self.name, line, "metadata", "", said, Severity.REFUSE)
            return Row(self.name, line, None, problems=(*problems, refusal))
        namespace = etree.QName(found.metadata).namespace or ""
        reader = self.readers.get(namespace)
        if reader is None:
            said = f"{header.identifier}: of a namespace that is not read"
            refusal = Problem(self.name, line, "metadata", namespace, said, Severity.REFUSE)
            return Row(self.name, line, None, problems=(*problems, refusal))
        read = reader.read(found.metadata)
        problems += (
            Problem(self.name, line, field, value, message, Severity.WARN)
            for field, value, message in read.remarks
        )
        native = without_ours(with_landing(read))
        native["id"] = self.record_id(header.identifier)
        native["collections"] = self.collections(header)
        provenance = self._provenance(found, namespace)
        if provenance is None:
            said = "no date of OAI-PMH: the record is kept without a word where it comes from"
            problems.append(
                Problem(self.name, line, "datestamp", header.datestamp, said, Severity.WARN)
            )
        else:
            native["provenance"] = provenance
        return Row(self.name, line, native, problems=tuple(problems))

    def _misplaced(self, header: Header, line: int) -> Iterator[Problem]:
        for spec in sorted(header.set_specs):
            if self.set_spec(spec) is None:
                said = "not a set spec of OAI-PMH: the record is kept without it"
                yield Problem(self.name, line, "setSpec", spec, said, Severity.WARN)

    def _provenance(self, found: Found, namespace: str) -> Json | None:
        stamp, date = loose_datestamp(found.header.datestamp), loose_datestamp(found.date)
        if not stamp or not date:
            return None
        said = {
            "base_url": self.base_url,
            "identifier": as_uri(found.header.identifier),
            "datestamp": stamp,
            "metadata_namespace": namespace,
            "harvest_date": date,
            # Every format is written anew, from what the record says.
            "altered": True,
        }
        before = origin_of(found.abouts)
        return said if before is None else said | {"origin": before}


def with_landing(read: Read) -> Json:
    """Return what was *read*; its page there is its first identifier, which leads to its origin."""
    native = read.native or {}
    if not read.landing:
        return native
    metadata = native.get("metadata", {})
    return native | {
        "metadata": metadata | {"identifier": [read.landing, *metadata.get("identifier", ())]}
    }


def lowest(set_specs: Collection[str]) -> list[str]:
    """Return *set_specs* in order, without those that stand above another of them."""
    above = {name for one in set_specs for name in ancestors(one)[:-1]}
    return sorted(set(set_specs) - above)


def without_ours(native: Json) -> Json:
    """Return *native* without what only this archive can say, and without names of files.

    A record from elsewhere names no file of this machine; addresses are for the reader's browser.
    """
    kept = {name: value for name, value in native.items() if name not in ("access", "provenance")}
    for name in ("pages", "files"):
        if name in kept:
            kept[name] = [_elsewhere(part) for part in kept[name]]
    if "files" in kept:
        kept["files"] = [file for file in kept["files"] if "file" in file]
    return kept


def _elsewhere(part: Json) -> Json:
    cut = {name: value for name, value in part.items() if name not in _KEPT_HERE}
    cut = {name: value for name, value in cut.items() if name not in ("ocr", "captions")}
    if not str(cut.get("file", "")).startswith(("http://", "https://")):
        cut.pop("file", None)
    return cut


def loose_datestamp(text: str) -> str:
    """Return *text* as a datestamp of OAI-PMH (§3.3); "" where it is no date at all."""
    if datestamp.is_datestamp(text):
        return text
    found = _LOOSE.fullmatch(text.removesuffix("+00:00"))
    exact = f"{found[1]}T{found[2]}Z" if found else text[:10]
    return exact if datestamp.is_datestamp(exact) else ""


def as_uri(identifier: str) -> str:
    """Return *identifier*, with what no URI may hold escaped."""
    return identifier if is_uri(identifier) else quote(identifier, f"{_PLAIN}/?")


def origin_of(abouts: Sequence[etree._Element]) -> Json | None:
    """Return where another repository says that it has a record from, or None.

    What it says is handed on as it is, as far as it is sound.
    """
    for about in abouts:
        container = about.find(f"{_PROVENANCE}provenance")
        described = container if container is None else container.find(_TAG)
        if described is not None:
            return _origin(described, MAX_ORIGINS - 1)
    return None


_TAG = f"{_PROVENANCE}originDescription"
_SAID = {
    "base_url": "baseURL",
    "identifier": "identifier",
    "datestamp": "datestamp",
    "metadata_namespace": "metadataNamespace",
}


def _origin(described: etree._Element, depth: int) -> Json | None:
    texts = {key: described.findtext(_PROVENANCE + name) for key, name in _SAID.items()}
    said: Json = {key: (text or "").strip() for key, text in texts.items()}
    said["datestamp"] = loose_datestamp(said["datestamp"])
    said["harvest_date"] = loose_datestamp(described.get("harvestDate", "").strip())
    said["identifier"] = as_uri(said["identifier"]) if said["identifier"] else ""
    sound = is_web_address(said["base_url"]) and is_uri(said["metadata_namespace"])
    if not all(said.values()) or not sound:
        return None
    said["altered"] = described.get("altered", "").strip() in ("true", "1")
    inner = described.find(_TAG)
    before = _origin(inner, depth - 1) if inner is not None and depth > 1 else None
    return said if before is None else said | {"origin": before}
