"""JSON Lines: one record in native form a line, <https://jsonlines.org/>."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from metadata.json_text import NoJson, decode
from schemas.problem import Problem
from schemas.row import Row, shown


def read_lines(name: str, text: Iterable[str], folder: Path = Path()) -> Iterator[Row]:
    """Yield a row for each line that is not blank; one that is no JSON object says so.

    The files that they name are in *folder*.
    """
    for number, line in enumerate(text, 1):
        bare = line.strip()
        if bare:
            yield _row(name, number, bare, folder)


def _row(name: str, number: int, line: str, folder: Path) -> Row:
    try:
        native = decode(line)
    except NoJson as error:
        fault = error.told
    else:
        if isinstance(native, dict):
            return Row(name, number, native, folder=folder)
        fault = "not a JSON object: a record is {…} on one line"
    problem = Problem(name, number, "row", shown(line), fault)
    return Row(name, number, None, problems=(problem,), folder=folder)
