"""Spreadsheets as archives have them: every row is read or refused with its reason."""

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from metadata.rows import Header, ReadingOptions, read
from metadata.sources import Source
from schemas.check import check
from schemas.dates import DayOrder
from schemas.problem import Problem
from schemas.row import Row


def rows_of(folder, content, **options):
    """Return the header and the checked rows of a file with *content*.

    What is told of columns at the end stands with the header.
    """
    path = folder / "sheet.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    header, *rest = read(Source(str(path), folder), ReadingOptions(**options))
    assert isinstance(header, Header)
    told = tuple(one for one in rest if isinstance(one, Problem))
    header = replace(header, problems=(*header.problems, *told))
    return header, [check(row) for row in rest if isinstance(row, Row)]


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


@pytest.mark.parametrize("header", ["viewing_direction", "Viewing direction", "Reading Direction"])
def test_a_sheet_says_how_its_records_are_shown(tmp_path, header):
    """Direction and behavior are columns of their own (Presentation 3.0 §3.2)."""
    content = f"id,title,{header},behaviour\na,A,Right to left,Paged; no repeat\n"
    _, (checked,) = rows_of(tmp_path, content)

    assert checked.record.viewing_direction == "right-to-left"
    assert checked.record.behavior == ("paged", "no-repeat")


def test_a_direction_that_is_none_is_told_in_its_column(tmp_path):
    """The row is refused, with line, column, value and what would be accepted."""
    _, (checked,) = rows_of(tmp_path, "id,title,Viewing direction\na,A,inwards\n")
    (refusal,) = [one for one in checked.problems if one.severity == "refuse"]

    assert (refusal.line, refusal.field, refusal.value) == (2, "Viewing direction", "inwards")
    assert "right-to-left" in refusal.message


def test_an_unread_column_is_reported_on_line_1_with_what_it_holds(tmp_path):
    """Never silence: how many rows have something there, the first of it, and how to keep it."""
    header, _ = rows_of(tmp_path, "id,title,donor,empty\na,A,,\nb,B,Smith,\nc,C,Jones,\n")
    (told,) = header.problems

    assert (told.line, told.field) == (1, "donor")
    assert '2 rows have something there, as "Smith"' in told.message
    assert '--map "donor=TERM"' in told.message


@pytest.mark.parametrize(
    ("header", "written", "access", "doubts"),
    [
        ("published", "no", "restricted", 0),
        ("published", "1", "public", 0),
        ("published", "perhaps", "restricted", 1),
        ("Closed?", "TRUE", "restricted", 0),
        ("Closed?", "none", "public", 0),
        ("Closed?", "until 2030", "restricted", 1),
    ],
)
def test_a_column_may_say_what_nobody_may_see_yet(tmp_path, header, written, access, doubts):
    """What is neither yes nor no is told, and stays closed: that can be undone."""
    sheet = f"id,title,{header}\na,A,{written}\n"
    _, (checked,) = rows_of(tmp_path, sheet, mapped={"Closed?": "restricted"})

    assert checked.record.access == access
    assert len(said_of(checked, header)) == doubts


def test_restriction_wins_over_publication(tmp_path):
    """Two columns of one record disagree: it stays closed."""
    sheet = "id,title,Closed,access,published\na,A,yes,public,yes\n"
    _, (checked,) = rows_of(tmp_path, sheet, mapped={"Closed": "restricted"})

    assert checked.record.access == "restricted"


def test_a_row_may_say_which_language_it_is_written_in(tmp_path):
    """Its sentences and headings are in it; names, numbers and dates are in none."""
    sheet = "id,title,creator,date,subject,title@de,culture\na,Mill,Weir,1911,mills,Mühle,fre\n"
    _, (checked,) = rows_of(tmp_path, sheet)
    metadata = checked.record.metadata
    told = {term: [value.lang for value in metadata[term]] for term in metadata}

    assert told == {
        "title": ["fr", "de"],
        "creator": [None],
        "date": [None],
        "subject": ["fr"],
    }


