"""Which records of a source a harvest saw, and where."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, empty."""
    name = sa.String().with_variant(sa.String(collation="C"), "postgresql")
    op.create_table(
        "members",
        sa.Column("url", name, nullable=False),
        sa.Column("set_spec", name, nullable=False),
        sa.Column("record_id", name, nullable=False),
        sa.Column("address", name, nullable=False),
        sa.Column("stamp", name, nullable=False),
        sa.Column("validators", sa.Text, nullable=False),
        sa.Column("run", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("url", "set_spec", "record_id"),
    )
    op.create_index("members_by_address", "members", ["url", "address"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("members")
