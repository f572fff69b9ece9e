"""The shapes that dates are written in, and the EDTF that each one means.

A shape is the kinds of the parts of a date, as ``schemas.date_tokens`` finds them: that of
``October 2, 1957`` is ``month number year``. What comes out is EDTF,
<https://www.loc.gov/standards/datetime/>; what goes in is usage.
"""

import calendar
import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import product

from schemas.date_tokens import FORMS, UncertainDate
from schemas.edtf import is_edtf
from schemas.numerals import ERAS

Reader = Callable[..., str]
"""Takes the values of the parts that have one, in order; returns EDTF or raises UncertainDate."""

_MONTH_NAMES = tuple(calendar.month_name[1:])

# What a writer can say instead of a code of EDTF.
_SPOKEN = {
    **{f"{number:02}": name for number, name in enumerate(_MONTH_NAMES, start=1)},
    **dict(zip(("21", "22", "23", "24"), ("Spring", "Summer", "Autumn", "Winter"), strict=True)),
    **{f"{code}": f"Q{code - 32}" for code in range(33, 37)},
}

# Shape and EDTF. A bar parts kinds of which any will do; {0} is the first part that has a value.
_TEMPLATES = {
    "year|masked": "{0}",
    "year 年": "{0}",
    # A day.
    "number month year": "{2}-{1}-{0}",
    "number -|/|. month|roman -|/|. year": "{2}-{1}-{0}",
    "number -|/ month -|/ year": "{2}-{1}-{0}",
    "number roman year": "{2}-{1}-{0}",
    "month number year": "{2}-{0}-{1}",
    "month -|/ number -|/ year": "{2}-{0}-{1}",
    "year month number": "{0}-{1}-{2}",
    "year -|/ month -|/ number": "{0}-{1}-{2}",
    "year number month": "{0}-{2}-{1}",
    "year 年 number 月 number 日": "{0}-{1}-{2}",
    # A month.
    "month year": "{1}-{0}",
    "month -|/ year": "{1}-{0}",
    "year month": "{0}-{1}",
    "year -|/ month": "{0}-{1}",
    "number|roman -|/|. year": "{1}-{0}",
    "year . number": "{0}-{1}",
    "year 年 number 月": "{0}-{1}",
    # Days and months that share a year or a month.
    "month number -|–|to number year": "{3}-{0}-{1}/{3}-{0}-{2}",
    "number -|–|to number month year": "{3}-{2}-{0}/{3}-{2}-{1}",
    "year month number -|–|to number": "{0}-{1}-{2}/{0}-{1}-{3}",
    "month number -|–|to month number year": "{4}-{0}-{1}/{4}-{2}-{3}",
    "number month -|–|to number month year": "{4}-{1}-{0}/{4}-{3}-{2}",
    "month -|–|/|to month year": "{2}-{0}/{2}-{1}",
    "year month -|–|/|to month": "{0}-{1}/{0}-{2}",
    "year - number –|to|/ year - number": "{0}-{1}/{2}-{3}",
    "month number and number year": "{{{3}-{0}-{1},{3}-{0}-{2}}}",
    "number and number month year": "{{{3}-{2}-{0},{3}-{2}-{1}}}",
    "month and month year": "{{{2}-{0},{2}-{1}}}",
    "year 年 number 月 -|–|to number 月": "{0}-{1}/{0}-{2}",
    "year 年 number -|–|to number 月": "{0}-{1}/{0}-{2}",
    "year 年 number 月 number 日 -|–|to number 日": "{0}-{1}-{2}/{0}-{1}-{3}",
    "year 年 number 月 number 日 -|–|to number 月 number 日": "{0}-{1}-{2}/{0}-{3}-{4}",
    # A season.
    "season year": "{1}-{0}",
    "year season": "{0}-{1}",
    "year 年 season": "{0}-{1}",
    # Published, then copyrighted.
    "year and|– c-|copyright year": "{0}",
    "year c-|copyright year": "{0}",
}

