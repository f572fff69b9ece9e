"""EAD is read: each part of a description as the term that says it, in both versions."""

import pytest
from lxml import etree

from metadata.crosswalks.ead_reading import take
from metadata.crosswalks.ead_unit import Unit
from metadata.markup import parse

XLINK = "xmlns:xlink='http://www.w3.org/1999/xlink'"
CC_BY = "http://creativecommons.org/licenses/by/4.0/"


def unit_of(xml, files=None):
    """Return what the elements *xml*, children of a unit, say of it."""
    unit = Unit(files=files or {})
    for element in parse(f"<c {XLINK}>{xml}</c>".encode()):
        if isinstance(element.tag, str):
            take(unit, element)
    return unit


def metadata_of(xml):
    """Return the values by term."""
    return unit_of(xml).metadata


# The rule, as the name of the element in the tag libraries; what is written; what is read of it.
ELEMENTS = [
    ("unittitle", "<did><unittitle>A <title>B</title></unittitle></did>", {"title": ["A B"]}),
    ("unittitle, in lines", "<unittitle>\n A\n\t b </unittitle>", {"title": ["A b"]}),
    (
        "unittitle, with a date",
        "<unittitle>Letters,<unitdate normal='1790/1795'>1790s</unitdate></unittitle>",
        {
            "title": ["Letters, 1790s"],
            "date": [{"value": "1790s", "derived": "1790/1795"}],
        },
    ),
    (
        "unittitle, of several types (AtoM)",
        "<unittitle><bibseries><title>S</title></bibseries></unittitle><unittitle>A</unittitle>"
        "<unittitle type='parallel'>B</unittitle><unittitle type='statRep'>by C</unittitle>",
        {
            "dcterms:isPartOf": ["S"],
            "title": ["A"],
            "dcterms:alternative": ["B"],
            "description": ["by C"],
        },
    ),
    (
        "unittitle, with names (Calames)",
        "<unittitle>Lettre de <persname role='070' normal='A, B'>B A</persname> à <persname>C"
        "</persname>, <geogname>Lyon</geogname>, sur <title>D</title></unittitle>",
        {
            "title": ["Lettre de B A à C, Lyon, sur D"],
            "creator": ["A, B"],
            "dcterms:spatial": ["Lyon"],
        },
    ),
    ("unitid", "<unitid> Ms\n 1 </unitid>", {"identifier": ["Ms 1"]}),
    (
        "unitid, of an ARK (ArchivesSpace)",
        "<unitid type='ark'><extref xlink:href='https://a.example/ark:/1/2'>ARK</extref></unitid>",
        {"identifier": ["https://a.example/ark:/1/2"]},
    ),
    ("physdesc", "<physdesc>3 m, bound</physdesc>", {"dcterms:extent": ["3 m, bound"]}),
    (
        "physdesc, in parts",
        "<physdesc><extent>2 boxes</extent> <extent unit='leaves'>12</extent> (<physfacet>vellum"
        "</physfacet>) <dimensions>10 cm</dimensions><genreform normal='Akten'>x</genreform>"
        "</physdesc>",
        {
            "dcterms:extent": ["2 boxes", "12 leaves", "10 cm"],
            "dcterms:medium": ["vellum"],
            "type": ["Akten"],
        },
    ),
    (
        "physdesc, with loose words",
        "<physdesc>about <extent>2 boxes</extent> of cards</physdesc>",
        {"dcterms:extent": ["about 2 boxes of cards"]},
    ),
    (
        "physdescset (EAD3)",
        "<physdescset><physdescstructured><quantity>5</quantity><unittype>reels</unittype>"
        "<physfacet>16 mm</physfacet><descriptivenote><p>Silent.</p></descriptivenote>"
        "</physdescstructured></physdescset>",
        {
            "dcterms:extent": ["5 reels"],
            "dcterms:medium": ["16 mm"],
            "description": ["Silent."],
        },
    ),
    (
        "langmaterial",
        "<langmaterial>In <language langcode='ger'>Deutsch</language>, <language langcode='fre'/>"
        "<language scriptcode='Latn'>Latin</language></langmaterial>",
        {"language": [{"value": "Deutsch", "derived": "de"}, {"value": "fre", "derived": "fr"}]},
    ),
    (
        "langmaterial, in words (Archivists' Toolkit)",
        "<langmaterial><language langcode='eng'/></langmaterial><langmaterial>English, Dutch."
        "</langmaterial><langmaterial>Some in French.</langmaterial>",
        {
            "language": [
                {"value": "eng", "derived": "en"},
                {"value": "Dutch", "derived": "nl"},
            ],
            "description": ["Some in French."],
        },
    ),
    (
        "languageset (EAD3)",
        "<langmaterial><languageset><language langcode='rus'>Russian</language>"
        "<script scriptcode='Cyrl'>Cyrillic</script></languageset></langmaterial>",
        {"language": [{"value": "Russian", "derived": "ru"}]},
    ),
    (
        "origination",
        "<origination label='Creator'><persname role='pht' source='naf'>A</persname>"
        "</origination><origination>B &amp; Co.</origination>",
        {"creator": ["A", "B & Co."]},
    ),
    (
        "origination, by role",
        "<origination><persname role='Addressee (rcp)'>A</persname></origination>"
        "<origination label='source'><corpname>B</corpname></origination>"
        "<origination label='pre'>C</origination>"
        "<origination label='Provenienz'><name>D</name></origination>"
        "<origination><corpname role='Publisher'>E</corpname></origination>",
        {
            "contributor": ["A"],
            "dcterms:provenance": ["B", "C"],
            "creator": ["D"],
            "publisher": ["E"],
        },
    ),
    (
        "origination, in parts (EAD3)",
        "<origination><famname relator='http://id.loc.gov/vocabulary/relators/cre'>"
        "<part>A</part><part>1800-1850</part></famname></origination>",
        {"creator": ["A, 1800-1850"]},
    ),
    ("abstract", "<abstract>A.</abstract>", {"dcterms:abstract": ["A."]}),
    (
        "materialspec",
        "<materialspec label='Scale:'>1:10</materialspec>",
        {"description": ["Scale: 1:10"]},
    ),
    ("note", "<note><p>A</p></note><didnote>B</didnote>", {"description": ["A", "B"]}),
    ("odd", "<odd><head>Enthält:</head><p>A</p></odd>", {"description": ["Enthält: A"]}),
    (
        "scopecontent",
        "<scopecontent><head>Scope</head><p>A\n a</p><list><item>B</item><item>C</item></list>"
        "<arrangement><p>D</p></arrangement></scopecontent>",
        {"description": ["A a\n\nB\nC\n\nD"]},
    ),
    ("bioghist", "<bioghist><p>A</p></bioghist>", {"description": ["A"]}),
    ("arrangement", "<arrangement><p>A</p></arrangement>", {"description": ["A"]}),
    ("descgrp", "<descgrp><head>x</head><odd><p>A</p></odd></descgrp>", {"description": ["A"]}),
    (
        "accessrestrict",
        "<accessrestrict><legalstatus>A</legalstatus><p>B</p></accessrestrict>"
        "<legalstatus>C</legalstatus>",
        {"dcterms:accessRights": ["A\n\nB", "C"]},
    ),
    (
        "userestrict",
        f"<userestrict><head>x</head><p>By <ref href='{CC_BY}'>CC BY</ref></p></userestrict>",
        {"rights": [CC_BY, f"By CC BY ({CC_BY})"]},
    ),
    (
        "custodhist, acqinfo, appraisal, processinfo",
        "<custodhist><p>A</p></custodhist><acqinfo><p>B</p></acqinfo><appraisal><p>C</p>"
        "</appraisal><processinfo><p>D</p></processinfo>",
        {"dcterms:provenance": ["A", "B", "C", "D"]},
    ),
    ("accruals", "<accruals><p>A</p></accruals>", {"dcterms:accrualPolicy": ["A"]}),
    (
        "prefercite",
        "<prefercite><p>A</p></prefercite>",
        {"dcterms:bibliographicCitation": ["A"]},
    ),
    (
        "relatedmaterial, separatedmaterial, bibliography",
        "<relatedmaterial><archref xlink:href='https://a.example/'>A</archref></relatedmaterial>"
        "<separatedmaterial><p>B</p></separatedmaterial>"
        "<bibliography><bibref>C</bibref><bibref>D</bibref></bibliography>",
        {"relation": ["A (https://a.example/)", "B", "C\nD"]},
    ),
    (
        "otherfindaid",
        "<otherfindaid><p>A list</p></otherfindaid><otherfindaid><extref "
        "xlink:role='url_archivalunit' xlink:href='https://a.example/1'>B</extref></otherfindaid>",
        {"relation": ["A list"], "identifier": ["https://a.example/1"]},
    ),
    ("originalsloc", "<originalsloc><p>A</p></originalsloc>", {"dcterms:isFormatOf": ["A"]}),
    ("altformavail", "<altformavail><p>A</p></altformavail>", {"dcterms:hasFormat": ["A"]}),
    (
        "relations (EAD3)",
        "<relations><relation relationtype='resourcerelation' href='https://a.example/r'>"
        "<relationentry>A</relationentry></relation></relations>",
        {"relation": ["A"]},
    ),
    (
        "controlaccess",
        "<controlaccess><head>x</head><controlaccess><subject source='lcsh'>A--B</subject>"
        "<geogname source='tgn'>C</geogname></controlaccess><list><item><genreform source='aat'>"
        "D</genreform></item></list><occupation>E</occupation><title>F</title></controlaccess>",
        {
            "subject": [{"value": "A--B", "scheme": "dcterms:LCSH"}, "E", "F"],
            "dcterms:spatial": [{"value": "C", "scheme": "dcterms:TGN"}],
            "type": [{"value": "D", "scheme": "aat"}],
        },
    ),
    (
        "controlaccess, names by role",
        "<controlaccess><persname source='GND'>A</persname><persname role='Verfasser'>B</persname>"
        "<persname role='Adressat'>C</persname><corpname role='fmo'>D</corpname></controlaccess>",
        {
            "subject": [{"value": "A", "scheme": "gnd"}],
            "creator": ["B"],
            "contributor": ["C"],
            "dcterms:provenance": ["D"],
        },
    ),
    (
        "controlaccess, names by field (encodinganalog)",
        "<controlaccess><persname encodinganalog='600'>A</persname><persname encodinganalog='700$a'"
        ">B</persname><corpname encodinganalog='dc:creator'>C</corpname>"
        "<corpname encodinganalog='100' role='rcp'>D</corpname></controlaccess>",
        {"subject": ["A"], "contributor": ["B", "D"], "creator": ["C"]},
    ),
    (
        "controlaccess, in parts (EAD3)",
        "<controlaccess><subject><part>A</part><part>B</part></subject>"
        "<corpname><part>C</part><part>D</part></corpname></controlaccess>",
        {"subject": ["A--B", "C, D"]},
    ),
    (
        "controlaccess, with numbers of authority files",
        "<controlaccess><persname source='GND' authfilenumber='(DE-588)118634615'>A</persname>"
        "<persname role='ctb' source='viaf' identifier='97006051'>B</persname>"
        "<subject source='local' authfilenumber='12'>C</subject>"
        "<geogname identifier='https://sws.geonames.org/524901/'><part>D</part></geogname>"
        "<corpname><part identifier='https://ror.org/00f54p054'>E</part></corpname>"
        "<genreform source='aat' authfilenumber='300026879'>F</genreform>"
        "<corpname role='fmo' authfilenumber='https://ror.org/1'>G</corpname></controlaccess>",
        {
            "subject": [
                {"value": "A", "scheme": "gnd", "derived": "https://d-nb.info/gnd/118634615"},
                {"value": "C", "scheme": "local"},
                {"value": "E", "derived": "https://ror.org/00f54p054"},
            ],
            "contributor": [{"value": "B", "derived": "http://viaf.org/viaf/97006051"}],
            "dcterms:spatial": [{"value": "D", "derived": "https://sws.geonames.org/524901/"}],
            "type": [{"value": "F", "scheme": "aat"}],
            "dcterms:provenance": ["G"],
        },
    ),
    (
        "origination, with the address of an authority file",
        "<origination><persname authfilenumber='https://d-nb.info/gnd/1'>A</persname>"
        "</origination>",
        {"creator": [{"value": "A", "derived": "https://d-nb.info/gnd/1"}]},
    ),
    (
        "index",
        "<index><indexentry><persname role='Antragsteller'>A</persname><ref>1</ref></indexentry>"
        "<indexentry><geogname>B</geogname></indexentry></index>",
        {"subject": ["A"], "dcterms:spatial": ["B"]},
    ),
]


