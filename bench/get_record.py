"""How fast single records are given: GetRecord, the same records of every server.

    python bench/get_record.py --records 100000 --requests 4000

One client asks one process, eight ask two; the records are chosen by chance, the same in every
run, and none of them is deleted.
"""

import argparse
from contextlib import ExitStack
from random import Random

from archive import NAMESPACE, PREFIX, prepare
from letters import deleted, record_id
from measuring import Measured, Task, header, keep, run
from servers import CONTENDERS, Shape, available

_SERVERS = ("fonds", "fonds-postgresql", "oaipmh", "oaipmh-gunicorn", "oaipmh-flask", "oai-repo")
_BATCH = 100  # it matters to lists only
_SEED = 1957


def main() -> None:
    """Measure one client and eight, and print a table for each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--requests", type=int, default=4000)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8])
    parser.add_argument("--servers", nargs="+", default=_SERVERS, choices=_SERVERS)
    given = parser.parse_args()
    head, place = header(), prepare(given.records)
    names, targets = available(given.servers), _targets(given.records, given.requests)
    measured = []
    for clients in given.clients:
        shape = Shape(place, _BATCH, 1 if clients == 1 else 2)
        tasks: list[Task] = [{"targets": targets[number::clients]} for number in range(clients)]
        done = measure(shape, names, tasks, given.rounds)
        print(done, flush=True)
        measured.append(done.as_json())
    keep("get_record", head, measured)


def measure(shape: Shape, names: list[str], tasks: list[Task], rounds: int) -> Measured:
    """Return what *rounds* rounds of all servers gave, after one that is not counted."""
    done = Measured("GetRecord", "requests", shape, len(tasks))
    requests = sum(len(task["targets"]) for task in tasks)
    with ExitStack() as stack:
        servers = [stack.enter_context(CONTENDERS[name].start(shape)) for name in names]
        for number in range(rounds + 1):
            for server in servers:
                sample = run(server, tasks, requests)
                if number:
                    done.add(server.name, sample)
    return done


def _targets(records: int, requests: int) -> list[str]:
    gone = set(deleted(records))
    alive = [one for one in map(record_id, range(records)) if one not in gone]
    asked = Random(_SEED).choices(alive, k=requests)
    start = f"/oai?verb=GetRecord&metadataPrefix={PREFIX}&identifier=oai:{NAMESPACE}:"
    return [start + one for one in asked]


if __name__ == "__main__":
    main()
