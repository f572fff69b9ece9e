"""Readers of images over several connections at once, as cheap as Python can: epoll, no parser.

It reads one task as a line of JSON from standard input: ``port``, ``connections`` and ``targets``,
which are asked for once each, in their order, by whatever connection is free. It prints what it did
as a line of JSON: the moments of its beginning and end, its processor seconds, and the seconds that
each answer took. It needs nothing but the standard library.
"""

import json
import select
import socket
import sys
import time
from itertools import islice

_PIECE = 1 << 20
_END_OF_HEAD = b"\r\n\r\n"
_LAST_CHUNK = b"\r\n0\r\n\r\n"
_LENGTH = b"content-length:"


class Connection:
    """A connection that stays open, and how much of its answer is still to come."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.asked = 0.0
        self._head = b""
        self._missing = -1
        self._chunked = False

    def ask(self, request: bytes) -> None:
        """Send *request*."""
        self._head, self._missing, self._chunked = b"", -1, False
        self.asked = time.perf_counter()
        self.socket.sendall(request)

    def receive(self, buffer: bytearray) -> bool:
        """Take what has come; return whether the answer is complete."""
        count = self.socket.recv_into(buffer)
        if not count:
            raise SystemExit("the server closed the connection")
        if self._chunked:
            # Nothing follows the last chunk, since nothing else was asked for.
            self._head = self._head[-len(_LAST_CHUNK) :] + bytes(buffer[:count])
        elif self._missing < 0:
            self._begin(bytes(buffer[:count]))
        else:
            self._missing -= count
        return self._head.endswith(_LAST_CHUNK) if self._chunked else self._missing == 0

    def _begin(self, piece: bytes) -> None:
        self._head += piece
        head, end, body = self._head.partition(_END_OF_HEAD)
        if not end:
            return
        if head[9:12] != b"200":
            raise SystemExit(f"refused: {head!r}")
        _, found, rest = head.lower().partition(_LENGTH)
        self._chunked = not found
        if found:
            self._missing = int(rest.partition(b"\r")[0]) - len(body)


def read(port: int, connections: int, targets: list[str]) -> list[float]:
    """Ask for each of *targets*; return the seconds of each answer."""
    rest = f" HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
    waiting = iter([b"GET " + target.encode() + rest for target in targets])
    poll, buffer, taken = select.epoll(), bytearray(_PIECE), []
    open_ = {}
    for request in islice(waiting, connections):
        connection = Connection(port)
        open_[connection.socket.fileno()] = connection
        poll.register(connection.socket, select.EPOLLIN)
        connection.ask(request)
    while len(taken) < len(targets):
        for number, _ in poll.poll():
            connection = open_[number]
            if connection.receive(buffer):
                taken.append(time.perf_counter() - connection.asked)
                request = next(waiting, None)
                if request is not None:
                    connection.ask(request)
    return taken


def main() -> None:
    """Do one task."""
    task = json.loads(sys.stdin.readline())
    began, busy = time.monotonic(), time.process_time()
    taken = read(task["port"], task["connections"], task["targets"])
    done = {"seconds": time.monotonic() - began, "busy": time.process_time() - busy}
    print(json.dumps(done | {"taken": taken}))


if __name__ == "__main__":
    main()
