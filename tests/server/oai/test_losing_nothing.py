"""Nothing is lost while records change: slow writers, and harvesters of every habit (§2.7.1).

The experiment behind ``server.store.horizon``, with real clocks and real transactions. It runs
for seconds here, and for as long as FONDS_EXPERIMENT_SECONDS says.
"""

import os
import random
import re
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
from archives import letter, settings_in
from sqlalchemy import select

from schemas import datestamp
from schemas.check import check
from schemas.row import Row
from server.app import create_app
from server.archive import open_archive
from server.preparing import prepare
from server.store import tables
from server.store.database import open_database
from server.store.migrating import migrate

SECONDS = float(os.environ.get("FONDS_EXPERIMENT_SECONDS", "5"))
WRITERS = 4
SLOWEST_COMMIT = 1.2  # seconds: longer than a second, which is what datestamps count

HEADER = re.compile(
    r"<header[^>]*><identifier>oai:[^:]+:([^<]+)</identifier><datestamp>([^<]+)</datestamp>"
)
TOKEN = re.compile(r"<resumptionToken[^>]*>([^<]+)</resumptionToken>")
RESPONSE_DATE = re.compile(r"<responseDate>([^<]+)</responseDate>")


@dataclass
class Harvest:
    """What one harvest gave: when its first and last batch were answered, and its headers."""

    first: int = 0
    last: int = 0
    headers: list[tuple[str, int]] = field(default_factory=list)

    @property
    def greatest(self) -> int:
        """The greatest datestamp of it; 0 where there was none."""
        return max((stamp for _, stamp in self.headers), default=0)


Habit = Callable[[Harvest, int], int]
"""Returns from where a harvester goes on, given its last harvest and where that began."""

HABITS: dict[str, Habit] = {
    "first response": lambda harvest, _: harvest.first,
    "last response": lambda harvest, _: harvest.last,
    "greatest datestamp": lambda harvest, since: max(harvest.greatest, since),
    "one after the greatest": lambda harvest, since: max(harvest.greatest + 1, since),
}


class Mirror:
    """A harvester that keeps what it gets; *bounded* lists end at what Identify said was now."""

    def __init__(self, archive, habit: Habit, *, bounded: bool) -> None:
        self.seen: dict[str, int] = {}
        self._client = create_app(archive=archive).test_client()
        self._habit = habit
        self._bounded = bounded
        self._since = 0

    def catch_up(self) -> None:
        """Harvest everything since the last time."""
        bound = self._now() if self._bounded else None
        if bound is not None and bound < self._since:
            return
        harvest = self._harvest(bound)
        for record_id, stamp in harvest.headers:
            self.seen[record_id] = max(stamp, self.seen.get(record_id, 0))
        # A bounded list gives nothing after its end, so its harvester goes on there.
        self._since = bound if bound is not None else self._habit(harvest, self._since)

    def _now(self) -> int:
        return datestamp.parse(RESPONSE_DATE.search(self._get("verb=Identify"))[1])

    def _harvest(self, bound: int | None) -> Harvest:
        harvest = Harvest()
        until = f"&until={datestamp.write(bound)}" if bound is not None else ""
        query = f"metadataPrefix=oai_dc&from={datestamp.write(self._since)}{until}"
        while query:
            answer = self._get(f"verb=ListIdentifiers&{query}")
            harvest.last = datestamp.parse(RESPONSE_DATE.search(answer)[1])
            harvest.first = harvest.first or harvest.last
            found = HEADER.findall(answer)
            harvest.headers += [(name, datestamp.parse(stamp)) for name, stamp in found]
            token = TOKEN.search(answer)
            query = f"resumptionToken={token[1]}" if token else ""
            time.sleep(random.uniform(0, 0.05))
        return harvest

    def _get(self, query: str) -> str:
        response = self._client.get(f"/oai?{query}")
        assert response.status_code == 200, response.text
        return response.text


def write_slowly(archive, name: str, stop: threading.Event) -> None:
    """Store and overwrite letters until *stop*, with commits that take their time."""
    chance = random.Random(name)
    number = 0
    while not stop.is_set():
        number += 1
        again = chance.randrange(number)
        records = [
            letter(f"{name}-{number}"),
            letter(f"{name}-{again}", collections=[f"c{number}"]),
        ]
        prepared = prepare([check(Row("x", 1, one)).record for one in records], archive)
        with archive.store._writer() as writer:
            writer.put(sorted(prepared, key=lambda one: one.record.id))
            if chance.random() < 0.3:
                time.sleep(chance.uniform(0, SLOWEST_COMMIT))
        time.sleep(chance.uniform(0, 0.05))


def harvest_until(mirror: Mirror, stop: threading.Event) -> None:
    """Catch up again and again until *stop*."""
    while not stop.is_set():
        mirror.catch_up()


@pytest.mark.parametrize("bounded", [False, True], ids=["open", "bounded"])
def test_no_harvester_misses_a_change(tmp_path, database_url, bounded):
    """Whatever it takes as its next from: rules A, B and C of the horizon (§2.7.1, §3.5)."""
    settings = settings_in(tmp_path, database_url, oai_batch_size=7)
    engine = open_database(settings.database_url)
    migrate(engine)
    # Each has an archive of its own, as every process has.
    archives = [open_archive(settings) for _ in range(WRITERS + len(HABITS))]
    mirrors = {
        name: Mirror(archive, habit, bounded=bounded)
        for archive, (name, habit) in zip(archives[WRITERS:], HABITS.items(), strict=True)
    }
    stop = threading.Event()
    with ThreadPoolExecutor(WRITERS + len(HABITS)) as threads:
        tasks = [
            threads.submit(write_slowly, archive, f"w{number}", stop)
            for number, archive in enumerate(archives[:WRITERS])
        ]
        tasks += [threads.submit(harvest_until, mirror, stop) for mirror in mirrors.values()]
        time.sleep(SECONDS)
        stop.set()
        for task in tasks:
            task.result()
    while archives[0].store.closed() <= archives[0].store.newest():
        time.sleep(0.05)
    with engine.connect() as connection:
        columns = (tables.renderings.c.record_id, tables.renderings.c.datestamp)
        dc = tables.renderings.c.metadata_prefix == "oai_dc"
        truth = {row[0]: row[1] for row in connection.execute(select(*columns).where(dc))}
    missed = {}
    for name, mirror in mirrors.items():
        mirror.catch_up()
        missed[name] = [one for one, stamp in truth.items() if mirror.seen.get(one) != stamp]
    for archive in archives:
        archive.store.close()
    engine.dispose()

    assert len(truth) > WRITERS * 3
    assert missed == {name: [] for name in HABITS}
