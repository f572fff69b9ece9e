"""Content Search in tables: answers of 2.0 and 1.0, of searching and of completing words.

<https://iiif.io/api/search/2.0/>, <https://iiif.io/api/search/1.0/>. An answer of 2.0 is an
Annotation Page of Presentation 3, an answer of 1.0 an Annotation List of Presentation 2.
"""

from collections.abc import Iterator
from dataclasses import replace

from server.conformance.iiif import annotations, presentation2, presentation3
from server.conformance.iiif.grammar import Grammar, Link, Property, Shape
from server.conformance.iiif.kinds import (
    ANYTHING,
    COUNT,
    HTTP,
    LANGUAGE_MAP,
    POINTER,
    TEXT,
    URI,
    each,
)
from server.conformance.iiif.place import Place
from server.conformance.iiif.sheet import Sheet

CONTEXT_2 = "http://iiif.io/api/search/2/context.json"
CONTEXT_1 = "http://iiif.io/api/search/1/context.json"

_EXTRA = ("contextualizing", "highlighting")


def _s2(section: str) -> str:
    return f"Search 2.0 §{section}"


def _s1(section: str) -> str:
    return f"Search 1.0 §{section}"


_TERMS_2 = {
    "id": Property(_s2("5.2"), "A TermPage has an id, which is a URI of HTTP(S).", HTTP),
    "type": Property(_s2("5.2"), "A TermPage has the type TermPage; the type of a term, if any, is Term.", TEXT),
    "items": Property(_s2("5.2"), "A TermPage has items: an array of terms."),
    "value": Property(_s2("5.2"), "A term has a value, which is text.", TEXT),
    "total": Property(_s2("5.2"), "total is a whole number from 0.", COUNT),
    "label": Property(_s2("5.2"), "label is a language map.", LANGUAGE_MAP),
    "language": Property(_s2("5.2"), "language is text.", TEXT),
    "service": Property(_s2("5.2"), "service is an array of objects with id and type."),
    "ignored": Property(_s2("4.2.4"), "ignored is an array of text: the parameters that were passed over.", each(TEXT)),
}  # fmt: skip
TERMS_2 = Grammar(
    "search2",
    _TERMS_2,
    {
        "TermPage": Shape(
            ("id", "type", "items"),
            links={"items": Link({"Term": "term"}, other="term")},
            open=True,
        ),
        "term": Shape(
            ("value",),
            ("total",),
            links={"service": Link({}, other="service")},
            advice="search2-term-advice",
            open=True,
        ),
        "service": Shape(("id", "type"), rule="search2-service", open=True),
    },
)


def _page(page: Place, sheet: Sheet) -> None:
    """Hold a page of results to what Content Search adds to an Annotation Page (§4.2)."""
    for one in page.objects("items"):
        if "body" not in one.value and "bodyValue" not in one.value:
            sheet.add(
                "search2-embedded", one, "it has no body: a result is embedded, not pointed to."
            )
    for wrong, accepted in each(TEXT)(page.member("ignored")) if "ignored" in page.value else ():
        sheet.refuse("search2-ignored", wrong, accepted)
    for wrong, accepted in COUNT(page.member("startIndex")) if "startIndex" in page.value else ():
        sheet.refuse("search2-startIndex", wrong, accepted)
    _paged(page, sheet)
    _matches(page, sheet)


def _paged(page: Place, sheet: Sheet) -> None:
    """Hold a page of several to the collection that it is in (§4.2.2)."""
    if {"next", "prev"} & page.value.keys() and "partOf" not in page.value:
        sheet.miss("search2-partOf", page.member("partOf"), "an AnnotationCollection with first")


def _whole(whole: Place, sheet: Sheet) -> None:
    """Hold the collection of all pages to its first (§4.2.2)."""
    if "first" not in whole.value:
        sheet.miss("search2-first", whole.member("first"), "an AnnotationPage with id and type")
    for wrong, accepted in COUNT(whole.member("total")) if "total" in whole.value else ():
        sheet.refuse("search2-total", wrong, accepted)


def _matches(page: Place, sheet: Sheet) -> None:
    """Hold what is said of matches to a motivation, and to results of this page (§4.3)."""
    pages = page.member("annotations").value
    if isinstance(pages, list) and len(pages) > 1:
        sheet.add("search2-annotations", page.member("annotations"), "there is one page at most.")
    results = {one.text("id") for one in page.objects("items")}
    for match in annotations.of(page, "annotations"):
        if not set(_EXTRA) & {str(one) for one in annotations.motivations(match)}:
            sheet.refuse("search2-match", match.member("motivation"), " or ".join(_EXTRA))
        for uri in annotations.targets(match):
            if uri not in results:
                message = f"there is no result {uri!r:.200} in items."
                sheet.add("search2-match", match.member("target"), message)


_annotation_page = presentation3.GRAMMAR.shapes["AnnotationPage"]
_results = replace(
    _annotation_page,
    should=(),
    must_not=_annotation_page.must_not - {"annotations"},
    checks=(_page,),
    links={
        **_annotation_page.links,
        "annotations": Link({"AnnotationPage": "matches"}),
        "partOf": Link({"AnnotationCollection": "all results"}, many=False),
    },
    reference=None,
)
RESULTS_2 = replace(
    presentation3.GRAMMAR,
    shapes={
        **presentation3.GRAMMAR.shapes,
        "results": _results,
        "all results": Shape(
            ("id", "type"),
            links={name: _annotation_page.links[name] for name in ("first", "last")},
            checks=(_whole,),
            open=True,
        ),
        "matches": replace(_annotation_page, must=("type",), reference=None),
    },
    unknown=None,
)

