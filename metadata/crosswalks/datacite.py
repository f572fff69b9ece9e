"""DataCite, kernel 4.4: ``oai_datacite``, the resource itself, as OpenAIRE and others harvest it.

<https://schema.datacite.org/meta/kernel-4.4/>. What stands for what is DataCite's own mapping of
Dublin Core (<https://doi.org/10.14454/qn00-qx85>), read backwards; numbers are those of its
properties.
"""

from collections.abc import Iterator

from metadata import markup
from metadata.addressed import addressed
from metadata.addresses import DOI, OTHER_REFERENCE, REFERENCE, WORDS
from metadata.authorities import file_of
from metadata.crosswalk import Crosswalk, Rule, Source, Which, rule
from metadata.forms import (
    ADDRESS,
    EXACT_DATE,
    FILE,
    LANGUAGE_TAG,
    TYPED_FILE,
    WRITTEN,
    Fields,
    Form,
)
from metadata.places import BOX, NAMED_BOX, NAMED_POINT, PLACE_NAME, POINT
from schemas.edtf import w3cdtf
from schemas.record import Value
from schemas.rights import rights_label

NAMESPACE = "http://datacite.org/schema/kernel-4"
SCHEMA = "http://schema.datacite.org/meta/kernel-4.4/metadata.xsd"

# resourceTypeGeneral (10.a): every type of DCMI has one.
_TYPES = {
    "Collection": "Collection",
    "Dataset": "Dataset",
    "Event": "Event",
    "Image": "Image",
    "InteractiveResource": "InteractiveResource",
    "MovingImage": "Audiovisual",
    "PhysicalObject": "PhysicalObject",
    "Service": "Service",
    "Software": "Software",
    "Sound": "Sound",
    "StillImage": "Image",
    "Text": "Text",
}

# dateType (8.a).
_DATES = {
    "dcterms:created": "Created",
    "dcterms:issued": "Issued",
    "dcterms:available": "Available",
    "dcterms:dateAccepted": "Accepted",
    "dcterms:dateCopyrighted": "Copyrighted",
    "dcterms:dateSubmitted": "Submitted",
    "dcterms:modified": "Updated",
    "dcterms:valid": "Valid",
    "date": "Other",
}

# relationType (12.b, 20.b). There is none for a relation of which no more is known.
_RELATIONS = {
    "source": "IsDerivedFrom",
    "dcterms:hasFormat": "IsOriginalFormOf",
    "dcterms:hasPart": "HasPart",
    "dcterms:hasVersion": "HasVersion",
    "dcterms:isFormatOf": "IsVariantFormOf",
    "dcterms:isPartOf": "IsPartOf",
    "dcterms:isReferencedBy": "IsReferencedBy",
    "dcterms:isReplacedBy": "IsObsoletedBy",
    "dcterms:isRequiredBy": "IsRequiredBy",
    "dcterms:isVersionOf": "IsVersionOf",
    "dcterms:references": "References",
    "dcterms:replaces": "Obsoletes",
    "dcterms:requires": "Requires",
}

# descriptionType (17.a).
_DESCRIPTIONS = {
    "dcterms:abstract": "Abstract",
    "dcterms:tableOfContents": "TableOfContents",
    "description": "Other",
    "dcterms:bibliographicCitation": "Other",
    "dcterms:provenance": "Other",
}


def _year(value: Value) -> Fields | None:
    date = w3cdtf(value.derived) if value.derived else None
    years = {end[:4] for end in date.split("/")} if date else set()
    return {"value": years.pop()} if len(years) == 1 else None


def _resource_type(value: Value) -> Fields | None:
    general = _TYPES.get(value.derived or "")
    said = _said(value, value.derived or "")
    return {"general": general, "value": said["value"]} if general else None


def _rights(value: Value) -> Fields | None:
    if not value.derived:
        return None
    label = rights_label(value.derived) or value.derived
    return {"uri": value.derived, **_said(value, label, "en")}


def _said(value: Value, label: str, lang: str = "") -> Fields:
    """Return the words of *value*; *label* where it has none, or only an address."""
    words = None if REFERENCE.spell(value) else WRITTEN.spell(value)
    return words or {"value": label, "lang": lang}


def _in_scheme(value: Value) -> Fields | None:
    fields = WRITTEN.spell(value)
    return {**fields, "scheme": (value.scheme or "").removeprefix("dcterms:")} if fields else None


