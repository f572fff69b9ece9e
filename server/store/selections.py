"""Sets of all records of a kind: their definitions, and a lock between them and who writes records.

Membership is settled while a record is written, in the same transaction, so that joining and
leaving move its datestamp (OAI-PMH §2.6). Whoever writes records holds the definitions still, in
company; whoever changes a definition does so alone, and afterwards has every record written again
(``server.rebuild.reselect``). So each record meets the new definition: those written before by
being written again, those written later because they read it. SQLite has one writer anyway.
"""

import hashlib
import json
from dataclasses import replace

from sqlalchemy import Connection, func, select

from schemas.native import collection_from_native
from schemas.record import Collection
from schemas.selection import selects
from server.store import tables as t
from server.store.database import is_sqlite
from server.store.prepared import Prepared

# The key of our advisory lock, so that it meets nobody else's: "Sets" in ASCII.
_LOCK = 0x53657473


def hold(connection: Connection) -> list[Collection]:
    """Return the definitions, by set spec; none changes until this transaction ends."""
    if not is_sqlite(connection):
        connection.execute(select(func.pg_advisory_xact_lock_shared(_LOCK)))
    return _definitions(connection)


def change(connection: Connection) -> None:
    """Return when nobody writes records; nobody will until this transaction ends."""
    if not is_sqlite(connection):
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))


def place(prepared: Prepared, definitions: list[Collection]) -> Prepared:
    """Return *prepared* with the sets that select its record."""
    selected = tuple(
        one.set_spec
        for one in definitions
        if one.where is not None and selects(one.where, prepared.record)
    )
    return replace(prepared, selected=selected) if selected else prepared


def fingerprint(connection: Connection) -> str:
    """Return a digest of all definitions; "" when there is none."""
    defined = [(one.set_spec, one.where) for one in _definitions(connection)]
    written = json.dumps(defined, ensure_ascii=False, sort_keys=True)
    return hashlib.blake2b(written.encode(), digest_size=16).hexdigest() if defined else ""


def _definitions(connection: Connection) -> list[Collection]:
    query = select(t.collections.c.document).where(t.collections.c.selective.is_(True))
    documents = connection.scalars(query.order_by(t.collections.c.set_spec))
    return [collection_from_native(json.loads(document)) for document in documents]
