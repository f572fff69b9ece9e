"""A client that asks for images as viewers do: over several connections at once, one process.

It reads a task as a line of JSON from standard input, answers ``ready``, begins when the next line
comes, and prints what it did as a line of JSON. It needs nothing but the standard library, so that
``python -I -S`` starts it in a moment.

Each connection stays open and asks for the next address of the list as soon as it has its answer,
so servers are never without work. What is received is counted and thrown away.
"""

import json
import select
import socket
import sys
import time
from collections.abc import Iterator

_PIECE = 1 << 18
_END_OF_HEAD = b"\r\n\r\n"
_END_OF_CHUNKS = b"\r\n0\r\n\r\n"


class Connection:
    """One connection, and the answer that comes over it."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._rest = f" HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
        self._head = b""
        self._tail = b""
        self._left: int | None = 0
        self.began = 0.0

    def ask(self, target: str) -> None:
        """Send a request for *target*."""
        self._head = self._tail = b""
        self.began = time.perf_counter()
        self.socket.sendall(b"GET " + target.encode() + self._rest)

    def hear(self, buffer: memoryview) -> int:
        """Receive what has come, by way of *buffer*; return how many bytes."""
        count = self.socket.recv_into(buffer)
        if not count:
            raise SystemExit("the server closed the connection")
        if self._head.endswith(_END_OF_HEAD):
            self._take(buffer[:count])
        else:
            self._begin(self._head + bytes(buffer[:count]))
        return count

    def is_done(self) -> bool:
        """Return whether the answer is whole: of its length, or ended by an empty chunk."""
        if not self._head.endswith(_END_OF_HEAD):
            return False
        return self._tail == _END_OF_CHUNKS if self._left is None else self._left == 0

    def _begin(self, received: bytes) -> None:
        head, end, body = received.partition(_END_OF_HEAD)
        self._head = head + end
        if end:
            if head[9:12] != b"200":
                raise SystemExit(f"no image: {head!r} {body!r}")
            self._left = _length(head.lower())
            self._take(memoryview(body))

    def _take(self, piece: memoryview) -> None:
        if self._left is None:
            longest = len(_END_OF_CHUNKS)
            self._tail = (self._tail + bytes(piece[-longest:]))[-longest:]
        else:
            self._left -= len(piece)


def _length(head: bytes) -> int | None:
    """Return the length of the body that follows *head*; None if it comes in chunks."""
    if b"transfer-encoding: chunked" in head:
        return None
    length = head.partition(b"content-length:")[2].partition(b"\r")[0]
    return int(length)


def ask_all(port: int, targets: Iterator[str], connections: int) -> tuple[list[float], int]:
    """Ask for all *targets*; return the seconds that each took, and the bytes that came."""
    poll, buffer = select.epoll(), memoryview(bytearray(_PIECE))
    by_file, waits, received = {}, [], 0
    for target, _ in zip(targets, range(connections), strict=False):
        connection = Connection(port)
        by_file[connection.socket.fileno()] = connection
        poll.register(connection.socket, select.EPOLLIN)
        connection.ask(target)
    waiting = len(by_file)
    while waiting:
        for file, _ in poll.poll():
            connection = by_file[file]
            received += connection.hear(buffer)
            if connection.is_done():
                waits.append(time.perf_counter() - connection.began)
                target = next(targets, "")
                if target:
                    connection.ask(target)
                else:
                    waiting -= 1
    return waits, received


def main() -> None:
    """Do one task."""
    task = json.loads(sys.stdin.readline())
    print("ready", flush=True)
    sys.stdin.readline()
    targets = (target for _ in range(task["passes"]) for target in task["targets"])
    began, busy = time.monotonic(), time.process_time()
    waits, received = ask_all(task["port"], targets, task["connections"])
    told = {"began": began, "ended": time.monotonic(), "busy": time.process_time() - busy}
    print(json.dumps({**told, "bytes": received, "waits": waits}))


if __name__ == "__main__":
    main()
