"""JSON from outside, read to the letter: RFC 8259, <https://www.rfc-editor.org/rfc/rfc8259>.

Python reads more than JSON is: NaN, and an object that has a name twice, of which it forgets one.
"""

import json
from collections.abc import Iterator
from typing import Any

from schemas.native import Json


class NoJson(ValueError):
    """Text that is no JSON, or none that can be kept; the message says what is wrong with it.

    *line* and *column*, counted from 1, say where; the column is 0 where that is not known.
    """

    def __init__(self, message: str, line: int = 1, column: int = 0) -> None:
        super().__init__(message)
        self.line = line
        self.column = column

    @property
    def told(self) -> str:
        """The message, with its place in the line where that is known."""
        return f"{self} at character {self.column}" if self.column else str(self)


def decode(text: str) -> Any:  # noqa: ANN401 - JSON
    """Return what *text* says; numbers stay as they are written.

    Raises:
        NoJson: it is none, is nested too deeply, or has a name twice in one object.
    """
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise NoJson(f"not JSON: {error.msg}", error.lineno, error.colno) from error
    except RecursionError as error:
        raise NoJson("nested too deeply") from error


def parts(text: str) -> Iterator[tuple[int, Any]]:
    """Yield what *text* says, or each part of it if it is an array, with its line from 1.

    Raises:
        NoJson: as :func:`decode`; what came before was yielded.
    """
    place = _after_blanks(text, 0)
    if text[place : place + 1] != "[":
        yield text.count("\n", 0, place) + 1, decode(text)
        return
    decode(text)  # a comma that is missing is told where it is missing
    line, counted = 1, 0
    while text[place := _after_blanks(text, place + 1)] != "]":
        line, counted = line + text.count("\n", counted, place), place
        part, place = _DECODER.raw_decode(text, place)
        yield line, part
        if text[place := _after_blanks(text, place)] == "]":
            return


def is_cut_off(text: str) -> bool:
    """Return whether *text* is JSON as far as it goes, and would go on."""
    whole = text.strip()
    try:
        _DECODER.decode(whole)
    except json.JSONDecodeError as error:
        return error.pos >= len(whole)
    except (NoJson, RecursionError):
        return False
    return False


def _after_blanks(text: str, place: int) -> int:
    while text[place : place + 1] in _BLANKS and place < len(text):
        place += 1
    return place


_BLANKS = (" ", "\t", "\n", "\r")


def _without_repetition(pairs: list[tuple[str, Any]]) -> Json:
    """Return the object that *pairs* make.

    Raises:
        NoJson: a name is repeated; one of the two values would be lost in silence.
    """
    native = dict(pairs)
    if len(native) < len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise NoJson(f'the name "{repeated}" is repeated in one object')
    return native


def _no_number(name: str) -> Any:  # noqa: ANN401 - as json has it
    raise NoJson(f"not JSON: {name} is no number")


# Numbers stay as written: 1.10 is no 1.1, and an id of forty digits none of seventeen.
_DECODER = json.JSONDecoder(
    object_pairs_hook=_without_repetition,
    parse_int=str,
    parse_float=str,
    parse_constant=_no_number,
)
