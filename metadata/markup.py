"""XML, read and written in one way: namespaces, the one parser, canonical bytes, escaping.

Renderings are spliced into responses as they are, so each declares its own namespaces and has no
XML declaration (OAI-PMH §3.4: each part must stand alone).
"""

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


def parser() -> etree.XMLParser:
    """Return the one parser for XML from outside: no entities, no DTD, no network, no rescue."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=False,
        remove_pis=True,
    )


def write(element: etree._Element) -> bytes:
    """Return *element* as UTF-8 without an XML declaration; equal elements, equal bytes."""
    return etree.tostring(element, encoding="utf-8", xml_declaration=False)


def escape(text: str) -> str:
    """Return *text* for the content of an element: character references, no entities of HTML."""
    return _escape(text)


def attribute(text: str) -> str:
    """Return *text* as an attribute value, quotation marks included."""
    return quoteattr(text, {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
