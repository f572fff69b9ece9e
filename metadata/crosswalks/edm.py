"""The Europeana Data Model as providers give it (its “external” profile): ``edm``.

<https://pro.europeana.eu/page/edm-documentation>, with the rules that the published schema states
in Schematron, and Europeana's pattern for IIIF,
<https://europeana.atlassian.net/wiki/spaces/EF/pages/2189262875/EDM+IIIF+pattern>.
Europeana itself takes fewer rights statements than there are (not NoC-US, for one): what it turns
away is valid EDM, and others read it.
"""

from collections.abc import Iterator
from typing import Any

from metadata import markup
from metadata.addressed import ADDRESSED, unaddressed
from metadata.addresses import REFERENCE
from metadata.crosswalk import Crosswalk, Rule, Source, Which, rule
from metadata.crosswalks.edm_things import REFERRING, things, written
from metadata.forms import (
    ADDRESS,
    EXACT_DATE,
    FILE,
    LANGUAGE_TAG,
    PAGE,
    RIGHTS,
    TYPED_FILE,
    WRITTEN,
    Fields,
    Form,
    Xml,
)
from metadata.places import NAMED_POINT, PLACE_NAME, POINT
from schemas.media_types import iiif_type
from schemas.record import FileLinks, PageLinks, Record
from schemas.terms import DC, DCTERMS, TERMS, Kind, Term

NAMESPACE = "http://www.europeana.eu/schemas/edm/"
SCHEMA = "http://www.europeana.eu/schemas/edm/EDM.xsd"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
"""EDM is written as RDF: its schema is one of this namespace."""

# The identifier of OAI-PMH names the object: it stays when the archive moves to another address,
# and the identifiers of aggregators are made of it.
_OBJECT = ('edm:ProvidedCHO rdf:about="{identifier}"',)
_AGGREGATION = ('ore:Aggregation rdf:about="{identifier}#aggregation"',)

# What an object is described by besides the fifteen elements (EDM-COMMON-MAIN.xsd,
# EuropeanaType). Any other term is said by the element that it refines.
_TERMS = frozenset(
    {
        "dcterms:alternative",
        "dcterms:conformsTo",
        "dcterms:created",
        "dcterms:extent",
        "dcterms:hasFormat",
        "dcterms:hasPart",
        "dcterms:hasVersion",
        "dcterms:isFormatOf",
        "dcterms:isPartOf",
        "dcterms:isReferencedBy",
        "dcterms:isReplacedBy",
        "dcterms:isRequiredBy",
        "dcterms:isVersionOf",
        "dcterms:issued",
        "dcterms:medium",
        "dcterms:provenance",
        "dcterms:references",
        "dcterms:replaces",
        "dcterms:requires",
        "dcterms:spatial",
        "dcterms:tableOfContents",
        "dcterms:temporal",
    }
)
# The name of the rights holder is what dc:rights is for (EDM Mapping Guidelines, dc:rights).
_ELEMENTS = {"dcterms:rightsHolder": "rights"}

# These hold words and no reference (DC.xsd and DCTERMS.xsd of EDM, LiteralType).
LITERALS = frozenset({"dc:title", "dc:identifier", "dc:language", "dcterms:alternative"})

# A type is written in the words of its writer: what DCMI calls it is said by edm:type.
_STANDARD = {Kind.DATE: EXACT_DATE, Kind.LANGUAGE: LANGUAGE_TAG}

# The types of DCMI that are one of Europeana's five. A physical object may be shown in pictures
# or in 3D, and a collection as anything.
_TYPES = {
    "Text": "TEXT",
    "Image": "IMAGE",
    "StillImage": "IMAGE",
    "MovingImage": "VIDEO",
    "Sound": "SOUND",
}


def europeana_type(record: Record) -> Fields | None:
    """Spell which of the five types of Europeana *record* is; None for none of them."""
    for one in record.values("type"):
        found = _TYPES.get(one.derived or "")
        if found and (found != "TEXT" or _names_a_language(record)):
            return {"value": found}
    return None


