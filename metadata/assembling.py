"""Documents, put together of what rules wrote: in order, in the elements that hold it, and once.

Every rule has a place in a list, where its column stands. So has every element that holds others,
and every choice among rules: it is filled from places that are filled already. Which ones those are
is found out once for all records of which the same things are known.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, groupby, takewhile
from operator import itemgetter
from typing import NamedTuple

from metadata.filling import filler
from metadata.forms import Fields
from metadata.spelling import Column

Places = list[Column]

_Step = Callable[[Places, Fields], None]
_Gather = Callable[[Places], bytes]
_Held = tuple[tuple[str, ...], int]
"""Start tags of the elements that hold something, outermost first, and its place."""


class Line(NamedTuple):
    """What a rule writes: of *places* the first at which anything is.

    *within* are the start tags of the elements that hold it.
    """

    within: tuple[str, ...]
    places: tuple[int, ...]
    required: bool


class Assembly:
    """Puts together what stands at the places of *lines*; *room* gives places that are free."""

    def __init__(self, lines: Sequence[Line], room: Iterator[int]) -> None:
        self._room = room
        self._choices: list[_Step] = []
        self._elements: list[_Step] = []
        held = [(line.within, self._settled(line.places)) for line in lines]
        pairs = zip(lines, held, strict=True)
        self._required = [place for line, (_, place) in pairs if line.required]
        self._gather = self._inside(held)

    def write(self, places: Places, whole: Fields) -> bytes | None:
        """Return all of it; None where a required line has nothing.

        *whole* are the fields of the record, which start tags may name.
        """
        for choose in self._choices:
            choose(places, whole)
        for place in self._required:
            if not any(places[place]):
                return None
        for hold in self._elements:
            hold(places, whole)
        return self._gather(places)

    def _settled(self, asked: tuple[int, ...]) -> int:
        """Return the one place of what is chosen among the places *asked*."""
        if len(asked) == 1:
            return asked[0]
        place = next(self._room)

        def choose(places: Places, _whole: Fields) -> None:
            for at in asked:
                if any(places[at]):
                    places[place] = places[at]
                    return

        self._choices.append(choose)
        return place

    def _inside(self, held: Sequence[_Held]) -> _Gather:
        places: list[int] = []
        for tag, group in groupby(held, lambda one: one[0][:1]):
            some = [*group]
            places += [self._element(some)] if tag else [place for _, place in some]
        return _gatherer(places)

    def _element(self, held: Sequence[_Held]) -> int:
        """Return the place of the elements that hold all of *held*, one in the other."""
        levels = zip(*[within for within, _ in held], strict=False)
        tags = [tag for tag, *_ in takewhile(lambda level: len(set(level)) == 1, levels)]
        gather = self._inside([(within[len(tags) :], place) for within, place in held])
        start = filler("".join(f"<{tag}>" for tag in tags))
        end = "".join(f"</{name_of(tag)}>" for tag in reversed(tags)).encode()
        place = next(self._room)

        def hold(places: Places, whole: Fields) -> None:
            inside = gather(places)
            # An empty element says nothing, and breaks many schemas.
            if inside:
                places[place] = (start(whole) + inside + end,)

        self._elements.append(hold)
        return place


def _gatherer(at: Sequence[int]) -> _Gather:
    """Return what joins all that stands *at* some places; what several rules say alike, once."""
    if not at:
        return lambda _places: b""
    if len(at) == 1:  # an itemgetter of one gives no sequence
        (only,) = at
        return lambda places: b"".join(dict.fromkeys(places[only]))
    columns, pieces = itemgetter(*at), chain.from_iterable
    return lambda places: b"".join(dict.fromkeys(pieces(columns(places))))


def name_of(tag: str) -> str:
    """Return the name of the element that a start *tag* opens."""
    return tag.partition(" ")[0]
