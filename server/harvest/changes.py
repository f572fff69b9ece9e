"""A stream of changes, walked back from its end: IIIF Change Discovery API 1.0 §3.5.

<https://iiif.io/api/discovery/1.0/>. Section numbers are those of the specification. Activities
should stand in the order of time; since some do not, a page is read whole before the walk ends.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from metadata.iiif.resources import kind, listed
from schemas.native import Json
from server.harvest.activities import PAGE, REFRESH, Activity, Object, activities, neighbour
from server.harvest.asking import NoAnswer, Unreadable
from server.harvest.documents import Documents
from server.harvest.walk import Endless
from server.harvest.wanted import MOST_MANIFESTS, Gathered, Wanted

MOST_PAGES = 200_000
MOST_EMPTY = 10  # pages in a row, though none may be empty


def walk(documents: Documents, stream: Json, since: float | None) -> Gathered:
    """Return what the collection *stream* tells of manifests, back to *since*; None is for all.

    *documents* has its address. What keeps the walk from its end is told in what is returned.
    """
    addresses = frozenset({documents.source, neighbour(stream, "id")}) - {""}
    walking = Walking(documents, since, addresses)
    try:
        walking.go(neighbour(stream, "last"))
        walking.compare(stream.get("totalItems"))
    except (NoAnswer, Unreadable, Endless) as error:
        walking.gathered.trouble, walking.gathered.is_whole = error, False
    return walking.end()


@dataclass
class Walking:
    """A walk through the pages of a stream, which is at any of *addresses*."""

    documents: Documents
    since: float | None
    addresses: frozenset[str]
    gathered: Gathered = field(default_factory=Gathered)
    only_deletions: bool = False
    _count: int = 0
    _is_over: bool = False
    # By address: the newest activity, where it went to, and where what is there came from.
    _objects: dict[str, Activity] = field(default_factory=dict)
    _now_at: dict[str, str] = field(default_factory=dict)
    _before: dict[str, list[str]] = field(default_factory=dict)

    def go(self, page: str) -> None:
        """Walk from the last *page* to the first, or to what was seen before (§3.5.2)."""
        empty = 0
        pages: set[str] = set()
        while page and not self._is_over:
            if page in pages:
                raise Endless(f"the pages of changes lead in a circle: {page} came again")
            pages.add(page)
            content = self._page(page)
            empty = 0 if content.get("orderedItems") else empty + 1
            if empty > MOST_EMPTY or len(pages) >= MOST_PAGES:
                raise Endless(f"pages of changes without an end: {len(pages):,} were read")
            self._see(content)
            page = self._previous(content)

    def compare(self, total: object) -> None:
        """Compare the number of activities with *total*, which the collection says (§3.1)."""
        if isinstance(total, int) and total > self._count and not self._is_over:
            self.gathered.is_whole = False
            self.gathered.remark("totalItems", str(total), f"the pages held {self._count:,}")

    def end(self) -> Gathered:
        """Return what was gathered: each manifest once, however many representations it has."""
        self.gathered.wanted = list(self._by_name().values())
        self.gathered.gone = [name for name, one in self._objects.items() if self._is_gone(name)]
        return self.gathered

    def _page(self, page: str) -> Json:
        content = self.documents.read(page)
        if kind(content) != PAGE:
            raise Unreadable(f"{page} is no page of changes")
        return content

    def _previous(self, content: Json) -> str:
        """Return the page before this one; only the first has none (§3.2)."""
        before, index = neighbour(content, "prev"), content.get("startIndex")
        if not before and not self._is_over and isinstance(index, int) and index > 0:
            self.gathered.is_whole = False
            self.gathered.remark("startIndex", str(index), "there are changes that no page has")
        return before

    def _see(self, content: Json) -> None:
        self._count += len(listed(content.get("orderedItems")))
        for one in activities(content):
            if one.ended is not None:
                self.gathered.newest = max(one.ended, self.gathered.newest or one.ended)
            if self.since is not None and one.ended is not None and one.ended < self.since:
                self._is_over, self.gathered.is_whole = True, False
            elif one.type != REFRESH:
                self._process(one)
            elif self.since is None:  # whatever there is was met by now (§2.1.5)
                self._is_over = True
                return
            else:
                self.only_deletions = True

    def _process(self, one: Activity) -> None:
        # Where changes have no times, the list alone tells what is gone (§2.1.1).
        self.gathered.tells_all |= one.ended is None
        process = _PROCESSES.get(one.type)
        is_of_others = one.type in _OF_STREAM and one.stream not in self.addresses
        if process is None or is_of_others or (self.only_deletions and one.type not in _REMOVALS):
            return
        if len(self._objects) >= MOST_MANIFESTS:
            raise Endless(f"there are more than {MOST_MANIFESTS:,} manifests")
        process(self, one)

    def _keep(self, one: Activity) -> None:
        """Keep *one*, unless a newer activity of the same object was met."""
        if one.object is not None:
            self._objects.setdefault(one.object.address, one)

    def _move(self, one: Activity) -> None:
        """Remember where what is at the target was before; what became of it since was met."""
        if one.object is None or one.target is None or one.target.address == one.object.address:
            return
        old, new = one.object.address, one.target.address
        if old not in self._objects:  # else something else is there by now
            now_at = self._now_at.get(new, new)
            self._now_at[old] = now_at
            self._before.setdefault(now_at, []).extend((old, *self._before.pop(old, ())))
            self._keep(one)
        self._keep(replace(one, object=one.target))

    def _is_gone(self, address: str) -> bool:
        return self._objects[address].type in _REMOVALS or address in self._now_at

    def _by_name(self) -> dict[str, Wanted]:
        """Return what is alive: of the representations of a manifest (§4.3) the best one."""
        best: dict[str, tuple[Object, Activity]] = {}
        for what, one in self._alive():
            if what.name not in best or what.rank < best[what.name][0].rank:
                best[what.name] = (what, one)
        before: dict[str, list[str]] = {}
        for what, _ in self._alive():
            before.setdefault(what.name, []).extend(self._before.get(what.address, ()))
        return {
            name: Wanted(what.address, name, one.stamp, tuple(before[name]))
            for name, (what, one) in best.items()
        }

    def _alive(self) -> Iterator[tuple[Object, Activity]]:
        for address, one in self._objects.items():
            if one.object is not None and not self._is_gone(address):
                yield one.object, one


_REMOVALS = frozenset({"Delete", "Remove"})
_OF_STREAM = frozenset({"Add", "Remove"})
_PROCESSES: dict[str, Callable[[Walking, Activity], None]] = {
    **dict.fromkeys(("Create", "Update", "Add", "Delete", "Remove"), Walking._keep),
    "Move": Walking._move,
}
