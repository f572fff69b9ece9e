"""A record in MODS 3.8: what each element says, and where aggregators look.

The files in ``tests/data/expected/mods`` are the renderings of whole records, to be read.
"""

from pathlib import Path

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
from metadata.crosswalks.mods import MODS, NAMESPACE
from metadata.formats import FORMATS
from metadata.markup import LANG, parse
from schemas.check import check
from schemas.record import FileLinks, Links, Record, Value
from schemas.row import Row
from schemas.terms import DCTERMS, TERMS

write = FORMATS["mods"].write

EXPECTED = Path(__file__).parents[2] / "data" / "expected" / "mods"
WHOLE = {
    "rich.xml": write(RICH, RICH_LINKS),
    "plain.xml": write(PLAIN, PLAIN_LINKS),
    "addressed.xml": write(ADDRESSED, RICH_LINKS),
}
NS = {"m": NAMESPACE, "xlink": "http://www.w3.org/1999/xlink"}
RELATORS = "http://id.loc.gov/vocabulary/relators"
DATES = [
    ("created", "dateCreated", None),
    ("issued", "dateIssued", None),
    ("dateCopyrighted", "copyrightDate", None),
    ("modified", "dateModified", None),
    ("valid", "dateValid", None),
    ("date", "dateOther", None),
    ("available", "dateOther", "available"),
    ("dateSubmitted", "dateOther", "dateSubmitted"),
    ("dateAccepted", "dateOther", "dateAccepted"),
]


def mods(links=PLAIN_LINKS, **metadata):
    """Return the root of a record with *metadata*; dcterms are written without their prefix."""
    known = {name if name in TERMS else f"dcterms:{name}": one for name, one in metadata.items()}
    record = Record("1", {"title": (Value("Title"),)} | known)
    return validate(write(record, links))


def found(root, path):
    """Return (text, attributes) of each element at *path*, attributes without namespaces."""
    return [
        (one.text, {name.rpartition("}")[2]: value for name, value in one.attrib.items()})
        for one in root.xpath(path, namespaces=NS)
    ]


def texts(root, path):
    return [text for text, _ in found(root, path)]


@pytest.mark.parametrize("name", WHOLE)
def test_whole_renderings_are_as_they_were(name):
    """Equal in canonical form to the file, which people have read, and of the schema."""
    assert canonical(WHOLE[name]) == canonical((EXPECTED / name).read_bytes())
    assert validate(WHOLE[name]) is not None


def test_no_term_is_lost():
    """MODS has a place for every term."""
    assert lost(MODS) == []


def test_every_row_is_written_for_some_value():
    """A row that an earlier one always precedes would say what never happens."""
    assert dead_rows(MODS) == []


def test_the_first_title_is_the_primary_one():
    """The others are titles too, in their languages: who knows what was translated (titleInfo)."""
    root = mods(
        title=(Value("Letter", "en"), Value("Письмо", "ru")), alternative=(Value("On testing"),)
    )
    kinds = [(one.get("usage"), one.get("type"), one.get(LANG)) for one in root[:3]]

    assert texts(root, "m:titleInfo/m:title") == ["Letter", "Письмо", "On testing"]
    assert kinds == [("primary", None, "en"), (None, None, "ru"), (None, "alternative", None)]


