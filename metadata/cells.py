"""One row of a spreadsheet, cell by cell, into native JSON.

Terms that hold prose keep their cell whole; others may hold several values between separators.
A picture, a PDF or a recording that lies beside the spreadsheet is a page; everything else is a
file.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from metadata.columns import TOGETHER, Group, Plan
from metadata.dialect import Doubt, Statement
from metadata.parts import PLAYED_TYPES, UNSAID, as_object, is_page, language_of, text_of, unique
from metadata.roles import Column, Means, Role, Trait
from metadata.splitting import PROSE_TERMS, split_names, split_values
from schemas.check import key_of
from schemas.dates import DayOrder, read_date
from schemas.durations import read_duration
from schemas.edtf import is_edtf
from schemas.grammar import is_id
from schemas.languages import read_language
from schemas.media_types import media_type_of
from schemas.native import Json, add_text
from schemas.record import Access
from schemas.row import Origin, Place
from schemas.terms import TERMS, Kind

_YES = frozenset({"yes", "y", "true", "1", "x", "approximate", "approximately", "ca", "circa"})
_NO = frozenset({"no", "n", "false", "0", "exact"})

# What programs write of a record that everybody may see, or nobody yet.
_PUBLIC = frozenset({"1", "true", "yes", "y", "t", "public", "published"})
_HIDDEN = frozenset({"0", "false", "no", "n", "f", "private", "draft", "unpublished"})
_UNRESTRICTED = _HIDDEN | {"none"}

# What is written in the language of its row, whatever that tells of others.
_IN_THE_LANGUAGE_OF_THE_ROW = PROSE_TERMS | {
    "subject",
    "coverage",
    "relation",
    "dcterms:extent",
    "dcterms:isReferencedBy",
    "dcterms:spatial",
    "dcterms:temporal",
}

# What a row has to have one of, for a file of captions or OCR, or a duration, to be of it.
_BEARERS = {
    Role.CAPTIONS: "no one recording",
    Role.DURATION: "no one recording",
    Role.OCR: "no one picture",
}

_DEGREES = {Role.LATITUDE: 90, Role.LONGITUDE: 180}

# Transcripts that ingest reads: what they are of, if the row has one such page.
_READ_FILES = {".vtt": Role.CAPTIONS, ".xml": Role.OCR, ".hocr": Role.OCR}
_TRANSCRIPT_FILES = (".txt", ".pdf", ".htm", ".html", ".csv", ".md", *_READ_FILES)


@dataclass
class Cells:
    """Native JSON under construction from one row, with the origin of its parts.

    *doubts* are what is not read or not understood: a header, a value, and a sentence.
    """

    line: int
    separators: Sequence[str]
    dates: DayOrder | None = None
    native: Json = field(default_factory=dict)
    origins: dict[Place, Origin] = field(default_factory=dict)
    parent: str | None = None
    traits: dict[str, str] = field(default_factory=dict)
    doubts: list[tuple[str, str, str]] = field(default_factory=list)
    blanks: frozenset[str] = frozenset()
    _approximate: Column | None = None
    _point: dict[str, tuple[Column, str]] = field(default_factory=dict)
    _texts: list[tuple[Column, str]] = field(default_factory=list)
    _belongings: list[tuple[Column, str]] = field(default_factory=list)

    def add(self, column: Column, cell: str) -> None:
        """Take in *cell* of *column*; an empty one says nothing."""
        text = cell.strip()
        if not text or text in self.blanks:
            return
        if "\r" in text:
            text = _ended(text)
        means = column.means
        if means is not None and means.clean is not None and column.target not in TERMS:
            text = self._cleaned(column, text)
        if text:
            _TAKERS.get(column.target, Cells._take_term)(self, column, text)

    def add_group(self, group: Group, cells: Sequence[str], separator: str) -> None:
        """Take in what the columns of *group* say together."""
        said = {
            name: self._joined(places, cells, separator) for name, places in group.places.items()
        }
        told = {name: text for name, text in said.items() if text}
        for one in group.read.read(told) if told else ():
            if isinstance(one, Doubt):
                self.doubts.append((group.header, one.value, one.message))
            else:
                self._take_statement(group.header, one)

    def _joined(self, places: Sequence[int], cells: Sequence[str], separator: str) -> str:
        """Return what stands in the columns of one header, mostly a single one."""
        there = (self._said(cells[place].strip()) for place in places if place < len(cells))
        return separator.join(filter(None, there))

    def _take_statement(self, header: str, said: Statement) -> None:
        column = Column(header, said.target, None, Means(said.target, said.scheme, ()))
        if said.derived is None or said.target not in TERMS:
            self.add(column, said.text)
            return
        self._metadata(said.target).append({"value": said.text, "derived": said.derived})
        self.origins.setdefault(("metadata", said.target), Origin(self.line, header))

    def _said(self, text: str) -> str:
        """Return what *text* says: nothing where it is what its program writes for that."""
        return "" if text in self.blanks else _ended(text)

    def _cleaned(self, column: Column, text: str) -> str:
        """Return *text* without what its program adds; what there is to remark is a doubt."""
        clean = column.means.clean if column.means else None
        if clean is None:
            return text
        value, doubt = clean(text)
        if doubt is not None:
            self.doubts.append((column.header, text, doubt))
        return value.strip()

    def _between(self, column: Column) -> Sequence[str]:
        """Return what separates the values of *column*."""
        own = column.means.separators if column.means else None
        return self.separators if own is None else own

    def finish(self) -> None:
        """Settle what needs the whole row: doubt about dates, places, languages of transcripts."""
        if self._approximate:
            self._mark_dates(self._approximate)
        if self._point:
            self._place_point()
        if Role.CULTURE in self.traits:
            self._mark_languages(self.traits[Role.CULTURE])
        for column, text in self._belongings:
            self._place_belonging(column, text)
        for column, text in self._texts:
            self._place_text(column, text)

    def take_identifier_as_id(self) -> None:
        """Let the first identifier that can be one be the id as well: no column says the id."""
        values = [*map(text_of, self.native.get("metadata", {}).get("identifier", ()))]
        if values:
            self.native["id"] = next(filter(is_id, values), values[0])
            self.origins[("id",)] = self.origins[("metadata", "identifier")]

    def _take_term(self, column: Column, text: str) -> None:
        said: Sequence[str | Json]
        if column.lang is None and (column.means is None or column.means.is_plain):
            said = split_values(text, column.target, self.separators)
        else:
            said = self._values(column, text)
        if said:
            self._metadata(column.target).extend(said)
            here = ("metadata", column.target)
            if here not in self.origins:
                self.origins[here] = Origin(self.line, column.header)

    def _values(self, column: Column, text: str) -> list[str | Json]:
        """Return the values of *text* in a column that has a language or a way of its own."""
        prose = column.means is not None and bool(column.means.separators)
        pieces = split_values(text, column.target, self._between(column), prose=prose)
        values = (self._value(column, one) for one in pieces)
        return [value for value in values if value]

    def _value(self, column: Column, written: str) -> str | Json:
        """Return a value of *column* as native JSON; an empty text where nothing is left of it."""
        value = self._cleaned(column, written)
        scheme = column.means.scheme if column.means else None
        if not value or not (column.lang or scheme):
            return value
        said = {"value": value, "lang": column.lang, "scheme": scheme}
        return {name: part for name, part in said.items() if part}

    def _take_rights_uri(self, column: Column, text: str) -> None:
        # A statement that machines read stands before the words that explain it.
        self._metadata("rights").insert(0, text)
        self.origins[("metadata", "rights", 0)] = Origin(self.line, column.header)

    def _take_published(self, column: Column, text: str) -> None:
        """Restrict what is not published; what is neither is told, and stays closed."""
        said = text.casefold().rstrip(".")
        if said not in _PUBLIC:
            self._restrict(column)
        if said not in _PUBLIC | _HIDDEN:
            message = "neither published nor a draft, so the record is restricted: write yes or no"
            self.doubts.append((column.header, text, message))

    def _take_restricted(self, column: Column, text: str) -> None:
        """Restrict what has restrictions; words about them are conditions of access."""
        said = text.casefold().rstrip(".")
        if said in _UNRESTRICTED:
            return
        self._restrict(column)
        if said not in _PUBLIC:
            message = "read as conditions of access, and the record is restricted"
            self.doubts.append((column.header, text, message))
            self._metadata("dcterms:accessRights").append(text)

    def _restrict(self, column: Column) -> None:
        self.native[Role.ACCESS] = Access.RESTRICTED.value
        self.origins[(Role.ACCESS,)] = Origin(self.line, column.header)

    def _take_access(self, column: Column, text: str) -> None:
        if self.native.get(Role.ACCESS) != Access.RESTRICTED:
            self._take_field(column, text)

    def _take_trait(self, column: Column, text: str) -> None:
        self.traits[column.target] = text
        self.origins[(column.target,)] = Origin(self.line, column.header)

    def _take_culture(self, column: Column, text: str) -> None:
        tag = read_language(text).value
        if tag is None:
            self.doubts.append(
                (column.header, text, "no language that is known, so it is not read")
            )
        else:
            self._take_trait(column, tag)

    def _mark_languages(self, tag: str) -> None:
        """Say of each text that has no language of its own that it is in that of the row."""
        metadata = self.native.get("metadata", {})
        for term in _IN_THE_LANGUAGE_OF_THE_ROW & metadata.keys():
            metadata[term] = [{"lang": tag} | as_object(one) for one in metadata[term]]

    def _take_field(self, column: Column, text: str) -> None:
        self.native[column.target] = text
        self.origins[(column.target,)] = Origin(self.line, column.header)

    def _take_parent(self, column: Column, text: str) -> None:
        self.parent = text
        self.origins[("parent",)] = Origin(self.line, column.header)

    def _take_list(self, column: Column, text: str) -> None:
        self.native.setdefault(column.target, []).extend(
            split_values(text, column.target, self._between(column))
        )
        self.origins[(column.target,)] = Origin(self.line, column.header)

    def _take_file(self, column: Column, text: str) -> None:
        for name in split_names(text, self._between(column)):
            self._add_file(column, name.lstrip("/") if "://" not in name else name)

    def _take_service(self, column: Column, text: str) -> None:
        """Make a page of each address of a IIIF image service."""
        for address in split_names(text, self._between(column)):
            pages = self.native.setdefault("pages", [])
            pages.append({"service": address.removesuffix("/info.json")})
            self.origins[("pages", len(pages) - 1, "service")] = Origin(self.line, column.header)

    def _take_youtube(self, column: Column, text: str) -> None:
        self._add_file(column, f"https://www.youtube.com/watch?v={text}", "YouTube")

    def _take_vimeo(self, column: Column, text: str) -> None:
        self._add_file(column, f"https://vimeo.com/{text}", "Vimeo")

    def _take_text(self, column: Column, text: str) -> None:
        one_word = len(text.split()) == 1
        if one_word and text.lower().endswith(_TRANSCRIPT_FILES):
            self._belongings.append((column, text))
        else:
            self._texts.append((column, text))

    def _take_belonging(self, column: Column, text: str) -> None:
        self._belongings.append((column, text))

    def _take_approximate(self, column: Column, text: str) -> None:
        said = text.casefold().rstrip(".")
        if said in _YES:
            self._approximate = column
        elif said not in _NO:
            self.doubts.append((column.header, text, "neither yes nor no, so it is not read"))

    def _take_point(self, column: Column, text: str) -> None:
        self._point[column.target] = (column, text)
        if not _is_degree(text, _DEGREES[Role(column.target)]):
            message = f"not a decimal degree such as 46.7300: kept as the {column.target} it is"
            self.doubts.append((column.header, text, message))

    def _ignore(self, _column: Column, _text: str) -> None:
        """A column that ``--map`` says is not wanted."""

    def _metadata(self, term: str) -> list[str | Json]:
        metadata: dict[str, list[str | Json]] = self.native.setdefault("metadata", {})
        return metadata.setdefault(term, [])

    def _add_file(self, column: Column, name: str, label: str | None = None) -> None:
        if self._is_known(name):
            return
        part = {"key": key_of(name), "file": name} | ({"label": label} if label else {})
        kind = "pages" if is_page(name) else "files"
        parts = self.native.setdefault(kind, [])
        part["key"] = unique(part["key"], {one["key"] for one in parts})
        self.origins[(kind, len(parts))] = Origin(self.line, column.header)
        parts.append(part)

    def _is_known(self, name: str) -> bool:
        """Whether the row names the file already, alone or with the address where it lies."""
        parts = (*self.native.get("pages", ()), *self.native.get("files", ()))
        here = [one for one in parts if "file" in one]
        twin = next((one for one in here if key_of(one["file"]) == key_of(name)), None)
        if twin is not None and "://" in name and "://" not in twin["file"]:
            # "good_news.mp3" beside "https://…/good_news.mp3": the address is where it is.
            self._move(twin, name)
        return twin is not None

    def _move(self, twin: Json, address: str) -> None:
        twin["file"] = address
        pages = self.native.get("pages", [])
        if twin in pages:
            pages.remove(twin)
            self.native.setdefault("files", []).append(twin)

    def _place_point(self) -> None:
        """Make a point of latitude and longitude; one without the other is none."""
        if self._point.keys() == _DEGREES.keys():
            north, east = (self._point[axis][1] for axis in _DEGREES)
            value = {"value": f"north={north}; east={east}", "scheme": "dcterms:Point"}
            self._metadata("dcterms:spatial").append(value)
            return
        for column, text in self._point.values():
            message = "a point has a latitude and a longitude, so it is not read"
            self.doubts.append((column.header, text, message))

    def _mark_dates(self, column: Column) -> None:
        """Put the doubt of *column* on every date that can bear it."""
        for term in self._dates():
            values = self._metadata(term)
            for index, value in enumerate(values):
                written = text_of(value)
                edtf = read_date(written, self.dates).value
                marked = _approximate(edtf) if edtf else None
                if marked:
                    values[index] = {"value": written, "derived": marked}
                elif edtf and not {"~", "%"} & set(edtf):
                    message = "this date cannot be marked as approximate: write the doubt into it"
                    self.doubts.append((column.header, written, message))

    def _dates(self) -> Iterator[str]:
        metadata = self.native.get("metadata", {})
        yield from [term for term in metadata if TERMS[term].kind is Kind.DATE]

    def _place_belonging(self, column: Column, text: str) -> None:
        """Give captions, OCR or a duration to the one page that can have them.

        A transcript that is a file, and nothing that is read into a page, is a file of the record.
        """
        is_transcript = column.target == Role.TEXT
        target = column.target
        if is_transcript:
            ends = (role for end, role in _READ_FILES.items() if text.lower().endswith(end))
            target = next(ends, Role.FILE)
        pages = [page for page in self.native.get("pages", ()) if _can_have(page, target)]
        if len(pages) == 1:
            self._give(pages[0], target, column, text)
        elif is_transcript:
            self._take_file(column, text)
        else:
            message = f"not read: {_BEARERS[Role(target)]} in this row can have it"
            self.doubts.append((column.header, text, message))

    def _give(self, page: Json, target: str, column: Column, text: str) -> None:
        if target != Role.DURATION:
            page.setdefault(target, {})[column.lang or "und"] = text.lstrip("/")
        elif read_duration(text) is None:
            message = "not a duration, so it is not read: write seconds, such as 81.4, or h:mm:ss"
            self.doubts.append((column.header, text, message))
            return
        else:
            page[target] = text
        place = self.native["pages"].index(page)
        self.origins[("pages", place, target)] = Origin(self.line, column.header)

    def _place_text(self, column: Column, text: str) -> None:
        """Give a transcript to the only page, or to the record when there is no one page."""
        pages = self.native.get("pages", [])
        bearer = pages[0] if len(pages) == 1 else self.native
        tag = column.lang or language_of(self.native) or UNSAID
        add_text(bearer.setdefault("text", {}), tag, text)
        self.origins.setdefault(("text", tag), Origin(self.line, column.header))


_TAKERS: Mapping[str, Callable[[Cells, Column, str], None]] = {
    Role.ID: Cells._take_field,
    Role.ACCESS: Cells._take_access,
    Role.PUBLISHED: Cells._take_published,
    Role.RESTRICTED: Cells._take_restricted,
    Role.LABEL: Cells._take_field,
    Role.PARENT: Cells._take_parent,
    Role.COLLECTIONS: Cells._take_list,
    Role.BEHAVIOR: Cells._take_list,
    Role.VIEWING_DIRECTION: Cells._take_field,
    Role.FILE: Cells._take_file,
    Role.SERVICE: Cells._take_service,
    Role.TEXT: Cells._take_text,
    Role.CAPTIONS: Cells._take_belonging,
    Role.OCR: Cells._take_belonging,
    Role.DURATION: Cells._take_belonging,
    Role.YOUTUBE: Cells._take_youtube,
    Role.VIMEO: Cells._take_vimeo,
    Role.APPROXIMATE: Cells._take_approximate,
    Role.LATITUDE: Cells._take_point,
    Role.LONGITUDE: Cells._take_point,
    Role.RIGHTS_URI: Cells._take_rights_uri,
    Role.CULTURE: Cells._take_culture,
    Role.ORDER: Cells._take_trait,
    **dict.fromkeys(Trait, Cells._take_trait),
    Role.IGNORE: Cells._ignore,
    TOGETHER: Cells._ignore,
}


def read_cells(plan: Plan, cells: Sequence[str], row: Cells) -> Cells:
    """Return the empty *row* with what *cells* say, read as *plan* has it."""
    for column, cell in zip(plan.columns, cells, strict=False):
        if column is not None:
            row.add(column, cell)
    separator = next(iter(plan.dialect.separators), " ")
    for group in plan.groups:
        row.add_group(group, cells, separator)
    row.finish()
    if plan.identifier_is_id or (plan.dialect.identifier_may_be_id and "id" not in row.native):
        row.take_identifier_as_id()
    return row


def _ended(text: str) -> str:
    """Return *text* with ends of lines that are the writer's, not the file's."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _can_have(page: Json, target: str) -> bool:
    """Whether *page* can have what a column of the role *target* holds."""
    is_played = (media_type_of(page.get("file", "")) or "").startswith(PLAYED_TYPES)
    return target in _BEARERS and is_played == (target != Role.OCR)


def _approximate(edtf: str) -> str | None:
    """Return *edtf* as approximate (EDTF level 1), both ends of an interval; None if it cannot."""
    marked = "/".join(map(_approximate_end, edtf.split("/")))
    return marked if is_edtf(marked) else None


def _approximate_end(edtf: str) -> str:
    if edtf in {"", ".."}:
        return edtf
    return f"{edtf[:-1]}%" if edtf.endswith("?") else f"{edtf}~"


def _is_degree(text: str, most: int) -> bool:
    try:
        return abs(float(text)) <= most
    except ValueError:
        return False
