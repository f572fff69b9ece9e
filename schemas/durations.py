"""How long a recording is, in seconds, as people and programs write it."""

import re

_LONGEST = 10**8  # seconds: three years

_SECONDS = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")
_CLOCK = re.compile(r"(?:([0-9]{1,4}):)?([0-5]?[0-9]):([0-5][0-9](?:\.[0-9]{1,9})?)")


def read_duration(text: str) -> float | None:
    """Return the seconds that *text* says: ``81.4``, ``1:21`` or ``0:01:21.4``; else None.

    Nothing is no duration, and neither is what no recording lasts.
    """
    written = text.strip()
    seconds = float(written) if _SECONDS.fullmatch(written) else _by_the_clock(written)
    return seconds if seconds is not None and 0 < seconds < _LONGEST else None


def read_moment(text: str) -> float:
    """Return the seconds from the beginning of a recording that *text* says.

    Raises:
        ValueError: it is no number, or none that a recording can have.
    """
    seconds = float(text)
    if not 0 <= seconds < _LONGEST:
        raise ValueError(f"{text} is no moment of a recording")
    return seconds


def _by_the_clock(written: str) -> float | None:
    found = _CLOCK.fullmatch(written)
    if found is None:
        return None
    hours, minutes, seconds = found.groups(default="0")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
