"""What search engines are told: which pages there are, and which are not worth their while.

Sitemaps 0.9, <https://www.sitemaps.org/protocol.html>, and the Robots Exclusion Protocol, RFC 9309.
A large archive is told in parts. A part is what lies between two records, by date, and its address
says which: while records come and go it grows and shrinks, and no record slips from a part that is
still to be fetched into one that was.
"""

import hashlib
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from itertools import pairwise
from urllib.parse import urlsplit

from flask import Response, request

from metadata.markup import escape
from schemas import datestamp
from schemas.grammar import is_id, xml_illegal
from server import responses
from server.archive import Archive
from server.routing import Route
from server.store.places import Between, Spot

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MEDIA_TYPE = "application/xml; charset=utf-8"

MOST = 50_000
"""The most addresses that a sitemap may hold."""

PART = 25_000
"""Records in a part when it is named: as many again may come before it is fetched."""

# Beneath the base URL: what has no end, or is the same as something else.
_NOT_FOR_CRAWLERS = ("/oai/explore", "/search?q=", "/viewer/", "/*iiif-content=")


def robots(archive: Archive) -> Response:
    """Tell crawlers where not to go, and where the list of all pages is (RFC 9309 §2.2)."""
    path = urlsplit(archive.urls.base).path
    lines = ["User-agent: *", *(f"Disallow: {path}{one}" for one in _NOT_FOR_CRAWLERS)]
    body = "\n".join([*lines, "", f"Sitemap: {archive.urls.sitemap()}", ""]).encode()
    return _send(body, "text/plain; charset=utf-8")


def sitemap(archive: Archive) -> Response:
    """List the pages of records and collections, or the parts of that list, or one of them."""
    after, upto = (request.args.get(name) for name in ("after", "upto"))
    if after is None and upto is None:
        spots = archive.store.spots(PART)
        return _index(archive, spots) if spots else _part(archive, Between())
    try:
        return _part(archive, Between(_spot(after), _spot(upto)))
    except ValueError:
        message = f"There is no such part of the list; begin at {archive.urls.sitemap()}."
        return responses.problem(HTTPStatus.NOT_FOUND, message)


def _index(archive: Archive, spots: Iterable[Spot]) -> Response:
    """Send the list of parts, which *spots* divide."""
    parts = pairwise([None, *map(_written, spots), None])
    entries = (_entry("sitemap", archive.urls.sitemap(after, upto)) for after, upto in parts)
    return _send(_document("sitemapindex", entries), _MEDIA_TYPE)


def _part(archive: Archive, between: Between) -> Response:
    """Send the pages of the records *between* two, those of collections before the first."""
    urls = archive.urls
    first = [] if between.after else [urls.home(), *map(urls.collection_page, _specs(archive))]
    found = archive.store.between(between, MOST - len(first))
    records = (_entry("url", urls.record(one), stamp) for one, stamp in found)
    entries = [*(_entry("url", address) for address in first), *records]
    return _send(_document("urlset", entries), _MEDIA_TYPE)


def _specs(archive: Archive) -> Iterator[str]:
    return (one.set_spec for one in archive.store.sets(None, MOST - PART - 1))


def _document(root: str, entries: Iterable[str]) -> bytes:
    return f'{_HEAD}<{root} xmlns="{_NAMESPACE}">{"".join(entries)}</{root}>'.encode()


def _entry(kind: str, address: str, stamp: int | None = None) -> str:
    changed = "" if stamp is None else f"<lastmod>{datestamp.write(stamp)}</lastmod>"
    return f"<{kind}><loc>{escape(address)}</loc>{changed}</{kind}>"


def _written(spot: Spot) -> str:
    return "/".join(spot)


def _spot(text: str | None) -> Spot | None:
    """Return the spot that *text* writes, or None without any; dates hold no slash.

    Raises:
        ValueError: it can be no spot.
    """
    if text is None:
        return None
    date, slash, record_id = text.partition("/")
    if not slash or xml_illegal(date) or not is_id(record_id):
        raise ValueError(f"{text!r} is no date and id")
    return Spot(date, record_id)


def _send(body: bytes, media_type: str) -> Response:
    digest = hashlib.blake2b(body, digest_size=16).hexdigest()
    return responses.send(request, body, media_type, digest)


ROUTES = (
    Route("/robots.txt", robots, "What crawlers may leave out"),
    Route("/sitemap.xml", sitemap, "All pages of records and collections, in parts if many"),
)