@pytest.mark.parametrize(
    ("xml", "expected"), [case[1:] for case in ELEMENTS], ids=[case[0] for case in ELEMENTS]
)
def test_an_element_is_the_term_that_says_it(xml, expected):
    """After the tag libraries of EAD 2002 and EAD3, element by element."""
    assert metadata_of(xml) == expected


# In the manner of: EAD 2002 and EAD3 (normal, in both forms of ISO 8601), ArchivesSpace, AtoM,
# Kalliope, MidosaXML; and EAD3 unitdatestructured.
DATES = [
    ("<unitdate normal='1920/1930'>20s</unitdate>", "1920/1930"),
    ("<unitdate normal='19200102/19201231'>1920</unitdate>", "1920-01-02/1920-12-31"),
    ("<unitdate normal='19200102-19201231'>1920</unitdate>", "1920-01-02/1920-12-31"),
    ("<unitdate normal='19200102/1925'>1920-25</unitdate>", "1920-01-02/1925"),
    ("<unitdate normal='1920-01-01/1920-12-31'>1920</unitdate>", "1920-01-01/1920-12-31"),
    ("<unitdate normal='1920-00-00'>1920</unitdate>", "1920"),
    ("<unitdate normal='1920/1920'>1920</unitdate>", "1920"),
    ("<unitdate normal='1920/9999'>from 1920</unitdate>", "1920/.."),
    ("<unitdate normal='-0044'>44 BC</unitdate>", "-0044"),
    ("<unitdate normal='1920/1930' certainty='circa'>c. 20s</unitdate>", "1920~/1930~"),
    ("<unitdate normal='1920' certainty='Uncertain'>1920?</unitdate>", "1920?"),
    ("<unitdate normal='1930/1920'>upside down</unitdate>", None),
    ("<unitdate normal='1920-02-30'>30 February</unitdate>", None),
    ("<unitdate normal='44' era='bce'>44 BC</unitdate>", None),
    ("<unitdate>undated</unitdate>", None),
    (
        "<unitdatestructured><daterange><fromdate standarddate='1920'>1920</fromdate>"
        "<todate standarddate='1930-05'>May 1930</todate></daterange></unitdatestructured>",
        "1920/1930-05",
    ),
    (
        "<unitdatestructured certainty='approximate'><daterange><fromdate standarddate='1920'>"
        "1920</fromdate></daterange></unitdatestructured>",
        "1920~/..",
    ),
    (
        "<unitdatestructured><datesingle notbefore='1900' notafter='1910'>A</datesingle>"
        "</unitdatestructured>",
        "[1900..1910]",
    ),
    (
        "<unitdatestructured><datesingle notafter='1910'>A</datesingle></unitdatestructured>",
        "[..1910]",
    ),
]


