"""The command ``fonds``: what an archivist types.

Exit status 0 means done, 1 that some input was refused, 2 that the command could not run.
"""

import io
import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from metadata.columns import UnknownTarget, read_target
from metadata.found import ReadingOptions
from metadata.rows import READABLE
from metadata.sources import STANDARD_INPUT, Source, SourceError, check_encoding, find_sources
from schemas.dates import DayOrder
from schemas.grammar import ROOT_COLLECTION, is_set_spec
from schemas.native import collection_to_native, to_native, write_line
from server import __version__, serving
from server.archive import Archive, open_archive
from server.conformance.anything import KINDS, Options, check_anything
from server.conformance.check import DEFAULT_LIMIT, NoRepository
from server.conformance.iiif.check import DEFAULT_FOLLOW, NotIiif
from server.conformance.shown import show_outcome
from server.crew import CrewLost
from server.harvest.commands import harvest, sources
from server.ingest import Input
from server.ingest import delete as delete_records
from server.ingest import ingest as ingest_input
from server.ingest import validate as validate_input
from server.options import JSON_OPTION, print_json, timeout_option
from server.pictures import rebuild_images
from server.rebuild import rebuild as rebuild_renderings
from server.report import MAX_PROBLEMS, Report
from server.report_page import report_page
from server.settings import SettingsError, make_secret, read_settings
from server.shown import Progress, show_forecast, show_report
from server.store.database import DatabaseError, Unavailable, migrate, open_database

_REFUSED = 1
_FAILED = 2
_INTERRUPTED = 128 + signal.SIGINT

_PATIENCE_SECONDS = 3.0  # the open second closes within one, unless the clock was set back

