"""Words without what readers do not tell apart: case, accents, vowel signs, punctuation.

Both indexes of full text, SQLite's FTS5 and PostgreSQL's tsvector, see nothing but words of letters
and digits between single spaces. Every character of Chinese, Japanese or Korean is a word of its
own, and neighbours are sought as a phrase, so that two characters are found as surely as ten.

:func:`words` says where in the text as written each of them stands, so that what was found can be
shown. Folding follows Unicode's normalization forms, <https://www.unicode.org/reports/tr15/>.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import filterfalse
from typing import NamedTuple

_WORD = re.compile(r"\w+")
# Kana, Chinese characters, and syllables of Hangul, each by itself.
_IDEOGRAPH = re.compile(
    "([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af\U00020000-\U0003ffff])"
)
_NOT_BLANK = re.compile(r"\S+")
_TATWEEL = "\u0640"  # stretches an Arabic word to fill the line, and is a letter to Unicode


class Word(NamedTuple):
    """A folded word, and the characters of the text as written that it stands for."""

    folded: str
    start: int
    end: int


def fold(written: str) -> str:
    """Return the words of *written* for the index: no case, no accents, no punctuation."""
    return " ".join(_WORD.findall(_plain(written)))


def words(written: str) -> list[Word]:
    """Return the words of ``fold(written)`` in their order, each with its place in *written*."""
    found = list(_words_by_character(written))
    if [word.folded for word in found] == fold(written).split():
        return found
    # Somewhere a character depends on its neighbour, as in Korean that is spelt by letters.
    return list(_words_by_chunk(written))


def _plain(written: str) -> str:
    # 𝑨 only becomes an A, which has a case, when it is decomposed.
    plain = unicodedata.normalize("NFKD", written).casefold()
    if not plain.isascii():  # most transcripts are, and a page of them has thousands of letters
        decomposed = unicodedata.normalize("NFKD", plain)
        bare = "".join(filterfalse(unicodedata.combining, decomposed)).replace(_TATWEEL, "")
        # Hangul comes apart into letters above and is put together again here.
        plain = _IDEOGRAPH.sub(r" \1 ", unicodedata.normalize("NFKC", bare))
    return plain.replace("_", " ")


@lru_cache(maxsize=8192)
def _piece(character: str) -> str:
    """Return what becomes of *character* when it stands alone."""
    return _plain(character)


def _words_by_character(written: str) -> Iterator[Word]:
    """Yield the words of *written*, each of whose characters is folded by itself."""
    pieces = list(map(_piece, written))
    folded = "".join(pieces)
    origins = _origins(pieces) if len(folded) != len(written) or "" in pieces else None
    for match in _WORD.finditer(folded):
        start, last = match.start(), match.end() - 1
        if origins is not None:
            start, last = origins[start], origins[last]
        yield Word(match.group(), start, _after_marks(pieces, last + 1))


def _origins(pieces: Sequence[str]) -> list[int]:
    """Return for each folded character which one of *written* it comes from."""
    return [place for place, piece in enumerate(pieces) for _ in piece]


def _after_marks(pieces: Sequence[str], end: int) -> int:
    """Return the end of a word whose last letter may carry marks, which folding takes away."""
    while end < len(pieces) and not pieces[end]:
        end += 1
    return end


def _words_by_chunk(written: str) -> Iterator[Word]:
    """Yield the words of *written*, each standing for all that is written between two blanks."""
    for match in _NOT_BLANK.finditer(written):
        for word in fold(match.group()).split():
            yield Word(word, match.start(), match.end())
