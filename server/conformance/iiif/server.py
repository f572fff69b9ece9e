"""The server under check: asked politely, one request at a time, as a viewer in a browser asks."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from server.conformance.findings import Finding, found_against
from server.conformance.iiif.rules import RULES
from server.fetch import Answer, Fetcher, FetchError

ORIGIN = "https://viewer.example"
PREFLIGHT = {"Access-Control-Request-Method": "GET"}

_BUSY = frozenset({429, 503})
_LONGEST_WAIT = 10


@dataclass
class Server:
    """Asks a server; what is not answered at all is in *findings*."""

    fetcher: Fetcher
    sleep: Callable[[float], None] = time.sleep
    findings: list[Finding] = field(default_factory=list)
    requests: int = 0
    bytes: int = 0

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer | None:
        """Return the answer to a GET of *url*; None when there is none, which is a finding."""
        return self._ask(url, lambda: self.fetcher.get(url, {"Origin": ORIGIN, **(headers or {})}))

    def preflight(self, url: str) -> Answer | None:
        """Return the answer to OPTIONS, as a browser sends it before some requests."""
        return self._ask(
            f"curl --request OPTIONS '{url}'",
            lambda: self.fetcher.options(url, {"Origin": ORIGIN, **PREFLIGHT}),
        )

    def _ask(self, shown: str, send: Callable[[], Answer]) -> Answer | None:
        try:
            answer = self._send(send)
            seconds = answer.headers.get("retry-after", "")
            if answer.status in _BUSY and seconds.isdecimal() and int(seconds) <= _LONGEST_WAIT:
                self.sleep(int(seconds))
                answer = self._send(send)
        except FetchError as error:
            self.findings.append(found_against(RULES["http-answer"], f"{error}.", shown))
            return None
        self.bytes += len(answer.body)
        return answer

    def _send(self, send: Callable[[], Answer]) -> Answer:
        self.requests += 1
        return send()


def is_open(headers: Mapping[str, str]) -> bool:
    """Whether an answer is open to scripts of any origin (https://fetch.spec.whatwg.org/)."""
    return headers.get("access-control-allow-origin", "").strip() in ("*", ORIGIN)
