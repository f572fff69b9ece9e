"""The files that a record names, taken in: pages become pyramids or recordings, others are kept.

A file that is missing, damaged or out of bounds is a problem on its row; the record is stored
all the same, without it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from metadata.parts import unique
from metadata.texts import webvtt
from metadata.texts.layout import UnreadableText
from schemas.check import key_of
from schemas.media_types import media_type_of
from schemas.problem import Problem, Severity
from schemas.record import Image, MediaFile, Page, Record, Recording, Service
from schemas.row import Place, Row
from server import readings
from server.elsewhere import Services, UnusableService, shared_services
from server.files import file_path, keep_file
from server.iiif.depots import is_kept, publish
from server.iiif.image import Size
from server.iiif.sources import UnreadableImage, is_pdf
from server.recordings import UnreadableRecording, examine, is_recording
from server.scans import Scanner, scanner_of
from server.settings import Settings
from server.sought import UNFINDABLE, find_file

_PDF = "application/pdf"


# A second is what catalogues round to.
_MOST_DIFFERENCE = 1.0

_NO_DURATION = (
    'its length cannot be found: say it as "duration", in seconds; until then no viewer plays it'
)


@dataclass
class Intake:
    """Takes in the files of one row's record, and collects what was wrong with them.

    *told* is told what it is at, where that takes long. *services* asks image services elsewhere;
    without it, each row asks for itself.
    """

    row: Row
    settings: Settings
    told: Callable[[str], None] = lambda doing: None
    services: Services | None = None
    problems: list[Problem] = field(default_factory=list)
    _language: str = readings.UNKNOWN
    _unread: set[str] = field(default_factory=set)

    def take(self, record: Record) -> Record:
        """Return *record* with its pages as they were found, and its files with digest and size."""
        if not (record.pages or record.files):
            return record  # as one in a list of nothing but descriptions
        self._language = readings.language_of(record)
        files = tuple(self._file(file, index) for index, file in enumerate(record.files))
        pages = tuple(
            page for index, one in enumerate(record.pages) for page in self._pages(one, index)
        )
        files = (*files, *self._documents(record, pages, files))
        if not pages:
            pages = tuple(page for file in files for page in self._pages_of_file(file, record))
        return replace(record, pages=pages, files=files)

    def _pages(self, page: Page, index: int) -> Iterator[Page]:
        """Yield *page* with its picture or recording, and its texts.

        A file of many surfaces makes as many pages. What was exported with its picture or its
        recording keeps it, and stays one page.
        """
        place: Place = ("pages", index, "file")
        if self._is_kept(page):
            yield self._with_texts(page, index)
            return
        if page.service is not None and not page.service.is_known:
            page = self._asked(page, page.service, ("pages", index, "service"))
        if page.image and page.file is None:
            self._warn(("pages", index, "image"), "its picture is not kept here, and no file named")
        path = self._find(page.file, place) if page.file and "://" not in page.file else None
        if path is not None and is_recording(media_type_of(path.name)):
            yield self._with_texts(self._recorded(page, path, place), index)
            return
        for number, found in enumerate(self._digitised(page, path, place)):
            yield self._with_texts(found, index) if number == 0 else found

    def _asked(self, page: Page, service: Service, place: Place) -> Page:
        """Return *page* with what its image *service* elsewhere says; as it is if that is none."""
        if self.services is None:
            allow_private = bool(self.settings.harvest_allow_private)
            self.services = shared_services(allow_private=allow_private)
        try:
            asked = self.services.ask(service.id)
        except UnusableService as error:
            self._warn(place, str(error), service.id)
            return page
        if asked.remark:
            self._warn(place, asked.remark, service.id)
        return replace(page, service=asked.service)

    def _is_kept(self, page: Page) -> bool:
        """Whether the picture or the recording that an export has of *page* is still here."""
        if page.image:
            return is_kept(page.image.digest, self.settings)
        return page.media is not None and self._holds(page.media.digest)

    def _holds(self, digest: str) -> bool:
        return file_path(self.settings.files_dir, digest).is_file()

    def _recorded(
        self, page: Page, path: Path, place: Place, media_type: str | None = None
    ) -> Page:
        """Return *page* with the recording in *path*; how long it is, the file knows best."""
        try:
            found = examine(path, media_type)
        except UnreadableRecording as error:
            self._warn(place, str(error))
            return replace(page, media=None)
        digest, size = keep_file(path, self.settings.files_dir)
        duration = found.duration or page.duration
        if duration is None:
            self._warn(place, _NO_DURATION)
        elif page.duration and abs(duration - page.duration) > _MOST_DIFFERENCE:
            message = f"the file is {duration:g} seconds long, so that is its duration"
            self._warn((*place[:2], "duration"), message)
        media = Recording(digest, found.media_type, size, found.duration, found.width, found.height)
        return replace(page, media=media, duration=duration)

    def _digitised(self, page: Page, path: Path | None, place: Place) -> Iterator[Page]:
        try:
            images = self._images(path) if path else []
        except UnreadableImage as error:
            self._warn(place, str(error))
            images = []
        if page.image:
            yield self._again(page, images)
        elif path is None or not images:
            yield replace(page, image=None)
        else:
            yield from self._surfaces(page, path, images, place)

    def _images(self, path: Path) -> list[Image]:
        def progress(done: int, of: int) -> None:
            if of > 1:
                self.told(f"{path.name}, page {done + 1:,} of {of:,}")

        images = self._scanner.digitise(path, self.settings.images_dir, progress)
        self._keep_original(path, images[0].original)
        for image in images:
            publish(image.digest, self.settings)
        return images

    @property
    def _scanner(self) -> Scanner:
        return scanner_of(self.settings)

    def _keep_original(self, path: Path, digest: str | None) -> None:
        """Keep what a picture was made of, so that it can be made again.

        Raises:
            UnreadableImage: somebody is writing to it.
        """
        if digest is None or self._holds(digest) or not self.settings.keep_originals:
            return
        kept, _ = keep_file(path, self.settings.files_dir)
        if kept != digest:
            raise UnreadableImage(path, "it was changed while it was read")

    def _again(self, page: Page, images: Sequence[Image]) -> Page:
        """Return *page*, which is known, with that of *images* which it had, or the only one."""
        digest = page.image.digest if page.image else ""
        same = [image for image in images if image.digest == digest] or images
        return replace(page, image=same[0] if len(same) == 1 else None)

    def _surfaces(
        self, page: Page, path: Path, images: Sequence[Image], place: Place
    ) -> Iterator[Page]:
        """Yield a page for each of *images*; a PDF names its pages, and knows what they say."""
        pages = _pages_of(page, images, self._names(path, len(images), place))
        # A transcript that somebody made is better than what a program read, and of the whole.
        has_own = page.text or page.ocr
        yield from pages if has_own or not is_pdf(path) else self._with_layers(pages, path, place)

    def _names(self, path: Path, count: int, place: Place) -> list[str]:
        """Return what a PDF calls its pages, "" for each of *count* surfaces of anything else."""
        nameless = [""] * count
        try:
            return self._scanner.labels(path) if is_pdf(path) else nameless
        except UnreadableImage as error:
            self._warn(place, str(error))
            return nameless

    def _with_layers(self, pages: Sequence[Page], path: Path, place: Place) -> Iterator[Page]:
        """Yield *pages*, which are those of the PDF in *path*, with the text in it."""
        images = [page.image for page in pages if page.image is not None]
        sizes = [Size(one.width, one.height) for one in images]
        sheets = self._scanner.text_layer(path, sizes)
        for done, page in enumerate(pages):
            self.told(f"{path.name}, text of page {done + 1:,} of {len(pages):,}")
            try:
                sheet = next(sheets)
            except (UnreadableImage, StopIteration) as error:
                self._warn(place, f"its text cannot be read from page {done + 1} on: {error}")
                yield from pages[done:]
                return
            yield readings.with_sheet(page, self._language, sheet, lambda _: None)

    def _with_texts(self, page: Page, index: int) -> Page:
        """Return *page* with what its files of OCR and its captions say."""
        for tag, name in page.ocr.items():
            place: Place = ("pages", index, "ocr", tag)
            path = self._find(name, place, quiet=bool(page.text))
            if path is not None and tag not in page.boxes:
                page = readings.with_ocr(page, tag, path, self._language, self._tell(place))
        for tag, name in page.captions.items():
            page = self._with_captions(page, tag, name, ("pages", index, "captions", tag))
        return page

    def _with_captions(self, page: Page, tag: str, name: str, place: Place) -> Page:
        path = self._find(name, place, quiet=tag in page.times)
        if path is None or tag in page.times:
            return page
        try:
            return readings.with_captions(page, tag, path, self._language, self._tell(place))
        except UnreadableText as error:
            self._warn(place, f"{path.name} {error}", name)
            self._unread.add(name)
            return page

    def _tell(self, place: Place) -> readings.Tell:
        return lambda message: self._warn(place, message)

    def _documents(
        self, record: Record, pages: Sequence[Page], files: Sequence[MediaFile]
    ) -> Iterator[MediaFile]:
        """Yield what pages are made of, and is a file too: a reader may want the whole.

        These are PDFs, recordings, and the captions of recordings.
        """
        known = {file.file for file in files}
        keys = {file.key for file in files}
        for file, place in (*self._originals(record, pages), *self._captions(pages)):
            if file.file not in known:
                known.add(file.file)
                key = unique(file.key, keys)
                keys.add(key)
                yield self._kept(replace(file, key=key), place, quiet=True)

    def _originals(
        self, record: Record, pages: Sequence[Page]
    ) -> Iterator[tuple[MediaFile, Place]]:
        media = {page.file: page.media for page in pages if page.media}
        for index, page in enumerate(record.pages):
            file = _original(page, media.get(page.file))
            if file is not None:
                yield file, ("pages", index, "file")

    def _captions(self, pages: Sequence[Page]) -> Iterator[tuple[MediaFile, Place]]:
        for index, page in enumerate(pages):
            for tag, name in page.captions.items():
                if name not in self._unread:
                    file = MediaFile(key_of(name), name, media_type=webvtt.MEDIA_TYPE)
                    yield file, ("pages", index, "captions", tag)

    def _pages_of_file(self, file: MediaFile, record: Record) -> Iterator[Page]:
        """Yield the pages of a PDF or a recording that is all a record has to show."""
        if file.digest is None:
            return
        index = next((i for i, one in enumerate(record.files) if one.key == file.key), 0)
        place: Place = ("files", index, "file")
        path = self._find(file.file, place, quiet=True)
        path = path or file_path(self.settings.files_dir, file.digest)
        page = Page(file.key, file=file.file)
        if file.media_type == _PDF:
            yield from (one for one in self._digitised(page, path, place) if one.image)
        elif is_recording(file.media_type):
            found = self._recorded(replace(page, label=file.label), path, place, file.media_type)
            yield from [found] if found.media else []

    def _file(self, file: MediaFile, index: int) -> MediaFile:
        return file if file.is_elsewhere else self._kept(file, ("files", index, "file"))

    def _kept(self, file: MediaFile, place: Place, *, quiet: bool = False) -> MediaFile:
        if file.digest and self._holds(file.digest):
            return file
        path = self._find(file.file, place, quiet=quiet)
        if path is None:
            return replace(file, digest=None, size=None)
        digest, size = keep_file(path, self.settings.files_dir)
        return replace(file, digest=digest, size=size)

    def _find(self, name: str, place: Place, *, quiet: bool = False) -> Path | None:
        try:
            return find_file(name, self.row.folder)
        except UNFINDABLE as error:
            if not quiet:
                self._warn(place, str(error), name)
            return None

    def _warn(self, place: Place, message: str, value: str | None = None) -> None:
        self.problems.append(self.row.problem(place, message, Severity.WARN, value))


def _pages_of(page: Page, images: Sequence[Image], names: Sequence[str]) -> list[Page]:
    """Return *page* with its one image; or a page for each, under a key and a label of its own."""
    if len(images) == 1:
        return [replace(page, image=images[0])]
    pages = []
    for number, (image, name) in enumerate(zip(images, names, strict=True), 1):
        # What is said of the whole stands with its first surface.
        own = page if number == 1 else Page(page.key)
        label = f"{page.label} ({name or number})" if page.label else name or str(number)
        pages.append(replace(own, key=f"{page.key}-{number}", label=label, image=image))
    return pages


def _original(page: Page, media: Recording | None) -> MediaFile | None:
    """Return the file that *page* is made of, if it is more than a picture; else None."""
    if page.file is None or "://" in page.file:
        return None
    media_type = media_type_of(page.file)
    if media_type == _PDF:
        key = f"{page.key}.pdf".replace(".pdf.pdf", ".pdf")
        return MediaFile(key, page.file, page.label, media_type)
    if media is None:
        named = MediaFile(key_of(page.file), page.file, page.label, media_type)
        return named if is_recording(media_type) else None
    return MediaFile(
        key_of(page.file),
        page.file,
        page.label,
        media.media_type,
        digest=media.digest,
        size=media.size,
    )
