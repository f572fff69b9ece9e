"""What all measurements share: rounds of fresh clients, what they took, and how it is told.

Servers are measured in turn, round by round, so that whatever else the machine does meets all of
them; what counts is the ratio within a round. Beside the time stands the processor time of the
server's processes, which depends less on the rest of the machine.
"""

import json
import math
import os
import platform
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from archive import FOLDER, ROOT, Place
from harvester import Client, next_target
from servers import Server, Shape

HARVESTER = Path(__file__).with_name("harvester.py")
VIEWER = Path(__file__).with_name("viewer.py")
_PACKAGES = ("granian", "flask", "sqlalchemy", "lxml", "isal", "psycopg", "oaipmh", "oai-repo")

Task = dict[str, Any]
"""What one client does: see ``harvester.py`` and ``viewer.py``."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as a server gives it: the addresses of its pages, and how many records came."""

    targets: Sequence[str]
    records: int


def pages(server: Server) -> Iterator[tuple[str, bytes]]:
    """Yield address and body of each page of the list that *server* gives."""
    client = Client(server.port, "identity")
    target = server.first
    while target:
        client.get(target)
        yield target, bytes(client.body())
        target = next_target(server.first, client.token())


def survey(server: Server, place: Place) -> Listed:
    """Return the list that *server* gives, counted record by record; it is warm after that.

    Raises:
        SystemExit: it does not hold what it should.
    """
    targets, records = [], 0
    for target, body in pages(server):
        targets.append(target)
        records += body.count(b"<record>")
    if records not in {place.records, place.records - place.deleted}:
        raise SystemExit(f"{server.name} gives {records:,} of {place.records:,} records")
    if records != place.records:
        print(f"{server.name} leaves out {place.deleted:,} deleted records; they count as given")
    return Listed(targets, records)


def sent_coding(server: Server) -> str:
    """Return the content coding in which *server* sends a list to its clients."""
    client = Client(server.port, server.coding)
    client.get(server.first)
    return client.coding()


@dataclass(frozen=True, slots=True)
class Sample:
    """One measurement: how many units were had, in which time, at whose cost in seconds.

    *waits* are the seconds until each answer, where its client has told them.
    """

    units: int
    seconds: float
    server_cpu: float
    client_cpu: float
    received: int
    waits: Sequence[float] = ()

    @property
    def rate(self) -> float:
        """Units a second."""
        return self.units / self.seconds


def run(
    server: Server, tasks: Sequence[Task], units: int, client_script: Path = HARVESTER
) -> Sample:
    """Do *tasks*, which have *units* units in all, each in a process of its own, at once."""
    command = [sys.executable, "-I", "-S", str(client_script)]
    pipe = subprocess.PIPE
    clients = [subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) for _ in tasks]
    for client, task in zip(clients, tasks, strict=True):
        _tell(client, json.dumps(task | {"port": server.port, "coding": server.coding}))
    for client in clients:
        _hear(client)
    before = server.cpu_seconds()
    for client in clients:
        _tell(client, "go")
    done = [json.loads(_hear(client)) for client in clients]
    cpu = server.cpu_seconds() - before
    for client in clients:
        client.communicate()
    return Sample(
        units,
        max(one["ended"] for one in done) - min(one["began"] for one in done),
        cpu,
        sum(one["busy"] for one in done),
        sum(one["bytes"] for one in done),
        [wait for one in done for wait in one.get("waits", ())],
    )


def _tell(client: subprocess.Popen[str], line: str) -> None:
    assert client.stdin is not None
    client.stdin.write(line + "\n")
    client.stdin.flush()


def _hear(client: subprocess.Popen[str]) -> str:
    assert client.stdout is not None
    line = client.stdout.readline()
    if not line:
        raise SystemExit("a client has failed")
    return line