def test_children_stand_in_the_order_that_the_sheet_says(tmp_path):
    """Numbers, not letters; those without one come last, as they stand."""
    sheet = (
        "id,title,parent,order,file\np,P,,,\nc9,,p,9,9.jpg\nx,,p,,x.jpg\nc10,,p,10,10.jpg\n"
        "y,,p,soon,y.jpg\nc1,,p,1.5,1.jpg\n"
    )
    _, (checked,) = rows_of(tmp_path, sheet)

    assert [page.file for page in checked.record.pages] == [
        "1.jpg",
        "9.jpg",
        "10.jpg",
        "x.jpg",
        "y.jpg",
    ]


def test_a_mapped_column_is_read_as_told(tmp_path):
    """--map names a term, with a language, or a role."""
    header, (checked,) = rows_of(
        tmp_path, "Nr,Titel\n7,Brief\n", mapped={"Nr": "id", "Titel": "title@de"}
    )

    assert (checked.record.id, checked.record.title.lang) == ("7", "de")
    assert header.problems == ()


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("objectid,title", "CollectionBuilder"),
        ("object-id,title,description", "CollectionBuilder"),
        ("id,title", "native"),
        ("dc:identifier,dc:title", "Dublin Core"),
        ("Nr,Titel", "unknown"),
    ],
)
def test_column_sets_are_known_by_their_headers(tmp_path, header, kind):
    """The report says as what a sheet was read."""
    assert rows_of(tmp_path, f"{header}\na,A,B\n")[0].kind == kind


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


def said_of(checked, field):
    """Return what is said of a field of a row."""
    return [one.message for one in checked.problems if one.field == field]


def test_values_between_signs_that_no_sentence_holds_are_split_everywhere(tmp_path):
    """Omeka exports titles with ^^ between them, DSpace with ||."""
    _, (checked,) = rows_of(
        tmp_path, "id,title,description\na,A; one^^B,x;y^^z\n", separators=("^^",)
    )

    assert texts(checked.record, "title") == ["A; one", "B"]
    assert texts(checked.record, "description") == ["x;y", "z"]


