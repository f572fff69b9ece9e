"""The server of the ``oaipmh`` library as a peer: what is known to be wrong with it is found."""

import datetime
import threading
from contextlib import contextmanager
from urllib.parse import parse_qsl
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from oaipmh.common import Header, Identify, Metadata
from oaipmh.error import IdDoesNotExistError
from oaipmh.metadata import MetadataRegistry
from oaipmh.server import BatchingServer, oai_dc_writer

from metadata.markup import OAI, OAI_DC

BEGAN = datetime.datetime(2020, 1, 1)  # without a zone: the library wants it so
DELETED = 3

# Numbers as in lists of its defects that its users keep.
DEFECTS = {
    "token-advice": "3: tokens have neither completeListSize nor cursor nor expirationDate",
    "token-closes": "4: the last part has no empty token",
    "payload-schema-location": "5: oai_dc.xsd stands beside the namespace of the elements",
    "request-echo-on-error": "6: no arguments beside errors",
    "request-echo": "7: days are repeated as seconds",
    "bad-date": "9: dates are read leniently",
    "date-order": "10: from after until is taken",
    "unknown-format": "11: ListIdentifiers and deleted records take any format",
    "repeated-argument": "13: repetitions cannot be seen",
    "bad-verb": "14: GetMetadata, and 13 for verbs",
    "token-verb": "15: a token works with every verb",
    "http-status": "12, 16: from_ and control characters end in status 500",
}


class Letters:
    """Twenty-five records behind the interface of the library."""

    def __init__(self, base_url, granularity):
        self.base_url, self.granularity = base_url, granularity
        self.headers = [
            Header(
                None,
                f"oai:peer.example:{number}",
                BEGAN + datetime.timedelta(hours=5 * number),
                ["letters"],
                number == DELETED,
            )
            for number in range(25)
        ]

    def identify(self):
        said = ("peer", self.base_url, "2.0", ["peer@archive.example"], BEGAN, "persistent")
        return Identify(*said, self.granularity, [], toolkit_description=False)

    def listMetadataFormats(self, identifier=None):
        if identifier is not None:
            self._find(identifier)
        return [("oai_dc", f"{OAI}oai_dc.xsd", OAI_DC)]

    def listSets(self, cursor=0, batch_size=10):
        return [("letters", "Letters", "")][cursor : cursor + batch_size]

    def getRecord(self, metadataPrefix, identifier):
        return self._record(self._find(identifier))

    def listIdentifiers(self, cursor=0, batch_size=10, **asked):
        return self._select(asked)[cursor : cursor + batch_size]

    def listRecords(self, cursor=0, batch_size=10, **asked):
        return [self._record(one) for one in self.listIdentifiers(cursor, batch_size, **asked)]

    def _select(self, asked):
        begin = asked.get("from_") or datetime.datetime.min
        end = asked.get("until") or datetime.datetime.max
        return [
            one
            for one in self.headers
            if begin <= one.datestamp() <= end and asked.get("set") in (None, "letters")
        ]

    def _find(self, identifier):
        for one in self.headers:
            if one.identifier() == identifier:
                return one
        raise IdDoesNotExistError("no such record")

    def _record(self, header):
        number = header.identifier().rpartition(":")[2]
        said = {
            "title": [f"Letter {number}"],
            "creator": ["Somebody"],
            "date": ["1958-04-04"],
            "type": ["Text"],
            "language": ["ru"],
            "identifier": [f"https://peer.example/{number}"],
        }
        return header, Metadata(None, {} if header.isDeleted() else said), None


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


@contextmanager
def peer(granularity):
    """Yield the address of the library's server."""
    registry = MetadataRegistry()
    registry.registerWriter("oai_dc", oai_dc_writer)

    def application(environ, start_response):
        query = environ["QUERY_STRING"]
        if environ["REQUEST_METHOD"] == "POST":
            query = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode()
        try:
            body = server.handleRequest(dict(parse_qsl(query, keep_blank_values=True)))
        except Exception as error:  # noqa: BLE001 - the library lets everything through
            start_response("500 Internal Server Error", [("Content-Type", "text/plain")])
            return [type(error).__name__.encode()]
        start_response("200 OK", [("Content-Type", "text/xml")])
        return [body]

    with make_server("127.0.0.1", 0, application, handler_class=Quiet) as http:
        url = f"http://127.0.0.1:{http.server_port}/oai"
        server = BatchingServer(Letters(url, granularity), registry, resumption_batch_size=10)
        thread = threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield url
        http.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def outcome(check_url):
    with peer("YYYY-MM-DDThh:mm:ssZ") as url:
        return check_url(url)


def test_all_of_its_records_were_walked(outcome):
    """It is harvested to its end, for all its defects."""
    assert (outcome.records, outcome.whole) == (25, True)


@pytest.mark.parametrize("rule", DEFECTS)
def test_its_known_defects_are_found(outcome, rule):
    """Each of those that show over HTTP."""
    assert rule in {one.rule for one in outcome.findings}, DEFECTS[rule]


def test_a_repository_of_days_is_none(check_url):
    """8: days are announced, and seconds are given and taken."""
    with peer("YYYY-MM-DD") as url:
        outcome = check_url(url)

    seen = {one.rule for one in outcome.findings}
    assert {"earliest-form", "datestamp-form", "finer-granularity"} <= seen
