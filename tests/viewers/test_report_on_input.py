"""The page of `fonds validate --html`, opened from a disk as the archivist who got it would."""

from datetime import UTC, datetime

import pytest
from viewing import PATIENCE, violations, with_axe

from schemas.check import check
from schemas.problem import Problem, Severity
from schemas.row import Row
from server.report import Report
from server.report_page import report_page

HOSTILE = """</td><script>document.title = "owned"</script><img src=https://evil.example/x.png
 onerror="document.title = 'owned'"><style>body { display: none }</style>"""


def some_report():
    """Return a report with kinds of problems in several columns, some of them hostile."""
    report = Report(kinds=["letters.csv: native"])
    refused = [Problem("letters.csv", 30, "title", "", "has no title: every record needs one")]
    for column, count in (("date", 12), ("Rights", 100), ("type", 9)):
        told = f"{column} is wrong: write it otherwise"
        warned = Problem("letters.csv", 2, column, HOSTILE, told, Severity.WARN)
        report.note([warned] * count, HOSTILE)
    report.note(refused, "r29")
    for title in ("One", "Two"):
        row = Row("letters.csv", 2, {"id": title, "metadata": {"title": [title], "date": ["1957"]}})
        report.take(check(row).record)
    return report


@pytest.fixture
def open_report(chromium, tmp_path):
    """Return a function that opens the page in a browser, and all that the browser asked for."""
    path = tmp_path / "report.html"
    path.write_text(report_page(some_report(), datetime(2026, 11, 25, tzinfo=UTC)), "utf-8")
    contexts, asked = [], []

    def open_report(**options):
        contexts.append(chromium.new_context(**options))
        contexts[-1].set_default_timeout(PATIENCE * 1000)
        page = contexts[-1].new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: asked.append(message.text))
        page.goto(path.as_uri())
        return page, asked

    yield open_report
    for context in contexts:
        context.close()


def columns_of(page):
    """Return the columns that the rows of the first table are of, in the order shown."""
    return page.locator("table").first.locator("tbody th").all_inner_texts()


def test_nothing_of_a_spreadsheet_runs_or_is_fetched(open_report):
    """The page is what it was made, asks for nothing, and its policy has nothing to complain of."""
    page, asked = open_report()

    assert page.title() == "What would be stored of letters.csv: native"
    assert page.locator("main").is_visible()
    assert asked == [page.url]


def test_without_a_script_the_tables_are_sorted(open_report):
    """What refuses first, then by number; nothing is there to press."""
    page, _ = open_report(java_script_enabled=False)

    assert columns_of(page) == ["title", "Rights", "date", "type"]
    assert page.get_by_role("button").count() == 0


def test_a_heading_sorts(open_report):
    """By its kind of value, up and down, and says so (ARIA 1.2, aria-sort)."""
    page, _ = open_report()
    head = page.get_by_role("columnheader", name="Column")
    head.get_by_role("button").click()
    upwards = columns_of(page), head.get_attribute("aria-sort")
    head.get_by_role("button").press("Enter")
    downwards = columns_of(page), head.get_attribute("aria-sort")

    assert upwards == (["date", "Rights", "title", "type"], "ascending")
    assert downwards == (["type", "title", "Rights", "date"], "descending")
    assert page.locator("table").first.locator("[aria-sort]").count() == 1


def test_numbers_are_sorted_as_numbers_the_greatest_first(open_report):
    """9 is less than 12, and 12 than 100."""
    page, _ = open_report()
    page.get_by_role("columnheader", name="Times").get_by_role("button").click()

    assert columns_of(page) == ["Rights", "date", "type", "title"]


def test_the_report_violates_no_wcag(open_report, packages):
    """Neither A nor AA of WCAG 2.2, by day and night; nothing hangs out at the side (1.4.10)."""
    page, _ = open_report(bypass_csp=True)

    assert violations(with_axe(page, packages)) == []


def test_paper_shows_all_of_it(open_report):
    """Printed, no table is cut at its side and no arrow stands that nobody can press."""
    page, _ = open_report()
    page.set_viewport_size({"width": 680, "height": 960})  # A4 without its margins
    page.emulate_media(media="print")

    assert page.evaluate(
        "[...document.querySelectorAll('.wide')].every(one => one.scrollWidth <= one.clientWidth)"
    )
    assert (
        page.evaluate("getComputedStyle(document.querySelector('thead button'), '::after').content")
        == "none"
    )
