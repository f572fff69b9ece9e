"""Annotations of Presentation 2.1, made of those of 3.0: bodies, targets, lists.

<https://iiif.io/api/presentation/2.1/#advanced-association-features>. Section numbers are those of
2.1.1.
"""

import re
from collections.abc import Callable

from schemas.native import Json
from server.iiif.properties import filled
from server.iiif.properties2 import content, first_body, one_or_all
from server.urls import Urls

# A text that is part of the page is painted, and so is its translation (§5.4); the rest has the
# names of Open Annotation.
_MOTIVATIONS = {
    "assessing": "oa:commenting",
    "painting": "sc:painting",
    "supplementing": "sc:painting",
}
_SELECTORS = "http://iiif.io/api/annex/openannotation/context.json"

_ASKED = ("region", "rotation")

_RECTANGLE = re.compile(r"(?:^|&)(xywh=[^&]*)")


def annotation_list(page: Json, urls: Urls) -> Json:
    """Return an annotation page as an annotation list, without pictures that paint (§5.5)."""
    shown = [annotation(one, urls) for one in page.get("items", ()) if not is_picture(one)]
    return {**reference(page, urls), "resources": shown}


def reference(page: Json, urls: Urls) -> Json:
    """Return the link to an annotation list, which a manifest must not embed (§5.5)."""
    return {"@id": urls.in_version_2(page["id"]), "@type": "sc:AnnotationList"}


def annotation(one: Json, urls: Urls) -> Json:
    """Return an annotation in the words of Open Annotation (§5.4)."""
    return filled(
        {
            "@id": urls.in_version_2(one["id"]),
            "@type": "oa:Annotation",
            "motivation": _motivation(one.get("motivation", "commenting")),
            "resource": _body(one.get("body", []), urls),
            "on": target(one["target"], urls),
        }
    )


def is_picture(one: Json) -> bool:
    """Return whether an annotation paints an image, and so belongs to ``images`` (§5.3)."""
    return one.get("motivation") == "painting" and first_body(one).get("type") == "Image"


def target(aimed: object, urls: Urls) -> object:
    """Return what an annotation or a range points to: a whole, or a part of it (§6.1, §6.4)."""
    if isinstance(aimed, list):
        return one_or_all([target(each, urls) for each in aimed])
    address, _, fragment = address_of(aimed).partition("#")
    whole = urls.in_version_2(address)
    selector = _selector(aimed)
    select = _SELECTIONS.get(selector.get("type", ""))
    return select(whole, selector) if select else _rectangle(whole, {"value": fragment})


def address_of(aimed: object) -> str:
    """Return the address of what is pointed to, by itself, as a resource or as a part of one."""
    while isinstance(aimed, dict):
        aimed = aimed["source"] if aimed.get("type") == "SpecificResource" else aimed["id"]
    return str(aimed)


def _selector(aimed: object) -> Json:
    """The first selector of a specific resource; an empty one where there is none."""
    found = aimed.get("selector") if isinstance(aimed, dict) else None
    first = found[0] if isinstance(found, list) and found else found
    return first if isinstance(first, dict) else {}


def _rectangle(whole: str, selector: Json) -> str:
    """The rectangle of *whole*, which a reader finds in a fragment; 2.1 has no parts of time."""
    found = _RECTANGLE.search(selector["value"])
    return f"{whole}#{found[1]}" if found else whole


def _point(whole: str, selector: Json) -> str:
    """A point as the unit that it is in; one of time alone is the whole."""
    if not {"x", "y"} <= selector.keys():
        return whole
    return f"{whole}#xywh={round(selector['x'])},{round(selector['y'])},1,1"


def _drawn(whole: str, selector: Json) -> Json:
    shape = {"@type": ["oa:SvgSelector", "cnt:ContentAsText"], "chars": selector.get("value", "")}
    return {"@type": "oa:SpecificResource", "full": whole, "selector": shape}


_SELECTIONS: dict[str, Callable[[str, Json], object]] = {
    "FragmentSelector": _rectangle,
    "PointSelector": _point,
    "SvgSelector": _drawn,
}


def _motivation(said: object) -> object:
    if isinstance(said, list):
        return one_or_all([_motivation(each) for each in said])
    named = str(said)
    return _MOTIVATIONS.get(named, named if ":" in named else f"oa:{named}")


def _body(body: object, urls: Urls) -> object:
    if isinstance(body, list):
        return one_or_all([_body(each, urls) for each in body])
    if not isinstance(body, dict):
        return {"@id": urls.in_version_2(str(body))}
    return _BODIES.get(body.get("type", ""), content)(body, urls)


def _text(body: Json, _urls: Urls) -> Json:
    """Text within the annotation (§6.2)."""
    return filled(
        {
            "@type": "cnt:ContentAsText",
            "format": body.get("format", "text/plain"),
            "chars": body.get("value", ""),
            "language": body.get("language"),
        }
    )


def _choice(body: Json, urls: Urls) -> object:
    """One to show, and others to choose from (§6.3)."""
    first, *others = (_body(each, urls) for each in body["items"])
    return {"@type": "oa:Choice", "default": first, "item": others} if others else first


def _specific(body: Json, urls: Urls) -> object:
    """A part of a resource (§6.1), or one seen otherwise (§6.6)."""
    source, selector = body["source"], _selector(body)
    whole = content(source if isinstance(source, dict) else {"id": source}, urls)
    if selector.get("type") == "FragmentSelector":
        return whole | {"@id": _rectangle(whole["@id"], selector)}
    if selector.get("type") == "ImageApiSelector":
        named = {"@context": _SELECTORS, "@type": "iiif:ImageApiSelector"}
        chosen = named | {name: selector[name] for name in _ASKED if name in selector}
        return {"@type": "oa:SpecificResource", "full": whole, "selector": chosen}
    return whole


_BODIES: dict[str, Callable[[Json, Urls], object]] = {
    "Choice": _choice,
    "SpecificResource": _specific,
    "TextualBody": _text,
}
