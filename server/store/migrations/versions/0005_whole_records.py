"""Records of OAI-PMH kept whole: a list is joined from them, and nothing is put between.

PostgreSQL is told to leave them as they are: it would compress a row of more than 2 kB, and a
list would wait for a thousand to be unpacked.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_WHOLE = {
    "sqlite": (
        "UPDATE renderings SET record = "
        "CAST('<record>' || header || CASE WHEN deleted THEN '' ELSE "
        "'<metadata>' || metadata || '</metadata>' || about END || '</record>' AS BLOB)"
    ),
    "postgresql": (
        "UPDATE renderings SET record = "
        "'<record>'::bytea || header || CASE WHEN deleted THEN ''::bytea ELSE "
        "'<metadata>'::bytea || metadata || '</metadata>'::bytea || about END "
        "|| '</record>'::bytea"
    ),
}
_PARTED = ("metadata", "about")


def upgrade() -> None:
    """Put each record together, and drop what it was put together from."""
    kind = op.get_bind().dialect.name
    if kind == "postgresql":
        op.execute("ALTER TABLE renderings SET (toast_tuple_target = 8160)")
    _add("record")
    op.execute(_WHOLE[kind])
    for name in _PARTED:
        op.drop_column("renderings", name)


def downgrade() -> None:
    """Refuse: what was put together is made anew in less time than it is taken apart."""
    raise NotImplementedError("keep a copy of the database to go back to")


def _add(name: str) -> None:
    # Nothing, as bytes: SQLite would take '' for text.
    nothing = {"sqlite": "X''", "postgresql": "''::bytea"}[op.get_bind().dialect.name]
    column = sa.Column(name, sa.LargeBinary, nullable=False, server_default=sa.text(nothing))
    op.add_column("renderings", column)
