"""Words on a page, as OCR found them, made into one text and the boxes of its words.

Each reader of a format returns a :class:`Sheet`; here it becomes what a page keeps.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from schemas.grammar import without_illegal
from schemas.record import Box

# Between a page and its picture: more than this is another page, or one that was cut or turned.
_MOST_DISTORTION = 0.05

_SPACE = re.compile(r"\s+")

_NO_SIZE = "tells no size of its page, so the places of its words are not known"
_OTHER_SHAPE = (
    "its page is {0:g} by {1:g}, which is not the shape of the picture, {2} by {3} pixels: "
    "the text is kept, without the places of its words"
)


class UnreadableText(Exception):
    """A text that cannot be read; the message tells an archivist why."""


class Area(NamedTuple):
    """A rectangle in the units of its source."""

    x: float
    y: float
    width: float
    height: float


class Word(NamedTuple):
    """A word, or a line of which no words are known; *joins* if its other half comes next."""

    text: str
    area: Area | None = None
    joins: bool = False


Line = list[Word]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on a page: blocks of lines of words, in the order of reading.

    *page* is the page itself, None where its source does not tell. *languages* are what the
    source says of its words, as it says it.
    """

    blocks: Sequence[Sequence[Line]]
    page: Area | None = None
    languages: frozenset[str] = field(default_factory=frozenset)


class Reading(NamedTuple):
    """A text, where its words stand, and what there is to say to who wrote it."""

    text: str
    boxes: tuple[Box, ...] = ()
    remark: str | None = None


def finite(text: str | None) -> float | None:
    """Return the number that *text* is, or None: there is none, or it has no end."""
    try:
        number = float(text or "nan")
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def compose(sheet: Sheet, width: int, height: int) -> Reading:
    """Return the text of *sheet*, with boxes on a picture of *width* by *height* pixels.

    A line is a line of the text, a blank line divides blocks. A word that was divided at the end
    of a line stands there whole, with a box for each half.
    """
    is_placed = any(word.area for block in sheet.blocks for line in block for word in line)
    remark = _remark(sheet.page, width, height) if is_placed else None
    scale = _Scale(sheet.page, width, height) if sheet.page and not remark else None
    composition = _Composition(scale)
    for line, is_first in _whole_lines(sheet.blocks):
        composition.add(line, "\n\n" if is_first else "\n")
    return Reading("".join(composition.parts), tuple(composition.boxes), remark)


def _remark(page: Area | None, width: int, height: int) -> str | None:
    if page is None or min(page.width, page.height) <= 0:
        return _NO_SIZE
    distortion = (page.width / page.height) / (width / height)
    if abs(math.log(distortion)) > _MOST_DISTORTION:
        return _OTHER_SHAPE.format(page.width, page.height, width, height)
    return None


def _whole_lines(blocks: Sequence[Sequence[Line]]) -> Iterator[tuple[Line, bool]]:
    """Yield each line that has words, and whether it begins a block; divided words are whole."""
    waiting: tuple[Line, bool] | None = None
    for block in blocks:
        is_first = True
        for written in block:
            line = _cleaned(written)
            if waiting and line and waiting[0][-1].joins:
                waiting[0].append(line.pop(0))
            if line:
                if waiting:
                    yield waiting
                waiting = (line, is_first)
                is_first = False
    if waiting:
        yield waiting


def _cleaned(line: Line) -> Line:
    cleaned = (word._replace(text=_clean(word.text)) for word in line)
    return [word for word in cleaned if word.text]


def _clean(text: str) -> str:
    return _SPACE.sub(" ", without_illegal(text)).strip()


@dataclass(frozen=True, slots=True)
class _Scale:
    """From the units of a *page* to the pixels of its picture."""

    page: Area
    width: int
    height: int

    def box(self, start: int, end: int, area: Area) -> Box | None:
        """Return *area* in whole pixels, cut at the edges; None if nothing of it is left."""
        left, right = self._span(area.x - self.page.x, area.width, self.page.width, self.width)
        top, bottom = self._span(area.y - self.page.y, area.height, self.page.height, self.height)
        if left >= right or top >= bottom:
            return None
        return Box(start, end, left, top, right - left, bottom - top)

    @staticmethod
    def _span(start: float, length: float, whole: float, pixels: int) -> tuple[int, int]:
        ends = (start * pixels / whole, (start + length) * pixels / whole)
        low, high = (min(max(end, 0), pixels) for end in ends)
        return math.floor(low), math.ceil(high)


@dataclass
class _Composition:
    """A text under construction."""

    scale: _Scale | None
    parts: list[str] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    length: int = 0

    def add(self, line: Line, gap: str) -> None:
        """Put *line* beneath what there is, after *gap*."""
        between = gap if self.parts else ""
        for word in line:
            self._put(between)
            start = self.length
            self._put(word.text)
            if self.scale is not None and word.area is not None:
                box = self.scale.box(start, self.length, word.area)
                self.boxes += [] if box is None else [box]
            between = "" if word.joins else " "

    def _put(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)
