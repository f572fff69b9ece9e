"""IIIF documents that are as they should be, and changes that make each of them wrong somewhere.

They share no code with the house. Each call gives a document of its own.
"""

import json
import re

AT = "https://archive.example/iiif"
P3 = "http://iiif.io/api/presentation/3/context.json"
P2 = "http://iiif.io/api/presentation/2/context.json"
IMAGE_3 = "http://iiif.io/api/image/3/context.json"
IMAGE_2 = "http://iiif.io/api/image/2/context.json"
SEARCH_2 = "http://iiif.io/api/search/2/context.json"
SEARCH_1 = "http://iiif.io/api/search/1/context.json"
DISCOVERY = "http://iiif.io/api/discovery/1/context.json"
PROTOCOL = "http://iiif.io/api/image"

_STEP = re.compile(r"\[(\d+)\]|\.?(@?[A-Za-z0-9_:]+)")


def steps(path):
    """Return the keys and numbers of a path such as ``items[0].label``."""
    return [int(number) if number else name for number, name in _STEP.findall(path)]


class Change:
    """Puts *value* at *path*, or takes away what is there."""

    def __init__(self, path, *value):
        self.path = path
        self._value = value

    def __call__(self, document):
        *way, last = steps(self.path)
        held = document
        for step in way:
            held = held[step]
        if not self._value:
            del held[last]
        elif isinstance(held, list) and last == len(held):
            held.append(self._value[0])
        else:
            held[last] = self._value[0]

    def __repr__(self):
        return f"{self.path} = {json.dumps(self._value)[1:-1][:40]}" if self._value else self.path


def both(*changes):
    """Return a change that makes several; it is at the place of the first."""

    def change(document):
        for one in changes:
            one(document)

    change.path = changes[0].path
    return change


def _en(text):
    return {"en": [text]}


def picture(name, **more):
    """A picture with the service that it comes from."""
    base = f"https://archive.example/image/{name}"
    return {
        "id": f"{base}/full/max/0/default.jpg",
        "type": "Image",
        "format": "image/jpeg",
        "height": 1600,
        "width": 1200,
        "service": [{"id": base, "type": "ImageService3", "profile": "level2"}],
        **more,
    }


def annotation(uri, target, motivation="painting", body=None):
    """An annotation on *target*."""
    text = {"type": "TextualBody", "value": "Дорогой!", "language": "ru", "format": "text/plain"}
    return {
        "id": uri,
        "type": "Annotation",
        "motivation": motivation,
        "body": body or text,
        "target": target,
    }


def page(uri, *annotations):
    """A page of annotations."""
    return {"id": uri, "type": "AnnotationPage", "items": list(annotations)}


def canvas(key):
    """A page of a letter, with its picture and its text."""
    uri = f"{AT}/canvas/{key}"
    return {
        "id": uri,
        "type": "Canvas",
        "label": {"none": [key]},
        "height": 1600,
        "width": 1200,
        "items": [page(f"{uri}/painting", annotation(f"{uri}/a", uri, body=picture(key)))],
        "annotations": [
            page(f"{uri}/text", annotation(f"{uri}/t", f"{uri}#xywh=0,0,10,10", "supplementing"))
        ],
    }


