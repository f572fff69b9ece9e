"""MODS 3.8, the Metadata Object Description Schema: ``mods``.

The schema is <http://www.loc.gov/standards/mods/v3/mods-3-8.xsd>, the guidelines are
<https://www.loc.gov/standards/mods/userguide/>. Where Dublin Core says less than MODS asks, the
table follows LC's own mapping, <https://www.loc.gov/standards/mods/dcsimple-mods.html>, save that
a description is an abstract: that is where aggregators read it, and MARC 21 has both in 520.
"""

from dataclasses import replace

from metadata import markup
from metadata.addressed import ADDRESSED, addressed
from metadata.crosswalk import Crosswalk, Rule, Source, Which, rule
from metadata.crosswalks.library import (
    ADDRESSED_HEADING,
    ADDRESSED_PLACE,
    APPROXIMATE,
    AREA,
    COUNTRY,
    DCMI_TYPE,
    DOI,
    EXACT_INTERVAL,
    LIBRARY_CODE,
    LIBRARY_CODE_AND_TAG,
    MEDIA_TYPE,
    NAMED_AREA,
    OF_AUTHORITY,
    PLACE_NAME,
    QUESTIONABLE,
    STATEMENT,
    TAG,
    URI,
    WEB_ADDRESS,
    of_scheme,
    type_of_resource,
)
from metadata.forms import (
    ADDRESS,
    DAY,
    EDTF,
    WRITTEN,
    Fields,
    Form,
)
from schemas.grammar import is_web_address
from schemas.record import FileLinks, Value
from schemas.resource_types import DCMITYPE
from schemas.terms import DCTERMS, TERMS

NAMESPACE = "http://www.loc.gov/mods/v3"
SCHEMA = "http://www.loc.gov/standards/mods/v3/mods-3-8.xsd"

_XLINK = "http://www.w3.org/1999/xlink"
_RELATORS = "http://id.loc.gov/vocabulary/relators"
_IN_FILE = ' authority="{source}" authorityURI="{start}" valueURI="{uri}"'
_TITLE = "<titleInfo{}{{lang}}><title>{{value}}</title></titleInfo>"


def _name(term: str, role: str, authority: str) -> Rule:
    """Return the rule for names; one roleTerm, since aggregators compare the text of them all."""
    parts = (
        "<namePart>{value}</namePart>"
        f'<role><roleTerm type="text" {authority}>{role}</roleTerm></role>'
    )
    return rule(term, _addressed("name", parts))


def _relator(code: str) -> str:
    return f'authority="marcrelator" authorityURI="{_RELATORS}" valueURI="{_RELATORS}/{code}"'


def _dcterms(name: str) -> str:
    return f'authorityURI="{DCTERMS}" valueURI="{DCTERMS}{name}"'


def _addressed(name: str, inner: str = "{value}", mark: str = "") -> tuple[tuple[Form, str], ...]:
    """Return the spellings as *name*, with the address that an authority file has, if it has one.

    *mark* stands in the start tag.
    """

    def whole(file: str) -> str:
        return f"<{name}{mark}{file}{{lang}}>{inner}</{name}>"

    return ((ADDRESSED, whole(_IN_FILE)), (WRITTEN, whole("")))


def _inside(element: str, *rules: Rule) -> tuple[Rule, ...]:
    """Return *rules* as what one *element* holds."""
    return tuple(replace(one, within=(element,)) for one in rules)


