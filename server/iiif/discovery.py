"""What became of manifests, as activities on pages: IIIF Change Discovery API 1.0, level 2.

<https://iiif.io/api/discovery/1.0/>. Plain functions from values to dictionaries, whose keys stand
in the order of the specification. Section numbers are those of the specification.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from metadata.formats import FORMATS
from schemas import datestamp
from schemas.native import Json
from server.iiif import presentation, presentation2
from server.store.prepared import Activity, Change
from server.urls import Urls

CONTEXT = "http://iiif.io/api/discovery/1/context.json"
MEDIA_TYPE = f'application/ld+json;profile="{CONTEXT}"'

SIZE = 100
"""Changes on a page. It never changes: a page that was full would become another."""

EDITION = 1
"""Counts what changes in how activities are written, so that no cache keeps the old ones."""

_FORMAT = FORMATS["oai_dc"]  # every record is in it, always


def _manifest_2(urls: Urls, record_id: str) -> str:
    return urls.in_version_2(urls.manifest(record_id))


_VERSIONS: tuple[tuple[str, Callable[[Urls, str], str]], ...] = (
    (presentation2.JSON_LD, _manifest_2),
    (presentation.MEDIA_TYPE, Urls.manifest),
)
"""Each representation of a manifest: its media type and its address (§4.3)."""


@dataclass(frozen=True, slots=True)
class Span:
    """A page: its *number*, counted from 1, in a log of which *total* changes are published."""

    number: int
    total: int

    @property
    def first(self) -> int:
        """The number of its first change."""
        return (self.number - 1) * SIZE + 1

    @property
    def last(self) -> int:
        """The number of its last change so far."""
        return min(self.number * SIZE, self.total)

    @property
    def exists(self) -> bool:
        """Whether anything is on it: no page is empty (§3.2)."""
        return 1 <= self.number <= pages(self.total)

    @property
    def is_closed(self) -> bool:
        """Whether another page follows: then nothing of it changes any more."""
        return self.number < pages(self.total)

    @property
    def name(self) -> str:
        """What tells it from every other page, and from itself before another followed."""
        return f"{self.number} of more" if self.is_closed else f"{self.number}, the last"


def pages(total: int) -> int:
    """Return how many pages hold *total* changes."""
    return -(-total // SIZE)


def collection(total: int, urls: Urls) -> Json:
    """Return the OrderedCollection of *total* changes (§3.1).

    Of nothing there is no last page, since no page may be empty: only then it is not named.
    """
    head = {
        "@context": CONTEXT,
        "id": urls.changes(),
        "type": "OrderedCollection",
        "totalItems": total * len(_VERSIONS),
    }
    ends = {"first": _page(1, urls), "last": _page(pages(total), urls)}
    return head | (ends if total else {})


def page(span: Span, activities: Iterable[Activity], urls: Urls) -> Json:
    """Return the OrderedCollectionPage of *activities*, which are those of *span* (§3.2)."""
    head = {
        "@context": CONTEXT,
        "id": urls.changes(span.number),
        "type": "OrderedCollectionPage",
        "startIndex": (span.first - 1) * len(_VERSIONS),
        "partOf": {"id": urls.changes(), "type": "OrderedCollection"},
    }
    before = {"prev": _page(span.number - 1, urls)} if span.number > 1 else {}
    after = {"next": _page(span.number + 1, urls)} if span.is_closed else {}
    items = [item for activity in activities for item in _items(activity, urls)]
    return head | before | after | {"orderedItems": items}


def _page(number: int, urls: Urls) -> Json:
    return {"id": urls.changes(number), "type": "OrderedCollectionPage"}


def _items(activity: Activity, urls: Urls) -> Iterator[Json]:
    """Yield *activity* for each representation of the manifest (§4.3)."""
    for media_type, address in _VERSIONS:
        now = _manifest(activity.record_id, media_type, address(urls, activity.record_id), urls)
        yield {
            "type": activity.change,
            **_concerned(activity, address, now, urls),
            "endTime": _moment(activity.ended),
        }


def _concerned(
    activity: Activity, address: Callable[[Urls, str], str], now: Json, urls: Urls
) -> Json:
    """What *activity* is about: a manifest, or where one was and where it is *now* (§3.3)."""
    if activity.change is not Change.MOVE or activity.moved_from is None:
        return {"object": now}
    before = replace(urls, base=activity.moved_from)
    return {
        "object": {"id": address(before, activity.record_id), "type": "Manifest"},
        "target": now,
    }


def _manifest(record_id: str, media_type: str, address: str, urls: Urls) -> Json:
    return {
        "id": address,
        "type": "Manifest",
        "canonical": urls.any_manifest(record_id),
        "seeAlso": [
            {
                "id": urls.oai_record(record_id, _FORMAT.metadata_prefix),
                "type": "Dataset",
                "label": {"en": [_FORMAT.label]},
                "format": "text/xml",
                "profile": _FORMAT.namespace,
            }
        ],
        "format": media_type,
    }


def _moment(milliseconds: int) -> str:
    """Return an xsd:dateTime in UTC, always as long: then texts sort as times do."""
    second = datestamp.write(milliseconds // 1000).removesuffix("Z")
    return f"{second}.{milliseconds % 1000:03}Z"
