"""Pictures made anew of the originals that are kept: ``fonds rebuild --images``.

Whoever is interrupted begins again, and what is there already takes no time.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from schemas.problem import Problem, Severity
from schemas.record import Image, Page, Record
from server.archive import Archive
from server.files import file_path
from server.iiif.pyramids import complete, pyramid_path
from server.iiif.sources import UnreadableImage
from server.report import Report
from server.scans import scanner_of

_NO_ORIGINAL = "its picture is gone, and its original is not kept here: ingest it again"


def rebuild_images(archive: Archive, progress: Callable[[Report], None]) -> Report:
    """Make the pictures of *archive* that are missing or damaged; return what became of each.

    Counted are pages that have a picture: ``stored`` is what was made, and ``refused`` what cannot
    be, for want of its original.
    """
    making = _Making(archive, Report(), progress)
    for kept in archive.store.every(archive.settings.ingest_batch_size):
        for one in kept:
            for page, image in _pictures(one.record):
                making.look_at(one.record, page, image)
        progress(making.report)
    return making.report


def _pictures(record: Record) -> Iterator[tuple[Page, Image]]:
    for page in record.pages:
        if page.image is not None:
            yield page, page.image


@dataclass
class _Making:
    """What has been looked at, and which originals were gone through already."""

    archive: Archive
    report: Report
    progress: Callable[[Report], None]
    _made: set[str] = field(default_factory=set)

    def look_at(self, record: Record, page: Page, image: Image) -> None:
        """Make the picture *image* of a *page* if need be, with all others of its original."""
        self.report.count("read")
        if self._is_there(image):
            made = image.original in self._made
            self.report.count("stored" if made else "unchanged")
            return
        problem = self._make(image)
        self.report.count("refused" if problem else "stored")
        if problem:
            field = f"pages.{page.key}.image"
            told = Problem(record.id, 0, field, image.digest, problem, Severity.REFUSE)
            self.report.note([told])

    def _is_there(self, image: Image) -> bool:
        return complete(pyramid_path(self.archive.settings.images_dir, image.digest))

    def _make(self, image: Image) -> str:
        """Make *image*; return why it cannot be made, or nothing."""
        settings = self.archive.settings
        original = file_path(settings.files_dir, image.original) if image.original else None
        if original is None or not original.is_file():
            return _NO_ORIGINAL
        try:
            scanner_of(settings).digitise(original, settings.images_dir, self._told)
        except UnreadableImage as error:
            return str(error)
        self._made.add(image.original or "")
        return "" if self._is_there(image) else _NO_ORIGINAL

    def _told(self, done: int, of: int) -> None:
        self.report.doing = f"page {done + 1:,} of {of:,}" if of > 1 else ""
        self.progress(self.report)
