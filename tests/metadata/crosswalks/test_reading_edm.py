"""EDM is read as providers and Europeana write it: objects, proxies, and what they refer to."""

import pytest

from metadata.crosswalks.edm_reading import read, read_all
from metadata.found import ReadingOptions
from metadata.markup import parse
from metadata.rows import read as read_rows
from metadata.sources import Source

NAMESPACES = (
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:edm="http://www.europeana.eu/schemas/edm/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:ore="http://www.openarchives.org/ore/terms/" '
    'xmlns:skos="http://www.w3.org/2004/02/skos/core#" '
    'xmlns:svcs="http://rdfs.org/sioc/services#" '
    'xmlns:wgs84_pos="http://www.w3.org/2003/01/geo/wgs84_pos#"'
)
OBJECT = '<edm:ProvidedCHO rdf:about="letter-1">{}</edm:ProvidedCHO>'
AGGREGATION = (
    '<ore:Aggregation rdf:about="a"><edm:aggregatedCHO rdf:resource="letter-1"/>{}'
    "</ore:Aggregation>"
)


def document(inside):
    """Return RDF with *inside*."""
    return f"<rdf:RDF {NAMESPACES}>{inside}</rdf:RDF>"


def metadata(inside, around=""):
    """Return the metadata of an object with *inside*, and what is told as not read."""
    found = read(parse(document(OBJECT.format(inside) + around).encode()))
    return found.native["metadata"], {field: value for field, value, _ in found.remarks}


def shown(inside, around=""):
    """Return what is read of an aggregation with *inside*."""
    xml = document(OBJECT.format("") + AGGREGATION.format(inside) + around)
    return read(parse(xml.encode())).native


AGENT = (
    '<edm:Agent rdf:about="http://d-nb.info/gnd/1"><skos:prefLabel xml:lang="de">Chruschtschow'
    '</skos:prefLabel><skos:prefLabel xml:lang="en">Khrushchev</skos:prefLabel></edm:Agent>'
)


@pytest.mark.parametrize(
    ("inside", "around"),
    [
        ('<dc:creator rdf:resource="http://d-nb.info/gnd/1"/>', AGENT),
        (f"<dc:creator>{AGENT}</dc:creator>", ""),
    ],
    ids=["beside", "inside"],
)
def test_what_is_referred_to_is_said_by_its_label(inside, around):
    """The English one of several, and has its address; of what is not here that is the value."""
    found, unread = metadata(f'{inside}<dc:subject rdf:resource="http://vocab.example/9"/>', around)

    assert found == {
        "creator": [{"value": "Khrushchev", "lang": "en", "derived": "http://d-nb.info/gnd/1"}],
        "subject": ["http://vocab.example/9"],
    }
    assert unread == {}


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (
            "<wgs84_pos:lat>55.75</wgs84_pos:lat><wgs84_pos:long>37.62</wgs84_pos:long>"
            "<skos:prefLabel>Moscow</skos:prefLabel>",
            {"value": "name=Moscow; east=37.62; north=55.75", "scheme": "dcterms:Point"},
        ),
        (
            '<skos:prefLabel xml:lang="ru">Москва</skos:prefLabel>',
            {"value": "Москва", "lang": "ru"},
        ),
    ],
)
def test_a_place_keeps_its_coordinates(place, value):
    """With coordinates it is a DCMI Point, else its name."""
    around = f'<edm:Place rdf:about="http://p.example/1">{place}</edm:Place>'

    found, _ = metadata('<dcterms:spatial rdf:resource="http://p.example/1"/>', around)

    assert found["dcterms:spatial"] == [value | {"derived": "http://p.example/1"}]


def test_what_is_known_by_another_name_has_no_address():
    """A name within a document is no address of an authority file."""
    around = '<edm:Agent rdf:about="#zhou"><skos:prefLabel>Zhou</skos:prefLabel></edm:Agent>'

    assert metadata('<dc:creator rdf:resource="#zhou"/>', around) == ({"creator": ["Zhou"]}, {})


