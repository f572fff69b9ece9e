"""What a command did with its input: counts, and every problem, for people and for machines."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from schemas.problem import Problem, Severity

COUNTED = ("read", "stored", "unchanged", "refused", "deleted")

# Counts go on for ever; what is kept of the problems themselves has an end.
MAX_PROBLEMS = 100_000


@dataclass
class Report:
    """Grows while a command works: rows read = stored + unchanged + refused (+ deleted)."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)

    def count(self, what: str, rows: int = 1) -> None:
        """Add *rows* to one of ``COUNTED``."""
        self.counts[what] += rows

    def note(self, problems: Iterable[Problem]) -> None:
        """Keep *problems*, as long as there is room, and count the warnings."""
        for problem in problems:
            self.counts["warnings"] += problem.severity is Severity.WARN
            if len(self.problems) < MAX_PROBLEMS:
                self.problems.append(problem)
            else:
                self.counts["not shown"] += 1

    @property
    def has_refusals(self) -> bool:
        """Whether some input was refused: the exit status is then 1."""
        return self.counts["refused"] > 0

    def as_json(self) -> dict[str, Any]:
        """Return the report as the one object that ``--json`` prints."""
        counts = {name: self.counts[name] for name in (*COUNTED, "warnings")}
        return counts | {"problems": [asdict(problem) for problem in self.problems]}
