"""One defect in a document that was as it should be: its rule notices, at its place, no other does."""

import iiif_documents as documents
import pytest
from iiif_documents import AT, Change, annotation, both, canvas, page, picture

from server.conformance.iiif.rules import RULES

A_CANVAS = f"{AT}/canvas/p1"
BODY = "items[0].items[0].items[0].body"
PAINTING = "items[0].items[0].items[0]"
TEXT = "items[0].annotations[0].items[0]"
COMMENT = "annotations[0].items[0]"


class Moved(Change):
    """A change that is found somewhere else than where it was made."""

    def __init__(self, path, value, found):
        super().__init__(path, value)
        self.found = found


def renamed(old, new):
    """A property under another name, at the top."""

    def change(document):
        document[new] = document.pop(old)

    change.path = new
    return change


def twin():
    """Another canvas of the same id, whose content has ids of its own."""
    one = canvas("p1")
    for held in ("items", "annotations"):
        one[held][0]["id"] += "/twin"
        one[held][0]["items"][0]["id"] += "/twin"
    return one


def first_key(document):
    """The context in another place than the first."""
    document["@context"] = document.pop("@context")


first_key.path = "@context"

# What is wrong, rule, and the place where that is not the one that was changed.
MANIFEST = [
    ("no id", "p3-id", Change("id")),
    ("a relative id", "p3-id", both(Change("id", "/iiif/manifest"), Change("annotations"))),
    ("an id that is a URN", "p3-id", both(Change("id", "urn:x:1"), Change("annotations"))),
    ("an id with a space", "p3-id", Change("structures[0].id", f"{AT}/range 1")),
    ("an id with a letter that is not encoded", "p3-id", Change(f"{BODY}.id", "https://a.example/ü")),
    ("an annotation with a URN", "p3-id", Change(f"{PAINTING}.id", "urn:x:1")),
    ("an id that is a number", "p3-id", Change("annotations[0].id", 7)),
    ("no type of an annotation", "p3-type", Change(f"{PAINTING}.type")),
    ("a type that is a list", "p3-type", Change(f"{BODY}.type", ["Image"])),
    ("no label", "p3-label", Change("label")),
    ("a label that is text", "p3-label", Change("label", "A letter")),
    ("an empty label", "p3-label", Change("label", {})),
    ("a language that holds text", "p3-label", Moved("label", {"en": "x"}, "label.en")),
    ("a language that holds nothing", "p3-label", Moved("label", {"en": []}, "label.en")),
    ("a language that holds a number", "p3-label", Moved("label", {"en": [1]}, "label.en[0]")),
    (
        "a language by its name",
        "p3-label",
        Moved("label", {"english language": ["x"]}, "label['english language']"),
    ),
    ("@none for none", "p3-label", Moved("label", {"@none": ["x"]}, "label.@none")),
    ("a label of a canvas that is text", "p3-label", Change("items[1].label", "1")),
    ("metadata that is an object", "p3-metadata", Change("metadata", {"a": "b"})),
    ("a pair without value", "p3-metadata", Change("metadata[0].value")),
    ("a value that is text", "p3-metadata", Change("metadata[0].value", "1958")),
    ("a summary that is text", "p3-summary", Change("summary", "short")),
    ("a required statement that is text", "p3-requiredStatement", Change("requiredStatement", "x")),
    (
        "a required statement without label",
        "p3-requiredStatement",
        Change("requiredStatement.label"),
    ),
    ("rights in words", "p3-rights", Change("rights", "All rights reserved")),
    ("rights over https", "p3-rights", Change("rights", "https://creativecommons.org/licenses/by/4.0/")),
    ("rights without a slash", "p3-rights", Change("rights", "http://creativecommons.org/licenses/by/4.0")),
    ("a deed", "p3-rights", Change("rights", "http://creativecommons.org/licenses/by/4.0/deed.en")),
    ("a page of rights", "p3-rights", Change("rights", "http://rightsstatements.org/page/InC/1.0/")),
    ("rights of nobody", "p3-rights", Change("rights", "https://archive.example/rights")),
    ("rights in a list", "p3-rights", Change("rights", ["http://creativecommons.org/licenses/by/4.0/"])),
    ("a date without time zone", "p3-navDate", Change("navDate", "1958-04-04T00:00:00")),
    ("a day", "p3-navDate", Change("navDate", "1958-04-04")),
    ("a day that is none", "p3-navDate", Change("navDate", "1958-02-30T00:00:00Z")),
    ("a date in another time zone", "p3-navDate-utc", Change("navDate", "1958-04-04T00:00:00+03:00")),
    ("a language of a link that is text", "p3-language", Change("homepage[0].language", "en")),
    ("a language of a link that is none", "p3-language", Moved("homepage[0].language", ["die Sprache"], "homepage[0].language[0]")),
    ("a provider that is an object", "p3-provider", Change("provider", {"id": AT, "type": "Agent"})),
    ("a provider without label", "p3-provider", Change("provider[0].label")),
    ("a provider of another type", "p3-provider", Moved("provider[0].type", "Person", "provider[0]")),
    ("a thumbnail that is text", "p3-thumbnail", Change("thumbnail", "https://a.example/t.jpg")),
    ("thumbnails that are text", "p3-thumbnail", Change("thumbnail[0]", "https://a.example/t.jpg")),
    ("a thumbnail without id", "p3-thumbnail", Change("thumbnail[0].id")),
    ("a placeholder of another type", "p3-placeholderCanvas", Change("placeholderCanvas", {"id": AT, "type": "Image"})),
    ("companions in a list", "p3-accompanyingCanvas", Change("accompanyingCanvas", [])),
    ("a format that is none", "p3-format", Change(f"{BODY}.format", "JPEG")),
    ("a profile that is a list", "p3-profile", Change("seeAlso[0].profile", ["x"])),
    ("a height of nothing", "p3-height", Change(f"{BODY}.height", 0)),
    ("a height that is text", "p3-height", Change(f"{BODY}.height", "1600")),
    ("half a height", "p3-height", Change("items[1].height", 1600.5)),
    ("a width that is true", "p3-width", Change(f"{BODY}.width", True)),
    ("a width below nothing", "p3-width", Change(f"{BODY}.width", -5)),
    ("a duration of nothing", "p3-duration", Change("items[1].duration", 0)),
    ("an unknown direction", "p3-viewingDirection", Change("viewingDirection", "up")),
    ("a direction in a list", "p3-viewingDirection", Change("viewingDirection", ["left-to-right"])),
    ("an unknown behavior", "p3-behavior", Change("behavior[0]", "foo")),
    ("a behavior that is text", "p3-behavior", Change("behavior", "paged")),
    ("two behaviors of one set", "p3-behavior-disjoint", Moved("behavior", ["paged", "continuous"], "behavior")),
    ("a behavior of a canvas", "p3-behavior-valid", Change("behavior[0]", "facing-pages")),
    ("a behavior of a manifest", "p3-behavior-valid", Moved("items[0].behavior", ["paged"], "items[0].behavior[0]")),
    ("hidden pages", "p3-behavior-valid", Moved("items[0].behavior", ["hidden"], "items[0].behavior[0]")),
    ("an unknown time mode", "p3-timeMode", Change(f"{PAINTING}.timeMode", "slow")),
    ("a homepage that is an object", "p3-homepage", Change("homepage", {"id": AT, "type": "Text"})),
    ("a homepage without label", "p3-homepage", Change("homepage[0].label")),
    ("a logo that is a text", "p3-logo", Moved("provider[0].logo[0].type", "Text", "provider[0].logo[0]")),
    ("a logo without id", "p3-logo", Change("provider[0].logo[0].id")),
    ("a rendering without label", "p3-rendering", Change("rendering[0].label")),
    ("a rendering without type", "p3-rendering", Change("rendering[0].type")),
    ("a service that is an object", "p3-service", Change("service", {"id": AT, "type": "X"})),
    ("a service without type", "p3-service", Change("service[0].type")),
    ("a service without id", "p3-service", Change("service[0].id")),
    ("services that are an object", "p3-services", Change("services", {})),
    ("a seeAlso without type", "p3-seeAlso", Change("seeAlso[0].type")),
    ("a seeAlso that is text", "p3-seeAlso", Change("seeAlso[0]", "https://a.example/x.xml")),
    ("a whole that is text", "p3-partOf", Change("partOf", f"{AT}/collection")),
    ("a whole without type", "p3-partOf", Change("partOf[0].type")),
    ("a start that is text", "p3-start", Change("start", A_CANVAS)),
    ("a start without id", "p3-start", Change("start.id")),
    ("a start elsewhere", "p3-start-canvas", Moved("start.id", f"{AT}/canvas/none", "start")),
    ("a supplement of another type", "p3-supplementary", Change("structures[0].supplementary", {"id": AT, "type": "Text"})),
    ("no canvases", "p3-items", Change("items")),
    ("an empty manifest", "p3-items", Change("items", [])),
    ("canvases in no list", "p3-items", Change("items[0].items", {})),
    ("a canvas that is text", "p3-items", Change("items[0].items[0]", A_CANVAS)),
    ("a range without items", "p3-items", Change("structures[0].items[1].items", [])),
    ("ranges that are an object", "p3-structures", Change("structures", {})),
    ("a structure that is a canvas", "p3-structures", Moved("structures[0].type", "Canvas", "structures[0]")),
    ("annotations without a page", "p3-annotations", Change("annotations[0]", annotation(AT, AT))),
    ("annotations that are an object", "p3-annotations", Change("annotations", {})),
    ("a motivation that is a number", "p3-motivation", Moved(f"{COMMENT}.motivation", 7, f"{COMMENT}.motivation")),
    ("no target", "p3-target", Change(f"{PAINTING}.target")),
    ("a body that is a number", "p3-body", Change(f"{TEXT}.body", 7)),
    ("a body without type", "p3-body", Change(f"{TEXT}.body.type")),
    ("a source that is a number", "p3-source", Moved(f"{TEXT}.body", {"type": "SpecificResource", "source": 7}, f"{TEXT}.body.source")),
    ("no context", "p3-context", Change("@context")),
    ("the context of version 2", "p3-context", Change("@context", documents.P2)),
    ("a context over https", "p3-context", Change("@context", documents.P3.replace("http:", "https:"))),
    ("the context before another", "p3-context", Change("@context", [documents.P3, documents.SEARCH_2])),
    ("a graph", "p3-context", Change("@graph", [])),
    ("a context behind other keys", "p3-context-first", first_key),
    ("a context of a canvas", "p3-context-once", Change("items[1].@context", documents.P3)),
    ("a format of a manifest", "p3-not-allowed", Change("format", "application/json")),
    ("a direction of a canvas", "p3-not-allowed", Change("items[1].viewingDirection", "left-to-right")),
    ("ranges of a canvas", "p3-not-allowed", Change("items[1].structures", [1])),
    ("a date of an annotation", "p3-not-allowed", Change(f"{PAINTING}.navDate", "1958-04-04T00:00:00Z")),
    ("a language of a canvas", "p3-not-allowed", Change("items[1].language", ["en"])),
    ("a start of a canvas", "p3-not-allowed", Change("items[1].start", {})),
    ("a property in capitals", "p3-case", renamed("viewingDirection", "ViewingDirection")),
    ("a property with a slip", "p3-near-miss", renamed("rendering", "renderings")),
    ("a property of version 2", "p3-old-name", Change("license", "http://a.example/")),
    ("a property of nobody", "p3-extension", Change("foo", "bar")),
    ("places without their context", "p3-extension", Change("navPlace", {})),
    ("an empty list", "p3-empty", Change("rendering", [])),
    ("HTML in a label", "p3-label-markup", Moved("label", {"en": ["<b>A letter</b>"]}, "label.en[0]")),
    ("HTML in the label of a pair", "p3-label-markup", Change("metadata[0].label.en[0]", "a <i>date</i>")),
    ("HTML that is not wrapped", "p3-markup", Change("summary.en[0]", "A <b>bold</b> letter")),
    ("HTML that is not closed", "p3-markup", Change("summary.en[0]", "<p>one<br>two</p>")),
    ("HTML behind a space", "p3-markup", Change("summary.en[0]", " <p>one</p>")),
    ("two elements", "p3-markup", Change("metadata[0].value.none[1]", "<p>1</p><p>2</p>")),
    ("an entity", "p3-markup", Change("summary.en[0]", "<p>a&nbsp;b</p>")),
    ("a script", "p3-markup-kept", Change("summary.en[0]", "<p>a<script>b</script></p>")),
    ("a style", "p3-markup-kept", Change("summary.en[0]", "<p style='x'>a</p>")),
    ("a link that is a script", "p3-markup-kept", Change("summary.en[0]", "<a href='javascript:x'>a</a>")),
    ("a comment", "p3-markup-kept", Change("summary.en[0]", "<p>a<!-- b --></p>")),
    ("two canvases of one id", "p3-unique", Moved("items[3]", twin(), "items[3].id")),
    ("two annotations of one id", "p3-unique", Change(f"{TEXT}.id", f"{A_CANVAS}/a")),
    ("services of a canvas", "p3-not-allowed", Change("items[1].services", [1])),
    ("a canvas with a fragment", "p3-canvas-fragment", both(Change("items[0].id", f"{A_CANVAS}#x"), Change(f"{PAINTING}.target", f"{A_CANVAS}#x"), Change(f"{TEXT}.target", f"{A_CANVAS}#x"))),
    ("a height without width", "p3-canvas-size", Change("items[2].width")),
    ("text on a canvas", "p3-painting", Change(f"{PAINTING}.motivation", "supplementing")),
    ("a painting of another canvas", "p3-target", Change(f"{PAINTING}.target", f"{AT}/canvas/p2")),
    ("a video on paper", "p3-painted-extent", Change(BODY, {"id": f"{AT}/v", "type": "Video", "format": "video/mp4"})),
    ("a region outside", "p3-region", Change(f"{TEXT}.target", f"{A_CANVAS}#xywh=1000,0,400,10")),
    ("a region beyond percent", "p3-region", Change(f"{TEXT}.target", f"{A_CANVAS}#xywh=percent:90,0,20,10")),
    ("a time on paper", "p3-region", Change(f"{TEXT}.target", f"{A_CANVAS}#t=1,2")),
    ("a selector outside", "p3-region", Change(f"{TEXT}.target", {"type": "SpecificResource", "source": A_CANVAS, "selector": {"type": "FragmentSelector", "value": "xywh=-1,0,5,5"}})),
    ("painting beside a canvas", "p3-annotations-painting", Change(f"{TEXT}.motivation", "painting")),
    ("painting beside a manifest", "p3-annotations-painting", Change(f"{COMMENT}.motivation", ["painting"])),
    ("text beside another canvas", "p3-annotations-target", Change(f"{TEXT}.target", f"{AT}/canvas/p2")),
    ("an image that is its service", "p3-image-id", Change(f"{BODY}.id", "https://archive.example/image/p1")),
    ("a part of nothing", "p3-part", Change("structures[0].items[1].items[0].source")),
    ("a part of an image", "p3-part", Change("structures[0].items[1].items[0].source", {"id": AT, "type": "Image"})),
    ("a range to nowhere", "p3-range-canvas", Moved("structures[0].items[0].id", f"{AT}/none", "structures[0].items[0]")),
    ("a part of nowhere", "p3-range-canvas", Moved("structures[0].items[1].items[0].source", AT, "structures[0].items[1].items[0]")),
    ("a sequence within a range", "p3-sequence-top", Change("structures[0].items[1].behavior", ["sequence"])),
    ("navigation without thumbnail", "p3-thumbnail-nav", Moved("structures[0].behavior", ["thumbnail-nav"], "structures[0].items[1].thumbnail")),
    ("a service with a context", "p3-service-context", Change("service[0].@context", documents.SEARCH_2)),
    ("a service of no level", "p3-service-profile", Change(f"{BODY}.service[0].profile", "level9")),
    ("a search without its profile", "p3-service-profile", Change("service[1].profile", "level1")),
    ("a service of words with the profile of another", "p3-service-profile", Change("service[1].service.profile", "http://iiif.io/api/search/1/search")),
    ("a service without profile", "p3-service-advice", Moved(f"{BODY}.service[0]", {"id": AT, "type": "ImageService3"}, f"{BODY}.service[0]")),
    ("a manifest without summary", "p3-manifest-advice", Change("summary")),
    ("a canvas without picture", "p3-canvas-advice", Moved("items[2].items", [], "items[2]")),
    ("a range without label", "p3-range-advice", Change("structures[0].label")),
    ("a page without annotation", "p3-annotationpage-advice", Moved("items[0].annotations[0].items", [], "items[0].annotations[0]")),
    ("a provider without logo", "p3-agent-advice", Change("provider[0].logo")),
    ("content without format", "p3-content-advice", Change(f"{BODY}.format")),
    ("a thumbnail without format", "p3-thumbnail-advice", Change("thumbnail[0].format")),
    ("a logo without format", "p3-logo-advice", Change("provider[0].logo[0].format")),
    ("a homepage without format", "p3-homepage-advice", Change("homepage[0].format")),
    ("a rendering without format", "p3-rendering-advice", Change("rendering[0].format")),
    ("a seeAlso without profile", "p3-seeAlso-advice", Change("seeAlso[0].profile")),
    ("a whole without label", "p3-partOf-advice", Change("partOf[0].label")),
]  # fmt: skip

