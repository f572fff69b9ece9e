"""What the lists of a source name: manifests to have, manifests that are gone, and collections.

A list is walked to its end before the first manifest is fetched. So the newest word on each counts,
nothing is taken for vanished that stands further on, and what is left to do is known.
"""

from dataclasses import dataclass, field

from schemas.grammar import is_web_address
from schemas.native import Json

MOST_MANIFESTS = 1_000_000
LONGEST_ADDRESS = 1_000  # characters: it is the key of an index


@dataclass(frozen=True, slots=True)
class Wanted:
    """A manifest to have, at *address*.

    *name* is what it is the same by, whatever its address. *stamp* is when it changed, as written;
    *before* are addresses that it was moved from. *collections* are those here that it is in, and
    *document* is given where the list held it whole.
    """

    address: str
    name: str
    stamp: str = ""
    before: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    document: Json | None = None


@dataclass
class Gathered:
    """All that a walk came to know.

    *gone* are addresses of manifests that are there no longer. *newest* is the newest change, in
    seconds since 1970. *tells_all* says that what is not among *wanted* has vanished, provided that
    the walk came to the end of the list: *trouble* is what kept it from that.
    """

    wanted: list[Wanted] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    newest: float | None = None
    tells_all: bool = False
    is_whole: bool = True
    trouble: Exception | None = None
    remarks: list[tuple[str, str, str]] = field(default_factory=list)
    listings: dict[str, Json] = field(default_factory=dict)

    def remark(self, field_: str, value: str, message: str) -> None:
        """Note what there is to say of *value*."""
        self.remarks.append((field_, value, message))


def is_address(text: str) -> bool:
    """Return whether *text* is an address that can be kept and asked."""
    return len(text) <= LONGEST_ADDRESS and is_web_address(text)
