"""What a check found, for people: by rule, errors first, each with a request that shows it."""

from collections.abc import Iterable, Iterator

from rich.console import Console

from server.conformance.findings import Finding, Outcome, Rule, Severity

_EXAMPLES = 3  # of one rule; --json has every single one


def show_outcome(outcome: Outcome) -> None:
    """Print *outcome*; what the locale of the reader cannot write is written as its number."""
    console = Console()
    for line in lines(outcome):
        written = line.encode(console.encoding, "backslashreplace").decode(console.encoding)
        console.print(written, markup=False, highlight=False, soft_wrap=True)


def lines(outcome: Outcome) -> Iterator[str]:
    """Yield what is said of *outcome*, line by line."""
    for severity in Severity:
        for rule_id in dict.fromkeys(one.rule for one in _of(severity, outcome)):
            same = [one for one in outcome.findings if one.rule == rule_id]
            yield from _rule(outcome.rules[rule_id], same)
    for what in outcome.unchecked:
        yield f"not checked: {what}"
    counts = ", ".join(_count(outcome.count(severity), severity) for severity in Severity)
    yield f"{_count(outcome.requests, 'request')}, {outcome.extent_in_words()}; {counts}"
    verdict = "conforms" if outcome.conforms else "does not conform"
    yield f"{_printable(outcome.url)} {verdict} to {outcome.specification}"


def _of(severity: Severity, outcome: Outcome) -> Iterable[Finding]:
    return (one for one in outcome.findings if one.severity is severity)


def _rule(rule: Rule, same: list[Finding]) -> Iterator[str]:
    yield f"{rule.severity.upper()} {rule.id} ({rule.section}): {rule.sentence}"
    for one in same[:_EXAMPLES]:
        yield f"  {_printable(one.message if one.path is None else f'{one.path}: {one.message}')}"
        yield f"    {_printable(one.request)}"
    if len(same) > _EXAMPLES:
        yield f"  and {len(same) - _EXAMPLES:,} times more: --json has them all"


def _printable(text: str) -> str:
    """Return *text* without what would move the cursor or colour the screen of the reader."""
    return "".join(one if one.isprintable() else repr(one)[1:-1] for one in text)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
