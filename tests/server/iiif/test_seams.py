"""Tiles of images of odd sizes meet without a seam, at every scale factor (Image API, §5.4)."""

from io import BytesIO

import pytest
from archives import letter
from iiif_archive import Served
from PIL import Image
from seams import cuts, scaled, shifted_tiles, stitched, strange_lines, textured

FACTORS = [1, 2, 4, 8]
SHAPES = [(3073, 3073), (2609, 3424)]  # one pixel more than six tiles; odd at one level or another


@pytest.fixture(scope="module")
def sources():
    """The pictures, by their shapes."""
    return {shape: textured(*shape) for shape in SHAPES}


@pytest.fixture(scope="module")
def served(sources, tmp_path_factory):
    """The pictures in an archive, as ingest stores them."""
    folder = tmp_path_factory.mktemp("seams")
    served = Served(folder)
    for shape, source in sources.items():
        source.save(folder / f"{shape[0]}.png", compress_level=1)
    for width, _ in SHAPES:
        served.put(letter(f"picture-{width}", pages=[{"key": "p", "file": f"{width}.png"}]))
    yield served
    served.archive.store.close()


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("version", [2, 3])
def test_tiles_meet_without_a_seam(served, sources, version, shape):
    """Sizes are what is left of a level, rounded up; no line and no shift shows at a border."""
    service = f"/iiif/image/{version}/picture-{shape[0]}:p"
    assert served.json(f"{service}/info.json")["tiles"] == [{"width": 512, "scaleFactors": FACTORS}]
    for factor in FACTORS:
        picture, wrong = stitched(
            shape, factor, version, lambda asked: served.get(f"{service}/{asked}").get_data()
        )
        expected = scaled(sources[shape], factor)

        assert wrong == []
        assert strange_lines(picture, expected) == []
        assert shifted_tiles(picture, expected) == []


@pytest.mark.parametrize("size", SHAPES)
def test_tiles_cover_a_level_once(size):
    """What the test asks for lies side by side and is all of it."""
    for factor in FACTORS:
        covered = Image.new("L", tuple(-(-side // factor) for side in size))
        for cut in cuts(size, factor, 3):
            right, bottom = (a + b for a, b in zip(cut.place, cut.size, strict=True))
            box = (*cut.place, right, bottom)
            assert covered.crop(box).getextrema() == (0, 0)
            covered.paste(1, box)

        assert covered.getextrema() == (1, 1)


def test_a_seam_would_be_seen():
    """A dark line, a line left out, and a tile one pixel off are told; compression is not."""
    source = textured(1100, 700)
    lined, moved = source.copy(), source.copy()
    lined.paste((0, 0, 0), (512, 0, 513, 512))
    moved.paste(source.crop((512, 0, 1023, 512)), (513, 0))
    written = BytesIO()
    source.save(written, "JPEG", quality=80)
    packed = Image.open(written)

    assert [line.split(":")[0] for line in strange_lines(lined, source)] == ["column 512"]
    assert shifted_tiles(moved, source) == ["tile at 512,0"]
    assert strange_lines(packed, source) == shifted_tiles(packed, source) == []
