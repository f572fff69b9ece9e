"""Dublin Core, simple and qualified: ``oai_dc``, which OAI-PMH asks of everyone, and ``oai_qdc``.

<https://www.openarchives.org/OAI/openarchivesprotocol.html#MetadataFormats>,
<https://www.dublincore.org/schemas/xmls/>
"""

from collections.abc import Iterator

from lxml import etree

from metadata import markup
from metadata.crosswalk import Crosswalk, Rule, Source, described, rule
from metadata.forms import (
    ADDRESS,
    DAY,
    EXACT_DATE,
    FILE,
    LANGUAGE,
    LANGUAGE_TAG,
    RIGHTS,
    TYPE,
    WRITTEN,
    Fields,
    Form,
)
from metadata.prose import plain_text
from metadata.said import Read, Said, children, language_of, name_of, namespace_of, text_in
from schemas.grammar import is_web_address
from schemas.record import Collection, Value
from schemas.terms import DC, DCTERMS, ELEMENTS, REFINEMENTS, TERMS, Kind, Term, find_term

NAMESPACE = markup.OAI_DC
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"

QUALIFIED_NAMESPACE = "http://worldcat.org/xmlschemas/qdc-1.0/"
QUALIFIED_SCHEMA = "http://worldcat.org/xmlschemas/qdc/1.0/qdc-1.0.xsd"

# The terms that an element stands for: itself first, then those that refine it.
_SAID_BY = {
    element.name: (element, *(one for one in REFINEMENTS if one.refines == element.name))
    for element in ELEMENTS
}

# The landing page is the first identifier, manifest and thumbnail are relations: oai_dc has no
# better place, and this is where aggregators look.
_ADDRESSES = {
    "identifier": (Source.LANDING,),
    "relation": (Source.MANIFEST, Source.THUMBNAIL),
}

# The standard form, which is of no language, where there is an exact one: “October 2, 1957”
# becomes 1957-10-02. The written one where there is none: “1947 or so” stays.
_STANDARD = {
    Kind.DATE: EXACT_DATE,
    Kind.LANGUAGE: LANGUAGE,
    Kind.RIGHTS: RIGHTS,
    Kind.TYPE: TYPE,
}


def _simple_rules() -> Iterator[Rule]:
    for element in ELEMENTS:
        xml = f"<dc:{element.name}{{lang}}>{{value}}</dc:{element.name}>"
        for source in _ADDRESSES.get(element.name, ()):
            yield rule(source, xml, ADDRESS)
        for term in _SAID_BY[element.name]:
            yield rule(term.name, _spellings(term.kind, xml))


def _spellings(kind: Kind, xml: str) -> tuple[tuple[Form, str], ...]:
    forms = (_STANDARD[kind], WRITTEN) if kind in _STANDARD else (WRITTEN,)
    return tuple((form, xml) for form in forms)


SIMPLE = Crosswalk(
    f'oai_dc:dc xmlns:oai_dc="{NAMESPACE}" xmlns:dc="{DC}" xmlns:xsi="{markup.XSI}" '
    f'xsi:schemaLocation="{NAMESPACE} {SCHEMA}"',
    tuple(_simple_rules()),
)
"""Terms that refine an element are written as that element; those that refine none are lost."""


def _typed(name: str, scheme: str) -> str:
    """Return the XML of the element *name* with a value of an encoding *scheme* of DCMI."""
    return f'<{name} xsi:type="dcterms:{scheme}">{{value}}</{name}>'


def _in_scheme(value: Value) -> Fields | None:
    scheme = (value.scheme or "").rpartition(":")[2]
    return {"value": plain_text(value.text), "scheme": scheme} if scheme in _SCHEMES else None


# The encoding schemes of DCMI whose values are any text (dcterms.xsd).
_SCHEMES = frozenset(
    {"Box", "DDC", "IMT", "ISO3166", "LCC", "LCSH", "MESH", "Period", "Point", "TGN", "UDC"}
)
IN_SCHEME = Form("of an encoding scheme of DCMI", _in_scheme)
_ENCODINGS = {
    Kind.DATE: (DAY, "W3CDTF"),
    Kind.LANGUAGE: (LANGUAGE_TAG, "RFC4646"),
    Kind.RIGHTS: (RIGHTS, "URI"),
    Kind.TYPE: (TYPE, "DCMIType"),
}


