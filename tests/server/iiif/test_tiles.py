"""Stored tiles are files already: the same pixels that libvips reads from the pyramid."""

import struct

import pytest
import pyvips
from stored_images import pixels_of, pyramid_of, store

from server.iiif.depot import Folder
from server.iiif.image import Box
from server.iiif.levels import Cut
from server.iiif.tiles import read_tiles
from server.iiif.vips import level


def table_of(path):
    depot = Folder(path.parents[1])
    return read_tiles(depot, depot.find(f"{path.parent.name}/{path.name}"))


def written(folder, **options):
    """Return a pyramid as another program writes it, of a picture with colours."""
    path = folder / "xy" / "other.tif"
    path.parent.mkdir(exist_ok=True)
    picture = pyvips.Image.xyz(700, 600).bandjoin(90).cast("uchar").copy(interpretation="srgb")
    settled = {"tile": True, "pyramid": True, "tile_width": 256, "tile_height": 256}
    picture.tiffsave(str(path), **(settled | {"compression": "jpeg"} | options))
    return path


def compare(path, edge):
    """Return how many whole tiles there are in *path*, each compared with what libvips sees."""
    tiles = table_of(path)
    compared = 0
    for number in range(tiles.count):
        seen = level(path, number)
        for top in range(0, seen.height - edge + 1, edge):
            for left in range(0, seen.width - edge + 1, edge):
                tile = tiles.find(Cut(number, Box(left, top, edge, edge)))
                data = path.read_bytes()[tile.offset :][: tile.length]

                assert (
                    pixels_of(tile.whole(data))
                    == seen.crop(left, top, edge, edge).write_to_memory()
                )
                compared += 1
    return compared


def test_every_whole_tile_is_pixel_for_pixel_what_libvips_decodes(tmp_path):
    """What is sent as it is stored is what rendering would have encoded again."""
    image, _ = store(tmp_path, 2_609, 1_424)

    assert compare(pyramid_of(tmp_path, image), 512) == 5 * 2 + 2 * 1


@pytest.mark.parametrize(
    "options",
    [{"Q": 80}, {"Q": 95}, {"Q": 85, "bigtiff": True}, {"Q": 85, "subifd": False}],
    ids=["in YCbCr", "in RGB", "BigTIFF", "pages"],
)
def test_tiles_of_every_kind_keep_their_colours(tmp_path, options):
    """RGB needs Adobe's marker, YCbCr that of JFIF (TIFF Technical Note 2)."""
    assert compare(written(tmp_path, **options), 256) > 4


@pytest.mark.parametrize(
    "box", [Box(1, 0, 512, 512), Box(0, 0, 511, 512), Box(1024, 0, 277, 512), Box(0, 0, 1024, 512)]
)
def test_what_is_no_whole_tile_is_none(tmp_path, box):
    """The last column and row of a level are not sent with what lies beyond them."""
    image, _ = store(tmp_path)

    assert table_of(pyramid_of(tmp_path, image)).find(Cut(0, box)) is None


@pytest.mark.parametrize(
    "options",
    [{"compression": "deflate"}, {"tile": False, "pyramid": False}, {"tile_height": 128}],
    ids=["not JPEG", "strips", "not square"],
)
def test_what_is_no_pyramid_of_ours_has_no_tiles(tmp_path, options):
    """It is refused as a whole, and rendered."""
    with pytest.raises(ValueError, match="damaged"):
        table_of(written(tmp_path, **options))


def test_a_pyramid_that_is_cut_short_anywhere_has_no_tiles(tmp_path):
    """What its directories say must be in the file; no other error leaves."""
    image, _ = store(tmp_path, 700, 600)
    path = pyramid_of(tmp_path, image)
    whole = path.read_bytes()
    for length in (0, 1, 7, 8, *range(9, len(whole), len(whole) // 97)):
        path.write_bytes(whole[:length])
        try:
            table_of(path)
        except ValueError:
            continue
        assert length > struct.unpack_from("<I", whole, 4)[0]


def test_a_tile_that_was_overwritten_is_not_sent(tmp_path):
    """A stream that does not begin and end as a JPEG is not one."""
    image, _ = store(tmp_path)
    path = pyramid_of(tmp_path, image)
    tile = table_of(path).find(Cut(0, Box(512, 0, 512, 512)))
    stream = path.read_bytes()[tile.offset :][: tile.length]

    assert tile.whole(stream) is not None
    assert [tile.whole(one) for one in (bytes(tile.length), stream[:-1], b"")] == [None] * 3
