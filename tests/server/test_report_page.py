"""The report as a page: complete in itself, and safe whatever a spreadsheet holds."""

import base64
import hashlib
import re
from datetime import UTC, datetime

import pytest
from lxml import html

from metadata.rows import ReadingOptions
from metadata.sources import find_sources
from schemas.problem import Problem, Severity
from server.ingest import Input, validate
from server.report import Report
from server.report_page import report_page

MADE = datetime(2026, 11, 25, 9, 40, tzinfo=UTC)
HOSTILE = (
    "<script>document.title = 'owned'</script>",
    "\"><img src=x onerror=document.title='owned'>",
    "' onmouseover='document.title=1",
    "</style></title></td></table><base href=//evil.example>",
    "{{ 7 * 7 }}{% include 'base.html' %}",
    "javascript:alert(1)",
    "&lt;b&gt; & &#60;",
)
SHAPE = {"html", "head", "meta", "title", "style", "body", "main", "footer", "h1", "h2", "p", "div"}
SHAPE |= {"ul", "li", "bdi", "q", "span", "table", "thead", "tbody", "tr", "th", "td", "time"}
SHAPE |= {"svg", "rect", "script"}


def page_of(report):
    """Return the text of a page, and its tree."""
    text = report_page(report, MADE)
    return text, html.document_fromstring(text)


def report_on(folder, text, name="sheet.csv"):
    """Return what `fonds validate` finds of a sheet."""
    (folder / name).write_text(text, encoding="utf-8")
    return validate(Input(find_sources([str(folder)]), ReadingOptions()), lambda _: None, 0)


def hostile_report():
    """Return a report that says hostile things wherever a spreadsheet can make it."""
    report = Report(kinds=[f"{text}.csv: native" for text in HOSTILE])
    for text in HOSTILE:
        said = Problem(f"{text}.csv", 2, text, f"value {text}", f"wrong: {text}", Severity.WARN)
        report.note([said], f"id {text}")
    return report


def test_the_page_says_what_the_report_does(tmp_path):
    """Counts, columns, places, values and shares: nothing of it has to be looked for elsewhere."""
    text = "id,title,date\na,A,02/10/1957\nb,,1958\nc,C,02/10/1957\n"
    _, page = page_of(report_on(tmp_path, text))
    problems, completeness = page.findall(".//table")
    rows = [" ".join(row.text_content().split()) for row in problems.findall("tbody/tr")]
    shares = [" ".join(row.text_content().split()) for row in completeness.findall("tbody/tr")]

    assert "3 read: 2 would be stored as 2 records, 1 refused" in page.text_content()
    assert rows[0] == "refused title 1 has no title: every record needs one line 3 b"
    (date,) = [row for row in rows if row.startswith("warning date 2 ")]
    assert "write 1957-10-02 or 1957-02-10" in date
    assert date.endswith(" line 2 a 02/10/1957 line 4 c 02/10/1957")
    assert [row for row in shares if row.startswith(("Title", "Date", "Creator"))] == [
        "Title 100% 2 –",
        "Creator 0% 0 –",
        "Date 100% 2 0",
    ]
    assert len(completeness.findall(".//rect[@class='part']")) == 15


def test_several_sources_are_told_apart(tmp_path):
    """With one sheet its name would be said in every line for nothing; with two it has to be."""
    report_on(tmp_path, "id,title,date\na,A,?!\n", "one.csv")
    _, page = page_of(report_on(tmp_path, "id,title,date\nb,B,?!\n", "two.csv"))

    assert "one.csv line 2 a" in " ".join(page.text_content().split())
    assert "two.csv line 2 b" in " ".join(page.text_content().split())


def test_nothing_read_is_no_clean_bill(tmp_path):
    """A sheet without a row has no completeness to speak of."""
    _, page = page_of(report_on(tmp_path, "id,title\n"))

    assert "has a header and not one row" in page.text_content()
    assert "No record would be stored." in page.text_content()


def test_what_a_spreadsheet_holds_is_only_shown():
    """No value, header, id or file name becomes an element or an attribute (OWASP: XSS)."""
    _, page = page_of(hostile_report())
    names = {attribute for element in page.iter() for attribute in element.attrib}

    assert {element.tag for element in page.iter()} <= SHAPE
    assert len(page.findall(".//script")) == len(page.findall(".//style")) == 1
    assert not {name for name in names if name.startswith("on")} | names & {"style", "href", "src"}
    for value in HOSTILE:
        assert f"value {value}" in page.text_content()


def test_the_page_needs_nothing_else(tmp_path):
    """No address is fetched: style and script are in it, and its policy lets in no other."""
    text, page = page_of(report_on(tmp_path, "id,title\na,A\n"))
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))

    assert page.xpath("//*[@src or @href or @srcset or @data]") == []
    assert re.findall(r"url\(|@import|https?://", page.findtext(".//style")) == []
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    for name in ("style", "script"):
        within = re.search(rf"<{name}>(.*?)</{name}>", text, re.DOTALL).group(1)
        digest = base64.b64encode(hashlib.sha256(within.encode()).digest()).decode()
        assert rules[f"{name}-src"] == f"'sha256-{digest}'"


@pytest.mark.parametrize("sheet", ["id,title,date\n" + "a,A,?\n" * 3, "id,title\n"])
def test_the_tables_come_sorted(tmp_path, sheet):
    """Without a script they read as they are: what refuses first, then what is most frequent."""
    _, page = page_of(report_on(tmp_path, sheet))
    rows = page.xpath("//table[1]/tbody/tr[th and td/span]")
    order = [
        (row.xpath("string(td/span)") == "warning", -int(row.xpath("string(td[2])")))
        for row in rows
    ]

    assert order == sorted(order)
    assert len(page.xpath("//table[1]/thead//th[@aria-sort='ascending']")) == 1
