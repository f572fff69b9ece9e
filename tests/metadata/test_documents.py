"""XML as rows: kinds by content, wrappers, broken documents, OAI-PMH and static repositories."""

import pytest

from metadata.found import Header, ReadingOptions
from metadata.rows import read
from metadata.sources import Source, SourceError, find_sources
from schemas.problem import Problem, Severity
from schemas.row import Row

DC = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/">{}</oai_dc:dc>'
)
LETTER = DC.format("<dc:title>A letter</dc:title><dc:identifier>letter-1</dc:identifier>")
OAI = "http://www.openarchives.org/OAI/2.0/"


def read_all(folder, xml, kind=None, name="file.xml"):
    """Return what comes out of a file of *xml*: its header, and the rest."""
    path = folder / name
    path.write_bytes(xml if isinstance(xml, bytes) else xml.encode())
    return list(read(Source(str(path), folder), ReadingOptions(kind=kind)))


def rows(folder, xml, **more):
    """Return the rows of a file of *xml*."""
    return [one for one in read_all(folder, xml, **more) if isinstance(one, Row)]


def response(*records):
    """Return a response of OAI-PMH with *records*, one a line."""
    inside = "\n".join(records)
    return (
        f'<OAI-PMH xmlns="{OAI}"><responseDate>2024-05-01T10:00:00Z</responseDate>'
        f'<request verb="ListRecords">https://a.example/oai</request>\n'
        f"<ListRecords>\n{inside}\n</ListRecords></OAI-PMH>"
    )


def listed(number, metadata=LETTER, more=""):
    """Return a record of OAI-PMH."""
    header = (
        f"<header{more}><identifier>oai:a.example:{number}</identifier>"
        "<datestamp>2024-04-01</datestamp><setSpec>letters:1957</setSpec></header>"
    )
    inner = f"<metadata>{metadata}</metadata>" if metadata else ""
    return f"<record>{header}{inner}</record>"


@pytest.mark.parametrize(
    "xml",
    [
        LETTER,
        f"<records>\n{LETTER}</records>",
        f"<a><metadata>{LETTER}</metadata></a>",
        f"\ufeff<?xml version='1.0'?>{LETTER}",
        f"<?xml version='1.0' encoding='utf-16'?>{LETTER}".encode("utf-16"),
        f"<!-- a comment -->\n{LETTER}",
    ],
)
def test_a_record_is_found_in_any_wrapper(tmp_path, xml):
    """Namespace and name of the record decide, never what is around it."""
    header, row = read_all(tmp_path, xml, name="anything.txt")

    assert header.kind == "Dublin Core in XML"
    assert row.native["id"] == "letter-1"
    assert row.native["metadata"]["title"] == ["A letter"]
    assert row.folder == tmp_path


def test_rows_know_the_line_they_begin_on(tmp_path):
    """A line is the physical one of the start tag."""
    found = rows(tmp_path, f"<records>\n{LETTER}\n\n{LETTER}\n</records>")

    assert [row.line for row in found] == [2, 4]


def test_what_stands_before_a_fault_is_kept(tmp_path):
    """XML that breaks off is refused from there on, with the line of the fault."""
    first, second = rows(tmp_path, f"<records>\n{LETTER}\n<title></oops>\n{LETTER}</records>")

    assert first.native["id"] == "letter-1"
    assert second.native is None
    assert (second.line, second.problems[0].severity) == (3, Severity.REFUSE)
    assert "not read" in second.problems[0].message


def test_entities_are_refused_and_nothing_is_fetched(tmp_path):
    """A DOCTYPE that declares entities is not read at all; an undeclared one costs its record."""
    bomb = f'<!DOCTYPE a [<!ENTITY b "c">]>\n<a>{LETTER}</a>'
    lost = LETTER.replace("A letter", "A &eacute; letter")
    kept = f'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a>{lost}{LETTER}</a>'

    (refused,) = rows(tmp_path, bomb)
    without, with_ = rows(tmp_path, kept)

    assert "entities" in refused.problems[0].message
    assert without.native is None
    assert "&eacute;" in without.problems[0].message
    assert with_.native["id"] == "letter-1"


def test_xml_without_a_record_says_so(tmp_path):
    """Zero rows and zero problems would look like success."""
    header, row = read_all(tmp_path, "<tei><p/></tei>")

    assert isinstance(header, Header)
    assert "<tei>" in row.problems[0].message


