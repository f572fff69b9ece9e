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
        native = _DECODER.decode(line.strip())
    except json.JSONDecodeError as error:
        fault = f"not JSON: {error.msg} at character {error.pos + 1}"
    except RecursionError:
        fault = "nested too deeply"
    except _NotOurs as error:
        fault = str(error)
    else:
        if isinstance(native, dict):
            return Row(name, number, native)
        fault = "not a JSON object: a record is {…} on one line"
    problem = Problem(name, number, "row", shown(line.strip()), fault)
    return Row(name, number, None, problems=(problem,))


class _NotOurs(ValueError):
    """What Python reads and JSON, or an archive, knows not; the message says what."""


def _without_repetition(pairs: list[tuple[str, Any]]) -> Json:
    """Return the object that *pairs* make.

    Raises:
        _NotOurs: a name is repeated; one of the two values would be lost in silence.
    """
    native = dict(pairs)
    if len(native) < len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise _NotOurs(f'the name "{repeated}" is repeated in one object')
    return native


def _no_number(name: str) -> Any:  # noqa: ANN401 - as json has it
    raise _NotOurs(f"not JSON: {name} is no number")


# Numbers stay as written: 1.10 is no 1.1, and an id of forty digits none of seventeen.
_DECODER = json.JSONDecoder(
    object_pairs_hook=_without_repetition,
    parse_int=str,
    parse_float=str,
    parse_constant=_no_number,
)
