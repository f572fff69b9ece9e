"""What the columns of a spreadsheet mean, decided from its header row.

A column is a term of Dublin Core, or has a role of its own: the id, a file, a transcript. Known
column sets are recognised by their headers; what is not known is reported on line 1, and read
only when ``--map`` says as what.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from enum import StrEnum

from metadata.headers import fold_header, split_language, worded_languages
from schemas.terms import ELEMENTS, find_term


class Role(StrEnum):
    """What a column can be besides a term; ``--map`` takes these names too."""

    ID = "id"
    PARENT = "parent"
    COLLECTIONS = "collections"
    ACCESS = "access"
    FILE = "file"
    SERVICE = "service"
    TEXT = "text"
    CAPTIONS = "captions"
    OCR = "ocr"
    DURATION = "duration"
    LABEL = "label"
    YOUTUBE = "youtube"
    VIMEO = "vimeo"
    APPROXIMATE = "approximate"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    RIGHTS_URI = "rights-uri"
    VIEWING_DIRECTION = "viewing_direction"
    BEHAVIOR = "behavior"
    IGNORE = "ignore"


# A record has one of each, so a second column cannot hold another.
_SINGLE = frozenset(
    {Role.ID, Role.PARENT, Role.ACCESS, Role.LABEL, Role.DURATION, Role.VIEWING_DIRECTION}
    | {Role.APPROXIMATE, Role.LATITUDE, Role.LONGITUDE}
)


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
    """How the rows of one spreadsheet are read: a column for each header, None if not read.

    *unread* are the headers that nothing is known of, *repeated* those of a role that another
    column has, with it; *mapped* are the keys of ``--map`` that named a column.
    """

    kind: str
    columns: tuple[Column | None, ...]
    unread: tuple[str, ...] = ()
    repeated: tuple[tuple[str, Column], ...] = ()
    mapped: frozenset[str] = frozenset()

    def has(self, target: str) -> bool:
        """Return whether a column holds *target*."""
        return any(column is not None and column.target == target for column in self.columns)

    @property
    def identifier_is_id(self) -> bool:
        """Whether the first identifier has to serve as the id too: no column is the id."""
        return not self.has(Role.ID) and self.has("identifier")

    def remarks(self) -> Iterator[tuple[str, str]]:
        """Yield a field and a sentence for each column that is not read, or is missing."""
        if self.unread and not any(self.columns):
            yield "row", "no column is known: delete what stands above the header, if it is lower"
        for header in self.unread:
            yield header, f'not read: keep it with --map "{header}=TERM", or say "{header}=ignore"'
        for header, other in self.repeated:
            yield header, f'not read: a column "{other.header}" is the {other.target} already'
        if self.identifier_is_id:
            message = "no column is the id, so the first identifier is the id of each record"
            yield "identifier", message
        for target, words in _NEEDED.items():
            if not self.has(target) and not (target == Role.ID and self.identifier_is_id):
                likely = next((one for one in self.unread if _resembles(one, words)), "COLUMN")
                yield target, f'no column is the {target}: name it with --map "{likely}={target}"'


# "Transcript", "Letter transcription", "Full text transcript"; not "Transcription date".
_TRANSCRIBED = ("", "full", "text", "full text", "item", "object", "page", "document", "letter")
_RECORDED = ("audio", "video", "interview")
_NAMES = ("transcript", "transcripts", "transcription", "transcriptions", "transcription text")
_TRANSCRIPTS = [
    f"{of} {name}".strip()
    for of in (*_TRANSCRIBED, *_RECORDED)
    for name in (*_NAMES, "transcript text")
]

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
    "viewing direction": Role.VIEWING_DIRECTION,
    "viewingdirection": Role.VIEWING_DIRECTION,
    "reading direction": Role.VIEWING_DIRECTION,
    "behavior": Role.BEHAVIOR,
    "behaviour": Role.BEHAVIOR,
    "text": Role.TEXT,
    "full text": Role.TEXT,
    "fulltext": Role.TEXT,
    **dict.fromkeys(_TRANSCRIPTS, Role.TEXT),
    "transcribed text": Role.TEXT,
    "translation": Role.TEXT,
    "translations": Role.TEXT,
    "translated text": Role.TEXT,
    "ocr": Role.TEXT,
    "ocr text": Role.TEXT,
    **dict.fromkeys(("captions", "subtitles", "vtt", "webvtt"), Role.CAPTIONS),
    **dict.fromkeys(("alto", "alto file", "hocr", "hocr file", "ocr file"), Role.OCR),
    **dict.fromkeys(("image service", "iiif service", "iiif image", "info.json"), Role.SERVICE),
    "duration": Role.DURATION,
    "item type metadata:duration": Role.DURATION,
    "item type metadata:text": Role.TEXT,
    "item type metadata:transcription": Role.TEXT,
    # A name of a collection in words is no set spec.
    "collection": "dcterms:isPartOf",
}

# They are not in the language of what is described.
_TRANSLATIONS = frozenset({"translation", "translations", "translated text"})

# Terms that hold sentences: "French title" is a title in French, "French publisher" is none.
_SENTENCES = frozenset(
    {"title", "description", "subject", "dcterms:alternative", "dcterms:abstract"}
)

_IN_A_LANGUAGE = _SENTENCES | {Role.TEXT, Role.CAPTIONS, Role.OCR}

# What a record cannot be without, and the words of headers that may be meant for it.
_NEEDED: Mapping[str, frozenset[str]] = {
    Role.ID: frozenset(
        {"id", "identifier", "number", "no", "nr", "ref", "reference", "code", "accession", "call"}
        | {"shelfmark", "signature", "signatur", "cote", "cota", "segnatura", "номер", "шифр"}
    ),
    ELEMENTS[0].name: frozenset(
        {"title", "titel", "titre", "titulo", "título", "titolo", "tytuł", "название", "заглавие"}
        | {"caption", "heading", "name"}
    ),
}

_COLLECTION_BUILDER = {
    "objectid": Role.ID,
    "object id": Role.ID,
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
    "subject (lcsh)": "subject",
}


@dataclass(frozen=True, slots=True)
class _Kind:
    """A known column set: its name, how its headers show it, and what its own columns mean."""

    name: str
    recognised: Callable[[set[str]], bool]
    columns: Mapping[str, str]


_KINDS = (
    _Kind(
        "CollectionBuilder",
        lambda headers: not headers.isdisjoint({"objectid", "object id"}),
        _COLLECTION_BUILDER,
    ),
    _Kind("native", lambda headers: "id" in headers, {}),
    _Kind("Dublin Core", lambda headers: any(map(find_term, headers)), {}),
    _Kind("unknown", lambda _headers: True, {}),
)


class UnknownTarget(Exception):
    """``--map`` names something that is neither a term nor a role."""


def plan(headers: Sequence[str], mapped: Mapping[str, str]) -> Plan:
    """Return how a spreadsheet with *headers* is read; *mapped* says it for some of them.

    Raises:
        UnknownTarget: *mapped* names a target that does not exist.
    """
    wanted = {fold_header(header): read_target(target) for header, target in mapped.items()}
    folded = [*map(fold_header, headers)]
    kind = next(kind for kind in _KINDS if kind.recognised(set(folded)))
    found = [
        replace(wanted[name], header=header) if name in wanted else _column(header, kind)
        for header, name in zip(headers, folded, strict=True)
    ]
    chosen = _chosen(found, wanted, kind)
    return Plan(
        kind.name,
        tuple(one if _is_chosen(one, chosen) else None for one in found),
        tuple(
            header for header, one in zip(headers, found, strict=True) if not one and header.strip()
        ),
        tuple(
            (one.header, chosen[one.target])
            for one in found
            if one is not None and not _is_chosen(one, chosen)
        ),
        frozenset(header for header in mapped if fold_header(header) in folded),
    )


def read_target(written: str) -> Column:
    """Return what ``--map`` makes of a column: a role or a term, and a language if it has one.

    Raises:
        UnknownTarget: there is no such role or term.
    """
    name, lang = split_language(written)
    if name in set(Role):
        return Column("", name, lang)
    term = find_term(name)
    if term is None:
        accepted = ", ".join(Role)
        raise UnknownTarget(f"{written!r} is neither a Dublin Core term nor one of: {accepted}")
    return Column("", term.name, lang)


def _chosen(
    found: Sequence[Column | None], wanted: Mapping[str, Column], kind: _Kind
) -> dict[str, Column]:
    """Return the one column of each single role: that of --map, or of the kind, or the first."""
    chosen: dict[str, Column] = {}
    for names in (wanted, kind.columns, _COMMON):
        for column in found:
            if column and column.target in _SINGLE and fold_header(column.header) in names:
                chosen.setdefault(column.target, column)
    return chosen


def _is_chosen(column: Column | None, chosen: Mapping[str, Column]) -> bool:
    return column is not None and chosen.get(column.target, column) is column


def _column(header: str, kind: _Kind) -> Column | None:
    """Return what *header* means, as it stands, or as something in a language."""
    name, lang = split_language(header)
    target = _target_of(name, kind)
    if target is not None:
        lang = lang or ("und" if fold_header(name) in _TRANSLATIONS else None)
        return Column(header, target, lang)
    for rest, tag in worded_languages(header):
        target = _target_of(rest, kind)
        if target in _IN_A_LANGUAGE:
            return Column(header, target, tag)
    return None


def _target_of(name: str, kind: _Kind) -> str | None:
    folded = fold_header(name)
    term = find_term(folded)
    return kind.columns.get(folded) or _COMMON.get(folded) or (term.name if term else None)


def _resembles(header: str, words: AbstractSet[str]) -> bool:
    """Whether *header* has one of *words* in it, or ends in "id" as legacyId does."""
    folded = fold_header(header)
    return not words.isdisjoint(folded.split()) or (folded.endswith("id") and "id" in words)
