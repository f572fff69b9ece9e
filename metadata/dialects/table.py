"""Any other sheet: our own columns, or names of Dublin Core, from whatever program."""

from metadata.dialect import Dialect
from schemas.terms import find_term

TABLE = "table"
"""The name of ``--as`` for a sheet of no known program."""

PLAIN = (
    Dialect(TABLE, "native", lambda headers: headers.called("id")),
    Dialect(
        TABLE,
        "Dublin Core",
        lambda headers: [one for one in headers.written if find_term(one.strip("\ufeff "))][:1],
    ),
    Dialect(TABLE, "unknown", lambda headers: ("",)),
)
"""In this order; the last one takes anything."""
