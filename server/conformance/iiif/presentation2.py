"""Presentation API 2.1 in tables: chapter 3 and Appendix B of the specification, its musts.

<https://iiif.io/api/presentation/2.1/>. Section numbers are those of the specification.
"""

from collections.abc import Iterator
from typing import Any

from server.conformance.iiif import texts
from server.conformance.iiif.grammar import Check, Grammar, Link, Property, Shape
from server.conformance.iiif.kinds import (
    ANYTHING,
    COUNT,
    HTTP,
    MEDIA_TYPE,
    POINTER,
    SPOKEN,
    TEXT,
    URI,
    WHOLE,
    Kind,
    either,
    is_moment,
    is_uri,
    kind,
    one_of,
)
from server.conformance.iiif.place import Place
from server.conformance.iiif.sheet import Sheet

CONTEXT = "http://iiif.io/api/presentation/2/context.json"

_CLASSES = (
    "sc:Collection",
    "sc:Manifest",
    "sc:Sequence",
    "sc:Canvas",
    "oa:Annotation",
    "sc:AnnotationList",
    "sc:Range",
    "sc:Layer",
)
# Appendix B: for each class in the order above, "!" must, "+" should, "." may, "-" must not.
_APPENDIX_B = {
    "@id": "!!.!+!!!",
    "@type": "!!!!!!!!",
    "label": "!!.!..!!",
    "metadata": "++......",
    "description": "++......",
    "thumbnail": "++......",  # of a canvas, where several pictures make it up (§3.1)
    "attribution": "........",
    "license": "........",
    "logo": "........",
    "format": "--------",
    "height": "---!----",
    "width": "---!----",
    "viewingDirection": "-..---..",
    "viewingHint": "........",
    "navDate": "..------",
    "related": "........",
    "rendering": "........",
    "service": "........",
    "seeAlso": "........",
    "within": "........",
    "startCanvas": "--.---.-",
    "contentLayer": "------.-",
    "first": ".------.",
    "last": ".------.",
    "total": ".------.",
    "next": ".----.--",
    "prev": ".----.--",
    "startIndex": ".----.--",
    "collections": ".-------",
    "manifests": ".-------",
    "members": ".-----.-",
    "sequences": "-!------",
    "structures": "-.------",
    "canvases": "--!---.-",
    "resources": "-----.--",
    "otherContent": "---.---.",
    "images": "---.----",
    "ranges": "------.-",
}


def _s(section: str) -> str:
    return f"Presentation 2.1 §{section}"


def _metadata(place: Place) -> Iterator[tuple[Place, str]]:
    if not isinstance(place.value, list):
        yield place, "an array of objects with label and value"
        return
    for pair in place.each():
        for name in ("label", "value"):
            if not isinstance(pair.value, dict) or name not in pair.value:
                yield pair, "an object with label and value"
                break
            yield from SPOKEN(pair.member(name))


