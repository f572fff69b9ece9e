"""Files that no record names, but that are called like one: they become its pages and texts.

It is done here for whatever was read, before it is checked, so that every reader is served.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from metadata.parts import language_of, text_of, unique
from metadata.sources import STANDARD_INPUT, is_description
from schemas.check import key_of
from schemas.native import Json, add_text
from schemas.problem import Problem, Severity
from schemas.row import Row
from server.nearby import MOST_FILES, Near, Nearby, Sort, fold_name, natural

_MOST_BYTES = 5_000_000
_MOST_SHOWN = 5  # names in one sentence

# Of several pictures that are called alike, the one that says most.
_BEST = (".tif", ".tiff", ".jp2", ".jpx", ".j2k", ".png", ".jpg", ".jpeg", ".webp")

_ORDER = {Sort.PICTURE: 0, Sort.RECORDING: 1, Sort.PDF: 2}


@dataclass
class ByName:
    """Completes rows by the files beside their source, and remembers who has what."""

    records: int = 0
    files: int = 0
    _folders: dict[Path, Nearby] = field(default_factory=dict)

    def completed(self, row: Row) -> Row:
        """Return *row* with the files that are called like its id, or else like an identifier.

        One that names files, or has pages, keeps what it has.
        """
        if row.native is None or "collection" in row.native or row.source == STANDARD_INPUT:
            return row
        nearby = self._folders.get(row.folder)
        if nearby is None:
            nearby = self._folders.setdefault(row.folder, Nearby(row.folder))
        if nearby.is_empty:
            return row
        record_id = str(row.native.get("id", ""))
        named = [*_named(row.native)]
        for name in named:
            nearby.take(name, record_id)
        if named or row.native.get("pages") or row.native.get("files") or not record_id:
            return row
        return self._given(row, record_id, nearby)

    def leftovers(self) -> Iterator[Problem]:
        """Yield what lies in a folder and nobody has, once everything was read."""
        for folder, nearby in self._folders.items():
            if nearby.is_too_full:
                message = f"over {MOST_FILES:,} files lie here, so none is sought by its name"
                yield Problem(str(folder), 1, "files", "", message, Severity.WARN)
            left = nearby.unclaimed()
            if left:
                message = f"{_files(len(left))} here that no record names or is called like"
                message = f"{message}: {_some(left)}"
                yield Problem(str(folder), 1, "files", "", message, Severity.WARN)

    def told(self) -> list[str]:
        """Return in a sentence what was done, if anything was."""
        if not self.files:
            return []
        records = "1 record" if self.records == 1 else f"{self.records:,} records"
        return [f"{records} that named no files got {_files(self.files)} by name"]

    def _given(self, row: Row, record_id: str, nearby: Nearby) -> Row:
        native = row.native or {}
        found: Sequence[Near] = ()
        for name in _names_of(native):
            found = nearby.called(name)
            if found:
                break
        taken = [one for one in found if nearby.taker(one) not in {None, record_id}]
        gift = _Gift(native, nearby.folder, fold_name(name) if found else "")
        gift.add([one for one in found if one not in taken])
        for one in gift.given:
            nearby.take(one, record_id)
        if not gift.given and not taken:
            return row
        self.records += bool(gift.given)
        self.files += len(gift.given)
        for one in gift.spare:
            nearby.take(one, record_id)
        told = [*gift.doubts, *((one.name, _taken(nearby.taker(one))) for one in taken)]
        problems = (row.problem(("files",), said, Severity.WARN, name) for name, said in told)
        return replace(row, native=gift.native, problems=(*row.problems, *problems))


def _taken(other: str | None) -> str:
    return f'is called like this record, and "{other}" has it already: name it in one of the two'


def _files(number: int) -> str:
    return "1 file" if number == 1 else f"{number:,} files"


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_MOST_SHOWN]) + (" …" if len(names) > _MOST_SHOWN else "")


def _names_of(native: Json) -> Iterator[str]:
    """Yield the id of a record, and then what its identifiers say that are no addresses."""
    yield str(native["id"])
    metadata = native.get("metadata")
    values = metadata.get("identifier", ()) if isinstance(metadata, Mapping) else ()
    for value in values if isinstance(values, list) else [values]:
        if isinstance(value, str) or (isinstance(value, dict) and "value" in value):
            text = text_of(value)
            if "://" not in text:
                yield text


def _named(native: Json) -> Iterator[str]:
    """Yield the names of files that a record names, those of texts included."""
    for part in (*_parts(native, "pages"), *_parts(native, "files")):
        if isinstance(part, str):
            yield part
        elif isinstance(part, dict):
            texts = [part.get(kind) for kind in ("ocr", "captions")]
            bare = [one for one in (part.get("file"), *texts) if isinstance(one, str)]
            listed = [one.values() for one in texts if isinstance(one, dict)]
            yield from bare
            yield from (one for values in listed for one in values if isinstance(one, str))


def _parts(native: Json, kind: str) -> Iterable[object]:
    parts = native.get(kind)
    return parts if isinstance(parts, list) else ()


class _Gift:
    """What a record gets: *native* with it, the names of the files, and what there is to doubt.

    *spare* are files that are its own as well, and of no use.
    """

    def __init__(self, native: Json, folder: Path, own: str) -> None:
        self.native = native
        self.given: list[str] = []
        self.spare: list[str] = []
        self.doubts: list[tuple[str, str]] = []
        self._folder = folder
        self._own = own
        self._stems: dict[str, Json] = {}
        self._played: set[str] = set()

    def add(self, found: Sequence[Near]) -> None:
        """Give what was *found*: pages in the order in which people count, then their texts."""
        shown = sorted(
            (one for one in found if one.sort in _ORDER),
            key=lambda one: (_ORDER[one.sort], natural(one.stem), _rank(one.name), one.name),
        )
        self.native = dict(self.native)
        for one in shown:
            self._show(one)
        for one in found:
            if one.sort not in _ORDER:
                self._accompany(one)

    def _show(self, one: Near) -> None:
        """Make a page of a picture or a recording, and of a PDF where there are none of those."""
        if one.sort is Sort.PICTURE and one.stem in self._stems:
            other = self._stems[one.stem]["file"]
            self.doubts.append((one.name, f'not read: "{other}" is called alike, and is the page'))
            self.spare.append(one.name)
            return
        kind = "files" if one.sort is Sort.PDF and self._stems else "pages"
        parts = self.native.setdefault(kind, [])
        key = unique(key_of(one.name), {part["key"] for part in parts})
        part: Json = {"key": key, "file": one.name}
        parts.append(part)
        self.given.append(one.name)
        if kind == "pages":
            self._stems.setdefault(one.stem, part)
        if one.sort is Sort.RECORDING:
            self._played.add(one.name)

    def _accompany(self, one: Near) -> None:
        """Give a text to the page that is called like it, or to the only one, or to the record."""
        if one.name in self.given or not self._is_text(one):
            return
        pages = self.native.get("pages", [])
        page = self._stems.get(one.stem)
        if page is None and len(pages) == 1 and one.stem == self._own:
            page = pages[0]
        is_played = page is not None and page["file"] in self._played
        if one.sort is Sort.TEXT and (page is None or is_played):
            self._tell(one, page)
        elif page is not None and is_played == (one.sort is Sort.CAPTIONS):
            kind = "captions" if is_played else "ocr"
            page.setdefault(kind, {}).setdefault(one.lang or "und", one.name)
            self.given.append(one.name)

    def _is_text(self, one: Near) -> bool:
        """Whether *one* goes with a page: XML may be a description, which is read by itself."""
        is_bare = one.name.casefold().endswith(".xml")
        return not is_bare or not is_description(self._folder / one.name)

    def _tell(self, one: Near, page: Json | None) -> None:
        """Let what a text says be that of *page*, or of the record; of another page it is none."""
        if page is None and one.stem != self._own:
            return
        self.given.append(one.name)
        try:
            text = _read(self._folder / one.name)
        except (OSError, UnicodeError, ValueError) as error:
            self.doubts.append((one.name, f"not read: {error}"))
            return
        bearer = self.native if page is None else page
        tag = one.lang or language_of(self.native) or "und"
        if text:
            add_text(bearer.setdefault("text", {}), tag, text)


def _read(path: Path) -> str:
    """Return the text in *path*.

    Raises:
        ValueError: it is larger than a transcript is, or not in UTF-8.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        content = file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise ValueError(f"longer than {_MOST_BYTES:,} bytes")
    try:
        return content.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise ValueError(f"byte {error.start + 1} is not UTF-8: save it as UTF-8") from error


def _rank(name: str) -> int:
    suffix = Path(name).suffix.casefold()
    return _BEST.index(suffix) if suffix in _BEST else len(_BEST)
