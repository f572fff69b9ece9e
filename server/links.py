"""The public addresses of one record, gathered for the crosswalks, which mint none themselves."""

from collections.abc import Iterator, Sequence

from metadata.prose import plain_text
from schemas.record import FileLinks, Links, PageLinks, Range, RangeLinks, Record, TextLinks
from schemas.viewing import placed
from server.iiif.depicted import depicted
from server.iiif.texts import captions
from server.urls import Urls


def links_of(record: Record, urls: Urls, archive: str) -> Links:
    """Return the addresses that stand in the renderings of *record*; *archive* is a name."""
    pages = tuple(_pages(record, urls)) if record.pages else ()
    return Links(
        landing=urls.record(record.id),
        manifest=urls.manifest(record.id) if record.canvases else None,
        thumbnail=pages[0].thumbnail if pages else None,
        identifier=urls.oai_identifier(record.id),
        archive=archive,
        pages=pages,
        media=tuple(_files(record, urls)) if record.files else (),
        texts=tuple(_texts(record, urls)) if record.text else (),
        ranges=tuple(_Ranges(record, urls).within(record.ranges, "")) if record.ranges else (),
    )


def _pages(record: Record, urls: Urls) -> Iterator[PageLinks]:
    for number, page in enumerate(record.images, 1):
        picture = depicted(page, record.id, urls)
        if picture is not None:
            yield PageLinks(
                key=page.key,
                number=number,
                label=page.label or str(number),
                image=picture.whole().url,
                thumbnail=picture.small().url,
                service=picture.id,
                implements=picture.compliance,
                canvas=urls.canvas(record.id, page.key),
                width=picture.size.width,
                height=picture.size.height,
                texts=tuple(
                    TextLinks(number, tag, urls.annotation(record.id, page.key, tag))
                    for tag in page.text
                ),
            )


def _files(record: Record, urls: Urls) -> Iterator[FileLinks]:
    # Captions belong to their recording, as its transcript does: they are no view of the thing.
    pages = [page for page in record.pages if page.captions]
    spoken = {one.key for page in pages for one in captions(page, record).values()}
    there = (file for file in record.files if file.digest or file.is_elsewhere)
    available = (file for file in there if file.key not in spoken)
    for number, file in enumerate(available, 1):
        yield FileLinks(
            key=file.key,
            number=number,
            label=file.label or file.key,
            address=urls.media_file(record.id, file),
            media_type=file.media_type,
            size=file.size,
            digest=file.digest,
        )


def _texts(record: Record, urls: Urls) -> Iterator[TextLinks]:
    """Yield the texts of the whole that a manifest gives an address: without one, none."""
    for tag in record.text if record.canvases else ():
        yield TextLinks(None, tag, urls.text_annotation(record.id, tag))


class _Ranges:
    """Gathers the ranges of one record that hold a page with a picture."""

    def __init__(self, record: Record, urls: Urls) -> None:
        self._numbers = {page.key: number for number, page in enumerate(record.images, 1)}
        self._record_id = record.id
        self._urls = urls

    def within(self, items: Sequence[str | Range], above: str) -> Iterator[RangeLinks]:
        """Yield the ranges among *items*, whose own range stands at the place *above*."""
        for place, item in placed(items, above):
            pages = tuple(dict.fromkeys(self._pages(item))) if isinstance(item, Range) else ()
            if isinstance(item, Range) and pages:
                yield RangeLinks(
                    place,
                    plain_text(item.label[0].text) or place,
                    self._urls.range(self._record_id, place),
                    pages,
                    tuple(self.within(item.items, place)),
                )

    def _pages(self, one: Range) -> Iterator[int]:
        for item in one.items:
            if isinstance(item, Range):
                yield from self._pages(item)
            elif item in self._numbers:
                yield self._numbers[item]
