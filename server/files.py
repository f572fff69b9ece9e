"""The files that accompany records: each kept once, under the SHA-256 of its bytes.

A name that an archivist wrote never becomes a path, and neither does anything in an address.
"""

import hashlib
import os
import re
import secrets
import time
from contextlib import suppress
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
    files.mkdir(parents=True, exist_ok=True)
    # Beside its final place: a rename is atomic within one file system only.
    unfinished = files / f"{secrets.token_hex(16)}.part"
    try:
        with source.open("rb") as original, unfinished.open("xb") as copy:
            digest, size = _copy(original, copy)
        _publish(unfinished, file_path(files, digest))
    finally:
        unfinished.unlink(missing_ok=True)
    return digest, size


def sweep(folder: Path) -> None:
    """Remove from *folder* what commands that were killed left unfinished.

    What is younger than a day may belong to a command that is at work on it.
    """
    for unfinished in folder.glob("*.part"):
        with suppress(FileNotFoundError):  # another command sweeps too
            if time.time() - unfinished.stat().st_mtime > _DAY:
                unfinished.unlink()


def _copy(original: BinaryIO, copy: BinaryIO) -> tuple[str, int]:
    """Return the digest and size of the bytes that were written, and are on the disk."""
    digest = hashlib.sha256()
    while chunk := original.read(_CHUNK):
        digest.update(chunk)
        copy.write(chunk)
    copy.flush()
    os.fsync(copy.fileno())
    return digest.hexdigest(), copy.tell()


def _publish(unfinished: Path, path: Path) -> None:
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        unfinished.replace(path)
