"""What Presentation 2.1 demands, as small checks: each yields what is wrong with a resource.

<https://iiif.io/api/presentation/2.1/>. Section numbers are those of 2.1.1, with its Appendix B.
"""

import re

from presentation_rules import LANGUAGE, MEDIA_TYPE, TAG, URI, _html_faults

CONTEXT = "http://iiif.io/api/presentation/2/context.json"
IMAGE_CONTEXT = "http://iiif.io/api/image/2/context.json"
OLD_IMAGE_CONTEXT = "http://library.stanford.edu/iiif/image-api/1.1/context.json"

UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
DIRECTIONS = {"left-to-right", "right-to-left", "top-to-bottom", "bottom-to-top"}
HINTS = {
    "sc:Canvas": {"non-paged", "facing-pages"},
    "sc:Collection": {"individuals", "multi-part"},
    "sc:Manifest": {"individuals", "paged", "continuous"},
    "sc:Range": {"individuals", "paged", "continuous", "top"},
    "sc:Sequence": {"individuals", "paged", "continuous"},
}
IDENTIFIED = {"sc:Collection", "sc:Manifest", "sc:Canvas", "sc:Range", "sc:AnnotationList"}
LABELLED = {"sc:Collection", "sc:Manifest", "sc:Canvas", "sc:Range", "sc:Layer"}

# Appendix B: what every resource may have, and what only some may.
COMMON = {
    "@context", "@id", "@type", "label", "metadata", "description", "thumbnail", "attribution",
    "license", "logo", "viewingHint", "seeAlso", "service", "related", "rendering", "within",
}  # fmt: skip
PROPERTIES = {
    "sc:Collection": {"navDate", "collections", "manifests", "members"},
    # Any resource may have a list of annotations (§6.7), whatever the table of Appendix B says.
    "sc:Manifest": {"navDate", "viewingDirection", "sequences", "structures", "otherContent"},
    "sc:Sequence": {"viewingDirection", "startCanvas", "canvases"},
    "sc:Canvas": {"height", "width", "images", "otherContent"},
    "sc:Range": {"viewingDirection", "startCanvas", "canvases", "ranges", "members"},
    "sc:AnnotationList": {"resources"},
    "oa:Annotation": {"motivation", "resource", "on"},
    "oa:Choice": {"default", "item"},
    "oa:SpecificResource": {"full", "selector"},
    "cnt:ContentAsText": {"chars", "format", "language"},
    **{
        f"dctypes:{kind}": {"format", "language", "height", "width"}
        for kind in ("Image", "Sound", "MovingImage", "Text", "Dataset")
    },
}
LISTS = ("sequences", "canvases", "images", "otherContent", "structures", "ranges", "members",
         "collections", "manifests", "resources", "metadata")  # fmt: skip


def violations(resource):
    """Everything that is wrong with *resource*, the top of a document."""
    found = list(_context(resource))
    for one, place in _resources(resource):
        for rule in RULES:
            found += rule(one, place)
    return found + list(_structures(resource))


def _resources(resource, place=""):
    """Every object with a type, and the property that it stands in."""
    if isinstance(resource, dict):
        if "@type" in resource and place not in ("service", "selector"):
            yield resource, place
        for name, value in resource.items():
            yield from _resources(value, name)
    elif isinstance(resource, list):
        for one in resource:
            yield from _resources(one, place)


def _context(resource):
    """The context comes first, and is said once (§4.5)."""
    if next(iter(resource), None) != "@context" or resource["@context"] != CONTEXT:
        yield "the document does not begin with the context of Presentation 2"
    if str(resource).count(f"'{CONTEXT}'") > 1:
        yield "the context is said twice"


def _known(one, _place):
    """A resource has the properties of its type (Appendix B), and none of version 3."""
    kind = one["@type"]
    if kind not in PROPERTIES:
        yield f"{kind} is no type of 2.1"
    unknown = one.keys() - COMMON - PROPERTIES.get(kind, set())
    if unknown:
        yield f"{kind} may not have {sorted(unknown)}"


def _identity(one, _place):
    """What must have an address has one of HTTP, escaped (§3.3); text inside needs none."""
    kind = one["@type"]
    must = kind in IDENTIFIED or kind.startswith("dctypes:")
    if (must or "@id" in one) and not URI.fullmatch(str(one.get("@id"))):
        yield f"{kind} has the @id {one.get('@id')!r}"


