"""Records become what is stored: rendered in every format, as a manifest, and as words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from metadata import containers
from metadata.formats import FORMATS, render
from metadata.prose import plain_text
from schemas.edtf import sort_date
from schemas.native import to_native, write_line
from schemas.record import Metadata, Page, Record
from schemas.terms import TERMS, Kind
from server.archive import Archive
from server.chunks import chunks
from server.iiif import presentation
from server.links import links_of
from server.oai import envelope
from server.store.folding import fold
from server.store.prepared import PageText, Prepared

_DATES = tuple(term.name for term in TERMS.values() if term.kind is Kind.DATE)

# So many records take each step together, before the next step begins: what Python has just run is
# at hand for the record that follows, which takes a fifth less than one record after the other.
_TOGETHER = 50


def prepare(records: Sequence[Record], archive: Archive) -> list[Prepared]:
    """Return *records* as the store keeps them; nothing is read from the store or from a file."""
    return [one for part in chunks(records, _TOGETHER) for one in _prepare(part, archive)]


def _prepare(records: Sequence[Record], archive: Archive) -> Iterator[Prepared]:
    urls, name = archive.urls, archive.settings.repository_name
    payloads = render([(one, links_of(one, urls, name)) for one in records])
    documents = [write_line(to_native(one)) for one in records]
    # Value by value: most are plain letters, which is found out at once.
    words = [" ".join(filter(None, map(fold, _words(one)))) for one in records]
    for record, document, rendered, folded in zip(records, documents, payloads, words, strict=True):
        manifest, item = _shown(record, rendered, archive)
        yield Prepared(
            record=record,
            document=document,
            payloads=rendered,
            words=folded,
            about=envelope.about(_about(record, archive.settings.metadata_rights)),
            sort_date=_sort_date(record),
            manifest=manifest,
            item=item,
            texts=tuple(_texts(record)),
        )


def _shown(
    record: Record, payloads: Mapping[str, bytes], archive: Archive
) -> tuple[bytes | None, bytes | None]:
    """Return the manifest of *record* and its entry in a collection; None where nothing is seen."""
    if not record.canvases:
        return None, None
    # A manifest may point only to formats that the record can be expressed in.
    formats = [FORMATS[prefix] for prefix in payloads]
    whole = presentation.manifest(record, archive.urls, archive.provider, formats)
    item = presentation.collection_item(record, archive.urls)
    return presentation.write(whole), presentation.write(item)


def _about(record: Record, metadata_rights: str) -> Iterator[str]:
    """Yield what is said about the metadata of *record*: their rights, and where they come from."""
    if metadata_rights:
        yield containers.rights(metadata_rights)
    if record.provenance is not None:
        yield containers.provenance(record.provenance)


def _words(record: Record) -> list[str]:
    """Return everything in *record* that someone may look for."""
    words = [record.id, *_values(record.metadata), *record.text.values()]
    for page in record.pages:
        words += [page.label or "", *_values(page.metadata), *page.text.values()]
    for file in record.files:
        words += [file.label or "", *_values(file.metadata)]
    return words


def _texts(record: Record) -> Iterator[PageText]:
    """Yield the texts that the manifest of *record* shows; none where it has no manifest.

    A text of the whole is shown on the first canvas, for want of a better one.
    """
    shown = record.canvases
    for page in shown:
        for tag, text in page.text.items():
            yield replace(
                _text_on(page, tag, text),
                page_key=page.key,
                boxes=page.boxes.get(tag, ()),
                times=page.times.get(tag, ()),
            )
    for tag, text in record.text.items() if shown else ():
        yield _text_on(shown[0], tag, text)


def _text_on(page: Page, tag: str, text: str) -> PageText:
    return PageText("", tag, text, page.key, size=_size(page), duration=page.duration)


def _size(page: Page) -> tuple[int, int] | None:
    """Return width and height of the canvas of *page*; None where it only sounds."""
    if page.picture is not None:
        return page.picture.width, page.picture.height
    if page.media is not None and page.media.width and page.media.height:
        return page.media.width, page.media.height
    return None


def _values(metadata: Metadata) -> list[str]:
    return [plain_text(value.text) for values in metadata.values() for value in values]


def _sort_date(record: Record) -> str | None:
    """Return the day by which *record* is ordered: that of its first date that is certain."""
    for term in _DATES:
        for value in record.values(term):
            day = sort_date(value.derived) if value.derived else None
            if day is not None:
                return day
    return None
