"""Finding aids as collections and records: levels, names, inheritance, what is not shown."""

import io
import itertools
import socket
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metadata.documents import read_xml
from metadata.finding_aids import FindingAid
from metadata.found import Header, ReadingOptions
from metadata.markup import stream
from metadata.rows import read
from metadata.sources import Source
from schemas.check import check
from schemas.problem import Problem, Severity
from schemas.row import Row

SAMPLES = Path(__file__).parents[1] / "data" / "finding-aids"
EAD = "urn:isbn:1-931666-22-9"


def sample(name):
    """Return what comes out of one of the finding aids in tests/data."""
    return list(read(Source(str(SAMPLES / name), SAMPLES), ReadingOptions()))


def aid(inside, attributes="", did="<unittitle>Papers</unittitle>", start=f'<ead xmlns="{EAD}">'):
    """Return a finding aid in EAD 2002 called "a1", with *inside* below its identification."""
    return (
        f"{start}<eadheader><eadid>a1</eadid></eadheader>"
        f"<archdesc level='fonds'{attributes}><did>{did}</did>{inside}</archdesc></ead>"
    )


def found(xml, kind=None):
    """Return what comes out of the document *xml*."""
    return list(read_xml("aid.xml", io.BytesIO(xml.encode()), kind))


def natives(xml):
    """Return what the rows of *xml* say: collections by spec, records by id."""
    rows = (one.native for one in found(xml) if isinstance(one, Row))
    return {row.get("id", f"collection {row.get('collection')}"): row for row in rows}


def remarks(xml):
    """Return the field and the value of everything that is remarked."""
    problems = [
        problem
        for one in found(xml)
        for problem in (one.problems if isinstance(one, Row) else [one])
        if isinstance(problem, Problem)
    ]
    return [(problem.field, problem.value) for problem in problems]


def c(name, inside="", attributes=""):
    """Return a component that is called *name*."""
    did = f"<did><unitid>{name}</unitid><unittitle>{name}</unittitle></did>"
    return f"<c{attributes}>{did}{inside}</c>"


HEADERS = {
    "EAD 2002": "<eadheader><eadid>a1</eadid></eadheader>",
    "EAD3": "<control><recordid>a1</recordid></control>",
}


@pytest.mark.parametrize(
    ("start", "label"),
    [
        (f'<ead xmlns="{EAD}">', "EAD 2002"),
        ("<ead>", "EAD 2002"),
        ('<!DOCTYPE ead SYSTEM "http://127.0.0.1:9/ead.dtd"><ead>', "EAD 2002"),
        ("<ead xmlns='http://ead3.archivists.org/schema/'>", "EAD3"),
        ("<ead xmlns='http://ead3.archivists.org/schema/undeprecated/'>", "EAD3"),
        ("<ead>", "EAD3"),
        ("<collection><ead>", "EAD3"),
        (f"<all><wrapper><ead xmlns='{EAD}'>", "EAD 2002"),
    ],
)
def test_a_finding_aid_is_known_by_its_root(start, label):
    """Name, namespace and header tell the version, in any wrapper; a DTD is not needed."""
    body = f"{HEADERS[label]}<archdesc><did><unittitle>A</unittitle></did></archdesc></ead>"
    ends = "".join(
        f"</{name}>" for name in ("wrapper", "all", "collection") if f"<{name}>" in start
    )

    told, row = found(start + body + ends)

    assert isinstance(told, Header)
    assert told.kind == label
    assert row.native["id"] == "a1"


def test_a_wrong_namespace_is_told_and_none_is_right():
    """The DTDs know no namespace; one of something else is told once in a document."""
    wrong = aid(f"<dsc>{c('1')}</dsc>", start="<ead xmlns='http://wrong.example/'>")

    assert [*natives(wrong)] == ["a1:1", "collection a1"]
    assert remarks(wrong) == [("namespace", "http://wrong.example/")]
    assert remarks(aid("", start="<ead>")) == []


def test_a_prefix_does_not_matter():
    """Namespaces are told by the name, not by what stands before it (Namespaces in XML §3)."""
    xml = aid("").replace("<", "<e:").replace("<e:/", "</e:").replace("xmlns=", "xmlns:e=")

    assert [*natives(xml)] == ["a1"]


