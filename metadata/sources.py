"""Where input comes from: files, folders and standard input, as streams of text lines.

A byte that is not of the encoding does not stop the stream: it is kept as a lone surrogate, and
the row that holds it is refused with the line and the byte.
"""

import codecs
import io
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

STANDARD_INPUT = "-"

SUFFIXES = (".jsonl", ".csv", ".tsv")
"""The files that are taken from a folder."""

_PEEK = 4096


class SourceError(Exception):
    """There is nothing to read where a command was told to; the message names the place."""


@dataclass(frozen=True, slots=True)
class Source:
    """One stream of input: the name it is reported under, and the folder of its files."""

    name: str
    folder: Path

    @contextmanager
    def lines(self, encoding: str) -> Iterator[TextIO]:
        """Yield the text of the source, its line ends untouched, a byte order mark removed."""
        with self._bytes() as stream:
            actual = _by_mark(stream.peek(_PEEK)) or encoding
            text = io.TextIOWrapper(stream, encoding=actual, errors="surrogateescape", newline="")
            yield text
            text.detach()

    @contextmanager
    def _bytes(self) -> Iterator[io.BufferedReader]:
        if self.name == STANDARD_INPUT:
            with open(sys.stdin.fileno(), "rb", closefd=False) as stream:
                yield stream
        else:
            with Path(self.name).open("rb") as stream:
                yield stream


def find_sources(paths: Iterable[str]) -> list[Source]:
    """Return the sources that *paths* name; a folder stands for the files in and below it.

    Raises:
        SourceError: a path does not exist, or a folder holds nothing that can be read.
    """
    return [source for path in paths for source in _sources(path)]


def _sources(path: str) -> list[Source]:
    if path == STANDARD_INPUT:
        return [Source(STANDARD_INPUT, Path.cwd())]
    place = Path(path)
    if place.is_file():
        return [Source(path, place.absolute().parent)]
    if not place.is_dir():
        raise SourceError(f"{path}: there is no such file or folder")
    found = sorted(file for file in place.rglob("*") if file.suffix.lower() in SUFFIXES)
    if not found:
        raise SourceError(f"{path}: no {', '.join(SUFFIXES)} in this folder")
    return [Source(str(file), file.absolute().parent) for file in found]


_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),  # what Excel calls "Unicode text"
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def _by_mark(beginning: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS if beginning.startswith(mark)), None)
