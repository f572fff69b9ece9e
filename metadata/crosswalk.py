"""Crosswalks: tables that say where each thing that is known of a record goes in another standard.

A rule names a source and the XML that stands for one of its values, so that a cataloguer checks
one table a standard, and ``docs/formats.md`` is made of the same tables. One loop writes them all.
The XML of a table is trusted and holds ``{value}`` and ``{lang}``; what is put there is escaped.
Root, containers and rules may name the record itself too, as ``{identifier}`` (``_WHOLE``). An
attribute for which there is nothing to say is not written.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from itertools import zip_longest
from typing import Any

from metadata.forms import ADDRESS, TYPE, WRITTEN, Fields, Form, Xml
from metadata.markup import attribute, escape
from schemas.record import Links, Metadata, PageLinks, Record, Value
from schemas.terms import TERMS


class Source(StrEnum):
    """What a rule can be about besides a term of Dublin Core."""

    RECORD = "record"
    IDENTIFIER = "OAI identifier"
    LANDING = "landing page"
    MANIFEST = "IIIF manifest"
    THUMBNAIL = "thumbnail"
    ARCHIVE = "archive"
    PAGE = "page with a picture"
    FILE = "file"
    VIEW = "page with a picture, then file"
    TRANSCRIPT = "transcript or translation"
    CONTENTS = "table of contents"
    PAGE_OF_RANGE = "page in the table of contents"


class Which(StrEnum):
    """Which values of a source a rule takes: elements that cannot be repeated take the first."""

    ALL = "all"
    FIRST = "first"
    REST = "all but the first"


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a crosswalk.

    *spellings* are tried in turn for each value: the first form that the value has decides.
    *within* are the elements, outermost first, that hold what this rule and its neighbours write.
    *which* says which of the values that have a form are taken. Where a *required* rule writes
    nothing, the record cannot be expressed; but first *otherwise* is asked in its stead. *parts*
    are the rules for what a value has of its own, as a page its transcripts: ``{parts}``.
    """

    source: str
    spellings: tuple[tuple[Form, str], ...]
    within: tuple[str, ...] = ()
    which: Which = Which.ALL
    required: bool = False
    otherwise: "Rule | None" = None
    parts: tuple["Rule", ...] = ()

    def write(self, said: "Said", whole: Fields) -> list["Part"]:
        """Return the XML of each value that *said* has of the source, and what holds it.

        *whole* are the fields of the record itself.
        """
        values = said.get(self.source)
        spelled = [self._spell(value, whole) for value in values] if values else []
        written = [xml for xml in spelled if xml is not None][_SLICES[self.which]]
        if not written:
            return self.otherwise.write(said, whole) if self.otherwise else []
        within = tuple(_fill(tag, whole) for tag in self.within)
        return [(within, xml) for xml in written]

    def chain(self) -> Iterator["Rule"]:
        """Yield this rule, and those that are asked in its stead."""
        yield self
        if self.otherwise:
            yield from self.otherwise.chain()

    def _spell(self, value: object, whole: Fields) -> str | None:
        for form, xml in self.spellings:
            fields = form.spell(value)
            if fields is not None:
                own = self._spell_parts(value, whole) if self.parts else {}
                return _fill(xml, {**whole, **_escaped(fields), **own})
        return None

    def _spell_parts(self, value: object, whole: Fields) -> Fields:
        texts = value.texts if isinstance(value, PageLinks) else ()
        written = _written_by(self.parts, {Source.TRANSCRIPT: texts}, whole)
        return {"parts": "".join(_nested(written))}


Part = tuple[tuple[str, ...], str]
"""The start tags of the elements that hold a piece of XML, and the XML."""

Said = Mapping[str, Sequence[object]]
"""What is known of a record, by source: values of terms, addresses, pages, files."""

_SLICES = {Which.ALL: slice(None), Which.FIRST: slice(1), Which.REST: slice(1, None)}


def rule(
    source: str,
    xml: str | tuple[tuple[Form, str], ...],
    form: Form | None = None,
    **more: Any,  # noqa: ANN401 - the rest of a rule, typed by Rule
) -> Rule:
    """Return the rule that writes *source* as *xml*, in *form* or as written."""
    spellings = ((form or WRITTEN, xml),) if isinstance(xml, str) else xml
    return Rule(source, spellings, **more)


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """A whole table: *root* is the start tag around all of it, *rules* stand in written order.

    *once* is XML by a name that rules hold in braces: it is written where that name is first met,
    and nowhere else. So one date of a record is its key date, whichever rule it comes from.
    *remark* tells people what the rows do not: what is lost on the way.
    """

    root: str
    rules: tuple[Rule, ...]
    once: Mapping[str, str] = field(default_factory=dict)
    remark: str = ""

    def write(self, said: Said) -> bytes | None:
        """Return what *said* tells of a record in this standard; None where it cannot be told."""
        # Characters that no value holds, since XML has no place for them (XML §2.2).
        marks = {name: chr(number) for number, name in enumerate(self.once)}
        whole = {**_whole(said), **marks}
        written = [one.write(said, whole) for one in self.rules]
        if any(one.required and not parts for one, parts in zip(self.rules, written, strict=True)):
            return None
        # What several sources say alike is said once.
        body = "".join(_nested(dict.fromkeys(part for parts in written for part in parts)))
        for name, mark in marks.items():
            body = body.replace(mark, self.once[name], 1).replace(mark, "")
        return f"<{_fill(self.root, whole)}>{body}</{_name(self.root)}>".encode()


