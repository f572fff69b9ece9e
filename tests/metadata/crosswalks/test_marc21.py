"""A record in MARC 21: what each field says, read back by pymarc.

The files in ``tests/data/expected/marc21`` are the renderings of whole records, to be read.
"""

from io import BytesIO
from pathlib import Path

import pymarc
import pytest
from crosswalking import dead_rows
from hypothesis import given, settings
from hypothesis import strategies as st
from oai_schemas import validate
from records import (
    ADDRESSED,
    LANDING,
    MANIFEST,
    NO_COPYRIGHT,
    PDF,
    PLAIN,
    PLAIN_LINKS,
    RICH,
    RICH_LINKS,
    THUMBNAIL,
    canonical,
    links,
    natives,
)

from metadata.crosswalk import lost
from metadata.crosswalks.marc21 import MARC21
from metadata.formats import FORMATS
from schemas.check import check
from schemas.record import Record, Value
from schemas.row import Row
from schemas.terms import TERMS

write = FORMATS["marc21"].write

EXPECTED = Path(__file__).parents[2] / "data" / "expected" / "marc21"
WHOLE = {
    "rich.xml": write(RICH, RICH_LINKS),
    "plain.xml": write(PLAIN, PLAIN_LINKS),
    "addressed.xml": write(ADDRESSED, RICH_LINKS),
}


def read(xml):
    """Return the record that pymarc reads in *xml*, which is valid."""
    assert validate(xml) is not None
    (record,) = pymarc.parse_xml_to_array(BytesIO(xml), strict=True)
    return record


def marc(**metadata):
    """Return a record with *metadata*; dcterms are written without their prefix."""
    known = {name if name in TERMS else f"dcterms:{name}": one for name, one in metadata.items()}
    return read(write(Record("1", {"title": (Value("Title"),)} | known), PLAIN_LINKS))


def fields(record, *tags):
    """Return the fields of *tags* as cataloguers write them: ``245 00 $aTitle``."""
    return [
        f"{one.tag} {''.join(one.indicators).replace(' ', '#')} "
        + "".join(f"${part.code}{part.value}" for part in one.subfields)
        for one in record.get_fields(*tags)
    ]


@pytest.mark.parametrize("name", WHOLE)
def test_whole_renderings_are_as_they_were(name):
    """Equal in canonical form to the file, which people have read, and of the schema."""
    assert canonical(WHOLE[name]) == canonical((EXPECTED / name).read_bytes())
    assert validate(WHOLE[name]) is not None


def test_no_term_is_lost():
    """MARC 21 has a place for every term, if need be a general note."""
    assert lost(MARC21) == []


def test_every_row_is_written_for_some_value():
    """A row that an earlier one always precedes would say what never happens."""
    assert dead_rows(MARC21) == []


def test_a_record_without_words_for_a_title_cannot_be_expressed():
    """245 is mandatory (MARC 21, National Level Record)."""
    assert write(Record("1", {"title": (Value("<br>"),)}), PLAIN_LINKS) is None


@pytest.mark.parametrize("name", WHOLE)
def test_leader_and_008_have_their_lengths(name):
    """24 and 40 characters; Unicode, two indicators, 4500 (Leader, 008)."""
    record = read(WHOLE[name])
    leader = str(record.leader)

    assert len(leader) == 24
    assert len(record["008"].data) == 40
    assert (leader[5], leader[9:12], leader[17:]) == ("n", "a22", "3u 4500")


def test_the_codes_of_a_record_stand_at_their_places():
    """Type and level, dates, no place, language; fill where nothing was coded (008)."""
    record = read(WHOLE["rich.xml"])

    assert str(record.leader)[6:9] == "am "
    assert record["008"].data == f"000000e19580404xx {'|' * 17}rus||"


def test_no_fill_stands_where_it_is_not_allowed():
    """008/00-05 is a numeric string, and its day is not known (008/00-05)."""
    assert read(WHOLE["plain.xml"])["008"].data[:6] == "000000"


