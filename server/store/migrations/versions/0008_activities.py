"""What became of manifests, in the log of changes, for Change Discovery.

Of what is there already, the log does not know which changes showed in a manifest: each manifest
begins with its creation, at the last change of its record.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0005"
branch_labels = None
depends_on = None

_COLUMNS = {"activity": sa.BigInteger, "manifest": sa.String, "ended": sa.BigInteger}
_NAME = "changes_by_activity"


def upgrade() -> None:
    """Add the columns and their index, and number the manifests that are there."""
    for name, kind in _COLUMNS.items():
        op.add_column("changes", sa.Column(name, kind))
    op.add_column("changes", sa.Column("moved_from", sa.String))
    op.execute(
        "UPDATE changes SET activity = ranked.place, manifest = 'Create', "
        "ended = changes.datestamp * 1000 FROM ("
        "SELECT number, row_number() OVER (ORDER BY number) AS place FROM ("
        "SELECT max(number) AS number FROM changes "
        "WHERE record_id IN (SELECT record_id FROM manifests) GROUP BY record_id"
        ") AS latest) AS ranked WHERE changes.number = ranked.number"
    )
    op.create_index(_NAME, "changes", ["activity"], unique=True)


def downgrade() -> None:
    """Drop the index and the columns."""
    op.drop_index(_NAME, "changes")
    for name in (*_COLUMNS, "moved_from"):
        op.drop_column("changes", name)