# What a user can mend, and is told in one sentence.
_MENDABLE = (
    SettingsError,
    DatabaseError,
    Unavailable,
    SourceError,
    UnknownTarget,
    NoRepository,
    NotIiif,
    CrewLost,
    serving.ServingError,
    OSError,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def fonds() -> None:
    """Keep an archive's records, and speak OAI-PMH and IIIF.

    A first archive in three commands:

    \b
      fonds init
      fonds ingest letters.csv
      fonds serve
    """


def main() -> None:
    """Run the command line; what a user can mend is said without a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # What the locale cannot say is spelt out: a report says it all the same.
            stream.reconfigure(errors="backslashreplace")
    try:
        fonds(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("fonds: stopped; what was stored so far is kept", err=True)
        sys.exit(_INTERRUPTED)
    except _MENDABLE as error:
        click.echo(f"fonds: {error}", err=True)
        sys.exit(_FAILED)
    except Exception:  # noqa: BLE001 - Python's own status, 1, would say that input was refused
        traceback.print_exc()
        sys.exit(_FAILED)


def _map_option(_context: Any, _parameter: Any, pairs: Sequence[str]) -> dict[str, str]:  # noqa: ANN401
    mapped = {}
    for pair in pairs:
        column, equals, target = pair.rpartition("=")
        if not equals:
            raise click.BadParameter(f'{pair!r}: write it as "COLUMN=TERM"')
        if column in mapped:
            raise click.BadParameter(f"{column!r} is mapped twice: a column has one meaning")
        read_target(target)
        mapped[column] = target
    return mapped


def _encoding(_context: Any, _parameter: Any, name: str) -> str:  # noqa: ANN401
    check_encoding(name)
    return name


def _separators(_context: Any, _parameter: Any, separators: Sequence[str]) -> Sequence[str]:  # noqa: ANN401
    if not all(separators):
        raise click.BadParameter("a separator has at least one character")
    return separators


def _set_specs(_context: Any, _parameter: Any, specs: Sequence[str]) -> Sequence[str]:  # noqa: ANN401
    for spec in specs:
        if not is_set_spec(spec) or spec == ROOT_COLLECTION:
            raise click.BadParameter(f"{spec!r} is not a set spec, such as letters:1958")
    return specs


def _reading(command: Callable[..., None]) -> Callable[..., None]:
    """Give *command* the options that say what is read, and how."""
    options = (
        click.argument("paths", nargs=-1, required=True, metavar="PATH…"),
        click.option(
            "--as",
            "kind",
            type=click.Choice(list(READABLE)),
            metavar="KIND",
            help=f"Do not look at the content for what it is, but read it as one of: "
            f"{', '.join(READABLE)}.",
        ),
        click.option(
            "--map",
            "mapped",
            multiple=True,
            callback=_map_option,
            metavar="COLUMN=TERM",
            help='Read a column as a term, such as "Call number=identifier", or "Notes=ignore".',
        ),
        click.option(
            "--split",
            "separators",
            multiple=True,
            callback=_separators,
            metavar="TEXT",
            help="What separates several values in one cell, where that is not what the kind of "
            "sheet has, or ; and |; may be given more than once.",
        ),
        click.option(
            "--collection",
            "collections",
            multiple=True,
            callback=_set_specs,
            metavar="SPEC",
            help="Put every record into this collection too, such as letters:1958.",
        ),
        click.option(
            "--named-only",
            is_flag=True,
            help="Take only files that a record names; seek none that are called like it.",
        ),
        click.option(
            "--encoding",
            default="utf-8",
            show_default=True,
            callback=_encoding,
            help="Encoding of the files.",
        ),
        click.option(
            "--dates",
            type=click.Choice([order.value for order in DayOrder]),
            help="What 02/10/1957 means; otherwise such a date is kept as text, and reported.",
        ),
        JSON_OPTION,
    )
    for option in reversed(options):
        command = option(command)
    return command


@fonds.command()
def init() -> None:
    """Make the database and the secret, or bring them up to date.

    May be run again at any time; what is there stays.
    """
    settings = read_settings()
    make_secret(settings.data_dir)
    migrate(open_database(settings.database_url))
    archive = open_archive(settings)
    if archive.store.fact("base_url") is None:
        archive.store.note("base_url", settings.base_url)
    where = archive.store.engine.url.render_as_string(hide_password=True)
    click.echo(f"ready: {where}, addresses begin with {settings.base_url}")
    if settings.metadata_rights:
        click.echo(
            f"descriptions are given under {settings.metadata_rights} (FONDS_METADATA_RIGHTS)"
        )


@fonds.command()
@_reading
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
    _warn_of_other_addresses(archive)
    with Progress("ingesting") as progress:
        report = ingest_input(_input(**given), archive, progress, workers)
        _wait_until_listed(archive)
    _finish(report, as_json)


@fonds.command()
@_reading
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
    asked = _input(**given)
    if page is not None:
        _check_page(page, asked)
    with Progress("validating") as progress:
        report = validate_input(asked, progress, MAX_PROBLEMS if as_json else 0)
    if page is not None:
        page.write_text(report_page(report, datetime.now(UTC)), encoding="utf-8")
    _finish(report, as_json, show_forecast)


def _check_page(page: Path, given: Input) -> None:
    """Refuse, before anything is read, a file that cannot be written or would be input lost."""
    if not page.parent.is_dir():
        raise click.BadParameter(f"{page.parent} is no folder", param_hint="--html")
    if page.exists() and any(page.samefile(source.name) for source in _files(given)):
        raise click.BadParameter(f"{page} is what is to be read", param_hint="--html")


def _files(given: Input) -> Iterator[Source]:
    yield from (source for source in given.sources if source.name != STANDARD_INPUT)


@fonds.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID…")
@JSON_OPTION
def delete(ids: Sequence[str], as_json: bool) -> None:
    """Delete records; each leaves a tombstone that harvesters see for ever.

    \b
      fonds delete khrushchev-1958-04-04
    """
    archive = open_archive(read_settings())
    report = delete_records(ids, archive)
    _wait_until_listed(archive)
    _finish(report, as_json)


@fonds.command()
@click.option(
    "--images", is_flag=True, help="Make pictures that are missing or damaged, of their originals."
)
@JSON_OPTION
def rebuild(images: bool, as_json: bool) -> None:
    """Render every record anew: after FONDS_BASE_URL or a mapping has changed.

    With --images nothing is rendered: the pictures of pages are looked through.
    """
    archive = open_archive(read_settings())
    if images:
        with Progress("making pictures") as progress:
            _finish(rebuild_images(archive, progress), as_json)
        return
    with Progress("rebuilding") as progress:
        report = rebuild_renderings(archive, progress)
        _wait_until_listed(archive)
    _finish(report, as_json)


@fonds.command()
def export() -> None:
    """Write collections, and every record that is not deleted, to standard output as JSON Lines.

    \b
      fonds export > archive.jsonl
    """
    archive = open_archive(read_settings())
    for collection in archive.store.sets(None, archive.store.count_sets()):
        click.echo(write_line(collection_to_native(collection)).encode())
    for kept in archive.store.every(archive.settings.ingest_batch_size):
        for one in kept:
            click.echo(write_line(to_native(one.record)).encode())


for _command in (harvest, sources):
    fonds.add_command(_command)


@fonds.command()
@JSON_OPTION
def stats(as_json: bool) -> None:
    """Count what the archive holds."""
    counts = open_archive(read_settings()).store.totals()
    if as_json:
        click.echo(json.dumps(counts))
    else:
        click.echo("\n".join(f"{number:>10,} {name}" for name, number in counts.items()))


@fonds.command()
@click.argument("url")
@click.option(
    "--as",
    "kind",
    type=click.Choice(KINDS),
    help="What it should be; otherwise its answer decides.",
)
@click.option(
    "--limit",
    default=DEFAULT_LIMIT,
    show_default=True,
    type=click.IntRange(1),
    help="OAI-PMH: most records to take from a list.",
)
@click.option(
    "--follow",
    default=DEFAULT_FOLLOW,
    show_default=True,
    type=click.IntRange(0),
    help="IIIF: most documents to fetch of those that it refers to.",
)
@timeout_option(30.0)
@JSON_OPTION
def check(
    url: str, kind: str | None, limit: int, follow: int, timeout: float, as_json: bool
) -> None:
    """Check whether any server conforms to OAI-PMH 2.0, or a resource of it to IIIF.

    \b
      fonds check https://archive.example/oai
      fonds check --json --limit 1000 https://archive.example/oai
      fonds check https://archive.example/iiif/letter/manifest
      fonds check --follow 200 https://archive.example/iiif/collection
      fonds check manifest.json

    What answers in XML is asked as a repository: some 200 requests, one after the other, which walk
    the full list twice. What answers in JSON is a manifest or collection, information about an
    image, an answer of search or a list of changes. Needs no archive of your own. Exit status 0: no
    rule is broken that the specification says must hold; 1: some are; 2: it is neither.
    """
    options = Options(limit, follow, timeout)
    with Progress("checking") as progress:
        outcome = check_anything(url, kind, options, progress.show)
    if as_json:
        click.echo(json.dumps(outcome.as_json()))
    else:
        show_outcome(outcome)
    if not outcome.conforms:
        sys.exit(_REFUSED)


@fonds.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--workers",
    default=os.cpu_count() or 1,
    type=click.IntRange(1, 256),
    help="Processes; as many as there are cores when left out.",
)
def serve(host: str, port: int, workers: int) -> None:
    """Serve the archive over HTTP until SIGTERM or Ctrl-C.

    Without FONDS_BASE_URL, addresses follow --host and --port, and are rebuilt when those change.
    """
    address = serving.claim(host, port)
    serving.settle_base_url(host, port)
    archive = open_archive(read_settings())
    if serving.base_url_is_ours() and archive.store.fact("base_url") != archive.settings.base_url:
        with Progress("rebuilding for the new address") as progress:
            rebuild_renderings(archive, progress)
            _wait_until_listed(archive)
    _warn_of_other_addresses(archive)
    # The workers are forked, and no open connection may come with them.
    archive.store.close()
    serving.serve(address, port, workers)


def _input(
    *,
    paths: Sequence[str],
    collections: Sequence[str],
    dates: str | None,
    named_only: bool,
    **said: Any,  # noqa: ANN401 - what _reading asks for, by the names of ReadingOptions
) -> Input:
    order = DayOrder(dates) if dates else None
    options = ReadingOptions(**said, dates=order)
    return Input(find_sources(paths), options, collections, named_only)


def _warn_of_other_addresses(archive: Archive) -> None:
    """Say so when the stored renderings were made for another base URL."""
    made_for = archive.store.fact("base_url")
    if made_for is not None and made_for != archive.settings.base_url:
        message = (
            f"fonds: renderings were made for {made_for}, FONDS_BASE_URL is "
            f"{archive.settings.base_url}: run `fonds rebuild`"
        )
        click.echo(message, err=True)


def _wait_until_listed(archive: Archive) -> None:
    """Return when harvesters see what was stored: the second of its datestamp has closed."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    newest = archive.store.newest()
    while archive.store.closed() <= newest and time.monotonic() < deadline:
        time.sleep(0.02)


def _finish(report: Report, as_json: bool, show: Callable[[Report], None] = show_report) -> None:
    if as_json:
        print_json(report.as_json())
    else:
        show(report)
    if report.has_refusals:
        sys.exit(_REFUSED)
