"""Names: values that the specification lists, and properties that it does not (Presentation 3.0).

Unknown properties are allowed, since extensions bring them; a slip of the pen is not one.
"""

from difflib import get_close_matches
from functools import cache

from server.conformance.iiif.place import Place
from server.conformance.iiif.sheet import Sheet

_VALUES = {
    "viewingDirection": ("left-to-right", "right-to-left", "top-to-bottom", "bottom-to-top"),
    "timeMode": ("trim", "scale", "loop"),
}
_ABOVE = ("Collection", "Manifest", "Range")
_SHOWN = ("AnnotationCollection", "AnnotationPage", "Annotation", "SpecificResource", "Choice")
_BEHAVIORS = {  # Appendix A, behavior values: the types on which each is valid
    "auto-advance": (*_ABOVE, "Canvas"),
    "no-auto-advance": (*_ABOVE, "Canvas"),
    "repeat": ("Collection", "Manifest"),
    "no-repeat": ("Collection", "Manifest"),
    "unordered": _ABOVE,
    "individuals": _ABOVE,
    "continuous": _ABOVE,
    "paged": _ABOVE,
    "facing-pages": ("Canvas",),
    "non-paged": ("Canvas",),
    "multi-part": ("Collection",),
    "together": ("Collection",),
    "sequence": ("Range",),
    "thumbnail-nav": ("Range",),
    "no-nav": ("Range",),
    "hidden": _SHOWN,
}
_DISJOINT = (
    {"auto-advance", "no-auto-advance"},
    {"repeat", "no-repeat"},
    {"unordered", "individuals", "continuous", "paged"},
    {"paged", "facing-pages", "non-paged"},
    {"multi-part", "together"},
    {"sequence", "thumbnail-nav", "no-nav"},
)
_LISTS = (
    "metadata",
    "provider",
    "thumbnail",
    "behavior",
    "homepage",
    "rendering",
    "service",
    "services",
    "seeAlso",
    "partOf",
    "structures",
    "annotations",
)
_OLD = {  # of Presentation 2, and what they became
    "@id": "id",
    "@type": "type",
    "attribution": "requiredStatement",
    "canvases": "items",
    "collections": "items",
    "contentLayer": "supplementary",
    "description": "summary",
    "images": "items",
    "license": "rights",
    "logo": "logo of a provider",
    "manifests": "items",
    "members": "items",
    "on": "target",
    "otherContent": "annotations",
    "ranges": "items",
    "related": "homepage, or a value of metadata",
    "resource": "body",
    "resources": "items",
    "sequences": "items, or a Range with the behavior sequence",
    "startCanvas": "start",
    "viewingHint": "behavior",
    "within": "partOf",
}
_EXTENSIONS = {
    "navPlace": "http://iiif.io/api/extension/navplace/context.json",
    "textGranularity": "http://iiif.io/api/extension/text-granularity/context.json",
}
_KNOWN = frozenset(
    [
        "id",
        "type",
        "label",
        "metadata",
        "summary",
        "requiredStatement",
        "rights",
        "navDate",
        "language",
        "provider",
        "thumbnail",
        "placeholderCanvas",
        "accompanyingCanvas",
        "format",
        "profile",
        "height",
        "width",
        "duration",
        "viewingDirection",
        "behavior",
        "timeMode",
        "seeAlso",
        "service",
        "services",
        "homepage",
        "rendering",
        "partOf",
        "start",
        "supplementary",
        "items",
        "structures",
        "annotations",
        "motivation",
        "body",
        "target",
        "first",
        "last",
        "next",
        "prev",
        "total",
        "startIndex",
    ]
)
_NOT_OURS = _KNOWN | frozenset(
    [
        "audience",
        "accessibility",
        "bodyValue",
        "cached",
        "canonical",
        "created",
        "creator",
        "generated",
        "generator",
        "modified",
        "processingLanguage",
        "purpose",
        "renderedVia",
        "scope",
        "selector",
        "source",
        "state",
        "styleClass",
        "stylesheet",
        "textDirection",
        "value",
        "via",
        "refinedBy",
    ]
)


def values(place: Place, sheet: Sheet) -> None:
    """Hold enumerated values to the specification, and lists to an item at least (§3)."""
    for name, accepted in _VALUES.items():
        value = place.value.get(name)
        if isinstance(value, str) and value not in accepted and not sheet.extended:
            sheet.refuse(f"p3-{name}", place.member(name), f"one of {', '.join(accepted)}")
    for name in _LISTS:
        if place.value.get(name) == []:
            sheet.refuse("p3-empty", place.member(name), "an item at least, or no such property")


def behaviors(place: Place, sheet: Sheet) -> None:
    """Hold behaviors to the resources on which they are valid, and to each other (§3.2)."""
    held = place.member("behavior")
    if not isinstance(held.value, list):
        return
    for one in held.each():
        _behavior(one, str(place.value.get("type")), sheet)
    given = {value for value in held.value if isinstance(value, str)}
    for group in _DISJOINT:
        if len(group & given) > 1:
            excluding = ", ".join(sorted(group & given))
            sheet.add("p3-behavior-disjoint", held, f"these exclude each other: {excluding}.")


def _behavior(place: Place, kind: str, sheet: Sheet) -> None:
    if not isinstance(place.value, str):
        return
    valid_on = _BEHAVIORS.get(place.value)
    if valid_on is None:
        if not sheet.extended:
            sheet.refuse("p3-behavior", place, f"one of {', '.join(_BEHAVIORS)}")
    elif kind in (*_ABOVE, "Canvas", *_SHOWN) and kind not in valid_on:
        sheet.refuse("p3-behavior-valid", place, f"it on {', '.join(valid_on)}, not on a {kind}")


def empty(place: Place, sheet: Sheet) -> None:
    """Hold a Collection to an item (§5.1); what is searched for may not be there."""
    if place.value.get("items") == [] and place.value.get("type") == "Collection":
        sheet.refuse("p3-collection-empty", place.member("items"), "an item at least")


def unknown(place: Place, sheet: Sheet) -> None:
    """Write down a property that is none, and probably was meant to be one (§3, §4.1)."""
    name = str(place.key)
    if name == "@context":
        _context(place, sheet)
    elif name in _EXTENSIONS:
        if _EXTENSIONS[name] not in sheet.contexts:
            sheet.miss("p3-extension", place, f"it beside the context {_EXTENSIONS[name]}")
    elif name in _OLD:
        message = f"this is a name of Presentation 2, which is now {_OLD[name]}."
        sheet.add("p3-old-name", place, message)
    elif name not in _NOT_OURS and not name.startswith("@"):
        _unknown(place, name, sheet)


def _context(place: Place, sheet: Sheet) -> None:
    if place.above is not None and place.above.above is not None:
        sheet.add("p3-context-once", place, "only the top of a document has a context.")


def _unknown(place: Place, name: str, sheet: Sheet) -> None:
    meant = _meant(name)
    if meant is not None and meant.lower() == name.lower():
        sheet.add("p3-case", place, f"the property is written {meant}.")
    elif meant is not None:
        sheet.add("p3-near-miss", place, f"there is no such property; is it {meant}?")
    elif not sheet.extended:
        sheet.add("p3-extension", place, "no context says what this property means.")


@cache
def _meant(name: str) -> str | None:
    """Return the known property that *name* was meant to be, as far as one can tell."""
    for known in _KNOWN:
        if known.lower() == name.lower():
            return known
    return next(iter(get_close_matches(name, _KNOWN, 1, 0.85)), None)
