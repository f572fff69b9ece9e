"""The directories of TIFF files, and which of them are pages."""

import struct

import pytest

from server.iiif import tiff

CLASSIC_LITTLE, CLASSIC_BIG = b"II*\0", b"MM\0*"
LARGE_LITTLE, LARGE_BIG = b"II+\0\x08\0\0\0", b"MM\0+\0\x08\0\0"
SHORT, LONG = 3, 4


def tiff_file(magic, *types, kind=LONG, loop=False):
    """Return a TIFF of one directory for each of *types*; None leaves the type out."""
    order = "<" if magic.startswith(b"II") else ">"
    large = len(magic) == 8
    count, entry, offset = ("Q", "HHQ8s", "Q") if large else ("H", "HHI4s", "I")
    start = len(magic) + struct.calcsize(order + offset)
    directories = []
    for bits in types:
        value = struct.pack(order + ("H" if kind == SHORT else "I"), bits or 0)
        entries = [(256, SHORT, 1, struct.pack(order + "H", 100))]
        entries += [] if bits is None else [(254, kind, 1, value)]
        packed = b"".join(struct.pack(order + entry, *fields) for fields in sorted(entries))
        directories.append(struct.pack(order + count, len(entries)) + packed)
    places = [start]
    for directory in directories:
        places.append(places[-1] + len(directory) + struct.calcsize(order + offset))
    following = [*places[1:-1], start if loop else 0]
    links = [struct.pack(order + offset, place) for place in following]
    body = b"".join(map(b"".join, zip(directories, links, strict=True)))
    return magic + struct.pack(order + offset, start) + body


@pytest.fixture
def pages(tmp_path):
    def read(data):
        source = tmp_path / "scan.tif"
        source.write_bytes(data)
        return tiff.pages(source)

    return read


@pytest.mark.parametrize("kind", [SHORT, LONG])
@pytest.mark.parametrize("magic", [CLASSIC_LITTLE, CLASSIC_BIG, LARGE_LITTLE, LARGE_BIG])
def test_smaller_copies_and_masks_are_no_pages(pages, magic, kind):
    """Bit 0 of NewSubfileType is a reduced copy, bit 2 a mask, bit 1 a page (TIFF 6.0 §8)."""
    assert pages(tiff_file(magic, 0, 1, None, 4, 2, 5, kind=kind)) == [0, 2, 4]


def test_a_thumbnail_that_comes_first_is_passed_over(pages):
    """Directories are numbered as they follow each other, pages or not (TIFF 6.0 §2)."""
    assert pages(tiff_file(CLASSIC_LITTLE, 1, 0)) == [1]


def test_directories_in_a_circle_are_refused(pages):
    """A reader that follows the links must end."""
    with pytest.raises(ValueError, match="without end"):
        pages(tiff_file(CLASSIC_LITTLE, 0, 0, loop=True))


@pytest.mark.parametrize("magic", [CLASSIC_LITTLE, LARGE_BIG])
def test_a_file_cut_anywhere_is_refused(pages, magic):
    """Whatever is missing, the answer is a ValueError."""
    whole = tiff_file(magic, 0, 1, 0)
    for length in range(len(whole)):
        with pytest.raises(ValueError, match="damaged"):
            pages(whole[:length])


@pytest.mark.parametrize(
    "data",
    [
        b"II*\0" + struct.pack("<IH", 8, 65_535) + bytes(1000),
        LARGE_LITTLE + struct.pack("<QQ", 16, 2**64 - 1) + bytes(1000),
        LARGE_LITTLE + struct.pack("<Q", 2**64 - 1) + bytes(1000),
        b"II,\0" + bytes(100),
    ],
)
def test_absurd_numbers_are_refused(pages, data):
    """No count or offset of a file is believed before it is bounded."""
    with pytest.raises(ValueError, match="damaged"):
        pages(data)