def test_fields_stand_in_the_order_of_their_tags():
    """As the table does, so that people find them."""
    tags = [one.tag for one in read(WHOLE["rich.xml"]).get_fields()]

    assert tags == sorted(tags)


def test_the_table_is_in_the_order_of_tags():
    """Whatever a record has, its fields come out in order."""
    tags = [
        (one.within[0] if one.within else xml).split('tag="')[1][:3]
        for one in MARC21.rules[1:]
        for _, xml in one.spellings
    ]

    assert tags == sorted(tags)


def test_a_field_that_is_not_repeatable_stands_once():
    """NR in MARC 21; a second frequency becomes a note, a second country a subfield."""
    two = (Value("One", scheme="dcterms:ISO3166"), Value("Two", scheme="dcterms:ISO3166"))
    terms = dict.fromkeys(TERMS, two)
    record = read(write(Record("1", terms), RICH_LINKS))
    once = ("001", "008", "040", "042", "043", "245", "310")

    assert [tag for tag in once if len(record.get_fields(tag)) != 1] == []
    assert fields(record, "043", "310") == ["043 ## $cOne$cTwo", "310 ## $aOne"]
    assert "500 ## $aAccrual periodicity: Two" in fields(record, "500")


def test_the_record_can_be_exchanged():
    """In ISO 2709 too, which counts every octet."""
    record = read(WHOLE["rich.xml"])
    (again,) = pymarc.MARCReader(record.as_marc())

    assert fields(again, "245") == ["245 00 $aLetter on testing & the ban"]


def test_the_control_number_is_the_oai_identifier():
    """No 003: the archive's code in the list of organizations is not known (001, 003)."""
    record = read(WHOLE["rich.xml"])

    assert record["001"].data == "oai:archive.example:letter-1"
    assert record.get_fields("003") == []


def test_the_record_is_said_to_come_from_dublin_core():
    """By the archive, from Dublin Core (040 $a, 042 dc)."""
    assert fields(read(WHOLE["rich.xml"]), "040", "042") == [
        "040 ## $aArchive of Letters & Sons",
        "042 ## $adc",
    ]