def _lists(one, _place):
    """Lists are lists, even of one (§5); empty ones say nothing, save what must be there."""
    for name in LISTS:
        is_filled = bool(one.get(name)) or name in ("resources", "manifests")
        if name in one and not (isinstance(one[name], list) and is_filled):
            yield f"{one['@type']}.{name} is {one[name]!r}"


def _labels(one, place):
    """Collections, manifests, canvases and ranges must have a label (§3.1)."""
    if one["@type"] in LABELLED and not one.get("label"):
        yield f"{one['@type']} {one.get('@id')} in {place!r} has no label"


def _texts(one, _place):
    """Text is a string, or one with its language, or a list of such (§4.3)."""
    for text in (*_labels_of(one), *_values_of(one)):
        if not _is_text(text):
            yield f"{text!r} is no text"
    if any(pair.keys() != {"label", "value"} for pair in one.get("metadata", ())):
        yield f"{one['metadata']!r} are not pairs of label and value (§3.1)"


def _markup(one, _place):
    """A label holds no HTML, a value only what is well-formed and harmless (§4.4)."""
    for text in map(_string, _labels_of(one)):
        if TAG.search(text) or _is_html(text):
            yield f"the label {text!r} holds HTML"
    for text in filter(_is_html, map(_string, _values_of(one))):
        yield from _html_faults(text)


def _labels_of(one):
    labels = [one.get("label"), *(pair.get("label") for pair in one.get("metadata", ()))]
    return [text for said in labels for text in _all(said)]


def _values_of(one):
    values = [one.get("description"), one.get("attribution")]
    values += [pair.get("value") for pair in one.get("metadata", ())]
    return [text for said in values for text in _all(said)]


def _is_html(text):
    return text.startswith("<") and text.endswith(">")


def _all(said):
    return said if isinstance(said, list) else [] if said is None else [said]


def _is_text(text):
    if isinstance(text, dict):
        tag = text.get("@language")
        has_both = text.keys() == {"@value", "@language"}
        return has_both and tag != "none" and bool(LANGUAGE.fullmatch(tag)) and bool(text["@value"])
    return isinstance(text, str) and bool(text)


def _string(text):
    return str(text.get("@value")) if isinstance(text, dict) else str(text)


def _rights(one, _place):
    """A licence is a link (§3.2)."""
    for license_ in _all(one.get("license")):
        if not (isinstance(license_, str) and URI.fullmatch(license_)):
            yield f"{license_!r} is no address of a licence"


def _links(one, _place):
    """Links have addresses, and a rendering a label and a format (§3.4)."""
    for name in ("related", "rendering", "seeAlso", "thumbnail", "logo"):
        for link in _all(one.get(name)):
            if not URI.fullmatch(str(link.get("@id"))):
                yield f"{name} leads to {link!r}"
            if "format" in link and not MEDIA_TYPE.fullmatch(link["format"]):
                yield f"{name} has the format {link['format']!r}"
    for above in _all(one.get("within")):
        if not URI.fullmatch(str(above)):
            yield f"{above!r} is no address to be within"


def _renderings(one, _place):
    """A rendering must have a label and a format (§3.4)."""
    for link in _all(one.get("rendering")):
        if not (link.get("label") and link.get("format")):
            yield f"the rendering {link!r} has no label or no format"


def _services(one, _place):
    """A service has an address and a context of its own (§4.5), and a profile (§3.4)."""
    for service in _all(one.get("service")):
        if not {"@context", "@id", "profile"} <= service.keys() or {"id", "type"} & service.keys():
            yield f"{service!r} is no service of 2.1"
    if one["@type"] == "dctypes:Image":
        for service in _all(one.get("service")):
            if service.get("@context") not in (IMAGE_CONTEXT, OLD_IMAGE_CONTEXT):
                yield f"{service!r} is no image service of version 2 or 1.1"


def _moment(one, _place):
    """A navDate is in UTC (§3.3)."""
    if "navDate" in one and not UTC.fullmatch(one["navDate"]):
        yield f"{one['navDate']!r} is not in UTC"


def _views(one, _place):
    """Directions and hints are those of the tables; continuous needs a direction (§3.3)."""
    if one.get("viewingDirection", "left-to-right") not in DIRECTIONS:
        yield f"{one['viewingDirection']!r} is no direction"
    hints = set(_all(one.get("viewingHint")))
    if not hints <= HINTS.get(one["@type"], set()):
        yield f"{one['@type']} has the hints {sorted(hints)}"
    if "continuous" in hints and "viewingDirection" not in one:
        yield "continuous has no viewing direction"


