"""The services that a manifest or a collection with texts declares: search, and terms to seek with.

Both versions of each: of today's viewers some know only Content Search 1.0, some only 2.0
(<https://iiif.io/api/search/1.0/#31-service-description>,
<https://iiif.io/api/search/2.0/#content-search-autocomplete-services>).
"""

from collections.abc import Callable

from schemas.native import Json
from server.urls import Urls

_CONTEXT_1 = "http://iiif.io/api/search/1/context.json"

_Address = Callable[[int], str]
"""Returns the address of a service in a version."""


def services_of_record(record_id: str, urls: Urls) -> list[Json]:
    """Return the services of a manifest, as Presentation 3 declares them (§3.3.2)."""
    return _services(
        lambda version: urls.content_search(version, record_id),
        lambda version: urls.autocomplete(version, record_id),
    )


def services_of_set(set_spec: str, urls: Urls) -> list[Json]:
    """Return the services of a collection, as Presentation 3 declares them (§3.3.2)."""
    return _services(
        lambda version: urls.collection_search(version, set_spec),
        lambda version: urls.collection_autocomplete(version, set_spec),
    )


def _services(search: _Address, autocomplete: _Address) -> list[Json]:
    terms = {"id": autocomplete(2), "type": "AutoCompleteService2"}
    return [
        {"id": search(2), "type": "SearchService2", "service": [terms]},
        search_service_1(search(1), autocomplete(1)),
    ]


def search_service_1(search: str, autocomplete: str) -> Json:
    """Return the service of Content Search 1.0 at *search*; its context it must carry along."""
    return {
        "@context": _CONTEXT_1,
        "@id": search,
        "@type": "SearchService1",
        "profile": "http://iiif.io/api/search/1/search",
        "service": [
            {
                "@id": autocomplete,
                "@type": "AutoCompleteService1",
                "profile": "http://iiif.io/api/search/1/autocomplete",
            }
        ],
    }
