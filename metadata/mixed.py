"""Mixed content as text: paragraphs and lines as written, other white space as single blanks.

Finding aids mark words within sentences, and lay out sentences as paragraphs, lists and tables
(EAD 2002 tag library, "Formatting"); what comes out is what people read, without the marks.
"""

import re
from collections.abc import Collection, Iterator

from lxml import etree

from metadata.said import name_of
from schemas.grammar import is_web_address

_XLINK = "{http://www.w3.org/1999/xlink}"

# Signs that XML cannot carry (§2.2) stand for what separates words while a text is put together.
_TERM, _PARAGRAPH, _LINE, _WORD = "\x1c", "\x1d", "\x1e", "\x1f"

_SEPARATORS = {
    **dict.fromkeys(("p", "blockquote", "list", "table", "chronlist", "note"), _PARAGRAPH),
    **dict.fromkeys(("head", "listhead", "thead", "lb", "item", "defitem", "row"), _LINE),
    **dict.fromkeys(("chronitem", "event", "addressline", "bibref", "indexentry"), _LINE),
    **dict.fromkeys(("unitdate", "extent", "physfacet", "dimensions", "genreform"), _WORD),
    **dict.fromkeys(("part", "entry", "namegrp", "datesingle", "daterange"), _WORD),
    **dict.fromkeys(("fromdate", "todate", "label", "num"), _WORD),
    # A section within a section begins anew.
    **dict.fromkeys(("accessrestrict", "acqinfo", "arrangement", "bioghist"), _PARAGRAPH),
    **dict.fromkeys(("custodhist", "legalstatus", "odd", "scopecontent"), _PARAGRAPH),
    **dict.fromkeys(("descriptivenote", "processinfo", "userestrict"), _PARAGRAPH),
}
_TERMS = {("defitem", "label")} | {
    ("chronitem", date) for date in ("date", "datesingle", "daterange", "dateset")
}

# Not a blank that is one already: of those there are many.
_BLANKS = re.compile(r" [ \t\r\n]+|[\t\r\n][ \t\r\n]*")
_SIGNS = re.compile(" ?[\x1c-\x1f][ \x1c-\x1f]*")
_SPELT = {_TERM: ": ", _PARAGRAPH: "\n\n", _LINE: "\n", " ": " "}

# Words that only an element keeps apart; at a bracket or a full stop no blank is missing.
_JOINT = re.compile(r"[\w,;:.][\w(]")


def is_internal(element: etree._Element) -> bool:
    """Return whether *element* is for the staff alone (``audience``, EAD 2002 and EAD3)."""
    return (element.get("audience") or "").strip().casefold() == "internal"


def address_in(element: etree._Element) -> str:
    """Return what *element* links to, with XLink or without; empty for nothing."""
    return (element.get(f"{_XLINK}href") or element.get("href") or "").strip()


def text_of(element: etree._Element, without: Collection[str] = ()) -> str:
    """Return what people read in *element*: paragraphs with a blank line between, then lines.

    Left out are children called as one of *without*, and what is internal at any depth. A link
    that leads to an address is followed by it.
    """
    if not len(element):
        return _evened(element.text or "").strip()
    text = _evened("".join(_pieces(element, without)))
    return _SIGNS.sub(_spell, text).strip()


def _evened(text: str) -> str:
    """Return *text* with single blanks; most texts have no others, which is soon seen."""
    is_even = not any(blank in text for blank in ("  ", "\n", "\t", "\r"))
    return text if is_even else _BLANKS.sub(" ", text)


def _spell(found: re.Match[str]) -> str:
    """Return what stands for a run of signs: the strongest of them decides."""
    strongest = next((spelt for sign, spelt in _SPELT.items() if sign in found[0]), None)
    if strongest is not None:
        return strongest
    start, end = found.span()
    around = found.string[start - 1 : start] + found.string[end : end + 1]
    return " " if _JOINT.fullmatch(around) else ""


def _pieces(root: etree._Element, without: Collection[str]) -> Iterator[str]:
    """Yield the texts in *root* with signs between; not by recursion, for nesting has no end."""
    yield root.text or ""
    open_: list[tuple[etree._Element, Iterator[etree._Element]]] = [(root, iter(root))]
    while open_:
        element, rest = open_[-1]
        child = next(rest, None)
        if child is None:
            open_.pop()
            yield from _ending(element) if open_ else ()
        elif _is_left_out(child, root, without):
            yield child.tail or ""
        else:
            yield _SEPARATORS.get(name_of(child), "")
            yield child.text or ""
            open_.append((child, iter(child)))


def _is_left_out(child: etree._Element, root: etree._Element, without: Collection[str]) -> bool:
    name = name_of(child)
    is_named = child.getparent() is root and name in without
    return not name or is_named or is_internal(child)


def _ending(element: etree._Element) -> Iterator[str]:
    parent = element.getparent()
    address = address_in(element)
    if is_web_address(address) and address not in (element.text or ""):
        yield f" ({address})" if len(element) or element.text else f" {address}"
    if parent is not None and (name_of(parent), name_of(element)) in _TERMS:
        yield _TERM
    yield _SEPARATORS.get(name_of(element), "")
    yield element.tail or ""
