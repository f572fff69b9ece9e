"""Words without what readers do not tell apart: case, accents, vowel signs, punctuation.

Both indexes of full text, SQLite's FTS5 and PostgreSQL's tsvector, see nothing but words of letters
and digits between single spaces. Where a script has no blanks between words, as Chinese or Thai, or
sets them as it pleases, as Korean, every character is a word of its own, and neighbours are sought
as a phrase, so that two characters are found as surely as ten.

:func:`words` says where in the text as written each of them stands, so that what was found can be
shown. Folding follows Unicode's normalization forms, <https://www.unicode.org/reports/tr15/>.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import filterfalse, pairwise
from typing import NamedTuple

KANA_AND_CHINESE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
THAI_AND_NEIGHBOURS = "\u0e01-\u0eff\u1000-\u109f\u1780-\u17df\ua9e0-\ua9fe\uaa60-\uaa7f"
"""The letters of Thai and Lao, Burmese and Khmer, as they stand between brackets of a pattern."""
HANGUL = "\uac00-\ud7af"

LONGEST_WORD = 500
"""Characters of a word; a longer one is several. A lexeme of PostgreSQL has at most 2,046 bytes."""

MOST_WORDS = 10_000
MOST_CHARACTERS = 150_000
MOST_TIMES = 255
"""The largest piece that is indexed at once, and how often one word may stand in it.

A tsvector remembers no place beyond the 16,383rd word nor the 255th of one word, so that no phrase
would be found there; and it holds a megabyte: four bytes a character, and some for each word.
"""

_WORD = re.compile(rf"\w{{1,{LONGEST_WORD}}}")
_OF_ITS_OWN = re.compile(f"([{KANA_AND_CHINESE}{THAI_AND_NEIGHBOURS}{HANGUL}])")
_NOT_BLANK = re.compile(rf"\S{{1,{LONGEST_WORD}}}")
_TATWEEL = "\u0640"  # stretches an Arabic word to fill the line, and is a letter to Unicode

# Each byte of ASCII as it is folded: letters small, digits, and a blank for everything else.
_FOLDED_ASCII = bytes(
    ord(chr(code).lower()) if code < 128 and chr(code).isalnum() else ord(" ")  # noqa: PLR2004
    for code in range(256)
)
# The only marks of Latin, Greek and Cyrillic letters, once these have come apart; and what is none
# of these letters, nor a dash, a quotation mark or dots.
_ACCENTS = re.compile("[\u0300-\u036f]+")
_OTHER_SCRIPT = re.compile("[^\0-\u0482\u2010-\u2027]")


class Word(NamedTuple):
    """A folded word, and the characters of the text as written that it stands for."""

    folded: str
    start: int
    end: int


def fold(written: str) -> str:
    """Return the words of *written* for the index: no case, no accents, no punctuation."""
    if written.isascii():  # as most are
        folded = written.encode().translate(_FOLDED_ASCII).decode().split()
        if len(written) <= LONGEST_WORD or max(map(len, folded), default=0) <= LONGEST_WORD:
            return " ".join(folded)
    return " ".join(_WORD.findall(_plain(written)))


def words(written: str) -> list[Word]:
    """Return the words of ``fold(written)`` in their order, each with its place in *written*."""
    found = list(_words_by_character(written))
    if [word.folded for word in found] == fold(written).split():
        return found
    # Somewhere a character depends on its neighbour, as in Korean that is spelt by letters.
    return list(_words_by_chunk(written))


def cuts(folded: Sequence[str]) -> list[int]:
    """Return where *folded* words are to be divided: the number of the first of each later piece.

    No piece has more than MOST_WORDS or MOST_CHARACTERS, or a word more than MOST_TIMES.
    """
    if len(folded) <= MOST_TIMES and len(folded) * LONGEST_WORD <= MOST_CHARACTERS:
        return []  # as nearly every record
    found, first, characters = [], 0, 0
    times: Counter[str] = Counter()
    for number, word in enumerate(folded):
        characters += len(word)
        times[word] += 1
        is_full = number - first == MOST_WORDS or times[word] > MOST_TIMES
        if is_full or characters > MOST_CHARACTERS:
            found.append(number)
            first, characters, times = number, len(word), Counter((word,))
    return found


def pieces(folded: str) -> list[str]:
    """Return the words of *folded* in pieces that an index has room for.

    Where there are several, each word stands once in pieces that follow them, so that words of
    different pieces are found together; but not as neighbours, for none are in that order.
    """
    if folded.count(" ") < MOST_TIMES:
        return [folded]  # as nearly every record: there is room for so many of the longest words
    words = folded.split(" ")
    parts = _divided(words)
    if len(parts) > 1:
        different = {word for word in words if not _OF_ITS_OWN.fullmatch(word)}
        parts += _divided(sorted(different, reverse=True))
    return [" ".join(part) for part in parts]


def _divided(folded: Sequence[str]) -> list[Sequence[str]]:
    return [folded[first:end] for first, end in pairwise((0, *cuts(folded), len(folded)))]


def _plain(written: str) -> str:
    # 𝑨 only becomes an A, which has a case, when it is decomposed.
    plain = unicodedata.normalize("NFKD", written).casefold()
    if not plain.isascii():  # most transcripts are, and a page of them has thousands of letters
        plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", plain))
        if _OTHER_SCRIPT.search(plain):
            bare = "".join(filterfalse(_is_mark, plain))
            # Hangul comes apart into letters above and is put together again here.
            plain = _OF_ITS_OWN.sub(r" \1 ", unicodedata.normalize("NFKC", bare))
    return plain.replace("_", " ")


@lru_cache(maxsize=8192)
def _is_mark(character: str) -> bool:
    """Return whether *character* is an accent, a vowel sign, or stretches a word: no letter."""
    # Signs of vowels are marks too, and would part the words of Hindi if they were not taken away.
    return character == _TATWEEL or unicodedata.category(character).startswith("M")


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
