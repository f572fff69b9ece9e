"""A whole check: the steps in their order, and what came of them.

Steps 1 to 25 of the validator of openarchives.org are all here, and what it leaves out.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from server import __version__
from server.conformance.arguments import arguments
from server.conformance.dates import windows
from server.conformance.formats import formats
from server.conformance.identify import NoRepository, identify
from server.conformance.records import get_records, list_identifiers, list_records, other_formats
from server.conformance.repository import GaveUp, Repository
from server.conformance.rules import Finding, Severity
from server.conformance.sets import harvest_sets, list_sets
from server.conformance.survey import Survey
from server.conformance.tokens import tokens
from server.conformance.transport import compressions, posts
from server.fetch import Fetcher, Limits

__all__ = ["DEFAULT_LIMIT", "NoRepository", "Outcome", "check", "check_url"]

DEFAULT_LIMIT = 10_000
_USER_AGENT = f"fonds/{__version__} (OAI-PMH conformance check)"

_STEPS: tuple[Callable[[Survey], Iterator[Finding]], ...] = (
    identify,
    formats,
    list_sets,
    list_records,
    list_identifiers,
    get_records,
    other_formats,
    windows,
    harvest_sets,
    tokens,
    posts,
    compressions,
    arguments,
)


@dataclass(frozen=True)
class Outcome:
    """What a check found: every finding, and how far it went."""

    url: str
    findings: tuple[Finding, ...]
    requests: int
    records: int
    whole: bool
    unchecked: tuple[str, ...]

    def count(self, severity: Severity) -> int:
        """Return how many findings have *severity*."""
        return sum(one.severity is severity for one in self.findings)

    @property
    def conforms(self) -> bool:
        """Whether no rule of severity error is broken."""
        return self.count(Severity.ERROR) == 0

    def as_json(self) -> dict[str, Any]:
        """Return the one object that ``--json`` prints."""
        counts = {f"{severity}s": self.count(severity) for severity in Severity}
        told = [
            {
                "rule": one.rule,
                "section": one.section,
                "severity": one.severity,
                "message": one.message,
                "request": one.request,
            }
            for one in self.findings
        ]
        return {
            "url": self.url,
            "conforms": self.conforms,
            "requests": self.requests,
            "records": self.records,
            "whole": self.whole,
            "unchecked": list(self.unchecked),
            **counts,
            "findings": told,
        }


def check_url(
    url: str, limit: int, seconds: float, progress: Callable[[int], None] = lambda _: None
) -> Outcome:
    """Check the repository at *url*; each request may take *seconds*.

    The address was typed by whoever wants to know, so it may be one of an intranet.

    Raises:
        NoRepository: Identify is not answered in OAI-PMH.
    """
    with Fetcher(_USER_AGENT, Limits(seconds), allow_private=True) as fetcher:
        return check(Repository(url, fetcher), limit, progress)


def check(
    repository: Repository,
    limit: int = DEFAULT_LIMIT,
    progress: Callable[[int], None] = lambda _: None,
) -> Outcome:
    """Check *repository*, walking no more than *limit* records of a list.

    Raises:
        NoRepository: Identify is not answered in OAI-PMH.
    """
    survey = Survey(repository, limit, progress)
    kept: list[Finding] = []
    try:
        for step in _STEPS:
            for finding in step(survey):
                kept.append(finding)  # one by one: what comes before a step gives up counts
    except GaveUp:
        survey.unchecked.append("whatever came after: the repository stopped answering")
    findings = dict.fromkeys([*repository.findings, *kept])
    return Outcome(
        repository.url,
        tuple(findings),
        repository.requests,
        len(survey.listed),
        survey.whole,
        tuple(survey.unchecked),
    )
