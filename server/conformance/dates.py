"""Selective harvesting by date (OAI-PMH 2.0 §2.7.1): windows are inclusive, and hold no more."""

from collections.abc import Iterator

from server.conformance.findings import Finding
from server.conformance.lists import Listing, Walk
from server.conformance.moments import Granularity, day_of, granularity_of, moment
from server.conformance.rules import found
from server.conformance.survey import Listed, Survey

_SAMPLES = 4


def windows(survey: Survey) -> Iterator[Finding]:
    """Harvest windows of one datestamp and of one day, and yield what does not belong."""
    samples = [one for one in survey.samples(3 * _SAMPLES) if granularity_of(one.header.datestamp)]
    by_stamp = {one.header.datestamp: one for one in samples}
    for number, (stamp, sample) in enumerate(list(by_stamp.items())[:_SAMPLES]):
        # The official validator asks for records; headers are cheaper to give.
        verb = "ListRecords" if number == 0 else "ListIdentifiers"
        yield from _window(verb, stamp, sample, survey)
    if survey.identity.granularity is Granularity.SECOND:
        by_day = {day_of(stamp): sample for stamp, sample in by_stamp.items()}
        for day, sample in list(by_day.items())[:2]:
            yield from _window("ListIdentifiers", day, sample, survey)


def _window(verb: str, bound: str, sample: Listed, survey: Survey) -> Iterator[Finding]:
    """Harvest from *bound* until *bound*, where *sample* should be."""
    arguments = {"metadataPrefix": survey.metadata_prefix, "from": bound, "until": bound}
    walk = Walk(survey.repository, Listing(verb, arguments, survey.sample_limit))
    yield from walk.steps()
    request, is_day = walk.first.request, bound != sample.header.datestamp
    if walk.first.root is None:
        return
    if is_day and walk.first.errors and walk.first.errors != ["noRecordsMatch"]:
        yield found("day-window", f"It gets {walk.first.said()}.", request)
        return
    for header in walk.headers.values():
        stamp = header.datestamp
        if granularity_of(stamp) and stamp[: len(bound)] != bound:
            message = f"{header.identifier} has {stamp}."
            yield found("day-window" if is_day else "window-outside", message, request)
    if walk.was_cut:
        survey.unchecked.append(
            f"the window of {bound} after its first {len(walk.names):,} records"
        )
    elif walk.whole or walk.first.errors:
        yield from _missing(bound, walk, survey)


def _missing(bound: str, walk: Walk, survey: Survey) -> Iterator[Finding]:
    for identifier, one in survey.listed.items():
        stamp = one.header.datestamp
        is_inside = stamp[: len(bound)] == bound and survey.is_settled(one.header)
        if is_inside and identifier not in walk.headers:
            rule = "window-inclusive" if len(stamp) == len(bound) else "day-window"
            message = f"{identifier} of {moment(stamp):%Y-%m-%d} is not there."
            yield found(rule, message, walk.first.request)
