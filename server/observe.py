"""What an operator sees: one JSON line a request, and whether the server is well.

``/healthz`` says that the process answers, ``/readyz`` that it can do its work.
"""

import json
import os
import sys
import time
from http import HTTPStatus

import structlog
from flask import Flask, Response, g, got_request_exception, request

from server.archive import Archive
from server.routing import Route
from server.store.database import DatabaseError, Unavailable, check_schema


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


def watch(app: Flask) -> None:
    """Let *app* write one line for every request that it answers."""
    configure_logs()
    app.before_request(_start)
    app.after_request(_log)
    got_request_exception.connect(_log_unforeseen, app, weak=False)


def log_failure(error: BaseException) -> None:
    """Write the cause of an answer in the 500s; the client is told none of it."""
    structlog.get_logger().error("failure", path=request.path, exc_info=error)


def _start() -> None:
    g.started = time.perf_counter()


def _log(response: Response) -> Response:
    milliseconds = (time.perf_counter() - g.get("started", time.perf_counter())) * 1000
    structlog.get_logger().info(
        "request",
        method=request.method,
        # The pattern, not the address: a query may hold a token, a path a name.
        route=request.url_rule.rule if request.url_rule else None,
        status=response.status_code,
        bytes=response.content_length,
        ms=round(milliseconds, 2),
        agent=request.headers.get("User-Agent", "")[:200],
    )
    return response


def _log_unforeseen(_app: Flask, exception: BaseException) -> None:
    log_failure(exception)


def healthz(_archive: Archive) -> Response:
    """Answer that the process is alive."""
    return _state(HTTPStatus.OK, {"status": "ok"})


def readyz(archive: Archive) -> Response:
    """Answer 200 when database and data folder can be used, else 503 with the reason."""
    problems = _problems(archive)
    if problems:
        return _state(HTTPStatus.SERVICE_UNAVAILABLE, {"status": "not ready", **problems})
    return _state(HTTPStatus.OK, {"status": "ready"})


def _problems(archive: Archive) -> dict[str, str]:
    problems = {}
    try:
        check_schema(archive.store.engine)
    except (DatabaseError, Unavailable) as error:
        problems["database"] = str(error)
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
