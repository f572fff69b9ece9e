"""Records in lists, and the way to them, as values that the templates show.

Everything here is made of records and their addresses: no Flask, no store.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from schemas.grammar import ancestors
from schemas.record import Collection, Record
from schemas.terms import TERMS
from server.descriptions import (
    Detail,
    Field,
    abstract_term,
    date_of,
    details_of,
    fields,
    language_names,
)
from server.iiif.depicted import Depicted, Sized, first
from server.iiif.image import thumbnail_size
from server.passages import Passage, paragraphs, phrase, shortened, title_of
from server.urls import Urls

ABSTRACT_LENGTH = 320  # characters
_THUMBNAIL_SIDE = 144  # CSS pixels: thumbnails are sharp on dense screens too
_LEGIBLE_WIDTH = 700  # pixels


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a page; *width* and *height* are those of the place that it takes."""

    url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A record in a list."""

    url: str
    title: Passage
    date: Detail | None
    abstract: Passage | None
    facts: tuple[Passage, ...]
    thumbnail: Picture | None


@dataclass(frozen=True, slots=True)
class Crumb:
    """A collection on the way to a record or to another collection."""

    url: str
    title: Passage


@dataclass(frozen=True, slots=True)
class Shelf:
    """A collection in a list of collections, with those right beneath it."""

    crumb: Crumb
    description: Passage | None
    children: tuple[Crumb, ...]


@dataclass(frozen=True, slots=True)
class CollectionView:
    """A collection on its own page."""

    set_spec: str
    titles: tuple[Passage, ...]
    descriptions: tuple[Passage, ...]
    fields: tuple[Field, ...]
    trail: tuple[Crumb, ...]


def entry_of(record: Record, urls: Urls) -> Entry:
    """Return *record* as it stands in a list."""
    return Entry(
        url=urls.record(record.id),
        title=title_of(record.title),
        date=date_of(record.metadata),
        abstract=_abstract(record),
        facts=_facts(record),
        thumbnail=thumbnail_of(record, urls, _THUMBNAIL_SIDE),
    )


def thumbnail_of(record: Record, urls: Urls, side: int) -> Picture | None:
    """Return the first picture of *record* for a place of *side* pixels, or None without any."""
    picture = first(record, urls)
    return None if picture is None else _fitted(picture.small(), side)


def _fitted(given: Sized, side: int) -> Picture:
    """Return what is *given* as it is shown, within *side* pixels."""
    size = thumbnail_size(given.size, side)
    return Picture(given.url, size.width, size.height)


def legible(picture: Depicted) -> Picture:
    """Return *picture* in the smallest of its cheap sizes that can be read."""
    given = picture.at_least(_LEGIBLE_WIDTH)
    return Picture(given.url, given.size.width, given.size.height)


def trail(set_spec: str, collections: Mapping[str, Collection], urls: Urls) -> tuple[Crumb, ...]:
    """Return the way down to *set_spec*; a set that nobody described shows its spec."""
    found = (collections.get(spec, Collection(spec)) for spec in ancestors(set_spec))
    return tuple(crumb_of(collection, urls) for collection in found)


def crumb_of(collection: Collection, urls: Urls) -> Crumb:
    """Return the link to *collection*."""
    return Crumb(urls.collection_page(collection.set_spec), title_of(collection.title))


def shelf_of(collection: Collection, children: Iterable[Collection], urls: Urls) -> Shelf:
    """Return *collection* as it stands in a list, above its *children*."""
    descriptions = collection.metadata.get("description", ())
    told = [shortened(value.text, value.lang, ABSTRACT_LENGTH) for value in descriptions[:1]]
    crumbs = tuple(crumb_of(child, urls) for child in children)
    return Shelf(crumb_of(collection, urls), told[0] if told else None, crumbs)


def collection_view(
    collection: Collection, above: Mapping[str, Collection], urls: Urls
) -> CollectionView:
    """Return *collection* as its page shows it; *above* are the collections it is in, by spec."""
    metadata = collection.metadata
    return CollectionView(
        set_spec=collection.set_spec,
        titles=tuple(title_of(title) for title in metadata.get("title", (collection.title,))),
        descriptions=tuple(
            paragraphs(value.text, value.lang) for value in metadata.get("description", ())
        ),
        fields=fields(metadata, without={"title", "description"}),
        trail=trail(collection.set_spec, above, urls)[:-1],
    )


def counted(number: int, noun: str) -> str:
    """Return *number* and *noun*, in the plural unless there is one: ``1 page``, ``2 pages``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _abstract(record: Record) -> Passage | None:
    term = abstract_term(record.metadata)
    if term is None:
        return None
    value = record.values(term)[0]
    return shortened(value.text, value.lang, ABSTRACT_LENGTH)


def _facts(record: Record) -> tuple[Passage, ...]:
    types = tuple(one.passage for one in details_of(TERMS["type"], record.values("type"))[:1])
    languages = ", ".join(language_names(record.metadata))
    pages = counted(len(record.pages), "page") if record.pages else ""
    return types + tuple(phrase(fact, "en") for fact in (languages, pages) if fact)