def test_units_with_others_beneath_are_collections_and_the_rest_records():
    """A collection above its parts, in numbered components as in others (c, c01 to c12)."""
    xml = aid(
        "<dsc><c01><did><unitid>1</unitid><unittitle>Letters</unittitle></did>"
        "<c02><did><unitid>1</unitid><unittitle>A letter</unittitle></did></c02></c01>"
        f"{c('2')}</dsc>"
    )

    assert {name: row.get("collections") for name, row in natives(xml).items()} == {
        "collection a1:1": None,
        "a1:1:1": ["a1:1"],
        "a1:2": ["a1"],
        "collection a1": None,
    }


def test_a_unit_that_is_shown_and_has_others_beneath_is_both():
    """Its pages are those of a record in its own collection."""
    inside = f"<dao href='album.jpg'/>{c('1')}"
    rows = natives(aid(f"<dsc>{c('7', inside)}</dsc>"))

    assert rows["collection a1:7"]["metadata"]["title"] == ["7"]
    assert rows["a1:7"]["collections"] == ["a1:7"]
    assert rows["a1:7"]["pages"] == [{"key": "album.jpg", "file": "album.jpg"}]
    assert "pages" not in rows["collection a1:7"]


def test_a_finding_aid_without_components_is_one_record():
    """A description of the whole alone is what can be found and harvested of it."""
    (row,) = natives(aid("<scopecontent><p>All.</p></scopecontent>")).values()

    assert row == {
        "id": "a1",
        "metadata": {
            "title": ["Papers"],
            "description": ["All."],
            "type": [{"value": "fonds", "derived": "Collection"}],
        },
    }


def test_every_sample_is_stored_as_it_is_read():
    """What real programs write comes out in the native form, with nothing to refuse."""
    for path in sorted(SAMPLES.glob("*.xml")):
        rows = [one for one in sample(path.name) if isinstance(one, Row)]

        assert [path.name for row in rows if check(row).is_refused] == []
        assert rows


def test_names_do_not_change_when_others_come_between():
    """An id follows from the id or the reference code of a unit, never from its place."""
    before = natives(aid(f"<dsc>{c('1', c('1') + c('2'))}{c('3')}</dsc>"))
    new = c("1.5") + "<c id='new'><did><unittitle>New</unittitle></did></c>"
    after = natives(aid(f"<dsc>{new}{c('1', c('0') + c('1') + new + c('2'))}{c('3')}</dsc>"))

    assert before.keys() < after.keys()


def test_an_id_is_above_reference_codes():
    """An XML id is sure within its document (XML §3.3.1), and holds when a unit moves."""
    child = c("2", attributes=" id='ref7'")
    here = natives(aid(f"<dsc>{c('1', child)}</dsc>"))
    there = natives(aid(f"<dsc>{c('9', child)}</dsc>"))

    assert "a1:ref7" in here
    assert "a1:ref7" in there


def test_a_code_that_repeats_the_one_above_is_not_said_twice():
    """Reference codes are often whole: F1, F1-S1, F1-S1-2."""
    inside = c("F1-S1", c("F1-S1-2") + c("F10"))
    xml = aid(f"<dsc>{inside}</dsc>", did="<unitid>F1</unitid><unittitle>A</unittitle>")

    assert [*natives(xml)] == ["collection a1:S1", "a1:S1:2", "a1:S1:F10", "collection a1"]


def test_units_without_a_name_are_told_apart_and_told():
    """Without id and unitid the words stand for a name; the same words are numbered."""
    one = "<c><did><unittitle>Field</unittitle><unitdate>1790</unitdate></did></c>"
    xml = aid(f"<dsc>{one}{one}</dsc>")

    assert [*natives(xml)] == ["a1:Field-1790", "a1:Field-1790~2", "collection a1"]
    assert remarks(xml).count(("ead:unitid", "Field, 1790")) == 2
    assert remarks(xml).count(("ead:unitid", "Field-1790")) == 1


