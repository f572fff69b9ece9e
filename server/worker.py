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

_M_ARENA_MAX = -8  # of glibc's malloc.h


def application() -> Flask:
    """Return the application of a worker, which ends after the process that started it.

    A worker that outlived its parent would keep the port, and nobody could tell it to stop.
    """
    _keep_memory_together()
    threading.Thread(target=_end_after_parent, daemon=True).start()
    return create_app()


def _keep_memory_together() -> None:
    """Let all threads take memory from two heaps, as MALLOC_ARENA_MAX=2 would from the start.

    With a heap for each, what rendering has freed in one is of no use to the others. Not every C
    library has heaps to tell apart.
    """
    with suppress(AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 2)


def _end_after_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(STOP_SECONDS)
        os._exit(1)
