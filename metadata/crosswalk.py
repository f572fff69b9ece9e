"""Crosswalks: tables that say where each thing that is known of a record goes in another standard.

A rule names a source and the XML that stands for one of its values, so that a cataloguer checks
one table a standard, and ``docs/formats.md`` is made of the same tables. All of them are written at
one go (``Tables``). The XML of a table is trusted and holds ``{value}`` and ``{lang}``; what is put
there is escaped. Root, containers and rules may name the record itself too, as ``{identifier}``
(``_WHOLE``). An attribute for which there is nothing to say is not written.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from itertools import count, repeat
from typing import Any

from metadata.assembling import Assembly, Line, Places, name_of
from metadata.filling import filler
from metadata.forms import ADDRESS, TYPE, WRITTEN, Fields, Form
from metadata.spelling import Parts, Recurring, Speller, Wanted
from schemas.record import Links, PageLinks, Record, Value
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
    nothing, the record cannot be expressed; but first *otherwise* is asked in its stead, for what
    stands in the same elements. *parts* are the rules for what a value has of its own, as a page
    its transcripts: ``{parts}``.
    """

    source: str
    spellings: tuple[tuple[Form, str], ...]
    within: tuple[str, ...] = ()
    which: Which = Which.ALL
    required: bool = False
    otherwise: "Rule | None" = None
    parts: tuple["Rule", ...] = ()

    def chain(self) -> Iterator["Rule"]:
        """Yield this rule, and those that are asked in its stead."""
        yield self
        if self.otherwise:
            yield from self.otherwise.chain()


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

    def write(self, known: "Known") -> bytes | None:
        """Return what is *known* of a record in this standard; None where it cannot be told."""
        return tables((self,)).write((known,))[0][0]


Known = Mapping[str, Sequence[object]]
"""What is known of a record, by source: values of terms, addresses, pages, files; none is empty."""


def known(record: Record, links: Links) -> Known:
    """Return everything that a rule can ask of *record*."""
    addresses = links.identifier, links.landing, links.manifest, links.thumbnail, links.archive
    said: dict[str, Sequence[object]] = {
        **record.metadata,
        **{name: (Value(one),) for name, one in zip(_ADDRESSES, addresses, strict=True) if one},
        _RECORD: (record,),
    }
    if links.pages or links.media or links.texts:
        said[_PAGE], said[_FILE] = links.pages, links.media
        said[_VIEW] = (*links.pages, *links.media)
        said[_TRANSCRIPT] = links.transcripts
    if links.ranges:
        said[_CONTENTS] = (links.ranges,)
        said[_PAGE_OF_RANGE] = tuple(
            [(one.place, page) for top in links.ranges for one in top.every for page in one.pages]
        )
    return described(said)


def described(said: Mapping[str, Sequence[object]]) -> Known:
    """Return what a rule can ask of a description, which may belong to no record."""
    return {source: values for source, values in said.items() if values}


# As plain strings: Python looks for those in a moment, for members of an Enum in two.
_RECORD, *_ADDRESSES, _PAGE, _FILE, _VIEW, _TRANSCRIPT, _CONTENTS, _PAGE_OF_RANGE = [
    str(source) for source in Source
]


def lost(crosswalk: Crosswalk) -> list[str]:
    """Return the names of the terms that *crosswalk* does not write, in the order of the terms."""
    written = {one.source for rule in crosswalk.rules for one in rule.chain()}
    return [name for name in TERMS if name not in written]


