"""What Goobi and Kitodo keep inside METS while they produce it: metadata by the names of a ruleset.

Goobi has them in ``mods:extension`` (``http://meta.goobi.org/v1.5.1/``), Kitodo 3 alone
(``http://meta.kitodo.org/v1/``). Rulesets are local; these names stand in those that both come
with. <https://github.com/kitodo/kitodo-production/blob/main/Kitodo/rulesets/ruleset.xml>
"""

from collections.abc import Iterator, Mapping

from lxml import etree

from metadata.authorities import read_address
from metadata.said import Read, Said, children, name_of, text_in
from schemas.grammar import is_id

_TERMS: Mapping[str, str] = {
    "TitleDocMain": "title",
    "TitleDocParallel": "dcterms:alternative",
    "PublisherName": "publisher",
    "PublicationYear": "dcterms:issued",
    "PublicationRun": "dcterms:issued",
    "DateOfOrigin": "dcterms:created",
    "DocLanguage": "language",
    "docType": "type",
    "SizeSourcePrint": "dcterms:extent",
    "FormatSourcePrint": "dcterms:extent",
    "Abstract": "dcterms:abstract",
    "Description": "description",
    "Note": "description",
    "Footnote": "description",
    "ContainedWork": "dcterms:tableOfContents",
    "Subject": "subject",
    "SubjectTopic": "subject",
    "SubjectGeographic": "dcterms:spatial",
    "SubjectPlace": "dcterms:spatial",
    "SubjectTime": "dcterms:temporal",
    "singleDigCollection": "dcterms:isPartOf",
    "TitleSeries": "dcterms:isPartOf",
    "shelfmarksource": "source",
    "physicalLocation": "source",
    "Provenience": "dcterms:provenance",
    "AccessCondition": "rights",
    "AccessLicense": "rights",
    "UseRestriction": "rights",
    **dict.fromkeys(
        ("CatalogIDDigital", "CatalogIDSource", "DOI", "ISBN", "ISSN", "VD16", "VD17", "VD18"),
        "identifier",
    ),
    **dict.fromkeys(("_urn", "URN", "PPN"), "identifier"),
}

# Persons and corporations by their role, in the words of the rulesets.
_CREATORS = frozenset(
    {"author", "creator", "artist", "photographer", "composer", "cartographer", "architect"}
    | {"creatorsallorigin", "sender", "aut", "cre", "art", "pht", "cmp", "ctg"}
)
_PUBLISHERS = frozenset({"publisher", "publisherperson", "printer", "pbl", "prt"})

# What the two write for themselves: how the files are called, and titles for sorting and tickets.
_OF_PRODUCTION = frozenset(
    {"pathimagefiles", "TitleDocMainShort", "TSL_ATS", "CurrentNoSorting", "physPageNumber"}
    | {"logicalPageNumber", "_dateDigitization", "_directionRTL", "_representative"}
)


def is_description(element: etree._Element) -> bool:
    """Whether *element* is what either of the two keeps metadata in."""
    return name_of(element) in ("goobi", "kitodo")


def is_of_production(section: etree._Element) -> bool:
    """Whether *section* holds nothing but what the two write for themselves."""
    found = [one for root in section.iter("{*}goobi", "{*}kitodo") for one in children(root)]
    return bool(found) and all(one.get("name") in _OF_PRODUCTION for one in found)


def read(root: etree._Element) -> Read:
    """Return what *root* says, the identifier of the digital copy as the id."""
    said = Said()
    for one in children(root, "metadata", "metadataGroup"):
        name = one.get("name", "")
        # What is said of the whole that this is a volume of is told by its own description.
        if one.get("anchorId") == "true" or name in _OF_PRODUCTION:
            continue
        if len(one):
            _take_person(said, name, one)
        elif name in _TERMS:
            _take(said, name, text_in(one))
        else:
            said.leave(f"{name_of(root)}:{name}", text_in(one))
    return said.read_at(root)


def _take(said: Said, name: str, text: str) -> None:
    said.add(_TERMS[name], text)
    if name == "CatalogIDDigital" and is_id(text):
        said.more.setdefault("id", text)


def _take_person(said: Said, name: str, element: etree._Element) -> None:
    """Take in a person or corporation; a group that is none of both is left."""
    parts = dict(_parts(element))
    both = (parts.get(part, "") for part in ("lastname", "firstname"))
    whole = parts.get("displayname") or parts.get("displayform") or parts.get("mainname")
    whose = name_of(root) if (root := element.getparent()) is not None else ""
    written = whole or ", ".join(filter(None, both))
    role = (parts.get("role") or parts.get("rolecode") or name).casefold()
    if not written:
        said.leave_element(f"{whose}:{name}", element)
        return
    known = "creator" if role in _CREATORS else "contributor"
    term = "publisher" if role in _PUBLISHERS else known
    said.add(term, written, derived=_address(parts))


def _address(parts: Mapping[str, str]) -> str | None:
    """Return the address that an authority file has of a person; Goobi may have a number alone."""
    number = parts.get("authorityvalue", "")
    sources = (parts.get("authorityuri", ""), parts.get("authorityid", ""))
    return next(filter(None, (read_address(number, source) for source in sources)), None)


def _parts(element: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield the parts of a name: elements of Goobi, named ones of Kitodo."""
    for part in children(element):
        yield (part.get("name") or name_of(part)).casefold(), text_in(part)
