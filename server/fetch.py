"""The one way out: every request that this house sends to somebody else's server goes through here.

http and https only; every address that a name has is checked before one of them is connected, and
that very address is connected; redirects are followed by hand, each hop checked like the first;
one deadline for the whole request, one cap for the body, packed and unpacked. No proxy, cookie or
credential is taken from the environment. HTTP: https://www.rfc-editor.org/rfc/rfc9110
"""

import time
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlencode

import httpcore
import httpx

from server.wire import AddressRefused, FetchError, Network, Transport, Unreachable

__all__ = [
    "AddressRefused",
    "Answer",
    "BadAnswer",
    "FetchError",
    "Fetcher",
    "Hop",
    "Limits",
    "TooLarge",
    "TooManyRedirects",
    "TooSlow",
    "Unreachable",
]

_PORTS = (80, 443)  # and whatever is no service of the system
_FIRST_FREE_PORT = 1024
_LAST_PORT = 65_535
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_KEEPING_METHOD = frozenset({307, 308})  # after the others a form would arrive without its fields
_BROKEN = (httpcore.ReadError, httpcore.WriteError, httpcore.ProtocolError)
_ANY_ZLIB = 47  # gzip and zlib, told apart by their heads
_RAW_DEFLATE = -15  # what some servers call deflate


class TooSlow(FetchError):
    """The answer was not complete when time was up."""


class TooLarge(FetchError):
    """The answer is larger than what is read."""


class TooManyRedirects(FetchError):
    """The answer is always somewhere else."""


class BadAnswer(FetchError):
    """What came is not HTTP, or broke off, or is packed in a way that cannot be opened."""


@dataclass(frozen=True)
class Limits:
    """What one request may cost, redirects included."""

    seconds: float = 30.0
    body_bytes: int = 64 * 2**20
    redirects: int = 5


