"""Scans become pyramids, and pyramids the images that are asked for."""

import hashlib
import io
import os
import resource
import struct
import subprocess
import sys
import time
import zlib
from threading import Barrier, Thread

import pytest
import pyvips
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow
from PIL import ImageOps

from schemas.record import Image
from server.iiif import pixels, pyramids, sources, vips
from server.iiif.image import (
    DEFAULT_LIMITS,
    FORMATS,
    QUALITIES,
    TILE,
    Box,
    ImageRequest,
    Rotation,
    Size,
    scale_factors,
    sizes,
)
from server.iiif.image_request import VERSION_3
from server.iiif.pixels import LostImage, render
from server.iiif.pyramids import digitise, pyramid_path
from server.iiif.sources import UnreadableImage

RED, GREEN, BLUE, GOLD, WHITE = (
    (200, 30, 30),
    (30, 160, 40),
    (30, 40, 200),
    (220, 190, 40),
    (255, 255, 255),
)
QUADRANTS = (RED, GREEN, BLUE, GOLD)  # upper left, upper right, lower left, lower right


def quadrants(width=400, height=300, mode="RGB"):
    picture = Pillow.new("RGB", (width, height))
    for number, colour in enumerate(QUADRANTS):
        corner = (number % 2 * width // 2, number // 2 * height // 2)
        picture.paste(colour, (*corner, *map(sum, zip(corner, (width, height), strict=True))))
    return picture.convert(mode)


def centres(picture):
    """The four colours of a picture, in reading order."""
    width, height = picture.size
    return [picture.getpixel((width * x // 4, height * y // 4)) for y in (1, 3) for x in (1, 3)]


def near(colours, expected, tolerance=12):
    return all(
        abs(one - other) <= tolerance
        for colour, wanted in zip(colours, expected, strict=True)
        for one, other in zip(colour, wanted, strict=True)
    )


def open_bytes(data):
    return Pillow.open(io.BytesIO(data))


def view(path):
    return open_bytes(path.read_bytes())


def saved(picture, form, **options):
    stream = io.BytesIO()
    picture.save(stream, form, **options)
    return stream.getvalue()


def noise(width=600, height=500):
    return pyvips.Image.gaussnoise(width, height, seed=7).cast("uchar").copy(interpretation="b-w")


def tiff_of(values, sample="uchar", interpretation="srgb", size=64):
    """Return a TIFF of one colour, in channels that Pillow does not write."""
    flat = pyvips.Image.black(size, size) + list(values)
    return flat.cast(sample).copy(interpretation=interpretation).tiffsave_buffer()


def pdf_of(media_box, content=b"", extra=b"", page=b"", more=()):
    """Return a PDF of one page, written by hand."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R %b>>" % extra,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[%b]/Contents 4 0 R %b>>" % (media_box, page),
        b"<</Length %d>> stream\n%b\nendstream" % (len(content), content),
        *more,
    ]
    body, places = b"%PDF-1.4\n", []
    for number, entry in enumerate(objects, 1):
        places.append(b"%010d 00000 n \n" % len(body))
        body += b"%d 0 obj %b endobj\n" % (number, entry)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(places)
    trailer = b"trailer <</Size %d/Root 1 0 R>>" % (len(objects) + 1)
    return body + table + trailer + b"\nstartxref\n%d\n%%%%EOF" % len(body)


def png_header(width, height, interlaced=0):
    """Return a PNG that claims a size, with a few bytes of pixels."""

    def chunk(name, data):
        check = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + check

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, interlaced)
    pixels = chunk(b"IDAT", zlib.compress(bytes(10_000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + pixels + chunk(b"IEND", b"")


@pytest.fixture
def source(tmp_path):
    def write(data, name="scan"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


@pytest.fixture
def images(tmp_path):
    return tmp_path / "images"


@pytest.fixture
def stored(source, images):
    """Store the pyramid of a picture and return it as Pillow sees its full size."""

    def store(data):
        (image,) = digitise(source(data), images)
        return view(pyramid_path(images, image.digest))

    return store


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """A folder of pyramids for tests that only read."""
    return tmp_path_factory.mktemp("archive")


def ingest(folder, picture):
    path = folder / "source.png"
    picture.save(path)
    (image,) = digitise(path, folder)
    return pyramid_path(folder, image.digest), Size(image.width, image.height)


@pytest.fixture(scope="module")
def plain(archive):
    """Four quadrants of 400 by 300 pixels."""
    return ingest(archive, quadrants())


@pytest.fixture(scope="module")
def odd(archive):
    """1025 by 769 pixels of noise: one column and one row more than two tiles by one and a half."""
    channels = [noise(1025, 769), noise(1025, 769).rot180(), noise(1025, 769).fliphor()]
    path = archive / "odd.png"
    channels[0].bandjoin(channels[1:]).copy(interpretation="srgb").gaussblur(2).pngsave(str(path))
    (image,) = digitise(path, archive)
    return pyramid_path(archive, image.digest), Size(image.width, image.height)


def asked(pyramid, full, address):
    return open_bytes(
        render(pyramid, VERSION_3.parse_request(*address.split("/"), full, DEFAULT_LIMITS))
    )


SOURCES = {
    "JPEG": saved(quadrants(), "JPEG", quality=95),
    "progressive JPEG": saved(quadrants(), "JPEG", quality=95, progressive=True),
    "PNG": saved(quadrants(), "PNG"),
    "palette PNG": saved(quadrants().quantize(8), "PNG"),
    "TIFF": saved(quadrants(), "TIFF"),
    "LZW TIFF": saved(quadrants(), "TIFF", compression="tiff_lzw"),
    "BigTIFF": saved(quadrants(), "TIFF", big_tiff=True),
    "WebP": saved(quadrants(), "WEBP", lossless=True),
    "JPEG 2000": saved(quadrants(), "JPEG2000"),
    "JPEG 2000 codestream": saved(quadrants(), "JPEG2000", no_jp2=True),
    "PDF": saved(quadrants(), "PDF", resolution=200, quality=95),
}


@pytest.mark.parametrize("kind", SOURCES)
def test_every_kind_becomes_a_pyramid_whatever_its_name(kind, source, images):
    """The first bytes of a file say what it is; its size and its colours stay."""
    scan = source(SOURCES[kind], "scan[1].x?é")
    (image,) = digitise(scan, images)

    digest = hashlib.sha256(SOURCES[kind]).hexdigest()
    assert image == Image(digest, 400, 300, original=digest)
    assert near(centres(view(pyramid_path(images, image.digest))), QUADRANTS)


@pytest.mark.parametrize(
    ("data", "colour"),
    [
        (tiff_of([51_400, 7_710, 7_710], "ushort", "rgb16"), RED),
        (tiff_of([51_400, 7_710, 7_710, 65_535], "ushort", "rgb16"), RED),
        (tiff_of([51_400, 7_710, 7_710, 0], "ushort", "rgb16"), WHITE),
        (tiff_of([25_700], "ushort", "grey16"), (100, 100, 100)),
        (tiff_of([100], "uchar", "b-w"), (100, 100, 100)),
        (tiff_of([0, 0, 0, 0], "uchar", "cmyk"), WHITE),
        (tiff_of([0, 65_535, 65_535, 0], "ushort", "cmyk"), (232, 31, 42)),
        (tiff_of([0, 255, 255, 0, 255], "uchar", "cmyk"), (232, 31, 42)),
        (saved(Pillow.new("CMYK", (64, 64), (0, 255, 255, 0)), "JPEG", quality=95), (232, 31, 42)),
        (saved(Pillow.new("1", (64, 64), 1), "TIFF", compression="group4"), WHITE),
        (saved(Pillow.new("LA", (64, 64), (0, 0)), "PNG"), WHITE),
        (saved(Pillow.new("RGBA", (64, 64), (*RED, 255)), "PNG"), RED),
        (saved(Pillow.new("RGBA", (64, 64), (*RED, 0)), "PNG"), WHITE),
        (saved(Pillow.new("RGBA", (64, 64), (*RED, 0)), "JPEG2000"), WHITE),
        (saved(Pillow.new("L", (64, 64), 100), "JPEG2000"), (100, 100, 100)),
        (saved(Pillow.new("I;16", (64, 64), 25_700), "JPEG2000"), (100, 100, 100)),
    ],
)
def test_every_pyramid_is_of_eight_bit_srgb_on_white(data, colour, stored):
    """Depth, colour space and transparency of the source end at ingest."""
    pyramid = stored(data)

    assert pyramid.mode == "RGB"
    assert near([pyramid.getpixel((32, 32))], [colour], tolerance=3)


P3 = pyvips.Operation.call("profile_load", "p3")  # Display P3, wider than sRGB


def jp2_with_profile(picture, profile):
    """Return a JP2 whose colour box holds *profile*, which Pillow does not write."""
    data = saved(picture, "JPEG2000")
    place = data.index(b"colr") - 4
    length = int.from_bytes(data[place : place + 4])
    box = struct.pack(">I4sBBB", 11 + len(profile), b"colr", 2, 0, 0) + profile
    data = data[:place] + box + data[place + length :]
    header = data.index(b"jp2h") - 4
    grown = int.from_bytes(data[header : header + 4]) + len(box) - length
    return data[:header] + grown.to_bytes(4) + data[header + 4 :]


@pytest.mark.parametrize(
    "data",
    [
        saved(Pillow.new("RGB", (64, 64), (128, 64, 64)), "PNG", icc_profile=P3),
        saved(Pillow.new("RGB", (64, 64), (128, 64, 64)), "JPEG", quality=95, icc_profile=P3),
        jp2_with_profile(Pillow.new("RGB", (64, 64), (128, 64, 64)), P3),
    ],
)
def test_a_colour_profile_is_applied_and_left_behind(data, stored):
    """(128, 64, 64) of Display P3 is (137, 61, 63) of sRGB."""
    pyramid = stored(data)

    assert near([pyramid.getpixel((32, 32))], [(137, 61, 63)], tolerance=2)
    assert "icc_profile" not in pyramid.info


def test_a_broken_colour_profile_is_passed_over(stored):
    """A scan is not lost for a profile that nobody can read."""
    pyramid = stored(saved(quadrants(), "PNG", icc_profile=b"no profile" * 20))

    assert near(centres(pyramid), QUADRANTS)


@pytest.mark.parametrize("form", ["JPEG", "TIFF", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_scan_stands_upright(orientation, form, source, images):
    """The orientation of EXIF is applied, once, and left behind (EXIF 2.3 §4.6.4)."""
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    data = saved(quadrants(), form, exif=exif, quality=95)
    upright = ImageOps.exif_transpose(open_bytes(data)).convert("RGB")
    (image,) = digitise(source(data), images)
    # Through libvips: Pillow would itself turn what carries an orientation.
    pyramid = pyvips.Image.tiffload(str(pyramid_path(images, image.digest)))
    size = (pyramid.width, pyramid.height)

    assert (image.width, image.height) == size == upright.size
    assert near(centres(Pillow.frombytes("RGB", size, pyramid.write_to_memory())), centres(upright))
    assert pyramid.get("orientation") == 1


def test_every_page_of_a_tiff_is_a_surface(source, images):
    """Pages differ in size and digest, and follow the order of the file."""
    pages = [quadrants(), Pillow.new("RGB", (200, 100), RED), Pillow.new("L", (100, 50), 0)]
    data = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    found = digitise(source(data), images)

    assert [(image.width, image.height) for image in found] == [(400, 300), (200, 100), (100, 50)]
    assert len({image.digest for image in found}) == 3
    middle = view(pyramid_path(images, found[1].digest))
    assert near([middle.getpixel((100, 50))], [RED])


def test_a_pyramid_that_another_server_made_is_one_surface(source, images, odd):
    """Smaller copies of a page in the same file are not pages (TIFF 6.0 §8)."""
    pyramid, full = odd
    found = digitise(source(pyramid.read_bytes()), images)

    assert [(image.width, image.height) for image in found] == [(full.width, full.height)]


def test_every_page_of_a_pdf_is_drawn_at_two_hundred_dots_per_inch(source, images):
    """A page of 3 by 2 inches has 600 by 400 pixels, whatever was scanned into it."""
    pages = [quadrants(300, 200), Pillow.new("RGB", (300, 200), RED)]
    data = saved(pages[0], "PDF", resolution=100, save_all=True, append_images=pages[1:])
    found = digitise(source(data), images)

    assert [(image.width, image.height) for image in found] == [(600, 400), (600, 400)]
    assert near(centres(view(pyramid_path(images, found[0].digest))), QUADRANTS)
    assert near(centres(view(pyramid_path(images, found[1].digest))), [RED] * 4)


def test_a_page_of_pdf_is_white_where_nothing_is_drawn(stored):
    """Paper has no colour in PDF; here it is white."""
    pyramid = stored(pdf_of(b"0 0 72 72", b"1 0 0 rg 0 0 36 36 re f"))

    assert near(centres(pyramid), [WHITE, WHITE, (255, 0, 0), WHITE])


def test_what_was_filled_into_a_form_is_drawn(stored):
    """A form field is content: its value shows even where the file brings no appearance."""
    font = b"/DR<</Font<</Helv 6 0 R>>>>/DA(/Helv 40 Tf 0 g)"
    pyramid = stored(
        pdf_of(
            b"0 0 200 100",
            extra=b"/AcroForm<</Fields[5 0 R]%b>>" % font,
            page=b"/Annots[5 0 R]",
            more=(
                b"<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(FILLED)/F 4"
                b"/Rect[10 10 190 90]/DA(/Helv 40 Tf 0 g)>>",
                b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            ),
        )
    )

    assert pyramid.convert("L").getextrema()[0] < 50


def test_a_sheet_too_large_for_its_dots_is_drawn_with_fewer(source, images):
    """A map of 200 by 200 inches has fifty million pixels, not sixteen hundred."""
    (image,) = digitise(source(pdf_of(b"0 0 14400 14400")), images)

    assert (image.width, image.height) == (7_072, 7_072)


def test_a_pyramid_is_what_other_image_servers_read(odd):
    """A tiled TIFF in JPEG and YCbCr, 512 pixels a tile; levels halve, rounded up, to one tile."""
    pyramid, full = odd
    levels = []
    with Pillow.open(pyramid) as tiff:
        for number in range(tiff.n_frames):
            tiff.seek(number)
            levels.append(tiff.size)
            tags = tiff.tag_v2

            assert (tags[259], tags[262]) == (7, 6)
            assert (tags[322], tags[323]) == (TILE, TILE)
            assert tags.get(254, 0) == (1 if number else 0)
    assert levels == [(full.width, full.height), (513, 385), (257, 193)]


@pytest.mark.parametrize("size", [(1, 1), (1, 5), (100, 100), (127, 128), (20_000, 3), (3, 20_000)])
def test_the_smallest_and_the_longest_scans_are_served(size, source, images):
    """Any picture of one pixel or more has a pyramid that can be read again."""
    (image,) = digitise(source(saved(Pillow.new("RGB", size, RED), "PNG")), images)
    whole = Box(0, 0, image.width, image.height)
    answer = open_bytes(
        render(pyramid_path(images, image.digest), ImageRequest(whole, Size(1, 1), format="png"))
    )

    assert (image.width, image.height) == size
    assert near([answer.getpixel((0, 0))], [RED])


def test_bigtiff_is_written_where_offsets_of_four_bytes_end(source, images, monkeypatch):
    """A classic TIFF ends at 4 GiB; the large one begins with version 43."""
    monkeypatch.setattr(pyramids, "_CLASSIC_TIFF_PIXELS", 1_000)
    (image,) = digitise(source(SOURCES["PNG"]), images)

    assert pyramid_path(images, image.digest).read_bytes()[:4] == b"II+\0"


def test_a_pyramid_that_is_there_is_kept(source, images):
    """Ingesting the same bytes again writes nothing, under whatever name they come."""
    first = digitise(source(SOURCES["JPEG"], "one.jpg"), images)
    path = pyramid_path(images, first[0].digest)
    before = path.stat()
    second = digitise(source(SOURCES["JPEG"], "two.jpg"), images)
    after = path.stat()

    assert second == first
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_damaged_pyramid_is_made_again(source, images):
    """What a failing disk cut short is mended by ingesting its source."""
    scan = source(SOURCES["PNG"])
    (image,) = digitise(scan, images)
    path = pyramid_path(images, image.digest)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    digitise(scan, images)

    assert path.read_bytes() == whole


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def truncated(data):
    return data[: len(data) * 2 // 3]


ROUGH = noise().bandjoin([noise(), noise()]).copy(interpretation="srgb")
FLAWED = {
    "nothing": b"",
    "text": b"A letter, not a picture of one.",
    "SVG": b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
    "GIF": saved(quadrants(mode="L"), "GIF"),
    "BMP": saved(quadrants(), "BMP"),
    "truncated JPEG": truncated(ROUGH.jpegsave_buffer()),
    "truncated PNG": truncated(ROUGH.pngsave_buffer()),
    "truncated TIFF": truncated(saved(quadrants(), "TIFF")),
    "truncated WebP": truncated(ROUGH.webpsave_buffer()),
    "truncated JPEG 2000": truncated(saved(quadrants(), "JPEG2000")),
    "truncated PDF": SOURCES["PDF"][:200],
    "garbage after a JPEG header": ROUGH.jpegsave_buffer()[:700] + bytes(range(256)) * 20,
    "garbage after a TIFF header": b"II*\0" + bytes(range(256)) * 20,
    "garbage after a JP2 header": b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(range(256)) * 20,
    "garbage after a PDF header": b"%PDF-1.7\n" + bytes(range(256)) * 20,
    "JPEG that says it is PNG": b"\x89PNG\r\n\x1a\n" + SOURCES["JPEG"],
    "PNG that says it is larger": png_header(9_000, 9_000),
    "PDF of no page": pdf_of(b"0 0 9 9").replace(b"/Kids[3 0 R]/Count 1", b"/Kids[     ]/Count 0"),
    "float TIFF": tiff_of([0.5], "float", "b-w"),
    "32-bit TIFF": tiff_of([5], "uint", "b-w"),
    "TIFF of seven channels": tiff_of(range(7), "uchar", "multiband"),
    "PNG of 1.6 billion pixels": png_header(40_000, 40_000),
    "interlaced PNG of 200 million pixels": png_header(20_000, 10_000, interlaced=1),
    "PDF of a very long page": pdf_of(b"0 0 1000000000 0.0001"),
}


@pytest.mark.parametrize("flaw", FLAWED)
def test_what_is_no_picture_is_refused_at_once_and_leaves_nothing(flaw, source, images):
    """Damaged, disguised and oversized sources are refused, and named to the archivist."""
    started = time.perf_counter()
    with pytest.raises(UnreadableImage, match=r"^p1\.tif is not an image Fonds can read: "):
        digitise(source(FLAWED[flaw], "p1.tif"), images)

    assert time.perf_counter() - started < 2
    assert files(images) == []


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (png_header(40_000, 40_000), "40,000 by 40,000 pixels, over 1,000,000,000"),
        (png_header(20_000, 10_000, interlaced=1), "over 150,000,000"),
        (png_header(20_000, 10_000), "damaged"),
        (FLAWED["truncated JPEG"], r"damaged \(premature end of JPEG image\)"),
        (FLAWED["TIFF of seven channels"], "7 channels of uchar"),
        (FLAWED["truncated PDF"], "PDFium"),
    ],
)
def test_refusal_says_what_is_wrong(data, reason, source, images):
    """What can be read row by row may be large; what must be held at once, less so."""
    with pytest.raises(UnreadableImage, match=reason):
        digitise(source(data), images)


def test_a_jpeg_2000_that_claims_too_much_is_refused_before_it_is_decoded(source, images):
    """The size in a codestream's SIZ segment is checked first (ISO 15444-1 §A.5.1)."""
    data = bytearray(saved(quadrants(), "JPEG2000", no_jp2=True))
    data[8:16] = struct.pack(">II", 40_000, 40_000)

    with pytest.raises(UnreadableImage, match="40,000 by 40,000"):
        digitise(source(bytes(data)), images)


def test_refusal_says_what_would_be_accepted(source, images):
    """The message speaks to an archivist."""
    with pytest.raises(UnreadableImage) as caught:
        digitise(source(b"...", "p1.tif"), images)

    assert str(caught.value) == (
        "p1.tif is not an image Fonds can read: JPEG, PNG, TIFF, WebP, JPEG 2000 and PDF are"
    )


def test_a_tiff_of_too_many_pages_is_refused(source, images, monkeypatch):
    """One source gives a bounded number of surfaces."""
    monkeypatch.setattr(sources, "MAX_SURFACES", 2)
    page = Pillow.new("L", (8, 8))
    data = saved(page, "TIFF", save_all=True, append_images=[page, page])

    with pytest.raises(UnreadableImage, match="3 pages"):
        digitise(source(data), images)


def test_a_full_disk_is_not_blamed_on_the_source(source, images):
    """Failing to write is an OSError of the archive, not a flaw of the scan."""
    scan = source(ROUGH.pngsave_buffer())
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, limits[1]))
    try:
        with pytest.raises(OSError, match="cannot be written"):
            digitise(scan, images)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert files(images) == []


def test_a_missing_source_is_an_os_error(tmp_path, images):
    """Absence is told apart from damage."""
    with pytest.raises(FileNotFoundError):
        digitise(tmp_path / "gone.tif", images)


@pytest.mark.parametrize(
    "data", [FLAWED["SVG"], FLAWED["GIF"], b"P1 1 1 1"], ids=["SVG", "GIF", "PBM"]
)
def test_no_other_loader_of_libvips_can_be_reached(data, source, images):
    """Once anything is ingested, libvips itself refuses all but four formats."""
    digitise(source(SOURCES["PNG"]), images)

    with pytest.raises(pyvips.Error):
        pyvips.Image.new_from_buffer(data, "").avg()


FORKING = """
import os, sys
from pathlib import Path
from server.iiif.pyramids import digitise
children = []
for number in range(2):
    child = os.fork()
    if child == 0:
        digitise(Path(sys.argv[1]), Path(sys.argv[2]) / str(number))
        os._exit(0)
    children.append(child)
sys.exit(any([os.waitpid(child, 0)[1] for child in children]))
"""


def test_children_of_a_process_that_only_imported_can_work(source, images):
    """A forking server hangs if libvips has worked before the fork, so import does none."""
    command = [sys.executable, "-c", FORKING, source(SOURCES["JPEG"]), images]
    path = os.pathsep.join(filter(None, sys.path))
    done = subprocess.run(command, timeout=60, env={**os.environ, "PYTHONPATH": path}, check=False)

    assert done.returncode == 0
    assert len([path for path in files(images) if path.suffix == ".tif"]) == 2


@pytest.mark.parametrize(
    "digest", ["", "ab", "AB" * 32, "zz" * 32, "../" * 20 + "abcd", "ab" * 32 + "\n", "ab" * 33]
)
def test_only_a_digest_names_a_pyramid(digest, images):
    """No text of a request is ever joined to a path."""
    with pytest.raises(ValueError, match="is not a digest"):
        pyramid_path(images, digest)


def test_pyramids_are_spread_over_folders(images):
    """The first two digits are the folder: no folder holds a million files."""
    assert pyramid_path(images, "ab" + "c" * 62) == images / "ab" / ("c" * 62 + ".tif")


@pytest.mark.parametrize(
    ("region", "colour"),
    [
        ("0,0,100,100", RED),
        ("300,0,100,100", GREEN),
        ("0,200,100,100", BLUE),
        ("300,200,100,100", GOLD),
        ("pct:80,80,10,10", GOLD),
    ],
)
@pytest.mark.parametrize("size", ["max", "20,30", "^400,400", "1,1"])
def test_a_region_is_cut_out_before_it_is_scaled(region, colour, size, plain):
    """Region, then size (Image 3.0 §4.6)."""
    answer = asked(*plain, f"{region}/{size}/0/default.png")

    assert near(centres(answer), [colour] * 4)


TURNS = {  # what stands upper left, upper right, lower left, lower right
    "0": (RED, GREEN, BLUE, GOLD),
    "90": (BLUE, RED, GOLD, GREEN),
    "180": (GOLD, BLUE, GREEN, RED),
    "270": (GREEN, GOLD, RED, BLUE),
    "360": (RED, GREEN, BLUE, GOLD),
    "!0": (GREEN, RED, GOLD, BLUE),
    "!90": (GOLD, GREEN, BLUE, RED),
    "!180": (BLUE, GOLD, RED, GREEN),
    "!270": (RED, BLUE, GREEN, GOLD),
}


@pytest.mark.parametrize("rotation", TURNS)
def test_rotation_mirrors_and_then_turns_clockwise(rotation, plain):
    """Mirroring comes first; a quarter turn changes width and height (Image 3.0 §4.3)."""
    answer = asked(*plain, f"full/200,150/{rotation}/default.png")

    assert answer.size == ((150, 200) if "90" in rotation or "270" in rotation else (200, 150))
    assert near(centres(answer), TURNS[rotation])


def test_a_slant_keeps_all_of_the_image_and_leaves_the_corners_bare(plain):
    """The bounding box grows, nothing is scaled, what is added is transparent (Image 3.0 §4.3)."""
    png = asked(*plain, "full/200,150/45/default.png")
    jpg = asked(*plain, "full/200,150/45/default.jpg")

    assert png.size == pytest.approx((247, 247), abs=2)
    assert png.getpixel((0, 0))[3] == 0
    assert near([png.getpixel((123, 20))], [(*RED, 255)])
    assert jpg.size == png.size
    assert near([jpg.getpixel((0, 0))], [(0, 0, 0)])


def test_gray_has_one_channel(plain):
    """Every pixel is black, white or a shade between (Image 3.0 §4.4)."""
    answer = asked(*plain, "full/max/0/gray.png")

    assert answer.mode == "L"
    assert len(set(centres(answer))) == 4


def test_bitonal_is_black_and_white(plain):
    """Every pixel is either black or white (Image 3.0 §4.4)."""
    answer = asked(*plain, "full/max/0/bitonal.png")

    assert set(answer.get_flattened_data()) == {0, 255}
    assert centres(answer) == [0, 255, 0, 255]


FORMS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "tif": "TIFF", "gif": "GIF"}


@pytest.mark.parametrize("rotation", ["0", "!90", "30"])
@pytest.mark.parametrize("quality", QUALITIES)
@pytest.mark.parametrize(("suffix", "form"), FORMS.items())
def test_every_quality_is_encoded_in_every_format(suffix, form, quality, rotation, plain):
    """Quality, then format (Image 3.0 §4.6)."""
    answer = asked(*plain, f"full/100,/{rotation}/{quality}.{suffix}")
    answer.load()

    assert answer.format == form


@pytest.mark.parametrize(("size", "blocks"), [("600,600", (2, 2)), ("300,200", (1, 1))])
def test_colours_of_details_do_not_run_into_each_other(size, blocks, plain):
    """Up to the size of a tile each pixel has a colour of its own; validators look at them."""
    pyramid, full = plain
    answered = asked(pyramid, full, f"full/^{size}/0/default.jpg")

    assert answered.layer[0][1:3] == blocks


def test_the_grammar_and_the_pixels_know_the_same_words():
    """What a request may ask for can be made, and nothing else is advertised."""
    assert tuple(pixels.QUALITIES) == QUALITIES
    assert tuple(pixels.ENCODERS) == tuple(FORMATS)


def test_answers_carry_no_metadata(plain):
    """No EXIF, no profile: an answer holds the pixels asked for."""
    for suffix in FORMATS:
        answer = asked(*plain, f"full/max/0/default.{suffix}")

        # The tags of TIFF are what it consists of.
        assert suffix == "tif" or not answer.getexif()
        assert "icc_profile" not in answer.info


@given(st.data())
def test_an_answer_has_exactly_the_size_that_was_asked_for(odd, data):
    """``w,h`` means w and h, whatever the region and the level it comes from (Image 3.0 §4.2)."""
    pyramid, full = odd
    x = data.draw(st.integers(0, full.width - 1))
    y = data.draw(st.integers(0, full.height - 1))
    width = data.draw(st.integers(1, full.width - x))
    height = data.draw(st.integers(1, full.height - y))
    size = Size(data.draw(st.integers(1, 300)), data.draw(st.integers(1, 300)))
    answer = open_bytes(render(pyramid, ImageRequest(Box(x, y, width, height), size)))

    assert answer.size == (size.width, size.height)


def tiles(full, factor):
    """The tiles of a scale factor, as the Implementation Notes compute them (§3)."""
    span = TILE * factor
    for y in range(0, full.height, span):
        for x in range(0, full.width, span):
            region = Box(x, y, min(span, full.width - x), min(span, full.height - y))
            size = Size(-(-region.width // factor), -(-region.height // factor))
            yield region, size


def test_tiles_at_the_edge_have_the_sizes_that_viewers_compute(odd):
    """1025 by 769 pixels leave a column of one at full size, and rounding at the others."""
    pyramid, full = odd
    for factor in scale_factors(full):
        for region, size in tiles(full, factor):
            answer = open_bytes(render(pyramid, ImageRequest(region, size)))

            assert answer.size == (size.width, size.height)


def test_aligned_tiles_are_the_stored_pixels(odd):
    """At every scale factor, lossless tiles stitched together are that level of the pyramid."""
    pyramid, full = odd
    for number, factor in enumerate(scale_factors(full)):
        level = pyvips.Image.tiffload(str(pyramid), page=number)
        stitched = Pillow.new("RGB", (level.width, level.height))
        for region, size in tiles(full, factor):
            tile = open_bytes(render(pyramid, ImageRequest(region, size, format="png")))
            stitched.paste(tile, (region.x // factor, region.y // factor))

        assert stitched.tobytes() == bytes(level.write_to_memory())


def test_the_last_column_and_row_keep_their_colour(archive):
    """An odd column shows at every scale factor, and no padding bleeds into it."""
    picture = Pillow.new("RGB", (1025, 1025), BLUE)
    picture.paste(RED, (1024, 0, 1025, 1025))
    picture.paste(GOLD, (0, 1024, 1025, 1025))
    pyramid, full = ingest(archive, picture)
    for factor in (1, 2):
        (*_, (right, size)) = [tile for tile in tiles(full, factor) if tile[0].y == 0]
        column = open_bytes(render(pyramid, ImageRequest(right, size, format="png")))
        (*_, (below, size)) = [tile for tile in tiles(full, factor) if tile[0].x == 0]
        row = open_bytes(render(pyramid, ImageRequest(below, size, format="png")))

        assert near([column.getpixel((0, 100)), row.getpixel((100, 0))], [RED, GOLD])


def test_every_size_advertised_is_what_comes(odd):
    """``sizes`` of info.json are answered exactly (Image 3.0 §5.3)."""
    for size in sizes(odd[1], DEFAULT_LIMITS):
        answer = asked(*odd, f"full/{size.width},{size.height}/0/default.jpg")

        assert answer.size == (size.width, size.height)


@pytest.mark.parametrize(
    ("size", "colour"),
    [
        ((1024, 1024), RED),
        ((513, 513), RED),
        ((512, 512), GREEN),
        ((257, 257), GREEN),
        ((9, 9), BLUE),
    ],
)
def test_the_smallest_level_that_is_large_enough_is_read(size, colour, tmp_path):
    """A thumbnail of a large scan costs no more than one of a small scan."""
    levels = [Pillow.new("RGB", (1024 >> n,) * 2, QUADRANTS[n]) for n in range(3)]
    pyramid = tmp_path / "levels.tif"
    levels[0].save(pyramid, save_all=True, append_images=levels[1:])
    request = ImageRequest(Box(0, 0, 1024, 1024), Size(*size), format="png")

    assert near(centres(open_bytes(render(pyramid, request))), [colour] * 4)


def test_the_first_requests_of_a_server_may_come_at_once(plain):
    """While one thread narrows libvips to its loaders, another does not find its own blocked."""
    starting, found = Barrier(8), []

    def first_of_all():
        starting.wait()
        vips.prepare()
        try:
            found.append(pyramids.level(plain[0], 0).width)
        except pyvips.Error as error:
            found.append(str(error))

    for _ in range(200):
        vips._narrow.cache_clear()
        threads = [Thread(target=first_of_all) for _ in range(starting.parties)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert set(found) == {400}


def test_a_pyramid_that_is_gone_or_damaged_is_not_found(source, images):
    """The identifier names no image any more (Image 3.0 §7.3)."""
    (image,) = digitise(source(SOURCES["PNG"]), images)
    path = pyramid_path(images, image.digest)
    request = ImageRequest(Box(0, 0, 400, 300), Size(400, 300), Rotation())
    path.write_bytes(path.read_bytes()[:1_000])
    with pytest.raises(LostImage):
        render(path, request)
    path.unlink()
    with pytest.raises(LostImage) as caught:
        render(path, request)

    assert caught.value.status == 404
