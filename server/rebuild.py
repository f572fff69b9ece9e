"""Every rendering made anew from the stored records: after a new base URL or a new crosswalk.

A rendering that comes out the same keeps its datestamp, so harvesters fetch only what changed.
Others may write at the same time: what they changed or deleted is not overwritten.
"""

from collections.abc import Callable

from server.archive import Archive
from server.preparing import prepare
from server.report import Report


def rebuild(archive: Archive, progress: Callable[[Report], None]) -> Report:
    """Render every record of *archive* again; return how many changed."""
    report = Report()
    for kept in archive.store.every(archive.settings.ingest_batch_size):
        outcomes = archive.store.renew(kept, [prepare(one.record, archive) for one in kept])
        for outcome in outcomes:
            report.count("read")
            report.count(outcome)
        progress(report)
    archive.store.note("base_url", archive.settings.base_url)
    return report