@pytest.mark.parametrize(
    ("term", "role", "authority", "source", "uri"),
    [
        ("creator", "creator", "marcrelator", RELATORS, f"{RELATORS}/cre"),
        ("contributor", "contributor", "marcrelator", RELATORS, f"{RELATORS}/ctb"),
        ("rightsHolder", "rights holder", None, DCTERMS, f"{DCTERMS}rightsHolder"),
        ("mediator", "mediator", None, DCTERMS, f"{DCTERMS}mediator"),
    ],
)
def test_a_name_is_as_written_and_has_one_role(term, role, authority, source, uri):
    """Dublin Core does not tell people from bodies, so no type is guessed (name, role).

    DPLA compares the text of all roleTerms together with ``creator`` or ``contributor``.
    """
    (name,) = mods(**{term: (Value("Khrushchev, N. S."),)}).xpath("m:name", namespaces=NS)
    ((text, attributes),) = found(name, "m:role/m:roleTerm")

    assert name.get("type") is None
    assert texts(name, "m:namePart") == ["Khrushchev, N. S."]
    assert "".join(name.xpath("m:role//text()", namespaces=NS)) == text == role
    assert attributes.get("authority") == authority
    assert (attributes["type"], attributes["authorityURI"]) == ("text", source)
    assert attributes["valueURI"] == uri


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (Value("Text", derived="Text"), "text"),
        (Value("letter", derived="Text"), "text"),
        (Value("Image", derived="Image"), "still image"),
        (Value("photo", derived="StillImage"), "still image"),
        (Value("film", derived="MovingImage"), "moving image"),
        (Value("Sound", derived="Sound"), "sound recording"),
        (Value("Sound recording-musical", derived="Sound"), "sound recording-musical"),
        (Value("statue", derived="PhysicalObject"), "three dimensional object"),
        (Value("Dataset", derived="Dataset"), "software, multimedia"),
        (Value("Software", derived="Software"), "software, multimedia"),
        (Value("Map", derived="StillImage"), "cartographic"),
        (Value("notated music"), "notated music"),
    ],
)
def test_a_type_is_of_the_list_of_mods(value, kind):
    """As LC maps the DCMI types (typeOfResource; dcsimple-mods, Conversion of DC types)."""
    assert found(mods(type=(value,)), "m:typeOfResource") == [(kind, {})]


@pytest.mark.parametrize("value", [Value("Event", derived="Event"), Value("seal")])
def test_a_type_that_mods_does_not_list_is_a_genre_alone(value):
    """Nothing is squeezed into the list (typeOfResource)."""
    root = mods(type=(value,))

    assert found(root, "m:typeOfResource") == []
    assert texts(root, "m:genre") == [value.text]


def test_a_collection_is_a_property_of_its_kind():
    """collection="yes", in addition to what it is a collection of (typeOfResource)."""
    root = mods(type=(Value("Collection", derived="Collection"), Value("maps")))

    assert found(root, "m:typeOfResource") == [
        (None, {"collection": "yes"}),
        ("cartographic", {}),
    ]


def test_what_was_written_for_a_type_is_a_genre():
    """A DCMI type says that it is one, any other word is itself (genre, authority dct)."""
    root = mods(
        type=(
            Value("Text", derived="Text"),
            Value("http://purl.org/dc/dcmitype/Text", derived="Text"),
            Value("letter", "en", derived="Text"),
        )
    )
    uri = "http://purl.org/dc/dcmitype/"

    assert found(root, "m:genre") == [
        ("Text", {"authority": "dct", "authorityURI": uri, "valueURI": f"{uri}Text"}),
        ("letter", {"lang": "en"}),
    ]


@pytest.mark.parametrize(("term", "element", "kind"), DATES)
def test_a_date_is_of_the_event_that_its_term_names(term, element, kind):
    """The unqualified date is of no certain one (originInfo; dcsimple-mods, Date)."""
    ((text, attributes),) = found(
        mods(**{term: (Value("4 April 1958", derived="1958-04-04"),)}), f"m:originInfo/m:{element}"
    )

    assert (text, attributes.get("type")) == ("1958-04-04", kind)


