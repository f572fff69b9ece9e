"""A record in ``oai_datacite``: what DataCite demands, and nothing that nobody wrote."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oai_schemas import validate
from records import (
    ADDRESSED,
    LANDING,
    MANIFEST,
    NO_COPYRIGHT,
    PDF,
    PUBLISHED,
    RICH,
    RICH_LINKS,
    THUMBNAIL,
    canonical,
    natives,
)

from metadata.crosswalk import lost
from metadata.crosswalks.datacite import KERNEL, NAMESPACE
from metadata.formats import FORMATS
from metadata.markup import LANG, parse
from schemas.check import check
from schemas.record import Links, Record, Value
from schemas.resource_types import TYPES
from schemas.row import Row
from schemas.terms import TERMS, Kind

write = FORMATS["oai_datacite"].write

EXPECTED = Path(__file__).parents[2] / "data" / "expected" / "oai_datacite"
WHOLE = write(PUBLISHED, RICH_LINKS)
NAMES = {"d": NAMESPACE}
BARE = Links(LANDING, archive="An archive")

MANDATORY = {
    "title": (Value("Letter"),),
    "creator": (Value("Khrushchev, Nikita"),),
    "publisher": (Value("A publisher"),),
    "dcterms:issued": (Value("2021", derived="2021"),),
    "type": (Value("letter", derived="Text"),),
}


def find(root, path):
    """Return what *path* leads to in *root*."""
    return root.xpath(path, namespaces=NAMES)


def datacite(links=BARE, **metadata):
    """Return the root of a record with what is mandatory and *metadata*."""
    return validate(write(Record("1", MANDATORY | metadata), links))


def texts(root, name, *attributes):
    """Return (text, *attributes*) of each element called *name*."""
    return [
        (one.text, *(one.get(attribute) for attribute in attributes))
        for one in find(root, f"//d:{name}")
    ]


@pytest.mark.parametrize(
    ("name", "record"), [("published.xml", PUBLISHED), ("addressed.xml", ADDRESSED)]
)
def test_the_whole_rendering_is_as_it_was(name, record):
    """Equal in canonical form to the file, which people have read, and of the schema."""
    xml = write(record, RICH_LINKS)

    assert canonical(xml) == canonical((EXPECTED / name).read_bytes())
    assert validate(xml) is not None
    assert write(record, RICH_LINKS) == xml


@pytest.mark.parametrize("missing", ["title", "creator", "dcterms:issued", "type"])
def test_a_record_without_what_is_mandatory_is_absent(missing):
    """Nothing is invented, and no (:unav) is written (properties 2, 3, 5 and 10)."""
    metadata = {name: values for name, values in MANDATORY.items() if name != missing}

    assert write(Record("1", metadata), BARE) is None


@pytest.mark.parametrize(
    ("term", "value"),
    [
        ("type", Value("drawing of a seal")),
        ("dcterms:issued", Value("about 1959", derived="1959~")),
        ("dcterms:issued", Value("1959/1960", derived="1959/1960")),
        ("dcterms:issued", Value("n.d.")),
        ("creator", Value("<br>")),
    ],
)
def test_what_is_not_certain_is_not_enough(term, value):
    """A type that DCMI has no name for, a year in doubt, a name without a letter."""
    assert write(Record("1", MANDATORY | {term: (value,)}), BARE) is None


def test_the_date_of_the_original_is_not_the_year_of_publication():
    """Of a digitised thing, it is the year of the digital version (property 5)."""
    undated = {name: values for name, values in MANDATORY.items() if name != "dcterms:issued"}
    day = (Value("1958-04-04", derived="1958-04-04"),)

    assert write(Record("1", undated | {"date": day, "dcterms:created": day}), BARE) is None


@pytest.mark.parametrize(
    ("metadata", "said"),
    [
        ({"dcterms:issued": (Value("", derived="2021-03-01"),)}, "2021"),
        ({"dcterms:issued": (Value("", derived="2021-03/2021-05"),)}, "2021"),
        (
            {
                "dcterms:issued": (Value("", derived="1959~"), Value("", derived="2020")),
                "dcterms:available": (Value("", derived="2021"),),
            },
            "2020",
        ),
        ({"dcterms:issued": (), "dcterms:available": (Value("", derived="2021"),)}, "2021"),
    ],
)
def test_the_year_is_when_it_was_issued_or_became_available(metadata, said):
    """The first that is certain, of what DataCite maps to it and then of what it defines it by."""
    assert texts(datacite(**metadata), "publicationYear") == [(said,)]


@pytest.mark.parametrize(
    ("publishers", "said"),
    [
        ((Value("P", "en"), Value("Q")), [("P", "en")]),
        ((), [("An archive", None)]),
    ],
)
def test_the_publisher_is_who_published_it_or_who_holds_it(publishers, said):
    """An entity that “holds, archives, publishes …” it (property 4): the archive does."""
    assert texts(datacite(publisher=publishers), "publisher", LANG) == said


def test_an_archive_without_a_name_publishes_nothing():
    """Then only what names its publisher can be told."""
    assert write(Record("1", MANDATORY | {"publisher": ()}), Links(LANDING)) is None


@pytest.mark.parametrize("name", TYPES)
def test_every_type_of_dcmi_has_a_general_type(name):
    """Under its own name, or the one that DataCite maps it from (Appendix 1)."""
    (found,) = texts(datacite(type=(Value("Words", derived=name),)), "resourceType")
    general = find(datacite(type=(Value("Words", derived=name),)), "string(//@resourceTypeGeneral)")

    assert found == ("Words",)
    assert general == {"MovingImage": "Audiovisual", "StillImage": "Image"}.get(name, name)


def test_a_type_that_is_an_address_is_called_by_its_name():
    """The content of resourceType is for people (property 10)."""
    types = (Value("seal"), Value("http://purl.org/dc/dcmitype/Sound", derived="Sound"))

    assert texts(datacite(type=types), "resourceType", "resourceTypeGeneral") == [
        ("Sound", "Sound")
    ]


@pytest.mark.parametrize(
    ("identifiers", "first", "others"),
    [
        ((), (LANDING, "URL"), []),
        (("F. 52",), (LANDING, "URL"), [("F. 52", "Local")]),
        (
            ("F. 52", "doi:10.1234/x", "https://doi.org/10.1234/y", "https://a.example/1"),
            ("10.1234/x", "DOI"),
            [("10.1234/y", "DOI"), ("F. 52", "Local"), ("https://a.example/1", "URL")],
        ),
    ],
)
def test_it_is_called_by_its_doi_or_by_its_landing_page(identifiers, first, others):
    """And the others are alternates, the landing page always (properties 1 and 11)."""
    root = datacite(identifier=tuple(map(Value, identifiers)))

    assert texts(root, "identifier", "identifierType") == [first]
    assert texts(root, "alternateIdentifier", "alternateIdentifierType") == [
        (LANDING, "URL"),
        *others,
    ]


def test_manifest_thumbnail_and_files_are_related():
    """The manifest once, and told apart by its scheme, which HasMetadata alone may have (12.c)."""
    found = find(parse(WHOLE), "//d:relatedIdentifier")
    said = [(one.text, one.get("relationType")) for one in found]
    (manifest,) = (one for one in found if one.text == MANIFEST)

    assert said[:3] == [(MANIFEST, "HasMetadata"), (THUMBNAIL, "IsSourceOf"), (PDF, "HasPart")]
    assert manifest.get("relatedMetadataScheme") == "IIIF Presentation API 3.0"
    assert manifest.get("schemeURI") == "http://iiif.io/api/presentation/3/context.json"
    assert find(datacite(), "//d:relatedIdentifiers") == []


@pytest.mark.parametrize(
    ("term", "relation"),
    [
        ("source", "IsDerivedFrom"),
        ("dcterms:hasFormat", "IsOriginalFormOf"),
        ("dcterms:isFormatOf", "IsVariantFormOf"),
        ("dcterms:isReplacedBy", "IsObsoletedBy"),
        ("dcterms:replaces", "Obsoletes"),
        *(
            (f"dcterms:{name}", name[0].upper() + name[1:])
            for name in ("hasPart", "hasVersion", "isPartOf", "isReferencedBy", "isRequiredBy")
        ),
        *(
            (f"dcterms:{name}", name[0].upper() + name[1:])
            for name in ("isVersionOf", "references", "requires")
        ),
    ],
)
def test_a_relation_is_an_identifier_or_an_item_by_its_title(term, relation):
    """By DataCite's mapping of Dublin Core; words are the title of an item (12, 20)."""
    values = (Value("https://a.example/1"), Value("10.1234/x"), Value("Letters", "en"))
    root = datacite(**{term: values})

    assert texts(root, "relatedIdentifier", "relatedIdentifierType", "relationType") == [
        ("https://a.example/1", "URL", relation),
        ("10.1234/x", "DOI", relation),
    ]
    assert find(root, "//d:relatedItem/@relationType") == [relation]
    assert texts(root, "relatedItem/d:titles/d:title", LANG) == [("Letters", "en")]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Value("InC", derived=NO_COPYRIGHT), ("InC", NO_COPYRIGHT, None)),
        (
            Value(NO_COPYRIGHT, derived=NO_COPYRIGHT),
            ("No Copyright - United States", NO_COPYRIGHT, "en"),
        ),
        (Value("Fragen Sie uns", "de"), ("Fragen Sie uns", None, "de")),
    ],
)
def test_rights_have_words_and_an_address(value, said):
    """The words of the source, or the name of the statement (property 16)."""
    assert texts(datacite(rights=(value,)), "rights", "rightsURI", LANG) == [said]


