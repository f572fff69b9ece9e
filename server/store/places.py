"""Where visible records stand: in collections, and among what people may see.

:func:`visible` is the one predicate of who may see what. Tables that hold only visible records
(``manifests``, ``images``, ``placements``, ``words``, ``texts``) are emptied of a record by the
transaction that hides it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, select, tuple_

from server.store import tables as t


class Spot(NamedTuple):
    """A record in the order of dates."""

    sort_date: str
    record_id: str


@dataclass(frozen=True, slots=True)
class Between:
    """The records that follow *after*, up to *upto* and with it; None is either end of all."""

    after: Spot | None = None
    upto: Spot | None = None


_ORDER = (t.records.c.sort_date, t.records.c.record_id)


def visible(ids: Select[tuple[str]] | None, set_spec: str | None) -> ColumnElement[bool]:
    """Return the condition that a record may be seen, is among *ids*, and in *set_spec*.

    None for *ids* or *set_spec* asks for nothing; a set holds those beneath it too.
    """
    conditions: list[ColumnElement[bool]] = [t.records.c.visible.is_(True)]
    if ids is not None:
        conditions.append(t.records.c.record_id.in_(ids))
    if set_spec is not None:
        placed = select(t.placements.c.record_id).where(_in_or_beneath(set_spec))
        conditions.append(t.records.c.record_id.in_(placed))
    return and_(*conditions)


def spots(distance: int) -> Select[tuple[str, str]]:
    """Return the query for each *distance*-th record that may be seen and is not the last."""
    place = func.row_number().over(order_by=_ORDER).label("place")
    total = func.count().over().label("total")
    listed = select(*_ORDER, place, total).where(visible(None, None)).subquery()
    divides = and_(listed.c.place % distance == 0, listed.c.place < listed.c.total)
    chosen = select(listed.c.sort_date, listed.c.record_id).where(divides)
    return chosen.order_by(listed.c.place)


def between(asked: Between, limit: int) -> Select[tuple[str, int]]:
    """Return the query for ids and datestamps of the records that may be seen and are asked for."""
    query = select(t.records.c.record_id, t.records.c.datestamp).where(visible(None, None))
    if asked.after is not None:
        query = query.where(tuple_(*_ORDER) > tuple_(*asked.after))
    if asked.upto is not None:
        query = query.where(tuple_(*_ORDER) <= tuple_(*asked.upto))
    return query.order_by(*_ORDER).limit(limit)


def entries(record_ids: Sequence[str]) -> Select[tuple[str, bytes]]:
    """Return the query for the ids and IIIF entries of *record_ids*, once or oftener each."""
    return select(t.placements.c.record_id, t.placements.c.item).where(
        t.placements.c.record_id.in_(record_ids), t.placements.c.item.is_not(None)
    )


def children(set_spec: str | None) -> Select[tuple[str]]:
    """Return the query for the documents of the collections right beneath *set_spec*.

    Without the sets of all records of a kind, which are for harvesters: on the way from the root
    each record would be met again in every one of them.
    """
    spec = t.collections.c.set_spec
    query = select(t.collections.c.document).where(t.collections.c.selective.is_(False))
    query = query.order_by(spec)
    if set_spec is None:
        return query.where(spec.not_like("%:%"))
    # A colon may not be in the rest: that would be a grandchild.
    start = len(set_spec) + 1
    return query.where(beneath(spec, set_spec), func.substr(spec, start + 1).not_like("%:%"))


def _in_or_beneath(set_spec: str) -> ColumnElement[bool]:
    spec = t.placements.c.set_spec
    return (spec == set_spec) | beneath(spec, set_spec)


def beneath(spec: ColumnElement[str], set_spec: str) -> ColumnElement[bool]:
    """Return the condition that *spec* is that of a set beneath *set_spec*."""
    # ";" follows ":" in byte order, so this is the range of all that begin with "SPEC:".
    return and_(spec > f"{set_spec}:", spec < f"{set_spec};")
