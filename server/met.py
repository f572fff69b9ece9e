"""The ids met so far, and where: what comes twice would be stored over itself.

Of a million ids a table of strings would take 200 megabytes. Here an id takes 28 bytes,
whatever its length: a digest of 64 bits and a place. Two ids of a million share a digest once in
forty million runs; the digest is Python's own, keyed anew in each, so nobody can make two that do.
"""

from array import array

from schemas.row import Row

Key = tuple[str, str]
"""What must not come twice: ``id`` or ``collection``, and its name."""

_FEWEST = 1024  # slots, a power of two
_LINE_BITS = 40
_LINES = (1 << _LINE_BITS) - 1


def key_of(row: Row) -> Key | None:
    """Return what *row* would be stored under if it is sound; None where it has no name at all."""
    native = row.native or {}
    name = "collection" if "collection" in native else "id"
    written = native.get(name)
    return None if written is None else (name, str(written))


class Met:
    """Remembers the first row of each key, by its place."""

    def __init__(self) -> None:
        # A hash table with open addressing: each slot has the number of an entry from 1 on, or 0.
        self._slots = array("I", bytes(4 * _FEWEST))
        self._digests = array("q")
        self._places = array("Q")
        self._sources: list[str] = []
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        """Return how many keys are known."""
        return len(self._digests)

    def find(self, row: Row) -> str:
        """Return where the key of *row* was met, such as ``letters.csv line 2``; else ""."""
        key = key_of(row)
        if key is None:
            return ""
        entry = self._slots[self._slot(hash(key))]
        if not entry:
            return ""
        place = self._places[entry - 1]
        return f"{self._sources[place >> _LINE_BITS]} line {place & _LINES}"

    def add(self, row: Row) -> None:
        """Remember where the key of *row* was met, which is new."""
        digest = hash(key_of(row))
        self._digests.append(digest)
        self._places.append(self._number(row.source) << _LINE_BITS | row.line)
        self._slots[self._slot(digest)] = len(self._digests)
        if 3 * len(self._digests) > 2 * len(self._slots):
            self._widen()

    def _number(self, source: str) -> int:
        number = self._numbers.setdefault(source, len(self._sources))
        if number == len(self._sources):
            self._sources.append(source)
        return number

    def _slot(self, digest: int) -> int:
        """Return the slot of *digest*, or the free one where it belongs."""
        last = len(self._slots) - 1
        slot = digest & last
        while (entry := self._slots[slot]) and self._digests[entry - 1] != digest:
            slot = (slot + 1) & last
        return slot

    def _widen(self) -> None:
        self._slots = array("I", bytes(8 * len(self._slots)))
        for entry, digest in enumerate(self._digests, 1):
            self._slots[self._slot(digest)] = entry