def test_addresses_between_commas_are_several_files(tmp_path):
    """So Omeka lists them; a comma in one name stays."""
    cell = '"https://a.example/1.jpg,https://a.example/2.jpg; a, b.mp3"'
    _, (checked,) = rows_of(tmp_path, f"id,title,file\na,A,{cell}\n")

    assert [file.file for file in checked.record.files] == [
        "https://a.example/1.jpg",
        "https://a.example/2.jpg",
    ]
    assert [page.file for page in checked.record.pages] == ["a, b.mp3"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_ends_of_lines_are_the_files_own(tmp_path, end):
    """However a file ends its lines, a cell of several has the same text, and the line is right."""
    content = end.join(["id,title,transcript", 'a,A,"one', "", 'two"', ",B,x", ""])
    _, (first, second) = rows_of(tmp_path, content.encode())

    assert first.record.text == {"und": "one\n\ntwo"}
    assert said_of(second, "id")
    assert {one.line for one in second.problems} == {5}


def test_one_file_may_end_its_lines_in_every_way(tmp_path):
    """Old Macs, Windows and Unix met in it; lines are counted as an editor counts them."""
    _, rows = rows_of(tmp_path, b"id,title\r\na,A\rb,B\nc,\r\n")

    assert [one.row.native["id"] for one in rows] == ["a", "b", "c"]
    assert [one.line for one in rows[2].problems if one.field == "title"] == [4]


def test_a_letter_that_was_lost_earlier_is_told_and_kept(tmp_path):
    """U+FFFD is legal, so the row is; but somebody has to know."""
    _, (checked,) = rows_of(tmp_path, "id,title,notes\na,Caf\ufffd,\ufffd\n")

    assert checked.record.title.text == "Caf\ufffd"
    assert ["U+FFFD" in said for said in said_of(checked, "title")] == [True]


def test_columns_of_one_header_are_one_element_repeated(tmp_path):
    """They are merged in the order in which they stand, and none is refused."""
    _, (checked,) = rows_of(tmp_path, "id,title,subject,Subject,subject\na,A,x;y,,z\n")

    assert texts(checked.record, "subject") == ["x", "y", "z"]


@pytest.mark.parametrize(
    ("written", "derived"),
    [
        ("Image;StillImage", "StillImage"),
        ("Audio", "Sound"),
        ("text", "Text"),
        ("record", None),
    ],
)
def test_types_are_understood_as_sheets_have_them(tmp_path, written, derived):
    """What is none of DCMI's types is told, and kept."""
    _, (checked,) = rows_of(tmp_path, f"id,title,type\na,A,{written}\n")
    said = {value.derived for value in checked.record.values("type")}

    assert derived in said
    assert (said_of(checked, "type") == []) == (derived is not None)


@pytest.mark.parametrize("yes", ["yes", "Y", "y", "TRUE"])
def test_yes_beside_a_year_is_folded_into_the_date(tmp_path, yes):
    """However it is written (EDTF level 1)."""
    sheet = f"objectid,title,date,date-is-approximate?\na,A,1910,{yes}\n"
    _, (checked,) = rows_of(tmp_path, sheet)

    assert checked.record.values("date")[0].derived == "1910~"


def test_a_cell_of_several_years_has_as_many_dates(tmp_path):
    """Each by itself, and one in the wrong shape is told alone."""
    _, (checked,) = rows_of(tmp_path, "id,title,date\na,A,1905; 1906; 1907; March 32\n")

    assert [one.derived for one in checked.record.values("date")] == ["1905", "1906", "1907", None]
    assert len(said_of(checked, "date")) == 1


def test_rows_of_pages_need_nothing_of_their_own(tmp_path):
    """Half of a sheet has no title, date, rights, language or type: its rows are pages."""
    rights = "http://rightsstatements.org/vocab/NoC-US/1.0/"
    sheet = (
        "objectid,parentid,title,date,type,language,rightsstatement,filename\n"
        f"p,,Card,1910,Image,eng,{rights},\nc1,p,,,,,,a.jpg\nc2,p,,,,,,b.jpg\n"
    )
    _, (checked,) = rows_of(tmp_path, sheet)

    assert (checked.row.count, len(checked.record.pages)) == (3, 2)
    assert checked.problems == ()


def test_an_unread_column_without_a_header_is_told_once(tmp_path):
    """What stands in it is not lost in silence; empty columns at the end are no trouble."""
    _, rows = rows_of(tmp_path, "id,title,,date,\na,A,,1957,\nb,B,lost,1957,\nc,C,lost,1957,\n")

    assert [(one.line, one.value) for row in rows for one in row.problems if "column" in one.field]
    assert [said_of(row, "column 3") != [] for row in rows] == [False, True, False]


def test_a_record_has_one_id_whatever_the_columns(tmp_path):
    """The first column that is the id is it, that of the known kind before; the other is told."""
    header, (checked,) = rows_of(
        tmp_path, "id,objectid,title,access,access\n1,o1,T,restricted,public\n"
    )

    assert (checked.record.id, checked.record.access) == ("o1", "restricted")
    assert [one.field for one in header.problems] == ["id", "access"]


@pytest.mark.parametrize(
    ("identifiers", "record_id"),
    [("MS 1; MS 2", "MS 1"), ("https://hdl.handle.net/1/2; MS 1", "MS 1"), ("1/2", "1/2")],
)
def test_without_an_id_the_first_identifier_that_can_be_one_is_it(tmp_path, identifiers, record_id):
    """An address is a good identifier and no id; the sheet is told what was done."""
    header, (checked,) = rows_of(tmp_path, f"dc:title,dc:identifier\nT,{identifiers}\n")

    assert checked.record.id == record_id
    assert texts(checked.record, "identifier") == identifiers.split("; ")
    assert [one.field for one in header.problems] == ["identifier"]


def test_an_address_alone_is_no_id(tmp_path):
    """The archivist is told what to leave out."""
    _, (checked,) = rows_of(tmp_path, "dc:title,dc:identifier\nT,https://hdl.handle.net/1/2\n")

    assert checked.is_refused
    assert ["leave out http://" in said for said in said_of(checked, "dc:identifier")] == [True]


def test_map_says_which_column_is_the_id(tmp_path):
    """The command line knows better than the header."""
    _, (checked,) = rows_of(tmp_path, "id,title,Signatur\n1,T,MS 1\n", mapped={"Signatur": "id"})

    assert checked.record.id == "MS 1"


@pytest.mark.parametrize(
    ("headers", "advice"),
    [
        ("Title,Call number", '--map "Call number=id"'),
        ("Title,legacyId", '--map "legacyId=id"'),
        ("Title,Notes", '--map "COLUMN=id"'),
        ("id,Titel", '--map "Titel=title"'),
        ("id,digital_object_title", '--map "digital_object_title=title"'),
    ],
)
def test_a_missing_id_or_title_is_told_with_the_command_that_helps(tmp_path, headers, advice):
    """The column that is likely meant is named, and never taken for it."""
    header, (checked,) = rows_of(tmp_path, f"{headers}\na,b\n")

    assert checked.is_refused
    assert any(advice in one.message for one in header.problems)


def test_a_header_of_which_nothing_is_known_may_stand_lower(tmp_path):
    """A sheet that begins with its own name is told what to do."""
    header, rows = rows_of(tmp_path, "Our postcards,,\nid,title,date\na,A,1957\n")

    assert all(row.is_refused for row in rows)
    assert "above the header" in header.problems[0].message


@pytest.mark.parametrize(
    ("header", "tag"),
    [
        ("Transcript", "ru"),
        ("Full Text", "ru"),
        ("Full-Text_Transcript", "ru"),
        ("Letter transcription", "ru"),
        ("object_transcript", "ru"),
        ("Item Type Metadata:Transcription", "ru"),
        ("transcript@en", "en"),
        ("Transcript [en]", "en"),
        ("Transcript (English)", "en"),
        ("transcript_en", "en"),
        ("English transcript", "en"),
        ("Full text (Arabic)", "ar"),
        ("Transcription - Chinese", "zh"),
        ("translation", "und"),
        ("English translation", "en"),
        ("translation@fr", "fr"),
    ],
)
def test_transcripts_say_their_language_in_many_ways(tmp_path, header, tag):
    """Without one it is that of what is described, but never for a translation."""
    _, (checked,) = rows_of(tmp_path, f"id,title,language,{header}\na,A,Russian,Words\n")

    assert checked.record.text == {tag: "Words"}


@pytest.mark.parametrize(
    "header",
    [
        "Accession no",
        "Transcription date",
        "Transcript by",
        "Transcript id",
        "Title id",
        "French publisher",
        "Identifier (DOI)",
    ],
)
def test_a_word_that_may_be_something_else_is_no_language(tmp_path, header):
    """A header is not understood rather than misunderstood."""
    sheet, _ = rows_of(tmp_path, f"id,title,{header}\na,A,x\n")

    assert [one.field for one in sheet.problems] == [header]


def test_a_title_may_be_in_a_language(tmp_path):
    """Whether the header says it in brackets or in words."""
    _, (checked,) = rows_of(tmp_path, "id,Title (French),German title\na,Une lettre,Ein Brief\n")

    assert [(one.text, one.lang) for one in checked.record.values("title")] == [
        ("Une lettre", "fr"),
        ("Ein Brief", "de"),
    ]


@pytest.mark.parametrize(
    ("written", "derived"),
    [
        ("1910", "1910~"),
        ("1910-1915", "1910~/1915~"),
        ("1910s", "191X~"),
        ("1910?", "1910%"),
        ("ca. 1910", "1910~"),
    ],
)
def test_a_date_that_is_said_to_be_approximate_is_so(tmp_path, written, derived):
    """EDTF level 1 marks a date, both ends of an interval, and doubt that was there before."""
    columns = "objectid,title,date,date is approximate"
    _, (checked,) = rows_of(tmp_path, f"{columns}\na,A,{written},yes\n")

    assert checked.record.values("date")[0].derived == derived
    assert said_of(checked, "date is approximate") == []


def test_a_day_in_digits_is_approximate_too_once_its_order_is_known(tmp_path):
    """What --dates settles bears the doubt of its row as any other date."""
    sheet = "objectid,title,date,date is approximate\na,A,02/10/1957,yes\n"
    _, (checked,) = rows_of(tmp_path, sheet, dates=DayOrder.DAY_FIRST)

    assert checked.record.values("date")[0].derived == "1957-10-02~"


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("date is approximate", "before 1950,yes,46.7,-117"),
        ("date is approximate", "1910,perhaps,46.7,-117"),
        ("latitude", "1910,no,46.7,"),
        ("longitude", "1910,no,46.7,117 W"),
    ],
)
def test_what_a_column_of_its_own_cannot_say_is_told(tmp_path, column, cells):
    """Half a point, a doubt that no date can bear, or neither yes nor no."""
    columns = "objectid,title,date,date is approximate,latitude,longitude"
    _, (checked,) = rows_of(tmp_path, f"{columns}\na,A,{cells}\n")

    assert len(said_of(checked, column)) == 1


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
        assert not isinstance(one, Row) or check(one)


