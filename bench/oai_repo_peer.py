"""The server of ``oai-repo`` (Michigan State University Libraries) over SQLite.

It leaves deleted records out of its lists without a word: a harvest gets 98 of 100 records, and
the two that are missing cost it nearly nothing. The measurements count them all the same.
"""

import threading
from datetime import UTC, datetime

from lxml import etree
from oai_repo import DataInterface, Identify, MetadataFormat, OAIRepository, RecordHeader
from peer_rows import BASE_URL, EMAIL, GRANULARITY, Application, Row, Rows, application, batch_size

_IDENTIFY = Identify("peer", BASE_URL, [EMAIL], "2026-01-01T00:00:00Z", "persistent", GRANULARITY)
_NAMESPACE = "http://www.openarchives.org/OAI/2.0/oai_dc/"
_FORMATS = [MetadataFormat("oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", _NAMESPACE)]


class Letters(DataInterface):  # type: ignore[misc]
    """What the library asks of an archive.

    It asks for identifiers first, then thrice for what belongs to them: a batch is read once and
    kept until the next.
    """

    def __init__(self) -> None:
        self.limit = batch_size()
        self._rows = Rows("oai_repo")
        self._count = self._rows.count()
        self._local = threading.local()

    def get_identify(self) -> Identify:
        """Return what the repository is."""
        return _IDENTIFY

    def get_metadata_formats(self, _identifier: str | None = None) -> list[MetadataFormat]:
        """Return the formats."""
        return _FORMATS

    def is_valid_identifier(self, identifier: str) -> bool:
        """Return whether there is such a record, and keep it."""
        row = self._rows.one(identifier)
        self._local.kept = {} if row is None else {identifier: row}
        return row is not None

    def list_identifiers(
        self, _prefix: str, _from: object, _until: object, _set: object, cursor: int = 0
    ) -> tuple[list[str], int, None]:
        """Return the identifiers of a batch, and how many there are in all."""
        self._local.kept = {row[0]: row for row in self._rows.batch(cursor, self.limit)}
        return list(self._local.kept), self._count, None

    def get_record_header(self, identifier: str) -> RecordHeader:
        """Return a header."""
        _, stamp, deleted, set_spec, _ = self._kept(identifier)
        when = datetime.fromtimestamp(stamp, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return RecordHeader(identifier, when, [set_spec], "deleted" if deleted else None)

    def get_record_metadata(self, identifier: str, _prefix: str) -> etree._Element | None:
        """Return the metadata as a tree, which the library wants; None for a deleted record."""
        xml = self._kept(identifier)[4]
        return etree.fromstring(xml) if xml else None

    def get_record_abouts(self, _identifier: str) -> list[etree._Element]:
        """Return no about containers."""
        return []

    def _kept(self, identifier: str) -> Row:
        row: Row = self._local.kept[identifier]
        return row


def create_app() -> Application:
    """Return the application."""
    repository = OAIRepository(Letters())
    return application(lambda arguments: bytes(repository.process(arguments)))
