"""Change Discovery API 1.0 in tables (§3), and the order of activities.

<https://iiif.io/api/discovery/1.0/>.
"""

from server.conformance.iiif import texts
from server.conformance.iiif.grammar import Grammar, Link, Property, Shape
from server.conformance.iiif.kinds import (
    COUNT,
    HTTP,
    LANGUAGE_MAP,
    MEDIA_TYPE,
    MOMENT_UTC,
    TEXT,
    URI,
    one_of,
)
from server.conformance.iiif.place import Place
from server.conformance.iiif.sheet import Sheet

CONTEXT = "http://iiif.io/api/discovery/1/context.json"

_ACTIVITIES = ("Create", "Update", "Delete", "Move", "Add", "Remove", "Refresh")


def _s(section: str) -> str:
    return f"Discovery 1.0 §{section}"


_PROPERTIES = {
    "id": Property(_s("3.1"), "An OrderedCollection and an OrderedCollectionPage have an id: a URI of HTTP(S). So have links, and activities may.", HTTP),
    "type": Property(_s("3.3"), "A collection, a page, an activity and what they link to have a type.", TEXT),
    "first": Property(_s("3.1"), "first is an OrderedCollectionPage with id and type."),
    "last": Property(_s("3.1"), "An OrderedCollection has last: an OrderedCollectionPage with id and type."),
    "totalItems": Property(_s("3.1"), "totalItems is a whole number from 0.", COUNT),
    "seeAlso": Property(_s("3.1"), "seeAlso is an array of objects with id, and the type Dataset."),
    "partOf": Property(_s("3.2"), "partOf of a page is its OrderedCollection with id and type, that of a collection an array of such."),
    "rights": Property(_s("3.1"), "rights is one URI of Creative Commons or RightsStatements.org, or one that an extension adds.", texts.RIGHTS),
    "startIndex": Property(_s("3.2"), "startIndex is a whole number from 0.", COUNT),
    "next": Property(_s("3.2"), "next is an OrderedCollectionPage with id and type."),
    "prev": Property(_s("3.2"), "prev is an OrderedCollectionPage with id and type."),
    "orderedItems": Property(_s("3.2"), "An OrderedCollectionPage has orderedItems: an array of activities, one at least."),
    "object": Property(_s("3.3"), "An activity other than Refresh has an object with id and type."),
    "target": Property(_s("3.3"), "A Move has a target with id and type."),
    "endTime": Property(_s("3.3"), "endTime is an xsd:dateTime in UTC.", MOMENT_UTC),
    "startTime": Property(_s("3.3"), "startTime is an xsd:dateTime in UTC.", MOMENT_UTC),
    "summary": Property(_s("3.3"), "summary of an activity is text.", TEXT),
    "actor": Property(_s("3.3"), "actor has id and type; it is an Application, an Organization or a Person."),
    "canonical": Property(_s("3.3"), "canonical is a URI.", URI),
    "provider": Property(_s("3.3"), "provider is an array of Agents with id, type and label."),
    "label": Property(_s("3.1"), "label is a language map.", LANGUAGE_MAP),
    "format": Property(_s("3.1"), "format is a media type.", MEDIA_TYPE),
    "profile": Property(_s("3.1"), "profile is text.", TEXT),
}  # fmt: skip
_PAGE = Link({"OrderedCollectionPage": "link"}, many=False)
_COLLECTION = {"OrderedCollection": "link"}
_SEE_ALSO = Link({"Dataset": "see also"})
_AGENTS = Link({"Agent": "agent"})


def _ordered(page: Place, sheet: Sheet) -> None:
    """Hold activities to their order: the most recent is the last (§2.1.2, §3.2)."""
    latest = ""
    for one in page.objects("orderedItems"):
        # Refresh stands before what it refreshes by its startTime (§2.1.5).
        when = one.value.get("endTime", one.value.get("startTime"))
        if not isinstance(when, str):
            continue
        if when < latest:
            sheet.add("discovery-order", one, f"{when} comes after {latest[:40]}.")
        latest = max(latest, when)


def _activity(one: Place, sheet: Sheet) -> None:
    kind = one.text("type")
    needed = {"Move": ("object", "target"), "Refresh": ()}.get(str(kind), ("object",))
    for name in needed:
        if name not in one.value:
            sheet.miss(f"discovery-{name}", one.member(name), "an object with id and type")
    if kind != "Refresh" and "endTime" not in one.value:
        sheet.add("discovery-activity-advice", one, "it has no endTime.")
    if kind in ("Add", "Remove", "Move") or "type" not in one.value:
        _moved(one, sheet)
    elif isinstance(kind, str) and kind not in _ACTIVITIES:
        accepted = f"one of {', '.join(_ACTIVITIES)}"
        sheet.refuse("discovery-activity-type", one.member("type"), accepted)


def _moved(one: Place, sheet: Sheet) -> None:
    """Hold a Move to two different places (§3.3)."""
    uris = [place.text("id") for name in ("object", "target") for place in one.objects(name)]
    if one.text("type") == "Move" and len(uris) > 1 and uris[0] == uris[1]:
        sheet.refuse("discovery-move", one.member("target"), "another id than that of the object")


_SHAPES = {
    "OrderedCollection": Shape(
        ("id", "type", "last"),
        ("first",),
        frozenset({"orderedItems"}),
        links={
            "first": _PAGE,
            "last": _PAGE,
            "seeAlso": _SEE_ALSO,
            "partOf": Link(_COLLECTION),
        },
        checks=(texts.rights("discovery-rights"),),
        advice="discovery-collection-advice",
        open=True,
    ),
    "OrderedCollectionPage": Shape(
        ("id", "type", "orderedItems"),
        ("partOf",),
        links={
            "partOf": Link(_COLLECTION, many=False),
            "next": _PAGE,
            "prev": _PAGE,
            "orderedItems": Link({}, other="activity", at_least=1),
        },
        checks=(_ordered,),
        advice="discovery-page-advice",
        open=True,
    ),
    "activity": Shape(
        ("type",),
        links={
            "object": Link({}, many=False, other="object"),
            "target": Link({}, many=False, other="object"),
            "actor": Link(
                dict.fromkeys(("Application", "Organization", "Person"), "actor"), many=False
            ),
        },
        checks=(_activity,),
        open=True,
    ),
    "object": Shape(
        ("id", "type"),
        links={"seeAlso": _SEE_ALSO, "provider": _AGENTS},
        open=True,
    ),
    "agent": Shape(("id", "type", "label"), rule="discovery-provider", open=True),
    "actor": Shape(("id", "type"), rule="discovery-actor", kinds={"id": URI}, open=True),
    "see also": Shape(
        ("id", "type"),
        ("label", "format", "profile"),
        rule="discovery-seeAlso",
        advice="discovery-seeAlso-advice",
        kinds={"type": one_of("Dataset")},
        open=True,
    ),
    "link": Shape(("id", "type"), open=True),
}
GRAMMAR = Grammar("discovery", _PROPERTIES, _SHAPES)