def test_dates_say_what_they_are_of():
    """dateType, and only what is exact: W3CDTF or a range of two (property 8)."""
    day = Value("4 April 1958", derived="1958-04-04")
    terms = {
        "date": "Other",
        "dcterms:created": "Created",
        "dcterms:issued": "Issued",
        "dcterms:available": "Available",
        "dcterms:dateAccepted": "Accepted",
        "dcterms:dateCopyrighted": "Copyrighted",
        "dcterms:dateSubmitted": "Submitted",
        "dcterms:modified": "Updated",
        "dcterms:valid": "Valid",
    }
    doubt = Value("spring", derived="1958-21")
    root = datacite(**dict.fromkeys(terms, (day, doubt)))

    assert sorted(texts(root, "date", "dateType")) == sorted(
        ("1958-04-04", kind) for kind in terms.values()
    )


def test_the_first_language_that_is_known_is_the_primary_one():
    """BCP 47 (property 9)."""
    languages = (Value("Old Permic"), Value("Russian", derived="ru"), Value("en", derived="en"))

    assert texts(datacite(language=languages), "language") == [("ru",)]


def test_subjects_name_their_scheme():
    """Where the source names one (6.a); coverage is a topic too (DCMI Terms, coverage)."""
    root = datacite(
        subject=(Value("Peace", "en", "dcterms:LCSH"), Value("Ban")), coverage=(Value("Moscow"),)
    )

    assert texts(root, "subject", "subjectScheme", LANG) == [
        ("Peace", "LCSH", "en"),
        ("Ban", None, None),
        ("Moscow", None, None),
    ]


