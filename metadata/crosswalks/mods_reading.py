"""MODS as others write it: what the table of :mod:`metadata.crosswalks.mods` does not itself write.

What is in our own way is read by that table. The rest follows LC's mapping to Dublin Core,
<https://www.loc.gov/standards/mods/mods-dcsimple.html>.
"""

from collections.abc import Callable, Mapping
from typing import Any

from lxml import etree

from metadata.authorities import read_address
from metadata.crosswalk import Source
from metadata.crosswalks.library import type_called, type_of_resource
from metadata.crosswalks.mods import MODS
from metadata.crosswalks.mods_headings import (
    HEADINGS,
    address_of,
    name_in,
    take_class,
    take_subject,
)
from metadata.inverse import Inverse
from metadata.parts import as_object, text_of
from metadata.relators import CREATORS, PUBLISHERS
from metadata.said import Read, Said, children, language_of, name_of, text_in
from schemas.grammar import is_id
from schemas.native import Json
from schemas.record import Value
from schemas.resource_types import DCMITYPE, read_type

_SOURCES = (Source.LANDING, Source.FILE, Source.MANIFEST, Source.IDENTIFIER, Source.THUMBNAIL)
_TABLE = Inverse(
    MODS,
    (*_SOURCES, Source.ARCHIVE),
    left=frozenset({"typeOfResource"}),
    telling=frozenset({"type", "otherType", "point", "invalid", "valueURI"}),
)


def read(mods: etree._Element) -> Read:
    """Return what *mods* says, with its record identifier as the id, and what is not read of it."""
    said = Said()
    _TABLE.read(mods, said, _other)
    _settle_types(said, [*filter(None, map(_resource, children(mods, "typeOfResource")))])
    _settle_noted(said)
    _leave_addresses(said, mods)
    return said.read_at(mods)


def _leave_addresses(said: Said, mods: etree._Element) -> None:
    """Leave the addresses of what has words, where they are no standard form of a value."""
    kept = {
        value["derived"]
        for values in said.metadata.values()
        for value in map(as_object, values)
        if "derived" in value
    }
    addressed: Any = _ADDRESSED(mods)
    for one in addressed:
        address = one.get("valueURI", "")
        is_said = address_of(one) in kept or name_of(one) in _SAID_ANYWAY
        if not is_said and not address.startswith(DCMITYPE):
            said.leave(f"mods:{name_of(one)}/valueURI", address)


_ADDRESSED = etree.XPath("descendant::*[@valueURI != '']")

# Of which the address is read, or says what the code beside it does.
_SAID_ANYWAY = frozenset({"accessCondition", "roleTerm", "languageTerm", "placeTerm"})


def _other(said: Said, element: etree._Element) -> None:
    """Take in an element that our table does not write, by its name."""
    name = name_of(element)
    take = _OTHERS.get(name)
    if take:
        take(said, element)
        for part in children(element) if name in _PARTS else ():
            if name_of(part) not in _PARTS[name]:
                said.leave_element(f"mods:{name}/{name_of(part)}", part)
    elif name not in UNSAID and name != "typeOfResource":
        said.leave_element(f"mods:{name}", element)


def _title(said: Said, element: etree._Element) -> None:
    """Take in a title with what is left out in sorting, the rest of it, and parts (titleInfo)."""
    parts = {name: [*children(element, name)] for name in _TITLE_PARTS}
    texts = {name: " ".join(filter(None, map(text_in, found))) for name, found in parts.items()}
    start = f"{texts['nonSort']} {texts['title']}".strip()
    start = start.replace("' ", "'") if texts["nonSort"].endswith("'") else start
    main = " : ".join(filter(None, (start, texts["subTitle"])))
    title = ". ".join(filter(None, (main, texts["partNumber"], texts["partName"])))
    is_other = element.get("type") is not None
    said.add("dcterms:alternative" if is_other else "title", title, language_of(element))


_TITLE_PARTS = ("nonSort", "title", "subTitle", "partNumber", "partName")

_CONTRIBUTORS = frozenset({"contributor", "ctb"})


