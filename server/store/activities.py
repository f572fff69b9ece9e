"""What became of manifests, in the one log of changes: what Change Discovery lists.

A change of a record that shows in its manifest is an *activity*. Activities are numbered from 1
without gaps, so that a page of them is a range of numbers and stays what it is once it is full.
Writers come one after the other (``server.store.database.writing``), so numbers follow the order
of commit: what a reader sees is the beginning of the log, and never has a hole that is filled
later.

Consumers walk backwards and stop at a time: at that of the last activity they saw, or at that of
their last visit (§3.5.2). Nothing is lost to either.

- Each transaction ends later than any before it, by a thousandth of a second at least. So what
  comes after the last activity seen is never as old as that.
- It ends ``SAFETY`` seconds after its last look at the clock: a manifest is there at its
  ``endTime``, as the specification wants. It is listed from that very second on. So what a
  visitor did not see ends after the visit, if no commit takes longer.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, or_, select

from server.store import tables as t
from server.store.bulk import Values
from server.store.prepared import Activity, Change, Place

SAFETY = 5  # seconds
_MILLISECONDS = 1000  # in a second

_LOG = t.changes.c
_ACTIVITY = (_LOG.record_id, _LOG.manifest, _LOG.ended, _LOG.moved_from)


def changes(
    connection: Connection,
    after: Mapping[str, bytes | None],
    met: Sequence[str],
    moved_from: str | None,
) -> dict[str, Change]:
    """Return what becomes of the manifest of each record of *after*, None for one without any.

    Only those of *met* may have one already. A manifest whose bytes stay is no change.
    *moved_from* is the base URL that all had before.
    """
    found: dict[str, Change | None] = {
        record_id: None if manifest is None else Change.CREATE
        for record_id, manifest in after.items()
    }
    stored = (t.manifests.c.record_id, t.manifests.c.manifest)
    query = select(*stored).where(t.manifests.c.record_id.in_(met))
    # Large ones are megabytes, so none is held longer than it takes to compare it.
    for record_id, before in connection.execute(query) if met else ():
        found[record_id] = _change(before, after[record_id], moved_from)
    return {record_id: change for record_id, change in found.items() if change is not None}


def _change(before: bytes, after: bytes | None, moved_from: str | None) -> Change | None:
    if after is None:
        return Change.DELETE
    if after == before:
        return None
    return Change.UPDATE if moved_from is None else Change.MOVE


Activities = Mapping[str, Values]
"""The last columns of the log by record: number, change, end, and where it was before."""

NONE: Values = (None, None, None, None)


def numbered(
    connection: Connection, became: Mapping[str, Change], now: int, moved_from: str | None
) -> Activities:
    """Return the activities of what *became* of manifests: their numbers and when they end."""
    last = _last(connection)
    ended = max((now + SAFETY) * _MILLISECONDS, last.ended + 1)
    return {
        record_id: (number, change, ended, moved_from if change is Change.MOVE else None)
        for number, (record_id, change) in enumerate(became.items(), last.number + 1)
    }


def published(connection: Connection, now: int) -> Place:
    """Return the last activity that ends in the second *now*, or ended: number 0 for none.

    A clock that was set back hides nothing: it says nothing about what is over. One that is only
    a little behind the newest change was read before that change was made, or on another machine,
    and then it is at least as late as the change is.
    """
    newest = select(func.max(_LOG.datestamp)).scalar_subquery()
    is_over = or_(*(_LOG.ended < (second + 1) * _MILLISECONDS for second in (now, newest)))
    return _last(connection, or_(is_over, newest > now + SAFETY))


def place(connection: Connection, number: int) -> Place:
    """Return the activity *number* as a place in the log."""
    return _last(connection, _LOG.activity == number)


def batch(connection: Connection, first: int, last: int) -> list[Activity]:
    """Return the activities from number *first* to number *last*."""
    query = select(*_ACTIVITY).where(_LOG.activity.between(first, last)).order_by(_LOG.activity)
    return [Activity(row[0], Change(row[1]), row[2], row[3]) for row in connection.execute(query)]


def _last(connection: Connection, *conditions: Any) -> Place:  # noqa: ANN401 - of SQLAlchemy
    query = select(_LOG.activity, _LOG.ended).where(_LOG.activity.is_not(None), *conditions)
    row = connection.execute(query.order_by(_LOG.activity.desc()).limit(1)).first()
    return Place(0, 0) if row is None else Place(row.activity, row.ended)
