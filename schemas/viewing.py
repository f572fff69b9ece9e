"""How a record asks to be shown: direction, behavior, first page, table of contents.

The words are those of IIIF Presentation 3.0 (§3.2 and §5.4),
<https://iiif.io/api/presentation/3.0/#32-technical-properties>.
"""

import re
from collections.abc import Collection, Iterator, Sequence

from schemas.record import Range, Record
from schemas.row import Place

VIEWING_DIRECTIONS = ("left-to-right", "right-to-left", "top-to-bottom", "bottom-to-top")

# Those that a Manifest may have, in groups of which one at most is true (§3.2, ``behavior``).
_EXCLUSIVE = (
    ("individuals", "paged", "continuous", "unordered"),
    ("auto-advance", "no-auto-advance"),
    ("repeat", "no-repeat"),
)
BEHAVIORS = tuple(word for group in _EXCLUSIVE for word in group)

_SHORT = {"ltr": "left-to-right", "rtl": "right-to-left"}


def direction(written: str) -> str:
    """Return the viewing direction that *written* is; ``rtl`` and "Right to left" are known too.

    What is none comes back as it is spelt, for a fault to be found with it.
    """
    word = _word(written)
    return _SHORT.get(word, word)


def direction_fault(written: str) -> str | None:
    """Return why *written* is no viewing direction, or None if it is one."""
    is_known = direction(written) in VIEWING_DIRECTIONS
    return None if is_known else f"expected one of: {', '.join(VIEWING_DIRECTIONS)}"


def behavior(written: str) -> str:
    """Return *written* as a behavior is spelt."""
    return _word(written)


def behavior_fault(written: str) -> str | None:
    """Return why *written* is no behavior that a Manifest may have, or None if it is one."""
    return None if behavior(written) in BEHAVIORS else f"expected one of: {', '.join(BEHAVIORS)}"


def contradiction(behaviors: Collection[str]) -> str | None:
    """Return which of *behaviors* exclude each other, in words; None if none do."""
    for group in _EXCLUSIVE:
        found = [word for word in group if word in behaviors]
        if len(found) > 1:
            return f"{' and '.join(found)} exclude each other: keep one of them"
    return None


def strangers(record: Record) -> Iterator[tuple[Place, str]]:
    """Yield the place and the key of each page that *record* speaks of and does not have."""
    keys = {page.key for page in record.pages}
    if record.start is not None and record.start not in keys:
        yield ("start",), record.start
    for place, key in _keys(record.ranges, ("ranges",)):
        if key not in keys:
            yield place, key


def placed(items: Sequence[str | Range], above: str = "") -> Iterator[tuple[str, str | Range]]:
    """Yield *items* with the place of each that is a range: 2.1 is the first within the second.

    A page has the place of the range that it is in, *above*.
    """
    number = 0
    for item in items:
        number += isinstance(item, Range)
        yield (f"{above}.{number}".lstrip(".") if isinstance(item, Range) else above), item


def _keys(items: Sequence[str | Range], place: Place) -> Iterator[tuple[Place, str]]:
    for index, item in enumerate(items):
        if isinstance(item, Range):
            yield from _keys(item.items, (*place, index, "items"))
        else:
            yield (*place, index), item


def _word(written: str) -> str:
    return re.sub(r"[\s_-]+", "-", written.strip()).casefold()
