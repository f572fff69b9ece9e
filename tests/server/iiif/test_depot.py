"""Where stored images are kept: what is found, what is read, and what has changed meanwhile."""

import os

import pytest

from server.iiif.depot import Changed, Folder, image_name


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "ab").mkdir()
    (tmp_path / "ab" / "cd.tif").write_bytes(b"0123456789")
    os.utime(tmp_path / "ab" / "cd.tif", (1_000, 1_000))
    return tmp_path


def test_what_is_kept_is_found_and_read_in_part(folder):
    """A name leads to size, time and any of its bytes; beyond the end there are none."""
    depot = Folder(folder)
    found = depot.find("ab/cd.tif")

    assert (found.size, found.modified) == (10, 1_000)
    assert [depot.read(found, *part) for part in ((0, 3), (8, 5), (20, 1))] == [b"012", b"89", b""]
    with depot.local(found) as path:
        assert path.read_bytes() == b"0123456789"


def test_what_was_replaced_is_not_read_for_what_it_was(folder, tmp_path):
    """A place in a file means nothing in the next file of its name."""
    depot = Folder(folder)
    found = depot.find("ab/cd.tif")
    (tmp_path / "new.part").write_bytes(b"abcdefghij")
    depot.put(tmp_path / "new.part", "ab/cd.tif")

    with pytest.raises(Changed):
        depot.read(found, 0, 3)
    assert depot.read(depot.find("ab/cd.tif"), 0, 3) == b"abc"
    assert not (tmp_path / "new.part").exists()


def test_what_is_put_makes_its_folder(tmp_path):
    """The first image of a folder brings the folder."""
    (tmp_path / "new.part").write_bytes(b"new")
    Folder(tmp_path).put(tmp_path / "new.part", "ef/01.tif")

    assert (tmp_path / "ef" / "01.tif").read_bytes() == b"new"


def test_what_is_not_there_is_said(folder):
    """A missing file is one kind of error everywhere."""
    with pytest.raises(FileNotFoundError):
        Folder(folder).find("ab/none.tif")


@pytest.mark.parametrize("digest", ["", "..", "/etc/passwd", "A" * 64, "a" * 63, f"../{'a' * 61}"])
def test_only_a_digest_names_an_image(digest):
    """Nothing that a database holds leads out of the folder."""
    with pytest.raises(ValueError, match="is not a digest"):
        image_name(digest)
