"""What is said about a rendering, and sets of all records of a kind."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column to each of two tables; what is there says nothing, and selects nothing."""
    # Nothing, as bytes: SQLite would take '' for text.
    nothing = {"sqlite": "X''", "postgresql": "''::bytea"}[op.get_bind().dialect.name]
    about = sa.Column("about", sa.LargeBinary, nullable=False, server_default=sa.text(nothing))
    op.add_column("renderings", about)
    selective = sa.Column("selective", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("collections", selective)


def downgrade() -> None:
    """Drop the two columns."""
    op.drop_column("renderings", "about")
    op.drop_column("collections", "selective")
