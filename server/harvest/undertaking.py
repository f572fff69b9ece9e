"""What all harvests have in common: how one ends, and that nothing is kept without where it stands.

Each kind of source has its own way to go; whatever was read before the end of it is stored.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from oaipmh.error import ErrorBase

from schemas import datestamp
from schemas.problem import Problem, Severity
from schemas.record import Record
from server.archive import Archive
from server.chunks import chunks
from server.harvest.asking import NoAnswer, Stopped, Unreadable
from server.harvest.source import Last, Run, Source
from server.harvest.taking import Offered, Taking
from server.harvest.vanishing import Bounds, Withheld, vanished
from server.harvest.walk import Endless
from server.report import COUNTED, Report
from server.store.prepared import Member, Page
from server.store.sources import Overtaken

_WITHDRAWN_AT_ONCE = 500


class Outcome(StrEnum):
    """How a harvest ended. All but the first three are gone on with, or begun anew, next time."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"  # all of it, but for records that could not be had
    WITHHELD = "withheld"  # all of it, and so much has vanished that nobody believes it
    UNANSWERED = "unanswered"
    UNREADABLE = "unreadable"
    REFUSED = "refused"
    ENDLESS = "endless"
    OVERTAKEN = "overtaken"
    STOPPED = "stopped"


class Unharvestable(Exception):
    """The source gives nothing that can be read; the message says what it gives instead."""


_OUTCOMES: Mapping[type[Exception], Outcome] = {
    NoAnswer: Outcome.UNANSWERED,
    Unreadable: Outcome.UNREADABLE,
    ErrorBase: Outcome.REFUSED,
    Unharvestable: Outcome.REFUSED,
    Endless: Outcome.ENDLESS,
    Stopped: Outcome.STOPPED,
}

# After these the same list leads nowhere: the next harvest begins it anew.
_HOPELESS = frozenset({Outcome.ENDLESS, Outcome.REFUSED, Outcome.UNREADABLE})


@dataclass(kw_only=True)
class Undertaking(ABC):
    """A harvest of *source* into *archive*.

    *told* is called after each part, *is_stopped* says whether to go on. *report* counts what this
    process did, *source* tells where it stands. A *full* one asks for everything once more, and
    takes what the source has no longer for gone, within *bounds*.
    """

    archive: Archive
    source: Source
    told: Callable[["Undertaking"], None] = lambda _: None
    is_stopped: Callable[[], bool] = lambda: False
    from_: str | None = None
    full: bool = False
    bounds: Bounds = field(default_factory=Bounds)
    report: Report = field(default_factory=Report)
    _kept: str | None = None  # the document that the store has

    @abstractmethod
    def _go(self) -> tuple[Outcome, str]:
        """Harvest, and return how it ended, and why."""

    @abstractmethod
    def _is_ours(self, record: Record) -> bool:
        """Return whether *record*, whose id is one of this source's, may be withdrawn."""

    def go(self) -> Last:
        """Harvest, and return how it ended, which is kept too."""
        self._kept = self._document()
        try:
            outcome, message = self._go()
        except Overtaken:
            message = "another harvest of the same source has gone on meanwhile"
            return self._last(Outcome.OVERTAKEN, message)
        except tuple(_OUTCOMES) as error:
            outcome = next(_OUTCOMES[kind] for kind in _OUTCOMES if isinstance(error, kind))
            message = said(error)
        return self._end(outcome, message)

    def _document(self) -> str | None:
        asked = (self.source.url, self.source.set_spec)
        known = self.archive.store.sources()
        return next((one.document for one in known if (one.url, one.set_spec) == asked), None)

    def _keep(
        self,
        taking: Taking,
        offered: Sequence[Offered],
        after: Source,
        seen: Sequence[Member] = (),
    ) -> None:
        """Store what is *offered*, what was *seen*, and where the harvest stands *after* it."""
        taking.take(offered, self._kept, after, seen)
        self._settle(after)
        self.told(self)

    def _keep_source(self, after: Source) -> None:
        """Keep where the harvest stands, and nothing else."""
        self.archive.store.take(Page(after.kept(), self._kept))
        self._settle(after)

    def _settle(self, after: Source) -> None:
        self.source, self._kept = after, after.kept().document

    def _withdraw(self, run: Run, but: Sequence[Member] = ()) -> str:
        """Withdraw what *run*, whose list is whole, did not see, *but* what it is about to keep.

        Returns why not, or "".
        """
        try:
            gone = vanished(self.archive.store, self.source, run, but, self._is_ours, self.bounds)
        except Withheld as error:
            self._warn("vanished", "", str(error))
            return str(error)
        for chunk in chunks(gone, _WITHDRAWN_AT_ONCE):
            self.archive.store.take(Page(self.source.kept(), self._kept, deleted=chunk))
            self._settle(self.source)
            self.report.count("read", len(chunk))
            self.report.count("deleted", len(chunk))
        return ""

    def _ended(self, run: Run, withheld: str) -> tuple[Outcome, str]:
        """Return how a *run* ended whose list came to its end."""
        if run.skipped:
            return Outcome.INCOMPLETE, f"{len(run.skipped):,} records could not be had"
        return (Outcome.WITHHELD, withheld) if withheld else (Outcome.COMPLETE, "")

    def _warn(self, field_: str, value: str, message: str) -> None:
        self.report.note([Problem(self.source.name, 0, field_, value, message, Severity.WARN)])

    def _end(self, outcome: Outcome, message: str) -> Last:
        last = self._last(outcome, message)
        after = self.source.ended(last)
        if outcome in _HOPELESS:
            after = replace(after, run=None)
        try:
            self._keep_source(after)
        except Overtaken:
            return self._last(Outcome.OVERTAKEN, message)
        return last

    def _last(self, outcome: Outcome, message: str) -> Last:
        counts = {name: self.report.counts[name] for name in (*COUNTED, "warnings")}
        return Last(outcome, message, datestamp.write(self.archive.now()), counts)


@dataclass(kw_only=True)
class Unknown(Undertaking):
    """A harvest that ends before it begins, since nobody knows of what kind it is: an *error*."""

    error: Exception

    def _go(self) -> tuple[Outcome, str]:
        raise self.error

    def _is_ours(self, _: Record) -> bool:
        return False


def said(error: Exception) -> str:
    """Return what *error* says, with its code where the protocol has one."""
    if isinstance(error, ErrorBase):
        return f"{error.oainame()}: {error}"
    return str(error)
