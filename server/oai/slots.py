"""How many lists are made at the same time: beyond it, harvesters are asked to come back.

A status of 503 with Retry-After is what OAI-PMH has for that (§3.1.2.2); no harvester knows 429.
"""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

RETRY_SECONDS = 5


class Busy(Exception):
    """All slots are taken; one will be free before long."""


class Slots:
    """Places for *most* lists in one process; 0 is no limit."""

    def __init__(self, most: int) -> None:
        self._free = threading.BoundedSemaphore(most) if most else None

    def taken(self) -> AbstractContextManager[None]:
        """Return what holds a slot while it is entered.

        Raises:
            Busy: there is none, when it is entered.
        """
        return nullcontext() if self._free is None else _hold(self._free)


@contextmanager
def _hold(free: threading.BoundedSemaphore) -> Iterator[None]:
    if not free.acquire(blocking=False):
        raise Busy
    try:
        yield
    finally:
        free.release()
