"""A long list in parts that are small enough to be taken at once."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def chunks(whole: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Yield *whole* in parts of *size*, the last one as long as is left."""
    for start in range(0, len(whole), size):
        yield whole[start : start + size]