@pytest.mark.parametrize(
    ("metadata", "field"),
    [
        ({"alternative": "On testing"}, "246 33 $aOn testing"),
        ({"date": "April 1958"}, "260 ## $cApril 1958"),
        ({"created": "April 1958"}, "264 #0 $cApril 1958"),
        ({"publisher": "P"}, "264 #1 $bP"),
        ({"issued": "1959"}, "264 #1 $c1959"),
        ({"dateCopyrighted": "1959"}, "264 #4 $c1959"),
        ({"extent": "2 pages"}, "300 ## $a2 pages"),
        ({"available": "2030"}, "307 8# $a2030"),
        ({"accrualPeriodicity": "Weekly"}, "310 ## $aWeekly"),
        ({"medium": "ink"}, "340 ## $aink"),
        ({"format": "image/JPG"}, "347 ## $bimage/jpeg"),
        ({"format": "microfilm"}, "500 ## $aFormat: microfilm"),
        ({"coverage": "Moscow"}, "500 ## $aCoverage: Moscow"),
        ({"bibliographicCitation": "C"}, "500 ## $aBibliographic citation: C"),
        ({"dateSubmitted": "1959"}, "500 ## $aDate submitted: 1959"),
        ({"dateAccepted": "1959"}, "500 ## $aDate accepted: 1959"),
        ({"modified": "lately"}, "500 ## $aDate modified: lately"),
        ({"valid": "lately"}, "500 ## $aDate valid: lately"),
        ({"instructionalMethod": "I"}, "500 ## $aInstructional method: I"),
        ({"accrualPolicy": "Y"}, "500 ## $aAccrual policy: Y"),
        ({"tableOfContents": "T"}, "505 0# $aT"),
        ({"accessRights": "Closed"}, "506 ## $aClosed"),
        ({"isReferencedBy": "R"}, "510 0# $aR"),
        ({"isReferencedBy": "https://a.example/1"}, "510 0# $uhttps://a.example/1"),
        ({"description": "D"}, "520 ## $aD"),
        ({"abstract": "A"}, "520 3# $aA"),
        ({"audience": "H"}, "521 ## $aH"),
        ({"educationLevel": "E"}, "521 8# $aE"),
        ({"requires": "R"}, "538 ## $aR"),
        ({"requires": "https://a.example/1"}, "538 ## $uhttps://a.example/1"),
        ({"rights": "Ask us"}, "540 ## $aAsk us"),
        ({"license": "Ask us"}, "540 ## $aAsk us"),
        ({"accrualMethod": "Gift"}, "541 ## $cGift"),
        ({"rightsHolder": "Estate of X"}, "542 ## $dEstate of X"),
        ({"provenance": "P"}, "561 ## $aP"),
        ({"temporal": "Cold War"}, "648 #4 $aCold War"),
        ({"spatial": "Moscow"}, "651 #4 $aMoscow"),
        ({"subject": "Peace; war"}, "653 ## $aPeace; war"),
        ({"type": "seal"}, "655 #4 $aseal"),
        ({"creator": "Khrushchev, N."}, "720 ## $aKhrushchev, N.$ecreator$4cre"),
        ({"contributor": "Zhou Enlai"}, "720 ## $aZhou Enlai$econtributor$4ctb"),
        ({"mediator": "A teacher"}, "720 ## $aA teacher$emediator"),
        ({"isPartOf": "Letters"}, "773 0# $tLetters"),
        ({"hasPart": "A sheet"}, "774 0# $nA sheet"),
        ({"isVersionOf": "A draft"}, "775 08 $iIs version of:$nA draft"),
        ({"hasVersion": "A draft"}, "775 08 $iHas version:$nA draft"),
        ({"isFormatOf": "Film 3"}, "776 08 $iIs format of:$nFilm 3"),
        ({"hasFormat": "Film 3"}, "776 08 $iHas format:$nFilm 3"),
        ({"replaces": "A draft"}, "780 02 $nA draft"),
        ({"isReplacedBy": "A copy"}, "785 02 $nA copy"),
        ({"source": "Fonds 52"}, "786 0# $nFonds 52"),
        ({"relation": "Box 3"}, "787 0# $nBox 3"),
        ({"references": "A law"}, "787 08 $iReferences:$nA law"),
        ({"isRequiredBy": "A law"}, "787 08 $iIs required by:$nA law"),
        ({"conformsTo": "ISO 1"}, "787 08 $iConforms to:$nISO 1"),
    ],
)
def test_a_term_stands_in_the_field_that_says_it(metadata, field):
    """LC's Dublin Core to MARC crosswalk, and what MARC 21 has got since; uncontrolled as such."""
    ((term, value),) = metadata.items()

    assert fields(marc(**{term: (Value(value),)}), field[:3]) == [field]


def test_titles_after_the_first_vary_it():
    """245 with no added entry and no known article; the others are of no specified type (246)."""
    assert fields(marc(title=(Value("Letter"), Value("Письмо", "ru"))), "245", "246") == [
        "245 00 $aLetter",
        "246 3# $aПисьмо",
    ]


def test_publisher_and_date_of_issue_share_a_statement():
    """One publication statement (264 _1); repeated dates of no certain function likewise (260)."""
    record = marc(
        publisher=(Value("P"), Value("Q")),
        issued=(Value("1958"),),
        date=(Value("1957"), Value("spring")),
    )

    assert fields(record, "260", "264") == ["260 ## $c1957$cspring", "264 #1 $bP$bQ$c1958"]


