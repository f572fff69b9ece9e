"""METS is read: description, pages in order with file, service and OCR, contents."""

import pytest
from records import RICH, RICH_LINKS
from roundtrips import record_of

from metadata.crosswalks.mets_reading import read
from metadata.formats import FORMATS
from metadata.markup import parse

write = FORMATS["mets"].write

DIGITISED = """<mets:mets xmlns:mets="http://www.loc.gov/METS/" OBJID="book-1"
 xmlns:xlink="http://www.w3.org/1999/xlink">
<mets:dmdSec ID="D"><mets:mdWrap MDTYPE="MODS"><mets:xmlData>
<mods xmlns="http://www.loc.gov/mods/v3"><titleInfo><title>A book</title></titleInfo></mods>
</mets:xmlData></mets:mdWrap></mets:dmdSec>
<mets:fileSec>
<mets:fileGrp USE="DEFAULT">
<mets:file ID="I1" MIMETYPE="image/tiff"><mets:FLocat xlink:href="file://scans/1.tif"/></mets:file>
<mets:file ID="I2" MIMETYPE="image/tiff"><mets:FLocat xlink:href="scans/2.tif"/></mets:file>
<mets:file ID="I3" MIMETYPE="image/tiff"><mets:FLocat xlink:href="scans/3.tif"/></mets:file>
</mets:fileGrp>
<mets:fileGrp USE="THUMBS">
<mets:file ID="T1" MIMETYPE="image/jpeg"><mets:FLocat xlink:href="t/1.jpg"/></mets:file>
</mets:fileGrp>
<mets:fileGrp USE="FULLTEXT">
<mets:file ID="O1" MIMETYPE="text/xml"><mets:FLocat xlink:href="alto/1.xml"/></mets:file>
</mets:fileGrp>
</mets:fileSec>
<mets:structMap TYPE="LOGICAL"><mets:div ID="L0" TYPE="monograph">
<mets:div ID="L1" LABEL="Chapter"><mets:div ID="L2" TYPE="map"/></mets:div></mets:div>
</mets:structMap>
<mets:structMap TYPE="PHYSICAL"><mets:div ID="P0" TYPE="physSequence">
<mets:div ID="P2" ORDER="2" ORDERLABEL="ii"><mets:fptr FILEID="I2"/></mets:div>
<mets:div ID="P1" ORDER="1"><mets:fptr FILEID="T1"/><mets:fptr FILEID="I1"/>
<mets:fptr FILEID="O1"/></mets:div>
</mets:div></mets:structMap>
<mets:structLink>
<mets:smLink xlink:from="L1" xlink:to="P1"/><mets:smLink xlink:from="L1" xlink:to="P2"/>
<mets:smLink xlink:from="L2" xlink:to="P2"/></mets:structLink>
</mets:mets>"""


def test_pages_stand_in_the_order_of_the_physical_structure():
    """ORDER decides; a thumbnail is no picture of a page, ALTO is its OCR, a lone file is none."""
    native = read(parse(DIGITISED.encode())).native

    assert native["id"] == "book-1"
    assert native["metadata"] == {"title": ["A book"]}
    assert native["pages"] == [
        {"key": "p1", "file": "scans/1.tif", "ocr": "alto/1.xml"},
        {"key": "p2", "label": "ii", "file": "scans/2.tif"},
    ]


def test_the_logical_structure_is_the_table_of_contents():
    """A page that a division within has is not said twice; without a label the type stands."""
    native = read(parse(DIGITISED.encode())).native

    assert native["ranges"] == [
        {"label": "Chapter", "items": ["p1", {"label": "map", "items": ["p2"]}]}
    ]
    assert record_of(native).ranges[0].items[0] == "p1"


def test_our_own_mets_is_read_back():
    """Pages come back with their image services, labels and contents."""
    native = read(parse(write(RICH, RICH_LINKS))).native
    record = record_of(native)

    assert [(page.key, page.label, page.service.id) for page in record.pages] == [
        (page.key, page.label, page.service) for page in RICH_LINKS.pages
    ]
    assert [one.label[0].text for one in record.ranges] == ["Letter & envelope", "Seal"]
    assert [file.file for file in record.files] == [file.address for file in RICH_LINKS.media]
    assert native["id"] == "oai:archive.example:letter-1"
    assert record.title.text == "Letter on testing & the ban"


