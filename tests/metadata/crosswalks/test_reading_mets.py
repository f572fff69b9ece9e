"""METS is read: description, pages in order with file, service and OCR, contents."""

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
    native = read(parse(DIGITISED.encode()))

    assert native["id"] == "book-1"
    assert native["metadata"] == {"title": ["A book"]}
    assert native["pages"] == [
        {"key": "p1", "file": "scans/1.tif", "ocr": "alto/1.xml"},
        {"key": "p2", "label": "ii", "file": "scans/2.tif"},
    ]


def test_the_logical_structure_is_the_table_of_contents():
    """A page that a division within has is not said twice; without a label the type stands."""
    native = read(parse(DIGITISED.encode()))

    assert native["ranges"] == [
        {"label": "Chapter", "items": ["p1", {"label": "map", "items": ["p2"]}]}
    ]
    assert record_of(native).ranges[0].items[0] == "p1"


def test_our_own_mets_is_read_back():
    """Pages come back with their image services, labels and contents."""
    native = read(parse(write(RICH, RICH_LINKS)))
    record = record_of(native)

    assert [(page.key, page.label, page.service.id) for page in record.pages] == [
        (page.key, page.label, page.service) for page in RICH_LINKS.pages
    ]
    assert [one.label[0].text for one in record.ranges] == ["Letter & envelope", "Seal"]
    assert [file.file for file in record.files] == [file.address for file in RICH_LINKS.media]
    assert native["id"] == "oai:archive.example:letter-1"
    assert record.title.text == "Letter on testing & the ban"
