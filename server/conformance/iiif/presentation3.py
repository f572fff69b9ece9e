"""Presentation API 3.0 in tables: chapter 3 and Appendix A of the specification.

<https://iiif.io/api/presentation/3.0/>. Section numbers are those of the specification.
"""

from dataclasses import replace

from server.conformance.iiif import annotations, canvases, manifests, services, terms, texts
from server.conformance.iiif.grammar import Check, Grammar, Link, Shape
from server.conformance.iiif.kinds import (
    HTTP,
    LANGUAGE,
    MEDIA_TYPE,
    URI,
    either,
)
from server.conformance.iiif.properties3 import PROPERTIES

CONTEXT = "http://iiif.io/api/presentation/3/context.json"

CONTENT = ("Dataset", "Image", "Model", "Sound", "Text", "Video")
_CLASSES = (
    "Collection",
    "Manifest",
    "Canvas",
    "Annotation",
    "AnnotationPage",
    "Range",
    "AnnotationCollection",
    "content",
)
# Appendix A: for each class in the order above, "!" must, "+" should, "." may, "-" must not.
# Three cells follow chapter 3, which is the rule where its summary differs: format (§3.2) and
# thumbnail of content, profile of any resource (§3.2).
_APPENDIX_A = {
    "id": "!!!!!!!!",
    "type": "!!!!!!!!",
    "label": "!!+..++.",
    "metadata": "++......",
    "summary": "++......",
    "requiredStatement": "........",
    "rights": "........",
    "navDate": "...--.--",
    "language": "-------.",
    "provider": "++......",
    "thumbnail": "++......",
    "placeholderCanvas": "...--.--",
    "accompanyingCanvas": "...--.--",
    "format": "-------+",
    "profile": "........",
    "height": "--.----.",
    "width": "--.----.",
    "duration": "--.----.",
    "viewingDirection": "..---.--",
    "behavior": "........",
    "timeMode": "---.----",
    "seeAlso": "........",
    "service": "........",
    "homepage": "........",
    "rendering": "........",
    "partOf": "........",
    "start": "-.---.--",
    "supplementary": "-----.--",
    "services": "..------",
    "items": "!!+-+!--",
    "structures": "-.------",
    "annotations": "...--.-.",
}
_IDS = {
    "Range": URI,
    "AnnotationCollection": URI,
    "content": URI,  # of any scheme: a small picture may be a data URI
}


_LINKED = dict.fromkeys(CONTENT, "content in an annotation")
_COMMON = {
    "provider": Link({"Agent": "Agent"}),
    "thumbnail": Link({}, other="thumbnail"),
    "placeholderCanvas": Link({"Canvas": "other Canvas"}, many=False),
    "accompanyingCanvas": Link({"Canvas": "other Canvas"}, many=False),
    "homepage": Link({}, other="homepage"),
    "rendering": Link({}, other="rendering"),
    "seeAlso": Link({}, other="seeAlso"),
    "service": Link({}, other="service"),
    "services": Link({}, other="service"),
    "partOf": Link({}, other="partOf"),
    "start": Link({"Canvas": "start", "SpecificResource": "part"}, many=False),
    "supplementary": Link({"AnnotationCollection": "reference"}, many=False),
    "structures": Link({"Range": "Range"}),
    "annotations": Link({"AnnotationPage": "AnnotationPage"}),
}
_PAGES = {
    name: Link({"AnnotationPage": "reference"}, many=False, text=True)
    for name in ("first", "last", "next", "prev")
}
_CONTENT = Link(
    {"Canvas": "Canvas in an annotation", **_LINKED},
    many=None,
    other="annotation part",
    text=True,
)
_ITEMS = {
    "Collection": Link({"Collection": "Collection", "Manifest": "item"}),
    "Manifest": Link({"Canvas": "Canvas"}, at_least=1),
    "Canvas": Link({"AnnotationPage": "AnnotationPage"}),
    "AnnotationPage": Link({"Annotation": "Annotation"}),
    "Range": Link(
        {"Range": "Range", "Canvas": "reference", "SpecificResource": "part"}, at_least=1
    ),
}
_EXTRA: dict[str, dict[str, Link]] = {
    "AnnotationPage": {**_PAGES, "partOf": Link({}, many=None, other="partOf")},
    "AnnotationCollection": _PAGES,
    "Annotation": {"body": _CONTENT, "target": _CONTENT},
}
_DESCRIBED: tuple[Check, ...] = (
    texts.markup,
    texts.rights("p3-rights"),
    terms.values,
    terms.behaviors,
)
_CHECKS: dict[str, tuple[Check, ...]] = {
    "Collection": (terms.empty, annotations.annotated, manifests.collection),
    "Manifest": (
        terms.empty,
        texts.nav_date,
        annotations.annotated,
        manifests.identifiers,
        manifests.ranges,
    ),
    "Canvas": (
        texts.nav_date,
        canvases.identity,
        canvases.dimensions,
        canvases.painted,
        annotations.annotated,
    ),
    "Annotation": (annotations.targeted,),
    "Range": (texts.nav_date, manifests.nested),
    "content": (services.not_a_service, annotations.annotated),
}
_REFERENCES = {"Collection": "item", "AnnotationPage": "reference", "Range": "reference"}


