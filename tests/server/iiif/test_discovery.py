"""Change Discovery 1.0 over HTTP: pages that stay, validators, and consumers that miss nothing."""

import json
import os
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import pytest
from archives import BASE, book, keep, settings_in
from consuming import BEFORE, BEFORE_OR_THEN, Consumer, moment, wall_clock
from sqlalchemy import event, func, select

from schemas.record import Access
from server.app import create_app
from server.archive import open_archive
from server.iiif.discovery import CONTEXT, SIZE
from server.preparing import prepare
from server.rebuild import rebuild
from server.store import tables
from server.store.activities import SAFETY
from server.store.database import open_database
from server.store.migrating import migrate

PATH = "/iiif/discovery/changes"
ROOT = f"{BASE}{PATH}"
SECONDS = float(os.environ.get("FONDS_EXPERIMENT_SECONDS", "2"))
WRITERS = 3
VERSIONS = 2  # of each manifest
CHANGES = 2 * SIZE + SIZE // 2  # of which there are as many activities in each version
END_OF_TIME = 2**40


class Reader:
    """Reads *archive* over HTTP."""

    def __init__(self, archive):
        self.client = create_app(archive=archive).test_client()
        self._base = archive.urls.base

    def get(self, address):
        """Return the JSON at *address*, which its ``id`` names."""
        response = self.client.get(address.removeprefix(self._base))
        assert response.status_code == 200, response.status
        resource = json.loads(response.data)
        assert resource["id"] == address
        return resource