_NAV_DATE = kind("a moment in UTC, as 1958-04-04T00:00:00Z", lambda value: is_moment(value, ("Z",)))
_DIRECTION = one_of("left-to-right", "right-to-left", "top-to-bottom", "bottom-to-top")
_HINTS = ("individuals", "paged", "continuous", "multi-part", "non-paged", "top", "facing-pages")
_HINT: Kind = either(
    kind(f"{', '.join(_HINTS)}, or a URI", lambda value: value in _HINTS or is_uri(value))
)
_PROPERTIES = {
    "@id": Property(_s("3.3"), "A Collection, Manifest, Canvas, AnnotationList, Range and Layer have an @id, which is a URI of HTTP(S).", HTTP),
    "@type": Property(_s("3.3"), "A resource has an @type.", TEXT),
    "label": Property(_s("3.1"), "A Collection, Manifest, Canvas, Range and Layer have a label, which is text with a language or without.", SPOKEN),
    "metadata": Property(_s("3.1"), "metadata is an array of objects with label and value.", _metadata),
    "description": Property(_s("3.1"), "description is text, with a language or without.", SPOKEN),
    "thumbnail": Property(_s("3.1"), "thumbnail is a URI, an object with @id, or an array of such."),
    "attribution": Property(_s("3.2"), "attribution is text, with a language or without.", SPOKEN),
    "license": Property(_s("3.2"), "license is a URI, or an array of such.", either(URI)),
    "logo": Property(_s("3.2"), "logo is a URI, an object with @id, or an array of such."),
    "format": Property(_s("3.3"), "format is a media type.", MEDIA_TYPE),
    "height": Property(_s("3.3"), "A Canvas has a height, a whole number above 0.", WHOLE),
    "width": Property(_s("3.3"), "A Canvas has a width, a whole number above 0.", WHOLE),
    "viewingDirection": Property(_s("3.3"), "viewingDirection is one of the four that the specification defines.", _DIRECTION),
    "viewingHint": Property(_s("3.3"), "viewingHint is a value that the specification defines, or a URI.", _HINT),
    "navDate": Property(_s("3.3"), "navDate is an xsd:dateTime in UTC, with Z.", _NAV_DATE),
    "related": Property(_s("3.4"), "related is a URI, an object with @id, or an array of such."),
    "rendering": Property(_s("3.4"), "rendering is an object with @id, label and format, or an array of such."),
    "service": Property(_s("3.4"), "service is an object, or an array of such."),
    "seeAlso": Property(_s("3.4"), "seeAlso is a URI, an object with @id, or an array of such."),
    "within": Property(_s("3.4"), "within is a URI, an object, or an array of such."),
    "startCanvas": Property(_s("3.4"), "startCanvas is the URI of a Canvas.", URI),
    "contentLayer": Property(_s("3.4"), "contentLayer is the URI of a Layer.", URI),
    "first": Property(_s("3.5"), "first is a URI, or an object with @id.", POINTER),
    "last": Property(_s("3.5"), "last is a URI, or an object with @id.", POINTER),
    "next": Property(_s("3.5"), "next is a URI, or an object with @id.", POINTER),
    "prev": Property(_s("3.5"), "prev is a URI, or an object with @id.", POINTER),
    "total": Property(_s("3.5"), "total is a whole number from 0.", COUNT),
    "startIndex": Property(_s("3.5"), "startIndex is a whole number from 0.", COUNT),
    "collections": Property(_s("5.8"), "collections is an array of Collections with @id, @type and label."),
    "manifests": Property(_s("5.8"), "manifests is an array of Manifests with @id, @type and label."),
    "members": Property(_s("5.8"), "members is an array of objects with @id, @type and label."),
    "sequences": Property(_s("5.1"), "A Manifest has sequences: an array of Sequences, of which the first is embedded."),
    "structures": Property(_s("5.6"), "structures is an array of Ranges."),
    "canvases": Property(_s("5.2"), "A Sequence has canvases: an array of Canvases, one at least; those of a Range are URIs."),
    "resources": Property(_s("5.5"), "resources is an array of Annotations."),
    "otherContent": Property(_s("5.3"), "otherContent is an array of AnnotationLists, by URI or with @id and @type."),
    "images": Property(_s("5.4"), "images is an array of Annotations that paint a picture."),
    "ranges": Property(_s("5.6"), "ranges is an array of URIs of Ranges."),
    "resource": Property(_s("5.4"), "A painting Annotation has a resource with @id and @type."),
    "on": Property(_s("5.4"), "An Annotation has on: what it is about."),
    "motivation": Property(_s("5.4"), "An Annotation has a motivation.", either(TEXT)),
}  # fmt: skip
_LINKS = {
    "thumbnail": Link({}, many=None, other="linked", text=True),
    "logo": Link({}, many=None, other="linked", text=True),
    "related": Link({}, many=None, other="linked", text=True),
    "rendering": Link({}, many=None, other="rendering"),
    "service": Link({}, many=None, other="service"),
    "seeAlso": Link({}, many=None, other="linked", text=True),
    "within": Link({}, many=None, other="within", text=True),
}
_MEMBERS = {"sc:Collection": "sc:Collection", "sc:Manifest": "member"}
_OWN = {
    "sc:Collection": {
        "collections": Link({"sc:Collection": "sc:Collection"}),
        "manifests": Link({"sc:Manifest": "member"}),
        "members": Link(_MEMBERS),
    },
    "sc:Manifest": {
        "sequences": Link({"sc:Sequence": "sc:Sequence"}, at_least=1),
        "structures": Link({"sc:Range": "sc:Range"}),
    },
    "sc:Sequence": {"canvases": Link({"sc:Canvas": "sc:Canvas"}, at_least=1)},
    "sc:Canvas": {
        "images": Link({"oa:Annotation": "painting"}),
        "otherContent": Link({"sc:AnnotationList": "list"}, text=True),
    },
    "sc:AnnotationList": {"resources": Link({}, other="oa:Annotation")},
    "sc:Range": {
        "canvases": Link({}, text=True),
        "ranges": Link({}, text=True),
        "members": Link({"sc:Range": "member", "sc:Canvas": "member"}),
    },
    "sc:Layer": {"otherContent": Link({"sc:AnnotationList": "list"}, text=True)},
}


def _sequences(manifest: Place, sheet: Sheet) -> None:
    """Hold further sequences to references with a label, and ids to one place each (§5.1)."""
    sequences = list(manifest.objects("sequences"))
    if sequences and "canvases" not in sequences[0].value:
        sheet.miss("p2-canvases", sequences[0].member("canvases"), "the first sequence, embedded")
    for number, one in enumerate(sequences):
        if len(sequences) > 1 and "label" not in one.value:
            sheet.miss("p2-sequence-label", one.member("label"), "a label, where there are several")
        if number and "canvases" in one.value:
            sheet.add("p2-sequence-embedded", one, "only the first sequence is embedded.")
    seen: set[Any] = set()
    for canvas in _canvases(manifest):
        uri = canvas.text("@id")
        if isinstance(uri, str) and uri in seen:
            sheet.add("p2-unique", canvas.member("@id"), "another Canvas has the same @id.")
        seen.add(uri if isinstance(uri, str) else None)
    if seen:
        _ranges(manifest, seen, sheet)


