"""Servers that others have written, as sources: the harvest copes with what they really send."""

import os
import shutil
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from aggregating import Aggregator
from live import free_port
from oaipmh.common import Header, Identify, Metadata
from oaipmh.error import IdDoesNotExistError
from oaipmh.metadata import MetadataRegistry
from oaipmh.server import BatchingServer, oai_dc_writer
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from server.harvest.harvest import Outcome
from server.harvest.source import Source

BEGAN = datetime(2024, 2, 28, 12, 0, 0)
PROVIDER_PL = Path(__file__).parents[2] / "data" / "provider.pl"
HTTP_OAI = Path("/usr/share/perl5/HTTP/OAI.pm")


class Letters:
    """What the server of the ``oaipmh`` library asks of an archive: 57 letters, five of them gone.

    Pages of ten are cut by the library, which gives tokens without attributes, and no empty one at
    the end.
    """

    count = 57

    def __init__(self):
        self.changed = {}

    def identify(self):
        email = ["archivist@archive.example"]
        said = ("Letters", "http://archive.example/oai", "2.0", email, BEGAN, "persistent")
        return Identify(*said, "YYYY-MM-DDThh:mm:ssZ", [], toolkit_description=False)

    def listMetadataFormats(self, identifier=None):
        return [("oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", OAI_DC)]

    def listSets(self, cursor=0, batch_size=10):
        return [("odd", "Odd letters", None), ("even", "Even letters", None)][cursor:]

    def listRecords(self, from_=None, set=None, cursor=0, batch_size=10, **_):
        found = [
            number for number in range(self.count) if from_ is None or self._stamp(number) >= from_
        ]
        return [self._record(number) for number in found[cursor : cursor + batch_size]]

    def listIdentifiers(self, **how):
        return [record[0] for record in self.listRecords(**how)]

    def getRecord(self, identifier, **_):
        number = int(identifier.rpartition(":")[2])
        if number >= self.count:
            raise IdDoesNotExistError(identifier)
        return self._record(number)

    def title(self, number):
        return f"Brief №{number} <&> {self.changed.get(number, '')}".strip()

    def _stamp(self, number):
        return datetime(2030, 1, 1) if number in self.changed else BEGAN + timedelta(number // 3)

    def _record(self, number):
        gone = number % 11 == 4 or self.changed.get(number) == "gone"
        identifier = f"oai:archive.example:{number}"
        spec = ("even", "odd")[number % 2]
        header = Header(None, identifier, self._stamp(number), [spec], gone)
        said = {"title": [self.title(number)], "creator": ["Zhōu, Ēnlái", "И. Иванов"]}
        return header, Metadata(None, {} if gone else said), None


OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"


@contextmanager
def served(letters):
    """Yield the address of *letters* under the server of the ``oaipmh`` library."""
    registry = MetadataRegistry()
    registry.registerWriter("oai_dc", oai_dc_writer)
    server = BatchingServer(letters, registry, resumption_batch_size=10)

    @Request.application
    def application(request):
        pairs = dict(parse_qsl(request.query_string.decode()))
        return Response(server.handleRequest(pairs), content_type="text/xml")

    listening = make_server("127.0.0.1", 0, application, threaded=True)
    thread = threading.Thread(target=listening.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.server_port}/oai"
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()


def test_the_server_of_oaipmh_is_harvested(archive):
    """pyoai, as ETH Library continues it: a full harvest, then its changes."""
    letters = Letters()
    aggregator = Aggregator(archive)

    with served(letters) as url:
        first, _ = aggregator.first(url)
        all_of_them = {one.id: one.title.text for one in aggregator.records().values()}
        letters.changed = {1: "changed", 2: "gone"}
        second, _ = aggregator.again()
    name = "elsewhere:oai:archive.example:"

    assert first.outcome == second.outcome == Outcome.COMPLETE
    assert first.counts["read"] == 57
    assert len(all_of_them) == 52
    assert all_of_them[f"{name}56"] == "Brief №56 <&>"
    assert (second.counts["stored"], second.counts["deleted"]) == (1, 1)
    assert aggregator.records()[f"{name}1"].title.text == "Brief №1 <&> changed"
    assert f"{name}2" not in aggregator.records()
    assert archive.store.collection("elsewhere:odd").title.text == "Odd letters"


@contextmanager
def perl():
    """Yield the address of a repository that Perl's HTTP::OAI writes the answers of."""
    port = free_port()
    command = [shutil.which("perl"), str(PROVIDER_PL), str(port)]
    with subprocess.Popen(command, env={**os.environ, "LC_ALL": "C.UTF-8"}) as process:
        url = f"http://127.0.0.1:{port}/oai"
        deadline = time.monotonic() + 30
        while True:
            try:
                urllib.request.urlopen(f"{url}?verb=Identify", timeout=5).close()
                break
            except (urllib.error.URLError, ConnectionError):
                assert time.monotonic() < deadline
                assert process.poll() is None
                time.sleep(0.1)
        try:
            yield url
        finally:
            process.send_signal(signal.SIGTERM)


@pytest.mark.needs(HTTP_OAI)
def test_a_repository_of_perl_is_harvested(archive):
    """HTTP::OAI, of Debian: its dates, tokens and prefixes are its own."""
    aggregator = Aggregator(archive, seconds=20.0)

    with perl() as url:
        last, one = aggregator.harvest(Source(url, "perl"))

    assert last.outcome == Outcome.COMPLETE, last.message
    assert (one.report.counts["read"], one.report.counts["refused"]) == (34, 0)
    records = aggregator.records()
    assert len(records) == 31
    assert records["perl:oai:perl.example:33"].title.text == "Письмо 33 & <more>"
    assert records["perl:oai:perl.example:33"].collections == ("perl:letters:1958",)
