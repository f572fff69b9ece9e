"""Datestamps: when *we* last changed something, in UTC and whole seconds (OAI-PMH §3.3).

A datestamp is an integer of seconds since 1970 inside the house, and one of the two legal forms
of OAI-PMH outside it. The dates that sources carry are another matter: see ``schemas.dates``.
"""

import calendar
import re
import time
from enum import StrEnum
from functools import lru_cache

DAY_SECONDS = 86_400

# [0-9] and not \d, which also matches Arabic-Indic and other digits.
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SECOND = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


class Granularity(StrEnum):
    """The two granularities of OAI-PMH (§3.3.1), as Identify spells them."""

    DAY = "YYYY-MM-DD"
    SECOND = "YYYY-MM-DDThh:mm:ssZ"


def granularity(text: str) -> Granularity:
    """Return the granularity in which *text* is written.

    Raises:
        ValueError: *text* has neither form.
    """
    if _DAY.fullmatch(text):
        return Granularity.DAY
    if _SECOND.fullmatch(text):
        return Granularity.SECOND
    raise ValueError(f"{text!r} is neither {Granularity.DAY} nor {Granularity.SECOND}")


def parse(text: str) -> int:
    """Return *text*, in either granularity, as seconds since 1970; a day begins at midnight.

    Raises:
        ValueError: *text* has neither form, or names a day or time that does not exist.
    """
    form = "%Y-%m-%d" if granularity(text) is Granularity.DAY else "%Y-%m-%dT%H:%M:%SZ"
    if text[17:19] in {"60", "61"}:  # strptime admits leap seconds, xsd:dateTime does not
        raise ValueError(f"{text!r} has no such second")
    return calendar.timegm(time.strptime(text, form))


def is_datestamp(text: str) -> bool:
    """Return whether *text* is a datestamp, in either granularity."""
    try:
        parse(text)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=1024)  # a second is written in every answer and every record that it changed
def write(seconds: int) -> str:
    """Return *seconds* since 1970 in the form ``YYYY-MM-DDThh:mm:ssZ``."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