def _manifest(one, _place):
    """A manifest has a sequence, the first of them in full, with a canvas at least (§5.1, §5.2)."""
    if one["@type"] != "sc:Manifest" or _place in ("manifests", "members"):
        return
    if not one.get("sequences") or not one["sequences"][0].get("canvases"):
        yield "a manifest has no sequence, or a sequence no canvas"
        return
    (sequence,) = one["sequences"]
    ids = [canvas["@id"] for canvas in sequence["canvases"]]
    if len(ids) != len(set(ids)):
        yield "a canvas is in the sequence twice"
    if sequence.get("startCanvas", ids[0]) not in ids:
        yield f"{sequence['startCanvas']} is not in the sequence (§3.4)"


def _canvas(one, place):
    """A canvas has a surface (§5.3); one in a range is only named."""
    if one["@type"] != "sc:Canvas" or place == "members":
        return
    for side in ("height", "width"):
        if not (type(one.get(side)) is int and one[side] > 0):
            yield f"the canvas {one['@id']} has the {side} {one.get(side)!r}"
    for image in one.get("images", ()):
        if image["motivation"] != "sc:painting" or image["on"].partition("#")[0] != one["@id"]:
            yield f"{image!r} does not paint {one['@id']} (§5.4)"
        shown = image["resource"].get("default") or image["resource"].get("full", image["resource"])
        if shown.get("@type") != "dctypes:Image":
            yield f"{shown!r} is no image (§5.3)"


def _annotation_lists(one, place):
    """Lists are never in a manifest (§5.5), and hold no image that paints."""
    if one["@type"] != "sc:AnnotationList":
        return
    if (place == "otherContent") == ("resources" in one):
        yield f"the list {one['@id']} is embedded, or is empty"
    for annotation in one.get("resources", ()):
        is_image = annotation["resource"].get("@type") == "dctypes:Image"
        if annotation["motivation"] == "sc:painting" and is_image:
            yield f"{annotation!r} belongs to the images of a canvas"


def _annotation(one, _place):
    """An annotation says why it is, and of what (§5.4)."""
    if one["@type"] == "oa:Annotation":
        if not re.match("(sc|oa):[a-z]+", str(one.get("motivation"))):
            yield f"the motivation {one.get('motivation')!r} has no prefix"
        if "on" not in one or ("#" in str(one["on"]) and "#xywh=" not in str(one["on"])):
            yield f"{one.get('on')!r} is nothing to annotate (§6.1)"
        if "value" in one.get("resource", {}):
            yield "text is in chars (§6.2)"


def _collection(one, place):
    """What is in a collection has an address, a type and a label, and no canvases (§5.8)."""
    if one["@type"] == "sc:Collection":
        for name in ("collections", "manifests", "members"):
            for entry in one.get(name, ()):
                if not {"@id", "@type", "label"} <= entry.keys() or "sequences" in entry:
                    yield f"{entry!r} is no entry of a collection"
    if place == "members" and one["@type"] == "sc:Collection" and "viewingHint" not in one:
        yield "a collection among members has no hint"


def _structures(resource):
    """Ranges are flat, and lead from one at the top to every one, once (§5.6)."""
    ranges = {one["@id"]: one for one in resource.get("structures", ())}
    tops = [name for name, one in ranges.items() if one.get("viewingHint") == "top"]
    if ranges and len(tops) != 1:
        yield f"{len(tops)} ranges are at the top"
    beneath = [str(member) for one in ranges.values() for member in one.get("ranges", ())]
    if sorted(beneath) != sorted(ranges.keys() - set(tops)):
        yield "a range is in none, or in two"
    for one in ranges.values():
        yield from _members(one, ranges, _canvases(resource))


def _canvases(resource):
    sequences = resource.get("sequences", ())
    return {canvas["@id"] for one in sequences for canvas in one.get("canvases", ())}


def _members(one, ranges, canvases):
    """Ranges and canvases are named by strings, members by objects (§5.6)."""
    for name, known in (("ranges", ranges), ("canvases", canvases)):
        for member in one.get(name, ()):
            if not isinstance(member, str) or member.partition("#")[0] not in known:
                yield f"{name} of {one['@id']} holds {member!r}"
    for member in one.get("members", ()):
        if not {"@id", "@type", "label"} <= member.keys():
            yield f"{member!r} is no member of a range"


RULES = (
    _known,
    _identity,
    _lists,
    _labels,
    _texts,
    _markup,
    _rights,
    _links,
    _renderings,
    _services,
    _moment,
    _views,
    _manifest,
    _canvas,
    _annotation_lists,
    _annotation,
    _collection,
)
