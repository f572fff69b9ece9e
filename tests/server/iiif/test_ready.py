"""Ready files: all that info.json advertises, made when an image is stored."""

import pytest
from stored_images import pyramid_of, scan, size_of, store, tiles_asked

from server.iiif import ready
from server.iiif.depot import Folder
from server.iiif.image import Box, Limits, Size, sizes, thumbnail_size
from server.iiif.image_request import VERSION_2, VERSION_3
from server.iiif.levels import Cut, cut
from server.iiif.pixels import render
from server.iiif.pyramids import digitise
from server.iiif.ready import read_ready, ready_name
from server.iiif.tiles import read_tiles

LIMITS = Limits()


class Opened:
    """A stored image with its tiles and its ready file."""

    def __init__(self, folder, *size):
        self.image, self.depot = store(folder, *size)
        self.path = pyramid_of(folder, self.image)
        self.file = self.path.with_suffix(".ready")
        self.full = Size(self.image.width, self.image.height)
        self.name = f"{self.path.parent.name}/{self.path.name}"
        self.read()

    def read(self):
        self.tiles = read_tiles(self.depot, self.depot.find(self.name))
        self.ready = read_ready(self.depot, ready_name(self.name), self.tiles)
        return self.ready

    def asked(self, region, size, version=VERSION_3):
        return version.parse_request(region, size, "0", "default.jpg", self.full, LIMITS)

    def is_tile(self, asked):
        wanted = cut(asked.region, asked.size, self.full, self.tiles.count)
        return self.tiles.find(wanted) is not None

    def copied(self, asked):
        offset, length = self.ready.find(asked)
        return self.file.read_bytes()[offset:][:length]


@pytest.mark.parametrize("size", [(1_301, 1_090), (1_025, 512), (513, 2_000), (90, 70), (512, 512)])
def test_every_tile_that_is_advertised_is_stored_or_ready(tmp_path, size):
    """Each region at each scale factor, as viewers ask for them (3.0 §5.4, 2.1 §5.3)."""
    opened = Opened(tmp_path, *size)
    whole = edges = 0
    for region, (width, height) in tiles_asked(opened.full):
        asked = opened.asked(region, f"{width},{height}")
        if opened.is_tile(asked):
            whole += 1
        else:
            edges += 1
            assert size_of(opened.copied(asked)) == (width, height)
        by_width = opened.asked(region, f"{width},", VERSION_2)
        assert opened.is_tile(by_width) or opened.ready.find(by_width)

    assert whole == {(1_301, 1_090): 5, (1_025, 512): 2, (513, 2_000): 3, (512, 512): 1}.get(
        size, 0
    )
    assert edges > 0 or size == (512, 512)


def test_every_size_that_is_advertised_is_ready_and_so_is_the_thumbnail(tmp_path):
    """Sizes are what is best asked for (3.0 §5.3)."""
    opened = Opened(tmp_path)
    wanted = [*sizes(opened.full, LIMITS), thumbnail_size(opened.full)]
    for size in wanted:
        asked = opened.asked("full", f"{size.width},{size.height}")

        assert size_of(opened.copied(asked)) == (size.width, size.height)
        assert opened.ready.find(opened.asked("full", f"{size.width},", VERSION_2))
    assert len(wanted) == 5


def test_what_is_ready_is_what_rendering_gives(tmp_path):
    """Byte for byte: one validator stands for both."""
    opened = Opened(tmp_path)
    for region, size in (("1024,0,277,512", "277,512"), ("full", "651,545"), ("full", "400,335")):
        asked = opened.asked(region, size)

        assert opened.copied(asked) == render(opened.path, asked)


def test_what_nobody_advertised_is_not_ready(tmp_path):
    """An index answers for what it holds alone."""
    opened = Opened(tmp_path)
    regions = (("0,0,277,512", "277,512"), ("full", "123,"), ("1024,0,277,512", "276,512"))

    assert [opened.ready.find(opened.asked(*one)) for one in regions] == [None] * 3


def test_a_ready_file_is_made_once(tmp_path):
    """An image that is ingested again has it already; one from before has it afterwards."""
    opened = Opened(tmp_path)
    first = opened.file.stat().st_ino
    digitise(scan(tmp_path), tmp_path / "images")
    second = opened.file.stat().st_ino
    opened.file.unlink()
    digitise(scan(tmp_path), tmp_path / "images")

    assert (first, opened.file.exists()) == (second, True)
    assert not list((tmp_path / "images").glob("*.part"))


def test_a_ready_file_of_another_pyramid_is_not_used(tmp_path):
    """It is made anew when the pyramid was, with other tiles."""
    opened = Opened(tmp_path)
    other = Opened(tmp_path, 1_301, 1_091)
    opened.file.write_bytes(other.file.read_bytes())

    assert opened.read() is None
    ready.write(opened.path)
    assert opened.read() is not None


def test_a_ready_file_of_another_way_of_rendering_is_not_used(tmp_path, monkeypatch):
    """What is made differently now would not be what rendering gives."""
    opened = Opened(tmp_path)
    monkeypatch.setattr(ready, "MADE", ready.MADE + 86_400)

    assert opened.read() is None


def test_a_ready_file_that_was_cut_short_is_not_used(tmp_path):
    """A head or an index that is not whole is none."""
    opened = Opened(tmp_path)
    whole = opened.file.read_bytes()
    index = opened.ready.weight + 36
    for length in (0, 10, 35, 36, index - 1):
        opened.file.write_bytes(whole[:length])
        assert opened.read() is None
    opened.file.write_bytes(whole[:index])

    assert opened.read() is not None


def test_nothing_is_left_of_a_ready_file_that_cannot_be_made(tmp_path, monkeypatch):
    """All of it or nothing."""
    opened = Opened(tmp_path)
    opened.file.unlink()

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Folder, "put", fail)
    with pytest.raises(OSError, match="No space"):
        ready.write(opened.path)
    assert [path for path in (tmp_path / "images").rglob("*") if path.is_file()] == [opened.path]


def test_a_pyramid_whose_tiles_are_damaged_is_stored_anew(tmp_path):
    """It opens, and is found out when its edges are cut."""
    opened = Opened(tmp_path)
    sound = opened.path.read_bytes()
    edge = opened.tiles.find(Cut(0, Box(512, 0, 512, 512)))
    opened.path.write_bytes(
        sound[: edge.offset] + bytes(8 * edge.length) + sound[edge.offset + 8 * edge.length :]
    )
    opened.file.unlink()
    digitise(scan(tmp_path), tmp_path / "images")

    assert opened.path.read_bytes() == sound
    assert opened.read() is not None
