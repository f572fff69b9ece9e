"""MARC 21 as libraries write it: what our own table does not write so (MARCXML and ISO 2709).

Fields are told by tag and subfields, <https://www.loc.gov/marc/bibliographic/>, and become terms
after LC's crosswalk, <https://www.loc.gov/marc/marc2dc.html>. The punctuation of ISBD between
subfields is no part of their values.
"""

from collections.abc import Callable, Mapping, Set
from dataclasses import replace

from lxml import etree

from metadata.crosswalk import Source
from metadata.crosswalks.library import AUTHORITIES
from metadata.crosswalks.marc21 import MARC21
from metadata.crosswalks.marc_coded import coded_dates, coded_language, dcmi_type, many_languages
from metadata.crosswalks.marc_field import UNSAID, Field, bare, field_of
from metadata.inverse import Inverse
from metadata.parts import text_of
from metadata.said import Read, Said, children, text_in
from schemas.dates import read_date
from schemas.grammar import is_id
from schemas.languages import read_language
from schemas.marc_languages import marc_code
from schemas.native import Json
from schemas.resource_types import read_type

_ID = "001"
_SOURCES = (Source.LANDING, Source.FILE, Source.MANIFEST, Source.THUMBNAIL, Source.ARCHIVE)
_OURS = Inverse(MARC21, _SOURCES)
# Libraries have one field of several subfields for publication: it is read as a whole.
_PUBLICATION = ("260", "264")
_TABLE = Inverse(
    replace(
        MARC21,
        rules=tuple(
            rule
            for rule in MARC21.rules
            if not any(f'tag="{tag}"' in tag_ for tag_ in rule.within for tag in _PUBLICATION)
        ),
    ),
    _SOURCES,
)


def read(record: etree._Element) -> Read:
    """Return what *record* says, its control number as the id, and which fields are not read."""
    said = Said()
    # What was made of Dublin Core (042) has no punctuation of ISBD, as ours.
    is_of_dublin_core = _is_of_dublin_core(record)
    table = _OURS if is_of_dublin_core else _TABLE
    table.read(record, said, _other)
    control = {one.get("tag", ""): one.text or "" for one in children(record, "controlfield")}
    leader = "".join(text_in(one) for one in children(record, "leader"))
    if is_id(control.get(_ID, "").strip()):
        said.more["id"] = control[_ID].strip()
    fixed = control.get("008", "")
    _settle_dates(said, fixed)
    _settle_languages(said, fixed)
    # Such a record that names no type was coded as text for want of one.
    if said.metadata.get("type") or not is_of_dublin_core:
        _settle_type(said, leader)
    _settle_links(said)
    return said.read_at(record)


def _is_of_dublin_core(record: etree._Element) -> bool:
    fields = (one for one in children(record, "datafield") if one.get("tag") == "042")
    return any(text_in(one) == "dc" for field in fields for one in field)


def _other(said: Said, element: etree._Element) -> None:
    """Take in a field that our table does not write so, by its tag."""
    tag = element.get("tag")
    if tag is None:
        _stray(said, element)
    elif tag not in UNSAID and tag != _ID:
        field = field_of(element)
        # The same in the original script stands in 880, which names the field in $6: 245-01.
        linked = field.all("6")
        _take(said, field, linked[0][:3] if tag == "880" and linked else tag)


def _take(said: Said, field: Field, tag: str) -> None:
    """Take in *field* as one that is called *tag*, and leave what is not read of it."""
    take = _FIELDS.get(tag) or _FIELDS.get(f"{tag[:1]}..")
    if take is None:
        said.leave(f"marc:{field.tag}", " ".join(text for _, text in field.subfields))
        return
    take(said, field)
    for code, text in field.unasked:
        said.leave(f"marc:{field.tag}${code}", text)


def _stray(said: Said, element: etree._Element) -> None:
    """Take in a subfield of a field that our table writes, but not with it; the leader is read."""
    above = element.getparent()
    if above is not None and above.get("tag") is not None:
        field = replace(field_of(above), subfields=((element.get("code", ""), text_in(element)),))
        _take(said, field, field.tag)


Take = Callable[[Said, Field], None]


def _as(term: str, codes: str = "a", between: str = " ") -> Take:
    return lambda said, field: said.add(term, field.joined(codes, between))


def _medium(said: Said, field: Field) -> None:
    """Take in each material; an address is that of one alone."""
    texts = field.all("a")
    for text in texts:
        address = field.address() if len(texts) == 1 else None
        said.add("dcterms:medium", bare(text), derived=address)


