"""Runs the revisions in ``versions/`` on the connection that ``fonds init`` opened."""

from alembic import context

from server.store.tables import tables

context.configure(connection=context.config.attributes["connection"], target_metadata=tables)
with context.begin_transaction():
    context.run_migrations()
