"""``fonds serve``: granian's processes around the application, until they are told to stop."""

import os
from pathlib import Path

from granian import Granian
from granian.constants import Interfaces

_BASE_URL = "FONDS_BASE_URL"
_OURS = "FONDS_BASE_URL_IS_OURS"

# Threads of one worker that may wait for the database at the same time.
_THREADS = 8
# After SIGTERM a worker may finish what it is doing. One that hangs, as granian's do when they
# are told to stop while they start, is ended after this.
_STOP_SECONDS = 5


# granian's own words go to standard error: standard output is one JSON line a request.
_LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(levelname)s %(message)s"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "stream": "ext://sys.stderr",
        }
    },
    "loggers": {"_granian": {"handlers": ["stderr"], "level": "INFO", "propagate": False}},
}


def settle_base_url(host: str, port: int) -> None:
    """Let addresses follow *host* and *port* when nobody has said what they begin with.

    Workers are new processes and read the environment, so it is settled there.
    """
    if _BASE_URL not in os.environ and not _is_in_dotenv():
        shown = f"[{host}]" if ":" in host else host
        os.environ[_BASE_URL] = f"http://{shown}:{port}"
        os.environ[_OURS] = "1"


def base_url_is_ours() -> bool:
    """Return whether :func:`settle_base_url` made the base URL, and nobody configured it."""
    return _OURS in os.environ


def _is_in_dotenv() -> bool:
    dotenv = Path(".env")
    return dotenv.is_file() and _BASE_URL in dotenv.read_text(encoding="utf-8")


def serve(host: str, port: int, workers: int) -> None:
    """Serve until SIGTERM or SIGINT; requests under way are answered first."""
    Granian(
        "server.app:create_app",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=_THREADS,
        websockets=False,
        log_access=False,
        log_dictconfig=_LOGGING,
        workers_kill_timeout=_STOP_SECONDS,
        respawn_failed_workers=True,
    ).serve()
