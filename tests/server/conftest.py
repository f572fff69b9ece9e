"""Archives for the tests of the server."""

import pytest
from browsing import BASE, Site, fill


@pytest.fixture
def site(tmp_path):
    """An empty archive, to change."""
    return Site(tmp_path, BASE)


@pytest.fixture(scope="session")
def full(tmp_path_factory):
    """A full archive, to look at."""
    archive = Site(tmp_path_factory.mktemp("full"), BASE)
    fill(archive)
    return archive
