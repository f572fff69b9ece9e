"""What resources of Presentation 2.1 say of themselves, made of what those of 3.0 say.

<https://iiif.io/api/presentation/2.1/#resource-properties>. Section numbers are those of 2.1.1.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from schemas.native import Json
from server.iiif.image_request import VERSION_2
from server.iiif.properties import NO_LANGUAGE, filled
from server.urls import Urls

T = TypeVar("T")

CONTENT_TYPES = {
    "Canvas": "sc:Canvas",
    "Collection": "sc:Collection",
    "Dataset": "dctypes:Dataset",
    "Image": "dctypes:Image",
    "Manifest": "sc:Manifest",
    "Range": "sc:Range",
    "Sound": "dctypes:Sound",
    "Text": "dctypes:Text",
    "Video": "dctypes:MovingImage",
}
_OTHER_CONTENT = "dctypes:Dataset"

# Services that 2.1 knows; those of later versions of the same APIs are not for its readers.
_SERVICE_CONTEXTS = {
    "ImageService1": "http://library.stanford.edu/iiif/image-api/1.1/context.json",
    "ImageService2": VERSION_2.context,
    "SearchService1": "http://iiif.io/api/search/1/context.json",
    "AutoCompleteService1": "http://iiif.io/api/search/1/context.json",
    "AuthCookieService1": "http://iiif.io/api/auth/1/context.json",
    "AuthTokenService1": "http://iiif.io/api/auth/1/context.json",
    "AuthLogoutService1": "http://iiif.io/api/auth/1/context.json",
}

# What 2.1 knows of ``behavior``, and on which resources (§3.3).
_HINTS = {
    "Canvas": {"facing-pages", "non-paged"},
    "Collection": {"individuals", "multi-part"},
    "Manifest": {"continuous", "individuals", "paged"},
    "Range": {"continuous", "individuals", "paged"},
}
_DIRECTED = {"Manifest", "Range"}
_DATED = {"Collection", "Manifest"}


def described(resource: Json, urls: Urls) -> Json:
    """Return the properties of *resource* in 2.1, in the order of the specification (§3)."""
    return filled(
        {
            name: make(resource, urls)
            for name, sources, make in _PROPERTIES
            if not sources.isdisjoint(resource)
        }
    )


def texts(languages: Json) -> object:
    """Return a language map as one value, or as a list of several (§4.2, §4.3)."""
    return one_or_all(_values(languages))


def _values(languages: Json) -> list[str | Json]:
    return [
        text if tag == NO_LANGUAGE else {"@value": text, "@language": tag}
        for tag, values in languages.items()
        for text in values
    ]


def one_or_all(values: Sequence[T]) -> T | list[T] | None:
    """Return the only one of *values*, or all of them; None when there is none (§4.2)."""
    return values[0] if len(values) == 1 else list(values) or None


def content(resource: Json, urls: Urls) -> Json:
    """Return an image, text or recording, with the service that makes others of it (§5.4)."""
    return filled(
        {
            "@id": urls.in_version_2(resource["id"]),
            "@type": CONTENT_TYPES.get(resource.get("type", ""), _OTHER_CONTENT),
            "label": texts(resource.get("label", {})),
            "format": resource.get("format"),
            "language": resource.get("language"),
            "height": resource.get("height"),
            "width": resource.get("width"),
            "service": _services(resource, urls),
        }
    )


def _metadata(resource: Json, _urls: Urls) -> list[Json]:
    return [
        {"label": texts(pair["label"]), "value": texts(pair["value"])}
        for pair in resource["metadata"]
    ]


def _description(resource: Json, _urls: Urls) -> object:
    return texts(resource["summary"])


def _thumbnail(resource: Json, urls: Urls) -> object:
    return one_or_all([content(one, urls) for one in resource["thumbnail"]])


def _attribution(resource: Json, _urls: Urls) -> object:
    """What must be shown (§3.2): the statement, which names the provider, or else its names."""
    if "requiredStatement" in resource:
        return texts(resource["requiredStatement"]["value"])
    names = (_values(agent["label"]) for agent in resource.get("provider", ()))
    return one_or_all([name for agent in names for name in agent])


def _license(resource: Json, _urls: Urls) -> str:
    return str(resource["rights"])


def _logo(resource: Json, urls: Urls) -> object:
    logos = (logo for agent in resource.get("provider", ()) for logo in agent.get("logo", ()))
    return one_or_all([content(logo, urls) for logo in logos])


def _viewing_direction(resource: Json, _urls: Urls) -> str | None:
    """The order of canvases, which ``continuous`` must not do without (§3.3)."""
    if resource["type"] not in _DIRECTED:
        return None
    usual = "left-to-right" if "continuous" in resource.get("behavior", ()) else None
    return resource.get("viewingDirection", usual)


def _viewing_hint(resource: Json, _urls: Urls) -> object:
    """What 2.1 can say of a behavior (§3.3)."""
    known = _HINTS.get(resource["type"], set())
    return one_or_all([value for value in resource["behavior"] if value in known])


def _nav_date(resource: Json, _urls: Urls) -> str | None:
    """The moment, in UTC as 2.1 demands (§3.3); None if no calendar holds it."""
    if resource["type"] not in _DATED:
        return None
    try:
        moment = datetime.fromisoformat(resource["navDate"]).astimezone(UTC)
    except (ValueError, OverflowError):  # a year that datetime has not, such as -0043
        return None
    return f"{moment:%Y-%m-%dT%H:%M:%S}Z".zfill(len("0000-00-00T00:00:00Z"))


def _related(resource: Json, urls: Urls) -> object:
    """Web pages, and what has no format: it must not be a ``rendering`` (§3.4)."""
    loose = [one for one in resource.get("rendering", ()) if "format" not in one]
    return one_or_all([_link(one, urls) for one in (*resource.get("homepage", ()), *loose)])


def _rendering(resource: Json, urls: Urls) -> object:
    """What can be shown or downloaded: with a label and a format (§3.4)."""
    return one_or_all([_link(one, urls) for one in _renderings(resource)])


def _renderings(resource: Json) -> Iterator[Json]:
    """Yield files of *resource* and the recordings on its canvases, which few readers play."""
    named = [one for one in resource.get("rendering", ()) if "format" in one]
    yield from named
    known = {one["id"] for one in named}
    for canvas in resource.get("items", ()) if resource["type"] == "Manifest" else ():
        for body in recordings(canvas):
            if body["id"] not in known and "format" in body:
                known.add(body["id"])
                yield {"label": canvas.get("label") or {NO_LANGUAGE: [body["id"]]}, **body}


def recordings(canvas: Json) -> Iterator[Json]:
    """Yield the sounds and videos painted on *canvas*, one of each choice."""
    for page in canvas.get("items", ()):
        for annotation in page.get("items", ()):
            body = first_body(annotation)
            if body.get("type") in ("Sound", "Video"):
                yield body


def first_body(annotation: Json) -> Json:
    """Return what *annotation* shows before anyone chooses, and without a selection of a part."""
    body = annotation.get("body")
    while isinstance(body, list) or (isinstance(body, dict) and body.get("type") in _WRAPPED_IN):
        body = next(iter(body), None) if isinstance(body, list) else body[_WRAPPED_IN[body["type"]]]
    return body if isinstance(body, dict) else {"id": body}


_WRAPPED_IN = {"Choice": "items", "SpecificResource": "source"}


def _see_also(resource: Json, urls: Urls) -> object:
    return one_or_all([_link(one, urls) for one in resource["seeAlso"]])


def _link(linked: Json, urls: Urls) -> Json:
    return filled(
        {
            "@id": urls.in_version_2(linked["id"]),
            "label": texts(linked.get("label", {})),
            "format": linked.get("format"),
            "profile": linked.get("profile"),
        }
    )


def _services(resource: Json, urls: Urls) -> object:
    listed = (*resource.get("service", ()), *resource.get("services", ()))
    made = (_service(one, urls) for one in listed)
    return one_or_all([one for one in made if one is not None])


def _service(one: Json, urls: Urls) -> Json | None:
    """A service that readers of 2.1 know, with the context that it must have (§4.5); else None."""
    kind = one.get("@type") or one.get("type", "")
    if kind == "ImageService3":
        return _image_service(one, urls)
    context = one.get("@context") or _SERVICE_CONTEXTS.get(kind)
    if context is None or "@id" not in one:
        return None
    kept = {name: value for name, value in one.items() if name not in ("@type", "@context")}
    kept["profile"] = _profile(one.get("profile"))
    return filled({"@context": context, **kept, "service": _services(one, urls)})


def _profile(profile: object) -> object:
    """The URI of a compliance level of Image API 2, which 3.0 lets go by its bare name."""
    is_bare = profile in ("level0", "level1", "level2")
    return f"http://iiif.io/api/image/2/{profile}.json" if is_bare else profile


def _image_service(one: Json, urls: Urls) -> Json | None:
    """Our images are served by Image API 2.1 too; of others that cannot be said."""
    address = urls.in_version_2(one["id"])
    if address == one["id"]:
        return None
    return {"@context": VERSION_2.context, "@id": address, "profile": VERSION_2.profile}


def _within(resource: Json, urls: Urls) -> object:
    return one_or_all([urls.in_version_2(one["id"]) for one in resource["partOf"]])


# In the order of the example of a manifest (§5.1), each with what it is made of in 3.0.
_PROPERTIES: tuple[tuple[str, frozenset[str], Callable[[Json, Urls], object]], ...] = (
    ("metadata", frozenset({"metadata"}), _metadata),
    ("description", frozenset({"summary"}), _description),
    ("thumbnail", frozenset({"thumbnail"}), _thumbnail),
    ("viewingDirection", frozenset({"viewingDirection", "behavior"}), _viewing_direction),
    ("viewingHint", frozenset({"behavior"}), _viewing_hint),
    ("navDate", frozenset({"navDate"}), _nav_date),
    ("license", frozenset({"rights"}), _license),
    ("attribution", frozenset({"requiredStatement", "provider"}), _attribution),
    ("logo", frozenset({"provider"}), _logo),
    ("related", frozenset({"homepage", "rendering"}), _related),
    ("service", frozenset({"service", "services"}), _services),
    ("seeAlso", frozenset({"seeAlso"}), _see_also),
    ("rendering", frozenset({"rendering", "items"}), _rendering),
    ("within", frozenset({"partOf"}), _within),
)
