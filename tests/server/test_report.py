"""The report of a command: what is counted, and what is kept of the problems."""

from schemas.problem import Problem, Severity
from server.report import Report


def problems(severity, *values):
    """Return problems of a severity, one for each value."""
    return [Problem("sheet.csv", 2, "date", value, "wrong", severity) for value in values]


def test_no_number_of_warnings_crowds_out_a_refusal():
    """Every refused row has its reason in the report, however many warnings came before."""
    report = Report(room=2)
    report.note(problems(Severity.WARN, "a", "b", "c", "d"))
    report.note(problems(Severity.REFUSE, "e"))

    assert [one.value for one in report.problems] == ["a", "b", "e"]
    assert report.counts["warnings"] == 4


def test_a_list_that_is_cut_says_so():
    """Whoever reads the JSON sees that there is more."""
    report = Report(room=2)
    report.note(problems(Severity.WARN, "a", "b"))
    whole = report.as_json()["problems"]
    report.note(problems(Severity.WARN, "c", "d", "e"))
    cut = report.as_json()["problems"]

    assert len(whole) == 2
    assert cut[:2] == whole
    assert [one["message"] for one in cut[2:]] == ["3 further problems were only counted"]