def _date(term: str, name: str, mark: str = "") -> Rule:
    """Return the rule for dates in the element *name*; *mark* stands in its start tag.

    Both ends of an interval are dates of their own (originInfo, attribute point).
    """
    start, end = f"<{name}{mark}", f"</{name.partition(' ')[0]}>"
    spellings = (
        (DAY, f'{start} encoding="w3cdtf">{{value}}{end}'),
        (
            EXACT_INTERVAL,
            f'{start} encoding="w3cdtf" point="start">{{start}}{end}'
            f'<{name} encoding="w3cdtf" point="end">{{end}}{end}',
        ),
        (APPROXIMATE, f'{start} encoding="edtf" qualifier="approximate">{{value}}{end}'),
        (QUESTIONABLE, f'{start} encoding="edtf" qualifier="questionable">{{value}}{end}'),
        (EDTF, f'{start} encoding="edtf">{{value}}{end}'),
        (WRITTEN, f"<{name}{{lang}}>{{value}}{end}"),
    )
    return rule(term, spellings)


def _title(term: str, kind: str = "", which: Which = Which.ALL) -> Rule:
    return rule(term, _TITLE.format(kind), which=which)


def _url(source: str, kind: str, form: Form = ADDRESS) -> Rule:
    return rule(source, f"<url {kind}>{{value}}</url>", form)


def _note(term: str, kind: str) -> Rule:
    return rule(term, f'<note type="{kind}"{{lang}}>{{value}}</note>')


def _related(term: str, kind: str = "") -> Rule:
    """Return the rule for related items: an address is a location, anything else a title."""
    start, end = f"<relatedItem{kind}>", "</relatedItem>"
    return rule(
        term,
        (
            (WEB_ADDRESS, f"{start}<location><url>{{value}}</url></location>{end}"),
            (WRITTEN, f"{start}{_TITLE.format('')}{end}"),
        ),
    )


def _labelled(term: str, kind: str) -> Rule:
    """Return the rule for a relation of a *kind* that two terms share, told apart by a label."""
    return _related(term, f' type="{kind}" displayLabel="{TERMS[term].label.capitalize()}"')


def _other(term: str) -> Rule:
    """Return the rule for a relation that MODS has no type for."""
    one = TERMS[term]
    return _related(term, f' otherType="{one.label.lower()}" otherTypeURI="{one.uri}"')


def _type_of_resource(value: Value) -> Fields | None:
    kind = type_of_resource(value)
    return {"value": kind} if kind else None


def _collection(value: Value) -> Fields | None:
    return {} if value.derived == "Collection" else None


def _raw_object(file: FileLinks) -> Fields | None:
    is_uri = is_web_address(file.address)
    return {"value": file.address, "label": file.label} if is_uri else None


def _identified(value: Value) -> Fields | None:
    """Spell an OAI identifier, and the namespace that it is unique in (oai-identifier.xsd)."""
    namespace = value.text.split(":")[1:2]
    return {"value": value.text, "namespace": namespace[0]} if namespace else None


_TYPE_OF_RESOURCE = Form("value of typeOfResource", _type_of_resource)
_COLLECTION = Form("the DCMI type Collection", _collection)
_RAW_OBJECT = Form("address", _raw_object)
_IDENTIFIED = Form("identifier and its namespace", _identified)

_TYPES = (
    (_COLLECTION, '<typeOfResource collection="yes"/>'),
    (_TYPE_OF_RESOURCE, "<typeOfResource>{value}</typeOfResource>"),
)
_GENRES = (
    (
        DCMI_TYPE,
        f'<genre authority="dct" authorityURI="{DCMITYPE}" '
        f'valueURI="{DCMITYPE}{{value}}">{{value}}</genre>',
    ),
    (WRITTEN, "<genre{lang}>{value}</genre>"),
)

_CODE = '<languageTerm type="code" authority="iso639-2b">{code}</languageTerm>'
_TAGGED = '<languageTerm type="code" authority="rfc5646">{value}</languageTerm>'
_LANGUAGES = (
    (LIBRARY_CODE, f"<language>{_CODE}</language>"),
    (LIBRARY_CODE_AND_TAG, f"<language>{_CODE}{_TAGGED}</language>"),
    (TAG, f"<language>{_TAGGED}</language>"),
    (WRITTEN, '<language><languageTerm type="text"{lang}>{value}</languageTerm></language>'),
)