@pytest.mark.parametrize("wrap", ["<records>{0}{0}</records>", response("{0}", "{0}")])
def test_another_namespace_does_not_hide_a_record(tmp_path, wrap):
    """Dublin Core under a wrong URI is read by its name, and that is told once in a document."""
    wrong = LETTER.replace(f"{OAI}oai_dc/", "http://wrong.example/")
    inside = listed(1, metadata=wrong) if "ListRecords" in wrap else wrong

    first, second = rows(tmp_path, wrap.format(inside).replace(":1<", ":2<", 1))

    assert first.native["metadata"] == second.native["metadata"]
    assert second.problems == ()
    (problem,) = first.problems
    assert (problem.field, problem.value) == ("namespace", "http://wrong.example/")
    assert f"{OAI}oai_dc/" in problem.message
    assert problem.severity == Severity.WARN


def test_a_term_under_the_prefix_of_the_elements_is_told_once(tmp_path):
    """dc:issued is no element of Dublin Core: it is read as the term, and told in a document."""
    stray = DC.format("<dc:title>A</dc:title><dc:issued>1957</dc:issued>")

    first, second = rows(tmp_path, f"<records>{stray}{stray}</records>")

    assert second.native["metadata"] == {"title": ["A"], "dcterms:issued": ["1957"]}
    assert second.problems == ()
    assert [(one.field, one.value) for one in first.problems] == [("namespace", "dc:issued")]


def test_the_kind_may_be_said(tmp_path):
    """--as reads only what is of that kind; text that is told to be a table is read as one."""
    assert rows(tmp_path, response(listed(1)), kind="dc")[0].native["id"] == "letter-1"
    assert rows(tmp_path, "{id,title\n1,A\n", kind="table")[0].native["metadata"]["title"] == ["A"]


def test_a_response_gives_headers_and_metadata(tmp_path):
    """Identifier, sets and origin come from the header (OAI-PMH §2.5), the rest from metadata."""
    header, row = read_all(tmp_path, response(listed(1)))

    assert header.kind == "OAI-PMH"
    assert row.native["id"] == "oai:a.example:1"
    assert row.native["collections"] == ["letters:1957"]
    assert row.native["provenance"] == {
        "base_url": "https://a.example/oai",
        "identifier": "oai:a.example:1",
        "datestamp": "2024-04-01",
        "metadata_namespace": f"{OAI}oai_dc/",
        "harvest_date": "2024-05-01T10:00:00Z",
        "altered": True,
    }


def test_what_is_deleted_there_is_told(tmp_path):
    """A deleted record is a remark with its line, and the others are read."""
    gone = listed(1, metadata="", more=' status="deleted"')
    _, problem, row = read_all(tmp_path, response(gone, listed(2)))

    assert isinstance(problem, Problem)
    assert (problem.value, problem.severity) == ("oai:a.example:1", Severity.WARN)
    assert row.native["id"] == "oai:a.example:2"


def test_metadata_of_another_format_are_told(tmp_path):
    """A record whose format nobody reads says which it is."""
    (row,) = rows(tmp_path, response(listed(1, metadata='<x xmlns="http://x.example/"/>')))

    assert "http://x.example/" in row.problems[0].message


def test_metadata_within_metadata_are_read(tmp_path):
    """Some repositories wrap metadata twice."""
    (row,) = rows(tmp_path, response(listed(1, metadata=f"<metadata>{LETTER}</metadata>")))

    assert row.native["metadata"]["title"] == ["A letter"]


def test_a_static_repository_is_read_once_in_each_format(tmp_path):
    """A record that is listed in several formats is read in the first (Static Repository §3)."""
    static = (
        f'<Repository xmlns="{OAI}static-repository" xmlns:oai="{OAI}"><Identify>'
        "<oai:baseURL>https://a.example/static</oai:baseURL></Identify>"
        '<ListRecords metadataPrefix="oai_dc">{}</ListRecords>'
        '<ListRecords metadataPrefix="other">{}</ListRecords></Repository>'
    )
    one = listed(1).replace("<record>", f'<record xmlns="{OAI}">')

    _, row, problem = read_all(tmp_path, static.format(one, one))

    assert row.native["id"] == "oai:a.example:1"
    assert "oai_dc" in problem.message


def test_a_folder_gives_descriptions_and_no_texts(tmp_path):
    """ALTO, HTML and JSON of other kinds lie beside descriptions, and are none."""
    (tmp_path / "a.xml").write_text(LETTER)
    (tmp_path / "p1.xml").write_text('<alto xmlns="http://www.loc.gov/standards/alto/ns-v3#"/>')
    (tmp_path / "page.xml").write_text("<!DOCTYPE html><html/>")
    (tmp_path / "package.json").write_text("{}")

    assert [source.name for source in find_sources([str(tmp_path)])] == [str(tmp_path / "a.xml")]


def test_a_folder_of_nothing_but_texts_says_so(tmp_path):
    """Nothing to read is an error."""
    (tmp_path / "p1.xml").write_text("<alto/>")

    with pytest.raises(SourceError):
        find_sources([str(tmp_path)])