def _qualified_rules() -> Iterator[Rule]:
    yield rule(Source.LANDING, _typed("dc:identifier", "URI"), ADDRESS)
    # Where DPLA and Europeana look for the manifest; of several, DPLA keeps the first.
    yield rule(Source.MANIFEST, _typed("dcterms:isReferencedBy", "URI"), ADDRESS)
    for term in TERMS.values():
        yield rule(term.name, _qualified_spellings(term))
    yield rule(Source.THUMBNAIL, _typed("dcterms:hasFormat", "URI"), ADDRESS)
    yield rule(Source.FILE, _typed("dcterms:hasFormat", "URI"), FILE)


def _qualified_spellings(term: Term) -> tuple[tuple[Form, str], ...]:
    name = f"dc:{term.name}" if term.is_element else term.name
    plain = (WRITTEN, f"<{name}{{lang}}>{{value}}</{name}>")
    if term.kind in _ENCODINGS:
        form, scheme = _ENCODINGS[term.kind]
        return ((form, _typed(name, scheme)), plain)
    return ((IN_SCHEME, f'<{name} xsi:type="dcterms:{{scheme}}">{{value}}</{name}>'), plain)


QUALIFIED = Crosswalk(
    f'oai_qdc:qualifieddc xmlns:oai_qdc="{QUALIFIED_NAMESPACE}" xmlns:dc="{DC}" '
    f'xmlns:dcterms="{DCTERMS}" xmlns:xsi="{markup.XSI}" '
    f'xsi:schemaLocation="{QUALIFIED_NAMESPACE} {QUALIFIED_SCHEMA}"',
    tuple(_qualified_rules()),
)
"""Every term as itself; what is of an encoding scheme says so in ``xsi:type``."""


def write_collection(collection: Collection) -> bytes | None:
    """Return the description of *collection* in ``oai_dc``, as setDescription carries it (§4.6)."""
    return SIMPLE.write(described(collection.metadata))


# Who else has given qualified Dublin Core a root, since DCMI never did.
QUALIFIED_NAMESPACES = (
    QUALIFIED_NAMESPACE,
    "http://dspace.org/qualifieddc/",
    "http://epubs.cclrc.ac.uk/xmlns/qdc/",
)

# They say that a value is in the standard form of its term, which is seen from the value.
_FORMS = frozenset(scheme for _, scheme in _ENCODINGS.values()) | {"ISO639-2", "ISO639-3"}


def read(element: etree._Element) -> Read:
    """Return what the children of *element* say, simple and qualified alike.

    Terms go by their names: repositories write those of ``dcterms`` under ``dc`` and the other
    way round. A name that is none stays under itself, so that it is reported as not read.
    """
    said = Said()
    for child in children(element):
        name = name_of(child)
        term = find_term(name)
        called, address = term.name if term else name, child.get(_RESOURCE, "").strip()
        if address and not text_in(child):
            said.add(called, address)
        elif term and term.kind is Kind.NAMED and is_web_address(address):
            said.add(called, text_in(child), language_of(child), _scheme(child), address)
        else:
            said.add_element(called, child, _scheme(child))
            said.leave(f"dc:{name}/rdf:resource", address)
        if term and not term.is_element and namespace_of(child) == DC:
            said.stray(f"dc:{name}", term.name)
    return said.read_at(element)


# RDF points to a value with it; in Dublin Core of repositories it is met without any RDF around.
_RESOURCE = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}resource"


def _scheme(element: etree._Element) -> str | None:
    """Return the encoding scheme that *element* names, ``dcterms:LCSH``, or None."""
    name = (element.get(f"{{{markup.XSI}}}type") or "").rpartition(":")[2]
    return f"dcterms:{name}" if name and name not in _FORMS else None
