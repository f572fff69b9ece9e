"""The texts of pages, to be sought one by one, and the terms that they are made of."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

Name = sa.String().with_variant(sa.String(collation="C"), "postgresql")
Number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables, empty: `fonds rebuild` fills them."""
    op.create_table(
        "texts",
        sa.Column("number", Number, primary_key=True, autoincrement=False),
        sa.Column("record_id", Name, nullable=False),
        sa.Column("scopes", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Index("texts_by_record", "record_id", "number"),
    )
    op.create_table(
        "terms",
        sa.Column("scope", sa.BigInteger, nullable=False),
        sa.Column("term", Name, nullable=False),
        sa.Column("form", Name, nullable=False),
        sa.Column("total", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("scope", "term", "form"),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "sqlite":
        _fts5()
    else:
        _tsvector()


def downgrade() -> None:
    """Drop the tables."""
    for table in ("texts_index", "terms", "texts"):
        op.drop_table(table)


def _fts5() -> None:
    """An index that keeps no words of its own: the body of a text has them."""
    op.execute(
        "CREATE VIRTUAL TABLE texts_index USING fts5("
        "words, scopes, content='', columnsize=0, tokenize='unicode61 remove_diacritics 0')"
    )


def _tsvector() -> None:
    op.execute("CREATE TABLE texts_index (number bigint PRIMARY KEY, vector tsvector NOT NULL)")
    op.execute("CREATE INDEX texts_index_vector ON texts_index USING gin (vector)")
