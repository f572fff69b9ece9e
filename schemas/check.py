"""A row becomes a frozen record, or all of its problems.

The schema refuses what would break a protocol. What is left is derived from here: EDTF of dates,
BCP 47 of languages, URIs of rights, DCMI names of types. What cannot be derived is kept as
written and reported, and so is what is missing, unknown or not read. The address that an authority
file has for a name is never derived, only kept.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from marshmallow import ValidationError

from schemas.dates import DayOrder, read_date
from schemas.derived import Derived
from schemas.edtf import is_edtf
from schemas.grammar import is_key, is_web_address
from schemas.languages import is_language_tag, read_language
from schemas.media_types import media_type_of, read_media_type
from schemas.native import (
    Json,
    add_text,
    collection_from_native,
    metadata_from_native,
    record_of,
)
from schemas.problem import Problem, Severity
from schemas.record import (
    Box,
    Collection,
    MediaFile,
    Metadata,
    Moment,
    Names,
    Page,
    Range,
    Record,
    Text,
    Value,
    value_of,
)
from schemas.record_schema import CollectionSchema, PartSchema, record_schema
from schemas.resource_types import read_type
from schemas.rights import read_rights
from schemas.row import Place, Row
from schemas.terms import TERMS, Kind, find_term
from schemas.viewing import strangers

_COLLECTION_SCHEMA = CollectionSchema()
_PART_SCHEMA = PartSchema()

# What aggregators ask of every record; its absence is reported, never invented.
ADVISED_TERMS = ("date", "type", "language", "rights")
_KIN = {
    name: [term.name for term in TERMS.values() if term.refines == name] for name in ADVISED_TERMS
}

# The terms whose values have a standard form that their words tell, and those of what has a name.
_DERIVED = {
    term.name: term.kind for term in TERMS.values() if term.kind not in (Kind.TEXT, Kind.NAMED)
}
_NAMED = frozenset(term.name for term in TERMS.values() if term.kind is Kind.NAMED)
_READERS: Mapping[Kind, Callable[[str, DayOrder | None], Derived]] = {
    Kind.DATE: read_date,
    Kind.LANGUAGE: lambda text, _order: read_language(text),
    Kind.RIGHTS: lambda text, _order: read_rights(text),
    Kind.TYPE: lambda text, _order: read_type(text),
}

_NO_STANDARD = "not kept: values of this term have no standard form"
_NO_ADDRESS = "not kept: no http(s) address, as authority files have for what is named here"

P = TypeVar("P", Box, Moment)

_KNOWN_KEYS = {
    "record": {"id", "collections", "metadata", "pages", "files", "text", "access", "provenance"}
    | {"viewing_direction", "behavior", "start", "ranges"},
    "collection": {"collection", "metadata", "where"},
    "page": {"key", "label", "file", "text", "metadata", "image", "media", "service"}
    | {"duration", "captions", "ocr", "boxes", "times"},
    "file": {"key", "label", "file", "media_type", "metadata", "digest", "size"},
    "range": {"label", "items"},
    "value": {"value", "lang", "scheme", "derived"},
}


# Sound only when nothing in it was refused.
_WHOLE = frozenset({"image", "media", "boxes", "times", "provenance", "where"})


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a row: a record, a collection, or neither; and what there is to say."""

    row: Row
    record: Record | None = None
    collection: Collection | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether nothing of the row can be kept."""
        return self.record is None and self.collection is None


def check(row: Row, order: DayOrder | None = None) -> Checked:
    """Return the record or the description of a collection in *row*, with every problem.

    *order* says which of two numbers before a year is the day, where the writer knows.

    A row that is refused is looked at as far as it can be read, so that all that is wrong with
    it is said at once.
    """
    if row.native is None:
        return Checked(row, problems=row.problems)
    is_collection = "collection" in row.native
    schema = _COLLECTION_SCHEMA if is_collection else record_schema(row.native)
    findings = _Findings(row, order)
    try:
        native: Json = schema.load(row.native)
    except ValidationError as error:
        native = _sound(error)
        findings.problems += _refusals(row, error.messages)
    if is_collection:
        collection = _check_collection(findings, {"collection": ""} | native)
        return Checked(row, None, collection if findings.are_fine else None, findings.told)
    record = _check_record(findings, {"id": ""} | native)
    return Checked(row, record if findings.are_fine else None, None, findings.told)


def _sound(error: ValidationError) -> Json:
    """Return what is sound in native JSON that was refused, except what is sound only whole."""
    valid = error.valid_data if isinstance(error.valid_data, dict) else {}
    sound = {name: value for name, value in valid.items() if name not in _WHOLE}
    pages = [{name: page[name] for name in page if name not in _WHOLE} for page in _pages(sound)]
    return sound | ({"pages": pages} if pages else {})


def _pages(native: Json) -> list[Json]:
    pages: list[Json] = native.get("pages", [])
    return pages


def check_part(row: Row) -> tuple[Problem, ...]:
    """Return what keeps *row* from being a page or a file of another record; mostly nothing."""
    try:
        _PART_SCHEMA.load(row.native or {})
    except ValidationError as error:
        return tuple(_refusals(row, error.messages))
    return ()


def _refusals(row: Row, messages: Any, place: Place = ()) -> Iterator[Problem]:  # noqa: ANN401
    """Yield a problem for each message in marshmallow's tree of them."""
    if isinstance(messages, Mapping):
        for name, below in messages.items():
            # marshmallow files errors of the whole under a name of its own.
            yield from _refusals(row, below, place if name == "_schema" else (*place, name))
    else:
        for message in messages:
            yield row.problem(place, message, Severity.REFUSE)