def manifest():
    """A manifest that has nearly everything that one may have."""
    return {
        "@context": P3,
        "id": f"{AT}/manifest",
        "type": "Manifest",
        "label": {**_en("A letter"), "zh-Hans": ["一封信"]},
        "metadata": [{"label": _en("Date"), "value": {"none": ["1958", "<i>ca.</i>" + " "]}}],
        "summary": _en("<p>A letter with a <a href='https://a.example/'>link</a>.</p>"),
        "requiredStatement": {"label": _en("Attribution"), "value": _en("An archive & sons")},
        "rights": "http://rightsstatements.org/vocab/NoC-US/1.0/",
        "navDate": "1958-04-04T00:00:00Z",
        "provider": [
            {
                "id": "https://archive.example/",
                "type": "Agent",
                "label": _en("Archive"),
                "homepage": [_link("https://archive.example/", "text/html")],
                "logo": [picture("logo")],
            }
        ],
        "thumbnail": [picture("p1")],
        "viewingDirection": "left-to-right",
        "behavior": ["paged"],
        "homepage": [_link("https://archive.example/letter", "text/html", language=["en"])],
        "rendering": [_link("https://archive.example/letter.pdf", "application/pdf")],
        "seeAlso": [
            {
                **_link("https://archive.example/oai?verb=GetRecord", "text/xml"),
                "type": "Dataset",
                "profile": "http://www.loc.gov/mods/v3",
            }
        ],
        "service": [{"id": f"{AT}/search", "type": "SearchService2"}],
        "partOf": [{"id": f"{AT}/collection", "type": "Collection", "label": _en("Letters")}],
        "start": {"id": f"{AT}/canvas/p2", "type": "Canvas"},
        "items": [canvas("p1"), canvas("p2"), canvas("p3")],
        "structures": [_ranges()],
        "annotations": [
            page(f"{AT}/about", annotation(f"{AT}/about/1", f"{AT}/manifest", "commenting"))
        ],
    }


def _link(uri, media_type, **more):
    return {"id": uri, "type": "Text", "label": _en("Link"), "format": media_type, **more}


def _ranges():
    inner = {
        "id": f"{AT}/range/2",
        "type": "Range",
        "label": _en("Envelope"),
        "items": [
            {
                "type": "SpecificResource",
                "id": f"{AT}/part",
                "source": f"{AT}/canvas/p3",
                "selector": {"type": "FragmentSelector", "value": "xywh=0,0,10,10"},
            }
        ],
    }
    return {
        "id": f"{AT}/range/1",
        "type": "Range",
        "label": _en("Contents"),
        "items": [{"id": f"{AT}/canvas/p1#xywh=0,0,9,9", "type": "Canvas"}, inner],
    }


def recording():
    """A manifest of an audio recording, with captions."""
    uri = f"{AT}/canvas/talk"
    sound = {"id": "https://archive.example/talk.mp3", "type": "Sound", "format": "audio/mpeg"}
    captions = {"id": "https://archive.example/en.vtt", "type": "Text", "format": "text/vtt"}
    return {
        **{name: value for name, value in manifest().items() if name in _KEPT},
        "items": [
            {
                "id": uri,
                "type": "Canvas",
                "label": _en("Talk"),
                "duration": 61.5,
                "behavior": ["auto-advance"],
                "placeholderCanvas": {**canvas("poster"), "id": f"{AT}/canvas/poster"},
                "items": [page(f"{uri}/p", annotation(f"{uri}/a", uri, body=sound))],
                "annotations": [
                    page(
                        f"{uri}/c",
                        annotation(f"{uri}/v", f"{uri}#t=1,60", "supplementing", captions),
                    )
                ],
            }
        ],
    }


_KEPT = ("@context", "id", "type", "label", "metadata", "summary", "provider", "thumbnail")


def collection():
    """A collection of a manifest and a collection that it embeds."""
    listed = {
        "id": f"{AT}/manifest",
        "type": "Manifest",
        "label": _en("A letter"),
        "thumbnail": [picture("p1")],
    }
    kept = {name: value for name, value in manifest().items() if name in _KEPT}
    inner = {**kept, "id": f"{AT}/inner", "type": "Collection", "items": [{**listed}]}
    del inner["@context"]
    return {**kept, "id": f"{AT}/collection", "type": "Collection", "items": [listed, inner]}


def annotation_page():
    """A page of annotations by itself, one of several."""
    return {
        "@context": P3,
        **page(f"{AT}/page/1", annotation(f"{AT}/1", f"{AT}/canvas/p1", "supplementing")),
        "partOf": {"id": f"{AT}/all", "type": "AnnotationCollection", "label": _en("All")},
        "prev": {"id": f"{AT}/page/0", "type": "AnnotationPage"},
        "next": {"id": f"{AT}/page/2", "type": "AnnotationPage"},
    }


