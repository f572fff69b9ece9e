"""How fast images are given, beside IIPImage and iiif-processor: tiles, a mixed list, memory.

    pip install -r bench/requirements.txt                       # and nginx and npm, from the system
    python bench/images.py
    python bench/plot.py var/bench/images.json docs/images.svg

Servers take turns, round by round, each started anew: 2,000 tiles; a fixed list of 2,000 requests
of readers, cold, with nothing kept of what was rendered before; and the same list again, warm. One
client asks over 16 connections; iiif-processor over 4, and for less. Before that every answer of
each list is looked at: its status, and the size of its decoded picture. At last 20,000 other
requests are made of Fonds, and its memory is read before and after.
"""

import argparse
import http.client
import io
import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive import FOLDER
from image_servers import IMAGE_SERVERS, WORKERS, ImageServer, memory
from measuring import header, keep
from pictures import LARGE, SMALL, Pictures, Request, make, requests, tiles
from PIL import Image
from servers import Server

Image.MAX_IMAGE_PIXELS = None
_LISTS = ("tiles", "mixed, cold", "mixed, warm")
_CONNECTIONS = {"iiif-processor": 4}
_READER = Path(__file__).with_name("reader.py")
_LONGER = 10  # times as many requests, at the end, as in a list
_WORN_IN = 2_000

# What is to be reached: how many times as fast as each, and how long the slowest answers may take.
_TARGETS = {
    ("tiles", "IIPImage"): 2.5,
    ("tiles", "iiif-processor"): 50,
    ("mixed, cold", "IIPImage"): 1.2,
    ("mixed, cold", "iiif-processor"): 10,
    ("mixed, warm", "IIPImage"): 8,
    ("mixed, warm", "iiif-processor"): 80,
}
_P99 = 1.2
_SPENT = ("cpu", "client")
_MEMORY_MB, _GROWTH = 350, 1.1


