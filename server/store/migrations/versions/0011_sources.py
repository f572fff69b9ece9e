"""Where records are harvested from, and how far each harvest came."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, empty."""
    name = sa.String().with_variant(sa.String(collation="C"), "postgresql")
    op.create_table(
        "sources",
        sa.Column("url", name, nullable=False),
        sa.Column("set_spec", name, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("url", "set_spec"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("sources")