def annotation_collection():
    """All pages of annotations."""
    return {
        "@context": P3,
        "id": f"{AT}/all",
        "type": "AnnotationCollection",
        "label": _en("All"),
        "total": 9,
        "first": {"id": f"{AT}/page/0", "type": "AnnotationPage"},
        "last": {"id": f"{AT}/page/2", "type": "AnnotationPage"},
    }


def manifest_2():
    """A manifest of Presentation 2.1."""
    return {
        "@context": P2,
        "@id": f"{AT}/2/manifest",
        "@type": "sc:Manifest",
        "label": "A letter",
        "metadata": [{"label": "Date", "value": [{"@value": "1958", "@language": "en"}, "1959"]}],
        "description": {"@value": "A letter", "@language": "en"},
        "thumbnail": {"@id": "https://archive.example/t.jpg"},
        "attribution": ["An archive"],
        "license": "http://rightsstatements.org/vocab/NoC-US/1.0/",
        "logo": "https://archive.example/logo.png",
        "viewingDirection": "left-to-right",
        "viewingHint": "paged",
        "navDate": "1958-04-04T00:00:00Z",
        "related": {"@id": "https://archive.example/letter", "format": "text/html"},
        "rendering": {"@id": "https://archive.example/l.pdf", "label": "PDF", "format": "a/pdf"},
        "service": {"@context": SEARCH_1, "@id": f"{AT}/search", "profile": "x"},
        "seeAlso": [{"@id": "https://archive.example/oai"}],
        "within": f"{AT}/2/collection",
        "sequences": [
            {
                "@id": f"{AT}/2/sequence",
                "@type": "sc:Sequence",
                "startCanvas": f"{AT}/2/canvas/p2",
                "canvases": [canvas_2("p1"), canvas_2("p2")],
            }
        ],
        "structures": [
            {
                "@id": f"{AT}/2/range/1",
                "@type": "sc:Range",
                "label": "Contents",
                "viewingHint": "top",
                "ranges": [f"{AT}/2/range/2"],
            },
            {
                "@id": f"{AT}/2/range/2",
                "@type": "sc:Range",
                "label": "Chapter",
                "contentLayer": f"{AT}/2/layer",
                "canvases": [f"{AT}/2/canvas/p1#xywh=0,0,9,9"],
            },
        ],
    }


def canvas_2(key):
    """A page of Presentation 2.1."""
    uri = f"{AT}/2/canvas/{key}"
    image = f"https://archive.example/image2/{key}"
    return {
        "@id": uri,
        "@type": "sc:Canvas",
        "label": key,
        "height": 1600,
        "width": 1200,
        "images": [
            {
                "@type": "oa:Annotation",
                "motivation": "sc:painting",
                "resource": {
                    "@id": f"{image}/full/full/0/default.jpg",
                    "@type": "dctypes:Image",
                    "format": "image/jpeg",
                    "service": {"@context": IMAGE_2, "@id": image, "profile": "x"},
                },
                "on": uri,
            }
        ],
        "otherContent": [{"@id": f"{AT}/2/list/{key}", "@type": "sc:AnnotationList"}],
    }


def collection_2():
    """A collection of Presentation 2.1, with pages beside lists."""
    named = {name: manifest_2()[name] for name in ("metadata", "description", "thumbnail")}
    listed = {"@id": f"{AT}/2/manifest", "@type": "sc:Manifest", "label": "A letter"}
    inner = {"@id": f"{AT}/2/inner", "@type": "sc:Collection", "label": "Letters"}
    return {
        "@context": P2,
        "@id": f"{AT}/2/collection",
        "@type": "sc:Collection",
        "label": "Letters",
        **named,
        "total": 3,
        "first": f"{AT}/2/collection/1",
        "last": {"@id": f"{AT}/2/collection/9"},
        "next": f"{AT}/2/collection/2",
        "prev": f"{AT}/2/collection/0",
        "startIndex": 0,
        "collections": [inner],
        "manifests": [listed],
        "members": [{**listed}],
    }


