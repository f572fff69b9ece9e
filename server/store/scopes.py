"""What a search is confined to: a record, a set with all beneath it, or everything.

Names become numbers of one size, which an index keeps in less room than names, and which no text
can be mistaken for.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from schemas.grammar import ROOT_COLLECTION, ancestors

# What a text is: of a page or of a whole record; answered by its own words, or else as a whole. No
# folded word has a number sign; an index that leaves it out keeps these apart from words.
OF_PAGE, OF_RECORD, QUOTED = "#page", "#record", "#quoted"
_SET = "#set"


@dataclass(frozen=True, slots=True)
class Scope:
    """A record, or else a set; ``top`` holds every record."""

    record_id: str | None = None
    set_spec: str | None = None

    @property
    def number(self) -> int:
        """What ``terms`` keeps it by: 64 bits with a sign."""
        kind, name = ("set", self.set_spec) if self.record_id is None else ("id", self.record_id)
        digest = hashlib.blake2b(f"{kind} {name}".encode(), digest_size=8).digest()
        return int.from_bytes(digest, signed=True)

    @property
    def mark(self) -> str:
        """What ``texts_index`` knows a set by."""
        return f"{_SET}{self.number % (1 << 64):016x}"


EVERYTHING = Scope(set_spec=ROOT_COLLECTION)


def marks(set_specs: Iterable[str]) -> list[str]:
    """Return the mark of every set that holds what is in *set_specs*, in a fixed order."""
    specs = {above for spec in set_specs for above in ancestors(spec)}
    return [Scope(set_spec=spec).mark for spec in sorted(specs)]


def numbers(marked: str) -> list[int]:
    """Return the numbers of the sets, the root of all included, that a text *marked* so is in."""
    own = [int(mark.removeprefix(_SET), 16) for mark in marked.split() if mark.startswith(_SET)]
    return [EVERYTHING.number, *(one - (1 << 64) if one >> 63 else one for one in own)]
