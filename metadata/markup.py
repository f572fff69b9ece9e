"""XML, read and written in one way: namespaces, the one parser, canonical bytes, escaping.

Renderings are spliced into responses as they are, so each declares its own namespaces and has no
XML declaration (OAI-PMH §3.4: each part must stand alone).
"""

import re
from xml.sax.saxutils import escape as _escape
from xml.sax.saxutils import quoteattr

from lxml import etree

OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
OAI_IDENTIFIER = "http://www.openarchives.org/OAI/2.0/oai-identifier"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XML = "http://www.w3.org/XML/1998/namespace"

SCHEMA_LOCATION = f"{{{XSI}}}schemaLocation"
LANG = f"{{{XML}}}lang"

_SPECIAL = re.compile(r'[&<>"\r]')


class RefusedXml(ValueError):
    """XML from outside that is not read: it is not well-formed, or it brings a DOCTYPE."""


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
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=False,
        remove_pis=True,
    )


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
    return _escape(text, {"\r": "&#13;", '"': "&quot;"}) if _SPECIAL.search(text) else text


def attribute(text: str) -> str:
    """Return *text* as an attribute value, quotation marks included."""
    return quoteattr(text, {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
