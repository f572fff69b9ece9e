"""The lane of what must be rendered: as much at once as there are processors, and a short queue.

What is asked for by several at the same time is rendered once, and given to all of them.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager

RETRY_SECONDS = 2

WAITING = 16
"""Requests of one worker that may wait for an image, beside those that it is working at."""


class Busy(Exception):
    """As many wait as may; before long there will be room."""


class Renders:
    """Makes images, *at_once* in parallel; *waiting* more requests may wait for theirs."""

    def __init__(self, at_once: int, waiting: int = WAITING) -> None:
        self._slots = threading.BoundedSemaphore(at_once)
        self._places = threading.BoundedSemaphore(at_once + waiting)
        self._lock = threading.Lock()
        self._flights: dict[str, Future[bytes]] = {}

    def one(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return what *make* makes, or what another is making of the same *key* at this moment.

        Raises:
            Busy: too many wait already.
            Exception: whatever *make* raises, for all who wait for it.
        """
        with self._place():
            with self._lock:
                flight = self._flights.get(key)
                mine = flight is None
                if flight is None:
                    flight = self._flights[key] = Future()
            if mine:
                self._fly(key, flight, make)
            return flight.result()

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise Busy
        try:
            yield
        finally:
            self._places.release()

    def _fly(self, key: str, flight: "Future[bytes]", make: Callable[[], bytes]) -> None:
        try:
            with self._slots:
                flight.set_result(make())
        except BaseException as error:  # noqa: BLE001 - nobody may wait for ever
            flight.set_exception(error)
        finally:
            with self._lock:
                del self._flights[key]
