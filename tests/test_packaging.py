"""What is shipped, and the floors that security fixes set."""

import subprocess
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest
import pyvips

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The names inside a wheel, built from this tree without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        return archive.namelist()


def test_the_wheel_holds_the_house_and_nothing_else(wheel):
    """Three packages and the WSGI module; tests and samples stay at home."""
    tops = {name.split("/")[0] for name in wheel if ".dist-info" not in name}

    assert tops == {"server", "metadata", "schemas", "wsgi.py"}


@pytest.mark.parametrize(
    "name",
    [
        "server/templates/record.html",
        "server/static/fonds.css",
        "server/store/migrations/versions/0001_first.py",
        "server/store/migrations/script.py.mako",
        "server/conformance/oai_pmh.rng",
        "schemas/py.typed",
    ],
)
def test_the_wheel_holds_what_is_no_code(wheel, name):
    """Pages, styles and migrations are needed where it is installed."""
    assert name in wheel


@pytest.mark.parametrize(
    ("package", "floor"), [("lxml", (6, 1)), ("werkzeug", (3, 1, 6)), ("flask", (3, 1))]
)
def test_what_is_installed_is_not_below_a_security_fix(package, floor):
    """Older releases have known holes; the reasons stand in pyproject.toml."""
    installed = tuple(int(part) for part in version(package).split(".")[:3])

    assert installed >= floor


def test_libvips_is_not_below_a_security_fix():
    """libvips before 8.18.3 overflows on hostile TIFFs (CVE-2026-69242)."""
    assert tuple(pyvips.version(part) for part in range(3)) >= (8, 18, 3)
