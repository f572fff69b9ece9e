"""MARC 21 is read by the table that writes it, and what libraries write by tag and subfield."""

import pymarc
import pytest

from metadata.crosswalks.marc21_reading import read
from metadata.crosswalks.marc_field import UNSAID
from metadata.found import ReadingOptions
from metadata.markup import parse
from metadata.rows import read as read_rows
from metadata.sources import Source
from schemas.problem import Severity
from schemas.row import Row

LEADER = "00000nam a2200000 a 4500"


def marc(*fields, leader=LEADER, fixed=""):
    """Return what is read of a record with *fields*, as ``245 10 $aTitle``."""
    return read(written(*fields, leader=leader, fixed=fixed)).native


def unread(*fields):
    """Return the fields that are told as not read of a record, with what stands there."""
    return {field: value for field, value, _ in read(written(*fields)).remarks}


def written(*fields, leader=LEADER, fixed=""):
    """Return a record with *fields*."""
    inside = f"<leader>{leader}</leader>"
    if fixed:
        inside += f'<controlfield tag="008">{fixed}</controlfield>'
    for field in fields:
        tag, indicators, content = field[:3], field[4:6].replace("#", " "), field[7:]
        parts = [
            f'<subfield code="{one[0]}">{one[1:]}</subfield>' for one in content.split("$")[1:]
        ]
        start = f'<datafield tag="{tag}" ind1="{indicators[0]}" ind2="{indicators[1]}">'
        inside += f"{start}{''.join(parts)}</datafield>"
    xml = f'<record xmlns="http://www.loc.gov/MARC21/slim">{inside}</record>'
    return parse(xml.encode())


@pytest.mark.parametrize(
    ("field", "term", "values"),
    [
        ("245 10 $aLetter :$ba life /$cby him.", "title", ["Letter : a life"]),
        ("100 1# $aKhrushchev, Nikita,$d1894-1971,$eauthor.", "creator",
         ["Khrushchev, Nikita, 1894-1971"]),
        ("700 1# $aZhou, Enlai$4aut", "creator", ["Zhou, Enlai"]),
        ("700 1# $aZhou, Enlai,$erecipient.", "contributor", ["Zhou, Enlai"]),
        ("260 ## $aMoscow :$bNauka,$c1957.", "publisher", ["Nauka"]),
        ("264 #1 $aMoscow :$bNauka,$c[1957]", "dcterms:issued", ["[1957]"]),
        ("264 #4 $c©1957", "dcterms:dateCopyrighted", ["©1957"]),
        ("300 ## $a2 p. ;$c28 cm", "dcterms:extent", ["2 p. ; 28 cm"]),
        ("650 #0 $aLetters$zRussia$y20th century.", "subject",
         [{"value": "Letters--Russia--20th century.", "scheme": "dcterms:LCSH"}]),
        ("650 #7 $aBriefe$2gnd", "subject", [{"value": "Briefe", "scheme": "gnd"}]),
        ("651 #0 $aMoscow (Russia)", "dcterms:spatial", ["Moscow (Russia)"]),
        ("041 1# $aengfre", "language", ["eng", "fre"]),
        ("020 ## $a9780000000002 (pbk.)", "identifier", ["9780000000002"]),
        ("504 ## $aWith an index.", "description", ["With an index."]),
        ("490 1# $aSeries ;$v3", "dcterms:isPartOf", ["Series ; 3"]),
        ("773 0# $tJournal$x1234-5678", "dcterms:isPartOf", ["Journal"]),
        ("856 42 $uhttps://a.example/more", "relation", ["https://a.example/more"]),
        ("880 10 $6245-01/(N$aПисьмо", "title", ["Письмо"]),
    ],
)  # fmt: skip
def test_fields_of_libraries_are_read(field, term, values):
    """A field becomes the term of LC's crosswalk, without the punctuation of ISBD."""
    assert marc(field)["metadata"][term] == values


