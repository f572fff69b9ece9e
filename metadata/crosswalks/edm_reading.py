"""The Europeana Data Model, read: of providers, of Europeana, and ours.

A provided object is described by itself or, at Europeana, by proxies; what it refers to stands
beside it, or inside the property, and has a label; web resources show it. RDF/XML has many forms,
this is that of <https://pro.europeana.eu/page/edm-documentation>.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from metadata.crosswalks.edm import NAMESPACE, RDF
from metadata.iiif.names import record_id
from metadata.parts import as_object, text_of
from metadata.said import Read, Said, children, language_of, line_of, name_of, namespace_of, text_in
from schemas.coordinates import read_area
from schemas.grammar import is_id, is_web_address
from schemas.media_types import media_type_of, read_media_type
from schemas.native import Json
from schemas.resource_types import read_type
from schemas.rights import read_rights
from schemas.terms import DC, DCTERMS, TERMS, Kind, find_term

_ABOUT, _RESOURCE = f"{{{RDF}}}about", f"{{{RDF}}}resource"

UNSAID = frozenset(
    {"type", "aggregatedCHO", "dataProvider", "provider", "intermediateProvider", "object"}
    | {"isShownAt", "isShownBy", "hasView", "rights", "ugc", "europeanaProxy", "preview"}
)
"""Of ``edm``: what is read elsewhere, who gives the record, and pictures that are made anew."""

_TERMS = {"isRelatedTo": "relation", "hasType": "type", "isSuccessorOf": "dcterms:replaces"}

# What Europeana calls a type is less than DCMI does, and 3D is a picture of a thing.
_TYPES = {"TEXT": "Text", "IMAGE": "Image", "VIDEO": "MovingImage", "SOUND": "Sound"}

Things = Mapping[str, etree._Element]
"""What stands in a document, by its ``rdf:about``."""

_Told = tuple[str, str | None, str | None, str | None]
"""Text, language, scheme, and address in an authority file, of a value."""


def read(rdf: etree._Element) -> Read:
    """Return what *rdf* says of the first object in it."""
    return next(read_all(rdf))


def read_all(rdf: etree._Element) -> Iterator[Read]:
    """Yield a record for each provided object in *rdf*, and what is not read of it."""
    objects = [*rdf.iter(f"{{{NAMESPACE}}}ProvidedCHO")]
    if not objects:
        message = "no edm:ProvidedCHO in it: of RDF, records of the Europeana Data Model are read"
        yield Read(line_of(rdf), None, [("metadata", "", message)])
        return
    things = {one.get(_ABOUT, ""): one for one in rdf.iter() if _is_thing(one)}
    for element in objects:
        yield _Object(rdf, element, things).read()


def _is_thing(element: etree._Element) -> bool:
    return isinstance(element.tag, str) and element.get(_ABOUT) is not None


@dataclass(frozen=True)
class _Object:
    """One object in a document, with the *things* that it refers to."""

    rdf: etree._Element
    element: etree._Element
    things: Things

    def read(self) -> Read:
        said = Said()
        about = self.element.get(_ABOUT, "")
        for described in (self.element, *self._of("Proxy", "proxyFor")):
            if not _is_of_europeana(described):
                for one in children(described):
                    self._take(said, one)
        for aggregation in self._of("Aggregation", "aggregatedCHO"):
            self._take_aggregation(said, aggregation)
        self._settle_type(said)
        if _id(about):
            said.more["id"] = _id(about)
        return said.read_at(self.element)

    def _of(self, name: str, link: str) -> list[etree._Element]:
        """Return what is called *name* and leads by *link* to this object."""
        about = self.element.get(_ABOUT)
        return [
            one
            for one in children(self.rdf, name)
            if any(to.get(_RESOURCE) == about for to in children(one, link))
        ]

    def _take(self, said: Said, one: etree._Element) -> None:
        """Take in one property of the object."""
        name = name_of(one)
        is_dublin_core = namespace_of(one) in (DC, DCTERMS)
        found = find_term(name) if is_dublin_core else None
        term = found.name if found else _TERMS.get(name)
        if term is not None:
            said.add(term, *self._value(said, term, one))
        elif is_dublin_core or (namespace_of(one) == NAMESPACE and name not in UNSAID):
            said.leave_element(f"edm:{name}", one)

    def _value(self, said: Said, term: str, one: etree._Element) -> _Told:
        """Return what a property says: itself, or by what it refers to."""
        address = one.get(_RESOURCE, "")
        thing = next(children(one), None) if len(one) else self._thing(term, address)
        if term == "dcterms:spatial":
            point = _point(address, thing)
            if point is not None:
                return (*point, _address(thing))
        label = None if thing is None else _label(thing)
        if label is None:
            return (text_in(one) if thing is None else "") or address, language_of(one), None, None
        about = _address(thing)
        if thing is not None and about and TERMS[term].kind is not Kind.NAMED:
            said.leave(f"edm:{name_of(thing)}/rdf:about", about)
            about = None
        return text_in(label), language_of(label), None, about

    def _thing(self, term: str, address: str) -> etree._Element | None:
        """Return what *address* leads to; a statement of rights is known by its address."""
        is_rights = TERMS[term].kind is Kind.RIGHTS
        is_statement = is_rights and read_rights(address).value is not None
        return None if is_statement else self.things.get(address)

    def _take_aggregation(self, said: Said, aggregation: etree._Element) -> None:
        """Take in rights, the page at the provider, and what shows the object."""
        for one in children(aggregation, "rights"):
            self._take_rights(said, one)
        for one in children(aggregation, "isShownAt"):
            said.add("identifier", one.get(_RESOURCE, "") or text_in(one))
        views = [*children(aggregation, "isShownBy"), *children(aggregation, "hasView")]
        for address in dict.fromkeys(one.get(_RESOURCE, "") for one in views):
            if address:
                self._take_view(said, address)

    def _take_rights(self, said: Said, one: etree._Element) -> None:
        """Take in rights, unless what is said already is the same statement."""
        text = one.get(_RESOURCE, "") or text_in(one)
        told = {read_rights(text_of(value)).value for value in said.metadata.get("rights", ())}
        if read_rights(text).value is None or read_rights(text).value not in told:
            said.add("rights", text, language_of(one))

    def _take_view(self, said: Said, address: str) -> None:
        """Take in what shows the object: a page if it is a picture, else a file."""
        resource = self.things.get(address)
        about = [] if resource is None else [*children(resource)]
        for one in about:
            if name_of(one) == "isReferencedBy":
                said.add("dcterms:isReferencedBy", one.get(_RESOURCE, ""))
        formats = [text_in(one) for one in about if name_of(one) == "format"]
        kind = next(filter(None, map(read_media_type, formats)), None)
        services = (one.get(_RESOURCE) for one in about if name_of(one) == "has_service")
        service = next(filter(None, services), None)
        if service:
            said.append("pages", {"service": service})
        elif (kind or media_type_of(address) or "").startswith("image/"):
            said.append("pages", {"file": address})
        else:
            said.append("files", {"file": address} | ({"media_type": kind} if kind else {}))

    def _settle_type(self, said: Said) -> None:
        """Let edm:type be the standard form of the first type, if the words of none give one."""
        found = (text_in(one) for one in self.rdf.iter(f"{{{NAMESPACE}}}type"))
        name = next((_TYPES[text] for text in found if text in _TYPES), None)
        types = said.metadata.get("type", [])
        if name is None or any(read_type(text_of(one)).value for one in types):
            return
        first: str | Json = {**as_object(types[0]), "derived": name} if types else name
        said.metadata["type"] = [first, *types[1:]]


def _id(about: str) -> str | None:
    """Return the id of the object called *about*: an address without its scheme, as elsewhere."""
    bare = about.removeprefix("http://data.europeana.eu").removeprefix("/item/")
    if is_web_address(bare):
        return record_id(bare)
    return bare if is_id(bare) else None


def _is_of_europeana(proxy: etree._Element) -> bool:
    """Whether *proxy* holds what Europeana has added to the words of the provider."""
    return any(text_in(one) == "true" for one in children(proxy, "europeanaProxy"))


def _label(thing: etree._Element) -> etree._Element | None:
    """Return the label of *thing*: that of no language, the English one, else the first."""
    labels = [*children(thing, "prefLabel")] or [*children(thing, "altLabel")]
    wanted = {None: 0, "en": 1}
    return min(labels, key=lambda one: wanted.get(language_of(one), 2), default=None)


def _address(thing: etree._Element | None) -> str | None:
    """Return the http(s) address that *thing* is called by, or None."""
    about = "" if thing is None else thing.get(_ABOUT, "")
    return about if is_web_address(about) else None


def _point(address: str, place: etree._Element | None) -> tuple[str, str | None, str] | None:
    """Return a place on the map as DCMI Point: its coordinates are its name, or are told of it."""
    north, east = address.removeprefix("geo:").partition(",")[::2] if ":" in address else ("", "")
    label = None
    if place is not None:
        parts = {name_of(one): text_in(one) for one in children(place)}
        north, east = parts.get("lat", north), parts.get("long", east)
        label = _label(place)
    name = "" if label is None else f"name={text_in(label)}; "
    text = f"{name}east={east}; north={north}"
    if read_area(text, "Point") is None:
        return None
    return text, None if label is None else language_of(label), "dcterms:Point"
