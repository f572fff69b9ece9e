"""One Chromium and one server for all tests of viewers; each test has a context of its own.

Viewers stand on another origin than the archive, as they do in the world: what they get, they get
because every answer says that pages of any origin may read it.
"""

import shutil
import subprocess
import sys
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from live import fonds, free_port, ready_archive, serve
from playwright.sync_api import sync_playwright
from viewing import PATIENCE, ROOT, Screen, write_records

HERE = Path(__file__).parent
PACKAGES = ROOT / "var" / "viewers"
# What is taken of each package of package-lock.json.
TAKEN = {
    "axe-core": ["axe.min.js"],
    "openseadragon": ["build/openseadragon/openseadragon.min.js"],
    "tify": ["dist"],
    "universalviewer": ["dist"],
}
NAMES = ("chromium", "chromium-browser", "google-chrome")
# As root, which containers and CI are, Chromium starts without its sandbox only.
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


@pytest.fixture(scope="session")
def chromium():
    """A browser, started once."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("there is no Chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def packages():
    """The folder of what tests take from npm, taken when it is first needed."""
    for name, paths in TAKEN.items():
        command = [sys.executable, ".ci/npm.py", str(HERE), str(PACKAGES / name), name, *paths]
        done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
        if done.returncode != 0:
            pytest.skip(f"what viewers are made of is not to be had: {done.stderr}")
    return PACKAGES


@pytest.fixture(scope="session")
def base(tmp_path_factory):
    """The base URL of a server on the sample archive and the records of ``viewing``."""
    if not (ROOT / "server" / "static" / "mirador").is_dir():
        pytest.skip("`make viewer` could not take Mirador from npm")
    folder = tmp_path_factory.mktemp("viewers")
    environment = ready_archive(folder, free_port())
    sources = (ROOT / "samples" / "records.jsonl", write_records(folder))
    done = fonds(environment, "ingest", *map(str, sources))
    assert done.returncode == 0, done.stderr
    with serve(environment) as address:
        yield address


class Quiet(SimpleHTTPRequestHandler):
    """Files, without a line for each of them."""

    def log_message(self, *_):
        """Say nothing."""


@contextmanager
def files_of(folder: Path):
    """Yield the address of a server of the files in *folder*."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def elsewhere(packages, tmp_path_factory):
    """The address of another site, which has viewers and no archive."""
    folder = tmp_path_factory.mktemp("elsewhere")
    for page in HERE.glob("*.html"):
        shutil.copy(page, folder)
    (folder / "packages").symlink_to(packages)
    with files_of(folder) as address:
        yield address


@pytest.fixture
def open_screen(chromium, base):
    """Return a function that opens an address, in a browser without a past."""
    contexts = []

    def open_screen(address="", **options):
        settings = {"viewport": {"width": 1200, "height": 800}, "locale": "en-GB"} | options
        contexts.append(chromium.new_context(**settings))
        contexts[-1].set_default_timeout(PATIENCE * 1000)
        screen = Screen(contexts[-1].new_page(), base)
        screen.page.goto(address if address.startswith("http") else base + address)
        return screen

    yield open_screen
    for context in contexts:
        context.close()
