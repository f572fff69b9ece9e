"""Several harvests at once: one thread a source, one report for all."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from typing import Any

from server import __version__
from server.archive import Archive
from server.fetch import Fetcher, Limits
from server.harvest import source as sources
from server.harvest.asking import Patience, Stopped
from server.harvest.client import Client
from server.harvest.documents import Documents
from server.harvest.gathering import Gathering
from server.harvest.harvest import Harvest
from server.harvest.kinds import find_kind
from server.harvest.source import Kind, Last, Source
from server.harvest.undertaking import Undertaking, Unharvestable, Unknown
from server.harvest.vanishing import Bounds
from server.report import Report


@dataclass(frozen=True, slots=True)
class Options:
    """How harvests are made: seconds a request may take, and how many go on at once."""

    seconds: float = 120.0
    jobs: int = 4
    from_: str | None = None
    full: bool = False
    may_vanish: float = 10.0


@dataclass
class Several:
    """Harvests sources into *archive*; *progress* is told of all of them together.

    It is called with what was read by this process, and with how many records are left, None
    where a repository does not say.
    """

    archive: Archive
    options: Options
    progress: Callable[[int, int | None], None] = lambda read, left: None
    patience: Patience = field(default_factory=Patience)
    _stop: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _at_work: list[Undertaking] = field(default_factory=list)

    def go(self, wanted: Sequence[Source]) -> list[tuple[Source, Last, Report]]:
        """Harvest *wanted*; return each as it is kept now, how it ended, and what was counted.

        When this thread is interrupted, each harvest ends after what it has at hand.
        """
        with ThreadPoolExecutor(self.options.jobs) as pool:
            running = [pool.submit(self._one, source) for source in wanted]
            try:
                for done in as_completed(running):
                    done.result()
            except BaseException:
                self._stop.set()
                raise
        return [future.result() for future in running]

    def _one(self, source: Source) -> tuple[Source, Last, Report]:
        patience = replace(self.patience, wait=self._wait)
        settings = self.archive.settings
        allowed = bool(settings.harvest_allow_private)
        agent = f"fonds/{__version__} (+{settings.base_url})"
        limits = Limits(self.options.seconds)
        with Fetcher(agent, limits, allow_private=allowed) as fetcher:
            one = self._undertaking(source, fetcher, patience)
            with self._lock:
                self._at_work.append(one)
            last = one.go()
        return one.source, last, one.report

    def _undertaking(self, source: Source, fetcher: Fetcher, patience: Patience) -> Undertaking:
        """Return the harvest of *source*, after its kind; who has none yet is asked for it."""
        common: dict[str, Any] = {
            "archive": self.archive,
            "told": self._told,
            "is_stopped": self._stop.is_set,
            "from_": self.options.from_,
            "full": self.options.full,
            "bounds": Bounds(self.options.may_vanish),
        }
        headers = {"From": self.archive.settings.admin_email}
        try:
            kind = Kind(source.kind or find_kind(source.url, fetcher, patience))
        except (Unharvestable, Stopped) as error:
            return Unknown(source=source, error=error, **common)
        if kind is Kind.OAI_PMH:
            client = Client(source.url, fetcher, headers, patience)
            return Harvest(source=source, client=client, **common)
        documents = Documents(source.url, fetcher, headers, patience)
        return Gathering(source=replace(source, kind=kind), documents=documents, **common)

    def _wait(self, seconds: float) -> bool:
        return self._stop.wait(seconds)

    def _told(self, _: Undertaking) -> None:
        with self._lock:
            read = sum(one.report.counts["read"] for one in self._at_work)
            runs = [one.source.run for one in self._at_work]
            left = [max(run.size - run.done, 0) for run in runs if run is not None]
            known = all(run.size for run in runs if run is not None)
            self.progress(read, sum(left) if known else None)


def every(archive: Archive) -> list[Source]:
    """Return every source that *archive* knows."""
    return [sources.read(kept) for kept in archive.store.sources()]