class Tables:
    """Several *crosswalks*, which write at one go: each value for all of their rules about it.

    Records come in numbers, and are gone through source by source and crosswalk by crosswalk: what
    has just been done for one record is done for the next in two thirds of the time.

    What a rule wants of its source has a place of its own in a list, and where several rules want
    the same, they share it. ``metadata.spelling`` fills the places of a source,
    ``metadata.assembling`` makes documents of what stands there.
    """

    def __init__(self, crosswalks: Sequence[Crosswalk]) -> None:
        self._crosswalks = crosswalks
        self._place: dict[_Asked, int] = {}
        # Those that write a value by itself, and those whose XML names the whole record.
        self._alone: list[_Span] = []
        self._asking: list[_Span] = []
        for source, wanted in _wanted_by_source(crosswalks).items():
            start = len(self._place)
            self._place |= {(source, one): start + at for at, one in enumerate(wanted)}
            speller, span = _speller(source, wanted), slice(start, len(self._place))
            (self._asking if speller.asks_whole else self._alone).append((source, speller, span))
        self._rules = {one: [*self._placed(one)] for one in crosswalks}
        self._whole = [(name, self._place[_asked(one)]) for name, one in _WHOLE.items()]
        # Of fewer sources there are fewer elements: no record needs more room than this.
        room = count(len(self._place))
        self._planned(frozenset(source for source, _ in self._place), room)
        self._empty: Places = [()] * next(room)
        self._plans = lru_cache(maxsize=_PLANS)(self._planned)

    def _placed(self, crosswalk: Crosswalk) -> Iterator[tuple[Rule, list[tuple[str, int]]]]:
        """Yield each rule with its source and place, and those of what stands in for it."""
        for one in crosswalk.rules:
            asked = [_asked(link, crosswalk) for link in one.chain()]
            yield one, [(link[0], self._place[link]) for link in asked]

    def write(self, told: Sequence[Known]) -> list[tuple[bytes | None, ...]]:
        """Return what is *told* of each record, crosswalk by crosswalk; None where it cannot be."""
        filled = self._filled(told)
        plans = zip(*[self._plans(frozenset(known)) for known in told], strict=True)
        documents = [
            [plan.write(*one) if plan else None for plan, one in zip(column, filled, strict=True)]
            for column in plans
        ]
        return [*zip(*documents, strict=True)]

    def inside(self, known: Known, whole: Fields) -> str:
        """Return what the first crosswalk has in its root; *whole* is said of another record."""
        ((places, _),) = self._filled((known,), whole)
        plan = self._plans(frozenset(known))[0]
        return ((plan and plan.assembly.write(places, whole)) or b"").decode()

    def _filled(
        self, told: Sequence[Known], whole: Fields | None = None
    ) -> list[tuple[Places, Fields]]:
        """Return the places of each record, filled, and what XML may say of the whole of it."""
        filled = [self._empty.copy() for _ in told]
        _spell(self._alone, zip(told, filled, repeat({})))
        wholes = [self._whole_of(places) if whole is None else whole for places in filled]
        _spell(self._asking, zip(told, filled, wholes, strict=True))
        return [*zip(filled, wholes, strict=True)]

    def _whole_of(self, places: Places) -> Fields:
        return {name: b"".join(places[at]).decode() for name, at in self._whole}

    def _planned(self, sources: frozenset[str], room: Iterator[int] | None = None) -> "_Plans":
        """Return how records are written of which the same *sources* are known.

        Those of one archive are much alike, so that there are few such sets.
        """
        room = room or count(len(self._place))
        return [self._plan(one, sources, room) for one in self._crosswalks]

    def _plan(
        self, crosswalk: Crosswalk, sources: frozenset[str], room: Iterator[int]
    ) -> "_Plan | None":
        lines = []
        for one, asked in self._rules[crosswalk]:
            places = tuple([place for source, place in asked if source in sources])
            if places:
                lines.append(Line(one.within, places, one.required))
            elif one.required:
                return None
        return _Plan(crosswalk, Assembly(lines, room))


@lru_cache(maxsize=32)
def tables(crosswalks: tuple[Crosswalk, ...]) -> Tables:
    """Return what writes *crosswalks* at one go."""
    return Tables(crosswalks)


