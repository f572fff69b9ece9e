"""EAD 2002 and EAD3 as terms of Dublin Core: what each part of a description says.

After the tag libraries, EAD 2002 <https://www.loc.gov/ead/tglib/> and EAD3
<https://www.loc.gov/ead/EAD3taglib/>, and what aggregators make of finding aids. ``docs/ead.md``
shows the table. What it does not have is told.
"""

from collections.abc import Callable, Mapping

from lxml import etree

from metadata.crosswalks.ead_dates import take_date
from metadata.crosswalks.ead_headings import (
    NAMES,
    take_headings,
    take_index,
    take_named_in,
    take_origination,
)
from metadata.crosswalks.ead_objects import take_objects
from metadata.crosswalks.ead_unit import Unit, language_of
from metadata.mixed import address_in, is_internal, text_of
from metadata.said import children, name_of
from schemas.grammar import is_web_address
from schemas.languages import read_language, split_languages
from schemas.rights import read_rights

Take = Callable[[Unit, etree._Element], None]

_OF_DESCRIPTION = "not read: these are the conditions of the description, not of what is described"
_INTERNAL = "not read: it is internal"


def take(unit: Unit, element: etree._Element) -> None:
    """Take in a child of ``archdesc`` or of a component, or of its ``did``, by its name.

    What is internal is for the staff alone, and only said to have been left out.
    """
    name = name_of(element)
    if is_internal(element):
        # Its words are what must not be shown, and a report is shown.
        unit.tell(name, "", _INTERNAL)
    elif name not in UNSAID:
        TABLE.get(name, Unit.leave_out)(unit, element)


def _inside(unit: Unit, element: etree._Element) -> None:
    for child in children(element):
        take(unit, child)


def _identification(unit: Unit, element: etree._Element) -> None:
    """Take in what identifies a unit; dates of the bulk follow those of the whole."""
    for child in sorted(children(element), key=_is_of_bulk):
        take(unit, child)


def _is_of_bulk(element: etree._Element) -> bool:
    return "bulk" in {element.get("type"), element.get("unitdatetype")}


def _as(term: str) -> Take:
    """Return what takes in a section as one value of *term*, without its heading."""
    return lambda unit, element: unit.add(term, text_of(element, ("head",)), language_of(element))


def _headed(unit: Unit, element: etree._Element) -> None:
    """Take in a note of any kind: its heading is all that says which ("Enthält", "Scale")."""
    heads = (text_of(one).rstrip(":") for one in children(element, "head"))
    head = next(heads, "") or (element.get("label") or "").strip().rstrip(":")
    text = text_of(element, ("head",))
    unit.add("description", f"{head}: {text}" if head and text else text, language_of(element))


def _title(unit: Unit, element: etree._Element) -> None:
    """Take in a title as written, and the dates and headings that it holds."""
    kind = (element.get("type") or element.get("localtype") or "").casefold()
    is_series = next(children(element, "bibseries"), None) is not None
    term = "dcterms:isPartOf" if is_series else _TITLES.get(kind, "title")
    # A comma before a date of its own belongs to neither.
    unit.add(term, " ".join(text_of(element).split()).rstrip(",;: "), language_of(element))
    for date in element.iter("{*}unitdate"):
        if not is_internal(date):
            take_date(unit, date)
    take_named_in(unit, element)


_TITLES = {
    "parallel": "dcterms:alternative",
    "otherinfo": "dcterms:alternative",
    "alternative": "dcterms:alternative",
    "uniform": "dcterms:alternative",
    "statrep": "description",
}


def _identifier(unit: Unit, element: etree._Element) -> None:
    """Take in a reference code; of a link, where it leads."""
    links = (address_in(one) for one in element.iter("{*}extref", "{*}ref", "{*}extptr", "{*}ptr"))
    address = next(filter(is_web_address, links), "")
    code = " ".join(text_of(element).split())
    unit.add("identifier", address or code)
    if code and not address:
        unit.codes.append(code)


