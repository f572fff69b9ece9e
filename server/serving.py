"""``fonds serve``: granian's processes around the application, until they are told to stop."""

import logging
import os
import re
import resource
import signal
import socket
from pathlib import Path

from granian import Granian
from granian.constants import Interfaces

from server.iiif.pictures import WORKERS
from server.iiif.renders import WAITING

_BASE_URL = "FONDS_BASE_URL"
_OURS = "FONDS_BASE_URL_IS_OURS"
_EVERY_INTERFACE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - not listened on
_IN_DOTENV = re.compile(rf"^\s*(export\s+)?{_BASE_URL}\s*=", re.MULTILINE)

# Threads of one worker that may wait for the database at the same time, and those that wait for
# an image to be rendered.
_THREADS = min(8, 2 * (os.cpu_count() or 1) + 1) + WAITING
# Connections that one worker holds open, nearly all of them idle: browsers and proxies keep
# several each. Beyond them nobody is answered, so it is many; each costs one open file.
_CONNECTIONS = 10_000
_OTHER_FILES = 250
# After SIGTERM a worker may finish what it is doing. One that hangs is ended after this.
STOP_SECONDS = 5


class _NotOfThreads(logging.Filter):
    """Keeps back that threads are many, which is meant: those of :data:`WAITING` do nothing."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "Python threads" not in record.getMessage()


# granian's own words go to standard error: standard output is one JSON line a request.
_LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(levelname)s %(message)s"}},
    "filters": {"threads": {"()": _NotOfThreads}},
    "handlers": {
        "stderr": {
            "filters": ["threads"],
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "stream": "ext://sys.stderr",
        }
    },
    "loggers": {"_granian": {"handlers": ["stderr"], "level": "INFO", "propagate": False}},
}


class ServingError(Exception):
    """The server cannot start, or cannot go on; the message says why."""


def settle_base_url(host: str, port: int) -> None:
    """Let addresses follow *host* and *port* when nobody has said what they begin with.

    Workers are new processes and read the environment, so it is settled there.
    """
    if _BASE_URL not in os.environ and not _is_in_dotenv():
        os.environ[_BASE_URL] = f"http://{_shown(host)}:{port}"
        os.environ[_OURS] = "1"


def base_url_is_ours() -> bool:
    """Return whether :func:`settle_base_url` made the base URL, and nobody configured it."""
    return _OURS in os.environ


def _shown(host: str) -> str:
    """Return *host* as it stands in an address; one that means every interface leads nowhere."""
    reached = _EVERY_INTERFACE.get(host, host)
    return f"[{reached}]" if ":" in reached else reached


def _is_in_dotenv() -> bool:
    dotenv = Path(".env")
    return dotenv.is_file() and bool(_IN_DOTENV.search(dotenv.read_text(encoding="utf-8")))


def claim(host: str, port: int) -> str:
    """Return the IP address of *host*, when *port* of it is free.

    Granian's sockets share a port with whoever is there, so this one asks, and shares with none.

    Raises:
        ServingError: there is no such host here, the port is taken, or it is not ours to take.
    """
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as asking:
            asking.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            asking.bind(address)
    except OSError as error:
        raise ServingError(f"cannot listen on {host} port {port}: {error.strerror}") from error
    return str(address[0])


def serve(address: str, port: int, workers: int) -> None:
    """Serve until SIGTERM or SIGINT; requests under way are answered first.

    Raises:
        ServingError: the workers end as soon as they start.
    """
    # Granian's own handlers come with the end of a worker's start, and lose what came before.
    os.register_at_fork(after_in_child=_obey_while_starting)
    os.environ[WORKERS] = str(workers)
    server = Granian(
        "server.worker:application",
        factory=True,
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=_THREADS,
        backpressure=_connections(),
        websockets=False,
        log_access=False,
        log_dictconfig=_LOGGING,
        workers_kill_timeout=STOP_SECONDS,
        respawn_failed_workers=True,
    )
    try:
        server.serve()
    except SystemExit as error:
        # A worker that heard of the end before its parent did is no failure.
        if not server.interrupt_signal:
            raise ServingError("the workers end as soon as they start: see above") from error


def _connections() -> int:
    """Return how many connections a worker may hold, after asking for the files they need."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _CONNECTIONS + _OTHER_FILES
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, allowed), hard))
    return max(allowed - _OTHER_FILES, 1)


def _obey_while_starting() -> None:
    """Let SIGTERM end a worker at once, and leave Ctrl-C to the parent, who passes it on."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
