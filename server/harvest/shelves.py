"""A collection of IIIF, walked through all that are within it, page by page.

Presentation 3.0 §5.1 <https://iiif.io/api/presentation/3.0/#51-collection> and 2.1 §5.8, whose
collections may come in pages. A collection may stand in several others, and in itself; it is walked
once.
"""

import re
from collections import deque
from dataclasses import dataclass, field, replace
from hashlib import sha256
from urllib.parse import unquote, urlsplit

from metadata import manifests
from metadata.manifests import Listing, Member
from schemas.grammar import is_set_spec
from schemas.native import Json
from server.harvest.asking import Losses, NoAnswer, Unreadable
from server.harvest.documents import Documents
from server.harvest.records import lowest
from server.harvest.walk import Endless
from server.harvest.wanted import MOST_MANIFESTS, Gathered, Wanted, is_address

MOST_COLLECTIONS = 20_000
MOST_PAGES = 20_000  # of one collection
MOST_DEPTH = 20

_UNSAFE = re.compile(r"[^A-Za-z0-9_.!~*'()]+")
_LONGEST_SEGMENT = 80
_DIGITS = 10


@dataclass(frozen=True, slots=True)
class _Shelf:
    """A collection to be walked: its set here, how deep it is, and what is known of it."""

    address: str
    set_spec: str
    depth: int = 0
    document: Json | None = None


def walk(documents: Documents, collection: Json, name: str) -> Gathered:
    """Return what is in *collection*, at the address of *documents*; *name* is that of the source.

    What keeps the walk from its end is told in what is returned.
    """
    root = _Shelf(documents.source, name, document=collection)
    walking = Walking(documents, deque([root]), {root.address: name}, {name})
    try:
        walking.go()
    except Endless as error:
        walking.gathered.trouble, walking.gathered.is_whole = error, False
    return walking.end()


@dataclass
class Walking:
    """A walk from shelf to shelf; *specs* are the sets of those that were met, by address."""

    documents: Documents
    shelves: deque[_Shelf]
    specs: dict[str, str]
    taken: set[str]
    gathered: Gathered = field(default_factory=Gathered)
    _found: dict[str, Wanted] = field(default_factory=dict)
    _losses: Losses = field(default_factory=Losses)

    def go(self) -> None:
        """Walk until nothing is left, those nearest to the root first."""
        while self.shelves:
            shelf = self.shelves.popleft()
            try:
                self._walk(shelf)
                self._losses.end()
            except (NoAnswer, Unreadable) as error:
                self._miss(shelf, error)

    def end(self) -> Gathered:
        """Return what was gathered: what is not among it has vanished, where that is all."""
        self.gathered.wanted = [
            replace(one, collections=tuple(lowest(one.collections))) for one in self._found.values()
        ]
        self.gathered.tells_all = True
        return self.gathered

    def _miss(self, shelf: _Shelf, error: Exception) -> None:
        self.gathered.is_whole = False
        self.gathered.trouble = self.gathered.trouble or error
        self.gathered.remark("collection", shelf.address, f"what is in it is not known: {error}")
        if self._losses.add(error):
            self.shelves.clear()

    def _walk(self, shelf: _Shelf) -> None:
        pages: set[str] = set()
        listing = self._listing(shelf.address, shelf.document)
        self.gathered.listings[shelf.set_spec] = listing.read.native or {}
        self._take(shelf, listing)
        while listing.next:
            if listing.next in pages or len(pages) >= MOST_PAGES:
                raise Endless(f"the pages of {shelf.address} have no end: {listing.next} again")
            pages.add(listing.next)
            listing = self._listing(listing.next)
            self._take(shelf, listing)

    def _listing(self, address: str, document: Json | None = None) -> Listing:
        content = self.documents.read(address) if document is None else document
        if not manifests.is_collection(content):
            raise Unreadable(f"{address} is no collection")
        return manifests.read_collection(content, address)

    def _take(self, shelf: _Shelf, listing: Listing) -> None:
        for member in listing.members:
            if not is_address(member.address):
                self.gathered.remark("items", member.address, "no address: passed over")
            elif member.is_collection:
                self._add_shelf(shelf, member)
            else:
                self._add(shelf, member)

    def _add(self, shelf: _Shelf, member: Member) -> None:
        known = self._found.get(member.address)
        if known is None and len(self._found) >= MOST_MANIFESTS:
            raise Endless(f"there are more than {MOST_MANIFESTS:,} manifests")
        known = known or Wanted(member.address, member.address, document=member.document)
        if shelf.set_spec not in known.collections:
            known = replace(known, collections=(*known.collections, shelf.set_spec))
        self._found[member.address] = known

    def _add_shelf(self, above: _Shelf, member: Member) -> None:
        if member.address in self.specs:
            return
        if above.depth >= MOST_DEPTH or len(self.specs) >= MOST_COLLECTIONS:
            self.gathered.is_whole = False
            self.gathered.remark("collection", member.address, "too deep or too many: passed over")
            return
        spec = self._spec(above, member.address)
        self.specs[member.address] = spec
        self.taken.add(spec)
        self.shelves.append(_Shelf(member.address, spec, above.depth + 1, member.document))

    def _spec(self, above: _Shelf, address: str) -> str:
        """Return the set here of a collection: beneath the one that it was first met in.

        It is called by what tells its address from that of the root, and of the one *above*.
        """
        bare = _path(address, self.documents.source)
        over = _path(above.address, self.documents.source)
        rest = bare.removeprefix(over).strip("-") if above.depth and bare != over else bare
        digest = sha256(address.encode()).hexdigest()[:_DIGITS]
        for segment in (rest, f"{rest}-{digest}".strip("-")):
            spec = f"{above.set_spec}:{segment}"
            if segment and len(segment) <= _LONGEST_SEGMENT and spec not in self.taken:
                break
        else:
            spec = f"{above.set_spec}:{digest}"
        root = self.specs[self.documents.source]
        return spec if is_set_spec(spec) else f"{root}:{digest}"


def _path(address: str, root: str) -> str:
    """Return what tells *address* from those beside *root*, spelt as a segment of a set spec."""
    here, there = urlsplit(address), urlsplit(root)
    folder = there.path.rpartition("/")[0] + "/"
    path = unquote(here.path)
    if here.netloc == there.netloc:
        path = path.removeprefix(unquote(folder))
    else:
        path = f"{here.netloc}{path}"
    path = path.removesuffix(".json").removesuffix("/")
    return _UNSAFE.sub("-", f"{path}?{here.query}" if here.query else path).strip("-")
