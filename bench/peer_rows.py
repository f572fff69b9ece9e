"""What the servers beside Fonds read: one table each, numbered in the order of the list.

They read as cheaply as their interfaces allow, by number and a batch at a time, with metadata in
the form that each wants, so that what is measured is the library itself. granian runs them as it
runs Fonds; PEER_DATABASE and PEER_BATCH are in the environment.
"""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import parse_qsl

from flask import Flask, Response, request

Row = tuple[str, int, int, str, Any]
"""Identifier, datestamp, deleted, set spec, metadata."""

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]

BASE_URL = "https://archive.example/oai"
EMAIL = "archivist@archive.example"
GRANULARITY = "YYYY-MM-DDThh:mm:ssZ"

_MEDIA_TYPE = "text/xml; charset=utf-8"

_COLUMNS = "identifier, datestamp, deleted, set_spec, metadata"


def batch_size() -> int:
    """Return how many records a page shall hold."""
    return int(os.environ["PEER_BATCH"])


class Rows:
    """The rows of one peer; each thread reads through a connection of its own."""

    def __init__(self, table: str) -> None:
        self._batch = f"SELECT {_COLUMNS} FROM {table} WHERE number >= ? ORDER BY number LIMIT ?"
        self._one = f"SELECT {_COLUMNS} FROM {table} WHERE identifier = ?"
        self._count = f"SELECT max(number) + 1 FROM {table}"
        self._local = threading.local()

    def batch(self, number: int, size: int) -> Sequence[Row]:
        """Return *size* rows from *number* on."""
        return self._connection.execute(self._batch, (number, size)).fetchall()

    def one(self, identifier: str) -> Row | None:
        """Return the row of *identifier*, or None."""
        row: Row | None = self._connection.execute(self._one, (identifier,)).fetchone()
        return row

    def count(self) -> int:
        """Return how many rows there are."""
        return int(self._connection.execute(self._count).fetchone()[0])

    @property
    def _connection(self) -> sqlite3.Connection:
        if not hasattr(self._local, "connection"):
            self._local.connection = sqlite3.connect(os.environ["PEER_DATABASE"])
            self._local.connection.execute("PRAGMA cache_size = -8000")
        connection: sqlite3.Connection = self._local.connection
        return connection


def flask_application(answer: Callable[[dict[str, str]], bytes]) -> Flask:
    """Return a Flask application of one view, which sends what *answer* makes of the arguments."""
    app = Flask("peer")

    @app.get("/oai")
    def oai() -> Response:
        return Response(answer(dict(request.args)), content_type=_MEDIA_TYPE)

    return app


def application(answer: Callable[[dict[str, str]], bytes]) -> Application:
    """Return the WSGI application that sends what *answer* makes of the arguments."""

    def respond(environ: dict[str, Any], start_response: Any) -> list[bytes]:  # noqa: ANN401 - WSGI's
        body = answer(dict(parse_qsl(environ["QUERY_STRING"])))
        headers = [("Content-Type", _MEDIA_TYPE), ("Content-Length", str(len(body)))]
        start_response("200 OK", headers)
        return [body]

    return respond