def test_set_specs_are_plain_and_short_enough():
    """A setSpec has few characters (OAI-PMH §2.6) and here at most 255; no level is lost."""
    inside = ""
    for number in range(60, 0, -1):
        inside = c(f"Bü {number} " + "x" * 50, inside)
    rows = natives(aid(f"<dsc>{inside}</dsc>"))
    specs = [row["collection"] for row in rows.values() if "collection" in row]
    record = next(row for row in rows.values() if "id" in row)

    assert specs[0].startswith("a1:Bu-1-xxx")
    assert max(map(len, specs)) <= 255
    assert all(one in specs for row in rows.values() for one in row.get("collections", ()))
    assert len(record["id"]) <= 255
    assert any(
        "too deep" in one.message
        for one in found(aid(f"<dsc>{inside}</dsc>"))
        if isinstance(one, Problem)
    )


def test_a_finding_aid_is_not_the_root_of_all():
    """The name of the root of all collections is taken."""
    rows = natives(aid(f"<dsc>{c('1')}</dsc>").replace(">a1<", ">top<"))

    assert rows["top:1"]["collections"] == ["top-"]
    assert "collection top-" in rows


def test_names_in_other_scripts_stay_apart():
    """Letters that a setSpec cannot have leave a digest behind."""
    rows = natives(aid(f"<dsc>{c('Опись 1', c('1'))}{c('Дело 1', c('1'))}</dsc>"))
    specs = [row["collection"] for row in rows.values() if "collection" in row]

    assert len(set(specs)) == 3
    assert "a1:Опись 1:1" in rows


def test_conditions_hold_for_what_is_beneath_until_it_says_otherwise():
    """Description is from the general to the particular: rights, access, house; one language."""
    rules = (
        "<userestrict><p>Ask us.</p></userestrict><accessrestrict><p>Open.</p></accessrestrict>"
        "<scopecontent><p>All.</p></scopecontent><controlaccess><subject>Mills</subject></controlaccess>"
    )
    did = (
        "<unittitle>Papers</unittitle><repository><corpname>House</corpname></repository>"
        "<langmaterial><language langcode='ger'>Deutsch</language></langmaterial>"
        "<origination><persname>Mill, A.</persname></origination>"
    )
    own = "<accessrestrict><p>Closed.</p></accessrestrict>"
    rows = natives(aid(f"{rules}<dsc>{c('1', c('2') + c('3', own))}</dsc>", did=did))

    assert rows["a1:1:2"]["metadata"] == {
        "title": ["2"],
        "identifier": ["2"],
        "rights": ["Ask us."],
        "dcterms:accessRights": ["Open."],
        "language": [{"value": "Deutsch", "derived": "de"}],
        "dcterms:isPartOf": ["Papers", "1"],
        "source": ["House"],
    }
    assert rows["a1:1:3"]["metadata"]["dcterms:accessRights"] == ["Closed."]


def test_of_several_languages_none_is_inherited():
    """Nobody says in which of them a letter is."""
    did = (
        "<unittitle>A</unittitle><langmaterial><language langcode='ger'/>"
        "<language langcode='fre'/></langmaterial>"
    )

    assert "language" not in natives(aid(f"<dsc>{c('1')}</dsc>", did=did))["a1:1"]["metadata"]


@pytest.mark.parametrize("where", ["ead", "archdesc", "dsc", "c"])
def test_what_is_internal_is_not_published(where):
    """audience="internal" is for the staff: records are restricted, collections not described."""
    secret = " audience='internal'"
    start = f'<ead xmlns="{EAD}"{secret if where == "ead" else ""}>'
    outer = c("1", c("2"), secret if where == "c" else "")
    dsc = f"<dsc{secret if where == 'dsc' else ''}>{outer}</dsc>"
    xml = aid(dsc, secret if where == "archdesc" else "", start=start)
    rows = natives(xml)

    assert rows["a1:1:2"]["access"] == "restricted"
    assert "collection a1:1" not in rows
    assert ("collection a1" in rows) == (where in {"c", "dsc"})
    assert ("ead:audience", "internal") in remarks(xml)


