"""Ingests of pictures that are killed in the middle, or that meet others: nothing is lost by it."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
import pyvips
from live import FONDS, fonds, free_port, ready_archive

from server.files import sweep
from server.iiif.pyramids import is_sound

LARGE = 5_000  # pixels a side: a second of work


@pytest.fixture
def environment(tmp_path):
    """A new archive, and a list of one record with a large picture."""
    noise = pyvips.Image.gaussnoise(1_000, 1_000, seed=1, mean=128, sigma=40).cast("uchar")
    scan = noise.copy(interpretation="b-w").replicate(LARGE // 1_000, LARGE // 1_000)
    scan.jpegsave(str(tmp_path / "scan.jpg"))
    record = {"id": "r", "metadata": {"title": "T"}, "pages": [{"key": "p", "file": "scan.jpg"}]}
    (tmp_path / "list.jsonl").write_text(json.dumps(record))
    return ready_archive(tmp_path, free_port())


def children_of(pid):
    """Return the processes that *pid* has started and that are there."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_running(pid):
    """Whether the process *pid* is there, and no mere entry of one that has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(holds):
    """Return when *holds* does, which has to be within half a minute."""
    until = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.01)


def pictures(folder):
    """Return the stored pyramids, and what was left unfinished."""
    images = folder / "var" / "images"
    return list(images.glob("??/*.tif")), list(images.glob("**/*.part"))


def test_an_ingest_that_is_killed_in_the_middle_of_a_picture_can_be_completed(
    environment, tmp_path
):
    """Half a picture is never seen, nobody works on, and what is left goes after a day."""
    process = subprocess.Popen([FONDS, "ingest", tmp_path / "list.jsonl"], env=environment)
    wait_until(lambda: pictures(tmp_path)[1])
    (reader,) = children_of(process.pid)
    process.send_signal(signal.SIGKILL)
    process.wait()
    wait_until(lambda: not is_running(reader))
    half, left = pictures(tmp_path)

    assert (half, len(left)) == ([], 1)

    again = fonds(environment, "ingest", "--json", tmp_path / "list.jsonl")
    (whole,), _ = pictures(tmp_path)

    assert json.loads(again.stdout)["stored"] == 1
    assert is_sound(whole)
    assert pyvips.Image.tiffload(str(whole)).width == LARGE

    os.utime(left[0], (0, 0))
    sweep(tmp_path / "var" / "images")

    assert pictures(tmp_path)[1] == []


def test_two_ingests_of_one_picture_at_once_store_it_once(environment, tmp_path):
    """Each makes it whole and puts it in its place at once; who comes second changes nothing."""
    command = [FONDS, "ingest", "--json", tmp_path / "list.jsonl"]
    both = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) for _ in "ab"]
    reports = [json.loads(process.communicate()[0]) for process in both]
    stored, left = pictures(tmp_path)

    assert [process.returncode for process in both] == [0, 0]
    assert sum(report["stored"] for report in reports) == 1
    assert (len(stored), left) == (1, [])
    assert is_sound(stored[0])
