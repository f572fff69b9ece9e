"""The report of a command: what is counted, and what is kept of the problems."""

from schemas.problem import Problem, Severity
from server.report import Report
from server.shown import MAX_SOURCES, sources_told


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


def test_parts_add_up_to_the_whole():
    """A report made of others counts, keeps and sums up as if it had seen everything itself."""
    told = [*problems(Severity.WARN, "a", "b", "c", "d"), *problems(Severity.REFUSE, "e")]
    whole, parts = Report(room=3), Report(room=3)
    for number, problem in enumerate(told):
        part = Report(room=3, kinds=["sheet.csv: native"])
        for report in (whole, part):
            report.note([problem], f"r{number}")
            report.count("read")
        parts.add(part)
    whole.kinds = ["sheet.csv: native"] * len(told)

    assert parts.as_json() == whole.as_json()
    assert parts.counts == whole.counts


def test_what_a_part_has_only_counted_stays_counted():
    """The summary of the whole knows of every problem, those included that no part has kept."""
    whole, part = Report(), Report(room=1)
    part.note(problems(Severity.WARN, "a", "b", "c"), "r1")
    whole.add(part)
    (kind,) = whole.summary.kinds

    assert (kind.count, whole.counts["warnings"], whole.counts["not shown"]) == (3, 3, 2)
    assert {one.record for one in kind.examples} == {"r1"}


def test_of_many_sources_the_first_are_named_and_the_others_counted():
    """A folder of a thousand manifests is no thousand lines."""
    manifests = [f"m/{number}.json: IIIF manifest" for number in range(1500)]
    *named, last = sources_told([*manifests, "m/top.json: IIIF collection"])

    assert named == manifests[:MAX_SOURCES]
    assert last == "and 1,491 more: 1,490 IIIF manifest, 1 IIIF collection"
    assert sources_told(manifests[:MAX_SOURCES]) == manifests[:MAX_SOURCES]
