"""Omeka Classic, as its plug-ins export and import, and Omeka S, as CSV Import reads.

<https://omeka.org/classic/docs/Plugins/CSV_Import/>, <https://omeka.org/s/docs/user-manual/modules/csvimport/>
"""

import re
from collections.abc import Sequence

from metadata.authorities import read_address
from metadata.dialect import Dialect, Headers, columns, same
from metadata.roles import Means, Role
from schemas.terms import Kind, find_term

_TAIL = ("tags", "file", "itemType", "collection", "public", "featured")
_OF_S = ("Item set", "Resource class", "Resource template", "Media url", "Resource type")
_SHOWN = "it says what a site shows first"

# A URI and its label, as Omeka S has them in one cell.
_LABELLED = re.compile(r"(https?://\S+)\s+(\S.*)", re.DOTALL)


def _label(text: str) -> tuple[str, str | None]:
    found = _LABELLED.fullmatch(text)
    return (found[2] if found else text), None


def _address(text: str) -> str | None:
    found = _LABELLED.fullmatch(text)
    return read_address(found[1]) if found else None


def _named(folded: str) -> Means | None:
    """Return what a column means whose values may be URIs with a label: names, topics, places."""
    term = find_term(folded)
    if term is None or term.kind is not Kind.NAMED:
        return None
    return Means(term.name, clean=_label, address=_address)


_TAGS = Means("subject", separators=(",",))


def _recognised(headers: Headers) -> Sequence[str]:
    """Return what proves Omeka Classic: its prefix, unless spaced or among columns of Omeka S."""
    elements = headers.beginning("dublin core:", "item type metadata:")
    titled = headers.called("Dublin Core:Title")
    tail = headers.called(*_TAIL)
    if not elements or headers.called(*_OF_S) or headers.beginning("dcterms:", "o:"):
        return ()
    return (*titled, *tail) if titled and tail else elements[:2]


def _recognised_s(headers: Headers) -> Sequence[str]:
    titled = headers.called("dcterms:title", "Dublin Core:Title")
    return (*titled, *headers.called(*_OF_S), *headers.beginning("o:")[:1]) if titled else ()


OMEKA_CLASSIC = Dialect(
    "omeka-classic",
    "Omeka Classic",
    _recognised,
    "`Dublin Core:Title`, mostly with `tags`, `file`, `itemType`, `collection`, `public` and "
    "`featured` at the end; `Item Type Metadata:…`",
    "Exports have `^^` between values; files and tags stand between commas. Without a column of "
    "ids the first identifier is the id.",
    columns(
        same(Role.ID, "itemId", "Item Id", "Omeka Id")
        | {
            "tags": _TAGS,
            "itemType": "type",
            "Item type": "type",
            "collection": "dcterms:isPartOf",
            "public": Role.PUBLISHED,
            "Item Type Metadata:URL": Role.FILE,
            "Item Type Metadata:Original Format": "dcterms:medium",
            "Item Type Metadata:Physical Dimensions": "dcterms:extent",
            "Item Type Metadata:Location": "dcterms:spatial",
        }
        | same("contributor", "Item Type Metadata:Interviewer", "Item Type Metadata:Participants")
        | same("creator", "Item Type Metadata:Interviewee")
    ),
    left_out=({"featured": _SHOWN}),
    separators=("^^",),
)

OMEKA_S = Dialect(
    "omeka-s",
    "Omeka S",
    _recognised_s,
    "`dcterms:title` or `Dublin Core : Title`",
    "Without a column of ids the first identifier is the id. Of a URI with its label, as a name, a "
    "subject or a place, the label is the value, with the URI as its address in an authority file.",
    columns(
        same(Role.ID, "o:id")
        | same("dcterms:isPartOf", "Item set", "Item sets", "o:item_set", "Collections")
        | same("subject", "tags", "o:tag", "o-module-folksonomy:tag")
        | same("type", "Resource class", "o:resource_class")
        | same(Role.FILE, "Media url", "Media", "url", "o:media", "o:source")
        | same(Role.PUBLISHED, "o:is_public", "Visibility", "is public")
    ),
    left_out=(
        dict.fromkeys(
            ("Resource template", "o:resource_template", "Resource type", "o:owner"),
            "it is for the forms of Omeka",
        )
    ),
    guess=_named,
)
