"""The commands ``fonds harvest`` and ``fonds sources``: what a librarian types to aggregate."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import click

from schemas.datestamp import is_datestamp
from schemas.grammar import is_set_spec, is_web_address
from server.archive import Archive, open_archive
from server.harvest.several import Options, Several, every
from server.harvest.source import Kind, Last, Source, free_name, is_name
from server.harvest.undertaking import Outcome
from server.options import FAILED, JSON_OPTION, REFUSED, print_json, timeout_option
from server.rebuild import reselect
from server.report import Report
from server.settings import read_settings
from server.shown import Progress, show_report

_FINE = frozenset({Outcome.COMPLETE})
_PARTLY = frozenset({Outcome.COMPLETE, Outcome.INCOMPLETE, Outcome.WITHHELD})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line says of the sources that it names."""

    set_spec: str = ""
    metadata_prefix: str | None = None
    name: str | None = None
    kind: str | None = None


def _urls(_context: Any, _parameter: Any, urls: Sequence[str]) -> Sequence[str]:  # noqa: ANN401
    for url in urls:
        if not is_web_address(url):
            raise click.BadParameter(f"{url!r} is not an address that begins with http(s)://")
    return urls


def _set_spec(_context: Any, _parameter: Any, text: str) -> str:  # noqa: ANN401
    if text and not is_set_spec(text):
        raise click.BadParameter(f"{text!r} is not a set spec, such as letters:1958")
    return text


def _date(_context: Any, _parameter: Any, text: str | None) -> str | None:  # noqa: ANN401
    if text is not None and not is_datestamp(text):
        raise click.BadParameter(f"{text!r}: expected YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ")
    return text


def _name(_context: Any, _parameter: Any, text: str | None) -> str | None:  # noqa: ANN401
    if text is not None and not is_name(text):
        raise click.BadParameter(f"{text!r}: expected letters, digits and -_.!~*'() only")
    return text


@click.command()
@click.argument("urls", nargs=-1, metavar="URL…", callback=_urls)
@click.option("--all", "everything", is_flag=True, help="Every source harvested before.")
@click.option("--set", "set_spec", default="", callback=_set_spec, help="Only this set of it.")
@click.option("--prefix", "metadata_prefix", help="This format; else the richest that is read.")
@click.option("--from", "from_", callback=_date, metavar="DATE", help="Only changes since.")
@click.option(
    "--kind",
    type=click.Choice([one.value for one in Kind]),
    help="What answers there; else its answer tells.",
)
@click.option("--name", callback=_name, help="What its ids and collections begin with.")
@click.option("--full", is_flag=True, help="Everything once more; what is there no longer goes.")
@click.option(
    "--may-vanish",
    default=10.0,
    show_default=True,
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="The most records of a source that may go at once.",
)
@click.option(
    "--jobs",
    default=4,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Sources that are harvested at the same time.",
)
@timeout_option(120.0)
@JSON_OPTION
def harvest(
    urls: Sequence[str],
    everything: bool,
    from_: str | None,
    may_vanish: float,
    as_json: bool,
    **given: Any,  # noqa: ANN401 - options, typed by click
) -> None:
    """Take in the records of other repositories, and their changes from then on.

    An address is the base URL of OAI-PMH, a stream of changes of IIIF Change Discovery, or a
    collection or a manifest of IIIF.

    \b
      fonds harvest https://archive.example/oai
      fonds harvest --set maps --name elsewhere https://archive.example/oai
      fonds harvest https://archive.example/iiif/discovery/changes
      fonds harvest --all

    A source is remembered: the next harvest asks for what has changed since. One that broke off
    goes on where it stood.
    """
    if bool(urls) == everything:
        raise click.UsageError("name one or more addresses, or --all")
    full = given.pop("full")
    options = Options(given.pop("timeout"), given.pop("jobs"), from_, full, may_vanish)
    archive = open_archive(read_settings())
    wanted = every(archive) if everything else _chosen(archive, urls, Wanted(**given))
    if full:
        wanted = [_anew(source) for source in wanted]
    with Progress("harvesting") as progress:
        several = Several(archive, options, lambda read, left: progress.show(read, left=left))
        done = several.go(wanted)
        reselect(archive, progress)
    _finish(done, as_json)