def test_no_word_of_what_is_internal_is_told():
    """A report is sent about and shown: what is internal is only said to have been left out."""
    secret = " audience='internal'"
    notes = (
        f"<scopecontent{secret}><p>SECRET</p></scopecontent>"
        f"<odd><p>Seen <emph{secret}>SECRET</emph></p></odd>"
    )
    inside = c("1", notes) + c("2", "<physloc>SECRET</physloc>", secret)
    did = f"<unittitle>A</unittitle><unitid{secret}>SECRET</unitid>"
    results = found(aid(f"<dsc>{inside}</dsc>", did=did))
    shown = [
        one for one in results if not (isinstance(one, Row) and (one.native or {}).get("access"))
    ]
    problems = [one.problems for one in results if isinstance(one, Row)]

    assert "SECRET" not in repr((shown, problems))
    assert ("ead:unitid", "") in remarks(aid("", did=did))


def test_every_part_that_is_not_read_is_told():
    """Nothing is dropped silently: the element is the field, so that reports can count."""
    xml = aid(
        "<runner>x</runner><fancy>New</fancy>", did="<unittitle>A</unittitle><physloc>B</physloc>"
    )

    assert remarks(xml) == [("ead:physloc", "B"), ("ead:fancy", "New")]
    assert remarks(aid(f"<dsc><head>x</head><p>A note.</p>{c('1')}</dsc>")) == [
        ("ead:p", "A note.")
    ]


def test_of_an_internal_header_nothing_but_the_name_is_taken():
    """Many headers are internal, for they are not shown; the name is needed."""
    header = "<eadheader audience='internal'><eadid url='https://a.example/'>a1</eadid><filedesc>"
    header += "<titlestmt><titleproper>SECRET</titleproper></titlestmt></filedesc></eadheader>"
    xml = aid("", did="<unitid>7</unitid>").replace(
        "<eadheader><eadid>a1</eadid></eadheader>", header
    )

    assert natives(xml)["a1"]["metadata"]["title"] == ["7"]
    assert "SECRET" not in repr(found(xml))


def test_what_stands_below_the_components_is_read_or_told():
    """Of the whole it is read, but conditions cannot reach back; in a component it has no place."""
    late = (
        "<controlaccess><subject>Mills</subject></controlaccess>"
        "<userestrict><p>No.</p></userestrict>"
    )
    xml = aid(f"<dsc>{c('1', c('2') + '<odd><p>Late</p></odd>')}</dsc>{late}")
    rows = natives(xml)

    assert rows["collection a1"]["metadata"]["subject"] == ["Mills"]
    assert "rights" not in rows["a1:1:2"]["metadata"]
    assert remarks(xml) == [("ead:odd", ""), ("ead:userestrict", "No.")]


@pytest.mark.parametrize("kind", ["type", "dsctype"])
def test_an_overview_is_read_only_where_nothing_says_more(kind):
    """An analyticover summarises what an in-depth dsc lists (type, and dsctype in EAD3)."""
    overview = f"<dsc {kind}='analyticover'>{c('1')}</dsc>"
    both = aid(f"{overview}<dsc {kind}='in-depth'>{c('1', c('2'))}</dsc>")

    assert [*natives(aid(overview))] == ["a1:1", "collection a1"]
    assert [*natives(both)] == ["collection a1:1", "a1:1:2", "collection a1"]
    assert remarks(both) == [("ead:dsc", "")]


def test_a_unit_without_a_title_has_its_date():
    """A component may be nothing but a date (EAD 2002, unittitle); a title is not invented."""
    xml = aid("<dsc><c id='x'><did><unitdate>1790</unitdate></did></c></dsc>")

    assert natives(xml)["a1:x"]["metadata"]["title"] == ["1790"]
    assert ("ead:unittitle", "1790") in remarks(xml)


def test_a_unit_without_a_word_is_refused_alone():
    """A record has a title; what lies in a unit that has none is read all the same."""
    xml = aid(f"<dsc><c id='x'><did/>{c('1')}<c id='y'><did/></c></c></dsc>")
    rows = [one for one in found(xml) if isinstance(one, Row)]

    assert [row.native.get("id") for row in rows if check(row).is_refused] == ["a1:y"]
    assert natives(xml)["a1:x:1"]["metadata"]["dcterms:isPartOf"] == ["Papers"]


