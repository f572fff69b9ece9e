"""The sample archive is what its README says: counted, complete, labelled and small."""

import csv
import json
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest
from archives import record_of, settings_in
from PIL import Image

from schemas.grammar import ancestors, is_id, is_key, is_set_spec
from schemas.languages import read_language
from schemas.record import Range
from schemas.row import Row
from server.surfaces import Intake

SAMPLES = Path(__file__).parents[2] / "samples"
CC0 = "http://creativecommons.org/publicdomain/zero/1.0/"

FILE_LIMIT, ALL_LIMIT = 100_000, 3_000_000
LETTERS_COLUMNS = {
    "id", "title", "title@zh", "creator", "date", "type", "language", "subject", "abstract",
    "description", "rights", "collections", "transcript",
}  # fmt: skip

# The page of search results from which the project grew, documents 11–20 of 25.
SEED = [
    (
        "October 2, 1957",
        "Meeting of the Representatives of the Chinese Delegation at the Ministry of Defense "
        "Industry",
    ),
    (
        "September 23, 1957",
        "Report on Meetings Between Chinese and Soviet Representatives on Rocket Production",
    ),
    (
        "September 11, 1957",
        "Protocol No. 1 of the Joint Meeting of the Delegations of the Soviet Ministry of Defense "
        "Industry and Representatives of the Chinese People’s Republic",
    ),
    (
        "September 5, 1963",
        "Zhou Enlai’s Discussion with a Kenyan African National Federation Delegation (Excerpt)",
    ),
    (
        "July 18, 1960",
        "Mao Zedong’s Talk at the Beidaihe Central Committee Work Conference (Excerpt)",
    ),
    (
        "July 11, 1960",
        "Some Remarks by Zhou Enlai on a Report by Nie Rongzhen",
    ),
    (
        "July 3, 1960",
        "Report by Nie Rongzhen to Mao Zedong Regarding Science and Technology (Abridged)",
    ),
    (
        "June 20, 1959",
        "Letter from the Communist Party of the Soviet Union Central Committee to the Chinese "
        "Communist Party Central Committee on the Temporary Halt in Nuclear Assistance",
    ),
    (
        "April 4, 1958",
        "Letter from Nikita Khrushchev to Zhou Enlai on the Prohibition of Nuclear Testing",
    ),
    (
        "February 28, 1958",
        "Conversation of Mao Zedong with Soviet Ambassador Pavel Yudin (Excerpt)",
    ),
]


def rows(name):
    return [json.loads(line) for line in (SAMPLES / name).read_text("utf-8").splitlines()]


