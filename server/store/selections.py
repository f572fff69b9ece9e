"""Sets of all records of a kind: their definitions, and who is in them.

Membership is settled while a record is written, in the same transaction, so that joining and
leaving move its datestamp (OAI-PMH §2.6). Writers wait for each other, so after a definition has
changed every record meets it: those written before by being written again
(``server.rebuild.reselect``), those written later because their writer reads it.
"""

import hashlib
import json
from dataclasses import replace

from sqlalchemy import Connection, select

from schemas.native import collection_from_native
from schemas.record import Collection
from schemas.selection import selects
from server.store import tables as t
from server.store.prepared import Prepared


def definitions(connection: Connection) -> list[Collection]:
    """Return the sets of all records of a kind, by set spec."""
    query = select(t.collections.c.document).where(t.collections.c.selective.is_(True))
    documents = connection.scalars(query.order_by(t.collections.c.set_spec))
    return [collection_from_native(json.loads(document)) for document in documents]


def place(prepared: Prepared, selecting: list[Collection]) -> Prepared:
    """Return *prepared* with the sets that select its record."""
    selected = tuple(
        one.set_spec
        for one in selecting
        if one.where is not None and selects(one.where, prepared.record)
    )
    return replace(prepared, selected=selected) if selected else prepared


def fingerprint(connection: Connection) -> str:
    """Return a digest of all definitions; "" when there is none."""
    defined = [(one.set_spec, one.where) for one in definitions(connection)]
    written = json.dumps(defined, ensure_ascii=False, sort_keys=True)
    return hashlib.blake2b(written.encode(), digest_size=16).hexdigest() if defined else ""
