"""A record in ``mets``: description, rights, files by their use, pages in order, and their links.

The rules of the profile are those of the METS application profile for digitised media 2.4, which
DFG Viewer checks, by chapter.
"""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oai_schemas import validate
from records import (
    LANDING,
    MANIFEST,
    NO_COPYRIGHT,
    PDF,
    PLAIN,
    PLAIN_LINKS,
    RICH,
    RICH_LINKS,
    canonical,
    natives,
)

from metadata.crosswalks.dublin_core import SIMPLE
from metadata.formats import FORMATS
from metadata.markup import LANG, parse
from schemas.check import check
from schemas.record import FileLinks, Links, Record, TextLinks, Value
from schemas.row import Row
from schemas.terms import ELEMENTS

write = FORMATS["mets"].write

EXPECTED = Path(__file__).parents[2] / "data" / "expected" / "mets"
WHOLE = {"rich.xml": write(RICH, RICH_LINKS), "plain.xml": write(PLAIN, PLAIN_LINKS)}

NAMES = {
    "mets": "http://www.loc.gov/METS/",
    "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dv": "http://dfg-viewer.de/",
}
HREF = "{http://www.w3.org/1999/xlink}href"

# Where the file of a record without pages hangs, and the text of one.
ONLY_FILES = Links(LANDING, media=(FileLinks("f", 1, "File", "https://archive.example/f"),))
ONLY_TEXT = Links(LANDING, texts=(TextLinks(None, "zh-Hans", "https://archive.example/t"),))

# (chapter, what holds at the root). What the profile wants and this archive was never told (a
# logo, an address of the owner) and descriptions in MODS are not among them.
PROFILE = [
    ("2.1.1", "mets:structMap[@TYPE = 'LOGICAL']"),
    ("2.1.2.1", "mets:structMap[@TYPE = 'LOGICAL']/mets:div[@ID and @TYPE = 'document']"),
    ("2.2.1", "count(mets:structMap[@TYPE = 'PHYSICAL']) <= 1"),
    ("2.2.2.1", "mets:structMap[@TYPE = 'PHYSICAL']/mets:div[@TYPE = 'physSequence']/mets:div"),
    (
        "2.2.2.1",
        "not(mets:structMap[@TYPE = 'PHYSICAL']/mets:div"
        "/mets:div[not(@ID) or @TYPE != 'page' or not(@ORDER > 0)])",
    ),
    ("2.2.2.2", "not(mets:structMap[@TYPE = 'PHYSICAL']/mets:div/mets:div[not(mets:fptr)])"),
    ("2.3.1", "count(mets:structLink) = 1"),
    ("2.4.1", "count(mets:fileSec) = 1"),
    ("2.4.2.1", "count(mets:fileSec/mets:fileGrp[@USE = 'DEFAULT']) = 1"),
    ("2.4.2.2", "not(//mets:file[not(@ID)] | //mets:FLocat[@LOCTYPE != 'URL'])"),
    ("2.5.1", "mets:structMap[@TYPE = 'LOGICAL']/mets:div/@DMDID = mets:dmdSec/@ID"),
    ("2.6.1", "count(mets:amdSec[@ID and mets:rightsMD and mets:digiprovMD]) = 1"),
    ("2.7.1", "count(//mets:mdWrap[@OTHERMDTYPE = 'DVRIGHTS']/mets:xmlData/dv:rights) = 1"),
    ("2.7.2", "count(//dv:rights/dv:owner) = 1 and count(//dv:rights/dv:license) <= 1"),
    ("2.7.3", "count(//mets:mdWrap[@OTHERMDTYPE = 'DVLINKS']/mets:xmlData/dv:links) = 1"),
    ("2.7.4", "//dv:links/dv:reference and count(//dv:links/dv:presentation) <= 1"),
    ("2.7.4", "count(//dv:links/dv:iiif) <= 1"),
]


def find(root, path):
    """Return what *path* leads to in *root*."""
    return root.xpath(path, namespaces=NAMES)


def rich():
    """Return the root of the richest record."""
    return parse(WHOLE["rich.xml"])


def hrefs(root, use):
    """Return the addresses of the files in the group for *use*."""
    found = find(root, f"//mets:fileGrp[@USE = '{use}']/mets:file/mets:FLocat")
    return [one.get(HREF) for one in found]


def broken(root):
    """Return what points nowhere, or to two things, or is called by what is no name."""
    ids = find(root, "//@ID")
    ends = find(root, "//@FILEID | //@DMDID | //@ADMID | //@xlink:from | //@xlink:to")
    names = [one for one in ids if not re.fullmatch(r"[A-Za-z_][\w.-]*", one)]
    return [*names, *(one for one in ends if one not in ids)] + (
        [] if len(ids) == len(set(ids)) else ["doubled"]
    )


