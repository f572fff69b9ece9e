"""Spreadsheets as archives have them: every row is read or refused with its reason."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from metadata.rows import Header, ReadingOptions, read
from metadata.sources import Source
from schemas.check import check


def rows_of(folder, content, **options):
    """Return the header and the checked rows of a file with *content*."""
    path = folder / "sheet.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    header, *rows = read(Source(str(path), folder), ReadingOptions(**options))
    assert isinstance(header, Header)
    return header, [check(row) for row in rows]


def texts(record, term):
    return [value.text for value in record.values(term)]


@pytest.mark.parametrize(
    ("header", "term"),
    [
        ("title", "title"),
        ("dc:title", "title"),
        ("dcterms:created", "dcterms:created"),
        ("Dublin Core:Title", "title"),
        ("Dublin Core : Date Created", "dcterms:created"),
        ("\u00a0TITLE ", "title"),
        ("dc.date.issued", "dcterms:issued"),
    ],
)
def test_a_term_is_known_by_all_its_names(tmp_path, header, term):
    """Prefix, case, spaces and labels do not count."""
    _, (checked,) = rows_of(tmp_path, f"id,title,{header}\na,T,1957\n")

    assert "1957" in texts(checked.record, term)


@pytest.mark.parametrize(
    "encoded",
    [
        "id,title\na,Привет\n".encode(),
        "\ufeffid,title\na,Привет\n".encode(),
        "id,title\na,Привет\n".encode("utf-16"),
    ],
)
def test_unicode_files_are_read_whatever_their_mark(tmp_path, encoded):
    """A byte order mark is no part of the first header."""
    _, (checked,) = rows_of(tmp_path, encoded)

    assert checked.record.title.text == "Привет"


def test_a_byte_that_is_not_utf8_refuses_its_row_alone(tmp_path):
    """The archivist gets the line and the byte; the other rows are stored."""
    _, (good, bad, last) = rows_of(tmp_path, b"id,title\na,A\nb,caf\xe9\nc,C\n")

    assert [one.is_refused for one in (good, bad, last)] == [False, True, False]
    assert bad.problems[0].line == 3
    assert "0xE9" in bad.problems[0].message


def test_a_quoted_cell_may_hold_lines_and_lines_are_counted(tmp_path):
    """Line numbers are those of the file, after a cell of several lines too."""
    _, (_, second) = rows_of(tmp_path, 'id,title,transcript\na,A,"one\ntwo\nthree"\n"",B,x\n')

    assert {problem.line for problem in second.problems} == {5}


def test_a_long_transcript_in_a_column_is_kept_whole(tmp_path):
    """Transcripts are longer than csv allows by itself."""
    text = "word " * 60_000
    _, (checked,) = rows_of(tmp_path, f'id,title,language,transcript\na,A,ru,"{text}"\n')

    assert checked.record.text == {"ru": text.strip()}


def test_transcripts_of_several_languages_stand_in_columns(tmp_path):
    """The language stands behind the @ of the header."""
    _, (checked,) = rows_of(tmp_path, "id,title,transcript@ru,translation@en\na,A,Да,Yes\n")

    assert checked.record.text == {"ru": "Да", "en": "Yes"}


def test_several_values_are_split_but_prose_is_not(tmp_path):
    """A semicolon in a title belongs to the title."""
    _, (checked,) = rows_of(tmp_path, "id,title,subject,language\na,A; B,x; y|z;,English; French\n")

    assert texts(checked.record, "title") == ["A; B"]
    assert texts(checked.record, "subject") == ["x", "y", "z"]
    assert [value.derived for value in checked.record.values("language")] == ["en", "fr"]


def test_an_unread_column_is_reported_on_line_1(tmp_path):
    """Never silence."""
    header, _ = rows_of(tmp_path, "id,title,donor\na,A,Smith\n")

    assert [(one.line, one.field) for one in header.problems] == [(1, "donor")]


def test_a_mapped_column_is_read_as_told(tmp_path):
    """--map names a term, with a language, or a role."""
    header, (checked,) = rows_of(
        tmp_path, "Nr,Titel\n7,Brief\n", mapped={"Nr": "id", "Titel": "title@de"}
    )

    assert (checked.record.id, checked.record.title.lang) == ("7", "de")
    assert header.problems == ()


def test_children_become_pages_and_files_of_their_parent(tmp_path):
    """CollectionBuilder's compound objects: one record, its children inside, all rows counted."""
    content = (
        "objectid,parentid,title,filename\n"
        "c1,p,front,front.jpg\np,,Postcard,\nc2,p,talk,https://a.example/talk.mp3\n"
    )
    _, (checked,) = rows_of(tmp_path, content)

    assert checked.row.count == 3
    assert [(page.key, page.label, page.file) for page in checked.record.pages] == [
        ("c1", "front", "front.jpg")
    ]
    assert [file.file for file in checked.record.files] == ["https://a.example/talk.mp3"]


def test_a_child_without_a_parent_is_refused(tmp_path):
    """An orphan says whom it names."""
    _, (checked,) = rows_of(tmp_path, "objectid,parentid,title,filename\nc,nobody,T,\n")

    assert checked.is_refused
    assert checked.problems[0].value == "nobody"


def test_an_approximate_date_and_a_point_are_understood(tmp_path):
    """CollectionBuilder says doubt and place in columns of their own."""
    _, (checked,) = rows_of(
        tmp_path,
        "objectid,title,date,date-is-approximate?,latitude,longitude\na,A,1910,yes,46.7,-117.0\n",
    )

    assert checked.record.values("date")[0].derived == "1910~"
    assert texts(checked.record, "dcterms:spatial") == ["north=46.7; east=-117.0"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('id,title\na,"never closed\n', "never closed"),
        ("id,title\na,b,c\n", "cells"),
        ('id,title\na,"b"c\n', "doubled"),
    ],
)
def test_a_row_that_cannot_be_read_says_why(tmp_path, content, said):
    """A reason that its archivist understands, at the line where it stands."""
    _, (checked,) = rows_of(tmp_path, content)

    assert checked.is_refused
    assert checked.problems[0].line == 2
    assert said in checked.problems[0].message


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=8))
def test_whatever_csv_writes_is_accounted_for(tmp_path_factory, table):
    """Every row that is not blank comes back, once."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([["id", "title"], *table])
    folder = tmp_path_factory.mktemp("any")

    _, rows = rows_of(folder, buffer.getvalue())

    assert len(rows) == sum(any(cell.strip() for cell in cells) for cells in table)


@given(st.binary(max_size=200))
@example(b'"')
def test_no_bytes_break_the_reader(tmp_path_factory, content):
    """Whatever the file holds, it is read or refused."""
    path = tmp_path_factory.mktemp("bytes") / "sheet.csv"
    path.write_bytes(content)

    for one in read(Source(str(path), path.parent), ReadingOptions()):
        assert isinstance(one, Header) or check(one)
