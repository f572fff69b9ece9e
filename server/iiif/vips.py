"""libvips as this house uses it: narrowed to what is meant, and without a memory of its own."""

from functools import cache

import pyvips

_LOADERS = ("Jpeg", "Png", "Tiff", "Webp")


@cache
def prepare() -> None:
    """Narrow libvips to the loaders that are meant, and keep it from hoarding.

    Not at import: a process that forks after libvips has worked leaves children that hang.
    """
    pyvips.cache_set_max(0)
    pyvips.operation_block_set("VipsForeignLoad", True)
    for loader in _LOADERS:
        pyvips.operation_block_set(f"VipsForeignLoad{loader}", False)


def reason(error: pyvips.Error) -> str:
    """Return the first thing that libvips said, without the name of the part that said it."""
    first, *_ = str(error.detail or error.message).splitlines()
    return first.rpartition(": ")[2]