_VOCABULARY = _IN_FILE.replace("{source}", "{scheme}")
_SUBJECTS = (
    (of_scheme("DDC"), '<classification authority="ddc">{value}</classification>'),
    (of_scheme("LCC"), '<classification authority="lcc">{value}</classification>'),
    (of_scheme("UDC"), '<classification authority="udc">{value}</classification>'),
    (ADDRESSED_HEADING, f"<subject{_VOCABULARY}><topic{{lang}}>{{value}}</topic></subject>"),
    (OF_AUTHORITY, '<subject authority="{scheme}"><topic{lang}>{value}</topic></subject>'),
    (WRITTEN, "<subject><topic{lang}>{value}</topic></subject>"),
)

_AREA = "<cartographics><coordinates>{value}</coordinates></cartographics>"
_COUNTRY = '<geographicCode authority="iso3166">{value}</geographicCode>'
_PLACE = "<geographic{lang}>{value}</geographic>"
_PLACES = (
    (
        addressed(NAMED_AREA),
        f"<subject{_IN_FILE}><geographic>{{name}}</geographic>{_AREA}</subject>",
    ),
    (NAMED_AREA, f"<subject><geographic>{{name}}</geographic>{_AREA}</subject>"),
    (AREA, f"<subject>{_AREA}</subject>"),
    (COUNTRY, f"<subject>{_COUNTRY}</subject>"),
    (ADDRESSED_PLACE, f"<subject{_VOCABULARY}>{_PLACE}</subject>"),
    (OF_AUTHORITY, f'<subject authority="{{scheme}}">{_PLACE}</subject>'),
    (PLACE_NAME, f"<subject>{_PLACE}</subject>"),
)

_PERIODS = tuple(
    (form, f"<subject{mark}><temporal{{lang}}>{{value}}</temporal></subject>")
    for form, mark in ((ADDRESSED, _IN_FILE), (WRITTEN, ""))
)

_IDENTIFIERS = (
    (DOI, '<identifier type="doi">{value}</identifier>'),
    (URI, '<identifier type="uri">{value}</identifier>'),
    (WRITTEN, '<identifier type="local"{lang}>{value}</identifier>'),
)

_RIGHTS = (
    (
        STATEMENT,
        '<accessCondition type="use and reproduction" authority="{scheme}" '
        'valueURI="{value}" xlink:href="{value}">{label}</accessCondition>',
    ),
    (WRITTEN, '<accessCondition type="use and reproduction"{lang}>{value}</accessCondition>'),
)

