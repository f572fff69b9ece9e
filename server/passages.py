"""Texts as pages for people show them: safe HTML that knows its language and direction.

``lang`` and ``dir`` follow HTML §3.2.6, <https://html.spec.whatwg.org/multipage/dom.html>.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from babel import Locale
from markupsafe import Markup, escape

from metadata.prose import ELEMENTS, is_html, plain_text, safe_html
from schemas.languages import direction
from schemas.record import Value

# A picture on another server would tell that server who reads here.
_SHOWN = ELEMENTS - {"img"}
# Titles stand in links and headings, where links and paragraphs may not.
_IN_TITLES = _SHOWN - {"a", "br", "p"}
_ENGLISH = Locale("en")
_BLANK_LINES = re.compile(r"\n\s*\n")
_LONGEST_WORD = 40  # characters; a script without spaces is cut anywhere


@dataclass(frozen=True, slots=True)
class Passage:
    """A text to show: *lang* is a BCP 47 tag or None, *dir* is ``ltr``, ``rtl`` or ``auto``."""

    html: Markup
    lang: str | None
    dir: str


def phrase(text: str, lang: str | None = None) -> Passage:
    """Return *text*, which is a line or part of one, with the HTML that is allowed in values."""
    return _passage(_escaped(text, _SHOWN), lang)


def verbatim(text: str, lang: str | None = None) -> Passage:
    """Return *text*, which is cut out of a longer one, as it is written."""
    return _passage(escape(text), lang)


def title_of(value: Value) -> Passage:
    """Return the text of *value* as fits into a heading or a link."""
    return _passage(_escaped(value.text, _IN_TITLES), value.lang)


def phrase_of(value: Value) -> Passage:
    """Return the text of *value* in its language."""
    return phrase(value.text, value.lang)


def paragraphs(text: str, lang: str | None = None) -> Passage:
    """Return *text* as paragraphs, which are divided by blank lines."""
    if is_html(text):
        return _passage(Markup("<div>{}</div>").format(_escaped(text, _SHOWN)), lang)
    parts = _BLANK_LINES.split(text.replace("\r\n", "\n").strip())
    return _passage(Markup().join(Markup("<p>{}</p>").format(part) for part in parts), lang)


def shortened(text: str, lang: str | None, longest: int) -> Passage:
    """Return *text* without markup, cut between words to at most *longest* characters and "…"."""
    return _passage(escape(shorten(text, longest)), lang)


def shorten(text: str, longest: int) -> str:
    """Return *text* without markup, cut between words to at most *longest* characters and "…"."""
    words = " ".join(plain_text(text).split())
    if len(words) <= longest:
        return words
    # One more character shows whether a word ends exactly there.
    space = words.rfind(" ", longest - _LONGEST_WORD, longest + 1)
    kept = words[: space if space > 0 else longest]
    return kept.rstrip(" ,;:–—-") + "…"


def language_name(tag: str) -> str:
    """Return the English name of the language *tag*: ``zh-Hans`` is "Chinese (Simplified)".

    Subtags that CLDR does not name stand for themselves.
    """
    language, *subtags = tag.split("-")
    name = _ENGLISH.languages.get(language.lower(), language)
    details = ", ".join(_subtag_name(subtag) for subtag in subtags)
    return f"{name} ({details})" if details else name


def _subtag_name(subtag: str) -> str:
    script = _ENGLISH.scripts.get(subtag.title())
    name: str = script or _ENGLISH.territories.get(subtag.upper(), subtag)
    return name


def _passage(html: Markup, lang: str | None) -> Passage:
    is_unknown = lang is None or lang == "und"
    return Passage(html, lang, "auto" if is_unknown else direction(lang))


def _escaped(text: str, elements: Collection[str]) -> Markup:
    if not is_html(text):
        return escape(text)
    return Markup(safe_html(text, elements))  # noqa: S704 - nothing but *elements* is left
