"""Manifests of others, as small as they can be: both versions of IIIF Presentation."""

SERVICE_3 = {"id": "https://images.example/3/a", "type": "ImageService3", "profile": "level2"}
SERVICE_2 = {
    "@context": "http://iiif.io/api/image/2/context.json",
    "@id": "https://images.example/2/a",
    "profile": ["http://iiif.io/api/image/2/level1.json", {"formats": ["jpg"]}],
}


def image(service=SERVICE_3, **changed):
    """A picture, with its image service."""
    address = "https://images.example/a/full/max/0/default.jpg"
    picture = {"id": address, "type": "Image", "format": "image/jpeg", "height": 300, "width": 200}
    return {name: one for name, one in {**picture, "service": service, **changed}.items() if one}


def painting(body, target="https://elsewhere.example/c"):
    """*body*, painted on *target*."""
    return {"type": "Annotation", "motivation": "painting", "body": body, "target": target}


def canvas(name="p1", *bodies, **changed):
    """A canvas with *bodies*, or a picture, painted on it."""
    annotations = [painting(body) for body in bodies or (image([SERVICE_3]),)]
    page = {"id": f"https://elsewhere.example/c/{name}/page", "type": "AnnotationPage"}
    return {
        "id": f"https://elsewhere.example/c/{name}",
        "type": "Canvas",
        "height": 3000,
        "width": 2000,
        "items": [{**page, "items": annotations}],
        **changed,
    }


def manifest(*canvases, **changed):
    """A manifest of 3.0 with *canvases*, or one with a picture."""
    return {
        "@context": "http://iiif.io/api/presentation/3/context.json",
        "id": "https://elsewhere.example/iiif/book-1/manifest",
        "type": "Manifest",
        "label": {"en": ["A book"]},
        "items": list(canvases or (canvas(),)),
        **changed,
    }


def canvas_2(name="p1", service=SERVICE_2, **changed):
    """A canvas of 2.1 with a picture."""
    address = f"https://elsewhere.example/c/{name}"
    resource = {"@id": "https://images.example/a.jpg", "@type": "dctypes:Image", "service": service}
    painted = {"@type": "oa:Annotation", "motivation": "sc:painting", "on": address}
    return {
        "@id": address,
        "@type": "sc:Canvas",
        "label": name,
        "height": 3000,
        "width": 2000,
        "images": [{**painted, "resource": resource}],
        **changed,
    }


def manifest_2(*canvases, sequence=(), **changed):
    """A manifest of 2.1 with *canvases*, or one with a picture."""
    shown = list(canvases or (canvas_2(),))
    return {
        "@context": "http://iiif.io/api/presentation/2/context.json",
        "@id": "https://elsewhere.example/iiif/book-1/manifest",
        "@type": "sc:Manifest",
        "label": "A book",
        "sequences": [{"@type": "sc:Sequence", "canvases": shown, **dict(sequence)}],
        **changed,
    }


def pair(label, value):
    """One of the pairs of metadata."""
    return {"label": label, "value": value}