@pytest.mark.parametrize(("xml", "edtf"), DATES)
def test_the_standard_form_of_a_date_is_the_one_that_is_written(xml, edtf):
    """ISO 8601 in normal and standarddate becomes EDTF; what is none is left to the words."""
    (value,) = metadata_of(xml)["date"]

    assert (None if isinstance(value, str) else value.get("derived")) == edtf


def test_dates_of_a_set_are_values_of_their_own():
    """dateset holds single dates and ranges (EAD3)."""
    xml = (
        "<unitdatestructured datechar='publication'><dateset><datesingle standarddate='1901'>1901"
        "</datesingle><daterange><fromdate standarddate='1903'>1903</fromdate><todate "
        "standarddate='1905'>1905</todate></daterange></dateset></unitdatestructured>"
    )

    assert metadata_of(xml) == {
        "dcterms:issued": [
            {"value": "1901", "derived": "1901"},
            {"value": "1903 – 1905", "derived": "1903/1905"},
        ]
    }


def test_words_stand_with_the_fields_that_they_repeat():
    """ArchivesSpace writes one date twice in EAD3: in fields, and as its words."""
    xml = (
        "<unitdatestructured datechar='creation' unitdatetype='inclusive'><daterange><fromdate "
        "standarddate='1890'>1890</fromdate><todate standarddate='1899'>1899</todate></daterange>"
        "</unitdatestructured><unitdate datechar='creation' unitdatetype='inclusive'>the nineties"
        "</unitdate>"
    )

    assert metadata_of(xml) == {
        "dcterms:created": [{"value": "the nineties", "derived": "1890/1899"}]
    }


