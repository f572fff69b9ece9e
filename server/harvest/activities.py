"""Activities of a page of changes, read: IIIF Change Discovery API 1.0 §3.2, §3.3.

<https://iiif.io/api/discovery/1.0/>. What is no activity, or of a kind that is not known, says
nothing (§3).
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from metadata.iiif.resources import address, kind, listed
from schemas.native import Json
from server.harvest.wanted import is_address

COLLECTION, PAGE = "OrderedCollection", "OrderedCollectionPage"
REFRESH = "Refresh"

_MANIFEST = "Manifest"

# Of several representations of a manifest (§4.3), the one that says most.
_VERSIONS = ("presentation/3", "", "presentation/2")


@dataclass(frozen=True, slots=True)
class Object:
    """What an activity is about: a manifest at an address, and what it is the same by (§3.3)."""

    address: str
    name: str
    rank: int = 1


@dataclass(frozen=True, slots=True)
class Activity:
    """A change of a manifest, or the word that all are told of anew from here (Refresh).

    *stamp* is its endTime as written, *ended* that in seconds since 1970, None where it has none.
    *stream* is the collection that something was added to, or removed from.
    """

    type: str
    object: Object | None = None
    target: Object | None = None
    stamp: str = ""
    ended: float | None = None
    stream: str = ""


def activities(page: Json) -> list[Activity]:
    """Return the activities of *page* that are about manifests, the newest first (§3.2)."""
    found = [_activity(one) for one in listed(page.get("orderedItems")) if isinstance(one, dict)]
    return [one for one in reversed(found) if one.object is not None or one.type == REFRESH]


def _activity(given: Json) -> Activity:
    named = kind(given)
    written = given.get("endTime")
    stamp = written if isinstance(written, str) else ""
    return Activity(
        named,
        _object(given.get("object")),
        _object(given.get("target")),
        stamp,
        moment(stamp),
        address(given.get("target" if named == "Add" else "origin")),
    )


def _object(given: object) -> Object | None:
    if not isinstance(given, dict) or kind(given) != _MANIFEST or not is_address(address(given)):
        return None
    canonical, media_type = given.get("canonical"), given.get("format")
    name = canonical if isinstance(canonical, str) and canonical.strip() else address(given)
    said = media_type if isinstance(media_type, str) else ""
    named = [rank for rank, version in enumerate(_VERSIONS) if version and version in said]
    return Object(address(given), name.strip(), named[0] if named else 1)


def moment(text: str) -> float | None:
    """Return an xsd:dateTime in seconds since 1970; None where *text* is none. UTC is a must."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def neighbour(page: Json, name: str) -> str:
    """Return the address that *page* has as ``prev``, ``last``, ``id`` or so; "" for none."""
    return address(page.get(name))
