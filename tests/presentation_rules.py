"""What Presentation 3.0 demands, as small checks: each yields what is wrong with a resource.

<https://iiif.io/api/presentation/3.0/>. The schema of the official validator misses a good part of
these; section numbers are those of the specification.
"""

import re
from collections import Counter
from itertools import pairwise
from xml.etree import ElementTree

CONTEXT = "http://iiif.io/api/presentation/3/context.json"

URI = re.compile(r"https?://(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-F]{2})+")
LANGUAGE = re.compile(r"none|[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
RIGHTS = re.compile(
    r"http://creativecommons\.org/(licenses|publicdomain)/[a-z-]+/[0-9.]+/([a-z]+/)?"
    r"|http://rightsstatements\.org/vocab/[A-Za-z-]+/1\.0/"
)
MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
TAG = re.compile(
    r"</?(a|b|br|div|em|h\d|i|img|p|script|small|span|strong|style|sub|sup)(?=[\s/>])[^<>]*>"
)

HTML_ELEMENTS = {"a", "b", "br", "i", "img", "p", "small", "span", "sub", "sup"}
HTML_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}}

LANGUAGE_MAPS = ("label", "summary")
PAIRS = ("metadata", "requiredStatement")
LISTS = (
    "annotations",
    "behavior",
    "homepage",
    "items",
    "logo",
    "metadata",
    "partOf",
    "provider",
    "rendering",
    "seeAlso",
    "service",
    "structures",
    "thumbnail",
)
TYPES = {
    "annotations": {"AnnotationPage"},
    "homepage": {"Text"},
    "logo": {"Image"},
    "partOf": {"Collection", "Manifest"},
    "provider": {"Agent"},
    "rendering": {"Dataset", "Image", "Model", "Sound", "Text", "Video"},
    "seeAlso": {"Dataset"},
    "service": {
        "AutoCompleteService2",
        "ImageService3",
        "ImageService2",
        "ImageService1",
        "SearchService1",
        "SearchService2",
    },
    "structures": {"Range"},
    "thumbnail": {"Image"},
}
ITEMS = {
    "Annotation": set(),
    "AnnotationPage": {"Annotation"},
    "Canvas": {"AnnotationPage"},
    "Collection": {"Collection", "Manifest"},
    "Manifest": {"Canvas"},
    "Range": {"Canvas", "Range"},
}
LABELLED = {"Agent", "Collection", "Manifest"}
LABELLED_LINKS = ("homepage", "rendering")
DESCRIBED = {
    "id", "type", "label", "metadata", "summary", "requiredStatement", "rights", "provider",
    "thumbnail", "behavior", "homepage", "rendering", "seeAlso", "service", "partOf",
}  # fmt: skip
PROPERTIES = {
    "Agent": {"id", "type", "label", "homepage", "logo", "seeAlso"},
    "Annotation": DESCRIBED | {"motivation", "body", "target", "textGranularity"},
    "AnnotationPage": DESCRIBED | {"items"},
    "Canvas": DESCRIBED | {"height", "width", "duration", "navDate", "items", "annotations"},
    "Collection": DESCRIBED | {"navDate", "viewingDirection", "items", "annotations"},
    "Dataset": {"id", "type", "label", "format", "profile", "language"},
    "Image": {"id", "type", "label", "format", "height", "width", "service", "language"},
    "AutoCompleteService2": {"id", "type"},
    "ImageService3": {"id", "type", "profile"},
    "Manifest": DESCRIBED
    | {"navDate", "viewingDirection", "start", "items", "structures", "annotations"},
    "Range": DESCRIBED | {"navDate", "viewingDirection", "start", "items", "annotations"},
    "SearchService2": {"id", "type", "service"},
    "Sound": {"id", "type", "label", "format", "duration", "language"},
    "Text": {"id", "type", "label", "format", "language"},
    "TextualBody": {"type", "value", "format", "language"},
    "Video": {"id", "type", "label", "format", "height", "width", "duration", "language"},
}
DISJOINT = (
    {"unordered", "individuals", "continuous", "paged"},
    {"auto-advance", "no-auto-advance"},
    {"repeat", "no-repeat"},
)


