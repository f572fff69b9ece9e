"""A written date taken apart: numbers, names of months, marks of doubt, each with its kind.

The kinds are the words in which ``schemas.date_shapes`` spells its shapes. Every character has to
belong to something known; what has no meaning for a date (articles, weekdays, brackets) is known
and left out.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from schemas.date_words import MEANINGS, MONTHS, ORDINALS, SEASONS
from schemas.numerals import ERA_SPELLINGS, ERAS, HAN_NUMERALS, han_number, roman_number

MAX_TOKENS = 40

FORMS = "write it as 1957-10-02, October 1957, 1935/1950, ca. 1910, 1950s or undated"


class UncertainDate(ValueError):
    """No one date is certain; the message goes on from the quoted date, as in “"2/3/57" has …”."""


class Token(NamedTuple):
    """A part of a written date: *kind* is its word in a shape, *value* is empty if that is all."""

    kind: str
    value: str = ""


# Written signs that mean another, or are invisible; a raised digit is a footnote, not a digit.
_TYPOGRAPHY = str.maketrans(
    {
        **dict.fromkeys("‘’ʼ`´′", "'"),
        **dict.fromkeys("‐‑−", "-"),
        **dict.fromkeys("‒–—―〜～", "–"),
        **dict.fromkeys("⁰¹²³⁴⁵⁶⁷⁸⁹", "\N{REPLACEMENT CHARACTER}"),
        **dict.fromkeys("\u00ad\u200b\u200e\u200f\ufeff"),
    }
)
_ACCENTS = re.compile("[\u0300-\u036f]+")  # not the voicing marks of kana, which make other letters


def fold(text: str) -> str:
    """Return *text* without what does not count: case, accents, width, kinds of dash and space."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_TYPOGRAPHY).casefold())
        text = unicodedata.normalize("NFC", _ACCENTS.sub("", text))
    return " ".join(text.casefold().split())


# Digits that a cataloguer supplies, 19[57]; a month or day that nobody knows, 1957-??-xx; the full
# stops of an old title page, M.DCC.LVII.
_SUPPLIED = re.compile(r"(?<![0-9])(?=[0-9\[\]]{6}(?![0-9]))([0-9]{1,3})\[([0-9]{1,3})\]")
_NOT_KNOWN = re.compile(r"([0-9]{4})-(?:([0-9]{2})|[ux?]{2})-[ux?]{2}")
_STOPPED_ROMAN = re.compile(r"(?<!\w)m[dclxvi]*(?:\.\s?[dclxvi]+)+(?!\w)")


def tidy(folded: str) -> str:
    """Return a folded date without what may stand inside one number, or in the place of one."""
    if not_known := _NOT_KNOWN.fullmatch(folded):
        return not_known[1] + (f"-{not_known[2]}" if not_known[2] else "")
    plain = _SUPPLIED.sub(r"\1\2", folded)
    return _STOPPED_ROMAN.sub(lambda match: match.group().translate(_NO_STOPS), plain)


_NO_STOPS = str.maketrans("", "", ". ")


def listed(words: str) -> list[str]:
    """Return the words of a row of ``schemas.date_words``, folded."""
    return [fold(word) for word in words.split(", ")]


def _vocabulary() -> Iterator[tuple[str, Token]]:
    """Yield every word that means something in a date, folded, with what it means."""
    for names in MONTHS.values():
        for number, forms in enumerate(names.split(), start=1):
            yield from ((fold(form), Token("month", str(number))) for form in forms.split("|"))
    for kind, table in (("season", SEASONS), ("number", ORDINALS)):
        for value, words in table.items():
            yield from ((word, Token(kind, value)) for word in listed(words))
    for kind, words in MEANINGS.items():
        yield from ((word, Token(kind)) for word in listed(words))
    for name in (*ERAS, *ERA_SPELLINGS):
        yield fold(name), Token("era", ERA_SPELLINGS.get(name, name))


def _bare(word: str) -> str:
    """Return *word* without spaces and full stops, which a writer may leave out or put in."""
    return word.replace(" ", "").replace(".", "")


