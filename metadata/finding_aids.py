"""Finding aids as they stream: units with others beneath are collections, the others records.

EAD 2002 and EAD3 describe from the general to the particular: ``archdesc``, then components in
components (``c``, ``c01`` to ``c12``), each described before those within. A part of a description
is read when it is complete, and forgotten; what is kept are the units that are still open, so a
finding aid of any length takes the memory of its depth. ``docs/ead.md`` says what becomes of what.
"""

import itertools
from collections.abc import Iterator, Mapping

from lxml import etree

from metadata.crosswalks.ead_reading import take
from metadata.crosswalks.ead_unit import Unit
from metadata.markup import unparsed_files
from metadata.mixed import is_internal, text_of
from metadata.said import NOT_READ, Read, entity_in, line_of, name_of, namespace_of
from metadata.unit_names import single_line
from metadata.units import Level

NAMESPACES = {
    "urn:isbn:1-931666-22-9": "EAD 2002",
    "http://ead3.archivists.org/schema/": "EAD3",
    "http://ead3.archivists.org/schema/undeprecated/": "EAD3",
}
"""Where ``ead`` belongs, and the version that is; the DTD of either has none."""

_HEADERS = {"eadheader": "EAD 2002", "control": "EAD3"}
_UNITS = frozenset({"archdesc", "c", *(f"c{number:02}" for number in range(1, 13))})
_HOLDERS = _UNITS | {"dsc", "dscgrp"}

_MAX_HELD = 10_000

_LATE = "not read: it stands below the components, and belongs above them"
_LATE_CONDITION = "stands below the components, which therefore do not have it: it belongs above"
_OVERVIEW = "an overview, which is not read: the components below say the same in full"