def list_2():
    """A list of annotations of Presentation 2.1."""
    return {
        "@context": P2,
        "@id": f"{AT}/2/list/p1",
        "@type": "sc:AnnotationList",
        "resources": [result_1("1")],
    }


def info_3():
    """Information of Image 3.0."""
    return {
        "@context": IMAGE_3,
        "id": "https://archive.example/image/p1",
        "type": "ImageService3",
        "protocol": PROTOCOL,
        "profile": "level2",
        "width": 1200,
        "height": 1600,
        "maxWidth": 4000,
        "maxHeight": 4000,
        "maxArea": 9_000_000,
        "sizes": [{"width": 300, "height": 400}, {"type": "Size", "width": 600, "height": 800}],
        "tiles": [{"width": 512, "scaleFactors": [1, 2]}, {"width": 256, "scaleFactors": [4]}],
        "preferredFormats": ["webp", "png"],
        "rights": "http://creativecommons.org/publicdomain/zero/1.0/",
        "extraQualities": ["color"],
        "extraFormats": ["webp"],
        "extraFeatures": ["sizeUpscaling", "mirroring"],
        "partOf": [{"id": f"{AT}/manifest", "type": "Manifest", "label": _en("A letter")}],
        "seeAlso": [{"id": "https://archive.example/x.xml", "type": "Dataset"}],
        "service": [{"@id": "https://archive.example/auth", "@type": "AuthCookieService1"}],
    }


def info_2():
    """Information of Image 2.1."""
    return {
        "@context": IMAGE_2,
        "@id": "https://archive.example/image2/p1",
        "@type": "iiif:Image",
        "protocol": PROTOCOL,
        "width": 1200,
        "height": 1600,
        "sizes": [{"width": 300, "height": 400}],
        "tiles": [{"width": 512, "scaleFactors": [1, 2]}, {"width": 256, "scaleFactors": [4]}],
        "profile": [
            "http://iiif.io/api/image/2/level2.json",
            {
                "formats": ["gif"],
                "qualities": ["color"],
                "maxWidth": 4000,
                "maxHeight": 4000,
                "supports": ["mirroring", "https://a.example/feature"],
            },
        ],
        "attribution": {"@value": "An archive", "@language": "en"},
        "license": ["http://rightsstatements.org/vocab/NoC-US/1.0/"],
        "logo": {"@id": "https://archive.example/logo.png"},
        "service": {"@id": "https://archive.example/auth"},
    }


def results_2():
    """Results of Content Search 2.0, one page of several."""
    source = {"type": "SpecificResource", "source": f"{AT}/hit/1"}
    quote = {"type": "TextQuoteSelector", "prefix": "a ", "exact": "b", "suffix": " c"}
    match = annotation(f"{AT}/m", {**source, "selector": [quote]}, "highlighting")
    del match["body"]
    first = {"id": f"{AT}/search?q=b&page=1", "type": "AnnotationPage"}
    return {
        "@context": SEARCH_2,
        **page(
            f"{AT}/search?q=b&page=1",
            annotation(f"{AT}/hit/1", f"{AT}/canvas/p1#xywh=1,1,2,2", "supplementing"),
        ),
        "partOf": {
            "id": f"{AT}/search?q=b",
            "type": "AnnotationCollection",
            "total": 3,
            "first": first,
        },
        "startIndex": 0,
        "ignored": ["user"],
        "next": {"id": f"{AT}/search?q=b&page=2", "type": "AnnotationPage"},
        "annotations": [page(f"{AT}/matches", match)],
    }


