"""Make the virtual environment of the Makefile, with pip in it: ``python3 .ci/venv.py FOLDER``.

Debian and Ubuntu keep ensurepip, which brings pip, in a package of its own. On a machine without
it pip comes from the package index: one release, known by its digest. An environment that works
is left alone; one that was left half made, or whose Python has gone, is made again.

This runs on Pythons that are too old for anything else here, to say so.
"""

import hashlib
import html
import importlib.util
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urljoin
from urllib.request import urlopen

OLDEST = (3, 11)
WHEEL = "pip-26.3-py3-none-any.whl"
SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"
INDEX = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/")


def works(folder: Path) -> bool:
    """Return whether *folder* is an environment with a Python that runs, and with pip."""
    asked = [folder / "bin" / "python", "-m", "pip", "--version"]
    try:
        return subprocess.run(asked, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def make(folder: Path, *options: str) -> None:
    """Make *folder* an environment; only what was one before is cleared."""
    clear = ["--clear"] if (folder / "pyvenv.cfg").exists() else []
    subprocess.run([sys.executable, "-m", "venv", *clear, *options, folder], check=True)


def fetch() -> bytes:
    """Return the wheel of pip.

    Raises:
        OSError: the index does not answer, does not have it, or has something else.
    """
    index = f"{INDEX}/pip/"
    with urlopen(index, timeout=60) as page:
        found = re.search(rf'href="([^"#]*{re.escape(WHEEL)})', page.read().decode())
    if found is None:
        raise OSError(f"{index} has no {WHEEL}")
    with urlopen(urljoin(index, html.unescape(found[1])), timeout=60) as answer:
        wheel = answer.read()
    if hashlib.sha256(wheel).hexdigest() != SHA256:
        raise OSError(f"{WHEEL} is not the one it should be")
    return wheel


def bring_pip(folder: Path) -> None:
    """Install pip into the environment *folder*, by running it from its own wheel."""
    with tempfile.TemporaryDirectory() as place:
        wheel = Path(place) / WHEEL
        wheel.write_bytes(fetch())
        pip = [folder / "bin" / "python", wheel / "pip"]
        subprocess.run([*pip, "install", "--quiet", "--no-index", wheel], check=True)


def main(folder: Path) -> None:
    """Make *folder* an environment that works."""
    if sys.version_info < OLDEST:
        running = ".".join(map(str, sys.version_info[:3]))
        sys.exit(f"Fonds needs Python 3.11 or newer, and this is {running}: make PYTHON=python3.12")
    if works(folder):
        return
    if importlib.util.find_spec("ensurepip"):
        make(folder)
        return
    make(folder, "--without-pip")
    try:
        bring_pip(folder)
    except OSError as error:
        sys.exit(f"This Python comes without pip ({error}): apt-get install python3-venv")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
