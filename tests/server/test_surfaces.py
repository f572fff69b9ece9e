"""Files that records name: taken in, or a warning on their row; the record is stored anyway."""

import shutil

import pytest
from archives import record_of
from PIL import Image as Picture
from recordings import MEDIA, VTT, locked_pdf, pdf_with, tone, with_page_labels

from schemas.native import to_native
from schemas.row import Row
from server.sought import MissingFile, find_file
from server.surfaces import Intake


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


def warned(problems):
    """Return field and message of each of *problems*."""
    return [(problem.field, problem.message) for problem in problems]


def test_a_recording_has_its_length_and_is_a_file(take):
    """A page of sound is a canvas with a duration, and can be fetched."""
    (take.folder / "talk.wav").write_bytes(tone(2))
    record, problems = take(pages=[{"key": "t", "file": "talk.wav", "label": "Talk"}])
    (page,), (file,) = record.pages, record.files

    assert (page.duration, page.media.media_type) == (2, "audio/wav")
    assert record.canvases == record.pages
    assert (file.key, file.digest, file.label) == ("talk.wav", page.media.digest, "Talk")
    assert problems == []


def test_a_film_has_its_size(take):
    """Height and width are those of the canvas."""
    shutil.copy(MEDIA / "film.webm", take.folder)
    record, _ = take(pages=["film.webm"])
    media = record.pages[0].media

    assert (media.duration, media.width, media.height) == (2, 64, 48)


def test_a_recording_that_is_all_there_is_becomes_a_page(take):
    """A record with a recording has something to play."""
    (take.folder / "talk.wav").write_bytes(tone(2))
    record, _ = take(files=[{"file": "talk.wav", "label": "Talk"}, "three.pdf"])

    assert [page.key for page in record.canvases][:2] == ["talk.wav", "three.pdf-1"]
    assert record.pages[0].label == "Talk"
    assert len(record.files) == 2


def test_what_is_no_recording_is_a_file_all_the_same(take):
    """Its name says sound, and there is none."""
    record, problems = take(pages=["talk.mp3"])

    assert record.canvases == ()
    assert record.files[0].size == 3
    assert "neither sound nor film" in problems[0].message


def test_a_recording_without_a_length_says_what_to_declare(take):
    """No viewer plays it until then; it can still be fetched."""
    (take.folder / "cut.wav").write_bytes(tone(1)[:20])
    record, problems = take(pages=["cut.wav"])
    declared, none = take(pages=[{"file": "cut.wav", "duration": 5}])

    assert (record.canvases, record.files[0].size) == ((), 20)
    assert 'say it as "duration", in seconds' in problems[0].message
    assert (declared.canvases[0].duration, none) == (5, [])


def test_a_length_can_be_declared_and_the_file_knows_best(take):
    """What a catalogue rounds is no difference; what it has wrong is told."""
    (take.folder / "talk.wav").write_bytes(tone(2))
    _, fine = take(pages=[{"file": "talk.wav", "duration": 2.4}])
    record, problems = take(pages=[{"file": "talk.wav", "duration": "1:00"}])

    assert fine == []
    assert record.pages[0].duration == 2
    assert warned(problems) == [
        ("pages.0.duration", "the file is 2 seconds long, so that is its duration")
    ]


def test_captions_are_the_text_of_a_recording_with_its_times(take):
    """What is found in them is heard at a time, and players load them as a file."""
    (take.folder / "talk.wav").write_bytes(tone(2))
    (take.folder / "talk.vtt").write_bytes(VTT)
    record, problems = take(pages=[{"file": "talk.wav", "captions": {"eng": "talk.vtt"}}])
    page = record.pages[0]

    assert page.text == {"en": "Dear comrade,\na halt to testing."}
    assert [tuple(one) for one in page.times["en"]] == [(0, 13, 0, 1), (14, 32, 1, 1.9)]
    assert record.named("talk.vtt").media_type == "text/vtt"
    assert problems == []