_LETTER = r"[^\W\d_\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7a3]"  # a script that parts words by spaces
_PLAIN_WORD = re.compile(f"{_LETTER}+")
_WORDS = {word: token for word, token in _vocabulary() if _PLAIN_WORD.fullmatch(word)}
_PHRASES = {_bare(word): token for word, token in _vocabulary() if word not in _WORDS}


def _phrase_pattern(phrase: str) -> str:
    """Return a pattern of *phrase*: spaces may be missing, the last full stop too."""
    pattern = re.escape(phrase.removesuffix(".")).replace(r"\ ", r"\s?").replace(r"\.", r"\.\s?")
    ends_in_letter = _PLAIN_WORD.fullmatch(phrase.removesuffix(".")[-1]) is not None
    return pattern + (rf"(?!{_LETTER})\.?" if ends_in_letter else "")


def _any_phrase() -> str:
    """Return a pattern of all phrases, longer ones first: 公元前 before 公元."""
    phrases = {word for word, _ in _vocabulary() if word not in _WORDS}
    return "|".join(_phrase_pattern(phrase) for phrase in sorted(phrases, key=len, reverse=True))


@cache
def _tokens() -> re.Pattern[str]:
    """Return the pattern of a token; to compile it takes longer than to start a command."""
    return re.compile(
        rf"""
    (?P<midnight> t?\s?0?0:00(?::00(?:\.0+)?)?\s?z?(?![0-9:]) | 12:00(?::00)?\s?a\.?m\.? )
  | (?P<time> t?[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}}(?:\.[0-9]+)?)?
              (?:\s?[ap]\.?m\.?)?(?:\s?(?:z|[+-][0-9]{{2}}:?[0-9]{{2}}))?(?![0-9:]) )
  | (?P<masked> (?<![0-9])(?:[0-9]{{3}}[ux_^] | [0-9]{{2}}(?:uu|xx|--|__|\?\?)
                | [0-9](?:uuu|xxx|---) | [0-9]{{3}}-(?=[?\])]|$|\s)) (?![0-9a-z]) )
  | (?P<number> [0-9]+ )
  | (?P<decade> (?<=0)(?:'?s|er|-?[ех]|-?[иы]х)(?!{_LETTER}) )
  | (?P<ordinal> (?<=[0-9])(?:st|nd|rd|th|d|er|re|ere|eme|e|o|°|a|te|ter|ten|do|ro|ra
                 |-?(?:го|ого|и|ыи|я|ая|е|ое))(?!{_LETTER}) )
  | (?P<copyright> c(?=[0-9]{{4}}) )
  | (?P<phrase> {_any_phrase()} )
  | (?P<weekday> (?:星期|礼拜)[一二三四五六日天] | [日月火水木金土]曜日? )
  | (?P<han> [{HAN_NUMERALS}]+ )
  | (?P<word> {_LETTER}+ )
  | (?P<suffix> (?<={_LETTER})-(?:го|и|я|м|х|е)(?!{_LETTER}) )
  | (?P<doubt> [?~%]+ )
  | (?P<dash> \s?–\s? | \s-\s? | -\s | --+ )
  | (?P<nothing> [\s\[\]()<>'"“”„«»] )
  | (?P<sign> . )
    """,
        re.VERBOSE,
    )


_SIGNS = {
    **{sign: Token(sign) for sign in "-/.,"},
    ";": Token(";"),
    "×": Token("×"),
    "&": Token("and"),
    "©": Token("copyright"),
    "℗": Token("copyright"),
}

_NUMBERS = {1: "number", 2: "number", 3: "hundreds", 4: "year", 5: "serial", 8: "compact"}
_MASKED_DIGITS = re.compile("[^0-9]")
_ROMAN_WITH_ENDING = re.compile("([ivxlcdm]+?)(?:eme|er|e|th|o)?")
_ROMAN_CENTURIES = range(1, 22)
_ROMAN_YEARS = range(1400, 2100)
_SHORTEST_ROMAN_YEAR = 4  # MIX and MDL are more likely something else


def _number(text: str) -> Token:
    return Token(_NUMBERS.get(len(text), "digits"), text)


