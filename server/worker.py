"""One worker process of ``fonds serve``: the application, for as long as its parent lives."""

import ctypes
import multiprocessing
import os
import signal
import threading
import time
from contextlib import suppress

from flask import Flask

from server.app import create_app
from server.serving import STOP_SECONDS

# What glibc's malloc.h calls these, and what they are here.
_HEAPS = {
    -8: 2,  # M_ARENA_MAX
    -1: 32 << 20,  # M_TRIM_THRESHOLD: bytes that a heap may have free at its end
    -3: 16 << 20,  # M_MMAP_THRESHOLD: bytes of a block that is no part of a heap
}


def application() -> Flask:
    """Return the application of a worker, which ends after the process that started it.

    A worker that outlived its parent would keep the port, and nobody could tell it to stop.
    """
    _keep_memory_together()
    threading.Thread(target=_end_after_parent, daemon=True).start()
    return create_app()


def _keep_memory_together() -> None:
    """Let all threads take memory from two heaps, and let these keep what a few lists need.

    With a heap for each, what rendering has freed in one is of no use to the others. A batch of
    records is megabytes, all freed when it is sent; a heap that returned them would have each
    piece of 4 kB given and cleared anew for the next. Not every C library has heaps to tell apart.
    """
    with suppress(AttributeError):
        adjust = ctypes.CDLL(None).mallopt
        for setting, value in _HEAPS.items():
            adjust(setting, value)


def _end_after_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(STOP_SECONDS)
        os._exit(1)
