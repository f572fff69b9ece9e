"""The kinds of XML that are read: how each is known, and what reads it.

Names and namespaces decide, never prefixes or suffixes. ``docs/reading.md`` lists them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from lxml import etree

from metadata.crosswalks import dublin_core, edm, edm_reading, marc21, mets, mods
from metadata.finding_aids import NAMESPACES as EAD
from metadata.finding_aids import FindingAid, read_whole
from metadata.formats import READERS
from metadata.said import NAMESPACE, Read, Remark, name_of, namespace_of

Readings = Iterator[Read]


@dataclass(frozen=True, slots=True)
class XmlKind:
    """A kind of XML: its name for ``--as``, its name for people, and the roots of its records.

    *names* are those of the roots, *namespaces* where they belong. *is_unmistakable* says that a
    root of that name is of the kind in any namespace: real files have wrong ones. *is_elsewhere*
    tells a root that belongs to the kind in spite of its namespace, *expected* which of several
    namespaces is meant where there is a wrong one. *begin* returns what reads a root in parts, as
    they come: one that holds many records, each with an id of its own.
    """

    key: str
    label: str
    names: frozenset[str]
    namespaces: frozenset[str]
    read: Callable[[etree._Element], Readings]
    is_unmistakable: bool = True
    is_elsewhere: Callable[[etree._Element], bool] = lambda _element: False
    expected: str = ""
    begin: Callable[[etree._Element], FindingAid] | None = None

    def has(self, element: etree._Element) -> bool:
        """Return whether *element* is a record of this kind, in its own namespace."""
        is_here = namespace_of(element) in self.namespaces or self.is_elsewhere(element)
        return is_here and self.is_named(element)

    def is_named(self, element: etree._Element) -> bool:
        """Return whether *element* is called as a record of this kind."""
        return name_of(element) in self.names

    def readings(self, element: etree._Element) -> Readings:
        """Yield the records that *element* is, each with a remark if its namespace is another."""
        yield from self.told(element, self.read(element))

    def told(self, element: etree._Element, found: Iterable[Read]) -> Readings:
        """Yield what was *found* in *element*, with a remark if its namespace is another."""
        remarks = () if self.has(element) else (self._misplaced(element),)
        for one in found:
            yield replace(one, remarks=(*remarks, *one.remarks)) if remarks else one

    def _misplaced(self, element: etree._Element) -> Remark:
        expected = self.expected or " or ".join(sorted(self.namespaces))
        message = f"<{name_of(element)}> is read as {self.label}, whose namespace is {expected}"
        return NAMESPACE, namespace_of(element), message


def _one(read: Callable[[etree._Element], Read]) -> Callable[[etree._Element], Readings]:
    """Return the reader of elements that are one record each."""

    def read_one(element: etree._Element) -> Readings:
        yield read(element)

    return read_one


def _is_bare_marc(record: etree._Element) -> bool:
    """Whether *record* is a MARC record without a namespace, as Alma writes them."""
    parent = record.getparent()
    return not namespace_of(record) and (parent is None or parent.tag == "collection")


XML_KINDS = (
    XmlKind(
        "ead",
        "EAD 2002 or EAD3",
        frozenset({"ead"}),
        frozenset(EAD),
        read_whole,
        is_elsewhere=lambda ead: not namespace_of(ead),  # as the DTDs have it
        begin=FindingAid,
    ),
    XmlKind(
        "mets",
        "METS",
        frozenset({"mets"}),
        frozenset({mets.NAMESPACE}),
        _one(READERS[mets.NAMESPACE].read),
    ),
    XmlKind(
        "marcxml",
        "MARCXML",
        frozenset({"record"}),
        frozenset({marc21.NAMESPACE}),
        _one(READERS[marc21.NAMESPACE].read),
        is_unmistakable=False,
        is_elsewhere=_is_bare_marc,
    ),
    XmlKind(
        "mods",
        "MODS",
        frozenset({"mods"}),
        frozenset({mods.NAMESPACE}),
        _one(READERS[mods.NAMESPACE].read),
    ),
    XmlKind(
        "edm",
        "the Europeana Data Model",
        frozenset({"RDF"}),
        frozenset({edm.RDF}),
        edm_reading.read_all,
        is_unmistakable=False,
    ),
    XmlKind(
        "dc",
        "Dublin Core in XML",
        frozenset({"dc", "qualifieddc"}),
        frozenset({dublin_core.NAMESPACE, *dublin_core.QUALIFIED_NAMESPACES}),
        _one(READERS[dublin_core.NAMESPACE].read),
        expected=dublin_core.NAMESPACE,
    ),
)


def kind_of(element: etree._Element, forced: str | None = None) -> XmlKind | None:
    """Return the kind that *element* is a record of, or None; only *forced* where that is given."""
    if forced is not None:
        return next((one for one in XML_KINDS if one.key == forced and one.is_named(element)), None)
    sure = next((one for one in XML_KINDS if one.has(element)), None)
    named = (one for one in XML_KINDS if one.is_unmistakable and one.is_named(element))
    return sure or next(named, None)
