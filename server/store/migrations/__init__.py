"""Alembic's revisions of the tables, configured in code: there is no ``alembic.ini``."""
