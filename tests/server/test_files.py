"""Files that accompany records: kept once, whole, under the digest of their bytes."""

import hashlib
import os
from pathlib import Path

import pytest
from PIL import Image as Picture

from metadata.rows import ReadingOptions
from server.files import file_name, file_path, keep_file
from server.iiif.pyramids import digitise
from server.ingest import Input, ingest


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "letter.pdf"
    path.write_bytes(b"%PDF-1.7 " + b"x" * 3_000_000)
    return path


def test_a_kept_file_lies_under_its_digest(tmp_path, source):
    """What comes back is the digest and size of the bytes that were kept."""
    digest, size = keep_file(source, tmp_path / "files")

    content = source.read_bytes()
    assert (digest, size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert file_path(tmp_path / "files", digest).read_bytes() == content
    assert file_path(tmp_path / "files", digest).parent.name == digest[:2]


def test_the_same_bytes_are_kept_once(tmp_path, source):
    """A file that is already kept is left alone, whatever its name was."""
    twin = source.with_name("copy.bin")
    twin.write_bytes(source.read_bytes())
    digest, _ = keep_file(source, tmp_path / "files")
    before = file_path(tmp_path / "files", digest).stat()

    assert keep_file(twin, tmp_path / "files")[0] == digest
    assert file_path(tmp_path / "files", digest).stat().st_ino == before.st_ino
    assert len([path for path in (tmp_path / "files").rglob("*") if path.is_file()]) == 1


def test_a_source_that_cannot_be_read_leaves_nothing(tmp_path):
    """No part of a copy stays behind when copying fails."""
    with pytest.raises(OSError, match="missing"):
        keep_file(tmp_path / "missing", tmp_path / "files")

    assert list((tmp_path / "files").iterdir()) == []


def test_a_copy_that_breaks_off_leaves_nothing(tmp_path, source, monkeypatch):
    """A full disk leaves neither a half file nor the beginning of one."""

    def fail(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        keep_file(source, tmp_path / "files")

    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("letter.pdf", "letter.pdf"),
        ("scans/1958/letter.pdf", "letter.pdf"),
        ("C:\\scans\\letter.pdf", "letter.pdf"),
        ("../../etc/passwd", "passwd"),
        ("https://archive.example/a/b.mp3", "b.mp3"),
        ("письмо.pdf", "письмо.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("folder/", "file"),
    ],
)
def test_a_file_is_saved_under_the_last_part_of_its_name(written, expected):
    """No folder and no control character reaches a header or another's disk."""
    assert file_name(written) == expected


def test_an_ingest_removes_what_a_killed_one_left(archive):
    """Half a scan may be gigabytes; what is a day old belongs to no command any more."""
    folders = (archive.settings.images_dir, archive.settings.files_dir)
    for folder in folders:
        folder.mkdir()
        for name in ("old.part", "young.part", "old.tif"):
            (folder / name).touch()
        for name in ("old.part", "old.tif"):
            os.utime(folder / name, (0, 0))

    ingest(Input((), ReadingOptions()), archive, lambda _: None)

    for folder in folders:
        assert sorted(path.name for path in folder.iterdir()) == ["old.tif", "young.part"]


def test_an_unfinished_pyramid_lies_where_it_is_looked_for(archive, monkeypatch, tmp_path):
    """Right in the folder of the images, not beneath it."""
    Picture.new("RGB", (60, 40)).save(tmp_path / "scan.png")
    seen = []
    replace = Path.replace
    monkeypatch.setattr(
        Path, "replace", lambda part, target: seen.append(part) or replace(part, target)
    )

    digitise(tmp_path / "scan.png", archive.settings.images_dir)

    places = [(part.parent, part.suffix) for part in seen]
    assert places == [(archive.settings.images_dir, ".part")] * 2  # the pyramid, its ready file
