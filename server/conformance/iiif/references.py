"""What a document refers to, which has an answer of its own: to be checked in its turn."""

from collections.abc import Iterator

from server.conformance.iiif.place import Place

_HTTP = ("http://", "https://")


def references(root: Place) -> Iterator[str]:
    """Yield the addresses of manifests, collections, pages of annotations and image services."""
    seen: set[str] = set()
    for uri in _references(root):
        if uri.startswith(_HTTP) and uri not in seen:
            seen.add(uri)
            yield uri


def _references(root: Place) -> Iterator[str]:
    """Yield what a collection lists, then pages of annotations, then services."""
    for name in ("items", "collections", "manifests", "members"):
        for item in root.objects(name):
            if item.value.get("type", item.value.get("@type")) in _LISTED:
                if not any(held in item.value for held in ("items", *_OLD_LISTS)):
                    yield from _id(item)
                else:
                    yield from _references(item)
    for canvas in _canvases(root):
        yield from _pages(canvas)
    for canvas in _canvases(root):
        yield from _services(canvas)


_LISTED = ("Collection", "Manifest", "sc:Collection", "sc:Manifest")
_OLD_LISTS = ("collections", "manifests", "members")


def _canvases(root: Place) -> Iterator[Place]:
    if root.value.get("type") == "Canvas":
        yield root
    yield from (one for one in root.objects("items") if one.value.get("type") == "Canvas")
    for sequence in root.objects("sequences"):
        yield from sequence.objects("canvases")


def _pages(canvas: Place) -> Iterator[str]:
    for page in canvas.objects("annotations"):
        if "items" not in page.value:
            yield from _id(page)
    held = canvas.member("otherContent")
    for one in held.each() if isinstance(held.value, list) else ():
        if isinstance(one.value, str):
            yield one.value
        elif isinstance(one.value, dict):
            yield from _id(one)


def _services(canvas: Place) -> Iterator[str]:
    bodies = [
        body
        for page in canvas.objects("items")
        for annotation in page.objects("items")
        for body in annotation.objects("body")
    ]
    old = [one for image in canvas.objects("images") for one in image.objects("resource")]
    for body in (*bodies, *old):
        for service in body.objects("service"):
            kind = service.value.get("type", service.value.get("@type"))
            if kind in ("ImageService3", "ImageService2") or old:
                yield from (f"{uri.rstrip('/')}/info.json" for uri in _id(service))


def _id(place: Place) -> Iterator[str]:
    uri = place.value.get("id", place.value.get("@id"))
    if isinstance(uri, str):
        yield uri