@dataclass(frozen=True)
class Hop:
    """A redirect on the way: who sent it, its status, and its headers in lower case."""

    url: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """A whole answer: *headers* in lower case, *body* unpacked, *url* the last one asked."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    elapsed: float
    hops: Sequence[Hop] = ()


@dataclass(frozen=True)
class _Request:
    method: str
    url: httpx.URL
    headers: Mapping[str, str]
    form: bytes | None = None
    named_by: str | None = None


class Fetcher:
    """Sends requests, one at a time; use it in a ``with``.

    *allow_private* opens loopback and private addresses for whoever typed the address. A redirect
    from a public server to a private one is refused all the same: nobody typed that.
    """

    def __init__(
        self, user_agent: str, limits: Limits | None = None, *, allow_private: bool = False
    ) -> None:
        self._limits = limits or Limits()
        self._allow_private = allow_private
        self._user_agent = user_agent
        self._network = Network()
        self._client = httpx.Client(transport=Transport(self._network), trust_env=False)

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close what is open."""
        self._client.close()

    def get(
        self, url: str, headers: Mapping[str, str] | None = None, named_by: str | None = None
    ) -> Answer:
        """Return the answer to a GET of *url*, which may come from elsewhere after redirects.

        *named_by* is the address whose answer named *url*, where nobody typed it: then it counts
        as redirected from there.

        Raises:
            FetchError: there is no whole answer within the limits.
        """
        return self._fetch(_Request("GET", _parse(url), headers or {}, named_by=named_by))

    def options(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Return the answer to OPTIONS, as a browser asks before a request across origins.

        Raises:
            FetchError: there is no whole answer within the limits.
        """
        return self._fetch(_Request("OPTIONS", _parse(url), headers or {}))

    def post(
        self, url: str, form: Sequence[tuple[str, str]], headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Return the answer to a POST of *form*, in which names may repeat.

        A redirect that would lose the form (301, 302, 303) is itself the answer.

        Raises:
            FetchError: there is no whole answer within the limits.
        """
        sent = dict(headers or {}) | {"Content-Type": "application/x-www-form-urlencoded"}
        return self._fetch(_Request("POST", _parse(url), sent, urlencode(form).encode()))

    def _fetch(self, request: _Request) -> Answer:
        began = time.monotonic()
        self._network.begin(began + self._limits.seconds, self._allow_private)
        if request.named_by is not None:
            self._network.redirected_from(_host(_parse(request.named_by)))
        hops: list[Hop] = []
        while True:
            response, body = self._hop(request)
            following = _redirected(request, response)
            if following is None:
                spent = time.monotonic() - began
                headers = dict(response.headers)
                url = str(request.url)
                return Answer(response.status_code, headers, body, url, spent, tuple(hops))
            hops.append(Hop(str(request.url), response.status_code, dict(response.headers)))
            if len(hops) > self._limits.redirects:
                raise TooManyRedirects(f"redirected {len(hops)} times, last to {following.url}")
            self._network.redirected_from(_host(request.url))
            request = following

    def _hop(self, request: _Request) -> tuple[httpx.Response, bytes]:
        """Return the answer of one server; a connection that went stale is opened anew, once."""
        _check(request.url, self._allow_private)
        self._network.check_known(_host(request.url))
        try:
            return self._send(request)
        except _BROKEN as error:
            if request.method != "GET":  # a form is not sent twice: it may have arrived
                raise _broken(request, error) from error
        try:
            return self._send(request)
        except _BROKEN as error:
            raise _broken(request, error) from error

    def _send(self, request: _Request) -> tuple[httpx.Response, bytes]:
        headers = {"User-Agent": self._user_agent, "Accept-Encoding": "gzip", **request.headers}
        built = self._client.build_request(
            request.method, request.url, headers=headers, content=request.form
        )
        try:
            response = self._client.send(built, stream=True)
            try:
                packed = _read(response.iter_raw(), self._limits.body_bytes)
            finally:
                response.close()
        except httpcore.TimeoutException as error:
            raise TooSlow(f"no whole answer within {self._limits.seconds:g} seconds") from error
        except httpcore.ConnectError as error:
            raise Unreachable(f"{request.url.host} cannot be reached: {error}") from error
        return response, _unpack(packed, response.headers, self._limits.body_bytes)


def _broken(request: _Request, error: Exception) -> BadAnswer:
    return BadAnswer(f"{request.url.host} closed the connection, or sent no HTTP: {error}")


def _host(url: httpx.URL) -> str:
    """Return the host as it is connected, in ASCII."""
    return url.raw_host.decode("ascii")


def _parse(url: str) -> httpx.URL:
    try:
        return httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise AddressRefused(f"{url!r} is not an address: {error}") from error


def _check(url: httpx.URL, allow_private: bool) -> None:
    """Refuse what can be refused by its looks.

    Raises:
        AddressRefused: *url* is not asked.
    """
    if url.scheme not in ("http", "https") or not url.host:
        raise AddressRefused(f"{url}: only addresses that begin with http:// or https:// are asked")
    if url.userinfo:
        raise AddressRefused(f"{url.host}: an address with a user or password in it is not asked")
    port = _PORTS[0] if url.port is None else url.port
    if not 0 < port <= _LAST_PORT:
        raise AddressRefused(f"{url}: there is no port {port}")
    if not allow_private and port not in _PORTS and port < _FIRST_FREE_PORT:
        raise AddressRefused(f"{url}: port {port} belongs to another service")


def _redirected(request: _Request, response: httpx.Response) -> _Request | None:
    """Return the request that a redirect asks for; None when *response* is the answer."""
    where = response.headers.get("location")
    if response.status_code not in _REDIRECTS or where is None:
        return None
    if request.method == "POST" and response.status_code not in _KEEPING_METHOD:
        return None
    try:
        url = request.url.join(where)
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise AddressRefused(f"redirected to {where!r}, which is no address") from error
    return _Request(request.method, url, request.headers, request.form)


def _read(chunks: Iterable[bytes], cap: int) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > cap:
            raise TooLarge(f"the answer is larger than {cap:,} bytes")
    return bytes(body)


def _unpack(body: bytes, headers: Mapping[str, str], cap: int) -> bytes:
    """Return *body* without its Content-Encoding, never more than *cap* bytes.

    Raises:
        TooLarge: there is more in it.
        BadAnswer: it cannot be unpacked.
    """
    coding = headers.get("content-encoding", "").strip().lower()
    if coding in ("", "identity") or not body:
        return body
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise BadAnswer(f"the answer is packed as {coding!r}, which nobody asked for")
    try:
        return _inflate(body, _ANY_ZLIB, cap)
    except zlib.error as error:
        if coding != "deflate":
            raise BadAnswer(f"the answer says {coding} and is not: {error}") from error
    try:
        return _inflate(body, _RAW_DEFLATE, cap)
    except zlib.error as error:
        raise BadAnswer(f"the answer says {coding} and is not: {error}") from error


def _inflate(packed: bytes, kind: int, cap: int) -> bytes:
    body = bytearray()
    while packed:
        opened = zlib.decompressobj(kind)
        body += opened.decompress(packed, cap + 1 - len(body))
        if len(body) > cap:
            raise TooLarge(f"the answer unpacks to more than {cap:,} bytes")
        if not opened.eof:
            raise BadAnswer("the packed answer broke off")
        packed = opened.unused_data  # gzip may come in several members
    return bytes(body)
