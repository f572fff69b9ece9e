"""Editions of IIIF collections, and an index of what they list."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_SHOWN = sa.text("item IS NOT NULL")


def upgrade() -> None:
    """Make a table, which is empty until something changes, and an index."""
    # Compared byte for byte everywhere, as names are.
    name = sa.String().with_variant(sa.String(collation="C"), "postgresql")
    op.create_table(
        "editions",
        sa.Column("set_spec", name, primary_key=True),
        sa.Column("edition", sa.String, nullable=False),
    )
    op.create_index(
        "placements_shown",
        "placements",
        ["set_spec", "sort_date", "record_id"],
        sqlite_where=_SHOWN,
        postgresql_where=_SHOWN,
    )


def downgrade() -> None:
    """Drop both."""
    op.drop_index("placements_shown", "placements")
    op.drop_table("editions")