@dataclass(slots=True)
class Measured:
    """All rounds of one question; *samples* are those of each server, in the order of rounds."""

    question: str
    unit: str
    shape: Shape
    clients: int
    samples: dict[str, list[Sample]] = field(default_factory=dict)

    def add(self, name: str, sample: Sample) -> None:
        """Keep the *sample* of a round."""
        self.samples.setdefault(name, []).append(sample)

    def rate(self, name: str) -> float:
        """Return the median of units a second."""
        return statistics.median(sample.rate for sample in self.samples[name])

    def server_us(self, name: str) -> float:
        """Return microseconds of the server's processors for a unit."""
        samples = self.samples[name]
        return 1e6 * sum(one.server_cpu for one in samples) / sum(one.units for one in samples)

    def client_us(self, name: str) -> float:
        """Return microseconds of the clients' processors for a unit."""
        samples = self.samples[name]
        return 1e6 * sum(one.client_cpu for one in samples) / sum(one.units for one in samples)

    def ratios(self, name: str) -> list[float]:
        """Return how many times faster Fonds was than *name*, round by round."""
        pairs = zip(self.samples["fonds"], self.samples[name], strict=True)
        return [ours.rate / theirs.rate for ours, theirs in pairs]

    def __str__(self) -> str:
        """Return a table of Markdown."""
        processes = f"{self.shape.workers} process" + ("es" if self.shape.workers > 1 else "")
        clients = f"{self.clients} client" + ("s" if self.clients > 1 else "")
        lines = [
            f"\n### {self.question}, {clients}, {processes}\n",
            f"| server | {self.unit}/s | Fonds is so many times as fast (range) "
            f"| server CPU, µs | of Fonds' | client CPU, µs |",
            "|---|---|---|---|---|---|",
        ]
        return "\n".join([*lines, *map(self._line, self.samples)])

    def _line(self, name: str) -> str:
        ratios = self.ratios(name)
        # A short measurement may have used less time than the system counts in.
        share = self.server_us(name) / (self.server_us("fonds") or math.nan)
        middle, low, high = statistics.median(ratios), min(ratios), max(ratios)
        told = f"{middle:.2f} ({low:.2f}–{high:.2f})"
        return (
            f"| {name} | {self.rate(name):,.0f} | {told} | {self.server_us(name):.1f} "
            f"| {share:.2f} | {self.client_us(name):.1f} |"
        )

    def as_json(self) -> dict[str, Any]:
        """Return what ``plot.py`` reads."""
        return {
            "question": self.question,
            "unit": self.unit,
            "records": self.shape.place.records,
            "batch": self.shape.batch,
            "clients": self.clients,
            "workers": self.shape.workers,
            "servers": {
                name: {
                    "rate": self.rate(name),
                    "rates": [sample.rate for sample in samples],
                    "ratios": self.ratios(name),
                    "server_us": self.server_us(name),
                    "client_us": self.client_us(name),
                }
                for name, samples in self.samples.items()
            },
        }


def header() -> dict[str, str]:
    """Return where and with what a measurement was made, and print it."""
    said = {
        "commit": _output("git", "describe", "--always", "--dirty"),
        "date": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        "machine": f"{os.cpu_count()} cores, {_processor()}, {platform.system()}",
        "load": " ".join(f"{load:.1f}" for load in os.getloadavg()),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "nginx": _nginx(),
    }
    said |= {name: _version(name) for name in _PACKAGES}
    print("; ".join(f"{name} {value}" for name, value in said.items()))
    return said


def _output(*command: str) -> str:
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    return (done.stdout or done.stderr).strip()


def _nginx() -> str:
    return _output("nginx", "-v").rpartition("/")[2] if shutil.which("nginx") else "none"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def keep(name: str, head: dict[str, str], measured: Sequence[dict[str, Any]]) -> None:
    """Write what was measured into ``var/bench/NAME.json``."""
    path = FOLDER / f"{name}.json"
    path.write_text(json.dumps({"header": head, "measured": measured}, indent=1) + "\n")
    print(f"\nevery round: {path}")
