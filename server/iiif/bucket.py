"""A depot of images that is no folder of this machine: S3, or whatever else fsspec reaches.

<https://filesystem-spec.readthedocs.io>; the extra ``fonds[s3]`` brings what S3 takes, which finds
its keys and its endpoint in the environment, as every client of S3 does.
"""

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import fsspec

from server.files import sweep, unfinished
from server.iiif.depot import Found

_TRUSTED_SECONDS = 60.0
_MOST_KNOWN = 10_000
_IN_USE_SECONDS = 600  # no image takes longer to be rendered

Clock = Callable[[], float]


class Bucket:
    """The depot at *address*, such as ``s3://archive/images``.

    What was found is believed for a minute. Whole files, which libvips needs, are copied into the
    folder *copies*, of which there are at most *most_bytes*, and what is being read.
    """

    def __init__(
        self, address: str, copies: Path, most_bytes: int, clock: Clock = time.monotonic
    ) -> None:
        self._address = address
        self._copies, self._most_bytes = copies, most_bytes
        self._clock = clock
        self._known: dict[str, tuple[float, Found]] = {}

    def find(self, name: str) -> Found:
        """Return what is kept as *name* now, or was a minute ago."""
        known = self._known.get(name)
        if known is not None and known[0] > self._clock():
            return known[1]
        info = self._files.info(self._path(name), refresh=True)
        found = _found(name, info)
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        self._known[name] = (self._clock() + _TRUSTED_SECONDS, found)
        return found

    def read(self, found: Found, offset: int, length: int) -> bytes:
        """Return *length* bytes of what was *found*, fewer at its end."""
        end = min(offset + length, found.size)
        if end <= offset:
            return b""
        return bytes(self._files.cat_file(self._path(found.name), start=offset, end=end))

    @contextmanager
    def local(self, found: Found) -> Iterator[Path]:
        """Yield the path of a copy of what was *found*."""
        told = hashlib.sha256(f"{found.name}/{found.edition}".encode()).hexdigest()
        copy = self._copies / f"{told}.tif"
        try:
            os.utime(copy)  # what is used is kept longest
        except FileNotFoundError:
            self._fetch(found, copy)
        yield copy

    def put(self, path: Path, name: str) -> None:
        """Keep the file at *path*, which is given up, as *name*."""
        # S3 shows an object when all of it has arrived, and not before.
        self._files.put_file(str(path), self._path(name))
        self._known.pop(name, None)
        path.unlink()

    def _fetch(self, found: Found, copy: Path) -> None:
        self._make_room(found.size)
        with unfinished(self._copies) as part:
            self._files.get_file(self._path(found.name), str(part))
            part.replace(copy)

    def _make_room(self, size: int) -> None:
        """Forget the copies that were used least lately, until there is room for *size* bytes."""
        sweep(self._copies)
        copies = sorted(_used(self._copies))
        held = sum(length for _, length, _ in copies)
        for used, length, copy in copies:
            if held + size <= self._most_bytes or time.time() - used < _IN_USE_SECONDS:
                return
            copy.unlink(missing_ok=True)  # another process makes room too
            held -= length

    @cached_property
    def _files(self) -> Any:  # noqa: ANN401 - fsspec has no types
        # Not before it is needed: it starts a thread, and a process that serves forks.
        files, _ = fsspec.core.url_to_fs(self._address, skip_instance_cache=True)
        return files

    @cached_property
    def _root(self) -> str:
        return str(self._files._strip_protocol(self._address)).rstrip("/")

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"


def _used(folder: Path) -> Iterator[tuple[float, int, Path]]:
    """Yield when each copy in *folder* was used last, and its size in bytes."""
    for copy in folder.glob("*.tif"):
        with suppress(FileNotFoundError):  # another process makes room too
            state = copy.stat()
            yield state.st_mtime, state.st_size, copy


def _found(name: str, info: dict[str, Any]) -> Found:
    """Return what *info* of fsspec says; an ETag or a time tells editions apart."""
    modified = info.get("LastModified") or info.get("mtime") or info.get("created") or 0
    seconds = modified.timestamp() if isinstance(modified, datetime) else float(modified)
    edition = f"{info.get('ETag', '')}-{seconds}-{info['size']}"
    return Found(name, info["size"], int(seconds), edition)