def _named(term: str, codes: str = "a", between: str = " ") -> Take:
    """Return what takes in a value of *term* with the address that an authority file has."""
    return lambda said, field: said.add(term, field.joined(codes, between), derived=field.address())


def _identifier(said: Said, field: Field) -> None:
    for text in field.all("a"):
        said.add("identifier", bare(text).partition(" (")[0] if field.tag == "020" else bare(text))


def _publication(said: Said, field: Field) -> None:
    """Take in who published, and when: 264 says by its second indicator what the date is of."""
    for text in field.all("b"):
        said.add("publisher", bare(text).strip("[]"))
    is_date_alone = field.tag == "260" and not field.has("ab")
    term = "date" if is_date_alone else _DATES_OF.get(field.second, "dcterms:issued")
    for text in field.all("c"):
        said.add(term, bare(text))


_DATES_OF = {"0": "dcterms:created", "4": "dcterms:dateCopyrighted"}

_NAME = "abcdqn"
_CREATORS = frozenset({"cre", "aut", "art", "pht", "cmp", "ctg", "author", "creator", "artist"})
_CONTRIBUTORS = frozenset({"ctb", "contributor"})


def _main_name(said: Said, field: Field) -> None:
    """Take in the main name: the creator, whatever else it is called."""
    said.add("creator", field.joined(_NAME), derived=field.address())
    _leave_roles(said, field, _CREATORS)


def _added_name(said: Said, field: Field) -> None:
    """Take in an added name by its role; a name with a title is another work."""
    if field.all("t"):
        said.add("relation", field.joined(f"{_NAME}t"))
        return
    term = "creator" if _roles(field) & _CREATORS else "contributor"
    said.add(term, field.joined(_NAME), derived=field.address())
    _leave_roles(said, field, _CREATORS | _CONTRIBUTORS)


def _roles(field: Field) -> set[str]:
    return {_role(role) for role in field.all(_ROLES)}


def _role(text: str) -> str:
    """Return a role in words or in a code, which may stand as its address at LC."""
    return bare(text).rstrip(".").casefold().rpartition("/")[2]


def _leave_roles(said: Said, field: Field, known: frozenset[str]) -> None:
    """Leave the roles of which the term does not say that somebody has them."""
    field.all(_ROLES)
    for code, text in field.subfields:
        if code in _ROLES and _role(text) not in known:
            said.leave(f"marc:{field.tag}${code}", text)


_ROLES = "e4j"


def _heading(said: Said, field: Field) -> None:
    """Take in a heading: subdivisions after ``--``, the thesaurus by indicator or $2."""
    own, divided = field.joined("abcdqnpt"), field.all("vxyz")
    named = field.all("2")
    scheme = _THESAURI.get(field.second) or (_SCHEMES.get(named[0], named[0]) if named else None)
    address = field.address()
    heading = "--".join(filter(None, (own, *map(bare, divided))))
    said.add("subject", heading, scheme=scheme, derived=address)
    if field.tag == "651":
        # The address is that of the whole heading.
        place = bare(own).rstrip(".")
        said.add("dcterms:spatial", place, derived=None if divided else address)
    for place in field.all("z"):
        said.add("dcterms:spatial", bare(place).rstrip("."))


_THESAURI = {"0": "dcterms:LCSH", "2": "dcterms:MESH"}
_SCHEMES = {code: f"dcterms:{scheme}" for scheme, code in AUTHORITIES.items()}


def _linked(term: str) -> Take:
    """Return what takes in a linking entry: the title of the other item, else its number."""

    def take(said: Said, field: Field) -> None:
        said.add(term, field.joined("at") or field.joined("owxz"))

    return take


def _electronic(said: Said, field: Field) -> None:
    """Take in an address: of the thing itself, of a version of it, or of something else (856)."""
    term = "relation" if field.second == "2" else "identifier"
    for text in field.all("u"):
        said.add(term, text)


def _rights(said: Said, field: Field) -> None:
    for text in (*field.all("u"), *field.all("a")):
        said.add("rights", text)


def _languages(said: Said, field: Field) -> None:
    for text in field.all("a"):
        for code in many_languages(text):
            said.add("language", code)