def test_bulk_dates_say_so():
    """The type of a date (bulk) is part of what it means, and has no place but the words."""
    xml = "<unitdate type='bulk' normal='1880/1890'>1880-1890</unitdate>"

    assert metadata_of(xml) == {"date": [{"value": "bulk 1880-1890", "derived": "1880/1890"}]}
    assert metadata_of("<unitdate unitdatetype='bulk'>Bulk, 1880</unitdate>")["date"] == [
        "Bulk, 1880"
    ]


def test_dates_of_the_bulk_follow_those_of_the_whole():
    """The first date is the one that sorts, and some programs write bulk before inclusive."""
    xml = (
        "<did><unitdate type='bulk'>bulk 1880</unitdate>"
        "<unitdate type='inclusive'>1800-1900</unitdate></did>"
    )

    assert metadata_of(xml)["date"] == ["1800-1900", "bulk 1880"]


@pytest.mark.parametrize(
    ("xml", "field"),
    [
        ("<unitdate normal='um 1900'>um 1900</unitdate>", "unitdate"),
        ("<unitdate normal='1900' certainty='spurious'>1900</unitdate>", "certainty"),
        ("<physloc>Stack 3</physloc>", "physloc"),
        ("<dao/>", "dao"),
        ("<userestrict type='ead'><p>CC0</p></userestrict>", "userestrict"),
        (
            "<controlaccess><geogname><part>A</part><geographiccoordinates>1, 2"
            "</geographiccoordinates></geogname></controlaccess>",
            "geographiccoordinates",
        ),
    ],
)
def test_what_is_not_read_is_told(xml, field):
    """Each remark names the element, and what stands there."""
    assert [remark[0] for remark in unit_of(xml).remarks] == [f"ead:{field}"]


