"""A record in ``edm``: the object, what shows it, and what Europeana asks of both.

The rules of Schematron are those of the published schema, in XPath 1.0.
"""

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
from metadata.crosswalks.edm import EXTERNAL, NAMESPACE, RDF
from metadata.formats import FORMATS
from metadata.markup import LANG, parse
from schemas.check import check
from schemas.record import FileLinks, Links, Record, Value
from schemas.row import Row
from schemas.terms import TERMS

write = FORMATS["edm"].write

EXPECTED = Path(__file__).parents[2] / "data" / "expected" / "edm"
WHOLE = {
    "rich.xml": write(RICH, RICH_LINKS),
    "published.xml": write(PUBLISHED, RICH_LINKS),
    "addressed.xml": write(ADDRESSED, RICH_LINKS),
}

NAMES = {
    "rdf": RDF,
    "edm": NAMESPACE,
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "ore": "http://www.openarchives.org/ore/terms/",
    "svcs": "http://rdfs.org/sioc/services#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}
RESOURCE = f"{{{RDF}}}resource"
IDENTIFIER = RICH_LINKS.identifier
PAGES = [page.image for page in RICH_LINKS.pages]
BYTES = "https://archive.example/files/letter-1"

TITLE = {"title": (Value("Letter"),)}
RIGHTS = {"rights": (Value(NO_COPYRIGHT, derived=NO_COPYRIGHT),)}
PICTURE = {"type": (Value("photograph", derived="StillImage"),)}
TEXT = {"type": (Value("letter", derived="Text"),)}

# (context, what holds there): EDM-EXTERNAL-MAIN.xsd, ORE.xsd and RDF.xsd, each as it stands there.
SCHEMATRON = [
    ("//edm:ProvidedCHO", "dc:subject or dc:type or dcterms:temporal or dcterms:spatial"),
    (
        "//edm:ProvidedCHO",
        "(dc:subject | dc:type | dcterms:temporal | dcterms:spatial)"
        "[@rdf:resource or normalize-space() != '']",
    ),
    ("//edm:ProvidedCHO", "dc:title[normalize-space() != ''] or dc:description"),
    ("//edm:ProvidedCHO", "not(edm:type = 'TEXT') or dc:language"),
    ("//ore:Aggregation", "edm:isShownAt/@rdf:resource or edm:isShownBy/@rdf:resource"),
    ("//ore:Aggregation", "edm:dataProvider[normalize-space() != '']"),
    ("//ore:Aggregation", "edm:provider[normalize-space() != '']"),
    ("//ore:Aggregation", "edm:rights/@rdf:resource"),
    ("//*", "not(@rdf:resource = '')"),
    ("//*", "not(@rdf:about = '')"),
    ("//*", "not(@xml:lang = '')"),
    ("//*", "not(@rdf:resource and text())"),
    ("/rdf:RDF", "count(edm:ProvidedCHO) = 1 and count(ore:Aggregation) = 1"),
]


def find(root, path):
    """Return what *path* leads to in *root*."""
    return root.xpath(path, namespaces=NAMES)


def edm(metadata, links=RICH_LINKS):
    """Return the root of a record with a title, *metadata*, and rights."""
    return parse(write(Record("1", TITLE | RIGHTS | metadata), links))


def broken(root):
    """Return the rules of Schematron that *root* breaks."""
    return [
        f"{context}: {rule}"
        for context, rule in SCHEMATRON
        for element in find(root, context)
        if not element.xpath(f"boolean({rule})", namespaces=NAMES)
    ]


@pytest.mark.parametrize("name", WHOLE)
def test_whole_renderings_are_as_they_were(name):
    """Equal in canonical form to the file, which people have read, and of the schema."""
    assert canonical(WHOLE[name]) == canonical((EXPECTED / name).read_bytes())
    assert validate(WHOLE[name]) is not None
    assert broken(parse(WHOLE[name])) == []


@pytest.mark.parametrize(
    "metadata",
    [
        TITLE | PICTURE,
        TITLE | PICTURE | {"rights": (Value("Ask the archive"),)},
        TITLE | RIGHTS,
        TITLE | RIGHTS | {"type": (Value("drawing of a seal"),)},
        TITLE | RIGHTS | {"type": (Value("sculpture", derived="PhysicalObject"),)},
        TITLE | RIGHTS | TEXT,
        TITLE | RIGHTS | TEXT | {"language": (Value("<br>"),)},
        {"title": (Value("<br>"),)} | RIGHTS | PICTURE,
    ],
    ids=[
        "no rights",
        "rights in words",
        "no type",
        "a type in words",
        "a type that is none of the five",
        "a text in no language",
        "a text in an empty language",
        "no word in the title",
    ],
)
def test_a_record_without_what_is_mandatory_is_absent(metadata):
    """Rather than with something invented (EDM Mapping Guidelines, mandatory properties)."""
    assert write(Record("1", metadata), RICH_LINKS) is None


@pytest.mark.parametrize("missing", ["identifier", "archive"])
def test_an_archive_without_a_name_gives_no_edm(missing):
    """An object needs a URI, and an aggregation a provider (ORE.xsd)."""
    assert write(RICH, replace(RICH_LINKS, **{missing: ""})) is None


@pytest.mark.parametrize(
    ("types", "said"),
    [
        (("Text",), "TEXT"),
        (("Image",), "IMAGE"),
        (("StillImage",), "IMAGE"),
        (("MovingImage",), "VIDEO"),
        (("Sound",), "SOUND"),
        (("PhysicalObject", "Sound", "Text"), "SOUND"),
    ],
)
def test_a_type_is_one_of_europeanas_five(types, said):
    """By the type of DCMI; of several, the first that is one (edm:type)."""
    root = edm(
        {
            "type": tuple(Value(name.lower(), derived=name) for name in types),
            "language": (Value("en", derived="en"),),
        }
    )

    assert [one.text for one in find(root, "//edm:type")] == [said]
    assert [one.text for one in find(root, "//dc:type")] == [name.lower() for name in types]


def test_a_picture_with_words_needs_no_language():
    """Only of a text is a language demanded: what else it is, it is."""
    root = edm({"type": (*TEXT["type"], *PICTURE["type"])})

    assert [one.text for one in find(root, "//edm:type")] == ["IMAGE"]


@pytest.mark.parametrize(
    ("metadata", "said"),
    [
        ({"rights": (Value("Ask us"), Value("CC0", derived="http://a.example/0"))}, "0"),
        (
            {
                "rights": (Value("InC", derived="http://a.example/1"),),
                "dcterms:license": (Value("BY", derived="http://a.example/2"),),
            },
            "1",
        ),
        (
            {
                "rights": (Value("Ask us"),),
                "dcterms:license": (Value("BY", derived="http://a.example/2"),),
            },
            "2",
        ),
    ],
)
def test_rights_are_one_address(metadata, said):
    """That of the first statement, as in the manifest; the words stay at the object."""
    root = edm(PICTURE | metadata)

    assert [one.get(RESOURCE) for one in find(root, "//edm:rights")] == [f"http://a.example/{said}"]
    assert [one.text for one in find(root, "//edm:ProvidedCHO/dc:rights")] == [
        value.text for values in metadata.values() for value in values
    ]


def linked(links, name):
    """Return the addresses that the aggregation of a picture with *links* has for *name*."""
    found = find(edm(PICTURE, links), f"//ore:Aggregation/edm:{name}")
    return [one.get(RESOURCE) for one in found]


def files(*types):
    """Return links to one file of each of *types*, and to nothing else."""
    media = (
        FileLinks(f"f{n}", n, "File", f"{BYTES}/{n}", media_type)
        for n, media_type in enumerate(types, 1)
    )
    return Links(LANDING, identifier=IDENTIFIER, archive="An archive", media=tuple(media))


def test_the_first_page_is_shown_and_the_others_are_views():
    """In the order of the pages; then the files (edm:isShownBy, edm:hasView)."""
    assert linked(RICH_LINKS, "isShownAt") == [LANDING]
    assert linked(RICH_LINKS, "isShownBy") == PAGES[:1]
    assert linked(RICH_LINKS, "hasView") == [*PAGES[1:], PDF, "https://a.example/tape.mp3?a=1&b=2"]
    assert linked(RICH_LINKS, "object") == [THUMBNAIL]


def test_without_pages_the_first_file_that_can_be_seen_or_heard_is_shown():
    """A table of numbers is none, nor what nobody knows the type of."""
    links = files("text/csv", None, "audio/mpeg", "application/pdf")

    assert linked(links, "isShownBy") == [f"{BYTES}/3"]
    assert linked(links, "hasView") == [f"{BYTES}/4", f"{BYTES}/1", f"{BYTES}/2"]
    assert linked(links, "object") == []


def test_what_is_only_described_is_shown_on_its_page():
    """Either of the two is enough (ORE.xsd), and nothing claims a picture."""
    links = files()

    assert linked(links, "isShownAt") == [LANDING]
    assert linked(links, "isShownBy") == linked(links, "hasView") == []
    assert find(edm(PICTURE, links), "//edm:WebResource | //svcs:Service") == []


@pytest.mark.parametrize("links", [RICH_LINKS, files("text/csv", "audio/mpeg")])
def test_all_that_is_linked_is_described(links):
    """Each view has its WebResource, and no WebResource hangs in the air."""
    root = edm(PICTURE, links)
    shown = find(root, "//edm:isShownBy/@rdf:resource | //edm:hasView/@rdf:resource")

    assert sorted(shown) == sorted(find(root, "//edm:WebResource/@rdf:about"))


def test_every_page_says_that_it_is_iiif():
    """Its service, of which conformance and level are told, and the manifest: step 1 to 4.

    Of the one manifest, which DPLA and Europeana both look for in dcterms:isReferencedBy.
    """
    root = parse(WHOLE["rich.xml"])
    pages = find(root, "//edm:WebResource[svcs:has_service]")
    services = [page.service for page in RICH_LINKS.pages]

    assert [page.get(f"{{{RDF}}}about") for page in pages] == PAGES
    assert [find(page, "string(svcs:has_service/@rdf:resource)") for page in pages] == services
    assert set(find(root, "//dcterms:isReferencedBy/@rdf:resource")) == {MANIFEST}
    assert find(root, "//svcs:Service/@rdf:about") == services
    assert set(find(root, "//svcs:Service/dcterms:conformsTo/@rdf:resource")) == {
        "http://iiif.io/api/image"
    }


def test_only_what_a_file_is_known_to_be_is_said():
    """No media type is better than application/octet-stream."""
    root = parse(WHOLE["rich.xml"])
    formats = {
        one.get(f"{{{RDF}}}about"): find(one, "string(dc:format)")
        for one in find(root, "//edm:WebResource[not(svcs:has_service)]")
    }

    assert formats == {PDF: "application/pdf", "https://a.example/tape.mp3?a=1&b=2": ""}


def test_what_is_lost_has_no_property_at_europeana():
    """Who it is for, how it grows and how it is taught."""
    assert lost(EXTERNAL) == [
        "dcterms:accrualMethod",
        "dcterms:accrualPeriodicity",
        "dcterms:accrualPolicy",
        "dcterms:audience",
        "dcterms:educationLevel",
        "dcterms:mediator",
        "dcterms:instructionalMethod",
    ]


@pytest.mark.parametrize("term", [name for name in TERMS if name not in lost(EXTERNAL)])
def test_every_term_is_a_property_that_an_object_may_have(term):
    """In words, and as an address where the property takes one (EuropeanaType, DC.xsd)."""
    values = (Value("A word", "en"), Value("https://a.example/1?a=b&c#d"))
    xml = write(Record("1", TITLE | RIGHTS | PICTURE | {term: (*PICTURE["type"], *values)}), FILED)

    assert validate(xml) is not None
    assert "A word" in find(parse(xml), "//edm:ProvidedCHO/*/text()")


FILED = files("image/jpeg")


@pytest.mark.parametrize(
    ("text", "is_reference"),
    [
        ("https://a.example/1?a=b&c#d", True),
        (" http://a.example:80/%C3%A9 ", True),
        ("https://a.example/é", False),
        ("https://a.example/a b", False),
        ("https://a.example/%zz", False),
        ("https://a.example/#a#b", False),
        ("See https://a.example/", False),
        ("ftp://a.example/", False),
    ],
)
def test_a_value_that_is_an_address_is_a_reference(text, is_reference):
    """And anything else is words: rdf:resource takes a URI (RDF.xsd)."""
    xml = write(Record("1", TITLE | RIGHTS | PICTURE | {"relation": (Value(text),)}), FILED)
    relation = find(validate(xml), "//dc:relation")[0]

    assert relation.get(RESOURCE) == (text.strip() if is_reference else None)
    assert relation.text == (None if is_reference else text)


def test_words_keep_their_language_and_standard_forms_have_none():
    """xml:lang, where the source has it."""
    root = parse(WHOLE["rich.xml"])

    assert [one.get(LANG) for one in find(root, "//dc:title")] == ["en", "zh-Hans"]
    assert [(one.text, one.get(LANG)) for one in find(root, "//dc:language")] == [
        ("ru", None),
        ("Old Permic", None),
    ]


def test_a_point_is_a_place():
    """Called by its geo URI, with the name that the source gives it (edm:Place)."""
    root = parse(WHOLE["published.xml"])
    places = find(root, "//edm:Place/@rdf:about")

    assert places == ["geo:-6.91,107.61", "geo:55.75,37.62"]
    assert find(root, "//dcterms:spatial/@rdf:resource") == places
    assert find(root, "//dcterms:spatial/text()") == ["Moscow", "Alps"]
    assert find(root, "//edm:Place/skos:prefLabel/text()") == ["Bandung"]


@given(natives, st.sampled_from([RICH_LINKS, FILED, files("text/csv", None), files()]))
@settings(max_examples=150, deadline=None)
def test_every_record_that_is_let_in_and_has_the_mandatory_can_be_rendered(native, links):
    """What passed the schema of a record passes that of EDM, and its Schematron."""
    mandatory = {"type": ["Text"], "language": ["en"], "rights": [NO_COPYRIGHT]}
    metadata = {
        **native["metadata"],
        **{term: [*native["metadata"].get(term, ()), *said] for term, said in mandatory.items()},
    }
    record = check(Row("test", 1, native | {"metadata": metadata})).record
    xml = record and write(record, links)
    if xml is not None:
        assert broken(validate(xml)) == []
