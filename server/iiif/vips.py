"""libvips as this house uses it: narrowed to what is meant, and without a memory of its own."""

from functools import cache
from pathlib import Path
from threading import Lock

import pyvips

_LOADERS = ("Jpeg", "Png", "Tiff", "Webp")
_PREPARING = Lock()


def prepare() -> None:
    """Narrow libvips to the loaders that are meant, and keep it from hoarding.

    Not at import: a process that forks after libvips has worked leaves children that hang.
    """
    # One thread after the other: for a moment all loaders are blocked, also to those that load.
    with _PREPARING:
        _narrow()


@cache
def _narrow() -> None:
    pyvips.cache_set_max(0)
    pyvips.operation_block_set("VipsForeignLoad", True)
    for loader in _LOADERS:
        pyvips.operation_block_set(f"VipsForeignLoad{loader}", False)


@cache
def keep_to_one_thread() -> None:
    """Let an image be made by one thread: who serves has as many images to make as processors."""
    pyvips.concurrency_set(1)


def level(pyramid: Path, number: int) -> pyvips.Image:
    """Return one level of *pyramid*, the full size being number 0.

    It is opened anew each time: kept images make the memory of a server grow without bound.
    """
    return pyvips.Image.tiffload(str(pyramid), page=number, fail_on="error")


def reason(error: pyvips.Error) -> str:
    """Return the first thing that libvips said, without the name of the part that said it."""
    first, *_ = str(error.detail or error.message).splitlines()
    return first.rpartition(": ")[2]
