"""JSON Lines: one record in native form a line, <https://jsonlines.org/>."""

from collections.abc import Iterable, Iterator

from metadata.json_text import NoJson, decode
from schemas.problem import Problem
from schemas.row import Row, shown


def read_lines(name: str, text: Iterable[str]) -> Iterator[Row]:
    """Yield a row for each line that is not blank; one that is no JSON object says so."""
    for number, line in enumerate(text, 1):
        if line.strip():
            yield _row(name, number, line)


def _row(name: str, number: int, line: str) -> Row:
    try:
        native = decode(line.strip())
    except NoJson as error:
        fault = error.told
    else:
        if isinstance(native, dict):
            return Row(name, number, native)
        fault = "not a JSON object: a record is {…} on one line"
    problem = Problem(name, number, "row", shown(line.strip()), fault)
    return Row(name, number, None, problems=(problem,))
