"""The server of the ``oaipmh`` library (pyoai, continued by ETH Library) over SQLite."""

from datetime import UTC, datetime
from json import loads
from typing import Any

from flask import Flask
from oaipmh.common import Header, Identify, Metadata
from oaipmh.error import IdDoesNotExistError
from oaipmh.metadata import MetadataRegistry
from oaipmh.server import BatchingServer, oai_dc_writer
from peer_rows import (
    BASE_URL,
    EMAIL,
    GRANULARITY,
    Application,
    Row,
    Rows,
    application,
    batch_size,
    flask_application,
)

_BEGAN = datetime(2026, 1, 1)  # without a zone: the library wants it so


class Letters:
    """What the library asks of an archive (its IBatchingOAI), as far as it is measured."""

    def __init__(self) -> None:
        self._rows = Rows("oaipmh")
        said = ("peer", BASE_URL, "2.0", [EMAIL], _BEGAN, "persistent", GRANULARITY, [])
        self._identify = Identify(*said, toolkit_description=False)

    def identify(self) -> Identify:
        """Return what the repository is."""
        return self._identify

    def listRecords(self, cursor: int = 0, batch_size: int = 10, **_: object) -> list[Any]:
        """Return a batch of records."""
        return [_record(row) for row in self._rows.batch(cursor, batch_size)]

    def getRecord(self, identifier: str, **_: object) -> tuple[Header, Metadata, None]:
        """Return one record."""
        row = self._rows.one(identifier)
        if row is None:
            raise IdDoesNotExistError(identifier)
        return _record(row)


def _record(row: Row) -> tuple[Header, Metadata, None]:
    identifier, stamp, deleted, set_spec, elements = row
    when = datetime.fromtimestamp(stamp, UTC).replace(tzinfo=None)
    header = Header(None, identifier, when, [set_spec], bool(deleted))
    return header, Metadata(None, loads(elements) if elements else {}), None


def create_app() -> Application:
    """Return the application by itself: a function of WSGI around the library."""
    return application(_server().handleRequest)


def create_flask_app() -> Flask:
    """Return the application as a view of Flask, which is how a repository would have it."""
    return flask_application(_server().handleRequest)


def _server() -> BatchingServer:
    registry = MetadataRegistry()
    registry.registerWriter("oai_dc", oai_dc_writer)
    return BatchingServer(Letters(), registry, resumption_batch_size=batch_size())
