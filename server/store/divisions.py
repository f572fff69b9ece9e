"""How a large collection is divided: by the dates of its records, then by their ids.

Presentation 3.0 has no paging; a collection with too many members is a tree of smaller ones
(§5.1). A division is named by what its records have in common, so it keeps its name when others
come and go; one that grows too large is divided in its turn.
"""

from dataclasses import dataclass
from itertools import takewhile

NO_DATE = "\U0010ffff"  # sorts after every date

# Sorts after every continuation: no id and no date holds what is no character.
_LAST = "\U0010ffff"
# Sorts before every continuation: the first character that an id may hold.
_FIRST = " "

# How much of YYYY-MM-DD a decade, a year, a month and a day have in common.
DECADE, YEAR, MONTH, DAY = 3, 4, 7, 10
LENGTHS = (DECADE, YEAR, MONTH, DAY)

Key = tuple[str, str]
"""The place of a record in a collection: its date of order, and its id."""


@dataclass(frozen=True, slots=True)
class Span:
    """Everything from the key *low* to the key *high*, both included."""

    low: Key
    high: Key


@dataclass(frozen=True, slots=True)
class Division:
    """The records of a collection whose date, and then whose id, begins in one way.

    *record_id* begins ids only where *date* is a whole day or ``NO_DATE``. Without either it is
    the whole collection.
    """

    date: str = ""
    record_id: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it is the collection itself."""
        return self == WHOLE

    @property
    def is_of_one_date(self) -> bool:
        """Whether all of its records are of one day, or of none that is known."""
        return self.date == NO_DATE or len(self.date) == DAY

    @property
    def span(self) -> Span:
        """Where its records stand."""
        if self.is_of_one_date:
            return Span((self.date, self.record_id), (self.date, self.record_id + _LAST))
        return Span((self.date, ""), (self.date + _LAST, _LAST))

    @property
    def after(self) -> Key:
        """The place that follows the last of its records."""
        return self.span.high

    @property
    def parent(self) -> "Division":
        """The division above, which is the same whatever records there are."""
        if self.record_id:
            return Division(self.date)
        length = max((one for one in LENGTHS if one < len(self.date)), default=0)
        return Division("" if self.date == NO_DATE else self.date[:length])

    @property
    def lengths(self) -> tuple[int, ...]:
        """How long the dates of divisions within it can be, the coarsest first."""
        return tuple(one for one in LENGTHS if one > len(self.date) and not self.is_of_one_date)


WHOLE = Division()


def by_date(key: Key, length: int) -> Division:
    """Return the division of *key* by a date of *length* characters; the undated are one."""
    return Division(key[0][:length])


def by_id(key: Key, beginning: str) -> Division:
    """Return the division of *key*, by one character more than the *beginning* of its id."""
    return Division(key[0], key[1][: len(beginning) + 1])


def shared(first: Key, last: Key) -> str:
    """Return how all ids begin from that of *first* to that of *last*, which are of one date."""
    pairs = zip(first[1], last[1], strict=False)
    return "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def beside(key: Key) -> Key:
    """Return the place after *key*, before every other whose id begins with the same."""
    return key[0], key[1] + _FIRST
