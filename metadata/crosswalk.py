"""Crosswalks: tables that say where each thing that is known of a record goes in another standard.

A rule names a source and the XML that stands for one of its values, so that a cataloguer checks
one table a standard, and ``docs/formats.md`` is made of the same tables. One loop writes them all.
The XML of a table is trusted and holds ``{value}`` and ``{lang}``; what is put there is escaped.
Root, containers and rules may name the record itself too, as ``{identifier}`` (``_WHOLE``). An
attribute for which there is nothing to say is not written.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from itertools import zip_longest
from typing import Any

from metadata.filling import Fill, filler
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

    _asked: "Asked" = field(init=False, repr=False, compare=False)
    _fill: tuple[Fill, ...] = field(init=False, repr=False, compare=False)
    _holders: tuple[Fill, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # What is the same for every record is made ready once.
        asked = str(self.source), tuple([form for form, _ in self.spellings])
        object.__setattr__(self, "_asked", asked)
        object.__setattr__(self, "_fill", tuple([filler(xml) for _, xml in self.spellings]))
        object.__setattr__(self, "_holders", tuple([filler(tag) for tag in self.within]))

    def write(self, known: "Known", whole: Fields) -> list["Part"]:
        """Return the XML of each value that is *known* of the source, and what holds it.

        *whole* are the fields of the record itself.
        """
        spelled = known.spelled(self._asked)
        if not spelled:
            return self.otherwise.write(known, whole) if self.otherwise else []
        if self.which is not Which.ALL:
            spelled = spelled[_SLICES[self.which]]
        if self.parts:
            spelled = self._with_parts(spelled, whole)
        within = tuple([fill(whole) for fill in self._holders]) if self.within else ()
        fill = self._fill
        try:
            return [(within, fill[place](fields)) for place, fields, _ in spelled]
        except KeyError:  # a name that is one of the whole record
            return [(within, fill[place]({**whole, **fields})) for place, fields, _ in spelled]

    def chain(self) -> Iterator["Rule"]:
        """Yield this rule, and those that are asked in its stead."""
        yield self
        if self.otherwise:
            yield from self.otherwise.chain()

    def _with_parts(self, spelled: Sequence["Spelled"], whole: Fields) -> list["Spelled"]:
        """Return *spelled* with what each value has of its own."""
        return [
            (place, {**fields, "parts": self._spell_parts(value, whole)}, value)
            for place, fields, value in spelled
        ]

    def _spell_parts(self, value: object, whole: Fields) -> str:
        known = Known({Source.TRANSCRIPT: value.texts if isinstance(value, PageLinks) else ()})
        return _nested(part for one in self.parts for part in one.write(known, whole))


Part = tuple[tuple[str, ...], str]
"""The start tags of the elements that hold a piece of XML, and the XML."""


Asked = tuple[str, tuple[Form, ...]]
"""A source, and the forms that are tried in turn for each of its values."""

Spelled = tuple[int, Fields, object]
"""Which of several forms a value has, its fields in it, and the value."""


class Known:
    """What is known of a record, by source: values of terms, addresses, pages, files.

    Each is spelled once in each form, in whatever standards it is written. *sources* are those of
    which anything is known, *whole* what the XML of a table may say of the record itself.
    """

    __slots__ = ("_said", "_spelled", "sources", "whole")

    def __init__(self, said: Mapping[str, Sequence[object]]) -> None:
        # As plain strings: Python looks for those in a moment, for members of an Enum in two.
        self._said = {str(source): values for source, values in said.items() if values}
        self._spelled: dict[Asked, Sequence[Spelled]] = {}
        self.sources = frozenset(self._said)
        self.whole = {name: self._first(*asked) for name, asked in _WHOLE.items()}

    def spelled(self, asked: Asked) -> Sequence[Spelled]:
        """Return each value in the first form *asked* that it has, escaped; none that has none."""
        found = self._spelled.get(asked)
        if found is None:
            found = self._spelled[asked] = self._spell(*asked)
        return found

    def _first(self, source: str, form: Form) -> str:
        """Return the first value of *source* that has the *form*, escaped; empty where none has."""
        spelled = self.spelled((source, (form,)))
        return spelled[0][1]["value"] if spelled else ""

    def _spell(self, source: str, forms: Sequence[Form]) -> Sequence[Spelled]:
        values = self._said.get(source, ())
        spell = _spell_again if source in TERMS else _spell
        spelled = [spell(forms, value) for value in values]
        return [one for one in spelled if one is not None]


def _spell(forms: Sequence[Form], value: object) -> Spelled | None:
    """Return *value* in the first of *forms* that it has, escaped; None where it has none."""
    for place, form in enumerate(forms):
        fields = form.spell(value)
        if fields is not None:
            return place, _escaped(fields), value
    return None


# Most values are met again, in another format or in the next record: names, places, subjects.
_spell_again = lru_cache(maxsize=8192)(_spell)


_SLICES = {Which.FIRST: slice(1), Which.REST: slice(1, None)}


def rule(
    source: str,
    xml: str | tuple[tuple[Form, str], ...],
    form: Form | None = None,
    **more: Any,  # noqa: ANN401 - the rest of a rule, typed by Rule
) -> Rule:
    """Return the rule that writes *source* as *xml*, in *form* or as written."""
    spellings = ((form or WRITTEN, xml),) if isinstance(xml, str) else xml
    return Rule(source, spellings, **more)


@dataclass(frozen=True, slots=True, eq=False)
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
    _head: Fill = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_head", filler(self.root))

    def write(self, known: Known) -> bytes | None:
        """Return what is *known* of a record in this standard; None where it cannot be told."""
        # Characters that no value holds, since XML has no place for them (XML §2.2).
        marks = {name: chr(number) for number, name in enumerate(self.once)}
        whole = known.whole | marks
        parts: list[Part] = []
        for one in _asked(self, known.sources):
            written = one.write(known, whole)
            if one.required and not written:
                return None
            parts += written
        body = _nested(dict.fromkeys(parts))  # what several sources say alike is said once
        for name, mark in marks.items():
            body = body.replace(mark, self.once[name], 1).replace(mark, "")
        return f"<{self._head(whole)}>{body}</{_name(self.root)}>".encode()


@lru_cache(maxsize=4096)
def _asked(crosswalk: Crosswalk, sources: frozenset[str]) -> tuple[Rule, ...]:
    """Return the rules of *crosswalk* that have a say where something is known of *sources*.

    Records of one archive are much alike, so that there are few such sets of sources.
    """
    return tuple(
        one
        for one in crosswalk.rules
        if one.required or any(str(link.source) in sources for link in one.chain())
    )


def known(record: Record, links: Links) -> Known:
    """Return everything that a rule can ask of *record*."""
    addresses = {
        Source.IDENTIFIER: links.identifier,
        Source.LANDING: links.landing,
        Source.MANIFEST: links.manifest,
        Source.THUMBNAIL: links.thumbnail,
        Source.ARCHIVE: links.archive,
    }
    said: dict[str, Sequence[object]] = {
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
    return Known(said)


def described(metadata: Metadata) -> Known:
    """Return what a rule can ask of a description that belongs to no record."""
    return Known(metadata)


def lost(crosswalk: Crosswalk) -> list[str]:
    """Return the names of the terms that *crosswalk* does not write, in the order of the terms."""
    written = {one.source for rule in crosswalk.rules for one in rule.chain()}
    return [name for name in TERMS if name not in written]


def _nested(parts: Iterable[Part]) -> str:
    """Return *parts* between the tags of the elements that hold them."""
    pieces = []
    open_: tuple[str, ...] = ()
    for within, xml in parts:
        if within != open_:
            pieces.append(_move(open_, within))
            open_ = within
        pieces.append(xml)
    return "".join(pieces) + _move(open_, ())


@lru_cache(maxsize=4096)
def _move(open_: tuple[str, ...], wanted: tuple[str, ...]) -> str:
    """Return the tags that lead from inside the elements *open_* to inside *wanted*."""
    pairs = enumerate(zip_longest(open_, wanted))
    shared = next((place for place, (left, right) in pairs if left != right), len(open_))
    ends = [f"</{_name(tag)}>" for tag in reversed(open_[shared:])]
    return "".join(ends + [f"<{tag}>" for tag in wanted[shared:]])


def _name(tag: str) -> str:
    return tag.partition(" ")[0]


def _escaped(fields: Fields) -> Fields:
    return {
        name: _language(text) if name == "lang" else text if type(text) is Xml else escape(text)
        for name, text in fields.items()
    }


@lru_cache(maxsize=1024)
def _language(tag: str) -> str:
    return f" xml:lang={attribute(tag)}" if tag else ""


# What the XML of a table may say of the whole record, wherever it stands.
_WHOLE = {
    "identifier": (str(Source.IDENTIFIER), ADDRESS),
    "manifest": (str(Source.MANIFEST), ADDRESS),
    "title": ("title", WRITTEN),
    "type": ("type", TYPE),
}
