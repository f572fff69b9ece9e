"""Pages for people: home, search, records, collections, and files.

Rendered here, and complete without a script. What a page says is made in ``server.pages`` and
``server.landing``; how it looks stands in ``templates`` and ``static``.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from http import HTTPStatus
from typing import Any

from flask import Response, request, send_file

from metadata.formats import FORMATS
from schemas import datestamp
from schemas.grammar import ancestors, is_id, is_set_spec
from schemas.media_types import media_type_of
from schemas.record import Collection, MediaFile, Record
from server import viewer
from server.archive import Archive
from server.files import file_name, file_path
from server.html import error_page, page, refusal
from server.iiif.depicted import origins
from server.inside import search_inside
from server.landing import Frame, record_view
from server.opening import opened
from server.pages import Entry, Shelf, collection_view, entry_of, shelf_of
from server.paging import Paging, read_number
from server.routing import Route
from server.store.prepared import Kept
from server.store.search import MAX_QUERY_LENGTH
from server.store.store import MAX_DEPTH

ENTRIES = 10  # of one page of a list
FIRST_ENTRIES = 5  # of the home page

# What a browser shows without running anything in it: SVG and HTML are programs too.
_SHOWN = re.compile(
    r"application/pdf|text/plain|text/vtt|(?:audio|video)/[a-z0-9.+-]+|image/(?!svg)[a-z0-9.+-]+"
)
_BYTES = "application/octet-stream"


def home(archive: Archive) -> Response:
    """Show what is here, and how machines reach it; or what a content state asks for."""
    asked = opened(archive)
    if asked is not None:
        return asked
    found = archive.store.find("", 1, FIRST_ENTRIES)
    values = {
        "total": found.total,
        "entries": _entries(archive, found.records),
        "shelves": _shelves(archive, None),
    }
    return page(archive, "home.html", values, elsewhere=_origins(found.records))


def search(archive: Archive) -> Response:
    """Show the records that meet the words of ``q``, or all, a page at a time."""
    query = " ".join(request.args.get("q", "").split())
    if len(query) > MAX_QUERY_LENGTH:
        message = (
            f"A search has at most {MAX_QUERY_LENGTH} characters; this one has {len(query):,}."
        )
        return error_page(archive, HTTPStatus.BAD_REQUEST, message)
    link = partial(archive.urls.search, query)
    return _list(archive, "search.html", {"query": query}, link, query=query)


def collection(archive: Archive, set_spec: str) -> Response:
    """Show a collection: its description, what is beneath it, and its records."""
    found = archive.store.collection(set_spec) if is_set_spec(set_spec) else None
    if found is None:
        message = f"There is no collection “{set_spec}” in this archive."
        return error_page(archive, HTTPStatus.NOT_FOUND, message)
    above = _collections(archive, ancestors(set_spec)[:-1])
    values = {
        "collection": collection_view(found, above, archive.urls),
        "shelves": _shelves(archive, set_spec),
    }
    link = partial(archive.urls.collection_page, set_spec)
    return _list(archive, "collection.html", values, link, set_spec=set_spec)


def record(archive: Archive, record_id: str) -> Response:
    """Show a record; a tombstone (410) where it was, and 404 for what nobody may know of.

    A content state that comes with the address is shown, whatever record it is of.
    """
    asked = opened(archive)
    if asked is not None:
        return asked
    kept = _kept(archive, record_id)
    if kept is not None and kept.visible:
        return _landing_page(archive, kept.record)
    # A record that never was public left no trace in the world, and leaves none here.
    if kept is not None and kept.deleted and archive.store.formats(record_id):
        values = {"record_id": record_id, "day": datestamp.write(kept.datestamp)[:10]}
        return refusal(archive, HTTPStatus.GONE, "gone.html", values)
    message = f"There is no record “{record_id}” in this archive."
    return error_page(archive, HTTPStatus.NOT_FOUND, message)


def file(archive: Archive, record_id: str, key: str) -> Response:
    """Send a file of a record that may be seen, whole or the range that is asked for."""
    kept = _kept(archive, record_id)
    files = kept.record.files if kept is not None and kept.visible else ()
    # The key is sought among those of the record; nothing in the address becomes a path.
    found = next((one for one in files if one.key == key), None)
    if found is None or found.digest is None:
        message = f"There is no file “{key}” of a record “{record_id}” in this archive."
        return error_page(archive, HTTPStatus.NOT_FOUND, message)
    return _send(archive, found, found.digest)


def _kept(archive: Archive, record_id: str) -> Kept | None:
    # Not every text can be sought in every database: PostgreSQL takes no NUL.
    return archive.store.kept(record_id) if is_id(record_id) else None


def _send(archive: Archive, one: MediaFile, digest: str) -> Response:
    """Send *one*: whatever it holds, it runs nothing and speaks for nobody."""
    media_type = one.media_type or media_type_of(one.file) or _BYTES
    is_shown = _SHOWN.fullmatch(media_type) is not None
    response = send_file(
        file_path(archive.settings.files_dir, digest),
        mimetype=media_type if is_shown else _BYTES,
        as_attachment=not is_shown,
        download_name=file_name(one.file),
        conditional=True,
        etag=digest,
    )
    response.headers["Content-Security-Policy"] = "sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _landing_page(archive: Archive, found: Record) -> Response:
    specs = {spec for leaf in found.collections for spec in ancestors(leaf)}
    prefixes = archive.store.formats(found.id)
    view = record_view(found, _collections(archive, specs), archive.urls, archive.image_limits)
    headings = {one.key: one.heading for one in view.pages}
    inside = search_inside(found, request.args.get("q", ""), headings)
    values = {
        "record": view,
        "inside": inside,
        "frame": _frame(archive, found, inside.query if inside else ""),
        "formats": [
            (one.label, archive.urls.oai_record(found.id, one.metadata_prefix))
            for one in FORMATS.values()
            if one.metadata_prefix in prefixes
        ],
    }
    return page(archive, "record.html", values, elsewhere=origins(found))


def _frame(archive: Archive, found: Record, query: str) -> Frame | None:
    """Return the viewer in the page of *found*, open if the address names one of its pages."""
    if not found.canvases or not viewer.is_offered(archive):
        return None
    key = request.args.get("page", "")
    is_open = key in {page.key for page in found.canvases}
    address = archive.urls.viewer(found.id, key if is_open else "", query)
    in_viewer = partial(archive.urls.record_in_viewer, found.id)
    return Frame(address, is_open, {page.key: in_viewer(page.key) for page in found.canvases})


def _list(
    archive: Archive,
    template: str,
    values: Mapping[str, Any],
    link: Callable[[int], str],
    query: str = "",
    set_spec: str | None = None,
) -> Response:
    """Show the records that *query* finds in *set_spec*, on the page that the address asks for."""
    number = read_number(request.args.get("page", "1"))
    if number is None:
        message = "A page is asked for by its number: a whole number, counted from 1."
        onward = (link(1), "Go to the first page")
        return error_page(archive, HTTPStatus.BAD_REQUEST, message, onward)
    found = archive.store.find(query, number, ENTRIES, set_spec)
    paging = Paging(number, ENTRIES, found.total, MAX_DEPTH)
    if paging.is_beyond:
        message = f"This list ends with page {paging.last:,}."
        onward = (link(paging.last), "Go to the last page")
        return error_page(archive, HTTPStatus.NOT_FOUND, message, onward)
    listed = {"paging": paging, "link": link, "entries": _entries(archive, found.records)}
    return page(archive, template, {**values, **listed}, elsewhere=_origins(found.records))


def _origins(records: Iterable[Record]) -> set[str]:
    return {origin for record in records for origin in origins(record)}


def _entries(archive: Archive, records: Iterable[Record]) -> list[Entry]:
    return [entry_of(record, archive.urls) for record in records]


def _shelves(archive: Archive, set_spec: str | None) -> list[Shelf]:
    """Return the collections right beneath *set_spec*, each with those beneath it."""
    store, urls = archive.store, archive.urls
    return [
        shelf_of(collection, store.children(collection.set_spec), urls)
        for collection in store.children(set_spec)
    ]


def _collections(archive: Archive, set_specs: Iterable[str]) -> dict[str, Collection]:
    found = map(archive.store.collection, set_specs)
    return {collection.set_spec: collection for collection in found if collection is not None}


ROUTES = (
    Route("/", home, "Home page"),
    Route("/search", search, "Search results, or all records"),
    Route("/records/<path:record_id>", record, "Page of a record"),
    Route("/collections/<path:set_spec>", collection, "Page of a collection"),
    Route("/files/<path:record_id>/<key>", file, "File that accompanies a record"),
)
