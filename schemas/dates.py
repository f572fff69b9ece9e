"""Dates as people write them, read as EDTF.

A written date is taken apart into tokens (``schemas.date_tokens``). Tokens of a known shape mean
one date (``schemas.date_shapes``); words of doubt, of one side known, of two dates and of ranges
stand around such shapes (``schemas.date_expressions``). The whole text must be understood, and
nothing is guessed: what could mean two things is reported with both.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from schemas.date_expressions import DayOrder, Tokens, expression
from schemas.date_shapes import expand
from schemas.date_tokens import FORMS, Token, UncertainDate, fold, listed, tidy, tokens
from schemas.date_words import UNDATED
from schemas.derived import Derived
from schemas.edtf import is_edtf, is_exact

__all__ = ["MAX_LENGTH", "DayOrder", "proven_orders", "read_date"]

MAX_LENGTH = 200

# EDTF that its writer hardly meant so: 1920-21 is a spring there, -1957 long before Christ, and
# 9999 an end that is still to come.
_MISLEADING = re.compile(r"[0-9]{4}-(?:1[3-9]|[2-9][0-9])|[?~%]?-[1-9][0-9]{3}|.*/9999")


@lru_cache(maxsize=8192)
def read_date(text: str, order: DayOrder | None = None) -> Derived:
    """Return the EDTF that *text* means; *order* settles 02/10/1957, and nothing else.

    A text that says there is no date gives neither a value nor advice.
    """
    if len(text) > MAX_LENGTH:
        return Derived(None, f"{_quoted(text)} is too long for a date: {FORMS}")
    if is_exact(text) and text not in _UNDATED and is_edtf(text):
        return Derived(text)  # as most
    if _is_undated(text):
        return Derived(None)
    if is_edtf(text) and not _MISLEADING.fullmatch(text):
        return Derived(text)
    try:
        return _read(text, order)
    except UncertainDate as error:
        return Derived(None, f"{_quoted(text)} {error}")


_DAYS = range(1, 32)
_MONTHS = range(1, 13)
_IN_DIGITS = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2[0-9]{4}")


def proven_orders(text: str) -> frozenset[DayOrder]:
    """Return the orders in which *text* is a day in digits: one for 13/10/1957, two for 02/10/1957.

    Empty for what is no such day, and for 10/10/1957, which is the same in both.
    """
    found = _IN_DIGITS.fullmatch(text.strip())
    if found is None or int(found[1]) == int(found[3]):
        return frozenset()
    one, other = int(found[1]), int(found[3])
    days_and_months = {DayOrder.DAY_FIRST: (one, other), DayOrder.MONTH_FIRST: (other, one)}
    return frozenset(
        order
        for order, (day, month) in days_and_months.items()
        if day in _DAYS and month in _MONTHS
    )


def _read(text: str, order: DayOrder | None) -> Derived:
    """Return what *text* means, without the early or late that EDTF cannot say.

    Raises:
        UncertainDate: it means nothing, or more than one thing.
    """
    found = [token for token in tokens(tidy(fold(text))) if token.kind != "time"]
    kept = _sayable(found)
    edtf = expression(kept, order)
    if len(kept) < len(found):
        lost = "says more (early, late, bulk, undated …) that is kept in words only"
        return Derived(edtf, f"{_quoted(text)} is read as {edtf}, but {lost}")
    return Derived(edtf)


def _sayable(found: Tokens) -> Tokens:
    """Return *found* without what EDTF has no way to say.

    That is part of a period (early, third quarter of a century), part of what is described (bulk
    1940-1945; and undated), and doubt of the dates that one lies between (between 1935 and 1950?).
    """
    kinds = [token.kind for token in found]
    if "bulk" in kinds[1:-1]:
        return _sayable(found[: kinds.index("bulk")])
    if kinds[:1] == ["between"] and kinds[-1] == "?":
        return found[:-1]
    return list(_said(found, kinds))


_UNSAYABLE = tuple(
    (kinds.split(), following.split())
    for pattern, following in (
        ("part to|and|-|– part", ""),
        ("part", ""),
        ("number|roman half", ""),
        ("half", ""),
        ("number|roman quarter", "number century"),
        ("number|roman quarter", "roman century"),
        ("and|to|-|– undated", ""),
        ("undated", ""),
    )
    for kinds in expand(pattern)
)
"""Kinds that EDTF has no word for, with those that have to follow: a year does have quarters."""


def _said(found: Tokens, kinds: list[str]) -> Iterator[Token]:
    """Yield *found*, which are of *kinds*, without those of ``_UNSAYABLE``."""
    place = 0
    while place < len(found):
        length = _unsayable(kinds[place:])
        if not length:
            yield found[place]
        place += length or 1


def _unsayable(kinds: list[str]) -> int:
    """Return how many of *kinds*, from the first on, EDTF has no word for."""
    for dropped, following in _UNSAYABLE:
        wanted = [*dropped, *following]
        if kinds[: len(wanted)] == wanted:
            return len(dropped)
    return 0


def _quoted(text: str) -> str:
    return f'"{text if len(text) <= MAX_LENGTH else text[: MAX_LENGTH // 2] + "…"}"'


def _bare(text: str) -> str:
    return "".join(character for character in text if character not in " .[]()")


_UNDATED = frozenset(_bare(form) for form in listed(UNDATED))


def _is_undated(text: str) -> bool:
    return not text.strip() or _bare(fold(text)) in _UNDATED
