"""A live server for tests: the real command on a free loopback port, stopped by its own pid."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from server.settings import make_secret
from server.store.database import open_database
from server.store.migrating import migrate

FONDS = Path(sys.executable).with_name("fonds")


def free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment_of(folder: Path, port: int, **changed: str) -> dict[str, str]:
    """Return the environment of a command on the archive in *folder*."""
    ours = {
        "FONDS_DATA_DIR": str(folder / "var"),
        "FONDS_BASE_URL": f"http://127.0.0.1:{port}",
        "FONDS_REPOSITORY_IDENTIFIER": "archive.example",
    }
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("FONDS_")}
    return inherited | ours | changed


def ready_archive(folder: Path, port: int, **changed: str) -> dict[str, str]:
    """Return the environment of a command on a new archive in *folder*, as after `fonds init`."""
    environment = environment_of(folder, port, **changed)
    data = Path(environment["FONDS_DATA_DIR"])
    make_secret(data)
    engine = open_database(environment.get("FONDS_DATABASE_URL", f"sqlite:///{data}/fonds.db"))
    migrate(engine)
    engine.dispose()
    return environment


def fonds(environment: dict[str, str], *arguments: str, **options):
    """Run one command to its end and return it, output captured."""
    return subprocess.run(
        [FONDS, *arguments],
        env=environment,
        check=False,
        capture_output=True,
        timeout=120,
        **options,
    )


def is_ready(base: str) -> bool:
    """Return whether the server at *base* can do its work."""
    try:
        with urllib.request.urlopen(f"{base}/readyz", timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


class Server:
    """A server in a session of its own, as a terminal or a service manager would start it."""

    def __init__(self, environment: dict[str, str], folder: Path, *options: str):
        self.base = environment["FONDS_BASE_URL"]
        self.port = int(self.base.rpartition(":")[2])
        self.log, self._said = folder / "server.log", folder / "server.err"
        with self.log.open("wb") as out, self._said.open("wb") as err:
            self.process = subprocess.Popen(
                [FONDS, "serve", "--port", str(self.port), *options],
                env=environment,
                stdout=out,
                stderr=err,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        """What it has written to standard error."""
        return self._said.read_text()

    @property
    def workers(self) -> list[int]:
        """The process ids of its workers, those that have ended included."""
        return [int(pid) for pid in re.findall(r"Spawning worker-\d+ with PID: (\d+)", self.said)]

    def wait_until(self, holds: Callable[[], bool], seconds: float = 30) -> None:
        """Return as soon as *holds* does, while the server lives."""
        deadline = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < deadline, f"not within {seconds} seconds:\n{self.said}"
            assert self.process.poll() is None, f"the server has ended:\n{self.said}"
            time.sleep(0.05)

    def wait_until_started(self) -> None:
        """Return when every worker answers, and not only the first."""
        self.wait_until(lambda: self._started() == len(self.workers) > 0)
        self.wait_until(lambda: is_ready(self.base))

    def _started(self) -> int:
        return len(re.findall(r"Started worker-\d+$", self.said, re.MULTILINE))

    def stop(self, number: int = signal.SIGTERM) -> float:
        """Send a signal; return how many seconds the server took to end."""
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(timeout=30)
        return time.monotonic() - began


@contextmanager
def serve(environment: dict[str, str], workers: int = 1):
    """Yield the base URL of a server on the archive of *environment*."""
    with TemporaryDirectory() as folder, running(environment, Path(folder), workers) as server:
        yield server.base


@contextmanager
def running(environment: dict[str, str], folder: Path, workers: int = 1, *options: str):
    """Yield a server that is ready; what it writes is in *folder*."""
    server = Server(environment, folder, "--workers", str(workers), *options)
    try:
        server.wait_until_started()
        yield server
    finally:
        if server.process.poll() is None:
            server.stop()
