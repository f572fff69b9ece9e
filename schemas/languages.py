"""Languages: codes, names and addresses of languages, read as BCP 47 tags.

BCP 47 is RFC 5646, <https://www.rfc-editor.org/rfc/rfc5646>. Sources write ``eng``, ``fre``,
``en_US``, "English", "русский" or the address of a code at the Library of Congress; machines
need ``en``, ``fr``, ``en-US``, ``ru``.
"""

import re
from functools import lru_cache

import langcodes

from schemas.derived import Derived
from schemas.language_names import code_of, code_of_part, codes_by_name, fold

# RFC 5646 §4.4.1 asks for 35 characters; the parser beneath recurses once a subtag.
MAX_TAG_LENGTH = 35

_TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_ISO639 = re.compile(r"([a-z]{2,3})(-.*)?")
_SCRIPT = re.compile(r"[a-z]{2,3}(?:-[a-z]{3}){0,3}-([a-z]{4})(?:-.*)?")
_CODES_RUN_TOGETHER = re.compile(r"(?:[a-z]{3}){2,}")

_ADDRESS = re.compile(
    r"https?://(?:www\.)?"
    r"(?:id\.loc\.gov/vocabulary/(?:iso639-[0-9]|languages)|lexvo\.org/(?:id|page)/iso639-[0-9])"
    r"/([A-Za-z]{2,3})/?"
)

# A name in a note, and one with the country or the script after it, as CLDR writes both.
_PHRASE = re.compile(
    r"(?:(?:text )?in )?(?P<name>[^().]{3,40}?)(?: language| язык)?"
    r"(?: \((?P<part>[^()]{2,40})\))?\.?",
    re.IGNORECASE,
)

# CLDR would make Filipino of Tagalog, and Serbian of Serbo-Croatian and Montenegrin. The source
# said otherwise, and these subtags are valid.
_KEPT = {"cnr": "cnr", "hbs": "sh", "sh": "sh", "tgl": "tl", "tl": "tl"}

_WITHDRAWN = frozenset({"in", "iw", "ji", "jw", "mo", "mol", "scc", "scr"})

# What people write instead of a code: country codes, abbreviations, names of two languages.
_GUESSES = {
    "al": "sq",
    "by": "be",
    "cn": "zh",
    "cz": "cs",
    "dk": "da",
    "gb": "en",
    "gr": "el",
    "ir": "fa",
    "jp": "ja",
    "kz": "kk",
    "ladino": "lad or lld",
    "makua": "mgh or vmw",
    "multiple": "mul",
    "n/a": "zxx",
    "none": "zxx",
    "rs": "sr",
    "sp": "es",
    "tamazight": "tzm or zgh",
    "ua": "uk",
    "unknown": "und",
    "us": "en",
    "various": "mul",
    "англ": "en",
    "кит": "zh",
    "нем": "de",
    "рус": "ru",
    "франц": "fr",
}

# The strongest first: a comma inside a part between semicolons may belong to a name.
_SEPARATORS = tuple(
    re.compile(pattern, re.IGNORECASE) for pattern in (";", r"\|", ",", "/", r"\sand\s")
)
_SLASH = _SEPARATORS[3]
_ENDS = " \t\r\n\u00a0\u202f\u3000;|,"

_RTL_SCRIPTS = frozenset({"adlm", "arab", "aran", "hebr", "nkoo", "rohg", "samr", "syrc", "thaa"})
_RTL_LANGUAGES = frozenset(
    {"acm", "aeb", "ajp", "apc", "ar", "arb", "arc", "ary", "arz", "azb", "bal", "ckb", "dv", "fa"}
    | {"glk", "he", "iw", "ji", "jpr", "jrb", "ks", "lrc", "mzn", "nqo", "ota", "prs", "ps", "pnb"}
    | {"sd", "sdh", "skr", "syr", "ug", "ur", "yi"}
)


@lru_cache(maxsize=4096)
def read_language(text: str) -> Derived:
    """Return the BCP 47 tag of the language that *text* names by code, address or name.

    Never raises. Separators left at the ends do not count; a blank names no language, nor do
    the fill characters ``|||`` of MARC 008/35-37.
    """
    bare = text.strip(_ENDS)
    tag = _read(bare)
    return Derived(tag, _advice(bare) if bare and tag is None else None)


def split_languages(text: str) -> list[str]:
    """Return the languages that *text* lists, each as written; empty for a blank.

    The whole is tried first, for "Spanish; Castilian" is one language. Text in which nothing
    reads as a language is a sentence and stays whole.
    """
    return list(_listed(text.strip(_ENDS)))