@pytest.mark.parametrize(
    ("term", "edtf", "field"),
    [
        ("created", "1958~", "046 ## $k1958~$2edtf"),
        ("created", "1957/1958~", "046 ## $k1957$l1958~$2edtf"),
        ("created", "1957/..", "046 ## $k1957/..$2edtf"),
        ("modified", "2001-01", "046 ## $j2001-01$2edtf"),
        ("valid", "2001", "046 ## $m2001$2edtf"),
        ("valid", "2001/2002", "046 ## $m2001$n2002$2edtf"),
    ],
)
def test_a_date_with_a_standard_form_is_coded(term, edtf, field):
    """Special Coded Dates, with their source (046 $2)."""
    assert fields(marc(**{term: (Value("x", derived=edtf),)}), "046", "500") == [field]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([Value("Russian", derived="ru")], ["546 ## $aRussian"]),
        ([Value("rus", derived="ru")], []),
        ([Value("http://id.loc.gov/vocabulary/iso639-2/rus", derived="ru")], []),
        (
            [Value("rus", derived="ru"), Value("Deutsch", derived="de")],
            ["041 ## $arus$ager", "546 ## $aDeutsch"],
        ),
        ([Value("pt-BR", derived="pt-BR")], ["041 #7 $apt-BR$2rfc5646"]),
        ([Value("yue", derived="yue")], ["041 #7 $ayue$2rfc5646"]),
        ([Value("Old Permic")], ["546 ## $aOld Permic"]),
    ],
)
def test_languages_are_codes_and_words(values, said):
    """041 where 008 cannot say all, 546 for what is no code (041, 546)."""
    assert fields(marc(language=tuple(values)), "041", "546") == said


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ("https://doi.org/10.1234/ab", "024 7# $a10.1234/ab$2doi"),
        ("https://a.example/1", "024 7# $ahttps://a.example/1$2uri"),
        ("F. 52, op. 1", "024 8# $aF. 52, op. 1"),
    ],
)
def test_an_identifier_names_its_kind_where_certain(written, field):
    """Standard Identifier Source Codes; 8 is of no specified type (024)."""
    assert fields(marc(identifier=(Value(written),)), "024") == [field]


@pytest.mark.parametrize(
    ("scheme", "field"),
    [
        ("dcterms:LCC", "050 #4 $aX"),
        ("dcterms:UDC", "080 ## $aX"),
        ("dcterms:DDC", "082 04 $aX"),
        ("dcterms:LCSH", "650 #0 $aX"),
        ("lcsh", "650 #0 $aX"),
        ("dcterms:MESH", "650 #2 $aX"),
        ("aat", "650 #7 $aX$2aat"),
        ("Our own list", "653 ## $aX"),
        (None, "653 ## $aX"),
    ],
)
def test_a_subject_stands_where_its_vocabulary_does(scheme, field):
    """Classes in 0XX, lists that MARC knows by indicator, others by code, the rest in 653."""
    tags = ("050", "080", "082", "650", "653")

    assert fields(marc(subject=(Value("X", scheme=scheme),)), *tags) == [field]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (
            Value("east=37.6; north=55.75; name=Moscow", scheme="dcterms:Point"),
            ["034 0# $dE037.6$eE037.6$fN055.75$gN055.75", "651 #4 $aMoscow"],
        ),
        (
            Value("east=-70; north=-0.5", scheme="dcterms:Point"),
            ["034 0# $dW070$eW070$fS000.5$gS000.5"],
        ),
        (
            Value("northlimit=55;southlimit=-5;westlimit=-10;eastlimit=120", scheme="dcterms:Box"),
            ["034 0# $dW010$eE120$fN055$gS005"],
        ),
        (Value("name=Moscow", scheme="dcterms:Point"), ["651 #4 $aMoscow"]),
        (Value("RU", scheme="dcterms:ISO3166"), ["043 ## $cRU"]),
        (Value("Moscow", scheme="dcterms:TGN"), ["651 #7 $aMoscow$2tgn"]),
    ],
)
def test_a_place_is_coordinates_a_code_or_a_name(value, said):
    """Decimal degrees with their hemispheres, four sides together (034 $d-$g; 043 $c; 651)."""
    assert fields(marc(spatial=(value,)), "034", "043", "651") == said