def violations(resource):
    """Everything that is wrong with *resource*, the top of a document."""
    return [
        *_context(resource),
        *(fault for one in _resources(resource) for rule in RULES for fault in rule(one)),
        *_unique(resource),
        *_ranges(resource),
    ]


def _resources(resource):
    """The object and every object beneath it that has a type."""
    if isinstance(resource, dict):
        if "type" in resource:
            yield resource
        for value in resource.values():
            yield from _resources(value)
    elif isinstance(resource, list):
        for one in resource:
            yield from _resources(one)


def _context(resource):
    """The context comes first, is the last of its list, and is said once (§4.6)."""
    if next(iter(resource)) != "@context":
        yield "@context is not the first key"
    context = resource.get("@context")
    if (context[-1] if isinstance(context, list) else context) != CONTEXT:
        yield f"{context!r} does not end in the context of Presentation 3"
    if any("@context" in one for one in _resources(list(resource.values()))):
        yield "an embedded resource has a context"
    keys = {key for one in _resources(resource) for key in one}
    if any(key.startswith("@") for key in keys - {"@context"}):
        yield "a key other than @context begins with @ (§4.8)"


def _identity(one):
    """All but the text of an annotation has an HTTP(S) URI, properly escaped (§3.2, §6.1)."""
    if one["type"] == "TextualBody":
        return
    if not isinstance(one.get("id"), str) or not URI.fullmatch(one["id"]):
        yield f"{one['type']} has the id {one.get('id')!r}"


def _known(one):
    """A resource has only the properties that its type may have (Appendix A)."""
    unknown = one.keys() - PROPERTIES.get(one["type"], set()) - {"@context"}
    if unknown:
        yield f"{one['type']} may not have {sorted(unknown)}"


def _lists(one):
    """What may have several values is a list, even of one (§4.3), and never an empty one."""
    for name in LISTS:
        if name in one and not (isinstance(one[name], list) and (one[name] or _may_be_empty(one))):
            yield f"{one['type']}.{name} is {one[name]!r}"


def _may_be_empty(one):
    return one["type"] == "Collection"  # allowed, though discouraged (§5.1)


def _types(one):
    """Linked and contained resources are of the types that their property takes (§3.3, §3.4)."""
    allowed = TYPES | {"items": ITEMS.get(one["type"], set())}
    for name, types in allowed.items():
        for linked in one.get(name, ()):
            if not isinstance(linked, dict) or _type_of(linked) not in types:
                yield f"{one['type']}.{name} holds {linked!r}"


def _type_of(linked):
    """Services older than this specification have a type of the old kind (§3.3.2)."""
    return linked.get("@type" if "@id" in linked else "type")


def _labels(one):
    """What must have a label has one (§3.1, §3.3.1)."""
    linked = [link for name in LABELLED_LINKS for link in one.get(name, ())]
    referred = one.get("items", ()) if one["type"] == "Collection" else ()
    own = [one] if one["type"] in LABELLED and not _is_reference(one) else []
    for needing in (*own, *linked, *referred):
        if not needing.get("label"):
            yield f"{needing['type']} {needing.get('id')} has no label"


def _is_reference(one):
    return one.keys() == {"id", "type"}  # as in partOf, where a label is only advised


def _maps(one):
    """Text for people is a map of languages to lists of text (§4.4)."""
    maps = [one[name] for name in LANGUAGE_MAPS if name in one]
    for pair in _pairs(one):
        if pair.keys() != {"label", "value"}:
            yield f"{pair!r} is not a label and a value"
        maps.extend(pair.values())
    for languages in maps:
        if not _is_language_map(languages):
            yield f"{languages!r} is not a language map"


def _pairs(one):
    statement = one.get("requiredStatement")
    return [*one.get("metadata", ()), *([statement] if statement else ())]


def _is_language_map(languages):
    return (
        isinstance(languages, dict)
        and bool(languages)
        and all(
            LANGUAGE.fullmatch(language)
            and isinstance(texts, list)
            and texts
            and all(isinstance(text, str) and text for text in texts)
            for language, texts in languages.items()
        )
    )