@dataclass(frozen=True, slots=True)
class Run:
    """How a list was answered; processor seconds of the server, and of the client."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    cpu: float
    client: float

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


Measured = dict[str, dict[str, list[Run]]]
"""The runs of each list, by server, in the order of rounds."""


def main() -> None:
    """Measure and print."""
    given = _arguments()
    head = header()
    sizes = SMALL if given.quick else LARGE
    pictures = make(FOLDER / ("images-quick" if given.quick else "images"), sizes)
    count = given.requests or (200 if given.quick else 2_000)
    asked = {"tiles": tiles(sizes, count), "mixed": requests(sizes, count)}
    servers = _available(given.servers)
    for name, server in servers.items():
        print(f"{name}: {server.version()}, {_check(server, pictures, asked)} answers looked at")
    measured: Measured = {one: {name: [] for name in servers} for one in _LISTS}
    for _ in range(1 if given.quick else given.rounds):
        for name, server in servers.items():
            _round(name, server, pictures, asked, measured)
    _show(measured)
    long = requests(sizes, count * (2 if given.quick else _LONGER), seed=20)
    resident = _wear(pictures, long)
    _keep(head, measured, resident, pictures)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--requests", type=int, help="of each list; 2,000 unless given")
    parser.add_argument("--quick", action="store_true", help="small pictures, one short round")
    parser.add_argument("--servers", nargs="+", default=[*IMAGE_SERVERS], choices=IMAGE_SERVERS)
    return parser.parse_args()


def _available(names: Sequence[str]) -> dict[str, ImageServer]:
    for name in names:
        if not IMAGE_SERVERS[name].is_there():
            print(f"without {name}: it needs {IMAGE_SERVERS[name].otherwise}")
    return {
        name: server
        for name, server in IMAGE_SERVERS.items()
        if name in {*names, "fonds"} and server.is_there()
    }


def _check(server: ImageServer, pictures: Pictures, asked: dict[str, list[Request]]) -> int:
    """Return how many different answers are what they should be, which is all of them.

    Raises:
        SystemExit: one is not.
    """
    each = [one for kind in asked.values() for one in _part(kind, server)]
    with server.start(pictures) as running:
        connection = http.client.HTTPConnection("127.0.0.1", running.port)
        for one in dict.fromkeys(each):
            connection.request("GET", server.address(one))
            answer = connection.getresponse()
            fault = _fault(answer.status, answer.read(), one, pictures)
            if fault:
                raise SystemExit(f"{running.name}: {server.address(one)}: {fault}")
    return len(set(each))


def _fault(status: int, body: bytes, one: Request, pictures: Pictures) -> str:
    """Return what is wrong with an answer; sizes are rounded by each server in its own way."""
    if status != 200:
        return f"status {status}"
    if one.size is None:
        full = pictures.sizes[one.picture]
        said = json.loads(body)
        return (
            "" if (said["width"], said["height"]) == (full.width, full.height) else "no such size"
        )
    picture = Image.open(io.BytesIO(body))
    picture.load()
    off = (picture.width - one.size.width, picture.height - one.size.height)
    return "" if max(map(abs, off)) <= 1 else f"{picture.size} instead of {one.size}"


def _part(asked: list[Request], server: ImageServer) -> list[Request]:
    return asked[: max(10, round(len(asked) * server.part))]


def _round(
    name: str,
    server: ImageServer,
    pictures: Pictures,
    asked: dict[str, list[Request]],
    measured: Measured,
) -> None:
    with server.start(pictures) as running:
        for one in _LISTS:
            kind = _part(asked[one.partition(",")[0]], server)
            addresses = [server.address(request) for request in kind]
            run = ask(running, addresses, _CONNECTIONS.get(name, 16))
            measured[one][name].append(run)
            print(f"{one}, {name}: {run.rate:,.0f}/s, p99 {run.p99_ms:.0f} ms", flush=True)


def ask(server: Server, addresses: Sequence[str], connections: int = 16) -> Run:
    """Return how *server* has answered *addresses*, each asked for once.

    Raises:
        SystemExit: it has refused one.
    """
    task = {"port": server.port, "connections": connections, "targets": addresses}
    command = [sys.executable, "-I", "-S", str(_READER)]
    before = server.cpu_seconds()
    done = subprocess.run(
        command, input=json.dumps(task) + "\n", check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(f"{server.name}: {done.stderr}")
    cpu = server.cpu_seconds() - before
    told = json.loads(done.stdout)
    hundredths = statistics.quantiles(told["taken"], n=100)
    busy, slow = told["busy"], 1e3 * hundredths[98]
    return Run(len(addresses), told["seconds"], 1e3 * hundredths[49], slow, cpu, busy)


def _ratios(runs: dict[str, list[Run]], name: str) -> list[float]:
    pairs = zip(runs["fonds"], runs[name], strict=True)
    return [ours.rate / theirs.rate for ours, theirs in pairs]


def _middle(runs: Sequence[Run], what: str) -> float:
    return statistics.median(getattr(run, what) for run in runs)


def _show(measured: Measured) -> None:
    for one, runs in measured.items():
        print(
            f"\n### {one}, {WORKERS} processes\n\n"
            "| server | requests/s | Fonds is so many times as fast (range) | to reach | p50, ms "
            "| p99, ms | CPU, ms a request | of the client |\n|---|---|---|---|---|---|---|---|"
        )
        for name in runs:
            print(_line(one, runs, name))
    for one, runs in measured.items():
        if "IIPImage" in runs:
            slower = _middle(runs["fonds"], "p99_ms") / _middle(runs["IIPImage"], "p99_ms")
            print(f"\np99, {one}: {slower:.2f} times IIPImage's ({_verdict(slower <= _P99)})")


def _line(one: str, runs: dict[str, list[Run]], name: str) -> str:
    ratios, wanted = _ratios(runs, name), _TARGETS.get((one, name))
    middle = statistics.median(ratios)
    reach = f"{wanted:g} ({_verdict(middle >= wanted)})" if wanted else ""
    count = sum(run.requests for run in runs[name])
    cpu, client = (1e3 * sum(getattr(run, one) for run in runs[name]) / count for one in _SPENT)
    return (
        f"| {name} | {_middle(runs[name], 'rate'):,.0f} "
        f"| {middle:.2f} ({min(ratios):.2f}–{max(ratios):.2f}) | {reach} "
        f"| {_middle(runs[name], 'p50_ms'):.1f} | {_middle(runs[name], 'p99_ms'):.1f} | {cpu:.2f} "
        f"| {client:.2f} |"
    )


def _verdict(reached: bool) -> str:
    return "reached" if reached else "**not reached**"


def _wear(pictures: Pictures, long: list[Request]) -> list[int]:
    """Return the memory of the workers of Fonds, before and after most of *long*."""
    ours = IMAGE_SERVERS["fonds"]
    addresses, first = [ours.address(one) for one in long], min(_WORN_IN, len(long) // 2)
    with ours.start(pictures) as running:
        ask(running, addresses[:first])
        before = memory(running)
        ask(running, addresses[first:])
        after = memory(running)
    growth = after / before
    print(
        f"\nmemory of {WORKERS} workers: {before / 1e6:.0f} MB after {first:,} requests, "
        f"{after / 1e6:.0f} MB after {len(long):,} ({_verdict(after <= _MEMORY_MB * 1e6)}: "
        f"{_MEMORY_MB} MB); grown {growth:.2f} times ({_verdict(growth < _GROWTH)}: {_GROWTH})"
    )
    return [before, after]


def _keep(
    head: dict[str, str], measured: Measured, resident: list[int], pictures: Pictures
) -> None:
    """Write what ``plot.py`` reads, and the rest beside it."""
    areas = ", ".join(f"{size.area / 1e6:.0f}" for size in pictures.sizes.values())
    title = f"Image requests a second, pictures of {areas} million pixels"
    panels = [
        {"heading": f"{one}, {WORKERS} processes", "servers": _servers(runs)}
        for one, runs in measured.items()
    ]
    keep("images", head | {"title": title, "resident": str(resident)}, panels)


def _servers(runs: dict[str, list[Run]]) -> dict[str, dict[str, Any]]:
    return {
        name: {
            "rate": _middle(each, "rate"),
            "rates": [run.rate for run in each],
            "ratios": _ratios(runs, name),
            "p50_ms": [run.p50_ms for run in each],
            "p99_ms": [run.p99_ms for run in each],
        }
        for name, each in runs.items()
    }


if __name__ == "__main__":
    main()
