"""What an operator sees: a line a request, and whether the server is well."""

import http.client
import json
import os
import re
import sys
import time
from http import HTTPStatus
from io import FileIO, TextIOWrapper
from pathlib import Path

import pytest
from archives import letter, put
from live import free_port, ready_archive, running
from sqlalchemy import create_engine, text

from server.app import create_app
from server.observe import Line, Log, configure_logs
from server.store.database import writing

CANARY = "canary"
_MOMENT = re.compile(r'(?<="ms": )[0-9.]+|[0-9-]{10}T[0-9:.]+Z')
REQUESTS = [
    ("GET", "/healthz", 200, "/healthz"),
    ("HEAD", "/healthz", 200, "/healthz"),
    ("OPTIONS", "/oai", 204, "/oai"),
    ("GET", f"/oai?verb=Identify&{CANARY}=1", 200, "/oai"),
    ("GET", f"/oai?verb=ListRecords&resumptionToken={CANARY}%00", 200, "/oai"),
    ("GET", f"/search?q={CANARY}", 200, "/search"),
    ("GET", f"/records/{CANARY}", 404, "/records/<path:record_id>"),
    ("GET", f"/{CANARY}", 404, None),
    ("DELETE", "/", 405, None),
    ("GET", "/static/fonds.css", 200, "/static/<path:filename>"),
]


@pytest.fixture(autouse=True)
def _logs_as_before():
    """Tests catch the log of their own application; those that follow write elsewhere."""
    yield
    configure_logs()


@pytest.fixture
def server(tmp_path):
    """A server with two workers, whose standard output is a file."""
    with running(ready_archive(tmp_path, free_port()), tmp_path, 2) as started:
        yield started


def lines(server):
    return [json.loads(line) for line in server.log.read_text().splitlines()]


def test_each_request_is_one_line_of_json(server):
    """Whatever became of it, and without a word of its query."""
    before = len(lines(server))
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    for method, path, _, _ in REQUESTS:
        connection.request(method, path, headers={"User-Agent": 'a "quoted"\\name'})
        connection.getresponse().read()
    connection.close()
    logged = lines(server)[before:]

    assert [(line["method"], line["status"], line["route"]) for line in logged] == [
        (method, status, route) for method, _, status, route in REQUESTS
    ]
    assert {line["agent"] for line in logged} == {'a "quoted"\\name'}
    assert [line["bytes"] for line in logged[:3]] == [16, 0, 0]
    assert CANARY not in server.log.read_text()


def test_a_copy_that_is_still_good_sends_no_bytes(server):
    """304 has no body, whatever its headers say of the one that it stands for."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", "/static/fonds.css")
    response = connection.getresponse()
    response.read()
    connection.request(
        "GET", "/static/fonds.css", headers={"If-None-Match": response.headers["ETag"]}
    )
    connection.getresponse().read()
    connection.close()

    assert [(line["status"], line["bytes"]) for line in lines(server)[-2:]] == [
        (200, int(response.headers["Content-Length"])),
        (304, 0),
    ]


@pytest.fixture
def away(any_archive):
    """A browser of an archive whose database is taken away, and what brings it back."""
    put(any_archive, letter())
    engine = any_archive.store.engine
    client = create_app(archive=any_archive).test_client()
    engine.dispose()
    if engine.dialect.name == "sqlite":
        path = Path(engine.url.database)
        whole = path.read_bytes()
        path.write_bytes(b"this is no database" * 1000)
        yield client, lambda: path.write_bytes(whole)
    else:
        admin = create_engine(engine.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"ALTER DATABASE {engine.url.database} RENAME TO away"))
            yield (
                client,
                lambda: connection.execute(
                    text(f"ALTER DATABASE away RENAME TO {engine.url.database}")
                ),
            )
        admin.dispose()


@pytest.mark.parametrize(
    "path",
    [
        f"/oai?verb=ListRecords&metadataPrefix=oai_dc&set={CANARY}",
        f"/iiif/3/{CANARY}/manifest",
        f"/search?q={CANARY}",
        "/records/letter-1",
    ],
)
def test_without_its_database_it_is_closed_for_a_moment(away, capsys, path):
    """503, when to come back, and nothing of the cause; that is in the log, on one line."""
    client, bring_back = away
    refused = client.get(path)
    bring_back()
    found = client.get(path)
    log = capsys.readouterr().out

    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "30")
    assert b"not a database" not in refused.data
    assert b"does not exist" not in refused.data
    assert found.status_code in {200, 404}
    first, second = map(json.loads, log.splitlines())
    assert (first["level"], first["status"]) == ("error", 503)
    assert "not a database" in first["exception"] or "does not exist" in first["exception"]
    assert (second["level"], "exception" in second) == ("info", False)
    assert CANARY not in log


def test_readiness_says_what_is_missing_and_not_where_it_is(away, capsys):
    """/readyz is open to everybody, so hosts and folders stay in the log."""
    client, bring_back = away
    refused = client.get("/readyz")
    alive = client.get("/healthz")
    bring_back()
    log = capsys.readouterr().out

    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "30")
    assert refused.json == {"status": "not ready", "database": "the database does not answer"}
    assert alive.status_code == 200
    assert "the database cannot be used: " in json.loads(log.splitlines()[0])["exception"]
    assert client.get("/readyz").json == {"status": "ready"}


def test_a_fault_of_ours_is_a_500_whose_cause_is_on_its_line(archive, capsys):
    """The client is told none of it."""
    client = create_app(archive=archive).test_client()
    with writing(archive.store.engine) as connection:
        connection.execute(text("DROP TABLE manifests"))

    answer = client.get("/iiif/3/letter-1/manifest")
    (line,) = map(json.loads, capsys.readouterr().out.splitlines())

    assert answer.status_code == 500
    assert b"manifests" not in answer.data
    assert (line["event"], line["level"], line["status"]) == ("request", "error", 500)
    assert "no such table: manifests" in line["exception"]


def test_requests_are_answered_when_nobody_reads_the_log(archive, monkeypatch):
    """A full disk, or a collector of logs that has ended, is no fault of the request."""
    reading, writing_end = os.pipe()
    os.close(reading)
    with TextIOWrapper(FileIO(writing_end, "w"), write_through=True) as nobody:
        monkeypatch.setattr(sys, "stdout", nobody)
        client = create_app(archive=archive).test_client()

        assert [client.get("/healthz").status_code for _ in range(3)] == [200] * 3


@pytest.mark.parametrize("agent", ["curl/8.5", "B\xfccher \x85", 'a "quoted"\\name\t', ""])
@pytest.mark.parametrize(("route", "size"), [("/oai", 1723), (None, None)])
def test_lines_with_and_without_a_cause_are_written_alike(capsys, agent, route, size):
    """The first go through structlog, the others past it; who reads them must not tell."""
    configure_logs()
    log = Log()
    line = Line("GET", route, HTTPStatus.OK, size, time.perf_counter(), agent)
    log.write(line)
    log.write(line, ValueError("no reason"))
    plain, caused = (_MOMENT.sub("then", one) for one in capsys.readouterr().out.split("\n")[:2])
    head, _, exception = caused.partition(', "exception": ')

    assert plain == head.replace('"level": "error"', '"level": "info"') + "}"
    assert "no reason" in exception
    assert plain.count("then") == 2
