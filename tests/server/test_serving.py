"""The server as its operator knows it: starting, stopping, crowds, and its log."""

import http.client
import os
import resource
import signal
import socket
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from archives import settings_in
from live import Server, fonds, free_port, is_ready, ready_archive, running

from server.app import create_app
from server.archive import open_archive
from server.serving import settle_base_url
from server.settings import read_settings
from server.store.database import open_database
from server.store.migrating import migrate

LIST = "/oai?verb=ListSets"


@pytest.fixture
def environment(tmp_path):
    """The environment of an archive that is ready."""
    return ready_archive(tmp_path, free_port())


@pytest.fixture
def unconfigured(monkeypatch, tmp_path):
    """A folder and an environment that say nothing of where the server is."""
    for name in ("FONDS_BASE_URL", "FONDS_BASE_URL_IS_OURS"):
        monkeypatch.setenv(name, "")  # so that what comes to be there is taken back
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def ask(port, path, method="GET", headers=None, timeout=10):
    """Return the response to one request on a connection of its own, body read."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    connection.request(method, path, headers=headers or {})
    response = connection.getresponse()
    response.body = response.read()
    connection.close()
    return response


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # Whoever has ended and was not waited for is not running either.
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(") ")[2][0] != "Z"


def test_it_answers_and_ends_when_told(environment, tmp_path):
    """SIGTERM to the first process is enough; the status is 0."""
    with running(environment, tmp_path, 2) as server:
        assert ask(server.port, LIST).status == 200
        assert server.stop() < 4
        assert server.process.returncode == 0


def test_a_port_that_is_taken_is_refused(environment):
    """One sentence and status 2, before anything else is done."""
    port = environment["FONDS_BASE_URL"].rpartition(":")[2]
    with socket.create_server(("127.0.0.1", int(port))):
        done = fonds(environment, "serve", "--port", port)

    assert done.returncode == 2
    assert done.stderr.decode().splitlines() == [
        f"fonds: cannot listen on 127.0.0.1 port {port}: Address already in use"
    ]


def test_two_servers_do_not_share_a_port(environment, tmp_path):
    """The second would answer every other request, from whatever archive it has."""
    with running(environment, tmp_path) as server:
        done = fonds(environment, "serve", "--port", str(server.port))

    assert done.returncode == 2
    assert b"Address already in use" in done.stderr


@pytest.mark.parametrize("host", ["no-such-host.invalid", "192.0.2.1"])
def test_a_host_that_is_not_here_is_refused(environment, host):
    """A name nobody knows, or an address of another machine."""
    done = fonds(environment, "serve", "--host", host, "--port", str(free_port()))

    assert done.returncode == 2
    assert done.stderr.startswith(f"fonds: cannot listen on {host} port".encode())


def test_a_host_may_be_a_name(environment, tmp_path):
    """Such as localhost, which may be of either kind of address."""
    port = environment["FONDS_BASE_URL"].rpartition(":")[2]
    named = environment | {"FONDS_BASE_URL": f"http://localhost:{port}"}

    with running(named, tmp_path, 1, "--host", "localhost") as server:
        assert is_ready(server.base)


@pytest.mark.parametrize(
    ("host", "base"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("localhost", "http://localhost:8000"),
        ("::1", "http://[::1]:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://[::1]:8000"),
    ],
)
def test_addresses_follow_where_it_listens(unconfigured, host, base):
    """Every interface is no address that anybody could follow."""
    settle_base_url(host, 8000)

    assert read_settings().base_url == base


@pytest.mark.parametrize(
    ("line", "base"),
    [
        ("FONDS_BASE_URL=https://archive.example", "https://archive.example"),
        ("export FONDS_BASE_URL = https://archive.example", "https://archive.example"),
        ("# FONDS_BASE_URL=https://archive.example", "http://127.0.0.1:9000"),
    ],
)
def test_a_file_may_say_what_addresses_begin_with(unconfigured, line, base):
    """A line that is commented out says nothing."""
    (unconfigured / ".env").write_text(f"{line}\n")

    settle_base_url("127.0.0.1", 9000)

    assert read_settings().base_url == base


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_to_all_its_processes_ends_it_soon(environment, tmp_path, number):
    """Ctrl-C reaches all of a terminal, and SIGTERM of a service manager all of a unit."""
    with running(environment, tmp_path, 2) as server:
        began = time.monotonic()
        os.killpg(server.process.pid, number)

        assert server.process.wait(timeout=30) == 0
        assert time.monotonic() - began < 4
    assert "refused to gracefully stop" not in server.said


def test_workers_that_still_start_end_at_once(environment, tmp_path):
    """Nothing is lost by it, and nobody waits until they are ended by force."""
    server = Server(environment, tmp_path, "--workers", "4")
    server.wait_until(lambda: len(server.workers) == 4)

    assert server.stop() < 4
    assert server.process.returncode == 0


def test_a_connection_that_says_nothing_does_not_hold_up_the_end(environment, tmp_path):
    """Half a request is given five seconds at most."""
    with running(environment, tmp_path, 2) as server, ExitStack() as stack:
        for said in (b"", b"GET /healthz HTTP/1.1\r\n"):
            connection = socket.create_connection(("127.0.0.1", server.port))
            stack.enter_context(connection).sendall(said)

        assert server.stop() < 8
        assert server.process.returncode == 0


def test_a_worker_that_is_killed_is_replaced(environment, tmp_path):
    """The other workers answer meanwhile."""
    with running(environment, tmp_path, 2) as server:
        os.kill(server.workers[0], signal.SIGKILL)
        server.wait_until(lambda: len(server.workers) == 3)
        server.wait_until_started()

        assert [ask(server.port, "/readyz").status for _ in range(20)] == [200] * 20


def test_workers_end_with_the_process_that_started_them(environment, tmp_path):
    """Otherwise they would keep the port, and nobody would know them."""
    with running(environment, tmp_path, 2) as server:
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait()
        deadline = time.monotonic() + 10
        while any(map(is_running, server.workers)) and time.monotonic() < deadline:
            time.sleep(0.05)

        assert not any(map(is_running, server.workers))


def test_silent_connections_keep_nobody_waiting(environment, tmp_path):
    """Browsers and proxies hold many connections open that ask for nothing."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
    try:
        with running(environment, tmp_path, 2) as server, ExitStack() as stack:
            for _ in range(1500):
                stack.enter_context(socket.create_connection(("127.0.0.1", server.port)))

            assert [ask(server.port, LIST).status for _ in range(10)] == [200] * 10
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_what_is_forked_holds_no_connection(tmp_path):
    """SQLite and libpq do not survive a fork, and servers fork after they opened an archive."""
    settings = settings_in(tmp_path)
    migrate(open_database(settings.database_url))

    archive = open_archive(settings)
    create_app(archive=archive)

    assert archive.store.engine.pool.checkedin() == 0
    assert archive.store.engine.pool.checkedout() == 0
