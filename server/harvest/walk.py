"""The end of a list that has none: tokens that come again, parts that bring nothing new.

OAI-PMH 2.0 §3.5 lets a repository give any token; only what it was seen to give tells a list that
goes in a circle.
"""

from dataclasses import dataclass, field
from hashlib import blake2b

from server.harvest.client import Part

MOST_PARTS = 200_000
MOST_EMPTY = 10  # parts in a row: some repositories filter what a part would have held


class Endless(Exception):
    """A list that would never end; the message says how that shows."""


@dataclass
class Watch:
    """Watches one walk through a list."""

    most_parts: int = MOST_PARTS
    _tokens: set[bytes] = field(default_factory=set)
    _parts: set[bytes] = field(default_factory=set)
    _count: int = 0
    _empty: int = 0

    def see(self, part: Part) -> None:
        """Look at the next *part* of the list.

        Raises:
            Endless: there is no sense in going on.
        """
        self._count += 1
        self._empty = 0 if part.found else self._empty + 1
        if self._count > self.most_parts:
            raise Endless(f"the list goes on after {self.most_parts:,} parts")
        if part.token and self._empty > MOST_EMPTY:
            raise Endless(f"{self._empty} parts of the list in a row were empty")
        if part.found and not _is_new(self._parts, _said(part)):
            raise Endless("a part of the list came a second time")

    def is_new(self, token: str) -> bool:
        """Return whether *token* was not given before in this walk."""
        return _is_new(self._tokens, token)


def _said(part: Part) -> str:
    headers = [one.header for one in part.found]
    return repr([(one.identifier, one.datestamp, one.deleted) for one in headers])


def _is_new(seen: set[bytes], text: str) -> bool:
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    is_new = digest not in seen
    seen.add(digest)
    return is_new
