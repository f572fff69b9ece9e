"""Files that records name: taken in, or a warning on their row; the record is stored anyway."""

import shutil

import pytest
from archives import record_of
from PIL import Image as Picture

from schemas.native import to_native
from schemas.row import Row
from server.surfaces import Intake, MissingFile, find_file


@pytest.fixture
def take(archive, tmp_path):
    """Take in what a record in a folder names; return it with the warnings."""
    folder = tmp_path / "input"
    (folder / "objects").mkdir(parents=True)
    Picture.new("RGB", (60, 40), "red").save(folder / "p1.jpg")
    Picture.new("RGB", (30, 20), "blue").save(folder / "objects" / "p2.png")
    sheets = [Picture.new("L", (80, 100), shade) for shade in (0, 128, 255)]
    sheets[0].save(folder / "three.pdf", save_all=True, append_images=sheets[1:])
    (folder / "broken.jpg").write_bytes((folder / "p1.jpg").read_bytes()[:300])
    (folder / "talk.mp3").write_bytes(b"ID3")
    (tmp_path / "canary.jpg").write_bytes((folder / "p1.jpg").read_bytes())
    (folder / "link.jpg").symlink_to(tmp_path / "canary.jpg")

    def run(**native):
        native = {"id": "r", "metadata": {"title": "T"}} | native
        intake = Intake(Row("sheet", 2, native, folder=folder), archive.settings)
        return intake.take(record_of(native, folder)), intake.problems

    run.folder = folder
    return run


def test_a_page_gets_the_size_of_its_picture(take):
    """Sizes are stored at ingest: a manifest opens no file."""
    record, problems = take(pages=[{"file": "p1.jpg"}])

    assert (record.pages[0].image.width, record.pages[0].image.height) == (60, 40)
    assert problems == []


def test_the_folder_objects_is_looked_into(take):
    """CollectionBuilder keeps its objects there."""
    record, _ = take(pages=[{"file": "p2.png"}])

    assert record.pages[0].image.width == 30


def test_a_pdf_makes_a_page_of_each_of_its_pages_and_stays_a_file(take):
    """Canvas keys are stable, and the whole can be fetched."""
    record, _ = take(pages=[{"key": "doc", "file": "three.pdf"}])

    assert [page.key for page in record.pages] == ["doc-1", "doc-2", "doc-3"]
    assert [file.file for file in record.files] == ["three.pdf"]
    assert record.files[0].digest


def test_a_pdf_that_is_all_there_is_becomes_the_pages(take):
    """A record with a PDF has something to show."""
    record, _ = take(files=["three.pdf"])

    assert len(record.images) == 3


def test_another_file_is_kept_with_digest_and_size(take):
    """Originals are kept untouched."""
    record, _ = take(files=["talk.mp3"])

    assert (record.files[0].size, record.files[0].media_type) == (3, "audio/mpeg")


@pytest.mark.parametrize("name", ["../canary.jpg", "/etc/passwd", "link.jpg", "a\\..\\b", "no.jpg"])
def test_a_file_outside_or_missing_is_a_warning(take, name):
    """A name may not leave its folder, by dots, root or link; the record is stored without."""
    record, problems = take(pages=[{"file": name}])

    assert record.images == ()
    assert len(problems) == 1
    assert problems[0].severity == "warn"


def exported(record):
    """Return the pages and files of *record* as an export has them."""
    native = to_native(record)
    return {name: native[name] for name in ("pages", "files") if name in native}


@pytest.mark.parametrize("is_there", [True, False])
def test_what_was_exported_comes_back_as_it_was(take, is_there):
    """Keys of canvases never change, whether the files still lie beside their list or not."""
    record, _ = take(pages=[{"file": "p1.jpg"}, {"key": "doc", "file": "three.pdf"}])
    if not is_there:
        for file in take.folder.glob("*.*"):
            file.unlink()

    again, problems = take(**exported(record))

    assert again == record
    assert problems == []


def test_what_was_exported_comes_back_in_another_archive(take, archive):
    """The files are all that is needed, and each page is the same surface of them."""
    record, _ = take(pages=[{"key": "doc", "file": "three.pdf"}], files=["talk.mp3"])
    shutil.rmtree(archive.settings.images_dir)
    shutil.rmtree(archive.settings.files_dir)

    again, problems = take(**exported(record))

    assert again == record
    assert problems == []


def test_a_picture_that_is_nowhere_is_a_warning(take):
    """A page that an export says has one, where neither it nor a file can be found."""
    image = {"digest": "0" * 64, "width": 10, "height": 10}
    record, problems = take(pages=[{"image": image}, {"image": image, "file": "no.jpg"}])

    assert record.images == ()
    assert [one.field for one in problems] == ["pages.0.image", "pages.1.file"]


def test_a_damaged_picture_is_a_warning(take):
    """Half a picture is no picture."""
    record, problems = take(pages=[{"file": "broken.jpg"}])

    assert record.images == ()
    assert "broken.jpg" in problems[0].message


def test_a_name_in_another_case_is_hinted_at(take):
    """The archivist is told which file is there."""
    with pytest.raises(MissingFile, match=r'"p1\.jpg"'):
        find_file("P1.JPG", take.folder)
