"""What a source is, whatever its name."""

import gzip

import pytest

from metadata.rows import Header, ReadingOptions, read
from metadata.sources import Source
from schemas.problem import Problem
from schemas.row import Row


def read_all(folder, content):
    path = folder / "letters.csv"
    path.write_bytes(content)
    return list(read(Source(str(path), folder), ReadingOptions()))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04\x14\0", "save its sheet as CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "save its sheet as CSV"),
        (gzip.compress(b"id,title\n", mtime=0), "zcat"),
        (b"%PDF-1.7\n", "PDF"),
        (b'<?xml version="1.0"?>\n<r/>', "XML"),
        (b"[\n", "not JSON"),
        (b"{\n", "not JSON"),
        (b"\x7fELF\x02\x01\x01\0", "no text"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(tmp_path, content, said):
    """A workbook read as text would be a thousand refusals that say nothing."""
    header, row = read_all(tmp_path, content)

    assert isinstance(header, Header)
    assert said in row.problems[0].message


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "empty"), (b"\xef\xbb\xbf\r\n", "empty"), (b"id,title\n", "not one row")],
)
def test_a_source_without_rows_is_told(tmp_path, content, said):
    """Zero rows and zero problems would look like success."""
    header, problem = read_all(tmp_path, content)

    assert header.problems == ()
    assert isinstance(problem, Problem)
    assert said in problem.message


def test_a_header_that_cannot_be_read_refuses_every_row(tmp_path):
    """Each row is accounted for, and the first says why."""
    header, *rows = read_all(tmp_path, b'id,"title\na,A\nb,B\n')

    assert header.problems == ()
    assert [row.native for row in rows if isinstance(row, Row)] == [None] * 3
    assert "without a header" in rows[0].problems[0].message