def test_a_recording_has_its_captions_and_its_length(tmp_path):
    """Each language of captions is a column; files of transcripts that are captions are such."""
    _, (checked,) = rows_of(
        tmp_path,
        "id,title,file,Captions (French),transcript,duration,ocr file\n"
        "a,A,talk.mp3; p1.tif,talk.fr.vtt,talk.vtt,1:21,p1.xml\n",
    )
    talk, picture = checked.record.pages

    assert talk.captions == {"fr": "talk.fr.vtt", "und": "talk.vtt"}
    assert (talk.duration, picture.ocr) == (81, {"und": "p1.xml"})


@pytest.mark.parametrize(
    ("header", "cell", "message"),
    [
        ("captions", "talk.vtt", "no one recording"),
        ("duration", "1:21", "no one recording"),
        ("alto", "a.xml", "no one picture"),
    ],
)
def test_what_belongs_to_no_one_page_is_told(tmp_path, header, cell, message):
    """Of two recordings nobody knows which, and of none there is none."""
    _, found = rows_of(
        tmp_path,
        f"id,title,file,{header}\na,A,,{cell}\nb,B,a.mp3; b.mp3; 1.tif; 2.tif,{cell}\n",
    )
    told = [one for row in found for one in row.problems if message in one.message]

    assert [(one.field, one.value, one.line) for one in told] == [
        (header, cell, 2),
        (header, cell, 3),
    ]


def test_a_duration_in_words_is_told(tmp_path):
    """The row is kept, and says what would be read."""
    _, (checked,) = rows_of(tmp_path, "id,title,file,duration\na,A,a.mp3,12 minutes\n")

    assert checked.record.pages[0].duration is None
    assert any(one.field == "duration" and "h:mm:ss" in one.message for one in checked.problems)


def test_a_transcript_that_is_a_file_is_one_where_nothing_reads_it(tmp_path):
    """As it was before."""
    _, (checked,) = rows_of(tmp_path, "id,title,file,transcript\na,A,a.mp3,talk.pdf\n")

    assert [page.file for page in checked.record.pages] == ["a.mp3", "talk.pdf"]
