"""A record: one described thing, its pages and its files.

OAI-PMH calls it an *item* (§2.2), Presentation 3 a *Manifest* (§2.1); here it is a frozen value
that every part of the house passes on and none changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple


@dataclass(frozen=True, slots=True)
class Value:
    """One value of one term, as written.

    *lang* is a BCP 47 tag, *scheme* an encoding scheme such as ``dcterms:Point``. *derived* is
    the standard form that machines need: EDTF of a date, BCP 47 of a language, the canonical URI
    of a rights statement, the DCMI name of a type, the address that an authority file has for a
    name, a subject or a place, which its writer gives; None where no form is certain.
    """

    text: str
    lang: str | None = None
    scheme: str | None = None
    derived: str | None = None


class _Filled:
    """What a Value is until its attributes are there."""

    __slots__ = ("derived", "lang", "scheme", "text")

    def __init__(
        self, text: str, lang: str | None, scheme: str | None, derived: str | None
    ) -> None:
        self.text = text
        self.lang = lang
        self.scheme = scheme
        self.derived = derived


def value_of(
    text: str, lang: str | None = None, scheme: str | None = None, derived: str | None = None
) -> Value:
    """Return a Value, as its own constructor does, for where they are made by the million.

    That fills what is frozen already, one attribute after the other by ``object.__setattr__``, and
    takes twice as long.
    """
    value: Any = _Filled(text, lang, scheme, derived)
    value.__class__ = Value
    return value  # type: ignore[no-any-return]


Metadata = Mapping[str, tuple[Value, ...]]
"""Values by term: ``title`` for the fifteen elements, ``dcterms:issued`` for the rest."""

Text = Mapping[str, str]
"""Transcripts and translations by BCP 47 tag, the transcript first; ``und`` when unknown."""

Names = Mapping[str, str]
"""Names of files by BCP 47 tag, as written; ``und`` where nobody says the language."""

Where = Mapping[str, tuple[str, ...]]
"""What the records of a set have in common: for each term, or ``has``, one of these values."""


class Access(StrEnum):
    """Who may see a record."""

    PUBLIC = "public"
    RESTRICTED = "restricted"


@dataclass(frozen=True, slots=True)
class Image:
    """The picture of a page, as ingest found it: pixels, and the name of its stored pyramid.

    *original* is the SHA-256 of the file that it was made of, and *surface* which of the pages of
    that file, from 0; None where that was not yet recorded.
    """

    digest: str
    width: int
    height: int
    original: str | None = None
    surface: int = 0


@dataclass(frozen=True, slots=True)
class Service:
    """A IIIF image service elsewhere that gives the picture of a page: what its info.json says.

    *id* is its base URI, *version* that of the Image API (1 to 3), and *profile* the level that it
    complies with; *sizes* are those of the whole picture that it makes best, as width and height.
    All but *id* are unknown until ingest has asked it.
    """

    id: str
    version: int = 3
    profile: str = "level0"
    width: int = 0
    height: int = 0
    sizes: tuple[tuple[int, int], ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether it has been asked, and has answered."""
        return self.width > 0


@dataclass(frozen=True, slots=True)
class Recording:
    """Sound or film, as ingest found it: the kept file, its length, and its size in pixels.

    *duration* is in seconds, None where the file does not tell it. *width* and *height* are those
    of a film as it is shown, None for sound. *size* is in bytes.
    """

    digest: str
    media_type: str
    size: int
    duration: float | None = None
    width: int | None = None
    height: int | None = None


class Box(NamedTuple):
    """Where a word or a line of a text stands on its page.

    *start* and *end* are characters of the text, the end exclusive; the rectangle is in pixels of
    the picture, and so of the canvas, from its upper left corner.
    """

    start: int
    end: int
    x: int
    y: int
    width: int
    height: int


class Moment(NamedTuple):
    """When a line of a text is heard or seen: characters, as in a box, and seconds."""

    start: int
    end: int
    begin: float
    finish: float


