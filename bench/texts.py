"""The texts that search is measured on: pages in four languages, of an archive that never was.

The same number always gives the same pages. A page has some 300 words. As in real languages, how
often a word stands goes by its rank (Zipf): the commonest stand on every page, most on a few. Two
pages in ten have a translation beside their transcript, and the words of every other page have
boxes.

    python bench/texts.py 3
"""

import json
import sys
from collections.abc import Iterator, Sequence
from itertools import accumulate
from random import Random

WORDS = 300
_SEED = 1949
_VOCABULARY = 30_000
_TRANSLATED_OF = 5

_COMMON = {
    "en": "the of and to in a that is was for it with as his on be at by i this had not are but",
    "ru": "и в не на я что с по это он как к но от все она так его за был о из мы они",
    "ar": "في من على إلى أن عن هذا مع التي هو هذه كان ذلك بعد قد كل بين لم غير وقد",
    "zh": "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会",
}
_SYLLABLES = {
    "en": "ter ing con pre ment an or ic al tion re de sta lo mi ra ne ve co su per pa do li",
    "ru": "по при сто вод тель ность ра ва ни ко ми ре ст во ёл ный ший за пра ге до лю ка",
    "ar": "مست قا لم بر دو حك سل شر نظ عم تع كت صد جم وط أم نو وي يا ات",
}
_HAN = range(0x4E00, 0x4E00 + 3000)


class _Language:
    """Words by rank, and how often each is drawn."""

    def __init__(self, tag: str) -> None:
        random = Random(f"{_SEED}{tag}")
        self.tag = tag
        self._blank = "" if tag == "zh" else " "
        self.words = _words(tag, random)
        self._weights = list(accumulate(1 / rank for rank in range(1, len(self.words) + 1)))

    def text(self, random: Random) -> str:
        """Return the text of a page, in sentences and lines."""
        drawn = random.choices(self.words, cum_weights=self._weights, k=WORDS)
        sentences = [drawn[start : start + 12] for start in range(0, WORDS, 12)]
        return "\n".join(self._blank.join(one).capitalize() + "." for one in sentences)


def _words(tag: str, random: Random) -> Sequence[str]:
    if tag == "zh":
        pairs = ("".join(map(chr, random.choices(_HAN, k=2))) for _ in range(_VOCABULARY))
        return [*_COMMON[tag], *dict.fromkeys(pairs)]
    syllables = _SYLLABLES[tag].split()
    made = (
        "".join(random.choices(syllables, k=random.randint(2, 4))) for _ in range(2 * _VOCABULARY)
    )
    return list(dict.fromkeys([*_COMMON[tag].split(), *made]))[:_VOCABULARY]


def texts(count: int) -> Iterator[dict[str, str]]:
    """Yield the texts of *count* pages, by language, the transcript first."""
    random = Random(_SEED)
    languages = [_Language(tag) for tag in _COMMON]
    for number in range(count):
        spoken = languages[number % len(languages)]
        text = {spoken.tag: spoken.text(random)}
        if number % _TRANSLATED_OF == 0:
            other = languages[(number + 1) % len(languages)]
            text[other.tag] = other.text(random)
        yield text


def boxes(text: str) -> list[tuple[int, ...]]:
    """Return a box for each word of *text*, as a reader of pages would find it."""
    found, place = [], 0
    for row, line in enumerate(text.split("\n")):
        left = 100
        for word in line.split(" "):
            found.append((place, place + len(word), left, 100 + 40 * row, 12 * len(word), 30))
            left, place = left + 12 * len(word) + 12, place + len(word) + 1
    return found


def rank(tag: str, number: int) -> str:
    """Return the word of that rank in the language *tag*, which is the commonest at 0."""
    return _Language(tag).words[number]


def main() -> None:
    """Print some pages."""
    for one in texts(int(sys.argv[1])):
        print(json.dumps(one, ensure_ascii=False))


if __name__ == "__main__":
    main()