SECTIONS = """<mets xmlns="http://www.loc.gov/METS/"><metsHdr/>
<dmdSec ID="D1"><mdWrap MDTYPE="MODS"><xmlData>
<mods xmlns="http://www.loc.gov/mods/v3"><titleInfo><title>A book</title></titleInfo>
<extension>x</extension></mods></xmlData></mdWrap></dmdSec>
<dmdSec ID="D2"><mdWrap MDTYPE="MODS"><xmlData>
<mods xmlns="http://www.loc.gov/mods/v3"><titleInfo><title>A chapter</title></titleInfo></mods>
</xmlData></mdWrap></dmdSec>
<amdSec ID="A"><techMD ID="T1"><mdWrap MDTYPE="NISOIMG"/></techMD>
<techMD ID="T2"/><rightsMD ID="R"><mdWrap MDTYPE="OTHER" OTHERMDTYPE="DVRIGHTS"/></rightsMD>
</amdSec><structMap TYPE="PHYSICAL"/><structMap TYPE="shelf"/><behaviorSec/></mets>"""


def test_sections_that_nobody_reads_are_told():
    """Of each kind the first, by its ID or TYPE; and what the reader of the description tells."""
    read_ = read(parse(SECTIONS.encode()))

    assert read_.native["metadata"]["title"] == ["A book"]
    assert {field: value for field, value, _ in read_.remarks} == {
        "mods:extension": "x",
        "mets:dmdSec": "D2",
        "mets:amdSec/techMD": "T1",
        "mets:structMap": "shelf",
        "mets:behaviorSec": "behaviorSec",
    }


def mets(inside, more=""):
    """Return what is read of a METS with *inside*, and the fields that are told as not read."""
    xml = (
        '<mets:mets xmlns:mets="http://www.loc.gov/METS/" xmlns:mods="http://www.loc.gov/mods/v3" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dv="http://dfg-viewer.de/" '
        'xmlns:goobi="http://meta.goobi.org/v1.5.1/" xmlns:kitodo="http://meta.kitodo.org/v1/" '
        f"{more}>{inside}</mets:mets>"
    )
    found = read(parse(xml.encode()))
    return found.native, {field: value for field, value, _ in found.remarks}


def section(name, inside, kind='MDTYPE="MODS"'):
    """Return a description called *name*."""
    data = f"<mets:mdWrap {kind}><mets:xmlData>{inside}</mets:xmlData></mets:mdWrap>"
    return f'<mets:dmdSec ID="{name}">{data}</mets:dmdSec>'


def titled(text):
    """Return a description in MODS that is a title and no more."""
    return (
        f"<mods:mods><mods:titleInfo><mods:title>{text}</mods:title></mods:titleInfo></mods:mods>"
    )


def in_goobi(metadata):
    """Return *metadata* where Goobi keeps it."""
    inside = f"<goobi:goobi>{metadata}</goobi:goobi>"
    return f"<mods:mods><mods:extension>{inside}</mods:extension></mods:mods>"


SCANS = (
    '<mets:fileSec><mets:fileGrp USE="LOCAL"><mets:file ID="F1" MIMETYPE="image/tiff">'
    '<mets:FLocat LOCTYPE="URL" xlink:href="images/letter_media/00000001.tif"/></mets:file>'
    '</mets:fileGrp></mets:fileSec><mets:structMap TYPE="PHYSICAL">'
    '<mets:div ID="PHYS_0000" TYPE="BoundBook" DMDID="DMDPHYS_0000">'
    '<mets:div ID="PHYS_0001" ORDER="1" ORDERLABEL=" - " TYPE="page"><mets:fptr FILEID="F1"/>'
    "</mets:div></mets:div></mets:structMap>"
)
WHOLE = '<mets:structMap TYPE="LOGICAL"><mets:div ID="L0" TYPE="Letter"{}/></mets:structMap>'


