"""Sets (OAI-PMH 2.0 §2.6, §2.7.2, §4.6): listed, named, and harvested as headers say."""

from collections import Counter
from collections.abc import Iterator, Sequence

from server.conformance.findings import Finding
from server.conformance.lists import Listing, Walk
from server.conformance.response import Header, Response, children, text_of
from server.conformance.rules import found
from server.conformance.survey import Survey

_SAMPLES = 5
_MOST_SETS = 10_000


def list_sets(survey: Survey) -> Iterator[Finding]:
    """Ask for all sets, and yield what is wrong with them."""
    seen: list[tuple[str, str, str]] = []

    def visit(response: Response) -> Iterator[Finding]:
        if response.verb is not None:
            for one in children(response.verb, "set"):
                seen.append((text_of(one, "setSpec"), text_of(one, "setName"), response.request))
        yield from ()

    walk = Walk(survey.repository, Listing("ListSets", {}, _MOST_SETS, visit))
    yield from walk.steps()
    first = walk.first
    has_none = first.errors == ["noSetHierarchy"]
    survey.knows_sets = walk.whole or has_none
    if first.errors and not has_none:
        yield found("no-sets", f"ListSets gets {first.said()}.", first.request)
    elif first.root is not None and not has_none:
        survey.sets = {spec: name for spec, name, _ in seen}
    yield from _listed(seen)


def _listed(seen: Sequence[tuple[str, str, str]]) -> Iterator[Finding]:
    specs = Counter(spec for spec, _, _ in seen)
    requests = {spec: request for spec, _, request in seen}
    for spec, times in specs.items():
        if times > 1:
            yield found("unique-set", f"{spec} is listed {times} times.", requests[spec])
        parent = spec.rpartition(":")[0]
        if parent and parent not in specs:
            yield found("set-ancestors", f"{spec} is listed, {parent} is not.", requests[spec])
    for spec, name, request in seen:
        if not name:
            yield found("set-name", f"{spec} has no name.", request)


def harvest_sets(survey: Survey) -> Iterator[Finding]:
    """Harvest some sets, and yield where headers and harvests disagree (§2.7.2)."""
    for spec in _samples(survey):
        arguments = {"metadataPrefix": survey.metadata_prefix, "set": spec}
        walk = Walk(survey.repository, Listing("ListIdentifiers", arguments, survey.sample_limit))
        yield from walk.steps()
        request = walk.first.request
        for header in walk.headers.values():
            if not _names(header, spec):
                message = f"{header.identifier} names {_shown(header)}."
                yield found("set-members", message, request)
        if walk.was_cut:
            survey.unchecked.append(f"the set {spec} after its first {len(walk.names):,} records")
        readable = walk.whole or walk.first.errors == ["noRecordsMatch"]
        if readable and survey.whole:
            yield from _missing(survey, spec, walk, request)
        elif walk.first.errors not in ([], ["noRecordsMatch"]):
            yield found("set-complete", f"{spec} gets {walk.first.said()}.", request)


def _missing(survey: Survey, spec: str, walk: Walk, request: str) -> Iterator[Finding]:
    for identifier, one in survey.listed.items():
        is_member = _names(one.header, spec) and survey.is_settled(one.header)
        if is_member and identifier not in walk.headers:
            message = f"{identifier} names {_shown(one.header)} and is not there."
            yield found("set-complete", message, request)


def _samples(survey: Survey) -> list[str]:
    """Return some sets: those with others beneath them first, then those of headers."""
    specs = list(survey.sets or ())
    above = [spec for spec in specs if any(one.startswith(f"{spec}:") for one in specs)]
    beneath = [spec for spec in specs if ":" in spec]
    chosen = dict.fromkeys([*above[:2], *beneath[:2], *specs])
    return list(chosen)[:_SAMPLES]


def _names(header: Header, spec: str) -> bool:
    return any(f"{one}:".startswith(f"{spec}:") for one in header.set_specs)


def _shown(header: Header) -> str:
    return ", ".join(sorted(header.set_specs)) or "no set"
