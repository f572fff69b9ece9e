"""OpenSeadragon zooms through pictures of odd sizes in Chromium, and paints what is in them.

The pictures are waves: a browser may place them between the pixels of its screen, which would
change all of a fine texture, and a line between tiles still has another colour.
"""

import io
import json
import urllib.request
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from live import fonds, free_port, ready_archive, serve
from PIL import Image, ImageChops
from seams import scaled
from viewing import PATIENCE

SIZES = {"square": (3073, 3073), "upright": (2609, 3424)}
CORNER = 100  # pixels of the screen that are left around a corner
VIEW = {"width": 700, "height": 500}
FACTORS = [1, 2, 4, 8]
PERIOD = 256  # pixels of a wave
STEEP = 2 * 255 / PERIOD  # how much colours change from pixel to pixel
COMPRESSED = 16  # how much JPEG may change them
ASIDE = 1.5  # pixels of the screen that a viewer may be off, which scales a level as a whole


def waves(width, height):
    """Return a picture of waves across in red, down in green, and both in blue."""
    rows, columns = ([_height_of_wave(at) for at in range(side)] for side in (height, width))
    red, green = Image.new("L", (width, 1)), Image.new("L", (1, height))
    red.putdata(columns)
    green.putdata(rows)
    red, green = red.resize((width, height)), green.resize((width, height))
    return Image.merge("RGB", (red, green, Image.blend(red, green, 0.5)))


def _height_of_wave(at):
    return round(255 * abs(at % PERIOD * 2 / PERIOD - 1))


def farthest(one, other):
    """Return how far the colours of two pictures are apart where they differ most."""
    return max(high for _, high in ImageChops.difference(one, other).getextrema())


@pytest.fixture(scope="module")
def pictures():
    """The pictures, by name."""
    return {name: waves(*size) for name, size in SIZES.items()}


@pytest.fixture(scope="module")
def base(pictures, tmp_path_factory):
    """The base URL of a server that holds the pictures."""
    folder = tmp_path_factory.mktemp("seams")
    environment = ready_archive(folder, free_port())
    lines = []
    for name, picture in pictures.items():
        picture.save(folder / f"{name}.png", compress_level=1)
        pages = [{"key": "p1", "file": f"{name}.png"}]
        lines.append({"id": name, "metadata": {"title": [name]}, "pages": pages})
    source = folder / "records.jsonl"
    source.write_text("\n".join(map(json.dumps, lines)))
    done = fonds(environment, "ingest", str(source))
    assert done.returncode == 0, done.stderr
    with serve(environment) as address:
        yield address


@contextmanager
def zoom(chromium, elsewhere, address):
    """Yield a page on which OpenSeadragon has opened the picture that is described at *address*."""
    context = chromium.new_context(viewport=VIEW)
    try:
        page = context.new_page()
        page.goto(f"{elsewhere}/zoom.html?image={quote(address, safe='')}")
        page.wait_for_function("opened()", timeout=PATIENCE * 1000)
        yield page
    finally:
        context.close()


def painted(page, factor, left, top):
    """Return what is painted when the upper left corner stands at *left* and *top*."""
    page.evaluate(f"show({factor}, 0, 0, {left}, {top})")
    page.wait_for_function("painted()", timeout=PATIENCE * 1000)
    page.wait_for_timeout(300)  # the last tile is drawn in the frame after it came
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def covered(picture, left, top):
    """Return the part of a screen that a picture covers, less what may blend with the ground."""
    right, lower = left + picture.width, top + picture.height
    return (
        max(left, 0) + 2,
        max(top, 0) + 2,
        min(right, VIEW["width"]) - 2,
        min(lower, VIEW["height"]) - 2,
    )


@pytest.mark.parametrize("version", ["3", "2"])
@pytest.mark.parametrize("name", SIZES)
def test_a_viewer_zooms_through_every_level_without_a_seam(
    chromium, elsewhere, base, pictures, name, version
):
    """At each scale factor the first and the last corner are the picture (Image 3.0 §5.4)."""
    address = f"{base}/iiif/image/{version}/{name}:p1/info.json"
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
        (tiles,) = json.loads(answer.read())["tiles"]
    assert tiles["scaleFactors"] == FACTORS
    with zoom(chromium, elsewhere, address) as page:
        for factor in FACTORS:
            expected = scaled(pictures[name], factor)
            last = tuple(VIEW[side] - CORNER - getattr(expected, side) for side in VIEW)
            for left, top in ((CORNER, CORNER), last):
                seen = covered(expected, left, top)
                shown = Image.new("RGB", tuple(VIEW.values()), "white")
                shown.paste(expected, (left, top))
                taken = painted(page, factor, left, top).crop(seen)

                most = COMPRESSED + STEEP * factor * ASIDE
                assert farthest(taken, shown.crop(seen)) <= most, (factor, left, top)


def test_a_seam_on_the_screen_would_be_seen():
    """A line of ground, and a tile eight pixels off, are further apart than anything is allowed."""
    picture = scaled(waves(2049, 2049), 2)
    lined, moved = picture.copy(), picture.copy()
    lined.paste((255, 255, 255), (512, 0, 513, 512))
    moved.paste(picture.crop((512, 0, 1016, 512)), (520, 0))
    most = COMPRESSED + STEEP * 2 * ASIDE

    assert farthest(lined, picture) > most
    assert farthest(moved, picture) > most