def _in_file(value: Value) -> Fields | None:
    """Spell a subject with its address, of the authority file where it names no scheme (6.a)."""
    fields = _ADDRESSED.spell(value)
    return {**fields, "scheme": fields["scheme"] or fields["file"]} if fields else None


_YEAR = Form("year of a date that is exact", _year)
_TYPE = Form("name of the DCMI Type Vocabulary", _resource_type)
_RIGHTS = Form("canonical URI, and its words or its name", _rights)
_IN_SCHEME = Form("as written, without markup, and its encoding scheme", _in_scheme)

_ADDRESSED = addressed(_IN_SCHEME)

# An identifier of a name has a scheme that it is one of (2.4.a).
_IDENTIFIED = addressed(
    WRITTEN, lambda address: file_of(address) is not None, "its address in a known authority file"
)
_IDENTIFIER = (
    '<nameIdentifier nameIdentifierScheme="{file}" schemeURI="{start}">{uri}</nameIdentifier>'
)


def _name(start: str, name: str, end: str) -> tuple[tuple[Form, str], ...]:
    """Return the spellings of a name between *start* and *end*, with its identifier if it has one.

    *name* is the element of the words.
    """
    words = f"<{name}{{lang}}>{{value}}</{name}>"
    return (
        (_IDENTIFIED, f"{start}{words}{_IDENTIFIER}{end}"),
        (WRITTEN, f"{start}{words}{end}"),
    )


_SUBJECTS = (
    (
        Form(_ADDRESSED.name, _in_file),
        '<subject subjectScheme="{scheme}" schemeURI="{start}" valueURI="{uri}"{lang}>{value}'
        "</subject>",
    ),
    (_IN_SCHEME, '<subject subjectScheme="{scheme}"{lang}>{value}</subject>'),
)

# The year in which it was made public, and of nothing else: of a digitised letter not the year in
# which it was written (5). The archive is what “holds, archives, distributes” it (4).
_MANDATORY = (
    rule(
        "identifier",
        '<identifier identifierType="DOI">{value}</identifier>',
        DOI,
        which=Which.FIRST,
        otherwise=rule(
            Source.LANDING, '<identifier identifierType="URL">{value}</identifier>', ADDRESS
        ),
    ),
    rule(
        "creator",
        _name("<creator>", "creatorName", "</creator>"),
        within=("creators",),
        required=True,
    ),
    rule("title", "<title{lang}>{value}</title>", within=("titles",), required=True),
    rule(
        "dcterms:alternative",
        '<title titleType="AlternativeTitle"{lang}>{value}</title>',
        within=("titles",),
    ),
    rule(
        "publisher",
        "<publisher{lang}>{value}</publisher>",
        which=Which.FIRST,
        required=True,
        otherwise=rule(Source.ARCHIVE, "<publisher>{value}</publisher>"),
    ),
    rule(
        "dcterms:issued",
        "<publicationYear>{value}</publicationYear>",
        _YEAR,
        which=Which.FIRST,
        required=True,
        otherwise=rule(
            "dcterms:available",
            "<publicationYear>{value}</publicationYear>",
            _YEAR,
            which=Which.FIRST,
        ),
    ),
    rule(
        "type",
        '<resourceType resourceTypeGeneral="{general}">{value}</resourceType>',
        _TYPE,
        which=Which.FIRST,
        required=True,
    ),
)


def _alternate(kind: str) -> str:
    return f'<alternateIdentifier alternateIdentifierType="{kind}">{{value}}</alternateIdentifier>'


def _related(kind: str, relation: str, more: str = "") -> str:
    return (
        f'<relatedIdentifier relatedIdentifierType="{kind}" relationType="{relation}"{more}>'
        "{value}</relatedIdentifier>"
    )


def _optional() -> Iterator[Rule]:
    """Yield the rules for all that may be missing, container by container."""
    for term in ("subject", "coverage", "dcterms:temporal"):
        yield rule(term, _SUBJECTS, within=("subjects",))
    yield from _contributors()
    for term, kind in _DATES.items():
        xml = f'<date dateType="{kind}">{{value}}</date>'
        yield rule(term, xml, EXACT_DATE, within=("dates",))
    yield rule("language", "<language>{value}</language>", LANGUAGE_TAG, which=Which.FIRST)
    yield from _alternate_identifiers()
    yield from _related_identifiers()
    yield rule("dcterms:extent", "<size>{value}</size>", within=("sizes",))
    for term in ("format", "dcterms:medium"):
        yield rule(term, "<format>{value}</format>", within=("formats",))
    yield rule(Source.FILE, "<format>{media_type}</format>", TYPED_FILE, within=("formats",))
    yield from _rights_rules()
    for term, kind in _DESCRIPTIONS.items():
        xml = f'<description descriptionType="{kind}"{{lang}}>{{value}}</description>'
        yield rule(term, xml, within=("descriptions",))
    yield rule("dcterms:spatial", _LOCATIONS, within=("geoLocations",))
    for term, relation in _RELATIONS.items():
        xml = (
            f'<relatedItem relatedItemType="Other" relationType="{relation}">'
            "<titles><title{lang}>{value}</title></titles></relatedItem>"
        )
        yield rule(term, xml, WORDS, within=("relatedItems",))


