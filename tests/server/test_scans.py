"""Scans are read by another process: what kills it or holds it up is told, and it goes on."""

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import pyvips
from PIL import Image as Pillow

from server import scans
from server.iiif.pyramids import pyramid_path
from server.iiif.sources import UnreadableImage
from server.scans import Scanner

ROOT = Path(__file__).parents[2]


@pytest.fixture
def scanner():
    """A scanner with room for any sensible scan."""
    made = Scanner(3_000, 60)
    yield made
    made.close()


@pytest.fixture
def scan(tmp_path):
    """A scan of one surface."""
    path = tmp_path / "scan.png"
    Pillow.new("RGB", (60, 40), "red").save(path)
    return path


def is_running(pid):
    """Whether the process *pid* is there, and no mere entry of one that has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except FileNotFoundError:
        return False


def test_a_scan_becomes_a_pyramid(scanner, scan, tmp_path):
    """What it was made of is told with it."""
    (image,) = scanner.digitise(scan, tmp_path / "images")

    assert (image.width, image.height, image.original, image.surface) == (60, 40, image.digest, 0)
    assert pyramid_path(tmp_path / "images", image.digest).is_file()


def test_each_page_is_told_before_it_is_read(scanner, tmp_path):
    """Whoever waits for a long file sees where it is."""
    sheets = [Pillow.new("L", (8, 8), shade) for shade in (0, 128, 255)]
    sheets[0].save(tmp_path / "three.tif", save_all=True, append_images=sheets[1:])
    told = []
    images = scanner.digitise(
        tmp_path / "three.tif", tmp_path / "images", lambda done, of: told.append((done, of))
    )

    assert told == [(0, 3), (1, 3), (2, 3)]
    assert [image.surface for image in images] == [0, 1, 2]
    assert len({image.original for image in images}) == 1


def test_one_process_reads_many_files(scanner, scan, tmp_path):
    """To start it takes longer than to read most of them."""
    pids = set()
    for _ in range(3):
        scanner.digitise(scan, tmp_path / "images")
        pids.add(scanner._process.pid)

    assert len(pids) == 1


def test_after_many_files_the_process_is_another(scanner, scan, tmp_path, monkeypatch):
    """Libraries keep the memory that they have had."""
    monkeypatch.setattr(scans, "MOST_FILES", 2)
    pids = []
    for _ in range(4):
        scanner.digitise(scan, tmp_path / "images")
        pids.append(scanner._process.pid)

    assert pids[0] == pids[1] != pids[2] == pids[3]
    assert not is_running(pids[0])


def test_a_process_that_was_ended_meanwhile_is_no_fault_of_the_next_file(scanner, scan, tmp_path):
    """The kernel ends what is idle when memory is short."""
    scanner.digitise(scan, tmp_path / "images")
    scanner._process.kill()
    scanner._process.wait()

    assert scanner.digitise(scan, tmp_path / "images")


def test_what_needs_too_much_memory_is_told_and_the_next_is_read(scan, tmp_path):
    """An interlaced PNG has to be held as a whole: 300 megabytes, of a few kilobytes."""
    large = tmp_path / "large.png"
    pyvips.Image.black(10_000, 10_000, bands=3).pngsave(str(large), interlace=True)
    scanner = Scanner(300, 60)
    with pytest.raises(UnreadableImage, match=r"^large\.png is not an image Fonds can read"):
        scanner.digitise(large, tmp_path / "images")

    assert scanner.digitise(scan, tmp_path / "images")
    assert list((tmp_path / "images").rglob("*.part")) == []
    scanner.close()


def test_what_takes_too_long_is_left(scan, tmp_path):
    """Whoever ingests ten thousand files is not held up by one."""
    os.mkfifo(tmp_path / "endless.jpg")  # whoever opens it waits for a writer, who never comes
    scanner = Scanner(3_000, 1)
    scanner.digitise(scan, tmp_path / "images")
    held_up = scanner._process.pid
    with pytest.raises(UnreadableImage, match="takes more than 1 seconds"):
        scanner.digitise(tmp_path / "endless.jpg", tmp_path / "images")

    assert not is_running(held_up)
    scanner.close()


def test_what_kills_the_process_is_told(scanner, scan, tmp_path):
    """A fault of a library is not one of the command."""
    scanner.digitise(scan, tmp_path / "images")
    os.mkfifo(tmp_path / "deadly.jpg")
    killer = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import os, time; time.sleep(1); os.kill({scanner._process.pid}, 11)",
        ]
    )
    with pytest.raises(UnreadableImage, match=r"deadly\.jpg .* needs more than 3,000 megabytes"):
        scanner.digitise(tmp_path / "deadly.jpg", tmp_path / "images")
    killer.wait()

    assert scanner.digitise(scan, tmp_path / "images")


def test_a_full_or_forbidden_folder_is_an_os_error(scanner, scan, tmp_path):
    """It is no fault of the scan, and ends the command."""
    (tmp_path / "images").touch()
    with pytest.raises(OSError, match="images") as caught:
        scanner.digitise(scan, tmp_path / "images")

    assert caught.value.errno == errno.ENOTDIR
    assert "[Errno" in str(caught.value)


def test_what_cannot_be_read_is_told_as_ever(scanner, tmp_path):
    """The sentence of the reader arrives as it is."""
    (tmp_path / "text.jpg").write_text("no picture")
    with pytest.raises(UnreadableImage) as caught:
        scanner.digitise(tmp_path / "text.jpg", tmp_path / "images")

    assert str(caught.value) == (
        "text.jpg is not an image Fonds can read: JPEG, PNG, TIFF, WebP, JPEG 2000 and PDF are"
    )


CONFINED = """
from server.iiif.scanner import confine
confine(300)
try:
    bytearray(400 << 20)
except MemoryError:
    print("confined")
"""


def test_the_process_cannot_grow_beyond_its_measure():
    """The limit is the kernel's."""
    done = subprocess.run(
        [sys.executable, "-c", CONFINED], cwd=ROOT, capture_output=True, check=True, text=True
    )

    assert done.stdout == "confined\n"


HOLDER = """
import sys
from pathlib import Path
from server.scans import Scanner
scanner = Scanner(3000, 60)
scanner.digitise(Path(sys.argv[1]), Path(sys.argv[2]))
print(scanner._process.pid, flush=True)
input()
"""


def test_the_process_ends_with_who_started_it(scan, tmp_path):
    """Whoever is killed says goodbye to nobody."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, scan, tmp_path / "images"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    pid = int(holder.stdout.readline())
    assert is_running(pid)

    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    until = time.monotonic() + 10
    while is_running(pid) and time.monotonic() < until:
        time.sleep(0.05)

    assert not is_running(pid)
