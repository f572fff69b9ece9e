"""Which part of a long list a reader sees, and how to reach the rest of it."""

import re
from dataclasses import dataclass

# Nine digits: a database counts so far without overflow. [0-9] and not \d, see schemas.datestamp.
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_AROUND = 2  # numbers shown on either side of where the reader is


def read_number(text: str) -> int | None:
    """Return the number of a page that *text* writes, from 1 to 999,999,999; None for all else."""
    return int(text) if _NUMBER.fullmatch(text) else None


@dataclass(frozen=True, slots=True)
class Paging:
    """Page *number*, of *size* entries each, of a list of *total* entries.

    No more than the first *reach* entries can be leafed through.
    """

    number: int
    size: int
    total: int
    reach: int

    @property
    def first(self) -> int:
        """The number of its first entry in the list, counted from 1."""
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        """The number of the last page; an empty list has one page too."""
        return max(1, -(-min(self.total, self.reach) // self.size))

    @property
    def is_beyond(self) -> bool:
        """Whether there is no such page."""
        return self.number > self.last

    @property
    def is_cut(self) -> bool:
        """Whether the list is longer than one can leaf through."""
        return self.total > self.reach

    @property
    def previous(self) -> int | None:
        """The number of the page before, or None on the first."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """The number of the page after, or None on the last."""
        return self.number + 1 if self.number < self.last else None

    @property
    def span(self) -> str:
        """What is shown of how much: ``11–20 of 25``, ``21 of 21``; ``0 of 0`` of nothing."""
        last = min(self.number * self.size, self.total)
        first = min(self.first, last)
        shown = f"{first:,}–{last:,}" if first < last else f"{last:,}"
        return f"{shown} of {self.total:,}"

    @property
    def numbers(self) -> tuple[int | None, ...]:
        """The numbers to offer: the ends and those nearby, None for each gap between them."""
        near = range(self.number - _AROUND, self.number + _AROUND + 1)
        shown = sorted({1, self.last, *near} & set(range(1, self.last + 1)))
        offered: list[int | None] = []
        for number, following in zip(shown, [*shown[1:], None], strict=True):
            offered.append(number)
            if following is not None and following > number + 1:
                # A gap of one number is no shorter than the number.
                offered.append(number + 1 if following == number + 2 else None)
        return tuple(offered)
