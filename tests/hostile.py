"""A server that does to its clients what remote servers do: raw bytes over a real socket."""

import socket
import threading
from collections.abc import Callable
from contextlib import contextmanager

# Loopback, private, link-local, shared, reserved and carried addresses, as people write them.
PRIVATE = [
    "http://127.0.0.1/",
    "http://127.0.0.1.:8080/",
    "http://127.1/",
    "http://127.0.1/",
    "http://127.255.255.254/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.1/",
    "http://0x7f.0x0.0x0.0x1/",
    "http://0177.1/",
    "http://0177.0.0.01/",
    "http://017700000001/",
    "http://%31%32%37.0.0.1/",
    "http://127。0。0。1/",
    "http://①②⑦.0.0.1/",
    "http://localhost/",
    "http://LOCALHOST/",
    "http://localhost./",
    "http://0/",
    "http://0.0.0.0/",
    "http://[::]/",
    "http://[::1]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::127.0.0.1]/",
    "http://[::7f00:1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[0:0:0:0:0:ffff:7f00:1]/",
    "http://[::ffff:0:7f00:1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b::10.0.0.1]/",
    "http://[64:ff9b:1::a00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2002:a00:1::1]/",
    "http://[2001:0:7f00:1::]/",
    "http://[fe80::1]/",
    "http://[fec0::1]/",
    "http://[fc00::1]/",
    "http://[fd12:3456:789a::1]/",
    "http://[ff02::1]/",
    "http://[2001:db8::1]/",
    "http://10.0.0.1/",
    "http://10.255.255.255/",
    "http://172.16.0.1/",
    "http://172.31.255.254/",
    "http://192.168.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[::ffff:169.254.169.254]/",
    "http://100.64.0.1/",
    "http://192.0.0.1/",
    "http://192.0.2.1/",
    "http://198.18.0.1/",
    "http://203.0.113.1/",
    "http://224.0.0.1/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "https://127.0.0.1/",
]

Behaviour = Callable[[socket.socket, bytes, threading.Event], None]


class Hostile:
    """Listens on the loopback; *behaviours* say by path what a client gets."""

    def __init__(self, behaviours: dict[str, Behaviour], host: str = "127.0.0.1") -> None:
        self._behaviours = behaviours
        self._host = host
        self._over = threading.Event()
        self._listener = socket.create_server((host, 0))
        self.port = self._listener.getsockname()[1]
        self.requests: list[bytes] = []
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def base(self) -> str:
        """Where it listens."""
        return f"http://{self._host}:{self.port}"

    def close(self) -> None:
        """Stop listening, and end whoever is dripping."""
        self._over.set()
        self._listener.close()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                request = read_request(connection)
                if request:
                    self.requests.append(request)
                    path = request.split(b" ")[1].partition(b"?")[0].decode()
                    self._behaviours[path](connection, request, self._over)
            except OSError:
                return  # the client has had enough


def read_request(connection: socket.socket) -> bytes:
    """Return one request, its body included."""
    read = b""
    while b"\r\n\r\n" not in read:
        more = connection.recv(65536)
        if not more:
            return read
        read += more
    head, _, body = read.partition(b"\r\n\r\n")
    length = next(
        (
            int(line.split(b":")[1])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        ),
        0,
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@contextmanager
def hostile(behaviours: dict[str, Behaviour], host: str = "127.0.0.1"):
    """Yield a server with *behaviours*, at an address of the loopback."""
    server = Hostile(behaviours, host)
    try:
        yield server
    finally:
        server.close()


def answer(body: bytes = b"", status: str = "200 OK", **headers: str) -> Behaviour:
    """Send *body* and close; ``content_type`` is ``Content-Type``."""
    named = {"content_length": str(len(body)), "content_type": "text/xml"} | headers

    def send(connection: socket.socket, _request: bytes, _over: threading.Event) -> None:
        lines = [f"HTTP/1.1 {status}", "Connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in named.items()]
        connection.sendall("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)

    return send


def redirect(where: str, status: str = "302 Found") -> Behaviour:
    """Send the client to *where*."""
    return answer(b"", status, location=where)


def drip(head: bytes, endless: bytes) -> Behaviour:
    """Send *head*, then *endless* over and over, a tenth of a second apart."""

    def send(connection: socket.socket, _request: bytes, over: threading.Event) -> None:
        connection.sendall(head)
        while not over.wait(0.1):
            connection.sendall(endless)

    return send


def flood(head: bytes, endless: bytes) -> Behaviour:
    """Send *head*, then *endless* over and over, as fast as the client reads."""

    def send(connection: socket.socket, _request: bytes, over: threading.Event) -> None:
        connection.sendall(head)
        while not over.is_set():
            connection.sendall(endless)

    return send


def silence(connection: socket.socket, _request: bytes, over: threading.Event) -> None:
    """Say nothing, and keep the line open."""
    over.wait(60)


def hang_up(connection: socket.socket, _request: bytes, _over: threading.Event) -> None:
    """Close without a word."""