@lru_cache(maxsize=4096)
def _listed(text: str) -> tuple[str, ...]:
    found = _split(text, _SEPARATORS)
    return tuple(found) if not found or any(map(_is_known, found)) else (text,)


def is_language_tag(text: str) -> bool:
    """Return whether *text* is a valid BCP 47 tag as it stands (RFC 5646 §2.2.9).

    ``eng`` is not: a language that has a two-letter code is tagged with it (§2.2.1).
    """
    if not _is_valid(text):
        return False
    language = text.partition("-")[0].lower()
    return language in {"i", "x"} or len(_standard(language)) >= len(language)


def is_iso639(text: str) -> bool:
    """Return whether a harvester reads *text* as it stands: an ISO 639 code or a BCP 47 tag.

    Either code of ISO 639-2 passes (``fre`` and ``fra``); capitals and withdrawn codes do not.
    """
    found = _ISO639.fullmatch(text)
    if not found or found[1] in _WITHDRAWN:
        return False
    return is_language_tag(text) if found[2] else _is_valid(text)


def direction(tag: str | None) -> str:
    """Return the direction, ``rtl`` or ``ltr``, in which text tagged *tag* runs (HTML §3.2.6.4).

    A script subtag decides before the language: ``ku-Arab`` runs from the right, ``ar-Latn`` not.
    """
    lower = (tag or "").lower()
    script = _SCRIPT.fullmatch(lower)
    if script:
        return "rtl" if script[1] in _RTL_SCRIPTS else "ltr"
    return "rtl" if lower.partition("-")[0] in _RTL_LANGUAGES else "ltr"


def _read(text: str) -> str | None:
    """The tag that *text* names, by code, else by name; None when it names none."""
    address = _ADDRESS.fullmatch(text)
    bare = address[1] if address else text
    return _read_code(bare) or _read_code(code_of(bare) or "") or _read_phrase(bare)


def _read_phrase(text: str) -> str | None:
    """Return the tag of a name with words around it: "In English.", Portuguese (Brazil)."""
    phrase = _PHRASE.fullmatch(text)
    if phrase is None:
        return None
    code = code_of(phrase["name"])
    subtag = code_of_part(phrase["part"]) if phrase["part"] else ""
    if code is None or subtag is None:
        return None
    return _read_code(f"{code}-{subtag}".rstrip("-"))


def _read_code(text: str) -> str | None:
    tag = text.replace("_", "-")
    standard = _standard(tag) if _is_valid(tag) else ""
    return standard if is_language_tag(standard) else None


def _is_valid(text: str) -> bool:
    """Whether *text* has the form of a tag, and every subtag is registered."""
    formed = len(text) <= MAX_TAG_LENGTH and _TAG.fullmatch(text) is not None
    return formed and langcodes.tag_is_valid(text)


def _standard(tag: str) -> str:
    """The preferred form of a valid *tag* (RFC 5646 §4.5)."""
    language, dash, rest = tag.partition("-")
    kept = _KEPT.get(language.lower())
    if kept:
        return kept + langcodes.standardize_tag(f"und{dash}{rest}").removeprefix("und")
    return langcodes.standardize_tag(tag)


def _split(text: str, separators: tuple[re.Pattern[str], ...]) -> list[str]:
    if not text:
        return []
    if not separators or _is_known(text):
        return _split_codes(text)
    # The slashes of an address that nobody knows are not separators.
    whole = separators[0] is _SLASH and "://" in text
    parts = [text] if whole else separators[0].split(text)
    return [found for part in parts for found in _split(part.strip(), separators[1:])]


def _split_codes(text: str) -> list[str]:
    """Cut ``engfre``, as MARC 041 once held it, into threes; only codes of languages with names."""
    if _is_known(text) or not _CODES_RUN_TOGETHER.fullmatch(text):
        return [text]
    codes = re.findall("...", text)
    named = set(map(_read_code, codes_by_name().values())) - {None}
    return codes if all(_read_code(code) in named for code in codes) else [text]


def _is_known(text: str) -> bool:
    return fold(text) in _GUESSES or _read(text) is not None


def _advice(text: str) -> str:
    found = split_languages(text)
    if len(found) > 1:
        return f'"{text}" holds {len(found)} languages: write each as a value of its own'
    guess = _GUESSES.get(fold(text)) or _read_code(text.rstrip("."))
    if guess:
        return f'"{text}" is not a language code: did you mean {guess}?'
    return f'"{text}" is not a known language: write a code such as en, or the English name'
