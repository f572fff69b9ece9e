"""Where input comes from: files, folders and standard input, as streams of text lines.

A byte that is not of the encoding does not stop the stream: it is kept as a lone surrogate (PEP
383, for every encoding), and the row that holds it is refused with the line and the byte.
"""

import codecs
import io
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TextIO

from metadata.neighbours import Neighbours
from schemas.grammar import is_web_address
from schemas.problem import UNDECODED

STANDARD_INPUT = "-"

SUFFIXES = (".jsonl", ".json", ".csv", ".tsv", ".xml", ".mrc", ".marc")
"""The files that are taken from a folder."""

# A folder may hold XML that describes nothing: a text of OCR, a schema, a page of HTML.
_NO_DESCRIPTION = re.compile(
    rb"<(?:\w+:)?(?:alto|PcGts|html|schema|stylesheet|TEI)[\s/>]|<!DOCTYPE html", re.IGNORECASE
)

# And JSON: settings of programs, lists of annotations, descriptions of images.
_TYPE = re.compile(rb'"@?type"\s*:\s*"(?:sc:|oa:)?(\w+)"')
_IN_ITSELF = re.compile(rb"Annotation\w*|Layer|OrderedCollection(?:Page)?|ImageService\d")
_DESCRIBED = re.compile(
    rb'iiif\.io\\?/api\\?/presentation|"@?type"\s*:\s*"(?:sc:)?(?:Manifest|Collection)"'
    rb'|"metadata"\s*:\s*\{|^\s*\[?\s*\{\s*"collection"\s*:'
)

_PEEK = 4096


class SourceError(Exception):
    """There is nothing to read where a command was told to; the message names the place."""


@dataclass(frozen=True, slots=True)
class Source:
    """One stream of input: the name it is reported under, and the folder of its files.

    *beside* is what else stands in that folder, None where nobody asks.
    """

    name: str
    folder: Path
    beside: Neighbours | None = field(default=None, compare=False)

    @property
    def is_file(self) -> bool:
        """Whether it is a file with a name, and not what comes through a pipe."""
        return self.name != STANDARD_INPUT

    @contextmanager
    def lines(self, encoding: str) -> Iterator[TextIO]:
        """Yield the text of the source, its line ends untouched, a byte order mark removed.

        Raises:
            SourceError: the encoding demands a byte order mark, and there is none.
        """
        with self.opened() as stream, self.decoded(stream, encoding) as text:
            yield text

    @contextmanager
    def decoded(self, stream: io.BufferedReader, encoding: str) -> Iterator[TextIO]:
        """Yield the text of *stream*, which is the source opened, as :meth:`lines` does.

        Raises:
            SourceError: the encoding demands a byte order mark, and there is none.
        """
        actual = _by_beginning(beginning(stream)) or encoding
        text = io.TextIOWrapper(stream, encoding=actual, errors=_ERRORS, newline="")
        try:
            yield text
        except UnicodeError as error:
            raise SourceError(f"{self.name}: {error}: leave --encoding out") from error
        text.detach()

    @contextmanager
    def opened(self) -> Iterator[io.BufferedReader]:
        """Yield the bytes of the source."""
        if self.name == STANDARD_INPUT:
            with open(sys.stdin.fileno(), "rb", closefd=False) as stream:
                yield stream
        else:
            with Path(self.name).open("rb") as stream:
                yield stream


def find_sources(paths: Iterable[str]) -> list[Source]:
    """Return the sources that *paths* name, each once; a folder stands for the files beneath it.

    Raises:
        SourceError: a path does not exist, or a folder holds nothing that can be read.
    """
    found: dict[Path, Source] = {}
    for path in paths:
        for source in _sources(path):
            found.setdefault(Path(source.name).resolve(), source)
    folders = {one.folder: Neighbours(one.folder) for one in found.values() if one.is_file}
    return [replace(one, beside=folders.get(one.folder)) for one in found.values()]