@pytest.mark.parametrize(
    ("derived", "said"),
    [
        ("1958", [("1958", {"encoding": "w3cdtf"})]),
        ("1958-04", [("1958-04", {"encoding": "w3cdtf"})]),
        ("1958-04-04T10:00:00", [("1958-04-04", {"encoding": "w3cdtf"})]),
        (
            "1957/1958-04",
            [
                ("1957", {"encoding": "w3cdtf", "point": "start"}),
                ("1958-04", {"encoding": "w3cdtf", "point": "end"}),
            ],
        ),
        ("1958~", [("1958~", {"encoding": "edtf", "qualifier": "approximate"})]),
        ("1958-04?", [("1958-04?", {"encoding": "edtf", "qualifier": "questionable"})]),
        ("195X%", [("195X%", {"encoding": "edtf", "qualifier": "questionable"})]),
        ("1958-~04", [("1958-~04", {"encoding": "edtf"})]),
        ("1957~/1958", [("1957~/1958", {"encoding": "edtf"})]),
        ("195X", [("195X", {"encoding": "edtf"})]),
        ("1958-21", [("1958-21", {"encoding": "edtf"})]),
        ("1958/..", [("1958/..", {"encoding": "edtf"})]),
        ("[..1958]", [("[..1958]", {"encoding": "edtf"})]),
        ("0000", [("0000", {"encoding": "edtf"})]),
        ("0000/0010", [("0000/0010", {"encoding": "edtf"})]),
        ("-0043", [("-0043", {"encoding": "edtf"})]),
        (None, [("written", {"lang": "en"})]),
    ],
)
def test_a_date_says_how_it_is_encoded(derived, said):
    """W3CDTF where exact, both points of an exact interval, EDTF, or words (originInfo, dates).

    A qualifier is of the whole date, so a doubtful month alone has none.
    """
    root = mods(modified=(Value("written", "en", derived=derived),))

    assert found(root, "m:originInfo/m:dateModified") == said


@pytest.mark.parametrize("edtf", ["1958", "1957/1958", "1958~", "1958?", "195X", None])
@pytest.mark.parametrize(("term", "element", "kind"), DATES, ids=[term for term, _, _ in DATES])
def test_every_date_is_encoded_alike(term, element, kind, edtf):
    """Whatever its event, a date is of the same type (originInfo, dates)."""
    value = Value("written", derived=edtf)
    plain = found(mods(modified=(value,)), "m:originInfo/m:dateModified")
    key = [] if edtf is None or term in {"modified", "valid"} else [{"keyDate": "yes"}]
    kinds = {} if kind is None else {"type": kind}

    assert found(mods(**{term: (value,)}), f"m:originInfo/m:{element}") == [
        (text, attributes | kinds | (key.pop() if key else {})) for text, attributes in plain
    ]


def test_there_is_one_origin():
    """Publisher, dates and frequency are of one event until someone says otherwise (originInfo)."""
    day = (Value("1958", derived="1958"),)
    root = mods(publisher=(Value("P"),), date=day, created=day, accrualPeriodicity=(Value("W"),))
    (origin,) = root.iterfind("m:originInfo", NS)
    names = [one.tag.rpartition("}")[2] for one in origin]

    assert names == ["publisher", "dateCreated", "dateOther", "frequency"]


@pytest.mark.parametrize(
    ("metadata", "key"),
    [
        ({"date": "1958", "created": "1957", "issued": "1959"}, "1957"),
        ({"date": "1958", "issued": "1959/1960"}, "1959"),
        ({"date": "1958~", "dateCopyrighted": "1960"}, "1958~"),
        ({"modified": "2001", "available": "2000"}, "2000"),
        ({"modified": "2001"}, None),
    ],
)
def test_one_date_is_the_key_date(metadata, key):
    """By which aggregators sort: the start of an interval, and no other date (keyDate)."""
    root = mods(**{term: (Value("x", derived=edtf),) for term, edtf in metadata.items()})

    assert texts(root, "//*[@keyDate]") == ([key] if key else [])


def test_words_are_no_key_date():
    """A key date is one that machines read (keyDate)."""
    root = mods(created=(Value("in spring"),), issued=(Value("1959", derived="1959"),))

    assert texts(root, "//*[@keyDate='yes']") == ["1959"]


