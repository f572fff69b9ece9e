"""Simple Dublin Core as OAI-PMH asks it of everyone: ``oai_dc``.

<https://www.openarchives.org/OAI/openarchivesprotocol.html#MetadataFormats>,
<http://www.openarchives.org/OAI/2.0/oai_dc.xsd>
"""

from collections.abc import Iterator

from lxml import etree

from metadata import markup
from metadata.prose import plain_text
from schemas.edtf import w3cdtf
from schemas.languages import is_iso639
from schemas.record import Collection, Links, Metadata, Record, Value
from schemas.terms import DC, ELEMENTS, REFINEMENTS, Kind, Term

NAMESPACE = markup.OAI_DC
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"

# The terms that an element stands for: itself first, then those that refine it.
_SAID_BY = {
    element.name: (element, *(one for one in REFINEMENTS if one.refines == element.name))
    for element in ELEMENTS
}

Said = dict[str, list[str | None]]
"""What the server says of a record besides its metadata: addresses by element."""

_NAMESPACES = {"oai_dc": NAMESPACE, "dc": DC, "xsi": markup.XSI}


def write(record: Record, links: Links) -> bytes:
    """Return *record* in ``oai_dc``.

    Terms that refine an element are written as that element; terms that refine none are lost.
    The landing page is the first identifier, manifest and thumbnail are relations: oai_dc has no
    better place, and this is where aggregators look.
    """
    said: Said = {"identifier": [links.landing], "relation": [links.manifest, links.thumbnail]}
    return _write(record.metadata, said)


def write_collection(collection: Collection) -> bytes:
    """Return the description of *collection* in ``oai_dc``, as setDescription carries it."""
    return _write(collection.metadata, {})


def _write(metadata: Metadata, said: Said) -> bytes:
    root = etree.Element(f"{{{NAMESPACE}}}dc", nsmap=_NAMESPACES)
    root.set(markup.SCHEMA_LOCATION, f"{NAMESPACE} {SCHEMA}")
    for element in ELEMENTS:
        ours = [Value(address) for address in said.get(element.name, ()) if address]
        values = [*ours, *_values(metadata, element)]
        for value in dict.fromkeys(values):  # the same value may come from several terms
            _append(root, element, value)
    return markup.write(root)


def _append(root: etree._Element, element: Term, value: Value) -> None:
    child = etree.SubElement(root, f"{{{DC}}}{element.local_name}")
    child.text = value.text
    if value.lang is not None:
        child.set(markup.LANG, value.lang)


def _values(metadata: Metadata, element: Term) -> Iterator[Value]:
    """Yield what *metadata* says of *element*, its own values before those that refine it."""
    for term in _SAID_BY[element.name]:
        for value in metadata.get(term.name, ()):
            said = disseminated(value, term.kind)
            if said.text:  # markup around nothing says nothing
                yield said


def disseminated(value: Value, kind: Kind) -> Value:
    """Return the form of *value* that harvesters read.

    The standard form, which is of no language, where there is an exact one: “October 2, 1957”
    becomes 1957-10-02. The written one where there is none: “1947 or so” stays.
    """
    standard = _STANDARD.get(kind)
    form = standard(value) if standard else None
    return Value(form) if form else Value(plain_text(value.text), value.lang)


def _exact_date(value: Value) -> str | None:
    return w3cdtf(value.derived) if value.derived else None


def _language_code(value: Value) -> str | None:
    return value.text if is_iso639(value.text) else value.derived


def _derived(value: Value) -> str | None:
    return value.derived


_STANDARD = {
    Kind.DATE: _exact_date,
    Kind.LANGUAGE: _language_code,
    Kind.RIGHTS: _derived,
    Kind.TYPE: _derived,
}