def test_the_language_of_a_description_is_that_of_its_words():
    """lang holds for what is inside (EAD3), xml:lang where a schema allows it; names have none."""
    unit = Unit()
    c = parse(
        b"<c lang='fre'><odd><p>A</p></odd><odd lang='eng'><p>B</p></odd>"
        b"<abstract xml:lang='ger'>C</abstract>"
        b"<origination><persname>D</persname></origination></c>"
    )
    for element in c:
        take(unit, element)

    assert unit.metadata == {
        "description": [{"value": "A", "lang": "fre"}, {"value": "B", "lang": "eng"}],
        "dcterms:abstract": [{"value": "C", "lang": "ger"}],
        "creator": ["D"],
    }


@pytest.mark.parametrize(
    ("xml", "houses"),
    [
        ("<corpname>A</corpname><subarea>B</subarea><address>x</address>", ["A, B"]),
        ("<corpname><part>A</part><part>B</part></corpname>", ["A, B"]),
        ("<corpname>A</corpname><corpname role='Aggregator'>B</corpname>", ["A"]),
        ("A <address>x</address>", ["A"]),
    ],
)
def test_a_repository_is_a_house_without_its_address(xml, houses):
    """Name and department (subarea) of who holds the material (repository)."""
    assert unit_of(f"<repository>{xml}</repository>").repository == houses


@pytest.mark.parametrize(
    ("xml", "containers"),
    [
        (
            "<container type='box'>1</container><container type='folder'>2</container>",
            ["Box 1, Folder 2"],
        ),
        (
            "<container id='a' type='Box'>1</container><container parent='a' type='Folder'>2"
            "</container><container id='b' localtype='box'>9</container>",
            ["Box 1, Folder 2", "Box 9"],
        ),
        ("<container>Reel 7</container>", ["Reel 7"]),
        ("<container type='Box'>Box 7</container>", ["Box 7"]),
        ("<container type='Box'/>", []),
    ],
)
def test_containers_lie_in_each_other(xml, containers):
    """A folder is in the box that it names (parent), or else in the one before it (container)."""
    assert unit_of(xml).containers == containers


