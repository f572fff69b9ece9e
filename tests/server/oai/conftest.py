"""Archives and harvesters for the tests of OAI-PMH."""

import itertools
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest
from archives import make_archive, settings_in
from harvesting import Harvester
from live import environment_of, fonds, free_port, serve

from schemas.grammar import ancestors
from server.archive import open_archive

SAMPLES = Path(__file__).parents[3] / "samples"


@pytest.fixture
def listing(tmp_path, database_url, clock):
    """An empty archive that lists ten at a time, once on SQLite and once on PostgreSQL."""
    made = make_archive(settings_in(tmp_path, database_url, oai_batch_size=10), clock)
    yield made
    made.store.close()


@pytest.fixture
def harvester(archive):
    """A harvester of ``archive``."""
    return Harvester(archive)


@pytest.fixture
def lister(listing):
    """A harvester of ``listing``."""
    return Harvester(listing)


@dataclass(frozen=True)
class Live:
    """A server on the sample archive, and what it holds: ids by set, and who is gone."""

    base: str
    sets: dict[str, set[str]]
    gone: str

    @property
    def url(self) -> str:
        """The base URL of OAI-PMH."""
        return f"{self.base}/oai"

    def identifiers(self, *set_specs: str) -> set[str]:
        """Return the identifiers of the public records in any of *set_specs*."""
        return {oai_identifier(one) for spec in set_specs for one in self.sets[spec]}


def oai_identifier(record_id: str) -> str:
    return f"oai:archive.example:{record_id}"


def sets_of(archive):
    """Return the ids of the public records in each set of *archive*, those beneath it too."""
    sets = defaultdict(set)
    for kept in itertools.chain.from_iterable(archive.store.every(100)):
        if kept.visible:
            for spec in {up for own in kept.record.collections for up in ancestors(own)}:
                sets[spec].add(kept.record.id)
    archive.store.close()
    return dict(sets)


@pytest.fixture(scope="session")
def live(tmp_path_factory):
    """The real commands on the sample archive, ten records a batch, by two processes."""
    folder = tmp_path_factory.mktemp("live")
    environment = environment_of(folder, free_port(), FONDS_OAI_BATCH_SIZE="10")
    gone = "belgrade-declaration-1961-09-06"
    for command in (
        ["init"],
        ["ingest", str(SAMPLES / "records.jsonl"), str(SAMPLES / "withdrawn.jsonl")],
        ["ingest", str(SAMPLES / "letters.csv")],  # in a second of its own
        ["delete", gone],
    ):
        done = fonds(environment, *command)
        assert done.returncode == 0, done.stderr
    sets = sets_of(open_archive(settings_in(folder / "var")))
    with serve(environment, workers=2) as base:
        yield Live(base, sets, oai_identifier(gone))