def _name(said: Said, element: etree._Element) -> None:
    """Take in a name by its role: the creator where nobody says another."""
    roles = {
        text_in(one).casefold() for role in children(element, "role") for one in children(role)
    }
    is_maker = not roles or roles & CREATORS
    term = "creator" if is_maker else "publisher" if roles & PUBLISHERS else "contributor"
    said.add(term, name_in(element), language_of(element), derived=_known_as(said, element))
    if roles.isdisjoint(CREATORS | PUBLISHERS | _CONTRIBUTORS):
        said.leave("mods:name/role", ", ".join(sorted(roles)))


def _known_as(said: Said, element: etree._Element) -> str | None:
    """Return the address of a name: its own, else the first that an identifier of it has."""
    address = address_of(element)
    for one in children(element, "nameIdentifier"):
        known = read_address(text_in(one), (one.get("type") or "").casefold())
        if known is None or address not in (None, known):
            said.leave_element("mods:name/nameIdentifier", one)
        address = address or known
    return address


def _date(term: str) -> Callable[[Said, etree._Element], None]:
    """Return what takes in a date of *term*; the ends of an interval stand one after the other."""

    def take(said: Said, element: etree._Element) -> None:
        if element.get("point") == "end" and _start_of(element) is not None:
            return
        end = _end_of(element) if element.get("point") == "start" else None
        text = text_in(element) if end is None else f"{text_in(element)}/{text_in(end)}"
        said.add(term, text, language_of(element))

    return take


def _end_of(element: etree._Element) -> etree._Element | None:
    after = element.itersiblings(element.tag)
    return next((one for one in after if one.get("point") == "end"), None)


def _start_of(element: etree._Element) -> etree._Element | None:
    before = element.itersiblings(element.tag, preceding=True)
    return next((one for one in before if one.get("point") == "start"), None)


def _inside(said: Said, element: etree._Element) -> None:
    for child in children(element):
        _other(said, child)


def _related(said: Said, element: etree._Element) -> None:
    """Take in a related item: its title, else its address or its identifier."""
    term = _RELATIONS.get(element.get("type") or "", "relation")
    inner = Said()
    for info in children(element, "titleInfo"):
        _title(inner, info)
    titles = [*inner.metadata.get("title", []), *inner.metadata.get("dcterms:alternative", [])]
    urls = [text_in(url) for one in children(element, "location") for url in children(one, "url")]
    identifiers = [text_in(one) for one in children(element, "identifier")]
    for value in titles or urls or identifiers:
        told = as_object(value)
        said.add(term, told["value"], told.get("lang"))


_RELATIONS = {
    "host": "dcterms:isPartOf",
    "series": "dcterms:isPartOf",
    "constituent": "dcterms:hasPart",
    "original": "source",
    "preceding": "dcterms:replaces",
    "succeeding": "dcterms:isReplacedBy",
    "otherVersion": "dcterms:hasVersion",
    "otherFormat": "dcterms:hasFormat",
    "references": "dcterms:references",
    "isReferencedBy": "dcterms:isReferencedBy",
}


def _condition(said: Said, element: etree._Element) -> None:
    is_access = "restriction" in (element.get("type") or "")
    term = "dcterms:accessRights" if is_access else "rights"
    address = next((value for name, value in element.attrib.items() if _is_link(str(name))), None)
    if address and not is_access:
        said.add(term, str(address).strip())
    said.add_element(term, element)


def _is_link(name: str) -> bool:
    return name == "valueURI" or name.endswith("}href")


def _language(said: Said, element: etree._Element) -> None:
    """Take in a language: its code, where it has one, says it more surely than its name."""
    terms = [*children(element, "languageTerm")] or [element]
    coded = [one for one in terms if one.get("type") == "code"]
    said.add_element("language", (coded or terms)[0])


def _url(said: Said, element: etree._Element) -> None:
    if element.get("note") == "iiif-manifest":
        said.note(Source.MANIFEST, {"value": text_in(element)})
    elif element.get("access") == "raw object":
        said.note(Source.FILE, {"value": text_in(element)})
    elif element.get("access") != "preview":
        said.add_element("identifier", element)


def _shelf(said: Said, element: etree._Element) -> None:
    """A shelf mark, or the house that holds the thing, is where it comes from."""
    said.add_element("source", element)


def _record_identifier(said: Said, element: etree._Element) -> None:
    said.note(Source.IDENTIFIER, {"value": text_in(element)})


