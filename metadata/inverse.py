"""Crosswalks read backwards: the XML of a rule is also the pattern of what it wrote.

An element is what the rule of the table says whose pattern it fits: the same names, the same
attributes and texts where the table has them, and nothing inside that the pattern does not have.
Of several, the one that says most decides, then the order of the table. What fits no pattern is
left to the reader of the format: other people write the same standard in other ways.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from lxml import etree

from metadata.crosswalk import Crosswalk, Rule, Source
from metadata.forms import Form
from metadata.markup import parse
from metadata.said import Said, children, language_of, name_of, text_in
from schemas.terms import TERMS

_FIELD = re.compile(r"\{(\w+)\}")
_LANG = re.compile(r'(?<!=")\{lang\}')


@dataclass(frozen=True, slots=True)
class _Text:
    """What an attribute or a text of a table has: letters, and fields in braces."""

    pattern: re.Pattern[str]
    names: tuple[str, ...]
    is_field: bool
    weight: int
    literal: str

    def read(self, text: str, fields: dict[str, str]) -> bool:
        """Whether *text* is so; what stands for the fields goes into *fields*."""
        if not self.names:
            return text == self.literal
        if self.is_field and len(self.names) == 1:
            fields.setdefault(self.names[0], text)
            return True
        found = self.pattern.fullmatch(text)
        if found is None:
            return False
        for name, value in zip(self.names, found.groups(), strict=True):
            fields.setdefault(name, value)
        return True


def _text(template: str) -> _Text:
    parts = _FIELD.split(template)
    pattern = "".join("(.*)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
    is_field = len(parts) > 1 and not any(parts[::2])
    literal = sum(map(len, parts[::2]))
    return _Text(
        re.compile(pattern, re.DOTALL), tuple(parts[1::2]), is_field, bool(literal), template
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Node:
    """An element of a table; what stands there twice is one of these."""

    name: str
    attributes: tuple[tuple[str, _Text], ...]
    text: _Text | None
    inner: tuple["_Node", ...]
    is_open: bool = False

    @property
    def weight(self) -> int:
        """How much it asks of an element."""
        own = sum(text.weight for _, text in self.attributes) + (
            self.text.weight if self.text else 0
        )
        return own + sum(1 + node.weight for node in self.inner)

    @property
    def key(self) -> "_Key":
        """What it is looked up by: its name, and the tag that fields of MARC have."""
        tag = next((text for name, text in self.attributes if name == "tag"), None)
        return self.name, tag.literal if tag else None

    @property
    def shape(self) -> "_Shape":
        """What tells it from most others at a glance: its key, and what stands in it."""
        return self.key, tuple([node.name for node in self.inner])

    def fits(
        self, element: etree._Element, fields: dict[str, str], telling: frozenset[str]
    ) -> bool:
        """Whether *element* is such; what it has for the fields goes into *fields*.

        It has none of the attributes that are *telling*, if the table has them not.
        """
        if name_of(element) != self.name:
            return False
        # Loops and no generators: every element of every record is held to several patterns.
        for name, text in self.attributes:
            if not self._has(element, name, text, fields):
                return False
        for name in telling:
            if element.get(name) is not None and name not in dict(self.attributes):
                return False
        return self.is_open or self._holds(element, fields, telling)

    def _holds(
        self, element: etree._Element, fields: dict[str, str], telling: frozenset[str]
    ) -> bool:
        within = list(children(element))
        if len(within) != len(self.inner):
            return False
        if self.text is not None and not self.text.read(text_in(element), fields):
            return False
        for node, one in zip(self.inner, within, strict=True):
            if not node.fits(one, fields, telling):
                return False
        return True

    def _has(self, element: etree._Element, name: str, text: _Text, fields: dict[str, str]) -> bool:
        if name.endswith("}lang"):
            fields.setdefault("lang", language_of(element) or "")
            return True
        value = element.get(name)
        # An attribute for which there was nothing to say was not written.
        return text.is_field if value is None else text.read(value, fields)


def _node(element: etree._Element) -> _Node:
    attributes = tuple((str(name), _text(str(value))) for name, value in element.attrib.items())
    inner = tuple(_node(child) for child in children(element))
    text = None if inner or not text_in(element) else _text(text_in(element))
    return _Node(name_of(element), attributes, text, inner)


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One spelling of one rule: the elements around it, those that it writes, and its source."""

    within: tuple[_Node, ...]
    nodes: tuple[_Node, ...]
    source: str
    form: Form

    @property
    def weight(self) -> int:
        return sum(1 + node.weight for node in self.nodes)


_Key = tuple[str, str | None]
_Shape = tuple[_Key, tuple[str, ...]]


def _shape(element: etree._Element) -> _Shape:
    return _key(element), tuple([name_of(one) for one in children(element)])


