"""An open archive: its settings, its store, its addresses. Every edge is handed one."""

from dataclasses import dataclass

from server.iiif.image import Limits
from server.iiif.pictures import Pictures, open_pictures
from server.iiif.properties import Provider
from server.oai.envelope import Records
from server.oai.slots import Slots
from server.oai.tokens import Tokens
from server.settings import Settings
from server.store.database import check_schema, open_database
from server.store.horizon import Now, clock, horizon_of
from server.store.reader import Reader
from server.store.store import Store
from server.urls import Urls


@dataclass(frozen=True, slots=True)
class Archive:
    """What an edge needs to answer; *now* is for what expires, not for what is listed."""

    settings: Settings
    store: Store
    urls: Urls
    tokens: Tokens
    slots: Slots
    pictures: Pictures
    now: Now = clock

    @property
    def image_limits(self) -> Limits:
        """The largest image that is answered (Image API 3.0 §5.2)."""
        side = self.settings.image_max_side
        return Limits(side, side, self.settings.image_max_pixels)

    @property
    def provider(self) -> Provider:
        """The archive as manifests and collections name it."""
        return Provider(self.settings.repository_name, self.urls.home(), self.settings.logo_url)


def open_archive(settings: Settings, now: Now | None = None) -> Archive:
    """Return the archive that *settings* name; *now* replaces the clock in trials.

    Raises:
        DatabaseError: there is no database there, or its schema is not ours.
        Unavailable: the database does not answer.
    """
    engine = open_database(settings.database_url)
    check_schema(engine)
    # uWSGI, and gunicorn --preload, fork what stands here: no two processes may share a connection.
    engine.dispose()
    urls = Urls(settings.base_url, settings.repository_identifier)
    store = Store(engine, Reader(engine), horizon_of(engine, now), Records(urls.oai_identifier))
    tokens, slots = Tokens(settings.secret_key), Slots(settings.oai_max_lists)
    pictures = open_pictures(settings)
    return Archive(settings, store, urls, tokens, slots, pictures, now or clock)
