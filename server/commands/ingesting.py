"""The command ``fonds ingest``."""

from typing import Any

import click

from server.archive import open_archive
from server.commands.ending import finish, wait_until_listed, warn_of_other_addresses
from server.commands.reading import input_of, reading
from server.ingest import ingest as take_in
from server.settings import read_settings
from server.shown import Progress


@click.command()
@reading
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Processes that check, render and store; as many as there are cores is a good number.",
)
def ingest(as_json: bool, workers: int, **given: Any) -> None:  # noqa: ANN401 - typed by click
    """Store records from JSON Lines, spreadsheets or XML: files, folders, or - for standard input.

    \b
      fonds ingest letters.csv
      fonds ingest --map "Call number=identifier" --collection letters sheets/
      zcat big.jsonl.gz | fonds ingest -
      fonds ingest --workers 4 big.jsonl

    Reading the same input again changes nothing. Rows that cannot be stored are reported and do
    not stop the others.
    """
    archive = open_archive(read_settings())
    warn_of_other_addresses(archive)
    with Progress("ingesting") as progress:
        report = take_in(input_of(**given), archive, progress, workers)
        wait_until_listed(archive)
    finish(report, as_json)
