"""DSpace's batch metadata editing: ``dc.title[en_US]``, values between ``||``.

<https://wiki.lyrasis.org/display/DSDOC7x/Batch+Metadata+Editing>
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from metadata.authorities import read_address
from metadata.dialect import Dialect, Headers, Hierarchy, Statement, Together, columns
from metadata.headers import fold_header
from metadata.roles import Means, Role, Trait
from schemas.terms import ELEMENTS

_FIELD = re.compile(r"[A-Za-z][\w-]*(\.[A-Za-z][\w-]*){1,2}(\[[\w-]*\])?")
_OWN = frozenset({"id", "collection", "action", "rowname"})

# What an authority control leaves behind a value: its key there, and how sure it is. A key is an
# address, a number of DSpace's own, or what one is still to be made of.
_AUTHORITY = re.compile(r"::((?:will be (?:generated|referenced)::\w+::)?(?:(?!::).)*)::-?\d+\s*$")
_TO_BE_MADE = re.compile(r"will be (?:generated|referenced)::(\w+)::(.*)")

_NEW = "+"

# What DSpace notes about its own entry stands under an element, and says nothing of the thing.
_OF_ENTRY = frozenset({"date", "description"})
_DUMB_DOWN = {one.name for one in ELEMENTS} - _OF_ENTRY


def _recognised(headers: Headers) -> Sequence[str]:
    written = [one.strip("\ufeff ") for one in headers.written if one.strip()]
    fields = [one for one in written if one.casefold() not in _OWN]
    if not fields or not all(map(_FIELD.fullmatch, fields)):
        return ()
    own = headers.called("id", "collection")
    return (*own, fields[0]) if own else ()


def _value(text: str) -> tuple[str, str | None]:
    return _AUTHORITY.sub("", text), None


def _address(text: str) -> str | None:
    """Return the address that the key of an authority is, or that its number certainly has."""
    found = _AUTHORITY.search(text)
    key = found[1] if found else ""
    made = _TO_BE_MADE.fullmatch(key)
    return read_address(made[2], made[1].casefold()) if made else read_address(key)


def _id(text: str) -> tuple[str, str | None]:
    return ("", None) if text == _NEW else (text, None)


def _field(folded: str) -> Means | None:
    """Return what a field means whose qualifier only DSpace has: its element (dumb-down)."""
    schema, _, rest = folded.partition(".")
    element = rest.partition(".")[0]
    return _means(element) if schema == "dc" and element in _DUMB_DOWN else None


def _means(target: str, scheme: str | None = None) -> Means:
    """Return what a field means that authorities may stand behind."""
    return Means(target, scheme, clean=_value, address=_address)


def _collections(row: Mapping[str, str]) -> Iterator[Statement]:
    """Yield each collection by its handle, and as the set that DSpace's own OAI-PMH has of it."""
    for handle in filter(None, map(str.strip, row[fold_header("collection")].split("||"))):
        yield Statement("dcterms:isPartOf", handle)
        yield Statement(Role.COLLECTIONS, f"col_{handle.replace('/', '_')}")


_TERMS = {
    "dc.contributor.author": "creator",
    "dc.title.alternative": "dcterms:alternative",
    "dc.date.issued": "dcterms:issued",
    "dc.date.created": "dcterms:created",
    "dc.date.available": "dcterms:available",
    "dc.date.copyright": "dcterms:dateCopyrighted",
    "dc.date.submitted": "dcterms:dateSubmitted",
    "dc.description": "description",
    "dc.description.abstract": "dcterms:abstract",
    "dc.description.tableofcontents": "dcterms:tableOfContents",
    "dc.coverage.spatial": "dcterms:spatial",
    "dc.coverage.temporal": "dcterms:temporal",
    "dc.format.extent": "dcterms:extent",
    "dc.format.medium": "dcterms:medium",
    "dc.identifier.citation": "dcterms:bibliographicCitation",
    "dc.relation.ispartof": "dcterms:isPartOf",
    "dc.relation.ispartofseries": "dcterms:isPartOf",
    "dc.rights.license": "dcterms:license",
    "dc.rights.holder": "dcterms:rightsHolder",
    "dc.rights.uri": Role.RIGHTS_URI,
}

_SCHEMES = {"lcsh": "LCSH", "mesh": "MESH", "ddc": "DDC", "lcc": "LCC"}

DSPACE = Dialect(
    "dspace",
    "DSpace",
    _recognised,
    "`id` or `collection`, and nothing else but fields such as `dc.title[en_US]`",
    "What stands behind `::` is an authority: an address, or an ORCID iD, is kept with a name, a "
    "subject or a place, a key of DSpace's own is left out. Other qualifiers of an element are "
    "read as the element, except those of dates and descriptions. A collection is "
    "`dcterms:isPartOf`, and a set called as DSpace's own OAI-PMH calls it, `col_123456789_2`. An "
    "item with the id `+` "
    "has its first identifier as id. Of an `action`, `withdraw` restricts the record, `delete` and "
    "`expunge` refuse the row.",
    columns(
        {header: _means(target) for header, target in _TERMS.items()}
        | {
            f"dc.subject.{name}": _means("subject", f"dcterms:{scheme}")
            for name, scheme in _SCHEMES.items()
        }
        | {"id": Means(Role.ID, clean=_id), "action": Trait.ACTION}
    ),
    together=(Together(("collection",), _collections, "`dcterms:isPartOf`, collections"),),
    separators=("||",),
    hierarchy=Hierarchy.ACTIONS,
    guess=_field,
    identifier_may_be_id=True,
)
