"""What a document is, by what it says of itself, and what it is held to therefore."""

from collections.abc import Callable
from dataclasses import dataclass

from server.conformance.iiif import (
    contexts,
    discovery,
    image,
    presentation2,
    presentation3,
    search,
)
from server.conformance.iiif.grammar import Grammar
from server.conformance.iiif.place import Place
from server.conformance.iiif.sheet import Sheet
from server.conformance.iiif.walk import Walk


@dataclass(frozen=True)
class Specification:
    """A specification: its title, its tables, and the shapes of what may stand at the top."""

    name: str
    title: str
    grammar: Grammar
    tops: dict[str, str]  # by type
    context: Callable[[Place, Sheet], None]
    id_key: str = "id"

    def hold(self, root: Place, sheet: Sheet) -> None:
        """Write on *sheet* what is wrong with the document at *root*."""
        contexts.note(root, sheet)
        self.context(root, sheet)
        type_key = self.grammar.type_key
        kind = root.value.get(type_key)
        shape = self.tops.get(kind if isinstance(kind, str) else "", self.tops.get(""))
        if shape is None:
            accepted = f"one of {', '.join(self.tops)}"
            sheet.refuse(self.grammar.rule(type_key), root.member(type_key), accepted)
        else:
            Walk(self.grammar, sheet).visit(root, shape)


def _last(prefix: str, *uris: str) -> Callable[[Place, Sheet], None]:
    return lambda root, sheet: contexts.last(root, sheet, prefix, uris)


def _among(prefix: str, uri: str) -> Callable[[Place, Sheet], None]:
    return lambda root, sheet: contexts.among(root, sheet, prefix, uri)


def _of_search_1(root: Place, sheet: Sheet) -> None:
    """A list of terms has the context of Search, a plain list of results may have the other's."""
    given = root.value.get("@context")
    listed = given if isinstance(given, list) else [given]
    if search.CONTEXT_1 not in listed and presentation2.CONTEXT not in listed:
        contexts.among(root, sheet, "search1", search.CONTEXT_1)
    else:
        contexts.first(root, sheet, "search1")


def _itself(*types: str) -> dict[str, str]:
    return {one: one for one in types}


_PRESENTATION_3 = _itself(
    "Collection",
    "Manifest",
    "Canvas",
    "Range",
    "AnnotationPage",
    "AnnotationCollection",
    "Annotation",
)
SPECIFICATIONS = {
    one.name: one
    for one in (
        Specification(
            "presentation3",
            "IIIF Presentation 3.0",
            presentation3.GRAMMAR,
            _PRESENTATION_3,
            _last("p3", presentation3.CONTEXT),
        ),
        Specification(
            "presentation2",
            "IIIF Presentation 2.1",
            presentation2.GRAMMAR,
            _itself(
                "sc:Collection",
                "sc:Manifest",
                "sc:Sequence",
                "sc:Canvas",
                "sc:AnnotationList",
                "sc:Range",
                "sc:Layer",
                "oa:Annotation",
            ),
            _among("p2", presentation2.CONTEXT),
            "@id",
        ),
        Specification(
            "image3",
            "IIIF Image 3.0",
            image.GRAMMAR_3,
            {"": "info"},
            _last("image3", image.CONTEXT_3),
        ),
        Specification(
            "image2",
            "IIIF Image 2.1",
            image.GRAMMAR_2,
            {"": "info"},
            _among("image2", image.CONTEXT_2),
            "@id",
        ),
        Specification(
            "search2",
            "IIIF Content Search 2.0",
            search.RESULTS_2,
            {"AnnotationPage": "results"},
            _last("search2", search.CONTEXT_2, presentation3.CONTEXT),
        ),
        Specification(
            "autocomplete2",
            "IIIF Content Search 2.0",
            search.TERMS_2,
            {"TermPage": "TermPage"},
            _last("search2", search.CONTEXT_2),
        ),
        Specification(
            "search1",
            "IIIF Content Search 1.0",
            search.SEARCH_1,
            _itself("sc:AnnotationList", "search:TermList"),
            _of_search_1,
            "@id",
        ),
        Specification(
            "discovery",
            "IIIF Change Discovery 1.0",
            discovery.GRAMMAR,
            _itself("OrderedCollection", "OrderedCollectionPage"),
            _last("discovery", discovery.CONTEXT),
        ),
    )
}
_BY_TYPE = {
    "AnnotationPage": "presentation3",
    "ImageService3": "image3",
    "iiif:Image": "image2",
    "OrderedCollection": "discovery",
    "OrderedCollectionPage": "discovery",
    "TermPage": "autocomplete2",
    "search:TermList": "search1",
    **dict.fromkeys(_PRESENTATION_3, "presentation3"),
    **dict.fromkeys(SPECIFICATIONS["presentation2"].tops, "presentation2"),
}
_BY_CONTEXT = {
    search.CONTEXT_2: "search2",
    search.CONTEXT_1: "search1",
    discovery.CONTEXT: "discovery",
    image.CONTEXT_3: "image3",
    image.CONTEXT_2: "image2",
    presentation3.CONTEXT: "presentation3",
    presentation2.CONTEXT: "presentation2",
}
_REFINED = {("presentation3", "search2"), ("presentation2", "search1")}


def recognise(root: Place) -> Specification | None:
    """Return what the document at *root* is; None when it does not seem to be of IIIF.

    Its type decides, then its context: the more special one, where it has several.
    """
    given = root.value.get("@context")
    listed = given if isinstance(given, list) else [given]
    by_context = next((name for uri, name in _BY_CONTEXT.items() if uri in listed), None)
    kind = root.value.get("type", root.value.get("@type"))
    by_type = _BY_TYPE.get(kind) if isinstance(kind, str) else None
    if by_type is None and root.value.get("protocol") == image.PROTOCOL:
        by_type = "image3" if "id" in root.value else "image2"
    if kind in ("AnnotationPage", "sc:AnnotationList") and (by_type, by_context) in _REFINED:
        by_type = by_context
    name = by_type or by_context
    return SPECIFICATIONS[name] if name else None