def _no_markup(one):
    """A label holds no HTML, and neither does anything else that is not a value (§4.5)."""
    labels = [one.get("label", {}), *(pair["label"] for pair in _pairs(one))]
    for text in _texts(labels):
        if TAG.search(text) or (text.startswith("<") and text.endswith(">")):
            yield f"the label {text!r} holds HTML"


def _markup(one):
    """HTML in a value is well-formed, and of a few elements and attributes (§4.5)."""
    values = [one.get("summary", {}), *(pair["value"] for pair in _pairs(one))]
    for text in _texts(values):
        if text.startswith("<") and text.endswith(">"):
            yield from _html_faults(text)
        elif TAG.search(text):
            yield f"{text!r} holds HTML and is not inside one element"


def _texts(maps):
    known = filter(_is_language_map, maps)  # what is none has been reported
    return [text for languages in known for texts in languages.values() for text in texts]


def _html_faults(text):
    try:
        tree = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        yield f"{text!r} is not well-formed: {error}"
        return
    for element in tree.iter():
        unknown = set(element.keys()) - HTML_ATTRIBUTES.get(element.tag, set())
        if element.tag not in HTML_ELEMENTS or unknown:
            yield f"{text!r} holds <{element.tag} {unknown}>"
        if not re.match("https?:|mailto:", element.get("href", "http:")):
            yield f"{text!r} leads to {element.get('href')!r}"


def _rights(one):
    """Rights are one canonical URI of Creative Commons or RightsStatements.org (§3.1)."""
    if "rights" in one and not (isinstance(one["rights"], str) and RIGHTS.fullmatch(one["rights"])):
        yield f"{one['rights']!r} is no rights URI"


def _moment(one):
    """A navDate is a moment with its time zone (§3.1)."""
    if "navDate" in one and not MOMENT.fullmatch(one["navDate"]):
        yield f"{one['navDate']!r} has no time zone, or is no moment"


def _start(one):
    """A manifest starts with one of its canvases (§3.3.2)."""
    canvases = {item["id"] for item in one.get("items", ())}
    if "start" in one and one["start"] not in [{"id": name, "type": "Canvas"} for name in canvases]:
        yield f"{one['id']} starts with {one['start']}"


def _direction(one):
    """Canvases are shown in one of four directions (§3.2)."""
    directions = {"left-to-right", "right-to-left", "top-to-bottom", "bottom-to-top", None}
    if one.get("viewingDirection") not in directions:
        yield f"{one['viewingDirection']!r} is no direction"


def _valid_behavior(one):
    """What advances or repeats has a duration (§3.2, ``behavior``)."""
    timed = {"auto-advance", "no-auto-advance", "repeat", "no-repeat"}
    lasting = any("duration" in item for item in one.get("items", ()))
    if one["type"] == "Manifest" and not lasting:
        yield from (f"nothing is there to {word}" for word in timed & {*one.get("behavior", ())})


def _behavior(one):
    """Behaviors that exclude each other are not given together (§3.2)."""
    for group in DISJOINT:
        if len(group.intersection(one.get("behavior", ()))) > 1:
            yield f"{one['behavior']} exclude each other"


def _formats(one):
    """A format is a media type, a language a list of tags, save inside an annotation (§3.2)."""
    if "format" in one and not MEDIA_TYPE.fullmatch(one["format"]):
        yield f"{one['format']!r} is no media type"
    if "language" in one:
        # Of the body of an annotation it is a tag, as in the Web Annotation Data Model §3.2.
        is_body = one["type"] == "TextualBody" or isinstance(one["language"], str)
        tags = [one["language"]] if is_body else one["language"]
        if not isinstance(tags, list) or not all(map(_is_tag, tags)):
            yield f"{one['language']!r} is no language of a {one['type']}"


def _is_tag(tag):
    return isinstance(tag, str) and tag != "none" and LANGUAGE.fullmatch(tag) is not None


def _manifest(one):
    """A manifest has a canvas at least (§5.2); one that a collection lists has none (§5.1)."""
    if one["type"] == "Manifest" and "@context" in one and not one.get("items"):
        yield "a manifest has no canvas"
    if one["type"] == "Collection":
        embedded = [item for item in one.get("items", ()) if "items" in item]
        yield from (f"{item['type']} {item['id']} is embedded" for item in embedded)