_PROPERTIES_1 = {
    "@id": Property(_s1("3.3"), "An answer has an @id, which is a URI of HTTP(S).", HTTP),
    "@type": Property(_s1("3.4"), "A hit has the @type search:Hit, a layer sc:Layer, a list of terms search:TermList.", TEXT),
    "within": Property(_s1("3.3.2"), "within of an answer is a layer with the @type sc:Layer."),
    "ignored": Property(_s1("3.4.1"), "ignored of the layer is an array of text: the parameters that were passed over.", each(TEXT)),
    "total": Property(_s1("3.3.2"), "total is a whole number from 0.", COUNT),
    "first": Property(_s1("3.3.2"), "first is a URI.", POINTER),
    "last": Property(_s1("3.3.2"), "last is a URI.", POINTER),
    "next": Property(_s1("3.3.2"), "next is the URI of a list.", POINTER),
    "prev": Property(_s1("3.3.2"), "prev is the URI of a list.", POINTER),
    "startIndex": Property(_s1("3.3.2"), "startIndex is a whole number from 0.", COUNT),
    "resources": Property(_s1("3.3.1"), "An answer has resources: an array of annotations, embedded."),
    "hits": Property(_s1("3.4"), "hits is an array of search:Hit."),
    "annotations": Property(_s1("3.4"), "A hit has annotations: an array of URIs of annotations in resources.", each(URI, 1)),
    "terms": Property(_s1("4.3"), "A list of terms has terms: an array of objects."),
    "match": Property(_s1("4.3"), "A term has match, the text of it.", TEXT),
    "before": Property(_s1("3.4.2"), "before is text.", TEXT),
    "after": Property(_s1("3.4.2"), "after is text.", TEXT),
    "url": Property(_s1("4.3"), "A term has url, the address of the search for it.", URI),
    "count": Property(_s1("4.3"), "count is a whole number from 0.", COUNT),
}  # fmt: skip


def _list(answer: Place, sheet: Sheet) -> None:
    """Hold hits to annotations that the answer embeds, and to both contexts (§3.4)."""
    known = {one.text("@id") for one in answer.objects("resources")}
    for one in answer.objects("resources"):
        if "resource" not in one.value:
            sheet.add("search1-embedded", one, "it has no resource: a result is embedded.")
    for hit in answer.objects("hits"):
        if hit.text("@type") != "search:Hit":
            sheet.refuse("search1-type", hit.member("@type"), "search:Hit")
        for uri in _listed(hit, "annotations"):
            if isinstance(uri.value, str) and uri.value not in known:
                sheet.add("search1-hit", uri, f"there is no annotation {uri.value!r:.200}.")
    if "hits" in answer.value or _ignored(answer):
        _contexts(answer, sheet)


def _ignored(answer: Place) -> bool:
    return any("ignored" in layer.value for layer in answer.objects("within"))


def _listed(place: Place, name: str) -> Iterator[Place]:
    held = place.member(name)
    return held.each() if isinstance(held.value, list) else iter(())


def _contexts(answer: Place, sheet: Sheet) -> None:
    given = answer.value.get("@context")
    listed = given if isinstance(given, list) else [given]
    wanted = [presentation2.CONTEXT, CONTEXT_1]
    if [one for one in listed if one in wanted] != wanted:
        accepted = f"an array with {wanted[0]} and {wanted[1]}, in that order"
        sheet.add("search1-context", answer.member("@context"), f"accepted: {accepted}.")


def _layer(layer: Place, sheet: Sheet) -> None:
    if "@type" in layer.value and layer.value["@type"] != "sc:Layer":
        sheet.refuse("search1-type", layer.member("@type"), "sc:Layer")


_ANNOTATION = Shape(("@type",), ("@id",), rule="search1-type", kinds={"@id": URI}, open=True)
SEARCH_1 = Grammar(
    "search1",
    _PROPERTIES_1,
    {
        "sc:AnnotationList": Shape(
            ("@id", "@type", "resources"),
            links={
                "within": Link({}, many=False, other="layer", text=True),
                "resources": Link({}, other="annotation"),
                "hits": Link({}, other="hit"),
            },
            checks=(_list,),
            open=True,
        ),
        "layer": Shape(("@type",), ("total",), kinds={"@id": URI}, checks=(_layer,), advice="search1-layer-advice", open=True),
        "annotation": replace(_ANNOTATION, should=(), kinds={"@id": URI, **dict.fromkeys(_PROPERTIES_1.keys() - {"@id"}, ANYTHING)}),
        "hit": Shape(("@type", "annotations"), open=True),
        "search:TermList": Shape(
            ("@id", "@type", "terms"),
            links={"terms": Link({}, other="term")},
            kinds={"ignored": each(TEXT)},
            open=True,
        ),
        "term": Shape(("match", "url"), ("count",), advice="search1-term-advice", open=True),
    },
    type_key="@type",
)  # fmt: skip
