"""What stands beside a file: collections of IIIF that list it, and manifests that they list.

Only beginnings are looked at, since a folder may hold thousands of manifests; a collection, which
is a list of addresses, is read whole.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from metadata.iiif.resources import address
from metadata.json_text import NoJson, decode
from metadata.manifests import is_collection, read_collection, set_spec

_BEGINNING = 4096  # bytes
_LONGEST = 50_000_000  # bytes of a collection
_ADDRESS = re.compile(rb'"@?id"\s*:\s*"((?:[^"\\]|\\.)*)"')
_COLLECTION = re.compile(rb'"@?type"\s*:\s*"(?:sc:)?Collection"')


class Neighbours:
    """The JSON in one folder, looked at when it is first asked about, and then remembered."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def has(self, place: str) -> bool:
        """Return whether a file here begins with the address *place* of its own."""
        return place in self._addresses

    def collections(self, place: str) -> list[str]:
        """Return the set specs of the collections here that list the manifest at *place*."""
        return self._listed.get(place, [])

    @cached_property
    def _beginnings(self) -> dict[Path, bytes]:
        found = {}
        for path in sorted(self._folder.glob("*.json")):
            try:
                with path.open("rb") as stream:
                    found[path] = stream.read(_BEGINNING)
            except OSError:
                continue  # it is told when it is read
        return found

    @cached_property
    def _addresses(self) -> set[str]:
        """The addresses in all beginnings; of a collection its own alone, for it names others."""
        found = ((one, _ADDRESS.findall(one)) for one in self._beginnings.values())
        own = (all_[:1] if _COLLECTION.search(beginning) else all_ for beginning, all_ in found)
        return {one.decode("utf-8", "replace").replace("\\/", "/") for ones in own for one in ones}

    @cached_property
    def _listed(self) -> dict[str, list[str]]:
        listed: dict[str, list[str]] = {}
        for path, beginning in self._beginnings.items():
            if _COLLECTION.search(beginning):
                for place, spec in _members(path):
                    listed.setdefault(place, []).append(spec)
        return listed


def _members(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the address of each manifest that the collection in *path* lists, with its set spec."""
    try:
        if path.stat().st_size > _LONGEST:
            return
        document = decode(path.read_text("utf-8-sig", "replace"))
    except (OSError, NoJson):
        return  # it is told when it is read
    if is_collection(document):
        spec = set_spec(address(document))
        for member in read_collection(document).members:
            if not member.is_collection:
                yield member.address, spec
