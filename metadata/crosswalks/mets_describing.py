"""Which description in a METS is that of the whole, and what is said of it around there.

The logical structMap names it; where there is none, the first is taken that can be read here.
<https://www.loc.gov/standards/mets/METSOverview.v2.html>,
<https://dfg-viewer.de/en/profile-of-the-metadata>
"""

from collections.abc import Callable, Iterator, Mapping

from lxml import etree

from metadata.crosswalks import dublin_core, goobi_reading, mods_reading
from metadata.said import Read, Said, children, name_of, text_in
from schemas.grammar import is_web_address
from schemas.native import Json
from schemas.terms import DC

_READERS: Mapping[str, Callable[[etree._Element], Read]] = {
    "mods": mods_reading.read,
    "dc": dublin_core.read,
    "qualifieddc": dublin_core.read,
    "goobi": goobi_reading.read,
    "kitodo": goobi_reading.read,
}


def description(mets: etree._Element, logical: etree._Element | None) -> etree._Element | None:
    """Return the root of the description of the whole, or None."""
    sections = {one.get("ID", ""): one for one in children(mets, "dmdSec")}
    named = (sections.get(one) for one in _named(logical))
    wanted = [section for section in named if section is not None]
    found = (_root(section) for section in (*wanted, *sections.values(), mets))
    return next((root for root in found if root is not None), None)


def whole_of(logical: etree._Element) -> etree._Element | None:
    """Return the division that is the whole: a volume, where what holds it is another METS."""
    whole = next(children(logical, "div"), None)
    while whole is not None and next(children(whole, "mptr"), None) is not None:
        inner = [*children(whole, "div")]
        if len(inner) != 1:
            break
        whole = inner[0]
    return whole


def _named(logical: etree._Element | None) -> Iterator[str]:
    """Yield the ids of descriptions of the whole, then those of what holds it."""
    if logical is None:
        return
    whole = whole_of(logical)
    divisions = (whole, *logical.iter("{*}div"))
    for one in divisions:
        yield from (one.get("DMDID", "") if one is not None else "").split()


def _root(section: etree._Element) -> etree._Element | None:
    data = [*section.iter("{*}xmlData")]
    roots = (root for one in data for root in children(one, *_READERS))
    first = next(roots, None)
    if first is None:
        # Our own METS, and DSpace's, have the elements of Dublin Core without a root.
        return next((one for one in data if _is_bare(one)), None)
    inner = next(filter(goobi_reading.is_description, first.iter("{*}goobi", "{*}kitodo")), None)
    return first if inner is None else inner


def _is_bare(data: etree._Element) -> bool:
    return any(str(one.tag).startswith(f"{{{DC}}}") for one in data)


def described(root: etree._Element) -> Read:
    """Return what the description *root* says."""
    return _READERS.get(name_of(root), dublin_core.read)(root)


def take_around(mets: etree._Element, native: Json, logical: etree._Element | None) -> Json:
    """Return *native* with what the document says around its description.

    That is a title where it has none, rights likewise, and the addresses of its pages elsewhere.
    """
    said = Said(metadata={name: [*values] for name, values in native.get("metadata", {}).items()})
    if "title" not in said.metadata:
        whole = None if logical is None else whole_of(logical)
        label = None if whole is None else whole.get("LABEL")
        said.add("title", (label or mets.get("LABEL") or "").strip())
    if "rights" not in said.metadata:
        for one in mets.iter(f"{{{_DV}}}license"):
            said.add("rights", text_in(one))
    for name, term in _LINKS.items():
        for one in mets.iter(f"{{{_DV}}}{name}"):
            if is_web_address(text_in(one)):
                said.add(term, text_in(one))
    return native | ({"metadata": said.metadata} if said.metadata else {})


_DV = "http://dfg-viewer.de/"
_LINKS = {"presentation": "identifier", "iiif": "dcterms:isReferencedBy"}
