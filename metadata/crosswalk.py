"""Crosswalks: tables that say where each thing that is known of a record goes in another standard.

A rule names a source and the XML that stands for one of its values, so that a cataloguer checks
one table a standard, and ``docs/formats.md`` is made of the same tables. One loop writes them all.
The XML of a table is trusted and holds ``{value}`` and ``{lang}``; what is put there is escaped.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import zip_longest
from typing import Any

from metadata.markup import attribute, escape
from metadata.prose import plain_text
from schemas.edtf import w3cdtf
from schemas.languages import is_iso639
from schemas.record import FileLinks, Links, Metadata, PageLinks, Record, TextLinks, Value
from schemas.terms import TERMS

Fields = Mapping[str, str]
"""What one value puts into the XML of a rule, by the names that stand there in braces."""


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
    TRANSCRIPT = "transcript or translation"


class Which(StrEnum):
    """Which values of a source a rule takes: elements that cannot be repeated take the first."""

    ALL = "all"
    FIRST = "first"
    REST = "all but the first"


@dataclass(frozen=True, slots=True)
class Form:
    """A way to spell what a source gives: its name for readers, and the spelling.

    *spell* returns None for what has no such form.
    """

    name: str
    spell: Callable[[Any], Fields | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a crosswalk.

    *spellings* are tried in turn for each value: the first form that the value has decides.
    *within* are the elements, outermost first, that hold what this rule and its neighbours write.
    *which* says which of the values that have a form are taken. Where a *required* rule writes
    nothing, the record cannot be expressed.
    """

    source: str
    spellings: tuple[tuple[Form, str], ...]
    within: tuple[str, ...] = ()
    which: Which = Which.ALL
    required: bool = False

    def write(self, said: "Said", marks: Fields) -> list[str]:
        """Return the XML of each value that *said* has of the source, *marks* in their places."""
        written = (self._spell(value, marks) for value in said.get(self.source, ()))
        return [xml for xml in written if xml is not None][_SLICES[self.which]]

    def _spell(self, value: object, marks: Fields) -> str | None:
        for form, xml in self.spellings:
            fields = form.spell(value)
            if fields is not None:
                return xml.format_map({**marks, **_escaped(fields)})
        return None


Said = Mapping[str, Sequence[object]]
"""What is known of a record, by source: values of terms, addresses, pages, files."""

_SLICES = {Which.ALL: slice(None), Which.FIRST: slice(1), Which.REST: slice(1, None)}


class Xml(str):
    """A field that is XML already, and is not escaped."""

    __slots__ = ()


def rule(
    source: str,
    xml: str | tuple[tuple[Form, str], ...],
    form: Form | None = None,
    **more: Any,  # noqa: ANN401 - within, which and required, typed by Rule
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
        parts: list[tuple[tuple[str, ...], str]] = []
        # Characters that no value holds, since XML has no place for them (XML §2.2).
        marks = {name: chr(number) for number, name in enumerate(self.once)}
        for one in self.rules:
            written = one.write(said, marks)
            if one.required and not written:
                return None
            parts += ((one.within, xml) for xml in written)
        # What several sources say alike is said once.
        body = "".join(_nested(dict.fromkeys(parts)))
        for name, mark in marks.items():
            body = body.replace(mark, self.once[name], 1).replace(mark, "")
        return f"<{self.root}>{body}</{_name(self.root)}>".encode()


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
        Source.TRANSCRIPT: links.transcripts,
    }


def described(metadata: Metadata) -> Said:
    """Return what a rule can ask of a description that belongs to no record."""
    return dict(metadata)


def lost(crosswalk: Crosswalk) -> list[str]:
    """Return the names of the terms that *crosswalk* does not write, in the order of the terms."""
    written = {one.source for one in crosswalk.rules}
    return [name for name in TERMS if name not in written]


def _nested(parts: Iterable[tuple[tuple[str, ...], str]]) -> Iterator[str]:
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


def _escaped(fields: Fields) -> dict[str, str]:
    return {name: _safe(name, text) for name, text in fields.items()}


def _safe(name: str, text: str) -> str:
    if isinstance(text, Xml):
        return text
    if name == "lang":
        return f" xml:lang={attribute(text)}" if text else ""
    return escape(text)


def _written(value: Value) -> Fields | None:
    text = plain_text(value.text)
    # Markup around nothing says nothing.
    return {"value": text, "lang": value.lang or ""} if text else None


def _coded(text: str | None) -> Fields | None:
    """Return the fields of a code or an address, which is of no language; None for none."""
    return {"value": text, "lang": ""} if text else None


def _address(value: Value) -> Fields | None:
    return _coded(value.text)


def _exact_date(value: Value) -> Fields | None:
    return _coded(w3cdtf(value.derived) if value.derived else None)


def _day(value: Value) -> Fields | None:
    date = w3cdtf(value.derived) if value.derived else None
    # Without intervals, and without the year 0, which XML Schema does not have.
    is_one = date is not None and "/" not in date and not date.startswith("0000")
    return {"value": date} if date and is_one else None


def _language_code(value: Value) -> Fields | None:
    return _coded(value.text if is_iso639(value.text) else value.derived)


def _derived(value: Value) -> Fields | None:
    return _coded(value.derived)


def coded(name: str, codes: Mapping[str, str]) -> Form:
    """Return the form called *name* that *codes* give for the standard form of a value."""
    return Form(name, lambda value: _coded(codes.get(value.derived or "")))


def _file(file: FileLinks) -> Fields | None:
    return {
        "value": file.address,
        "label": file.label,
        "media_type": file.media_type or "application/octet-stream",
        "number": f"{file.number}",
    }


def _page(page: PageLinks) -> Fields | None:
    return {
        "value": page.image,
        "service": page.service,
        "canvas": page.canvas,
        "label": page.label,
        "number": f"{page.number}",
        "width": f"{page.width}",
        "height": f"{page.height}",
    }


def _transcript(text: TextLinks) -> Fields | None:
    return {"value": text.address, "lang": text.lang, "page": f"{text.page or 0}"}


WRITTEN = Form("as written, without markup", _written)
ADDRESS = Form("address", _address)
EXACT_DATE = Form("W3CDTF, or an interval of two, where exact", _exact_date)
DAY = Form("W3CDTF where one exact date", _day)
EDTF = Form("EDTF", _derived)
LANGUAGE = Form("ISO 639 or BCP 47", _language_code)
LANGUAGE_TAG = Form("BCP 47", _derived)
RIGHTS = Form("canonical URI", _derived)
TYPE = Form("name of the DCMI Type Vocabulary", _derived)
FILE = Form("address", _file)
PAGE = Form("address", _page)
TRANSCRIPT = Form("address", _transcript)
