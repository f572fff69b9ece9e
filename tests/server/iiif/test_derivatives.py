"""Rendered images on disk: never too many bytes, shared by processes, and never an error."""

import hashlib
import os
import random
import subprocess
import sys
import time
from contextlib import suppress

import pytest

from server.iiif.derivatives import Derivatives


def key(number):
    return hashlib.sha256(b"%d" % number).hexdigest()


def size_of(folder):
    """Return the bytes of all images in *folder*, parts included."""
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file() and p.name != "sizes")


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file() and path.name != "sizes"]


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "derivatives"


def test_what_is_kept_is_given_back(folder):
    """By another process too, which knows nothing but the folder."""
    Derivatives(folder, 1_000_000).put(key(1), b"picture")

    assert Derivatives(folder, 1_000_000).get(key(1)) == b"picture"
    assert Derivatives(folder, 1_000_000).get(key(2)) is None


def test_the_limit_is_never_exceeded(folder):
    """Room is made before an image is taken in, whatever the sizes are."""
    kept, chance = Derivatives(folder, 200_000), random.Random(5)
    for number in range(600):
        kept.put(key(number), bytes(chance.randrange(1, 20_000)))
        if number % 20 == 0:
            assert size_of(folder) <= 200_000
    assert 100_000 < size_of(folder) <= 200_000


def test_what_was_asked_for_lately_stays(folder):
    """Of what stands in one folder, the oldest goes first."""
    kept = Derivatives(folder, 10_000)
    shard = "abc"
    names = [f"{shard}{number:061x}" for number in range(9)]
    for number, name in enumerate(names):
        kept.put(name, bytes(1_000))
        path = folder / shard / name[3:]
        os.utime(path, (time.time() - 90_000 + number,) * 2)
    assert kept.get(names[0]) is not None  # and so it is the latest
    kept.put(f"{shard}{99:061x}", bytes(1_000))
    left = [kept.get(name) is not None for name in names]

    assert left[0]
    assert left.count(False) > 0
    assert left[1:] == sorted(left[1:])


def test_an_image_of_which_few_would_fit_is_not_kept(folder):
    """One large image does not drive all others out."""
    kept = Derivatives(folder, 100_000)
    kept.put(key(1), bytes(1_000))
    kept.put(key(2), bytes(20_000))

    assert (kept.get(key(1)) is None, kept.get(key(2)) is None) == (False, True)


def test_nothing_is_kept_where_nothing_may_be(folder):
    """A limit of 0 does not even make the folder."""
    kept = Derivatives(folder, 0)
    kept.put(key(1), b"picture")

    assert (kept.get(key(1)), folder.exists()) == (None, False)


def damage(data):
    """What a full disk, a lost power and an idle hand leave of a file."""
    yield b""
    yield data[:5]
    yield data[:-1]
    yield bytes(len(data))
    yield data[:-3] + b"xyz"
    yield data + b"more"


def test_a_damaged_file_is_none(folder):
    """It is rendered again, and kept again once it is gone."""
    kept = Derivatives(folder, 1_000_000)
    kept.put(key(1), b"a picture of some length")
    (path,) = files(folder)
    for data in damage(path.read_bytes()):
        path.write_bytes(data)
        assert kept.get(key(1)) is None
        kept.put(key(1), b"a picture of some length")
        assert kept.get(key(1)) == b"a picture of some length"


def test_a_folder_that_was_emptied_is_filled_again(folder):
    """Whoever runs the archive may throw all of it away at any time."""
    kept = Derivatives(folder, 50_000)
    for number in range(40):
        kept.put(key(number), bytes(1_000))
    for path in files(folder):
        path.unlink()
    for number in range(100, 180):
        kept.put(key(number), bytes(1_000))
        assert kept.get(key(number)) is not None
    assert size_of(folder) <= 50_000


@pytest.mark.parametrize("content", [b"", b"12345", bytes(32_784), b"\xff" * 32_784])
def test_counts_that_are_wrong_become_right(folder, content):
    """A limit holds again after the counts were lost, or written wrongly."""
    kept = Derivatives(folder, 50_000)
    for number in range(40):
        kept.put(key(number), bytes(1_000))
    (folder / "sizes").write_bytes(content)
    for number in range(100, 400):
        kept.put(key(number), bytes(1_000))

    assert 25_000 < size_of(folder) <= 50_000
    assert kept.get(key(399)) is not None


def test_what_a_killed_process_left_is_thrown_away(folder):
    """A part that nobody finishes is taken away when its folder is looked at."""
    kept = Derivatives(folder, 20_000)
    kept.put(key(0), bytes(1_000))
    (path,) = files(folder)
    left = path.with_name(f"{path.name}.0000.part")
    left.write_bytes(bytes(100))
    os.utime(left, (1_000, 1_000))
    for number in range(1, 40):
        kept.put(key(number), bytes(1_000))

    assert not left.exists()


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path):
    """No disk, no cache: the image is sent all the same."""
    (tmp_path / "file").write_bytes(b"")
    kept = Derivatives(tmp_path / "file", 1_000_000)
    kept.put(key(1), b"picture")

    assert kept.get(key(1)) is None


WORKER = """
import hashlib, pathlib, random, sys
from server.iiif.derivatives import Derivatives
kept, chance = Derivatives(pathlib.Path(sys.argv[1]), 100_000), random.Random(int(sys.argv[2]))
for _ in range(400):
    name = hashlib.sha256(b"%d" % chance.randrange(300)).hexdigest()
    body = name.encode() * 50
    found = kept.get(name)
    assert found in (None, body), "another image"
    if found is None:
        kept.put(name, body)
"""


def test_several_processes_share_one_folder(folder):
    """Each gets what any of them kept, whole, and together they keep to the limit."""
    workers = [
        subprocess.Popen([sys.executable, "-c", WORKER, str(folder), str(seed)])
        for seed in range(3)
    ]
    most = 0
    while any(worker.poll() is None for worker in workers):
        most = max(most, sum(sizes(folder)))
    assert [worker.returncode for worker in workers] == [0, 0, 0]
    assert 50_000 < size_of(folder) <= 100_000
    assert most <= 100_000 + 3 * 4_000  # and a part of each


def sizes(folder):
    """Yield the sizes of the files that are still there when they are looked at."""
    for path in list(folder.glob("*/*")):
        with suppress(FileNotFoundError):
            yield path.stat().st_size
