"""Pictures are made anew of the originals that are kept."""

import json
import shutil

import pytest
from archives import record_of, settings_in
from live import fonds, ready_archive
from PIL import Image as Pillow

from schemas.row import Row
from server.files import file_path
from server.iiif.pyramids import pyramid_path
from server.pictures import rebuild_images
from server.preparing import prepare
from server.surfaces import Intake


@pytest.fixture
def shelf(archive, tmp_path):
    """An archive of a record with one scan and one with three pages of a TIFF; their folder."""
    folder = tmp_path / "input"
    folder.mkdir()
    Pillow.new("RGB", (60, 40), "red").save(folder / "one.png")
    sheets = [Pillow.new("L", (80, 100), shade) for shade in (0, 128, 255)]
    sheets[0].save(folder / "three.tif", save_all=True, append_images=sheets[1:])
    for name in ("one.png", "three.tif"):
        native = {"id": name[:-4], "metadata": {"title": ["T"]}, "pages": [{"file": name}]}
        record = Intake(Row("sheet", 2, native, folder=folder), archive.settings).take(
            record_of(native, folder)
        )
        archive.store.put(prepare([record], archive))
    shutil.rmtree(folder)
    return archive


def images_of(archive):
    """The images of all pages."""
    kept = [one.record for batch in archive.store.every(10) for one in batch]
    return [page.image for record in kept for page in record.pages]


def made(archive, image):
    return pyramid_path(archive.settings.images_dir, image.digest)


def counts(report):
    return {name: count for name, count in report.counts.items() if count}


def test_originals_are_kept_as_they_came(shelf):
    """Each once, under its own digest, whatever is made of it."""
    originals = {image.original for image in images_of(shelf)}

    assert len(originals) == 2
    assert all(file_path(shelf.settings.files_dir, one).is_file() for one in originals)


def test_what_is_there_is_left_alone(shelf):
    """Whoever was interrupted begins again, and it takes no time."""
    before = [made(shelf, image).stat().st_mtime_ns for image in images_of(shelf)]

    assert counts(rebuild_images(shelf, lambda _: None)) == {"read": 4, "unchanged": 4}
    assert [made(shelf, image).stat().st_mtime_ns for image in images_of(shelf)] == before


def test_pictures_of_before_get_what_is_made_ready(shelf):
    """Edges and sizes of pages that were stored without them, whose originals nobody needs."""
    ready = [made(shelf, image).with_suffix(".ready") for image in images_of(shelf)]
    before = [path.read_bytes() for path in ready]
    for path in ready:
        path.unlink()
    shutil.rmtree(shelf.settings.files_dir)

    assert counts(rebuild_images(shelf, lambda _: None)) == {"read": 4, "unchanged": 4}
    assert [path.read_bytes() for path in ready] == before


def test_lost_and_damaged_pictures_are_made_again(shelf):
    """They are what they were, byte by byte."""
    images = images_of(shelf)
    before = [made(shelf, image).read_bytes() for image in images]
    shutil.rmtree(shelf.settings.images_dir)
    made(shelf, images[0]).parent.mkdir(parents=True)
    made(shelf, images[0]).write_bytes(before[0][:300])

    assert counts(rebuild_images(shelf, lambda _: None)) == {"read": 4, "stored": 4}
    assert [made(shelf, image).read_bytes() for image in images] == before


def test_a_picture_without_its_original_is_named(shelf):
    """The record, the page, and what can be done."""
    image = images_of(shelf)[0]
    made(shelf, image).unlink()
    file_path(shelf.settings.files_dir, image.original).unlink()
    report = rebuild_images(shelf, lambda _: None)

    assert counts(report) == {"read": 4, "unchanged": 3, "refused": 1}
    (problem,) = report.problems
    assert (problem.source, problem.field) == ("one", "pages.p1.image")
    assert "ingest it again" in problem.message


def test_originals_may_stay_where_they_are(tmp_path, clock):
    """An archive that preserves its scans elsewhere needs no second copy."""
    Pillow.new("RGB", (60, 40), "red").save(tmp_path / "one.png")
    native = {"id": "one", "metadata": {"title": ["T"]}, "pages": [{"file": "one.png"}]}
    settings = settings_in(tmp_path / "var", keep_originals=0)
    record = Intake(Row("sheet", 2, native, folder=tmp_path), settings).take(
        record_of(native, tmp_path)
    )

    assert record.pages[0].image.original
    assert not settings.files_dir.exists()


def test_the_command_tells_what_it_made(tmp_path):
    """Exit status 0, or 1 where a picture cannot be made."""
    environment = ready_archive(tmp_path, 1)
    Pillow.new("RGB", (60, 40), "red").save(tmp_path / "one.png")
    line = {"id": "one", "metadata": {"title": ["T"]}, "pages": [{"file": "one.png"}]}
    (tmp_path / "records.jsonl").write_text(json.dumps(line))
    fonds(environment, "ingest", str(tmp_path / "records.jsonl"))
    shutil.rmtree(tmp_path / "var" / "images")
    first = fonds(environment, "rebuild", "--images", "--json")
    shutil.rmtree(tmp_path / "var" / "images")
    shutil.rmtree(tmp_path / "var" / "files")
    second = fonds(environment, "rebuild", "--images", "--json")

    assert (first.returncode, json.loads(first.stdout)["stored"]) == (0, 1)
    assert (second.returncode, json.loads(second.stdout)["refused"]) == (1, 1)
