"""How commands show their work: progress while it lasts, and a report that an archivist can use.

On a terminal progress is one line that changes; elsewhere it is a plain line now and then.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from schemas.problem import Problem, Severity, legible
from server.report import COUNTED, Report

MAX_SHOWN = 30  # kinds of problem; --json has every single one
_EVERY_SECONDS = 5.0


class Progress:
    """Shows how far a command has come; use it in a ``with``."""

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._console = Console(stderr=True)
        self._status = self._console.status(f"{doing} …")
        self._began = self._said = time.monotonic()

    def __enter__(self) -> "Progress":
        """Begin to show."""
        if self._console.is_terminal:
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Take the changing line away."""
        self._status.stop()

    def __call__(self, report: Report) -> None:
        """Show how many rows were read, and at what rate."""
        self.show(report.counts["read"], report.doing)

    def show(self, read: int, doing: str = "", left: int | None = None) -> None:
        """Show that *read* rows or records have been read, at what rate, and what takes long.

        *left* are those still to come, None where nobody knows.
        """
        now = time.monotonic()
        rate = read / max(now - self._began, 0.001)
        line = f"{self._doing}: {read:,} read, {rate:,.0f} a second"
        if left is not None and read:
            line += f", {left:,} left, about {_duration(left / max(rate, 0.001))}"
        line += f": {legible(doing)}" if doing else ""
        if self._console.is_terminal:
            self._status.update(Text(line))  # brackets in a name are no markup
        elif now - self._said > _EVERY_SECONDS:
            self._said = now
            self._console.print(line, markup=False, highlight=False, soft_wrap=True)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


def show_report(report: Report) -> None:
    """Print *report*: what was read as what, the counts, and the problems by kind."""
    console = Console()
    for kind in report.kinds:
        console.print(kind, markup=False, highlight=False, soft_wrap=True)
    told = [f"{report.counts[name]:,} {name}" for name in COUNTED if report.counts[name]]
    warnings = report.counts["warnings"]
    told.append(f"{warnings:,} warning{'' if warnings == 1 else 's'}")
    console.print(", ".join(told), highlight=False)
    for line in _lines(report):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    if report.counts["not shown"]:
        console.print(f"{report.counts['not shown']:,} further problems were only counted")


@dataclass
class _Kind:
    """Problems that say the same of the same field."""

    first: Problem
    times: int = 0


def _kinds(problems: Iterable[Problem]) -> list[_Kind]:
    kinds: dict[tuple[str, ...], _Kind] = {}
    for problem in problems:
        # A message that quotes the value says something else each time.
        said = problem.message.replace(problem.value, "…") if problem.value else problem.message
        key = (problem.severity, problem.source, problem.field, said)
        kinds.setdefault(key, _Kind(problem)).times += 1
    return sorted(kinds.values(), key=lambda kind: kind.first.severity is Severity.WARN)


def _lines(report: Report) -> Iterator[str]:
    kinds = _kinds(report.problems)
    for kind in kinds[:MAX_SHOWN]:
        one = kind.first
        severity = "REFUSED" if one.severity is Severity.REFUSE else "warning"
        value = f' "{one.value}"' if one.value and one.value != one.field else ""
        times = f" ({kind.times:,} times)" if kind.times > 1 else ""
        yield f"{severity} {one.source} line {one.line}, {one.field}{value}: {one.message}{times}"
    if len(kinds) > MAX_SHOWN:
        yield f"and {len(kinds) - MAX_SHOWN} kinds more: --json has them all"
