"""Scans and PDFs, read by a process of their own, which a hostile file may kill or hold up.

See ``server.iiif.scanner``, which is that process. It stays for the next file, since starting it
takes longer than reading most of them.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, suppress
from functools import cache
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from metadata.texts.layout import Area, Line, Sheet, Word
from schemas.record import Image
from server.iiif.image import Size
from server.iiif.sources import UnreadableImage
from server.settings import Settings

MOST_FILES = 1_000
"""Files after which the process is started anew: libraries keep memory that they have had."""

_ROOT = Path(__file__).parents[1]


def scanner_of(settings: Settings) -> "Scanner":
    """Return the scanner of this process that has the limits of *settings*."""
    return _scanner(settings.scan_memory, settings.scan_seconds)


@cache
def _scanner(megabytes: int, seconds: int) -> "Scanner":
    return Scanner(megabytes, seconds)


class Scanner:
    """Reads files in a process that has *megabytes*, and *seconds* for a page of one."""

    def __init__(self, megabytes: int, seconds: int) -> None:
        self._megabytes = megabytes
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._files = 0

    def digitise(
        self,
        source: Path,
        images: Path,
        progress: Callable[[int, int], None] = lambda done, of: None,
    ) -> list[Image]:
        """Return the surfaces of *source*, each stored in *images*, as ``pyramids.digitise`` does.

        Raises:
            UnreadableImage: no image of a known kind, damaged, too large, or it takes too much.
            OSError: *source* cannot be read, or *images* cannot be written.
        """
        asked = {"source": str(source), "images": str(images)}
        stored: list[Image] = []
        for kind, told in self._answers("digitise", source, asked):
            if kind == "found":
                progress(*told)
            else:
                stored = [Image(**image) for image in told]
        return stored

    def labels(self, source: Path) -> list[str]:
        """Return what the PDF in *source* calls its pages, as ``pdf.labels`` does.

        Raises:
            UnreadableImage: it cannot be opened, or it takes too much.
        """
        ((_, labels),) = self._answers("labels", source, {"source": str(source)})
        return list(labels)

    def text_layer(self, source: Path, sizes: Sequence[Size]) -> Iterator[Sheet]:
        """Yield the words on each page of the PDF in *source*, as ``pdf.text_layer`` does.

        Raises:
            UnreadableImage: it cannot be opened, a page is damaged, or it takes too much.
        """
        asked = {"source": str(source), "sizes": [(size.width, size.height) for size in sizes]}
        pages = iter(sizes)
        with closing(self._answers("text_layer", source, asked)) as answers:
            for kind, told in answers:
                if kind == "found":
                    size = next(pages)
                    yield Sheet(list(map(_block, told)), Area(0, 0, size.width, size.height))

    def close(self) -> None:
        """End the process; the next file starts another."""
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process = self._connection = None
        self._files = 0

    def _answers(
        self, name: str, source: Path, asked: dict[str, Any]
    ) -> Generator[tuple[str, Any], None, None]:
        """Yield what the process tells of *source*, the last of which is its answer."""
        connection = self._started()
        is_over = False
        try:
            connection.send_bytes(json.dumps([name, asked]).encode())
            while not is_over:
                kind, told = self._received(connection, source)
                is_over = kind != "found"
                _raise_for(kind, told)
                yield kind, told
        except (EOFError, ConnectionError) as error:
            reason = f"it is damaged, or needs more than {self._megabytes:,} megabytes to be read"
            raise UnreadableImage(source, reason) from error
        finally:
            if not is_over:  # nobody knows what it would say next
                self.close()

    def _received(self, connection: Connection, source: Path) -> tuple[str, Any]:
        if not connection.poll(self._seconds):
            reason = f"a page of it takes more than {self._seconds} seconds to be read"
            raise UnreadableImage(source, reason)
        kind, told = json.loads(connection.recv_bytes())
        return kind, told

    def _started(self) -> Connection:
        """Return the connection to the process, which is started if there is none."""
        if self._files >= MOST_FILES or (self._process and self._process.poll() is not None):
            self.close()
        self._files += 1
        if self._connection is None:
            ours, theirs = Pipe()
            with theirs:
                self._process = self._start(theirs.fileno())
            self._connection = ours
        return self._connection

    def _start(self, descriptor: int) -> subprocess.Popen[bytes]:
        told = [str(descriptor), str(os.getpid()), str(self._megabytes)]
        return subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "server.iiif.scanner", *told],
            cwd=_ROOT,
            # One thread of libvips for each core would need more memory, and win little.
            env=os.environ | {"VIPS_CONCURRENCY": "2", "MALLOC_ARENA_MAX": "2"},
            pass_fds=[descriptor],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def __del__(self) -> None:
        """End the process with whoever used it."""
        with suppress(Exception):
            self.close()


def _raise_for(kind: str, told: Any) -> None:  # noqa: ANN401 - what JSON holds
    if kind == "unreadable":
        raise UnreadableImage.saying(told)
    if kind == "failed":
        number, message, name = told
        raise OSError(number, message, name) if number else OSError(message)


def _block(told: Sequence[Sequence[Any]]) -> list[Line]:
    return [
        [Word(text, Area(*area) if area else None, joins) for text, area, joins in line]
        for line in told
    ]
