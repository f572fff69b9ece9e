"""Harvests for tests: of a repository on the loopback, without waiting for anything."""

from dataclasses import dataclass, field, replace

from server.fetch import Fetcher, Limits
from server.harvest.asking import Patience
from server.harvest.client import Client
from server.harvest.documents import Documents
from server.harvest.gathering import Gathering
from server.harvest.harvest import Harvest
from server.harvest.several import every
from server.harvest.source import Kind, Source

NAME = "elsewhere"


@dataclass
class Aggregator:
    """Harvests into *archive*; *waits* are the seconds for which it would have waited."""

    archive: object
    seconds: float = 5.0
    allow_private: bool = True
    most_bytes: int = 2**20
    waits: list[float] = field(default_factory=list)

    def patience(self):
        return Patience((1.0, 2.0), waits=2, longest=100.0, wait=self.waits.append)

    def client(self, url, fetcher):
        return Client(url, fetcher, {"From": "tests@archive.example"}, self.patience())

    def harvest(self, source, **how):
        """Return how a harvest of *source* ended, and the harvest itself."""
        limits = Limits(self.seconds, self.most_bytes)
        with Fetcher("tests", limits, allow_private=self.allow_private) as fetcher:
            if source.kind in (Kind.OAI_PMH, ""):
                client = self.client(source.url, fetcher)
                one = Harvest(archive=self.archive, client=client, source=source, **how)
            else:
                documents = Documents(source.url, fetcher, {}, self.patience())
                one = Gathering(archive=self.archive, documents=documents, source=source, **how)
            return one.go(), one

    def first(self, url, set_spec="", kind="", **how):
        """Return how the first harvest of *url* ended, and the harvest itself."""
        return self.harvest(Source(url, NAME, set_spec, kind=kind), **how)

    def again(self, **how):
        """Return how the next harvest of the one source ended, and the harvest itself."""
        (source,) = every(self.archive)
        return self.harvest(source, **how)

    def whole(self, **how):
        """Return the same of one with --full."""
        (source,) = every(self.archive)
        return self.harvest(replace(source, next_from="", run=None), full=True, **how)

    def records(self):
        """Return the records that are here and not deleted, by id."""
        found = (one for kept in self.archive.store.every(100) for one in kept)
        return {one.record.id: one.record for one in found}


def titles(aggregator):
    """Return the titles of what is here, by the number of its item."""
    return {
        int(record.provenance.identifier.rpartition(":")[2]): record.title.text
        for record in aggregator.records().values()
    }


def expected(provider):
    """Return what the titles should be."""
    return {
        one.number: f"Récit {one.number}{one.text}" for one in provider.items if not one.deleted
    }
