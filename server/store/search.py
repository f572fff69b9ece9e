"""Records by their words, which are folded in the same way for SQLite and PostgreSQL."""

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    column,
    false,
    func,
    literal_column,
    select,
    text,
)

from server.store import tables as t
from server.store.folding import fold

MAX_QUERY_LENGTH = 500


def phrases(query: str) -> list[str]:
    """Return what *query* asks for: each of its words, folded; all of them must be met."""
    folded = (fold(word) for word in query[:MAX_QUERY_LENGTH].split())
    return [phrase for phrase in folded if phrase]


def matching(query: str, dialect: str) -> Select[tuple[str]]:
    """Return the ids of records whose words meet every phrase of *query*; none for no phrase."""
    quoted = " ".join(f'"{phrase}"' for phrase in phrases(query))
    found = select(t.words.c.record_id).distinct()
    if not quoted:
        return found.where(false())
    return found.where(_CONDITIONS[dialect](quoted))


def _fts5(quoted: str) -> ColumnElement[bool]:
    asked = text("SELECT rowid FROM words_index WHERE words_index MATCH :quoted")
    matched = asked.bindparams(quoted=quoted).columns(column("rowid", Integer))
    return t.words.c.number.in_(matched)


def _tsvector(quoted: str) -> ColumnElement[bool]:
    vector = func.to_tsvector(literal_column("'simple'"), t.words.c.words)
    return vector.op("@@")(func.websearch_to_tsquery(literal_column("'simple'"), quoted))


_CONDITIONS = {"sqlite": _fts5, "postgresql": _tsvector}
