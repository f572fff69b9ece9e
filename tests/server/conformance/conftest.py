"""The checker, run on a repository over HTTP."""

import pytest
from provider import serving

from server.conformance.check import DEFAULT_LIMIT, check
from server.conformance.repository import Patience, Repository
from server.fetch import Fetcher, Limits

PATIENT = Limits(10.0)


def check_url(url, limit=DEFAULT_LIMIT, limits=PATIENT, sleep=lambda _: None):
    """Return the outcome of a check of *url*, waiting for nobody in earnest."""
    with Fetcher("tests", limits, allow_private=True) as fetcher:
        patience = Patience(sleep=sleep)
        return check(Repository(url, fetcher, patience), limit)


@pytest.fixture(name="check_url", scope="session")
def checker():
    """The function that checks an address."""
    return check_url


@pytest.fixture
def outcome_of():
    """A function that checks a provider of the tests."""

    def run(provider, **options):
        with serving(provider) as url:
            return check_url(url, **options)

    return run