@pytest.mark.parametrize("name", WHOLE)
def test_whole_renderings_are_as_they_were(name):
    """Equal in canonical form to the file, which people have read, and of the schema."""
    assert canonical(WHOLE[name]) == canonical((EXPECTED / name).read_bytes())
    assert broken(validate(WHOLE[name])) == []


@pytest.mark.parametrize(("chapter", "rule"), PROFILE)
def test_a_record_with_pages_keeps_the_rule_of_the_profile(chapter, rule):
    """So that DFG Viewer and Kitodo find pages, files and links (profile 2.4)."""
    assert rich().xpath(f"boolean(/mets:mets[{rule}])", namespaces=NAMES), chapter


def test_the_document_says_what_it_is_of():
    """OBJID is the identifier of the record, LABEL its title, TYPE its kind (mets.xsd)."""
    root = rich()

    assert root.get("OBJID") == "oai:archive.example:letter-1"
    assert root.get("LABEL") == "Letter on testing & the ban"
    assert root.get("TYPE") == "Text"
    assert parse(WHOLE["plain.xml"]).get("OBJID") is None


def test_nothing_of_it_is_of_today():
    """A date of this document would move every datestamp at every visit (OAI-PMH §2.5)."""
    dates = "//@CREATEDATE | //@LASTMODDATE | //@CREATED | //@VERSDATE"

    assert find(rich(), dates) == []
    assert write(RICH, RICH_LINKS) == WHOLE["rich.xml"]


def test_it_is_described_in_dublin_core():
    """By the same table as oai_dc, and every element of it (MDTYPE)."""
    root = rich()
    names = [one.tag.rpartition("}")[2] for one in find(root, "//mets:xmlData/dc:*")]

    assert find(root, "string(//mets:dmdSec/mets:mdWrap/@MDTYPE)") == "DC"
    assert list(dict.fromkeys(names)) == [element.name for element in ELEMENTS]
    assert len({one.source for one in SIMPLE.rules}) > len(ELEMENTS)


def test_the_manifest_is_named_once_and_the_landing_page_where_it_is_looked_for():
    """dv:iiif and dv:presentation; DPLA would keep the first of two manifests."""
    root = rich()

    assert WHOLE["rich.xml"].count(f"{MANIFEST}<".encode()) == 1
    assert find(root, "//dv:links/dv:iiif/text()") == [MANIFEST]
    assert find(root, "//dv:links/dv:presentation/text()") == [LANDING]
    assert find(root, "//dv:links/dv:reference/text()") == [LANDING]


@pytest.mark.parametrize(
    ("metadata", "said"),
    [
        ({"rights": (Value("Words"), Value("InC", derived=NO_COPYRIGHT))}, [NO_COPYRIGHT]),
        (
            {"dcterms:license": (Value("BY", derived="http://a.example/by"),)},
            ["http://a.example/by"],
        ),
        ({"rights": (Value("Ask us"),)}, []),
    ],
)
def test_rights_are_an_address_where_there_is_one(metadata, said):
    """dv:license takes an address or one of its own codes (profile 2.7.2)."""
    xml = write(Record("1", PLAIN.metadata | metadata), RICH_LINKS)

    assert find(validate(xml), "//dv:license/text()") == said


def test_every_page_has_picture_service_and_thumbnail():
    """DEFAULT, MAX and THUMBS; the service under the type by which Kitodo knows one."""
    root = rich()

    assert hrefs(root, "DEFAULT") == [page.image for page in RICH_LINKS.pages]
    assert hrefs(root, "MAX") == [page.service for page in RICH_LINKS.pages]
    assert hrefs(root, "THUMBS") == [page.thumbnail for page in RICH_LINKS.pages]
    assert set(find(root, "//mets:fileGrp[@USE = 'MAX']/mets:file/@MIMETYPE")) == {
        "application/vnd.kitodo.iiif"
    }


def test_pages_stand_in_order_under_their_labels():
    """ORDER counts, ORDERLABEL and LABEL are as written, CONTENTIDS is the canvas (mets.xsd)."""
    pages = find(rich(), "//mets:div[@TYPE = 'page']")

    assert [(page.get("ORDER"), page.get("ORDERLABEL"), page.get("LABEL")) for page in pages] == [
        ("1", "1", "1"),
        ("2", "2 <verso>", "2 <verso>"),
    ]
    assert [page.get("CONTENTIDS") for page in pages] == [page.canvas for page in RICH_LINKS.pages]


def test_texts_are_in_their_languages_and_at_their_pages():
    """FULLTEXT, with xml:lang; the text of the whole at the whole."""
    root = rich()
    files = find(root, "//mets:fileGrp[@USE = 'FULLTEXT']/mets:file")
    of_pages = [
        find(page, "mets:fptr[starts-with(@FILEID, 'FULLTEXT')]/@FILEID")
        for page in find(root, "//mets:div[@TYPE = 'page']")
    ]
    of_whole = find(root, "//mets:div[@TYPE = 'physSequence']/mets:fptr/@FILEID")

    assert [(one.get("ID"), one.get(LANG)) for one in files] == [
        ("FULLTEXT_1_ru", "ru"),
        ("FULLTEXT_1_en", "en"),
        ("FULLTEXT_0_en", "en"),
    ]
    assert hrefs(root, "FULLTEXT") == [text.address for text in RICH_LINKS.transcripts]
    assert of_pages == [["FULLTEXT_1_ru", "FULLTEXT_1_en"], []]
    assert of_whole == ["DOWNLOAD_1", "DOWNLOAD_2", "FULLTEXT_0_en"]