class FindingAid:
    """One finding aid, whose parts come one after the other."""

    def __init__(self, ead: etree._Element) -> None:
        self._is_hidden = is_internal(ead)
        self._levels: list[Level] = []
        self._files: Mapping[str, str] = unparsed_files(ead)
        self._id = ""
        self._address = ""
        self._title = ""
        self._held: list[Read] = []
        self._is_overview = False
        self.label = NAMESPACES.get(namespace_of(ead), "EAD")

    @staticmethod
    def is_part(element: etree._Element) -> bool:
        """Whether *element* is a part of a description, to be read whole."""
        parent = element.getparent()
        name, above = name_of(element), name_of(parent) if parent is not None else ""
        if above == "ead":
            return name in _HEADERS
        return above in _HOLDERS and name not in _HOLDERS

    def pass_by(self, element: etree._Element) -> None:
        """Take note of *element*, which is no part: a unit is met again where it ends."""
        if self._levels and element is self._levels[-1].element:
            self._levels[-1].is_ended = True

    def read(self, part: etree._Element) -> Iterator[Read]:
        """Yield what turns out complete before *part*: records, and collections; take *part* in."""
        if name_of(part) in _HEADERS:
            self._read_header(part)
            return
        yield from self._go_to(part)
        if not self._levels:
            yield Read(line_of(part), None, [(f"ead:{name_of(part)}", "", NOT_READ)])
            return
        level = self._levels[-1]
        level.entity = level.entity or entity_in(part)
        if level.is_parent and level.above is not None:
            yield Read(line_of(part), None, [(f"ead:{name_of(part)}", "", _LATE)])
            return
        take(level.unit, part)
        if level.is_parent and name_of(part) in {"accessrestrict", "userestrict"}:
            level.unit.tell(name_of(part), text_of(part), _LATE_CONDITION)

    def ended(self) -> Iterator[Read]:
        """Yield what is left at the end: the units that are open, and the whole at last."""
        yield from self._close(1)
        yield from self._held
        yield from self._whole()

    def broken(self) -> Iterator[Read]:
        """Yield what is complete where the document breaks off, and what is known of the whole."""
        while len(self._levels) > 1 and not self._levels[-1].is_ended:
            self._levels.pop()
        yield from self.ended()

    def _whole(self) -> Iterator[Read]:
        for top in self._levels[:1]:
            self._name(top)
            yield from top.collection() if top.is_parent else top.record()

    def _read_header(self, header: etree._Element) -> None:
        """Read what the finding aid is called, and its own title (eadheader, control).

        Of an internal header nothing but the name is taken, which nothing else tells.
        """
        self.label = _HEADERS[name_of(header)]
        for named in header.iter("{*}eadid", "{*}recordid"):
            said = (text_of(named), named.get("identifier"), named.get("url"))
            self._id = single_line(next(filter(None, said), ""))
            address = (named.get("url") or named.get("instanceurl") or "").strip()
            self._address = "" if is_internal(header) else address
        for proper in header.iter("{*}titleproper"):
            if proper.get("type") != "filing" and not is_internal(header):
                self._title = self._title or single_line(text_of(proper, ("num", "date")))

    def _go_to(self, part: etree._Element) -> Iterator[Read]:
        """Close the units that ended before *part*, and open those that it is in."""
        if self._levels and part.getparent() is self._levels[-1].element:
            return
        around = [one for one in part.iterancestors() if name_of(one) in _UNITS][::-1]
        pairs = zip(around, self._levels, strict=False)
        open_ = sum(1 for element, level in pairs if element is level.element)
        yield from self._close(open_)
        for element in around[open_:]:
            yield from self._enter(element) if self._levels else ()
            self._levels.append(self._opened(element))

    def _opened(self, element: etree._Element) -> Level:
        above = self._levels[-1] if self._levels else None
        is_hidden = self._is_hidden if above is None else above.is_hidden
        # A list of components may be internal as well, around the component (dsc).
        around = itertools.takewhile(
            lambda one: name_of(one) not in _UNITS, element.iterancestors()
        )
        return Level(
            element,
            line_of(element),
            Unit(files=self._files),
            above,
            xml_id=single_line(element.get("id") or ""),
            kind=(element.get("level") or "").strip(),
            is_hidden=is_hidden or any(map(is_internal, (element, *around))),
        )

    def _enter(self, child: etree._Element) -> Iterator[Read]:
        """Make a collection of the innermost unit, since it has a *child*."""
        level = self._levels[-1]
        if level.above is None:
            yield from self._turn_to(child)
        if not level.is_parent:
            level.is_parent = True
            self._name(level)
            # Of the whole, more may be said below the components.
            yield from self._passed(level.collection()) if level.above is not None else ()

    def _turn_to(self, child: etree._Element) -> Iterator[Read]:
        """Hold back what an overview has, until it is known that no list of components follows."""
        listed = next(child.iterancestors("{*}dsc"), None)
        kinds = () if listed is None else map(listed.get, ("type", "dsctype"))
        is_overview = "analyticover" in kinds
        if self._held and not is_overview:
            yield Read(self._held[0].line, None, [("ead:dsc", "", _OVERVIEW)])
            self._held = []
            self._levels[0].taken.clear()
        self._is_overview = is_overview

    def _passed(self, found: Iterator[Read]) -> Iterator[Read]:
        if self._is_overview and len(self._held) < _MAX_HELD:
            self._held.extend(found)
        else:
            yield from found

    def _close(self, open_: int) -> Iterator[Read]:
        """Yield the records of the units that are not among the outermost *open_* any more."""
        while len(self._levels) > max(open_, 1):
            level = self._levels[-1]
            if not level.is_parent:
                self._name(level)
                yield from self._passed(level.record())
            self._levels.pop()

    def _name(self, level: Level) -> None:
        """Settle the names of *level*; of the whole, with what its header says."""
        if level.above is None and not level.id:
            if self._title and "title" not in level.unit.metadata:
                level.unit.add("title", self._title)
            level.unit.add("identifier", self._address)
        level.name(self._id)


def read_whole(ead: etree._Element) -> Iterator[Read]:
    """Yield the collections and records of the finding aid *ead*, which is at hand as a whole."""
    finding_aid = FindingAid(ead)
    for part in ead.iter("{*}*"):
        if FindingAid.is_part(part):
            yield from finding_aid.read(part)
    yield from finding_aid.ended()