def _physical(unit: Unit, element: etree._Element) -> None:
    """Take in a physical description: its parts as what they are, else its words as the extent."""
    parts = [*children(element, *_PHYSICAL)]
    loose = "".join([element.text or "", *(one.tail or "" for one in element)])
    if not parts or any(map(str.isalnum, loose)):
        unit.add("dcterms:extent", text_of(element), language_of(element))
        parts = [one for one in parts if name_of(one) == "genreform"]
    for part in parts:
        if is_internal(part):
            continue
        if name_of(part) == "genreform":
            take_headings(unit, element)
        else:
            unit.add(_PHYSICAL[name_of(part)], _measure(part), language_of(part))


def _measure(part: etree._Element) -> str:
    """Return the words of *part*, with the unit that they count in."""
    text, unit = text_of(part), (part.get("unit") or "").strip()
    return text if not text or unit.casefold() in text.casefold() else f"{text} {unit}"


_PHYSICAL = {
    "extent": "dcterms:extent",
    "dimensions": "dcterms:extent",
    "physfacet": "dcterms:medium",
    "genreform": "type",
}


def _structured(unit: Unit, element: etree._Element) -> None:
    """Take in a physical description in fields: quantity and unit make one extent (EAD3)."""
    counted = [text_of(one) for one in children(element, "quantity", "unittype")]
    unit.add("dcterms:extent", " ".join(filter(None, counted)), language_of(element))
    for child in children(element):
        if name_of(child) in _FIELDS and not is_internal(child):
            unit.add(_FIELDS[name_of(child)], _measure(child), language_of(child))


_FIELDS = {**_PHYSICAL, "descriptivenote": "description"}


def _languages(unit: Unit, element: etree._Element) -> None:
    """Take in the languages of what is described; the code says surely what the words name."""
    # AtoM writes the script as a language of its own.
    spoken = (
        one for one in element.iter("{*}language") if _code(one) or "scriptcode" not in one.attrib
    )
    named = [one for one in spoken if not is_internal(one)]
    for one in named:
        code = _code(one)
        unit.add("language", text_of(one) or code, derived=read_language(code).value)
    if not named:
        _languages_in_words(unit, element)
    for note in children(element, "descriptivenote"):
        unit.add("description", text_of(note), language_of(note))


def _languages_in_words(unit: Unit, element: etree._Element) -> None:
    """Take in a list of languages, each by itself; a sentence about them is a description."""
    text = " ".join(text_of(element, ("descriptivenote",)).split())
    # A full stop ends the element, and is none of a language.
    known = [(one, read_language(one).value) for one in split_languages(text.rstrip("."))]
    if not all(tag for _, tag in known):
        unit.add("description", text, language_of(element))
        return
    values = unit.metadata.get("language", [])
    told = {value["derived"] for value in values if isinstance(value, dict) and "derived" in value}
    for name, tag in known:
        unit.add("language", "" if tag in told else name, derived=tag)


def _code(language: etree._Element) -> str:
    return (language.get("langcode") or "").strip()


def _repository(unit: Unit, element: etree._Element) -> None:
    """Take in the house that holds the unit: its name and department, not its address."""
    houses: list[str] = []
    for one in children(element, *NAMES, "subarea"):
        parts = [text_of(part) for part in children(one, "part")] or [text_of(one)]
        text = ", ".join(" ".join(part.split()) for part in parts)
        if name_of(one) == "subarea" and houses:
            houses[-1] = f"{houses[-1]}, {text}"
        elif (one.get("role") or "").casefold() != "aggregator":
            houses.append(text)
    alone = " ".join(text_of(element, ("address",)).split())
    unit.repository += [one for one in houses or [alone] if one and one not in unit.repository]