def _key(element: etree._Element) -> _Key:
    return name_of(element), element.get("tag")


Unknown = Callable[[Said, etree._Element], None]
"""Takes in an element that fits no pattern."""


@dataclass(frozen=True)
class Inverse:
    """The way back of a crosswalk, for its terms and the other *sources* that are named.

    Elements that are *left* fit no pattern, nor do those with attributes that are *telling*, where
    the table has them not.
    """

    crosswalk: Crosswalk
    sources: Sequence[Source] = ()
    left: frozenset[str] = frozenset()
    telling: frozenset[str] = frozenset()

    def read(self, root: etree._Element, said: Said, unknown: Unknown) -> None:
        """Take into *said* what is inside *root*; what no rule has written goes to *unknown*."""
        self._read(root, (), said, unknown)

    def _read(
        self, element: etree._Element, within: tuple[_Node, ...], said: Said, unknown: Unknown
    ) -> None:
        waiting = list(children(element))
        while waiting:
            taken = self._take(waiting, within, said)
            if not taken:
                self._enter(waiting[0], within, said, unknown)
            del waiting[: taken or 1]

    def _enter(
        self, element: etree._Element, within: tuple[_Node, ...], said: Said, unknown: Unknown
    ) -> None:
        """Read what is inside *element* if it is a container, else leave it to *unknown*."""
        for holder in self._holders.get((within, _key(element)), ()):
            if holder.fits(element, {}, self.telling):
                self._read(element, (*within, holder), said, unknown)
                return
        unknown(said, element)

    def _take(
        self, waiting: Sequence[etree._Element], within: tuple[_Node, ...], said: Said
    ) -> int:
        """Return how many of the elements *waiting* are one value that was taken in."""
        for pattern in self._by_shape.get((within, _shape(waiting[0])), ()):
            fields: dict[str, str] = {}
            pairs = zip(pattern.nodes, waiting, strict=False)
            fits = len(pattern.nodes) <= len(waiting) and all(
                node.fits(one, fields, self.telling) for node, one in pairs
            )
            if fits and self._say(pattern, fields, said):
                return len(pattern.nodes)
        return 0

    def _say(self, pattern: _Pattern, fields: dict[str, str], said: Said) -> bool:
        """Take in what *pattern* has found; return whether that is something."""
        if pattern.source not in TERMS:
            said.note(pattern.source, fields)
            return True
        value = pattern.form.read(fields)
        if value is None:
            return False
        said.add(pattern.source, **value)
        return True

    @cached_property
    def _patterns(self) -> list[_Pattern]:
        wanted = {*TERMS, *self.sources}
        rules = (one for top in self.crosswalk.rules for one in top.chain())
        found = [
            pattern for one in rules if one.source in wanted for pattern in self._patterns_of(one)
        ]
        return sorted(found, key=lambda pattern: -pattern.weight)

    @cached_property
    def _by_shape(self) -> dict[tuple[tuple[_Node, ...], _Shape], list[_Pattern]]:
        found: dict[tuple[tuple[_Node, ...], _Shape], list[_Pattern]] = {}
        for pattern in self._patterns:
            if pattern.nodes[0].name in self.left:
                continue
            found.setdefault((pattern.within, pattern.nodes[0].shape), []).append(pattern)
        return found

    @cached_property
    def _holders(self) -> dict[tuple[tuple[_Node, ...], _Key], list[_Node]]:
        found: dict[tuple[tuple[_Node, ...], _Key], list[_Node]] = {}
        for within in dict.fromkeys(pattern.within for pattern in self._patterns):
            for depth, holder in enumerate(within):
                listed = found.setdefault((within[:depth], holder.key), [])
                if holder not in listed:
                    listed.append(holder)
        return found

    def _patterns_of(self, one: Rule) -> Iterator[_Pattern]:
        within = tuple(_opened(self.crosswalk, tag) for tag in one.within)
        for form, xml in one.spellings:
            yield _Pattern(within, _compiled(self.crosswalk, xml), one.source, form)


def _compiled(crosswalk: Crosswalk, xml: str) -> tuple[_Node, ...]:
    for name in crosswalk.once:
        xml = xml.replace(f"{{{name}}}", "")
    # A field that stands among the attributes is the language.
    xml = _LANG.sub(' xml:lang="{lang}"', xml)
    start = crosswalk.root
    root = parse(f"<{start}>{xml}</{start.partition(' ')[0]}>".encode())
    return tuple(_node(child) for child in children(root))


@cache
def _opened(crosswalk: Crosswalk, tag: str) -> _Node:
    """Return the element of a start *tag*, which holds what several rules write."""
    (node,) = _compiled(crosswalk, f"<{tag}/>")
    return _Node(node.name, node.attributes, None, (), is_open=True)