def _chosen(archive: Archive, urls: Sequence[str], wanted: Wanted) -> list[Source]:
    """Return the sources at *urls*, as they are known or new."""
    if wanted.name and len(urls) > 1:
        raise click.UsageError("--name is of one address")
    sources = every(archive)
    chosen = []
    for url in dict.fromkeys(urls):
        source = _source(url, sources, wanted)
        sources.append(source)
        chosen.append(source)
    return chosen


def _source(url: str, known: Sequence[Source], wanted: Wanted) -> Source:
    taken = {one.name: one.url for one in known}
    named = next((one.name for one in known if one.url == url), None)
    if wanted.name and wanted.name != named and (named or wanted.name in taken):
        other = f"{url} is called {named}" if named else f"{taken[wanted.name]} is called so"
        raise click.UsageError(f"--name {wanted.name}: {other}, and names stay")
    source = next(
        (one for one in known if (one.url, one.set_spec) == (url, wanted.set_spec)),
        Source(url, wanted.name or named or free_name(url, taken), wanted.set_spec),
    )
    if wanted.kind not in (None, source.kind):
        source = _anew(replace(source, kind=wanted.kind or ""))
    if wanted.metadata_prefix is None or wanted.metadata_prefix == source.metadata_prefix:
        return source
    # What another format says of a record, no list of changes tells.
    return _anew(replace(source, metadata_prefix=wanted.metadata_prefix))


def _anew(source: Source) -> Source:
    return replace(source, next_from="", run=None)


@click.command()
@click.option("--forget", metavar="NAME", help="Harvest it no more; its records stay.")
@JSON_OPTION
def sources(forget: str | None, as_json: bool) -> None:
    """List the repositories that are harvested, where each harvest stands and how it ended."""
    archive = open_archive(read_settings())
    if forget is not None:
        named = [one for one in every(archive) if one.name == forget]
        if not named:
            raise click.UsageError(f"--forget {forget}: no source is called so")
        for one in named:
            archive.store.forget(one.kept())
    known = every(archive)
    if as_json:
        print_json({"sources": [_as_json(one) for one in known]})
        return
    for one in known:
        click.echo("\n".join(_lines(one)))
    if not known:
        click.echo("no sources: `fonds harvest URL` adds one")


def _as_json(source: Source) -> dict[str, Any]:
    run, last = source.run, source.last
    return {
        "name": source.name,
        "url": source.url,
        "kind": source.kind,
        "set": source.set_spec,
        "prefix": source.metadata_prefix,
        "from": source.next_from,
        "skipped": list(source.skipped),
        "broken_off": run and {"token": run.token, "done": run.done, "size": run.size},
        "outcome": last.outcome if last else "",
        "message": last.message if last else "",
        "ended": last.ended if last else "",
        "counts": last.counts if last else {},
    }


def _lines(source: Source) -> list[str]:
    limited = f" set {source.set_spec}" if source.set_spec else ""
    kind = f" ({source.kind})" if source.kind else ""
    lines = [f"{source.name}: {source.url}{limited}{kind}"]
    if source.last is not None:
        lines.append(f"  {_told(source.last)}")
    if source.run is not None:
        of = f" of {source.run.size:,}" if source.run.size else ""
        lines.append(f"  broken off after {source.run.done:,}{of} records: goes on there next time")
    elif source.next_from:
        lines.append(f"  next: changes since {source.next_from}")
    return lines


def _told(last: Last) -> str:
    counts = ", ".join(f"{number:,} {name}" for name, number in last.counts.items() if number)
    why = f": {last.message}" if last.message else ""
    return f"{last.ended} {last.outcome}{why}" + (f" ({counts})" if counts else "")


def _finish(done: Sequence[tuple[Source, Last, Report]], as_json: bool) -> None:
    whole = Report()
    for _, _, report in done:
        whole.add(report)
    if as_json:
        told = whole.as_json() | {"sources": [_ended(one) for one in done]}
        print_json(told)
    else:
        for source, last, _ in done:
            click.echo(f"{source.name}: {_told(last)}")
        show_report(whole)
    status = _status([last.outcome for _, last, _ in done], whole)
    if status:
        sys.exit(status)


def _ended(one: tuple[Source, Last, Report]) -> dict[str, Any]:
    source, last, _ = one
    return _as_json(source.ended(last))


def _status(outcomes: Sequence[str], whole: Report) -> int:
    """Return 2 when no source could be harvested, 1 when anything is missing, else 0."""
    if outcomes and not any(outcome in _PARTLY for outcome in outcomes):
        return FAILED
    return 0 if all(one in _FINE for one in outcomes) and not whole.has_refusals else REFUSED
