"""Every record written anew: after a new base URL, a new crosswalk, or new sets of a kind.

A rendering that comes out the same keeps its datestamp, so harvesters fetch only what changed.
Others may write at the same time: what they changed or deleted is not overwritten.
"""

from collections.abc import Callable

from server.archive import Archive
from server.preparing import prepare
from server.report import Report

_BASE_URL, _SELECTIONS = "base_url", "selections"


def rebuild(archive: Archive, progress: Callable[[Report], None]) -> Report:
    """Render every record of *archive* again; return how many changed."""
    report = Report()
    selections = archive.store.selections()
    moved_from = _moved_from(archive)
    for kept in archive.store.every(archive.settings.ingest_batch_size):
        anew = prepare([one.record for one in kept], archive)
        outcomes = archive.store.renew(kept, anew, moved_from)
        for outcome in outcomes:
            report.count("read")
            report.count(outcome)
        progress(report)
    archive.store.revise()
    archive.store.note(_BASE_URL, archive.settings.base_url)
    archive.store.note(_SELECTIONS, selections)
    return report


def _moved_from(archive: Archive) -> str | None:
    """Return the base URL that addresses had before, or None if it is the same."""
    before = archive.store.fact(_BASE_URL)
    return None if before == archive.settings.base_url else before


def reselect(archive: Archive, progress: Callable[[Report], None]) -> None:
    """Let every record of *archive* join and leave the sets of a kind that have changed.

    Nothing is done when none has, and what a killed process left undone is done now.
    """
    if archive.store.selections() != (archive.store.fact(_SELECTIONS) or ""):
        rebuild(archive, progress)
