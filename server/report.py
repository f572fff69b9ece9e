"""What a command did with its input: counts, and every problem, for people and for machines."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from schemas.problem import Problem, Severity
from schemas.record import Record
from server.summary import Summary

COUNTED = ("read", "stored", "unchanged", "refused", "deleted")

# Counts go on for ever; what is kept of the problems themselves has an end. There are as many
# warnings as anyone likes, and they may not crowd out the reason why a row was refused.
MAX_PROBLEMS = 100_000


@dataclass
class Report:
    """Grows while a command works: rows read = stored + unchanged + refused (+ deleted).

    *room* is how many problems of each severity are kept; the summary counts them all.
    """

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    room: int = MAX_PROBLEMS
    notes: list[str] = field(default_factory=list)  # what was done unasked, in sentences
    doing: str = ""  # what takes long just now
    summary: Summary = field(default_factory=Summary)
    _kept: Counter[Severity] = field(default_factory=Counter)

    def count(self, what: str, rows: int = 1) -> None:
        """Add *rows* to one of ``COUNTED``."""
        self.counts[what] += rows

    def note(self, problems: Iterable[Problem], record: str = "") -> None:
        """Count *problems*, those of a *record* if any; keep them while there is room."""
        for problem in problems:
            self.summary.note(problem, record)
            self.counts["warnings"] += problem.severity is Severity.WARN
            self._keep(problem)

    def _keep(self, problem: Problem) -> None:
        if self._kept[problem.severity] < self.room:
            self._kept[problem.severity] += 1
            self.problems.append(problem)
        else:
            self.counts["not shown"] += 1

    def add(self, other: "Report") -> None:
        """Add what *other* counts and keeps."""
        self.counts.update(other.counts)
        self.summary.add(other.summary)
        self.kinds += other.kinds
        self.notes += other.notes
        for problem in other.problems:
            self._keep(problem)

    def take(self, record: Record) -> None:
        """Count *record*, which can be stored, and what it has."""
        self.summary.take(record)

    @property
    def has_refusals(self) -> bool:
        """Whether some input was refused: the exit status is then 1."""
        return self.counts["refused"] > 0

    def as_json(self) -> dict[str, Any]:
        """Return the report as the one object that ``--json`` prints."""
        counts = {name: self.counts[name] for name in (*COUNTED, "warnings")}
        problems = [*self.problems, *self._cut()]
        summary = {"sources": self.kinds, "notes": self.notes} | self.summary.as_json()
        return counts | {"problems": [asdict(one) for one in problems], "summary": summary}

    def _cut(self) -> list[Problem]:
        """Return the warning that some problems were only counted, if they were."""
        if not self.counts["not shown"]:
            return []
        message = f"{self.counts['not shown']} further problems were only counted"
        return [Problem("report", 0, "problems", "", message, Severity.WARN)]
