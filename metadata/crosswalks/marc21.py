"""MARC 21 bibliographic records in XML: ``marc21``.

The schema is <http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd>, the format
<https://www.loc.gov/marc/bibliographic/>. The table is in the order of the fields and in the
notation of cataloguers: tag, indicators with ``#`` for a blank, subfields after ``$``. It follows
LC's Dublin Core to MARC crosswalk, <https://www.loc.gov/marc/dccross.html>, and what MARC 21 has
got since. Names and terms that no list controls stand in the fields that say so; those have the
address of an authority file too (720 and 653, MARC Proposal 2023-03).
"""

from collections.abc import Iterator

from metadata import markup
from metadata.addressed import of_record, of_thing
from metadata.crosswalk import Crosswalk, Rule, Source, Which, rule
from metadata.crosswalks.library import (
    AREA,
    COUNTRY,
    DCMI_TYPE,
    DOI,
    EDTF_INTERVAL,
    FILE_OF_KNOWN_TYPE,
    LIBRARY_CODE,
    MEDIA_TYPE,
    NAMED_AREA,
    OF_AUTHORITY,
    PLACE_NAME,
    STATEMENT,
    TAG,
    URI,
    WEB_ADDRESS,
    of_scheme,
    otherwise,
)
from metadata.crosswalks.marc_fixed import fixed_data, languages, leader
from metadata.forms import (
    ADDRESS,
    EDTF,
    FILE,
    WRITTEN,
    Fields,
    Form,
    Xml,
)
from schemas.grammar import is_web_address
from schemas.languages import is_iso639
from schemas.record import Record, Value
from schemas.terms import TERMS

NAMESPACE = "http://www.loc.gov/MARC21/slim"
SCHEMA = "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd"

_MANIFEST_TYPE = 'application/ld+json;profile="http://iiif.io/api/presentation/3/context.json"'


def _field(notation: str) -> str:
    """Return the XML of a field in cataloguers' *notation*: ``245 00 $a{value}``."""
    return f"<{_tag(notation[:6])}>{_subfields(notation[7:])}</datafield>"


def _one_field(field: str, *rules: tuple[str, str]) -> Iterator[Rule]:
    """Yield the rules for sources whose values share one *field*, each in a subfield of its own."""
    for source, code in rules:
        yield rule(source, _subfields(f"${code}{{value}}"), within=(_tag(field),))


def _tag(field: str) -> str:
    """Return the start tag of a *field* in cataloguers' notation: ``245 00``."""
    tag, indicators = field.split(" ")
    return 'datafield tag="{}" ind1="{}" ind2="{}"'.format(tag, *indicators.replace("#", " "))


def _subfields(content: str) -> str:
    return "".join(
        f'<subfield code="{part[0]}">{part[1:]}</subfield>' for part in content.split("$")[1:]
    )


def _on(source: str, *spellings: tuple[Form, str]) -> Rule:
    """Return the rule that writes *source* as the field of the first form that a value has."""
    return rule(source, tuple((form, _field(notation)) for form, notation in spellings))


def _plain(term: str, notation: str) -> Rule:
    return _on(term, (WRITTEN, notation))


def _addressed(form: Form, notation: str) -> tuple[tuple[Form, str], ...]:
    """Return the spellings of a field with the address that an authority file has, if it has one.

    $0 is what the file has noted, $1 the thing itself (Appendix A, Control Subfields).
    """
    return (
        (of_record(form), f"{notation}$0{{uri}}"),
        (of_thing(form), f"{notation}$1{{uri}}"),
        (form, notation),
    )


def _named(term: str, notation: str) -> Rule:
    return _on(term, *_addressed(WRITTEN, notation))


def _note(term: str, form: Form = WRITTEN, which: Which = Which.ALL) -> Rule:
    """Return the rule for a note on what MARC has no field for, with its label."""
    return rule(
        term, _field(f"500 ## $a{TERMS[term].label.capitalize()}: {{value}}"), form, which=which
    )


def _linked(term: str, start: str, code: str = "n") -> Rule:
    """Return the rule for a linking entry; an address is an identifier of the other item."""
    return _on(term, (WEB_ADDRESS, f"{start}$o{{value}}"), (WRITTEN, f"{start}${code}{{value}}"))


def _labelled(term: str, tag: str) -> Rule:
    """Return the rule for a linking entry whose relationship is in words (76X-78X, $i)."""
    return _linked(term, f"{tag} 08 $i{TERMS[term].label.capitalize()}:")


def _codes(record: Record) -> Fields | None:
    """Spell the codes of several languages; 008/35-37 tells one (041)."""
    codes = languages(record)
    if len(codes) <= 1:
        return None
    return {"codes": Xml(_subfields("".join(f"$a{code}" for code in codes)))}


