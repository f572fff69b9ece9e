"""The peer of ``list_records.py``: the ``oaipmh`` library's own server over SQLite.

python bench/oaipmh_peer.py DATABASE PORT BATCH
"""

import datetime
import sqlite3
import sys
from typing import Any
from urllib.parse import parse_qsl
from wsgiref.simple_server import WSGIRequestHandler, make_server

from oaipmh.common import Header, Identify, Metadata
from oaipmh.metadata import MetadataRegistry
from oaipmh.server import BatchingServer, oai_dc_writer

QUERY = "SELECT id, title, creator, date, description FROM letters ORDER BY id LIMIT ? OFFSET ?"
BEGAN = datetime.datetime(2026, 1, 1)  # without a zone: the library wants it so
RIGHTS = "http://rightsstatements.org/vocab/NoC-US/1.0/"


class Quiet(WSGIRequestHandler):
    """A handler that does not write a line for each request."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Letters:
    """What the library asks of an archive, for as much as a full harvest needs."""

    def __init__(self, database: str, port: str) -> None:
        self._rows = sqlite3.connect(database)
        self._base_url = f"http://127.0.0.1:{port}/oai"

    def identify(self) -> Identify:
        """Return what the repository is."""
        granularity = "YYYY-MM-DDThh:mm:ssZ"
        emails = ["peer@archive.example"]
        said = ("peer", self._base_url, "2.0", emails, BEGAN, "no", granularity, [])
        return Identify(*said, toolkit_description=False)

    def listRecords(self, cursor: int = 0, batch_size: int = 10, **_: object) -> list[Any]:
        """Return a batch of records by offset, as the library does it."""
        return [_record(row) for row in self._rows.execute(QUERY, (batch_size, cursor))]


def _record(row: tuple[str, ...]) -> tuple[Header, Metadata, None]:
    said = {
        name: [value]
        for name, value in zip(("title", "creator", "date", "description"), row[1:], strict=True)
    }
    said |= {"type": ["Text"], "language": ["en"], "rights": [RIGHTS]}
    said["identifier"] = [f"https://archive.example/records/{row[0]}"]
    return Header(None, row[0], BEGAN, ["letters"], False), Metadata(None, said), None


def main(database: str, port: str, batch: str) -> None:
    """Serve *database* until the process is ended."""
    registry = MetadataRegistry()
    registry.registerWriter("oai_dc", oai_dc_writer)
    server = BatchingServer(Letters(database, port), registry, resumption_batch_size=int(batch))

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:  # noqa: ANN401
        body = server.handleRequest(dict(parse_qsl(environ["QUERY_STRING"])))
        start_response("200 OK", [("Content-Type", "text/xml")])
        return [body if isinstance(body, bytes) else body.encode()]

    with make_server("127.0.0.1", int(port), application, handler_class=Quiet) as http:
        http.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