@pytest.mark.parametrize(
    ("value", "terms"),
    [
        (Value("Russian", derived="ru"), [("rus", "code", "iso639-2b")]),
        (Value("fra", derived="fr"), [("fre", "code", "iso639-2b")]),
        (
            Value("pt_BR", derived="pt-BR"),
            [("por", "code", "iso639-2b"), ("pt-BR", "code", "rfc5646")],
        ),
        (Value("yue", derived="yue"), [("yue", "code", "rfc5646")]),
        (Value("Old Permic"), [("Old Permic", "text", None)]),
    ],
)
def test_a_language_has_the_code_of_libraries(value, terms):
    """ISO 639-2/B, which DPLA asks for; BCP 47 where that says more; else words (languageTerm)."""
    root = mods(language=(value,))

    assert [
        (text, attributes["type"], attributes.get("authority"))
        for text, attributes in found(root, "m:language/m:languageTerm")
    ] == terms


@pytest.mark.parametrize(
    ("metadata", "path", "text"),
    [
        ({"publisher": "P"}, "m:originInfo/m:publisher", "P"),
        ({"accrualPeriodicity": "Weekly"}, "m:originInfo/m:frequency", "Weekly"),
        ({"extent": "2 pages"}, "m:physicalDescription/m:extent", "2 pages"),
        ({"medium": "ink"}, "m:physicalDescription/m:form[@type='medium']", "ink"),
        ({"format": "Image/JPG"}, "m:physicalDescription/m:internetMediaType", "image/jpeg"),
        ({"format": "microfilm"}, "m:physicalDescription/m:form[not(@type)]", "microfilm"),
        ({"description": "D"}, "m:abstract[not(@type)]", "D"),
        ({"abstract": "A"}, "m:abstract[@type='abstract']", "A"),
        ({"tableOfContents": "T"}, "m:tableOfContents", "T"),
        ({"audience": "H"}, "m:targetAudience[not(@displayLabel)]", "H"),
        ({"educationLevel": "E"}, "m:targetAudience[@displayLabel='Education level']", "E"),
        ({"provenance": "P"}, "m:note[@type='ownership']", "P"),
        ({"accrualMethod": "M"}, "m:note[@type='accrual method']", "M"),
        ({"accrualPolicy": "Y"}, "m:note[@type='accrual policy']", "Y"),
        ({"instructionalMethod": "I"}, "m:note[@type='instructional method']", "I"),
        ({"bibliographicCitation": "C"}, "m:note[@type='bibliographic citation']", "C"),
        ({"subject": "S"}, "m:subject/m:topic", "S"),
        ({"spatial": "Moscow"}, "m:subject/m:geographic", "Moscow"),
        ({"coverage": "Moscow"}, "m:subject/m:geographic", "Moscow"),
        ({"temporal": "Cold War"}, "m:subject/m:temporal", "Cold War"),
        ({"accessRights": "Closed"}, "m:accessCondition[@type='restriction on access']", "Closed"),
    ],
)
def test_a_term_stands_in_the_element_that_says_it(metadata, path, text):
    """dcsimple-mods for the elements, the list of note types for the notes."""
    ((term, value),) = metadata.items()

    assert texts(mods(**{term: (Value(value),)}), path) == [text]


@pytest.mark.parametrize(
    ("scheme", "path"),
    [
        ("dcterms:LCSH", "m:subject[@authority='lcsh']/m:topic"),
        ("dcterms:MESH", "m:subject[@authority='mesh']/m:topic"),
        ("lcsh", "m:subject[@authority='lcsh']/m:topic"),
        ("aat", "m:subject[@authority='aat']/m:topic"),
        ("dcterms:DDC", "m:classification[@authority='ddc']"),
        ("dcterms:LCC", "m:classification[@authority='lcc']"),
        ("dcterms:UDC", "m:classification[@authority='udc']"),
        ("Our own list", "m:subject[not(@authority)]/m:topic"),
    ],
)
def test_a_subject_names_its_vocabulary(scheme, path):
    """By LC's source codes; a class is no topic (subject, classification)."""
    assert texts(mods(subject=(Value("X", scheme=scheme),)), path) == ["X"]


