"""hOCR: what OCR read on a page, in HTML; version 1.2.

<http://kba.github.io/hocr-spec/1.2/>. Programs write it carelessly, so it is read leniently.
"""

import re
from collections.abc import Iterator

from lxml import etree

from metadata.markup import parse_html
from metadata.texts.layout import Area, Line, Sheet, UnreadableText, Word, finite

_PAGE = "ocr_page"
_LINES = frozenset(
    {"ocr_line", "ocrx_line", "ocr_header", "ocr_footer", "ocr_caption", "ocr_textfloat"}
)
_WORDS = frozenset({"ocrx_word", "ocr_word"})
_PARAGRAPHS = frozenset({"ocr_par"})
_SOFT_HYPHEN = "\xad"

_BBOX = re.compile(r"(?:^|;)\s*bbox((?:\s+-?[0-9.]+){4})\s*(?=;|$)")


def read_hocr(html: str) -> Sheet:
    """Return what the first page of *html* says.

    A word that ends its line in a soft hyphen goes on in the next. The language of the document
    is that of its program, and says nothing; that of pages, paragraphs and words does.

    Raises:
        UnreadableText: it has no page of OCR.
    """
    root = parse_html(html)
    page = None if root is None else next(_classed(root, {_PAGE}), None)
    if page is None:
        raise UnreadableText(f'is HTML without an element of class "{_PAGE}": hOCR is read')
    blocks: dict[etree._Element, list[Line]] = {}
    for line in _classed(page, _LINES):
        blocks.setdefault(_paragraph(line, page), []).append(_line(line))
    said = frozenset(one.get("lang", "") for one in page.iter()) - {""}
    return Sheet(list(blocks.values()), _bbox(page), said)


def _classed(
    element: etree._Element, classes: frozenset[str] | set[str]
) -> Iterator[etree._Element]:
    """Yield what is of one of *classes* at or below *element*, but not within another such."""
    names = set(element.get("class", "").split())
    if names & classes:
        yield element
        return
    for child in element:
        yield from _classed(child, classes)


def _paragraph(line: etree._Element, page: etree._Element) -> etree._Element:
    """Return the paragraph around *line*, else what it lies in."""
    for around in line.iterancestors():
        if around is page:
            break
        if _PARAGRAPHS & set(around.get("class", "").split()):
            return around
    parent = line.getparent()
    return page if parent is None else parent


def _line(line: etree._Element) -> Line:
    words = [_word(word) for word in _classed(line, _WORDS)]
    return words or [_word(line)]


def _word(element: etree._Element) -> Word:
    text = "".join(map(str, element.itertext())).strip()
    joins = text.endswith(_SOFT_HYPHEN)
    return Word(text.removesuffix(_SOFT_HYPHEN), _bbox(element), joins)


def _bbox(element: etree._Element) -> Area | None:
    """Return the bounding box in the title of *element*: two corners, in pixels."""
    found = _BBOX.search(element.get("title", ""))
    if found is None:
        return None
    left, top, right, bottom = (finite(number) for number in found[1].split())
    if left is None or top is None or right is None or bottom is None:
        return None
    return Area(left, top, right - left, bottom - top)