@pytest.mark.parametrize(
    "inside",
    [
        "<dsc><p>Alone</p></dsc>",
        "<archdesc/>",
        "<archdesc><dsc/></archdesc>",
        "<archdesc><dsc><c/></dsc></archdesc>",
        "<archdesc><archdesc><did/></archdesc></archdesc>",
        "<c><did><unittitle>A</unittitle></did></c>",
        "<archdesc><did><did><unittitle>A</unittitle></did></did></archdesc>",
    ],
)
def test_what_no_finding_aid_has_is_no_fault(inside):
    """Documents are not held to a schema: what is out of place is told, refused or read."""
    results = found(f"<ead>{inside}</ead>")

    assert results[0].kind.startswith("EAD") or "EAD" in results[1].problems[0].message


def test_the_title_of_the_finding_aid_stands_in_for_that_of_the_whole():
    """German finding aids title themselves in the header alone."""
    collection = next(
        one.native for one in sample("findbuch.xml") if isinstance(one, Row) and one.line == 4
    )

    assert collection["metadata"]["title"] == ["Oberamt Hall"]


def test_several_finding_aids_in_one_document_stay_apart():
    """Each begins with its own header, and ends before the next."""
    first, second = aid(f"<dsc>{c('1')}</dsc>"), aid("").replace(">a1<", ">a2<")

    assert [*natives(f"<all>{first}{second}</all>")] == ["a1:1", "collection a1", "a2"]


def test_a_finding_aid_in_a_response_names_its_records_itself():
    """One identifier of OAI-PMH is not for all of them (OAI-PMH §2.5)."""
    oai = "http://www.openarchives.org/OAI/2.0/"
    response = (
        f'<OAI-PMH xmlns="{oai}"><ListRecords><record><header><identifier>oai:x:1</identifier>'
        f"<datestamp>2024-01-01</datestamp></header><metadata>{aid(f'<dsc>{c(1)}</dsc>')}"
        "</metadata></record></ListRecords></OAI-PMH>"
    )

    assert [*natives(response)] == ["a1:1", "collection a1"]


def test_rows_know_the_line_of_their_unit():
    """A line is the physical one of the start tag."""
    rows = [one for one in sample("archivesspace.xml") if isinstance(one, Row)]
    lines = (SAMPLES / "archivesspace.xml").read_text(encoding="utf-8").splitlines()
    starts = [lines[row.line - 1].split(">")[0] for row in rows]

    assert starts == [
        '<c id="aspace_s1" level="series"',
        '<c id="aspace_f1" level="file"',
        '<c id="aspace_f2" level="file" audience="internal"',
        '<c id="aspace_s2" level="series"',
        '<archdesc level="collection"',
    ]


@pytest.mark.parametrize("end", ["</did>", "</c>"])
def test_what_came_before_a_fault_is_kept(end):
    """Complete units are kept, and the whole as far as it is described; half a unit is none."""
    whole = aid(f"<dsc>{c('1')}{c('2')}</dsc>")
    *rows, fault = found(whole[: whole.index(end, whole.index(">2<"))])[1:]

    assert [row.native.get("id") for row in rows] == ["a1:1", None]
    assert rows[1].native["collection"] == "a1"
    assert fault.problems[0].severity is Severity.REFUSE


@pytest.mark.parametrize("depth", [200, 5000])
def test_deep_nesting_ends_in_rows_and_never_in_a_fault(depth):
    """libxml2 reads 256 levels: beyond, the document is refused where it gets too deep."""
    xml = aid(f"<dsc>{'<c><did><unittitle>x</unittitle></did>' * depth}{'</c>' * depth}</dsc>")
    rows = [one for one in found(xml) if isinstance(one, Row)]

    assert any(row.native is None for row in rows) == (depth > 256)
    assert [row for row in rows if row.native and check(row).is_refused] == []


