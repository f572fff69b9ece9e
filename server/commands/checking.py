"""The command ``fonds check``."""

import sys

import click

from server.conformance.anything import KINDS, Options, check_anything
from server.conformance.check import DEFAULT_LIMIT
from server.conformance.iiif.check import DEFAULT_FOLLOW
from server.conformance.shown import show_outcome
from server.options import JSON_OPTION, REFUSED, print_json, timeout_option
from server.shown import Progress


@click.command()
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
        print_json(outcome.as_json())
    else:
        show_outcome(outcome)
    if not outcome.conforms:
        sys.exit(REFUSED)