def _names_a_language(record: Record) -> bool:
    values = record.values("language")
    return any(form.spell(one) for one in values for form in (LANGUAGE_TAG, WRITTEN))


def _view(shown: PageLinks | FileLinks) -> Fields | None:
    """Return the address of what people can look at, listen to or read."""
    if isinstance(shown, PageLinks):
        return {"value": shown.image}
    return {"value": shown.address} if is_view(shown) else None


def _other_file(file: FileLinks) -> Fields | None:
    return None if is_view(file) else {"value": file.address}


def is_view(file: FileLinks) -> bool:
    """Whether *file* is text, a picture, sound or film: what people look at, or listen to."""
    return file.media_type is not None and iiif_type(file.media_type) != "Dataset"


def _referred(record: Record) -> Fields | None:
    """Spell the people, topics, places and periods that *record* refers to, as XML."""
    found = things(record.metadata)
    return {"things": Xml(written(found))} if found else None


_TYPE = Form(
    "Text as TEXT, if a language is named; Image and StillImage as IMAGE; MovingImage as VIDEO; "
    "Sound as SOUND; of several the first",
    europeana_type,
)
_VIEW = Form("address; of files, those that are text, picture, sound or film", _view)
_REFERRED = Form("all that has an address in an authority file, each once", _referred)
_OTHER_FILE = Form("address; of files that are none of these", _other_file)


def _object_rules() -> Iterator[Rule]:
    """Yield the rules for the thing itself: each term as a property, if EDM has one that fits."""
    for term in TERMS.values():
        name = property_of(term)
        if name:
            spellings = tuple(_spellings(term, name))
            yield rule(term.name, spellings, within=_OBJECT, required=term.name == "title")
    xml = "<edm:type>{value}</edm:type>"
    yield rule(Source.RECORD, xml, _TYPE, within=_OBJECT, required=True)


def property_of(term: Term) -> str | None:
    """Return the property that says *term* of an object, or None."""
    if term.name in _TERMS:
        return term.name
    element = _ELEMENTS.get(term.name, term.refines)
    return f"dc:{element}" if element else None


def _spellings(term: Term, name: str) -> Iterator[tuple[Form, str]]:
    if term.name in REFERRING:
        yield (ADDRESSED, f'<{name} rdf:resource="{{uri}}"/>')
    if term.name == "dcterms:spatial":
        yield (POINT, f'<{name} rdf:resource="geo:{{north}},{{east}}"/>')
        yield (PLACE_NAME, f"<{name}{{lang}}>{{value}}</{name}>")
    if term.kind in _STANDARD:
        yield (_STANDARD[term.kind], f"<{name}>{{value}}</{name}>")
    elif name not in LITERALS:
        yield (REFERENCE, f'<{name} rdf:resource="{{value}}"/>')
    yield (WRITTEN, f"<{name}{{lang}}>{{value}}</{name}>")


_WEB_RESOURCES = (
    rule(
        Source.PAGE,
        '<edm:WebResource rdf:about="{value}">'
        "<dc:format>image/jpeg</dc:format>"
        '<dcterms:isReferencedBy rdf:resource="{manifest}"/>'
        '<svcs:has_service rdf:resource="{service}"/>'
        "</edm:WebResource>",
        PAGE,
    ),
    rule(
        Source.FILE,
        (
            (
                TYPED_FILE,
                '<edm:WebResource rdf:about="{value}">'
                "<dc:format>{media_type}</dc:format>"
                "</edm:WebResource>",
            ),
            (FILE, '<edm:WebResource rdf:about="{value}"/>'),
        ),
    ),
)