@pytest.fixture
def shelf(any_archive, clock):
    """An archive of two pages and a half of changes, all of them over."""
    for start in range(0, 2 * SIZE + SIZE // 2, SIZE // 2):
        keep(any_archive, *(book(f"b{n:03}") for n in range(start, start + SIZE // 2)))
        clock.tick()
    clock.tick(SAFETY)
    return any_archive


@pytest.fixture
def reader(shelf):
    """A reader of it."""
    return Reader(shelf)


@contextmanager
def listening(archive):
    """Yield what is asked of the database: statements and their parameters."""
    asked = []

    def hear(_connection, _cursor, statement, parameters, *_):
        asked.append((statement, parameters))

    event.listen(archive.store.engine, "before_cursor_execute", hear)
    yield asked
    event.remove(archive.store.engine, "before_cursor_execute", hear)


def check_collection(resource):
    """Hold an OrderedCollection to §3.1."""
    assert next(iter(resource)) == "@context"
    assert resource["@context"] == CONTEXT
    assert resource["type"] == "OrderedCollection"
    assert isinstance(resource["totalItems"], int)
    for end in ("first", "last"):
        assert resource[end]["type"] == "OrderedCollectionPage"
        assert resource[end]["id"].startswith(f"{ROOT}/")


def check_page(resource):
    """Hold an OrderedCollectionPage to §3.2, and its activities to §3.3."""
    assert next(iter(resource)) == "@context"
    assert resource["@context"] == CONTEXT
    assert resource["type"] == "OrderedCollectionPage"
    assert resource["partOf"] == {"id": ROOT, "type": "OrderedCollection"}
    assert resource["orderedItems"]
    ended = [moment(activity["endTime"]) for activity in resource["orderedItems"]]
    assert ended == sorted(ended)
    for activity in resource["orderedItems"]:
        check_activity(activity)


def check_activity(activity):
    assert activity["type"] in {"Create", "Update", "Delete", "Move"}
    assert ("target" in activity) == (activity["type"] == "Move")
    assert activity["object"]["type"] == "Manifest"
    assert activity["object"]["id"].startswith("https://")
    described = activity.get("target", activity["object"])
    assert described["format"].startswith("application/ld+json;profile=")
    (see_also,) = described["seeAlso"]
    assert see_also["type"] == "Dataset"
    assert "verb=GetRecord" in see_also["id"]


def test_the_collection_leads_to_its_ends(reader):
    """Both ends, and how many there are: consumers begin at the last (§3.1)."""
    resource = reader.get(ROOT)

    check_collection(resource)
    assert resource["totalItems"] == CHANGES * VERSIONS
    assert resource["first"]["id"] == f"{ROOT}/1"
    assert resource["last"]["id"] == f"{ROOT}/3"


def test_pages_lead_from_one_to_the_next(reader):
    """prev on all but the first, next on all but the last; each knows where it begins (§3.2)."""
    pages = [reader.get(f"{ROOT}/{number}") for number in (1, 2, 3)]

    for page in pages:
        check_page(page)
    assert [page.get("prev", {}).get("id") for page in pages] == [None, f"{ROOT}/1", f"{ROOT}/2"]
    assert [page.get("next", {}).get("id") for page in pages] == [f"{ROOT}/2", f"{ROOT}/3", None]
    sizes = [len(page["orderedItems"]) for page in pages]
    assert sizes == [SIZE * VERSIONS, SIZE * VERSIONS, SIZE // 2 * VERSIONS]
    assert [page["startIndex"] for page in pages] == [0, sizes[0], sizes[0] + sizes[1]]


def test_an_activity_names_manifest_format_and_record(reader):
    """Its address and version, that for all versions, and the OAI-PMH record (§3.3, §4.3)."""
    older, activity = reader.get(f"{ROOT}/1")["orderedItems"][:VERSIONS]

    assert older["object"].pop("id") == f"{BASE}/iiif/2/b000/manifest"
    assert older["object"].pop("format") == (
        'application/ld+json;profile="http://iiif.io/api/presentation/2/context.json"'
    )
    assert {**activity, "object": activity["object"] | older["object"]} == activity
    assert activity == {
        "type": "Create",
        "object": {
            "id": f"{BASE}/iiif/3/b000/manifest",
            "type": "Manifest",
            "canonical": f"{BASE}/iiif/b000/manifest",
            "seeAlso": [
                {
                    "id": f"{BASE}/oai?verb=GetRecord&identifier=oai%3Aarchive.example%3Ab000"
                    "&metadataPrefix=oai_dc",
                    "type": "Dataset",
                    "label": {"en": ["Dublin Core"]},
                    "format": "text/xml",
                    "profile": "http://www.openarchives.org/OAI/2.0/oai_dc/",
                }
            ],
            "format": "application/ld+json;"
            'profile="http://iiif.io/api/presentation/3/context.json"',
        },
        "endTime": "2026-01-01T00:00:05.000Z",
    }


def test_what_an_activity_names_is_there(reader):
    """The manifest, its record, and the address of all versions can be fetched."""
    for activity in reader.get(f"{ROOT}/3")["orderedItems"][-VERSIONS:]:
        named = activity["object"]
        for address in (named["id"], named["canonical"], named["seeAlso"][0]["id"]):
            assert reader.client.get(address.removeprefix(BASE)).status_code in {200, 303}


def test_the_media_type_is_that_of_the_specification(reader):
    """JSON-LD with its profile, or plain JSON for who asks; never 406 (§4.1)."""
    profiled = f'application/ld+json;profile="{CONTEXT}"'
    wanted = {"": profiled, "application/ld+json": profiled, "text/html": profiled}
    wanted |= {"application/json": "application/json"}
    for accept, media_type in wanted.items():
        for path in (PATH, f"{PATH}/1"):
            response = reader.client.get(path, headers={"Accept": accept} if accept else {})

            assert (response.status_code, response.content_type) == (200, media_type)
            assert response.headers["Access-Control-Allow-Origin"] == "*"
            assert "Accept" in response.vary


def test_there_are_no_other_pages(reader):
    """A page that does not exist yet is not found, and none is ever empty (§3.2)."""
    for number in ("0", "4", "-1", "1.5", "x", "01", "٣", "9" * 30, "%00"):
        assert reader.client.get(f"{PATH}/{number}").status_code == 404, number


def test_of_nothing_there_is_a_collection_without_pages(any_archive, clock):
    """A page needs an item, a collection its last page: of nothing, only the latter is lost."""
    keep(any_archive, book("x", pages=0))
    clock.tick(SAFETY)
    reader = Reader(any_archive)

    assert reader.get(ROOT) == {
        "@context": CONTEXT,
        "id": ROOT,
        "type": "OrderedCollection",
        "totalItems": 0,
    }
    assert reader.client.get(f"{PATH}/1").status_code == 404


def test_a_full_page_never_changes(shelf, clock, reader):
    """Whatever happens to its records; so caches may keep it, with its validator."""
    before = reader.client.get(f"{PATH}/1")
    shelf.store.delete(["b000"])
    keep(shelf, book("b001", title="Other"), replace(book("b002"), access=Access.RESTRICTED))
    clock.tick(SAFETY + 1)
    after = reader.client.get(f"{PATH}/1")

    assert after.data == before.data
    assert after.headers["ETag"] == before.headers["ETag"]
    assert "max-age=86400" in after.headers["Cache-Control"]
    assert reader.get(ROOT)["totalItems"] == (CHANGES + 3) * VERSIONS


def test_the_last_page_grows_until_it_is_full(shelf, clock, reader):
    """It is asked for again each time, and its validator tells when it has grown."""
    before = reader.client.get(f"{PATH}/3")
    keep(shelf, *(book(f"c{n}") for n in range(SIZE // 2)))
    clock.tick(SAFETY)
    full = reader.client.get(f"{PATH}/3")
    keep(shelf, book("d"))
    clock.tick(SAFETY)
    followed = reader.client.get(f"{PATH}/3")

    assert "no-cache" in before.headers["Cache-Control"]
    assert "no-cache" in full.headers["Cache-Control"]
    assert len({one.headers["ETag"] for one in (before, full, followed)}) == 3
    assert json.loads(full.data)["orderedItems"] == json.loads(followed.data)["orderedItems"]
    assert json.loads(followed.data)["next"]["id"] == f"{ROOT}/4"


def test_who_has_it_is_told_before_anything_is_read(shelf, reader):
    """304 from the numbers of the log: no activity is fetched (RFC 9110 §13.1.2)."""
    for path in (PATH, f"{PATH}/1", f"{PATH}/3"):
        etag = reader.client.get(path).headers["ETag"]
        with listening(shelf) as asked:
            again = reader.client.get(path, headers={"If-None-Match": etag})

        assert (again.status_code, again.data) == (304, b"")
        assert asked
        assert not [sql for sql, _ in asked if "moved_from" in sql]


def test_the_way_to_a_page_does_not_grow_with_the_log(archive, clock):
    """Pages are ranges of one index: none is reached by counting what lies before it."""
    keep(archive, *(book(f"b{number}") for number in range(5)))
    clock.tick(SAFETY)
    with listening(archive) as asked:
        Reader(archive).get(f"{ROOT}/1")
    with archive.store.engine.connect() as connection:
        plans = [
            str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters).all())
            for sql, parameters in asked
            if "FROM changes" in sql
        ]

    assert len(plans) == 3
    assert all("USING INDEX changes_by_activity" in plan for plan in plans)
    assert not any("SCAN" in plan or "TEMP B-TREE" in plan for plan in plans)


def test_a_consumer_that_comes_back_sees_only_what_is_new(shelf, clock, reader):
    """It turns back where it was, without reading the rest (§3.5.2)."""
    consumer = Consumer(reader.get, ROOT, BEFORE_OR_THEN)
    first = consumer.visit()
    shelf.store.delete(["b000"])
    keep(shelf, book("b001", title="Other"))
    clock.tick(SAFETY + 1)
    consumer.fetched.clear()
    second = consumer.visit()

    assert len(first) == CHANGES * VERSIONS
    assert [(one["type"], one["object"]["id"]) for one in second] == [
        ("Update", f"{BASE}/iiif/3/b001/manifest"),
        ("Update", f"{BASE}/iiif/2/b001/manifest"),
        ("Delete", f"{BASE}/iiif/3/b000/manifest"),
        ("Delete", f"{BASE}/iiif/2/b000/manifest"),
    ]
    assert consumer.fetched == [ROOT, f"{ROOT}/3"]
    assert f"{BASE}/iiif/3/b000/manifest" not in consumer.alive


def test_a_move_leads_from_the_old_address_to_the_new(any_archive, clock):
    """After a change of the base URL, consumers take one for the other (§3.3)."""
    keep(any_archive, book("a"))
    any_archive.store.note("base_url", BASE)
    base = "https://new.example"
    moved = replace(
        any_archive,
        settings=replace(any_archive.settings, base_url=base),
        urls=replace(any_archive.urls, base=base),
    )
    rebuild(moved, lambda _: None)
    clock.tick(SAFETY + 1)
    *_, activity = Reader(moved).get(f"{base}{PATH}/1")["orderedItems"]

    check_activity(activity)
    assert activity["type"] == "Move"
    assert activity["object"] == {"id": f"{BASE}/iiif/3/a/manifest", "type": "Manifest"}
    assert activity["target"]["id"] == f"{base}/iiif/3/a/manifest"


def write_slowly(archive, name, stop):
    """Create, change, hide and delete books until *stop*, in transactions that take their time."""
    chance = random.Random(name)
    number = 0
    while not stop.is_set():
        number += 1
        again = f"{name}-{chance.randrange(number + 1)}"
        hidden = replace(book(again), access=Access.RESTRICTED)
        new = [book(f"{name}-{number}"), *(book(f"{name}-{number}-{n}") for n in range(8))]
        records = chance.choice([new, [book(again, title=f"T{number}")], [hidden]])
        prepared = prepare(records, archive)
        with archive.store._writer() as writer:
            time.sleep(chance.uniform(0, 0.1))
            if chance.random() < 0.1:
                writer.delete([again])
            else:
                writer.put(prepared)
            if chance.random() < 0.1:
                time.sleep(chance.uniform(0, 1.2))  # longer than a second
        time.sleep(chance.uniform(0, 0.02))


def visit_until(consumer, stop):
    """Visit again and again until *stop*."""
    while not stop.is_set():
        consumer.visit()


def is_short(archive):
    """Return whether the log has no second page yet."""
    return archive.store.published(END_OF_TIME).number <= SIZE


def truth_of(archive):
    """Return when each manifest that is there last changed, by its address in each version."""
    urls = archive.urls
    there, latest = tables.manifests.c.record_id, func.max(tables.changes.c.ended)
    log = tables.changes.c.record_id
    query = select(log, latest).where(log.in_(select(there))).group_by(log)
    with archive.store.engine.connect() as connection:
        ended = {urls.manifest(row[0]): row[1] for row in connection.execute(query)}
    return ended | {urls.in_version_2(address): when for address, when in ended.items()}


def test_no_consumer_misses_a_change(tmp_path, database_url, request):
    """Whatever it takes for its last visit, and writers running: 0 missed (§3.5)."""
    settings = settings_in(tmp_path, database_url)
    engine = open_database(settings.database_url)
    migrate(engine)
    engine.dispose()
    # Each has an archive of its own, as every process has.
    archives = [open_archive(settings) for _ in range(WRITERS + 3)]
    for archive in archives:
        request.addfinalizer(archive.store.close)
    read = [Reader(archive).get for archive in archives[WRITERS:]]
    consumers = {
        "the time of the visit": Consumer(read[0], ROOT, BEFORE, wall_clock),
        "the last activity": Consumer(read[1], ROOT, BEFORE),
        "the last activity, not again": Consumer(read[2], ROOT, BEFORE_OR_THEN),
    }
    stop = threading.Event()
    with ThreadPoolExecutor(WRITERS + len(consumers)) as threads:
        tasks = [
            threads.submit(write_slowly, archive, f"w{number}", stop)
            for number, archive in enumerate(archives[:WRITERS])
        ]
        tasks += [threads.submit(visit_until, one, stop) for one in consumers.values()]
        began = time.monotonic()
        while time.monotonic() < began + SECONDS + SAFETY or is_short(archives[0]):
            time.sleep(0.1)
        stop.set()
        for task in tasks:
            task.result()
    last = archives[0].store.published(END_OF_TIME)
    while archives[0].store.published(int(time.time())) != last:
        time.sleep(0.1)
    truth = truth_of(archives[0])
    missed = {}
    for name, consumer in consumers.items():
        consumer.visit()
        seen = {at: round(when.timestamp() * 1000) for at, when in consumer.alive.items()}
        missed[name] = sorted(truth.items() ^ seen.items())

    assert WRITERS < len(truth) < last.number * VERSIONS
    assert missed == {name: [] for name in consumers}
