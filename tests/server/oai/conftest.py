"""Archives and harvesters for the tests of OAI-PMH."""

import pytest
from archives import make_archive, settings_in
from harvesting import Harvester


@pytest.fixture
def listing(tmp_path, database_url, clock):
    """An empty archive that lists ten at a time, once on SQLite and once on PostgreSQL."""
    made = make_archive(settings_in(tmp_path, database_url, oai_batch_size=10), clock)
    yield made
    made.store.engine.dispose()


@pytest.fixture
def harvester(archive):
    """A harvester of ``archive``."""
    return Harvester(archive)


@pytest.fixture
def lister(listing):
    """A harvester of ``listing``."""
    return Harvester(listing)
