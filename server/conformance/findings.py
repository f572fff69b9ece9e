"""What every check has in common: rules, what is found against them, and what came of it."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"  # the specification says must
    WARNING = "warning"  # it says should, or who reads the answers will suffer
    NOTE = "note"  # advice


@dataclass(frozen=True)
class Rule:
    """What must hold, and where that is written."""

    id: str
    section: str
    severity: Severity
    sentence: str


@dataclass(frozen=True)
class Finding:
    """A rule that does not hold, with the request that shows it.

    *path* leads to the defect within a document, as ``items[3].label``; None is the whole answer.
    """

    rule: str
    section: str
    severity: Severity
    message: str
    request: str
    path: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as ``--json`` prints it."""
        return {name: value for name, value in asdict(self).items() if value is not None}


@dataclass(frozen=True)
class Outcome(ABC):
    """What a check found: every finding, and how far it went."""

    url: str
    findings: tuple[Finding, ...]
    requests: int
    unchecked: tuple[str, ...]

    @property
    @abstractmethod
    def rules(self) -> Mapping[str, Rule]:
        """The rules that were checked."""

    @property
    @abstractmethod
    def specification(self) -> str:
        """The specification that was checked, with its version."""

    @abstractmethod
    def extent(self) -> dict[str, Any]:
        """Return how much was checked, as ``--json`` prints it."""

    @abstractmethod
    def extent_in_words(self) -> str:
        """Return how much was checked, for people."""

    def count(self, severity: Severity) -> int:
        """Return how many findings have *severity*."""
        return sum(one.severity is severity for one in self.findings)

    @property
    def conforms(self) -> bool:
        """Whether no rule of severity error is broken."""
        return self.count(Severity.ERROR) == 0

    def as_json(self) -> dict[str, Any]:
        """Return the one object that ``--json`` prints."""
        return {
            "url": self.url,
            "conforms": self.conforms,
            "requests": self.requests,
            **self.extent(),
            "unchecked": list(self.unchecked),
            **{f"{severity}s": self.count(severity) for severity in Severity},
            "findings": [one.as_json() for one in self.findings],
        }


def found_against(rule: Rule, message: str, request: str, path: str | None = None) -> Finding:
    """Return what was found against *rule*; *message* says what was seen."""
    return Finding(rule.id, rule.section, rule.severity, message, request, path)


def table(rules: Iterable[Rule]) -> str:
    """Return *rules* as a table of docs/conformance.md."""
    rows = [
        f"| `{rule.id}` | {rule.section} | {rule.severity} | {rule.sentence} |" for rule in rules
    ]
    return "\n".join(("| rule | section | severity | what must hold |", "|---|---|---|---|", *rows))
