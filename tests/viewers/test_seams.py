"""Tiles put together give the picture, at every scale factor: no seam, no shift, no lost edge.

The pictures have odd sizes, at which rounding shows: a last column of one pixel, or of half of one.
They are waves, so that what is out of place has another colour.
"""

import io
import json
import urllib.request
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from live import fonds, free_port, ready_archive, serve
from PIL import Image, ImageChops, ImageStat
from viewing import PATIENCE

SIZES = {"square": (3073, 3073), "upright": (2609, 3424)}
PERIOD = 256  # pixels of a wave
STEEP = 2 * 255 / PERIOD  # how much colours change from pixel to pixel
COMPRESSED = 16  # how much JPEG may change them
LEAST = 16  # pixels of a tile that can be told from its neighbours
CORNER = 100  # pixels of the screen that are left around a corner
VIEW = {"width": 700, "height": 500}


def waves(width, height):
    """Return a picture of waves across in red, down in green, and both in blue."""
    across = Image.linear_gradient("L").rotate(90).resize((PERIOD // 2, 1))
    row = Image.new("L", (width, 1))
    for number in range(-(-width * 2 // PERIOD)):
        half = across if number % 2 else across.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        row.paste(half, (number * PERIOD // 2, 0))
    column = Image.new("L", (1, height))
    for number in range(-(-height * 2 // PERIOD)):
        half = across if number % 2 else across.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        column.paste(half.rotate(-90, expand=True), (0, number * PERIOD // 2))
    red, green = row.resize((width, height)), column.resize((width, height))
    return Image.merge("RGB", (red, green, Image.blend(red, green, 0.5)))


PICTURES = {name: waves(*size) for name, size in SIZES.items()}


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """The base URL of a server that holds the pictures."""
    folder = tmp_path_factory.mktemp("seams")
    environment = ready_archive(folder, free_port())
    lines = []
    for name, picture in PICTURES.items():
        picture.save(folder / f"{name}.png", compress_level=1)
        pages = [{"key": "p1", "file": f"{name}.png"}]
        lines.append({"id": name, "metadata": {"title": [name]}, "pages": pages})
    source = folder / "records.jsonl"
    source.write_text("\n".join(map(json.dumps, lines)))
    done = fonds(environment, "ingest", str(source))
    assert done.returncode == 0, done.stderr
    with serve(environment) as address:
        yield address


def got(address):
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
        return answer.read()


def scaled(picture, factor):
    """Return a picture as it is at a scale factor, its edge continued to a whole last pixel."""
    size = tuple(-(-side // factor) for side in picture.size)
    whole = Image.new("RGB", tuple(side * factor for side in size))
    right, lower = picture.width - 1, picture.height - 1
    column = picture.crop((right, 0, right + 1, lower + 1))
    for x in range(picture.width, whole.width):
        whole.paste(column, (x, 0))
    whole.paste(picture)
    row = whole.crop((0, lower, whole.width, lower + 1))
    for y in range(picture.height, whole.height):
        whole.paste(row, (0, y))
    return whole.resize(size, Image.Resampling.BOX)


def farthest(one, other):
    """Return how far the colours of two pictures are apart where they differ most."""
    return max(high for _, high in ImageChops.difference(one, other).getextrema())


def is_nearest(tile, expected, place):
    """Return whether a tile is more like the picture at its place than one pixel beside it."""
    x, y, (width, height) = *place, tile.size
    inner = tile.crop((1, 1, width - 1, height - 1))

    def apart(dx, dy):
        beside = (x + 1 + dx, y + 1 + dy, x + width - 1 + dx, y + height - 1 + dy)
        return sum(ImageStat.Stat(ImageChops.difference(inner, expected.crop(beside))).mean)

    return apart(0, 0) < min(apart(-1, 0), apart(1, 0), apart(0, -1), apart(0, 1))


def within(pixels, factor):
    """Return how far colours may be apart where the picture is off by so many pixels."""
    return COMPRESSED + STEEP * factor * pixels


# As viewers write a size in each version. In 2.1 the height follows from the width, so that a tile
# may come a little higher than its place, into which viewers draw it.
SPELLED = {"3": "{w},{h}", "2": "{w},"}


@pytest.mark.parametrize("version", SPELLED)
@pytest.mark.parametrize("name", SIZES)
def test_tiles_as_viewers_ask_for_them_are_the_picture(base, name, version):
    """Each tile has the size of its place to the pixel, and is in it (Image 3.0 notes §3)."""
    service, picture = f"{base}/iiif/image/{version}/{name}:p1", PICTURES[name]
    (tiles,) = json.loads(got(f"{service}/info.json"))["tiles"]
    for factor in tiles["scaleFactors"]:
        expected, span = scaled(picture, factor), tiles["width"] * factor
        stitched = Image.new("RGB", expected.size)
        for x in range(0, picture.width, span):
            for y in range(0, picture.height, span):
                width, height = min(span, picture.width - x), min(span, picture.height - y)
                size = (-(-width // factor), -(-height // factor))
                spelled = SPELLED[version].format(w=size[0], h=size[1])
                address = f"{service}/{x},{y},{width},{height}/{spelled}/0/default.jpg"
                tile = Image.open(io.BytesIO(got(address)))

                assert tile.size == size or (version == "2" and tile.width == size[0]), address
                tile, place = tile.resize(size), (x // factor, y // factor)
                stitched.paste(tile, place)
                assert min(size) < LEAST or is_nearest(tile, expected, place), address

        assert farthest(stitched, expected) <= within(0.5, factor), factor


@contextmanager
def zoom(chromium, elsewhere, base, name):
    """Yield a page on which OpenSeadragon has opened a picture."""
    context = chromium.new_context(viewport=VIEW)
    try:
        page = context.new_page()
        service = quote(f"{base}/iiif/image/3/{name}:p1/info.json", safe="")
        page.goto(f"{elsewhere}/zoom.html?image={service}")
        page.wait_for_function("opened()", timeout=PATIENCE * 1000)
        yield page
    finally:
        context.close()


def screen(expected, left, top):
    """Return what a screen shows of a picture whose corner stands at *left* and *top*."""
    shown = Image.new("RGB", tuple(VIEW.values()), "white")
    shown.paste(expected, (left, top))
    return shown


def inside(expected, left, top):
    """Return the part of a screen that the picture covers, less what may blend with the ground."""
    right, lower = left + expected.width, top + expected.height
    return (
        max(left, 0) + 2,
        max(top, 0) + 2,
        min(right, VIEW["width"]) - 2,
        min(lower, VIEW["height"]) - 2,
    )


@pytest.mark.parametrize("name", SIZES)
def test_a_viewer_zooms_through_every_level_without_a_seam(chromium, elsewhere, base, name):
    """At each scale factor the first and the last corner are the picture, pixel by pixel."""
    (tiles,) = json.loads(got(f"{base}/iiif/image/3/{name}:p1/info.json"))["tiles"]
    with zoom(chromium, elsewhere, base, name) as page:
        for factor in tiles["scaleFactors"]:
            expected = scaled(PICTURES[name], factor)
            last = (VIEW[side] - CORNER - getattr(expected, side) for side in VIEW)
            for left, top in ((CORNER, CORNER), tuple(last)):
                page.evaluate(f"show({factor}, 0, 0, {left}, {top})")
                page.wait_for_function("painted()", timeout=PATIENCE * 1000)
                page.wait_for_timeout(300)  # the last tile is drawn in the frame after it came
                taken = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
                covered = inside(expected, left, top)
                shown = screen(expected, left, top).crop(covered)

                assert farthest(taken.crop(covered), shown) <= within(1.5, factor), (factor, left)
