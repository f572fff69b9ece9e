"""What a manifest, collection or canvas says of itself, as values of Dublin Core.

<https://iiif.io/api/presentation/3.0/#31-descriptive-properties>,
<https://iiif.io/api/presentation/2.1/#descriptive-properties>. Pairs of metadata have labels for
people: the label decides (``metadata.iiif.labels``), and what it leaves open is kept as a
description that begins with it, and told.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from metadata.iiif.labels import Meaning, meaning
from metadata.iiif.nav_place import SCHEME, features, points
from metadata.iiif.resources import Given, Words, address, listed, objects, plain, said
from metadata.prose import is_html
from metadata.said import Remark, Said
from metadata.splitting import PROSE_TERMS
from schemas.grammar import is_web_address
from schemas.languages import split_languages
from schemas.native import Json
from schemas.rights import read_rights
from schemas.terms import TERMS, Kind

IGNORED = "ignore"
"""What ``--map`` says of a label whose values are not wanted."""

_UNNAMED = 'of no term for certain, so kept as description: --map "{}=TERM" reads it as a term'

_NO_POINT = "more than points on a map, or elsewhere: the rest is left out"

_RIGHTS_TERMS = ("rights", "dcterms:license", "dcterms:accessRights")
_DATE_TERMS = ("date", "dcterms:created", "dcterms:issued", "dcterms:temporal")
_SUMMARY_TERMS = ("description", "dcterms:abstract")

_SPAN = re.compile(r"<span>((?:(?!</?span[\s>]).)*)</span>", re.DOTALL | re.IGNORECASE)
_MOMENT = re.compile(r"(-?\d{4,})(?:-(\d\d)-(\d\d))?(T.*)?")
_ITS_START = re.compile(r"T00:00(?::00(?:\.0+)?)?(?:Z|[+-]\d\d:?\d\d)?")


@dataclass
class Description:
    """Values by term under construction, and what there is to remark.

    *mapped* are terms by folded label, as somebody chose them; *used* are those of its labels that
    were met.
    """

    mapped: Mapping[str, str] = field(default_factory=dict)
    said: Said = field(default_factory=Said)
    remarks: list[Remark] = field(default_factory=list)

    def add(self, term: str, words: Iterable[Words]) -> None:
        """Take in *words* as values of *term*; markup stays only where prose may have it."""
        for text, lang in words:
            for one in _values(term, text):
                self.said.add(term, one, None if is_web_address(one) else lang)

    def add_pairs(self, resource: Json) -> None:
        """Take in the pairs of metadata of *resource*."""
        told: dict[str, str] = {}
        for pair in objects(resource.get("metadata")):
            labels, values = said(pair.get("label")), said(pair.get("value"))
            found = self._mapped(labels) or meaning(one.text for one in labels)
            if found is None:
                told.update(self._add_unnamed(labels, values))
            elif found.term != IGNORED:
                self.add(found.term, (Words(text, lang or found.lang) for text, lang in values))
        self.remarks += [_unnamed(label, text) for label, text in told.items()]

    def add_rights(self, resource: Json) -> None:
        """Take in licence and required statement, as far as the metadata have not said them."""
        for uri in (*listed(resource.get("rights")), *listed(resource.get("license"))):
            for words in said(uri):
                if not self._is_stated(words.text):
                    self.add("rights", [words])
        providers = {
            text for agent in objects(resource.get("provider")) for text, _ in _name(agent)
        }
        for before, (text, lang) in _statement(resource):
            if text not in providers and not self._is_stated(text):
                self.add("rights", [Words(f"{before}{text}", lang)])

    def add_summary(self, resource: Json) -> None:
        """Take in the summary of 3.0 or the description of 2.1, unless the metadata have it."""
        for name, term in (("summary", "dcterms:abstract"), ("description", "description")):
            known = {_text(one) for term in _SUMMARY_TERMS for one in self._values(term)}
            fresh = [one for one in said(resource.get(name)) if plain(one.text) not in known]
            self.add(term, fresh)

    def add_date(self, resource: Json) -> None:
        """Take in the date for navigation, where no other is given: it may be made up."""
        moment = resource.get("navDate")
        if not isinstance(moment, str) or any(map(self._values, _DATE_TERMS)):
            return
        found = _MOMENT.fullmatch(moment.strip())
        if found is None:
            self.remarks.append(("navDate", moment, "no date and time, so it is left out"))
            return
        year, month, day, time = found.groups()
        is_year = (month, day) == ("01", "01") and _ITS_START.fullmatch(time or "T00:00")
        date = year if month is None or is_year else f"{year}-{month}-{day}"
        self.said.add("date", date)
        self.remarks.append(("navDate", moment, f"no other date is given: read as the date {date}"))

    def add_places(self, resource: Json) -> None:
        """Take in the points on a map that *resource* shows; what else it shows there is told."""
        shown = features(resource.get("navPlace"))
        for text, lang in (point for one in shown for point in points(one)):
            self.said.add("dcterms:spatial", text, lang, SCHEME)
        others = [one for one in shown if not any(points(one))]
        if others or ("navPlace" in resource and not shown):
            self.remarks.append(("navPlace", "", _NO_POINT))

    def add_origin(self, resource: Json, origin: str) -> None:
        """Take in whose it is, where it is from (*origin*), its pages for people, and its whole."""
        for agent in listed(resource.get("provider")):
            self.add("source", _name(agent))
        self.said.add("source", origin)
        for name in ("homepage", "related"):
            for page in listed(resource.get(name)):
                self.said.add("relation", address(page))
        for name in ("partOf", "within"):
            for whole in listed(resource.get(name)):
                self.add("dcterms:isPartOf", _name(whole) or [Words(address(whole))])

    def _mapped(self, labels: Iterable[Words]) -> Meaning | None:
        chosen = (self.mapped.get(fold_label(one.text)) for one in labels)
        return next((Meaning(one) for one in chosen if one), None)

    def _add_unnamed(self, labels: list[Words], values: list[Words]) -> Iterator[tuple[str, str]]:
        """Take in *values* under their own label; yield it with the first of them, to be told."""
        by_language = {lang: text for text, lang in reversed(labels)}
        first = labels[0].text if labels else ""
        for text, lang in values:
            label = by_language.get(lang, first)
            self.add("description", [Words(f"{label}: {text}" if label else text, lang)])
        if values:
            yield first, values[0].text

    def _values(self, term: str) -> list[str | Json]:
        return self.said.metadata.get(term, [])

    def _stated(self) -> set[str | None]:
        """The statements and licences that are named already."""
        texts = (_text(one) for term in _RIGHTS_TERMS for one in self._values(term))
        return {read_rights(text).value for text in texts}

    def _is_stated(self, text: str) -> bool:
        bare = plain(text)
        known = {_text(one) for term in _RIGHTS_TERMS for one in self._values(term)}
        uri = read_rights(bare).value
        return bare in known or (uri is not None and uri in self._stated())


def titles(resource: Json, from_pairs: list[str | Json]) -> list[Words]:
    """Return the titles of *resource*: its label, then those of its metadata that are others.

    A label has no markup, and a title among the metadata may; of two that are the same, the
    language and the markup of either are kept.
    """
    pairs = [_words(one) for one in from_pairs]
    by_text = {plain(one.text): one for one in reversed(pairs)}
    found = []
    for text, lang in said(resource.get("label")):
        same = by_text.get(plain(text), Words(text))
        found.append(Words(same.text, lang or same.lang))
    known = {plain(one.text) for one in found}
    return [*found, *(one for one in pairs if plain(one.text) not in known)]


def fold_label(label: str) -> str:
    """Return *label* as labels of ``--map`` are compared."""
    return " ".join(label.split()).strip(" :").casefold()


def _values(term: str, text: str) -> list[str]:
    bare = plain(text)
    if term in PROSE_TERMS:
        # A link and nothing else is the address; a statement is known by that, and not by a link.
        is_address = is_web_address(bare) or (term in _RIGHTS_TERMS and read_rights(bare).value)
        return [bare if is_address else _unwrapped(text)]
    return split_languages(bare) if TERMS[term].kind is Kind.LANGUAGE else [bare]


def _unwrapped(text: str) -> str:
    """Return *text* without the element that must stand around HTML (3.0 §4.5), if it is bare."""
    found = _SPAN.fullmatch(text)
    if found is None:
        return text
    return found[1] if is_html(found[1]) else plain(text)


def _unnamed(label: str, text: str) -> Remark:
    if not label:
        return "metadata", text, "without a label, so kept as description"
    return label, text, _UNNAMED.format(label)


def _statement(resource: Json) -> Iterator[tuple[str, Words]]:
    """Yield what must be shown, with its label before it where that says more than what it is."""
    for statement in objects(resource.get("requiredStatement")):
        labels = said(statement.get("label"))
        known = meaning(one.text for one in labels)
        is_usual = known is not None and known.term in {*_RIGHTS_TERMS, "source"}
        before = "" if is_usual or not labels else f"{labels[0].text}: "
        yield from ((before, words) for words in said(statement.get("value")))
    yield from (("", words) for words in said(resource.get("attribution")))


def _name(resource: Given) -> list[Words]:
    """Return what *resource* is called, once in each language; nothing of a mere address.

    Below the name of a provider may stand its street and its telephone.
    """
    if isinstance(resource, dict):
        by_language = {words.lang: words for words in reversed(said(resource.get("label")))}
        return [*reversed(by_language.values())]
    is_address = isinstance(resource, str) and "://" in resource
    return [] if is_address else said(resource)


def _words(native: str | Json) -> Words:
    if isinstance(native, str):
        return Words(native)
    return Words(native["value"], native.get("lang"))


def _text(native: str | Json) -> str:
    return plain(_words(native).text)
