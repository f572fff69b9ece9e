"""What the columns of a spreadsheet mean, decided from its header row.

A column is a term of Dublin Core, or has a role of its own: the id, a file, a transcript. Known
column sets are recognised by their headers; what is not known is reported on line 1, and read
only when ``--map`` says as what.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from schemas.languages import read_language
from schemas.terms import find_term


class Role(StrEnum):
    """What a column can be besides a term; ``--map`` takes these names too."""

    ID = "id"
    PARENT = "parent"
    COLLECTIONS = "collections"
    ACCESS = "access"
    FILE = "file"
    TEXT = "text"
    LABEL = "label"
    YOUTUBE = "youtube"
    VIMEO = "vimeo"
    APPROXIMATE = "approximate"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    RIGHTS_URI = "rights-uri"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is read: its header as written, and what it holds.

    *target* is a role or the name of a term; *lang* the BCP 47 tag of its texts, if known.
    """

    header: str
    target: str
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """How the rows of one spreadsheet are read: a column for each header, None if not read."""

    kind: str
    columns: tuple[Column | None, ...]
    unread: tuple[str, ...]

    def has(self, target: str) -> bool:
        """Return whether a column holds *target*."""
        return any(column is not None and column.target == target for column in self.columns)

    @property
    def identifier_is_id(self) -> bool:
        """Whether the first identifier has to serve as the id too: no column is the id."""
        return not self.has(Role.ID) and self.has("identifier")


# Headers that any spreadsheet may use, folded.
_COMMON = {
    "id": Role.ID,
    "record id": Role.ID,
    "parent": Role.PARENT,
    "parent id": Role.PARENT,
    "parentid": Role.PARENT,
    "collections": Role.COLLECTIONS,
    "set": Role.COLLECTIONS,
    "sets": Role.COLLECTIONS,
    "setspec": Role.COLLECTIONS,
    "set spec": Role.COLLECTIONS,
    "access": Role.ACCESS,
    "file": Role.FILE,
    "files": Role.FILE,
    "filename": Role.FILE,
    "file name": Role.FILE,
    "label": Role.LABEL,
    "text": Role.TEXT,
    "full text": Role.TEXT,
    "fulltext": Role.TEXT,
    "transcript": Role.TEXT,
    "transcripts": Role.TEXT,
    "transcription": Role.TEXT,
    "translation": Role.TEXT,
    "ocr": Role.TEXT,
    "ocr text": Role.TEXT,
    "object transcript": Role.TEXT,
    # A name of a collection in words is no set spec.
    "collection": "dcterms:isPartOf",
}

_COLLECTION_BUILDER = {
    "objectid": Role.ID,
    "object location": Role.FILE,
    "youtubeid": Role.YOUTUBE,
    "vimeoid": Role.VIMEO,
    "location": "dcterms:spatial",
    "latitude": Role.LATITUDE,
    "longitude": Role.LONGITUDE,
    "date is approximate": Role.APPROXIMATE,
    "rightsstatement": Role.RIGHTS_URI,
    "rights statement": Role.RIGHTS_URI,
    "recipient": "contributor",
    "original format": "dcterms:medium",
    "format original": "dcterms:medium",
    "subject lcsh": "subject",
}


@dataclass(frozen=True, slots=True)
class _Kind:
    """A known column set: its name, how its headers show it, and what its own columns mean."""

    name: str
    recognised: Callable[[set[str]], bool]
    columns: Mapping[str, str]


_KINDS = (
    _Kind("CollectionBuilder", lambda headers: "objectid" in headers, _COLLECTION_BUILDER),
    _Kind("native", lambda headers: "id" in headers, {}),
    _Kind("Dublin Core", lambda headers: any(map(find_term, headers)), {}),
    _Kind("unknown", lambda _headers: True, {}),
)

# A language stands behind an @, as in title@fr, or in brackets, as in dc.title[en_US].
_LANGUAGE = re.compile(r"^(.+?)\s*(?:@([A-Za-z0-9_-]+)|\[([A-Za-z0-9_-]+)\])$")


def fold_header(header: str) -> str:
    """Return *header* as it is compared: no mark, no odd spaces, no case, no trailing ``?``."""
    spaced = re.sub(r"[\s_\ufeff\u00a0\u202f-]+", " ", header)
    return re.sub(r"\s*:\s*", ":", spaced).strip(" ?").casefold()


class UnknownTarget(Exception):
    """``--map`` names something that is neither a term nor a role."""


def plan(headers: Sequence[str], mapped: Mapping[str, str]) -> Plan:
    """Return how a spreadsheet with *headers* is read; *mapped* says it for some of them.

    Raises:
        UnknownTarget: *mapped* names a target that does not exist.
    """
    wanted = {fold_header(header): _target(target) for header, target in mapped.items()}
    kind = next(kind for kind in _KINDS if kind.recognised({*map(fold_header, headers)}))
    columns = [wanted.get(fold_header(header)) or _column(header, kind) for header in headers]
    named = [
        column and Column(header, column.target, column.lang)
        for header, column in zip(headers, columns, strict=True)
    ]
    unread = [
        header
        for header, column in zip(headers, named, strict=True)
        if column is None and header.strip()
    ]
    return Plan(kind.name, tuple(named), tuple(unread))


def _target(written: str) -> Column:
    name, lang = _split_language(written)
    if name in set(Role):
        return Column("", name, lang)
    term = find_term(name)
    if term is None:
        accepted = ", ".join(Role)
        raise UnknownTarget(f"{written!r} is neither a Dublin Core term nor one of: {accepted}")
    return Column("", term.name, lang)


def _column(header: str, kind: _Kind) -> Column | None:
    name, lang = _split_language(header)
    folded = fold_header(name)
    target = kind.columns.get(folded) or _COMMON.get(folded)
    if target is not None:
        return Column(header, target, lang)
    term = find_term(fold_header(name))
    return None if term is None else Column(header, term.name, lang)


def _split_language(header: str) -> tuple[str, str | None]:
    """Return a header without its language, and the language; a suffix that is none stays."""
    match = _LANGUAGE.match(header.strip())
    if match is None:
        return header, None
    tag = read_language(match[2] or match[3]).value
    return (match[1], tag) if tag else (header, None)
