"""The files that accompany records: each kept once, under the SHA-256 of its bytes.

A name that an archivist wrote never becomes a path, and neither does anything in an address.
"""

import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

_CHUNK = 1 << 20
_DAY = 24 * 60 * 60  # seconds


def file_path(files: Path, digest: str) -> Path:
    """Return where the file with *digest* is kept beneath *files*."""
    return files / digest[:2] / digest


def file_name(written: str) -> str:
    """Return the last part of *written*, a name with or without folders, to save a file under."""
    name = re.split(r"[/\\]", written)[-1]
    return "".join(c for c in name if c.isprintable()).strip() or "file"


def keep_file(source: Path, files: Path) -> tuple[str, int]:
    """Copy *source* beneath *files*; return its digest (SHA-256, hexadecimal) and size in bytes.

    The copy appears whole or not at all, and a file that is already kept is left alone.

    Raises:
        OSError: *source* cannot be read, or *files* not written.
    """
    with unfinished(files) as part:
        with source.open("rb") as original, part.open("xb") as copy:
            digest, size = _copy(original, copy)
        _publish(part, file_path(files, digest))
    return digest, size


@contextmanager
def unfinished(folder: Path) -> Iterator[Path]:
    """Yield where to write a file before it is moved to its place beneath *folder*.

    A rename is atomic within one file system only, and right in *folder* what a kill leaves behind
    is found without a search; all else that is not moved is removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{secrets.token_hex(16)}.part"
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove from *folder* what commands that were killed left unfinished.

    What is younger than a day may belong to a command that is at work on it.
    """
    for part in folder.glob("*.part"):
        with suppress(FileNotFoundError):  # another command sweeps too
            if time.time() - part.stat().st_mtime > _DAY:
                part.unlink()


def _copy(original: BinaryIO, copy: BinaryIO) -> tuple[str, int]:
    """Return the digest and size of the bytes that were written, and are on the disk."""
    digest = hashlib.sha256()
    while chunk := original.read(_CHUNK):
        digest.update(chunk)
        copy.write(chunk)
    copy.flush()
    os.fsync(copy.fileno())
    return digest.hexdigest(), copy.tell()


def _publish(part: Path, path: Path) -> None:
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        part.replace(path)
