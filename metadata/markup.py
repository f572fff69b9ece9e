"""XML, read and written in one way: namespaces, the one parser, canonical bytes, escaping.

Renderings are spliced into responses as they are, so each declares its own namespaces and has no
XML declaration (OAI-PMH §3.4: each part must stand alone).
"""

from collections.abc import Callable, Iterator, Mapping
from typing import IO, Any
from xml.sax.saxutils import quoteattr

from lxml import etree

OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
OAI_IDENTIFIER = "http://www.openarchives.org/OAI/2.0/oai-identifier"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XML = "http://www.w3.org/XML/1998/namespace"

SCHEMA_LOCATION = f"{{{XSI}}}schemaLocation"
LANG = f"{{{XML}}}lang"

_HARDENED: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "recover": False,
    "remove_pis": True,
}


_ENTITIES = (
    "XML with a DOCTYPE that declares entities is not read: "
    "xmllint --noent --dropdtd FILE writes their text into a file that you trust"
)


class RefusedXml(ValueError):
    """XML from outside that is not read: it is not well-formed, or it brings a DOCTYPE.

    *line* is where, as far as that is known.
    """

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


def parse(xml: bytes) -> etree._Element:
    """Return the root of *xml*, which comes from outside.

    No standard that we read has a DOCTYPE; what it declares are entities, which multiply and
    fetch. Refused as a whole, since a parser that merely leaves entities alone loses their text.

    Raises:
        RefusedXml: not well-formed, too deep, or with a DOCTYPE.
    """
    try:
        root = etree.fromstring(xml, _parser())
    except etree.XMLSyntaxError as error:
        raise RefusedXml(f"not well-formed XML: {error}") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise RefusedXml("XML with a DOCTYPE is not read")
    return root


def stream(xml: IO[bytes], is_wanted: Callable[[etree._Element], bool]) -> Iterator[etree._Element]:
    """Yield each outermost element of *xml* that is wanted, complete, and forget it then.

    *is_wanted* is asked of every element outside those, when only its start tag is known, and
    again at its end. A DOCTYPE may name a DTD, as finding aids do: it is not fetched. It may
    declare what no parser puts into a text, such as pictures; any other entity is refused.

    Raises:
        RefusedXml: not well-formed, too deep, or with entities; what came before was yielded.
    """
    depth = 0
    try:
        for event, element in etree.iterparse(xml, events=("start", "end"), **_HARDENED):
            if event == "start":
                if depth == 0 and element.getparent() is None:
                    _refuse_entities(element)
                depth += 1 if depth or is_wanted(element) else 0
                continue
            depth -= 1 if depth else 0
            if depth == 0:
                if is_wanted(element):
                    yield element
                _forget(element)
    except etree.XMLSyntaxError as error:
        raise RefusedXml(f"not well-formed XML: {error.msg}", error.lineno or 1) from error


def unparsed_files(element: etree._Element) -> Mapping[str, str]:
    """Return the files that the DOCTYPE above *element* names, by entity (XML §4.2.2).

    They are entities with a notation, such as the pictures of older finding aids: no parser puts
    them into a text, and nothing is fetched.
    """
    return {one.name: one.system_url for one in _entities(element) if _is_unparsed(one)}


def _refuse_entities(root: etree._Element) -> None:
    if not all(map(_is_unparsed, _entities(root))):
        raise RefusedXml(_ENTITIES)


def _entities(element: etree._Element) -> list[Any]:
    dtd: Any = element.getroottree().docinfo.internalDTD
    return [] if dtd is None else [*dtd.iterentities()]


def _is_unparsed(entity: Any) -> bool:  # noqa: ANN401 - lxml has no name for its type
    # Of an external entity, libxml2 has the name of the notation where others have their text.
    return bool(entity.system_url and entity.content)


def _forget(element: etree._Element) -> None:
    """Free what was read; its place stays, for its siblings are counted by nobody."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def parse_html(html: str) -> etree._Element | None:
    """Return the root of *html*, which comes from outside, mended as browsers do; None if empty.

    Nothing is fetched, and HTML has no entities that multiply; what is too deep is cut off.
    """
    parser = etree.HTMLParser(
        encoding="utf-8",
        no_network=True,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(html.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def _parser() -> etree.XMLParser:
    return etree.XMLParser(**_HARDENED)


def indented(root: etree._Element) -> str:
    """Return *root* as people read XML: an element a line, each as deep as it stands.

    *root* itself is indented, and is not for sending any more.
    """
    etree.indent(root, "  ")
    return etree.tostring(root, encoding="unicode")


def escape(text: str) -> str:
    """Return *text* for the content of an element, or for an attribute between ``"``.

    No entities but the five of XML; a carriage return would be read as a line feed.
    """
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text or ">" in text:
        text = text.replace("<", "&lt;").replace(">", "&gt;")
    if '"' in text or "\r" in text:
        text = text.replace('"', "&quot;").replace("\r", "&#13;")
    return text


def is_plain(text: str) -> bool:
    """Return whether :func:`escape` would return *text* as it is."""
    # To look for five characters, one after the other, is faster than to look for any of five.
    return not ("&" in text or "<" in text or ">" in text or '"' in text or "\r" in text)


_ESCAPED = '&<>"\n\r\t'


def attribute(text: str) -> str:
    """Return *text* as an attribute value, quotation marks included."""
    for character in _ESCAPED:
        if character in text:
            return quoteattr(text, {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
    return f'"{text}"'
