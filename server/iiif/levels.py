"""Levels of a stored image: its full size, half of it, a quarter and so on, each rounded up.

Arithmetic only, shared by what renders a level and by what finds in it what need not be rendered.
"""

from typing import NamedTuple

from server.iiif.image import Box, Size


class Cut(NamedTuple):
    """A rectangle of a level, in its pixels; the full size is level number 0."""

    number: int
    box: Box


def halved(length: int, times: int) -> int:
    """Return what is left of *length* pixels at a level, the last one being part of one."""
    return -(-length >> times)


def cut(region: Box, size: Size, full: Size, count: int) -> Cut:
    """Return where *region* is taken from to be shown at *size*.

    That is the smallest of *count* levels that is large enough. A tile that is aligned as
    ``info.json`` says has exactly that size there.
    """
    number = count - 1
    while number and not _is_enough(region, size, number):
        number -= 1
    left, width = _span(region.x, region.width, number, full.width)
    top, height = _span(region.y, region.height, number, full.height)
    return Cut(number, Box(left, top, width, height))


def _is_enough(region: Box, size: Size, number: int) -> bool:
    wide = halved(region.width, number) >= size.width
    return wide and halved(region.height, number) >= size.height


def _span(start: int, length: int, number: int, limit: int) -> tuple[int, int]:
    """Return *start* and *length* of the full image as they are at level *number*."""
    part = halved(length, number)
    return min(round(start / 2**number), halved(limit, number) - part), part