def check_encoding(name: str) -> None:
    """Do nothing when text can be read in the encoding *name*.

    Raises:
        SourceError: there is no such encoding, or it is none of text.
    """
    try:
        b"\n".decode(name)
    except UnicodeDecodeError:
        pass  # one byte is no text in UTF-16, but UTF-16 is an encoding
    except (LookupError, ValueError) as error:
        message = f"{name!r} is no encoding of text: utf-8, cp1252 and utf-16 are some"
        raise SourceError(message) from error


def _sources(path: str) -> list[Source]:
    if path == STANDARD_INPUT:
        return [Source(STANDARD_INPUT, Path.cwd())]
    place = Path(path)
    names = _listed(place) if place.is_dir() else [path]
    return [_readable(name) for name in names]


def _listed(folder: Path) -> list[str]:
    """Return the files that are taken from *folder* and the folders in it, none that is hidden."""
    found = [
        str(file)
        for file in sorted(folder.rglob("*"))
        if file.suffix.lower() in SUFFIXES
        and file.is_file()
        and is_description(file)
        and not any(part.startswith(".") for part in file.relative_to(folder).parts)
    ]
    if not found:
        raise SourceError(f"{folder}: no {', '.join(SUFFIXES)} in this folder")
    return found


def is_description(file: Path) -> bool:
    """Whether *file*, found in a folder, is one that is read there, as its beginning shows."""
    describes = _DESCRIBES.get(file.suffix.lower())
    if describes is None:
        return True
    try:
        with file.open("rb") as stream:
            return describes(stream.read(_PEEK))
    except OSError:
        return True  # it is told when it is read


def _is_described_in_xml(beginning: bytes) -> bool:
    return _NO_DESCRIPTION.search(beginning) is None


def _is_described_in_json(beginning: bytes) -> bool:
    first = _TYPE.search(beginning)
    is_other = first is not None and _IN_ITSELF.fullmatch(first[1]) is not None
    return not is_other and _DESCRIBED.search(beginning) is not None


_DESCRIBES = {".xml": _is_described_in_xml, ".json": _is_described_in_json}


def beginning(stream: io.BufferedReader) -> bytes:
    """Return the first bytes of *stream*, which stay to be read."""
    return stream.peek(_PEEK)[:_PEEK]


def _readable(name: str) -> Source:
    place = Path(name)
    if is_web_address(name):
        raise SourceError(
            f"{name}: an address: fonds harvest reads it, if it is of OAI-PMH or IIIF"
        )
    if not place.exists():
        raise SourceError(f"{name}: there is no such file or folder")
    if not os.access(place, os.R_OK):
        raise SourceError(f"{name}: this user may not read it")
    return Source(name, place.absolute().parent)


_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),  # what Excel calls "Unicode text"
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# UTF-16 without a mark: its first character is a letter, one of whose two bytes is zero.
_WITHOUT_MARK = (
    (re.compile(rb"[^\0]\0[^\0]"), "utf-16-le"),
    (re.compile(rb"\0[^\0]\0"), "utf-16-be"),
)


def _by_beginning(beginning: bytes) -> str | None:
    """Return the encoding that the first bytes of a source prove, or None."""
    marked = (encoding for mark, encoding in _MARKS if beginning.startswith(mark))
    shaped = (encoding for shape, encoding in _WITHOUT_MARK if shape.match(beginning))
    return next(marked, None) or next(shaped, None)


def _keep(error: UnicodeError) -> tuple[str, int]:
    """Return lone surrogates for the bytes that could not be decoded, and where to go on."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    undecoded = error.object[error.start : error.end]
    return "".join(chr(UNDECODED.start + byte) for byte in undecoded), error.end


# Python's own "surrogateescape" knows no byte below 0x80, and so fails for UTF-16.
_ERRORS = "fonds.undecoded"
codecs.register_error(_ERRORS, _keep)