@pytest.mark.parametrize(
    ("field", "term", "address"),
    [
        ("100 1# $aZhou, Enlai$0(DE-588)118634615", "creator",
         "https://d-nb.info/gnd/118634615"),
        ("700 1# $aZhou, Enlai$ectb$0http://id.loc.gov/authorities/names/n79021164", "contributor",
         "http://id.loc.gov/authorities/names/n79021164"),
        ("710 2# $aA ministry$1http://www.wikidata.org/entity/Q1$0(DLC)n79021164", "contributor",
         "http://id.loc.gov/authorities/names/n79021164"),
        ("720 ## $aZhou$0(ABC)1$1http://www.wikidata.org/entity/Q17410", "contributor",
         "http://www.wikidata.org/entity/Q17410"),
        ("650 #0 $aLetters$zRussia$0(DLC)sh85022986", "subject",
         "http://id.loc.gov/authorities/subjects/sh85022986"),
        ("653 ## $aLetters$1https://a.example/1", "subject", "https://a.example/1"),
        ("648 #7 $aCold War$2fast$0(OCoLC)fst1", "dcterms:temporal",
         "http://id.worldcat.org/fast/1"),
        ("651 #7 $aMoscow$2gnd$0(DE-588)4074987-0", "dcterms:spatial",
         "https://d-nb.info/gnd/4074987-0"),
        ("340 ## $apaper$0http://vocab.getty.edu/aat/300014109", "dcterms:medium",
         "http://vocab.getty.edu/aat/300014109"),
    ],
)  # fmt: skip
def test_an_address_in_an_authority_file_is_kept(field, term, address):
    """What a file has noted ($0) before the thing itself ($1); numbers where they are certain."""
    (value, *_) = marc(field)["metadata"][term]

    assert value["derived"] == address


def test_a_divided_heading_of_a_place_is_no_place():
    """The address of the whole is not that of the place that it begins with."""
    found = marc("651 #0 $aMoscow$xHistory$0(DLC)sh85022986")["metadata"]

    assert found["dcterms:spatial"] == ["Moscow"]
    assert found["subject"][0]["derived"] == "http://id.loc.gov/authorities/subjects/sh85022986"


@pytest.mark.parametrize(
    ("fixed", "dates"),
    [
        ("s1957    ", {"dcterms:issued": ["1957"]}),
        ("m19351950", {"dcterms:issued": ["1935/1950"]}),
        ("q19351950", {"dcterms:issued": ["[1935..1950]"]}),
        ("c19579999", {"dcterms:issued": ["1957/.."]}),
        ("t19571955", {"dcterms:issued": ["1957"], "dcterms:dateCopyrighted": ["1955"]}),
        ("s19uu    ", {"dcterms:issued": ["19XX"]}),
        ("nuuuuuuuu", {}),
        ("|||||||||", {}),
    ],
)
def test_coded_dates_stand_in(fixed, dates):
    """The dates of 008/06-14 are taken where no field says one."""
    read_back = marc("245 00 $aA", fixed=f"000000{fixed}xx |||||||||||||||||   ||")["metadata"]

    assert {term: values for term, values in read_back.items() if "date" in term.lower()
            or term == "dcterms:issued"} == dates  # fmt: skip


def test_the_leader_gives_a_type():
    """Leader/06 is the DCMI type of a genre that nobody knows, or the type where there is none."""
    assert marc("245 00 $aA", leader=LEADER.replace("nam", "nkm"))["metadata"]["type"] == [
        "StillImage"
    ]
    assert marc("655 #7 $aSeal drawings$2lctgm", leader=LEADER.replace("nam", "nkm"))["metadata"][
        "type"
    ] == [{"value": "Seal drawings", "derived": "StillImage"}]


def record(title, *, utf8=True, number="1"):
    """Return a binary record."""
    made = pymarc.Record(force_utf8=utf8)
    made.add_field(pymarc.Field("001", data=number))
    subfields = [pymarc.Subfield("a", title)]
    made.add_field(pymarc.Field("245", pymarc.Indicators("0", "0"), subfields))
    return made.as_marc()


def rows(folder, content):
    """Return what comes out of a file of *content*."""
    path = folder / "file.mrc"
    path.write_bytes(content)
    return list(read_rows(Source(str(path), folder), ReadingOptions()))