# A place is called by its coordinates: they are a URI (RFC 5870).
_COORDINATES = "<wgs84_pos:lat>{north}</wgs84_pos:lat><wgs84_pos:long>{east}</wgs84_pos:long>"
_PLACES = (
    rule(
        "dcterms:spatial",
        (
            (
                unaddressed(NAMED_POINT),
                f'<edm:Place rdf:about="geo:{{north}},{{east}}">{_COORDINATES}'
                "<skos:prefLabel{lang}>{value}</skos:prefLabel></edm:Place>",
            ),
            (
                unaddressed(POINT),
                f'<edm:Place rdf:about="geo:{{north}},{{east}}">{_COORDINATES}</edm:Place>',
            ),
        ),
    ),
)


# What has an address in an authority file is called by that.
_THINGS = (rule(Source.RECORD, "{things}", _REFERRED),)


def _linked(name: str, source: str, form: Form, **more: Any) -> Rule:  # noqa: ANN401 - see rule
    return rule(source, f'<{name} rdf:resource="{{value}}"/>', form, within=_AGGREGATION, **more)


def _named(name: str) -> Rule:
    """Return the rule for an organisation: an archive that gives its own records is both of them.

    EDM-COMMON-MAIN.xsd, dataProvider and provider.
    """
    xml = f"<{name}>{{value}}</{name}>"
    return rule(Source.ARCHIVE, xml, within=_AGGREGATION, required=True)


# In the order of ORE.xsd.
_AGGREGATION_RULES = (
    _linked("edm:aggregatedCHO", Source.IDENTIFIER, ADDRESS, required=True),
    _named("edm:dataProvider"),
    _linked("edm:hasView", Source.VIEW, _VIEW, which=Which.REST),
    _linked("edm:hasView", Source.FILE, _OTHER_FILE),
    _linked("edm:isShownAt", Source.LANDING, ADDRESS),
    _linked("edm:isShownBy", Source.VIEW, _VIEW, which=Which.FIRST),
    _linked("edm:object", Source.THUMBNAIL, ADDRESS),
    _named("edm:provider"),
    _linked(
        "edm:rights",
        "rights",
        RIGHTS,
        which=Which.FIRST,
        required=True,
        otherwise=_linked("edm:rights", "dcterms:license", RIGHTS, which=Which.FIRST),
    ),
)

_SERVICES = (
    rule(
        Source.PAGE,
        '<svcs:Service rdf:about="{service}">'
        '<dcterms:conformsTo rdf:resource="http://iiif.io/api/image"/>'
        '<doap:implements rdf:resource="{implements}"/>'
        "</svcs:Service>",
        PAGE,
    ),
)

EXTERNAL = Crosswalk(
    f'rdf:RDF xmlns:rdf="{RDF}" xmlns:edm="{NAMESPACE}" xmlns:dc="{DC}" xmlns:dcterms="{DCTERMS}" '
    'xmlns:ore="http://www.openarchives.org/ore/terms/" '
    'xmlns:svcs="http://rdfs.org/sioc/services#" xmlns:doap="http://usefulinc.com/ns/doap#" '
    'xmlns:skos="http://www.w3.org/2004/02/skos/core#" '
    'xmlns:wgs84_pos="http://www.w3.org/2003/01/geo/wgs84_pos#" '
    f'xmlns:xsi="{markup.XSI}" xsi:schemaLocation="{RDF} {SCHEMA}"',
    (*_object_rules(), *_WEB_RESOURCES, *_PLACES, *_THINGS, *_AGGREGATION_RULES, *_SERVICES),
    remark="What has an address in an authority file is a resource beside the object (`{things}`), "
    "once for each address: an `edm:Agent`, `edm:Place`, `edm:TimeSpan` or `skos:Concept`, with "
    "the first words of each language as `skos:prefLabel`, all others as `skos:altLabel`, and "
    "coordinates where a value has them.",
)
"""The object, what shows it on the web, and the aggregation that ties both to the archive.

Europeana asks every record for a title, a type that it knows, the language of a text, and rights
with a URI.
"""
