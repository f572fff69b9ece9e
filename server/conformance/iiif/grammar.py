"""Tables of what a resource is: which properties it has, of what kind, and what they link to."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from server.conformance.findings import Rule, Severity
from server.conformance.iiif.kinds import ANYTHING, Kind
from server.conformance.iiif.place import Place
from server.conformance.iiif.sheet import Sheet

Check = Callable[[Place, Sheet], None]


class Property(NamedTuple):
    """A property: where it is defined, what must hold of it, and the kind of its value."""

    section: str
    sentence: str
    kind: Kind = ANYTHING


@dataclass(frozen=True)
class Link:
    """A property that holds resources: an array of them, one, or either.

    *shapes* are by type; *other* is the shape of every other type, which is not accepted without.
    Where *text* is accepted, it stands for a resource by its URI.
    """

    shapes: Mapping[str, str]
    many: bool | None = True
    other: str | None = None
    text: bool = False
    at_least: int = 0

    @property
    def one(self) -> str:
        """What is accepted as one of them, in words."""
        kinds = " or ".join(self.shapes)
        return (kinds if kinds and not self.other else "an object") + " or a URI" * self.text

    @property
    def accepted(self) -> str:
        """What is accepted as the whole value, in words."""
        if not self.many:
            return self.one + ", or an array of such" * (self.many is None)
        what = " or ".join(self.shapes) if self.shapes and not self.other else "objects"
        what = f"an array of {what}{' or URIs' * self.text}"
        return f"{what}, {self.at_least} at least" if self.at_least else what


@dataclass(frozen=True)
class Shape:
    """What a resource has: properties that it must, should and must not have, and its links.

    Findings go to the rule of the property, or to *rule*; what is advised goes to *advice*.
    *reference* is the shape of one that is only pointed to, and has none of *whole*.
    """

    must: tuple[str, ...] = ()
    should: tuple[str, ...] = ()
    must_not: frozenset[str] = frozenset()
    links: Mapping[str, Link] = field(default_factory=dict)
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    rule: str | None = None
    advice: str | None = None
    reference: str | None = None
    whole: tuple[str, ...] = ("items",)
    open: bool = False  # properties that are not known are none of our business


@dataclass(frozen=True)
class Grammar:
    """A specification in tables; its rules begin with *prefix*."""

    prefix: str
    properties: Mapping[str, Property]
    shapes: Mapping[str, Shape]
    type_key: str = "type"
    unknown: Callable[[Place, Sheet], None] | None = None

    def rules(self) -> Iterable[Rule]:
        """Yield a rule for each property."""
        for name, one in self.properties.items():
            yield Rule(self.rule(name), one.section, Severity.ERROR, one.sentence)

    def rule(self, name: str) -> str:
        """Return the rule of the property *name*."""
        return f"{self.prefix}-{name.removeprefix('@')}"
