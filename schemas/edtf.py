"""EDTF: the machine's form of a date, and what other standards make of it.

Follows the Extended Date/Time Format of the Library of Congress, levels 0 to 2, except years of
more than four digits, exponents and significant digits, which archives do not write
(https://www.loc.gov/standards/datetime/). Stricter than its grammar in one respect: a date must
be in the calendar, and an interval must run forward.
"""

import calendar
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product

MAX_LENGTH = 200

_Day = tuple[int, str]
"""A day: its astronomical year, and ``MM-DD``. As a tuple it compares in order of time."""

_Span = tuple[_Day, _Day]
"""The earliest and the latest day that an expression names."""

# Year, month and day; a mark of doubt stands on either side of each (levels 1 and 2).
_DATE = re.compile(
    r"[?~%]?(-?[0-9X]{4})[?~%]?(?:-[?~%]?([0-9X]{2})[?~%]?(?:-[?~%]?([0-9X]{2})[?~%]?)?)?"
)
_MARKED_TWICE = re.compile(r"^[?~%]-?[0-9X]{4}[?~%]|-[?~%][0-9X]{2}[?~%]")
_SEASON = re.compile(r"(-?[0-9]{4})-(2[1-9]|3[0-9]|4[01])")
_TIMED = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    r"(?:Z|[+-](?:0[0-9]|1[0-4])(?::[0-5][0-9])?)?"
)
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_EXACT = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-[0-9]{2})?)?")

# The month in which a season or other part of the year begins, by its code (levels 1 and 2): the
# seasons, the northern and the southern ones, quarters, thirds and halves of a year.
_FIRST_MONTHS = (3, 6, 9, 12, 3, 6, 9, 12, 9, 12, 3, 6, 1, 4, 7, 10, 1, 5, 9, 1, 7)
_FIRST_MONTH_OF_SEASON = {f"{code}": month for code, month in enumerate(_FIRST_MONTHS, start=21)}


def is_edtf(text: str) -> bool:
    """Return whether *text* is EDTF, in the calendar, and running forward.

    Years of more than four digits (``Y17000``), exponents and significant digits are not.
    """
    try:
        _span(text)
    except ValueError:
        return False
    return True


def is_exact(edtf: str) -> bool:
    """Return whether *edtf* is a plain year, month or day after Christ, without doubt."""
    return _EXACT.fullmatch(edtf) is not None


def sort_date(edtf: str) -> str | None:
    """Return the earliest day that *edtf* names, as ``YYYY-MM-DD``.

    Where only an end is known (``[..1949]``), the last day that end can be. None for a year before
    0, which would not sort as text, and for a year of which no digit is known.

    Raises:
        ValueError: *edtf* is not EDTF.
    """
    (year, day), _ = _span(edtf)
    return None if year < 0 or "XXXX" in edtf else f"{year:04}-{day}"


def years(edtf: str) -> tuple[int, int]:
    """Return the earliest and the latest astronomical year that *edtf* names.

    An open end counts as the end that is known.

    Raises:
        ValueError: *edtf* is not EDTF.
    """
    (first, _), (last, _) = _span(edtf)
    return first, last


@lru_cache(maxsize=1024)
def w3cdtf(edtf: str) -> str | None:
    """Return *edtf* in W3CDTF, or as an ISO 8601 interval of two such dates, when it is exact.

    Years, months and days are the same in both; a time of day is left out, because W3CDTF wants a
    zone that few sources give. None for doubt, masked digits, open ends, seasons and sets
    (https://www.w3.org/TR/NOTE-datetime).
    """
    dates = edtf.partition("T")[0]
    return dates if all(is_exact(end) for end in dates.split("/")) else None


def navigation_date(edtf: str) -> str | None:
    """Return the first moment of *edtf* as a ``navDate`` (Presentation 3.0 §3.1).

    That is an xsd:dateTime with a zone, and given only for an exact date or an interval whose start
    is exact. None otherwise, and for the year 0, which XML Schema 1.0 does not have.
    """
    start = re.split("[/T]", edtf)[0]
    if not is_exact(start) or start.startswith("0000"):
        return None
    return f"{start}-01-01"[:10] + "T00:00:00Z"