def test_a_transcript_is_not_replaced_by_captions(take):
    """It is written with more care, and the captions are still played."""
    (take.folder / "talk.wav").write_bytes(tone(2))
    (take.folder / "talk.vtt").write_bytes(VTT)
    page = {"file": "talk.wav", "captions": {"en": "talk.vtt"}, "text": {"en": "Dear Comrade! …"}}
    record, problems = take(pages=[page])

    assert record.pages[0].text == {"en": "Dear Comrade! …"}
    assert record.pages[0].times == {}
    assert record.named("talk.vtt")
    assert problems == []


def test_captions_that_no_player_reads_are_told(take):
    """The file and what is wrong with it are named; the recording is stored."""
    (take.folder / "talk.wav").write_bytes(tone(2))
    (take.folder / "bad.vtt").write_bytes(b"1\n00:00:01,000 --> 00:00:02,000\nSubRip\n")
    (take.folder / "odd.vtt").write_bytes(VTT + b"\n0:1 --> 0:2\nx\n")
    captions = {"en": "bad.vtt", "fr": "odd.vtt", "de": "no.vtt"}
    record, problems = take(pages=[{"file": "talk.wav", "captions": captions}])

    assert record.named("bad.vtt") is None
    assert record.pages[0].text["fr"].startswith("Dear comrade")
    assert [field for field, _ in warned(problems)] == [
        "pages.0.captions.en",
        "pages.0.captions.fr",
        "pages.0.captions.de",
    ]
    assert "bad.vtt is not WebVTT" in problems[0].message
    assert "odd.vtt line 9" in problems[1].message


ALTO = """<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#">
<Layout><Page WIDTH="{}" HEIGHT="40"><PrintSpace><TextBlock {}><TextLine>
<String CONTENT="Word" HPOS="6" VPOS="4" WIDTH="12" HEIGHT="8"/>
</TextLine></TextBlock></PrintSpace></Page></Layout></alto>"""


@pytest.mark.parametrize(
    ("lang", "language", "expected"),
    [
        ("", [], "und"),
        ("", ["Russian"], "ru"),
        ('LANG="de"', ["ru"], "de"),
        ("", ["ru", "en"], "und"),
    ],
)
def test_ocr_is_read_with_its_places_in_its_language(take, lang, language, expected):
    """The file knows its language, else the record, if it has one alone."""
    (take.folder / "p1.xml").write_text(ALTO.format(60, lang))
    metadata = {"title": "T", "language": language}
    record, problems = take(pages=[{"file": "p1.jpg", "ocr": "p1.xml"}], metadata=metadata)
    page = record.pages[0]

    assert page.text == {expected: "Word"}
    assert [tuple(box) for box in page.boxes[expected]] == [(0, 4, 6, 4, 12, 8)]
    assert problems == []


OCR_FAULTS = {
    "missing": (None, "no such file"),
    "broken": ("<alto", "not well-formed"),
    "of another page": (ALTO.format(400, ""), "not the shape"),
}


@pytest.mark.parametrize(("content", "message"), OCR_FAULTS.values(), ids=OCR_FAULTS)
def test_ocr_that_cannot_be_read_is_told(take, content, message):
    """The row names the file and what is wrong; the page keeps its picture."""
    if content:
        (take.folder / "p1.xml").write_text(content)
    record, problems = take(pages=[{"file": "p1.jpg", "ocr": {"de": "p1.xml"}}])

    assert record.pages[0].image
    assert record.pages[0].boxes == {}
    assert [(one.field, one.value) for one in problems] == [("pages.0.ocr.de", "p1.xml")]
    assert message in problems[0].message


def test_a_transcript_is_not_replaced_by_ocr(take):
    """Somebody made it; that the file is not read is told."""
    (take.folder / "p1.xml").write_text(ALTO.format(60, ""))
    page = {"file": "p1.jpg", "ocr": {"de": "p1.xml"}, "text": {"de": "Ein Wort"}}
    record, problems = take(pages=[page])

    assert record.pages[0].text == {"de": "Ein Wort"}
    assert 'text in "de" of its own' in problems[0].message


