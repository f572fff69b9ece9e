"""What the store takes and gives: values without SQL."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from schemas.record import Access, Collection, Image, Record

LONGEST_TEXT = 20_000  # characters of a text that answers a search as a whole


class Outcome(StrEnum):
    """What became of one record that was handed to the store."""

    STORED = "stored"
    UNCHANGED = "unchanged"
    DELETED = "deleted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PageText:
    """A text of a page, or of a whole record, in one language: what Content Search seeks in.

    *page_key* is "" for a text of the whole. *canvas* is the key of the page that a hit is shown
    on, *size* the pixels (width, height) of it and *duration* its seconds, where it has any.
    *start* is the place of *text* in what it is a piece of. *boxes* are characters of *text* (start
    and end) with a rectangle (x, y, width, height), *times* characters with seconds (from, to).
    """

    page_key: str
    tag: str
    text: str
    canvas: str
    size: Sequence[int] | None = None
    duration: float | None = None
    start: int = 0
    is_piece: bool = False
    boxes: Sequence[Sequence[int]] = ()
    times: Sequence[Sequence[float]] = ()

    @property
    def is_quoted(self) -> bool:
        """Whether a hit is answered by its own words alone: they have a place, or it is long."""
        return bool(self.boxes or self.times or self.is_piece) or len(self.text) > LONGEST_TEXT


@dataclass(frozen=True)
class Prepared:
    """A record as it will be kept: rendered, before anyone has looked at the store.

    *document* is native JSON, *payloads* the metadata by ``metadataPrefix``, *about* what is said
    about each of them, *manifest* the IIIF manifest and *item* its entry in a collection, both
    None when there is nothing to show. *words* are folded for full text, *texts* are what a search
    inside the manifest finds. *selected* are the sets of all records of a kind that it is in, which
    the store fills in while it writes.
    """

    record: Record
    document: str
    payloads: Mapping[str, bytes]
    words: str
    about: bytes = b""
    sort_date: str | None = None
    manifest: bytes | None = None
    item: bytes | None = None
    texts: tuple[PageText, ...] = ()
    selected: tuple[str, ...] = ()

    @property
    def set_specs(self) -> tuple[str, ...]:
        """The sets that it belongs to, most specific only: named by it, then selecting it."""
        return tuple(dict.fromkeys((*self.record.collections, *self.selected)))

    @property
    def is_visible(self) -> bool:
        """Whether everybody may see it; nothing but the document is kept of what is not."""
        return self.record.access is Access.PUBLIC

    @cached_property
    def digest(self) -> bytes:
        """A digest of the document and all its renderings: equal means nothing to store."""
        said = [self.document.encode()]
        for prefix in sorted(self.payloads):
            said += (prefix.encode(), b"\0", self.payloads[prefix])
        said += (self.about, self.manifest or b"", self.item or b"")
        said.append(" ".join(self.selected).encode())
        return hashlib.blake2b(b"".join(said), digest_size=16).digest()


class Part(StrEnum):
    """What a list gives of each record: all of it (OAI-PMH §4.5), or its header (§4.3)."""

    RECORD = "record"
    HEADER = "header"


Position = tuple[int, str]
"""A datestamp and a record id: a place between two entries of a list."""

Entry = tuple[int, str, bytes]
"""An entry of a list: its position, and its XML. As the database gives it: lists are long."""


@dataclass(frozen=True, slots=True)
class Window:
    """What a list is asked for: a format, a set or all, and datestamps, both ends included."""

    metadata_prefix: str
    set_spec: str | None = None
    from_: int | None = None
    until: int | None = None


class Change(StrEnum):
    """What became of a manifest, as Change Discovery names it (§3.3)."""

    CREATE = "Create"
    UPDATE = "Update"
    DELETE = "Delete"
    MOVE = "Move"


class Activity(NamedTuple):
    """A change of a manifest; *ended* is in thousandths of a second since 1970.

    *moved_from* is the base URL that its address had before.
    """

    record_id: str
    change: Change
    ended: int
    moved_from: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """An activity as a place in the log: its number, and when it ended, as in Activity."""

    number: int
    ended: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The stored bytes of a manifest, and their digest for ETag."""

    body: bytes
    digest: str


class Picture(NamedTuple):
    """The picture of a page, and the datestamp of the record that it belongs to."""

    image: Image
    datestamp: int


@dataclass(frozen=True, slots=True)
class Found:
    """One page of records for people, and how many there are in all."""

    total: int
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A record as the store has it; *digest* tells this state of it from every other."""

    record: Record
    datestamp: int
    deleted: bool
    visible: bool
    digest: bytes


class Harvested(NamedTuple):
    """A source of harvests as it is kept: its address, the set asked for, and its document."""

    url: str
    set_spec: str
    document: str


class Member(NamedTuple):
    """What a harvest saw of one record of its source, in the *run* of that number.

    *address* is where it was fetched, "" where it was only listed. *stamp* is when it changed
    there, as written, *validators* what to ask with whether it has changed since.
    """

    record_id: str
    address: str = ""
    stamp: str = ""
    validators: str = ""
    run: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a harvest: what to keep, what to delete, and what to call the collections.

    *source* is where the harvest stands with it, *before* the document where it stood. *seen* is
    what it saw of records that are here, or will be.
    """

    source: Harvested
    before: str | None
    records: Sequence[Prepared] = ()
    deleted: Sequence[str] = ()
    described: Sequence[Collection] = ()
    seen: Sequence[Member] = ()