def _span(text: str) -> _Span:
    """Return the days between which *text* lies; an open end counts as the end that is known.

    Raises:
        ValueError: *text* is not EDTF.
    """
    if day := _DAY.fullmatch(text):  # as most
        return _day_span(*day.groups())
    if len(text) > MAX_LENGTH:
        raise ValueError("too long for a date")
    if text[:1] + text[-1:] in ("[]", "{}"):
        return _set_span(text[1:-1])
    if "/" in text:
        return _interval_span(text)
    if timed := _TIMED.fullmatch(text):
        return _date_span(timed[1])
    if season := _SEASON.fullmatch(text):
        return _season_span(season[1], season[2])
    return _date_span(text)


def _day_span(year: str, month: str, day: str) -> _Span:
    number = int(year)
    if not _days_of_year(month, day, leap=calendar.isleap(number)):
        raise ValueError("no such day")
    one = number, f"{month}-{day}"
    return one, one


def _set_span(content: str) -> _Span:
    """Return the span of what stands between the brackets of a set (level 2)."""
    elements = content.split(",")
    if len(elements) == 1 and ".." not in content:
        raise ValueError("a set has several members")
    last = len(elements) - 1
    for place, element in enumerate(elements):
        if (element.startswith("..") and place != 0) or (element.endswith("..") and place != last):
            raise ValueError("only the first member is open before, the last one after")
    spans = [_member_span(element) for element in elements]
    return min(start for start, _ in spans), max(end for _, end in spans)


def _member_span(member: str) -> _Span:
    """Return the span of one member of a set: a date, or exact dates joined by two dots."""
    if ".." not in member:
        return _date_span(member)
    start, _, end = member.partition("..")
    known = [side for side in (start, end) if side]
    if not all(is_exact(side) for side in known):
        raise ValueError("only exact dates are joined by two dots")
    if len({len(side) for side in known}) != 1:
        raise ValueError("the dates that two dots join are of one precision")
    return _joined(start, end)


def _interval_span(text: str) -> _Span:
    """Return the span of an interval; two dots are an open end, nothing an unknown one."""
    start, _, end = text.partition("/")
    start, end = ("" if side == ".." else side for side in (start, end))
    if any("X" in side and re.search("[?~%]", side) for side in (start, end)):
        raise ValueError("the end of an interval is masked or in doubt, not both")
    return _joined(start, end)


def _joined(start: str, end: str) -> _Span:
    """Return the span from *start* to *end*, of which one may be empty."""
    known = [_date_span(side) for side in (start, end) if side]
    if not known:
        raise ValueError("no end is known")
    earliest = known[0][0] if start else known[0][1]
    latest = known[-1][1]
    if earliest > latest:
        raise ValueError("the end is before the start")
    return earliest, latest


def _season_span(year: str, code: str) -> _Span:
    """Return a span that holds the season; no expression asks where exactly one ends."""
    start, _ = _date_span(f"{year}-{_FIRST_MONTH_OF_SEASON[code]:02}")
    return start, _date_span(year)[1]


@lru_cache(maxsize=4096)
def _date_span(date: str) -> _Span:
    """Return the first and the last day that *date* can be; what it leaves out can be any."""
    match = _DATE.fullmatch(date)
    if match is None or date.startswith("-0000") or _MARKED_TWICE.search(date):
        raise ValueError("not a date")
    year, month, day = match.groups(default="XX")
    first = next(_days(year, "0123456789", month, day), None)
    last = next(_days(year, "9876543210", month, day), None)
    if first is None or last is None:
        raise ValueError("no such day")
    # Masked digits of a year before Christ run the other way, so either may be the earlier.
    (early, early_days), (late, late_days) = sorted((first, last))
    return (early, early_days[0]), (late, late_days[-1])


def _days(year: str, digits: str, month: str, day: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield each year of a mask with its days, a masked digit taking *digits* in turn."""
    if not _days_of_year(month, day, leap=True):
        return
    for filled in product(*(digits if sign == "X" else sign for sign in year)):
        number = int("".join(filled))
        days = _days_of_year(month, day, leap=calendar.isleap(number))
        if days:
            yield number, days


@lru_cache(maxsize=4096)
def _days_of_year(month: str, day: str, *, leap: bool) -> tuple[str, ...]:
    """Return every ``MM-DD`` of a year that the two masks fit, in order."""
    year = 2000 if leap else 2001
    return tuple(
        f"{m:02}-{d:02}"
        for m in range(1, 13)
        if _fits(month, m)
        for d in range(1, calendar.monthrange(year, m)[1] + 1)
        if _fits(day, d)
    )


def _fits(mask: str, number: int) -> bool:
    return all(sign in ("X", digit) for sign, digit in zip(mask, f"{number:02}", strict=True))