# Shapes that could mean more than one thing, with what to say to their writer.
_REFUSALS = {
    "number -|/|. number|month|roman -|/|. number": "has a year of two digits: write all four",
    "number month|roman|number number": "has a year of two digits: write all four",
    "month number": "names no certain year: write all four digits of it",
    "month -|/ number": "names no certain year: write all four digits of it",
    "number month": "names no certain year: write all four digits of it",
    "number 月 number 日": "names no certain year: write all four digits of it",
    "number s": "names no century: write all four digits, such as 1950s",
    "decade number": "names no century: write all four digits, such as 1950s",
    "number 年代": "names no century: write all four digits, such as 1950s",
    "hundreds": "could be a year before 1000 or lack a digit: write four digits, such as 0{0}",
    "hundreds ?": "could be a decade in doubt or a year before 1000: write {0}X, or 0{0}?",
    "-|– year": "could mean until {0} or a year before Christ: write ../{0}, or such as 44 BC",
    "c- year": "could mean copyright or circa: write ©{0}, or ca. {0}",
}


def iso(year: str, month: str, day: str) -> str:
    """Return a day, or the month or year that is left when zeros stand for what is not known."""
    return f"{year}-{month:0>2}-{day:0>2}".removesuffix("-00").removesuffix("-00")


def _compact(digits: str) -> str:
    return iso(digits[:4], digits[4:6], digits[6:])


def _serial(digits: str) -> str:
    """Refuse five digits: spreadsheets count days from the end of 1899."""
    day = datetime.date(1899, 12, 30) + datetime.timedelta(days=int(digits))
    raise UncertainDate(f"could be a spreadsheet's number for a day: write {day} if it is that")


def _years(year: str, end: str) -> str:
    """Return the years from *year* to the one whose last digits are *end*: 1935–50."""
    return f"{year}/{year[: -len(end)]}{end}"


def _years_or_part(year: str, number: str) -> str:
    """Return the years of 1935-50, or the month or season of 1957-9.

    Raises:
        UncertainDate: it can be both, as 1920-21 can, the EDTF of a spring.
    """
    part, years = f"{year}-{number:0>2}", _years(year, number)
    if not is_edtf(years):
        return part
    if not is_edtf(part):
        return years
    if number.zfill(2) not in _SPOKEN:
        raise UncertainDate(f"is EDTF for a part of {year}, but looks like years: write {years}")
    spoken = f"{_SPOKEN[number.zfill(2)]} {year}"
    raise UncertainDate(f"could be years or {spoken}: write {years}, or {spoken}")


def _winter(season: str, year: str, end: str) -> str:
    """Return the winter that begins in *year* and ends in the next; no other season does."""
    if season != "24" or not str(int(year) + 1).endswith(end):
        raise UncertainDate(f"is not one season of one year: {FORMS}")
    return f"{year}-24"


def _quarter(number: str, year: str) -> str:
    if number not in {"1", "2", "3", "4"}:
        raise UncertainDate("names a quarter that a year does not have: write Q1 to Q4")
    return f"{year}-{32 + int(number)}"


def _decade(year: str) -> str:
    """Return the decade of a year that ends in 0; the 1900s could be ten years or a hundred."""
    if year.endswith("00"):
        raise UncertainDate(
            f"could be a decade or a century: write {year[:3]}X, or {year[:2]}XX",
        )
    if not year.endswith("0"):
        raise UncertainDate("does not begin a decade: write 195X or 1950s for ten years")
    return f"{year[:3]}X"


def _decades(year: str, end: str) -> str:
    return f"{_decade(year)}/{_decade(year[:2] + end)}"


def _century(number: str) -> str:
    """Return the hundred years of a century by its number, the 19th being 18XX."""
    if not 1 <= int(number) <= 21:  # noqa: PLR2004 - the one we live in
        raise UncertainDate("names a century that is not yet: write 18XX for the 19th century")
    return f"{int(number) - 1:02}XX"


