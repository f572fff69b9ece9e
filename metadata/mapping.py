"""The crosswalks as pages for people: ``docs/formats.md`` is made of the tables that write.

python -m metadata.mapping > docs/formats.md
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from metadata.crosswalk import Crosswalk, Rule, Which, lost
from metadata.crosswalks.losses import LOSSES, PART_LOSSES
from metadata.formats import FORMATS, Format
from metadata.losses import ALL, Loss
from schemas.terms import TERMS

_INTRODUCTION = """# Formats

Every format in which OAI-PMH gives records, and where each thing that is known of a record stands
in it. This page is made of the tables that write the records: `make formats`.

A term stands in the forms that are listed, and the first that its value has is written.
A record without something that is *required* is absent from that format alone, and
`ListMetadataFormats` for it says so.

A format that is read as well says what a record has lost that was written in it and read back, in
the order in which it is lost: that, and nothing else.
"""


def pages() -> Iterator[str]:
    """Yield the lines of ``docs/formats.md``."""
    yield from _INTRODUCTION.splitlines()
    for one in FORMATS.values():
        yield from _format(one)


def _format(one: Format) -> Iterator[str]:
    yield from ("", f"## {one.label}: `{one.metadata_prefix}`", "")
    yield f"Namespace `{one.namespace}`, schema <{one.schema}>."
    yield from ("", "| of the record | form | written as |", "|---|---|---|")
    for rule in one.crosswalk.rules:
        yield from _rows(rule)
    yield from _marks(one.crosswalk)
    yield from _losses(one.crosswalk)
    yield from _lost_on_the_way_back(one.metadata_prefix)


def _rows(rule: Rule, outside: str = "") -> Iterator[str]:
    """Yield the rows of *rule*, of what stands in for it, and of its parts."""
    for number, one in enumerate(rule.chain()):
        inside = outside + "".join(f"<{tag}>" for tag in one.within)
        source = _source(one, is_last_resort=number > 0)
        for form, xml in one.spellings:
            written = f"{inside}{xml}".replace("|", "\\|")
            yield f"| {source} | {form.name} | `{written}` |"
        for part in one.parts:
            yield from _rows(part, f"{inside}…")


def _source(rule: Rule, *, is_last_resort: bool) -> str:
    return "".join(
        (
            "else " if is_last_resort else "",
            f"`{rule.source}`" if rule.source in TERMS else rule.source,
            f", {rule.which}" if rule.which is not Which.ALL else "",
            ", *required*" if rule.required else "",
        )
    )


def _marks(crosswalk: Crosswalk) -> Iterator[str]:
    for name, xml in crosswalk.once.items():
        yield ""
        yield f"The first `{{{name}}}` of a record is `{xml.strip()}`, the others are empty."


def _losses(crosswalk: Crosswalk) -> Iterator[str]:
    names = ", ".join(f"`{name}`" for name in lost(crosswalk))
    yield ""
    yield f"Not written: {names}." if names else "Every term is written."
    if crosswalk.remark:
        yield crosswalk.remark


def _lost_on_the_way_back(metadata_prefix: str) -> Iterator[str]:
    yield ""
    if metadata_prefix not in LOSSES:
        yield "Records in this format are not read."
        return
    yield from ("Read back, these are lost:", "", "| of the record | lost |", "|---|---|")
    for (terms, what), alike in groupby(LOSSES[metadata_prefix], lambda one: (one.terms, one.what)):
        forms = "; ".join(
            loss.where.name for loss in alike if isinstance(loss, Loss) and loss.where
        )
        yield f"| {_terms(terms)} | {what}{forms and f', where written as: {forms}'} |"
    for part in PART_LOSSES[metadata_prefix]:
        yield f"| {', '.join(part.parts)} | {part.what} |"


def _terms(names: Sequence[str]) -> str:
    others = [name for name in ALL if name not in names]
    if len(others) > len(names):
        return _listed(names)
    return f"every term but {_listed(others)}" if others else "every term"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in pages())
