"""Expressions of dates: shapes with words of doubt, one side known, ranges and lists around them.

A shape (``schemas.date_shapes``) is tried first; what is around it is EDTF of levels 1 and 2,
<https://www.loc.gov/standards/datetime/>.
"""

import datetime
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum

from schemas.date_parts import iso
from schemas.date_shapes import NUMERIC_SHAPES, SHAPES
from schemas.date_tokens import FORMS, Token, UncertainDate
from schemas.edtf import is_edtf, is_exact

_MONTHS_IN_YEAR = 12

Tokens = Sequence[Token]


class DayOrder(StrEnum):
    """Which of two numbers before a year is the day."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


Reader = Callable[[Tokens, DayOrder | None], str | None]
"""Returns EDTF, or None for what is not its own; raises UncertainDate for what could be two."""


def expression(found: Tokens, order: DayOrder | None = None) -> str:
    """Return the EDTF of *found*, tried as each kind of expression in turn.

    Raises:
        UncertainDate: it is none of them; the message is that of the simplest try.
    """
    return _first(_EXPRESSIONS, found, order)


def _date(found: Tokens, order: DayOrder | None) -> str:
    """Return the EDTF of one date, such as ends a range.

    That nothing is a range within a range also keeps the work small, whatever is written.

    Raises:
        UncertainDate: *found* is not one date.
    """
    return _first(_DATES, found, order)


def _first(readers: Sequence[Reader], found: Tokens, order: DayOrder | None) -> str:
    first: UncertainDate | None = None
    for read in readers:
        try:
            edtf = read(found, order)
        except UncertainDate as error:
            first = first or error
        else:
            if edtf is not None and is_edtf(edtf):
                return edtf
            if edtf is not None:
                first = first or UncertainDate(f"is no day of the calendar: {FORMS}")
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
        f"write {day_first} or {month_first}, or choose with --dates day-first or month-first"
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
    return _with_unknown_end(found)


def _with_unknown_end(found: Tokens) -> str | None:
    """Return the interval of 1957-? and ?-1957, of which an end is not known."""
    kinds = [token.kind for token in found]
    if len(found) == 3 and kinds[1] in _RANGE:  # noqa: PLR2004 - a year, a dash and a mark
        if kinds[0] == "year" and kinds[2] == "?":
            return f"{found[0].value}/"
        if kinds[0] == "?" and kinds[2] == "year":
            return f"/{found[2].value}"
    return None


def _before(edtf: str) -> str:
    return f"[..{_neighbour(edtf, -1)}]"


def _after(edtf: str) -> str:
    return f"[{_neighbour(edtf, 1)}..]"


def _onward(edtf: str) -> str:
    """Return the interval from *edtf* on; of a decade, from its first year."""
    return f"{edtf.replace('X', '0')}/.."


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
    "since": _onward,
    "copyright": "{}".format,
}

_TRAILING: dict[str, Callable[[str], str]] = {
    "or earlier": "[..{}]".format,
    "or later": "[{}..]".format,
    "present": _onward,
    "before": _before,
    "after": _after,
    "since": _onward,
    "-": _onward,
    "–": _onward,
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
    """Return one of several dates, or all of them: 1935 or 1936, 1910 and 1912, 1935-1938, 1940."""
    for kind, (opening, closing) in _LISTS.items():
        if any(token.kind == kind for token in found):
            dates = (expression(part, order) for part in _parts(found, kind))
            members = ",".join(date.strip("{}").replace("/", "..") for date in dates)
            return f"{opening}{members}{closing}"
    return None


def _range(found: Tokens, order: DayOrder | None) -> str | None:
    """Return an interval: 1935-1950, ca. 1900 to ca. 1910, from 1957 to 1958.

    Raises:
        UncertainDate: it ends before it begins.
    """
    rest = found[1:] if found and found[0].kind == "since" else found
    for start, end in _split(rest, _RANGE):
        dates = _both(start, end, order)
        if dates is None:
            continue
        edtf = _interval(rest[0], *dates)
        if is_edtf(edtf):
            return edtf
        if all(map(is_exact, dates)):
            raise UncertainDate(f"ends before it begins: {FORMS}")
    return None


def _interval(first: Token, start: str, end: str) -> str:
    """Return the interval between two dates; a mark before it is of both: ca. 1900-1910."""
    if end == _NO_END:
        return _onward(start)
    mark = _mark(first)
    if mark and end[-1] not in "?~%":
        end += mark
    if mark and "X" in start + end:  # EDTF has no masked digits in doubt at the end of an interval
        start, end = start.replace("X", "0"), end.replace("X", "9")
    return f"{start}/{end}"


_NO_END = "9999"  # of a serial that still appears, after MARC 008/11-14


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


_DATES: tuple[Reader, ...] = (_simple, _corrected, _doubtful)
_EXPRESSIONS: tuple[Reader, ...] = (
    _simple,
    _corrected,
    _between,
    _sided,
    _range,
    _listed,
    _doubtful,
)