def test_a_pdf_brings_its_words_and_their_places(take):
    """The text layer of each page, in pixels of its picture; a hyphen at its end joins a word."""
    (take.folder / "words.pdf").write_bytes(pdf_with(["Alpha beta exam-", "ple"], ["Page two"]))
    record, problems = take(files=["words.pdf"], metadata={"title": "T", "language": "en"})
    first, second = record.pages
    places = {first.text["en"][box.start : box.end]: box for box in first.boxes["en"]}

    assert (first.text["en"], second.text["en"]) == ("Alpha beta example", "Page two")
    assert list(places) == ["Alpha", "beta", "exam", "ple"]
    # 30 of 300 points from the left, at 200 dots per inch.
    assert places["Alpha"].x == places["ple"].x == pytest.approx(83, abs=1)
    assert places["ple"].y - places["Alpha"].y == pytest.approx(16 * 200 / 72, abs=1)
    assert problems == []


def test_words_of_a_turned_page_are_where_they_are_seen(take):
    """Pages of PDF are turned when they are shown, and so are the places of their words."""
    (take.folder / "words.pdf").write_bytes(pdf_with(["Alpha beta"], rotation=90))
    record, _ = take(files=["words.pdf"])
    page = record.pages[0]
    alpha, beta = page.boxes["und"]

    assert page.image.width > page.image.height
    assert alpha.x == beta.x
    assert alpha.y < beta.y
    assert alpha.height > alpha.width


def test_pages_of_a_pdf_are_called_as_it_calls_them(take):
    """Prefaces are counted in small letters (PDF 32000-1 §12.4.2)."""
    (take.folder / "words.pdf").write_bytes(with_page_labels(pdf_with(["a"], ["b"])))
    record, _ = take(files=["words.pdf"])

    assert [(page.key, page.label) for page in record.pages] == [
        ("words.pdf-1", "iii"),
        ("words.pdf-2", "iv"),
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"%PDF-1.7\n" + bytes(100), "PDFium"), (locked_pdf(), "password")],
    ids=["damaged", "encrypted"],
)
def test_a_pdf_that_cannot_be_read_is_a_warning_and_a_file(take, data, reason):
    """The record is stored, the file can be fetched, and the row says what is wrong with it."""
    (take.folder / "bad.pdf").write_bytes(data)
    record, problems = take(files=["bad.pdf"])

    assert record.pages == ()
    assert record.files[0].digest
    assert [field for field, _ in warned(problems)] == ["files.0.file"]
    assert reason in problems[0].message


def test_a_long_file_tells_how_far_it_is(take, archive):
    """A book is hundreds of pages in one row."""
    said = []
    row = Row("sheet", 2, {}, folder=take.folder)
    record = record_of({"id": "r", "metadata": {"title": "T"}, "files": ["three.pdf"]})
    Intake(row, archive.settings, said.append).take(record)

    assert "three.pdf, page 3 of 3" in said


@pytest.mark.parametrize("is_there", [True, False])
def test_recordings_and_texts_come_back_as_they_were(take, is_there):
    """Neither the recording, nor captions, nor OCR are sought again."""
    (take.folder / "talk.wav").write_bytes(tone(2))
    (take.folder / "talk.vtt").write_bytes(VTT)
    (take.folder / "p1.xml").write_text(ALTO.format(60, ""))
    (take.folder / "words.pdf").write_bytes(pdf_with(["one"], ["two"]))
    pages = [
        {"file": "talk.wav", "captions": "talk.vtt"},
        {"file": "p1.jpg", "ocr": "p1.xml"},
        {"key": "w", "file": "words.pdf"},
    ]
    record, _ = take(pages=pages)
    if not is_there:
        for file in take.folder.glob("*.*"):
            file.unlink()

    again, problems = take(**exported(record))

    assert again == record
    assert problems == []


def test_recordings_and_texts_come_back_in_another_archive(take, archive):
    """The files are all that is needed."""
    (take.folder / "talk.wav").write_bytes(tone(2))
    (take.folder / "talk.vtt").write_bytes(VTT)
    (take.folder / "words.pdf").write_bytes(pdf_with(["one"], ["two"]))
    record, _ = take(files=["talk.wav", "words.pdf", "talk.vtt"])
    shutil.rmtree(archive.settings.images_dir)
    shutil.rmtree(archive.settings.files_dir)

    again, problems = take(**exported(record))

    assert again == record
    assert problems == []
