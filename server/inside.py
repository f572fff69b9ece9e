"""A search inside a record, for people: where its words stand, with those around them.

It finds what the search of the archive finds, by the same folding, and needs neither viewer nor
script. Everything here is made of the record: no Flask, no store.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest

from schemas.record import Record, Text
from server.passages import Passage, language_name, phrase, verbatim
from server.store.folding import fold, words
from server.store.search import MAX_QUERY_LENGTH, phrases

MOST_HITS = 200  # of one answer; whoever gets more reads on or asks for more words
_CONTEXT = 60  # characters before and after a hit

Span = tuple[int, int]
"""Characters of a text, the end exclusive."""

_WHOLE = ""  # the key of the texts that belong to no one page


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a text, sought or around those that are."""

    words: Passage
    is_sought: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where a search is met; *key* is that of its page, or "" for the record's text."""

    key: str
    heading: Passage
    language: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Inside:
    """A search and what it has found: *hits* are None before anything is sought."""

    query: str
    hits: tuple[Hit, ...] | None = None
    is_cut: bool = False


def search_inside(record: Record, query: str, headings: Mapping[str, Passage]) -> Inside | None:
    """Return what *query* finds in the texts of *record*; None where it has no texts.

    All of its words have to stand in one text. *headings* are those of the pages, by key.
    """
    texts = {page.key: page.text for page in record.pages} | {_WHOLE: record.text}
    if not any(texts.values()):
        return None
    query = " ".join(query.split())[:MAX_QUERY_LENGTH]
    if not query:
        return Inside(query)
    titles = {_WHOLE: phrase("Text", "en"), **headings}
    found = _hits(texts, phrases(query), titles)
    hits = tuple(islice(found, MOST_HITS))
    return Inside(query, hits, is_cut=next(found, None) is not None)


def _hits(
    texts: Mapping[str, Text], sought: Sequence[str], headings: Mapping[str, Passage]
) -> Iterator[Hit]:
    for key, versions in texts.items():
        for tag, text in versions.items():
            for spans in _neighbours(places(text, sought)):
                pieces = tuple(_pieces(text, tag, spans))
                yield Hit(key, headings[key], language_name(tag), pieces)


def _neighbours(spans: Sequence[Span]) -> list[list[Span]]:
    """Return *spans* in groups, each of which one context shows."""
    groups: list[list[Span]] = []
    for span in spans:
        if groups and span[0] - groups[-1][-1][1] <= _CONTEXT:
            groups[-1].append(span)
        else:
            groups.append([span])
    return groups


def _pieces(text: str, tag: str, spans: Sequence[Span]) -> Iterator[Piece]:
    """Yield what stands before, in, between and after *spans* of *text*."""
    yield Piece(verbatim(_before(text, spans[0][0]), tag), is_sought=False)
    for (start, end), following in zip_longest(spans, spans[1:]):
        rest = text[end : following[0]] if following else _after(text, end)
        yield Piece(verbatim(text[start:end], tag), is_sought=True)
        yield Piece(verbatim(rest, tag), is_sought=False)


def places(text: str, sought: Sequence[str]) -> list[Span]:
    """Return where the folded phrases *sought* stand in *text*, if it has all of them.

    In their order; where two meet in a character they are one.
    """
    whole = f" {fold(text)} "
    # Most texts have not what is sought, and that is known in a tenth of the time.
    if not all(f" {one} " in whole for one in sought):
        return []
    found = words(text)
    folded = [word.folded for word in found]
    runs = {run for one in sought for run in _runs(folded, one.split())}
    return _united(sorted((found[first].start, found[last].end) for first, last in runs))


def _united(spans: Sequence[Span]) -> list[Span]:
    united: list[Span] = []
    for start, end in spans:
        if united and start < united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return united


def _runs(folded: Sequence[str], sought: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last number of *folded* words wherever *sought* follow each other."""
    size = len(sought)
    for place in range(len(folded) - size + 1):
        if folded[place] == sought[0] and list(folded[place : place + size]) == list(sought):
            yield place, place + size - 1


def _before(text: str, start: int) -> str:
    """Return what stands before *start*, from the beginning of a word on."""
    context = text[max(0, start - _CONTEXT) : start]
    return context if start <= _CONTEXT else f"…{_without_part(context)}"


def _after(text: str, end: int) -> str:
    """Return what stands after *end*, to the end of a word."""
    context = text[end : end + _CONTEXT]
    if end + _CONTEXT >= len(text):
        return context
    return f"{_without_part(context[::-1])[::-1]}…"


def _without_part(context: str) -> str:
    """Return *context* without the word that it may begin within; a script without spaces whole."""
    _, space, rest = context.partition(" ")
    return rest if space else context
