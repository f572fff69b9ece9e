"""The terms of texts, counted: what completes the first letters of a word.

Counted for each record, for each set and for everything, so that a list of terms is one range of
one index wherever somebody types. A term is a word, folded, with every form in which it is written.
Chinese, Japanese and Thai have no spaces to tell words by: there, two and three neighbours are a
term.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, select, text

from server.store import tables as t
from server.store.bulk import run_many
from server.store.folding import HANGUL, KANA_AND_CHINESE, THAI_AND_NEIGHBOURS, Word
from server.store.scopes import Scope

_WITHOUT_BLANKS = re.compile(f"[{KANA_AND_CHINESE}{THAI_AND_NEIGHBOURS}]")
_HANGUL = re.compile(f"[{HANGUL}]")
_NEIGHBOURS = (2, 3)

LONGEST_TERM = 40  # characters; what is longer is no word
MOST_LOOKED_AT = 20_000  # terms in the range of one question

_AFTER_ALL = "\U0010ffff"  # sorts after every letter

_COUNT = text(
    "INSERT INTO terms (scope, term, form, total) VALUES (:scope, :term, :form, :total) "
    "ON CONFLICT (scope, term, form) DO UPDATE SET total = terms.total + excluded.total"
)
_DROP = text(
    "DELETE FROM terms WHERE scope = :scope AND term = :term AND form = :form AND total <= 0"
)


class Term(NamedTuple):
    """A word, folded, and one form in which it is written."""

    folded: str
    form: str


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a record: sets that it was in and is in, by number, and its terms now."""

    record_id: str
    was_in: Sequence[int]
    is_in: Sequence[int]
    terms: Mapping[Term, int]


@dataclass(frozen=True, slots=True)
class Counted:
    """A term: the form in which it is written most often, and how often it stands in all forms."""

    form: str
    count: int


def terms(written: str, found: Iterable[Word]) -> Iterator[Term]:
    """Yield the terms of *written*, whose words are *found*, as often as they stand there."""
    for run in _runs(found):
        for part in _parts(run):
            folded = "".join(word.folded for word in part)
            form = written[part[0].start : part[-1].end]
            if max(len(folded), len(form)) <= LONGEST_TERM:
                yield Term(folded, form)


def keep(connection: Connection, changes: Sequence[Change]) -> None:
    """Count the terms of the records in *changes* as they are now, there and in their sets."""
    own = {change.record_id: Scope(change.record_id).number for change in changes}
    before = _counted(connection, own.values())
    moved: Counter[_Key] = Counter()
    for change in changes:
        for scope in change.was_in:
            moved.subtract(_keyed(scope, before.get(own[change.record_id], {})))
        for scope in change.is_in:
            moved.update(_keyed(scope, change.terms))
    connection.execute(delete(t.terms).where(t.terms.c.scope.in_(own.values())))
    for change in changes:
        moved.update(_keyed(own[change.record_id], change.terms))
    _add(connection, {key: moved[key] for key in sorted(moved) if moved[key]})


def completed(
    connection: Connection, scope: Scope, prefix: str, least: int, limit: int
) -> list[Counted]:
    """Return at most *limit* terms of *scope* that begin with *prefix*, folded, by the alphabet.

    Of more, those that stand there most often; none that stands there fewer than *least* times.
    """
    columns = t.terms.c
    near = select(columns.term, columns.total).where(
        columns.scope == scope.number,
        columns.term >= prefix,
        columns.term <= prefix + _AFTER_ALL,
    )
    looked_at = near.order_by(columns.term).limit(MOST_LOOKED_AT).subquery()
    total = func.sum(looked_at.c.total)
    query = select(looked_at.c.term, total).group_by(looked_at.c.term).having(total >= least)
    rows = connection.execute(query.order_by(total.desc(), looked_at.c.term).limit(limit))
    totals = {term: int(count) for term, count in rows}
    forms = _forms(connection, scope, totals)
    return [Counted(forms[term], totals[term]) for term in sorted(totals)]


_Key = tuple[int, Term]


def _runs(found: Iterable[Word]) -> Iterator[list[Word]]:
    """Yield each word, or the characters of a script without spaces that touch each other."""
    run: list[Word] = []
    for word in found:
        if run and not _touch(run[-1], word):
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _touch(one: Word, other: Word) -> bool:
    return one.end == other.start and any(
        script.fullmatch(one.folded) and script.fullmatch(other.folded)
        for script in (_WITHOUT_BLANKS, _HANGUL)
    )


def _parts(run: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """Yield what someone may type of *run*: all of it, or neighbours in it."""
    if len(run) == 1 or not _WITHOUT_BLANKS.fullmatch(run[0].folded):
        yield run
        return
    for size in _NEIGHBOURS:
        for start in range(len(run) - size + 1):
            yield run[start : start + size]


def _keyed(scope: int, counts: Mapping[Term, int]) -> dict[_Key, int]:
    return {(scope, term): count for term, count in counts.items()}


def _counted(connection: Connection, scopes: Iterable[int]) -> dict[int, dict[Term, int]]:
    found: dict[int, dict[Term, int]] = {}
    for row in connection.execute(select(t.terms).where(t.terms.c.scope.in_(scopes))):
        found.setdefault(row.scope, {})[Term(row.term, row.form or row.term)] = row.total
    return found


def _add(connection: Connection, moved: Mapping[_Key, int]) -> None:
    """Add to what is counted; what is counted no more is dropped."""
    rows = {
        key: {"scope": scope, "term": term.folded, "form": _spelt(term), "total": moved[key]}
        for key in moved
        for scope, term in (key,)
    }
    less = [row for key, row in rows.items() if moved[key] < 0]
    run_many(connection, _COUNT, list(rows.values()))
    run_many(connection, _DROP, less)


def _spelt(term: Term) -> str:
    """Return the form of *term* as it is kept: "" for the usual one, which is the folded word."""
    return "" if term.form == term.folded else term.form


def _forms(connection: Connection, scope: Scope, folded: Iterable[str]) -> dict[str, str]:
    """Return for each of *folded* the form in which it is written most often."""
    columns = t.terms.c
    inside = (columns.scope == scope.number) & columns.term.in_(list(folded))
    query = select(columns.term, columns.form).where(inside)
    # The last of a term overwrites those before it.
    return {
        row.term: row.form or row.term
        for row in connection.execute(query.order_by(columns.total, columns.form.desc()))
    }
