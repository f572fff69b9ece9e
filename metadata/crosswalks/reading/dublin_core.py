"""Dublin Core of OAI-PMH, read: the fifteen elements, each as it is written (OAI-PMH §5)."""

from lxml import etree

from metadata.markup import LANG
from schemas.native import Json
from schemas.terms import DC, TERMS


def read(root: etree._Element) -> Json:
    """Return what *root*, an ``oai_dc:dc``, says, as native JSON without an id."""
    metadata: Json = {}
    for element in root:
        said = _value(element)
        if said is not None:
            metadata.setdefault(etree.QName(element).localname, []).append(said)
    return {"metadata": metadata}


def _value(element: etree._Element) -> str | Json | None:
    """Return the value in *element*; None where it is no element of Dublin Core, or empty."""
    if not isinstance(element.tag, str) or etree.QName(element).namespace != DC:
        return None
    text = "".join(map(str, element.itertext())).strip()
    if not text or etree.QName(element).localname not in TERMS:
        return None
    lang = element.get(LANG)
    return {"value": text, "lang": lang} if lang else text