def _contributors() -> Iterator[Rule]:
    for term, kind in (("contributor", "Other"), ("dcterms:rightsHolder", "RightsHolder")):
        start = f'<contributor contributorType="{kind}">'
        spellings = _name(start, "contributorName", "</contributor>")
        yield rule(term, spellings, within=("contributors",))


def _alternate_identifiers() -> Iterator[Rule]:
    """Yield the rules for other identifiers, the landing page among them, as OpenAIRE wants it."""
    within = ("alternateIdentifiers",)
    yield rule(Source.LANDING, _alternate("URL"), ADDRESS, within=within)
    yield rule(Source.IDENTIFIER, _alternate("OAI"), ADDRESS, within=within)
    yield rule("identifier", _alternate("DOI"), DOI, which=Which.REST, within=within)
    spellings = ((OTHER_REFERENCE, _alternate("URL")), (WORDS, _alternate("Local")))
    yield rule("identifier", spellings, within=within)


def _related_identifiers() -> Iterator[Rule]:
    within = ("relatedIdentifiers",)
    yield rule(Source.MANIFEST, _MANIFEST, ADDRESS, within=within)
    thumbnail = _related("URL", "IsSourceOf", ' resourceTypeGeneral="Image"')
    yield rule(Source.THUMBNAIL, thumbnail, ADDRESS, within=within)
    yield rule(Source.FILE, _related("URL", "HasPart"), FILE, within=within)
    for term, relation in _RELATIONS.items():
        spellings = ((DOI, _related("DOI", relation)), (REFERENCE, _related("URL", relation)))
        yield rule(term, spellings, within=within)


def _rights_rules() -> Iterator[Rule]:
    words = (WRITTEN, "<rights{lang}>{value}</rights>")
    for term in ("rights", "dcterms:license", "dcterms:accessRights"):
        named = (_RIGHTS, '<rights rightsURI="{uri}"{lang}>{value}</rights>')
        yield rule(term, (named, words), within=("rightsList",))


# HasMetadata alone may name the scheme of what it leads to (12.c): so a manifest can be told.
_MANIFEST = _related(
    "URL",
    "HasMetadata",
    ' relatedMetadataScheme="IIIF Presentation API 3.0"'
    ' schemeURI="http://iiif.io/api/presentation/3/context.json"',
)

_NAME = "<geoLocationPlace>{value}</geoLocationPlace>"
_POINT = (
    "<geoLocationPoint><pointLongitude>{east}</pointLongitude>"
    "<pointLatitude>{north}</pointLatitude></geoLocationPoint>"
)
_BOX = (
    "<geoLocationBox><westBoundLongitude>{westlimit}</westBoundLongitude>"
    "<eastBoundLongitude>{eastlimit}</eastBoundLongitude>"
    "<southBoundLatitude>{southlimit}</southBoundLatitude>"
    "<northBoundLatitude>{northlimit}</northBoundLatitude></geoLocationBox>"
)
_LOCATIONS = tuple(
    (form, f"<geoLocation>{xml}</geoLocation>")
    for form, xml in (
        (NAMED_POINT, _NAME + _POINT),
        (POINT, _POINT),
        (NAMED_BOX, _NAME + _BOX),
        (BOX, _BOX),
        (PLACE_NAME, _NAME),
        (WRITTEN, _NAME),
    )
)

KERNEL = Crosswalk(
    f'resource xmlns="{NAMESPACE}" xmlns:xsi="{markup.XSI}" '
    f'xsi:schemaLocation="{NAMESPACE} {SCHEMA}"',
    (*_MANDATORY, *_optional()),
)
"""What DataCite demands, and then what it recommends.

It demands a creator, a title, a publisher, the year in which it was made public, and a type.
"""
