"""Archives for the tests of the server."""

import pytest
from browsing import BASE, Site, fill


@pytest.fixture
def site(tmp_path):
    """An empty archive, to change."""
    made = Site(tmp_path, BASE)
    yield made
    made.store.close()


@pytest.fixture(scope="session")
def full(tmp_path_factory):
    """A full archive, to look at."""
    made = Site(tmp_path_factory.mktemp("full"), BASE)
    fill(made)
    yield made
    made.store.close()