def _shape(column: int, name: str) -> Shape:
    """Return the shape of a class, as its column of Appendix A has it."""
    marks = {mark: _names(column, mark) for mark in "!+-"}
    items = {"items": _ITEMS[name]} if name in _ITEMS else {}
    return Shape(
        must=marks["!"] + (("target",) if name == "Annotation" else ()),
        should=marks["+"],
        must_not=frozenset(marks["-"]),
        links={**_COMMON, **items, **_EXTRA.get(name, {})},
        kinds={"id": _IDS.get(name, HTTP)},
        checks=(*_DESCRIBED, *_CHECKS.get(name, ())),
        advice=f"p3-{name.lower()}-advice" if marks["+"] else None,
        reference=_REFERENCES.get(name),
        open=name == "content",
    )


def _names(column: int, mark: str) -> tuple[str, ...]:
    return tuple(name for name, marks in _APPENDIX_A.items() if marks[column] == mark)


def _link(name: str, must: tuple[str, ...], should: tuple[str, ...] = ()) -> Shape:
    """Return the shape of what the property *name* links to: content with more obligations."""
    return replace(
        _classes["content"],
        must=must,
        should=should,
        rule=f"p3-{name}",
        advice=f"p3-{name}-advice" if should else None,
        must_not=frozenset(),
    )


_classes = {name: _shape(column, name) for column, name in enumerate(_CLASSES)}
_canvas = _classes["Canvas"]
_REFERENCE = Shape(
    ("id", "type"), kinds={"id": URI}, links={"partOf": _COMMON["partOf"]}, open=True
)
_SHAPES = {
    **_classes,
    "other Canvas": replace(
        _canvas,
        should=(),
        must_not=_canvas.must_not | {"placeholderCanvas", "accompanyingCanvas"},
        reference="reference",
        whole=("items", "height", "width", "duration"),
    ),
    "content in an annotation": replace(
        _classes["content"], kinds={"id": URI, "language": either(LANGUAGE)}
    ),
    "Canvas in an annotation": replace(_canvas, reference="annotation part"),
    "Agent": Shape(
        ("id", "type", "label"),
        ("homepage", "logo"),
        links={
            "homepage": _COMMON["homepage"],
            "seeAlso": _COMMON["seeAlso"],
            "logo": Link({"Image": "logo"}),
        },
        kinds={"id": URI},
        checks=(texts.markup,),
        rule="p3-provider",
        advice="p3-agent-advice",
        open=True,
    ),
    "item": replace(
        _REFERENCE,
        must=("id", "type", "label"),
        should=("thumbnail",),
        kinds={"id": HTTP},
        links=_COMMON,
        checks=(*_DESCRIBED, manifests.not_embedded),
        rule="p3-collection-item",
        advice="p3-collection-item-advice",
        open=False,
    ),
    "reference": _REFERENCE,
    "start": replace(_REFERENCE, rule="p3-start", kinds={"id": HTTP}),
    "part": Shape(
        ("type", "source"),
        checks=(manifests.part_of_a_canvas,),
        rule="p3-part",
        open=True,
    ),
    "thumbnail": _link("thumbnail", ("id", "type"), ("format",)),
    "logo": _link("logo", ("id", "type"), ("format",)),
    "homepage": _link("homepage", ("id", "type", "label"), ("format",)),
    "rendering": _link("rendering", ("id", "type", "label"), ("format",)),
    "seeAlso": _link("seeAlso", ("id", "type"), ("label", "format", "profile")),
    "partOf": replace(
        _REFERENCE,
        should=("label",),
        rule="p3-partOf",
        advice="p3-partOf-advice",
        links={},
        checks=(texts.markup,),
    ),
    "service": Shape(
        checks=(services.service,),
        links={"service": Link({}, many=None, other="service")},
        kinds=dict.fromkeys(("id", "type", "label", "profile", "height", "width"), services.ANY),
        open=True,
    ),
    "annotation part": Shape(
        ("type",),
        links={
            "service": _COMMON["service"],
            "items": replace(_CONTENT, many=True),
            "source": _CONTENT,
        },
        kinds={
            "language": either(LANGUAGE),
            "format": either(MEDIA_TYPE),
            "label": services.ANY,
            "metadata": services.ANY,
            "id": URI,
            "start": services.ANY,
            "end": services.ANY,
            "rights": services.ANY,
        },
        rule="p3-body",
        open=True,
    ),
}

GRAMMAR = Grammar("p3", PROPERTIES, _SHAPES, unknown=terms.unknown)
