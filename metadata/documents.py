"""XML as rows: what a document is, and a row for each record in it, as a stream.

Wrappers are looked through, whatever they are called; the outermost element that is a record is
read, and forgotten before the next. Of a finding aid, which is many, each part is. What is not
well-formed ends the source where it stands; what came before it is kept.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import IO

from lxml import etree

from metadata.envelopes import Envelope, is_of_envelope
from metadata.finding_aids import FindingAid
from metadata.found import Found, Header
from metadata.kinds import XML_KINDS, XmlKind, kind_of
from metadata.markup import RefusedXml, stream
from metadata.parts import text_of
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
        yield from reading.broken()
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
        self._within: tuple[XmlKind, etree._Element] | None = None
        self._finding_aids: list[FindingAid] = []

    def is_wanted(self, element: etree._Element) -> bool:
        """Whether *element* is a record, part of one, or says something of those that follow."""
        self._root = self._root or name_of(element)
        for finding_aid in self._finding_aids[-1:]:
            if finding_aid.is_part(element):
                return True
            finding_aid.pass_by(element)
        kind = kind_of(element, self._forced) if self._forced != OAI_PMH else None
        if kind is not None and kind.begin is not None:
            self._begin(kind, kind.begin, element)
            return False
        return kind is not None or self._is_of_envelope(element)

    def _begin(
        self, kind: XmlKind, begin: Callable[[etree._Element], FindingAid], root: etree._Element
    ) -> None:
        """Read the parts that follow as those of *root*, which is met again where it ends."""
        if self._within is None or root is not self._within[1]:
            self._within = (kind, root)
            self._finding_aids.append(begin(root))

    def _is_of_envelope(self, element: etree._Element) -> bool:
        return self._forced in {None, OAI_PMH} and is_of_envelope(element)

    def read(self, element: etree._Element) -> Iterator[Found]:
        """Yield the rows that *element* is, after the header where they are the first."""
        entity = entity_in(element)
        if self._finding_aids and FindingAid.is_part(element):
            yield from self._read_part(element)
        elif is_of_envelope(element):
            self._label = self._envelope.label
            yield from self._rows(self._envelope.read(element), entity)
        elif kind := kind_of(element, self._forced):
            self._label = kind.label
            yield from self._rows(kind.readings(element), entity)

    def _read_part(self, part: etree._Element) -> Iterator[Found]:
        """Yield what is complete before *part*, of which its finding aid keeps what it needs."""
        *ended, current = self._finding_aids
        self._finding_aids = [current]
        for one in ended:
            yield from self._rows(one.ended())
        found = list(current.read(part))
        self._label = current.label
        yield from self._rows(self._of_kind(found))

    def _of_kind(self, found: Iterable[Read]) -> Iterable[Read]:
        """Return what a finding aid has, with a remark if its namespace is another."""
        if self._within is None:
            return found
        kind, root = self._within
        return kind.told(root, found)

    def _rows(self, found: Iterable[Read], entity: str | None = None) -> Iterator[Found]:
        for one in found:
            yield from self.introduced()
            self._count += 1
            yield self._row(one, one.entity or entity)

    def introduced(self) -> Iterator[Found]:
        """Yield the header, the first time."""
        if not self._told:
            self._told = True
            yield Header(self._name, self._label)

    def broken(self) -> Iterator[Found]:
        """Yield what is known of that within which a document breaks off."""
        for one in self._finding_aids:
            yield from self._rows(self._of_kind(one.broken()))
        yield from self.introduced()

    def ended(self) -> Iterator[Found]:
        """Yield what there is at the end of a document, if only that nothing was in it."""
        for one in self._finding_aids:
            yield from self._rows(self._of_kind(one.ended()))
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
    found = next(filter(is_id, map(text_of, values)), None)
    return {"id": found, **native} if found else native
