"""What a source has no longer: records here that a whole list of it did not name.

A repository that keeps no deletions tells of them in no other way (OAI-PMH §2.5.1), nor does a
list of resources without times (Change Discovery 1.0 §2.1.1). A list that is suddenly short is more
often a fault than a clearance: so there are bounds.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from schemas.record import Record
from server.chunks import chunks
from server.harvest.source import Run, Source
from server.store.prepared import Member
from server.store.store import Store

_AT_ONCE = 500
_ALL = 100  # percent


class Withheld(Exception):
    """So much has vanished that nothing is withdrawn; the message says how much."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much may vanish: *few* records always, unless they are all; more up to *percent*."""

    percent: float = 10.0
    few: int = 10

    def allow(self, gone: int, left: int) -> bool:
        """Return whether *gone* records may vanish where *left* stay."""
        if self.percent >= _ALL:
            return True
        return left > 0 and gone <= max(self.few, (gone + left) * self.percent / _ALL)


def vanished(
    store: Store,
    source: Source,
    run: Run,
    but: Sequence[Member],
    is_ours: Callable[[Record], bool],
    bounds: Bounds,
) -> list[str]:
    """Return the ids of the records of *source* that *run* did not see, *but* those.

    Raises:
        Withheld: they are more than *bounds* allow.
    """
    members = store.members(source.kept())
    spared = {one.record_id for one in but}
    unseen = [one for one in members.unseen(f"{source.name}:", run.number) if one not in spared]
    gone = [
        name
        for chunk in chunks(unseen, _AT_ONCE)
        for name, kept in store.known(chunk).items()
        if _is_from(source, kept.record) and is_ours(kept.record)
    ]
    left = members.seen(run.number) + len(spared)
    if gone and not bounds.allow(len(gone), left):
        raise Withheld(
            f"{len(gone):,} of {len(gone) + left:,} records have vanished from the source: "
            "they stay here until --may-vanish allows for so many"
        )
    return gone


def _is_from(source: Source, record: Record) -> bool:
    """Return whether *record* says that it was harvested there; others may have such ids too."""
    return record.provenance is not None and record.provenance.base_url == source.url
