"""Dates as people write them, read as EDTF.

A written date is taken apart into tokens (``schemas.date_tokens``). Tokens of a known shape mean
one date (``schemas.date_shapes``); words of doubt, of one side known, of two dates and of ranges
are understood here, around such shapes. The whole text must be understood, and nothing is
guessed: what could mean two things is reported with both.
"""

import datetime
import re
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from functools import lru_cache

from schemas.date_shapes import NUMERIC_SHAPES, SHAPES, iso
from schemas.date_tokens import FORMS, Token, UncertainDate, fold, listed, tokens
from schemas.date_words import UNDATED
from schemas.derived import Derived
from schemas.edtf import is_edtf, is_exact

MAX_LENGTH = 200

_MONTHS_IN_YEAR = 12

# EDTF that its writer hardly meant so: 1920-21 is a spring there, and -1957 long before Christ.
_MISLEADING = re.compile(r"[0-9]{4}-(?:1[3-9]|[2-9][0-9])|-[1-9][0-9]{3}")

Tokens = Sequence[Token]


class DayOrder(StrEnum):
    """Which of two numbers before a year is the day."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


@lru_cache(maxsize=8192)
def read_date(text: str, order: DayOrder | None = None) -> Derived:
    """Return the EDTF that *text* means; *order* settles 02/10/1957, and nothing else.

    A text that says there is no date gives neither a value nor advice.
    """
    if len(text) > MAX_LENGTH:
        return Derived(None, f"{_quoted(text)} is too long for a date: {FORMS}")
    if _is_undated(text):
        return Derived(None)
    if is_edtf(text) and not _MISLEADING.fullmatch(text):
        return Derived(text)
    try:
        return _read(text, order)
    except UncertainDate as error:
        return Derived(None, f"{_quoted(text)} {error}")


def _read(text: str, order: DayOrder | None) -> Derived:
    """Return what *text* means, without the early or late that EDTF cannot say.

    Raises:
        UncertainDate: it means nothing, or more than one thing.
    """
    found = [token for token in tokens(fold(text)) if token.kind != "time"]
    kept = [token for token in found if token.kind != "part"]
    edtf = _date(kept, order)
    if not is_edtf(edtf):
        raise UncertainDate(f"is no day of the calendar: {FORMS}")
    if len(kept) < len(found):
        lost = "names a part of it (early, late …) that is kept in words only"
        return Derived(edtf, f"{_quoted(text)} is read as {edtf}, but {lost}")
    return Derived(edtf)


def _quoted(text: str) -> str:
    return f'"{text if len(text) <= MAX_LENGTH else text[: MAX_LENGTH // 2] + "…"}"'


def _bare(text: str) -> str:
    return "".join(character for character in text if character not in " .[]()")


_UNDATED = frozenset(_bare(form) for form in listed(UNDATED))


def _is_undated(text: str) -> bool:
    return not text.strip() or _bare(fold(text)) in _UNDATED


def _date(found: Tokens, order: DayOrder | None) -> str:
    """Return the EDTF of *found*, tried as each kind of expression in turn.

    Raises:
        UncertainDate: it is none of them; the message is that of the simplest try.
    """
    first: UncertainDate | None = None
    for read in _EXPRESSIONS:
        try:
            edtf = read(found, order)
        except UncertainDate as error:
            first = first or error
        else:
            if edtf is not None:
                return edtf
    raise first or UncertainDate(f"is not a date that can be read: {FORMS}")


def _simple(found: Tokens, order: DayOrder | None) -> str | None:
    """Return the date whose shape is known."""
    shape = " ".join(token.kind for token in found)
    values = [token.value for token in found if token.value]
    if shape in NUMERIC_SHAPES:
        return _numeric(values, order)
    reader = SHAPES.get(shape)
    return None if reader is None else reader(*values)


def _numeric(values: Sequence[str], order: DayOrder | None) -> str:
    """Return the day that two numbers and a year name, where one order is certain."""
    one, other, year = values
    readings = {
        DayOrder.DAY_FIRST: iso(year, other, one),
        DayOrder.MONTH_FIRST: iso(year, one, other),
    }
    certain = {edtf for edtf in readings.values() if is_edtf(edtf)}
    if order is not None and is_edtf(readings[order]):
        return readings[order]
    if len(certain) == 1:
        return certain.pop()
    if not certain:
        raise UncertainDate(f"is no day of the calendar: {FORMS}")
    day_first, month_first = readings[DayOrder.DAY_FIRST], readings[DayOrder.MONTH_FIRST]
    raise UncertainDate(
        f"could be {_spoken(day_first)} or {_spoken(month_first)}: "
        f"write {day_first} or {month_first}"
    )


def _spoken(day: str) -> str:
    date = datetime.date.fromisoformat(day)
    return f"{date.day} {date:%B %Y}"


def _sided(found: Tokens, order: DayOrder | None) -> str | None:
    """Return a date of which one side is known: before 1950, 1910 or later, 1957-."""
    if len(found) < 2:  # noqa: PLR2004 - a word and a date
        return None
    if found[0].kind in _LEADING:
        return _LEADING[found[0].kind](_date(found[1:], order))
    if found[-1].kind in _TRAILING:
        rest = found[:-1]
        if found[-1].kind == "present" and rest[-1].kind in _RANGE:
            rest = rest[:-1]
        return _TRAILING[found[-1].kind](_date(rest, order))
    return None


def _before(edtf: str) -> str:
    return f"[..{_neighbour(edtf, -1)}]"


def _after(edtf: str) -> str:
    return f"[{_neighbour(edtf, 1)}..]"


def _neighbour(edtf: str, step: int) -> str:
    """Return the year, month or day next to *edtf*.

    Raises:
        UncertainDate: *edtf* is not exact.
    """
    if not is_exact(edtf):
        raise UncertainDate(f"is before or after a date that is not exact: {FORMS}")
    parts = [int(part) for part in edtf.split("-")]
    if len(parts) == 1:
        return f"{parts[0] + step:04}"
    if len(parts) == 2:  # noqa: PLR2004 - year and month
        months = parts[0] * _MONTHS_IN_YEAR + parts[1] - 1 + step
        return f"{months // _MONTHS_IN_YEAR:04}-{months % _MONTHS_IN_YEAR + 1:02}"
    day = datetime.date.fromisoformat(edtf) + datetime.timedelta(days=step)
    return day.isoformat()


_LEADING: dict[str, Callable[[str], str]] = {
    "before": _before,
    "after": _after,
    "not before": "[{}..]".format,
    "not after": "[..{}]".format,
    "since": "{}/..".format,
    "copyright": "{}".format,
}

_TRAILING: dict[str, Callable[[str], str]] = {
    "or earlier": "[..{}]".format,
    "or later": "[{}..]".format,
    "present": "{}/..".format,
    "before": _before,
    "after": _after,
    "since": "{}/..".format,
    "-": "{}/..".format,
    "–": "{}/..".format,
}


def _between(found: Tokens, order: DayOrder | None) -> str | None:
    """Return one date that lies between two."""
    if not found or found[0].kind != "between":
        return None
    for start, end in _split(found[1:], {"and", *_RANGE}):
        dates = _both(start, end, order)
        if dates is not None:
            return f"[{dates[0]}..{dates[1]}]"
    return None


def _listed(found: Tokens, order: DayOrder | None) -> str | None:
    """Return one of several dates, or all of them: 1935 or 1936, 1910 and 1912."""
    for kind, (opening, closing) in _LISTS.items():
        if any(token.kind == kind for token in found):
            dates = [_date(part, order) for part in _parts(found, kind)]
            return f"{opening}{','.join(dates)}{closing}"
    return None


def _range(found: Tokens, order: DayOrder | None) -> str | None:
    """Return an interval: 1935-1950, ca. 1900 to ca. 1910."""
    for start, end in _split(found, _RANGE):
        dates = _both(start, end, order)
        if dates is not None and is_edtf(f"{dates[0]}/{dates[1]}"):
            return f"{dates[0]}/{dates[1]}"
    return None


def _corrected(found: Tokens, order: DayOrder | None) -> str | None:
    """Return what a cataloguer says a date should be: 1957 [i.e. 1958]."""
    for _, right in _split(found, {"instead"}):
        return _date(right, order)
    return None


def _doubtful(found: Tokens, order: DayOrder | None) -> str | None:
    """Return a date with the doubt that stands before or behind it: ca. 1910, 1910?."""
    marks = [_mark(token) for token in found]
    rest = [token for token, mark in zip(found, marks, strict=True) if mark is None]
    doubts = {mark for mark in marks if mark is not None}
    if not doubts or not rest:
        return None
    edtf = _date(rest, order)
    if "/" in edtf or edtf[0] in "[{" or edtf[-1] in "?~%":
        raise UncertainDate(f"is in doubt in more than one way: {FORMS}")
    return edtf + (doubts.pop() if len(doubts) == 1 else "%")


def _mark(token: Token) -> str | None:
    if token.kind == "?":
        return token.value
    return {"about": "~", "c": "~", "perhaps": "?"}.get(token.kind)


_RANGE = frozenset({"-", "–", "to", "/"})
_LISTS = {"or": ("[", "]"), "and": ("{", "}")}


def _split(found: Tokens, kinds: frozenset[str] | set[str]) -> Iterator[tuple[Tokens, Tokens]]:
    """Yield the parts before and behind each token of *kinds* that has both."""
    for place in range(1, len(found) - 1):
        if found[place].kind in kinds:
            yield found[:place], found[place + 1 :]


def _parts(found: Tokens, kind: str) -> Iterator[Tokens]:
    """Yield the runs of tokens between those of *kind*."""
    start = 0
    for place, token in enumerate(found):
        if token.kind == kind:
            yield found[start:place]
            start = place + 1
    yield found[start:]


def _both(start: Tokens, end: Tokens, order: DayOrder | None) -> tuple[str, str] | None:
    try:
        return _date(start, order), _date(end, order)
    except UncertainDate:
        return None


_EXPRESSIONS = (_simple, _corrected, _between, _sided, _range, _listed, _doubtful)
