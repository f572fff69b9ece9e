"""The command ``fonds serve``."""

import os

import click

from server import serving
from server.archive import open_archive
from server.commands.ending import wait_until_listed, warn_of_other_addresses
from server.rebuild import rebuild as rebuild_renderings
from server.settings import read_settings
from server.shown import Progress


@click.command()
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
            wait_until_listed(archive)
    warn_of_other_addresses(archive)
    # The workers are forked, and no open connection may come with them.
    archive.store.close()
    serving.serve(address, port, workers)