_DESCRIPTION = (
    _title("title", ' usage="primary"', Which.FIRST),
    _title("title", which=Which.REST),
    _title("dcterms:alternative", ' type="alternative"'),
    _name("creator", "creator", _relator("cre")),
    _name("contributor", "contributor", _relator("ctb")),
    # The relators of MARC have neither; a copyright holder is less.
    _name("dcterms:rightsHolder", "rights holder", _dcterms("rightsHolder")),
    _name("dcterms:mediator", "mediator", _dcterms("mediator")),
    rule("type", _TYPES),
    rule("type", _GENRES),
    *_inside(
        "originInfo",
        rule("publisher", _addressed("publisher")),
        _date("dcterms:created", "dateCreated", "{key}"),
        _date("dcterms:issued", "dateIssued", "{key}"),
        _date("date", "dateOther", "{key}"),
        _date("dcterms:dateCopyrighted", "copyrightDate", "{key}"),
        _date("dcterms:available", 'dateOther type="available"', "{key}"),
        _date("dcterms:dateSubmitted", 'dateOther type="dateSubmitted"', "{key}"),
        _date("dcterms:dateAccepted", 'dateOther type="dateAccepted"', "{key}"),
        _date("dcterms:modified", "dateModified"),
        _date("dcterms:valid", "dateValid"),
        rule("dcterms:accrualPeriodicity", "<frequency{lang}>{value}</frequency>"),
    ),
    rule("language", _LANGUAGES),
    *_inside(
        "physicalDescription",
        rule("dcterms:extent", "<extent{lang}>{value}</extent>"),
        rule("dcterms:medium", _addressed("form", mark=' type="medium"')),
        rule(
            "format",
            (
                (MEDIA_TYPE, "<internetMediaType>{value}</internetMediaType>"),
                (WRITTEN, "<form{lang}>{value}</form>"),
            ),
        ),
    ),
    rule("description", "<abstract{lang}>{value}</abstract>"),
    rule("dcterms:abstract", '<abstract type="abstract"{lang}>{value}</abstract>'),
    rule("dcterms:tableOfContents", "<tableOfContents{lang}>{value}</tableOfContents>"),
    rule("dcterms:audience", _addressed("targetAudience")),
    rule(
        "dcterms:educationLevel",
        '<targetAudience displayLabel="Education level"{lang}>{value}</targetAudience>',
    ),
    _note("dcterms:provenance", "ownership"),
    _note("dcterms:accrualMethod", "accrual method"),
    _note("dcterms:accrualPolicy", "accrual policy"),
    _note("dcterms:instructionalMethod", "instructional method"),
    _note("dcterms:bibliographicCitation", "bibliographic citation"),
    rule("subject", _SUBJECTS),
    rule("dcterms:spatial", _PLACES),
    rule("coverage", _PLACES),
    rule("dcterms:temporal", _PERIODS),
)

_CONTEXT = (
    _related("dcterms:isPartOf", ' type="host"'),
    _related("dcterms:hasPart", ' type="constituent"'),
    _related("source", ' type="original"'),
    _related("dcterms:replaces", ' type="preceding"'),
    _related("dcterms:isReplacedBy", ' type="succeeding"'),
    _labelled("dcterms:isVersionOf", "otherVersion"),
    _labelled("dcterms:hasVersion", "otherVersion"),
    _labelled("dcterms:isFormatOf", "otherFormat"),
    _labelled("dcterms:hasFormat", "otherFormat"),
    _related("dcterms:references", ' type="references"'),
    _related("dcterms:isReferencedBy", ' type="isReferencedBy"'),
    _other("dcterms:requires"),
    _other("dcterms:isRequiredBy"),
    _other("dcterms:conformsTo"),
    _related("relation"),
    rule("identifier", _IDENTIFIERS),
    # Where DPLA reads the page, the picture, the files and, of several manifests, the first.
    *_inside(
        "location",
        _url(Source.LANDING, 'usage="primary" access="object in context"'),
        _url(Source.THUMBNAIL, 'access="preview"'),
        _url(Source.FILE, 'access="raw object" displayLabel="{label}"', _RAW_OBJECT),
        _url(Source.MANIFEST, 'note="iiif-manifest" displayLabel="IIIF manifest"'),
    ),
    rule("rights", _RIGHTS),
    rule("dcterms:license", _RIGHTS),
    rule(
        "dcterms:accessRights",
        '<accessCondition type="restriction on access"{lang}>{value}</accessCondition>',
    ),
    *_inside(
        "recordInfo",
        rule(Source.ARCHIVE, "<recordContentSource>{value}</recordContentSource>"),
        rule(
            Source.IDENTIFIER,
            '<recordIdentifier source="{namespace}">{value}</recordIdentifier>',
            _IDENTIFIED,
        ),
    ),
)

MODS = Crosswalk(
    f'mods xmlns="{NAMESPACE}" xmlns:xlink="{_XLINK}" xmlns:xsi="{markup.XSI}" '
    f'xsi:schemaLocation="{NAMESPACE} {SCHEMA}" version="3.8"',
    (*_DESCRIPTION, *_CONTEXT),
    once={"key": ' keyDate="yes"'},
)
"""Every term stands in one place. The first date that machines can read is the key date."""