def test_of_a_file_that_is_said_which_is_known():
    """Type, size and checksum of what is kept; of an address elsewhere, only where it is."""
    kept, elsewhere = find(rich(), "//mets:fileGrp[@USE = 'DOWNLOAD']/mets:file")

    assert dict(kept.attrib) == {
        "ID": "DOWNLOAD_1",
        "MIMETYPE": "application/pdf",
        "SIZE": "12345",
        "CHECKSUM": "c" * 64,
        "CHECKSUMTYPE": "SHA-256",
    }
    assert dict(elsewhere.attrib) == {"ID": "DOWNLOAD_2"}
    assert hrefs(rich(), "DOWNLOAD") == [PDF, "https://a.example/tape.mp3?a=1&b=2"]


@pytest.mark.parametrize(
    ("links", "points", "ends"),
    [
        (PLAIN_LINKS, [], []),
        (ONLY_FILES, ["DOWNLOAD_1"], ["PHYS_0"]),
        (ONLY_TEXT, ["FULLTEXT_0_zh-Hans"], ["PHYS_0"]),
    ],
)
def test_only_what_is_there_has_a_structure(links, points, ends):
    """A record without files is a description, and claims no sequence of pages."""
    root = validate(write(PLAIN, links))

    assert find(root, "//mets:fptr/@FILEID") == points
    assert find(root, "//mets:smLink/@xlink:to") == ends
    assert len(find(root, "//mets:structMap[@TYPE = 'PHYSICAL'] | //mets:fileSec")) == 2 * len(ends)
    assert broken(root) == []


def test_the_whole_is_linked_to_the_sequence_and_to_each_page():
    """From the logical to the physical structure (profile 2.3.2.1)."""
    links = find(rich(), "//mets:smLink")
    ends = "{http://www.w3.org/1999/xlink}from", "{http://www.w3.org/1999/xlink}to"

    assert [tuple(one.get(end) for end in ends) for one in links] == [
        ("LOG_0", "PHYS_0"),
        ("LOG_0", "PHYS_1"),
        ("LOG_0", "PHYS_2"),
        ("LOG_1", "PHYS_1"),
        ("LOG_1", "PHYS_2"),
        ("LOG_1.2", "PHYS_2"),
        ("LOG_3", "PHYS_1"),
    ]


def test_the_table_of_contents_is_the_logical_structure():
    """Sections within the document, as deep as they go (profile 2.1.2.2), each a IIIF range."""
    document = "/mets:mets/mets:structMap[@TYPE = 'LOGICAL']/mets:div"
    (verso,) = find(rich(), f"{document}/mets:div[@ID = 'LOG_1']/mets:div")

    assert find(rich(), f"{document}/mets:div/@LABEL") == ["Letter & envelope", "Seal"]
    assert find(rich(), f"{document}//mets:div/@TYPE") == ["section"] * 3
    assert dict(verso.attrib) == {
        "ID": "LOG_1.2",
        "TYPE": "section",
        "LABEL": "“Verso” <2>",
        "CONTENTIDS": "https://archive.example/iiif/3/letter-1/range/1.2",
    }


def test_a_record_without_a_table_of_contents_is_written_as_before():
    """Its rendering keeps every byte, so that no harvester fetches it again (OAI-PMH §2.7.2)."""
    written = write(RICH, replace(RICH_LINKS, ranges=()))

    assert b'DMDID="DMD" ADMID="AMD"/></mets:structMap>' in written
    assert b"LOG_1" not in written


@given(natives, st.sampled_from([PLAIN_LINKS, RICH_LINKS, ONLY_FILES, ONLY_TEXT]))
@settings(max_examples=150, deadline=None)
def test_every_record_that_is_let_in_can_be_rendered(native, links):
    """What passed the schema of a record passes that of METS, and points nowhere else."""
    record = check(Row("test", 1, native)).record
    if record is not None:
        assert broken(validate(write(record, links))) == []


def test_labels_of_every_kind_fit_into_attributes():
    """Quotation marks, ampersands and angle brackets are letters of a label (XML §2.3)."""
    (first, _) = RICH_LINKS.pages
    links = replace(RICH_LINKS, pages=(replace(first, label="\"1\" & '2' <3>"),))
    root = validate(write(RICH, links))

    assert find(root, "string(//mets:div[@TYPE = 'page']/@LABEL)") == "\"1\" & '2' <3>"
