"""What harvests saw of a source: which records here are its own, where each was, and when last."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Engine, Select, delete, func, insert, select

from server.store import tables as t
from server.store.prepared import Harvested, Member

_COLUMNS = tuple(t.members.c[name] for name in Member._fields)


def keep(connection: Connection, source: Harvested, seen: Sequence[Member]) -> None:
    """Keep what was *seen* of *source*, in the place of what was known of the same records."""
    latest = {one.record_id: one for one in seen}
    known = t.members.c.record_id.in_(list(latest))
    connection.execute(delete(t.members).where(*_of(source), known))
    here = {"url": source.url, "set_spec": source.set_spec}
    connection.execute(insert(t.members), [here | one._asdict() for one in latest.values()])


def forget(connection: Connection, source: Harvested) -> None:
    """Keep nothing of what was seen of *source*."""
    connection.execute(delete(t.members).where(*_of(source)))


@dataclass(frozen=True, slots=True)
class Members:
    """What is known of the records of *source*, which is told by its address and set."""

    engine: Engine
    source: Harvested

    def at(self, addresses: Sequence[str]) -> dict[str, Member]:
        """Return what was seen at *addresses*, by address."""
        known = select(*_COLUMNS).where(*_of(self.source), t.members.c.address.in_(addresses))
        with self.engine.connect() as connection:
            found = connection.execute(known.order_by(t.members.c.run))
            return {row.address: Member(*row) for row in found}

    def named(self, record_ids: Sequence[str]) -> dict[str, Member]:
        """Return what was seen of the records *record_ids*, by id."""
        known = select(*_COLUMNS).where(*_of(self.source), t.members.c.record_id.in_(record_ids))
        with self.engine.connect() as connection:
            return {row.record_id: Member(*row) for row in connection.execute(known)}

    def seen(self, run: int) -> int:
        """Return how many records that are here, and not deleted, a *run* saw."""
        query = (
            select(func.count())
            .select_from(t.members)
            .join(t.records, t.records.c.record_id == t.members.c.record_id)
            .where(*_of(self.source), t.members.c.run == run, t.records.c.deleted.is_(False))
        )
        with self.engine.connect() as connection:
            return connection.scalar(query) or 0

    def unseen(self, prefix: str, run: int) -> list[str]:
        """Return the ids, in order, of what a *run* did not see of what is here and not deleted.

        Only ids that begin with *prefix* are those of records of this source.
        """
        with self.engine.connect() as connection:
            return list(connection.scalars(_unseen(self.source, prefix, run)))


def _unseen(source: Harvested, prefix: str, run: int) -> Select[tuple[str]]:
    ids = t.records.c.record_id
    was_seen = select(t.members.c.record_id).where(
        *_of(source), t.members.c.record_id == ids, t.members.c.run == run
    )
    beyond = prefix[:-1] + chr(ord(prefix[-1]) + 1)
    ours = (ids >= prefix, ids < beyond, t.records.c.deleted.is_(False))
    return select(ids).where(*ours, ~was_seen.exists()).order_by(ids)


def _of(source: Harvested) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return t.members.c.url == source.url, t.members.c.set_spec == source.set_spec
