"""One request, until there is an answer that can be read, or none to be hoped for.

A repository that is busy says so with 503 or 429, and when to come back (OAI-PMH 2.0 §3.1.2.2; RFC
9110 §10.2.3 has both forms of Retry-After). It is waited for, but not for ever; what fails in other
ways is tried again, a few times.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

from server.fetch import (
    Answer,
    BadAnswer,
    Fetcher,
    FetchError,
    TooLarge,
    TooSlow,
    Unreachable,
)

T = TypeVar("T")

_OK = 200
_BUSY = frozenset({429, 503})
_NOT_MODIFIED = 304
_CLIENT_ERRORS = range(400, 500)
_LATER = frozenset({408, 421, 425})  # of the client's errors, those that pass
_SERVER_ERRORS = range(500, 600)
_UNSAID_SECONDS = 10
_PASSING = (TooSlow, Unreachable, BadAnswer)


class NoAnswer(Exception):
    """The repository does not answer, or not now; the message says why."""


class Absent(NoAnswer):
    """It is not there, or not for us: asking again does not help."""


class Occupied(NoAnswer):
    """The repository wants to be left alone, for longer than anybody waits."""


class Unreadable(Exception):
    """There is an answer, and it is none of what was asked for."""


class Stopped(Exception):
    """Whoever began the harvest wants it to end."""


class _Passing(Exception):
    """What may be gone the next time."""


class _Busy(_Passing):
    def __init__(self, status: int, seconds: float) -> None:
        super().__init__(f"is busy (status {status})")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Patience:
    """How often and how long a request is tried.

    *pauses* are the seconds before each new try of what failed. A busy repository is waited for
    *waits* times, each time no longer than *longest* seconds. *wait* returns whether to stop.
    """

    pauses: tuple[float, ...] = (2.0, 15.0)
    waits: int = 6
    longest: float = 600.0
    wait: Callable[[float], bool | None] = time.sleep

    def persist(self, ask: Callable[[], T]) -> T:
        """Return what *ask* returns, asked again as often as it may help.

        Raises:
            NoAnswer: there is none.
            Unreadable: whatever comes cannot be read.
            Stopped: a wait was ended from outside.
        """
        failed = waited = 0
        while True:
            try:
                return ask()
            except _Busy as busy:
                waited += 1
                self._wait_for(busy, waited)
            except (_Passing, Unreadable) as error:
                failed += 1
                if failed > len(self.pauses):
                    raise _last(error) from error
                self._pause(self.pauses[failed - 1])

    def _wait_for(self, busy: _Busy, waited: int) -> None:
        if busy.seconds > self.longest:
            raise Occupied(f"{busy}, and wants to be left alone for {busy.seconds:,.0f} seconds")
        if waited > self.waits:
            raise Occupied(f"{busy}, still after {self.waits} waits")
        self._pause(busy.seconds)

    def _pause(self, seconds: float) -> None:
        if self.wait(seconds):
            raise Stopped


@dataclass
class Losses:
    """Counts what cannot be had, to know when the other side is away: *most* times in a row."""

    most: int = 5
    _row: int = 0

    def end(self) -> None:
        """Note that there was an answer."""
        self._row = 0

    def add(self, error: Exception) -> bool:
        """Note an *error*; return whether there is no sense in asking for anything else."""
        if not isinstance(error, NoAnswer) or isinstance(error, Absent):
            self.end()
            return False
        self._row += 1
        return isinstance(error, Occupied) or self._row >= self.most


def _last(error: Exception) -> Exception:
    return error if isinstance(error, Unreadable) else NoAnswer(str(error))


def get(fetcher: Fetcher, url: str, headers: Mapping[str, str]) -> bytes:
    """Return what stands at *url*; for :meth:`Patience.persist`.

    Raises:
        NoAnswer: it is not there, or may not be asked.
        Unreadable: it is larger than what is read.
    """
    answer = _fetch(fetcher, url, headers, None)
    # Some send the errors of the protocol under a status of their own.
    is_error = answer.status in _CLIENT_ERRORS and b"<OAI-PMH" in answer.body[:2000]
    return answer.body if is_error else _sound(answer).body


def get_changed(
    fetcher: Fetcher, url: str, headers: Mapping[str, str], named_by: str | None = None
) -> Answer | None:
    """Return the answer at *url*, or None where it says that nothing has changed, as *headers* ask.

    *named_by* is as in :meth:`server.fetch.Fetcher.get`. Errors are those of :func:`get`.
    """
    answer = _fetch(fetcher, url, headers, named_by)
    return None if answer.status == _NOT_MODIFIED else _sound(answer)


def _fetch(fetcher: Fetcher, url: str, headers: Mapping[str, str], named_by: str | None) -> Answer:
    try:
        answer = fetcher.get(url, headers, named_by)
    except _PASSING as error:
        raise _Passing(str(error)) from error
    except FetchError as error:
        raise _lasting(error) from error
    if answer.status in _BUSY:
        raise _Busy(answer.status, retry_after(answer.headers.get("retry-after", "")))
    if answer.status in _SERVER_ERRORS or answer.status in _LATER:
        raise _Passing(f"answers with status {answer.status}")
    return answer


def _lasting(error: FetchError) -> Exception:
    return Unreadable(str(error)) if isinstance(error, TooLarge) else NoAnswer(str(error))


def _sound(answer: Answer) -> Answer:
    if answer.status in _CLIENT_ERRORS:
        raise Absent(f"answers with status {answer.status}")
    if answer.status != _OK:
        raise NoAnswer(f"answers with status {answer.status}")
    return answer


def retry_after(text: str, now: datetime | None = None) -> float:
    """Return the seconds that Retry-After asks for, in either form; some where it is neither."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return float(text[:12])
    try:
        moment = parsedate_to_datetime(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max((moment - (now or datetime.now(UTC))).total_seconds(), 1.0)
    except (ValueError, OverflowError):
        return _UNSAID_SECONDS
