"""Memberships shared by all formats that stand alike in the list of a set.

A record of six formats in two sets had twelve rows, where it has two now.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

Name = sa.String().with_variant(sa.String(collation="C"), "postgresql")

# The formats of a place, in their order, with a blank before and behind each.
_SHARED = {
    "sqlite": """
        INSERT INTO memberships (set_spec, datestamp, record_id, prefixes, withdrawn)
        SELECT set_spec, datestamp, record_id, ' ' || group_concat(metadata_prefix, ' ') || ' ',
        withdrawn FROM (
            SELECT * FROM memberships_before
            ORDER BY set_spec, datestamp, record_id, withdrawn, metadata_prefix
        ) GROUP BY set_spec, datestamp, record_id, withdrawn
    """,
    "postgresql": """
        INSERT INTO memberships (set_spec, datestamp, record_id, prefixes, withdrawn)
        SELECT set_spec, datestamp, record_id,
        ' ' || string_agg(metadata_prefix, ' ' ORDER BY metadata_prefix) || ' ', withdrawn
        FROM memberships_before GROUP BY set_spec, datestamp, record_id, withdrawn
        ORDER BY set_spec, datestamp, record_id
    """,
}
_BY_FORMAT = """
    INSERT INTO memberships (metadata_prefix, set_spec, datestamp, record_id, withdrawn)
    SELECT said.metadata_prefix, place.set_spec, place.datestamp, place.record_id, place.withdrawn
    FROM memberships_before AS place JOIN renderings AS said ON said.record_id = place.record_id
    WHERE place.prefixes LIKE '% ' || replace(said.metadata_prefix, '_', '/_') || ' %' ESCAPE '/'
"""


def upgrade() -> None:
    """Put the rows of each place into one."""
    _replace("set_spec", "datestamp", "record_id", "prefixes")
    op.execute(_SHARED[op.get_bind().dialect.name])
    op.drop_table("memberships_before")
    _index("record_id")


def downgrade() -> None:
    """Give each format a row of its own."""
    _replace("metadata_prefix", "set_spec", "datestamp", "record_id")
    op.execute(_BY_FORMAT)
    op.drop_table("memberships_before")
    _index("record_id", "metadata_prefix")


def _replace(*key: str) -> None:
    """Put the table away and make it anew with another *key*."""
    op.drop_index("memberships_by_record", "memberships")
    op.drop_index("memberships_withdrawn", "memberships")
    op.rename_table("memberships", "memberships_before")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER INDEX memberships_pkey RENAME TO memberships_before_pkey")
    kinds = {"datestamp": sa.BigInteger()}
    op.create_table(
        "memberships",
        *(sa.Column(name, kinds.get(name, Name), nullable=False) for name in key),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint(*key),
        sqlite_with_rowid=False,
    )


def _index(*by_record: str) -> None:
    op.create_index("memberships_by_record", "memberships", [*by_record])
    withdrawn = sa.column("withdrawn", sa.Boolean).is_(True)
    op.create_index(
        "memberships_withdrawn",
        "memberships",
        ["datestamp"],
        sqlite_where=withdrawn,
        postgresql_where=withdrawn,
    )