def _decade_of_century(decade: str, century: str) -> str:
    return f"{_century(century)[:2]}{decade[0]}X"


def _before_christ(year: str) -> str:
    """Return a year before Christ; there is no year 0 there, but there is in EDTF."""
    return f"-{int(year) - 1:04}" if int(year) > 1 else "0000"


def _era(name: str, number: str, *month_and_day: str) -> str:
    """Return a year of an era, or a day or month in one where the era counts them as we do.

    Raises:
        UncertainDate: the era has no such year, or its months were those of the moon.
    """
    era, count = ERAS[name], int(number)
    if not 1 <= count <= era.length:
        raise UncertainDate(
            f"names a year that the era {name} did not have: write the year as 1957"
        )
    if month_and_day and count < era.gregorian:
        raise UncertainDate(
            "is of a calendar of the moon: write the Gregorian date, or only the year"
        )
    return "-".join((f"{era.first + count - 1}", *(f"{part:0>2}" for part in month_and_day)))


# Shapes whose EDTF takes more than filling in.
_READERS: Mapping[str, Reader] = {
    "compact": _compact,
    "serial": _serial,
    "year -|/|. number -|/|. number": iso,
    "year -|/ number": _years_or_part,
    "year –|to number": _years,
    "season year -|–|/|to number|year": _winter,
    "number|roman quarter year": _quarter,
    "quarter number|roman year": _quarter,
    "year quarter number|roman": lambda year, number: _quarter(number, year),
    "year -|年 quarter number": lambda year, number: _quarter(number, year),
    "year 年 number quarter": lambda year, number: _quarter(number, year),
    "year s": _decade,
    "decade year": _decade,
    "year 年代": _decade,
    "year s -|–|to number s": _decades,
    "number|roman century|c": _century,
    "century number|roman": _century,
    "number|roman -|–|to number|roman century": lambda *ends: "/".join(map(_century, ends)),
    "century roman -|–|to roman": lambda *ends: "/".join(map(_century, ends)),
    "number s number|roman century": _decade_of_century,
    "number century number 年代": lambda century, decade: _decade_of_century(decade, century),
    "number|hundreds|year bc": _before_christ,
    "bc number|hundreds|year 年": _before_christ,
    "number|hundreds|year ad": "{:0>4}".format,
    "ad number|hundreds|year": "{:0>4}".format,
    "era number 年": _era,
    "era number 年 number 月": _era,
    "era number 年 number 月 number 日": _era,
}


def _expand(pattern: str) -> Iterator[str]:
    """Yield the shapes of a pattern: one for each choice of the kinds between its bars."""
    return map(" ".join, product(*(kinds.split("|") for kinds in pattern.split())))


def _template(edtf: str) -> Reader:
    """Return a reader that fills in *edtf*; months and days get their two digits."""
    return re.sub(r"{(\d)}", r"{\1:0>2}", edtf).format


def _refusal(message: str) -> Reader:
    """Return a reader that raises UncertainDate with *message*."""

    def refuse(*values: str) -> str:
        raise UncertainDate(message.format(*values))

    return refuse


def _shapes() -> Iterator[tuple[str, Reader]]:
    """Yield every shape with its reader."""
    tables = (
        {pattern: _template(edtf) for pattern, edtf in _TEMPLATES.items()},
        {pattern: _refusal(message) for pattern, message in _REFUSALS.items()},
        _READERS,
    )
    for table in tables:
        for pattern, reader in table.items():
            yield from ((shape, reader) for shape in _expand(pattern))


SHAPES = dict(_shapes())
"""What reads each shape."""

# Two numbers and a year, of which the first or the second is the day.
NUMERIC_SHAPES = frozenset({*_expand("number -|/|. number -|/|. year"), "number number year"})
