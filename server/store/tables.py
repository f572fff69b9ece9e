"""The tables, once for SQLite and PostgreSQL.

Text that orders a list has the byte order of its UTF-8 on both (collation ``C``), so that a
resumption token means the same place in either.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

# "metadata" is the description of an item in this house, so SQLAlchemy's MetaData is "tables".
tables = MetaData()

Name = String().with_variant(String(collation="C"), "postgresql")

records = Table(
    "records",
    tables,
    Column("record_id", Name, primary_key=True),
    Column("document", Text, nullable=False),  # native JSON, pages with their images
    Column("digest", LargeBinary, nullable=False),  # of the document and every rendering
    Column("datestamp", BigInteger, nullable=False),
    Column("visible", Boolean, nullable=False),  # public and not deleted
    Column("deleted", Boolean, nullable=False),
    Column("sort_date", Name, nullable=False),
    Index("records_by_date", "visible", "sort_date", "record_id"),
)

# A record of OAI-PMH (§2.5): one item in one format, as the bytes that a list is spliced from.
# Clustered on the key of the list, so that a batch is one range.
renderings = Table(
    "renderings",
    tables,
    Column("metadata_prefix", Name, nullable=False),
    Column("datestamp", BigInteger, nullable=False),
    Column("record_id", Name, nullable=False),
    Column("deleted", Boolean, nullable=False),
    Column("header", LargeBinary, nullable=False),  # what ListIdentifiers gives of the record
    Column("record", LargeBinary, nullable=False),  # the element as a whole, header included
    PrimaryKeyConstraint("metadata_prefix", "datestamp", "record_id"),
    Index("renderings_by_record", "record_id", "metadata_prefix", unique=True),
    # To count with: the primary key of such a table is the table, payloads and all.
    Index("renderings_by_datestamp", "metadata_prefix", "datestamp").ddl_if(dialect="sqlite"),
    sqlite_with_rowid=False,
)

# Where renderings stand in the list of a set, of every set above their own too (§2.6). A record
# that left a set stays there, withdrawn, so that harvesters of the set learn of it. One row is for
# all formats in which a record stands there since the same second: unless they were written at
# different times, that is every one of them.
memberships = Table(
    "memberships",
    tables,
    Column("set_spec", Name, nullable=False),
    Column("datestamp", BigInteger, nullable=False),
    Column("record_id", Name, nullable=False),
    Column("prefixes", Name, nullable=False),  # " edm oai_dc ", see ``server.store.renderings``
    Column("withdrawn", Boolean, nullable=False),
    PrimaryKeyConstraint("set_spec", "datestamp", "record_id", "prefixes"),
    Index("memberships_by_record", "record_id"),
    sqlite_with_rowid=False,
)
_withdrawn = memberships.c.withdrawn.is_(True)
Index(
    "memberships_withdrawn",
    memberships.c.datestamp,
    sqlite_where=_withdrawn,
    postgresql_where=_withdrawn,
)

collections = Table(
    "collections",
    tables,
    Column("set_spec", Name, primary_key=True),
    Column("document", Text, nullable=False),
    Column("selective", Boolean, nullable=False),  # a set of all records of a kind
)

# A visible record in its collections and sets, for pages and IIIF collections.
placements = Table(
    "placements",
    tables,
    Column("set_spec", Name, nullable=False),  # "" where a record names no collection
    Column("sort_date", Name, nullable=False),
    Column("record_id", Name, nullable=False),
    Column("item", LargeBinary),  # its entry in a IIIF collection; none without a manifest
    PrimaryKeyConstraint("set_spec", "sort_date", "record_id"),
    Index("placements_by_record", "record_id"),
    sqlite_with_rowid=False,
)
# What a IIIF collection lists, without what it lists: to count, and to find where dates change.
_shown = placements.c.item.is_not(None)
Index(
    "placements_shown",
    placements.c.set_spec,
    placements.c.sort_date,
    placements.c.record_id,
    sqlite_where=_shown,
    postgresql_where=_shown,
)

# Which edition of a IIIF collection would be sent now (see ``server.store.editions``).
editions = Table(
    "editions",
    tables,
    Column("set_spec", Name, primary_key=True),  # "" is the collection of all collections
    Column("edition", String, nullable=False),
)

manifests = Table(
    "manifests",
    tables,
    Column("record_id", Name, primary_key=True),
    Column("manifest", LargeBinary, nullable=False),
    Column("digest", String, nullable=False),
)

# Every change, in the order of commit: what Change Discovery lists, and the mark below which no
# datestamp may fall.
changes = Table(
    "changes",
    tables,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("datestamp", BigInteger, nullable=False),
    Column("record_id", Name, nullable=False),
    Column("kind", String, nullable=False),
    # Where it shows in a manifest (see ``server.store.activities``).
    Column("activity", BigInteger),  # numbered from 1, without gaps
    Column("manifest", String),  # what became of it
    Column("ended", BigInteger),  # in thousandths of a second
    Column("moved_from", String),  # the base URL that it had before
    Index("changes_by_datestamp", "datestamp"),
    Index("changes_by_activity", "activity", unique=True),
)

# What the stored renderings were made for, and when this repository began.
facts = Table(
    "facts",
    tables,
    Column("name", String, primary_key=True),
    Column("value", Text, nullable=False),
)

# The picture of each page, so that a tile asks for one row and opens no document.
images = Table(
    "images",
    tables,
    Column("record_id", Name, nullable=False),
    Column("page_key", Name, nullable=False),
    Column("digest", String, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    PrimaryKeyConstraint("record_id", "page_key"),
)

# Folded words of a record (see ``server.store.search``), in pieces that PostgreSQL's tsvector can
# hold. Indexed by GIN on PostgreSQL and by FTS5 on SQLite: the migration says how.
words = Table(
    "words",
    tables,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("record_id", Name, nullable=False),
    Column("words", Text, nullable=False),
    Index("words_by_record", "record_id"),
)

# Texts of pages and of whole records, one by one, as ``server.store.texts`` packs them. Indexed in
# a table of each database's own kind, ``texts_index``: the migration says how.
texts = Table(
    "texts",
    tables,
    Column(
        "number",
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("record_id", Name, nullable=False),
    Column("scopes", Text, nullable=False),  # what it is, and the sets that it is in
    Column("body", LargeBinary, nullable=False),
    Index("texts_by_record", "record_id", "number"),
)

# How often each word stands in the texts of a record, of a set or of all, as it is written there.
terms = Table(
    "terms",
    tables,
    Column("scope", BigInteger, nullable=False),  # see ``server.store.scopes``
    Column("term", Name, nullable=False),  # folded
    Column("form", Name, nullable=False),  # "" where that is the term itself
    Column("total", BigInteger, nullable=False),
    PrimaryKeyConstraint("scope", "term", "form"),
    sqlite_with_rowid=False,
)

# Repositories that records are harvested from, and how far each harvest came, as JSON of
# ``server.harvest.source``.
sources = Table(
    "sources",
    tables,
    Column("url", Name, nullable=False),
    Column("set_spec", Name, nullable=False),  # "" where everything is harvested
    Column("document", Text, nullable=False),
    PrimaryKeyConstraint("url", "set_spec"),
)

# What harvests saw of a source: its records here, where each was fetched, and in which run last.
members = Table(
    "members",
    tables,
    Column("url", Name, nullable=False),
    Column("set_spec", Name, nullable=False),
    Column("record_id", Name, nullable=False),
    Column("address", Name, nullable=False),  # "" where records are listed, and not fetched
    Column("stamp", Name, nullable=False),  # when it changed there, "" if nobody says so
    Column("validators", Text, nullable=False),  # what to ask with whether it has changed
    Column("run", BigInteger, nullable=False),
    PrimaryKeyConstraint("url", "set_spec", "record_id"),
    Index("members_by_address", "url", "address"),
)
