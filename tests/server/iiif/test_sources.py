"""What a file is, is told from its bytes; what is no picture for a page is refused by its name."""

import time
from contextlib import closing
from pathlib import Path

import pytest
import pyvips
from PIL import Image as Pillow
from scanning import blank_png, saved, scans

from server.iiif import pdf, sources
from server.iiif.pyramids import digitise
from server.iiif.sources import UnreadableImage
from server.scans import Scanner

PICTURE = Pillow.new("RGB", (40, 30), (200, 30, 30))


@pytest.fixture
def read(tmp_path):
    """Return the surfaces that some bytes are stored as."""

    def read_(data):
        (tmp_path / "scan").write_bytes(data)
        return digitise(tmp_path / "scan", tmp_path / "images")

    return read_


@pytest.mark.parametrize("kind", scans())
def test_every_kind_that_is_mutated_elsewhere_is_read_as_it_is(kind, read):
    """A mishap is one only where the file was sound before."""
    assert len(read(scans()[kind])) == (4 if kind in ("TIFF of pages", "PDF") else 1)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (saved(PICTURE.quantize(8), "GIF"), "GIF"),
        (saved(PICTURE, "BMP"), "BMP"),
        (saved(PICTURE, "AVIF"), "AVIF"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "HEIC"),
        (b"\xff\x0a\x7f\x02", "JPEG XL"),
        (b"\0\0\0\x0cJXL \r\n\x87\n", "JPEG XL"),
        (b"8BPS\0\1", "a document of Photoshop"),
        (b"AT&TFORM\0\0\0\0DJVU", "DjVu"),
        (b"II*\0\x10\0\0\0CR\2\0", "what a camera's sensor saw"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"<?xml version='1.0'?>\n<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
    ],
)
def test_what_archivists_also_have_is_told_by_its_name(data, name, read):
    """Whoever knows what it is knows what to convert, and to what."""
    with pytest.raises(UnreadableImage) as caught:
        read(data)

    assert f": it is {name}" in str(caught.value)
    assert str(caught.value).endswith("; JPEG, PNG, TIFF, WebP, JPEG 2000 and PDF are")


def test_an_animation_is_refused(read):
    """A page is one picture, and nobody said which."""
    data = saved(PICTURE, "WEBP", save_all=True, append_images=[Pillow.new("RGB", (40, 30))])

    with pytest.raises(UnreadableImage, match="an animation of 2 pictures"):
        read(data)


@pytest.mark.parametrize("form", ["MPO", "PNG"])
def test_what_a_picture_brings_along_is_left_aside(form, read):
    """The first picture of a camera's JPEG, and the default one of a PNG, is what they show."""
    others = [Pillow.new("RGB", PICTURE.size, shade) for shade in ("blue", "green")]
    (image,) = read(saved(PICTURE, form, save_all=True, append_images=others))

    assert (image.width, image.height) == PICTURE.size


LAB = pyvips.Image.black(40, 30, bands=3).copy(interpretation="srgb").colourspace("labs")


@pytest.mark.parametrize(
    ("data", "colours"),
    [
        (saved(PICTURE.convert("YCbCr"), "TIFF"), "YCbCr without JPEG"),
        (saved(PICTURE.convert("LAB"), "TIFF"), "CIELab"),
        (LAB.tiffsave_buffer(), "CIELab"),
    ],
)
def test_colours_that_would_come_out_as_others_are_refused(data, colours, read):
    """libvips takes YCbCr for RGB where no JPEG makes RGB of it (TIFF 6.0 §21, §23)."""
    with pytest.raises(UnreadableImage, match=f"the colours of its page 1 are {colours}; shades"):
        read(data)


def test_colours_are_looked_at_on_every_page(read):
    """The message names the page, so that it can be found and converted."""
    sheet = PICTURE.convert("YCbCr")
    data = saved(PICTURE, "TIFF", save_all=True, append_images=[PICTURE, sheet])

    with pytest.raises(UnreadableImage, match="its page 3 are YCbCr"):
        read(data)


def test_a_tiff_of_ycbcr_in_jpeg_is_read(read):
    """The codec makes RGB of it; most TIFFs of scanners are such."""
    data = pyvips.Image.black(64, 64, bands=3).tiffsave_buffer(compression="jpeg")

    assert len(read(data)) == 1


def test_pages_are_counted_before_any_is_looked_at(read, monkeypatch):
    """A file of a kilobyte may claim a million pages."""
    monkeypatch.setattr(sources, "MAX_SURFACES", 3)
    for kind in ("TIFF of pages", "PDF"):
        with pytest.raises(UnreadableImage, match="it has 4 pages, not 1 to 3"):
            read(scans()[kind])


def test_a_box_that_claims_more_than_there_is_ends_no_process(tmp_path):
    """The length of a box of JPEG 2000 is any number of 32 bits (ISO 15444-1 §I.4)."""
    data = scans()["JPEG 2000"]
    place = data.index(b"jp2h") - 4
    (tmp_path / "scan").write_bytes(data[:place] + b"\xf0\0\0\0" + data[place + 4 :])
    (tmp_path / "sound").write_bytes(data)
    with closing(Scanner(600, 60)) as scanner:
        scanner.digitise(tmp_path / "sound", tmp_path / "images")
        reading = scanner._process.pid
        with pytest.raises(UnreadableImage, match="damaged, or too large to be held in memory"):
            scanner.digitise(tmp_path / "scan", tmp_path / "images")
        scanner.digitise(tmp_path / "sound", tmp_path / "images")

        assert scanner._process.pid == reading


def pdf_claiming(count):
    """Return a PDF of one page that says it has *count*."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count %d>>" % count,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    )
    body = b"%PDF-1.4\n"
    for number, entry in enumerate(objects, 1):
        body += b"%d 0 obj %b endobj\n" % (number, entry)
    return body + b"trailer <</Root 1 0 R>>\n%%EOF"


@pytest.mark.parametrize("count", [1_000_000, 2])
def test_a_pdf_of_more_pages_than_it_has_is_refused(count, read):
    """What it claims is refused at once, and a page that is not there when it is come to."""
    with pytest.raises(UnreadableImage):
        read(pdf_claiming(count))


def test_a_picture_of_many_pixels_in_few_bytes_is_refused_by_its_header(read):
    """1.6 thousand million pixels of nothing are five megabytes of sound PNG."""
    data = blank_png(40_000, 40_000)
    began = time.perf_counter()
    with pytest.raises(UnreadableImage, match="40,000 by 40,000 pixels, over 1,000,000,000"):
        read(data)

    assert len(data) < 5_000_000
    assert time.perf_counter() - began < 1


def test_a_blank_picture_within_bounds_is_sound(read):
    """So the large one is refused for its size alone."""
    assert len(read(blank_png(600, 500))) == 1


def test_the_limits_are_told_where_archivists_look():
    """docs/native.md has the kinds, and how large they may be."""
    told = (Path(__file__).parents[3] / "docs" / "native.md").read_text()
    held, whole, drawn = (
        f"{pixels // 10**6:,} million"
        for pixels in (sources.MAX_HELD_PIXELS, sources.MAX_PIXELS, pdf.MAX_PIXELS)
    )

    assert f"The largest picture has {whole} pixels; {held} where" in told
    assert f"up to {sources.MAX_SURFACES:,} pages" in told
    assert f"at {pdf.DPI} dots per inch, at fewer where that were over {drawn} pixels" in told
