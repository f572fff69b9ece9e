"""A whole check: the steps in their order, and what came of them.

Steps 1 to 25 of the validator of openarchives.org are all here, and what it leaves out.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from server import __version__
from server.conformance.arguments import arguments
from server.conformance.dates import windows
from server.conformance.findings import Finding, Rule
from server.conformance.findings import Outcome as AnyOutcome
from server.conformance.formats import formats
from server.conformance.identify import NoRepository, identify
from server.conformance.records import get_records, list_identifiers, list_records, other_formats
from server.conformance.repository import GaveUp, Repository
from server.conformance.rules import RULES
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
class Outcome(AnyOutcome):
    """What a check of a repository found, and how far it went."""

    records: int
    whole: bool

    @property
    def rules(self) -> Mapping[str, Rule]:
        """The rules of OAI-PMH."""
        return RULES

    @property
    def specification(self) -> str:
        """What was checked."""
        return "OAI-PMH 2.0"

    def extent(self) -> dict[str, Any]:
        """Return how many records were walked, and whether these are all."""
        return {"records": self.records, "whole": self.whole}

    def extent_in_words(self) -> str:
        """Return the same for people."""
        return f"{'all' if self.whole else 'the first'} {self.records:,} records"


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
        tuple(survey.unchecked),
        len(survey.listed),
        survey.whole,
    )