def _as(term: str) -> Callable[[Said, etree._Element], None]:
    return lambda said, element: said.add_element(term, element)


def _named(term: str) -> Callable[[Said, etree._Element], None]:
    """Return what takes in a value of *term* with the address that an authority file has."""

    def take(said: Said, element: etree._Element) -> None:
        said.add(term, text_in(element), language_of(element), derived=address_of(element))

    return take


def _identifier(said: Said, element: etree._Element) -> None:
    if element.get("invalid") != "yes":
        said.add_element("identifier", element)


UNSAID = frozenset(
    {"recordContentSource", "recordCreationDate", "recordChangeDate", "recordOrigin"}
    | {"recordInfoNote", "languageOfCataloging", "descriptionStandard"}
)
"""What recordInfo says of the description, and nobody of the thing itself: it is not told."""

# What is read of the elements that are read as a whole.
_PARTS = {
    "titleInfo": frozenset(_TITLE_PARTS),
    "name": frozenset({"namePart", "role", "nameIdentifier"}),
    "subject": HEADINGS,
    "language": frozenset({"languageTerm"}),
    "relatedItem": frozenset({"titleInfo", "location", "identifier"}),
}

_OTHERS: Mapping[str, Callable[[Said, etree._Element], None]] = {
    "titleInfo": _title,
    "name": _name,
    "genre": _as("type"),
    "originInfo": _inside,
    "publisher": _named("publisher"),
    "dateIssued": _date("dcterms:issued"),
    "dateCreated": _date("dcterms:created"),
    "dateCaptured": _date("date"),
    "dateOther": _date("date"),
    "dateValid": _date("dcterms:valid"),
    "dateModified": _date("dcterms:modified"),
    "copyrightDate": _date("dcterms:dateCopyrighted"),
    "edition": _as("description"),
    "frequency": _as("dcterms:accrualPeriodicity"),
    "language": _language,
    "physicalDescription": _inside,
    "form": _named("dcterms:medium"),
    "extent": _as("dcterms:extent"),
    "internetMediaType": _as("format"),
    "abstract": _as("description"),
    "tableOfContents": _as("dcterms:tableOfContents"),
    "targetAudience": _named("dcterms:audience"),
    "note": _as("description"),
    "subject": take_subject,
    "classification": take_class,
    "relatedItem": _related,
    "identifier": _identifier,
    "location": _inside,
    "url": _url,
    "physicalLocation": _shelf,
    "shelfLocator": _shelf,
    "accessCondition": _condition,
    "recordInfo": _inside,
    "recordIdentifier": _record_identifier,
}


def _resource(element: etree._Element) -> str:
    return text_in(element) or ("Collection" if element.get("collection") == "yes" else "")


def _settle_types(said: Said, resources: list[str]) -> None:
    """Let a genre whose type nobody knows have that of the resource, as its standard form."""
    genres = said.metadata.pop("type", [])
    waiting = [*resources]
    for genre in genres:
        text = text_of(genre)
        derived = read_type(text).value
        own = type_of_resource(Value(text, derived=derived)) or derived
        if own in waiting:
            waiting.remove(own)
    values = [_with_type(genre, waiting) for genre in genres]
    for text in waiting:
        values.append({"value": text, **_derived(text)} if _derived(text) else text)
    if values:
        said.metadata["type"] = values


def _with_type(genre: str | Json, waiting: list[str]) -> str | Json:
    told = as_object(genre)
    if read_type(told["value"]).value is not None or not waiting or not _derived(waiting[0]):
        return genre
    return told | _derived(waiting.pop(0))


def _derived(resource: str) -> Json:
    name = type_called(resource)
    return {"derived": name} if name else {}


_LINKS: Mapping[str, str] = {
    Source.LANDING: "identifier",
    Source.MANIFEST: "dcterms:isReferencedBy",
}


def _settle_noted(said: Said) -> None:
    """Give the record its id, its addresses and its files."""
    for source, fields in said.noted:
        text = fields["value"]
        if source == Source.IDENTIFIER and is_id(text):
            said.more.setdefault("id", text)
        elif source in _LINKS:
            said.add(_LINKS[source], text)
        elif source == Source.FILE:
            label = fields.get("label")
            said.append("files", {"file": text} | ({"label": label} if label else {}))
