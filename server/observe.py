"""What an operator sees: one JSON line a request, and whether the server is well.

``/healthz`` says that the process answers, ``/readyz`` that it can do its work.
"""

import json
import os
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from http import HTTPStatus
from typing import NamedTuple

import structlog
from flask import Flask, Response, g, got_request_exception, request

from server.archive import Archive
from server.routing import Route
from server.store.database import DatabaseError, Unavailable, check_schema

RETRY_SECONDS = 30
"""When a client may ask again that found the database away."""

_BODILESS = {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}


def configure_logs() -> None:
    """Write logs as JSON, a line an event, to standard output."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )


def watch(app: Flask) -> "Log":
    """Let *app* write one line for every request that it answers; return what writes them."""
    configure_logs()
    log = Log()

    def write(response: Response) -> Response:
        log.write(_line_of(response), g.get("cause"))
        return response

    app.before_request(_start)
    app.after_request(write)
    got_request_exception.connect(_note_unforeseen, app, weak=False)
    return log


def note_cause(cause: BaseException) -> None:
    """Let the line of this request say why it is answered in the 500s; the client is not told."""
    g.cause = cause


def _start() -> None:
    g.started = time.perf_counter()


def _line_of(response: Response) -> "Line":
    sent = request.method != "HEAD" and response.status_code not in _BODILESS
    return Line(
        request.method,
        # The pattern, not the address: a query may hold a token, a path a name.
        request.url_rule.rule if request.url_rule else None,
        response.status_code,
        response.content_length if sent else 0,
        g.get("started", time.perf_counter()),
        request.headers.get("User-Agent", ""),
    )


class Line(NamedTuple):
    """What is written of a request; *began* is of ``time.perf_counter``."""

    method: str
    route: str | None
    status: int
    bytes: int | None
    began: float
    agent: str


class Log:
    """Writes a line a request, as the logs were configured when it was made.

    A line that has no cause to tell is written past structlog, which costs a tenth of a GetRecord.
    """

    def __init__(self) -> None:
        self._logger = structlog.get_logger()
        self._lines = structlog.PrintLogger(sys.stdout)

    def write(self, line: Line, cause: BaseException | None = None) -> None:
        """Write *line*, and *cause* where the answer is in the 500s."""
        method, route, status, size, began, agent = line
        ms = round((time.perf_counter() - began) * 1000, 2)
        # A full disk or a reader of logs that has gone must not fail the request itself.
        with suppress(OSError):
            if cause is None:
                self._lines.info(_plain(line, ms))
            else:
                self._logger.error(
                    "request",
                    method=method,
                    route=route,
                    status=status,
                    bytes=size,
                    ms=ms,
                    agent=agent[:_AGENT],
                    exc_info=cause,
                )


_AGENT = 200  # characters

_quote = json.JSONEncoder(ensure_ascii=False).encode


def _plain(line: Line, ms: float) -> str:
    """Return what structlog would write of *line*: to fill in is faster than to encode."""
    method, route, status, size, _, agent = line
    told = "null" if route is None else _quote(route)
    sent = "null" if size is None else size
    now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    return (
        f'{{"method": {_quote(method)}, "route": {told}, "status": {status:d}, "bytes": {sent}, '
        f'"ms": {ms}, "agent": {_quote(agent[:_AGENT])}, '
        f'"event": "request", "level": "info", "timestamp": "{now}"}}'
    )


def _note_unforeseen(_app: Flask, exception: BaseException) -> None:
    note_cause(exception)


def healthz(_archive: Archive) -> Response:
    """Answer that the process is alive."""
    return _state(HTTPStatus.OK, {"status": "ok"})


def readyz(archive: Archive) -> Response:
    """Answer 200 when database and data folder can be used, else 503 with the reason."""
    problems = _problems(archive)
    if not problems:
        return _state(HTTPStatus.OK, {"status": "ready"})
    response = _state(HTTPStatus.SERVICE_UNAVAILABLE, {"status": "not ready", **problems})
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _problems(archive: Archive) -> dict[str, str]:
    problems = {}
    try:
        check_schema(archive.store.engine)
    except DatabaseError as error:
        problems["database"] = str(error)
    except Unavailable as error:
        # The cause may name hosts and users, so it goes to the log.
        note_cause(error)
        problems["database"] = "the database does not answer"
    if not os.access(archive.settings.data_dir, os.R_OK | os.W_OK):
        problems["data"] = "the data folder cannot be read and written"
    return problems


def _state(status: HTTPStatus, said: dict[str, str]) -> Response:
    response = Response(json.dumps(said), status=status.value, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


ROUTES = (
    Route("/healthz", healthz, "whether the process answers"),
    Route("/readyz", readyz, "whether database and data folder can be used"),
)
