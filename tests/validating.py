"""The validators of the Image API, as strangers run them: taken from PyPI, each in its own process.

Both packages call their module ``iiif_validator``, so neither is installed: a folder of each is
what its process finds first. The picture that both ask for comes with the second.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

HERE = Path(__file__).parent / "validators"
REQUIREMENTS = HERE / "requirements.txt"
TAKEN = Path(__file__).parents[1] / "var" / "validators"
MARK = TAKEN / "requirements.txt"

FIRST, SECOND = TAKEN / "iiif-validator-1.0.5", TAKEN / "iiif_validator_ng-0.1.0"
PICTURE = SECOND / "iiif_validator" / "validation_image.png"
PICTURE_ID = "67352ccc-d1b0-11e1-89ae-279075081939"

# PEP 695 is of Python 3.12, whatever the package says of itself.
_NEW, _OLD = (
    "class SizedGenerator[T]:",
    'from typing import Generic, TypeVar\nT = TypeVar("T")\nclass SizedGenerator(Generic[T]):',
)


def take() -> None:
    """Bring the validators into ``var/validators``; skip where PyPI does not answer."""
    if MARK.is_file() and MARK.read_text() == REQUIREMENTS.read_text():
        return
    shutil.rmtree(TAKEN, ignore_errors=True)
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "-d", folder]
        command += ["--disable-pip-version-check", "--require-hashes", "-r", str(REQUIREMENTS)]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode != 0:
            pytest.skip(f"the validators are not to be had: {done.stderr}")
        for archive in Path(folder).iterdir():
            _unpack(archive)
    source = SECOND / "iiif_validator" / "validate.py"
    source.write_text(source.read_text().replace(_NEW, _OLD))
    # Imported for formats above level 2 alone, and missing where the system lacks libmagic.
    (FIRST / "magic.py").touch()
    MARK.write_text(REQUIREMENTS.read_text())


def _unpack(archive: Path) -> None:
    if archive.name.endswith(".tar.gz"):
        with tarfile.open(archive) as packed:
            packed.extractall(TAKEN, filter="data")
    else:
        name, version, *_ = archive.name.split("-")
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(FIRST if name == "bottle" else TAKEN / f"{name}-{version}")


def run_first(base: str, prefix: str, identifier: str, version: str) -> dict[str, bool]:
    """Return which tests of the validator of the IIIF Consortium pass at level 2, by name."""
    server = base.removeprefix("http://")
    asked = ["-s", server, "-p", prefix, "-i", identifier, f"--version={version}", "--level=2"]
    done = _run(FIRST, str(FIRST / "iiif-validate.py"), *asked)
    found = re.findall(r"^\[\d+\] test (\w+) (PASS|FAIL)$", done.stderr, re.MULTILINE)
    passed = {name: verdict == "PASS" for name, verdict in found}
    assert f"Done ({len(passed)} tests, {done.returncode} failures)" in done.stderr, done.stderr
    return passed


def run_second(service: str, identifier: str, version: str) -> tuple[Counter, Counter]:
    """Return how often each test of the newer validator is content with *service*, and is not."""
    done = _run(SECOND, str(HERE / "second.py"), service, identifier, version)
    assert done.returncode == 0, done.stderr
    said = [json.loads(line) for line in done.stdout.splitlines()]
    content = Counter(name for name, success, _ in said if success)
    return content, Counter((name, why) for name, success, why in said if not success)


def _run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "ignore", *command],
        env=os.environ | {"PYTHONPATH": str(folder)},
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