@pytest.mark.parametrize("term", ["spatial", "coverage"])
@pytest.mark.parametrize(
    ("text", "scheme", "said"),
    [
        (
            "east=37.6; north=55.75; name=Moscow",
            "dcterms:Point",
            [("geographic", "Moscow"), ("coordinates", "55.75, 37.6")],
        ),
        ("east=37.6; north=-55", "dcterms:Point", [("coordinates", "-55, 37.6")]),
        (
            "northlimit=55; southlimit=-5.5; westlimit=-10; eastlimit=120",
            "dcterms:Box",
            [("coordinates", "W010--E120/N055--S005.5")],
        ),
        ("RU", "dcterms:ISO3166", [("geographicCode", "RU")]),
        ("Moscow", "dcterms:TGN", [("geographic", "Moscow")]),
        ("name=Moscow", "dcterms:Point", [("geographic", "Moscow")]),
        ("east=5", "dcterms:Point", [("geographic", "east=5")]),
        ("Moscow", None, [("geographic", "Moscow")]),
    ],
)
def test_a_place_is_what_its_scheme_makes_of_it(term, text, scheme, said):
    """A name beside its coordinates: a point in the order of maps, a box in that of MARC 034.

    A code of a country; what cannot be read stays (subject, cartographics).
    """
    (subject,) = mods(**{term: (Value(text, scheme=scheme),)}).iterfind("m:subject", NS)
    leaves = [one for one in subject.iter() if not len(one)]

    assert [(one.tag.rpartition("}")[2], one.text) for one in leaves] == said


@pytest.mark.parametrize("term", ["spatial", "coverage"])
def test_a_place_names_its_list(term):
    """By the codes of LC and of ISO (subject, geographicCode)."""
    values = (Value("M", scheme="dcterms:TGN"), Value("RU", scheme="dcterms:ISO3166"))

    assert texts(mods(**{term: values}), "m:subject[@authority='tgn']/m:geographic") == ["M"]
    assert texts(mods(**{term: values}), "//m:geographicCode[@authority='iso3166']") == ["RU"]


@pytest.mark.parametrize(
    ("term", "attributes"),
    [
        ("relation", {}),
        ("source", {"type": "original"}),
        ("isPartOf", {"type": "host"}),
        ("hasPart", {"type": "constituent"}),
        ("replaces", {"type": "preceding"}),
        ("isReplacedBy", {"type": "succeeding"}),
        ("references", {"type": "references"}),
        ("isReferencedBy", {"type": "isReferencedBy"}),
        ("isVersionOf", {"type": "otherVersion", "displayLabel": "Is version of"}),
        ("hasVersion", {"type": "otherVersion", "displayLabel": "Has version"}),
        ("isFormatOf", {"type": "otherFormat", "displayLabel": "Is format of"}),
        ("hasFormat", {"type": "otherFormat", "displayLabel": "Has format"}),
        (
            "requires",
            {"otherType": "requires", "otherTypeURI": "http://purl.org/dc/terms/requires"},
        ),
        (
            "isRequiredBy",
            {
                "otherType": "is required by",
                "otherTypeURI": "http://purl.org/dc/terms/isRequiredBy",
            },
        ),
        (
            "conformsTo",
            {"otherType": "conforms to", "otherTypeURI": "http://purl.org/dc/terms/conformsTo"},
        ),
    ],
)
def test_a_related_item_has_the_type_of_its_relation(term, attributes):
    """A title in words, a location by address (relatedItem; dcsimple-mods, Relation)."""
    root = mods(**{term: (Value("Letters", "en"), Value("https://a.example/other"))})
    items = root.findall("m:relatedItem", NS)

    assert [dict(item.attrib) for item in items] == [attributes, attributes]
    assert texts(items[0], "m:titleInfo[@xml:lang='en']/m:title") == ["Letters"]
    assert texts(items[1], "m:location/m:url") == ["https://a.example/other"]