@pytest.mark.parametrize("name", ["", "; name=Moscow"])
def test_a_coverage_that_is_a_place_has_its_coordinates(name):
    """Beside the note, which is as written (034, 500)."""
    text = f"east=37.6; north=55.75{name}"

    assert fields(marc(coverage=(Value(text, scheme="dcterms:Point"),)), "034", "500") == [
        "034 0# $dE037.6$eE037.6$fN055.75$gN055.75",
        f"500 ## $aCoverage: {text}",
    ]


@pytest.mark.parametrize(
    ("term", "start"),
    [
        ("isPartOf", "773 0# "),
        ("hasPart", "774 0# "),
        ("isVersionOf", "775 08 $iIs version of:"),
        ("hasVersion", "775 08 $iHas version:"),
        ("isFormatOf", "776 08 $iIs format of:"),
        ("hasFormat", "776 08 $iHas format:"),
        ("replaces", "780 02 "),
        ("isReplacedBy", "785 02 "),
        ("source", "786 0# "),
        ("relation", "787 0# "),
        ("references", "787 08 $iReferences:"),
        ("isRequiredBy", "787 08 $iIs required by:"),
        ("conformsTo", "787 08 $iConforms to:"),
    ],
)
def test_an_address_of_a_related_item_is_an_identifier(term, start):
    """LC's crosswalk, scheme URI (76X-78X, $o)."""
    address = "https://a.example/1"

    assert fields(marc(**{term: (Value(address),)}), start[:3]) == [f"{start}$o{address}"]


@pytest.mark.parametrize("written", ["Text", "http://purl.org/dc/dcmitype/Text"])
def test_a_dcmi_type_names_its_list(written):
    """Genre/Form Code and Term Source Codes: dct (655 $2)."""
    assert fields(marc(type=(Value(written, derived="Text"),)), "655") == ["655 #7 $aText$2dct"]


@pytest.mark.parametrize("term", ["rights", "license"])
def test_a_statement_is_named_and_linked(term):
    """In words, as a term of its list, and by its URI (540 $a, $f $2, $u)."""
    name = "No Copyright - United States"

    assert fields(marc(**{term: (Value("NoC-US", derived=NO_COPYRIGHT),)}), "540") == [
        f"540 ## $a{name}$f{name}$u{NO_COPYRIGHT}$2rs"
    ]


def test_page_manifest_files_and_thumbnail_are_linked():
    """The resource, its versions, a related picture; the manifest by its type (856)."""
    kind = 'application/ld+json;profile="http://iiif.io/api/presentation/3/context.json"'

    assert fields(read(WHOLE["rich.xml"]), "856") == [
        f"856 40 $u{LANDING}",
        f"856 41 $u{MANIFEST}$q{kind}$yIIIF manifest",
        f"856 41 $u{PDF}$qapplication/pdf$yPDF",
        "856 41 $uhttps://a.example/tape.mp3?a=1&b=2$yTape",
        f"856 42 $3Thumbnail$u{THUMBNAIL}",
    ]


def test_nothing_is_claimed_without_images():
    """No manifest, no thumbnail: a link that leads nowhere is worse than none."""
    assert fields(read(WHOLE["plain.xml"]), "856") == [f"856 40 $u{LANDING}"]


@given(natives, st.sampled_from(links))
@settings(max_examples=150)
def test_every_record_that_is_let_in_can_be_rendered(native, links):
    """What passed the schema of a record passes that of MARC 21, or has no title in words."""
    record = check(Row("test", 1, native)).record
    xml = write(record, links) if record is not None else None
    if xml is not None:
        one = read(xml)

        assert len(str(one.leader)) == 24
        assert len(one["008"].data) == 40
