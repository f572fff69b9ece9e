"""The commands that look after an archive: init, delete, rebuild, export and stats."""

from collections.abc import Sequence

import click

from schemas.native import collection_to_native, to_native, write_line
from server.archive import open_archive
from server.commands.ending import finish, wait_until_listed
from server.ingest import delete as delete_records
from server.options import JSON_OPTION, print_json
from server.pictures import rebuild_images
from server.rebuild import rebuild as rebuild_renderings
from server.settings import make_secret, read_settings
from server.shown import Progress
from server.store.database import open_database
from server.store.migrating import migrate


@click.command()
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


@click.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID…")
@JSON_OPTION
def delete(ids: Sequence[str], as_json: bool) -> None:
    """Delete records; each leaves a tombstone that harvesters see for ever.

    \b
      fonds delete khrushchev-1958-04-04
    """
    archive = open_archive(read_settings())
    report = delete_records(ids, archive)
    wait_until_listed(archive)
    finish(report, as_json)


@click.command()
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
            finish(rebuild_images(archive, progress), as_json)
        return
    with Progress("rebuilding") as progress:
        report = rebuild_renderings(archive, progress)
        wait_until_listed(archive)
    finish(report, as_json)


@click.command()
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


@click.command()
@JSON_OPTION
def stats(as_json: bool) -> None:
    """Count what the archive holds."""
    counts = open_archive(read_settings()).store.totals()
    if as_json:
        print_json(counts)
    else:
        click.echo("\n".join(f"{number:>10,} {name}" for name, number in counts.items()))
