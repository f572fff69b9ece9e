"""Files beside a list that nobody names are found by what they are called."""

import unicodedata

import pytest
from archives import Clock, make_archive, settings_in
from PIL import Image as Pillow

from metadata.found import ReadingOptions
from metadata.sources import find_sources
from schemas.row import Row
from server.batches import note
from server.ingest import Input, ingest, validate
from server.nearby import MOST_FILES, Nearby, fold_name, natural
from server.report import Report
from server.sought import MissingFile, find_file

ALTO = '<alto xmlns="http://www.loc.gov/standards/alto/ns-v3#"><Layout/></alto>'


@pytest.fixture
def lay(tmp_path):
    """Lay files of some names, and what is in them, into a folder."""

    def lay_files(*names, content=""):
        for name in names:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")

    return lay_files


@pytest.fixture
def read(tmp_path):
    """Read a list in the folder; return its records in native JSON by id, and the report."""

    def read_list(text, name="list.csv", **options):
        (tmp_path / name).write_text(text, encoding="utf-8")
        report = Report()
        given = Input(find_sources([str(tmp_path / name)]), ReadingOptions(), **options)
        rows = []
        for one in given.said():
            if not isinstance(one, Row):
                note(one, report)
            elif one.native:
                rows.append(one)
        problems = [one for row in rows for one in row.problems]
        report.note(problems)
        return {row.native["id"]: row.native for row in rows}, report

    return read_list


def pages(native):
    return [page["file"] for page in native.get("pages", ())]


def told(report):
    """Return what is told of files: the value and the message."""
    return [(one.value, one.message) for one in report.problems if one.field == "files"]


LIST = "id,title,identifier\nnp_17,T,MS 4/2\n"


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["np_17.jpg"], ["np_17.jpg"]),
        (["np_17_010.tif", "np_17_2.tif", "np_17-1.tif"], [1, 2, 10]),
        (["np_17 (2).png", "np_17 (1).png"], [1, 2]),
        (["np_17_p2.jpg", "np_17_p1v.jpg", "np_17_p1.jpg"], ["np_17_p1.", "np_17_p1v", "p2"]),
        (["np_17_back.jpg", "np_17_front.jpg"], ["front", "back"]),
        (["np_17/0010.jpg", "np_17/0002.jpg"], ["0002", "0010"]),
        (["objects/np_17_1.jpg", "files/np_17_2.jpg", "images/np_17/3.jpg"], [1, 2, 3]),
        (["NP 17.JPG"], ["NP 17.JPG"]),
        (["np-17.jpg"], ["np-17.jpg"]),
        (["MS_4_2_001.tif"], ["MS_4_2_001.tif"]),
        (["np_17.jpg", "MS_4_2_001.tif"], ["np_17.jpg"]),
        (["np_170.jpg", "xnp_17.jpg", "np_17a.jpg", "np_17_note.jpg", "np_17_1_1.jpg"], []),
        (["deep/er/np_17.jpg", ".np_17.jpg", "other/np_17.jpg", "np_17.doc"], []),
    ],
    ids=[
        "alone",
        "numbered",
        "in brackets",
        "leaves",
        "sides",
        "a folder",
        "folders for files",
        "case and spaces",
        "hyphens",
        "identifier",
        "the id first",
        "other records",
        "elsewhere",
    ],
)
def test_what_is_called_like_a_record_becomes_its_pages_in_order(lay, read, names, found):
    """As people count: 2 before 10; the id before an identifier; behind it there is a sign."""
    lay(*names)
    records, _ = read(LIST)
    own = pages(records["np_17"])

    assert len(own) == len(found)
    assert all(str(part) in name for part, name in zip(found, own, strict=True))


def test_composed_and_decomposed_letters_are_one_name(lay, read):
    """Macs write é as two signs, everybody else as one."""
    lay(unicodedata.normalize("NFD", "café_1.jpg"))
    records, _ = read(f"id,title\n{unicodedata.normalize('NFC', 'café')},T\n")

    assert len(pages(records["café"])) == 1


def test_a_record_that_names_files_keeps_those(lay, read):
    """Whoever says what belongs to a record has said it."""
    lay("a.jpg", "other.jpg", "b.jpg", "c.jpg")
    records, report = read(
        '{"id": "a", "metadata": {"title": ["A"]}, "pages": [{"file": "other.jpg"}]}\n'
        '{"id": "b", "metadata": {"title": ["B"]}, "files": ["https://b.example/b.jpg"]}\n'
        '{"id": "c", "metadata": {"title": ["C"]}, "pages": [{"service": "https://i.example/c"}]}\n',
        "list.jsonl",
    )

    assert [pages(records["a"]), records["b"].get("pages")] == [["other.jpg"], None]
    assert "file" not in records["c"]["pages"][0]
    assert told(report)[0][1].startswith("3 files here that no record names")


