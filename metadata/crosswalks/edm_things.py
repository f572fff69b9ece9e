"""What a record refers to in EDM: the contextual classes, each called by its address.

A name, a topic, a place or a period that an authority file has an address for is a resource of its
own with labels (EDM Mapping Guidelines, contextual classes). One address is one resource, whatever
the number of values and languages that name it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from metadata.addressed import address_of
from metadata.authorities import file_of
from metadata.forms import WRITTEN, Fields
from metadata.markup import attribute, escape
from metadata.places import PLACE_NAME, POINT
from schemas.record import Metadata, Value
from schemas.terms import TERMS, Kind

_AGENT, _PLACE, _TIME, _CONCEPT = "edm:Agent", "edm:Place", "edm:TimeSpan", "skos:Concept"

_CLASSES = {
    "creator": _AGENT,
    "contributor": _AGENT,
    "publisher": _AGENT,
    "dcterms:spatial": _PLACE,
    "dcterms:temporal": _TIME,
}
# Of files that list nothing else; a topic of any other may be anything.
_CLASSES_BY_FILE = {
    **dict.fromkeys(("orcid", "isni", "ror", "ulan"), _AGENT),
    **dict.fromkeys(("geonames", "tgn"), _PLACE),
}

REFERRING = tuple(
    name
    for name, term in TERMS.items()
    if term.kind is Kind.NAMED and (term.is_element or name in (*_CLASSES, "dcterms:medium"))
)
"""The terms that refer to such a resource: those that EDM has a property for."""


@dataclass(slots=True)
class Thing:
    """A resource that values of a record name: its class, its label by language, and where it is.

    *labels* are by BCP 47 tag, empty for none, of which each has one; *others* are what else it is
    called, with the tag. *point* is north and east in degrees.
    """

    kind: str
    labels: dict[str, str] = field(default_factory=dict)
    others: list[tuple[str, str]] = field(default_factory=list)
    point: tuple[str, str] | None = None

    @property
    def label(self) -> tuple[str, str | None]:
        """The label that a reader takes, and its language: of none, else English, else the first.

        A point may have none, which is empty.
        """
        tag = next((tag for tag in ("", "en") if tag in self.labels), next(iter(self.labels), ""))
        return self.labels.get(tag, ""), tag or None

    def call(self, label: str, tag: str) -> None:
        """Take in what a value calls it (SKOS §5: one preferred label in each language)."""
        if self.labels.setdefault(tag, label) != label and (tag, label) not in self.others:
            self.others.append((tag, label))


def things(metadata: Metadata) -> dict[str, Thing]:
    """Return what *metadata* refers to, by address, in the order in which it is met."""
    found: dict[str, Thing] = {}
    for term, address, fields in _named(metadata):
        thing = found.setdefault(address, Thing(_class(term, address)))
        if fields["value"]:
            thing.call(fields["value"], fields["lang"])
        if "east" in fields and thing.point is None:
            thing.kind, thing.point = _PLACE, (fields["north"], fields["east"])
    return found


def _named(metadata: Metadata) -> Iterator[tuple[str, str, Fields]]:
    for term in REFERRING:
        for value in metadata.get(term, ()):
            address = address_of(value) if value.derived else None
            fields = fields_of(term, value) if address else None
            if address and fields:
                yield term, address, fields


def fields_of(term: str, value: Value) -> Fields | None:
    """Return what *value* of *term* calls a thing, and where it is; None where it says nothing."""
    is_place = term == "dcterms:spatial"
    fields = (POINT.spell(value) or PLACE_NAME.spell(value)) if is_place else None
    return fields or WRITTEN.spell(value)


def _class(term: str, address: str) -> str:
    known = file_of(address)
    by_file = _CLASSES_BY_FILE.get(known.code) if known else None
    return _CLASSES.get(term) or by_file or _CONCEPT


def written(found: Mapping[str, Thing]) -> str:
    """Return the XML of what was *found*, as CONTEXTS.xsd and SKOS.xsd have it."""
    return "".join(
        f"<{one.kind} rdf:about={attribute(address)}>{_point(one)}{_labels(one)}</{one.kind}>"
        for address, one in found.items()
    )


def _point(thing: Thing) -> str:
    if thing.point is None:
        return ""
    north, east = map(escape, thing.point)
    return f"<wgs84_pos:lat>{north}</wgs84_pos:lat><wgs84_pos:long>{east}</wgs84_pos:long>"


def _labels(thing: Thing) -> str:
    preferred = (("skos:prefLabel", tag, label) for tag, label in thing.labels.items())
    others = (("skos:altLabel", tag, label) for tag, label in thing.others)
    return "".join(
        f"<{name}{f' xml:lang={attribute(tag)}' if tag else ''}>{escape(label)}</{name}>"
        for name, tag, label in (*preferred, *others)
    )
