"""Compound objects: rows with a parent become its pages and files, none of them in silence."""

import pytest

from metadata.rows import ReadingOptions, read
from metadata.sources import Source
from schemas.check import check
from schemas.row import Row

HEADER = "objectid,parentid,title,date,language,filename,object_location,transcript"


def rows_of(folder, *lines, header=HEADER):
    """Return what is checked of a sheet, by id or line; the counts must add up."""
    path = folder / "sheet.csv"
    path.write_text("\n".join([header, *lines]), encoding="utf-8")
    rows = [
        row for row in read(Source(str(path), folder), ReadingOptions()) if isinstance(row, Row)
    ]
    assert sum(row.count for row in rows) == len(lines)
    checked = [check(row) for row in rows]
    return {one.record.id if one.record else one.row.line: one for one in checked}


def refusal_of(checked):
    """Return the line and the field of what refuses a row."""
    (problem,) = [one for one in checked.problems if one.severity == "refuse"]
    return problem.line, problem.field


def test_a_child_keeps_all_its_files(tmp_path):
    """A row may name a picture, a recording and a transcript that is a file."""
    found = rows_of(
        tmp_path,
        "p,,Postcard,1910,eng,,,",
        "c,p,front,,,a.jpg; b.jpg,https://a.example/talk.mp3,talk.txt",
    )["p"].record

    assert [(page.key, page.label, page.file) for page in found.pages] == [
        ("c", "front", "a.jpg"),
        ("c-2", None, "b.jpg"),
    ]
    assert [(file.key, file.file) for file in found.files] == [
        ("c", "https://a.example/talk.mp3"),
        ("c-2", "talk.txt"),
    ]


def test_a_page_speaks_the_language_of_its_record(tmp_path):
    """The rows of pages leave blank what the row of the whole says."""
    found = rows_of(
        tmp_path,
        "p,,Letter,1910,rus,,,",
        "c1,p,1,,,a.jpg,,Дорогой",
        "c2,p,2,,fre,b.jpg,,Cher",
        "c3,p,talk,,,,https://a.example/talk.mp3,Слова",
    )["p"].record

    assert [page.text for page in found.pages] == [{"ru": "Дорогой"}, {"fr": "Cher"}]
    assert found.text == {"ru": "Слова"}


def test_a_translation_does_not(tmp_path):
    """It is in another language, whichever."""
    header = "objectid,parentid,title,language,translation"
    found = rows_of(tmp_path, "p,,Letter,rus,", "c,p,1,,Dear", header=header)["p"].record

    assert found.pages[0].text == {"und": "Dear"}


def test_a_title_beside_a_label_is_kept(tmp_path):
    """The label names the page; what else the row calls it stays with its metadata."""
    header = "objectid,parentid,title,label"
    found = rows_of(tmp_path, "p,,Letter,", "c,p,The verso,2", header=header)["p"].record

    assert found.pages[0].label == "2"
    assert found.pages[0].metadata["title"][0].text == "The verso"


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("c2,p,bad\x01,,,b.jpg,,", "title"),
        ("c1,p,again,,,b.jpg,,", "objectid"),
        ("c2,nobody,2,,,b.jpg,,", "parentid"),
        ("c2,c2,2,,,b.jpg,,", "parentid"),
    ],
)
def test_a_bad_part_is_refused_alone(tmp_path, line, field):
    """One bad row never stops the others: the record keeps its other pages."""
    found = rows_of(tmp_path, "p,,Letter,1910,rus,,,", "c1,p,1,,,a.jpg,,", line, "c3,p,3,,,c.jpg,,")

    assert refusal_of(found[4]) == (4, field)
    assert [page.key for page in found["p"].record.pages] == ["c1", "c3"]


def test_a_part_that_nobody_may_see_is_no_part_of_what_everybody_sees(tmp_path):
    """A page of a public record would be public too."""
    header = "objectid,parentid,title,access"
    lines = ("p,,Letter,", "c,p,1,restricted", "q,,Letter,restricted", "d,q,1,restricted")
    found = rows_of(tmp_path, *lines, header=header)

    assert refusal_of(found[3]) == (3, "access")
    assert len(found["p"].record.pages) == 0
    assert len(found["q"].record.pages) == 1


def test_a_part_in_collections_of_its_own_is_told(tmp_path):
    """A page is where its record is."""
    header = "objectid,parentid,title,collections"
    found = rows_of(tmp_path, "p,,Letter,a", "c,p,1,a; b", header=header)["p"]
    (told,) = [one for one in found.problems if one.field == "collections"]

    assert (told.line, told.value, found.record.collections) == (3, "b", ("a",))


def test_a_part_that_would_be_shown_in_its_own_way_is_told(tmp_path):
    """Direction and behavior are those of the whole: a canvas has no direction (§3.2)."""
    header = "objectid,parentid,title,viewing direction,behavior"
    found = rows_of(tmp_path, "p,,Letter,rtl,paged", "c,p,1,ltr,paged", header=header)["p"]
    told = [(one.line, one.field, one.value) for one in found.problems if one.value == "ltr"]

    assert told == [(3, "viewing direction", "ltr")]
    assert found.record.viewing_direction == "right-to-left"


def test_a_part_of_a_part_is_told(tmp_path):
    """It is a page of the whole; a sheet with fonds and series has an advice for its archivist."""
    found = rows_of(tmp_path, "f,,Fonds,,,,,", "s,f,Series,,,,,", "i,s,Item,,,,,")["f"]
    (told,) = [one for one in found.problems if one.field == "parentid"]

    assert (told.line, told.value) == (4, "s")
    assert '--map "parentid=dcterms:isPartOf"' in told.message
    assert [page.key for page in found.record.pages] == ["s", "i"]


def test_rows_that_are_below_each_other_are_refused(tmp_path):
    """A ring has no top."""
    found = rows_of(tmp_path, "a,b,A,,,,,", "b,a,B,,,,,")

    assert [refusal_of(found[line]) for line in (2, 3)] == [(2, "parentid"), (3, "parentid")]
    assert "below itself" in found[2].problems[0].message


def test_a_problem_of_a_part_stands_on_its_own_line(tmp_path):
    """The archivist looks for it in the row of the page, under the header of the column."""
    found = rows_of(tmp_path, "p,,Letter,1910,rus,,,", "c,p,1,some day,,a.jpg,,")["p"]

    assert [(one.line, one.field) for one in found.problems if one.value == "some day"] == [
        (3, "date")
    ]


def test_a_part_brings_its_captions_its_ocr_and_its_length(tmp_path):
    """A talk and its slides are rows of their own, and problems name the row and the column."""
    header = "objectid,parentid,title,filename,captions@en,alto,duration"
    found = rows_of(
        tmp_path,
        "p,,Lecture,,,,",
        "c1,p,Talk,talk.mp3,talk.vtt,,0:30",
        "c2,p,Slide,s.png,,s.xml,",
        header=header,
    )["p"]
    talk, slide = found.record.pages

    assert (talk.captions, talk.duration, slide.ocr) == ({"en": "talk.vtt"}, 30, {"und": "s.xml"})
    origin = found.row.origin(("pages", 1, "ocr", "und"))
    assert (origin.line, origin.field) == (4, "alto")
