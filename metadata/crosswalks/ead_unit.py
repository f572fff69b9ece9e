"""What a unit of a finding aid says of itself: values, digital objects, and what to remark."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from metadata.markup import LANG
from metadata.mixed import text_of
from metadata.said import Remark, Said, name_of
from schemas.row import shown

_NOT_READ = "not read: no term of Dublin Core says this"


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

    def remark(self, element: etree._Element, message: str = _NOT_READ) -> None:
        """Remember to tell that *element* is not read, or something else of it."""
        self.remarks.append((name_of(element), shown(text_of(element)), message))


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
