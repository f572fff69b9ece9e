"""Names and headings of MODS as others write them, with their addresses in authority files.

<https://www.loc.gov/standards/mods/userguide/subject.html>, and the attributes for authorities in
<https://www.loc.gov/standards/mods/userguide/generalapp.html>.
"""

from lxml import etree

from metadata.authorities import read_address
from metadata.crosswalks.library import AUTHORITIES
from metadata.said import Said, children, language_of, name_of, text_in


def address_of(element: etree._Element) -> str | None:
    """Return the address that an authority file has for what *element* names, or None."""
    number = element.get("valueURI", "")
    sources = (element.get("authorityURI", ""), element.get("authority", ""))
    return next(filter(None, (read_address(number, source) for source in sources)), None)


def name_in(element: etree._Element) -> str:
    """Return the name that the parts of *element* make: family, given, and then dates."""
    parts = [(one.get("type"), text_in(one)) for one in children(element, "namePart")]
    named = {kind: text for kind, text in parts if kind in {"family", "given"}}
    rest = [text for kind, text in parts if kind not in {"family", "given"} and text]
    both = ", ".join(named[kind] for kind in ("family", "given") if named.get(kind))
    return ", ".join(filter(None, (both, *rest)))


def take_subject(said: Said, element: etree._Element) -> None:
    """Take in a heading: its parts one after the other, as LCSH has them; places apart."""
    inner = [*children(element)]
    authority = element.get("authority") or next(
        (one.get("authority") for one in inner if one.get("authority")), None
    )
    scheme = _SCHEMES.get(authority or "", authority or "")
    for part in inner:
        text = _place(part) if name_of(part) in _PLACES else ""
        said.add("dcterms:spatial", text, language_of(part), scheme, _part_address(part))
    if len(inner) == 1 and name_of(inner[0]) == "temporal":
        lang, address = language_of(inner[0]), _part_address(inner[0])
        said.add("dcterms:temporal", text_in(inner[0]), lang, derived=address)
        return
    words = [_word(part) for part in inner if name_of(part) in HEADINGS]
    if not inner:
        words = [text_in(element)]
    is_place_alone = bool(inner) and all(name_of(part) in _PLACES for part in inner)
    heading = "" if is_place_alone else "--".join(filter(None, words))
    whole = inner[0] if len(inner) == 1 else element
    address = address_of(element) or address_of(whole)
    said.add("subject", heading, language_of(whole), scheme, address)


def _part_address(part: etree._Element) -> str | None:
    """Return the address of a *part* of a heading: its own, or where it is all of it, of that."""
    above = part.getparent()
    is_all = above is not None and len([*children(above)]) == 1
    return address_of(part) or (address_of(above) if above is not None and is_all else None)


def _word(part: etree._Element) -> str:
    if name_of(part) == "name":
        return name_in(part)
    return " ".join(text_in(one) for one in part) if len(part) else text_in(part)


def _place(part: etree._Element) -> str:
    texts = [text_in(one) for one in children(part)] or [text_in(part)]
    return "--".join(filter(None, texts))


_SCHEMES = {code: f"dcterms:{scheme}" for scheme, code in AUTHORITIES.items()}
_PLACES = frozenset({"geographic", "hierarchicalGeographic"})
HEADINGS = _PLACES | {"topic", "temporal", "name", "titleInfo", "genre", "occupation"}
"""The parts of a subject that are read."""


def take_class(said: Said, element: etree._Element) -> None:
    """Take in a class, of the three classifications that DCMI has a name for with that."""
    scheme = _CLASSIFICATIONS.get(element.get("authority", ""))
    said.add("subject", text_in(element), language_of(element), scheme, address_of(element))


_CLASSIFICATIONS = {name.casefold(): f"dcterms:{name}" for name in ("DDC", "LCC", "UDC")}
