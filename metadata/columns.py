"""What the columns of a spreadsheet mean, decided from its header row.

A column is a term of Dublin Core, or has a role of its own: the id, a file, a transcript. Known
column sets are recognised by their headers; what is not known is reported on line 1, and read
only when ``--map`` says as what.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from metadata.dialect import Dialect, Together
from metadata.dialects import recognise
from metadata.headers import fold_header, split_language, worded_languages
from metadata.roles import Column, Means, Role
from schemas.terms import ELEMENTS, find_term

# A record has one of each, so a second column cannot hold another.
_SINGLE = frozenset(
    {Role.ID, Role.PARENT, Role.ACCESS, Role.LABEL, Role.DURATION, Role.VIEWING_DIRECTION}
    | {Role.APPROXIMATE, Role.LATITUDE, Role.LONGITUDE, Role.ORDER, Role.CULTURE}
)

TOGETHER = "together"
"""What a column holds that says something only with others."""


@dataclass(frozen=True, slots=True)
class Group:
    """Columns that are read together: how, the first header, and their places by folded header."""

    read: Together
    header: str
    places: Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Unread:
    """A column that is not read: its place and header, and why it is left out, if it is known."""

    place: int
    header: str
    why: str = ""

    def remark(self, rows: int, first: str) -> str:
        """Return a sentence for people; in so many *rows* it holds something, *first* of all."""
        reason = f": {self.why}" if self.why else ""
        where = f'{rows:,} {"row has" if rows == 1 else "rows have"} something there, as "{first}"'
        keep = f'keep it with --map "{self.header}=TERM", or say "{self.header}=ignore"'
        return f"not read{reason}; {where}: {keep}"


@dataclass(frozen=True, slots=True)
class Plan:
    """How the rows of one spreadsheet are read: a column for each header, None if not read.

    *proof* is what shows the dialect. *unread* are the columns that nothing is known of,
    *repeated* those of a role that another column has, with it; *groups* are read together;
    *mapped* are the keys of ``--map`` that named a column.
    """

    dialect: Dialect
    proof: str
    columns: tuple[Column | None, ...]
    groups: tuple[Group, ...] = ()
    unread: tuple[Unread, ...] = ()
    repeated: tuple[tuple[str, Column], ...] = ()
    mapped: frozenset[str] = frozenset()

    def has(self, target: str) -> bool:
        """Return whether a column holds *target*, or several together may."""
        single = any(column is not None and column.target == target for column in self.columns)
        return single or any(target in group.read.gives for group in self.groups)

    @property
    def identifier_is_id(self) -> bool:
        """Whether the first identifier has to serve as the id too: no column is the id."""
        return not self.has(Role.ID) and self.has("identifier")

    def remarks(self) -> Iterator[tuple[str, str]]:
        """Yield a field and a sentence for each column that is missing, or there twice."""
        if self.unread and not any(self.columns):
            message = "no column is known: delete what stands above the header, if it is lower"
            yield "row", f"{message}; say what the sheet is with --as, or its columns with --map"
        for header, other in self.repeated:
            yield header, f'not read: a column "{other.header}" is the {other.target} already'
        if self.identifier_is_id:
            message = "no column is the id, so the first identifier is the id of each record"
            yield "identifier", message
        for target, words in _NEEDED.items():
            if not self.has(target) and not (target == Role.ID and self.identifier_is_id):
                headers = (one.header for one in self.unread)
                likely = next((one for one in headers if _resembles(one, words)), "COLUMN")
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
    "objectid": Role.ID,
    "object id": Role.ID,
    "object location": Role.FILE,
    "parent": Role.PARENT,
    "parent id": Role.PARENT,
    "parentid": Role.PARENT,
    "collections": Role.COLLECTIONS,
    "set": Role.COLLECTIONS,
    "sets": Role.COLLECTIONS,
    "setspec": Role.COLLECTIONS,
    "set spec": Role.COLLECTIONS,
    "access": Role.ACCESS,
    "published": Role.PUBLISHED,
    "culture": Role.CULTURE,
    "order": Role.ORDER,
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


class UnknownTarget(Exception):
    """``--map`` names something that is neither a term nor a role."""


def plan(headers: Sequence[str], mapped: Mapping[str, str], forced: str | None = None) -> Plan:
    """Return how a spreadsheet with *headers* is read; *mapped* says it for some of them.

    *forced* is the key of the dialect that it is in any case.

    Raises:
        UnknownTarget: *mapped* names a target that does not exist.
    """
    wanted = {fold_header(header): read_target(target) for header, target in mapped.items()}
    folded = [*map(fold_header, headers)]
    dialect, proof = recognise(headers, forced)
    groups = tuple(_groups(headers, folded, wanted, dialect))
    grouped = {place for group in groups for places in group.places.values() for place in places}
    found = [
        Column(header, TOGETHER)
        if place in grouped
        else replace(wanted[folded[place]], header=header)
        if folded[place] in wanted
        else _column(header, dialect)
        for place, header in enumerate(headers)
    ]
    chosen = _chosen(found, wanted, dialect)
    return Plan(
        dialect,
        proof,
        tuple(one if _is_chosen(one, chosen) else None for one in found),
        groups,
        tuple(
            Unread(
                place, headers[place].strip("\ufeff "), dialect.why_left_out(folded[place]) or ""
            )
            for place, one in enumerate(found)
            if not one and headers[place].strip()
        ),
        tuple(
            (one.header, chosen[one.target])
            for one in found
            if one is not None and not _is_chosen(one, chosen)
        ),
        frozenset(header for header in mapped if fold_header(header) in folded),
    )


def _groups(
    headers: Sequence[str], folded: Sequence[str], wanted: Mapping[str, Column], dialect: Dialect
) -> Iterator[Group]:
    """Yield what *dialect* reads together and the sheet has, but for columns that are *wanted*."""
    for one in dialect.together:
        names = [name for name in map(fold_header, one.columns) if name not in wanted]
        places = {name: [i for i, own in enumerate(folded) if own == name] for name in names}
        there = {name: found for name, found in places.items() if found}
        if there:
            yield Group(one, headers[next(iter(there.values()))[0]], there)


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
    found: Sequence[Column | None], wanted: Mapping[str, Column], dialect: Dialect
) -> dict[str, Column]:
    """Return the one column of each single role: that of --map, or of the dialect, or the first."""
    chosen: dict[str, Column] = {}
    for knows in (wanted.__contains__, dialect.has, _COMMON.__contains__):
        for column in found:
            if column and column.target in _SINGLE and knows(fold_header(column.header)):
                chosen.setdefault(column.target, column)
    return chosen


def _is_chosen(column: Column | None, chosen: Mapping[str, Column]) -> bool:
    return column is not None and chosen.get(column.target, column) is column


def _column(header: str, dialect: Dialect) -> Column | None:
    """Return what *header* means, as it stands, or as something in a language."""
    name, lang = split_language(header)
    means = _meaning(name, dialect)
    if means is not None:
        lang = lang or ("und" if fold_header(name) in _TRANSLATIONS else None)
        return Column(header, means.target, lang, means)
    for rest, tag in worded_languages(header):
        means = _meaning(rest, dialect)
        if means is not None and means.target in _IN_A_LANGUAGE:
            return Column(header, means.target, tag, means)
    return None


def _meaning(name: str, dialect: Dialect) -> Means | None:
    folded = fold_header(name)
    own = dialect.means(folded)
    if own is not None or dialect.why_left_out(folded) is not None:
        return own
    term = find_term(folded)
    target = _COMMON.get(folded) or (term.name if term else None)
    return Means(target) if target else None


def _resembles(header: str, words: AbstractSet[str]) -> bool:
    """Whether *header* has one of *words* in it, or ends in "id" as legacyId does."""
    folded = fold_header(header)
    return not words.isdisjoint(folded.split()) or (folded.endswith("id") and "id" in words)