def _canvas(one):
    """A canvas has a size in whole numbers or a duration, and an id without a fragment (§5.3)."""
    if one["type"] != "Canvas" or "target" in one:
        return
    if "#" in one["id"]:
        yield f"the canvas {one['id']} has a fragment"
    sides = [one[name] for name in ("height", "width") if name in one]
    if "items" in one and not (len(sides) == 2 or (not sides and "duration" in one)):
        yield f"the canvas {one['id']} has neither a size nor a duration"
    for side in sides:
        if type(side) is not int or side <= 0:
            yield f"the canvas {one['id']} has a side of {side!r}"
    if "duration" in one and not (type(one["duration"]) in (int, float) and one["duration"] > 0):
        yield f"the canvas {one['id']} has the duration {one['duration']!r}"


def _lasting(one):
    """What is played on a canvas lasts as long as it, and is as large (§5.3, §5.7)."""
    for annotation in _annotations(one, "items") if one["type"] == "Canvas" else ():
        for name in ("duration", "height", "width"):
            if annotation["body"].get(name) != one.get(name):
                yield f"{name} of {one['id']} is not that of what is on it"


def _painted(one):
    """Only what paints stands in a canvas, and it targets that canvas (§5.3, §5.6)."""
    for annotation in _annotations(one, "items") if one["type"] == "Canvas" else ():
        if annotation["motivation"] != "painting" or annotation["target"] != one["id"]:
            yield f"{annotation['id']} does not paint {one['id']}"


def _annotated(one):
    """What stands beside a resource is about it and paints nothing (§3.4, ``annotations``)."""
    for annotation in _annotations(one, "annotations"):
        if annotation["motivation"] == "painting" or annotation["target"] != one["id"]:
            yield f"{annotation['id']} is not about {one['id']}"
        # Beside a canvas, text is from it; elsewhere the motivation is undefined (§3.5).
        is_canvas = one["type"] == "Canvas"
        if is_canvas != (annotation["motivation"] == "supplementing"):
            yield f"{annotation['id']} is {annotation['motivation']} of a {one['type']}"


def _annotations(one, name):
    return [annotation for page in one.get(name, ()) for annotation in page.get("items", ())]


def _pictures(one):
    """The id of a picture is the address of a picture, not of its service (§5.7)."""
    for service in one.get("service", ()) if one["type"] == "Image" else ():
        uri = service.get("id", service.get("@id"))
        if not re.fullmatch(r"/full/[^/]+/0/(?:default|native)\.jpg", one["id"].removeprefix(uri)):
            yield f"{one['id']} is no picture of {uri}"


def _unique(resource):
    """No two resources of a document share an id (§3.2)."""
    once = ("AnnotationPage", "Canvas", "Range")
    named = [
        one["id"]
        for one in _resources(resource)
        if one["type"] == "Annotation" or (one["type"] in once and "items" in one)
    ]
    for name, count in Counter(named).items():
        if count > 1:
            yield f"{count} resources are called {name}"


def _ranges(resource):
    """A range holds something, and only canvases of its manifest (§5.4)."""
    canvases = {canvas["id"] for canvas in resource.get("items", ())}
    for one in _resources(resource.get("structures", [])):
        if one["type"] == "Range" and not one.get("items"):
            yield f"the range {one['id']} is empty"
        if one["type"] == "Canvas" and one["id"].partition("#")[0] not in canvases:
            yield f"the range points to {one['id']}, which is not in the manifest"


def is_in_order(names, order):
    """Whether *names* stand in the order of *order*."""
    places = [order.index(name) for name in names]
    return all(before < after for before, after in pairwise(places))


RULES = (
    _identity,
    _known,
    _lists,
    _types,
    _labels,
    _maps,
    _no_markup,
    _markup,
    _rights,
    _moment,
    _behavior,
    _valid_behavior,
    _direction,
    _start,
    _formats,
    _manifest,
    _canvas,
    _lasting,
    _painted,
    _annotated,
    _pictures,
)
