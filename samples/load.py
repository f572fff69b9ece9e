"""Load the sample archive into the data folder of the environment, once.

``make demo`` calls this. What is loaded already, from the same samples, stays; a changed base URL
only renders it anew.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

SAMPLES = Path(__file__).parent
SOURCES = ("records.jsonl", "withdrawn.jsonl", "letters.csv", "media.jsonl")
WITHDRAWN = "belgrade-declaration-1961-09-06"
FONDS = Path(sys.executable).with_name("fonds")


def fonds(*arguments: str) -> None:
    """Run the command ``fonds``, which says for itself what went wrong."""
    subprocess.run([FONDS, *arguments], check=True)


def fingerprint() -> str:
    """Return a digest of everything that the samples consist of."""
    digest = hashlib.sha256()
    for path in sorted(SAMPLES.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.relative_to(SAMPLES).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def load(data: Path) -> None:
    """Bring the archive in *data* up to the samples and the base URL of today."""
    marks = (fingerprint(), os.environ.get("FONDS_BASE_URL", ""))
    samples, base_url = data / "samples.loaded", data / "base-url.loaded"
    if not samples.is_file() or samples.read_text() != marks[0]:
        shutil.rmtree(data, ignore_errors=True)
        fonds("init")
        fonds("ingest", *(str(SAMPLES / source) for source in SOURCES))
        fonds("delete", WITHDRAWN)
    elif base_url.read_text() != marks[1]:
        fonds("rebuild")
    samples.write_text(marks[0])
    base_url.write_text(marks[1])


if __name__ == "__main__":
    load(Path(os.environ["FONDS_DATA_DIR"]))
