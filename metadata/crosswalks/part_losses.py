"""What is lost of a record beside its metadata when it is read back: pages, files, contents, links.

What is published has addresses; what comes back has them in place of names of files.
"""

from dataclasses import replace

from metadata.crosswalks.edm import is_view
from metadata.losses import PartLoss, parts
from schemas.check import key_of
from schemas.grammar import is_web_address
from schemas.media_types import media_type_of
from schemas.record import (
    FileLinks,
    Links,
    MediaFile,
    Page,
    PageLinks,
    Range,
    RangeLinks,
    Record,
    Service,
    Value,
)

_OF_THE_ARCHIVE = ("collections", "text", "access", "provenance")
_OF_VIEWING = ("viewing_direction", "behavior", "start")
_SHOWN = ("pages", "ranges")


def _with(record: Record, term: str, *values: Value) -> Record:
    """Return *record* with *values* of *term*, each once."""
    listed = tuple(dict.fromkeys(values))
    others = {name: those for name, those in record.metadata.items() if name != term}
    return replace(record, metadata=others | ({term: listed} if listed else {}))


def _renamed(record: Record, links: Links) -> Record:
    return replace(record, id=links.identifier or record.id)


def _without_landing(record: Record, links: Links) -> Record:
    """Return *record* without an identifier that is the page of it, which is told to be one."""
    values = record.values("identifier")
    return _with(record, "identifier", *(one for one in values if one.text != links.landing))


def _landing_first(record: Record, links: Links) -> Record:
    if links.manifest or not links.landing:
        return _without_landing(record, links)
    return _with(record, "identifier", Value(links.landing), *record.values("identifier"))


def _landing_first_without_files(record: Record, links: Links) -> Record:
    is_told = any(map(_is_here, links.media))
    return (_without_landing if is_told else _landing_first)(record, links)


def _file(link: FileLinks) -> MediaFile:
    """Return a file of which nothing but the address is known."""
    return MediaFile(key_of(link.address), link.address, media_type=media_type_of(link.address))


def _is_here(link: FileLinks) -> bool:
    return link.digest is not None


def _files_of_the_archive(record: Record, links: Links) -> Record:
    """Return *record* with the files kept here; the others have become other formats of it."""
    elsewhere = (Value(one.address) for one in links.media if not _is_here(one))
    files = tuple(_file(one) for one in links.media if _is_here(one))
    term = "dcterms:hasFormat"
    return replace(_with(record, term, *record.values(term), *elsewhere), files=files)


def _labelled(record: Record, links: Links) -> Record:
    """Return *record* with its files at their addresses, each with its label."""
    files = (one for one in links.media if is_web_address(one.address))
    return replace(record, files=tuple(replace(_file(one), label=one.label) for one in files))


def _typed(file: MediaFile, link: FileLinks) -> MediaFile:
    return replace(file, media_type=link.media_type) if link.media_type else file


def _labelled_and_typed(record: Record, links: Links) -> Record:
    labelled = _labelled(record, links)
    pairs = zip(labelled.files, links.media, strict=True)
    return replace(labelled, files=tuple(_typed(file, link) for file, link in pairs))


def _typed_files(record: Record, links: Links) -> Record:
    return replace(record, files=tuple(_typed(_file(one), one) for one in links.media))


def _views_first(record: Record, links: Links) -> Record:
    """Return *record* with its files at their addresses, those that people look at first."""
    views = [one for one in links.media if is_view(one)]
    others = [one for one in links.media if not is_view(one)]
    return replace(record, files=tuple(_typed(_file(one), one) for one in (*views, *others)))


def _served(record: Record, links: Links) -> Record:
    pages = (Page(f"p{one.number}", service=Service(one.service)) for one in links.pages)
    return replace(record, pages=tuple(pages))


def _pictured(record: Record, links: Links) -> Record:
    """Return *record* with the pages that have a picture: label and image service."""
    return replace(record, pages=tuple(map(_page, links.pages)))


def _page(link: PageLinks) -> Page:
    return Page(f"p{link.number}", link.label, service=Service(link.service))


def _contents(record: Record, links: Links) -> Record:
    return replace(record, ranges=tuple(map(_range, links.ranges)))


def _range(link: RangeLinks) -> Range:
    """Return a range of its own pages, then those within it."""
    within = {number for one in link.ranges for number in one.pages}
    own = (f"p{number}" for number in link.pages if number not in within)
    return Range((Value(link.label),), (*own, *map(_range, link.ranges)))


_IDENTIFIER = PartLoss("that it is another: it is the OAI identifier", ("id",), _renamed)
_PAGE = ("landing page",)
_LANDING = PartLoss("an identifier that is it", _PAGE, _without_landing)
_LANDING_OR_FIRST = PartLoss(
    "an identifier that is it; of a record without manifest it is the first one",
    _PAGE,
    _landing_first,
)
_NAMES = "the name; the address where it is published stands for it"

SIMPLE = (_LANDING_OR_FIRST, parts(*_OF_THE_ARCHIVE, *_OF_VIEWING, *_SHOWN, "files"))

QUALIFIED = (
    PartLoss(
        "an identifier that is it; of a record without manifest and files it is the first one",
        _PAGE,
        _landing_first_without_files,
    ),
    PartLoss(
        f"{_NAMES}; label and media type; one that is kept elsewhere is `dcterms:hasFormat`",
        ("files",),
        _files_of_the_archive,
    ),
    parts(*_OF_THE_ARCHIVE, *_OF_VIEWING, *_SHOWN),
)

MODS = (
    _IDENTIFIER,
    _LANDING,
    PartLoss(f"{_NAMES}; its media type", ("files",), _labelled),
    parts(*_OF_THE_ARCHIVE, *_OF_VIEWING, *_SHOWN),
)

MARC21 = (
    _IDENTIFIER,
    _LANDING,
    PartLoss(_NAMES, ("files",), _labelled_and_typed),
    parts(*_OF_THE_ARCHIVE, *_OF_VIEWING, *_SHOWN),
)

EDM = (
    _IDENTIFIER,
    _LANDING,
    PartLoss(
        f"{_NAMES}; its label; the order among them: what is text, picture, sound or film first",
        ("files",),
        _views_first,
    ),
    PartLoss(
        "those without a picture; key, label, name of the file, transcripts and metadata: "
        "the image service is left",
        ("pages",),
        _served,
    ),
    parts(*_OF_THE_ARCHIVE, *_OF_VIEWING, "ranges"),
)

METS = (
    _IDENTIFIER,
    _LANDING,
    PartLoss(f"{_NAMES}; its label", ("files",), _typed_files),
    PartLoss(
        "those without a picture; key, name of the file, transcripts and metadata: label and "
        "image service are left",
        ("pages",),
        _pictured,
    ),
    PartLoss(
        "the language of a label; the order of pages among ranges within: pages come first",
        ("ranges",),
        _contents,
    ),
    parts(*_OF_THE_ARCHIVE, *_OF_VIEWING),
)
