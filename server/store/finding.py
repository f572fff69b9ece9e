"""Questions to the index of texts: which hold the words of a search, where, and how many.

One search is a range of one index. It is read in the order in which texts are numbered, which is
their order in a record, and goes on from a number: page 100 costs what page 1 costs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection, TextClause, func, select, text

from server.store import tables as t
from server.store.prepared import PageText
from server.store.scopes import EVERYTHING, OF_PAGE, OF_RECORD, QUOTED, Scope
from server.store.texts import unpack

MOST_COUNTED = 10_000  # texts; of more, nobody is told how many

_BEYOND = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Sought:
    """What is sought: *phrases* of folded words, all of them in one text of *kinds* in *scope*.

    No phrase is sought in every text; *kinds* are of pages, of records, or both.
    """

    scope: Scope
    phrases: tuple[str, ...]
    kinds: tuple[str, ...] = (OF_PAGE, OF_RECORD)


@dataclass(frozen=True, slots=True)
class FoundText:
    """A text that was found, and its place in the order of all."""

    number: int
    record_id: str
    text: PageText


@dataclass(frozen=True, slots=True)
class Findings:
    """Some of the texts that a search finds, in order.

    *before* are as many as lie right before them, *next* is the number of the one that follows.
    *total* is None where there are too many to count, or where a text may hold several hits;
    *last* is the number that the last part begins with, where that is known.
    """

    found: tuple[FoundText, ...] = ()
    before: tuple[FoundText, ...] = ()
    next: int | None = None
    total: int | None = None
    last: int | None = None


def findings(connection: Connection, sought: Sought, start: int, size: int) -> Findings:
    """Return at most *size* texts that *sought* finds, from the number *start* on."""
    asked = _Asked(connection, sought)
    numbers = asked.following(start, size + 1)
    before = asked.preceding(start, size) if start else []
    texts = _texts(connection, [*before, *numbers[:size]])
    total = asked.count(MOST_COUNTED + 1)
    is_counted = total <= MOST_COUNTED
    return Findings(
        found=tuple(texts[number] for number in numbers[:size] if number in texts),
        before=tuple(texts[number] for number in before if number in texts),
        next=numbers[size] if len(numbers) > size else None,
        total=total if is_counted and not asked.is_quoted() else None,
        last=asked.last((total - 1) % size + 1) if is_counted and total else None,
    )


def has_texts(connection: Connection, scope: Scope) -> bool:
    """Return whether there is anything to seek in *scope*."""
    return bool(_Asked(connection, Sought(scope, ())).following(0, 1))


class _Asked:
    """A search as a database of its kind is asked for it."""

    def __init__(self, connection: Connection, sought: Sought) -> None:
        self._connection = connection
        self._sought = sought
        self._statements = _STATEMENTS[connection.dialect.name]

    @cached_property
    def _range(self) -> tuple[int, int]:
        """The numbers of the texts that may be meant: those of a record follow each other."""
        if self._sought.scope.record_id is None:
            return 1, _BEYOND
        own = t.texts.c.record_id == self._sought.scope.record_id
        ends = select(func.min(t.texts.c.number), func.max(t.texts.c.number)).where(own)
        first, last = self._connection.execute(ends).one()
        return (first, last) if first is not None else (1, 0)

    def following(self, start: int, limit: int, *marks: str) -> list[int]:
        """Return the first *limit* numbers from *start* on, of texts that have all *marks* too."""
        first, last = self._range
        return self._numbers(self._statements.following, (max(first, start), last), limit, marks)

    def preceding(self, start: int, limit: int) -> list[int]:
        """Return the last *limit* numbers before *start*."""
        first, last = self._range
        span = (first, min(last, start - 1))
        return self._numbers(self._statements.preceding, span, limit)[::-1]

    def last(self, limit: int) -> int:
        """Return the number of the text that *limit* texts end with the last of."""
        return self._numbers(self._statements.preceding, self._range, limit)[-1]

    def count(self, limit: int) -> int:
        """Return how many texts there are, counted up to *limit*."""
        asked = self._parameters(self._range, limit)
        return self._connection.scalar(self._statements.count, asked) or 0

    def is_quoted(self) -> bool:
        """Return whether one of the texts is answered by its words, and not as a whole."""
        return bool(self.following(0, 1, QUOTED))

    def _numbers(
        self, statement: TextClause, span: tuple[int, int], limit: int, marks: Sequence[str] = ()
    ) -> list[int]:
        return list(self._connection.scalars(statement, self._parameters(span, limit, marks)))

    def _parameters(
        self, span: tuple[int, int], limit: int, marks: Sequence[str] = ()
    ) -> dict[str, str | int]:
        sought = self._sought
        is_set = sought.scope.record_id is None and sought.scope != EVERYTHING
        # Every text is of some kind, so who asks for all kinds need not ask; but for something.
        is_open = len(sought.kinds) > 1 and sought.phrases
        alternatives = [] if is_open else [sought.kinds]
        alternatives += [(mark,) for mark in (*([sought.scope.mark] * is_set), *marks)]
        first, last = span
        asked = self._statements.ask(sought.phrases, alternatives)
        return asked | {"first": first, "last": last, "limit": limit}


_Alternatives = Sequence[Sequence[str]]


def _ask_fts5(phrases: Sequence[str], alternatives: _Alternatives) -> dict[str, str]:
    """Return a query of FTS5: all *phrases* as words, and of each of *alternatives* one mark."""
    words = [f'words : "{phrase}"' for phrase in phrases]
    marks = [f"scopes : ({_either(one, chr(34), 'OR')})" for one in alternatives]
    return {"asked": " AND ".join([*words, *marks])}


def _ask_tsquery(phrases: Sequence[str], alternatives: _Alternatives) -> dict[str, str]:
    """Return two queries of PostgreSQL, of which one asks for nothing when it is empty."""
    words = " ".join(f'"{phrase}"' for phrase in phrases)
    marks = " & ".join(f"({_either(one, chr(39), '|')})" for one in alternatives)
    return {"words": words, "marks": marks}


def _either(marks: Sequence[str], quote: str, operator: str) -> str:
    return f" {operator} ".join(f"{quote}{mark}{quote}" for mark in marks)


@dataclass(frozen=True, slots=True)
class _Statements:
    """What one kind of database is asked, and how a query is written there."""

    ask: Callable[[Sequence[str], _Alternatives], dict[str, str]]
    following: TextClause
    preceding: TextClause
    count: TextClause


def _statements(
    number: str, condition: str, ask: Callable[[Sequence[str], _Alternatives], dict[str, str]]
) -> _Statements:
    found = f"FROM texts_index WHERE {condition} AND {number} BETWEEN :first AND :last"
    return _Statements(
        ask,
        text(f"SELECT {number} {found} ORDER BY {number} LIMIT :limit"),
        text(f"SELECT {number} {found} ORDER BY {number} DESC LIMIT :limit"),
        text(f"SELECT count(*) FROM (SELECT 1 {found} LIMIT :limit) AS found"),  # noqa: S608
    )


_STATEMENTS = {
    "sqlite": _statements("rowid", "texts_index MATCH :asked", _ask_fts5),
    "postgresql": _statements(
        "number",
        "vector @@ (websearch_to_tsquery('simple', :words) && CAST(:marks AS tsquery))",
        _ask_tsquery,
    ),
}


def _texts(connection: Connection, numbers: Sequence[int]) -> dict[int, FoundText]:
    """Return the texts that have *numbers*, by number."""
    rows = connection.execute(select(t.texts).where(t.texts.c.number.in_(numbers)))
    return {row.number: FoundText(row.number, row.record_id, unpack(row.body)) for row in rows}