class _Plan:
    """How *crosswalk* writes records of which the same sources are known."""

    def __init__(self, crosswalk: Crosswalk, assembly: Assembly) -> None:
        self.assembly = assembly
        self._start = filler(f"<{crosswalk.root}>")
        self._end = f"</{name_of(crosswalk.root)}>".encode()
        marks = _marks(crosswalk).items()
        self._once = [(mark.encode(), crosswalk.once[name].encode()) for name, mark in marks]

    def write(self, places: Places, whole: Fields) -> bytes | None:
        """Return the document of what stands at *places*; None where something is missing."""
        inside = self.assembly.write(places, whole)
        if inside is None:
            return None
        for mark, xml in self._once:
            inside = inside.replace(mark, xml, 1).replace(mark, b"")
        return b"".join((self._start(whole), inside, self._end))


_Plans = list[_Plan | None]
_Asked = tuple[str, Wanted]
"""A source, and what is wanted of its values."""

_Span = tuple[str, Speller, slice]
"""A source, what writes its values, and where in the list their columns stand."""

_PLANS = 512


def _spell(spans: Sequence[_Span], records: Iterable[tuple[Known, Places, Fields]]) -> None:
    """Fill *spans* of the places of *records*, each with what may be said of the whole of it."""
    told = [*records]
    for source, speller, span in spans:
        for known, places, whole in told:
            values = known.get(source)
            if values is not None:
                places[span] = speller.columns(values, whole)


def _wanted_by_source(crosswalks: Sequence[Crosswalk]) -> dict[str, list[Wanted]]:
    asked = [
        _asked(link, crosswalk)
        for crosswalk in crosswalks
        for one in crosswalk.rules
        for link in one.chain()
    ]
    found: dict[str, list[Wanted]] = {}
    for source, wanted in dict.fromkeys([*asked, *map(_asked, _WHOLE.values())]):
        found.setdefault(source, []).append(wanted)
    return found


def _asked(one: Rule, crosswalk: Crosswalk | None = None) -> _Asked:
    marks = _marks(crosswalk) if crosswalk else {}
    spellings = tuple([(form, _marked(xml, marks)) for form, xml in one.spellings])
    parts = _parts_of(one.parts) if one.parts else None
    return str(one.source), Wanted(spellings, _TAKEN[one.which], parts)


def _marks(crosswalk: Crosswalk) -> dict[str, str]:
    # Characters that no value holds, since XML has no place for them (XML §2.2).
    return {name: chr(number) for number, name in enumerate(crosswalk.once)}


def _marked(xml: str, marks: Mapping[str, str]) -> str:
    for name, mark in marks.items():
        xml = xml.replace(f"{{{name}}}", mark)
    return xml


@lru_cache(maxsize=32)
def _parts_of(rules: tuple[Rule, ...]) -> Parts:
    """Return what gives the XML that *rules* write of a value's own."""
    inner = Tables((Crosswalk("parts", rules),))

    def parts(value: object, whole: Fields) -> str:
        texts = value.texts if isinstance(value, PageLinks) else ()
        return inner.inside({_TRANSCRIPT: texts}, whole) if texts else ""

    return parts


def _speller(source: str, wanted: Sequence[Wanted]) -> Speller:
    comes_again = source == Source.ARCHIVE or (source in TERMS and source not in _OF_ONE_RECORD)
    speller = Recurring if comes_again else Speller
    return speller(wanted, frozenset(_WHOLE))


_TAKEN = {Which.ALL: (0, None), Which.FIRST: (0, 1), Which.REST: (1, None)}

# What is of one record alone is not remembered for the next.
_OF_ONE_RECORD = {
    "title",
    "description",
    "identifier",
    "dcterms:abstract",
    "dcterms:tableOfContents",
}

# What the XML of a table may say of the whole record, wherever it stands.
_WHOLE = {
    "identifier": rule(Source.IDENTIFIER, "{value}", ADDRESS, which=Which.FIRST),
    "manifest": rule(Source.MANIFEST, "{value}", ADDRESS, which=Which.FIRST),
    "title": rule("title", "{value}", which=Which.FIRST),
    "type": rule("type", "{value}", TYPE, which=Which.FIRST),
}
