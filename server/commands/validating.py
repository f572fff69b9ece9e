"""The command ``fonds validate``."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from metadata.sources import STANDARD_INPUT, Source
from server.commands.ending import finish
from server.commands.reading import input_of, reading
from server.ingest import Input
from server.ingest import validate as foresee
from server.report import MAX_PROBLEMS
from server.report_page import report_page
from server.shown import Progress, show_forecast


@click.command()
@reading
@click.option(
    "--html",
    "page",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    metavar="FILE",
    help="Write the report as one page to keep, send or print.",
)
def validate(as_json: bool, page: Path | None, **given: Any) -> None:  # noqa: ANN401 - as above
    """Report what `ingest` would do with the same input; store nothing.

    \b
      fonds validate letters.csv
      fonds validate --html report.html letters.csv
      fonds validate --json letters.csv > report.json
    """
    asked = input_of(**given)
    if page is not None:
        _check_page(page, asked)
    with Progress("validating") as progress:
        report = foresee(asked, progress, MAX_PROBLEMS if as_json else 0)
    if page is not None:
        page.write_text(report_page(report, datetime.now(UTC)), encoding="utf-8")
    finish(report, as_json, show_forecast)


def _check_page(page: Path, given: Input) -> None:
    """Refuse, before anything is read, a file that cannot be written or would be input lost."""
    if not page.parent.is_dir():
        raise click.BadParameter(f"{page.parent} is no folder", param_hint="--html")
    if page.exists() and any(page.samefile(source.name) for source in _files(given)):
        raise click.BadParameter(f"{page} is what is to be read", param_hint="--html")


def _files(given: Input) -> Iterator[Source]:
    yield from (source for source in given.sources if source.name != STANDARD_INPUT)
