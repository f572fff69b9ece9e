"""The Flask edges of Content Search 2.0 and 1.0, and of both autocompletes.

<https://iiif.io/api/search/2.0/> and <https://iiif.io/api/search/1.0/>. A question that cannot be
understood gets 400, a resource that is not there 404; any other gets a list, be it empty.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial, update_wrapper
from http import HTTPStatus
from urllib.parse import urlencode

from flask import Response, request

from schemas.grammar import is_id
from schemas.native import Json
from server import __version__, responses
from server.archive import Archive
from server.iiif import search1, search2
from server.iiif.answers import described, digest_of, no_manifest, send_made
from server.iiif.presentation import write
from server.iiif.search import MAX_QUERY_LENGTH, TERMS, TEXTS, Answer, answer, phrases, place_of
from server.paging import read_number
from server.routing import Route
from server.store.finding import Findings, Sought
from server.store.folding import fold
from server.store.scopes import OF_PAGE, OF_RECORD, Scope
from server.store.vocabulary import Counted
from server.urls import Urls

_SEARCH_PARAMETERS = ("q", "motivation", "page")
_TERM_PARAMETERS = ("q", "min")
_MOST_IGNORED = 20  # parameters that an answer names


@dataclass(frozen=True, slots=True)
class _Version:
    """One version of Content Search: how it is spoken, and what it calls our motivations."""

    number: int
    offers: Sequence[str]
    motivations: Mapping[str, frozenset[str]]
    tell: Callable[[Answer, Urls, search2.Entries | None], Json]


_VERSION_1 = _Version(
    1,
    (search1.MEDIA_TYPE, search1.LINKED_DATA),
    {
        OF_PAGE: frozenset({"painting", "sc:painting"}),
        OF_RECORD: frozenset({"describing", "oa:describing", "non-painting"}),
    },
    search1.annotation_list_of,
)
_VERSION_2 = _Version(
    2,
    (search2.MEDIA_TYPE, "application/json"),
    {OF_PAGE: frozenset({"supplementing"}), OF_RECORD: frozenset({"describing"})},
    search2.annotation_page_of,
)


@dataclass(frozen=True, slots=True)
class _Inside:
    """What is searched: a manifest or a collection, and the addresses of its services."""

    scope: Scope
    search: str
    autocomplete: str

    @property
    def is_collection(self) -> bool:
        """Whether hits may be in several manifests."""
        return self.scope.record_id is None


def search_manifest(version: _Version, archive: Archive, record_id: str) -> Response:
    """Send what a search inside a manifest finds."""
    if not (is_id(record_id) and archive.store.has_manifest(record_id)):
        return no_manifest(archive, record_id)
    return _search(version, archive, _manifest(version, archive, record_id))


def search_collection(version: _Version, archive: Archive, set_spec: str) -> Response:
    """Send what a search inside a collection, and all beneath it, finds."""
    if described(archive, set_spec) is None:
        return _no_collection(set_spec)
    return _search(version, archive, _collection(version, archive, set_spec))


def complete_in_manifest(version: _Version, archive: Archive, record_id: str) -> Response:
    """Send terms of a manifest that begin with ``q``."""
    if not (is_id(record_id) and archive.store.has_manifest(record_id)):
        return no_manifest(archive, record_id)
    return _complete(version, archive, _manifest(version, archive, record_id))


def complete_in_collection(version: _Version, archive: Archive, set_spec: str) -> Response:
    """Send terms of a collection that begin with ``q``."""
    if described(archive, set_spec) is None:
        return _no_collection(set_spec)
    return _complete(version, archive, _collection(version, archive, set_spec))


def _manifest(version: _Version, archive: Archive, record_id: str) -> _Inside:
    urls, number = archive.urls, version.number
    return _Inside(
        Scope(record_id),
        urls.content_search(number, record_id),
        urls.autocomplete(number, record_id),
    )


def _collection(version: _Version, archive: Archive, set_spec: str) -> _Inside:
    urls, number = archive.urls, version.number
    return _Inside(
        Scope(set_spec=set_spec),
        urls.collection_search(number, set_spec),
        urls.collection_autocomplete(number, set_spec),
    )


def _no_collection(set_spec: str) -> Response:
    message = f"There is no collection “{set_spec}” in this archive."
    return responses.problem(HTTPStatus.NOT_FOUND, message)


def _search(version: _Version, archive: Archive, inside: _Inside) -> Response:
    query = request.args.get("q", "").strip()
    place = place_of(request.args.get("page", "1-0"))
    if len(query) > MAX_QUERY_LENGTH:
        return _too_long(query)
    if place is None:
        return _bad("The next page is asked for by the address that the page before it gives.")

    def told() -> Json:
        sought = Sought(inside.scope, phrases(query), _kinds(version))
        # Words that hold no letter stand nowhere; who asks for no words is told everything.
        is_vain = bool(query and not sought.phrases) or not sought.kinds
        findings = Findings() if is_vain else archive.store.find_texts(sought, place.number, TEXTS)
        address = _asked(inside.search, "q", "motivation")
        page, ignored = (address, place), _ignored(_SEARCH_PARAMETERS)
        found = answer(findings, sought.phrases, page, ignored, archive.urls)
        entries = _entries(archive, found) if inside.is_collection else None
        return version.tell(found, archive.urls, entries)

    return _send(archive, version, told)


def _complete(version: _Version, archive: Archive, inside: _Inside) -> Response:
    query = request.args.get("q")
    if query is None:
        return _bad("A term is asked for by its first letters, in the parameter q.")
    if len(query) > MAX_QUERY_LENGTH:
        return _too_long(query)
    least = read_number(request.args.get("min", "1"))
    known = [name for name in _TERM_PARAMETERS if name != "min" or least is not None]

    def told() -> Json:
        prefix = fold(query).replace(" ", "") if _is_one_word(query) else ""
        terms = archive.store.complete(inside.scope, prefix, least or 1, TERMS) if prefix else []
        return _terms(version, inside, _asked(inside.autocomplete, *known), terms, _ignored(known))

    return _send(archive, version, told)


def _is_one_word(query: str) -> bool:
    # A term has no blank in it, so none begins with "green bir" (1.0 §4.2).
    return len(query.split()) == 1


def _terms(
    version: _Version,
    inside: _Inside,
    address: str,
    terms: Sequence[Counted],
    ignored: Sequence[str],
) -> Json:
    if version is _VERSION_2:
        return search2.term_page(address, terms, ignored)
    return search1.term_list(address, terms, ignored, partial(_search_for, inside.search))


def _search_for(service: str, term: str) -> str:
    return f"{service}?{urlencode({'q': term})}"


def _kinds(version: _Version) -> tuple[str, ...]:
    """Return the kinds of texts whose motivation is asked for; all where none is."""
    asked = set(request.args.get("motivation", "").split())
    known = version.motivations
    return tuple(kind for kind in known if not asked or asked & known[kind])


def _asked(service: str, *names: str) -> str:
    """Return the address of *service* with those of its parameters *names* that it was given."""
    given = [(name, request.args[name]) for name in names if name in request.args]
    return f"{service}?{urlencode(given)}" if given else service


def _ignored(known: Sequence[str]) -> list[str]:
    """Return the names of the parameters that were given and make no difference."""
    return [name for name in request.args if name not in known][:_MOST_IGNORED]


def _entries(archive: Archive, found: Answer) -> search2.Entries:
    record_ids = {item.found.record_id for item in found.items}
    entries = archive.store.entries(sorted(record_ids))
    return {record_id: json.loads(entry) for record_id, entry in entries.items()}


def _send(archive: Archive, version: _Version, told: Callable[[], Json]) -> Response:
    """Send what is *told*, unless the client has it: nothing it is made of has changed since."""
    state = (archive.store.change(), __version__, archive.urls.base, request.full_path)
    digest = digest_of(repr(state).encode())
    return send_made(lambda: write(told()), digest, version.offers)


def _too_long(query: str) -> Response:
    return _bad(f"A search has at most {MAX_QUERY_LENGTH} characters; this one has {len(query):,}.")


def _bad(message: str) -> Response:
    return responses.problem(HTTPStatus.BAD_REQUEST, message)


def _routes(version: _Version) -> tuple[Route, ...]:
    number, edition = version.number, f"{version.number}.0"
    views: tuple[tuple[str, Callable[..., Response], str], ...] = (
        (f"/iiif/search/{number}/<path:record_id>", search_manifest, "search in a manifest"),
        (
            f"/iiif/search/collection/{number}/<set_spec>",
            search_collection,
            "search in a collection",
        ),
        (
            f"/iiif/autocomplete/{number}/<path:record_id>",
            complete_in_manifest,
            "terms of a manifest",
        ),
        (
            f"/iiif/autocomplete/collection/{number}/<set_spec>",
            complete_in_collection,
            "terms of a collection",
        ),
    )
    return tuple(
        Route(rule, _of(version, view), f"Content Search {edition}: {meaning}")
        for rule, view, meaning in views
    )


def _of(version: _Version, view: Callable[..., Response]) -> Callable[..., Response]:
    return update_wrapper(partial(view, version), view)


ROUTES = (*_routes(_VERSION_2), *_routes(_VERSION_1))
