"""Names and headings of EAD as terms of Dublin Core: who made it, and what it is about.

``controlaccess``, ``origination`` and ``index`` of the tag libraries, EAD 2002
<https://www.loc.gov/ead/tglib/> and EAD3 <https://www.loc.gov/ead/EAD3taglib/>. Roles are met as
words and codes of the relators of MARC, as codes of UNIMARC (Calames), in German and in French.
"""

import itertools
import re
from collections.abc import Collection, Iterator, Mapping

from lxml import etree

from metadata.authorities import read_address
from metadata.crosswalks.ead_unit import Unit, language_of
from metadata.crosswalks.library import AUTHORITIES
from metadata.mixed import is_internal, text_of
from metadata.relators import CREATORS, PUBLISHERS
from metadata.said import children, name_of
from schemas.terms import TERMS, Kind

NAMES = frozenset({"persname", "corpname", "famname", "name"})

_MAKER, _OWNER, _PUBLISHER, _TOPIC = "creator", "dcterms:provenance", "publisher", "subject"

_ROLES: Mapping[str, str] = {
    **dict.fromkeys(CREATORS, _MAKER),
    **dict.fromkeys(PUBLISHERS, _PUBLISHER),
    **dict.fromkeys(("writer", "collector", "col", "070", "040", "180", "230", "600"), _MAKER),
    **dict.fromkeys(("verfasser", "verfasserin", "autor", "autorin", "urheber"), _MAKER),
    **dict.fromkeys(("absender", "absenderin", "fotograf", "fotografin", "fotograph"), _MAKER),
    **dict.fromkeys(("komponist", "komponistin", "künstler", "künstlerin"), _MAKER),
    **dict.fromkeys(("bestandsbildner", "aktenbildner", "registraturbildner"), _MAKER),
    **dict.fromkeys(("auteur", "expéditeur", "photographe", "producteur"), _MAKER),
    **dict.fromkeys(("650", "verlag", "verleger"), _PUBLISHER),
    **dict.fromkeys(("former owner", "fmo", "owner", "own", "donor", "dnr"), _OWNER),
    **dict.fromkeys(("source", "390", "320", "920", "vorbesitzer", "vorbesitzerin"), _OWNER),
    **dict.fromkeys(("pre", "vorprovenienz"), _OWNER),
    **dict.fromkeys(("", "subject", "sbj", "depicted", "dpc", "sujet"), _TOPIC),
    **dict.fromkeys(("dokumentierte person", "behandelte person", "erwähnte person"), _TOPIC),
    **dict.fromkeys(("erwähnt", "behandelt", "dokumentiert", "abgebildet"), _TOPIC),
}

# Where no role is said, the field of MARC or Dublin Core that a name would stand in.
_ANALOGS = {
    **dict.fromkeys(("100", "110", "111", "creator"), _MAKER),
    **dict.fromkeys(("700", "710", "711", "720", "contributor"), "contributor"),
}

_TERMS = {
    "subject": "subject",
    "function": "subject",
    "occupation": "subject",
    "title": "subject",
    "geogname": "dcterms:spatial",
    "genreform": "type",
}
_HEADINGS = NAMES | _TERMS.keys()
_SCHEMES = {code: f"dcterms:{scheme}" for scheme, code in AUTHORITIES.items()}
_CODED = re.compile(r"(.+?) ?\(([a-z]{3})\)")


def take_headings(unit: Unit, element: etree._Element) -> None:
    """Take in every heading in *element*, however deep lists and sections nest there."""
    for one in _outermost(element, _HEADINGS):
        take_heading(unit, one)


def take_index(unit: Unit, element: etree._Element) -> None:
    """Take in the entries of an index, whose names are met in what is described, as its topics."""
    for one in _outermost(element, _HEADINGS):
        take_heading(unit, one, "subject")


def take_named_in(unit: Unit, element: etree._Element) -> None:
    """Take in the headings that a title holds, as French finding aids mark them.

    A title within a title is no subject, and a name without a role says nothing of what it does.
    """
    for one in _outermost(element, _HEADINGS - {"title"}):
        if _role(one) or name_of(one) not in NAMES:
            take_heading(unit, one)