def _check_collection(findings: "_Findings", native: Json) -> Collection:
    findings.note_unknown_keys((), "collection")
    collection = collection_from_native(native)
    metadata = findings.derive(collection.metadata, ("metadata",))
    return replace(collection, metadata=metadata)


def _check_record(findings: "_Findings", native: Json) -> Record:
    findings.note_unknown_keys((), "record")
    written = metadata_from_native(native.get("metadata", {}))
    record = record_of(_with_keys(native), findings.derive(written, ("metadata",)))
    if record.pages or record.files or record.text or record.ranges:
        record = _with_parts(record, findings)
    findings.note_strangers(record)
    findings.note_missing(record)
    return record


def _with_parts(record: Record, findings: "_Findings") -> Record:
    """Return *record* with what is derived from its pages, files, texts and contents."""
    record = replace(
        record,
        pages=tuple(findings.page(page, index) for index, page in enumerate(record.pages)),
        files=tuple(findings.file(file, index) for index, file in enumerate(record.files)),
        text=findings.texts(record.text, ("text",)),
        ranges=tuple(
            findings.range(one, ("ranges", index)) for index, one in enumerate(record.ranges)
        ),
    )
    findings.note_repeated_keys(record)
    return record


def _with_keys(native: Json) -> Json:
    """Return *native* with a key for every page and file: of its place, or of its name."""
    if not native.keys() & {"pages", "files"}:
        return native
    pages = [{"key": f"p{number}"} | page for number, page in enumerate(native.get("pages", ()), 1)]
    files = [
        {"key": key_of(file["file"]) if "file" in file else f"file-{number}", "file": ""} | file
        for number, file in enumerate(native.get("files", ()), 1)
    ]
    return native | {"pages": pages, "files": files}


def key_of(name: str) -> str:
    """Return a key made of a file name, an address or an id: its last part, plainly spelt."""
    last = name.partition("?")[0].rstrip("/").rpartition("/")[2] or name
    key = re.sub(r"[^A-Za-z0-9._~-]+", "-", last).strip("-._~")[:100]
    return key if is_key(key) else "file"


def _are_words_alone(values: Iterable[Value]) -> bool:
    """Whether *values* have neither a language nor a standard form."""
    for value in values:  # noqa: SIM110 - all terms of all records come here
        if value.lang is not None or value.derived is not None:
            return False
    return True


