"""A slim index of renderings for SQLite, which would count a list by reading all of it.

PostgreSQL keeps its primary key apart from the rows, and counts in that.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_NAME = "renderings_by_datestamp"


def upgrade() -> None:
    """Make the index, on SQLite."""
    if op.get_bind().dialect.name == "sqlite":
        op.create_index(_NAME, "renderings", ["metadata_prefix", "datestamp"])


def downgrade() -> None:
    """Drop the index."""
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index(_NAME, "renderings")