def _container(unit: Unit, element: etree._Element) -> None:
    """Take in a box or a folder; one that lies in another (``parent``) follows it."""
    kind = (element.get("type") or element.get("localtype") or "").strip()
    text = " ".join(text_of(element).split())
    if not text:
        return
    is_said = not kind or kind.casefold() in text.casefold()
    named = text if is_said else f"{kind[:1].upper()}{kind[1:]} {text}"
    is_within = element.get("parent") is not None or element.get("id") is None
    if unit.containers and is_within:
        unit.containers[-1] = f"{unit.containers[-1]}, {named}"
    else:
        unit.containers.append(named)


def _rights(unit: Unit, element: etree._Element) -> None:
    """Take in the terms of use: the statement that a link names first, then the words."""
    if "ead" in {element.get("type"), element.get("localtype")}:
        unit.tell("userestrict", text_of(element), _OF_DESCRIPTION)
        return
    for link in element.iter("{*}extref", "{*}ref", "{*}extptr", "{*}ptr"):
        statement = read_rights(address_in(link)).value if address_in(link) else None
        if statement is not None:
            unit.add("rights", address_in(link))
    _as("rights")(unit, element)


def _other_finding_aid(unit: Unit, element: etree._Element) -> None:
    """Take in another description; the page of the unit itself, as DDB has it, is its address."""
    for link in element.iter("{*}extref"):
        if link.get("{http://www.w3.org/1999/xlink}role") == "url_archivalunit":
            unit.add("identifier", address_in(link))
            return
    _as("relation")(unit, element)


def _relations(unit: Unit, element: etree._Element) -> None:
    """Take in what the unit is related to; people and bodies have made it or deal with it."""
    for relation in children(element, "relation"):
        entries = [text_of(one) for one in children(relation, "relationentry")]
        unit.add("relation", ", ".join(filter(None, entries)) or address_in(relation))


_DESCRIPTION = _as("description")
_PROVENANCE = _as("dcterms:provenance")

TABLE: Mapping[str, Take] = {
    # What identifies a unit: did.
    "did": _identification,
    "unittitle": _title,
    "unitid": _identifier,
    "unitdate": take_date,
    "unitdatestructured": take_date,
    "origination": take_origination,
    "physdesc": _physical,
    "physdescstructured": _structured,
    "physdescset": _inside,
    "langmaterial": _languages,
    "repository": _repository,
    "container": _container,
    "abstract": _as("dcterms:abstract"),
    "materialspec": _headed,
    "note": _headed,
    "didnote": _headed,
    # What describes it.
    "scopecontent": _DESCRIPTION,
    "bioghist": _DESCRIPTION,
    "arrangement": _DESCRIPTION,
    "fileplan": _DESCRIPTION,
    "phystech": _DESCRIPTION,
    "odd": _headed,
    "accessrestrict": _as("dcterms:accessRights"),
    "legalstatus": _as("dcterms:accessRights"),
    "userestrict": _rights,
    "custodhist": _PROVENANCE,
    "acqinfo": _PROVENANCE,
    "appraisal": _PROVENANCE,
    "processinfo": _PROVENANCE,
    "accruals": _as("dcterms:accrualPolicy"),
    "prefercite": _as("dcterms:bibliographicCitation"),
    "relatedmaterial": _as("relation"),
    "separatedmaterial": _as("relation"),
    "otherfindaid": _other_finding_aid,
    "bibliography": _as("relation"),
    "originalsloc": _as("dcterms:isFormatOf"),
    "altformavail": _as("dcterms:hasFormat"),
    "relations": _relations,
    "controlaccess": take_headings,
    "index": take_index,
    "descgrp": _inside,
    # What can be seen of it.
    "dao": take_objects,
    "daogrp": take_objects,
    "daoset": take_objects,
}
"""What is read of a unit, by the name of the element; ``docs/ead.md`` lists it."""

UNSAID = frozenset({"head", "thead", "runner"})
"""What lays a description out and says nothing of the thing itself: it is not told."""