@pytest.mark.parametrize(
    "authority",
    [
        "<goobi:authorityID>gnd</goobi:authorityID>"
        "<goobi:authorityURI>http://d-nb.info/gnd/</goobi:authorityURI>"
        "<goobi:authorityValue>https://d-nb.info/gnd/118634615</goobi:authorityValue>",
        "<goobi:authorityID>gnd</goobi:authorityID>"
        "<goobi:authorityValue>118634615</goobi:authorityValue>",
    ],
)
def test_goobi_knows_persons_by_authority_files(authority):
    """By address or number; where it has none it writes that of the whole file."""
    nobody = "<goobi:authorityValue>http://d-nb.info/gnd/</goobi:authorityValue>"
    persons = "".join(
        f'<goobi:metadata name="Author" type="person"><goobi:lastName>Zhou</goobi:lastName>{known}'
        "</goobi:metadata>"
        for known in (authority, nobody)
    )
    title = '<goobi:metadata name="TitleDocMain">A letter</goobi:metadata>'

    native, unread = mets(section("DMDLOG_0000", in_goobi(title + persons)))

    assert native["metadata"]["creator"] == [
        {"value": "Zhou", "derived": "https://d-nb.info/gnd/118634615"},
        "Zhou",
    ]
    assert unread == {}


def test_what_goobi_keeps_while_it_produces_is_read():
    """Metadata by the names of its ruleset, persons by role; what is its own is no metadata."""
    goobi = (
        '<goobi:metadata name="TitleDocMain">A letter</goobi:metadata>'
        '<goobi:metadata name="TitleDocMainShort">letter</goobi:metadata>'
        '<goobi:metadata name="CatalogIDDigital">20052145Z</goobi:metadata>'
        '<goobi:metadata anchorId="true" name="CatalogIDDigital">349689334</goobi:metadata>'
        '<goobi:metadata name="PublicationYear">1900</goobi:metadata>'
        '<goobi:metadata name="PlaceOfPublication">Moscow</goobi:metadata>'
        '<goobi:metadata name="Author" type="person"><goobi:lastName>Zhou</goobi:lastName>'
        "<goobi:firstName>Enlai</goobi:firstName></goobi:metadata>"
        '<goobi:metadata name="Receiver" type="person">'
        "<goobi:displayName>Khrushchev, Nikita</goobi:displayName></goobi:metadata>"
    )
    files = '<goobi:metadata name="pathimagefiles">x</goobi:metadata>'

    native, unread = mets(
        section("DMDPHYS_0000", in_goobi(files))
        + section("DMDLOG_0000", in_goobi(goobi))
        + SCANS
        + WHOLE.format(' DMDID="DMDLOG_0000"')
    )

    assert native["id"] == "20052145Z"
    assert native["metadata"] == {
        "title": ["A letter"],
        "identifier": ["20052145Z"],
        "dcterms:issued": ["1900"],
        "creator": ["Zhou, Enlai"],
        "contributor": ["Khrushchev, Nikita"],
    }
    assert native["pages"] == [{"key": "p1", "file": "images/letter_media/00000001.tif"}]
    assert unread == {"goobi:PlaceOfPublication": "Moscow"}


def test_what_kitodo_keeps_while_it_produces_is_read():
    """Version 3 has a namespace of its own, groups for persons, and a title as a label."""
    inside = (
        '<kitodo:kitodo><kitodo:metadata name="docType">Letter</kitodo:metadata>'
        '<kitodo:metadata name="shelfmarksource">Hist. 9</kitodo:metadata>'
        '<kitodo:metadataGroup name="Person"><kitodo:metadata name="LastName">Zhou'
        '</kitodo:metadata><kitodo:metadata name="FirstName">Enlai</kitodo:metadata>'
        '<kitodo:metadata name="RoleCode">aut</kitodo:metadata></kitodo:metadataGroup>'
        '<kitodo:metadataGroup name="Size"><kitodo:metadata name="Height">3</kitodo:metadata>'
        "</kitodo:metadataGroup></kitodo:kitodo>"
    )
    kind = 'MDTYPE="OTHER" OTHERMDTYPE="KITODO"'

    native, unread = mets(
        section("D", inside, kind) + SCANS + WHOLE.format(' DMDID="D" LABEL="A letter"')
    )

    assert native["metadata"] == {
        "type": ["Letter"],
        "source": ["Hist. 9"],
        "creator": ["Zhou, Enlai"],
        "title": ["A letter"],
    }
    assert unread == {"kitodo:Size": "3"}


VOLUME = """<mets:structMap TYPE="LOGICAL"><mets:div ID="L0" TYPE="multivolume_work" DMDID="A">
<mets:mptr LOCTYPE="URL" xlink:href="https://a.example/anchor.xml"/>
<mets:div ID="L1" TYPE="volume" DMDID="V"><mets:div ID="L2" TYPE="chapter" LABEL="One" DMDID="C"/>
</mets:div></mets:div></mets:structMap>
<mets:structLink><mets:smLink xlink:from="L1" xlink:to="PHYS_0001"/>
<mets:smLink xlink:from="L2" xlink:to="PHYS_0001"/></mets:structLink>"""

