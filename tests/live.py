"""A live server for tests: the real command on a free loopback port, stopped by its own pid."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

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


@contextmanager
def serve(environment: dict[str, str], workers: int = 1):
    """Yield the base URL of a server on the archive of *environment*."""
    base = environment["FONDS_BASE_URL"]
    port = base.rpartition(":")[2]
    command = [FONDS, "serve", "--port", port, "--workers", str(workers)]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 30
        while not is_ready(base):
            assert time.monotonic() < deadline, "the server does not become ready"
            assert process.poll() is None, "the server has ended"
            time.sleep(0.05)
        yield base
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