def test_binary_records_are_read(tmp_path):
    """ISO 2709 is known by its leader; UTF-8 and MARC-8 become Unicode."""
    marc8 = record("Cafe", utf8=False, number="2").replace(b"Cafe", b"Caf\xe2e", 1)
    length = f"{len(marc8):05}".encode()
    directory = marc8.replace(b"245000900002", b"245001000002")
    directory = directory[:9] + b" " + directory[10:]  # Leader/09: MARC-8
    header, first, second = rows(tmp_path, record("Письмо") + length + directory[5:])

    assert header.kind == "MARC 21 in ISO 2709"
    assert first.native["metadata"]["title"] == ["Письмо"]
    assert (first.native["id"], second.native["id"]) == ("1", "2")
    assert second.native["metadata"]["title"] == ["Café"]


def test_a_broken_record_stops_no_other(tmp_path):
    """A record that cannot be read is refused by its number, and the next is read."""
    bad = bytearray(record("Bad", number="2"))
    bad[12:17] = b"xxxxx"
    _, *found = rows(tmp_path, record("A") + bytes(bad) + record("C", number="3"))

    assert [isinstance(one, Row) and one.native is not None for one in found] == [
        True,
        False,
        True,
    ]
    assert "record 2" in found[1].problems[0].message


def test_marcxml_needs_no_namespace(tmp_path):
    """Alma writes MARCXML without one."""
    path = tmp_path / "alma.xml"
    path.write_text(
        f"<collection><record><leader>{LEADER}</leader>"
        '<controlfield tag="001">99</controlfield><datafield tag="245" ind1="0" ind2="0">'
        '<subfield code="a">A</subfield></datafield></record></collection>'
    )
    header, row = list(read_rows(Source(str(path), tmp_path), ReadingOptions()))

    assert header.kind == "MARCXML"
    assert row.native["id"] == "99"


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("999 ## $aLocal$bmore", {"marc:999": "Local more"}),
        ("245 10 $aLetter /$cby him.", {"marc:245$c": "by him."}),
        ("260 ## $aMoscow :$bNauka,$c1957.", {"marc:260$a": "Moscow :"}),
        ("700 1# $aZhou, Enlai,$erecipient.", {"marc:700$e": "recipient."}),
        (
            "700 1# $aZhou, Enlai$4ctb$0(DE-588)118634615$0(DLC)n1$1http://a.example/1",
            {"marc:700$0": "(DLC)n1", "marc:700$1": "http://a.example/1"},
        ),
        ("650 #0 $aLetters$0(ABC)1", {"marc:650$0": "(ABC)1"}),
        (
            "655 #7 $aLetters$2aat$0http://vocab.getty.edu/aat/300026879",
            {"marc:655$0": "http://vocab.getty.edu/aat/300026879"},
        ),
        ("700 1# $aZhou, Enlai,$4http://id.loc.gov/vocabulary/relators/ctb", {}),
        ("100 1# $aKhrushchev,$eauthor.$4aut", {}),
        ("043 ## $ae-ur---", {"marc:043": "e-ur---"}),
        ("880 ## $6952-01$aМосква", {"marc:880": "952-01 Москва"}),
        ("650 #7 $aBriefe$2gnd", {}),
        ("500 ## $a", {}),
    ],
)
def test_what_is_not_read_is_told(field, told):
    """A field or a subfield of which no term is made is told once, with what stands there."""
    assert unread(field) == told
    assert unread(field, field) == told


def test_what_says_nothing_of_the_thing_is_not_told():
    """Fields of the description, and codes that words say as well, are left on purpose."""
    assert unread(*(f"{tag} ## $aX" for tag in UNSAID)) == {}


def test_binary_records_tell_what_is_not_read(tmp_path):
    """ISO 2709 is read by the same reader, and what that leaves is told of each record."""
    local = pymarc.Field("952", [" ", " "], [pymarc.Subfield("a", "Shelf")])
    one = pymarc.Record(leader=LEADER)
    one.add_field(pymarc.Field("001", data="1"), local)
    (tmp_path / "a.mrc").write_bytes(one.as_marc())

    _, row = read_rows(Source(str(tmp_path / "a.mrc"), tmp_path), ReadingOptions())

    assert [(one.field, one.value, one.severity) for one in row.problems] == [
        ("marc:952", "Shelf", Severity.WARN)
    ]