FOR_VIEWER = """<mets:amdSec ID="AMD"><mets:rightsMD ID="R">
<mets:mdWrap MDTYPE="OTHER" OTHERMDTYPE="DVRIGHTS"><mets:xmlData><dv:rights>
<dv:owner>SLUB</dv:owner><dv:license>https://creativecommons.org/publicdomain/mark/1.0/</dv:license>
</dv:rights></mets:xmlData></mets:mdWrap></mets:rightsMD><mets:digiprovMD ID="L">
<mets:mdWrap MDTYPE="OTHER" OTHERMDTYPE="DVLINKS"><mets:xmlData><dv:links>
<dv:reference>https://opac.example/1</dv:reference>
<dv:presentation>https://viewer.example/1</dv:presentation>
<dv:iiif>https://viewer.example/1/manifest</dv:iiif></dv:links></mets:xmlData></mets:mdWrap>
</mets:digiprovMD></mets:amdSec>"""


def test_a_volume_is_described_by_its_own_section():
    """The logical structMap names the description, wherever it stands; chapters are contents."""
    native, unread = mets(
        section("C", titled("Chapter one"))
        + section("A", titled("The whole work"))
        + section("V", titled("Volume two"))
        + SCANS
        + VOLUME
    )

    assert native["metadata"] == {"title": ["Volume two"]}
    assert native["ranges"] == [{"label": "One", "items": ["p1"]}]
    assert unread == {"mets:dmdSec": "C"}


def test_what_is_for_the_dfg_viewer_is_read():
    """Its license is that of a description without one, its presentation an identifier."""
    native, unread = mets(section("V", titled("A")) + FOR_VIEWER + WHOLE.format(' DMDID="V"'))

    assert native["metadata"] == {
        "title": ["A"],
        "rights": ["https://creativecommons.org/publicdomain/mark/1.0/"],
        "identifier": ["https://viewer.example/1"],
        "dcterms:isReferencedBy": ["https://viewer.example/1/manifest"],
    }
    assert unread == {}


def test_a_page_may_be_an_area_of_a_file():
    """A pointer names a file itself, or areas of one or of several files (METS, fptr)."""
    area = '<mets:fptr><mets:seq><mets:area FILEID="F1"/></mets:seq></mets:fptr>'

    native, _ = mets(SCANS.replace('<mets:fptr FILEID="F1"/>', area))

    assert native["pages"] == [{"key": "p1", "file": "images/letter_media/00000001.tif"}]


def test_a_package_of_dspace_is_read():
    """DSpace METS SIP Profile: deposits in ORIGINAL, pictures are pages, all else is files."""
    groups = "".join(
        f'<mets:fileGrp USE="{use}"><mets:file ID="{name}" MIMETYPE="{kind}">'
        f'<mets:FLocat LOCTYPE="URL" xlink:href="{name}"/></mets:file></mets:fileGrp>'
        for use, name, kind in (
            ("ORIGINAL", "bitstream_1.jpg", "image/jpeg"),
            ("ORIGINAL", "bitstream_2.docx", "application/msword"),
            ("TEXT", "bitstream_3.txt", "text/plain"),
            ("LICENSE", "license.txt", "text/plain"),
        )
    )
    contents = "".join(
        f'<mets:div TYPE="DSpace BITSTREAM"><mets:fptr FILEID="{name}"/></mets:div>'
        for name in ("bitstream_1.jpg", "bitstream_2.docx")
    )
    structure = (
        '<mets:structMap LABEL="DSpace Object" TYPE="LOGICAL">'
        f'<mets:div TYPE="DSpace Object Contents" DMDID="D_1 D_2">{contents}</mets:div>'
        "</mets:structMap>"
    )

    native, unread = mets(
        section("D_1", titled("A thesis")) + f"<mets:fileSec>{groups}</mets:fileSec>" + structure,
        'OBJID="hdl:123456789/31" PROFILE="DSpace METS SIP Profile 1.0"',
    )

    assert native["id"] == "hdl:123456789/31"
    assert native["pages"] == [{"key": "p1", "file": "bitstream_1.jpg"}]
    assert native["files"] == [{"file": "bitstream_2.docx", "media_type": "application/msword"}]
    assert "ranges" not in native
    assert unread == {"mets:file": "license.txt"}