@pytest.mark.parametrize(
    ("written", "kind", "text"),
    [
        ("https://doi.org/10.1234/ab.c", "doi", "10.1234/ab.c"),
        ("doi:10.1234/ab", "doi", "10.1234/ab"),
        ("10.1234.5/ab", "doi", "10.1234.5/ab"),
        ("10.12/ab", "local", "10.12/ab"),
        ("https://a.example/1", "uri", "https://a.example/1"),
        ("urn:nbn:de:1111-2004033116", "uri", "urn:nbn:de:1111-2004033116"),
        ("info:lccn/2003556444", "uri", "info:lccn/2003556444"),
        ("F. 52, op. 1, d. 12", "local", "F. 52, op. 1, d. 12"),
        ("see https://a.example/1", "local", "see https://a.example/1"),
    ],
)
def test_an_identifier_is_of_a_kind_where_that_is_certain(written, kind, text):
    """A DOI by its prefix, a URI by its scheme; any other is the archive's own (identifier)."""
    assert found(mods(identifier=(Value(written),)), "m:identifier") == [(text, {"type": kind})]


def test_aggregators_find_page_picture_files_and_manifest():
    """The attributes that DPLA's mappers compare (location, url)."""
    root = parse(WHOLE["rich.xml"])
    urls = "m:location/m:url"

    assert texts(root, f"{urls}[@usage='primary' and @access='object in context']") == [LANDING]
    assert texts(root, f"{urls}[@access='preview']") == [THUMBNAIL]
    assert texts(root, f"{urls}[@note='iiif-manifest']") == [MANIFEST]
    assert texts(root, f"{urls}[@displayLabel='IIIF manifest']") == [MANIFEST]
    assert texts(root, f"{urls}[@access='raw object']") == [
        PDF,
        "https://a.example/tape.mp3?a=1&b=2",
    ]


def test_exactly_one_manifest_is_named():
    """Of several, DPLA keeps only the first."""
    assert WHOLE["rich.xml"].count(MANIFEST.encode()) == 1


def test_nothing_is_claimed_without_images():
    """No manifest, no thumbnail: a link that leads nowhere is worse than none."""
    root = parse(WHOLE["plain.xml"])

    assert texts(root, "m:location/m:url") == [LANDING]


def test_a_file_whose_address_is_none_is_left_out():
    """url is an xs:anyURI (mods-3-8.xsd, urlDefinition)."""
    media = (FileLinks("a", 1, "A", "https://a.example:port/"), FileLinks("b", 2, "B", PDF))
    root = mods(Links(LANDING, media=media))

    assert texts(root, "m:location/m:url[@access='raw object']") == [PDF]


@pytest.mark.parametrize("term", ["rights", "license"])
def test_a_statement_is_named_and_identified(term):
    """xlink:href for DPLA, valueURI as the guidelines ask since 3.8 (accessCondition)."""
    root = mods(**{term: (Value("NoC-US", derived=NO_COPYRIGHT), Value("Ask us", "en"))})

    assert found(root, "m:accessCondition[@type='use and reproduction']") == [
        (
            "No Copyright - United States",
            {
                "type": "use and reproduction",
                "authority": "rs",
                "valueURI": NO_COPYRIGHT,
                "href": NO_COPYRIGHT,
            },
        ),
        ("Ask us", {"type": "use and reproduction", "lang": "en"}),
    ]


def test_a_creative_commons_license_is_of_its_own_list():
    """Access Restriction Term Source Codes: cc."""
    uri = "http://creativecommons.org/licenses/by/4.0/"
    ((text, attributes),) = found(mods(license=(Value(uri, derived=uri),)), "m:accessCondition")

    assert text == "Creative Commons Attribution 4.0 International"
    assert (attributes["authority"], attributes["href"]) == ("cc", uri)


def test_the_record_says_whose_it_is():
    """The archive by name, the identifier in its namespace (recordInfo)."""
    info = "m:recordInfo/m:record"
    root = parse(WHOLE["rich.xml"])

    assert texts(root, f"{info}ContentSource") == ["Archive of Letters & Sons"]
    assert found(root, f"{info}Identifier") == [
        ("oai:archive.example:letter-1", {"source": "archive.example"})
    ]


@given(natives, st.sampled_from(links))
@settings(max_examples=150)
def test_every_record_that_is_let_in_can_be_rendered(native, links):
    """What passed the schema of a record passes that of MODS."""
    record = check(Row("test", 1, native)).record
    if record is not None:
        assert validate(write(record, links)) is not None