class _Findings:
    """Collects what there is to say about one row while its parts are derived."""

    def __init__(self, row: Row, order: DayOrder | None) -> None:
        self._row = row
        self._order = order
        self.problems = list(row.problems)

    @property
    def told(self) -> tuple[Problem, ...]:
        """All that was found."""
        return tuple(self.problems)

    @property
    def are_fine(self) -> bool:
        """Whether nothing that was found keeps the row out."""
        return not any(problem.severity is Severity.REFUSE for problem in self.problems)

    def warn(self, place: Place, message: str, value: str | None = None) -> None:
        self.problems.append(self._row.problem(place, message, Severity.WARN, value))

    def refuse(self, place: Place, message: str) -> None:
        self.problems.append(self._row.problem(place, message, Severity.REFUSE))

    def derive(self, metadata: Metadata, place: Place) -> Metadata:
        """Return *metadata* with the standard form of each value that has one."""
        derived = {}
        for term, values in metadata.items():
            kind = _DERIVED.get(term)
            if kind is None and _are_words_alone(values):
                derived[term] = values  # as most
            else:
                here = (*place, term)
                derived[term] = tuple(
                    [self._derive(one, kind, (*here, at)) for at, one in enumerate(values)]
                )
        return derived

    def page(self, page: Page, index: int) -> Page:
        place: Place = ("pages", index)
        self.note_unknown_keys(place, "page")
        text = self.texts(page.text, (*place, "text"))
        return replace(
            page,
            metadata=self.derive(page.metadata, (*place, "metadata")),
            text=text,
            captions=self.names(page.captions, (*place, "captions")),
            ocr=self.names(page.ocr, (*place, "ocr")),
            boxes=self.places(page.boxes, text, (*place, "boxes")),
            times=self.places(page.times, text, (*place, "times")),
        )

    def file(self, file: MediaFile, index: int) -> MediaFile:
        place: Place = ("files", index)
        self.note_unknown_keys(place, "file")
        declared = read_media_type(file.media_type) if file.media_type else None
        if file.media_type and declared is None:
            message = "not a media type: write it as application/pdf or audio/mpeg"
            self.warn((*place, "media_type"), message)
        return replace(
            file,
            metadata=self.derive(file.metadata, (*place, "metadata")),
            media_type=declared or media_type_of(file.file),
        )

    def range(self, one: Range, place: Place) -> Range:
        """Return *one* with the languages of all labels in it as BCP 47 tags."""
        self._note_unknown(self._native_at(place), place, "range")
        return Range(
            tuple(
                self._derive(value, None, (*place, "label", index))
                for index, value in enumerate(one.label)
            ),
            tuple(
                self.range(item, (*place, "items", index)) if isinstance(item, Range) else item
                for index, item in enumerate(one.items)
            ),
        )

    def texts(self, text: Text, place: Place) -> Text:
        """Return *text* with the language of each part as a BCP 47 tag."""
        read: dict[str, str] = {}
        for written, words in text.items():
            tag = self._tag(written, (*place, written)) or "und"
            add_text(read, tag, words)  # "en" and "eng" are one language
        return read

    def names(self, names: Names, place: Place) -> Names:
        """Return *names* of files with the language of each as a BCP 47 tag."""
        read: dict[str, str] = {}
        for written, name in names.items():
            tag = self._tag(written, (*place, written)) or "und"
            if read.setdefault(tag, name) != name:
                message = f'not read: "{read[tag]}" is the file in this language already'
                self.warn((*place, written), message, name)
        return read

    def places(
        self, places: Mapping[str, tuple[P, ...]], text: Text, place: Place
    ) -> dict[str, tuple[P, ...]]:
        """Return those of *places* that are in *text*: others would point to nothing."""
        sound = {}
        for tag, listed in places.items():
            length = len(text.get(tag, ""))
            if all(0 <= one[0] < one[1] <= length and min(one) >= 0 for one in listed):
                sound[tag] = listed
            else:
                self.warn((*place, tag), "not read: they do not fit the text", "")
        return sound

    def note_unknown_keys(self, place: Place, kind: str) -> None:
        """Report the keys of the object at *place* that nobody reads, and unknown terms."""
        native = self._native_at(place)
        self._note_unknown(native, place, kind)
        metadata = native.get("metadata")
        for name, written in metadata.items() if isinstance(metadata, dict) else ():
            if name not in TERMS and find_term(str(name)) is None:
                self.warn((*place, "metadata", name), "not read: not a term of Dublin Core")
            for index, value in enumerate(written if isinstance(written, list) else [written]):
                if isinstance(value, dict):
                    self._note_unknown(value, (*place, "metadata", name, index), "value")

    def _note_unknown(self, native: Json, place: Place, kind: str) -> None:
        known = _KNOWN_KEYS[kind]
        if native.keys() <= known:
            return
        for key in native:
            if key not in known:
                accepted = ", ".join(sorted(known))
                self.warn((*place, key), f"not read: a {kind} has {accepted}")

    def note_repeated_keys(self, record: Record) -> None:
        """Refuse keys that two pages or two files share: addresses are made of them."""
        keys = {
            "pages": [page.key for page in record.pages],
            "files": [file.key for file in record.files],
        }
        for kind, known in keys.items():
            met: set[str] = set()
            for index, key in enumerate(known):
                if key in met:
                    message = f'"{key}" is the key of another too: give each a "key" of its own'
                    self.refuse((kind, index, "key"), message)
                met.add(key)

    def note_strangers(self, record: Record) -> None:
        """Refuse keys of pages that the record does not have: nothing could be shown there."""
        known = ", ".join(page.key for page in record.pages) or "none"
        for place, key in strangers(record):
            self.refuse(place, f'"{key}" is no page of this record, whose keys are: {known}')

    def note_missing(self, record: Record) -> None:
        """Report what aggregators ask for and the record does not say."""
        for name, kin in _KIN.items():
            # A term without values is one whose values were refused.
            if record.metadata.keys().isdisjoint(kin):
                self.warn(("metadata", name), f"has no {name}: aggregators ask for one")

    def _derive(self, value: Value, kind: Kind | None, place: Place) -> Value:
        if value.lang is not None:
            tag = self._tag(value.lang, place)
            if tag != value.lang:
                value = replace(value, lang=tag)
        if kind is None:
            return value if value.derived is None else self._addressed(value, place)
        if value.derived is not None and self._is_standard(value, kind, place):
            return value
        derived = _READERS[kind](value.text, self._order)
        if derived.advice is not None:
            self.warn(place, derived.advice, value.text)
        return value_of(value.text, value.lang, value.scheme, derived.value)

    def _addressed(self, value: Value, place: Place) -> Value:
        """Return *value* with the address of what it names, if its term has any and that is one.

        The term stands in *place* before the number of the value.
        """
        is_named = place[-2] in _NAMED
        if is_named and is_web_address(value.derived or ""):
            return value
        self.warn(place, _NO_ADDRESS if is_named else _NO_STANDARD, value.derived)
        return replace(value, derived=None)

    def _is_standard(self, value: Value, kind: Kind, place: Place) -> bool:
        """Whether the standard form that the writer gave is one; reported when not."""
        given = value.derived or ""
        if _STANDARD[kind](given):
            return True
        self.warn(place, "not a standard form, so it was derived anew from the value", given)
        return False

    def _tag(self, written: str, place: Place) -> str | None:
        """Return the BCP 47 tag that *written* names, or None, reported."""
        derived: Derived = read_language(written)
        if derived.advice is not None:
            self.warn(place, derived.advice, written)
        return derived.value

    def _native_at(self, place: Place) -> Json:
        value: Any = self._row.native
        for part in place:
            value = value[part]
        return value if isinstance(value, dict) else {}


_STANDARD: Mapping[Kind, Callable[[str], bool]] = {
    Kind.DATE: is_edtf,
    Kind.LANGUAGE: is_language_tag,
    Kind.RIGHTS: lambda given: read_rights(given).value == given,
    Kind.TYPE: lambda given: read_type(given).value == given,
}
