"""What ``ingest`` and ``validate`` are told on the command line: paths, and how to read them."""

from collections.abc import Callable, Sequence
from typing import Any

import click

from metadata.columns import read_target
from metadata.found import ReadingOptions
from metadata.rows import READABLE
from metadata.sources import check_encoding, find_sources
from schemas.dates import DayOrder
from schemas.grammar import ROOT_COLLECTION, is_set_spec
from server.ingest import Input
from server.options import JSON_OPTION


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


def reading(command: Callable[..., None]) -> Callable[..., None]:
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


def input_of(
    *,
    paths: Sequence[str],
    collections: Sequence[str],
    dates: str | None,
    named_only: bool,
    **said: Any,  # noqa: ANN401 - what reading asks for, by the names of ReadingOptions
) -> Input:
    """Return what a command is given, from what was typed."""
    order = DayOrder(dates) if dates else None
    options = ReadingOptions(**said, dates=order)
    return Input(find_sources(paths), options, collections, named_only)
