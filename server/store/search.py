"""Records by their words, which are folded in the same way for SQLite and PostgreSQL.

PostgreSQL keeps its index of the table ``words`` by itself; that of SQLite, an FTS5 table, is told
what to add and what to forget. Triggers could tell it, and did: but at each statement that a
trigger belongs to FTS5 writes what it has gathered, so that every record became a piece of the
index of its own, to be merged with the others at once.
"""

from collections.abc import Sequence

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    bindparam,
    column,
    delete,
    false,
    func,
    literal_column,
    select,
    text,
)

from server.store import tables as t
from server.store.bulk import insert_many, numbered, run_many
from server.store.database import is_sqlite
from server.store.folding import fold, pieces
from server.store.prepared import Prepared

MAX_QUERY_LENGTH = 500

_ADD = text("INSERT INTO words_index (rowid, words) VALUES (:number, :words)")
# An index that keeps no words is told what it forgets.
_FORGET = text(
    "INSERT INTO words_index (words_index, rowid, words) "
    "SELECT 'delete', number, words FROM words WHERE record_id IN :record_ids"
).bindparams(bindparam("record_ids", expanding=True))


def keep(connection: Connection, visible: Sequence[Prepared]) -> None:
    """Let the records of *visible*, of which no words are kept, be found by their words."""
    fresh = ((one.record.id, piece) for one in visible for piece in pieces(one.words))
    rows = numbered(connection, t.words, fresh)
    insert_many(connection, t.words, rows)
    if is_sqlite(connection):
        indexed = [{"number": number, "words": written} for number, _, written in rows]
        run_many(connection, _ADD, indexed)


def forget(connection: Connection, record_ids: Sequence[str]) -> None:
    """Let none of *record_ids* be found by its words."""
    if is_sqlite(connection):
        connection.execute(_FORGET, {"record_ids": record_ids})
    connection.execute(delete(t.words).where(t.words.c.record_id.in_(record_ids)))


def phrases(query: str) -> list[str]:
    """Return what *query* asks for: each of its words, folded; all of them must be met."""
    folded = (fold(word) for word in query[:MAX_QUERY_LENGTH].split())
    return [phrase for phrase in folded if phrase]


def matching(query: str, dialect: str) -> Select[tuple[str]]:
    """Return the ids of records whose words meet every phrase of *query*; none for no phrase."""
    asked = phrases(query)
    # All words of a long record stand together somewhere, but its phrases each in a piece of it.
    single = [phrase for phrase in asked if " " not in phrase]
    groups = [[phrase] for phrase in asked if " " in phrase] + [single] * bool(single)
    record_id = t.words.c.record_id
    found = select(record_id).distinct()
    if not groups:
        return found.where(false())
    first, *others = (_CONDITIONS[dialect](_quoted(group)) for group in groups)
    return found.where(first, *(record_id.in_(select(record_id).where(one)) for one in others))


def _quoted(group: Sequence[str]) -> str:
    return " ".join(f'"{phrase}"' for phrase in group)


def _fts5(quoted: str) -> ColumnElement[bool]:
    asked = text("SELECT rowid FROM words_index WHERE words_index MATCH :quoted")
    matched = asked.bindparams(quoted=quoted).columns(column("rowid", Integer))
    return t.words.c.number.in_(matched)


def _tsvector(quoted: str) -> ColumnElement[bool]:
    vector = func.to_tsvector(literal_column("'simple'"), t.words.c.words)
    return vector.op("@@")(func.websearch_to_tsquery(literal_column("'simple'"), quoted))


_CONDITIONS = {"sqlite": _fts5, "postgresql": _tsvector}
