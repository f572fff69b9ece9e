"""The dialects of spreadsheets as a page for people: ``docs/sheets.md`` is made of the tables.

python -m metadata.sheets > docs/sheets.md
"""

import re
import sys
from collections.abc import Iterator

from metadata.dialect import Dialect, Together
from metadata.dialects import DIALECTS
from metadata.roles import Trait
from schemas.terms import TERMS

_TRAITS: dict[str, str] = {
    Trait.MODEL: "what the row is",
    Trait.LEVEL: "level: a set of things is of the type Collection",
    Trait.ABOVE: "the collection above, which is not in the sheet",
    Trait.OBJECT: "the list of its pages",
    Trait.ACTION: "what is to be done with it",
}

_NUMBER = re.compile(r"_\d+(?=_|$)")

_INTRODUCTION = """# Spreadsheets of archives

What programs of archives export and import as CSV or TSV, in the order in which they are sought.
This page is made of the tables that read them: `make formats`.

Spaces, case, hyphens and underscores do not count in headers. What a table does not have is read as
in any sheet ([what is read](cli.md#what-is-read)): names of Dublin Core, our own columns. `--as`
says which table to take, `--map` what a column is, `--split` what stands between values.
Columns that are not read are told, with how many rows have something there.
"""


def pages() -> Iterator[str]:
    """Yield the lines of ``docs/sheets.md``."""
    yield from _INTRODUCTION.splitlines()
    for one in DIALECTS:
        yield from _dialect(one)


def _dialect(one: Dialect) -> Iterator[str]:
    separators = ", ".join(f"`{sign}`" for sign in one.separators)
    yield from ("", f"## {one.label}: `--as {one.key}`", "")
    yield f"Known by {one.known_by}."
    yield one.remark
    yield f"Between values: {separators}." if separators else "A cell holds one value."
    yield from ("", "| column | is |", "|---|---|")
    for target, headers in _by_target(one).items():
        yield f"| {', '.join(f'`{header}`' for header in headers)} | {target} |"
    for columns, says in dict(map(_group, one.together)).items():
        yield f"| {columns} | {says} |"
    for header, why in one.left_out.items():
        yield f"| `{header}` | left out: {why} |"


def _group(group: Together) -> tuple[str, str]:
    """Return the headers of *group*, with N for the numbers of agents and subjects, and its use."""
    numbered = (_NUMBER.sub("_N", header) for header in group.columns)
    return " with ".join(f"`{header}`" for header in numbered), group.says


def _by_target(one: Dialect) -> dict[str, list[str]]:
    """Return the columns of *one* by what they hold, with the scheme of their values."""
    found: dict[str, list[str]] = {}
    for header, means in one.columns.items():
        kind = f"`{means.target}`" if means.target in TERMS else _TRAITS.get(means.target)
        kind = kind or means.target
        scheme = f" ({means.scheme})" if means.scheme else ""
        found.setdefault(kind + scheme, []).append(header)
    return found


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in pages())
