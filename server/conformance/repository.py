"""The repository under check: asked politely, one request at a time, each answer looked over.

It waits when it is told to (503 and Retry-After, OAI-PMH 2.0 §3.1.2.2), and stops asking one that
does not answer any more.
"""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, quote, urlencode

from metadata.markup import RefusedXml, parse
from server.conformance.envelope import check_answer, check_response, is_oai_pmh
from server.conformance.findings import Finding
from server.conformance.response import Response, named
from server.conformance.rules import found
from server.fetch import Answer, Fetcher, FetchError, TooSlow

IDENTITY = {"Accept-Encoding": "identity"}

_OK = 200
_BAD_REQUEST = 400  # what servers in front of a repository say to bytes that are no text
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_UNAVAILABLE = 503
_BUSY = frozenset({429, _UNAVAILABLE})
_HOUR = 3600
_UNSAID_SECONDS = 10
_FAILURES_IN_A_ROW = 3
_FAILURES = 10


class GaveUp(Exception):
    """The repository does not answer any more."""


@dataclass(frozen=True)
class Patience:
    """How often and how long a busy repository is waited for: each time, and in all."""

    times: int = 3
    seconds: int = 60
    seconds_in_all: int = 600
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True)
class _Asked:
    """A request as it is shown, what it asks for, whether packed, and whether it is legal."""

    shown: str
    query: str
    packed: bool
    legal: bool


@dataclass
class Repository:
    """Asks the repository at *url*; what is wrong with any answer is in *findings*."""

    url: str
    fetcher: Fetcher
    patience: Patience = Patience()
    findings: list[Finding] = field(default_factory=list)
    requests: int = 0
    own_urls: list[str] = field(default_factory=list)
    _waited: int = 0
    _failed: int = 0
    _failed_in_a_row: int = 0

    def ask(self, verb: str, **arguments: str) -> Response:
        """Return the response to *verb*; ``from_`` is the argument from."""
        return self.get(urlencode([("verb", verb), *named(arguments)], quote_via=quote))

    def get(
        self, query: str, headers: Mapping[str, str] = IDENTITY, *, legal: bool = True
    ) -> Response:
        """Return the response to a GET with *query*, percent-encoded as it goes out.

        A request that is not *legal* should be refused; whether it was is the caller's to see.

        Raises:
            GaveUp: there were too many requests without an answer.
        """
        separator = "&" if "?" in self.url else "?"
        url = f"{self.url}{separator}{query}"
        asked = _Asked(url, query, _accepts_packed(headers), legal)
        return self._look_over(asked, lambda: self.fetcher.get(url, headers))

    def post(self, query: str, *, legal: bool = True) -> Response:
        """Return the response to the same by POST (§3.1.1).

        Raises:
            GaveUp: there were too many requests without an answer.
        """
        asked = _Asked(f"curl --data '{query}' '{self.url}'", query, False, legal)
        pairs = _pairs(query)
        return self._look_over(asked, lambda: self.fetcher.post(self.url, pairs, IDENTITY))

    def _look_over(self, asked: _Asked, send: Callable[[], Answer]) -> Response:
        """Return the answer, read, when it can be read; keep what is wrong with it."""
        pairs = _pairs(asked.query)
        try:
            answer = self._answer(asked.shown, send)
        except FetchError as error:
            self.findings.append(found("http-answer", f"{error}.", asked.shown))
            # To hang up on nonsense is wrong, and does not mean that nobody is there any more.
            if asked.legal or isinstance(error, TooSlow):
                self._fail(str(error))
            return Response(asked.shown, pairs)
        self._failed_in_a_row = 0
        if not (answer.status == _BAD_REQUEST and _NO_TEXT.search(_text(pairs))):
            self.findings += check_answer(answer, asked.shown, asked.packed)
        unread = Response(asked.shown, pairs, answer)
        try:
            root = parse(answer.body)
        except RefusedXml as error:
            # An error page has a finding already, its status.
            if answer.status == _OK:
                self.findings.append(found("well-formed", f"{error}.", asked.shown))
            return unread
        is_ours, response = is_oai_pmh(root), replace(unread, root=root)
        if is_ours or answer.status == _OK:
            urls = (self.url, *self.own_urls)
            self.findings += check_response(response, urls, asked.legal)
        return response if is_ours else unread

    def _answer(self, shown: str, send: Callable[[], Answer]) -> Answer:
        """Return the answer, after as many waits as patience allows.

        Raises:
            FetchError: there is none.
        """
        for waits in range(self.patience.times + 1):
            self.requests += 1
            answer = send()
            if answer.status not in _BUSY:
                return answer
            seconds = self._retry_after(answer, shown)
            if seconds > self.patience.seconds:
                raise FetchError(f"it is busy (status {answer.status}) for {seconds} seconds")
            if self._waited + seconds > self.patience.seconds_in_all:
                raise FetchError(f"it is busy again, after {self._waited} seconds of waiting")
            if waits < self.patience.times:
                self._waited += seconds
                self.patience.sleep(seconds)
        raise FetchError(f"it is still busy after {self.patience.times} waits")

    def _retry_after(self, answer: Answer, shown: str) -> int:
        text = answer.headers.get("retry-after", "")
        if text.isascii() and text.isdigit():
            seconds = int(text[:9])
            if seconds <= _HOUR:
                return seconds
        if answer.status == _UNAVAILABLE:  # 429 is of HTTP, and not of OAI-PMH
            said = f"Retry-After is {text!r}" if text else "there is no Retry-After"
            self.findings.append(found("retry-after", f"{said}.", shown))
        return int(text[:9]) if text.isascii() and text.isdigit() else _UNSAID_SECONDS

    def _fail(self, reason: str) -> None:
        self._failed += 1
        self._failed_in_a_row += 1
        if self._failed_in_a_row >= _FAILURES_IN_A_ROW or self._failed >= _FAILURES:
            raise GaveUp(reason)


def _text(pairs: Sequence[tuple[str, str]]) -> str:
    return "".join(part for pair in pairs for part in pair)


def _accepts_packed(headers: Mapping[str, str]) -> bool:
    return "identity" not in headers["Accept-Encoding"]


def _pairs(query: str) -> Sequence[tuple[str, str]]:
    """Return the pairs of *query* as its receiver reads them."""
    return parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
