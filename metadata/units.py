"""One level of a finding aid: what the unit there is called, what it inherits, what it becomes.

A unit with others beneath is a collection, any other a record of the collection above it; one
that has both units beneath and pages or files is both.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from metadata.crosswalks.ead_unit import Unit
from metadata.parts import text_of
from metadata.said import Read, Remark
from metadata.unit_names import beneath, id_beneath, id_of_whole, plain, spec_beneath
from schemas.grammar import ROOT_COLLECTION
from schemas.native import Json

Values = dict[str, list[str | Json]]

AGGREGATES = frozenset(
    {"collection", "fonds", "recordgrp", "series", "subfonds", "subgrp", "subseries", "class"}
)
"""Levels of description (``level``) that are sets of things, whatever is listed beneath."""

# What holds for everything beneath, until a unit says otherwise: terms that say the same together.
_INHERITED = (("rights", "dcterms:license"), ("dcterms:accessRights",))

_BY_WORDS = "has neither id nor unitid, so this stands for them: other words are another record"
_AGAIN = "is met before beside it: such are told apart by their order, so give each its own"
_NO_TITLE = "has no unittitle, so this stands for it"
_TOO_DEEP = "lies too deep for a collection of its own: what is in it goes one level higher"
_HIDDEN_COLLECTION = "for the staff: no collection is described, what is in it is restricted"
_HIDDEN = "for the staff: stored as restricted, take the attribute away to publish it"


@dataclass
class Level:
    """A unit that is still open: what it says, and its names once its description is complete.

    *above* is the unit around it. *is_hidden* says that it, or one around it, is internal. *taken*
    are the names of units within that were met, and how often. *is_ended* says that no more comes.
    """

    element: etree._Element
    line: int
    unit: Unit
    above: "Level | None" = None
    xml_id: str = ""
    kind: str = ""
    is_hidden: bool = False
    is_parent: bool = False
    is_ended: bool = False
    entity: str | None = None
    id: str = ""
    spec: str = ""
    taken: dict[str, int] = field(default_factory=dict)

    def name(self, whole: str = "") -> None:
        """Settle id, set spec and title, once; *whole* is what the finding aid is called."""
        if self.id:
            return
        if self.above is None:
            self.id = id_of_whole(whole or next(iter(self.unit.codes), "") or self._words)
            spec = plain(self.id)
            self.spec = f"{spec}-" if spec == ROOT_COLLECTION else spec
        else:
            name = self._name_beneath(self.above)
            self.id = id_beneath(self._top.id if self.xml_id else self.above.id, name)
            self.spec = spec_beneath(self.above.spec, name) or self.above.spec
        if "title" not in self.unit.metadata and (words := self._words):
            self.unit.add("title", words)
            self.unit.tell("unittitle", words, _NO_TITLE)

    def collection(self) -> Iterator[Read]:
        """Yield the description of the collection that the unit is; none of an internal one.

        If it has pages or files, the record that holds them follows.
        """
        if self.is_hidden:
            yield Read(self.line, None, [("ead:audience", "internal", _HIDDEN_COLLECTION)])
        elif self.above is not None and self.spec == self.above.spec:
            yield Read(self.line, None, [("ead:c", self.id, _TOO_DEEP)])
        else:
            unit = self.unit
            metadata = self._typed(unit.metadata | self._located(unit.repository))
            native = {"collection": self.spec, "metadata": metadata}
            yield Read(self.line, native, [*unit.remarks], entity=self.entity)
        if self.unit.more:
            yield from self._record(self.spec, ())

    def record(self) -> Iterator[Read]:
        """Yield the record that the unit is, in the collection above."""
        remarks = [*self.unit.remarks]
        if self.is_hidden:  # what is internal is not shown in a report either
            remarks = [(name, "", message) for name, _, message in remarks]
            remarks.append(("ead:audience", "internal", _HIDDEN))
        yield from self._record(self.above.spec if self.above else "", remarks)

    def _record(self, spec: str, remarks: Sequence[Remark]) -> Iterator[Read]:
        around = [one for one in self._ancestors if not one.is_hidden]
        wholes = self.unit.metadata.get("dcterms:isPartOf", [])[:]
        for whole in reversed(around):
            wholes += [title for title in whole.titles[:1] if title not in wholes]
        houses = (one.unit.repository for one in (self, *around) if one.unit.repository)
        said = (
            self.unit.metadata
            | self._inherited(around)
            | ({"dcterms:isPartOf": wholes} if wholes else {})
        )
        metadata = self._typed(said | self._located(next(houses, ())))
        native: Json = {"id": self.id, "metadata": metadata}
        native |= {"collections": [spec]} if spec else {}
        native |= {"access": "restricted"} if self.is_hidden else {}
        yield Read(self.line, native | self.unit.more, remarks, entity=self.entity)

    @property
    def titles(self) -> Sequence[str | Json]:
        """The titles, as native JSON; none of a unit that nobody has given a word."""
        return self.unit.metadata.get("title", ())

    @property
    def _ancestors(self) -> "Iterator[Level]":
        """The units around it, from the inside."""
        one = self.above
        while one is not None:
            yield one
            one = one.above

    @property
    def _top(self) -> "Level":
        return next(reversed([self, *self._ancestors]))

    @property
    def _words(self) -> str:
        """What tells the unit from others where it has no code: title and date, or its box."""
        title, date = (_first(self.unit.metadata, term) for term in ("title", "date"))
        dated = title if date in title else ", ".join(filter(None, (title, date)))
        return next(filter(None, (dated, *self.unit.codes, *self.unit.containers)), "")

    def _name_beneath(self, above: "Level") -> str:
        """Return what the unit is called among those beneath *above*."""
        if self.xml_id:
            return self.xml_id
        codes = self.unit.codes
        # A code is written as it is, words as an address likes them.
        name = beneath(codes[0], above.unit.codes) if codes else plain(self._words)
        if not codes:
            self.unit.tell("unitid", self._words, _BY_WORDS)
        count = above.taken[plain(name)] = above.taken.get(plain(name), 0) + 1
        if count == 1:
            return name
        self.unit.tell("unitid", name, _AGAIN)
        return f"{name}~{count}"

    def _inherited(self, around: "Sequence[Level]") -> Values:
        """Return what holds for the unit because one *around* it says so, the nearest first."""
        found: Values = {}
        for terms in _INHERITED:
            said = ({term: one.unit.metadata.get(term, []) for term in terms} for one in around)
            if not any(term in self.unit.metadata for term in terms):
                nearest = next((one for one in said if any(one.values())), {})
                found |= {term: [*values] for term, values in nearest.items() if values}
        spoken = (
            one.unit.metadata["language"] for one in around if "language" in one.unit.metadata
        )
        languages = next(spoken, [])
        # Of several languages, nobody says which one a letter is in.
        if len(languages) == 1 and "language" not in self.unit.metadata:
            found["language"] = [*languages]
        return found

    def _located(self, houses: Sequence[str]) -> Values:
        """Return where the unit lies: the house, and boxes and folders there."""
        places: list[str | Json] = [*houses, *self.unit.containers]
        return {"source": places} if places else {}

    def _typed(self, metadata: Values) -> Values:
        """Return *metadata*, with the type of what is described as a set of things."""
        if self.kind not in AGGREGATES:
            return metadata
        types = [*metadata.get("type", ()), {"value": self.kind, "derived": "Collection"}]
        return metadata | {"type": types}


def _first(metadata: Values, term: str) -> str:
    """Return the first value of *term* as text; empty if there is none."""
    return text_of(metadata.get(term, [""])[0])
