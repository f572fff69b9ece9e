"""A source: a repository that is harvested, of what kind it is, and how far the last harvest came.

Kept as JSON in the store, in the same transaction as the page of records that it tells of.
"""

import json
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from schemas.grammar import is_set_spec
from server.store.prepared import Harvested


class Kind(StrEnum):
    """What answers at the address of a source."""

    OAI_PMH = "oai-pmh"
    CHANGES = "change-discovery"
    COLLECTION = "iiif-collection"
    MANIFEST = "iiif-manifest"


LIST_RECORDS, LIST_IDENTIFIERS = "ListRecords", "ListIdentifiers"

MOST_SKIPPED = 1000  # identifiers kept to be asked for again


@dataclass(frozen=True, slots=True)
class Run:
    """A harvest under way, or broken off.

    *began* is the responseDate of its first answer, *from_* what it was asked for, *verb* the list
    that is walked, *token* where that goes on ("" at its beginning), *done* how many records were
    taken, *size* how many the repository says there are (0 where it does not), *skipped* the
    identifiers of records that could not be had. *number* tells it from every other. A *full* run
    tells what has vanished.

    Of IIIF, *began* is the date of the newest change, and *skipped* are addresses of manifests.
    """

    number: int
    metadata_prefix: str
    namespace: str
    from_: str = ""
    verb: str = LIST_RECORDS
    token: str = ""
    began: str = ""
    done: int = 0
    size: int = 0
    skipped: tuple[str, ...] = ()
    full: bool = False


@dataclass(frozen=True, slots=True)
class Last:
    """How the last harvest ended: its outcome and why, when, and its counts."""

    outcome: str
    message: str
    ended: str
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """A repository, or a set of it.

    *name* begins the ids of its records and the names of its collections. *metadata_prefix* is the
    format that somebody asked for, "" for the richest that can be read. *next_from* is the date
    from which changes are asked for next, "" for everything. *skipped* are the identifiers of
    records that could not be had in the last harvest. *runs* counts harvests. *kind* is "" until
    somebody has said it, or the address was asked.
    """

    url: str
    name: str
    set_spec: str = ""
    metadata_prefix: str = ""
    next_from: str = ""
    skipped: tuple[str, ...] = ()
    runs: int = 0
    run: Run | None = None
    last: Last | None = None
    kind: str = ""

    def begin(
        self, metadata_prefix: str, namespace: str, from_: str, *, full: bool = False
    ) -> "Source":
        """Return the source at the beginning of a new harvest."""
        run = Run(self.runs + 1, metadata_prefix, namespace, from_, full=full)
        return replace(self, runs=self.runs + 1, run=run)

    def at(self, run: Run) -> "Source":
        """Return the source with its harvest at *run*."""
        return replace(self, run=run)

    def finished(self, run: Run, next_from: str) -> "Source":
        """Return the source after *run*, whose list came to its end."""
        return replace(self, run=None, next_from=next_from, skipped=run.skipped)

    def ended(self, last: Last) -> "Source":
        """Return the source after a harvest, whatever came of it."""
        return replace(self, last=last)

    def kept(self) -> Harvested:
        """Return the source as the store keeps it."""
        document = json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))
        return Harvested(self.url, self.set_spec, document)


def read(kept: Harvested) -> Source:
    """Return the source that the store has *kept*."""
    # Before there were others, every source was one of OAI-PMH.
    document: dict[str, Any] = {"kind": Kind.OAI_PMH} | json.loads(kept.document)
    run, last = document["run"], document["last"]
    document["skipped"] = tuple(document["skipped"])
    document["run"] = run and Run(**(run | {"skipped": tuple(run["skipped"])}))
    document["last"] = last and Last(**last)
    return Source(**document)


def is_name(text: str) -> bool:
    """Return whether *text* can be the name of a source: one segment of a set spec."""
    return is_set_spec(text) and ":" not in text


def free_name(url: str, taken: dict[str, str]) -> str:
    """Return a name for the repository at *url*: its host, or what tells it from others.

    *taken* are addresses by name. All sets of one repository share its name, since their records
    are the same.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").strip("[]").replace(":", "-")
    wanted = host if parts.port is None else f"{host}-{parts.port}"
    numbered = (wanted if number == 1 else f"{wanted}-{number}" for number in range(1, 10_000))
    return next(name for name in numbered if taken.get(name, url) == url)
