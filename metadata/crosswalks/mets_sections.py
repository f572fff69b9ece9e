"""What METS has beside description, pages and files: sections that nobody reads are told.

<https://www.loc.gov/standards/mets/METSOverview.v2.html>
"""

from collections.abc import Iterator

from lxml import etree

from metadata.crosswalks.goobi_reading import is_of_production
from metadata.said import Said, children, name_of

UNSAID = frozenset({"metsHdr", "fileSec", "structLink"})
"""What says who made the document, and what is read with the pages: it is not told."""

# What our own METS, and all for the DFG Viewer, say for the viewer alone, or say again.
_OF_VIEWER = frozenset({"DVRIGHTS", "DVLINKS"})

_STRUCTURES = frozenset({"PHYSICAL", "LOGICAL"})


def leave_sections(said: Said, mets: etree._Element, described: etree._Element | None) -> None:
    """Leave each section of *mets* that is not read; *described* is the description that is."""
    for section in children(mets):
        for field, part in _unread(section, described):
            said.leave(f"mets:{field}", _called(part))


def _unread(
    section: etree._Element, described: etree._Element | None
) -> Iterator[tuple[str, etree._Element]]:
    """Yield what of *section* is not read, as a field and where that stands."""
    name = name_of(section)
    if name == "amdSec":
        parts = (part for part in children(section) if _kind(part) not in _OF_VIEWER)
        yield from ((f"amdSec/{name_of(part)}", part) for part in parts)
    elif name == "dmdSec":
        is_read = (described is not None and section in described.iterancestors()) or (
            is_of_production(section)
        )
        yield from () if is_read else ((name, section),)
    elif name == "structMap":
        is_read = section.get("TYPE", "").upper() in _STRUCTURES or _is_alone(section)
        yield from () if is_read else ((name, section),)
    elif name not in UNSAID:
        yield name, section


def _is_alone(structure: etree._Element) -> bool:
    above = structure.getparent()
    return above is not None and len([*children(above, "structMap")]) == 1


def _kind(part: etree._Element) -> str:
    """Return the kind of metadata that *part* holds or points to; empty where nobody says it."""
    held = next(children(part, "mdWrap", "mdRef"), None)
    return "" if held is None else held.get("OTHERMDTYPE", held.get("MDTYPE", ""))


def _called(part: etree._Element) -> str:
    return part.get("ID") or part.get("TYPE") or _kind(part) or name_of(part)
