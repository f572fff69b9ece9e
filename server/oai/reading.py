"""An answer of OAI-PMH, read back for people: what it lists, where it goes on, what went wrong.

The XML of §3.2 in, frozen values out: no Flask, no store. Section numbers are those of
<http://www.openarchives.org/OAI/openarchivesprotocol.html>.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from metadata.markup import OAI, RefusedXml, indented, parse

MOST_READ = 10_000_000  # bytes of an answer; a tree takes several times as much memory
MOST_ENTRIES = 20  # of a list, in XML
MOST_CHARACTERS = 200_000  # of XML on one page

_OAI = f"{{{OAI}}}"
_ENTRIES = frozenset(f"{_OAI}{name}" for name in ("record", "header", "set", "metadataFormat"))

EXPLANATIONS: Mapping[str, str] = {
    "badVerb": (
        "The request does not say which of the six questions of OAI-PMH it asks, or says it "
        "twice. Verbs are written exactly as in the list above, capital letters included."
    ),
    "badArgument": (
        "An argument is missing, repeated, not one that this verb takes, or its value is "
        "malformed. A harvester that sends empty arguments, such as set= with nothing behind it, "
        "gets this too: what is not asked for has to be left out."
    ),
    "badResumptionToken": (
        "The token was not made here, was cut off or changed on the way, belongs to another verb, "
        "or is too old. The harvester has to begin the list again, best with from= the date of "
        "the last record that it got."
    ),
    "cannotDisseminateFormat": (
        "The repository does not have this format, or this record cannot be expressed in it. "
        "ListMetadataFormats says which formats there are."
    ),
    "idDoesNotExist": (
        "No record here has that identifier, and none ever had: a deleted record would answer "
        "with its header. Look at the spelling, percent signs included."
    ),
    "noRecordsMatch": (
        "Nothing is wrong: the list is empty. A harvester that asks for what has changed since "
        "its last visit gets this when nothing has. Otherwise check the set and the dates, which "
        "are those of the last change in this archive and not those of the documents."
    ),
    "noMetadataFormats": "This record is available in no format at all.",
    "noSetHierarchy": "This repository has no sets; ask again without the argument set.",
}
"""What each error means, for the people at either end (§3.6)."""


@dataclass(frozen=True, slots=True)
class Fault:
    """An error of the protocol: its code, what the server said, and what it means."""

    code: str
    message: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a record (§2.5)."""

    identifier: str
    datestamp: str
    set_specs: tuple[str, ...]
    is_deleted: bool


@dataclass(frozen=True, slots=True)
class Token:
    """A resumptionToken (§3.5); *text* is empty where it closes a list."""

    text: str
    size: str
    cursor: str
    expires: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What an answer says.

    *facts* are those of Identify, *sets* pairs of spec and name, *formats* triples of prefix,
    schema and namespace. *entries* counts what the answer lists. *xml* is indented, and *is_cut*
    where it shows less than there is.
    """

    response_date: str
    faults: tuple[Fault, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    headers: tuple[Header, ...] = ()
    sets: tuple[tuple[str, str], ...] = ()
    formats: tuple[tuple[str, str, str], ...] = ()
    token: Token | None = None
    entries: int = 0
    xml: str = field(default="", repr=False)
    is_cut: bool = False


def read(xml: bytes) -> Reading:
    """Return what *xml*, an answer of OAI-PMH, says.

    Raises:
        RefusedXml: it is longer, or deeper, than what is read here.
    """
    if len(xml) > MOST_READ:
        raise RefusedXml(f"{len(xml)} bytes are too many")
    root = parse(xml)
    body = root[-1]
    entries = [child for child in body if child.tag in _ENTRIES]
    said = Reading(
        response_date=_text(root, "responseDate"),
        faults=tuple(map(_fault, root.iterfind(f"{_OAI}error"))),
        facts=_facts(body) if body.tag == f"{_OAI}Identify" else (),
        headers=tuple(_header(one) for entry in entries for one in _headers_in(entry)),
        sets=tuple((_text(one, "setSpec"), _text(one, "setName")) for one in _named(body, "set")),
        formats=tuple(map(_format, _named(body, "metadataFormat"))),
        token=_token(body),
        entries=len(entries),
    )
    return _with_xml(said, root, entries)


def _with_xml(said: Reading, root: etree._Element, entries: list[etree._Element]) -> Reading:
    """Return *said* with its XML, of which the first *entries* are enough."""
    beyond = entries[MOST_ENTRIES:]
    if beyond:
        body = root[-1]
        body.insert(body.index(beyond[0]), etree.Comment(f" {len(beyond):,} more are not shown "))
        for entry in beyond:
            body.remove(entry)
    xml = indented(root)
    is_cut = bool(beyond) or len(xml) > MOST_CHARACTERS
    return replace(said, xml=xml[:MOST_CHARACTERS], is_cut=is_cut)


def _named(parent: etree._Element, name: str) -> list[etree._Element]:
    return parent.findall(f"{_OAI}{name}")


def _text(parent: etree._Element, name: str) -> str:
    return parent.findtext(f"{_OAI}{name}") or ""


def _headers_in(entry: etree._Element) -> list[etree._Element]:
    return [entry] if entry.tag == f"{_OAI}header" else _named(entry, "header")


def _header(element: etree._Element) -> Header:
    return Header(
        _text(element, "identifier"),
        _text(element, "datestamp"),
        tuple(spec.text or "" for spec in _named(element, "setSpec")),
        element.get("status") == "deleted",
    )


def _format(element: etree._Element) -> tuple[str, str, str]:
    names = ("metadataPrefix", "schema", "metadataNamespace")
    prefix, schema, namespace = (_text(element, name) for name in names)
    return prefix, schema, namespace


def _facts(body: etree._Element) -> tuple[tuple[str, str], ...]:
    """What Identify says in a word (§4.2); its descriptions are XML, and stay there."""
    plain = (child for child in body if child.tag != f"{_OAI}description")
    return tuple((str(child.tag).removeprefix(_OAI), child.text or "") for child in plain)


def _fault(element: etree._Element) -> Fault:
    code = element.get("code", "")
    return Fault(code, element.text or "", EXPLANATIONS.get(code, ""))


def _token(body: etree._Element) -> Token | None:
    found = body.find(f"{_OAI}resumptionToken")
    if found is None:
        return None
    size, cursor, expires = (
        found.get(name, "") for name in ("completeListSize", "cursor", "expirationDate")
    )
    return Token(found.text or "", size, cursor, expires)