def _masked(text: str) -> Token:
    return Token("masked", _MASKED_DIGITS.sub("X", text))


def _han(text: str) -> Token:
    number = han_number(text)
    if number is None:
        raise not_understood(text)
    return _number(number)


def _phrase(text: str) -> Token:
    return _known(_PHRASES[_bare(text)])


def _word(text: str) -> Token:
    return _known(_WORDS.get(text) or _roman(text))


def _known(token: Token) -> Token:
    if token.kind == "calendar":
        raise UncertainDate("is of another calendar: write the Gregorian date, such as 1752-02-22")
    return token


def _roman(text: str) -> Token:
    """Return the token of a Roman numeral, which may have an ending as in ``XIXe``."""
    match = _ROMAN_WITH_ENDING.fullmatch(text)
    number = roman_number(match[1]) if match else None
    if number in _ROMAN_CENTURIES:
        return Token("roman", str(number))
    if number in _ROMAN_YEARS and len(text) >= _SHORTEST_ROMAN_YEAR:
        return Token("year", str(number))
    raise not_understood(text)


def _sign(text: str) -> Token:
    if text not in _SIGNS:
        raise not_understood(text)
    return _SIGNS[text]


def _doubt(text: str) -> Token:
    return Token("?", "%" if len(set(text)) > 1 or "%" in text else text[0])


_FIXED: Mapping[str, Token] = {
    "midnight": Token(""),  # what a spreadsheet or a database adds to a day
    "decade": Token("s"),
    "ordinal": Token(""),
    "copyright": Token("c-"),
    "weekday": Token(""),
    "suffix": Token(""),
    "dash": Token("–"),
    "nothing": Token(""),
}

_READERS: Mapping[str, Callable[[str], Token]] = {
    "time": lambda text: Token("time", text),
    "masked": _masked,
    "number": _number,
    "phrase": _phrase,
    "han": _han,
    "word": _word,
    "doubt": _doubt,
    "sign": _sign,
}


def _token(match: re.Match[str]) -> Token:
    group = match.lastgroup or ""
    return _FIXED[group] if group in _FIXED else _READERS[group](match.group())


def not_understood(part: str) -> UncertainDate:
    """Return the error that names the *part* of a date that has no meaning here."""
    return UncertainDate(f'is not understood at "{part}": {FORMS}')


def tokens(folded: str) -> list[Token]:
    """Return the meaningful parts of a folded date.

    Raises:
        UncertainDate: something in it is unknown, or of another calendar.
    """
    found = [token for token in map(_token, _tokens().finditer(folded)) if token.kind]
    if len(found) > MAX_TOKENS:
        raise UncertainDate(f"has too many parts: {FORMS}")
    return list(_without_punctuation(found))


_NUMERIC = frozenset({"number", "roman", "year"})
_WHOLE_YEARS = frozenset({"year", "masked", "c-", "copyright", "s"})
_DATED = frozenset({"month", "season", "year"})
_LEADING = frozenset({"part", "about", "before", "after"})


# When a sign counts, by the kinds before and behind it. A full stop does between numbers
# (2.10.1957), a comma between years, where it makes a list, and a hyphen not after a word that
# leads (mid-1950s). A century that nothing precedes is a preposition: в октябре, w 1957.
_COUNTS: Mapping[str, Callable[[str, str], bool]] = {
    ".": lambda before, after: before in _NUMERIC and after in _NUMERIC,
    ",": lambda before, after: before in _WHOLE_YEARS and after in _WHOLE_YEARS,
    ";": lambda before, after: bool(before and after),
    "-": lambda before, _: before not in _LEADING,
    "century": lambda before, after: bool(before) or after not in _DATED,
}


def _without_punctuation(found: list[Token]) -> Iterator[Token]:
    """Yield *found* less the signs that part nothing; what parts the members of a list is "and"."""
    for place, token in enumerate(found):
        before = found[place - 1].kind if place else ""
        after = found[place + 1].kind if place + 1 < len(found) else ""
        if token.kind not in _COUNTS:
            yield token
        elif _COUNTS[token.kind](before, after):
            yield Token("and") if token.kind in {",", ";"} else token
