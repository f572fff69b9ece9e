"""MODS is read by the table that writes it, and what others write by names of its elements."""

import pytest
from records import RICH
from roundtrips import NOWHERE, read_back, record_of

from metadata.crosswalks.mods_reading import UNSAID, read
from metadata.formats import FORMATS
from metadata.markup import parse

write = FORMATS["mods"].write

ROOT = (
    '<mods xmlns="http://www.loc.gov/mods/v3" xmlns:xlink="http://www.w3.org/1999/xlink">{}</mods>'
)


def mods(inside):
    """Return what is read of a record of MODS with *inside*."""
    return read(parse(ROOT.format(inside).encode())).native


def term(name, inside):
    """Return the values of the term *name* that are read of *inside*."""
    return mods(inside).get("metadata", {}).get(name, [])


def test_terms_come_back_as_themselves():
    """Only what the table says is lost is: a license is a right, a coverage a place."""
    back = record_of(read_back("mods", write(RICH, NOWHERE)))

    assert set(RICH.metadata) - set(back.metadata) == {"coverage", "dcterms:license"}


@pytest.mark.parametrize(
    ("name", "inside", "values"),
    [
        (
            "title",
            "<titleInfo><nonSort>The </nonSort><title>letter</title><subTitle>a life</subTitle>"
            "<partNumber>Part 2</partNumber></titleInfo>",
            ["The letter : a life. Part 2"],
        ),
        (
            "dcterms:alternative",
            '<titleInfo type="uniform"><title>Letters</title><partName>1</partName></titleInfo>',
            ["Letters. 1"],
        ),
        (
            "creator",
            '<name type="personal"><namePart type="given">Nikita</namePart>'
            '<namePart type="family">Khrushchev</namePart>'
            '<namePart type="date">1894-1971</namePart>'
            '<role><roleTerm type="code" authority="marcrelator">aut</roleTerm></role></name>',
            ["Khrushchev, Nikita, 1894-1971"],
        ),
        (
            "contributor",
            "<name><namePart>Zhou</namePart><role><roleTerm>recipient</roleTerm></role></name>",
            ["Zhou"],
        ),
        (
            "dcterms:created",
            '<originInfo><dateCreated point="start">1957</dateCreated>'
            '<dateCreated point="end" qualifier="approximate">1958</dateCreated></originInfo>',
            ["1957/1958"],
        ),
        (
            "dcterms:issued",
            '<originInfo><dateIssued encoding="marc">198-</dateIssued></originInfo>',
            ["198-"],
        ),
        (
            "subject",
            '<subject authority="lcsh"><topic>Letters</topic><geographic>Moscow</geographic>'
            "<temporal>20th century</temporal></subject>",
            [{"value": "Letters--Moscow--20th century", "scheme": "dcterms:LCSH"}],
        ),
        (
            "dcterms:spatial",
            "<subject><hierarchicalGeographic><country>Russia</country><city>Moscow</city>"
            "</hierarchicalGeographic></subject>",
            ["Russia--Moscow"],
        ),
        (
            "language",
            '<language><languageTerm type="text">Russian</languageTerm>'
            '<languageTerm type="code" authority="iso639-2b">rus</languageTerm></language>',
            ["rus"],
        ),
        (
            "rights",
            '<accessCondition xlink:href="http://rightsstatements.org/vocab/InC/1.0/">In (c)'
            "</accessCondition>",
            ["http://rightsstatements.org/vocab/InC/1.0/", "In (c)"],
        ),
        (
            "rights",
            '<accessCondition type="use and reproduction">Ask us</accessCondition>',
            ["Ask us"],
        ),
        ("description", "<note>Torn</note>", ["Torn"]),
        (
            "dcterms:isReferencedBy",
            '<location><url note="iiif-manifest">https://a.example/1.json</url></location>',
            ["https://a.example/1.json"],
        ),
        ("identifier", '<identifier type="hdl">1/2</identifier>', ["1/2"]),
        ("identifier", '<identifier invalid="yes">1/2</identifier>', []),
        (
            "dcterms:isPartOf",
            '<relatedItem type="series"><titleInfo><title>S</title></titleInfo></relatedItem>',
            ["S"],
        ),
        (
            "type",
            "<typeOfResource>still image</typeOfResource><genre>seal drawn</genre>",
            [{"value": "seal drawn", "derived": "StillImage"}],
        ),
    ],
)
def test_what_others_write_is_read(name, inside, values):
    """Forms of MODS that our own table does not write (LC's mapping to Dublin Core)."""
    assert term(name, inside) == values


def test_the_record_identifier_is_the_id():
    """recordInfo names the record; its links are identifiers and files."""
    native = mods(
        "<location><url usage='primary display'>https://a.example/1</url>"
        "<url access='raw object'>https://a.example/1.pdf</url>"
        "<url access='preview'>https://a.example/1.jpg</url></location>"
        "<recordInfo><recordIdentifier>ocm1</recordIdentifier></recordInfo>"
    )

    assert native["id"] == "ocm1"
    assert native["metadata"]["identifier"] == ["https://a.example/1"]
    assert native["files"] == [{"file": "https://a.example/1.pdf"}]


def unread(inside):
    """Return the fields that are told as not read of *inside*, with what stands there."""
    remarks = read(parse(ROOT.format(inside).encode())).remarks
    return {field: value for field, value, _ in remarks}


