"""Collections as they are asked for: whether there is one, in which edition, and what it says.

The edition is asked for first and the contents later, if at all: what was sent can be newer than
its validator says, and is then sent once more; it is never older.
"""

from dataclasses import dataclass

from schemas.grammar import ROOT_COLLECTION, is_set_spec
from server import __version__
from server.archive import Archive
from server.iiif.answers import described, digest_of
from server.iiif.collection import Shown, above, collection
from server.iiif.divisions import division_named, name_of
from server.store.divisions import Division
from server.store.scopes import Scope


@dataclass(frozen=True, slots=True)
class Asked:
    """A collection that is there, or a division of it."""

    archive: Archive
    set_spec: str
    division: Division
    edition: str

    @property
    def digest(self) -> str:
        """What tells this state of it from every other, without any of it being read."""
        provider, base = self.archive.provider, self.archive.urls.base
        told = (self.edition, name_of(self.division), __version__, base, provider)
        return digest_of(repr(told).encode())

    def compose(self) -> bytes:
        """Return the JSON of it (Presentation 3.0 §5.1)."""
        archive = self.archive
        found = described(archive, self.set_spec)
        parent = above(self.set_spec)
        assert found is not None  # noqa: S101 - an edition of it was found
        shown = Shown(
            found,
            described(archive, parent) if parent else None,
            self.division,
            archive.store.has_texts(Scope(set_spec=self.set_spec)),
        )
        contents = archive.store.contents(_inside(self.set_spec), self.division)
        return collection(shown, contents, archive.urls, archive.provider)


def find_collection(archive: Archive, name: str) -> Asked | None:
    """Return the collection called *name*, behind ``@`` a division of it; None without one."""
    set_spec, sign, divided = name.partition("@")
    division = division_named(divided)
    if (
        division is None
        or division.is_whole == bool(sign)
        or not (set_spec == ROOT_COLLECTION or is_set_spec(set_spec))
    ):
        return None
    edition = archive.store.edition(_inside(set_spec))
    if edition is None or not archive.store.holds(_inside(set_spec), division):
        return None
    return Asked(archive, set_spec, division, edition)


def _inside(set_spec: str) -> str | None:
    return None if set_spec == ROOT_COLLECTION else set_spec
