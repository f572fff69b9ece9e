"""What comes out of a source, and what a command may say about how it is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from schemas.dates import DayOrder
from schemas.problem import Problem
from schemas.row import Row


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """What a command may say about its input; *kind* is that of ``--as``, None to find it out.

    *separators* are those of the kind where none are given. *dates* says which of two numbers is
    the day, None where nobody has said it.
    """

    encoding: str = "utf-8"
    separators: Sequence[str] = ()
    mapped: Mapping[str, str] = field(default_factory=dict)
    kind: str | None = None
    dates: DayOrder | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """What a source is, told before its first row: its kind, and problems of its header.

    *mapped* are the columns of ``--map`` that are there, *proof* is what shows the kind.
    """

    source: str
    kind: str
    problems: tuple[Problem, ...] = ()
    mapped: frozenset[str] = frozenset()
    proof: str = ""


Found = Header | Row | Problem
"""What comes out of a source: its header, its rows, and at the end a warning if it has none."""