def letters():
    with (SAMPLES / "letters.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


LINES = rows("records.jsonl")
COLLECTIONS = [line for line in LINES if "collection" in line]
LOADED = [line for line in LINES if "id" in line]
WITHDRAWN = rows("withdrawn.jsonl")
RECORDS = LOADED + WITHDRAWN
LETTERS = letters()

PAGES = [(record, page) for record in RECORDS for page in record.get("pages", [])]
FILES = [page["file"] for _, page in PAGES] + [
    file["file"] for record in RECORDS for file in record.get("files", [])
]


def by_id(record):
    return record["id"]


def by_page(value):
    return value.get("id") or value["key"]


def sets_of(record):
    return {above for spec in record["collections"] for above in ancestors(spec)}


def texts(values):
    return [value if isinstance(value, str) else value["value"] for value in values]


def open_page(path):
    """Return the picture of a file as ingest would see it, the first page of a PDF."""
    if path.suffix == ".pdf":
        return pypdfium2.PdfDocument(path)[0].render().to_pil()
    with Image.open(path) as image:
        image.load()
        return image


def test_twenty_five_public_records_stand_in_china_nuclear():
    """The seed page counts 25 results; the withdrawn and the restricted record are not of them."""
    inside = [record for record in LOADED if "china-nuclear" in sets_of(record)]
    access = Counter(record.get("access", "public") for record in inside)

    assert access == {"public": 25, "restricted": 1}


def test_no_id_stands_twice():
    """An identifier is unique, across every file of the sample."""
    ids = Counter(row["id"] for row in [*RECORDS, *LETTERS])

    assert [name for name, times in ids.items() if times > 1] == []
    assert all(is_id(name) for name in ids)


def test_the_withdrawn_record_is_a_statement():
    """Deleting it leaves a tombstone in a set that still has living records."""
    [withdrawn] = WITHDRAWN

    assert withdrawn["collections"] == ["china-nuclear:statements"]


def test_every_collection_used_is_described():
    """A set without a description would show its bare setSpec as its name."""
    described = {row["collection"] for row in COLLECTIONS}
    used = {spec for record in RECORDS for spec in sets_of(record)}
    used |= {row["collections"] for row in LETTERS}

    assert used == described
    assert all(is_set_spec(spec) for spec in described)


@pytest.mark.parametrize("row", COLLECTIONS, ids=lambda row: row["collection"])
def test_a_collection_has_a_title_with_a_language_and_one_sentence(row):
    """Each collection line gives a title whose language is known, and a description."""
    metadata = row["metadata"]

    assert all(title["lang"] for title in metadata["title"])
    assert [text.count(".") for text in texts(metadata["description"])] == [1]


@pytest.mark.parametrize(("date", "title"), SEED)
def test_the_seed_page_is_kept_as_written(date, title):
    """Titles and dates are facts, kept as on the page that this project grew from."""
    written = [
        (texts(record["metadata"]["title"])[0], record["metadata"]["date"][0]) for record in LOADED
    ]

    assert (title, date) in written


@pytest.mark.parametrize("record", RECORDS, ids=by_id)
def test_a_record_has_title_date_abstract_and_rights(record):
    """Every record is described at least so far that it can be found, dated and reused."""
    metadata = record["metadata"]

    assert all(title["value"] and title["lang"] for title in metadata["title"])
    assert metadata["date"][0]
    assert metadata["dcterms:abstract"]
    assert metadata["rights"][0] == CC0


@pytest.mark.parametrize("record", RECORDS, ids=by_id)
def test_a_record_says_that_it_is_no_facsimile(record):
    """Who meets a record elsewhere must still learn that its images and texts are ours."""
    note = texts(record["metadata"]["description"])[0]
    claims = (
        ("no facsimile", "summary in our own words") if "pages" in record else ("no page images",)
    )

    assert all(words in note for words in claims)


@pytest.mark.parametrize("record", RECORDS, ids=by_id)
def test_languages_are_those_of_the_sheets(record):
    """``language`` names what a reader finds on the pages, in whatever form it is written."""
    pages = [page["text"] for page in record.get("pages", [])] or [record["text"]]
    on_sheets = {lang for text in pages for lang in text}

    assert {read_language(name).value for name in record["metadata"]["language"]} == on_sheets


@pytest.mark.parametrize(("record", "page"), PAGES, ids=by_page)
def test_a_page_has_text_in_its_first_language(record, page):
    """The transcript comes first and is not empty; translations follow and are not empty."""
    assert page["text"]
    assert all(text.strip() for text in page["text"].values())
    assert is_key(page["key"])


@pytest.mark.parametrize("record", RECORDS, ids=by_id)
def test_every_record_has_an_english_transcript(record):
    """Whoever reads English can read all of the sample, with page images or without."""
    texts_of_pages = [page["text"] for page in record.get("pages", [])]

    assert all("en" in text for text in texts_of_pages or [record.get("text", {})])


def test_each_first_page_is_labelled_a_summary():
    """A transcript must not be taken for the text of the document."""
    first_pages = [record["pages"][0] for record in RECORDS if "pages" in record]
    openings = [page["text"]["en"].split("\n\n")[0] for page in first_pages]

    assert set(openings) == {"Summary of the document in our own words; not its text."}


def test_chinese_and_a_right_to_left_script_are_among_the_languages():
    """The demo shows CJK search and bidirectional text."""
    languages = {lang for _, page in PAGES for lang in page["text"]}

    assert {"zh", "ar"} <= languages


def test_the_demo_shows_a_table_of_contents_and_a_direction():
    """One record has ranges, one within the other; one is read from right to left, as Arabic is."""
    records = [record_of(row) for row in LOADED]
    inner = [item for one in records for top in one.ranges for item in top.items]
    leftward = [one for one in records if one.viewing_direction == "right-to-left"]

    assert any(isinstance(item, Range) for item in inner)
    assert [next(iter(one.pages[0].text)) for one in leftward] == ["ar"]


def test_pages_are_one_or_several_or_none():
    """At least four records have two or three pages, at least two have none, most have one."""
    counts = Counter(len(record.get("pages", [])) for record in LOADED)

    assert counts[2] + counts[3] >= 4
    assert counts[0] >= 2
    assert counts[1] > len(LOADED) / 2


@pytest.mark.parametrize("name", FILES)
def test_a_named_file_can_be_read(name):
    """Pillow or PDFium opens it, and it has the shape of an A4 sheet."""
    image = open_page(SAMPLES / name)

    assert image.height / image.width == pytest.approx(2**0.5, rel=0.01)


def test_formats_are_mixed():
    """PNG, JPEG, TIFF and PDF each take another way through ingest."""
    pages = {Path(page["file"]).suffix for _, page in PAGES}
    files = [file["file"] for record in RECORDS for file in record.get("files", [])]

    assert pages == {".png", ".jpg", ".tif", ".pdf"}
    assert [len(pypdfium2.PdfDocument(SAMPLES / name)) for name in files] == [2]


def test_a_pdf_says_what_its_transcript_says():
    """The transcript of a page is what is typeset on it, word for word."""
    [page] = [page for _, page in PAGES if page["file"].endswith(".pdf")]
    [sheet] = pypdfium2.PdfDocument(SAMPLES / page["file"])
    typeset = " ".join(sheet.get_textpage().get_text_range().split())

    assert " ".join(page["text"]["en"].split()) in typeset


def test_every_made_file_is_named():
    """Nothing lies in the folder that no record uses."""
    made = {f"pages/{path.name}" for path in (SAMPLES / "pages").iterdir()}

    assert made == set(FILES)


def test_the_files_are_small():
    """A clone stays quick: each file under 100 kB, all together under 3 MB."""
    sizes = {name: (SAMPLES / name).stat().st_size for name in FILES}

    assert {name: size for name, size in sizes.items() if size >= FILE_LIMIT} == {}
    assert sum(sizes.values()) < ALL_LIMIT


@pytest.mark.parametrize("row", LETTERS, ids=by_id)
def test_a_letter_is_a_whole_row_outside_china_nuclear(row):
    """The spreadsheet has its columns, no ragged row, and a collection of its own."""
    filled = {column for column, cell in row.items() if cell}

    assert set(row) == LETTERS_COLUMNS
    assert set(row) - filled <= {"title@zh"}
    assert row["collections"] == "correspondence"
    assert row["transcript"].startswith("Summary of the letter in our own words, not its text.")


def test_some_letters_have_several_subjects():
    """A semicolon separates values, as in most archives' spreadsheets."""
    assert any(";" in row["subject"] for row in LETTERS)
    assert 5 <= len(LETTERS) <= 8


MEDIA = [row for row in rows("media.jsonl") if "id" in row]


def test_the_media_are_made_by_us_and_say_so():
    """Who meets a recording elsewhere must learn that it is none of the event."""
    notes = [texts(record["metadata"]["description"])[0] for record in MEDIA]

    assert ["no recording of the event" in note or "no facsimile" in note for note in notes] == [
        True,
        True,
    ]
    assert {record["metadata"]["rights"][0] for record in MEDIA} == {CC0}


def test_the_media_are_small_and_all_used():
    """A clone stays quick."""
    made = {path.relative_to(SAMPLES).as_posix(): path for path in (SAMPLES / "media").iterdir()}
    pages = [page for record in MEDIA for page in record.get("pages", ())]
    named = {name for page in pages for name in (page["file"], *page["captions"].values())}
    named |= {file["file"] for record in MEDIA for file in record.get("files", ())}

    assert set(made) == named
    assert sum(path.stat().st_size for path in made.values()) < 3 * FILE_LIMIT


def test_the_media_are_taken_in_without_a_warning(tmp_path):
    """The recording is heard with captions in two languages, the booklet has words with places."""
    folder = SAMPLES
    settings = settings_in(tmp_path)
    taken = []
    for record in MEDIA:
        intake = Intake(Row("media.jsonl", 1, record, folder=folder), settings)
        taken.append(intake.take(record_of(record, folder)))
        assert intake.problems == []
    reading, booklet = taken

    assert 20 < reading.canvases[0].duration < 40
    assert {tag: len(times) for tag, times in reading.pages[0].times.items()} == {"en": 5, "fr": 5}
    assert [len(page.boxes["en"]) > 50 for page in booklet.canvases] == [True, True, True]
