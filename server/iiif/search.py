"""What a search finds, before a version of Content Search says it.

<https://iiif.io/api/search/2.0/> and <https://iiif.io/api/search/1.0/> differ in how an answer is
written, and not in what is found: a text that has no place for its words answers as a whole, and is
said where the words stand in it; any other answers with the words alone, each where it stands.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from server.iiif.matching import Match, Stretch, after, before, matches
from server.store.finding import Findings, FoundText
from server.store.folding import fold
from server.store.prepared import PageText
from server.urls import Urls

TEXTS = 20  # that one page of an answer is made of
MAX_QUERY_LENGTH = 500
TERMS = 20  # of one list

_ASKED = re.compile(r'"([^"]*)"?|([^\s"]+)')
_PAGE = re.compile(r"([0-9]{1,18})(?:-([0-9]{1,18}))?")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of an answer begins: a text by its number, and a hit by its index, if known."""

    number: int = 1
    index: int | None = 0

    def __str__(self) -> str:
        return str(self.number) if self.index is None else f"{self.number}-{self.index}"


@dataclass(frozen=True, slots=True)
class Item:
    """What answers: a text, or a stretch of it; *id* is its address as an annotation."""

    id: str
    found: FoundText
    stretch: Stretch | None

    @property
    def value(self) -> str:
        """The words that answer."""
        text = self.found.text.text
        return text if self.stretch is None else text[self.stretch.start : self.stretch.end]

    @property
    def fragment(self) -> str:
        """Where on the canvas it is; "" for all of it."""
        return "" if self.stretch is None else self.stretch.fragment


@dataclass(frozen=True, slots=True)
class Quote:
    """A match in *text*, and the items that answer for it: one that holds it, or its stretches."""

    text: str
    match: Match
    items: tuple[Item, ...]

    @property
    def is_context(self) -> bool:
        """Whether the items are the match, so that what is around it is nowhere else."""
        return self.items[0].stretch is not None

    @property
    def exact(self) -> str:
        """The words of the match as they are written."""
        return self.text[self.match.start : self.match.end]

    @property
    def before(self) -> str:
        """What stands right before it."""
        return before(self.text, self.match.start)

    @property
    def after(self) -> str:
        """What stands right after it."""
        return after(self.text, self.match.end)

    @property
    def selector(self) -> dict[str, str]:
        """The match as a TextQuoteSelector selects it (Web Annotation Data Model §4.2.4)."""
        return _selector(self.text, self.match.start, self.match.end)

    def selector_of(self, item: Item) -> dict[str, str]:
        """One of its stretches in the same way."""
        stretch = item.stretch or self.match.stretches[0]
        return _selector(self.text, stretch.start, stretch.end)


def _selector(text: str, start: int, end: int) -> dict[str, str]:
    around = {"prefix": before(text, start), "exact": text[start:end], "suffix": after(text, end)}
    return {name: words for name, words in around.items() if words}


@dataclass(frozen=True, slots=True)
class Answer:
    """One page of what was found, at *page* of the answer that *address* gives."""

    address: str
    page: Place
    items: tuple[Item, ...]
    quotes: tuple[Quote, ...]
    ignored: Sequence[str]
    next: Place | None = None
    previous: Place | None = None
    last: Place | None = None
    total: int | None = None

    def at(self, place: Place) -> str:
        """The address of the page that begins at *place*."""
        return f"{self.address}{'&' if '?' in self.address else '?'}page={place}"


def phrases(query: str) -> tuple[str, ...]:
    """Return what *query* asks for, folded: words, and words in quotation marks as they follow.

    The asterisk of other search engines is no more to us than a comma.
    """
    folded = (fold(quoted or word) for quoted, word in _ASKED.findall(query))
    return tuple(dict.fromkeys(phrase for phrase in folded if phrase))


def place_of(page: str) -> Place | None:
    """Return the place that *page* of an address means; None if no answer ever said so."""
    match = _PAGE.fullmatch(page)
    if match is None:
        return None
    number, index = match.groups()
    return Place(int(number), None if index is None else int(index))


def answer(
    findings: Findings,
    sought: Sequence[str],
    page: tuple[str, Place],
    ignored: Sequence[str],
    urls: Urls,
) -> Answer:
    """Return the page of an answer that *findings* make: *page* is the whole and where it begins.

    What was *ignored* of the question is passed on.
    """
    address, place = page
    told = [_told(found, sought, urls) for found in findings.found]
    items = tuple(item for one, _ in told for item in one)
    is_all = place == Place() and findings.next is None
    return Answer(
        address=address,
        page=place,
        items=items,
        quotes=tuple(quote for _, quotes in told for quote in quotes),
        ignored=ignored,
        next=_next(findings, place, len(items)),
        previous=_previous(findings, sought, place),
        last=Place() if is_all else _last(findings),
        total=len(items) if is_all else findings.total,
    )


def _next(findings: Findings, place: Place, count: int) -> Place | None:
    if findings.next is None:
        return None
    return Place(findings.next, _moved(place.index, count))


def _previous(findings: Findings, sought: Sequence[str], place: Place) -> Place | None:
    """Return where the page before begins, which is the first when no full page is before."""
    if not findings.before:
        return None
    index = _moved(place.index, -sum(_count(found, sought) for found in findings.before))
    is_first = index == 0 or len(findings.before) < TEXTS
    return Place() if is_first else Place(findings.before[0].number, index)


def _last(findings: Findings) -> Place | None:
    if findings.last is None:
        return None
    total = findings.total
    return Place(findings.last, None if total is None else (total - 1) // TEXTS * TEXTS)


def _moved(index: int | None, count: int) -> int | None:
    return None if index is None else max(0, index + count)


def _count(found: FoundText, sought: Sequence[str]) -> int:
    """Return how many items answer of one text."""
    if not sought:
        return 1
    met = matches(found.text, sought)
    return len(_stretches(met)) if found.text.is_quoted else min(1, len(met))


def _told(
    found: FoundText, sought: Sequence[str], urls: Urls
) -> tuple[Sequence[Item], Sequence[Quote]]:
    """Return what answers of one text, and the matches in it."""
    text, address = found.text, _address(found, urls)
    part = Stretch(0, len(text.text))
    whole = Item(_part(address, text, part) if text.is_piece else address, found, None)
    if not sought:
        return [whole], []
    met = matches(text, sought)
    if not text.is_quoted:
        return [whole] if met else [], [Quote(text.text, match, (whole,)) for match in met]
    items = {one: Item(_part(address, text, one), found, one) for one in _stretches(met)}
    quotes = [
        Quote(text.text, match, tuple(items[stretch] for stretch in match.stretches))
        for match in met
    ]
    return list(items.values()), quotes


def _stretches(met: Sequence[Match]) -> Sequence[Stretch]:
    # Where two matches share a stretch, it answers once.
    return list(dict.fromkeys(stretch for match in met for stretch in match.stretches))


def _address(found: FoundText, urls: Urls) -> str:
    """The annotation that a text is in its manifest."""
    text = found.text
    if text.page_key:
        return urls.annotation(found.record_id, text.page_key, text.tag)
    return urls.text_annotation(found.record_id, text.tag)


def _part(address: str, text: PageText, stretch: Stretch) -> str:
    """Some characters of the annotation at *address* (RFC 5147 §2.1.1)."""
    return f"{address}#char={text.start + stretch.start},{text.start + stretch.end}"
