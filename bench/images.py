"""How fast images are given, beside IIPImage and iiif-processor.

    apt-get install --no-install-recommends iipimage-server nginx-light    # and node with npm
    python bench/images.py
    python bench/images.py --quick --servers fonds

Two pictures, of 48 and of 300 megapixels, and 2,000 requests for them (``pictures.py``), from
sixteen connections. Servers take turns; each round starts them anew:

- mixed, cold: the whole list once, with nothing rendered before;
- mixed, warm: the same again, several times;
- tiles: those of the list alone, several times;
- mixed, nothing kept: Fonds without its folder of derivatives, beside the others cold.

iiif-processor gets the first 300 requests only, and IIPImage is asked less often for the warm list.
Before that, each distinct answer of every server is decoded once and has its size looked at; at
last Fonds is asked for 20,000 images, and its memory read half way and at the end.
"""

import argparse
import io
import json
import shutil
import statistics
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from archive import FOLDER
from image_servers import (
    IMAGE_SERVERS,
    PROCESSES,
    ImageServer,
    Pictures,
    files,
    fonds_uncached,
    iipimage_version,
    ingest,
    own_memory,
    processor_version,
)
from measuring import VIEWER, Sample, header, keep, run
from pictures import FULL, QUICK, Shape, Wanted, make, requests
from PIL import Image
from servers import Server

CONNECTIONS = 16
_COLD, _WARM, _TILES = "mixed, cold", "mixed, warm", "tiles"
_UNKEPT = "mixed, nothing kept"
_FILE = "tile.jpg"

