"""A client that costs as little as a client in Python can: a socket, a buffer, no parser.

It reads one task as a line of JSON from standard input, answers ``ready``, begins when the next
line comes, and prints what it did as a line of JSON. It needs nothing but the standard library,
so that ``python -I -S`` starts it in a moment.

A task of ``follow`` goes from page to page of a list, by the token that it finds in the last bytes
of each; one of ``targets`` asks for given addresses, one after the other.
"""

import json
import socket
import sys
import time
from urllib.parse import quote

_LARGEST = 16 << 20
_PIECE = 1 << 16
_TAIL = 4096
_END_OF_HEAD = b"\r\n\r\n"


class Client:
    """One connection that stays open, and the buffer that holds its last answer."""

    def __init__(self, port: int, coding: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        rest = f"Host: 127.0.0.1:{port}\r\nAccept-Encoding: {coding}\r\n\r\n"
        self._rest = f" HTTP/1.1\r\n{rest}".encode()
        self._buffer = bytearray(_LARGEST)
        self._view = memoryview(self._buffer)
        self._start = self._end = 0

    def get(self, target: str) -> int:
        """Ask for *target*; return the bytes of the body, which is then in :meth:`body`."""
        self._socket.sendall(b"GET " + target.encode() + self._rest)
        self._end = self._start = 0
        while self._start < len(_END_OF_HEAD):
            self._receive(_PIECE, 0)
            self._start = self._buffer.find(_END_OF_HEAD, 0, self._end) + len(_END_OF_HEAD)
        length = self._length()
        while self._end < self._start + length:
            self._receive(self._start + length - self._end, socket.MSG_WAITALL)
        return length

    def body(self) -> memoryview:
        """Return the last body; the next request overwrites it."""
        return self._view[self._start : self._end]

    def token(self) -> str:
        """Return the token of the last page, empty when it was the last of its list."""
        begin = max(self._start, self._end - _TAIL)
        element = self._buffer.rfind(b"<resumptionToken", begin, self._end)
        if element < 0:
            return ""
        opened = self._buffer.index(b">", element) + 1
        return self._buffer[opened : self._buffer.index(b"<", opened)].decode()

    def _receive(self, most: int, flags: int) -> None:
        count = self._socket.recv_into(self._view[self._end :], most, flags)
        if not count:
            raise SystemExit("the server closed the connection")
        self._end += count

    def coding(self) -> str:
        """Return the content coding of the last answer."""
        return self._field(b"content-encoding:").decode() or "identity"

    def _length(self) -> int:
        length = self._field(b"content-length:")
        if self._buffer[9:12] != b"200" or not length:
            raise SystemExit(f"not an answer of known length: {bytes(self._buffer[:200])!r}")
        return int(length)

    def _field(self, name: bytes) -> bytes:
        head = self._buffer[: self._start].lower()
        at = head.find(name)
        if at < 0:
            return b""
        return bytes(head[at + len(name) : head.index(b"\r", at)].strip())


def follow(client: Client, first: str, start: str, pages: int) -> int:
    """Follow a list for *pages* pages from *start*, from *first* again at its end; return bytes."""
    target, received = start, 0
    for _ in range(pages):
        received += client.get(target)
        target = next_target(first, client.token()) or first
    return received


def next_target(first: str, token: str) -> str:
    """Return the address of the page of *token*, in the list that begins at *first*; or ""."""
    path = first.partition("?")[0]
    return f"{path}?verb=ListRecords&resumptionToken={quote(token, safe='')}" if token else ""


def get_each(client: Client, targets: list[str]) -> int:
    """Ask for each of *targets*; return bytes."""
    return sum([client.get(target) for target in targets])


def main() -> None:
    """Do one task."""
    task = json.loads(sys.stdin.readline())
    print("ready", flush=True)
    sys.stdin.readline()
    began, busy = time.monotonic(), time.process_time()
    client = Client(task["port"], task["coding"])
    if "targets" in task:
        received = get_each(client, task["targets"])
    else:
        received = follow(client, task["first"], task["start"], task["pages"])
    ended = time.monotonic()
    busy = time.process_time() - busy
    print(json.dumps({"began": began, "ended": ended, "busy": busy, "bytes": received}))


if __name__ == "__main__":
    main()
