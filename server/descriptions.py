"""Descriptions as people read them: the terms of Dublin Core with their values, in one order."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace

from metadata.addressed import address_of
from metadata.authorities import name_of_file
from schemas.record import Metadata, Value
from schemas.rights import rights_label
from schemas.terms import ELEMENTS, TERMS, Kind, Term
from server.passages import Passage, language_name, phrase, phrase_of

_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
# The forms of <time datetime> that are dates (HTML §4.5.14); an interval is none.
_PLAIN_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LONGEST_CODE = 3  # characters of ISO 639
_ABSTRACTS = ("dcterms:abstract", "description")


@dataclass(frozen=True, slots=True)
class Detail:
    """One value to show; *link* is an address, *note* the scheme that it was chosen from.

    *date* is the value in the form of ``<time datetime>``, *entry* is in an authority file.
    """

    passage: Passage
    link: str | None = None
    note: str | None = None
    date: str | None = None
    entry: "Entry | None" = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What an authority file has of a name, a subject or a place: its address, and whose it is."""

    address: str
    file: str


@dataclass(frozen=True, slots=True)
class Field:
    """A term and its values."""

    label: str
    details: tuple[Detail, ...]


def fields(metadata: Metadata, without: Collection[str] = ()) -> tuple[Field, ...]:
    """Return what *metadata* says, save the terms *without*; refinements follow their element."""
    return tuple(
        Field(term.label, details_of(term, metadata[term.name]))
        for term in _ORDER
        if term.name in metadata and term.name not in without
    )


def details_of(term: Term, values: Collection[Value]) -> tuple[Detail, ...]:
    """Return *values* of *term* as they are shown, each once."""
    read = _READERS[term.kind]
    return tuple(dict.fromkeys(detail for value in values for detail in read(value)))


def date_of(metadata: Metadata) -> Detail | None:
    """Return the first date, as written: ``date``, or else a term that refines it."""
    values = (value for term in _DATES for value in metadata.get(term.name, ()))
    return next((detail for value in values for detail in _date(value)), None)


def abstract_term(metadata: Metadata) -> str | None:
    """Return the name of the term that tells what a record is about, or None."""
    return next((name for name in _ABSTRACTS if metadata.get(name)), None)


def language_names(metadata: Metadata) -> tuple[str, ...]:
    """Return the English names of the languages that are certain, each once."""
    tags = (value.derived for value in metadata.get("language", ()))
    return tuple(dict.fromkeys(language_name(tag) for tag in tags if tag is not None))


def _text(value: Value) -> Iterator[Detail]:
    address = value.text.strip()
    link = address if _ADDRESS.fullmatch(address) else None
    yield Detail(phrase_of(value), link, None if link else _scheme_note(value))


def _named(value: Value) -> Iterator[Detail]:
    """Yield a name, a subject or a place, and where an authority file tells more of it."""
    address = address_of(value)
    entry = Entry(address, name_of_file(address)) if address else None
    for detail in _text(value):
        yield replace(detail, entry=entry)


def _date(value: Value) -> Iterator[Detail]:
    derived = value.derived or ""
    date = derived if _PLAIN_DATE.fullmatch(derived) else None
    yield Detail(phrase_of(value), date=date)


def _language(value: Value) -> Iterator[Detail]:
    written, tag = value.text.strip(), value.derived
    # A code says little to most readers.
    if tag is not None and (written == tag or len(written) <= _LONGEST_CODE):
        yield Detail(phrase(language_name(tag), "en"))
    else:
        yield from _text(value)


def _rights(value: Value) -> Iterator[Detail]:
    """Yield what was written, unless it is an address, and the statement that it names."""
    label = rights_label(value.derived) if value.derived else None
    if label is None or not (_ADDRESS.fullmatch(value.text.strip()) or value.text == label):
        yield from _text(value)
    if label is not None:
        yield Detail(phrase(label, "en"), value.derived)


def _type(value: Value) -> Iterator[Detail]:
    """Yield a name of DCMI in words, ``StillImage`` as "Still image"; other types as written."""
    address = _ADDRESS.fullmatch(value.text.strip())
    if value.derived is not None and (address or value.text == value.derived):
        words = _HUMP.sub(" ", value.derived).capitalize()
        yield Detail(phrase(words, "en"), address[0] if address else None)
    else:
        yield from _text(value)


def _scheme_note(value: Value) -> str | None:
    return value.scheme.rpartition(":")[2] if value.scheme else None


_READERS: dict[Kind, Callable[[Value], Iterator[Detail]]] = {
    Kind.TEXT: _text,
    Kind.NAMED: _named,
    Kind.DATE: _date,
    Kind.LANGUAGE: _language,
    Kind.RIGHTS: _rights,
    Kind.TYPE: _type,
}

_ELEMENT_NAMES = [element.name for element in ELEMENTS]


def _place(term: Term) -> int:
    return len(ELEMENTS) if term.refines is None else _ELEMENT_NAMES.index(term.refines)


_ORDER = tuple(sorted(TERMS.values(), key=_place))
_DATES = tuple(term for term in _ORDER if term.kind is Kind.DATE)
