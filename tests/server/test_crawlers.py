"""What search engines are told: every public page once, in parts that lose none."""

from dataclasses import replace
from urllib.robotparser import RobotFileParser

import pytest
from archives import BASE, book, keep
from sqlalchemy import insert

from metadata.markup import parse
from schemas.record import Access
from server.app import create_app
from server.crawlers import MOST, PART
from server.store.tables import records

_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def crawler(any_archive):
    """A crawler of ``any_archive``."""
    return create_app(archive=any_archive).test_client()


def locations(crawler, address, root):
    """Return the addresses in the document at *address*, whose root is *root*."""
    response = crawler.get(address.removeprefix(BASE))
    assert response.status_code == 200
    assert response.content_type == "application/xml; charset=utf-8"
    tree = parse(response.data)
    assert tree.tag == f"{_SITEMAP}{root}"
    found = [one.text for one in tree.iter(f"{_SITEMAP}loc")]
    assert 0 < len(found) <= MOST
    return found


def crowd(archive, start, stop, date="1958"):
    """Put so many records in as a large archive has, without what is known of them."""
    rows = [
        {
            "record_id": f"r{number:06}",
            "document": "{}",
            "digest": b"",
            "datestamp": 1_700_000_000,
            "visible": True,
            "deleted": False,
            "sort_date": date,
        }
        for number in range(start, stop)
    ]
    with archive.store.engine.begin() as connection:
        connection.execute(insert(records), rows)


def test_every_public_page_is_listed_once(any_archive, crawler):
    """Home, collections, records with the time of their last change; nothing that is hidden."""
    keep(any_archive, book("a/б & c"), book("b"), book("gone"))
    keep(any_archive, replace(book("secret"), access=Access.RESTRICTED))
    any_archive.store.delete(["gone"])
    urls = any_archive.urls
    tree = parse(crawler.get("/sitemap.xml").data)

    assert locations(crawler, "/sitemap.xml", "urlset") == [
        urls.home(),
        urls.collection_page("books"),
        urls.record("a/б & c"),
        urls.record("b"),
    ]
    assert [one.text for one in tree.iter(f"{_SITEMAP}lastmod")] == ["2026-01-01T00:00:00Z"] * 2


def test_an_empty_archive_has_a_home(crawler):
    """A sitemap holds an address at least."""
    assert locations(crawler, "/sitemap.xml", "urlset") == [f"{BASE}/"]


def test_a_large_archive_is_told_in_parts(any_archive, crawler):
    """None is larger than may be, none is empty, and together they are all (Sitemaps 0.9)."""
    crowd(any_archive, 0, PART)
    alone = locations(crawler, "/sitemap.xml", "urlset")
    crowd(any_archive, PART, 2 * PART, "\U0010ffff")
    parts = locations(crawler, "/sitemap.xml", "sitemapindex")
    listed = [one for part in parts for one in locations(crawler, part, "urlset")]

    assert len(alone) == PART + 1
    assert len(parts) == 2
    assert len(listed) == len(set(listed)) == 2 * PART + 1


def test_no_page_slips_from_part_to_part(any_archive, crawler):
    """What comes and goes meanwhile moves nothing that stays."""
    keep(any_archive, *(book(f"a{number}") for number in range(5)))
    crowd(any_archive, 0, 2 * PART + 10)
    first, *rest = locations(crawler, "/sitemap.xml", "sitemapindex")
    listed = locations(crawler, first, "urlset")
    any_archive.store.delete([f"a{number}" for number in range(5)])
    crowd(any_archive, 900_000, 900_020, "1900")
    listed += [one for part in rest for one in locations(crawler, part, "urlset")]

    assert {any_archive.urls.record(f"r{number:06}") for number in range(2 * PART + 10)} <= set(
        listed
    )


@pytest.mark.parametrize("bounds", ["after=x", "upto=x", "after=/", "upto=1958/%00", "after=%00/a"])
def test_there_are_no_other_parts(archive, bounds):
    """An address that names no record is not found, and is no fault of the database."""
    client = create_app(archive=archive).test_client()

    assert client.get(f"/sitemap.xml?{bounds}").status_code == 404


def test_what_did_not_change_is_not_sent_again(crawler):
    """Crawlers ask often (RFC 9110 §13.1.2)."""
    for path in ("/sitemap.xml", "/robots.txt"):
        etag = crawler.get(path).headers["ETag"]

        assert crawler.get(path, headers={"If-None-Match": etag}).status_code == 304


def test_crawlers_know_where_not_to_go(archive):
    """What has no end, and what is something else once more (RFC 9309)."""
    text = create_app(archive=archive).test_client().get("/robots.txt").text
    rules = RobotFileParser()
    rules.parse(text.splitlines())

    assert rules.site_maps() == [f"{BASE}/sitemap.xml"]
    for path in ("/oai/explore?verb=Identify", "/search?q=a", "/viewer/a?page=p1"):
        assert not rules.can_fetch("anyone", f"{BASE}{path}"), path
    for path in ("/", "/search", "/search?page=2", "/records/a", "/oai?verb=Identify"):
        assert rules.can_fetch("anyone", f"{BASE}{path}"), path
    assert "Disallow: /fonds/*iiif-content=" in text.splitlines()