def test_xml_is_served_like_sheets(lay, read):
    """It is done in one place, whatever was read."""
    lay("m1_1.jpg", "m1_2.jpg")
    records, report = read(
        '<records><dc xmlns="http://purl.org/dc/elements/1.1/">'
        "<title>T</title><identifier>m1</identifier></dc></records>",
        "list.xml",
    )

    assert pages(records["m1"]) == ["m1_1.jpg", "m1_2.jpg"]
    assert report.notes == ["1 record that named no files got 2 files by name"]


def test_of_pictures_called_alike_the_best_is_the_page(lay, read):
    """A master lies beside what was made of it; both are the record's."""
    lay("np_17.jpg", "np_17.tif")
    records, report = read(LIST)

    assert pages(records["np_17"]) == ["np_17.tif"]
    assert [value for value, _ in told(report)] == ["np_17.jpg"]


def test_a_pdf_is_a_page_alone_and_a_file_beside_pictures(lay, read):
    """Nobody turns the same pages twice."""
    lay("a.pdf", "b.pdf", "b_1.jpg")
    records, _ = read("id,title\na,A\nb,B\n")

    assert pages(records["a"]) == ["a.pdf"]
    assert pages(records["b"]) == ["b_1.jpg"]
    assert [one["file"] for one in records["b"]["files"]] == ["b.pdf"]


def test_texts_go_with_the_page_that_is_called_like_them(lay, read):
    """OCR and plain text with a picture, each in the language that its name says."""
    lay("np_17_1.jpg", "np_17_2.jpg")
    lay("np_17_1.ru.txt", "np_17_2.txt", content="words")
    lay("np_17_2.fr.xml", content=ALTO)
    lay("np_17.en.txt", content="the whole")
    records, _ = read(LIST)
    first, second = records["np_17"]["pages"]

    assert first["ocr"] == {"ru": "np_17_1.ru.txt"}
    assert second["ocr"] == {"und": "np_17_2.txt", "fr": "np_17_2.fr.xml"}
    assert records["np_17"]["text"] == {"en": "the whole"}


def test_the_text_of_a_record_with_one_page_is_that_of_the_page(lay, read):
    """What is said of the whole is said of its only page."""
    lay("np_17_001.jpg")
    lay("np_17.txt", content="words")
    records, _ = read(LIST)

    assert records["np_17"]["pages"][0]["ocr"] == {"und": "np_17.txt"}


def test_recordings_have_captions_and_words(lay, read):
    """Captions are shown while it plays; a transcript is read beside it, in its language."""
    lay("talk.mp3", "talk.fr.vtt", "talk.vtt")
    lay("talk_en.txt", content="\ufeffGood evening\n")
    records, _ = read("id,title,language\ntalk,T,Russian\n")
    (page,) = records["talk"]["pages"]

    assert page["captions"] == {"fr": "talk.fr.vtt", "und": "talk.vtt"}
    assert page["text"] == {"en": "Good evening"}


def test_a_transcript_that_is_not_utf8_is_told(tmp_path, lay, read):
    """With the byte, and what to do."""
    lay("a_1.jpg", "a_2.jpg")
    (tmp_path / "a.txt").write_bytes(b"caf\xe9")
    records, report = read("id,title\na,A\n")

    assert "text" not in records["a"]
    assert told(report) == [("a.txt", "not read: byte 4 is not UTF-8: save it as UTF-8")]


def test_xml_that_describes_something_is_no_text(lay, read):
    """The description of a record lies beside its picture, and is read by itself."""
    lay("np_17.jpg")
    lay("np_17.xml", content='<mods xmlns="http://www.loc.gov/mods/v3"/>')
    records, _ = read(LIST)

    assert "ocr" not in records["np_17"]["pages"][0]


def test_two_records_that_claim_one_file_are_told(lay, read):
    """The first one has it; the other is told whose it is."""
    lay("np_17.jpg")
    records, report = read(f"{LIST}np_18,U,np_17\n")

    assert [pages(records[one]) for one in ("np_17", "np_18")] == [["np_17.jpg"], []]
    assert [(value, '"np_17" has it' in said) for value, said in told(report)] == [
        ("np_17.jpg", True)
    ]


def test_a_file_that_a_record_names_is_not_given_to_another(lay, read):
    """Named is taken."""
    lay("b.jpg")
    records, report = read("id,title,file\na,A,b.jpg\nb,B,\n")

    assert pages(records["b"]) == []
    assert len(told(report)) == 1


def test_files_that_nobody_claims_are_counted_and_named(lay, read):
    """Once for a folder; texts and what was never meant for records are not."""
    lay("np_17.jpg", *(f"objects/x{n}.jpg" for n in range(1, 9)), "readme.txt")
    _, report = read(LIST)
    ((_, message),) = told(report)

    assert message == (
        "8 files here that no record names or is called like: objects/x1.jpg, objects/x2.jpg, "
        "objects/x3.jpg, objects/x4.jpg, objects/x5.jpg …"
    )


