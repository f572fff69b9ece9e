"""The index of texts: one row a text of a page and language, or a piece of a long one.

A row holds what an answer is made of, packed: the text as written, and where its words stand on the
canvas. Its words, folded, are indexed beside it, on SQLite in an FTS5 table that keeps no words, on
PostgreSQL as a tsvector; together with what the text is and which sets it is in, so that a search
in a set reads no more than its own. The rows of a record are numbered one after the other.
"""

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, text

from server.store import tables as t
from server.store import vocabulary
from server.store.bulk import insert_many, numbered, run_many
from server.store.folding import Word, cuts, words
from server.store.prepared import PageText, Prepared
from server.store.scopes import OF_PAGE, OF_RECORD, QUOTED, marks, numbers

_PACKED = [field.name for field in fields(PageText)]
_QUICK = 1  # of zlib's levels: a text shrinks to half, and to hardly less with more effort

_ADD = {
    "sqlite": text(
        "INSERT INTO texts_index (rowid, words, scopes) VALUES (:number, :words, :scopes)"
    ),
    "postgresql": text(
        "INSERT INTO texts_index (number, vector) VALUES (:number, "
        "to_tsvector('simple', :words) || array_to_tsvector(string_to_array(:scopes, ' ')))"
    ),
}
# An index that keeps no words is told what it forgets.
_FORGET = {
    "sqlite": text(
        "INSERT INTO texts_index (texts_index, rowid, words, scopes) "
        "VALUES ('delete', :number, :words, :scopes)"
    ),
    "postgresql": text("DELETE FROM texts_index WHERE number = :number"),
}


@dataclass(frozen=True, slots=True)
class _Row:
    """A text as it is stored, and how often each of its terms stands in it."""

    record_id: str
    scopes: str
    body: bytes
    words: str
    terms: Counter[vocabulary.Term]

    @property
    def told(self) -> tuple[str, bytes]:
        """What tells it from every other of its record."""
        return self.scopes, self.body


@dataclass(frozen=True, slots=True)
class _Stored:
    """A text that is stored, under its number."""

    number: int
    scopes: str
    body: bytes

    @property
    def told(self) -> tuple[str, bytes]:
        """What tells it from every other of its record."""
        return self.scopes, self.body


def keep(connection: Connection, record_ids: Sequence[str], visible: Sequence[Prepared]) -> None:
    """Let the index have the texts of *visible*, and no other of *record_ids*.

    What is stored already stays as it is.
    """
    stored = _stored(connection, record_ids) if record_ids else {}
    fresh = {one.record.id: list(_rows(one)) for one in visible if one.texts}
    named = dict.fromkeys((*record_ids, *fresh))
    changed = [name for name in named if _told(stored.get(name)) != _told(fresh.get(name))]
    if changed:
        _forget(connection, [row for name in changed for row in stored.get(name, ())])
        _add(connection, [row for name in changed for row in fresh.get(name, ())])
        vocabulary.keep(connection, [_change(name, stored, fresh) for name in changed])


def pack(one: PageText, found: Iterable[Word]) -> bytes:
    """Return *one* and its words, *found* in it, in little room."""
    packed = {name: getattr(one, name) for name in _PACKED} | {"words": _joined(found)}
    written = json.dumps(packed, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(written.encode(), _QUICK)


def unpack(body: bytes) -> PageText:
    """Return the text that *body* holds."""
    packed = json.loads(zlib.decompress(body))
    del packed["words"]
    return PageText(**packed)


def _told(rows: Sequence[_Row] | Sequence[_Stored] | None) -> list[tuple[str, bytes]]:
    return [row.told for row in rows or ()]


def _stored(connection: Connection, record_ids: Sequence[str]) -> dict[str, list[_Stored]]:
    found: dict[str, list[_Stored]] = {}
    query = select(t.texts).where(t.texts.c.record_id.in_(record_ids)).order_by(t.texts.c.number)
    for row in connection.execute(query):
        stored = _Stored(row.number, row.scopes, row.body)
        found.setdefault(row.record_id, []).append(stored)
    return found


def _forget(connection: Connection, rows: Sequence[_Stored]) -> None:
    if not rows:
        return
    indexed = [
        {"number": row.number, "scopes": row.scopes, "words": _words(row.body)} for row in rows
    ]
    connection.execute(_FORGET[connection.dialect.name], indexed)
    gone = delete(t.texts).where(t.texts.c.number == bindparam("key"))
    connection.execute(gone, [{"key": row.number} for row in rows])


def _words(body: bytes) -> str:
    words: str = json.loads(zlib.decompress(body))["words"]
    return words


def _add(connection: Connection, rows: Sequence[_Row]) -> None:
    if not rows:
        return
    kept = numbered(connection, t.texts, [(row.record_id, row.scopes, row.body) for row in rows])
    insert_many(connection, t.texts, kept)
    indexed = [
        {"number": number, "words": row.words, "scopes": row.scopes}
        for (number, *_), row in zip(kept, rows, strict=True)
    ]
    run_many(connection, _ADD[connection.dialect.name], indexed)


def _change(
    record_id: str, stored: dict[str, list[_Stored]], fresh: dict[str, list[_Row]]
) -> vocabulary.Change:
    """Return what becomes of the terms of a record, which is in the sets of all its texts."""
    old, new = stored.get(record_id, []), fresh.get(record_id, [])
    terms: Counter[vocabulary.Term] = Counter()
    for row in new:
        terms.update(row.terms)
    return vocabulary.Change(
        record_id,
        was_in=numbers(old[0].scopes) if old else [],
        is_in=numbers(new[0].scopes) if new else [],
        terms=terms,
    )


def _rows(one: Prepared) -> Iterator[_Row]:
    sets = marks(one.set_specs)
    for whole in one.texts:
        for piece, found in _pieces(whole):
            kinds = [OF_PAGE if piece.page_key else OF_RECORD, *([QUOTED] * piece.is_quoted)]
            yield _Row(
                one.record.id,
                " ".join([*kinds, *sets]),
                pack(piece, found),
                _joined(found),
                Counter(vocabulary.terms(piece.text, found)),
            )


def _joined(found: Iterable[Word]) -> str:
    return " ".join(word.folded for word in found)


def _pieces(whole: PageText) -> Iterator[tuple[PageText, list[Word]]]:
    """Yield *whole*, or what it is divided into when it is long, each with its words."""
    found = words(whole.text)
    divided = cuts([word.folded for word in found])
    if not divided:
        yield whole, found
        return
    starts = [0, *(found[number].start for number in divided)]
    for start, end in zip(starts, [*starts[1:], len(whole.text)], strict=True):
        piece = _cut(whole, start, end)
        yield piece, words(piece.text)


def _cut(whole: PageText, start: int, end: int) -> PageText:
    return replace(
        whole,
        text=whole.text[start:end],
        start=start,
        is_piece=True,
        boxes=tuple(_moved(whole.boxes, start, end)),
        times=tuple(_moved(whole.times, start, end)),
    )


def _moved(places: Iterable[Sequence[Any]], start: int, end: int) -> Iterator[Sequence[Any]]:
    """Yield those of *places* that meet the characters from *start* to *end*, counted anew."""
    for first, last, *rest in places:
        if first < end and last > start:
            yield (max(first - start, 0), min(last, end) - start, *rest)
