"""One described thing as a source gives it, and where in the source each part of it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from schemas.native import Json
from schemas.problem import Problem, Severity

Place = tuple[str | int, ...]
"""A path in native JSON: ``("metadata", "date", 0)``."""

_MAX_SHOWN = 120

# A page is known by its place; a value by what it says.
_LISTS = frozenset({"pages", "files", "ranges", "items"})


class Origin(NamedTuple):
    """The line of a source, and the column or path there as its writer knows it.

    A row of a spreadsheet has many, and tuples go to another process in half the time.
    """

    line: int
    field: str


@dataclass(frozen=True, slots=True)
class Row:
    """Native JSON that is not checked yet, with the way back to its source.

    *native* is None when the row could not be read at all; its *problems* say why. *count* is
    how many rows of the source it was made of: a compound object is made of several. *origins*
    says where parts of *native* come from, by the beginning of their place. Relative file names
    are resolved in *folder*.
    """

    source: str
    line: int
    native: Json | None
    count: int = 1
    origins: Mapping[Place, Origin] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    folder: Path = Path()

    def origin(self, place: Place) -> Origin:
        """Return where *place* comes from: its own origin, or that of the nearest part above."""
        for length in range(len(place), 0, -1):
            origin = self.origins.get(place[:length])
            if origin is not None:
                return origin
        return Origin(self.line, _path(place))

    def problem(
        self, place: Place, message: str, severity: Severity, value: str | None = None
    ) -> Problem:
        """Return the problem that what stands at *place* is.

        *value* is what to show of it; when None, what *native* has at *place*.
        """
        origin = self.origin(place)
        written = shown(self._at(place) if value is None else value)
        return Problem(self.source, origin.line, shown(origin.field), written, message, severity)

    def _at(self, place: Place) -> Any:  # noqa: ANN401 - JSON
        value: Any = self.native
        for part in place:
            if isinstance(value, str):
                break  # a value that is nothing but its text, or the only one
            if isinstance(part, int) and isinstance(value, dict):
                continue  # the only value, without a list around it
            try:
                value = value[part]
            except (KeyError, IndexError, TypeError):
                return ""
        return value["value"] if isinstance(value, dict) and "value" in value else value


def _path(place: Place) -> str:
    """Return *place* as an archivist names it: ``date``, ``pages.0.file``."""
    parts = [part for part in place if part != "metadata"]
    # Which of several values it is, and that it is its text, the value itself shows.
    while len(parts) > 1 and parts[-2] not in _LISTS and _is_of_value(parts[-1]):
        parts.pop()
    return ".".join(map(str, parts)) or (place and "metadata") or "row"


def _is_of_value(part: str | int) -> bool:
    return isinstance(part, int) or part == "value"


def shown(value: Any) -> str:  # noqa: ANN401 - JSON
    """Return *value* short enough to be shown in a report; what has parts is not shown."""
    if value is None or isinstance(value, (dict, list)):
        return ""
    text = str(value)
    return text if len(text) <= _MAX_SHOWN else f"{text[: _MAX_SHOWN - 1]}…"
