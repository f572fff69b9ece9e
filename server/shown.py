"""How commands show their work: progress while it lasts, and a report that an archivist can use.

On a terminal progress is one line that changes; elsewhere it is a plain line now and then.
"""

import re
import time
from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from schemas.problem import Severity, legible
from server.report import COUNTED, Report
from server.summary import Example, KindOfProblem, Share, Summary, percent

MAX_SHOWN = 30  # kinds of problem; --json has every single one
MAX_SOURCES = 10  # a folder may hold thousands of manifests
_MAX_EXAMPLES = 3
_BAR_WIDTH = 24
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
    for line in (*sources_told(report.kinds), *report.notes):
        _print(console, line)
    told = [f"{report.counts[name]:,} {name}" for name in COUNTED if report.counts[name]]
    _print(console, ", ".join([*told, _warnings(report)]))
    _show_kinds(console, report)


def show_forecast(report: Report) -> None:
    """Print what would become of the input that *report* is of, and how complete its records are.

    On a terminal in a table and bars, with the first examples; elsewhere a line for each kind of
    problem, as other commands have it.
    """
    console = Console()
    for line in (*sources_told(report.kinds), *report.notes):
        _print(console, line)
    _print(console, forecast(report))
    _show_kinds(console, report)
    for advice in report.summary.advice:
        _print(console, advice)
    if report.summary.records:
        _show_completeness(console, report.summary)


def sources_told(sources: Sequence[str]) -> list[str]:
    """Return what each of *sources* was read as; beyond the first, how many as what."""
    rest = Counter(one.rpartition(": ")[2] for one in sources[MAX_SOURCES:])
    if not rest:
        return list(sources)
    counts = ", ".join(f"{count:,} {kind}" for kind, count in rest.most_common())
    return [*sources[:MAX_SOURCES], f"and {rest.total():,} more: {counts}"]


def forecast(report: Report) -> str:
    """Return in one sentence what storing the input that *report* is of would do."""
    counts, summary = report.counts, report.summary
    parts = [
        (summary.records, "record"),
        (summary.collections, "collection"),
        (summary.pages, "page"),
        (summary.files, "file"),
    ]
    made = [_counted(number, noun) for number, noun in parts if number]
    as_what = f" as {' and '.join(filter(None, (', '.join(made[:-1]), made[-1])))}" if made else ""
    refused = f", {counts['refused']:,} refused" if counts["refused"] else ""
    stored = f"{counts['stored']:,} would be stored{as_what}"
    return f"{counts['read']:,} read: {stored}{refused}; {_warnings(report)}"


def _warnings(report: Report) -> str:
    return _counted(report.counts["warnings"], "warning")


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _print(console: Console, line: str) -> None:
    console.print(line, markup=False, highlight=False, soft_wrap=True)


def _show_kinds(console: Console, report: Report) -> None:
    kinds = report.summary.kinds
    if console.is_terminal:
        console.print(_table(kinds[:MAX_SHOWN], report))
    else:
        for kind in kinds[:MAX_SHOWN]:
            _print(console, _line(kind))
    if len(kinds) > MAX_SHOWN:
        _print(console, f"and {len(kinds) - MAX_SHOWN:,} kinds more: --json has them all")


def _line(kind: KindOfProblem) -> str:
    """Return *kind* as a line that can be searched and cut: its first example, and how often."""
    first = kind.examples[0]
    value = _quoted(first) if first.value != kind.field else ""
    where = " ".join(filter(None, (f"{first.source} line {first.line}, {kind.field}", value)))
    times = f" ({kind.count:,} times)" if kind.count > 1 else ""
    return on_one_line(f"{_SAID[kind.severity]} {where}: {kind.message}{times}")


_SAID = {Severity.REFUSE: "REFUSED", Severity.WARN: "warning"}
_STYLES = {Severity.REFUSE: "bold red", Severity.WARN: "yellow"}


def _table(kinds: Sequence[KindOfProblem], report: Report) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, justify="right")
    table.add_column(overflow="fold")
    for kind in kinds:
        said = Text(_SAID[kind.severity], _STYLES[kind.severity])
        table.add_row(said, f"{kind.count:,}", _told(kind, report))
    return table


def _told(kind: KindOfProblem, report: Report) -> Text:
    """Return the column, what is wrong and accepted there, and the first examples."""
    told = Text.assemble((on_one_line(kind.field), "bold"), f"\n{on_one_line(kind.message)}")
    for one in kind.examples[:_MAX_EXAMPLES]:
        told.append(f"\n{_place(one, kind, report)}", "dim")
    rest = kind.count - min(_MAX_EXAMPLES, len(kind.examples))
    if rest:
        told.append(f"\nand {rest:,} more", "dim")
    return told


def _place(example: Example, kind: KindOfProblem, report: Report) -> str:
    """Return where *example* is, of which record, and what stands there."""
    value = _quoted(example) if example.value != kind.field else ""
    parts = (source_of(example, report), f"line {example.line}", example.record, value)
    return on_one_line(" ".join(filter(None, parts)))


def source_of(example: Example, report: Report) -> str:
    """Return the source of *example*; nothing when all that *report* is of is that one."""
    is_all = len(report.kinds) == 1 and report.kinds[0].startswith(f"{example.source}: ")
    return "" if is_all else example.source


def _quoted(example: Example) -> str:
    return f'"{example.value}"' if example.value else ""


# What would break a line, hide in it or turn its end around: the writer has to see it.
_UNSEEN = re.compile("[\t\n\r\x85\u200b\u2028-\u202e\u2066-\u2069\ufeff]")
_SEEN = {"\n": "⏎", "\r": "⏎", "\t": "⇥"}


def on_one_line(text: str) -> str:
    r"""Return *text* in a line, what cannot be seen in it as ``⏎``, ``⇥`` or ``\u200B``."""
    return _UNSEEN.sub(lambda one: _SEEN.get(one.group(), f"\\u{ord(one.group()):04X}"), text)


def _show_completeness(console: Console, summary: Summary) -> None:
    shares = [*summary.shares]
    if not console.is_terminal:
        _print(console, f"complete: {', '.join(map(_share, shares))}")
        return
    table = Table.grid(padding=(0, 2))
    for share in shares:
        bar = ProgressBar(
            share.records, share.having, _BAR_WIDTH, complete_style="green", finished_style="green"
        )
        table.add_row(share.element, bar, f"{share.percent:>3}%", _standard(share))
    console.print(f"\nHow complete {_counted(summary.records, 'record')} would be", highlight=False)
    console.print(Padding(table, (0, 0, 0, 2)))


def _share(share: Share) -> str:
    standard = _standard(share)
    return f"{share.element} {share.percent}%" + (f" ({standard})" if standard else "")


def _standard(share: Share) -> str:
    """Say how many have a standard form, if that is not all of them."""
    if share.standard is None or share.standard == share.having:
        return ""
    return f"{percent(share.standard, share.records)}% in standard form"