def test_a_folder_of_other_things_is_none_of_our_business(lay, read):
    """Where no record has any file, nothing is said of those that lie about."""
    lay("holiday.jpg")

    assert told(read(LIST)[1]) == []


def test_links_out_of_the_folder_are_not_followed(tmp_path, lay):
    """Neither files nor folders nor the folder itself: nothing outside is seen."""
    lay("outside/np_17.jpg", "outside/np_18/1.jpg", "in/np_19.jpg")
    inside = tmp_path / "in"
    (inside / "np_17.jpg").symlink_to(tmp_path / "outside" / "np_17.jpg")
    (inside / "np_18").symlink_to(tmp_path / "outside" / "np_18")
    (inside / "objects").symlink_to(tmp_path / "outside")
    (inside / "np_20.jpg").symlink_to(inside / "np_19.jpg")
    nearby = Nearby(inside)
    found = {name: nearby.called(name) for name in ("np_17", "np_18", "np_19", "np_20")}

    assert [len(found[name]) for name in sorted(found)] == [0, 0, 1, 1]


def test_names_are_sought_only_where_they_fit_into_memory(tmp_path, lay, monkeypatch):
    """A folder without end is told, and every record is read all the same."""
    lay("np_17.jpg", "b.jpg", "c.jpg")
    monkeypatch.setattr("server.nearby.MOST_FILES", 2)
    nearby = Nearby(tmp_path)

    assert (nearby.is_too_full, nearby.called("np_17")) == (True, [])
    assert MOST_FILES >= 100_000


def test_it_can_be_left_alone(lay, read):
    """`--named-only`: nothing but what records name."""
    lay("np_17.jpg")
    records, report = read(LIST, named_only=True)

    assert (pages(records["np_17"]), told(report), report.notes) == ([], [], [])


def test_validate_says_what_would_be_found(tmp_path, lay):
    """The forecast counts the pages, and says where they came from."""
    lay("np_17_1.jpg", "np_17_2.jpg")
    (tmp_path / "list.csv").write_text(LIST)
    given = Input(find_sources([str(tmp_path / "list.csv")]), ReadingOptions())
    report = validate(given, lambda _: None)

    assert report.summary.pages == 2
    assert report.as_json()["summary"]["notes"] == report.notes != []


def test_what_is_found_by_name_is_stored(tmp_path, lay):
    """As if the list had named it, in whatever folder it lies."""
    lay("images/np_17/0001.png")
    Pillow.new("RGB", (40, 30), "teal").save(tmp_path / "images" / "np_17" / "0001.png")
    (tmp_path / "list.csv").write_text(LIST)
    (tmp_path / "archive").mkdir()
    archive = make_archive(settings_in(tmp_path / "archive"), Clock())
    given = Input(find_sources([str(tmp_path / "list.csv")]), ReadingOptions())
    ingest(given, archive, lambda _: None)
    (kept,) = (one for batch in archive.store.every(10) for one in batch)
    archive.store.close()
    (page,) = kept.record.pages

    assert (page.file, page.image.width) == ("images/np_17/0001.png", 40)


@pytest.mark.parametrize(
    ("there", "named"),
    [("210a.jpg", "210A.jpg"), ("a b.jpg", "a_b.jpg"), ("images/a-b.jpg", "A B.JPG")],
    ids=["case", "underscore", "both, in a folder"],
)
def test_a_name_that_is_nearly_right_is_told_with_the_right_one(tmp_path, lay, there, named):
    """The archivist sees which file is there."""
    lay(there)

    with pytest.raises(MissingFile, match=rf'there is "{there.rpartition("/")[2]}"'):
        find_file(named, tmp_path)


@pytest.mark.parametrize(("there", "named"), [("NFD", "NFC"), ("NFC", "NFD")])
def test_a_name_is_found_however_its_letters_are_composed(tmp_path, lay, there, named):
    """Nobody can see the difference."""
    lay(unicodedata.normalize(there, "café.jpg"))

    assert find_file(unicodedata.normalize(named, "café.jpg"), tmp_path).is_file()


@pytest.mark.parametrize(
    ("lesser", "greater"),
    [("a_2", "a_10"), ("a", "a_1"), ("a_front", "a_back"), ("a_1", "a_1v"), ("p²", "p³")],
)
def test_names_are_sorted_as_people_count(lesser, greater):
    """Whatever digits there are in Unicode."""
    assert natural(lesser) < natural(greater)


@pytest.mark.parametrize("name", ["", "...", "/", "日本 1", "a" * 5000, "\0", "É_é"])
def test_whatever_a_record_is_called_nothing_breaks(tmp_path, name):
    """Ids may be nearly anything."""
    assert Nearby(tmp_path).called(name) == []
    assert fold_name(name) == fold_name(name.upper())