def terms_2():
    """Terms of Content Search 2.0."""
    service = {"id": f"{AT}/search?q=bird", "type": "SearchService2"}
    term = {"value": "bird", "total": 3, "label": _en("Bird"), "language": "en"}
    return {
        "@context": SEARCH_2,
        "id": f"{AT}/autocomplete?q=b",
        "type": "TermPage",
        "ignored": ["user"],
        "items": [{**term, "service": [service]}],
    }


def result_1(name):
    """A result of Content Search 1.0."""
    return {
        "@id": f"{AT}/hit/{name}",
        "@type": "oa:Annotation",
        "motivation": "sc:painting",
        "resource": {"@type": "cnt:ContentAsText", "chars": "birds"},
        "on": f"{AT}/2/canvas/p1#xywh=1,1,2,2",
    }


def results_1():
    """Results of Content Search 1.0."""
    return {
        "@context": [P2, SEARCH_1],
        "@id": f"{AT}/search/1?q=b",
        "@type": "sc:AnnotationList",
        "within": {
            "@type": "sc:Layer",
            "total": 3,
            "ignored": ["user"],
            "first": f"{AT}/search/1?q=b&page=1",
            "last": f"{AT}/search/1?q=b&page=9",
        },
        "next": f"{AT}/search/1?q=b&page=2",
        "prev": f"{AT}/search/1?q=b&page=0",
        "startIndex": 0,
        "resources": [result_1("1")],
        "hits": [{"@type": "search:Hit", "annotations": [f"{AT}/hit/1"], "before": "a "}],
    }


def terms_1():
    """Terms of Content Search 1.0."""
    return {
        "@context": SEARCH_1,
        "@id": f"{AT}/autocomplete/1?q=b",
        "@type": "search:TermList",
        "ignored": ["user"],
        "terms": [{"match": "bird", "url": f"{AT}/search/1?q=bird", "count": 3}],
    }


def changes():
    """An ordered collection of changes."""
    return {
        "@context": DISCOVERY,
        "id": f"{AT}/changes",
        "type": "OrderedCollection",
        "totalItems": 4,
        "rights": "http://creativecommons.org/publicdomain/zero/1.0/",
        "seeAlso": [
            {
                "id": "https://archive.example/dcat",
                "type": "Dataset",
                "label": _en("Set"),
                "format": "application/ld+json",
                "profile": "http://www.w3.org/ns/dcat#",
            }
        ],
        "partOf": [{"id": f"{AT}/more", "type": "OrderedCollection"}],
        "first": {"id": f"{AT}/changes/0", "type": "OrderedCollectionPage"},
        "last": {"id": f"{AT}/changes/1", "type": "OrderedCollectionPage"},
    }


def activity(kind, day, **more):
    """A change of a manifest."""
    thing = {"id": f"{AT}/{day}/manifest", "type": "Manifest", "canonical": f"{AT}/{day}"}
    return {"type": kind, "object": thing, "endTime": f"2026-01-0{day}T00:00:00Z", **more}


def changes_page():
    """A page of changes."""
    agent = {"id": "https://archive.example/", "type": "Agent", "label": _en("Archive")}
    moved = {"id": f"{AT}/elsewhere", "type": "Manifest", "provider": [agent]}
    return {
        "@context": DISCOVERY,
        "id": f"{AT}/changes/1",
        "type": "OrderedCollectionPage",
        "startIndex": 2,
        "partOf": {"id": f"{AT}/changes", "type": "OrderedCollection"},
        "prev": {"id": f"{AT}/changes/0", "type": "OrderedCollectionPage"},
        "next": {"id": f"{AT}/changes/2", "type": "OrderedCollectionPage"},
        "orderedItems": [
            activity("Create", 1, id=f"{AT}/activity/1", summary="new"),
            {"type": "Refresh", "startTime": "2026-01-02T00:00:00Z"},
            activity("Move", 3, target=moved, actor={"id": "urn:x:1", "type": "Person"}),
            activity("Delete", 3),
        ],
    }
