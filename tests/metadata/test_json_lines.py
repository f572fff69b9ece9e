"""JSON Lines: a row for each line, whatever it holds."""

import pytest

from metadata.json_lines import read_lines


def native_of(line):
    (row,) = read_lines("test", [line])
    return row.native


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"id": "a"', "not JSON: Expecting ',' delimiter at character 11"),
        ('{"id": "a"}]', "not JSON: Extra data at character 12"),
        ("[1]", "not a JSON object: a record is {…} on one line"),
        ("null", "not a JSON object: a record is {…} on one line"),
        ('{"id": NaN}', "not JSON: NaN is no number"),
        ('{"id": -Infinity}', "not JSON: -Infinity is no number"),
        ('{"id": "a", "id": "b"}', 'the name "id" is repeated in one object'),
        ('{"x": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deeply"),
    ],
)
def test_a_line_that_is_no_record_says_why(line, said):
    """One problem on the line, with the beginning of it."""
    (row,) = read_lines("test", [line + "\n"])
    (problem,) = row.problems

    assert row.native is None
    assert (problem.line, problem.message) == (1, said)
    assert problem.value[:5] == line[:5]


def test_numbers_are_kept_as_written():
    """1.10 is a shelf, 007 no JSON, and forty digits may be an identifier (RFC 8259 §6)."""
    assert native_of('{"a": [1.10, 1e5, -0, 1' + "0" * 5000 + "]}") == {
        "a": ["1.10", "1e5", "-0", "1" + "0" * 5000]
    }


def test_blank_lines_are_no_rows_and_are_counted():
    """The numbers are those of the file."""
    assert [row.line for row in read_lines("test", ["\n", '{"id": "a"}\n', " \r\n", "{}\n"])] == [
        2,
        4,
    ]
