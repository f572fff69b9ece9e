"""Dates in several cells: an expression for people, and a beginning and an end for machines."""

import re
from collections.abc import Iterator

from metadata.dialect import Statement
from schemas.dates import read_date
from schemas.edtf import is_edtf

# ISO 8601 as databases keep what they do not know: 2016-00-00.
_UNKNOWN = re.compile(r"(-00){1,2}$")
_SLASHES = re.compile(r"\d{1,2}/\d{1,2}/\d{4}")


def plain(day: str) -> str:
    """Return *day* without curly quotation marks and without parts that are zero."""
    return _UNKNOWN.sub("", day.strip("“”‘’\"' "))


def statement_of_dates(term: str, expression: str, begin: str, end: str) -> Iterator[Statement]:
    """Yield a date for *term*: the expression, in the standard form that begin and end make.

    Where there is no expression, begin and end are it.
    """
    expression, begin, end = map(plain, (expression, begin, end))
    ends = [one for one in dict.fromkeys((begin, end)) if one]
    text = expression or "/".join(ends)
    if text:
        yield Statement(term, text, derived=_standard(begin, end))


def _standard(begin: str, end: str) -> str | None:
    """Return the EDTF that *begin* and *end* make, or None when they are no days of a calendar."""
    days = [_day(one) for one in (begin, end)]
    if not days[0] or (end and not days[1]):
        return None
    interval = days[0] if days[1] in {None, days[0]} else "/".join(filter(None, days))
    return interval if is_edtf(interval) else None


def _day(text: str) -> str | None:
    return read_date(text).value if text and not _SLASHES.fullmatch(text) else None
