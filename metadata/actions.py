"""Rows that say what is to be done with a record elsewhere (DSpace)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from metadata.roles import Trait
from metadata.spreadsheets import TableRow
from schemas.problem import Severity
from schemas.record import Access
from schemas.row import Row

_DELETED = frozenset({"delete", "expunge"})
_WITHDRAWN = "withdraw"
_KNOWN = _DELETED | {_WITHDRAWN, "reinstate"}


def act(rows: Iterable[TableRow]) -> Iterator[Row]:
    """Yield *rows* as what is to become of them leaves them: deleted ones are refused."""
    for one in rows:
        action = one.traits.get(Trait.ACTION)
        yield one.row if action is None else _acted(one.row, action)


def _acted(row: Row, action: str) -> Row:
    folded = action.casefold()
    if folded in _DELETED:
        message = "a record to be deleted is not stored: delete it here with fonds delete ID"
        problem = row.problem((Trait.ACTION,), message, Severity.REFUSE, action)
        return replace(row, native=None, problems=(*row.problems, problem))
    if folded == _WITHDRAWN and row.native is not None:
        return replace(row, native=row.native | {"access": Access.RESTRICTED.value})
    if folded in _KNOWN:
        return row
    message = "no action that is known: delete, expunge, withdraw and reinstate are"
    problem = row.problem((Trait.ACTION,), message, Severity.WARN, action)
    return replace(row, problems=(*row.problems, problem))
