"""A data field of MARC 21 as a reader holds it, and the fields that are left unread on purpose.

<https://www.loc.gov/marc/bibliographic/>
"""

from dataclasses import dataclass, field

from lxml import etree

from metadata.authorities import read_address
from metadata.said import children, text_in

UNSAID = {
    "003": "whose control number 001 is",
    "005": "when the description was changed",
    "006": "codes of the form of material",
    "007": "codes of the carrier",
    "008": "codes; dates and language are read where no field says them",
    "016": "number of the description elsewhere",
    "035": "number of the description elsewhere",
    "040": "who described it, and by which rules",
    "042": "by which programme it was described",
    "066": "character sets of the description",
    "336": "content type, which the leader says in a code",
    "337": "media type, which the carrier says",
    "338": "carrier type, which the description of the carrier says",
    "883": "where a field of the description is from",
    "884": "how the description was converted",
}
"""The fields that say nothing of the thing itself, or say it again: they are not told."""

# What ties a field to others, and the thesaurus of a heading, which is read with it.
_TIES = "2568"
_NUMBERS = "01"


def bare(text: str) -> str:
    """Return *text* without the punctuation of ISBD that leads over to the next subfield."""
    return text.strip().rstrip("/:;,=").rstrip()


@dataclass(frozen=True, slots=True)
class Field:
    """A data field: its tag, its second indicator, its subfields in order.

    *asked* are the codes of those that were asked for, *taken* those that were taken alone.
    """

    tag: str
    second: str
    subfields: tuple[tuple[str, str], ...]
    asked: list[str] = field(default_factory=list)
    taken: list[tuple[str, str]] = field(default_factory=list)

    def all(self, codes: str) -> list[str]:
        """Return the texts of the subfields that have one of *codes*."""
        self.asked.append(codes)
        return [text for code, text in self.subfields if code in codes and text]

    def has(self, codes: str) -> bool:
        """Return whether there is a subfield with one of *codes*."""
        return any(code in codes for code, _ in self.subfields)

    def joined(self, codes: str, between: str = " ") -> str:
        """Return them as one text, without the punctuation that ends it."""
        return bare(between.join(self.all(codes)))

    def address(self) -> str | None:
        """Return the address that an authority file has for what is named, or None.

        Of several the first is taken, of what was noted ($0) before the thing itself ($1).
        """
        numbers = (one for one in self.subfields if one[0] in _NUMBERS)
        for number in sorted(numbers, key=lambda one: one[0]):
            address = read_address(number[1])
            if address:
                self.taken.append(number)
                return address
        return None

    @property
    def unasked(self) -> list[tuple[str, str]]:
        """The subfields that nobody has asked for, which say something."""
        known = "".join(self.asked) + _TIES
        return [one for one in self.subfields if one[0] not in known and one not in self.taken]


def field_of(element: etree._Element) -> Field:
    """Return the data field that *element* is."""
    subfields = ((one.get("code", ""), text_in(one)) for one in children(element, "subfield"))
    return Field(element.get("tag", ""), element.get("ind2", " "), tuple(subfields))
