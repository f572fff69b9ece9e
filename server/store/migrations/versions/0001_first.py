"""The first schema: records, renderings, sets, manifests, images, changes, full text.

A revision is frozen history, so it spells the tables out and imports none of today's.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

Name = sa.String().with_variant(sa.String(collation="C"), "postgresql")
Number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make every table."""
    _records()
    _lists()
    _details()
    _log()
    _full_text()


def downgrade() -> None:
    """Drop every table."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE words_index")
    for table in (
        "words",
        "facts",
        "changes",
        "images",
        "manifests",
        "placements",
        "collections",
        "memberships",
        "renderings",
        "records",
    ):
        op.drop_table(table)


def _records() -> None:
    op.create_table(
        "records",
        sa.Column("record_id", Name, primary_key=True),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("datestamp", sa.BigInteger, nullable=False),
        sa.Column("visible", sa.Boolean, nullable=False),
        sa.Column("deleted", sa.Boolean, nullable=False),
        sa.Column("sort_date", Name, nullable=False),
        sa.Index("records_by_date", "visible", "sort_date", "record_id"),
    )
    op.create_table(
        "collections",
        sa.Column("set_spec", Name, primary_key=True),
        sa.Column("document", sa.Text, nullable=False),
    )


def _lists() -> None:
    op.create_table(
        "renderings",
        sa.Column("metadata_prefix", Name, nullable=False),
        sa.Column("datestamp", sa.BigInteger, nullable=False),
        sa.Column("record_id", Name, nullable=False),
        sa.Column("deleted", sa.Boolean, nullable=False),
        sa.Column("header", sa.LargeBinary, nullable=False),
        sa.Column("metadata", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("metadata_prefix", "datestamp", "record_id"),
        sa.Index("renderings_by_record", "record_id", "metadata_prefix", unique=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "memberships",
        sa.Column("metadata_prefix", Name, nullable=False),
        sa.Column("set_spec", Name, nullable=False),
        sa.Column("datestamp", sa.BigInteger, nullable=False),
        sa.Column("record_id", Name, nullable=False),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("metadata_prefix", "set_spec", "datestamp", "record_id"),
        sa.Index("memberships_by_record", "record_id", "metadata_prefix"),
        sqlite_with_rowid=False,
    )


def _details() -> None:
    op.create_table(
        "placements",
        sa.Column("set_spec", Name, nullable=False),
        sa.Column("sort_date", Name, nullable=False),
        sa.Column("record_id", Name, nullable=False),
        sa.Column("item", sa.LargeBinary),
        sa.PrimaryKeyConstraint("set_spec", "sort_date", "record_id"),
        sa.Index("placements_by_record", "record_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "manifests",
        sa.Column("record_id", Name, primary_key=True),
        sa.Column("manifest", sa.LargeBinary, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
    )
    op.create_table(
        "images",
        sa.Column("record_id", Name, nullable=False),
        sa.Column("page_key", Name, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("record_id", "page_key"),
    )


def _log() -> None:
    op.create_table(
        "changes",
        sa.Column("number", Number, primary_key=True),
        sa.Column("datestamp", sa.BigInteger, nullable=False),
        sa.Column("record_id", Name, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Index("changes_by_datestamp", "datestamp"),
    )
    op.create_table(
        "facts",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )


def _full_text() -> None:
    op.create_table(
        "words",
        sa.Column("number", Number, primary_key=True),
        sa.Column("record_id", Name, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Index("words_by_record", "record_id"),
    )
    if op.get_bind().dialect.name == "sqlite":
        _fts5()
    else:
        op.execute("CREATE INDEX words_index ON words USING gin (to_tsvector('simple', words))")


def _fts5() -> None:
    """An index of SQLite's own, kept in step with the table by triggers."""
    op.execute(
        "CREATE VIRTUAL TABLE words_index USING fts5("
        "words, content='words', content_rowid='number', tokenize='unicode61 remove_diacritics 0')"
    )
    op.execute(
        "CREATE TRIGGER words_added AFTER INSERT ON words BEGIN "
        "INSERT INTO words_index (rowid, words) VALUES (new.number, new.words); END"
    )
    op.execute(
        "CREATE TRIGGER words_removed AFTER DELETE ON words BEGIN "
        "INSERT INTO words_index (words_index, rowid, words) "
        "VALUES ('delete', old.number, old.words); END"
    )
