"""A small server of IIIF for the checker to check, and to find fault with.

It shares no code with the house. As it is, there is nothing to say of it; a test changes one
attribute, document or method, and sees which rule notices.
"""

import gzip
import io
import json
import re
import threading
from contextlib import contextmanager

import iiif_documents as documents
from PIL import Image
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

JSON_LD = 'application/ld+json;profile="{}"'
_ARCHIVE = "https://archive.example"
_SIZE = re.compile(r"(\d+),(\d*)")
_REGION = re.compile(r"(\d+),(\d+),(\d+),(\d+)")
_IMAGE = re.compile(r"/(image2?)/(\w+)/([^/]+)/([^/]+)/([^/]+)/([^/]+)\.(\w+)")
_WHOLE = (1200, 1600)


class Shelf:
    """Documents by path and query, an image, and what the server does to each answer."""

    def __init__(self):
        self.base = ""
        self.asked = []
        self.cors = self.cors_of_redirects = self.cors_of_errors = self.cors_of_images = "*"
        self.preflight = 204
        self.cors_of_preflight = "*"
        self.vary = "Accept, Accept-Encoding"
        self.packs = True
        self.status = 200
        self.media_type = ""
        self.redirects = {"/iiif/letter": "/iiif/manifest"}
        self.documents = {
            "/iiif/manifest": documents.manifest(),
            "/iiif/recording": {**documents.recording(), "id": f"{documents.AT}/recording"},
            "/iiif/collection": documents.collection(),
            "/iiif/inner": documents.collection()["items"][1] | {"@context": documents.P3},
            "/iiif/2/manifest": documents.manifest_2(),
            "/image/p1/info.json": documents.info_3(),
            "/image2/p1/info.json": documents.info_2(),
            "/iiif/autocomplete?q=b": documents.terms_2(),
            "/iiif/autocomplete/1?q=b": documents.terms_1(),
            **{f"/iiif/2/list/{key}": _list_of(key) for key in ("p1", "p2")},
            **{f"/{name}/{key}/info.json": _info_of(name, key) for name, key in _OTHERS},
            **_results(),
            **_changes(),
        }

    def wsgi(self, environ, start_response):
        """Answer one request."""
        request = Request(environ)
        path = request.path + (f"?{environ['QUERY_STRING']}" if environ["QUERY_STRING"] else "")
        self.asked.append(f"{request.method} {path}")
        answer = self.answer(request, path)
        return answer(environ, start_response)

    def answer(self, request, path):
        """Return the answer to a request."""
        if request.method == "OPTIONS":
            return self._open(Response(status=self.preflight), self.cors_of_preflight)
        if path in self.redirects:
            answer = Response(status=302, headers={"Location": self.redirects[path]})
            return self._open(answer, self.cors_of_redirects)
        if path in self.documents:
            return self._document(request, path)
        if path.startswith("/image") and path.count("/") == 2:
            return self._open(Response(status=303, headers={"Location": f"{path}/info.json"}), "*")
        match = _IMAGE.fullmatch(path)
        if match:
            return self.image(match)
        return self._open(Response("nothing here", status=404), self.cors_of_errors)

    def _document(self, request, path):
        document = self.documents[path]
        body = json.dumps(document).replace(_ARCHIVE, self.base).encode()
        answer = Response(body, status=self.status, content_type=self._type(document))
        if self.packs and "gzip" in request.accept_encodings:
            answer.data = gzip.compress(body)
            answer.headers["Content-Encoding"] = "gzip"
        answer.headers["Vary"] = self.vary
        is_image = path.startswith("/image")
        return self._open(answer, self.cors_of_images if is_image else self.cors)

    def _type(self, document):
        if self.media_type:
            return self.media_type
        if document.get("@context") == documents.P2:
            return "application/json"
        context = document["@context"]
        return JSON_LD.format(context if isinstance(context, str) else context[-1])

    def image(self, match):
        """Return the part of the image that is asked for."""
        region, size = _REGION.fullmatch(match[3]), _SIZE.fullmatch(match[4])
        is_known = match[3] == "full" or (region and int(region[1]) < _WHOLE[0])
        is_sized = match[4] in ("max", "full") or (size and int(size[1]) <= _WHOLE[0])
        if (
            not is_known
            or not is_sized
            or (match[5], match[6], match[7]) != ("0", "default", "jpg")
        ):
            return self._open(Response("cannot be", status=400), "*")
        whole = (int(region[3]), int(region[4])) if region else _WHOLE
        width = int(size[1]) if size else whole[0]
        height = int(size[2]) if size and size[2] else round(whole[1] * width / whole[0])
        return self.picture(match[0], (width, height))

    def picture(self, path, size):
        """Return a picture of *size*."""
        body = io.BytesIO()
        Image.new("RGB", size).save(body, "JPEG")
        return self._open(Response(body.getvalue(), content_type="image/jpeg"), "*")

    @staticmethod
    def _open(answer, origin):
        if origin:
            answer.headers["Access-Control-Allow-Origin"] = origin
        return answer


_OTHERS = [*(("image", key) for key in ("p2", "p3")), ("image2", "p2")]


def _info_of(name, key):
    if name == "image":
        return {**documents.info_3(), "id": f"{_ARCHIVE}/{name}/{key}"}
    return {**documents.info_2(), "@id": f"{_ARCHIVE}/{name}/{key}"}


def _list_of(key):
    return {**documents.list_2(), "@id": f"{documents.AT}/2/list/{key}"}


def _results():
    """Results of two pages, and those of nobody."""
    first = documents.results_2()
    first["partOf"]["total"] = 2
    second = documents.results_2()
    second.update(id=f"{documents.AT}/search?q=b&page=2", startIndex=1, partOf=first["partOf"])
    del second["next"]
    old = documents.results_1()
    old["within"]["total"] = 1
    del old["next"]
    nobody = "user=https%3A%2F%2Fnobody.example%2F93d2c7"
    return {
        "/iiif/search?q=b": first,
        "/iiif/search?q=b&page=2": second,
        f"/iiif/search?q=b&{nobody}": first,
        "/iiif/search/1?q=b": old,
        f"/iiif/search/1?q=b&{nobody}": old,
    }


def _changes():
    """Changes in two pages."""
    earlier = {
        "@context": documents.DISCOVERY,
        "id": f"{documents.AT}/changes/0",
        "type": "OrderedCollectionPage",
        "startIndex": 0,
        "partOf": {"id": f"{documents.AT}/changes", "type": "OrderedCollection"},
        "next": {"id": f"{documents.AT}/changes/1", "type": "OrderedCollectionPage"},
        "orderedItems": [documents.activity("Create", 1), documents.activity("Update", 1)],
    }
    later = {**earlier, "id": f"{documents.AT}/changes/1", "startIndex": 2}
    del later["next"]
    later["prev"] = {"id": f"{documents.AT}/changes/0", "type": "OrderedCollectionPage"}
    later["orderedItems"] = [documents.activity("Update", 2), documents.activity("Delete", 3)]
    return {
        "/iiif/changes": documents.changes(),
        "/iiif/changes/0": earlier,
        "/iiif/changes/1": later,
    }


class _Quiet(WSGIRequestHandler):
    def log(self, *_):
        """Say nothing."""


@contextmanager
def served(shelf):
    """Yield the base URL under which *shelf* is served."""
    server = make_server("127.0.0.1", 0, shelf.wsgi, threaded=True, request_handler=_Quiet)
    server.daemon_threads = True
    shelf.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield shelf.base
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
