"""Records by their words, which are folded in the same way for SQLite and PostgreSQL."""

from collections.abc import Sequence

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