def _tag_alone(value: Value) -> Fields | None:
    return None if LIBRARY_CODE.spell(value) else TAG.spell(value)


def _is_code(value: Value) -> Fields | None:
    is_address = value.derived and is_web_address(value.text)
    return {} if is_address or is_iso639(value.text) else None


_LEADER = Form("Leader/06 and /07", leader)
_FIXED = Form("dates and language in codes, fill for the rest", fixed_data)
TAG_ALONE = Form("BCP 47, where no code of MARC says all", _tag_alone)
_CODES = Form("codes of several languages", _codes)
_ALWAYS = Form("constant", lambda _record: {})
WORDS_FOR_LANGUAGE = otherwise(Form("code", _is_code))
_WITHOUT_EDTF = otherwise(EDTF)

_CLASSES = (of_scheme("LCC"), of_scheme("UDC"), of_scheme("DDC"))
_LCC, _UDC, _DDC = _CLASSES
_AREA = "034 0# $d{west}$e{east}$f{north}$g{south}"
_STATEMENT = "540 ## $a{label}$f{label}$u{value}$2{scheme}"

_CODED_FIELDS = (
    rule(Source.RECORD, "<leader>00000n{kind}{level} a22000003u 4500</leader>", _LEADER),
    rule(Source.IDENTIFIER, '<controlfield tag="001">{value}</controlfield>', ADDRESS),
    rule(
        Source.RECORD,
        '<controlfield tag="008">000000{type}{date1}{date2}xx |||||||||||||||||{language}||'
        "</controlfield>",
        _FIXED,
    ),
    _on(
        "identifier",
        (DOI, "024 7# $a{value}$2doi"),
        (URI, "024 7# $a{value}$2uri"),
        (WRITTEN, "024 8# $a{value}"),
    ),
    _on("dcterms:spatial", (NAMED_AREA, _AREA), (AREA, _AREA)),
    _on("coverage", (NAMED_AREA, _AREA), (AREA, _AREA)),
    _plain(Source.ARCHIVE, "040 ## $a{value}"),
    rule(Source.RECORD, '<datafield tag="041" ind1=" " ind2=" ">{codes}</datafield>', _CODES),
    _on("language", (TAG_ALONE, "041 #7 $a{value}$2rfc5646")),
    _on(Source.RECORD, (_ALWAYS, "042 ## $adc")),
    rule("dcterms:spatial", _subfields("$c{value}"), COUNTRY, within=(_tag("043 ##"),)),
    _on(
        "dcterms:created",
        (EDTF_INTERVAL, "046 ## $k{start}$l{end}$2edtf"),
        (EDTF, "046 ## $k{value}$2edtf"),
    ),
    _on("dcterms:modified", (EDTF, "046 ## $j{value}$2edtf")),
    _on(
        "dcterms:valid",
        (EDTF_INTERVAL, "046 ## $m{start}$n{end}$2edtf"),
        (EDTF, "046 ## $m{value}$2edtf"),
    ),
    _on("subject", (_LCC, "050 #4 $a{value}")),
    _on("subject", (_UDC, "080 ## $a{value}")),
    _on("subject", (_DDC, "082 04 $a{value}")),
)

_DESCRIPTION = (
    rule("title", _field("245 00 $a{value}"), which=Which.FIRST, required=True),
    rule("title", _field("246 3# $a{value}"), which=Which.REST),
    _plain("dcterms:alternative", "246 33 $a{value}"),
    # Of no certain function; those that have one follow.
    *_one_field("260 ##", ("date", "c")),
    *_one_field("264 #0", ("dcterms:created", "c")),
    *_one_field("264 #1", ("publisher", "b"), ("dcterms:issued", "c")),
    *_one_field("264 #4", ("dcterms:dateCopyrighted", "c")),
    _plain("dcterms:extent", "300 ## $a{value}"),
    _plain("dcterms:available", "307 8# $a{value}"),
    rule("dcterms:accrualPeriodicity", _field("310 ## $a{value}"), which=Which.FIRST),
    _named("dcterms:medium", "340 ## $a{value}"),
    _on("format", (MEDIA_TYPE, "347 ## $b{value}")),
)

