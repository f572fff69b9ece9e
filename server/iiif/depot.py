"""Where stored images are kept: the few things that reading them needs, behind one interface.

A stored image has a name, such as ``ab/cdef….tif``. Here it is a file beneath a folder; another
depot may keep it elsewhere, as long as a name always means one whole file, replaced at once.
"""

import os
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NamedTuple, Protocol

_DIGEST = re.compile("[0-9a-f]{64}")


def image_name(digest: str) -> str:
    """Return the name of the pyramid of the image *digest*.

    Raises:
        ValueError: *digest* is not a SHA-256 in lower-case hexadecimal.
    """
    if not _DIGEST.fullmatch(digest):
        raise ValueError(f"{digest!r} is not a digest")
    return f"{digest[:2]}/{digest[2:]}.tif"


class Changed(OSError):
    """What was found is no longer what is there: look again."""


class Found(NamedTuple):
    """A file of a depot as it was found; *edition* differs whenever its bytes may.

    *modified* is in seconds since 1970.
    """

    name: str
    size: int
    modified: int
    edition: str


class Depot(Protocol):
    """What keeps files by name; every method may be called by several threads at once.

    A file that is not there raises FileNotFoundError, one that cannot be had another OSError.
    """

    def find(self, name: str) -> Found:
        """Return what is kept as *name* now."""

    def read(self, found: Found, offset: int, length: int) -> bytes:
        """Return *length* bytes of what was *found*, fewer at its end.

        Raises:
            Changed: something else is kept there now.
        """

    def local(self, found: Found) -> AbstractContextManager[Path]:
        """Return a context that holds the path of the whole file, on a disk of this machine."""

    def put(self, path: Path, name: str) -> None:
        """Keep the file at *path*, which is given up, as *name*: all of it or nothing."""


class Folder:
    """The depot that is a folder of this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)

    def find(self, name: str) -> Found:
        """Return what is kept as *name* now."""
        return _found(name, os.stat(self._path(name)))

    def read(self, found: Found, offset: int, length: int) -> bytes:
        """Return *length* bytes of what was *found*, fewer at its end."""
        file = os.open(self._path(found.name), os.O_RDONLY)
        try:
            # A file is replaced by another of the same name, never written over.
            if _found(found.name, os.fstat(file)) != found:
                raise Changed(found.name)
            return os.pread(file, length, offset)
        finally:
            os.close(file)

    @contextmanager
    def local(self, found: Found) -> Iterator[Path]:
        """Yield the path of what was *found*."""
        yield Path(self._path(found.name))

    def put(self, path: Path, name: str) -> None:
        """Keep the file at *path*, on the same disk, as *name*."""
        target = Path(self._path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        with path.open("rb") as file:
            os.fsync(file.fileno())
        path.replace(target)

    def _path(self, name: str) -> str:
        return f"{self._folder}/{name}"


def _found(name: str, state: os.stat_result) -> Found:
    edition = f"{state.st_mtime_ns:x}-{state.st_size:x}"
    return Found(name, state.st_size, int(state.st_mtime), edition)
