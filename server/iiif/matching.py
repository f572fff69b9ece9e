"""Where in a text a search is met, and where on the canvas that is.

Plain functions from a text and folded phrases to characters of the text as written, and from these
to rectangles and seconds: the union of the words of a match that stand on one line.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from server.store.folding import Word, words
from server.store.prepared import PageText

MOST_MATCHES = 100  # in one text; a word that stands there more often is marked so often
_CONTEXT = 60  # characters before and after a match
_SHORTEST = 20  # characters that a context keeps when it is cut between words


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters of a text, and their place: ``xywh=…`` or ``t=…`` (Media Fragments), or ""."""

    start: int
    end: int
    fragment: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """One occurrence of what is sought; on more than one line it has as many *stretches*."""

    start: int
    end: int
    stretches: tuple[Stretch, ...]


def matches(text: PageText, phrases: Sequence[str]) -> list[Match]:
    """Return the first ``MOST_MATCHES`` places in *text* where one of *phrases* stands."""
    found = words(text.text)
    folded = [word.folded for word in found]
    spans = {span for phrase in phrases for span in _spans(found, folded, phrase.split())}
    return [
        Match(start, end, tuple(_stretches(text, start, end)))
        for start, end in islice(sorted(spans), MOST_MATCHES)
    ]


def before(text: str, start: int) -> str:
    """Return what stands right before *start*, from the beginning of a word on."""
    context = text[max(0, start - _CONTEXT) : start]
    if start <= _CONTEXT:
        return context
    space = context.find(" ", 0, _CONTEXT - _SHORTEST)
    return context[space + 1 :]


def after(text: str, end: int) -> str:
    """Return what stands right after *end*, up to the end of a word."""
    context = text[end : end + _CONTEXT]
    if end + _CONTEXT >= len(text):
        return context
    space = context.rfind(" ", _SHORTEST)
    return context[:space] if space > 0 else context


def _spans(
    found: Sequence[Word], folded: Sequence[str], phrase: Sequence[str]
) -> Iterator[tuple[int, int]]:
    size = len(phrase)
    for place in _places(folded, phrase[0]):
        if folded[place : place + size] == phrase:
            yield found[place].start, found[place + size - 1].end


def _places(folded: Sequence[str], word: str) -> Iterator[int]:
    place = -1
    for _ in range(folded.count(word)):
        place = folded.index(word, place + 1)
        yield place


def _stretches(text: PageText, start: int, end: int) -> Iterator[Stretch]:
    """Yield the lines that *start* to *end* stand on, or one stretch that has no place."""
    if text.times:
        yield Stretch(start, end, _moment(text.times, start, end))
        return
    lines = _lines(text, [box for box in text.boxes if box[0] < end and box[1] > start])
    if not lines:
        yield Stretch(start, end)
    for line in lines:
        yield Stretch(max(start, line[0][0]), min(end, line[-1][1]), _rectangle(line))


def _lines(text: PageText, boxes: Sequence[Sequence[int]]) -> list[list[Sequence[int]]]:
    lines: list[list[Sequence[int]]] = []
    for box in boxes:
        if lines and _is_beside(text.text, lines[-1][-1], box):
            lines[-1].append(box)
        else:
            lines.append([box])
    return lines


def _is_beside(written: str, one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether two boxes are on one line, or one below the other in a column of vertical writing."""
    if "\n" in written[one[1] : other[0]]:
        return False
    return any(
        2 * _overlap(one[low], one[length], other[low], other[length])
        >= min(one[length], other[length])
        for low, length in ((3, 5), (2, 4))
    )


def _overlap(low: int, length: int, other_low: int, other_length: int) -> int:
    return min(low + length, other_low + other_length) - max(low, other_low)


def _rectangle(boxes: Sequence[Sequence[int]]) -> str:
    left, top = min(box[2] for box in boxes), min(box[3] for box in boxes)
    right = max(box[2] + box[4] for box in boxes)
    bottom = max(box[3] + box[5] for box in boxes)
    return f"xywh={left},{top},{max(1, right - left)},{max(1, bottom - top)}"


def _moment(times: Sequence[Sequence[float]], start: int, end: int) -> str:
    met = [moment for moment in times if moment[0] < end and moment[1] > start]
    return f"t={seconds(met[0][2])},{seconds(met[-1][3])}" if met else ""


def seconds(number: float) -> str:
    """Return *number* as Media Fragments write seconds, to the thousandth (§4.2.1)."""
    return f"{number:.3f}".rstrip("0").rstrip(".")
