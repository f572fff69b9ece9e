"""What a unit of a finding aid says of itself: values, digital objects, and what to remark."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from metadata.markup import LANG
from metadata.mixed import text_of
from metadata.said import NOT_READ, Remark, Said, name_of
from schemas.row import shown


@dataclass
class Unit(Said):
    """A described unit under construction.

    *codes* are its reference codes, *repository* and *containers* where it lies: the house, and
    boxes and folders in order. *files* are those that a DOCTYPE names, by entity.
    """

    codes: list[str] = field(default_factory=list)
    repository: list[str] = field(default_factory=list)
    containers: list[str] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    files: Mapping[str, str] = field(default_factory=dict)

    def tell(self, name: str, value: str, message: str) -> None:
        """Remember to tell *message* of what stands in the element or attribute *name*."""
        self.remarks.append((f"ead:{name}", shown(value), message))

    def leave_out(self, element: etree._Element) -> None:
        """Remember to tell that *element* is not read: the first of its name."""
        if not any(field == f"ead:{name_of(element)}" for field, _, _ in self.remarks):
            self.tell(name_of(element), text_of(element), NOT_READ)


def language_of(element: etree._Element) -> str | None:
    """Return the language that *element* is written in, as written, or None.

    EAD3 says it as ``lang`` on any element, which holds for what is inside; EAD 2002 knows only
    ``xml:lang``, where a schema allows that.
    """
    one: etree._Element | None = element
    while one is not None:
        tag = (one.get("lang") or one.get(LANG) or "").strip()
        if tag:
            return tag
        one = one.getparent()
    return None
