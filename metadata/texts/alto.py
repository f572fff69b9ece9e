"""ALTO: what OCR read on a page, and where; versions 1 to 4.

<https://www.loc.gov/standards/alto/>. Elements and attributes are named as the schema names them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest

from lxml import etree

from metadata.markup import RefusedXml, parse
from metadata.texts.layout import Area, Line, Sheet, UnreadableText, Word, finite

# Version 1 was without a namespace, or in that of its first home.
NAMESPACES = (
    "",
    "http://schema.ccs-gmbh.com/ALTO",
    "http://www.loc.gov/standards/alto/ns-v2#",
    "http://www.loc.gov/standards/alto/ns-v3#",
    "http://www.loc.gov/standards/alto/ns-v4#",
)

_BLOCKS = ("TextBlock", "ComposedBlock", "Illustration", "GraphicalElement")
_POSITIONS = ("HPOS", "VPOS", "WIDTH", "HEIGHT")
_HYPHENS = "-\xad¬⸗‐"
_MOST_STEPS = 10_000  # along IDNEXT, which may lead in a circle


def read_alto(xml: bytes) -> Sheet:
    """Return what the first page of *xml* says.

    The order of reading is that of ReadingOrder, else of IDNEXT, else of the document.

    Raises:
        UnreadableText: not well-formed, with a DOCTYPE, or not ALTO.
    """
    try:
        root = parse(xml)
    except RefusedXml as error:
        raise UnreadableText(str(error)) from error
    name = etree.QName(root)
    if name.localname != "alto" or (name.namespace or "") not in NAMESPACES:
        raise UnreadableText(f"its root is <{name.localname}>: ALTO, hOCR and plain text are read")
    page = next(_all(root, ("Page",)), None)
    if page is None:
        return Sheet(())
    blocks = _ordered(root, list(_all(page, ("TextBlock",))))
    lines = [[*_ranked(root, _all(block, ("TextLine",)))] for block in blocks]
    words = _words([one for block in lines for line in block for one in _all(line, ("String",))])
    read = [[_line(line, words) for line in block] for block in lines]
    return Sheet(read, _page_area(root, page), frozenset(_languages(page, blocks)))


def _all(element: etree._Element, names: Sequence[str]) -> Iterator[etree._Element]:
    """Yield what is called one of *names* below *element*, in whichever namespace."""
    return element.iter(*(f"{{*}}{name}" for name in names))


def _page_area(root: etree._Element, page: etree._Element) -> Area | None:
    """Return the page in the units of its words, so that these need not be known.

    Where the size is not said, pixels are pixels; of tenths of millimetres, or of 1200ths of an
    inch, nobody knows how many make the picture.
    """
    width, height = finite(page.get("WIDTH")), finite(page.get("HEIGHT"))
    if width and height:
        return Area(0, 0, width, height)
    unit = next((one.text or "" for one in _all(root, ("MeasurementUnit",))), "pixel")
    if unit.strip().lower() != "pixel":
        return None
    return _print_space(page)


def _print_space(page: etree._Element) -> Area | None:
    space = next(_all(page, ("PrintSpace",)), None)
    area = None if space is None else _area(space)
    # A print space that begins at the corner is the whole of the picture.
    return area if area is not None and (area.x, area.y) == (0, 0) else None


def _ordered(root: etree._Element, blocks: Sequence[etree._Element]) -> list[etree._Element]:
    if any(True for _ in _all(root, ("ReadingOrder",))):
        return _ranked(root, blocks)
    elements = {one.get("ID", ""): one for one in _all(root, _BLOCKS)}
    return list(_chained(blocks, elements))


def _ranked(root: etree._Element, elements: Iterable[etree._Element]) -> list[etree._Element]:
    """Return *elements* as ReadingOrder refers to them, or to what is around or within them."""
    listed = list(elements)
    references = (ref for order in _all(root, ("ReadingOrder",)) for ref in _references(order))
    ranks: dict[str, int] = {}
    for place, reference in enumerate(references):
        ranks.setdefault(reference, place)
    if not ranks:
        return listed
    return sorted(listed, key=lambda one: _rank(one, ranks))


def _references(order: etree._Element) -> Iterator[str]:
    for element in order.iter():
        yield from element.get("REF", "").split()


def _rank(element: etree._Element, ranks: Mapping[str, int]) -> int:
    around = [element, *element.iterancestors(), *_all(element, ("TextLine",))]
    found = (ranks[one.get("ID", "")] for one in around if one.get("ID", "") in ranks)
    return next(found, len(ranks))


def _chained(
    blocks: Sequence[etree._Element], elements: Mapping[str, etree._Element]
) -> Iterator[etree._Element]:
    """Yield *blocks* in the order of IDNEXT: each chain from where it begins, in document order."""
    following = {block: _next(block, elements) for block in blocks}
    followers = set(following.values())
    met: set[etree._Element] = set()
    beginnings = [block for block in blocks if block not in followers]
    for beginning in (*beginnings, *blocks):  # a circle has no beginning
        block: etree._Element | None = beginning
        while block is not None and block not in met:
            met.add(block)
            yield block
            block = following.get(block)


def _next(block: etree._Element, elements: Mapping[str, etree._Element]) -> etree._Element | None:
    """Return the next block of text after *block*, past pictures and into compositions."""
    element = elements.get(block.get("IDNEXT", ""))
    for _ in range(_MOST_STEPS):
        if element is None:
            return None
        text = next(_all(element, ("TextBlock",)), None)
        if text is not None:
            return text
        element = elements.get(element.get("IDNEXT", ""))
    return None


def _line(line: etree._Element, words: Mapping[etree._Element, Word]) -> Line:
    own = [words[string] for string in _all(line, ("String",))]
    if all(word.area for word in own):
        return own
    # Where the words stand is optional; the line they are in is the next best.
    return [Word(" ".join(word.text for word in own), _area(line), own[-1].joins)]


def _words(strings: Sequence[etree._Element]) -> dict[etree._Element, Word]:
    """Return the word of each of *strings*; halves of one make the word in SUBS_CONTENT."""
    words = {one: Word(one.get("CONTENT", ""), _area(one)) for one in strings}
    for one, after in zip_longest(strings, strings[1:]):
        whole = _whole(one, "HypPart1")
        if whole and after is not None and whole == _whole(after, "HypPart2"):
            cut = min(len(words[one].text.rstrip(_HYPHENS)), len(whole))
            words[one] = words[one]._replace(text=whole[:cut], joins=cut < len(whole))
            words[after] = words[after]._replace(text=whole[cut:])
        elif whole:
            words[one] = words[one]._replace(text=whole)  # the other half is on the next page
    return words


def _whole(string: etree._Element, part: str) -> str:
    return string.get("SUBS_CONTENT", "") if string.get("SUBS_TYPE") == part else ""


def _area(element: etree._Element) -> Area | None:
    x, y, width, height = (finite(element.get(name)) for name in _POSITIONS)
    if x is None or y is None or width is None or height is None:
        return None
    return Area(x, y, width, height)


def _languages(page: etree._Element, blocks: Iterable[etree._Element]) -> Iterator[str]:
    """Yield the languages of blocks, lines and words; that of the page where they have none."""
    own: set[str] = set()
    for block in blocks:
        for element in block.iter():
            own |= {element.get("LANG", ""), element.get("language", "")}
    said = own - {""}
    yield from said or {page.get("LANG", "")} - {""}
