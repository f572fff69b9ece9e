"""Full text: words folded once, in the same way for SQLite's FTS5 and PostgreSQL's tsvector.

Both indexes see nothing but words of letters and digits between single spaces. Every character
of Chinese, Japanese or Korean is a word of its own, and neighbours are sought as a phrase, so
that two characters are found as surely as ten.
"""

import re
import unicodedata
from itertools import filterfalse

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

_WORD = re.compile(r"\w+")
_IDEOGRAPH = re.compile(r"([぀-ヿ㐀-䶿一-鿿豈-﫿가-힯\U00020000-\U0003ffff])")

MAX_QUERY_LENGTH = 500


def fold(written: str) -> str:
    """Return the words of *written* for the index: no case, no accents, no punctuation."""
    # 𝑨 only becomes an A, which has a case, when it is decomposed.
    plain = unicodedata.normalize("NFKD", written).casefold()
    if not plain.isascii():  # most transcripts are, and a page of them has thousands of letters
        decomposed = unicodedata.normalize("NFKD", plain)
        bare = "".join(filterfalse(unicodedata.combining, decomposed))
        # Hangul comes apart into letters above and is put together again here.
        plain = _IDEOGRAPH.sub(r" \1 ", unicodedata.normalize("NFKC", bare))
    return " ".join(_WORD.findall(plain.replace("_", " ")))


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
