"""What an element of another standard says, gathered as native JSON.

Readers stand beside the crosswalks that write, and share this: values as written, each with the
language that it is in (XML §2.12: ``xml:lang`` holds for everything inside) and its scheme.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree

from metadata.markup import LANG
from metadata.own import without_own
from schemas.native import Json
from schemas.row import shown


def name_of(element: etree._Element) -> str:
    """Return the name of *element* without its namespace; empty for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def namespace_of(element: etree._Element) -> str:
    """Return the namespace of *element*; empty for none."""
    tag = element.tag if isinstance(element.tag, str) else ""
    return tag[1:].rpartition("}")[0]


def line_of(element: etree._Element) -> int:
    """Return the physical line of the start tag of *element*, counted from 1."""
    line: Any = element.sourceline
    return line or 1


def children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Yield the children of *element* that are elements, of any namespace; only those of *names*.

    Namespaces are told by the root: below it, real files leave them out or have them twice.
    """
    for child in element:
        if isinstance(child.tag, str) and (not names or name_of(child) in names):
            yield child


def text_in(element: etree._Element) -> str:
    """Return the text of *element* and all in it, without the white space around it."""
    whole = element.xpath("string()") if len(element) else element.text or ""
    return str(whole).strip()


def language_of(element: etree._Element) -> str | None:
    """Return the ``xml:lang`` that holds for *element*, as written, or None."""
    own = element.get(LANG)
    if own is not None:
        return own.strip() or None
    above = (one.get(LANG) for one in element.iterancestors())
    return next((lang.strip() or None for lang in above if lang is not None), None)


def entity_in(element: etree._Element) -> str | None:
    """Return the first entity in *element* that no DTD at hand explains, or None."""
    found = next(iter(element.iter(etree.Entity)), None)
    return None if found is None else str(found.text)


Remark = tuple[str, str, str]
"""A field, what stands there, and a sentence for people."""

NOT_READ = "not read: no term is made of it"

NAMESPACE = "namespace"
"""The field of remarks on a namespace: what is wrong with one is wrong all through a document."""


@dataclass(frozen=True, slots=True)
class Read:
    """One record as a reader gives it: the line it begins on, native JSON, and what to remark.

    *native* is None for what is no record to keep, of which there is one remark. *landing* is the
    page of a record that another archive of this kind publishes: no identifier of the record.
    *entity* is one that nothing at hand explains, where a reader met that.
    """

    line: int
    native: Json | None
    remarks: Sequence[Remark] = ()
    landing: str = ""
    entity: str | None = None

    def with_more(self, line: int, heading: Json) -> "Read":
        """Return the same on *line*, with a *heading* that knows better than the metadata."""
        return replace(self, line=line, native={**(self.native or {}), **heading})


@dataclass
class Said:
    """Native JSON under construction: values by term, in the order in which they are met."""

    metadata: dict[str, list[str | Json]] = field(default_factory=dict)
    more: Json = field(default_factory=dict)
    noted: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    unread: dict[str, str] = field(default_factory=dict)
    strayed: dict[str, str] = field(default_factory=dict)

    def note(self, source: str, fields: Mapping[str, str]) -> None:
        """Take in what is said of something that is no term: it waits for its reader."""
        self.noted.append((source, fields))

    def leave(self, name: str, text: str) -> None:
        """Remember that the field *name*, where *text* stands, is not read: the first alone."""
        if text:
            self.unread.setdefault(name, text)

    def stray(self, name: str, term: str) -> None:
        """Remember that *term* is written as *name*, which is no name of its namespace."""
        self.strayed[name] = term

    def leave_element(self, name: str, element: etree._Element) -> None:
        """Remember that *element*, a field called *name*, is not read: its text or its attributes.

        One that has neither says nothing.
        """
        if name not in self.unread:
            self.leave(name, text_in(element) or " ".join(map(str, element.attrib.values())))

    def add(
        self,
        term: str,
        text: str,
        lang: str | None = None,
        scheme: str | None = None,
        derived: str | None = None,
    ) -> None:
        """Take in *text* as a value of *term*; an empty one says nothing, a second one no more.

        *derived* is its standard form, where the format says that beside it.
        """
        if not text:
            return
        said = {"value": text, "lang": lang, "scheme": scheme, "derived": derived}
        value = {name: one for name, one in said.items() if one}
        native = text if len(value) == 1 else value
        values = self.metadata.setdefault(term, [])
        if native not in values:
            values.append(native)

    def add_element(self, term: str, element: etree._Element, scheme: str | None = None) -> None:
        """Take in the text of *element*, in its language, as a value of *term*."""
        self.add(term, text_in(element), language_of(element), scheme)

    def append(self, name: str, part: Any) -> None:  # noqa: ANN401 - JSON
        """Take in *part* as one of what the record has under *name*."""
        self.more.setdefault(name, []).append(part)

    @property
    def native(self) -> Json:
        """What was gathered."""
        return ({"metadata": self.metadata} if self.metadata else {}) | self.more

    def read_at(self, element: etree._Element) -> Read:
        """Return what was gathered as the record that *element* is, and what is not read of it."""
        strayed = ((NAMESPACE, name, f"read as {term}") for name, term in self.strayed.items())
        unread = ((name, shown(text), NOT_READ) for name, text in self.unread.items())
        native, landing = without_own(self.native, self.more.get("id", ""))
        return Read(line_of(element), native, (*strayed, *unread), landing)