def known(record: Record, links: Links) -> Said:
    """Return everything that a rule can ask of *record*."""
    addresses = {
        Source.IDENTIFIER: links.identifier,
        Source.LANDING: links.landing,
        Source.MANIFEST: links.manifest,
        Source.THUMBNAIL: links.thumbnail,
        Source.ARCHIVE: links.archive,
    }
    return {
        **record.metadata,
        **{source: (Value(address),) for source, address in addresses.items() if address},
        Source.RECORD: (record,),
        Source.PAGE: links.pages,
        Source.FILE: links.media,
        Source.VIEW: (*links.pages, *links.media),
        Source.TRANSCRIPT: links.transcripts,
        Source.CONTENTS: (links.ranges,) if links.ranges else (),
        Source.PAGE_OF_RANGE: tuple(
            (one.place, page) for top in links.ranges for one in top.every for page in one.pages
        ),
    }


def described(metadata: Metadata) -> Said:
    """Return what a rule can ask of a description that belongs to no record."""
    return dict(metadata)


def lost(crosswalk: Crosswalk) -> list[str]:
    """Return the names of the terms that *crosswalk* does not write, in the order of the terms."""
    written = {one.source for rule in crosswalk.rules for one in rule.chain()}
    return [name for name in TERMS if name not in written]


def _written_by(rules: Iterable[Rule], said: Said, whole: Fields) -> Iterator[Part]:
    return (part for one in rules for part in one.write(said, whole))


def _nested(parts: Iterable[Part]) -> Iterator[str]:
    """Yield *parts* between the tags of the elements that hold them."""
    open_: tuple[str, ...] = ()
    for within, xml in parts:
        if within != open_:
            yield from _move(open_, within)
            open_ = within
        yield xml
    yield from _move(open_, ())


def _move(open_: tuple[str, ...], wanted: tuple[str, ...]) -> Iterator[str]:
    """Yield the tags that lead from inside the elements *open_* to inside *wanted*."""
    pairs = enumerate(zip_longest(open_, wanted))
    shared = next((place for place, (left, right) in pairs if left != right), len(open_))
    yield from (f"</{_name(tag)}>" for tag in reversed(open_[shared:]))
    yield from (f"<{tag}>" for tag in wanted[shared:])


def _name(tag: str) -> str:
    return tag.partition(" ")[0]


_ATTRIBUTE = re.compile(r' [\w:.-]+="\{(\w+)\}"')


def _fill(xml: str, fields: Fields) -> str:
    """Return *xml* with *fields*, which are escaped, in their places."""
    for written, name in _attributes(xml):
        xml = xml if fields[name] else xml.replace(written, "")
    return xml.format_map(fields)


@lru_cache(maxsize=4096)
def _attributes(xml: str) -> list[tuple[str, str]]:
    """Return each attribute of *xml* that is one field and nothing else, and the name of that."""
    return [(found[0], found[1]) for found in _ATTRIBUTE.finditer(xml)]


def _escaped(fields: Fields) -> dict[str, str]:
    return {name: _safe(name, text) for name, text in fields.items()}


def _safe(name: str, text: str) -> str:
    if isinstance(text, Xml):
        return text
    if name == "lang":
        return f" xml:lang={attribute(text)}" if text else ""
    return escape(text)


# What the XML of a table may say of the whole record, wherever it stands.
_WHOLE = {
    "identifier": (Source.IDENTIFIER, ADDRESS),
    "manifest": (Source.MANIFEST, ADDRESS),
    "title": ("title", WRITTEN),
    "type": ("type", TYPE),
}


def _whole(said: Said) -> Fields:
    return {name: _first(form, said.get(source, ())) for name, (source, form) in _WHOLE.items()}


def _first(form: Form, values: Iterable[object]) -> str:
    """Return the first of *values* that has the *form*, escaped; empty where none has."""
    spelled = (form.spell(value) for value in values)
    return escape(next((fields["value"] for fields in spelled if fields), ""))
