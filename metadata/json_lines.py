"""JSON Lines: one record in native form a line, <https://jsonlines.org/>."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from schemas.native import Json
from schemas.problem import Problem
from schemas.row import Row, shown


def read_lines(name: str, text: Iterable[str]) -> Iterator[Row]:
    """Yield a row for each line that is not blank; one that is no JSON object says so."""
    for number, line in enumerate(text, 1):
        if line.strip():
            yield _row(name, number, line)


def _row(name: str, number: int, line: str) -> Row:
    try:
        native = json.loads(line, object_pairs_hook=_without_repetition)
    except (ValueError, RecursionError) as error:
        return _broken(name, number, line, f"not JSON: {error}")
    if not isinstance(native, dict):
        return _broken(name, number, line, "not a JSON object: a record is {…} on one line")
    return Row(name, number, native)


def _broken(name: str, number: int, line: str, message: str) -> Row:
    problem = Problem(name, number, "row", shown(line.strip()), message)
    return Row(name, number, None, problems=(problem,))


def _without_repetition(pairs: list[tuple[str, Any]]) -> Json:
    """Return the object that *pairs* make.

    Raises:
        ValueError: a name is repeated; one of the two values would be lost in silence.
    """
    native = dict(pairs)
    if len(native) < len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise ValueError(f'the name "{repeated}" is repeated in one object')
    return native