Boxes = Mapping[str, tuple[Box, ...]]
"""Boxes by the BCP 47 tag of the text that they belong to."""

Moments = Mapping[str, tuple[Moment, ...]]
"""Moments by the BCP 47 tag of the text that they belong to."""


@dataclass(frozen=True, slots=True)
class Page:
    """A digitised surface, or a recording: a IIIF canvas.

    *key* never changes, whatever the order of pages: canvas ids are made of it. *file* is the
    name as written, relative to the file that names it. *image* and *media* are None until ingest
    has seen the file, and stay None when there is none. *service* is that of a picture which is
    kept elsewhere. *duration* is in seconds. *captions* are
    files of WebVTT, *ocr* files that ingest reads into *text* and *boxes*; *boxes* and *times* say
    where, or when, the parts of *text* are met.
    """

    key: str
    label: str | None = None
    file: str | None = None
    text: Text = field(default_factory=dict)
    metadata: Metadata = field(default_factory=dict)
    image: Image | None = None
    media: Recording | None = None
    service: Service | None = None
    duration: float | None = None
    captions: Names = field(default_factory=dict)
    ocr: Names = field(default_factory=dict)
    boxes: Boxes = field(default_factory=dict)
    times: Moments = field(default_factory=dict)

    @property
    def picture(self) -> Image | Service | None:
        """The picture, which has a width and a height: our own, or else one elsewhere."""
        if self.image is None and self.service is not None and self.service.is_known:
            return self.service
        return self.image


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file that accompanies a record: a PDF, a recording, or something kept elsewhere.

    *file* is as written: a name relative to the file that names it, or an http(s) address.
    *digest* (SHA-256, hexadecimal) and *size* (bytes) are None until ingest has stored a copy,
    and stay None for an address. *media_type* is as declared, or known from the name.
    """

    key: str
    file: str
    label: str | None = None
    media_type: str | None = None
    metadata: Metadata = field(default_factory=dict)
    digest: str | None = None
    size: int | None = None

    @property
    def is_elsewhere(self) -> bool:
        """Whether the file is an address on another server."""
        return self.file.startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True)
class Range:
    """An entry of a table of contents: a IIIF range.

    *items* are keys of pages, and ranges within this one, in the order of reading.
    """

    label: tuple[Value, ...]
    items: "tuple[str | Range, ...]"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a record was harvested from (OAI-PMH provenance guidelines).

    *datestamp* and *harvest_date* are in the forms of OAI-PMH (§3.3). *altered* says whether the
    metadata were changed since. *origin* is where that repository had harvested the record from.
    """

    base_url: str
    identifier: str
    datestamp: str
    metadata_namespace: str
    harvest_date: str
    altered: bool
    origin: "Provenance | None" = None


@dataclass(frozen=True, slots=True)
class Record:
    """One described thing.

    *collections* are set specs (OAI-PMH §2.6), most specific only: ``china-nuclear:letters``
    implies ``china-nuclear``. *text* holds transcripts of the whole that belong to no one page.
    *provenance* is None for a record that is the archive's own. *viewing_direction* and *behavior*
    are words of Presentation 3 (§3.2), *start* is the key of the page to open first, *ranges* are
    the table of contents; pages are named by their keys.
    """

    id: str
    metadata: Metadata
    collections: tuple[str, ...] = ()
    pages: tuple[Page, ...] = ()
    files: tuple[MediaFile, ...] = ()
    text: Text = field(default_factory=dict)
    access: Access = Access.PUBLIC
    provenance: Provenance | None = None
    viewing_direction: str | None = None
    behavior: tuple[str, ...] = ()
    start: str | None = None
    ranges: tuple[Range, ...] = ()

    def values(self, term: str) -> tuple[Value, ...]:
        """Return the values of *term* in the order written; empty when there are none."""
        return self.metadata.get(term, ())

    @property
    def title(self) -> Value:
        """The title as written: the first ``title``."""
        return self.metadata["title"][0]

    @property
    def images(self) -> tuple[Page, ...]:
        """The pages that have a picture."""
        return tuple(page for page in self.pages if page.picture is not None)

    @property
    def canvases(self) -> tuple[Page, ...]:
        """The pages that a viewer can show: those of a manifest."""
        return tuple(page for page in self.pages if page.picture or self.recording(page))

    def recording(self, page: Page) -> MediaFile | None:
        """Return the file that is played on *page*; None if it has none, or none of known length.

        A canvas of sound or film has a duration (Presentation 3.0 §5.3).
        """
        if page.media is None or page.duration is None:
            return None
        digest = page.media.digest
        return next((file for file in self.files if file.digest == digest), None)

    def named(self, name: str) -> MediaFile | None:
        """Return the file that is written as *name*, if a copy is kept, or None."""
        files = (file for file in self.files if file.file == name and file.digest is not None)
        return next(files, None)


