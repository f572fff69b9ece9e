"""What some shapes of dates mean, where that takes more than filling in a template.

Each function takes the values of the parts of a date (``schemas.date_shapes``) and returns EDTF,
<https://www.loc.gov/standards/datetime/>, or raises UncertainDate.
"""

import calendar
import datetime

from schemas.date_tokens import FORMS, UncertainDate
from schemas.edtf import is_edtf
from schemas.numerals import ERAS

_FEBRUARY = 2
_TWO_CALENDARS = range(1582, 1925)  # until Greece, the last in Europe, had changed

_MONTH_NAMES = tuple(calendar.month_name[1:])

# What a writer can say instead of a code of EDTF.
_SPOKEN = {
    **{f"{number:02}": name for number, name in enumerate(_MONTH_NAMES, start=1)},
    **dict(zip(("21", "22", "23", "24"), ("Spring", "Summer", "Autumn", "Winter"), strict=True)),
    **{f"{code}": f"Q{code - 32}" for code in range(33, 37)},
}


def iso(year: str, month: str, day: str) -> str:
    """Return a day, or the month or year that is left when zeros stand for what is not known."""
    return f"{year}-{month:0>2}-{day:0>2}".removesuffix("-00").removesuffix("-00")


def compact(digits: str) -> str:
    """Return the day of 19571002."""
    return iso(digits[:4], digits[4:6], digits[6:])


def serial(digits: str) -> str:
    """Refuse five digits: spreadsheets count days from the end of 1899."""
    day = datetime.date(1899, 12, 30) + datetime.timedelta(days=int(digits))
    raise UncertainDate(f"could be a spreadsheet's number for a day: write {day} if it is that")


def years(year: str, end: str) -> str:
    """Return the years from *year* to the one whose last digits are *end*: 1935–50."""
    return f"{year}/{year[: -len(end)]}{end}"


def years_or_part(year: str, number: str) -> str:
    """Return the years of 1935-50, or the month or season of 1957-9.

    Raises:
        UncertainDate: it can be both, as 1920-21 can, the EDTF of a spring.
    """
    part, span = f"{year}-{number:0>2}", years(year, number)
    if not is_edtf(span):
        return part
    if not is_edtf(part):
        return span
    if number.zfill(2) not in _SPOKEN:
        raise UncertainDate(f"is EDTF for a part of {year}, but looks like years: write {span}")
    spoken = f"{_SPOKEN[number.zfill(2)]} {year}"
    raise UncertainDate(f"could be years or {spoken}: write {span}, or {spoken}")


def winter(season: str, year: str, end: str) -> str:
    """Return the winter that begins in *year* and ends in the next; no other season does."""
    if season != "24" or not str(int(year) + 1).endswith(end):
        raise UncertainDate(f"is not one season of one year: {FORMS}")
    return f"{year}-24"


def quarter(number: str, year: str) -> str:
    """Return a quarter of a year, which EDTF numbers from 33 on."""
    if number not in {"1", "2", "3", "4"}:
        raise UncertainDate("names a quarter that a year does not have: write Q1 to Q4")
    return f"{year}-{32 + int(number)}"


def decade(year: str) -> str:
    """Return the decade of a year that ends in 0; the 1900s could be ten years or a hundred."""
    if year.endswith("00"):
        raise UncertainDate(
            f"could be a decade or a century: write {year[:3]}X, or {year[:2]}XX",
        )
    if not year.endswith("0"):
        raise UncertainDate("does not begin a decade: write 195X or 1950s for ten years")
    return f"{year[:3]}X"


def decades(year: str, end: str) -> str:
    """Return the decades from that of *year* on; those of a century need no century: 1910s-20s."""
    last = decade(year[: 4 - len(end)] + end)
    return f"{decade(year) if year.endswith('0') else year}/{last}"


def century(number: str) -> str:
    """Return the hundred years of a century by its number, the 19th being 18XX."""
    if not 1 <= int(number) <= 21:  # noqa: PLR2004 - the one we live in
        raise UncertainDate("names a century that is not yet: write 18XX for the 19th century")
    return f"{int(number) - 1:02}XX"


def decade_of_century(ten: str, number: str) -> str:
    """Return ten years of a century: the 50s of the 20th are 195X."""
    return f"{century(number)[:2]}{ten[0]}X"


def centuries(*numbers: str) -> str:
    """Return the hundreds of years from one century to another."""
    return "/".join(map(century, numbers))


def before_christ(year: str) -> str:
    """Return a year before Christ; there is no year 0 there, but there is in EDTF."""
    return f"-{int(year) - 1:04}" if int(year) > 1 else "0000"


def years_before_christ(start: str, end: str) -> str:
    """Return the years of 100-44 BC."""
    return f"{before_christ(start)}/{before_christ(end)}"


def century_before_christ(number: str) -> str:
    """Return the hundred years of a century before Christ; the first holds the year 0 of EDTF."""
    century(number)
    return f"-{int(number) - 1:02}XX" if int(number) > 1 else "-0099/0000"


def era(name: str, number: str, *month_and_day: str) -> str:
    """Return a year of an era, or a day or month in one where the era counts them as we do.

    Raises:
        UncertainDate: the era has no such year, or its months were those of the moon.
    """
    reign, count = ERAS[name], int(number)
    if not 1 <= count <= reign.length:
        raise UncertainDate(
            f"names a year that the era {name} did not have: write the year as 1957"
        )
    if month_and_day and count < reign.gregorian:
        raise UncertainDate(
            "is of a calendar of the moon: write the Gregorian date, or only the year"
        )
    return "-".join((f"{reign.first + count - 1}", *(f"{part:0>2}" for part in month_and_day)))


def era_and_year(name: str, number: str, year: str) -> str:
    """Return the year that is written twice: 昭和32年 (1957).

    Raises:
        UncertainDate: the two are not the same.
    """
    return same_year(era(name, number), year)


def same_year(year: str, again: str) -> str:
    """Return the year of MDCCCLVII [1857].

    Raises:
        UncertainDate: the two are not the same.
    """
    if year != again:
        raise UncertainDate(f"is {year} or {again}: write the one, or {year} or {again}")
    return year


def in_both_calendars(day: str, month: str, new_day: str, new_month: str, year: str) -> str:
    """Return the Gregorian one of two days: 24 Oct. (6 Nov.) 1917.

    Raises:
        UncertainDate: the days are not as far apart as the Julian calendar was behind.
    """
    start = int(year) - (int(month) <= _FEBRUARY)
    behind = datetime.timedelta(days=start // 100 - start // 400 - 2)
    try:
        old = datetime.date(int(year), int(month), int(day))
        new = datetime.date(int(year), int(new_month), int(new_day))
    except ValueError as error:
        raise UncertainDate(f"is no day of the calendar: {FORMS}") from error
    if new - old != behind or new.year not in _TWO_CALENDARS:
        raise UncertainDate(f"is two days, not one in two calendars: {FORMS}")
    return new.isoformat()
