"""The process that reads scans and PDFs, started and survived by ``server.scans``.

A file may come from anybody, and the libraries that decode it are large. So they work in a process
that may not grow beyond a measure nor outlive who started it. It hears what to do, and tells what
it finds, in JSON.
"""

import ctypes
import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from server.iiif import pdf
from server.iiif.image import Size
from server.iiif.pyramids import digitise
from server.iiif.sources import UnreadableImage

_LARGEST_FILE = 2**36  # bytes of a pyramid, or of what libvips puts aside
_PR_SET_PDEATHSIG = 1  # prctl(2)

Tell = Callable[[Any], None]
"""Is told what is found before the end."""


def _digitise(tell: Tell, source: str, images: str) -> list[dict[str, Any]]:
    def progress(done: int, of: int) -> None:
        tell([done, of])

    return [asdict(image) for image in digitise(Path(source), Path(images), progress)]


def _labels(_tell: Tell, source: str) -> list[str]:
    return pdf.labels(Path(source))


def _text_layer(tell: Tell, source: str, sizes: list[tuple[int, int]]) -> None:
    for sheet in pdf.text_layer(Path(source), [Size(*size) for size in sizes]):
        tell(sheet.blocks)


_WORK: dict[str, Callable[..., Any]] = {
    "digitise": _digitise,
    "labels": _labels,
    "text_layer": _text_layer,
}


def serve(connection: Connection) -> None:
    """Do what *connection* asks for, one after the other, until it is closed.

    Each request is the name of the work and what it takes. Of an answer there are as many
    ``found`` as there is to tell, then one ``done``, ``unreadable`` or ``failed``.
    """
    while True:
        try:
            name, asked = json.loads(connection.recv_bytes())
        except EOFError:
            return
        _answer(connection, name, asked)


def _answer(connection: Connection, name: str, asked: dict[str, Any]) -> None:
    def tell(kind: str, what: object) -> None:
        connection.send_bytes(json.dumps([kind, what]).encode())

    try:
        result = _WORK[name](lambda found: tell("found", found), **asked)
    except (UnreadableImage, pdf.UnreadablePdf) as error:
        tell("unreadable", str(error))
    except OSError as error:
        tell("failed", [error.errno, error.strerror or str(error), error.filename])
    else:
        tell("done", result)


def confine(megabytes: int) -> None:
    """Let this process have *megabytes* of memory, leave no dump, and end with its parent."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    # Of data, not of addresses: files that are mapped are no memory, and threads claim much.
    size = megabytes << 20
    resource.setrlimit(resource.RLIMIT_DATA, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_FILE, _LARGEST_FILE))
    # A Control-C is meant for who started this, who ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def main(descriptor: str, parent: str, megabytes: str) -> None:
    """Serve the connection with the number *descriptor* to the process *parent*."""
    confine(int(megabytes))
    if os.getppid() == int(parent):  # it may have ended before prctl was heard
        serve(Connection(int(descriptor)))


if __name__ == "__main__":
    main(*sys.argv[1:])