_FIELDS: Mapping[str, Take] = {
    "020": _identifier,
    "022": _identifier,
    "024": _identifier,
    "028": _identifier,
    "041": _languages,
    **dict.fromkeys(("050", "060", "080", "082"), _as("subject", "ab")),
    "099": _as("identifier", "a"),
    **dict.fromkeys(("100", "110", "111"), _main_name),
    **dict.fromkeys(("130", "240", "246", "247"), _as("dcterms:alternative", "abnp")),
    "245": _as("title", "abnp"),
    "260": _publication,
    "264": _publication,
    "300": _as("dcterms:extent", "abce"),
    "310": _as("dcterms:accrualPeriodicity"),
    "340": _medium,
    "347": _as("format", "ab"),
    **dict.fromkeys(("440", "490", "830"), _as("dcterms:isPartOf", "anpv")),
    "505": _as("dcterms:tableOfContents", "agrt"),
    "506": _as("dcterms:accessRights"),
    "510": _as("dcterms:isReferencedBy", "abc"),
    "524": _as("dcterms:bibliographicCitation"),
    "521": _as("dcterms:audience"),
    "530": _as("dcterms:hasFormat", "abcd"),
    "538": _as("dcterms:requires"),
    "540": _rights,
    "542": _as("dcterms:rightsHolder", "d"),
    "546": _as("language"),
    "561": _as("dcterms:provenance"),
    "520": _as("description", "ab"),
    "5..": _as("description", "abc"),
    **dict.fromkeys(("600", "610", "611", "630", "650", "651", "653"), _heading),
    "648": _named("dcterms:temporal"),
    "655": _as("type"),
    **dict.fromkeys(("700", "710", "711", "720"), _added_name),
    "752": _named("dcterms:spatial", "abcd", "--"),
    "773": _linked("dcterms:isPartOf"),
    "774": _linked("dcterms:hasPart"),
    "775": _linked("dcterms:hasVersion"),
    "776": _linked("dcterms:hasFormat"),
    "780": _linked("dcterms:replaces"),
    "785": _linked("dcterms:isReplacedBy"),
    "786": _linked("source"),
    "787": _linked("relation"),
    "856": _electronic,
}


def _settle_dates(said: Said, fixed: str) -> None:
    """Let a date in words have the code of 046; take that of 008 where there is no other."""
    for term in ("dcterms:created", "dcterms:modified", "dcterms:valid"):
        said.metadata.update(_merged(term, said.metadata.get(term, []), _edtf))
    kin = ("date", "dcterms:created", "dcterms:issued", "dcterms:dateCopyrighted")
    others = ("dcterms:available", "dcterms:dateSubmitted", "dcterms:dateAccepted")
    if not any(said.metadata.get(term) for term in (*kin, *others)):
        for term, date in coded_dates(fixed):
            said.add(term, date)


def _settle_languages(said: Said, fixed: str) -> None:
    """Leave out a code that words or a longer tag say; take that of 008 where there is none."""
    values = said.metadata.pop("language", [])
    codes = {text_of(value): _language_code(text_of(value)) for value in values}
    spoken = {code for text, code in codes.items() if text != code}
    kept = [value for value in values if not _is_said(text_of(value), codes, spoken)]
    first = coded_language(fixed)
    if first and first not in codes.values():
        kept = [first, *kept]
    if kept:
        said.metadata["language"] = kept


def _language_code(text: str) -> str | None:
    return marc_code(read_language(text).value or "")


def _is_said(text: str, codes: Mapping[str, str | None], spoken: Set[str | None]) -> bool:
    return text == codes[text] and text in spoken


def _merged(
    term: str, values: list[str | Json], standard: Callable[[str], str | None]
) -> dict[str, list[str | Json]]:
    """Return *values* of *term*, those that are nothing but a code left out if words say it."""
    codes = [value for value in values if standard(text_of(value)) == text_of(value)]
    words = [value for value in values if value not in codes]
    said = {standard(text_of(value)) for value in words}
    kept = [value for value in values if value in words or text_of(value) not in said]
    return {term: kept} if kept else {}


def _edtf(text: str) -> str | None:
    return read_date(text).value


def _settle_type(said: Said, leader: str) -> None:
    """Let Leader/06 give its DCMI type to the first genre that has none, or stand alone."""
    name = dcmi_type(leader)
    genres = said.metadata.get("type", [])
    if name is None or any(read_type(text_of(genre)).value for genre in genres):
        return
    first = {"value": text_of(genres[0]), "derived": name} if genres else name
    said.metadata["type"] = [first, *genres[1:]]


_LINKS: Mapping[str, str] = {
    Source.LANDING: "identifier",
    Source.MANIFEST: "dcterms:isReferencedBy",
}


def _settle_links(said: Said) -> None:
    """Give the record its addresses and files."""
    for source, fields in said.noted:
        if source in _LINKS:
            said.add(_LINKS[source], fields["value"])
        elif source == Source.FILE:
            told = {"label": fields.get("label"), "media_type": fields.get("media_type")}
            more = {name: text for name, text in told.items() if text}
            said.append("files", {"file": fields["value"], **more})
