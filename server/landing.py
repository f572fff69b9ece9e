"""The page of a record, as a value that its template shows.

Everything here is made of the record and its addresses: no Flask, no store.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from metadata.prose import plain_text
from schemas.media_types import media_type_of
from schemas.record import Collection, MediaFile, Page, Record, Text
from server.descriptions import Detail, Field, abstract_term, date_of, fields
from server.files import file_name
from server.iiif import content_state
from server.iiif.depicted import depicted
from server.iiif.image import Limits
from server.iiif.texts import captions
from server.pages import Crumb, Picture, legible, thumbnail_of, trail
from server.passages import Passage, language_name, paragraphs, phrase, shorten, title_of
from server.urls import Urls

SUMMARY_LENGTH = 200  # characters, for search engines
_FIRST_SIGHT = 240  # CSS pixels: how large the document shows beside its title

# Labels that want the word "page" before them: 3, 12r, xiv.
_FOLIATION = re.compile(r"[0-9]+[abrv]?|[ivxlc]+", re.IGNORECASE)

_KINDS = {
    "application/epub+zip": "EPUB",
    "application/pdf": "PDF",
    "application/vnd.oasis.opendocument.text": "OpenDocument text",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word document",
    "application/zip": "ZIP archive",
    "audio/aac": "AAC audio",
    "audio/aiff": "AIFF audio",
    "audio/flac": "FLAC audio",
    "audio/mp4": "MP4 audio",
    "audio/mpeg": "MP3 audio",
    "audio/ogg": "Ogg audio",
    "audio/wav": "WAV audio",
    "image/jp2": "JPEG 2000 image",
    "image/jpeg": "JPEG image",
    "image/png": "PNG image",
    "image/tiff": "TIFF image",
    "text/csv": "CSV table",
    "text/html": "web page",
    "text/plain": "plain text",
    "text/vtt": "captions",
    "text/xml": "XML",
    "video/mp4": "MP4 video",
    "video/ogg": "Ogg video",
    "video/quicktime": "QuickTime video",
    "video/webm": "WebM video",
}
_PLAYERS = ("audio", "video")
_UNITS = ("B", "kB", "MB", "GB", "TB")


@dataclass(frozen=True, slots=True)
class Version:
    """A transcript or a translation."""

    text: Passage
    language: str
    is_translation: bool


@dataclass(frozen=True, slots=True)
class Track:
    """Captions of a recording; *tag* is None where nobody says their language."""

    url: str
    language: str
    tag: str | None


@dataclass(frozen=True, slots=True)
class Player:
    """What plays a recording: ``audio`` or ``video``, its file, and its captions."""

    element: str
    url: str
    tracks: tuple[Track, ...]


@dataclass(frozen=True, slots=True)
class PageView:
    """A page: its picture or its recording, its texts, and what is said of it alone.

    *cited* is an address that any viewer of IIIF opens at this page, where it can be shown.
    """

    key: str
    heading: Passage
    picture: Picture | None
    full_image: str
    player: Player | None
    cited: str | None
    versions: tuple[Version, ...]
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class FileView:
    """A file; *url* is None where no copy is kept, *player* is ``audio``, ``video`` or None."""

    label: str
    url: str | None
    facts: str
    player: str | None
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """The viewer in the page of a record; *pages* are the addresses that open it there, by key."""

    url: str
    is_open: bool
    pages: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RecordView:
    """A record; *meta* are names and contents for reference managers, all in plain text.

    *dragged* is what a viewer elsewhere takes when it is dropped there.
    """

    url: str
    titles: tuple[Passage, ...]
    plain_title: str
    date: Detail | None
    abstracts: tuple[Passage, ...]
    summary: str
    thumbnail: Picture | None
    fields: tuple[Field, ...]
    pages: tuple[PageView, ...]
    versions: tuple[Version, ...]
    files: tuple[FileView, ...]
    trails: tuple[tuple[Crumb, ...], ...]
    manifest: str | None
    dragged: str | None
    citation: str
    meta: tuple[tuple[str, str], ...]


def record_view(
    record: Record, collections: Mapping[str, Collection], urls: Urls, limits: Limits
) -> RecordView:
    """Return *record* as its page shows it; *collections* are those above it, by set spec."""
    told_by = abstract_term(record.metadata) or ""
    abstracts = record.values(told_by)
    return RecordView(
        url=urls.record(record.id),
        titles=tuple(title_of(title) for title in record.values("title")),
        plain_title=plain_text(record.title.text),
        date=date_of(record.metadata),
        abstracts=tuple(paragraphs(value.text, value.lang) for value in abstracts),
        summary=shorten(abstracts[0].text, SUMMARY_LENGTH) if abstracts else "",
        thumbnail=thumbnail_of(record, urls, _FIRST_SIGHT),
        # What stands in full above the description is not said twice.
        fields=fields(record.metadata, without={told_by}),
        pages=tuple(_page_views(record, urls, limits)),
        versions=_versions(record.text),
        files=tuple(_file_views(record, urls)),
        trails=tuple(trail(spec, collections, urls) for spec in record.collections),
        manifest=urls.manifest(record.id) if record.canvases else None,
        dragged=urls.record_to_drag(record.id) if record.canvases else None,
        citation=_citation(record),
        meta=tuple(_meta(record, urls)),
    )


def _page_views(record: Record, urls: Urls, limits: Limits) -> Iterator[PageView]:
    shown = {page.key for page in record.canvases}
    for number, page in enumerate(record.pages, start=1):
        picture = depicted(page, record.id, urls, limits)
        is_heading = len(page.metadata.get("title", ())) == 1
        yield PageView(
            key=page.key,
            heading=_page_heading(page, number),
            picture=legible(picture) if picture else None,
            full_image=picture.whole().url if picture else "",
            player=_player(page, record, urls),
            cited=_cited(record.id, page.key, urls) if page.key in shown else None,
            versions=_versions(page.text),
            fields=fields(page.metadata, without={"title"} if is_heading else ()),
        )


def _player(page: Page, record: Record, urls: Urls) -> Player | None:
    file, media = record.recording(page), page.media
    if file is None or media is None:
        return None
    tracks = tuple(
        Track(urls.media_file(record.id, one), language_name(tag), None if tag == "und" else tag)
        for tag, one in captions(page, record).items()
    )
    return Player(media.media_type.partition("/")[0], urls.media_file(record.id, file), tracks)


def _cited(record_id: str, key: str, urls: Urls) -> str:
    return urls.record_state(record_id, content_state.of_canvas(record_id, key, urls))


def _page_heading(page: Page, number: int) -> Passage:
    label = page.label or str(number)
    named = f"Page {label}" if _FOLIATION.fullmatch(label) else label
    titles = page.metadata.get("title", ())
    if not titles:
        return phrase(named, "en" if named != label else None)
    return title_of(titles[0])


def _versions(text: Text) -> tuple[Version, ...]:
    """Return the versions in *text*: the transcript first, translations after it."""
    return tuple(
        Version(paragraphs(words, tag), language_name(tag), is_translation=place > 0)
        for place, (tag, words) in enumerate(text.items())
    )


def _file_views(record: Record, urls: Urls) -> Iterator[FileView]:
    """Yield every file; what a page plays has no player of its own."""
    played = {file.key for page in record.pages if (file := record.recording(page))}
    for file in record.files:
        view = _file_view(record.id, file, urls)
        yield replace(view, player=None) if file.key in played else view


def _file_view(record_id: str, file: MediaFile, urls: Urls) -> FileView:
    media_type = file.media_type or media_type_of(file.file) or ""
    top_level = media_type.partition("/")[0]
    is_ours = file.digest is not None
    facts = (
        _KINDS.get(media_type, media_type),
        "" if file.size is None else _readable_size(file.size),
        "on another site" if file.is_elsewhere else "",
    )
    return FileView(
        label=file.label or file_name(file.file),
        url=urls.media_file(record_id, file) if is_ours or file.is_elsewhere else None,
        facts=", ".join(fact for fact in facts if fact),
        player=top_level if is_ours and top_level in _PLAYERS else None,
        fields=fields(file.metadata),
    )


def _readable_size(size: int) -> str:
    place = min((len(str(size)) - 1) // 3, len(_UNITS) - 1)
    return f"{size / 1000**place:.{1 if place else 0}f} {_UNITS[place]}"


def _citation(record: Record) -> str:
    """Return how a footnote begins: creators, title, date."""
    creators = "; ".join(plain_text(value.text) for value in record.values("creator"))
    dates = [plain_text(value.text) for value in record.values("date")[:1]]
    parts = [creators, f"“{plain_text(record.title.text)}”", *dates]
    return ", ".join(part for part in parts if part)


def _meta(record: Record, urls: Urls) -> Iterator[tuple[str, str]]:
    """Yield the tags that Zotero and Google Scholar read, and those of Dublin Core."""
    yield from _named("citation_title", record, "title")
    yield from _named("citation_author", record, "creator")
    date = date_of(record.metadata)
    if date is not None and date.date is not None:
        yield "citation_publication_date", date.date.replace("-", "/")
    for file in record.files:
        if file.digest is not None and file.media_type == "application/pdf":
            yield "citation_pdf_url", urls.file(record.id, file.key)
    for element in ("title", "creator", "date", "type", "language", "rights"):
        yield from _named(f"DC.{element}", record, element)


def _named(name: str, record: Record, term: str) -> Iterator[tuple[str, str]]:
    for value in record.values(term):
        yield name, plain_text(value.text)