def _outermost(element: etree._Element, names: Collection[str]) -> Iterator[etree._Element]:
    """Yield what is called as one of *names* in *element*, not what is inside that or internal."""
    for one in element.iter("{*}*"):
        if name_of(one) in names and one is not element:
            above = [*_up_to(element, one)]
            if not any(map(is_internal, (one, *above))) and not any(
                name_of(outer) in names for outer in above
            ):
                yield one


def _up_to(top: etree._Element, element: etree._Element) -> Iterator[etree._Element]:
    """Yield what is around *element* below *top*, from the inside."""
    return itertools.takewhile(lambda outer: outer is not top, element.iterancestors())


def take_heading(unit: Unit, element: etree._Element, other: str = "contributor") -> None:
    """Take in a heading as what it is: a name by its role, else by the kind of the element.

    *other* is the term for names in a role that is not known here.
    """
    name = name_of(element)
    term = _TERMS.get(name) or _ANALOGS.get(_analog(element)) or _ROLES.get(_role(element), other)
    is_topic = term in _TERMS.values()
    scheme = _scheme(element) if is_topic else None
    lang = language_of(element) if is_topic else None
    unit.add(term, _heading(element), lang, scheme, _address(term, element))
    for one in children(element, "geographiccoordinates"):
        unit.leave_out(one)


def take_origination(unit: Unit, element: etree._Element) -> None:
    """Take in who made or gathered the unit: the creator, where nothing says another role."""
    label = " ".join((element.get("label") or "").casefold().split())
    said = label if label in _ROLES else ""
    named = [one for one in children(element, *NAMES) if not is_internal(one)]
    for one in named:
        # Of a creator (ArchivesSpace), what else is said is how.
        role = said if said in {"creator", "source"} else _role(one) or said or "creator"
        term = _ROLES.get(role, "contributor")
        unit.add(term, _heading(one), derived=_address(term, one))
    if not named:
        unit.add(_ROLES[said or "creator"], text_of(element))


def _role(element: etree._Element) -> str:
    """Return the role of a name, as a word or a code (``role``; ``relator`` in EAD3)."""
    written = element.get("relator") or element.get("role") or ""
    last = " ".join(written.casefold().split()).rstrip("/").rpartition("/")[2]
    coded = _CODED.fullmatch(last)
    return last if coded is None else coded[2] if coded[2] in _ROLES else coded[1]


def _analog(element: etree._Element) -> str:
    """Return the field that ``encodinganalog`` names, where it stands in for a role."""
    written = (element.get("encodinganalog") or "").strip().casefold()
    is_marc = written[:3].isdigit()
    return "" if _role(element) else written[:3] if is_marc else written.rpartition(":")[2]


def _heading(element: etree._Element) -> str:
    """Return a heading in the form for retrieval, else its parts, else its words."""
    normal = (element.get("normal") or "").strip()
    parts = [text_of(one) for one in children(element, "part")]
    between = "--" if name_of(element) in {"subject", "genreform", "function"} else ", "
    return normal or between.join(filter(None, parts)) or text_of(element)


def _address(term: str, element: etree._Element) -> str | None:
    """Return the address that an authority file has for a heading of *term*, or None.

    EAD 2002 has it, or a number, in ``authfilenumber``, EAD3 in ``identifier``, also of a part.
    """
    if TERMS[term].kind is not Kind.NAMED:
        return None
    parts = [*children(element, "part")]
    for one in (element, *(parts if len(parts) == 1 else ())):
        number = one.get("authfilenumber") or one.get("identifier") or ""
        address = read_address(number, element.get("source") or "")
        if address:
            return address
    return None


def _scheme(element: etree._Element) -> str | None:
    source = (element.get("source") or "").strip()
    code = source.casefold()
    return _SCHEMES.get(code, code if re.fullmatch(r"[a-z0-9-]+", code) else source) or None
