"""Take files out of npm packages: ``python .ci/npm.py LOCK TARGET PACKAGE PATH…``.

Of PACKAGE, in the release that package-lock.json in the folder LOCK pins, each PATH is laid into
the folder TARGET: a file, or a folder with all that is in it. npm fetches it; what it has fetched
must have the digest of the lock. What lies there already is left alone.

Browsers run what packages have built. What those were built of is in the lock, for who looks for
holes in it, and is installed nowhere. npm comes from PyPI where the machine has none.
"""

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path, PurePosixPath

NODE = Path(__file__).parents[1] / "requirements-node.lock"
MARK = "release.txt"


class NotTaken(Exception):
    """The package is not to be had; the message says why."""


def pinned(lock: Path, package: str) -> tuple[str, str]:
    """Return the version and the integrity (SRI, SHA-512) of *package* in the lock of a folder."""
    locked = json.loads((lock / "package-lock.json").read_text(encoding="utf-8"))
    found = locked["packages"][f"node_modules/{package}"]
    return found["version"], found["integrity"]


def npm() -> str:
    """Return the command ``npm``, which is installed beside this Python if it is nowhere.

    Raises:
        NotTaken: PyPI has none for this machine, or does not answer.
    """
    beside = Path(sys.executable).with_name("npm")
    known = shutil.which("npm") or shutil.which(beside)
    if known is not None:
        return known
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.run([*pip, "--require-hashes", "-r", NODE], check=False).returncode != 0:
        raise NotTaken("there is no npm here, and PyPI gave none")
    return str(beside)


def fetch(package: str, version: str, integrity: str, folder: Path) -> Path:
    """Return the archive of a release, which npm has laid into *folder*.

    Raises:
        NotTaken: the registry does not answer, does not have it, or has something else.
    """
    command = [npm(), "pack", f"{package}@{version}", "--ignore-scripts", "--silent"]
    patience = ["--fetch-retries=1", "--fetch-retry-mintimeout=500", "--prefer-offline"]
    done = subprocess.run([*command, *patience], cwd=folder, check=False, capture_output=True)
    found = list(folder.glob("*.tgz"))
    if done.returncode != 0 or len(found) != 1:
        raise NotTaken(f"npm does not give {package} {version}")
    verify(found[0], integrity)
    return found[0]


def verify(archive: Path, integrity: str) -> None:
    """Return if *archive* has the digest that *integrity* says (Subresource Integrity §3.1).

    Raises:
        NotTaken: it is something else.
    """
    digest = hashlib.sha512(archive.read_bytes()).digest()
    if integrity != f"sha512-{base64.b64encode(digest).decode()}":
        raise NotTaken(f"{archive.name} is not the one it should be")


def lay(archive: Path, paths: list[str], target: Path) -> None:
    """Write what *archive* has at *paths* into *target*, each under its last name."""
    with tarfile.open(archive) as packed:
        for member in packed.getmembers():
            inside = PurePosixPath(member.name).relative_to("package")
            for path in map(PurePosixPath, paths):
                if member.isfile() and inside.is_relative_to(path):
                    place = target / path.name / inside.relative_to(path)
                    place.parent.mkdir(parents=True, exist_ok=True)
                    place.write_bytes(packed.extractfile(member).read())


def take(lock: Path, target: Path, package: str, paths: list[str]) -> None:
    """Bring *target* up to the lock.

    Raises:
        NotTaken: the package is not to be had; *target* is as it was.
    """
    version, integrity = pinned(lock, package)
    said = f"{package} {version}\n{integrity}\n"
    mark = target / MARK
    if mark.is_file() and mark.read_text(encoding="utf-8") == said:
        return
    with tempfile.TemporaryDirectory() as folder:
        archive = fetch(package, version, integrity, Path(folder))
        shutil.rmtree(target, ignore_errors=True)
        lay(archive, paths, target)
    mark.write_text(said, encoding="utf-8")


if __name__ == "__main__":
    lock, target, package, *paths = sys.argv[1:]
    try:
        take(Path(lock), Path(target), package, paths)
    except NotTaken as error:
        sys.exit(f"{target} is not there: {error}")
