"""Rows by the million, without a search for circles after every few.

A row becomes thousands of values, and none of them refers back to what holds it, so that all are
freed when they are done with. Python looks for circles among them all the same, after every 700
that are made: an eighth of the time of ``fonds ingest``.

The few circles that there are, are statements of SQLAlchemy: some of each transaction. They are
freed after every few batches, when hardly anything else is there to be looked through.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_NEW = 50_000  # values made and not freed before anything is looked through; 700 by default
_OLDER = (10, 10)  # how often, before what has stayed is looked through as well; by default too
_BATCHES = 16  # after so many there are a thousand values to be freed, or 200 kB


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Let Python look for circles of values seldom, and not among what is there already."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_NEW, *_OLDER)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def free_circles(batch: int) -> None:
    """Free what the last batches have left behind, if the number of this one says that it is time.

    Without it, the memory of ``fonds ingest`` grows for 80,000 records before Python looks.
    """
    if batch % _BATCHES == 0:
        gc.collect(1)
