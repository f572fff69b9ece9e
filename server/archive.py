"""An open archive: its settings, its store, its addresses. Every edge is handed one."""

from dataclasses import dataclass

from server.oai.envelope import header_writer
from server.settings import Settings
from server.store.database import check_schema, open_database
from server.store.horizon import Now, horizon_of
from server.store.store import Store
from server.urls import Urls


@dataclass(frozen=True, slots=True)
class Archive:
    """What an edge needs to answer."""

    settings: Settings
    store: Store
    urls: Urls


def open_archive(settings: Settings, now: Now | None = None) -> Archive:
    """Return the archive that *settings* name; *now* replaces the clock in trials.

    Raises:
        DatabaseError: there is no database there, or its schema is not ours.
        Unavailable: the database does not answer.
    """
    engine = open_database(settings.database_url)
    check_schema(engine)
    # Servers open an archive and then fork, and neither SQLite nor libpq survives that in use.
    engine.dispose()
    urls = Urls(settings.base_url, settings.repository_identifier)
    store = Store(engine, horizon_of(engine, now), header_writer(urls.oai_identifier))
    return Archive(settings, store, urls)