@dataclass(frozen=True, slots=True)
class Collection:
    """A described set of records: an OAI-PMH set (§2.6), a IIIF Collection.

    *where* makes it a set of all records of a kind, which ``schemas.selection`` tells; None for a
    collection that records name themselves.
    """

    set_spec: str
    metadata: Metadata = field(default_factory=dict)
    where: Where | None = None

    @property
    def title(self) -> Value:
        """The title as written; the set spec where nobody wrote one."""
        titles = self.metadata.get("title", ())
        return titles[0] if titles else Value(self.set_spec)


@dataclass(frozen=True, slots=True)
class TextLinks:
    """The public address of a transcript or translation, as a IIIF annotation.

    *page* is the number of the page it belongs to, None for that of the whole record.
    """

    page: int | None
    lang: str
    address: str


@dataclass(frozen=True, slots=True)
class PageLinks:
    """The public addresses of a page with a picture.

    *number* counts the pages that have one, from 1. *image* is the whole picture, *thumbnail* a
    small one, *service* the base URI of its image service and *implements* the URI of what that
    complies with; *width* and *height* are pixels. *texts* are its transcript and translations.
    """

    key: str
    number: int
    label: str
    image: str
    thumbnail: str
    service: str
    implements: str
    canvas: str
    width: int
    height: int
    texts: tuple[TextLinks, ...] = ()


@dataclass(frozen=True, slots=True)
class FileLinks:
    """The public address of a file, and what it is; *size* in bytes, *digest* as SHA-256."""

    key: str
    number: int
    label: str
    address: str
    media_type: str | None = None
    size: int | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class RangeLinks:
    """The public address of a range, and what is in it that can be shown.

    *place* is where it stands in the table of contents, *pages* are the numbers of the pages in
    it and in the *ranges* within.
    """

    place: str
    label: str
    address: str
    pages: tuple[int, ...]
    ranges: "tuple[RangeLinks, ...]" = ()

    @property
    def every(self) -> "tuple[RangeLinks, ...]":
        """This range and those within it, in the order of reading."""
        return (self, *(one for inner in self.ranges for one in inner.every))


@dataclass(frozen=True, slots=True)
class Links:
    """The public addresses of one record, minted by the server for the crosswalks.

    *manifest* and *thumbnail* are None when the record has no picture: nothing claims one.
    *identifier* is that of OAI-PMH, *archive* the name of the repository. *media* has the files
    that an address leads to, *texts* the transcripts of the whole that belong to no one page,
    *ranges* the table of contents.
    """

    landing: str
    manifest: str | None = None
    thumbnail: str | None = None
    identifier: str = ""
    archive: str = ""
    pages: tuple[PageLinks, ...] = ()
    media: tuple[FileLinks, ...] = ()
    texts: tuple[TextLinks, ...] = ()
    ranges: tuple[RangeLinks, ...] = ()

    @property
    def transcripts(self) -> tuple[TextLinks, ...]:
        """Every transcript and translation: those of the pages, then those of the whole."""
        return (*(text for page in self.pages for text in page.texts), *self.texts)