# What is to be reached: how many times as fast as each, in which measurement.
TARGETS = {
    _TILES: {"iipimage": 2.5, "iiif-processor": 50},
    _COLD: {"iipimage": 1.2, "iiif-processor": 10},
    _WARM: {"iipimage": 8, "iiif-processor": 80},
}
MOST_P99 = 1.2  # of IIPImage's
MOST_MEMORY = 350e6
MOST_GROWTH = 0.1


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured."""

    shapes: dict[str, Shape]
    requests: int
    rounds: int
    passes: int

    @property
    def half(self) -> int:
        """How often the list is asked for until memory is read."""
        return -(-10_000 // self.requests) if self.shapes is FULL else 1


THOROUGH = Effort(FULL, 2_000, 5, 5)
SHORT = Effort(QUICK, 60, 1, 1)


@dataclass(slots=True)
class Mode:
    """The rounds of one measurement; *samples* are those of each server, in their order."""

    name: str
    samples: dict[str, list[Sample]] = field(default_factory=dict)

    def add(self, server: str, sample: Sample) -> None:
        """Keep the *sample* of a round."""
        self.samples.setdefault(server, []).append(sample)

    def ratios(self, server: str, of: Callable[[Sample], float]) -> list[float]:
        """Return how many times as much Fonds has *of* something as *server*, round by round."""
        pairs = zip(self.samples["fonds"], self.samples[server], strict=True)
        return [of(ours) / of(theirs) for ours, theirs in pairs]

    def lines(self) -> Iterator[str]:
        """Yield a table of Markdown."""
        yield f"\n### {self.name}\n"
        yield (
            "| server | requests/s | Fonds is so many times as fast (range) | p50, ms | p99, ms "
            "| p99 of Fonds, of that | server CPU, ms | client CPU, ms |"
        )
        yield "|---|---|---|---|---|---|---|---|"
        for server, samples in self.samples.items():
            waits = [f"{1e3 * _median(samples, part):.1f}" for part in (_p50, _p99)]
            costs = [f"{1e3 * _median(samples, cost):.3f}" for cost in (_server_cpu, _client_cpu)]
            told = [f"{_median(samples, _rate):,.0f}", _span(self.ratios(server, _rate)), *waits]
            told += [_span(self.ratios(server, _p99)), *costs]
            yield f"| {' | '.join([server, *told])} |"

    def as_json(self) -> dict[str, Any]:
        """Return what ``plot.py`` reads."""
        return {
            "question": self.name,
            "unit": "requests",
            "clients": CONNECTIONS,
            "workers": PROCESSES,
            "servers": {
                server: {
                    "rate": _median(samples, _rate),
                    "rates": [one.rate for one in samples],
                    "ratios": self.ratios(server, _rate),
                    "p50": [_p50(one) for one in samples],
                    "p99": [_p99(one) for one in samples],
                    "server_cpu": [_server_cpu(one) for one in samples],
                    "client_cpu": [_client_cpu(one) for one in samples],
                }
                for server, samples in self.samples.items()
            },
        }


def _rate(sample: Sample) -> float:
    return sample.rate


def _p50(sample: Sample) -> float:
    return statistics.median(sample.waits)


def _p99(sample: Sample) -> float:
    return sorted(sample.waits)[len(sample.waits) * 99 // 100]


def _server_cpu(sample: Sample) -> float:
    return sample.server_cpu / sample.units


def _client_cpu(sample: Sample) -> float:
    return sample.client_cpu / sample.units


def _median(samples: Sequence[Sample], of: Callable[[Sample], float]) -> float:
    return statistics.median(map(of, samples))


def _span(ratios: Sequence[float]) -> str:
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})"


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="small pictures, one round")
    parser.add_argument("--rounds", type=int, help="instead of five")
    parser.add_argument("--servers", nargs="+", default=list(IMAGE_SERVERS), choices=IMAGE_SERVERS)
    given = parser.parse_args()
    effort = SHORT if given.quick else THOROUGH
    wanted = requests(effort.shapes, effort.requests)
    head, pictures = header(), _prepare(effort)
    names = _available(["fonds", *given.servers])
    head |= _versions(names)
    for name in names:
        _check(name, pictures, wanted)
    modes = {name: Mode(name) for name in (_COLD, _WARM, _TILES, _UNKEPT)}
    for _ in range(given.rounds or effort.rounds):
        for name in names:
            _round(modes, name, pictures, wanted, effort.passes)
    for mode in modes.values():
        print("\n".join(mode.lines()), flush=True)
    memory = _memory(pictures, wanted, effort.half)
    _ceiling(pictures, names, len(wanted) * effort.half)
    _judge(modes, memory)
    keep("images", head, [mode.as_json() for mode in modes.values()])


def _prepare(effort: Effort) -> Pictures:
    folder = FOLDER / f"images-{'full' if effort is THOROUGH else 'quick'}"
    pictures = Pictures(folder, folder / "fonds")
    make(folder, effort.shapes)
    ingest(pictures)
    return pictures


def _available(names: Sequence[str]) -> list[str]:
    """Return which of *names* can be run here; say what the others need."""
    found = []
    for name, server in IMAGE_SERVERS.items():
        if name in names and server.is_there():
            found.append(name)
        elif name in names:
            print(f"without {name}: {server.otherwise}")
    return found


def _versions(names: Sequence[str]) -> dict[str, str]:
    told = {"iipimage": iipimage_version, "iiif-processor": processor_version}
    versions = {name: told[name]() for name in names if name in told}
    print("; ".join(f"{name} {version}" for name, version in versions.items()))
    return versions


def _address(server: ImageServer, wanted: Wanted) -> str:
    return f"{server.prefix}{wanted.picture}/{wanted.address}"


def _check(name: str, pictures: Pictures, wanted: Sequence[Wanted]) -> None:
    """Look at each distinct answer of a server.

    Raises:
        SystemExit: one has not the size that was asked for; others than Fonds may be a pixel off.
    """
    server, off = IMAGE_SERVERS[name], 0
    distinct = list(dict.fromkeys(wanted[: server.most]))
    with server.start(pictures) as running:
        for one in distinct:
            address = f"http://127.0.0.1:{running.port}{_address(server, one)}"
            with urllib.request.urlopen(address) as answer:
                width, height = _size(one, answer.read())
            across, down = one.size
            error = max(abs(width - across), abs(height - down))
            off += error > 0
            if error > (name != "fonds"):
                raise SystemExit(f"{address} has {width} by {height} pixels, not {across}, {down}")
    print(f"{name}: {len(distinct)} distinct answers, {off} of them a pixel off", flush=True)


def _size(wanted: Wanted, body: bytes) -> Shape:
    if not wanted.region:
        described = json.loads(body)
        return described["width"], described["height"]
    picture = Image.open(io.BytesIO(body))
    picture.load()
    return picture.size


def _round(
    modes: dict[str, Mode], name: str, pictures: Pictures, wanted: Sequence[Wanted], passes: int
) -> None:
    """Measure one server once in every mode."""
    server = IMAGE_SERVERS[name]
    mixed = [_address(server, one) for one in wanted[: server.most]]
    tiles = [_address(server, one) for one in wanted if one.is_tile][: server.most]
    passes = max(1, min(passes, server.most // len(wanted)))
    shutil.rmtree(pictures.derivatives, ignore_errors=True)
    with server.start(pictures) as running:
        cold = _ask(running, mixed, 1)
        modes[_COLD].add(name, cold)
        modes[_WARM].add(name, _ask(running, mixed, passes))
        modes[_TILES].add(name, _ask(running, tiles, passes))
    if name == "fonds":
        with fonds_uncached(pictures) as running:
            cold = _ask(running, mixed, 1)
    modes[_UNKEPT].add(name, cold)


def _ask(server: Server, targets: Sequence[str], passes: int) -> Sample:
    task = {"targets": targets, "passes": passes, "connections": CONNECTIONS}
    return run(server, [task], len(targets) * passes, VIEWER)


def _memory(pictures: Pictures, wanted: Sequence[Wanted], half: int) -> tuple[int, int]:
    """Return the memory of Fonds, all its processes together, half way and at the end."""
    server, readings = IMAGE_SERVERS["fonds"], []
    targets = [_address(server, one) for one in wanted]
    shutil.rmtree(pictures.derivatives, ignore_errors=True)
    with server.start(pictures) as running:
        for _ in range(2):
            _ask(running, targets, half)
            readings.append(own_memory(running))
    count, middle, end = 2 * half * len(targets), *(one / 1e6 for one in readings)
    print(f"\nmemory (PSS, all processes): {middle:.0f} MB, {end:.0f} after {count:,} requests")
    return readings[0], readings[1]


def _ceiling(pictures: Pictures, names: Sequence[str], count: int) -> None:
    """Say what the client can do: how fast it gets a tile that nginx has as a file."""
    if "iipimage" not in names:
        return
    server = IMAGE_SERVERS["fonds"]
    tile = Wanted("page", "0,0,512,512", "512,512", (512, 512))
    with server.start(pictures) as running:
        address = f"http://127.0.0.1:{running.port}{_address(server, tile)}"
        with urllib.request.urlopen(address) as answer:
            (pictures.folder / _FILE).write_bytes(answer.read())
    with files(pictures) as running:
        sample = _ask(running, [f"/files/{_FILE}"], count)
    told = f"{sample.rate:,.0f} a second, {1e3 * _client_cpu(sample):.3f} ms of the client's"
    print(f"a tile as a file, from nginx: {told}")


def _judge(modes: dict[str, Mode], memory: tuple[int, int]) -> None:
    """Print a table of what is to be reached, and what was."""
    print("\n| what | to reach | measured: median (range) |\n|---|---|---|")
    for name, least in TARGETS.items():
        mode = modes[name]
        for server in filter(mode.samples.__contains__, least):
            print(f"| {name} | {least[server]} × {server} | {_span(mode.ratios(server, _rate))} |")
        if "iipimage" in mode.samples:
            ratio = _span(mode.ratios("iipimage", _p99))
            print(f"| {name}, p99 | at most {MOST_P99} × iipimage | {ratio} |")
    middle, end = memory
    print(f"| memory | at most {MOST_MEMORY / 1e6:.0f} MB | {end / 1e6:.0f} MB |")
    print(f"| growth | less than {100 * MOST_GROWTH:.0f} % | {100 * (end / middle - 1):.1f} % |")


if __name__ == "__main__":
    main()
