"""How commands begin and end: what they warn of, what they wait for, with what status."""

import sys
import time
from collections.abc import Callable

import click

from server.archive import Archive
from server.options import REFUSED, print_json
from server.report import Report
from server.shown import show_report

_PATIENCE_SECONDS = 3.0  # the open second closes within one, unless the clock was set back


def warn_of_other_addresses(archive: Archive) -> None:
    """Say so when the stored renderings were made for another base URL."""
    made_for = archive.store.fact("base_url")
    if made_for is not None and made_for != archive.settings.base_url:
        message = (
            f"fonds: renderings were made for {made_for}, FONDS_BASE_URL is "
            f"{archive.settings.base_url}: run `fonds rebuild`"
        )
        click.echo(message, err=True)


def wait_until_listed(archive: Archive) -> None:
    """Return when harvesters see what was stored: the second of its datestamp has closed."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    newest = archive.store.newest()
    while archive.store.closed() <= newest and time.monotonic() < deadline:
        time.sleep(0.02)


def finish(report: Report, as_json: bool, show: Callable[[Report], None] = show_report) -> None:
    """Print *report*; the process ends with 1 if something was refused."""
    if as_json:
        print_json(report.as_json())
    else:
        show(report)
    if report.has_refusals:
        sys.exit(REFUSED)
