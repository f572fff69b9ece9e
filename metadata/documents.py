"""XML as rows: what a document is, and a row for each record in it, as a stream.

Wrappers are looked through, whatever they are called; the outermost element that is a record is
read, and forgotten before the next. What is not well-formed ends the source where it stands; what
came before it is kept.
"""

from collections.abc import Iterator
from typing import IO

from lxml import etree

from metadata.envelopes import Envelope, is_of_envelope
from metadata.found import Found, Header
from metadata.kinds import XML_KINDS, kind_of
from metadata.markup import RefusedXml, stream
from metadata.said import NAMESPACE, Read, Remark, entity_in, name_of
from schemas.grammar import is_id
from schemas.native import Json
from schemas.problem import Problem, Severity
from schemas.row import Row

OAI_PMH = "oai-pmh"
"""The name of ``--as`` for responses of OAI-PMH and static repositories."""

_BROKEN = "what stands below is not read; what came before is"
_NOTHING = "holds no record of a kind that is read: {} are; the root is <{}>"


def read_xml(name: str, xml: IO[bytes], forced: str | None) -> Iterator[Found]:
    """Yield what the document *xml* is, then a row for each record; only *forced* is looked for."""
    reading = _Reading(name, forced)
    try:
        for element in stream(xml, reading.is_wanted):
            yield from reading.read(element)
    except RefusedXml as error:
        yield from reading.introduced()
        message = f"{error}; {_BROKEN}"
        problem = Problem(name, error.line, "row", "", message)
        yield Row(name, error.line, None, problems=(problem,))
    else:
        yield from reading.ended()


class _Reading:
    """One document: what it turned out to be, and how many records were met."""

    def __init__(self, name: str, forced: str | None) -> None:
        self._name = name
        self._forced = forced
        self._root = ""
        self._label = "XML"
        self._told = False
        self._count = 0
        self._envelope = Envelope()
        self._namespaces: set[Remark] = set()

    def is_wanted(self, element: etree._Element) -> bool:
        """Whether *element* is a record, or says something of those that follow."""
        self._root = self._root or name_of(element)
        if self._forced != OAI_PMH and kind_of(element, self._forced):
            return True
        return self._forced in {None, OAI_PMH} and is_of_envelope(element)

    def read(self, element: etree._Element) -> Iterator[Found]:
        """Yield the rows that *element* is, after the header where they are the first."""
        entity = entity_in(element)
        if is_of_envelope(element):
            self._label = self._envelope.label
            found = self._envelope.read(element)
        elif kind := kind_of(element, self._forced):
            self._label = kind.label
            found = kind.readings(element)
        else:
            return
        for one in found:
            yield from self.introduced()
            self._count += 1
            yield self._row(one, entity)

    def introduced(self) -> Iterator[Found]:
        """Yield the header, the first time."""
        if not self._told:
            self._told = True
            yield Header(self._name, self._label)

    def ended(self) -> Iterator[Found]:
        """Yield what there is to say at the end of a document: that nothing was in it."""
        yield from self.introduced()
        if not self._count:
            known = ", ".join(one.label for one in XML_KINDS)
            message = _NOTHING.format(known, self._root)
            problem = Problem(self._name, 1, "row", "", message)
            yield Row(self._name, 1, None, problems=(problem,))

    def _row(self, one: Read, entity: str | None) -> Found:
        if one.native is None:
            return self._problem(one.line, one.remarks[0], Severity.WARN)
        if entity is not None:
            message = f"holds the entity {entity}, which is declared nowhere: write the character"
            problem = Problem(self._name, one.line, "row", entity, message)
            return Row(self._name, one.line, None, problems=(problem,))
        remarks = filter(self._is_news, one.remarks)
        problems = tuple(self._problem(one.line, remark, Severity.WARN) for remark in remarks)
        return Row(self._name, one.line, _identified(one.native), problems=problems)

    def _is_news(self, remark: Remark) -> bool:
        """Whether *remark* has to be told: one on a namespace is, once in a document."""
        is_known = remark in self._namespaces
        if remark[0] == NAMESPACE:
            self._namespaces.add(remark)
        return not is_known

    def _problem(self, line: int, remark: Remark, severity: Severity) -> Problem:
        field, value, message = remark
        return Problem(self._name, line, field, value, message, severity)


def _identified(native: Json) -> Json:
    """Return *native* with an id: its own, or else the first identifier that can be one."""
    if "id" in native or "collection" in native:
        return native
    values = native.get("metadata", {}).get("identifier", ())
    texts = [one if isinstance(one, str) else one["value"] for one in values]
    found = next(filter(is_id, texts), None)
    return {"id": found, **native} if found else native
