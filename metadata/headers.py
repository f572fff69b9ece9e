"""Headers of columns: how they are compared, and the language that stands in them.

A language stands behind an ``@`` (``title@fr``), in brackets (``dc.title[en_US]``,
``Transcript (Arabic)``), or as a word of its own (``English translation``, ``transcript_ru``).
"""

import re
from collections.abc import Iterator

from schemas.languages import read_language

_MARKED = re.compile(r"^(.+?)\s*(?:@([A-Za-z0-9_-]+)|\[([A-Za-z0-9_-]*)\])$")
_BRACKETED = re.compile(r"^(.+?)\s*\(([^()]+)\)$")

# Codes that are words of headers first: "Accession no", "Title is", "Collection id".
_WORDS = frozenset({"id", "is", "no", "nr", "to", "as", "or"})
_CODE_LENGTH = 2  # "doi", "uri" and "aat" are codes of languages too


def fold_header(header: str) -> str:
    """Return *header* as it is compared: no mark, no odd spaces, no case, no trailing ``?``."""
    spaced = re.sub(r"[\s_\ufeff\u00a0\u202f-]+", " ", header)
    return re.sub(r"\s*:\s*", ":", spaced).strip(" ?").casefold()


def split_language(header: str) -> tuple[str, str | None]:
    """Return *header* without its marked language, and that as a BCP 47 tag, if it has one."""
    match = _MARKED.match(header.strip())
    if match and not (match[2] or match[3]):
        return match[1], None  # DSpace writes dc.title[] where nobody said the language
    tag = read_language(match[2] or match[3]).value if match else None
    return (match[1], tag) if match and tag else (header, None)


def worded_languages(header: str) -> Iterator[tuple[str, str]]:
    """Yield each way to take *header* for something in a language: the rest, and the tag."""
    bracketed = _BRACKETED.match(header.strip())
    words = fold_header(header).split(" ")
    ways = [(bracketed[1], bracketed[2])] if bracketed else []
    ways += [(" ".join(words[1:]), words[0]), (" ".join(words[:-1]), words[-1])]
    for rest, word in ways:
        tag = read_language(word).value if _may_be_language(word) else None
        if rest and tag:
            yield rest, tag


def _may_be_language(word: str) -> bool:
    """Whether *word* is long enough for a name, or a code that is no word of headers."""
    plain = word.strip().casefold()
    return len(plain) > _CODE_LENGTH + 1 or (len(plain) == _CODE_LENGTH and plain not in _WORDS)