RECORDING = [
    ("captions after the end", "p3-region", Change(f"{TEXT}.target", f"{AT}/canvas/talk#t=60,90")),
    ("a space in sound", "p3-region", Change(f"{TEXT}.target", f"{AT}/canvas/talk#xywh=0,0,1,1")),
    ("a canvas of no extent", "p3-canvas-size", Moved("items[0]", {"id": f"{AT}/canvas/talk", "type": "Canvas", "label": {"none": ["1"]}, "items": [page(f"{AT}/x", annotation(f"{AT}/y", f"{AT}/canvas/talk"))]}, "items[0]")),
    ("a picture on sound", "p3-painted-extent", Change(BODY, picture("x"))),
    ("a placeholder of a placeholder", "p3-not-allowed", Change("items[0].placeholderCanvas.placeholderCanvas", {})),
    ("a duration that is text", "p3-duration", Change(f"{BODY}.duration", "61")),
    ("both to advance and not", "p3-behavior-disjoint", Change("items[0].behavior", ["auto-advance", "no-auto-advance"])),
]  # fmt: skip
COLLECTION = [
    ("no items", "p3-items", Change("items")),
    ("no label", "p3-label", Change("label")),
    ("a canvas in a collection", "p3-items", Change("items[0]", canvas("p9"))),
    ("an item without label", "p3-collection-item", Change("items[0].label")),
    ("an item without type", "p3-type", Change("items[1].type")),
    ("an item with a URN", "p3-id", Change("items[0].id", "urn:x:1")),
    ("an embedded manifest", "p3-manifest-embedded", Change("items[0].items", [canvas("p9")])),
    ("services of an inner collection", "p3-services-top", Change("items[1].services", [{"id": AT, "type": "X"}])),
    ("nothing in it", "p3-collection-empty", Change("items[1].items", [])),
    ("an item without thumbnail", "p3-collection-item-advice", Change("items[0].thumbnail")),
    ("a collection without provider", "p3-collection-advice", Change("provider")),
    ("ranges of a collection", "p3-not-allowed", Change("structures", [1])),
    ("a start of a collection", "p3-not-allowed", Change("start", {})),
    ("together and in parts", "p3-behavior-disjoint", Change("behavior", ["together", "multi-part"])),
    ("a sequence of a collection", "p3-behavior-valid", Moved("behavior", ["sequence"], "behavior[0]")),
    ("HTML in an inner label", "p3-label-markup", Moved("items[0].label", {"en": ["<i>x</i>"]}, "items[0].label.en[0]")),
]  # fmt: skip
PAGE = [
    ("a next that is a list", "p3-next", Change("next", [])),
    ("a prev of another type", "p3-prev", Change("prev", {"id": AT, "type": "Manifest"})),
    ("an item that is a canvas", "p3-items", Change("items[0]", canvas("p1"))),
    ("annotations of a page", "p3-not-allowed", Change("annotations", [1])),
    (
        "an annotation about nothing",
        "p3-target",
        Change("items[0].target", {"type": "SpecificResource"}),
    ),
]
PAGES = [
    ("a first that is a list", "p3-first", Change("first", [])),
    ("a last of another type", "p3-last", Change("last", {"id": AT, "type": "Canvas"})),
    ("no label", "p3-annotationcollection-advice", Change("label")),
    ("items of a collection of pages", "p3-not-allowed", Change("items", [])),
]
MANIFEST_2 = [
    ("no id", "p2-id", Change("@id")),
    ("an id that is a URN", "p2-id", Change("@id", "urn:x:1")),
    ("no type of a sequence", "p2-type", Change("sequences[0].@type")),
    ("no label", "p2-label", Change("label")),
    ("a label of a canvas", "p2-label", Change("sequences[0].canvases[0].label")),
    ("a label that is a language map", "p2-label", Change("label", {"en": ["x"]})),
    ("metadata that is an object", "p2-metadata", Change("metadata", {})),
    ("a pair without value", "p2-metadata", Change("metadata[0].value")),
    ("a description that is a number", "p2-description", Change("description", 7)),
    ("a thumbnail that is a number", "p2-thumbnail", Change("thumbnail", 7)),
    ("a thumbnail without id", "p2-linked", Change("thumbnail.@id")),
    ("an attribution that is a number", "p2-attribution", Change("attribution[0]", 7)),
    ("a license in words", "p2-license", Change("license", "All rights reserved")),
    ("a logo that is a number", "p2-logo", Change("logo", 7)),
    ("a format that is none", "p2-format", Change("sequences[0].canvases[0].images[0].resource.format", "JPEG")),
    ("no height", "p2-height", Change("sequences[0].canvases[0].height")),
    ("a width of nothing", "p2-width", Change("sequences[0].canvases[0].width", 0)),
    ("an unknown direction", "p2-viewingDirection", Change("viewingDirection", "up")),
    ("an unknown hint", "p2-viewingHint", Change("viewingHint", "foo")),
    ("a date without time zone", "p2-navDate", Change("navDate", "1958-04-04T00:00:00")),
    ("a relation that is a number", "p2-related", Change("related", 7)),
    ("a rendering that is text", "p2-rendering", Change("rendering", "https://a.example/l.pdf")),
    ("a rendering without format", "p2-rendering", Change("rendering.format")),
    ("a service that is text", "p2-service", Change("service", "https://a.example/")),
    ("a seeAlso that is a number", "p2-seeAlso", Change("seeAlso[0]", 7)),
    ("a whole that is a number", "p2-within", Change("within", 7)),
    ("a start that is an object", "p2-startCanvas", Change("sequences[0].startCanvas", {})),
    ("a layer that is an object", "p2-contentLayer", Change("structures[1].contentLayer", {})),
    ("no sequences", "p2-sequences", Change("sequences")),
    ("an empty sequence", "p2-canvases", Change("sequences[0].canvases", [])),
    ("a sequence that is not embedded", "p2-canvases", Change("sequences[0].canvases")),
    ("ranges that are an object", "p2-structures", Change("structures", {})),
    ("annotations that are one", "p2-images", Change("sequences[0].canvases[0].images", "x")),
    ("other content that is one", "p2-otherContent", Change("sequences[0].canvases[0].otherContent", "https://a.example/")),
    ("a range in a range", "p2-ranges", Change("structures[0].ranges[0]", {"@id": AT})),
    ("no resource", "p2-resource", Change("sequences[0].canvases[0].images[0].resource")),
    ("nothing that it is on", "p2-on", Change("sequences[0].canvases[0].images[0].on")),
    ("another canvas", "p2-on", Change("sequences[0].canvases[0].images[0].on", AT)),
    ("no motivation", "p2-motivation", Change("sequences[0].canvases[0].images[0].motivation")),
    ("another motivation", "p2-painting", Change("sequences[0].canvases[0].images[0].motivation", "oa:commenting")),
    ("no context", "p2-context", Change("@context")),
    ("the context of version 3", "p2-context", Change("@context", documents.P3)),
    ("a context behind other keys", "p2-context-first", first_key),
    ("a format of a manifest", "p2-not-allowed", Change("format", "application/json")),
    ("canvases of a manifest", "p2-not-allowed", Change("canvases", [])),
    ("HTML in a label", "p2-label-markup", Change("label", "<b>A letter</b>")),
    ("two sequences without label", "p2-sequence-label", Moved("sequences[1]", {"@id": AT, "@type": "sc:Sequence", "label": "b"}, "sequences[0].label")),
    ("two embedded sequences", "p2-sequence-embedded", both(Change("sequences[1]", {"@id": AT, "@type": "sc:Sequence", "label": "b", "canvases": [documents.canvas_2("p9")]}), Change("sequences[0].label", "a"))),
    ("a canvas with a fragment", "p2-canvas-fragment", both(Change("sequences[0].canvases[1].@id", f"{AT}#x"), Change("sequences[0].canvases[1].images", []))),
    ("a scroll without direction", "p2-continuous", both(Change("viewingDirection"), Change("viewingHint", "continuous"))),
    ("two canvases of one id", "p2-unique", both(Change("sequences[0].canvases[1].@id", f"{AT}/2/canvas/p1"), Change("sequences[0].canvases[1].images", []))),
    ("a range to nowhere", "p2-range-member", Change("structures[1].canvases[0]", AT)),
    ("a manifest without description", "p2-advice", Change("description")),
]  # fmt: skip
COLLECTION_2 = [
    *[(f"{name} that is a number", f"p2-{name}", Change(name, 7)) for name in ("first", "last", "next", "prev")],
    ("a total below nothing", "p2-total", Change("total", -1)),
    ("an index that is text", "p2-startIndex", Change("startIndex", "0")),
    ("collections that are one", "p2-collections", Change("collections", {})),
    ("manifests that are URIs", "p2-manifests", Change("manifests[0]", AT)),
    ("a member that is a canvas", "p2-members", Change("members[0]", documents.canvas_2("p1"))),
    ("a member without label", "p2-member", Change("members[0].label")),
]  # fmt: skip
LIST_2 = [
    ("no list of annotations", "p2-resources", Change("resources", {})),
    ("a whole of annotations with images", "p2-not-allowed", Change("images", [])),
]
INFO_3 = [
    ("no id", "image3-id", Change("id")),
    ("a slash at the end", "image3-id", Change("id", "https://archive.example/image/p1/")),
    ("another type", "image3-type", Change("type", "ImageService2")),
    ("no protocol", "image3-protocol", Change("protocol")),
    ("another protocol", "image3-protocol", Change("protocol", "https://iiif.io/api/image")),
    ("a profile as URI", "image3-profile", Change("profile", "http://iiif.io/api/image/3/level2.json")),
    ("no width", "image3-width", Change("width")),
    ("a height that is text", "image3-height", Change("height", "1600")),
    ("no limit of width", "image3-maxWidth", Change("maxWidth")),
    ("a limit that is text", "image3-maxHeight", Change("maxHeight", "4000")),
    ("half an area", "image3-maxArea", Change("maxArea", 9_000_000.5)),
    ("sizes without height", "image3-sizes", Change("sizes[0].height")),
    ("sizes of another type", "image3-sizes", Change("sizes[1].type", "iiif:Size")),
    ("tiles without factors", "image3-tiles", Change("tiles[0].scaleFactors")),
    ("a factor of nothing", "image3-tiles", Change("tiles[0].scaleFactors[0]", 0)),
    ("preferred formats that are text", "image3-preferredFormats", Change("preferredFormats", "png")),
    ("rights over https", "image3-rights", Change("rights", "https://creativecommons.org/publicdomain/zero/1.0/")),
    ("rights of nobody", "image3-rights", Change("rights", "https://archive.example/rights")),
    ("a quality that is a number", "image3-extraQualities", Change("extraQualities[0]", 7)),
    ("formats that are text", "image3-extraFormats", both(Change("extraFormats", "webp"), Change("preferredFormats"))),
    ("a feature that is a number", "image3-extraFeatures", Change("extraFeatures[1]", 7)),
    ("a whole without type", "image3-partOf", Change("partOf[0].type")),
    ("a description that is text", "image3-seeAlso", Change("seeAlso[0]", "https://a.example/")),
    ("a service that is an object", "image3-service", Change("service", {})),
    ("the context of version 2", "image3-context", Change("@context", documents.IMAGE_2)),
    ("a context behind other keys", "image3-context-first", first_key),
    ("a size beyond the limit", "image3-limits", Change("sizes[0]", {"width": 300, "height": 4001})),
    ("two tiles of one size", "image3-tiles-unique", Change("tiles[1].width", 512)),
    ("one factor twice", "image3-scale-unique", Change("tiles[1].scaleFactors", [2])),
    ("enlarging without limit", "image3-upscaling", both(Change("extraFeatures", ["sizeUpscaling"]), Change("maxWidth"), Change("maxHeight"), Change("maxArea"))),
    ("an unknown feature", "image3-feature", Moved("extraFeatures[1]", "sizeByWhim", "extraFeatures")),
    ("a format that is not given", "image3-preferred", Moved("preferredFormats[0]", "jp2", "preferredFormats")),
]  # fmt: skip
INFO_2 = [
    ("no id", "image2-id", Change("@id")),
    ("a slash at the end", "image2-id", Change("@id", "https://archive.example/image2/p1/")),
    ("another type", "image2-type", Change("@type", "sc:Image")),
    ("no protocol", "image2-protocol", Change("protocol")),
    ("no width", "image2-width", Change("width")),
    ("no height", "image2-height", Change("height")),
    ("no profile", "image2-profile", Change("profile")),
    ("a profile that is text", "image2-profile", Change("profile", "http://iiif.io/api/image/2/level2.json")),
    ("a profile of no level", "image2-profile", Change("profile[0]", "level2")),
    ("sizes without width", "image2-sizes", Change("sizes[0].width")),
    ("tiles that are an object", "image2-tiles", Change("tiles", {"width": 512, "scaleFactors": [1]})),
    ("an attribution that is a number", "image2-attribution", Change("attribution", 7)),
    ("a license in words", "image2-license", Change("license[0]", "free")),
    ("a logo that is a number", "image2-logo", Change("logo", 7)),
    ("a service that is text", "image2-service", Change("service", "https://a.example/")),
    ("the context of version 3", "image2-context", Change("@context", documents.IMAGE_3)),
    ("a context behind other keys", "image2-context-first", first_key),
    ("a size beyond the limit", "image2-limits", Change("sizes[0].width", 4001)),
    ("two tiles of one size", "image2-tiles-unique", Change("tiles[1].width", 512)),
    ("one factor twice", "image2-scale-unique", Change("tiles[1].scaleFactors", [2])),
    ("formats that are text", "image2-profile-object", Change("profile[1].formats", "gif")),
    ("no limit of width", "image2-profile-object", Change("profile[1].maxWidth")),
    ("an unknown feature", "image2-feature", Moved("profile[1].supports[0]", "sizeByWhim", "profile[1].supports")),
]  # fmt: skip
RESULTS_2 = [
    ("no id", "p3-id", Change("id")),
    ("another context", "search2-context", Change("@context", [documents.SEARCH_2, documents.DISCOVERY])),
    ("a context behind other keys", "search2-context-first", first_key),
    ("a result that is not embedded", "search2-embedded", Change("items[0].body")),
    ("an index below nothing", "search2-startIndex", Change("startIndex", -1)),
    ("ignored as text", "search2-ignored", Change("ignored", "user")),
    ("pages of nothing", "search2-partOf", Change("partOf")),
    ("pages of a manifest", "p3-partOf", Change("partOf", {"id": AT, "type": "Manifest", "label": {"en": ["x"]}})),
    ("a total of results that is text", "search2-total", Change("partOf.total", "3")),
    ("pages without first", "search2-first", Change("partOf.first")),
    ("two pages of matches", "search2-annotations", Moved("annotations[1]", page(f"{AT}/m2", annotation(f"{AT}/m3", f"{AT}/hit/1", "highlighting")), "annotations")),
    ("a match of another kind", "search2-match", Change("annotations[0].items[0].motivation", "tagging")),
    ("a match of nothing", "search2-match", Moved("annotations[0].items[0].target.source", AT, "annotations[0].items[0].target")),
    ("a next that is a number", "p3-next", Change("next", 7)),
]  # fmt: skip
TERMS_2 = [
    ("no id", "search2-id", Change("id")),
    ("a type that is a list", "search2-type", Moved("items[0].type", [], "items[0].type")),
    ("no items", "search2-items", Change("items")),
    ("a term without value", "search2-value", Change("items[0].value")),
    ("a total that is text", "search2-total", Change("items[0].total", "3")),
    ("a label that is text", "search2-label", Change("items[0].label", "x")),
    ("a language that is a list", "search2-language", Change("items[0].language", ["en"])),
    ("a service without type", "search2-service", Change("items[0].service[0].type")),
    ("ignored as text", "search2-ignored", Change("ignored", "user")),
    ("a term without total", "search2-term-advice", Change("items[0].total")),
]
RESULTS_1 = [
    ("no id", "search1-id", Change("@id")),
    ("a hit of another type", "search1-type", Change("hits[0].@type", "Hit")),
    ("a layer of another type", "search1-type", Change("within.@type", "Layer")),
    ("a layer that is a list", "search1-within", Change("within", [])),
    ("ignored as text", "search1-ignored", Change("within.ignored", "user")),
    ("a total that is text", "search1-total", Change("within.total", "3")),
    ("a layer without total", "search1-layer-advice", Change("within.total")),
    ("a first that is a number", "search1-first", Change("within.first", 7)),
    ("a last that is a number", "search1-last", Change("within.last", 7)),
    ("a next that is a number", "search1-next", Change("next", 7)),
    ("a prev that is a number", "search1-prev", Change("prev", 7)),
    ("an index that is text", "search1-startIndex", Change("startIndex", "0")),
    ("no resources", "search1-resources", both(Change("resources"), Change("hits"))),
    ("hits that are an object", "search1-hits", Change("hits", "none")),
    ("a hit without annotations", "search1-annotations", Change("hits[0].annotations")),
    ("text before that is a number", "search1-before", Change("hits[0].before", 7)),
    ("text after that is a number", "search1-after", Change("hits[0].after", 7)),
    ("a hit on nothing", "search1-hit", Moved("hits[0].annotations", [AT], "hits[0].annotations[0]")),
    ("a result that is not embedded", "search1-embedded", Change("resources[0].resource")),
    ("hits without their context", "search1-context", Change("@context", [documents.SEARCH_1, documents.P2])),
]  # fmt: skip
TERMS_1 = [
    ("no terms", "search1-terms", Change("terms")),
    ("a term without match", "search1-match", Change("terms[0].match")),
    ("a term without address", "search1-url", Change("terms[0].url")),
    ("a count that is text", "search1-count", Change("terms[0].count", "3")),
    ("a term without count", "search1-term-advice", Change("terms[0].count")),
    ("another context", "search1-context", Change("@context", documents.IMAGE_2)),
    ("a context behind other keys", "search1-context-first", first_key),
]  # fmt: skip
CHANGES = [
    ("no id", "discovery-id", Change("id")),
    ("no last", "discovery-last", Change("last")),
    ("a first that is text", "discovery-first", Change("first", f"{AT}/changes/0")),
    ("a last of another type", "discovery-last", Change("last", {"id": AT, "type": "OrderedCollection"})),
    ("a last without type", "discovery-type", Change("last.type")),
    ("a total below nothing", "discovery-totalItems", Change("totalItems", -1)),
    ("rights over https", "discovery-rights", Change("rights", "https://creativecommons.org/publicdomain/zero/1.0/")),
    ("a description of another type", "discovery-seeAlso", Moved("seeAlso[0].type", "Text", "seeAlso[0]")),
    ("a description without profile", "discovery-seeAlso-advice", Change("seeAlso[0].profile")),
    ("a label that is text", "discovery-label", Change("seeAlso[0].label", "x")),
    ("a format that is none", "discovery-format", Change("seeAlso[0].format", "JSON")),
    ("a profile that is a list", "discovery-profile", Change("seeAlso[0].profile", ["x"])),
    ("a whole that is an object", "discovery-partOf", Change("partOf", {"id": AT, "type": "OrderedCollection"})),
    ("activities of the collection", "discovery-not-allowed", Change("orderedItems", [])),
    ("another context", "discovery-context", Change("@context", "https://www.w3.org/ns/activitystreams")),
    ("a context behind other keys", "discovery-context-first", first_key),
    ("no first", "discovery-collection-advice", Change("first")),
]  # fmt: skip
CHANGES_PAGE = [
    ("no activities", "discovery-orderedItems", Change("orderedItems")),
    ("an empty page", "discovery-orderedItems", Change("orderedItems", [])),
    ("an index that is text", "discovery-startIndex", Change("startIndex", "2")),
    ("a next that is text", "discovery-next", Change("next", AT)),
    ("a prev that is a list", "discovery-prev", Change("prev", [])),
    ("wholes in a list", "discovery-partOf", Change("partOf", [1])),
    ("no whole", "discovery-page-advice", Change("partOf")),
    ("no type", "discovery-type", Change("orderedItems[3].type")),
    ("no object", "discovery-object", Change("orderedItems[0].object")),
    ("an object without type", "discovery-type", Change("orderedItems[0].object.type")),
    ("a move without target", "discovery-target", Change("orderedItems[2].target")),
    ("a move to the same", "discovery-move", Moved("orderedItems[2].target.id", f"{AT}/3/manifest", "orderedItems[2].target")),
    ("a day", "discovery-endTime", Change("orderedItems[3].endTime", "2026-01-04")),
    ("another time zone", "discovery-endTime", Change("orderedItems[3].endTime", "2026-01-04T00:00:00+03:00")),
    ("a start without time zone", "discovery-startTime", Change("orderedItems[1].startTime", "2026-01-02T00:00:00")),
    ("a summary that is a language map", "discovery-summary", Change("orderedItems[0].summary", {"en": ["x"]})),
    ("an actor of another type", "discovery-actor", Moved("orderedItems[2].actor.type", "Robot", "orderedItems[2].actor")),
    ("a name that is no URI", "discovery-canonical", Change("orderedItems[0].object.canonical", "x")),
    ("a provider without label", "discovery-provider", Change("orderedItems[2].target.provider[0].label")),
    ("the wrong way round", "discovery-order", Moved("orderedItems[3].endTime", "2025-01-01T00:00:00Z", "orderedItems[3]")),
    ("an unknown activity", "discovery-activity-type", Change("orderedItems[0].type", "Improve")),
    ("no time", "discovery-activity-advice", Change("orderedItems[3].endTime")),
]  # fmt: skip
SEEDED = [
    (make, name, rule, change)
    for make, defects in (
        (documents.manifest, MANIFEST),
        (documents.recording, RECORDING),
        (documents.collection, COLLECTION),
        (documents.annotation_page, PAGE),
        (documents.annotation_collection, PAGES),
        (documents.manifest_2, MANIFEST_2),
        (documents.collection_2, COLLECTION_2),
        (documents.list_2, LIST_2),
        (documents.info_3, INFO_3),
        (documents.info_2, INFO_2),
        (documents.results_2, RESULTS_2),
        (documents.terms_2, TERMS_2),
        (documents.results_1, RESULTS_1),
        (documents.terms_1, TERMS_1),
        (documents.changes, CHANGES),
        (documents.changes_page, CHANGES_PAGE),
    )
    for name, rule, change in defects
]


@pytest.mark.parametrize(
    ("make", "rule", "change"),
    [(make, rule, change) for make, _, rule, change in SEEDED],
    ids=[f"{make.__name__}: {name}" for make, name, _, _ in SEEDED],
)
def test_a_defect_is_found_by_its_rule_and_no_other(make, rule, change, findings_of):
    """Whoever reads it is led to the place, and told nothing that is not so."""
    document = make()
    change(document)
    findings = findings_of(document)
    place = getattr(change, "found", change.path)
    above = place.rpartition(".")[0] or "$"

    assert {one.rule for one in findings} == {rule}
    assert {one.path for one in findings} & {place, above}


def test_every_rule_of_documents_finds_its_defect():
    """A rule that nothing breaks may be no rule; those of HTTP are broken by servers."""
    seeded = {rule for _, _, rule, _ in SEEDED}
    elsewhere = ("http", "json", "image-", "search-", "discovery-chain", "discovery-total")

    assert {rule for rule in RULES if not rule.startswith(elsewhere)} - seeded == set()
