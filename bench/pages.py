"""Whether a long list stays cheap: first page against last, and memory over a full harvest.

    python bench/pages.py --records 1000000

Fonds is harvested once from beginning to end, by one client and in one process, and the memory of
that process is read on the way. Then single pages of the list are asked for in turn. The first of
them also counts the whole list, which its resumptionToken tells (completeListSize).
"""

import argparse
import statistics
import time
from collections.abc import Sequence

from archive import prepare
from harvester import Client
from measuring import header, keep, pages
from servers import CONTENDERS, Server, Shape, available

_SERVERS = ("fonds", "fonds-postgresql")
_READINGS = 20


def main() -> None:
    """Measure each server, one after the other, and print two tables for each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--batch", type=int, default=100)
    parser.add_argument("--servers", nargs="+", default=["fonds"], choices=_SERVERS)
    given = parser.parse_args()
    head, place = header(), prepare(given.records, peers=False)
    shape = Shape(place, given.batch, 1)
    measured = []
    for name in available(given.servers):
        with CONTENDERS[name].start(shape) as server:
            targets, memory = harvest(server, len(range(0, given.records, given.batch)))
            seconds = ask(server, _places(targets), given.rounds)
        _show(name, given.records, memory, seconds)
        measured.append(
            {"server": name, "records": given.records, "resident": memory, "seconds": seconds}
        )
    keep("pages", head, measured)


def harvest(server: Server, count: int) -> tuple[list[str], list[int]]:
    """Return the addresses of all pages, and resident bytes after each twentieth of them."""
    targets, memory = [], []
    for number, (target, _) in enumerate(pages(server), 1):
        targets.append(target)
        if number % max(1, count // _READINGS) == 0:
            memory.append(server.resident_bytes())
    return targets, memory


def _places(targets: Sequence[str]) -> dict[str, str]:
    """Return the pages to compare; the last is the last full one."""
    return {
        "first": targets[0],
        "second": targets[1],
        "middle": targets[len(targets) // 2],
        "last": targets[-2],
    }


def ask(server: Server, places: dict[str, str], rounds: int) -> dict[str, float]:
    """Return the median seconds of each of *places*, asked for in turn over one connection."""
    client = Client(server.port, "identity")
    taken: dict[str, list[float]] = {name: [] for name in places}
    for _ in range(rounds):
        for name, target in places.items():
            began = time.perf_counter()
            client.get(target)
            taken[name].append(time.perf_counter() - began)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def _show(name: str, records: int, memory: list[int], seconds: dict[str, float]) -> None:
    print(
        f"\n### {name}, {records:,} records\n\n| page | ms | of the second page's |\n|---|---|---|"
    )
    for page, one in seconds.items():
        print(f"| {page} | {1000 * one:.2f} | {one / seconds['second']:.2f} |")
    print("\n| part of the harvest | resident memory of the largest process, MB |\n|---|---|")
    for part in range(0, len(memory), 4):
        print(f"| {100 * (part + 1) // len(memory)} % | {memory[part] / 1e6:.1f} |")
    print(f"| 100 % | {memory[-1] / 1e6:.1f} |")


if __name__ == "__main__":
    main()