_NOTES = (
    _note("format", otherwise(MEDIA_TYPE)),
    _note("coverage"),
    _note("dcterms:bibliographicCitation"),
    # LC's crosswalk has these in 502, which is of theses alone.
    _note("dcterms:dateSubmitted"),
    _note("dcterms:dateAccepted"),
    _note("dcterms:modified", _WITHOUT_EDTF),
    _note("dcterms:valid", _WITHOUT_EDTF),
    _note("dcterms:instructionalMethod"),
    _note("dcterms:accrualPolicy"),
    # 310 is not repeatable.
    _note("dcterms:accrualPeriodicity", which=Which.REST),
    _plain("dcterms:tableOfContents", "505 0# $a{value}"),
    _plain("dcterms:accessRights", "506 ## $a{value}"),
    _on("dcterms:isReferencedBy", (WEB_ADDRESS, "510 0# $u{value}"), (WRITTEN, "510 0# $a{value}")),
    _plain("description", "520 ## $a{value}"),
    _plain("dcterms:abstract", "520 3# $a{value}"),
    _plain("dcterms:audience", "521 ## $a{value}"),
    _plain("dcterms:educationLevel", "521 8# $a{value}"),
    _on("dcterms:requires", (WEB_ADDRESS, "538 ## $u{value}"), (WRITTEN, "538 ## $a{value}")),
    _on("rights", (STATEMENT, _STATEMENT), (WRITTEN, "540 ## $a{value}")),
    _on("dcterms:license", (STATEMENT, _STATEMENT), (WRITTEN, "540 ## $a{value}")),
    _plain("dcterms:accrualMethod", "541 ## $c{value}"),
    _plain("dcterms:rightsHolder", "542 ## $d{value}"),
    _on("language", (WORDS_FOR_LANGUAGE, "546 ## $a{value}")),
    _plain("dcterms:provenance", "561 ## $a{value}"),
)

_ACCESS = (
    _named("dcterms:temporal", "648 #4 $a{value}"),
    _on(
        "subject",
        *_addressed(of_scheme("LCSH"), "650 #0 $a{value}"),
        *_addressed(of_scheme("MESH"), "650 #2 $a{value}"),
        *_addressed(OF_AUTHORITY, "650 #7 $a{value}$2{scheme}"),
    ),
    _on(
        "dcterms:spatial",
        *_addressed(NAMED_AREA, "651 #4 $a{name}"),
        *_addressed(OF_AUTHORITY, "651 #7 $a{value}$2{scheme}"),
        *_addressed(PLACE_NAME, "651 #4 $a{value}"),
    ),
    _on("subject", *_addressed(otherwise(*_CLASSES, OF_AUTHORITY), "653 ## $a{value}")),
    _on("type", (DCMI_TYPE, "655 #7 $a{value}$2dct"), (WRITTEN, "655 #4 $a{value}")),
    _named("creator", "720 ## $a{value}$ecreator$4cre"),
    _named("contributor", "720 ## $a{value}$econtributor$4ctb"),
    _named("dcterms:mediator", "720 ## $a{value}$emediator"),
    _linked("dcterms:isPartOf", "773 0# ", "t"),
    _linked("dcterms:hasPart", "774 0# "),
    _labelled("dcterms:isVersionOf", "775"),
    _labelled("dcterms:hasVersion", "775"),
    _labelled("dcterms:isFormatOf", "776"),
    _labelled("dcterms:hasFormat", "776"),
    # “Supersedes” and “superseded by”, which is how DCMI explains the terms.
    _linked("dcterms:replaces", "780 02 "),
    _linked("dcterms:isReplacedBy", "785 02 "),
    _linked("source", "786 0# "),
    _linked("relation", "787 0# "),
    _labelled("dcterms:references", "787"),
    _labelled("dcterms:isRequiredBy", "787"),
    _labelled("dcterms:conformsTo", "787"),
    _on(Source.LANDING, (ADDRESS, "856 40 $u{value}")),
    _on(Source.MANIFEST, (ADDRESS, f"856 41 $u{{value}}$q{_MANIFEST_TYPE}$yIIIF manifest")),
    _on(
        Source.FILE,
        (FILE_OF_KNOWN_TYPE, "856 41 $u{value}$q{media_type}$y{label}"),
        (FILE, "856 41 $u{value}$y{label}"),
    ),
    _on(Source.THUMBNAIL, (ADDRESS, "856 42 $3Thumbnail$u{value}")),
)

MARC21 = Crosswalk(
    f'record xmlns="{NAMESPACE}" xmlns:xsi="{markup.XSI}" '
    f'xsi:schemaLocation="{NAMESPACE} {SCHEMA}" type="Bibliographic"',
    (*_CODED_FIELDS, *_DESCRIPTION, *_NOTES, *_ACCESS),
    remark="An event is an artifact, as in LC's stylesheet, and a record without a type is taken "
    "for text: Leader/06 has no unknown.",
)
"""A record without words for a title has none of 245, which MARC 21 demands."""
