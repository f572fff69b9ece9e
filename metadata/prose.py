"""HTML inside values: told from plain text, made safe, or turned into plain text.

Presentation 3.0 §4.5 lets some values hold a little HTML, and names the elements, attributes and
schemes that a client keeps: <https://iiif.io/api/presentation/3.0/#45-html-markup-in-property-values>.
What we give out is already so: well-formed as XML too, and inside one element.
"""

import html
import re
from collections.abc import Collection
from functools import lru_cache

import nh3

from schemas.grammar import xml_illegal

ELEMENTS = frozenset({"a", "b", "br", "i", "img", "p", "small", "span", "sub", "sup"})
ATTRIBUTES = {"a": {"href"}, "img": {"alt", "src"}}
SCHEMES = frozenset({"http", "https", "mailto"})

# Elements that begin on a line of their own: without their tags, words would run together.
_BLOCKS = (
    "article|aside|blockquote|caption|center|dd|details|div|dl|dt|figcaption|figure|footer|h[1-6]"
    "|header|hr|li|main|nav|ol|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
_OTHERS = (
    "abbr|acronym|audio|base|big|body|button|canvas|cite|code|del|dfn|em|embed|font|form|frame"
    "|frameset|head|html|iframe|input|ins|kbd|link|mark|math|meta|noscript|object|option|q|s|samp"
    "|script|select|strike|strong|style|svg|template|textarea|title|tt|u|var|video"
)
# A closed list of names: "<10 cm" and "<illegible>" are the writer's own text.
_NAME = rf"(?:{'|'.join(sorted(ELEMENTS))}|{_BLOCKS}|{_OTHERS})"
_TAG = re.compile(rf"</?{_NAME}(?:[\s/][^<>]*)?>", re.IGNORECASE)
_BARE_SIGN = re.compile(rf"<(?!!--|/?{_NAME}[\s/>])", re.IGNORECASE)
_BLOCK_TAG = re.compile(rf"(?=</?(?:{_BLOCKS})[\s/>])", re.IGNORECASE)
_LINE_TAG = re.compile(rf"(?=</?(?:p|br|{_BLOCKS})[\s/>])", re.IGNORECASE)

# In what nh3 writes, names are lower case, values are quoted, and no value holds a bare "<" or ">".
_CLEAN_TAG = re.compile(r"<(/?)([a-z]+)[^>]*>")
_VOID_TAG = re.compile(r"<((?:br|img)[^>]*)>")
_ABSOLUTE = re.compile(r"\s*(?:https?://|mailto:)", re.IGNORECASE)
_LINK = re.compile(r'<a href="([^"]*)">([^<]*)</a>')


def is_html(text: str) -> bool:
    """Return whether *text* holds markup: the tag of an element of HTML, known or harmful."""
    return "<" in text and _TAG.search(text) is not None


def safe_html(text: str, elements: Collection[str] = ELEMENTS) -> str:
    """Return *text* with no HTML but *elements*, as one element (Presentation 3.0 §4.5).

    Links and pictures keep absolute addresses of http, https and mailto, no other attribute. What
    is left out loses its tags and keeps its words, save scripts and styles, which go entirely.
    """
    spaced = _BLOCK_TAG.sub(" ", text)
    cleaned = _clean(spaced, elements).strip()
    # HTML's own spelling of these is not well-formed in XML.
    xml = _VOID_TAG.sub(r"<\1/>", cleaned.replace("&nbsp;", "\u00a0"))
    return xml if _is_one_element(xml) else f"<span>{xml}</span>"


def plain_text(text: str) -> str:
    """Return *text* without markup: links as "text (address)", white space as single spaces.

    Text that holds no markup comes back as it is.
    """
    return _without_tags(text) if "<" in text else text


# What is said once is asked for several times: by crosswalks, and for what people look for.
@lru_cache(maxsize=32)
def _without_tags(text: str) -> str:
    if not is_html(text):
        return text
    spaced = _LINE_TAG.sub(" ", text)
    linked = _LINK.sub(_spell_link, _clean(spaced, {"a"}))
    return " ".join(html.unescape(_CLEAN_TAG.sub("", linked)).split())


def _clean(text: str, elements: Collection[str]) -> str:
    cleaned = nh3.clean(
        _BARE_SIGN.sub("&lt;", text),
        tags=set(elements),
        attributes={name: ATTRIBUTES[name] for name in ATTRIBUTES.keys() & set(elements)},
        attribute_filter=_keep_absolute,
        url_schemes=set(SCHEMES),
        link_rel=None,
    )
    # "&#1;" has become the character itself.
    return "".join(c for c in cleaned if xml_illegal(c) is None)


def _keep_absolute(_element: str, attribute: str, value: str) -> str | None:
    """*value*, or None for an address that would lead into whatever site shows it."""
    return value if attribute == "alt" or _ABSOLUTE.match(value) else None


def _spell_link(link: re.Match[str]) -> str:
    address, words = link[1].removeprefix("mailto:"), link[2].strip()
    whole = address.rstrip("/")
    spellings = {"", whole, re.sub("^https?://", "", whole)}
    return address if words.rstrip("/") in spellings else f"{words} ({address})"


def _is_one_element(xml: str) -> bool:
    depth = 0
    for tag in _CLEAN_TAG.finditer(xml):
        if not tag[0].endswith("/>"):
            depth += -1 if tag[1] else 1
        if depth == 0:
            return xml.startswith("<") and tag.end() == len(xml)
    return False
