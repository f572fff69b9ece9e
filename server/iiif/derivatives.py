"""Rendered images, kept on disk until there are too many bytes of them.

Any number of processes share the folder. Whatever is found damaged, or is gone, is rendered again.
A file stands in one of 4,096 folders by its name. ``sizes`` tells the bytes in each and in all;
when there are too many, one folder after the other is counted anew and loses what was asked for
least lately. So nothing ever walks through all of them, and no error of counting lasts.
"""

import os
import secrets
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import NamedTuple

from isal import isal_zlib

_SHARDS = 16**3
_COUNTS = struct.Struct(f"<{_SHARDS + 2}Q")  # of all, the next folder to look at, of each
_UNLIKELY = 2**60
_NUMBER = struct.Struct("<Q")
_HEAD = struct.Struct(">4sII")  # what it is, how long, its CRC-32
_SIGNATURE = b"fd1\n"
_VISITS = 256  # of folders, for one image
_LARGEST_PART = 8  # what takes more than one part in so many is not kept
_FRESH_SECONDS = 3_600  # so long a use is not written down again, nor a part taken for forgotten


class _File(NamedTuple):
    used: float
    size: int
    path: str


class Derivatives:
    """The images in *folder*, *most* bytes of them; 0 keeps none."""

    def __init__(self, folder: Path, most: int) -> None:
        self._folder = str(folder)
        self._most = most

    def get(self, key: str) -> bytes | None:
        """Return what was kept as *key*, hexadecimal, or None."""
        if not self._most:
            return None
        try:
            file = os.open(self._path(key), os.O_RDONLY)
        except OSError:
            return None
        try:
            state = os.fstat(file)
            if state.st_mtime < time.time() - _FRESH_SECONDS:
                os.utime(file)
            body = _body(os.read(file, state.st_size))
            if body is None:
                os.unlink(self._path(key))
        except OSError:
            return None
        finally:
            os.close(file)
        return body

    def put(self, key: str, body: bytes) -> None:
        """Keep *body* as *key* if there is room for its like, or can be made.

        A disk that is full or cannot be written keeps nothing, and that is no error.
        """
        size = _HEAD.size + len(body)
        if size * _LARGEST_PART > self._most:
            return
        path = self._path(key)
        part = f"{path}.{secrets.token_hex(4)}.part"
        with suppress(OSError):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            try:
                head = _HEAD.pack(_SIGNATURE, len(body), isal_zlib.crc32(body))
                with open(part, "xb") as file:
                    file.writelines((head, body))
                self._take_in(part, path, size)
            finally:
                with suppress(FileNotFoundError):
                    os.unlink(part)

    def _take_in(self, part: str, path: str, size: int) -> None:
        """Move *part* to *path*, after room was made for its *size*."""
        shard = int(os.path.basename(os.path.dirname(path)), 16)
        with self._counts() as counts:
            # Another process may have been faster.
            if not os.path.exists(path) and self._make_room(counts, size):
                counts.add(shard, size)
                os.replace(part, path)

    def _make_room(self, counts: "_Counts", size: int) -> bool:
        """Lower what is kept until *size* fits, folder after folder; return whether it does.

        It gives up after a while: nobody waits for a limit that was lowered by much.
        """
        for _ in range(_VISITS):
            if counts.total + size <= self._most:
                return True
            self._thin_out(counts, counts.next(), size)
        return counts.total + size <= self._most

    def _thin_out(self, counts: "_Counts", shard: int, size: int) -> None:
        """Count a folder anew, and take the oldest quarter away where *size* does not fit."""
        files = sorted(self._files(shard))
        counts.set(shard, sum(file.size for file in files))
        if counts.total + size > self._most:
            for file in files[: -(-len(files) // 4)]:
                with suppress(FileNotFoundError):
                    os.unlink(file.path)
                counts.add(shard, -file.size)

    def _files(self, shard: int) -> list[_File]:
        """Return what is kept in a folder; parts that a process left long ago are thrown away."""
        files = []
        forgotten = time.time() - _FRESH_SECONDS
        with suppress(FileNotFoundError), os.scandir(f"{self._folder}/{shard:03x}") as entries:
            for entry in entries:
                state = entry.stat()
                if not entry.name.endswith(".part"):
                    files.append(_File(state.st_mtime, state.st_size, entry.path))
                elif state.st_mtime < forgotten:
                    os.unlink(entry.path)
        return files

    @contextmanager
    def _counts(self) -> Iterator["_Counts"]:
        """Hold the counts, alone among threads and processes."""
        file = os.open(f"{self._folder}/sizes", os.O_RDWR | os.O_CREAT, 0o666)
        try:
            # Opened anew each time: a lock belongs to who opened, and a fork would share it.
            flock(file, LOCK_EX)
            counts = _Counts(file)
            if not counts.are_likely():
                sizes = [sum(one.size for one in self._files(n)) for n in range(_SHARDS)]
                counts.begin(sizes)
            yield counts
        finally:
            os.close(file)

    def _path(self, key: str) -> str:
        return f"{self._folder}/{key[:3]}/{key[3:]}"


class _Counts:
    """The numbers in ``sizes``, whose lock is held."""

    def __init__(self, file: int) -> None:
        self._file = file
        self.total = 0

    def are_likely(self) -> bool:
        """Return whether they can be right: a file that a lost power left has none, or zeros."""
        if os.fstat(self._file).st_size != _COUNTS.size:
            return False
        self.total = self._read(0)
        return 0 < self.total < _UNLIKELY

    def begin(self, sizes: list[int]) -> None:
        """Let folders have *sizes*."""
        self.total = sum(sizes)
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, _COUNTS.pack(self.total, 0, *sizes), 0)

    def add(self, shard: int, size: int) -> None:
        """Count *size* more bytes in a folder, or fewer if it is negative."""
        self.set(shard, max(self._read(2 + shard) + size, 0))

    def set(self, shard: int, size: int) -> None:
        """Let a folder have *size* bytes."""
        self.total = max(self.total + size - self._read(2 + shard), 0)
        self._write(2 + shard, size)
        self._write(0, self.total)

    def next(self) -> int:
        """Return the folder to look at: the next that is not empty, where there is one."""
        first = self._read(1)
        shards = [(first + step) % _SHARDS for step in range(_SHARDS)]
        shard = next((shard for shard in shards if self._read(2 + shard)), shards[0])
        self._write(1, shard + 1)
        return shard

    def _read(self, place: int) -> int:
        (number,) = _NUMBER.unpack(os.pread(self._file, _NUMBER.size, place * _NUMBER.size))
        return int(number)

    def _write(self, place: int, number: int) -> None:
        number = min(number, _UNLIKELY)
        os.pwrite(self._file, _NUMBER.pack(number), place * _NUMBER.size)


def _body(data: bytes) -> bytes | None:
    """Return the image in a file of this folder, or None where it is not whole."""
    if len(data) < _HEAD.size:
        return None
    signature, length, check = _HEAD.unpack_from(data)
    body = data[_HEAD.size :]
    sound = signature == _SIGNATURE and len(body) == length and isal_zlib.crc32(body) == check
    return body if sound else None