def test_an_entity_that_nobody_explains_costs_its_unit_alone():
    """A DTD may declare é, but is not fetched: text would be lost (XML §4.1)."""
    lost = "<c id='x'><did><unittitle>Caf&eacute;</unittitle></did></c>"
    xml = aid(f"<dsc>{lost}{c('1')}</dsc>", start='<!DOCTYPE ead SYSTEM "ead.dtd"><ead>')
    refused, kept, _ = [one for one in found(xml) if isinstance(one, Row)]

    assert refused.native is None
    assert "&eacute;" in refused.problems[0].message
    assert kept.native["id"] == "a1:1"


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY a "text">',
        '<!ENTITY a SYSTEM "file:///etc/hostname">',
        '<!ENTITY % a "text">',
        '<!ENTITY % a SYSTEM "http://127.0.0.1:9/a.dtd">%a;',
        '<!NOTATION n SYSTEM "n"><!ENTITY p SYSTEM "p.jpg" NDATA n><!ENTITY a "text">',
    ],
)
def test_entities_with_a_text_are_refused(declared):
    """Only what no parser puts into a text may be declared: files with a notation (XML §4.2.2)."""
    _, row = found(aid("", start=f"<!DOCTYPE ead [{declared}]><ead>"))

    assert row.native is None
    assert "entities" in row.problems[0].message


def test_a_dtd_is_not_fetched():
    """What a DOCTYPE names is not looked for, though whole documents depend on it (XML §2.8)."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/ead.dtd"
        start = f'<!DOCTYPE ead PUBLIC "+//ISBN 1-931666-00-8//DTD ead.dtd//EN" "{address}"><ead>'

        assert [*natives(aid("", start=start))] == ["a1"]
        with pytest.raises(BlockingIOError):
            server.accept()


def test_files_that_a_doctype_names_are_pages():
    """entityref leads to the file of an NDATA entity, which lies beside the document."""
    rows = {
        one.native.get("id"): one.native for one in sample("entities.xml") if isinstance(one, Row)
    }
    (pages,) = [row["pages"] for row in rows.values() if "pages" in row]

    assert [page["file"] for page in pages] == ["pictures/map-1.jpg", "pictures/map-2.jpg"]


def test_memory_does_not_grow_with_the_number_of_components():
    """A part is forgotten once it is read: what is held of a document is the way to its place."""
    units = (c(number, attributes=f" id='u{number}'") for number in range(3000))
    document = io.BytesIO(aid(f"<dsc>{''.join(units)}</dsc>").encode())
    held = [
        sum(1 for _ in part.getroottree().iter()) for part in stream(document, FindingAid.is_part)
    ]

    assert len(held) == 3002
    assert max(held) < 2000  # what the parser has read ahead, of 12,000 elements


trees = st.recursive(
    st.just([]), lambda inner: st.lists(inner, min_size=1, max_size=4), max_leaves=12
)


def components(tree, path=()):
    """Return *tree* as components, whose reference codes are their places."""
    inside = "".join(components(one, (*path, number)) for number, one in enumerate(tree, 1))
    return c(".".join(map(str, path)), inside) if path else inside


def leaves(tree):
    """Return how many units of *tree* have none beneath."""
    return sum(map(leaves, tree)) if tree else 1


@settings(max_examples=30)
@given(trees)
def test_every_unit_is_a_collection_or_a_record_and_nothing_hangs_in_the_air(tree):
    """Each leaf is a record, each branch a collection, above its parts and described once."""
    rows = [one for one in found(aid(f"<dsc>{components(tree)}</dsc>")) if isinstance(one, Row)]
    specs = [row.native["collection"] for row in rows if "collection" in row.native]
    records = [row.native for row in rows if "id" in row.native]
    above = [spec.rpartition(":")[0] for spec in specs]

    assert not any(check(row).is_refused for row in rows)
    assert len(records) == leaves(tree)
    assert len(specs) == len({*specs})
    assert len({record["id"] for record in records}) == len(records)
    assert {*above} <= {*specs, ""}
    assert all({*record.get("collections", ())} <= {*specs} for record in records)


def test_kinds_may_be_said():
    """--as ead reads nothing else."""
    inside = f"<all><mods xmlns='http://www.loc.gov/mods/v3'/>{aid('')}</all>"

    assert [one.native["id"] for one in itertools.islice(found(inside, "ead"), 1, None)] == ["a1"]
