"""How fast an archive is harvested, and from which server.

    python bench/list_records.py --records 100000 --rounds 7
    python bench/list_records.py --servers fonds oaipmh --batch 100 --clients 1

One client harvests the whole archive from one process; eight begin at eight places of the list,
on two processes, and follow it for an eighth of it, or for 10,000 records if that is more. Clients
follow tokens; those that ask for gzip do not unpack what they get, and ask for the addresses that
an earlier harvest has found.
"""

import argparse
from contextlib import ExitStack
from math import ceil

from archive import prepare, write_pages
from measuring import Listed, Measured, Sample, Task, header, keep, pages, run, sent_coding, survey
from servers import CONTENDERS, Server, Shape, available

AT_LEAST = 10_000  # records of each client, so that a measurement is no moment

_FOR_SINGLE_RECORDS = {"oaipmh-gunicorn", "oaipmh-flask"}


def main() -> None:
    """Measure every combination that is asked for, and print a table for each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--batch", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8])
    servers = [name for name in CONTENDERS if name not in _FOR_SINGLE_RECORDS]
    parser.add_argument("--servers", nargs="+", default=servers, choices=CONTENDERS)
    given = parser.parse_args()
    head, place = header(), prepare(given.records)
    names = available(given.servers)
    measured = []
    for clients in given.clients:
        for batch in given.batch:
            shape = Shape(place, batch, 1 if clients == 1 else 2)
            done = measure(shape, names, clients, given.rounds)
            print(done, flush=True)
            measured.append(done.as_json())
    keep("list_records", head, measured)


def measure(shape: Shape, names: list[str], clients: int, rounds: int) -> Measured:
    """Return what *rounds* rounds of all servers gave."""
    done = Measured(f"ListRecords, batch {shape.batch}", "records", shape, clients)
    with ExitStack() as stack:
        servers: dict[Server, Listed] = {}
        for name in names:
            server = _start(name, shape, stack, servers)
            if server.coding == sent_coding(server):
                servers[server] = survey(server, shape.place)
            else:
                print(f"without {name}: it sends no {server.coding}")
        for _ in range(rounds):
            for server, listed in servers.items():
                done.add(server.name, _harvest(server, listed, shape, clients))
    return done


def _start(name: str, shape: Shape, stack: ExitStack, servers: dict[Server, Listed]) -> Server:
    if name == "nginx":
        write_pages(shape.place, shape.batch, (page for _, page in pages(next(iter(servers)))))
    return stack.enter_context(CONTENDERS[name].start(shape))


def _harvest(server: Server, listed: Listed, shape: Shape, clients: int) -> Sample:
    count = len(listed.targets)
    each = min(count, max(ceil(count / clients), AT_LEAST // shape.batch))
    starts = [count * client // clients for client in range(clients)]
    visited = [[(start + page) % count for page in range(each)] for start in starts]
    tasks = [_task(server, listed, numbers) for numbers in visited]
    return run(server, tasks, sum(_size(page, shape) for numbers in visited for page in numbers))


def _task(server: Server, listed: Listed, numbers: list[int]) -> Task:
    if server.coding != "identity":
        return {"targets": [listed.targets[number] for number in numbers]}
    start = listed.targets[numbers[0]]
    return {"first": server.first, "start": start, "pages": len(numbers)}


def _size(page: int, shape: Shape) -> int:
    """Return how many records of the archive a page stands for."""
    return min(shape.batch, shape.place.records - page * shape.batch)


if __name__ == "__main__":
    main()
