"""Scans of every kind, cut, flipped, spliced and stretched: each is read, or told what is wrong.

``FONDS_MUTATIONS=10000`` tries as many, of which each is the same on every machine.
"""

import os
import shutil
import time
from collections import Counter
from contextlib import closing
from random import Random

import pytest
from scanning import mutated, scans

from server.iiif.pyramids import is_sound, pyramid_path
from server.iiif.sources import UnreadableImage
from server.scans import Scanner

MUTATIONS = int(os.environ.get("FONDS_MUTATIONS", "300"))
LONGEST = 30  # seconds for some kilobytes, on a machine with much else to do


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """What became of each mutant: nothing but pictures, or a sentence."""
    folder = tmp_path_factory.mktemp("mutants")
    whole = list(scans().values())
    with closing(Scanner(3_000, LONGEST)) as scanner:
        return [_outcome(scanner, folder, number, whole) for number in range(MUTATIONS)]


def _outcome(scanner, folder, number, whole):
    """Read the mutant *number*; return whether it was, how, by which process and how fast."""
    data = mutated(Random(number), whole[number % len(whole)], whole)
    scan, images = folder / "scan", folder / "images"
    scan.write_bytes(data)
    began = time.perf_counter()
    try:
        found = scanner.digitise(scan, images)
        said = ""
    except UnreadableImage as error:
        found, said = [], str(error)
    took = time.perf_counter() - began
    sound = all(is_sound(pyramid_path(images, image.digest)) for image in found)
    parts = list(images.rglob("*.part"))
    shutil.rmtree(images, ignore_errors=True)
    return {"read": bool(found), "said": said, "took": took, "sound": sound, "parts": parts}


def test_every_mutant_is_read_or_told_what_is_wrong_with_it(outcomes):
    """Some are read, most are not, and nothing else comes of them."""
    kinds = Counter(one["read"] for one in outcomes)

    assert kinds[True]
    assert kinds[False]
    assert all(
        one["said"].startswith("scan is not an image Fonds can read: ")
        for one in outcomes
        if not one["read"]
    )


def test_no_mutant_ends_the_process_that_reads_it_or_holds_it_up(outcomes):
    """It would be started anew, and the ingest would go on; none of these needs it."""
    ended = [number for number, one in enumerate(outcomes) if "needs more than" in one["said"]]
    slow = [number for number, one in enumerate(outcomes) if one["took"] > LONGEST]

    assert (ended, slow) == ([], [])


def test_what_is_stored_of_a_mutant_is_a_whole_pyramid(outcomes):
    """A page is served with the size that it is told to have; halves are left nowhere."""
    assert all(one["sound"] and not one["parts"] for one in outcomes)
