"""The files that a record names, taken in: pages become pyramids, other files are kept.

A file that is missing, damaged or out of bounds is a problem on its row; the record is stored
all the same, without it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from schemas.media_types import media_type_of
from schemas.problem import Problem, Severity
from schemas.record import MediaFile, Page, Record
from schemas.row import Place, Row
from server.files import file_path, keep_file
from server.iiif.pixels import UnreadableImage, digitise, pyramid_path
from server.settings import Settings

# Where CollectionBuilder keeps the objects that its spreadsheet names.
_BESIDE = (Path(), Path("objects"))

_PDF = "application/pdf"


class MissingFile(Exception):
    """A record names a file that is not there; the message says where it was sought."""


# A name may also be one that the file system cannot hold.
UNFINDABLE = (MissingFile, OSError, ValueError)


def find_file(name: str, folder: Path) -> Path:
    """Return the file *name* in *folder* or in its folder ``objects``.

    Raises:
        MissingFile: there is none, or it lies outside of *folder*.
    """
    root = folder.resolve()
    for beside in _BESIDE:
        path = (folder / beside / name).resolve()
        # A name may not climb out of its folder, by ".." or by a link.
        if not path.is_relative_to(root):
            raise MissingFile(f"lies outside of {folder}: keep files in the folder of their list")
        if path.is_file():
            return path
    raise MissingFile(f"no such file in {folder}{_resembling(name, folder)}")


def _resembling(name: str, folder: Path) -> str:
    """Return a hint at the file that differs from *name* in case alone, or nothing."""
    for beside in _BESIDE:
        place = (folder / beside / name).parent
        for other in place.iterdir() if place.is_dir() else ():
            if other.name.casefold() == Path(name).name.casefold():
                return f', but there is "{other.name}"'
    return ""


def missing_files(row: Row, record: Record) -> Iterator[Problem]:
    """Yield a warning for each file of *record* that is not where *row* says.

    What an export says is kept already is not sought.
    """
    named: dict[str, list[str | None]] = {
        "pages": [None if page.image else page.file for page in record.pages],
        "files": [None if file.digest else file.file for file in record.files],
    }
    for kind, names in named.items():
        for index, name in enumerate(names):
            if name and "://" not in name:
                try:
                    find_file(name, row.folder)
                except UNFINDABLE as error:
                    yield row.problem((kind, index, "file"), str(error), Severity.WARN)


@dataclass
class Intake:
    """Takes in the files of one row's record, and collects what was wrong with them."""

    row: Row
    settings: Settings
    problems: list[Problem] = field(default_factory=list)

    def take(self, record: Record) -> Record:
        """Return *record* with the images of its pages, and its files with digest and size."""
        files = tuple(self._file(file, index) for index, file in enumerate(record.files))
        pages = tuple(
            page for index, one in enumerate(record.pages) for page in self._pages(one, index)
        )
        files = (*files, *self._documents(record, files))
        if not pages:
            pages = tuple(page for file in files for page in self._pages_of_document(file, record))
        return replace(record, pages=pages, files=files)

    def _pages(self, page: Page, index: int) -> Iterator[Page]:
        """Yield *page* with its image; a file of many surfaces makes as many pages.

        A page that was exported with its image keeps it, and stays one page.
        """
        place: Place = ("pages", index, "file")
        if page.image and pyramid_path(self.settings.images_dir, page.image.digest).is_file():
            yield page
            return
        if page.image and page.file is None:
            self._warn(("pages", index, "image"), "its picture is not kept here, and no file named")
        path = self._find(page.file, place) if page.file and "://" not in page.file else None
        yield from self._digitised(page, path, place)

    def _digitised(self, page: Page, path: Path | None, place: Place) -> Iterator[Page]:
        try:
            images = digitise(path, self.settings.images_dir) if path else []
        except UnreadableImage as error:
            self._warn(place, str(error))
            images = []
        if page.image:
            images = [image for image in images if image.digest == page.image.digest] or images
        if len(images) <= 1:
            yield replace(page, image=images[0] if images else None)
            return
        for number, image in enumerate(images, 1):
            # What is said of the whole stands with its first surface.
            own = page if number == 1 else Page(page.key)
            label = f"{page.label} ({number})" if page.label else str(number)
            yield replace(own, key=f"{page.key}-{number}", label=label, image=image)

    def _documents(self, record: Record, files: tuple[MediaFile, ...]) -> Iterator[MediaFile]:
        """Yield the PDFs that are pages as files too: a reader may want the whole."""
        known = {file.file for file in files}
        for index, page in enumerate(record.pages):
            is_pdf = page.file is not None and media_type_of(page.file) == _PDF
            if page.file is not None and is_pdf and page.file not in known:
                known.add(page.file)
                key = f"{page.key}.pdf".replace(".pdf.pdf", ".pdf")
                file = MediaFile(key, page.file, page.label, _PDF)
                yield self._kept(file, ("pages", index, "file"), quiet=True)

    def _pages_of_document(self, file: MediaFile, record: Record) -> Iterator[Page]:
        """Yield the pages of a PDF that is all a record has to show."""
        if file.media_type == _PDF and file.digest is not None:
            index = next((i for i, one in enumerate(record.files) if one.key == file.key), 0)
            place: Place = ("files", index, "file")
            path = find_file(file.file, self.row.folder)
            yield from self._digitised(Page(file.key), path, place)

    def _file(self, file: MediaFile, index: int) -> MediaFile:
        is_kept = file.digest and file_path(self.settings.files_dir, file.digest).is_file()
        return file if file.is_elsewhere or is_kept else self._kept(file, ("files", index, "file"))

    def _kept(self, file: MediaFile, place: Place, *, quiet: bool = False) -> MediaFile:
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
                self._warn(place, str(error))
            return None

    def _warn(self, place: Place, message: str) -> None:
        self.problems.append(self.row.problem(place, message, Severity.WARN))
