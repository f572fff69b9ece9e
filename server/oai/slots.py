"""How many lists are made at the same time: beyond it, harvesters are asked to come back.

A status of 503 with Retry-After is what OAI-PMH has for that (§3.1.2.2); no harvester knows 429.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

RETRY_SECONDS = 5


class Busy(Exception):
    """All slots are taken; one will be free before long."""


class Slots:
    """Places for *most* lists in one process; 0 is no limit."""

    def __init__(self, most: int) -> None:
        self._free = threading.BoundedSemaphore(most) if most else None

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Hold a slot.

        Raises:
            Busy: there is none.
        """
        if self._free is None:
            yield
        elif self._free.acquire(blocking=False):
            try:
                yield
            finally:
                self._free.release()
        else:
            raise Busy
