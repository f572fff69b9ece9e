"""An index of those who left a set: their datestamps count in earliestDatestamp (OAI-PMH §4.2)."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index; it holds withdrawn memberships only, which are few."""
    withdrawn = sa.column("withdrawn", sa.Boolean).is_(True)
    op.create_index(
        "memberships_withdrawn",
        "memberships",
        ["datestamp"],
        sqlite_where=withdrawn,
        postgresql_where=withdrawn,
    )


def downgrade() -> None:
    """Drop the index."""
    op.drop_index("memberships_withdrawn", "memberships")