def test_places_are_points_boxes_and_names():
    """geoLocation, with coordinates where they are in degrees (property 18)."""
    root = parse(WHOLE)
    points = [tuple(one.text for one in point) for point in find(root, "//d:geoLocationPoint")]
    (box,) = find(root, "//d:geoLocationBox")

    assert points == [("107.61", "-6.91"), ("37.62", "55.75")]
    assert [one.text for one in box] == ["5", "17", "43.5", "48"]
    assert texts(root, "geoLocationPlace") == [("Moscow",), ("Bandung",), ("Alps",)]


def test_descriptions_say_what_they_are():
    """descriptionType (17.a)."""
    assert [kind for _, kind in texts(parse(WHOLE), "description", "descriptionType")] == [
        "Abstract",
        "TableOfContents",
        "Other",
        "Other",
    ]


def test_what_is_lost_has_no_property_in_datacite():
    """Above all a relation of which no more is known."""
    assert lost(KERNEL) == [
        "relation",
        "dcterms:conformsTo",
        "dcterms:accrualMethod",
        "dcterms:accrualPeriodicity",
        "dcterms:accrualPolicy",
        "dcterms:audience",
        "dcterms:educationLevel",
        "dcterms:mediator",
        "dcterms:instructionalMethod",
    ]


# What machines read of a value of each kind, and what is then written of it.
STANDARD = {Kind.DATE: "1958", Kind.LANGUAGE: "ru", Kind.TYPE: "Sound", Kind.RIGHTS: NO_COPYRIGHT}
CODED = (Kind.DATE, Kind.LANGUAGE)


@pytest.mark.parametrize("term", [name for name in TERMS if name not in lost(KERNEL)])
def test_every_other_term_is_said(term):
    """In a valid document, in the words of its writer or as the code that they stand for."""
    kind = TERMS[term].kind
    value = Value("A word", "en", derived=STANDARD.get(kind))
    root = datacite(**{term: (value, *MANDATORY.get(term, ()))})

    assert (STANDARD[kind] if kind in CODED else "A word") in root.itertext()


def test_a_record_that_nobody_published_is_absent():
    """It is dated and described, but in no certain year (property 5)."""
    assert write(RICH, RICH_LINKS) is None
    assert write(RICH, replace(RICH_LINKS, pages=())) is None


@given(natives, st.sampled_from([RICH_LINKS, BARE]))
@settings(max_examples=150, deadline=None)
def test_every_record_that_is_let_in_and_has_the_mandatory_can_be_rendered(native, links):
    """What passed the schema of a record passes that of DataCite."""
    mandatory = {"creator": ["A"], "dcterms:issued": ["2021"], "type": ["Text"]}
    metadata = {
        **native["metadata"],
        **{term: [*native["metadata"].get(term, ()), *said] for term, said in mandatory.items()},
    }
    record = check(Row("test", 1, native | {"metadata": metadata})).record
    xml = record and write(record, links)
    if xml is not None:
        assert validate(xml) is not None
