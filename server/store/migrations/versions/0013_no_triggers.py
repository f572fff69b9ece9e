"""The index of words on SQLite is told by the writer what to add and to forget."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop the triggers that told it; what is in the index stays."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER words_added")
        op.execute("DROP TRIGGER words_removed")


def downgrade() -> None:
    """Make them again."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER words_added AFTER INSERT ON words BEGIN "
            "INSERT INTO words_index (rowid, words) VALUES (new.number, new.words); END"
        )
        op.execute(
            "CREATE TRIGGER words_removed AFTER DELETE ON words BEGIN "
            "INSERT INTO words_index (words_index, rowid, words) "
            "VALUES ('delete', old.number, old.words); END"
        )
