"""Stored images, and what can be sent of them as it stands: tiles, and what was made ready."""

import threading
import time
from collections import OrderedDict
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple

from server.iiif.depot import Depot, Found, image_name
from server.iiif.image import ImageRequest, Rotation
from server.iiif.levels import cut
from server.iiif.pixels import LostImage
from server.iiif.ready import Ready, read_ready, ready_name
from server.iiif.tiles import Tiles, read_tiles

_PATIENCE = 60.0  # seconds until a ready file that was not there is looked for again
_UPRIGHT = Rotation()


class _Plan(NamedTuple):
    """Where the parts of one stored image are."""

    found: Found
    tiles: Tiles | None
    ready: Ready | None
    until: float

    @property
    def weight(self) -> int:
        parts = (self.tiles, self.ready)
        return sum(part.weight for part in parts if part is not None)


class StoredImages:
    """The images of *depot*; the plans of the latest, *most* of them and *most_bytes*, are kept."""

    def __init__(self, depot: Depot, most: int = 512, most_bytes: int = 16_000_000) -> None:
        self._depot, self._most, self._most_bytes = depot, most, most_bytes
        self._plans: OrderedDict[str, _Plan] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def find(self, digest: str) -> Found:
        """Return what is stored as *digest*, as it is now.

        Raises:
            LostImage: it is missing.
        """
        try:
            return self._depot.find(image_name(digest))
        except OSError as error:
            raise LostImage("the stored image is missing") from error

    def local(self, found: Found) -> AbstractContextManager[Path]:
        """Return a context that holds the path of a file with all of what was *found*."""
        return self._depot.local(found)

    def copy(self, found: Found, asked: ImageRequest) -> bytes | None:
        """Return what is *asked* of what was *found* if it is stored so, or else None."""
        if asked.format != "jpg" or asked.rotation != _UPRIGHT:
            return None
        if asked.quality not in ("default", "color"):
            return None
        try:
            return self._copy(self._plan(found), asked)
        except OSError:
            # It is being replaced, or the disk fails: who renders will tell.
            self._forget(found.name)
            return None

    def _copy(self, plan: _Plan, asked: ImageRequest) -> bytes | None:
        if plan.tiles is None:
            return None
        wanted = cut(asked.region, asked.size, plan.tiles.full, plan.tiles.count)
        tile = plan.tiles.find(wanted) if wanted.box.size == asked.size else None
        if tile is not None:
            return tile.whole(self._part(plan.found, tile.offset, tile.length))
        return None if plan.ready is None else self._copy_ready(plan.ready, asked)

    def _copy_ready(self, ready: Ready, asked: ImageRequest) -> bytes | None:
        place = ready.find(asked)
        if place is None:
            return None
        offset, length = place
        data = self._part(ready.found, offset, length)
        return data if len(data) == length else None

    def _part(self, found: Found, offset: int, length: int) -> bytes:
        """Return the bytes that a table says are there, or none where a damaged one leads astray.

        What it says may be beyond what can be sought in a file, or held in memory.
        """
        within = offset + length <= found.size
        return self._depot.read(found, offset, length) if within else b""

    def _plan(self, found: Found) -> _Plan:
        plan = self._plans.get(found.name)
        if plan is None or plan.found != found or plan.until < time.monotonic():
            plan = self._read_plan(found)
            self._keep(plan)
        else:
            with self._lock:
                if found.name in self._plans:
                    self._plans.move_to_end(found.name)
        return plan

    def _read_plan(self, found: Found) -> _Plan:
        try:
            tiles = read_tiles(self._depot, found)
        except ValueError:  # it is no pyramid of ours, and may still be rendered
            return _Plan(found, None, None, float("inf"))
        try:
            ready = read_ready(self._depot, ready_name(found.name), tiles)
        except FileNotFoundError:
            ready = None
        until = float("inf") if ready else time.monotonic() + _PATIENCE
        return _Plan(found, tiles, ready, until)

    def _keep(self, plan: _Plan) -> None:
        with self._lock:
            self._drop(plan.found.name)
            self._plans[plan.found.name] = plan
            self._bytes += plan.weight
            while len(self._plans) > self._most or self._bytes > self._most_bytes:
                self._drop(next(iter(self._plans)))

    def _forget(self, name: str) -> None:
        with self._lock:
            self._drop(name)

    def _drop(self, name: str) -> None:
        plan = self._plans.pop(name, None)
        self._bytes -= plan.weight if plan else 0
