"""A server of IIIF that a test sets up document by document; it shares no code with the house."""

import hashlib
import json
from contextlib import contextmanager
from urllib.parse import urlsplit

from elsewhere import serving_app
from werkzeug.wrappers import Request, Response

DISCOVERY = "http://iiif.io/api/discovery/1/context.json"
P3 = "http://iiif.io/api/presentation/3/context.json"
P2 = "http://iiif.io/api/presentation/2/context.json"
JANUARY = "2025-01-{:02}T00:00:00Z"


class Remote:
    """Has *documents* by path: JSON, or what is called with the request and returns an answer.

    In JSON, ``BASE`` stands for where it is. *asked* are the paths, in the order of the requests.
    """

    base = ""
    validates = True  # whether answers have an ETag

    def __init__(self):
        self.documents = {}
        self.asked = []

    def wsgi(self, environ, start_response):
        """Answer one request."""
        request = Request(environ)
        self.asked.append(request.path)
        found = self.documents.get(request.path)
        if found is None:
            return Response("nothing here", 404)(environ, start_response)
        answer = found(request) if callable(found) else self.answer(request, found)
        return answer(environ, start_response)

    def answer(self, request, document):
        """Return *document*, or that it has not changed."""
        body = json.dumps(document).replace("BASE", self.base).encode()
        answer = Response(body, content_type="application/ld+json")
        if self.validates:
            answer.set_etag(hashlib.sha256(body).hexdigest())
            answer.make_conditional(request.environ)
        return answer

    def count(self, path):
        """Return how often *path* was asked for."""
        return self.asked.count(path)

    def put(self, document):
        """Have *document* at the address that it names."""
        named = document.get("id", document.get("@id"))
        self.documents[urlsplit(named.replace("BASE", "http://x")).path] = document


@contextmanager
def serving(remote):
    """Yield the address of *remote*."""
    with serving_app(remote.wsgi) as base:
        remote.base = base
        yield base


def manifest(name, title=None):
    """Return a manifest of Presentation 3 of one page, whose service says its size."""
    at = f"BASE/{name}"
    service = {"id": f"{at}/image", "type": "ImageService3", "profile": "level1"}
    body = {"id": f"{at}/image.jpg", "type": "Image", "format": "image/jpeg"}
    body |= {"width": 120, "height": 90, "service": [service]}
    painting = {"id": f"{at}/p/a", "type": "Annotation", "motivation": "painting"}
    painting |= {"body": body, "target": f"{at}/p"}
    page = {"id": f"{at}/p/1", "type": "AnnotationPage", "items": [painting]}
    canvas = {"id": f"{at}/p", "type": "Canvas", "width": 120, "height": 90, "items": [page]}
    label = {"en": [title or f"Title of {name}"]}
    return {"@context": P3, "id": at, "type": "Manifest", "label": label, "items": [canvas]}


def manifest_2(name, title=None):
    """Return a manifest of Presentation 2.1 of one page."""
    at = f"BASE/{name}"
    service = {"@context": "http://iiif.io/api/image/2/context.json", "@id": f"{at}/image"}
    service |= {"profile": "http://iiif.io/api/image/2/level1.json"}
    resource = {"@id": f"{at}/image.jpg", "@type": "dctypes:Image", "service": service}
    resource |= {"width": 120, "height": 90}
    image = {"@type": "oa:Annotation", "motivation": "sc:painting", "resource": resource}
    image |= {"on": f"{at}/p"}
    canvas = {"@id": f"{at}/p", "@type": "sc:Canvas", "label": "1", "width": 120, "height": 90}
    canvas |= {"images": [image]}
    sequence = {"@type": "sc:Sequence", "canvases": [canvas]}
    head = {"@context": P2, "@id": at, "@type": "sc:Manifest", "label": title or f"Title of {name}"}
    return {**head, "sequences": [sequence]}


def info(name):
    """Return the info.json of the picture of a manifest."""
    head = {"@context": "http://iiif.io/api/image/3/context.json", "id": f"BASE/{name}/image"}
    return {**head, "type": "ImageService3", "profile": "level1", "width": 120, "height": 90}


def activity(kind, name, day=None, **more):
    """Return an activity about a manifest, that ended on a *day* of January 2025."""
    said = {"type": kind, "object": {"id": f"BASE/{name}", "type": "Manifest"}, **more}
    return said if day is None else said | {"endTime": JANUARY.format(day)}


class Stream(Remote):
    """Has a stream of changes at ``/changes``, and manifests that it tells of."""

    def __init__(self, *pages):
        super().__init__()
        self.pages = [list(page) for page in pages]
        self.put_pages()

    def have(self, *names):
        """Have manifests called so, with their pictures."""
        for name in names:
            self.put(manifest(name))
            self.documents[f"/{name}/image/info.json"] = info(name)

    def tell(self, *activities):
        """Add a page of changes."""
        self.pages.append(list(activities))
        self.put_pages()

    def put_pages(self):
        """Write the stream anew."""
        last = len(self.pages)
        for number, page in enumerate(self.pages, 1):
            self.put(self.page(number, page, last))
        head = {"@context": DISCOVERY, "id": "BASE/changes", "type": "OrderedCollection"}
        ends = {"last": reference(last)}
        self.put({**head, "totalItems": sum(map(len, self.pages)), **ends})

    def page(self, number, items, last):
        """Return a page of the stream."""
        head = {"@context": DISCOVERY, **reference(number)}
        before = {"prev": reference(number - 1)} if number > 1 else {}
        after = {"next": reference(number + 1)} if number < last else {}
        return {**head, **before, **after, "orderedItems": items}


def reference(number):
    """Return what names a page of the stream."""
    return {"id": f"BASE/changes/{number}", "type": "OrderedCollectionPage"}


class Shelves(Stream):
    """Has collections, and manifests in them."""

    def __init__(self):
        super().__init__()
        self.documents.clear()

    def shelve(self, name, *items, **more):
        """Have a collection of Presentation 3, of manifests and of collections (``/name``)."""
        listed = [self.named(one) for one in items]
        head = {"@context": P3, "id": f"BASE/{name}", "type": "Collection"}
        self.put({**head, "label": {"en": [f"Collection {name}"]}, "items": listed, **more})

    def named(self, item):
        """Return what names a manifest, or a collection, in a collection."""
        kind = "Collection" if item.startswith("/") else "Manifest"
        name = item.removeprefix("/")
        return {"id": f"BASE/{name}", "type": kind, "label": {"en": [name]}}

    def shelve_2(self, name, **lists):
        """Have a collection of Presentation 2.1 with *lists* of addresses, or what is given."""
        head = {"@context": P2, "@id": f"BASE/{name}", "@type": "sc:Collection", "label": name}
        self.put(head | lists)
