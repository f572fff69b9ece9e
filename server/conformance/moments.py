"""UTCdatetime (OAI-PMH 2.0 §3.3): days, and moments of whole seconds."""

import re
from datetime import UTC, datetime
from enum import StrEnum

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SECOND = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


class Granularity(StrEnum):
    """The two legal values of the element granularity (§4.2)."""

    DAY = "YYYY-MM-DD"
    SECOND = "YYYY-MM-DDThh:mm:ssZ"


def granularity_of(text: str) -> Granularity | None:
    """Return how fine *text* is; None when it is no date that exists."""
    form = {_DAY: Granularity.DAY, _SECOND: Granularity.SECOND}
    for pattern, granularity in form.items():
        if pattern.fullmatch(text):
            return granularity if _exists(text) else None
    return None


def moment(text: str) -> datetime:
    """Return the moment, or the beginning of the day, that a well-formed *text* names."""
    return datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=UTC)


def day_of(text: str) -> str:
    """Return the day of a well-formed *text*."""
    return text[:10]


def year_before(text: str) -> str:
    """Return the moment or day a year before *text*, in its form."""
    year = max(int(text[:4]) - 1, 1)
    shifted = f"{year:04}{text[4:]}"
    return shifted.replace("-02-29", "-02-28")


def _exists(text: str) -> bool:
    try:
        moment(text)
    except ValueError:
        return False
    return True
