"""JSON, in one line or several: manifests and collections of IIIF, and records in native form.

A document is read whole, up to a size. JSON Lines are told from it by their first line, which is
complete. JSON of another kind that stands beside manifests is refused with what it is.
"""

import itertools
from collections.abc import Iterator
from typing import Any

from metadata.found import Found, Header, ReadingOptions
from metadata.iiif.describing import fold_label
from metadata.iiif.resources import address
from metadata.iiif.rows import Rows, is_iiif, label_of, labels_in, other_kind, terms_by_label
from metadata.json_lines import read_lines
from metadata.json_text import NoJson, decode, is_cut_off, parts
from metadata.manifests import is_collection, is_manifest
from metadata.sources import Source
from schemas.native import Json
from schemas.problem import Problem
from schemas.row import Row, shown

IIIF = "iiif"
"""The name of ``--as`` for manifests and collections."""

LABEL = "a manifest or collection of IIIF Presentation 2 or 3, in JSON"

MAX_LENGTH = 50_000_000
"""Characters of one document, which takes some ten times as much memory."""

_TOO_LONG = (
    f"longer than {MAX_LENGTH // 1_000_000} million characters, which is the most of one document: "
    "write records as JSON Lines"
)
_NO_IIIF = "neither a manifest nor a collection of IIIF Presentation 2 or 3"
_NO_OBJECT = "not a JSON object: a record is {…}"
_LINES = "JSON Lines"
_COMPARED = 2  # lines


def read_json(source: Source, lines: Iterator[str], options: ReadingOptions) -> Iterator[Found]:
    """Yield what *source*, which has *lines* of JSON, is, then its rows.

    Raises:
        UnknownTarget: the options map a label to what does not exist.
    """
    reading = _Reading(source, options)
    head = _head(lines)
    whole = itertools.chain(head, lines)
    first, *rest = filter(str.strip, head)
    if options.kind is None and not _is_document(first, rest):
        yield from reading.lines(first, whole)
    else:
        yield from reading.document(whole)


def _head(lines: Iterator[str]) -> list[str]:
    """Return *lines* to the second that is not blank."""
    head: list[str] = []
    while sum(map(bool, map(str.strip, head))) < _COMPARED:
        line = next(lines, None)
        if line is None:
            break
        head.append(line)
    return head


def _is_document(first: str, rest: list[str]) -> bool:
    """Whether a source is one document: an array, or an object that goes on after its *first* line.

    A line of JSON Lines may be broken off too, but then another object follows.
    """
    if first.lstrip().startswith("["):
        return True
    return is_cut_off(first) and not any(map(_is_object, rest))


def _is_object(line: str) -> bool:
    try:
        return isinstance(decode(line.strip()), dict)
    except NoJson:
        return False


class _Reading:
    """One source of JSON, on its way to rows."""

    def __init__(self, source: Source, options: ReadingOptions) -> None:
        self._name = source.name
        self._folder = source.folder
        self._is_forced = options.kind == IIIF
        self._chosen = options.mapped
        self._rows = Rows(source.name, terms_by_label(options.mapped), source.beside)

    def lines(self, first: str, lines: Iterator[str]) -> Iterator[Found]:
        """Yield what the source is, by its *first* line, then the rows of each line."""
        yield Header(self._name, _label(first), mapped=frozenset(self._chosen))
        for row in read_lines(self._name, lines, self._folder):
            if row.native is None or self._is_record(row.native):
                yield row  # as it is
            else:
                yield from self._of(row.native, row.line)

    def document(self, lines: Iterator[str]) -> Iterator[Found]:
        """Yield what the one document in *lines* is, then its rows."""
        try:
            found = [*parts(_joined(lines))]
        except NoJson as error:
            yield Header(self._name, "JSON")
            yield self._refused(error.line, "", error.told)
            return
        labels = (label_of(one) for _, one in found)
        met = labels_in([one for _, one in found])
        mapped = frozenset(label for label in self._chosen if fold_label(label) in met)
        yield Header(self._name, next(filter(None, labels), None) or "JSON", mapped=mapped)
        for line, one in found:
            yield from self._of(one, line)

    def _of(self, one: Any, line: int) -> Iterator[Row]:  # noqa: ANN401 - JSON
        """Yield the rows that *one*, which begins on *line*, is."""
        if not isinstance(one, dict):
            yield self._refused(line, one, _NO_OBJECT)
        elif is_iiif(one) or (self._is_forced and (is_manifest(one) or is_collection(one))):
            yield from self._rows.of(one, line)
        elif self._is_forced or other_kind(one):
            yield self._refused(line, address(one), other_kind(one) or _NO_IIIF)
        else:
            yield Row(self._name, line, one, folder=self._folder)

    def _is_record(self, one: Json) -> bool:
        return not (self._is_forced or is_iiif(one) or other_kind(one))

    def _refused(self, line: int, value: Any, message: str) -> Row:  # noqa: ANN401 - JSON
        problem = Problem(self._name, line, "row", shown(value), message)
        return Row(self._name, line, None, problems=(problem,))


def _joined(lines: Iterator[str]) -> str:
    """Return *lines* as one text.

    Raises:
        NoJson: it is too long.
    """
    read, length = [], 0
    for line in lines:
        read.append(line)
        length += len(line)
        if length > MAX_LENGTH:
            raise NoJson(_TOO_LONG)
    return "".join(read)


def _label(line: str) -> str:
    """Return what a source is that has *line*, which is whole, first."""
    try:
        return label_of(decode(line)) or _LINES
    except NoJson:
        return _LINES
