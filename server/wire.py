"""Connections to somebody else's server: to addresses that were checked, under one deadline.

``server.fetch`` is what the house calls; this is what httpx stands on there. Each wait of each
socket ends when the request's time is up, however slowly the other side drips.
"""

import ssl
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpcore
import httpx

from server.addresses import Unresolved, is_public, resolve

_IDLE_SECONDS = 5.0


class FetchError(Exception):
    """A request that has no answer; the message tells an operator why."""


class AddressRefused(FetchError):
    """An address that is not asked: no http, not public, or with a password in it."""


class Unreachable(FetchError):
    """No such name, nobody listening, or no trust between both ends."""


@dataclass
class Network(httpcore.NetworkBackend):
    """Connects to addresses that were checked, and keeps everybody to the deadline."""

    deadline: float = 0.0
    allow_private: bool = False
    private_hosts: set[str] = field(default_factory=set)
    _wire: httpcore.NetworkBackend = field(default_factory=httpcore.SyncBackend)

    def begin(self, deadline: float, allow_private: bool) -> None:
        """Begin a request that a person or a setting named."""
        self.deadline, self.allow_private = deadline, allow_private

    def redirected_from(self, host: str) -> None:
        """Go on as *host* says: what is private stays shut, unless *host* is private itself."""
        self.allow_private = self.allow_private and host in self.private_hosts

    def check_known(self, host: str) -> None:
        """Refuse a private *host* that an open connection would lead to without a new look.

        Raises:
            AddressRefused: it may not be asked now.
        """
        if host in self.private_hosts and not self.allow_private:
            raise AddressRefused(f"{host} is not on the public internet: not asked")

    def remaining(self) -> float:
        """Return the seconds left; never zero, which sockets take for something else."""
        return max(self.deadline - time.monotonic(), 0.001)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Return a connection to *host*, at an address that may be asked."""
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in self._checked(host, port):
            try:
                stream = self._wire.connect_tcp(
                    address, port, self.remaining(), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Stream(stream, self)
        raise failure

    def _checked(self, host: str, port: int) -> Sequence[str]:
        try:
            addresses = resolve(host, port, self.remaining())
        except Unresolved as error:
            raise Unreachable(str(error)) from error
        if not all(is_public(address) for address in addresses):
            self.private_hosts.add(host)
            self.check_known(host)
        return addresses


class _Stream(httpcore.NetworkStream):
    """A connection on which every wait ends with the request's deadline."""

    def __init__(self, stream: httpcore.NetworkStream, network: Network) -> None:
        self._stream = stream
        self._network = network

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._check()
        return self._stream.read(max_bytes, self._network.remaining())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._check()
        self._stream.write(buffer, self._network.remaining())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        remaining = self._network.remaining()
        return _Stream(
            self._stream.start_tls(ssl_context, server_hostname, remaining), self._network
        )

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - as it is inherited
        return self._stream.get_extra_info(info)

    def _check(self) -> None:
        if time.monotonic() >= self._network.deadline:
            raise httpcore.ReadTimeout("time is up")


class Transport(httpx.BaseTransport):
    """httpx over connections of ours."""

    def __init__(self, network: Network) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=_trust(),
            max_connections=1,
            keepalive_expiry=_IDLE_SECONDS,
            network_backend=network,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send *request* and return the beginning of its answer."""
        url = request.url
        asked = httpcore.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
        )
        assert isinstance(request.stream, httpx.SyncByteStream)  # noqa: S101 - what a Client builds
        answer = self._pool.handle_request(
            httpcore.Request(
                request.method, asked, headers=request.headers.raw, content=request.stream
            )
        )
        assert isinstance(answer.stream, Iterable)  # noqa: S101 - what a pool gives
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer.stream, answer.close)
        )

    def close(self) -> None:
        """Close what is open."""
        self._pool.close()


@cache
def _trust() -> ssl.SSLContext:
    """Return whom we trust, read once: it takes longer than a request."""
    return httpx.create_ssl_context()


class _Body(httpx.SyncByteStream):
    def __init__(self, chunks: Iterable[bytes], close: Any) -> None:  # noqa: ANN401
        self._chunks = chunks
        self._close = close

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._chunks)

    def close(self) -> None:
        self._close()