OBJECTS = [
    ("<dao href='scans/1.tif'/>", "pages", {"key": "1.tif", "file": "scans/1.tif"}),
    (
        "<dao xlink:href='file:///scans/1.tif' xlink:title='f. 1r'/>",
        "pages",
        {"key": "1.tif", "file": "scans/1.tif", "label": "f. 1r"},
    ),
    ("<dao href='scans\\1.tif'/>", "pages", {"key": "1.tif", "file": "scans/1.tif"}),
    (
        "<dao entityref='pic'><daodesc><p>A\n map</p></daodesc></dao>",
        "pages",
        {"key": "p.jpg", "file": "pics/p.jpg", "label": "A map"},
    ),
    (
        "<dao href='https://a.example/iiif/3/s/info.json'/>",
        "pages",
        {"key": "s", "service": "https://a.example/iiif/3/s"},
    ),
    (
        "<dao href='https://a.example/iiif/2/s/full/full/0/default.jpg'/>",
        "pages",
        {"key": "s", "service": "https://a.example/iiif/2/s"},
    ),
    (
        "<dao href='https://a.example/1.pdf' linktitle='Scan'/>",
        "files",
        {"key": "1.pdf", "file": "https://a.example/1.pdf", "label": "Scan"},
    ),
]


@pytest.mark.parametrize(("xml", "kind", "part"), OBJECTS)
def test_a_digital_object_is_what_its_address_says(xml, kind, part):
    """Pictures at hand and image services are pages, other files are files (dao)."""
    assert unit_of(xml, {"pic": "pics/p.jpg"}).more == {kind: [part]}


@pytest.mark.parametrize(
    "address", ["https://a.example/view?id=7", "urn:nbn:de:1", "do-17", "https://a.example/x.html"]
)
def test_what_is_no_file_is_an_identifier(address):
    """A page for people, a URN, or the number of a digital object leads to it (dao)."""
    unit = unit_of(f"<dao href='{address}'/>")

    assert (unit.metadata, unit.more) == ({"identifier": [address]}, {})


@pytest.mark.parametrize(
    "xml",
    [
        "<dao href='https://a.example/1/manifest.json'/>",
        "<dao href='https://a.example/m' linkrole='https://iiif.io/api/presentation/3'/>",
        "<dao xlink:href='https://a.example/m' xlink:role='IIIF manifest'/>",
    ],
)
def test_a_manifest_elsewhere_is_what_refers_to_the_unit(xml):
    """As readers of MODS and MARC 21 have it; nothing is fetched to find out."""
    (address,) = metadata_of(xml)["dcterms:isReferencedBy"]

    assert address.startswith("https://a.example/")


def test_a_group_has_pages_without_their_small_copies():
    """daogrp and daoset hold forms of one object; its title holds for those without one."""
    xml = (
        "<daogrp><daodesc><p>The map</p></daodesc><daoloc role='thumbnail' href='t.jpg'/>"
        "<daoloc href='1.jpg'/><daoloc href='2.jpg' title='Back'/><arc/></daogrp>"
        "<daoset><dao href='2.jpg'/><dao audience='internal' href='3.jpg'/></daoset>"
    )
    unit = unit_of(xml)

    assert unit.more["pages"] == [
        {"key": "1.jpg", "file": "1.jpg", "label": "The map"},
        {"key": "2.jpg", "file": "2.jpg", "label": "Back"},
    ]
    assert [remark[:2] for remark in unit.remarks] == [("ead:dao", "t.jpg")]


def test_pages_of_one_name_have_keys_of_their_own():
    """A key names a page within its record, and may not be repeated."""
    unit = unit_of("<dao href='a/1.jpg'/><dao href='b/1.jpg'/>")

    assert [page["key"] for page in unit.more["pages"]] == ["1.jpg", "1.jpg-2"]


def test_comments_and_instructions_say_nothing():
    """Neither is content (XML §2.5, §2.6)."""
    element = etree.Comment("x")
    xml = f"<odd><p>A{etree.tostring(element).decode()}B<?x y?>C</p></odd>"

    assert metadata_of(xml) == {"description": ["ABC"]}
