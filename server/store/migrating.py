"""The schema of the database, made and brought up to date by Alembic's migrations."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

from server.store.database import refuse_newer, revision_of, sqlite_file, writing


def migrate(engine: Engine) -> None:
    """Bring the schema of *engine* up to the newest revision; harmless when it is there.

    The folder of a SQLite file is made if it is missing.

    Raises:
        DatabaseError: the schema is a newer one.
    """
    path = sqlite_file(engine)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    with writing(engine) as connection:
        refuse_newer(revision_of(connection))
        command.upgrade(configuration(connection), "head")


def configuration(connection: Connection | None = None) -> Config:
    """Return what Alembic is told: where the revisions are, and the *connection* to migrate by."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    attributes: dict[str, Any] = config.attributes
    attributes["connection"] = connection
    return config
