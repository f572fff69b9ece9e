"""The shapes that dates are written in, and the EDTF that each one means.

A shape is the kinds of the parts of a date, as ``schemas.date_tokens`` finds them: that of
``October 2, 1957`` is ``month number year``. What comes out is EDTF,
<https://www.loc.gov/standards/datetime/>; what goes in is usage.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import product

from schemas import date_parts
from schemas.date_tokens import UncertainDate

Reader = Callable[..., str]
"""Takes the values of the parts that have one, in order; returns EDTF or raises UncertainDate."""

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
    "year month number -|–|to month number": "{0}-{1}-{2}/{0}-{3}-{4}",
    "month -|–|/|to month year": "{2}-{0}/{2}-{1}",
    "year month -|–|/|to month": "{0}-{1}/{0}-{2}",
    "year - number –|to|/ year - number": "{0}-{1}/{2}-{3}",
    "month number and number year": "{{{3}-{0}-{1},{3}-{0}-{2}}}",
    "number and number month year": "{{{3}-{2}-{0},{3}-{2}-{1}}}",
    "month and month year": "{{{2}-{0},{2}-{1}}}",
    "month number or number year": "[{3}-{0}-{1},{3}-{0}-{2}]",
    "number or number month year": "[{3}-{2}-{0},{3}-{2}-{1}]",
    "month or month year": "[{2}-{0},{2}-{1}]",
    "year 年 number 月 -|–|to number 月": "{0}-{1}/{0}-{2}",
    "year 年 number -|–|to number 月": "{0}-{1}/{0}-{2}",
    "year 年 number 月 number 日 -|–|to number 日": "{0}-{1}-{2}/{0}-{1}-{3}",
    "year 年 number 月 number 日 -|–|to number 月 number 日": "{0}-{1}-{2}/{0}-{3}-{4}",
    # A season.
    "season year": "{1}-{0}",
    "year season": "{0}-{1}",
    "year 年 season": "{0}-{1}",
    # In one year or another; both ends are known, and no more.
    "year × year": "[{0}..{1}]",
    # Published, then copyrighted.
    "year and|– c-|copyright year": "{0}",
    "year c-|copyright year": "{0}",
}

_SEASONS = "is more than one season, of which EDTF makes no range: write months, or the years"

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
    "season -|–|/|and|or|to season year": _SEASONS,
    "season year -|–|to season year": _SEASONS,
    "hundreds": "could be a year before 1000 or lack a digit: write four digits, such as 0{0}",
    "hundreds ?": "could be a decade in doubt or a year before 1000: write {0}X, or 0{0}?",
    "-|– year": "could mean until {0} or a year before Christ: write ../{0}, or such as 44 BC",
    "c- year": "could mean copyright or circa: write ©{0}, or ca. {0}",
}


# Shapes whose EDTF takes more than filling in.
_READERS: Mapping[str, Reader] = {
    "compact": date_parts.compact,
    "serial": date_parts.serial,
    "year -|/|. number -|/|. number": date_parts.iso,
    "year -|/ number": date_parts.years_or_part,
    "year –|to number": date_parts.years,
    "year year": date_parts.same_year,
    # One day, in the calendar of its time and in ours.
    "number month / number month year": date_parts.in_both_calendars,
    "number month number month year": date_parts.in_both_calendars,
    "month number month number year": (
        lambda month, day, new_month, new_day, year: date_parts.in_both_calendars(
            day, month, new_day, new_month, year
        )
    ),
    "number number month year": (
        lambda day, new_day, month, year: date_parts.in_both_calendars(
            day, month, new_day, month, year
        )
    ),
    "number / number month year": (
        lambda day, new_day, month, year: date_parts.in_both_calendars(
            day, month, new_day, month, year
        )
    ),
    # Parts of a year.
    "season year -|–|/|to number|year": date_parts.winter,
    "number|roman quarter year": date_parts.quarter,
    "quarter number|roman year": date_parts.quarter,
    "year quarter number|roman": lambda year, number: date_parts.quarter(number, year),
    "year -|年 quarter number": lambda year, number: date_parts.quarter(number, year),
    "year 年 number quarter": lambda year, number: date_parts.quarter(number, year),
    # Ten years, and a hundred.
    "year s": date_parts.decade,
    "decade year": date_parts.decade,
    "year 年代": date_parts.decade,
    "year -|–|to year|number s": date_parts.decades,
    "year s -|–|to number s": date_parts.decades,
    "number|roman century|c": date_parts.century,
    "number|roman century|c ad": date_parts.century,
    "number|roman century|c bc": date_parts.century_before_christ,
    "century number|roman": date_parts.century,
    "number|roman -|–|/|to number|roman century|c": date_parts.centuries,
    "century roman -|–|/|to roman": date_parts.centuries,
    "number|roman and number|roman century": (
        lambda *numbers: "{" + ",".join(map(date_parts.century, numbers)) + "}"
    ),
    "number|roman or number|roman century": (
        lambda *numbers: "[" + ",".join(map(date_parts.century, numbers)) + "]"
    ),
    "number s number|roman century": date_parts.decade_of_century,
    "decade number number|roman century": date_parts.decade_of_century,
    "decade number . roman century": date_parts.decade_of_century,
    "number century number 年代": lambda number, ten: date_parts.decade_of_century(ten, number),
    # Years of an era.
    "number|hundreds|year bc": date_parts.before_christ,
    "bc number|hundreds|year 年": date_parts.before_christ,
    "number|hundreds|year -|–|to number|hundreds|year bc": date_parts.years_before_christ,
    "number|hundreds|year ad": "{:0>4}".format,
    "ad number|hundreds|year": "{:0>4}".format,
    "era number": date_parts.era,
    "era number 年": date_parts.era,
    "era number 年 number 月": date_parts.era,
    "era number 年 number 月 number 日": date_parts.era,
    "era number year": date_parts.era_and_year,
    "era number 年 year": date_parts.era_and_year,
    "era number 年 year 年": date_parts.era_and_year,
    "year era number": lambda year, name, number: date_parts.era_and_year(name, number, year),
    "year era number 年": lambda year, name, number: date_parts.era_and_year(name, number, year),
    "year 年 era number 年": lambda year, name, number: date_parts.era_and_year(name, number, year),
}


def expand(pattern: str) -> Iterator[str]:
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
            yield from ((shape, reader) for shape in expand(pattern))


SHAPES = dict(_shapes())
"""What reads each shape."""

# Two numbers and a year, of which the first or the second is the day.
NUMERIC_SHAPES = frozenset({*expand("number -|/|. number -|/|. year"), "number number year"})
