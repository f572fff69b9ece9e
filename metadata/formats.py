"""The formats in which records are written and read: the one list of them (OAI-PMH §3.4)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from metadata.crosswalk import Crosswalk, known, tables
from metadata.crosswalks import (
    datacite,
    dublin_core,
    edm,
    edm_reading,
    marc21,
    marc21_reading,
    mets,
    mets_reading,
    mods,
    mods_reading,
)
from metadata.said import Read
from schemas.record import Links, Record


@dataclass(frozen=True, slots=True)
class Format:
    """A metadata format: its namespace, its published schema, and how a record is written in it.

    *namespace* is that of the root, which *schema* is for. *crosswalk* is the table that it is
    written by. *profile* names the format to readers of manifests, where its namespace does not.
    """

    metadata_prefix: str
    namespace: str
    schema: str
    label: str
    crosswalk: Crosswalk
    profile: str | None = None

    def write(self, record: Record, links: Links) -> bytes | None:
        """Return *record* in this format; None where it cannot be expressed in it."""
        return self.crosswalk.write(known(record, links))


_ALL = (
    Format(
        "oai_dc",
        dublin_core.NAMESPACE,
        dublin_core.SCHEMA,
        "Dublin Core",
        dublin_core.SIMPLE,
    ),
    Format(
        "oai_qdc",
        dublin_core.QUALIFIED_NAMESPACE,
        dublin_core.QUALIFIED_SCHEMA,
        "Qualified Dublin Core",
        dublin_core.QUALIFIED,
    ),
    Format("marc21", marc21.NAMESPACE, marc21.SCHEMA, "MARC 21", marc21.MARC21),
    Format("mods", mods.NAMESPACE, mods.SCHEMA, "MODS 3.8", mods.MODS),
    Format(
        "edm",
        edm.RDF,  # EDM.xsd is a schema of RDF, in which EDM is written
        edm.SCHEMA,
        "Europeana Data Model",
        edm.EXTERNAL,
        profile="https://www.europeana.eu/schemas/edm/",
    ),
    Format("mets", mets.NAMESPACE, mets.SCHEMA, "METS", mets.WHOLE),
    Format(
        "oai_datacite",
        datacite.NAMESPACE,
        datacite.SCHEMA,
        "DataCite",
        datacite.KERNEL,
    ),
)

FORMATS = {one.metadata_prefix: one for one in _ALL}


@dataclass(frozen=True, slots=True)
class Reader:
    """How the metadata of others are read: from their root to native JSON, and what is not read.

    The id is there only where the metadata have one; what heads them in OAI-PMH knows better.
    """

    read: Callable[[etree._Element], Read]


READERS: Mapping[str, Reader] = {
    mets.NAMESPACE: Reader(mets_reading.read),
    mods.NAMESPACE: Reader(mods_reading.read),
    marc21.NAMESPACE: Reader(marc21_reading.read),
    edm.NAMESPACE: Reader(edm_reading.read),
    **dict.fromkeys(dublin_core.QUALIFIED_NAMESPACES, Reader(dublin_core.read)),
    dublin_core.NAMESPACE: Reader(dublin_core.read),
    # RDF holds much else: it is taken where nothing else is offered, or where it is asked for.
    edm.RDF: Reader(edm_reading.read),
}
"""Readers by the namespace of the root that they read, the format that says most first."""


def render(records: Sequence[tuple[Record, Links]]) -> list[dict[str, bytes]]:
    """Return each of *records* in every format that can express it, by ``metadataPrefix``."""
    crosswalks = tuple([one.crosswalk for one in FORMATS.values()])
    written = tables(crosswalks).write([known(*one) for one in records])
    return [
        {prefix: xml for prefix, xml in zip(FORMATS, one, strict=True) if xml is not None}
        for one in written
    ]