@pytest.mark.parametrize(
    ("inside", "field", "value"),
    [
        ("<extension><a>b</a></extension>", "mods:extension", "b"),
        ("<originInfo><issuance>serial</issuance></originInfo>", "mods:issuance", "serial"),
        (
            "<originInfo><publisher>P</publisher><place><placeTerm>Moscow</placeTerm></place>"
            "</originInfo>",
            "mods:place",
            "Moscow",
        ),
        (
            "<name><namePart>Zhou</namePart><affiliation>A</affiliation></name>",
            "mods:name/affiliation",
            "A",
        ),
        (
            "<name><namePart>Zhou</namePart><role><roleTerm>Recipient</roleTerm></role></name>",
            "mods:name/role",
            "recipient",
        ),
        (
            '<relatedItem type="host"><titleInfo><title>T</title></titleInfo>'
            "<part><detail>3</detail></part></relatedItem>",
            "mods:relatedItem/part",
            "3",
        ),
        ('<part order="3"/>', "mods:part", "3"),
        (
            '<name valueURI="https://a.example/1"><namePart>A</namePart>'
            '<nameIdentifier type="orcid">0000-0002-1825-0097</nameIdentifier></name>',
            "mods:name/nameIdentifier",
            "0000-0002-1825-0097",
        ),
        (
            '<name><namePart>A</namePart><nameIdentifier type="local">7</nameIdentifier></name>',
            "mods:name/nameIdentifier",
            "7",
        ),
        (
            '<genre authority="aat" valueURI="http://id.example/1">Letters</genre>',
            "mods:genre/valueURI",
            "http://id.example/1",
        ),
        (
            '<name authority="local" valueURI="n2"><namePart>Zhou</namePart></name>',
            "mods:name/valueURI",
            "n2",
        ),
        (
            '<subject><topic valueURI="http://id.example/3">A</topic><topic>B</topic></subject>',
            "mods:topic/valueURI",
            "http://id.example/3",
        ),
    ],
)
def test_what_is_not_read_is_told(inside, field, value):
    """An element of which no term is made is told once, with what the first one says."""
    assert unread(inside) == {field: value}
    assert unread(inside * 2) == {field: value}


LC = "http://id.loc.gov/authorities"


@pytest.mark.parametrize(
    ("name", "inside", "value"),
    [
        (
            "creator",
            f'<name valueURI="{LC}/names/n1"><namePart>Zhou</namePart></name>',
            {"value": "Zhou", "derived": f"{LC}/names/n1"},
        ),
        (
            "contributor",
            f'<name authorityURI="{LC}/names/" valueURI="n79021164"><namePart>Zhou</namePart>'
            "<role><roleTerm>contributor</roleTerm></role></name>",
            {"value": "Zhou", "derived": f"{LC}/names/n79021164"},
        ),
        (
            "creator",
            '<name><namePart>Carberry</namePart><nameIdentifier type="orcid">0000-0002-1825-0097'
            "</nameIdentifier></name>",
            {"value": "Carberry", "derived": "https://orcid.org/0000-0002-1825-0097"},
        ),
        (
            "subject",
            f'<subject authority="lcsh" valueURI="{LC}/subjects/sh1"><topic>A</topic></subject>',
            {"value": "A", "scheme": "dcterms:LCSH", "derived": f"{LC}/subjects/sh1"},
        ),
        (
            "subject",
            f'<subject authority="lcsh"><topic xml:lang="en" valueURI="{LC}/subjects/sh1">A</topic>'
            "</subject>",
            {"value": "A", "lang": "en", "scheme": "dcterms:LCSH"}
            | {"derived": f"{LC}/subjects/sh1"},
        ),
        (
            "subject",
            f'<subject valueURI="{LC}/subjects/sh1"><topic>A</topic><topic>B</topic></subject>',
            {"value": "A--B", "derived": f"{LC}/subjects/sh1"},
        ),
        (
            "subject",
            '<subject><name valueURI="https://a.example/1"><namePart>Zhou</namePart></name>'
            "</subject>",
            {"value": "Zhou", "derived": "https://a.example/1"},
        ),
        (
            "dcterms:spatial",
            '<subject><topic>A</topic><geographic valueURI="https://a.example/1">M</geographic>'
            "</subject>",
            {"value": "M", "derived": "https://a.example/1"},
        ),
        (
            "dcterms:spatial",
            '<subject valueURI="https://a.example/1"><hierarchicalGeographic><country>R</country>'
            "</hierarchicalGeographic></subject>",
            {"value": "R", "derived": "https://a.example/1"},
        ),
        (
            "dcterms:temporal",
            '<subject><temporal valueURI="https://a.example/1">Cold War</temporal></subject>',
            {"value": "Cold War", "derived": "https://a.example/1"},
        ),
        (
            "publisher",
            '<originInfo><publisher valueURI="https://a.example/1">P</publisher></originInfo>',
            {"value": "P", "derived": "https://a.example/1"},
        ),
        (
            "dcterms:medium",
            '<physicalDescription><form authority="aat" valueURI="300014109">paper</form>'
            "</physicalDescription>",
            {"value": "paper", "derived": "http://vocab.getty.edu/aat/300014109"},
        ),
        (
            "subject",
            '<classification authority="ddc" valueURI="https://a.example/1">1.2</classification>',
            {"value": "1.2", "scheme": "dcterms:DDC", "derived": "https://a.example/1"},
        ),
    ],
)
def test_an_address_in_an_authority_file_is_kept(name, inside, value):
    """That of the whole heading, or of its one part; a number where its file is certain."""
    assert term(name, inside) == [value]
    assert unread(inside) == {}


def test_what_says_nothing_of_the_thing_is_not_told():
    """An empty element says nothing, and recordInfo speaks of the description."""
    of_description = "".join(f"<{name}>1</{name}>" for name in UNSAID)

    assert unread(f"<note/><part/><recordInfo>{of_description}</recordInfo>") == {}