def test_a_statement_of_rights_is_known_by_its_address():
    """Though a document may tell how people call it."""
    cc = "http://creativecommons.org/licenses/by/4.0/"
    around = f'<skos:Concept rdf:about="{cc}"><skos:prefLabel>BY</skos:prefLabel></skos:Concept>'

    assert metadata(f'<dc:rights rdf:resource="{cc}"/>', around) == ({"rights": [cc]}, {})


def test_an_object_of_europeana_is_said_by_the_proxy_of_its_provider():
    """What Europeana has added stands in a proxy of its own, and is not of the provider."""
    proxies = (
        '<ore:Proxy rdf:about="p"><ore:proxyFor rdf:resource="/item/9/x_1"/>'
        "<dc:title>A letter</dc:title><edm:type>TEXT</edm:type></ore:Proxy>"
        '<ore:Proxy rdf:about="e"><ore:proxyFor rdf:resource="/item/9/x_1"/>'
        "<edm:europeanaProxy>true</edm:europeanaProxy><dc:subject>Enriched</dc:subject></ore:Proxy>"
    )
    xml = document(f'<edm:ProvidedCHO rdf:about="/item/9/x_1"/>{proxies}')

    native = read(parse(xml.encode())).native

    assert native == {"id": "9/x_1", "metadata": {"title": ["A letter"], "type": ["Text"]}}


def test_views_are_pages_with_their_services_and_files():
    """isShownBy first, then hasView; a picture is a page, anything else a file."""
    around = (
        '<edm:WebResource rdf:about="https://i.example/1/full/max/0/default.jpg">'
        '<svcs:has_service rdf:resource="https://i.example/1"/>'
        '<dcterms:isReferencedBy rdf:resource="https://i.example/manifest"/></edm:WebResource>'
        '<edm:WebResource rdf:about="https://i.example/tape"><dc:format>audio/mpeg</dc:format>'
        "</edm:WebResource>"
    )
    native = shown(
        '<edm:hasView rdf:resource="https://i.example/2.jpg"/>'
        '<edm:hasView rdf:resource="https://i.example/tape"/>'
        '<edm:isShownBy rdf:resource="https://i.example/1/full/max/0/default.jpg"/>'
        '<edm:isShownAt rdf:resource="https://a.example/1"/>'
        '<edm:rights rdf:resource="http://rightsstatements.org/vocab/InC/1.0/"/>',
        around,
    )

    assert native["pages"] == [
        {"service": "https://i.example/1"},
        {"file": "https://i.example/2.jpg"},
    ]
    assert native["files"] == [{"file": "https://i.example/tape", "media_type": "audio/mpeg"}]
    assert native["metadata"] == {
        "rights": ["http://rightsstatements.org/vocab/InC/1.0/"],
        "identifier": ["https://a.example/1"],
        "dcterms:isReferencedBy": ["https://i.example/manifest"],
    }


def test_what_is_not_read_is_told():
    """A property of EDM of which no term is made, and the address of what a label stands for."""
    inside = (
        "<edm:currentLocation>Hall 3</edm:currentLocation>"
        '<edm:hasMet rdf:resource="http://x.example/"/>'
        '<dc:type rdf:resource="http://d-nb.info/gnd/1"/>'
    )

    assert metadata(inside, AGENT)[1] == {
        "edm:currentLocation": "Hall 3",
        "edm:hasMet": "http://x.example/",
        "edm:Agent/rdf:about": "http://d-nb.info/gnd/1",
    }


def test_a_document_may_hold_several_objects(tmp_path):
    """Each is a record; RDF without one says so."""
    two = "".join(
        f'<edm:ProvidedCHO rdf:about="{name}"><dc:title>{name}</dc:title></edm:ProvidedCHO>'
        for name in ("a", "https://b.example/1")
    )
    (tmp_path / "a.xml").write_text(document(two))

    header, *rows = read_rows(Source(str(tmp_path / "a.xml"), tmp_path), ReadingOptions())

    assert header.kind == "the Europeana Data Model"
    assert [row.native["id"] for row in rows] == ["a", "b.example/1"]
    (nothing,) = read_all(parse(document("<skos:Concept/>").encode()))
    assert nothing.native is None
    assert "ProvidedCHO" in nothing.remarks[0][2]