def _canvases(manifest: Place) -> Iterator[Place]:
    for sequence in manifest.objects("sequences"):
        yield from sequence.objects("canvases")


def _ranges(manifest: Place, canvases: set[Any], sheet: Sheet) -> None:
    ranges = {one.text("@id") for one in manifest.objects("structures")}
    for one in manifest.objects("structures"):
        for name, known in (("canvases", canvases), ("ranges", ranges)):
            held = one.member(name)
            for uri in held.each() if isinstance(held.value, list) else ():
                if isinstance(uri.value, str) and uri.value.partition("#")[0] not in known:
                    sheet.add("p2-range-member", uri, f"the Manifest has no {uri.value!r:.200}.")


def _canvas(canvas: Place, sheet: Sheet) -> None:
    uri = canvas.text("@id")
    if isinstance(uri, str) and "#" in uri:
        sheet.refuse("p2-canvas-fragment", canvas.member("@id"), "a URI without a fragment")
    for one in canvas.objects("images"):
        if one.value.get("motivation", "sc:painting") != "sc:painting":
            sheet.refuse("p2-painting", one.member("motivation"), "sc:painting")
        on = one.value.get("on")
        about = on.get("@id", on.get("full")) if isinstance(on, dict) else on
        if "on" in one.value and str(about).partition("#")[0] != uri:
            sheet.refuse("p2-on", one.member("on"), f"the Canvas {uri!r}, or a part of it")


def _continuous(place: Place, sheet: Sheet) -> None:
    if place.value.get("viewingHint") == "continuous" and "viewingDirection" not in place.value:
        place = place.member("viewingDirection")
        sheet.miss("p2-continuous", place, "a direction beside the hint continuous")


def _labels(place: Place, sheet: Sheet) -> None:
    label = place.value.get("label")
    if isinstance(label, str) and texts.is_markup(label):
        sheet.refuse("p2-label-markup", place.member("label"), "text without markup")


_CHECKS: dict[str, tuple[Check, ...]] = {
    "sc:Manifest": (_sequences, _continuous),
    "sc:Sequence": (_continuous,),
    "sc:Canvas": (_canvas,),
}


def _names(column: int, mark: str) -> tuple[str, ...]:
    return tuple(name for name, marks in _APPENDIX_B.items() if marks[column] == mark)


def _shape(column: int, name: str) -> Shape:
    """Return the shape of a class, as its column of Appendix B has it."""
    is_annotation = name == "oa:Annotation"
    return Shape(
        must=_names(column, "!"),
        must_not=frozenset(() if is_annotation else _names(column, "-")),
        should=() if is_annotation else _names(column, "+"),
        links={**_LINKS, **_OWN.get(name, {})},
        kinds={"@id": URI} if name in ("sc:Sequence", "oa:Annotation") else {},
        checks=(_labels, *_CHECKS.get(name, ())),
        advice="p2-advice",
        reference={"sc:Sequence": "sequence", "sc:Collection": "member"}.get(name),
        whole=("canvases", "collections", "manifests", "members", "first"),
        open=True,
    )


_SHAPES = {
    **{name: _shape(column, name) for column, name in enumerate(_CLASSES)},
    "member": Shape(("@id", "@type", "label"), rule="p2-member", kinds={"@id": HTTP}, open=True),
    "sequence": Shape(("@type",), kinds={"@id": URI}, open=True),
    "list": Shape(("@id",), rule="p2-otherContent", open=True),
    "linked": Shape(
        ("@id",),
        links={"service": _LINKS["service"]},
        kinds={"@id": URI},
        rule="p2-linked",
        open=True,
    ),
    "rendering": Shape(
        ("@id", "label", "format"), kinds={"@id": URI}, rule="p2-rendering", open=True
    ),
    "within": Shape(kinds=dict.fromkeys(_PROPERTIES, ANYTHING), open=True),
    "service": Shape(kinds=dict.fromkeys(_PROPERTIES, ANYTHING), open=True),
    "painting": Shape(
        ("@type", "motivation", "resource", "on"),
        links={"resource": Link({"oa:Choice": "choice"}, many=False, other="content")},
        kinds={"@id": URI},
        open=True,
    ),
    "choice": Shape(("@type",), kinds={"@id": URI}, open=True),
    "content": Shape(
        ("@id", "@type"),
        links={"service": _LINKS["service"]},
        kinds={"@id": URI},
        rule="p2-resource",
        open=True,
    ),
}
GRAMMAR = Grammar("p2", _PROPERTIES, _SHAPES, type_key="@type")
