"""What can be sent of a stored image as it stands, and what must be rendered."""

import os
import struct

import pytest
from stored_images import pixels_of, pyramid_of, size_of, store

from server.iiif import ready
from server.iiif.depot import Folder
from server.iiif.image import Limits, Size
from server.iiif.image_request import VERSION_3
from server.iiif.pixels import LostImage
from server.iiif.stored import StoredImages
from server.iiif.vips import level


class Counting(Folder):
    """A folder that counts what is read of it."""

    def __init__(self, folder):
        super().__init__(folder)
        self.reads = 0

    def read(self, found, offset, length):
        self.reads += 1
        return super().read(found, offset, length)


class Opened:
    """A stored image as the server has it."""

    def __init__(self, folder, *size, **kept):
        self.image, _ = store(folder, *size)
        self.depot = Counting(folder / "images")
        self.images = StoredImages(self.depot, **kept)
        self.path = pyramid_of(folder, self.image)
        self.full = Size(self.image.width, self.image.height)

    def copy(self, region, size, rotation="0", quality_format="default.jpg"):
        segments = (region, size, rotation, quality_format)
        asked = VERSION_3.parse_request(*segments, self.full, Limits())
        return self.images.copy(self.images.find(self.image.digest), asked)


@pytest.fixture
def opened(tmp_path):
    return Opened(tmp_path)


def test_a_tile_is_the_stored_bytes(opened):
    """At full size and at half of it, in colour."""
    seen = [level(opened.path, n).crop(0, 0, 512, 512).write_to_memory() for n in (0, 1)]

    assert pixels_of(opened.copy("0,0,512,512", "512,512")) == seen[0]
    assert pixels_of(opened.copy("0,0,1024,1024", "512,512")) == seen[1]
    assert opened.copy("0,0,512,512", "max") == opened.copy("0,0,512,512", "512,", "0", "color.jpg")


def test_edges_and_sizes_are_the_ready_bytes(opened):
    """The last column and row of each level, and whole images."""
    asked = {"1024,0,277,512": (277, 512), "0,1024,512,66": (512, 66), "full": (400, 335)}
    for region, (width, height) in asked.items():
        assert size_of(opened.copy(region, f"{width},{height}")) == (width, height)


@pytest.mark.parametrize(
    "segments",
    [
        ("0,0,512,512", "512,512", "90"),
        ("0,0,512,512", "512,512", "!0"),
        ("0,0,512,512", "512,512", "0", "gray.jpg"),
        ("0,0,512,512", "512,512", "0", "bitonal.jpg"),
        ("0,0,512,512", "512,512", "0", "default.png"),
        ("0,0,512,512", "511,511"),
        ("0,0,512,512", "256,512"),
        ("1,0,512,512", "512,512"),
        ("full", "123,"),
    ],
)
def test_anything_else_is_rendered(opened, segments):
    """What is turned, of another quality, format, size or place is no stored tile."""
    assert opened.copy(*segments) is None


def test_directories_are_read_once(opened):
    """Then a tile is one reading."""
    opened.copy("0,0,512,512", "512,512")
    before = opened.depot.reads
    for _ in range(5):
        opened.copy("512,0,512,512", "512,512")
        opened.copy("1024,0,277,512", "277,512")

    assert opened.depot.reads == before + 10


def test_an_image_that_was_stored_anew_is_looked_at_anew(tmp_path):
    """Never are bytes sent from where a tile was in the file before."""
    opened, other = Opened(tmp_path), Opened(tmp_path, 1_301, 1_089)
    first = opened.copy("512,512,512,512", "512,512")
    os.replace(other.path, opened.path)
    second = opened.copy("512,512,512,512", "512,512")
    expected = level(opened.path, 0).crop(512, 512, 512, 512).write_to_memory()

    assert pixels_of(second) == expected != pixels_of(first)
    assert opened.copy("1024,0,277,512", "277,512") is None  # ready of another pyramid


def test_a_file_that_is_replaced_in_the_middle_is_not_sent(opened):
    """Between looking and reading it may become another: then it is rendered."""
    found = opened.images.find(opened.image.digest)
    asked = VERSION_3.parse_request(
        "0,0,512,512", "512,512", "0", "default.jpg", opened.full, Limits()
    )
    opened.images.copy(found, asked)
    os.utime(opened.path, (1_000, 1_000))

    assert opened.images.copy(found, asked) is None


def test_a_ready_file_that_comes_later_is_found(opened, monkeypatch):
    """Images of before get theirs while the server runs."""
    ready_file = opened.path.with_suffix(".ready")
    ready_file.unlink()
    without = opened.copy("1024,0,277,512", "277,512")
    ready.write(opened.path)
    soon = opened.copy("1024,0,277,512", "277,512")
    monkeypatch.setattr("time.monotonic", lambda: float(2**40))

    assert (without, soon) == (None, None)
    assert size_of(opened.copy("1024,0,277,512", "277,512")) == (277, 512)


def test_a_ready_file_that_was_cut_short_sends_nothing(opened):
    """What is not whole is rendered."""
    ready_file = opened.path.with_suffix(".ready")
    ready_file.write_bytes(ready_file.read_bytes()[:20_000])
    largest = sorted(((651, 545), (326, 273), (400, 335)))[-1]

    assert opened.copy("full", "{},{}".format(*largest)) is None


@pytest.mark.parametrize("place", [(2**64 - 1, 10), (2**63, 10), (0, 2**32 - 1)])
def test_a_ready_file_that_leads_astray_sends_nothing(opened, place):
    """A flipped bit of its index is no fault of the server: the image is rendered instead."""
    path = opened.path.with_suffix(".ready")
    whole = path.read_bytes()
    count = int.from_bytes(whole[32:36])  # of JPEGs, after 32 bytes of what it is made of
    start = 36 + count * 24
    path.write_bytes(
        whole[:start] + struct.pack(">QI", *place) * count + whole[start + count * 12 :]
    )

    assert opened.copy("full", "400,") is None


def test_only_so_many_images_are_remembered(tmp_path):
    """Neither their number nor their bytes grow with the archive."""
    few = Opened(tmp_path, most=2)
    light = Opened(tmp_path, most_bytes=1_000)
    for width in range(700, 705):
        image, _ = store(tmp_path, width, 600)
        full = Size(image.width, image.height)
        asked = VERSION_3.parse_request("0,0,512,512", "max", "0", "default.jpg", full, Limits())
        for images in (few.images, light.images):
            assert images.copy(images.find(image.digest), asked) is not None

    assert len(few.images._plans) == 2
    assert 0 < light.images._bytes <= 1_000


def test_a_lost_image_is_lost(opened):
    """Its file is gone: 404, before anything else."""
    opened.path.unlink()

    with pytest.raises(LostImage):
        opened.copy("full", "max")
