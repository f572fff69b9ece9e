"""A search inside a record, for people: where its words stand, with those around them.

It finds what the search of the archive finds, by the same folding, and needs neither viewer nor
script. Everything here is made of the record: no Flask, no store.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from schemas.record import Record, Text
from server.passages import Passage, language_name, phrase, verbatim
from server.store.search import MAX_QUERY_LENGTH, fold, phrases

MOST_HITS = 200  # of one answer; whoever gets more reads on or asks for more words
_CONTEXT = 60  # characters before and after a hit

_WHOLE = ""  # the key of the texts that belong to no one page


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a search is met; *key* is that of its page, or "" for the record's text."""

    key: str
    heading: Passage
    language: str
    before: Passage
    exact: Passage
    after: Passage


@dataclass(frozen=True, slots=True)
class Inside:
    """A search and what it has found: *hits* are None before anything is sought."""

    query: str
    hits: tuple[Hit, ...] | None = None
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class _Word:
    """A folded word, and the characters of the text that it stands for."""

    folded: str
    start: int
    end: int


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
            for start, end in places(text, sought):
                yield Hit(
                    key=key,
                    heading=headings[key],
                    language=language_name(tag),
                    before=verbatim(_before(text, start), tag),
                    exact=verbatim(text[start:end], tag),
                    after=verbatim(_after(text, end), tag),
                )


def places(text: str, sought: Sequence[str]) -> list[tuple[int, int]]:
    """Return where the folded phrases *sought* stand in *text*, if it has all of them, in order."""
    whole = f" {fold(text)} "
    # Most texts have not what is sought, and that is known in a tenth of the time.
    if not all(f" {one} " in whole for one in sought):
        return []
    words = list(_words(text))
    folded = [word.folded for word in words]
    runs = {run for one in sought for run in _runs(folded, one.split())}
    return sorted((words[first].start, words[last].end) for first, last in runs)


def _runs(folded: Sequence[str], sought: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last number of *folded* words wherever *sought* follow each other."""
    size = len(sought)
    for place in range(len(folded) - size + 1):
        if folded[place] == sought[0] and list(folded[place : place + size]) == list(sought):
            yield place, place + size - 1


def _words(text: str) -> Iterator[_Word]:
    """Yield the words of ``fold(text)``, each with its place."""
    start, folded = 0, ""
    for place, character in enumerate(f"{text} "):
        letters, is_apart = _letters(character)
        if folded and (letters is None or is_apart):
            yield _Word(folded, start, place)
            folded = ""
        if letters:
            start = start if folded else place
            folded += letters
        if folded and is_apart:
            yield _Word(folded, start, place + 1)
            folded = ""


@lru_cache(maxsize=8192)
def _letters(character: str) -> tuple[str | None, bool]:
    """Return what *character* adds to a word, None if it ends one; and whether it is one alone.

    Chinese, Japanese and Korean characters are words of their own; accents add nothing.
    """
    if not fold(character):
        return (None if " " in fold(f"a{character}a") else ""), False
    return fold(character), " " in fold(character * 2)


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
