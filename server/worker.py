"""One worker process of ``fonds serve``: the application, for as long as its parent lives."""

import multiprocessing
import os
import signal
import threading
import time

from flask import Flask

from server.app import create_app
from server.serving import STOP_SECONDS


def application() -> Flask:
    """Return the application of a worker, which ends after the process that started it.

    A worker that outlived its parent would keep the port, and nobody could tell it to stop.
    """
    threading.Thread(target=_end_after_parent, daemon=True).start()
    return create_app()


def _end_after_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(STOP_SECONDS)
        os._exit(1)
